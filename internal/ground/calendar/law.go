package calendar

import (
	"bytes"
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// lawFile holds the public holidays of the law and the decisions of past years.
//
//go:embed law/holidays.yaml
var lawFile []byte

// firstLawfulYear is the first year of the Bộ luật Lao động 2019 (45/2019/QH14,
// art. 220.1). Before it other days were off; they are not computed.
const firstLawfulYear = 2021

// tetDays is how many days of rest Tết has (art. 112.1b).
const tetDays = 5

// lawfulHoliday is one occasion of rest as the law describes it.
type lawfulHoliday struct {
	Since     int    `yaml:"since"`
	Solar     []int  `yaml:"solar"`     // month, day
	Lunar     []int  `yaml:"lunar"`     // month, day
	Tet       bool   `yaml:"tet"`       // five days around the first of the lunar year
	Neighbour bool   `yaml:"neighbour"` // the day before or after, as decided
	InLieu    bool   `yaml:"in_lieu"`   // off on the next working day when on a weekend
	Name      Name   `yaml:"name"`
	Basis     string `yaml:"basis"`
}

// Swap is a working day off and the weekend day on which it is made up.
type Swap struct {
	Off   Day    `yaml:"off"`
	Work  Day    `yaml:"work"`
	Basis string `yaml:"basis"`
}

// Question is a day of which something is proposed and not decided, as far as is
// known here.
type Question struct {
	Day   Day    `yaml:"day"`
	Name  Name   `yaml:"name"`
	Basis string `yaml:"basis"`
}

// Decision is what is decided for one year beyond the law. A day that is 0 is
// not decided yet.
type Decision struct {
	Year     int        `yaml:"year"`
	TetFirst Day        `yaml:"tet"`      // the first of the five days of Tết
	National Day        `yaml:"national"` // the neighbour of 2 September
	Swaps    []Swap     `yaml:"swaps"`
	Open     []Question `yaml:"open"`
	Basis    string     `yaml:"basis"`
}

// lawBook is law/holidays.yaml.
type lawBook struct {
	Holidays []lawfulHoliday `yaml:"holidays"`
	InLieu   struct {
		Name  Name   `yaml:"name"` // with {name}
		Basis string `yaml:"basis"`
	} `yaml:"in_lieu"`
	SwappedOff Name       `yaml:"swapped"` // with {day}
	MakeUp     Name       `yaml:"make_up"` // with {day}
	Years      []Decision `yaml:"years"`
}

// law reads the file once. It is a part of the program and under test, so that
// what is wrong with it is a defect of the program.
var law = sync.OnceValue(func() *lawBook {
	var book lawBook
	d := yaml.NewDecoder(bytes.NewReader(lawFile))
	d.KnownFields(true)
	if err := d.Decode(&book); err != nil {
		panic("calendar: law/holidays.yaml: " + err.Error())
	}
	return &book
})

// Compose gives the table of a year: the holidays of the law, what is decided,
// the days in lieu (art. 111.3) and the swaps. What is not decided yet is
// assumed and marked so, and the table is not confirmed: Tết from the last day of
// the old lunar year on, the second day of National Day on that side of
// 2 September where it joins it to a weekend or lies nearer to one.
//
// Years before 2021 have no computed holidays. The error is a fault.List.
func Compose(d Decision) (*Table, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	t := &Table{Year: d.Year, Origin: Computed, Basis: d.Basis}
	if d.Year < firstLawfulYear {
		t.Origin = Weekends
	}
	var lieu []Special
	add := func(h lawfulHoliday, day Day, assumed bool) {
		s := Special{Day: day, Kind: Holiday, Name: h.Name, Basis: h.Basis, Assumed: assumed}
		if other := t.find(day); other != nil {
			s.Name = Name{Vi: other.Name.Vi + "; " + s.Name.Vi, En: other.Name.En + "; " + s.Name.En}
			s.Basis = other.Basis + "; " + s.Basis
			s.Assumed = s.Assumed && other.Assumed
		}
		t.put(s)
		if h.InLieu && day.Weekend() {
			lieu = append(lieu, Special{Day: day, Kind: InLieu, Name: law().InLieu.Name.fill("name", h.Name), Basis: law().InLieu.Basis, Assumed: assumed})
		}
	}
	for _, h := range law().Holidays {
		if d.Year < max(h.Since, firstLawfulYear) {
			continue
		}
		switch {
		case h.Tet:
			first := d.TetFirst
			if first == 0 {
				first = tetOf(d.Year) - 1
			}
			for i := range Day(tetDays) {
				day := first + i
				// Whatever is decided, the first day of the year and its eve are off.
				core := day == tetOf(d.Year) || day == tetOf(d.Year)-1
				add(h, day, d.TetFirst == 0 && !core)
			}
		case h.Neighbour:
			day := d.National
			if day == 0 {
				day = assumedNeighbour(DayOf(d.Year, h.Solar[0], h.Solar[1]))
			}
			add(h, day, d.National == 0)
		case h.Lunar != nil:
			if day, there := (Lunar{Year: d.Year, Month: h.Lunar[0], Day: h.Lunar[1]}).Solar(); there {
				add(h, day, false)
			}
		default:
			add(h, DayOf(d.Year, h.Solar[0], h.Solar[1]), false)
		}
	}
	t.compensate(lieu)
	for _, s := range d.Swaps {
		t.put(Special{Day: s.Off, Kind: SwappedOff, Name: law().SwappedOff.fill("day", dayName(s.Work)), Basis: s.Basis})
		t.put(Special{Day: s.Work, Kind: MakeUp, Name: law().MakeUp.fill("day", dayName(s.Off)), Basis: s.Basis})
	}
	for _, q := range d.Open {
		t.put(Special{Day: q.Day, Kind: Open, Name: q.Name, Basis: q.Basis})
	}
	return t, nil
}

// compensate gives every holiday on a weekend, in the order of days, the next
// working day that is not taken.
func (t *Table) compensate(lieu []Special) {
	for at := FirstDay; ; {
		next := -1
		for i, s := range lieu {
			if s.Day >= at && (next < 0 || s.Day < lieu[next].Day) {
				next = i
			}
		}
		if next < 0 {
			return
		}
		s := lieu[next]
		at = s.Day + 1
		for s.Day++; !t.working(s.Day); s.Day++ {
			if passed := t.find(s.Day); passed != nil && passed.Assumed {
				s.Assumed = true
			}
		}
		t.put(s)
	}
}

// assumedNeighbour is what has been decided in every year from 2021 to 2026.
func assumedNeighbour(d Day) Day {
	switch d.Weekday() {
	case time.Monday, time.Thursday, time.Sunday:
		return d + 1
	}
	return d - 1
}

// check gives every fault of a decision.
func (d Decision) check() error {
	var found fault.List
	if d.Year < firstYear || d.Year > lastYear {
		return fault.New(fault.Invalid, "calendar.year.range", fault.Args{"first": yearText(firstYear), "last": yearText(lastYear)}).WithFound(yearText(d.Year))
	}
	inYear := func(day Day) bool {
		if day.Year() == d.Year {
			return true
		}
		found.Add(fault.New(fault.Invalid, "calendar.day.year", fault.Args{"day": dayText(day), "year": yearText(d.Year)}))
		return false
	}
	if d.TetFirst != 0 && d.Year >= firstLawfulYear {
		if tet := tetOf(d.Year); d.TetFirst > tet-1 || d.TetFirst+tetDays <= tet {
			found.Add(fault.New(fault.Invalid, "calendar.decision.tet", fault.Args{"day": dayText(d.TetFirst), "first": dayText(tet + 1 - tetDays), "last": dayText(tet - 1)}))
		}
	}
	if d.National != 0 {
		if day := DayOf(d.Year, 9, 2); d.National != day-1 && d.National != day+1 {
			found.Add(fault.New(fault.Invalid, "calendar.decision.national", fault.Args{"day": dayText(d.National), "year": yearText(d.Year)}))
		}
	}
	for _, s := range d.Swaps {
		if inYear(s.Off) && s.Off.Weekend() {
			found.Add(fault.New(fault.Invalid, "calendar.day.weekend", fault.Args{"day": dayText(s.Off)}))
		}
		if inYear(s.Work) && !s.Work.Weekend() {
			found.Add(fault.New(fault.Invalid, "calendar.day.weekday", fault.Args{"day": dayText(s.Work)}))
		}
	}
	for _, q := range d.Open {
		inYear(q.Day)
	}
	return found.Err()
}

// lawful keeps what follows from law alone.
var lawful [lastYear - firstYear + 1]atomic.Pointer[Table]

// lawfulTable gives the table of a year from law alone, computed once; the
// caller must not change it. The year is one of the known ones.
func lawfulTable(year int) *Table {
	kept := &lawful[year-firstYear]
	if t := kept.Load(); t != nil {
		return t
	}
	t, _ := Compose(Decision{Year: year})
	kept.Store(t)
	return t
}

// ShippedTables gives the tables of the years whose decisions this program
// knows, 2021 to 2026, each confirmed.
var ShippedTables = sync.OnceValue(func() []*Table {
	var all []*Table
	for _, d := range law().Years {
		t, err := Compose(d)
		if err != nil {
			panic("calendar: law/holidays.yaml: " + err.Error())
		}
		t.Origin, t.Confirmed = Shipped, true
		all = append(all, t)
	}
	return all
})

// fill puts a name into the place of a placeholder.
func (n Name) fill(placeholder string, with Name) Name {
	return Name{
		Vi: strings.ReplaceAll(n.Vi, "{"+placeholder+"}", with.Vi),
		En: strings.ReplaceAll(n.En, "{"+placeholder+"}", with.En),
	}
}

func dayName(d Day) Name { return Name{Vi: dayText(d), En: dayText(d)} }

func dayText(d Day) string { return text.FormatDate(d.Date()) }

// yearText keeps a year from being written with a thousands sign.
func yearText(year int) string { return strconv.Itoa(year) }
