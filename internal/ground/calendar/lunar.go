package calendar

import (
	"math"
	"sync/atomic"
)

// Lunar is a day of the Vietnamese lunar calendar.
type Lunar struct {
	Year, Month, Day int
	Leap             bool // the month repeats the number of the one before it
}

// firstLunarYear is the first year of the calendar whose rules follow.
const firstLunarYear = 1968

// The rules of the calendar (Quyết định 121/CP ngày 08/8/1967, UTC+7): a month
// begins on the day of the new moon; the eleventh month holds the winter
// solstice; of thirteen months between two of those the first in which the sun
// enters no major term (a multiple of 30° of its longitude) is a leap month.
// In the south they hold from 1976 on.
//
// The sun of sky.go is good to seven minutes: from 1968 to 2199 that gives the
// same months, leap months too, as an ephemeris good to seconds. A new moon within
// half a minute of midnight may yet fall on the other side of it, since nobody
// knows how the earth's rotation will go on: 08/05/2054, 15/11/2077, 18/10/2085,
// 26/05/2150 and 22/01/2175, of which only the last is near a day of rest.

// moonYear is the months from the eleventh of the year before to the eleventh of
// its year, that one not included.
type moonYear struct {
	starts []Day // of 12 or 13 months, and the first day behind them
	leap   int   // index of the leap month in starts, -1 when there is none
}

var moonYears [lastYear - firstLunarYear + 2]atomic.Pointer[moonYear]

// moonYearOf gives the months that end in a year, computed once.
func moonYearOf(year int) *moonYear {
	kept := &moonYears[year-firstLunarYear]
	if y := kept.Load(); y != nil {
		return y
	}
	y := computeMoonYear(year)
	kept.Store(y)
	return y
}

func computeMoonYear(year int) *moonYear {
	first := eleventh(year - 1)
	end, _ := newMoonDay(eleventh(year))
	y := &moonYear{leap: -1}
	termless := -1
	for k := first; ; k++ {
		start, _ := newMoonDay(k)
		if start > end {
			break
		}
		y.starts = append(y.starts, start)
		if n := len(y.starts); n > 1 && termless < 0 && majorTerm(y.starts[n-2]) == majorTerm(start) {
			termless = n - 2
		}
	}
	if len(y.starts) == 14 {
		y.leap = termless
	}
	return y
}

// eleventh gives the number of the new moon that begins the eleventh month: the
// last one whose day is not after that of the winter solstice, when the sun
// reaches 270°.
func eleventh(year int) int {
	for k := moonNumber(DayOf(year, 12, 31)) + 1; ; k-- {
		start, _ := newMoonDay(k)
		if at := sunLongitude(instant(start)); at > 180 && at < 270 {
			return k
		}
	}
}

// majorTerm is the sector of 30° in which the sun stands when a day begins.
func majorTerm(d Day) int { return int(sunLongitude(instant(d)) / 30) }

// LunarOf gives the lunar day of a day from 01/01/1968 on; false before.
func LunarOf(d Day) (Lunar, bool) {
	year := d.Year()
	if year < firstLunarYear || !d.known() {
		return Lunar{}, false
	}
	y := moonYearOf(year)
	if d >= y.starts[len(y.starts)-1] {
		year++
		y = moonYearOf(year)
	}
	i := 0
	for i+1 < len(y.starts)-1 && d >= y.starts[i+1] {
		i++
	}
	month, leap := y.month(i)
	if month >= 11 {
		year--
	}
	return Lunar{Year: year, Month: month, Day: int(d-y.starts[i]) + 1, Leap: leap}, true
}

// month gives the number of the i-th month, counted from the eleventh.
func (y *moonYear) month(i int) (month int, leap bool) {
	if y.leap >= 0 && i >= y.leap {
		leap = i == y.leap
		i--
	}
	return (i+10)%12 + 1, leap
}

// Solar gives the day of a lunar day; false when the calendar has no such day or
// it lies before 1968 or behind 2199.
func (l Lunar) Solar() (Day, bool) {
	year := l.Year
	if l.Month >= 11 {
		year++
	}
	if year < firstLunarYear || l.Year > lastYear || l.Month < 1 || l.Month > 12 || l.Day < 1 || l.Day > 30 {
		return 0, false
	}
	y := moonYearOf(year)
	for i := range y.starts[:len(y.starts)-1] {
		month, leap := y.month(i)
		if month != l.Month || leap != l.Leap {
			continue
		}
		d := y.starts[i] + Day(l.Day-1)
		return d, d < y.starts[i+1] && d.known() && d.Year() >= firstLunarYear
	}
	return 0, false
}

// tetOf is the first day of a lunar year.
func tetOf(year int) Day {
	d, _ := Lunar{Year: year, Month: 1, Day: 1}.Solar()
	return d
}

// instant is the Julian day in dynamical time at which a day begins in Viet Nam.
func instant(d Day) float64 {
	ut := float64(d) + 2440587.5 - 7.0/24
	return ut + deltaT(ut)
}

// dayOfInstant is the reverse: the day in Viet Nam of a Julian day in dynamical
// time, and the share of the day that has passed.
func dayOfInstant(jde float64) (Day, float64) {
	ut := jde - deltaT(jde)
	whole, part := math.Modf(ut - 2440587.5 + 7.0/24 + 1e6)
	return Day(whole - 1e6), part
}
