package agency

import (
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// TestFounding: an installation and its admin come into being together, once.
func TestFounding(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		log, err := audit.Open(d, newKeys(t))
		if err != nil {
			t.Fatal(err)
		}
		gate, err := access.Open(d, log, access.Keys{access.NewKey()}, accesstest.Rules())
		if err != nil {
			t.Fatal(err)
		}
		dir := NewDirectory(log, gate)
		found := func(i Installation) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				_, _, err := dir.Found(tx, i, access.NewPerson{Login: "admin", Name: "Trần Quản Trị"}, audit.Origin{})
				return err
			})
		}
		if err := found(Installation{Code: "Bắc Ninh", Language: "fr"}); len(keys(err)) != 3 {
			t.Errorf("wrong data: %v", err)
		}
		read(t, d, func(tx *db.Tx) error {
			if _, err := LoadInstallation(tx); fault.KindOf(err) != fault.Missing {
				t.Errorf("before it is founded: %v", err)
			}
			return nil
		})
		want := Installation{Code: "bac-ninh", Name: Name{Vi: "Tỉnh Bắc Ninh", En: "Bac Ninh Province"}, Language: text.Vi, Sample: true}
		if err := found(want); err != nil {
			t.Fatal(err)
		}
		if err := found(want); fault.KindOf(err) != fault.Conflict {
			t.Errorf("founded twice: %v", err)
		}
		read(t, d, func(tx *db.Tx) error {
			got, err := LoadInstallation(tx)
			if err == nil && (got.Code != want.Code || got.Name != want.Name || !got.Sample || got.Founded.IsZero()) {
				t.Errorf("%+v", got)
			}
			return err
		})
		// What is invented stays invented, and only an admin renames.
		renamed := func(actor access.Actor) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				return dir.Rename(tx, By{Actor: actor}, Installation{Name: Name{Vi: "Tỉnh Mới"}, Language: text.En, Revision: 1})
			})
		}
		if err := renamed(access.Actor{}); fault.KindOf(err) != fault.Denied {
			t.Errorf("renamed by nobody: %v", err)
		}
	})
}

func newKeys(t *testing.T) *audit.Keys {
	t.Helper()
	k, err := audit.NewKeys("sansang/test")
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestRenaming(t *testing.T) {
	d := dbtest.SQLite(t, tables)
	dir, people := peopled(t, d)
	write(t, d, func(tx *db.Tx) error {
		return insertInstallation(tx, &Installation{Code: "bac-ninh", Name: Name{Vi: "Tỉnh Bắc Ninh"}, Language: text.Vi, Sample: true})
	})
	admin := By{Actor: people.Actor(access.Admin)}
	to := Installation{Name: Name{Vi: "Tỉnh Mới"}, Language: text.En, Revision: 1}
	write(t, d, func(tx *db.Tx) error { return dir.Rename(tx, admin, to) })
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return dir.Rename(tx, admin, to) }); fault.KindOf(err) != fault.Conflict {
		t.Errorf("of an old revision: %v", err)
	}
	read(t, d, func(tx *db.Tx) error {
		got, err := LoadInstallation(tx)
		if err == nil && (got.Code != "bac-ninh" || got.Name.Vi != "Tỉnh Mới" || got.Language != text.En || !got.Sample || got.Revision != 2) {
			t.Errorf("%+v", got)
		}
		return err
	})
}
