package backup

import (
	"maps"
	"slices"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// TestNamed: a file is named by a column of its own, within a list or within
// JSON, in whatever table; not by half of its name.
func TestNamed(t *testing.T) {
	dbtest.Each(t, []db.Migrations{own()}, func(t *testing.T, d *db.DB) {
		alone, within, last, half, nowhere := sumOf([]byte("a")), sumOf([]byte("b")), sumOf([]byte("c")), sumOf([]byte("d")), sumOf([]byte("e"))
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, one := range []struct{ statement, value string }{
				{`INSERT INTO act VALUES ($1, NULL, 1)`, alone},
				{`INSERT INTO "order" VALUES ($1, 1)`, `{"evidence":["` + within + `"],"x":"` + half[:63] + `"}`},
				{`INSERT INTO zone VALUES ($1, 0, true)`, half[1:]},
				{`INSERT INTO area (zone, number, note) VALUES ('` + half[1:] + `', 1, $1)`, "0" + last},
			} {
				if _, err := tx.Exec(one.statement, one.value); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		read(t, d, func(tx *db.Tx) error {
			found, err := Named(tx, map[string]bool{alone: true, within: true, last: true, half: true, nowhere: true})
			want := []string{alone, within, last}
			slices.Sort(want)
			if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, want) {
				t.Errorf("found %v, want %v", got, want)
			}
			return err
		})
	})
}
