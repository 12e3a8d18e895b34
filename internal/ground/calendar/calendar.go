package calendar

import (
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mostDays bounds a count of days, so that no input takes long: forty years.
const mostDays = 14_610

// Calendar counts days. It never changes once made and serves many at once.
type Calendar struct {
	tables map[int]*Table
}

// New makes a calendar of tables; of two of the same year the later one holds.
// A year without a table has the days that follow from law alone.
func New(tables ...*Table) *Calendar {
	c := &Calendar{tables: map[int]*Table{}}
	for _, t := range tables {
		c.tables[t.Year] = t.copy()
	}
	return c
}

// Table gives the table of a year, which the caller may change, nil beyond the
// years 1900 to 2199.
func (c *Calendar) Table(year int) *Table {
	if year < firstYear || year > lastYear {
		return nil
	}
	return c.table(year).copy()
}

func (c *Calendar) table(year int) *Table {
	if t := c.tables[year]; t != nil {
		return t
	}
	return lawfulTable(year)
}

// Special tells what a day is beyond its weekday; its kind is Ordinary when it
// is nothing more.
func (c *Calendar) Special(d Day) Special {
	if d.known() {
		if s := c.table(d.Year()).find(d); s != nil {
			return *s
		}
	}
	return Special{Day: d, Kind: Ordinary}
}

// IsWorking tells whether public bodies work on the day. Beyond the years 1900 to
// 2199 it is never so.
func (c *Calendar) IsWorking(d Day) bool {
	return d.known() && c.table(d.Year()).working(d)
}

// NextWorking gives the day itself when it is a working day, else the first one
// after it.
func (c *Calendar) NextWorking(d Day) (Day, error) { return c.seek(d, 1) }

// PreviousWorking gives the day itself when it is a working day, else the last
// one before it.
func (c *Calendar) PreviousWorking(d Day) (Day, error) { return c.seek(d, -1) }

func (c *Calendar) seek(d, step Day) (Day, error) {
	for ; d.known(); d += step {
		if c.IsWorking(d) {
			return d, nil
		}
	}
	return 0, beyond()
}

// AddWorkingDays gives the n-th working day after a day, or before it when n is
// negative; with n = 0 the day itself, or the next working day when it is none.
// The day from which is counted does not count (Bộ luật Dân sự 2015, art. 147.2).
// n lies within ±14,610, or the fault is of kind limit.
func (c *Calendar) AddWorkingDays(d Day, n int) (Day, error) {
	if err := checkCount(n); err != nil {
		return 0, err
	}
	if n == 0 {
		return c.NextWorking(d)
	}
	step := Day(1)
	if n < 0 {
		step, n = -1, -n
	}
	for n > 0 {
		d += step
		if !d.known() {
			return 0, beyond()
		}
		if c.IsWorking(d) {
			n--
		}
	}
	return d, nil
}

// AddDays gives the n-th calendar day after a day, or before it when n is
// negative. n lies within ±14,610, or the fault is of kind limit.
func (c *Calendar) AddDays(d Day, n int) (Day, error) {
	if err := checkCount(n); err != nil {
		return 0, err
	}
	if d += Day(n); !d.known() {
		return 0, beyond()
	}
	return d, nil
}

// CountWorking counts the working days after one day up to and with another,
// negative when that one lies before: what is left of a term. Days beyond the
// years 1900 to 2199 count nothing.
func (c *Calendar) CountWorking(from, to Day) int {
	if to < from {
		return -c.CountWorking(to, from)
	}
	n := 0
	from, to = min(max(from, FirstDay-1), LastDay), min(to, LastDay)
	for d := from + 1; d <= to; d++ {
		if c.IsWorking(d) {
			n++
		}
	}
	return n
}

func checkCount(n int) error {
	if n < -mostDays || n > mostDays {
		return fault.New(fault.Limit, "calendar.count.range", fault.Args{"most": mostDays})
	}
	return nil
}

func beyond() error {
	return fault.New(fault.Invalid, "calendar.day.range", fault.Args{"first": dayText(FirstDay), "last": dayText(LastDay)})
}
