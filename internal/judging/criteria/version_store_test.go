package criteria

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var allTables = []db.Migrations{audit.Migrations, access.Migrations, Migrations}

// stand is an installation with a library, an admin and a secretariat.
type stand struct {
	d                  *db.DB
	log                *audit.Log
	library            *Library
	secretariat, admin By
}

func newStand(t *testing.T, d *db.DB) *stand {
	t.Helper()
	people := accesstest.New(t, d)
	return &stand{d: d, log: people.Log, library: NewLibrary(people.Log, people.Gate),
		secretariat: By{Actor: people.Actor(access.Secretariat), Reason: "thử"}, admin: By{Actor: people.Actor(access.Admin), Reason: "thử"}}
}

func (s *stand) write(t *testing.T, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := s.d.Write(context.Background(), fn); err != nil {
		t.Fatal(err)
	}
}

func (s *stand) refused(t *testing.T, key string, fn func(tx *db.Tx) error) {
	t.Helper()
	err := s.d.Write(context.Background(), fn)
	var list fault.List
	var f *fault.Fault
	switch {
	case errors.As(err, &list):
		for _, one := range list {
			if one.Key == key {
				return
			}
		}
	case errors.As(err, &f) && f.Key == key:
		return
	}
	t.Errorf("got %v, want %s", err, key)
}

// TestLife: a framework is drafted from one that is shipped, edited, issued and
// frozen, cloned and withdrawn; each step is in the log.
func TestLife(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		s := newStand(t, d)
		f, err := Load("ict-readiness-2026")
		if err != nil {
			t.Fatal(err)
		}
		var v *Version
		s.refused(t, "access.act.denied", func(tx *db.Tx) error { _, err := s.library.New(tx, s.admin, f, nil); return err })
		s.write(t, func(tx *db.Tx) (err error) { v, err = s.library.New(tx, s.secretariat, f, nil); return err })
		first := v.Revision

		s.write(t, func(tx *db.Tx) (err error) {
			v, err = s.library.Edit(tx, s.secretariat, v.ID, first, func(v *Version) error {
				v.Checks = []Check{{Code: "may", Require: "may_tinh <= cbccvc * 3", Severity: Warns}}
				return AddNode(v.Framework, &scoring.Node{Code: "A9", Name: scoring.Text{Vi: "Tiêu chí mới"}, Max: scoring.Int(2)}, Position{Parent: "A", After: "A1"})
			})
			return err
		})
		if len(v.Framework.Root.Children[0].Children) < 2 || v.Framework.Root.Children[0].Children[1].Code != "A9" {
			t.Error("the new criterion is not behind A1")
		}
		s.refused(t, "criteria.version.changed", func(tx *db.Tx) error {
			_, err := s.library.Edit(tx, s.secretariat, v.ID, first, func(*Version) error { return nil })
			return err
		})
		// A criterion without a rule cannot be issued, and says so with all else.
		decision := Decision{Number: "1187/QĐ-UBND", Date: "2026-10-06", Issuer: "UBND tỉnh"}
		s.refused(t, "criteria.framework.fault", func(tx *db.Tx) error {
			_, err := s.library.Issue(tx, s.secretariat, v.ID, v.Revision, decision)
			return err
		})
		s.refused(t, "criteria.decision.number", func(tx *db.Tx) error {
			_, err := s.library.Issue(tx, s.secretariat, v.ID, v.Revision, Decision{Date: "2026-10-06"})
			return err
		})
		s.write(t, func(tx *db.Tx) (err error) {
			v, err = s.library.Edit(tx, s.secretariat, v.ID, v.Revision, func(v *Version) error { return RemoveNode(v.Framework, "A9") })
			return err
		})
		s.write(t, func(tx *db.Tx) (err error) {
			v, err = s.library.Issue(tx, s.secretariat, v.ID, v.Revision, decision)
			return err
		})
		s.refused(t, "criteria.version.frozen", func(tx *db.Tx) error {
			_, err := s.library.Edit(tx, s.secretariat, v.ID, v.Revision, func(v *Version) error { return RemoveNode(v.Framework, "A1") })
			return err
		})

		var amended *Version
		s.write(t, func(tx *db.Tx) (err error) {
			amended, err = s.library.Clone(tx, s.secretariat, v.ID, v.Framework.Version, true)
			return err
		})
		if amended.Amends != v.ID || amended.State != Draft || len(amended.Checks) != 1 {
			t.Errorf("the clone is %+v", amended.Head())
		}
		s.refused(t, "criteria.version.named", func(tx *db.Tx) error {
			_, err := s.library.Issue(tx, s.secretariat, amended.ID, amended.Revision, decision)
			return err
		})
		s.write(t, func(tx *db.Tx) (err error) {
			v, err = s.library.Withdraw(tx, s.secretariat, v.ID, v.Revision)
			return err
		})
		s.write(t, func(tx *db.Tx) (err error) {
			_, err = s.library.Discard(tx, s.secretariat, amended.ID, amended.Revision)
			return err
		})

		err = d.Read(context.Background(), func(tx *db.Tx) error {
			heads, err := List(tx)
			if err != nil {
				return err
			}
			if len(heads) != 1 || heads[0].State != Withdrawn || heads[0].Leaves == 0 || heads[0].Decision != decision {
				t.Errorf("the list is %+v", heads)
			}
			again, err := Get(tx, v.ID)
			if err != nil {
				return err
			}
			if !again.Framework.Equal(v.Framework) || again.Withdrawn.IsZero() {
				t.Error("what was read is not what was written")
			}
			records, err := s.log.Find(tx, audit.Search{Object: "framework:" + v.ID})
			acts := ""
			for _, r := range records {
				acts = r.Act + " " + acts
			}
			if want := "criteria.version.drafted criteria.version.edited criteria.version.edited criteria.version.issued criteria.version.withdrawn "; acts != want {
				t.Errorf("the log says %s", acts)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestStale: of two who edit what they were shown, the second hears of the first.
func TestStale(t *testing.T) {
	s := newStand(t, dbtest.SQLite(t, allTables))
	f, err := Load("ict-readiness-2017")
	if err != nil {
		t.Fatal(err)
	}
	var v *Version
	s.write(t, func(tx *db.Tx) (err error) { v, err = s.library.New(tx, s.secretariat, f, nil); return err })
	edits := make(chan error)
	for i := range 8 {
		go func() {
			edits <- d(s, v, strings.Repeat("x", i+1))
		}()
	}
	won := 0
	for range 8 {
		if err := <-edits; err == nil {
			won++
		} else if fault.KindOf(err) != fault.Conflict {
			t.Error(err)
		}
	}
	if won != 1 {
		t.Errorf("%d edits of one revision were taken", won)
	}
}

func d(s *stand, v *Version, note string) error {
	return s.d.Write(context.Background(), func(tx *db.Tx) error {
		_, err := s.library.Edit(tx, s.secretariat, v.ID, v.Revision, func(v *Version) error { v.Framework.Note.Vi = note; return nil })
		return err
	})
}
