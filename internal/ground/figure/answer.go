package figure

import (
	"cmp"
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Request asks for figures: of which agencies, which items, as they stand on a
// day.
type Request struct {
	Agencies []string // opaque ids
	Items    []string // codes of the dictionary
	Date     text.Date
}

// Check tells what cannot be asked for.
func (r Request) Check(d *Dictionary) error {
	var faults fault.List
	if !realDay(r.Date) {
		return fault.New(fault.Invalid, "figure.figure.date", nil).WithPlace(fault.Place{Field: "date"})
	}
	seen := map[string]bool{}
	for _, code := range r.Items {
		at := fault.Place{Field: "items"}
		if _, ok := d.On(code, r.Date); !ok {
			faults.Add(fault.New(fault.Invalid, "figure.figure.unknown", fault.Args{"item": text.Clip(code, 64), "date": text.FormatDate(r.Date)}).WithPlace(at))
		}
		if seen[code] {
			faults.Add(fault.New(fault.Invalid, "figure.answer.itemTwice", fault.Args{"item": code}).WithPlace(at))
		}
		seen[code] = true
	}
	seen = map[string]bool{}
	for _, agency := range r.Agencies {
		if seen[agency] || agency == "" {
			faults.Add(fault.New(fault.Invalid, "figure.answer.agencyTwice", fault.Args{"agency": agency}).WithPlace(fault.Place{Field: "agencies"}))
		}
		seen[agency] = true
	}
	return faults.Err()
}

// Answer is what is known of a request. Every pair of agency and item has a
// figure that is known, or a gap with its name.
type Answer struct {
	Request Request
	Figures []Figure // by agency and item in the order of the request, declared before measured
	Gaps    []Gap    // in the same order
}

// Gap is a pair for which nothing is known, neither declared nor measured.
type Gap struct {
	Agency, Item string
	Form         Form   // IsMissing or IsNotApplicable
	Silent       bool   // nobody answered at all
	Reason       string // as the figure gives it, the declared one first
}

// Answer joins what several sources know. It refuses, all in one pass, figures
// that were not asked for, that are of a later day, that stand twice (a figure
// has one source in each way), and that do not fit the dictionary of their day.
func (r Request) Answer(d *Dictionary, sources ...[]Figure) (*Answer, error) {
	if err := r.Check(d); err != nil {
		return nil, err
	}
	type pair struct{ agency, item string }
	type key struct {
		pair
		way Way
	}
	agencies, items := places(r.Agencies), places(r.Items)
	var faults fault.List
	out := &Answer{Request: r}
	seen := map[key]bool{}
	for _, f := range slices.Concat(sources...) {
		_, wanted := agencies[f.Agency]
		_, asked := items[f.Item]
		k := key{pair{f.Agency, f.Item}, f.Way}
		bad := func(message string) {
			faults.Add(fault.New(fault.Invalid, message, fault.Args{"agency": f.Agency, "item": f.Item, "date": text.FormatDate(f.Date)}).
				WithPlace(fault.Place{Field: f.Agency + "." + f.Item}))
		}
		switch {
		case !wanted || !asked:
			bad("figure.answer.stranger")
		case seen[k]:
			bad("figure.answer.twice")
		case f.Date.ISO() > r.Date.ISO():
			bad("figure.answer.later")
		default:
			faults.Add(under(f.Agency+"."+f.Item, d.Check(f)))
		}
		seen[k] = true
		out.Figures = append(out.Figures, f)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	slices.SortFunc(out.Figures, func(f, g Figure) int {
		return cmp.Or(cmp.Compare(agencies[f.Agency], agencies[g.Agency]), cmp.Compare(items[f.Item], items[g.Item]), cmp.Compare(f.Way, g.Way))
	})
	known, said := map[pair]bool{}, map[pair]Value{}
	for _, f := range out.Figures {
		p := pair{f.Agency, f.Item}
		if _, there := said[p]; !there {
			said[p] = f.Value
		}
		known[p] = known[p] || f.Value.Known()
	}
	for _, agency := range r.Agencies {
		for _, item := range r.Items {
			p := pair{agency, item}
			v, there := said[p]
			if !known[p] {
				out.Gaps = append(out.Gaps, Gap{agency, item, v.Form(), !there, v.Reason()})
			}
		}
	}
	return out, nil
}

func places(all []string) map[string]int {
	at := map[string]int{}
	for i, s := range all {
		at[s] = i
	}
	return at
}

// Find gives the figure of an agency, item and way.
func (a *Answer) Find(agency, item string, way Way) (Figure, bool) {
	for _, f := range a.Figures {
		if f.Agency == agency && f.Item == item && f.Way == way {
			return f, true
		}
	}
	return Figure{}, false
}
