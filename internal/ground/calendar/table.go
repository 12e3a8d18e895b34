package calendar

import (
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Name is what something is called in both languages.
type Name struct {
	Vi string `yaml:"vi"`
	En string `yaml:"en"`
}

// In gives the name in a language; the Vietnamese one where there is no other.
func (n Name) In(lang string) string {
	if lang == string(text.En) && n.En != "" {
		return n.En
	}
	return n.Vi
}

// String gives the Vietnamese name, for logs.
func (n Name) String() string { return n.Vi }

// Kind says why a day is not what its weekday makes it.
type Kind string

// The kinds of days.
const (
	Holiday    Kind = "holiday"  // a public holiday (Bộ luật Lao động 2019, art. 112)
	InLieu     Kind = "in_lieu"  // off for a holiday on a weekend (art. 111.3)
	SwappedOff Kind = "swapped"  // a weekday off, worked on a make-up day
	MakeUp     Kind = "make_up"  // a weekend day worked for a day swapped off
	Open       Kind = "open"     // not decided yet, or not known here: as its weekday is, with a warning
	Ordinary   Kind = "ordinary" // as its weekday is; never in a table
)

var kinds = []Kind{Holiday, InLieu, SwappedOff, MakeUp, Open}

// In gives the kind's name in a language, for tables that people read and fill in.
func (k Kind) In(lang string) string { return say(text.Lang(lang), "calendar.kind."+string(k)) }

// Special is a day that is not what its weekday makes it.
type Special struct {
	Day   Day
	Kind  Kind
	Name  Name
	Basis string // the law or the notice, as it is cited
	// Assumed marks a day that somebody decides every year and nobody has yet: the
	// law leaves to the Prime Minister which five days are Tết and which neighbour
	// of 2 September is the second day of National Day (art. 112.3).
	Assumed bool
}

// Origin says where a table comes from.
type Origin string

// The origins of tables; a later one goes before an earlier one.
const (
	Weekends Origin = "weekends" // before 2021: nothing but Saturdays and Sundays
	Computed Origin = "computed" // what follows from law alone
	Shipped  Origin = "shipped"  // what the notices of the year say, as this program knows them
	Stored   Origin = "stored"   // what the province has saved
)

// Table is the special days of one year, in the order of days, one entry a day.
type Table struct {
	Year   int
	Origin Origin
	// Confirmed says that the table is complete: all decisions of the year are in.
	Confirmed bool
	Basis     string // the notices on which it rests
	Version   int64  // of a stored table, counted from 1; 0 for any other
	Days      []Special
}

// find gives the special day, or nil.
func (t *Table) find(d Day) *Special {
	i, there := slices.BinarySearchFunc(t.Days, d, func(s Special, d Day) int { return int(s.Day - d) })
	if !there {
		return nil
	}
	return &t.Days[i]
}

// working tells whether public bodies work on a day of the table's year.
func (t *Table) working(d Day) bool {
	s := t.find(d)
	if s == nil || s.Kind == Open {
		return !d.Weekend()
	}
	return s.Kind == MakeUp
}

// put adds a special day or replaces that of the same day.
func (t *Table) put(s Special) {
	i, there := slices.BinarySearchFunc(t.Days, s.Day, func(s Special, d Day) int { return int(s.Day - d) })
	if there {
		t.Days[i] = s
		return
	}
	t.Days = slices.Insert(t.Days, i, s)
}

// copy gives a table of its own.
func (t *Table) copy() *Table {
	own := *t
	own.Days = slices.Clone(t.Days)
	return &own
}

// What a name and a citation may hold, in bytes of UTF-8: a line or two of a page.
const mostText = 500

// Check gives every fault of the table, and as warnings what is unusual: a
// holiday of the law that is missing, a holiday on a weekend without a day in
// lieu, swaps that do not come out even. Days are put in order first.
func (t *Table) Check() fault.List { return t.check(nil) }

// check is Check with the places of the days, by their order in the table.
func (t *Table) check(places map[Day]fault.Place) fault.List {
	var found fault.List
	if t.Year < firstYear || t.Year > lastYear {
		found.Add(fault.New(fault.Invalid, "calendar.year.range", fault.Args{"first": yearText(firstYear), "last": yearText(lastYear)}).
			WithFound(yearText(t.Year)))
		return found
	}
	slices.SortStableFunc(t.Days, func(a, b Special) int { return int(a.Day - b.Day) })
	off, worked := 0, 0
	for i, s := range t.Days {
		at := fault.Args{"day": dayText(s.Day)}
		add := func(f *fault.Fault) { found.Add(f.WithPlace(places[s.Day])) }
		if s.Day.Year() != t.Year {
			add(fault.New(fault.Invalid, "calendar.day.year", fault.Args{"day": dayText(s.Day), "year": yearText(t.Year)}))
		}
		if i > 0 && t.Days[i-1].Day == s.Day {
			add(fault.New(fault.Invalid, "calendar.day.twice", at))
		}
		if s.Name.Vi == "" {
			add(fault.New(fault.Invalid, "calendar.day.nameless", at))
		}
		if max(len(s.Name.Vi), len(s.Name.En), len(s.Basis)) > mostText {
			add(fault.New(fault.Limit, "calendar.day.long", at))
		}
		switch s.Kind {
		case SwappedOff, InLieu:
			if s.Day.Weekend() {
				add(fault.New(fault.Invalid, "calendar.day.weekend", at))
			}
			if s.Kind == SwappedOff {
				off++
			}
		case MakeUp:
			if !s.Day.Weekend() {
				add(fault.New(fault.Invalid, "calendar.day.weekday", at))
			}
			worked++
		case Holiday, Open:
		default:
			add(fault.New(fault.Invalid, "calendar.kind.unknown", at).WithFound(text.Clip(string(s.Kind), 40)).WithExpected("calendar.kind.expected"))
		}
	}
	if off != worked {
		found.Add(fault.Warn("calendar.table.uneven", fault.Args{"year": yearText(t.Year), "off": off, "worked": worked}))
	}
	if !found.Stops() {
		t.compare(&found)
	}
	return found
}

// compare warns of holidays of the law that a table has not.
func (t *Table) compare(found *fault.List) {
	lawful := lawfulTable(t.Year)
	for _, s := range lawful.Days {
		have := t.find(s.Day)
		if s.Assumed || s.Kind != Holiday || have != nil && have.Kind != Open && have.Kind != MakeUp {
			continue
		}
		found.Add(fault.Warn("calendar.table.lacks", fault.Args{"day": dayText(s.Day), "name": s.Name}))
	}
}
