package calendar

import (
	"errors"
	"time"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Day is a day of the Gregorian calendar in Viet Nam, counted from 01/01/1970,
// which is 0.
type Day int32

// The days that this package knows: those of text.Date.
const (
	firstYear = 1900
	lastYear  = 2199
)

// The first and the last day.
var (
	FirstDay = DayOf(firstYear, 1, 1)
	LastDay  = DayOf(lastYear, 12, 31)
)

// DayOf gives the day of a date. A day that the month has not is counted on, as
// time.Date does: 31/02 is 03/03.
func DayOf(year, month, day int) Day {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	return Day(t.Unix() / 86_400)
}

// DayAt gives the day on which an instant falls in Viet Nam.
func DayAt(t time.Time) Day {
	year, month, day := t.In(text.Zone).Date()
	return DayOf(year, int(month), day)
}

// OfDate gives the day of a date as it was read; a blank date is no day.
func OfDate(d text.Date) (Day, bool) {
	day := DayOf(d.Year, d.Month, d.Day)
	return day, !d.Blank() && day.Date() == d && day.known()
}

// Date gives the day as people write it.
func (d Day) Date() text.Date {
	t := time.Unix(int64(d)*86_400, 0).UTC()
	return text.Date{Year: t.Year(), Month: int(t.Month()), Day: t.Day()}
}

// String gives the day as files and the database have it: "2026-04-03".
func (d Day) String() string { return d.Date().ISO() }

// UnmarshalText reads "2026-04-03", the form of files and of the database.
func (d *Day) UnmarshalText(data []byte) error {
	date, err := text.ParseISODate(string(data))
	if err != nil {
		return err
	}
	day, known := OfDate(date)
	if !known {
		return errors.New("no such day")
	}
	*d = day
	return nil
}

// MarshalText is the reverse of UnmarshalText.
func (d Day) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// Year gives the year of the day.
func (d Day) Year() int { return d.Date().Year }

// Weekday gives the day of the week.
func (d Day) Weekday() time.Weekday {
	return time.Weekday(((int(d)+4)%7 + 7) % 7) // 01/01/1970 was a Thursday
}

// Weekend tells whether the day is one of the two weekly days of rest of public
// bodies, Saturday and Sunday (Quyết định 188/1999/QĐ-TTg, 17/9/1999).
func (d Day) Weekend() bool {
	return d.Weekday() == time.Saturday || d.Weekday() == time.Sunday
}

// Start is the first instant of the day.
func (d Day) Start() time.Time {
	return time.Unix(int64(d)*86_400, 0).In(text.Zone).Add(-7 * time.Hour)
}

// End is the instant at which the day ends, its twenty-fourth hour (Bộ luật Dân
// sự 2015, art. 148.6): a term that ends on the day is kept before it.
func (d Day) End() time.Time { return (d + 1).Start() }

func (d Day) known() bool { return d >= FirstDay && d <= LastDay }
