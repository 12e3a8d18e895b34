package figure

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Act is what is done to a version. It is also what the log calls the act.
type Act string

const (
	Defined Act = "figure.item.defined" // a version is added
	Revised Act = "figure.item.revised" // the open version ends and another follows
	Ended   Act = "figure.item.ended"   // the open version ends
)

// Change is one step of the dictionary.
type Change struct {
	Act    Act
	Before *Item // the latest version of the code before; nil when the code is new
	After  Item  // the version that is added, or that has ended
	Ended  *Item // the version that the step ends; nil when it ends none
}

// Differences tells in which columns After differs from Before.
func (c *Change) Differences() []Difference {
	if c.Before == nil {
		return Differences(&Item{}, &c.After)
	}
	return Differences(c.Before, &c.After)
}

// on gives the versions of the code after the step.
func (c *Change) on(history []Item) []Item {
	history = slices.Clone(history)
	for i := range history {
		if c.Ended != nil && history[i].Version == c.Ended.Version {
			history[i] = *c.Ended
		}
	}
	if c.Act == Ended {
		return history
	}
	return append(history, c.After)
}

// latest gives the place of the version that begins last, of two from one day
// the one that took the place of the other; -1 when there is none. Versions may
// be added before others, so that it need not be the last in number. What was
// withdrawn on its first day held at no time and counts only when there is
// nothing else.
func latest(history []Item) int {
	at := -1
	for i := range history {
		it := &history[i]
		switch {
		case at < 0, history[at].Withdrawn() && !it.Withdrawn():
			at = i
		case it.Withdrawn() == history[at].Withdrawn() && it.From.ISO() >= history[at].From.ISO():
			at = i
		}
	}
	return at
}

func defining(history []Item, it Item) Change {
	c := Change{Act: Defined, After: it}
	c.After.Version = len(history) + 1
	if at := latest(history); at >= 0 {
		c.Before = &history[at]
	}
	return c
}

func revising(history []Item, it Item) (Change, error) {
	c, err := ending(history, it.Code, it.From)
	if err != nil {
		return Change{}, err
	}
	c.Act, c.After = Revised, it
	c.After.Version = len(history) + 1
	return c, nil
}

func ending(history []Item, code string, day text.Date) (Change, error) {
	if len(history) == 0 {
		return Change{}, fault.New(fault.Missing, "figure.item.missing", fault.Args{"item": text.Clip(code, 64)})
	}
	last := history[latest(history)]
	if !last.To.Blank() {
		return Change{}, fault.New(fault.Conflict, "figure.item.over", fault.Args{"item": code, "date": text.FormatDate(last.To)})
	}
	if !realDay(day) || day.ISO() < last.From.ISO() {
		return Change{}, fault.New(fault.Invalid, "figure.item.early", fault.Args{"item": code, "date": text.FormatDate(last.From)}).
			WithPlace(fault.Place{Field: "from"})
	}
	ended := last
	ended.To = day
	return Change{Ended, &last, ended, &ended}, nil
}

// with gives the dictionary after steps, checked as a whole.
func (d *Dictionary) with(changes ...Change) (*Dictionary, error) {
	by := map[string][]Item{}
	var faults fault.List
	for _, c := range changes {
		if c.Act != Ended && c.After.Withdrawn() {
			faults.Add(fault.New(fault.Invalid, "figure.item.until", nil).WithPlace(fault.Place{Field: c.After.Code + ".to"}))
		}
		code := c.After.Code
		if _, begun := by[code]; !begun {
			by[code] = d.History(code)
		}
		by[code] = c.on(by[code])
	}
	var items []Item
	for _, it := range d.items {
		if _, changed := by[it.Code]; !changed {
			items = append(items, it)
		}
	}
	for _, history := range by {
		items = append(items, history...)
	}
	next, err := NewDictionary(items)
	faults.Add(err)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return next, nil
}

// Define gives the dictionary with a new item, or with a further version of one
// whose last version has ended. It refuses what overlaps.
func (d *Dictionary) Define(it Item) (*Dictionary, error) {
	return d.with(defining(d.History(it.Code), it))
}

// Revise gives the dictionary in which an item means something else from it.From
// on: the open version ends on that day and stays in the history. One that began
// on the same day is thereby withdrawn.
func (d *Dictionary) Revise(it Item) (*Dictionary, error) {
	c, err := revising(d.History(it.Code), it)
	if err != nil {
		return nil, err
	}
	return d.with(c)
}

// End gives the dictionary in which an item means nothing any more from a day on.
func (d *Dictionary) End(code string, day text.Date) (*Dictionary, error) {
	c, err := ending(d.History(code), code, day)
	if err != nil {
		return nil, err
	}
	return d.with(c)
}

// Import gives the dictionary that has the versions given, and the steps that
// lead there. Versions that it has already are no step; those it has beyond them
// stay. A version that begins while another is open revises it, also from the
// same day; one that differs in its end only ends it. A version that has ended
// can no more be changed. The dictionary is checked once, after all steps.
func (d *Dictionary) Import(items []Item) (*Dictionary, []Change, error) {
	items = slices.Clone(items)
	slices.SortStableFunc(items, func(a, b Item) int {
		if n := strings.Compare(a.Code, b.Code); n != 0 {
			return n
		}
		return strings.Compare(a.From.ISO(), b.From.ISO())
	})
	var changes []Change
	var faults fault.List
	by := map[string][]Item{}
	for i, it := range items {
		if i > 0 && items[i-1].Code == it.Code && items[i-1].From == it.From {
			faults.Add(fault.New(fault.Invalid, "figure.import.twice", fault.Args{"item": it.Code, "date": text.FormatDate(it.From)}).
				WithPlace(fault.Place{Field: it.Code + ".from"}))
			continue
		}
		if _, begun := by[it.Code]; !begun {
			by[it.Code] = d.History(it.Code)
		}
		c, err := importing(by[it.Code], it)
		faults.Add(under(it.Code, err))
		if err == nil && c.Act != "" {
			changes = append(changes, c)
			by[it.Code] = c.on(by[it.Code])
		}
	}
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	next, err := d.with(changes...)
	if err != nil {
		return nil, nil, err
	}
	return next, changes, nil
}

// importing gives the step for one version; its Act is "" when there is none.
func importing(history []Item, it Item) (Change, error) {
	last := latest(history)
	for i := range history {
		old := &history[i]
		if old.Withdrawn() || old.From != it.From {
			continue
		}
		differences := Differences(old, &it)
		switch {
		case len(differences) == 0:
			return Change{}, nil
		case i != last || !old.To.Blank():
			return Change{}, fault.New(fault.Conflict, "figure.import.past", fault.Args{"item": it.Code, "period": period{old.From, old.To}}).
				WithPlace(fault.Place{Field: differences[0].Column})
		case len(differences) == 1 && differences[0].Column == "to":
			return ending(history, it.Code, it.To)
		}
		return revising(history, it)
	}
	if last >= 0 && history[last].To.Blank() && history[last].From.ISO() < it.From.ISO() {
		return revising(history, it)
	}
	return defining(history, it), nil
}
