package calendar

import (
	"bytes"
	"cmp"
	_ "embed"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// statutoryFile holds the duties and terms of the law, each with its article.
//
//go:embed law/statutory.yaml
var statutoryFile []byte

// Validity is when a rule is in force: [From, Until). A day that is 0 is not
// known, or not set.
type Validity struct {
	From  Day `yaml:"from"`
	Until Day `yaml:"until"`
}

// Holds tells whether the rule is in force on a day.
func (v Validity) Holds(d Day) bool {
	return (v.From == 0 || d >= v.From) && (v.Until == 0 || d < v.Until)
}

// Duty is something that the law demands by a date of every year or month.
type Duty struct {
	Code     string   `yaml:"code"`
	Name     Name     `yaml:"name"`
	Who      Name     `yaml:"who"`
	Basis    string   `yaml:"basis"`
	Note     Name     `yaml:"note"` // what the date alone does not say
	Validity Validity `yaml:",inline"`
	Yearly   *Yearly  `yaml:"yearly"`
	Monthly  *Monthly `yaml:"monthly"`
}

// Yearly is a date of every year, as month and day: Before is the day before
// which ("trước ngày"), Last the last day on which. Opens is the first day.
type Yearly struct {
	Opens  []int `yaml:"opens"`
	Before []int `yaml:"before"`
	Last   []int `yaml:"last"`
}

// Monthly is a day of every month before which.
type Monthly struct {
	Before int `yaml:"before"`
}

// Occurrence is a duty of one year or month.
type Occurrence struct {
	Duty  *Duty
	Opens Day // the first day on which it may be done, 0 when nothing is said
	Last  Day // the last day on which it is in time
	// LastWorking is the last working day on which it is in time, 0 with a warning
	// when there is none since it opens. A date set by law is no term that a day of
	// rest prolongs, so that the working day is looked for before it, not after.
	LastWorking Day
	Warnings    fault.List
}

// Term is a time limit that begins with an event.
type Term struct {
	Code     string   `yaml:"code"`
	Name     Name     `yaml:"name"`
	Event    Name     `yaml:"event"`
	Count    int      `yaml:"count"` // negative: ahead of the event
	Unit     Unit     `yaml:"unit"`
	Basis    string   `yaml:"basis"`
	Validity Validity `yaml:",inline"`
}

// statutory reads the file once; see law.
var statutory = sync.OnceValue(func() (book struct {
	Duties []*Duty `yaml:"duties"`
	Terms  []*Term `yaml:"terms"`
}) {
	d := yaml.NewDecoder(bytes.NewReader(statutoryFile))
	d.KnownFields(true)
	if err := d.Decode(&book); err != nil {
		panic("calendar: law/statutory.yaml: " + err.Error())
	}
	return book
})

// Duties gives the duties that this program knows, with dates of every year or
// month.
func Duties() []Duty {
	var all []Duty
	for _, d := range statutory().Duties {
		all = append(all, *d)
	}
	return all
}

// Terms gives the time limits that this program knows.
func Terms() []Term {
	var all []Term
	for _, t := range statutory().Terms {
		all = append(all, *t)
	}
	return all
}

// FindTerm gives a term by its code; none is a fault of kind missing.
func FindTerm(code string) (Term, error) {
	for _, t := range statutory().Terms {
		if t.Code == code {
			return *t, nil
		}
	}
	return Term{}, fault.New(fault.Missing, "calendar.term.unknown", nil).WithFound(code)
}

// DueOf gives the deadline of a term whose event was on a day, with a warning
// when the term was not in force then.
func (c *Calendar) DueOf(t Term, event Day) (Deadline, error) {
	due, err := c.Due(event, t.Count, t.Unit)
	if err == nil && !t.Validity.Holds(event) {
		due.Warnings.Add(fault.Warn("calendar.term.notInForce", fault.Args{"name": t.Name, "day": dayText(event), "basis": t.Basis}))
	}
	return due, err
}

// Occurrences gives the duties whose last day lies from one day to another, both
// included, in the order of that day; only those in force on it. Days beyond the
// years 1900 to 2199 have none.
func (c *Calendar) Occurrences(from, until Day) []Occurrence {
	var all []Occurrence
	from, until = max(from, FirstDay), min(until, LastDay)
	for _, duty := range statutory().Duties {
		duty := *duty
		for year := from.Year(); year <= until.Year(); year++ {
			for _, o := range duty.in(year) {
				if o.Last < from || o.Last > until || !duty.Validity.Holds(o.Last) {
					continue
				}
				working, err := c.PreviousWorking(o.Last)
				if err != nil {
					continue // 1900 begins on days of rest
				}
				o.Warnings = c.doubts(working, o.Last)
				if working >= o.Opens {
					o.LastWorking = working
				} else {
					o.Warnings.Add(fault.Warn("calendar.duty.noWorkingDay", fault.Args{"name": duty.Name, "day": dayText(o.Last)}))
				}
				all = append(all, o)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Occurrence) int {
		return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.Duty.Code, b.Duty.Code))
	})
	return all
}

// in gives the occurrences of one year.
func (d *Duty) in(year int) []Occurrence {
	var all []Occurrence
	if y := d.Yearly; y != nil {
		o := Occurrence{Duty: d}
		if y.Opens != nil {
			o.Opens = DayOf(year, y.Opens[0], y.Opens[1])
		}
		if y.Before != nil {
			o.Last = DayOf(year, y.Before[0], y.Before[1]) - 1
		} else {
			o.Last = DayOf(year, y.Last[0], y.Last[1])
		}
		all = append(all, o)
	}
	if m := d.Monthly; m != nil {
		for month := 1; month <= 12; month++ {
			all = append(all, Occurrence{Duty: d, Opens: DayOf(year, month, 1), Last: DayOf(year, month, m.Before) - 1})
		}
	}
	return all
}
