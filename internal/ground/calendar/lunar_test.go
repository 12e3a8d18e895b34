package calendar

import (
	"math"
	"strings"
	"testing"
)

// chineseNewYears are the first days of the lunar years 1968 to 2050 in China, as
// the Hong Kong Observatory has them in its conversion tables for 1901 to 2100.
const chineseNewYears = `
1968-01-30 1969-02-17 1970-02-06 1971-01-27 1972-02-15 1973-02-03 1974-01-23 1975-02-11
1976-01-31 1977-02-18 1978-02-07 1979-01-28 1980-02-16 1981-02-05 1982-01-25 1983-02-13
1984-02-02 1985-02-20 1986-02-09 1987-01-29 1988-02-17 1989-02-06 1990-01-27 1991-02-15
1992-02-04 1993-01-23 1994-02-10 1995-01-31 1996-02-19 1997-02-07 1998-01-28 1999-02-16
2000-02-05 2001-01-24 2002-02-12 2003-02-01 2004-01-22 2005-02-09 2006-01-29 2007-02-18
2008-02-07 2009-01-26 2010-02-14 2011-02-03 2012-01-23 2013-02-10 2014-01-31 2015-02-19
2016-02-08 2017-01-28 2018-02-16 2019-02-05 2020-01-25 2021-02-12 2022-02-01 2023-01-22
2024-02-10 2025-01-29 2026-02-17 2027-02-06 2028-01-26 2029-02-13 2030-02-03 2031-01-23
2032-02-11 2033-01-31 2034-02-19 2035-02-08 2036-01-28 2037-02-15 2038-02-04 2039-01-24
2040-02-12 2041-02-01 2042-01-22 2043-02-10 2044-01-30 2045-02-17 2046-02-06 2047-01-26
2048-02-14 2049-02-02 2050-01-23`

// ownTets are the years in which Viet Nam, at UTC+7, began the lunar year on
// another day: 1968 (the north), 1969, 1985, 2007 and 2030 (Hồ Ngọc Đức,
// "Âm lịch Việt Nam"; on 2007, 2030 and 2053 the Vietnamese calendar office as
// reported by Viet-jo on 06/7/2006; on 1985 the same office in Thanh Niên).
var ownTets = map[int]string{1968: "1968-01-29", 1969: "1969-02-16", 1985: "1985-01-21", 2007: "2007-02-17", 2030: "2030-02-02"}

func day(t testing.TB, iso string) Day {
	t.Helper()
	var d Day
	if err := d.UnmarshalText([]byte(iso)); err != nil {
		t.Fatal(iso, err)
	}
	return d
}

func TestTet(t *testing.T) {
	for i, iso := range strings.Fields(chineseNewYears) {
		year := 1968 + i
		if own, differs := ownTets[year]; differs {
			iso = own
		}
		if got := tetOf(year); got != day(t, iso) {
			t.Errorf("Tết %d is %v, want %s", year, got, iso)
		}
	}
	// 2053 is the next year of an own Tết: a day before China's 19/02/2053.
	if got := tetOf(2053); got != day(t, "2053-02-18") {
		t.Errorf("Tết 2053 is %v", got)
	}
}

// TestNoticedDays compares with the pairs of days that the yearly notices on Tết
// print in both calendars.
func TestNoticedDays(t *testing.T) {
	for iso, want := range map[string]Lunar{
		"2020-01-23": {2019, 12, 29, false}, // of Kỷ Hợi
		"2020-01-29": {2020, 1, 5, false},
		"2021-02-10": {2020, 12, 29, false}, // 4875/TB-LĐTBXH
		"2021-02-16": {2021, 1, 5, false},
		"2024-02-08": {2023, 12, 29, false}, // 5015/TB-LĐTBXH
		"2024-02-14": {2024, 1, 5, false},
		"2025-01-25": {2024, 12, 26, false}, // 6150/TB-BLĐTBXH
		"2025-02-02": {2025, 1, 5, false},
		"2026-02-14": {2025, 12, 27, false}, // 9441/TB-BNV
		"2026-02-22": {2026, 1, 6, false},
		"2016-04-16": {2016, 3, 10, false}, // Giỗ Tổ, as in the press of those years
		"2020-04-02": {2020, 3, 10, false},
		"2024-04-18": {2024, 3, 10, false},
		"2025-04-07": {2025, 3, 10, false},
		"2026-04-26": {2026, 3, 10, false},
	} {
		if got, ok := LunarOf(day(t, iso)); !ok || got != want {
			t.Errorf("%s is %+v, want %+v", iso, got, want)
		}
	}
}

// TestLeapMonths has the leap months of Vietnamese calendars. 1985 and 1987 are
// those in which China had others (the tenth of 1984, the sixth of 1987); the
// eleventh of 2033 is the rare one.
func TestLeapMonths(t *testing.T) {
	want := map[int]int{1968: 7, 1971: 5, 1974: 4, 1976: 8, 1979: 6, 1982: 4, 1985: 2, 1987: 7, 1990: 5, 1993: 3, 1995: 8, 1998: 5,
		2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3, 2033: 11, 2036: 6, 2039: 5}
	for year := 1968; year <= 2040; year++ {
		got := 0
		for month := 1; month <= 12; month++ {
			if _, there := (Lunar{year, month, 1, true}).Solar(); there {
				got = month
			}
		}
		if got != want[year] {
			t.Errorf("the leap month of %d is %d, want %d", year, got, want[year])
		}
	}
}

// TestLunarDays walks over every day: the calendar goes on without gaps, months
// have 29 or 30 days, years 12 or 13 months, and every day leads back to itself.
func TestLunarDays(t *testing.T) {
	before, _ := LunarOf(DayOf(1968, 1, 1))
	months, years := 0, 0
	for d := DayOf(1968, 1, 2); d <= LastDay; d++ {
		l, ok := LunarOf(d)
		if back, there := l.Solar(); !ok || !there || back != d {
			t.Fatalf("%v is %+v, which is %v", d, l, back)
		}
		next := l.Year == before.Year && l.Month == before.Month && l.Leap == before.Leap && l.Day == before.Day+1
		if l.Day == 1 {
			sameYear := l.Year == before.Year && (l.Month == before.Month+1 && !l.Leap || l.Month == before.Month && l.Leap && !before.Leap)
			newYear := l.Year == before.Year+1 && l.Month == 1 && !l.Leap && before.Month == 12
			next = (before.Day == 29 || before.Day == 30) && (sameYear || newYear)
			months++
			if newYear {
				if years > 0 && months != 12 && months != 13 {
					t.Errorf("the year before %v had %d months", d, months)
				}
				months, years = 0, years+1
			}
		}
		if !next {
			t.Fatalf("%v is %+v after %+v", d, l, before)
		}
		before = l
	}
	if years != lastYear-1968+1 {
		t.Errorf("%d years began", years)
	}
	for _, l := range []Lunar{{2025, 12, 30, false}, {2026, 6, 1, true}, {2026, 0, 1, false}, {2026, 13, 1, false}, {2026, 1, 0, false}, {1967, 10, 1, false}, {2200, 1, 1, false}, {math.MaxInt, 11, 1, false}, {math.MinInt, 1, 1, false}} {
		if d, there := l.Solar(); there {
			t.Errorf("%+v should not be there, is %v", l, d)
		}
	}
}

func TestSky(t *testing.T) {
	// Meeus, Astronomical Algorithms, example 49.a: February 1977.
	if got := newMoon(-283); math.Abs(got-2443192.65118) > 0.00001 {
		t.Errorf("the new moon of February 1977 is at %f", got)
	}
	// Example 25.b: 1992 October 13 at 0h, 199.90606° from the full theory.
	if got := sunLongitude(2448908.5); math.Abs(got-199.90606) > 0.005 {
		t.Errorf("the sun of 13/10/1992 is at %f", got)
	}
	// Appendix of example 27.a: the June solstice of 1962 at JDE 2437837.39245.
	if got := sunLongitude(2437837.39245); math.Abs(got-90) > 0.005 {
		t.Errorf("the sun of the June solstice of 1962 is at %f", got)
	}
	// Measured: 29.15 s in 1950, 63.83 s in 2000, 69.36 s in 2020 (IERS); the
	// outlook of 2006 for 2020 was 71.6 s.
	for year, want := range map[int]float64{1950: 29.15, 2000: 63.83, 2020: 69.36} {
		if got := deltaT(float64(DayOf(year, 1, 1))+2440587.5) * 86_400; math.Abs(got-want) > 2.5 {
			t.Errorf("ΔT of %d is %f", year, got)
		}
	}
}

func FuzzLunar(f *testing.F) {
	f.Add(2026, 1, 1, false)
	f.Add(2033, 11, 30, true)
	f.Fuzz(func(t *testing.T, year, month, d int, leap bool) {
		l := Lunar{year, month, d, leap}
		if solar, there := l.Solar(); there {
			if back, ok := LunarOf(solar); !ok || back != l {
				t.Errorf("%+v is %v, which is %+v", l, solar, back)
			}
		}
	})
}
