package agency

import "github.com/sansang-project/sansang/internal/platform/text"

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

// Holds tells whether a day lies in [from, to).
func Holds(from, to, day Day) bool { return from <= day && day < to.end() }

// overlap tells whether two stretches share a day.
func overlap(from, to, from2, to2 Day) bool { return from < to2.end() && from2 < to.end() }
