package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Export writes the records that a search wants, the oldest first, and tells how
// many; a Limit of 0 takes all. Each is a line of JSON:
//
//	{"place":7,"record":{"id":…}}
//
// The bytes from behind "record": to before the last brace are those that were
// hashed: tlog.RecordHash of them is leaf 7 of the tree. In Go a json.RawMessage
// has them as they are. A record that is no longer JSON stands as a string in
// "spoiled" instead. Records that wait for their place are left out.
//
// It reads a block of 1,024 records at a time, so that a slow w keeps no
// transaction open; what is appended meanwhile may come at the end.
func Export(ctx context.Context, d *db.DB, w io.Writer, s Search) (int64, error) {
	var written int64
	limit, end := int64(math.MaxInt64), int64(math.MaxInt64)
	if s.Limit > 0 {
		limit = int64(s.Limit)
	}
	if s.Before > 0 {
		end = s.Before
	}
	var page bytes.Buffer
	for from, done := int64(0), false; !done && written < limit; {
		page.Reset()
		err := d.Read(ctx, func(tx *db.Tx) error {
			tree, err := readTree(tx)
			if err != nil {
				return err
			}
			tail := tree.N &^ (blockSize - 1)
			block, err := blocksUp(tx, s, from>>blockHeight, 1)
			if err != nil {
				return err
			}
			if len(block) > 0 {
				from = block[0] << blockHeight
			} else {
				from, done = max(from, tail), true
			}
			until := min(end, from+blockSize)
			done = done || until == end
			if from >= until {
				return nil
			}
			most := int(min(blockSize, limit-written))
			err = eachFirst(tx, s, from, until, most, func(place int64, body string) error {
				written++
				return exportLine(&page, place, body)
			})
			from = until
			return err
		})
		if err != nil {
			return written, err
		}
		if _, err := w.Write(page.Bytes()); err != nil {
			return written, fault.Wrap(fault.Unavailable, err, "audit.export.broken", nil)
		}
	}
	return written, nil
}

func exportLine(page *bytes.Buffer, place int64, body string) error {
	page.WriteString(`{"place":`)
	page.WriteString(strconv.FormatInt(place, 10))
	if json.Valid([]byte(body)) && !strings.Contains(body, "\n") {
		page.WriteString(`,"record":` + body)
	} else {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		page.WriteString(`,"spoiled":`)
		page.Write(text)
	}
	page.WriteString("}\n")
	return nil
}
