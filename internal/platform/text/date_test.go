package text

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

func TestDatesAsPeopleWriteThem(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "  ": "", "03/04/2026": "2026-04-03", "3/4/2026": "2026-04-03", " 31/12/2199 ": "2199-12-31", "01/01/1900": "1900-01-01",
		"29/02/2024": "2024-02-29", "29/02/2000": "2000-02-29", "０３／０４／２０２６": "2026-04-03", "\u00a003/04/2026": "2026-04-03",
	} {
		if d, err := ParseDate(s); err != nil || d.ISO() != want {
			t.Errorf("%q: %v %v, want %s", s, d, err, want)
		}
	}
	for _, s := range []string{"31/02/2026", "29/02/2100", "29/02/2023", "32/01/2026", "04/13/2026", "00/01/2026", "01/00/2026", "31/12/1899", "01/01/2200"} {
		if _, err := ParseDate(s); keyOf(err) != "text.date.absent" && keyOf(err) != "text.date.invalid" {
			t.Errorf("%q is taken: %v", s, err)
		}
	}
	for _, s := range []string{
		"03-04-2026", "03.04.2026", "2026-04-03", "2026/04/03", "03/04/26", "3/4", "04/2026", "2026", "45000", "ngày 3 tháng 4 năm 2026",
		"03/04/2569 PL", "mồng 3 tháng 2 âm lịch", "3/4/2026 10:00", "+3/4/2026", "-3/4/2026", "003/04/2026", "3/4/02026", "x/y/zzzz", "//", "3//2026",
	} {
		if _, err := ParseDate(s); keyOf(err) != "text.date.invalid" {
			t.Errorf("%q: %v, want a refusal", s, err)
		}
	}
	for s, ok := range map[string]bool{"2026-04-03": true, "2026-4-3": false, "03/04/2026": false, "2026-02-30": false, "": false, "2026-04-03T00:00": false} {
		if _, err := ParseISODate(s); (err == nil) != ok {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func keyOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return fmt.Sprint(err)
}

// Every day that there is: shown and read back, as text and as a serial of
// either system.
func TestEveryDayIsReadBack(t *testing.T) {
	count := 0
	for day := time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 2200; day = day.AddDate(0, 0, 1) {
		count++
		d := Date{day.Year(), int(day.Month()), day.Day()}
		if back, err := ParseDate(FormatDate(d)); err != nil || back != d {
			t.Fatalf("%s: %v %v", FormatDate(d), back, err)
		}
		if back, err := ParseISODate(d.ISO()); err != nil || back != d {
			t.Fatalf("%s: %v %v", d.ISO(), back, err)
		}
		if back, whole, err := DateFromSerial(float64(d.Serial()), false); err != nil || back != d || !whole {
			t.Fatalf("%s: serial %d gives %v %v", d.ISO(), d.Serial(), back, err)
		}
	}
	if count != 300*365+73 { // 73 leap years
		t.Errorf("%d days", count)
	}
}

// The days are those of ECMA-376 part 1, §18.17.4.1, and of Excel itself.
func TestSerialsOfSpreadsheets(t *testing.T) {
	for _, c := range []struct {
		serial float64
		from04 bool
		want   string
		whole  bool
	}{
		{1, false, "1900-01-01", true}, {59, false, "1900-02-28", true}, {61, false, "1900-03-01", true}, {39448, false, "2008-01-01", true},
		{46115.5, false, "2026-04-03", false}, {0, true, "1904-01-01", true}, {37986, true, "2008-01-01", true}, {109574, false, "2199-12-31", true},
	} {
		if d, whole, err := DateFromSerial(c.serial, c.from04); err != nil || d.ISO() != c.want || whole != c.whole {
			t.Errorf("%v: %v %v %v, want %s", c.serial, d, whole, err, c.want)
		}
	}
	nan := 0.0
	nan /= nan
	for _, bad := range []float64{0, 0.5, -1, 60, 60.5, 109575, 1e18, nan} {
		if d, _, err := DateFromSerial(bad, false); err == nil {
			t.Errorf("%v is %v", bad, d)
		}
	}
	for _, bad := range []float64{-1, 108113, 109574} {
		if d, _, err := DateFromSerial(bad, true); err == nil {
			t.Errorf("%v of the 1904 system is %v", bad, d)
		}
	}
	if (Date{}).Serial() != 0 || FormatDate(Date{}) != "" || (Date{}).ISO() != "" {
		t.Error("a blank date is shown")
	}
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"03/04/2026", "31/02/2026", "2026-04-03", "０３／０４／２０２６", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := ParseDate(s)
		if err != nil || d.Blank() {
			return
		}
		if back, err := ParseDate(FormatDate(d)); err != nil || back != d {
			t.Errorf("%q is %v, shown %s, read %v %v", s, d, FormatDate(d), back, err)
		}
	})
}
