package text

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Date is a day of the Gregorian calendar without time or zone. The zero value
// is blank.
type Date struct {
	Year, Month, Day int
}

// Blank reports whether there is no date.
func (d Date) Blank() bool { return d == Date{} }

// ISO returns "2026-04-03", "" when blank.
func (d Date) ISO() string {
	if d.Blank() {
		return ""
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.Year, d.Month, d.Day)
}

// valid reports whether the day exists. Years are those of documents in use
// today: 1900 (where spreadsheets begin to count) to 2199.
func (d Date) valid() bool {
	if d.Year < 1900 || d.Year > 2199 {
		return false
	}
	t := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC)
	return t.Year() == d.Year && int(t.Month()) == d.Month && t.Day() == d.Day
}

// ParseDate reads the one form that has one reading in Viet Nam: dd/mm/yyyy,
// with or without leading zeros, in ASCII or full-width digits. Everything else
// is refused: other separators, two-digit years, month first, days that do not
// exist, lunar or Buddhist years. Blank text gives a blank Date.
func ParseDate(s string) (Date, error) {
	trimmed := strings.TrimFunc(s, unicode.IsSpace)
	if trimmed == "" {
		return Date{}, nil
	}
	parts := strings.Split(strings.ReplaceAll(strings.Map(narrowSign, trimmed), "／", "/"), "/")
	if len(parts) == 3 && len(parts[2]) == 4 {
		d := Date{Year: digits(parts[2], 4), Month: digits(parts[1], 2), Day: digits(parts[0], 2)}
		if d.valid() {
			return d, nil
		}
		if d.Year > 0 && d.Month > 0 && d.Day > 0 {
			return Date{}, fault.New(fault.Invalid, "text.date.absent", nil).
				WithFound(trimmed).WithExpected("text.date.expected")
		}
	}
	return Date{}, fault.New(fault.Invalid, "text.date.invalid", nil).
		WithFound(Clip(trimmed, maxNumberRunes)).WithExpected("text.date.expected").WithHint("text.date.hint")
}

// ParseISODate reads yyyy-mm-dd, the form of files made by programs. It is
// never tried on what people type.
func ParseISODate(s string) (Date, error) {
	parts := strings.Split(s, "-")
	if len(parts) == 3 && len(parts[0]) == 4 && len(parts[1]) == 2 && len(parts[2]) == 2 {
		d := Date{Year: digits(parts[0], 4), Month: digits(parts[1], 2), Day: digits(parts[2], 2)}
		if d.valid() {
			return d, nil
		}
	}
	return Date{}, fault.New(fault.Invalid, "text.date.invalid", nil).
		WithFound(Clip(s, maxNumberRunes)).WithExpected("text.date.isoExpected")
}

// digits reads one to limit ASCII digits, -1 for anything else.
func digits(s string, limit int) int {
	if s == "" || len(s) > limit {
		return -1
	}
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return -1
		}
	}
	n, _ := strconv.Atoi(s)
	return n
}

// DateFromSerial converts a spreadsheet's day number. With the 1900 system day
// 1 is 01/01/1900 and, as Lotus 1-2-3 had it and Excel kept it, day 60 is a
// 29/02/1900 that never was; day 60 is refused. With the 1904 system day 0 is
// 01/01/1904. The time of day (the fraction) is dropped, which whole tells.
// Source: ECMA-376 part 1, §18.17.4.1.
func DateFromSerial(serial float64, date1904 bool) (d Date, whole bool, err error) {
	day := math.Floor(serial)
	epoch := time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	first := 1.0
	switch {
	case date1904:
		epoch, first = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC), 0
	case day == 60:
		first = math.Inf(1)
	case day > 60:
		epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	}
	const last = 109_574 // day 31/12/2199 of the 1900 system
	if day >= first && day <= last {
		t := epoch.AddDate(0, 0, int(day))
		d = Date{t.Year(), int(t.Month()), t.Day()}
	}
	if !d.valid() {
		return Date{}, false, fault.New(fault.Invalid, "text.date.serial", nil).
			WithFound(strconv.FormatFloat(serial, 'g', -1, 64)).WithExpected("text.date.expected")
	}
	return d, day == serial, nil
}

// Serial returns the day number of the 1900 system, 0 when blank.
func (d Date) Serial() int {
	if d.Blank() {
		return 0
	}
	// By seconds: a Duration ends after 292 years.
	day := time.Date(d.Year, time.Month(d.Month), d.Day, 0, 0, 0, 0, time.UTC).Unix()
	days := int((day - time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Unix()) / 86_400)
	if days <= 60 {
		days--
	}
	return days
}
