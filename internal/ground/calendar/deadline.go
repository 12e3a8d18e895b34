package calendar

import (
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Unit is the kind of day in which a term is counted.
type Unit string

// The units.
const (
	WorkingDays  Unit = "working"  // ngày làm việc
	CalendarDays Unit = "calendar" // ngày
)

// Deadline is the end of a term. The term is kept until Day.End().
type Deadline struct {
	Start Day
	Count int
	Unit  Unit
	Day   Day
	// Moved says that the last calendar day was a day of rest and the term ends on
	// the next working day (Bộ luật Dân sự 2015, art. 148.5).
	Moved bool
	// Warnings name what may still change the day: years without a confirmed
	// table, and days that are not decided yet.
	Warnings fault.List
}

// Due gives the end of a term of n days that begins with what happened on the
// day start, which itself does not count. With a negative n it is the last day
// that is |n| days ahead of start: a notice seven working days ahead; there a
// day of rest moves to the working day before it.
//
// |n| is at most 14,610. The error is a fault: of kind limit for n, of kind
// invalid for days beyond 1900 to 2199 and for a unit that is none.
func (c *Calendar) Due(start Day, n int, unit Unit) (Deadline, error) {
	due := Deadline{Start: start, Count: n, Unit: unit}
	if !start.known() {
		return due, beyond()
	}
	var err error
	from := start
	switch unit {
	case WorkingDays:
		due.Day, err = c.AddWorkingDays(start, n)
	case CalendarDays:
		from, err = c.AddDays(start, n)
		if err == nil {
			step := Day(1)
			if n < 0 {
				step = -1
			}
			due.Day, err = c.seek(from, step)
			due.Moved = due.Day != from
		}
	default:
		err = fault.New(fault.Invalid, "calendar.unit.unknown", nil).WithFound(string(unit)).WithExpected("calendar.unit.expected")
	}
	if err != nil {
		return Deadline{Start: start, Count: n, Unit: unit}, err
	}
	due.Warnings = c.doubts(from, due.Day)
	return due, nil
}

// doubts gives what is not settled on the days from one to another: a warning
// for every year without a confirmed table, and one for every open day.
func (c *Calendar) doubts(from, to Day) fault.List {
	if to < from {
		from, to = to, from
	}
	var found fault.List
	for year := from.Year(); year <= to.Year(); year++ {
		t := c.table(year)
		if !t.Confirmed {
			key := "calendar.year.unconfirmed"
			if t.Origin == Weekends {
				key = "calendar.year.unknown"
			}
			found.Add(fault.Warn(key, fault.Args{"year": yearText(year)}).WithHint("calendar.year.hint"))
		}
		for _, s := range t.Days {
			if s.Kind == Open && s.Day >= from && s.Day <= to {
				found.Add(fault.Warn("calendar.day.open", fault.Args{"day": dayText(s.Day), "name": s.Name}).WithHint("calendar.day.openHint"))
			}
		}
	}
	return found
}
