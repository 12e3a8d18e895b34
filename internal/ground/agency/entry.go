package agency

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Entry is one line of a list: an agency as it is over one version.
type Entry struct {
	Code string
	Version
}

// Filter says which entries are wanted. Empty fields take all.
type Filter struct {
	On     Day    // as of that day; "" takes every version that ever was
	Words  string // with or without marks, each begins a word of a name or a code; or a whole code
	Kind   Kind
	Parent string // directly under it
	Set    string // with Group: in that group of the set itself, on the day
	Group  string
	Limit  int // 0 is 1,000
	Skip   int
}

// mostWords bounds the words that a search looks for one by one; the last one
// takes the rest as a phrase.
const mostWords = 5

// patterns turns words into what the stored search text is held against.
func patterns(words string) (out [mostWords]string) {
	rest := strings.Fields(text.Plain(words))
	for i := range out {
		switch {
		case len(rest) == 0:
			out[i] = "%"
		case i == mostWords-1:
			out[i] = "% " + strings.Join(rest, " ") + "%"
		default:
			out[i] = "% " + rest[0] + "%"
			rest = rest[1:]
		}
	}
	return out
}

// searchText is what is stored to be found: every word behind a blank. A code of
// several words is found whole only, since its words are those of the name.
func searchText(code string, v *Version) string {
	var b strings.Builder
	for i, s := range []string{v.Name.Vi, v.Name.En, v.Name.Short, code, v.Official} {
		s = text.Plain(s)
		if s != "" && (i < 3 || !strings.Contains(s, " ")) {
			b.WriteString(" " + s)
		}
	}
	return b.String()
}

// List gives entries in Vietnamese order of their names, then by code and day.
func List(tx *db.Tx, f Filter) ([]Entry, error) { return listEntries(tx, f) }

// Branch is an agency with what lies under it.
type Branch struct {
	Entry
	Under []*Branch
}

// Tree gives the agencies of a day under each other, each level in Vietnamese
// order.
func Tree(tx *db.Tx, day Day) ([]*Branch, error) {
	entries, err := listEntries(tx, Filter{On: day, Limit: 1 << 30})
	if err != nil {
		return nil, err
	}
	at := map[string]*Branch{}
	for _, e := range entries {
		at[e.Code] = &Branch{Entry: e}
	}
	var top []*Branch
	for _, e := range entries {
		b := at[e.Code]
		if up := at[e.Parent]; up != nil {
			up.Under = append(up.Under, b)
		} else {
			top = append(top, b)
		}
	}
	return top, nil
}
