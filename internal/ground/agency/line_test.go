package agency

import (
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// The directory on a day: who is there, who was, who is to come, each with its
// parent and group as of then.
func TestLines(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, dir *Directory, log *audit.Log) {
		begin(t, d, dir)
		write(t, d, func(tx *db.Tx) error {
			a, err := Get(tx, "y-te")
			if err != nil {
				return err
			}
			a.Members = []Member{{Set: "xep-hang", Group: "so", From: "2018-01-01", To: "2024-01-01"}, {Set: "xep-hang", Group: "so-lon", From: "2024-01-01"}}
			if err := dir.Amend(tx, by, *a); err != nil {
				return err
			}
			return dir.Reorganise(tx, by, Order{On: "2025-03-01", Decision: decision, Steps: []Step{{How: Merge, Links: []Link{link("y-te", "noi-vu")}}},
				Seen: map[string]int64{"y-te": 2, "noi-vu": 1}})
		})
		for _, c := range []struct {
			q    Query
			want string
			all  int
		}{
			{Query{On: "2025-02-28", Words: "y te"}, "y-te present", 1},
			{Query{On: "2025-03-01", Words: "y te"}, "", 0},
			{Query{On: "2025-03-01", State: Ended}, "y-te ended", 1},
			{Query{On: "2016-12-31"}, "", 0},
			{Query{On: "2016-12-31", State: Coming, Words: "so y"}, "y-te coming", 1},
			{Query{On: "2025-03-01", State: Every, Words: "y te"}, "y-te ended", 1},
			{Query{On: "2025-02-28", Set: "xep-hang", Group: "so-lon"}, "y-te so-lon present", 1},
			{Query{On: "2025-02-28", Set: "xep-hang", Group: "so", Limit: 1, Skip: 4}, "y-te so-lon present", 5},
			{Query{On: "2025-03-01", Set: "xep-hang", Group: "so-lon", State: Ended}, "y-te so-lon ended", 1},
			{Query{On: "2025-02-28", Kind: "province"}, "ubnd present", 6},
		} {
			read(t, d, func(tx *db.Tx) error {
				lines, count, err := Lines(tx, c.q)
				got, all := "", 0
				for _, l := range lines {
					got += l.Code + " "
					if l.Group != "" {
						got += l.Group + " "
					}
					got += string(l.State)
					if l.Parent != "" && l.Above.Vi == "" {
						t.Errorf("%s: no name of the parent", l.Code)
					}
				}
				for _, n := range count {
					all += n
				}
				if got != c.want || all != c.all {
					t.Errorf("%+v: %q of %d, want %q of %d", c.q, got, all, c.want, c.all)
				}
				return err
			})
		}
	})
}
