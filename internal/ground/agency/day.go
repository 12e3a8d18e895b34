package agency

import (
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Day is a day as "2025-07-01"; "" as an end is open. Days compare as strings.
type Day string

// forever is how an open end stands in the database, so that it compares.
const forever Day = "9999-12-31"

// Date gives the day as a date, blank for "" and for what is no day.
func (d Day) Date() text.Date {
	t, err := text.ParseISODate(string(d))
	if err != nil {
		return text.Date{}
	}
	return t
}

// Shown gives dd/mm/yyyy.
func (d Day) Shown() string {
	if t := d.Date(); !t.Blank() {
		return text.FormatDate(t)
	}
	return string(d)
}

// valid tells a day that exists, from 1900 to 2199.
func (d Day) valid() bool { return !d.Date().Blank() }

// end makes an open end comparable.
func (d Day) end() Day {
	if d == "" {
		return forever
	}
	return d
}

// Before gives the day before, "" for what is no day.
func (d Day) Before() Day {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Day(t.AddDate(0, 0, -1).Format(time.DateOnly))
}

// DayOf reads a day as people type it (dd/mm/yyyy) or as addresses have it
// (2025-07-01); "" and no error when nothing stands there.
func DayOf(typed string) (Day, error) {
	if d := Day(typed); d.valid() {
		return d, nil
	}
	t, err := text.ParseDate(typed)
	if err != nil || t.Blank() {
		return "", err
	}
	if d := Day(t.ISO()); d.valid() {
		return d, nil
	}
	return "", fault.New(fault.Invalid, "agency.day.none", fault.Args{"day": typed})
}

// Holds tells whether a day lies in [from, to).
func Holds(from, to, day Day) bool { return from <= day && day < to.end() }

// overlap tells whether two stretches share a day.
func overlap(from, to, from2, to2 Day) bool { return from < to2.end() && from2 < to.end() }
