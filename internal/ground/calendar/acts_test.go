package calendar

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var keyForm = regexp.MustCompile(`"(calendar\.[a-z]+\.[a-zA-Z]+)"`)

// usedKeys reads the keys of sentences out of the package's own files.
func usedKeys(t *testing.T) map[string]bool {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, kind := range append(kinds, Ordinary) {
		used["calendar.kind."+string(kind)] = true
	}
	for _, o := range []string{"computed", "shipped", "stored", "weekends"} {
		used["calendar.origin."+o] = true
	}
	for d := range Day(7) {
		used["calendar.weekday."+strings.ToLower(d.Weekday().String())] = true
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range keyForm.FindAllStringSubmatch(string(data), -1) {
			used[m[1]] = true
		}
	}
	return used
}

// secretary acts on the database that the test runs on.
var secretary By

func each(t *testing.T, test func(t *testing.T, d *db.DB, log *audit.Log, b *Book)) {
	t.Helper()
	dbtest.Each(t, []db.Migrations{audit.Migrations, access.Migrations, Migrations}, func(t *testing.T, d *db.DB) {
		people := accesstest.New(t, d)
		secretary = By{Actor: people.Actor(access.Secretariat), Reason: "Thông báo mới"}
		b := NewBook(people.Log, people.Gate)
		admin := By{Actor: people.Actor(access.Admin), Reason: "thử"}
		for name, act := range map[string]func(tx *db.Tx) error{
			"save":    func(tx *db.Tx) error { _, err := b.SaveTable(tx, admin, &Table{Year: 2026}); return err },
			"set":     func(tx *db.Tx) error { _, err := b.SetDay(tx, By{}, 0, Special{}); return err },
			"clear":   func(tx *db.Tx) error { _, err := b.ClearDay(tx, admin, 0, 0); return err },
			"confirm": func(tx *db.Tx) error { _, err := b.Confirm(tx, admin, 0, 2026, "x"); return err },
		} {
			if err := d.Write(t.Context(), act); err == nil || fault.KindOf(err) != fault.Denied {
				t.Errorf("%s was not refused: %v", name, err)
			}
		}
		test(t, d, people.Log, b)
	})
}

func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func load(t *testing.T, d *db.DB) (c *Calendar) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		c, err = Load(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func recordsOf(t *testing.T, d *db.DB, log *audit.Log) (all []audit.Placed) {
	t.Helper()
	if _, err := log.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
	err := d.Read(t.Context(), func(tx *db.Tx) (err error) {
		all, err = log.Find(tx, audit.Search{Object: "calendar:2026"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestSaving(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		c := load(t, d)
		if table := c.Table(2026); table.Origin != Shipped || table.Version != 0 {
			t.Fatalf("an empty database has the shipped tables, not %+v", table)
		}
		// The province learns that the day before Culture Day is swapped.
		var saved *Table
		off, work := day(t, "2026-11-23"), day(t, "2026-11-28")
		write(t, d, func(tx *db.Tx) (err error) {
			saved, err = b.SetDay(tx, secretary, 0, Special{Day: off, Kind: SwappedOff, Name: Name{Vi: "Nghỉ hoán đổi", En: "Swapped"}, Basis: "Công văn 1"})
			return err
		})
		write(t, d, func(tx *db.Tx) (err error) {
			saved, err = b.SetDay(tx, secretary, saved.Version, Special{Day: work, Kind: MakeUp, Name: Name{Vi: "Làm bù", En: "Made up"}, Basis: "Công văn 1"})
			return err
		})
		c = load(t, d)
		if c.IsWorking(off) || !c.IsWorking(work) || saved.Version != 2 || !saved.Confirmed {
			t.Error("the swap is not there", saved)
		}
		if due, err := c.Due(day(t, "2026-11-20"), 3, WorkingDays); err != nil || due.Day != day(t, "2026-11-27") || len(due.Warnings) != 0 {
			t.Error(due, err)
		}
		records := recordsOf(t, d, log)
		if len(records) != 2 {
			t.Fatalf("%d records", len(records))
		}
		r := records[1]
		if r.Act != "calendar.table.saved" || r.Actor.Person != secretary.Actor.Person || r.Actor.Role != string(access.Secretariat) || r.Reason != secretary.Reason || r.Origin != secretary.Actor.Origin {
			t.Errorf("the record is %+v", r)
		}
		want := audit.Change{Field: "2026-11-23", Before: "open: " + New(ShippedTables()...).Special(off).Name.Vi + " | " + New(ShippedTables()...).Special(off).Name.En, After: "swapped: Nghỉ hoán đổi | Swapped | Công văn 1"}
		if len(r.Change) != 1 || r.Change[0] != want {
			t.Errorf("the change is %+v, want %+v", r.Change, want)
		}
		// The same table again changes nothing and leaves no record.
		write(t, d, func(tx *db.Tx) error {
			again, err := b.SaveTable(tx, secretary, saved)
			if err == nil && again.Version != 2 {
				t.Error("saved again", again.Version)
			}
			return err
		})
		if n := len(recordsOf(t, d, log)); n != 2 {
			t.Errorf("%d records", n)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := b.ClearDay(tx, secretary, 2, work)
			return err
		})
		if c = load(t, d); c.IsWorking(work) {
			t.Error("the make-up day is still there")
		}
	})
}

func TestRefusals(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		holiday := Special{Day: day(t, "2026-12-01"), Kind: Holiday, Name: Name{Vi: "Nghỉ", En: "Off"}}
		write(t, d, func(tx *db.Tx) error { _, err := b.SetDay(tx, secretary, 0, holiday); return err })
		for name, x := range map[string]struct {
			kind fault.Kind
			act  func(tx *db.Tx) error
		}{
			"somebody was first": {fault.Conflict, func(tx *db.Tx) error {
				_, err := b.SetDay(tx, secretary, 0, Special{Day: day(t, "2026-12-02"), Kind: Holiday, Name: Name{Vi: "Nghỉ"}})
				return err
			}},
			"a table from before": {fault.Conflict, func(tx *db.Tx) error {
				_, err := b.SaveTable(tx, secretary, &Table{Year: 2026})
				return err
			}},
			"a faulty table": {fault.Invalid, func(tx *db.Tx) error {
				_, err := b.SetDay(tx, secretary, 1, Special{Day: day(t, "2026-12-02"), Kind: MakeUp, Name: Name{Vi: "x"}})
				return err
			}},
			"an ordinary day": {fault.Missing, func(tx *db.Tx) error {
				_, err := b.ClearDay(tx, secretary, 1, day(t, "2026-12-02"))
				return err
			}},
			"a version that never was": {fault.Conflict, func(tx *db.Tx) error {
				_, err := b.SaveTable(tx, secretary, &Table{Year: 2026, Version: 7})
				return err
			}},
			"no basis": {fault.Invalid, func(tx *db.Tx) error { _, err := b.Confirm(tx, secretary, 1, 2026, " "); return err }},
			"no year":  {fault.Invalid, func(tx *db.Tx) error { _, err := b.Confirm(tx, secretary, 0, 2200, "x"); return err }},
		} {
			if err := d.Write(t.Context(), x.act); err == nil || fault.KindOf(err) != x.kind {
				t.Errorf("%s: %v", name, err)
			}
		}
		// What fails after a change takes the change and its record with it.
		failure := errors.New("no")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := b.ClearDay(tx, secretary, 1, holiday.Day); err != nil {
				return err
			}
			return failure
		})
		if !errors.Is(err, failure) {
			t.Error(err)
		}
		c := load(t, d)
		if c.IsWorking(holiday.Day) || c.Table(2026).Version != 1 || len(recordsOf(t, d, log)) != 1 {
			t.Error("the refused changes left something", c.Table(2026).Version)
		}
	})
}

func TestHistory(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		rows := []Row{
			{Day: "01/01/2027", Kind: "nghỉ lễ", NameVi: "Tết Dương lịch", NameEn: "New Year's Day"},
			{Day: "05/02/2027", Kind: "nghỉ lễ", NameVi: "Tết Âm lịch"},
		}
		table, notes, err := ReadTable(2027, "", rows)
		if err != nil || len(notes) == 0 {
			t.Fatal(notes, err)
		}
		write(t, d, func(tx *db.Tx) error { table, err = b.SaveTable(tx, secretary, table); return err })
		write(t, d, func(tx *db.Tx) error {
			table, err = b.Confirm(tx, secretary, table.Version, 2027, "Thông báo 1")
			return err
		})
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			all, err := History(tx, 2027)
			if err != nil {
				return err
			}
			if len(all) != 2 || all[0].Version != 2 || !all[0].Confirmed || all[0].Basis != "Thông báo 1" || !all[0].Until.IsZero() ||
				all[1].Confirmed || !all[1].Until.Equal(all[0].From) || all[1].Person != secretary.Actor.Person || all[1].Reason != secretary.Reason {
				t.Errorf("the history is %+v", all)
			}
			for at, confirmed := range map[time.Time]bool{all[0].From: true, all[1].From: false, all[0].From.Add(-time.Microsecond): false} {
				c, err := LoadAt(tx, at)
				if err != nil {
					return err
				}
				if got := c.Table(2027); got.Confirmed != confirmed || len(got.Days) != 2 || got.Origin != Stored {
					t.Errorf("at %v it was %+v", at, got)
				}
			}
			before, err := LoadAt(tx, all[1].From.Add(-time.Microsecond))
			if err != nil {
				return err
			}
			if got := before.Table(2027); got.Origin != Computed || got.Confirmed {
				t.Errorf("before it was %+v", got)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		c := load(t, d)
		if due, err := c.Due(day(t, "2027-01-29"), 5, WorkingDays); err != nil || len(due.Warnings) != 0 || due.Day != day(t, "2027-02-08") {
			t.Error("a confirmed table does not warn, whatever it says", due, err)
		}
	})
}

// TestConfirmingAssumptions: what was assumed is so once the table is confirmed.
func TestConfirmingAssumptions(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		write(t, d, func(tx *db.Tx) error {
			table, err := b.SetDay(tx, secretary, 0, Special{Day: day(t, "2028-03-01"), Kind: Holiday, Name: Name{Vi: "Nghỉ"}})
			if err != nil {
				return err
			}
			if !table.find(day(t, "2028-01-27")).Assumed {
				t.Error("a change does not make assumptions true")
			}
			table, err = b.Confirm(tx, secretary, table.Version, 2028, "Thông báo 2")
			if err != nil {
				return err
			}
			for _, s := range table.Days {
				if s.Assumed {
					t.Errorf("%v is still assumed", s.Day)
				}
			}
			return nil
		})
	})
}
