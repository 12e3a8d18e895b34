package calendar

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Book is through which the tables of a province are changed.
type Book struct {
	log  *audit.Log
	gate *access.Gate
}

// NewBook makes the calendar of a database ready: its acts ask the gate and are
// written to the log.
func NewBook(log *audit.Log, gate *access.Gate) *Book { return &Book{log, gate} }

// By says who acts and why.
type By struct {
	Actor  access.Actor
	Reason string
}

func (b *Book) may(tx *db.Tx, by By) (audit.Actor, error) {
	return b.gate.As(tx, by.Actor, access.CalendarManage, access.Resource{})
}

// Edition is one version of a year's table: it held from one time until
// another, which is zero when it still holds.
type Edition struct {
	Version     int64
	From, Until time.Time
	Confirmed   bool
	Basis       string
	Person      string // id of who saved it
	Reason      string
}

// Load gives the calendar as it is: the tables of the province, the shipped
// ones for years that it has not saved, the law for all others.
func Load(tx *db.Tx) (*Calendar, error) { return LoadAt(tx, tx.Now()) }

// LoadAt gives the calendar as it was at a time, so that a deadline of that time
// can be explained.
func LoadAt(tx *db.Tx, at time.Time) (*Calendar, error) {
	stored, err := listTables(tx, at)
	if err != nil {
		return nil, err
	}
	return New(slices.Concat(ShippedTables(), stored)...), nil
}

// History gives the versions of a year's table that the province has saved, the
// latest first.
func History(tx *db.Tx, year int) ([]Edition, error) { return listEditions(tx, year) }

// SaveTable saves a year's table as a whole. Its version is the one that the
// actor has seen, 0 when none was stored; if somebody else has saved one since,
// the fault is of kind conflict. Faults of the table are a fault.List. A table
// that changes nothing is not saved again. It gives the table as it is saved.
func (b *Book) SaveTable(tx *db.Tx, by By, t *Table) (*Table, error) {
	who, err := b.may(tx, by)
	if err != nil {
		return nil, err
	}
	return b.save(tx, who, by, t)
}

func (b *Book) save(tx *db.Tx, who audit.Actor, by By, t *Table) (*Table, error) {
	own := t.copy()
	own.Origin = Stored
	if err := own.Check().Err(); err != nil {
		return nil, err
	}
	if own.Confirmed {
		// Confirming means that nothing is an assumption any more.
		for i := range own.Days {
			own.Days[i].Assumed = false
		}
	}
	calendar, err := Load(tx)
	if err != nil {
		return nil, err
	}
	before := calendar.table(own.Year)
	if before.Version != own.Version {
		return nil, moved(own.Year)
	}
	changes := compareTables(before, own)
	if len(changes) == 0 && before.Origin == Stored {
		return before.copy(), nil
	}
	own.Version++
	if err := insertTable(tx, own, who.Person, by.Reason); err != nil {
		if fault.KindOf(err) == fault.Conflict {
			return nil, moved(own.Year)
		}
		return nil, err
	}
	return own, b.log.Append(tx, &audit.Record{
		Actor: who, Origin: by.Actor.Origin, Reason: by.Reason,
		Act: "calendar.table.saved", Object: fmt.Sprintf("calendar:%d", own.Year), Change: changes,
	})
}

// SetDay makes a day special, or replaces what it was. The version is that of the
// year's table which the actor has seen. Whether the table is confirmed stays.
func (b *Book) SetDay(tx *db.Tx, by By, version int64, s Special) (*Table, error) {
	return b.change(tx, by, s.Day.Year(), version, func(t *Table) error { t.put(s); return nil })
}

// ClearDay makes a day an ordinary one again. A day that is one already is a
// fault of kind missing.
func (b *Book) ClearDay(tx *db.Tx, by By, version int64, d Day) (*Table, error) {
	return b.change(tx, by, d.Year(), version, func(t *Table) error {
		if t.find(d) == nil {
			return fault.New(fault.Missing, "calendar.day.ordinary", fault.Args{"day": dayText(d)})
		}
		t.Days = slices.DeleteFunc(t.Days, func(s Special) bool { return s.Day == d })
		return nil
	})
}

// Confirm says that a year's table is complete and on which notices it rests;
// days that were assumed no longer are.
func (b *Book) Confirm(tx *db.Tx, by By, version int64, year int, basis string) (*Table, error) {
	return b.change(tx, by, year, version, func(t *Table) error {
		if t.Basis = tidy(basis); t.Basis == "" {
			return fault.New(fault.Invalid, "calendar.basis.missing", fault.Args{"year": yearText(year)})
		}
		t.Confirmed = true
		return nil
	})
}

// change saves what fn makes of a year's table.
func (b *Book) change(tx *db.Tx, by By, year int, version int64, fn func(*Table) error) (*Table, error) {
	who, err := b.may(tx, by)
	if err != nil {
		return nil, err
	}
	calendar, err := Load(tx)
	if err != nil {
		return nil, err
	}
	t := calendar.Table(year)
	if t == nil {
		return nil, beyond()
	}
	if t.Version != version {
		return nil, moved(year)
	}
	if err := fn(t); err != nil {
		return nil, err
	}
	return b.save(tx, who, by, t)
}

func moved(year int) error {
	return fault.New(fault.Conflict, "calendar.table.moved", fault.Args{"year": yearText(year)})
}

// compareTables gives what differs, for the audit log: the table's own fields,
// then the days in order.
func compareTables(before, after *Table) []audit.Change {
	var all []audit.Change
	note := func(field, from, to string) {
		if from != to {
			all = append(all, audit.Change{Field: field, Before: from, After: to})
		}
	}
	note("confirmed", fmt.Sprint(before.Confirmed), fmt.Sprint(after.Confirmed))
	note("basis", before.Basis, after.Basis)
	days := map[Day][2]string{}
	for i, t := range []*Table{before, after} {
		for _, s := range t.Days {
			both := days[s.Day]
			both[i] = s.line()
			days[s.Day] = both
		}
	}
	order := make([]Day, 0, len(days))
	for d := range days {
		order = append(order, d)
	}
	slices.SortFunc(order, func(a, b Day) int { return cmp.Compare(a, b) })
	for _, d := range order {
		note(d.String(), days[d][0], days[d][1])
	}
	return all
}

// line is a special day in one line of the audit log.
func (s Special) line() string {
	line := string(s.Kind) + ": " + s.Name.Vi
	for _, part := range []string{s.Name.En, s.Basis} {
		if part != "" {
			line += " | " + part
		}
	}
	if s.Assumed {
		line += " | assumed"
	}
	return line
}
