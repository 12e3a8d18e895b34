package backup

import (
	"github.com/sansang-project/sansang/internal/platform/db"
)

// Named gives those among the names of files that stand anywhere in the rows of a
// database, alone or within a text such as JSON. It asks the database itself for
// its tables, so no slice can forget to tell that it names a file.
func Named(tx *db.Tx, files map[string]bool) (map[string]bool, error) {
	all, err := catalogue(tx)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, t := range all {
		err := eachRow(tx, t, func(values []any) error {
			for _, v := range values {
				switch v := v.(type) {
				case string:
					namesWithin(v, files, found)
				case []byte:
					namesWithin(string(v), files, found)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return found, nil
}

// nameLength is how many hexadecimal digits the name of a file has (SHA-256).
const nameLength = 64

// namesWithin finds names in runs of hexadecimal digits.
func namesWithin(s string, files, found map[string]bool) {
	run := 0
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			run = 0
			continue
		}
		if run++; run >= nameLength && files[s[i+1-nameLength:i+1]] {
			found[s[i+1-nameLength:i+1]] = true
		}
	}
}
