package figure

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// by is a secretary of the database that the test runs on.
var by By

func each(t *testing.T, test func(t *testing.T, d *db.DB, log *audit.Log, b *Book)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations, access.Migrations, Migrations}, func(t *testing.T, d *db.DB) {
		people := accesstest.New(t, d)
		by = By{Actor: people.Actor(access.Secretariat), Reason: "Nghị quyết mới"}
		b := Open(people.Log, people.Gate)
		admin := By{Actor: people.Actor(access.Admin), Reason: "thử"}
		for name, act := range map[string]func(tx *db.Tx) error{
			"define": func(tx *db.Tx) error { _, err := b.Define(tx, admin, Item{}); return err },
			"end":    func(tx *db.Tx) error { _, err := b.End(tx, By{}, "may_tinh", text.Date{}); return err },
			"import": func(tx *db.Tx) error { _, err := b.Import(tx, admin, nil); return err },
		} {
			if err := d.Write(t.Context(), act); err == nil || fault.KindOf(err) != fault.Denied {
				t.Errorf("%s was not refused: %v", name, err)
			}
		}
		test(t, d, people.Log, b)
	})
}

func stored(t *testing.T, d *db.DB, b *Book) (dict *Dictionary) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		dict, err = b.Dictionary(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return dict
}

func records(t *testing.T, d *db.DB, log *audit.Log) (all []audit.Placed) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		all, err = log.Find(tx, audit.Search{})
		all = slices.DeleteFunc(all, func(r audit.Placed) bool { return !strings.HasPrefix(r.Act, "figure.") })
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestActsKeepEveryVersion(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		changed := staff()
		changed.From, changed.Definition.Vi = day(t, "2026-01-01"), "Không tính hợp đồng vụ việc"
		want := dictionary(t, computers(), staff(), computersEach(), quality())
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, it := range []Item{computers(), staff(), computersEach(), quality()} {
				if got, err := b.Define(tx, by, it); err != nil || got.Version != 1 {
					return errors.Join(err, errors.New("no first version"))
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := stored(t, d, b); !reflect.DeepEqual(got, want) {
			t.Fatalf("stored %v, want %v", got, want)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			got, err := b.Revise(tx, by, changed)
			if err == nil && got.Version != 2 {
				t.Errorf("version %d", got.Version)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if want, err = want.Revise(changed); err != nil {
			t.Fatal(err)
		}
		if got := stored(t, d, b); !reflect.DeepEqual(got, want) {
			t.Fatalf("stored %v, want %v", got, want)
		}
		if err = d.Write(t.Context(), func(tx *db.Tx) error { _, err := b.End(tx, by, "lan", changed.From); return err }); err != nil {
			t.Fatal(err)
		}
		if _, valid := stored(t, d, b).On("lan", changed.From); valid {
			t.Error("an ended item is valid")
		}

		all := records(t, d, log)
		if len(all) != 6 {
			t.Fatalf("%d records", len(all))
		}
		for i, act := range []string{"figure.item.ended", "figure.item.revised", "figure.item.defined"} {
			if all[i].Act != act || all[i].Reason != by.Reason || all[i].Actor.Person != by.Actor.Person || all[i].Actor.Role != string(access.Secretariat) || all[i].Origin != by.Actor.Origin {
				t.Errorf("record %+v, want %s", all[i], act)
			}
		}
		if change := all[1].Change; all[1].Object != "figure:cbccvc" || len(change) != 2 ||
			change[1] != (audit.Change{Field: "definitionVi", Before: staff().Definition.Vi, After: changed.Definition.Vi}) {
			t.Errorf("changes %+v", change)
		}
		if change := all[0].Change; len(change) != 1 || change[0] != (audit.Change{Field: "to", After: "2026-01-01"}) {
			t.Errorf("changes %+v", change)
		}
	})
}

func TestActsThatAreRefusedLeaveNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := b.Define(tx, by, computers()); return err }); err != nil {
			t.Fatal(err)
		}
		silent := by
		silent.Reason = " "
		for want, act := range map[string]func(tx *db.Tx) (Item, error){
			"may_tinh.from figure.item.overlap":                func(tx *db.Tx) (Item, error) { return b.Define(tx, by, computers()) },
			"may_tinh_cbccvc.denominator figure.item.partless": func(tx *db.Tx) (Item, error) { return b.Define(tx, by, computersEach()) },
			" figure.item.missing":                             func(tx *db.Tx) (Item, error) { return b.Revise(tx, by, staff()) },
			"reason figure.item.reason":                        func(tx *db.Tx) (Item, error) { return b.Revise(tx, silent, computers()) },
			"from figure.item.early":                           func(tx *db.Tx) (Item, error) { return b.End(tx, by, "may_tinh", day(t, "2016-01-01")) },
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := act(tx); return err })
			wantFaults(t, err, want)
		}
		if got := len(stored(t, d, b).All()); got != 1 || len(records(t, d, log)) != 1 {
			t.Errorf("%d versions, %d records", got, len(records(t, d, log)))
		}
	})
}

// TestTwoAtOnce has two people define and end the same item at once: one is
// first, the other is told, and nothing is stored twice.
func TestTwoAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		both := func(act func(tx *db.Tx) error) (failed error) {
			t.Helper()
			results := make(chan error, 2)
			for range 2 {
				go func() { results <- d.Write(t.Context(), act) }()
			}
			n := 0
			for range 2 {
				if err := <-results; err != nil {
					failed = err
					n++
				}
			}
			if n != 1 {
				t.Errorf("%d of 2 failed: %v", n, failed)
			}
			return failed
		}
		both(func(tx *db.Tx) error { _, err := b.Define(tx, by, computers()); return err })
		err := both(func(tx *db.Tx) error { _, err := b.End(tx, by, "may_tinh", day(t, "2026-01-01")); return err })
		if err != nil && fault.KindOf(err) != fault.Conflict {
			t.Errorf("%v", err)
		}
		if len(stored(t, d, b).All()) != 1 || len(records(t, d, log)) != 2 {
			t.Errorf("%d records", len(records(t, d, log)))
		}
		// The statement itself ends an open version only.
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			it := computers()
			it.Version, it.To = 1, day(t, "2027-01-01")
			return endItem(tx, &it)
		})
		wantFaults(t, err, " figure.item.moved")
	})
}
