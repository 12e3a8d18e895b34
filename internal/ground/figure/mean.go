package figure

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Mean is the kind of mean of an aggregate. There is no default: 987 of 1000 and
// 1210 of 1240 are 98.08 % total over total and 98.14 % as mean of two groups,
// and whoever prints one of them says which.
type Mean string

const (
	TotalOverTotal Mean = "total"    // all numerators over all denominators; of yes/no, those who say yes over those who say anything
	OfAgencies     Mean = "agencies" // every agency weighs the same
	OfGroups       Mean = "groups"   // every group weighs the same
)

// Group is a group of agencies, both as opaque ids. An agency without a group of
// its own stands in none: who is in no group is not in the aggregate.
type Group struct {
	Code     string
	Agencies []string // in any order
}

// Aggregation defines an aggregate. It stands beside every number made by it.
type Aggregation struct {
	Item   Item // the version whose definition holds
	Date   text.Date
	Way    Way // figures of the other way are not part of it
	Mean   Mean
	Within Mean // of OfGroups: how a group's own value is made, TotalOverTotal or OfAgencies; else ""
	// Least is the smallest share, 0 to 1, of those to whom the item applies that
	// must have a number: of agencies, and of groups in a mean of groups. Below it
	// there is no value. 0 takes whatever there is.
	Least Num
	// LeastSeen is the smallest coverage with which a measured figure counts.
	LeastSeen Num
	Groups    []Group
}

// totalled tells whether values of the item have something below the line.
func (a *Aggregation) totalled() bool {
	return slices.Contains([]Kind{Ratio, Percent, YesNo}, a.Item.Kind)
}

// Check tells all that is wrong with the definition.
func (a *Aggregation) Check() error {
	var faults fault.List
	bad := func(field, key string, args fault.Args) {
		faults.Add(fault.New(fault.Invalid, key, args).WithPlace(fault.Place{Field: field}))
	}
	within := a.Mean
	switch a.Mean {
	case TotalOverTotal, OfAgencies:
		if a.Within != "" {
			bad("within", "figure.mean.needless", nil)
		}
	case OfGroups:
		within = a.Within
		if a.Within != TotalOverTotal && a.Within != OfAgencies {
			bad("within", "figure.mean.within", nil)
		}
	default:
		bad("mean", "figure.mean.none", nil)
	}
	numeric := a.totalled() || slices.Contains([]Kind{Count, Number, Level}, a.Item.Kind)
	switch {
	case !numeric:
		bad("item", "figure.mean.wordy", fault.Args{"item": a.Item.Code, "kind": term{"figure.kind.", string(a.Item.Kind)}})
	case within == TotalOverTotal && !a.totalled():
		bad("mean", "figure.mean.partless", fault.Args{"item": a.Item.Code})
	}
	if !realDay(a.Date) || !a.Item.ValidOn(a.Date) {
		bad("date", "figure.figure.validity", fault.Args{"item": a.Item.Code, "date": text.FormatDate(a.Date)})
	}
	if !slices.Contains(ways, a.Way) {
		bad("way", "figure.figure.way", nil)
	}
	for field, n := range map[string]Num{"least": a.Least, "leastSeen": a.LeastSeen} {
		if n.Sign() < 0 || n.Cmp(Int(1)) > 0 {
			bad(field, "figure.mean.share", nil)
		}
	}
	groups, agencies := map[string]bool{}, map[string]bool{}
	for _, g := range a.Groups {
		if groups[g.Code] {
			bad("groups", "figure.mean.groupTwice", fault.Args{"group": g.Code})
		}
		groups[g.Code] = true
		for _, agency := range g.Agencies {
			if agencies[agency] {
				bad("groups", "figure.mean.agencyTwice", fault.Args{"agency": agency})
			}
			agencies[agency] = true
		}
	}
	return faults.Err()
}

// checkFigures tells what cannot be part of the aggregate: a figure of an agency
// that is in no group, two of one agency, one of a later day, one that does not
// fit the item. gives the figures by agency.
func (a *Aggregation) checkFigures(figures []Figure) (map[string]*Figure, error) {
	var faults fault.List
	by, member := map[string]*Figure{}, map[string]bool{}
	for _, g := range a.Groups {
		for _, agency := range g.Agencies {
			member[agency] = true
		}
	}
	for i := range figures {
		f := &figures[i]
		if f.Item != a.Item.Code || f.Way != a.Way {
			continue
		}
		at := fault.Place{Field: f.Agency}
		switch {
		case !member[f.Agency]:
			faults.Add(fault.New(fault.Invalid, "figure.mean.stranger", fault.Args{"agency": f.Agency}).WithPlace(at))
		case by[f.Agency] != nil:
			faults.Add(fault.New(fault.Invalid, "figure.answer.twice", fault.Args{"agency": f.Agency, "item": f.Item}).WithPlace(at))
		case f.Date.ISO() > a.Date.ISO():
			faults.Add(fault.New(fault.Invalid, "figure.answer.later", fault.Args{"agency": f.Agency, "item": f.Item, "date": text.FormatDate(f.Date)}).WithPlace(at))
		}
		if a.Item.ValidOn(f.Date) {
			faults.Add(under(f.Agency, f.Check(&a.Item)))
		}
		by[f.Agency] = f
	}
	return by, faults.Err()
}

// Why is why an agency is not in an aggregate, or why there is no value.
type Why string

const (
	WhyMissing       Why = "missing"      // no figure, or one that says so
	WhyNotApplicable Why = "inapplicable" // leaves what the shares are taken of
	WhyDefinition    Why = "definition"   // from a day on which the code meant something else
	WhyCoverage      Why = "coverage"     // measured on less than LeastSeen
	WhyPartless      Why = "partless"     // a percent without numerator and denominator, total over total
	WhyGroup         Why = "group"        // its group has no value
	WhyNobody        Why = "nobody"       // the item applies to nobody
	WhyLeast         Why = "least"        // fewer than Least have a number
)

// LeftOut is an agency that is not in an aggregate.
type LeftOut struct {
	Agency, Group string
	Why           Why
	Reason        string // as the figure gives it
}

// Part is the value of one group, or of all.
type Part struct {
	Group string // "" for all
	Known bool
	Value Num // as the item counts: the quotient of a ratio, the figure before the sign of a percent
	Why   Why // why it is not known
	// Numerator over Denominator is the value (of a percent total over total, the
	// hundredth of it). Total over total: the totals. Mean of agencies: the sum of
	// values and their number. Mean of groups: the same of groups.
	Numerator, Denominator Num
	Counted                int // agencies whose number is in it
	Applicable             int // agencies to whom the item applies, with a number or not
	Asked                  int // all agencies
}

// Aggregate is a value with all that must be said beside it.
type Aggregate struct {
	Aggregation
	Part                       // of all
	Parts            []Part    // of the groups, in their order
	GroupsCounted    int       // groups with a value
	GroupsApplicable int       // groups in which the item applies to anybody
	LeftOut          []LeftOut // by group, then agency
	First, Last      text.Date // days of the figures that are in it; blank when there are none
}

// Of computes the aggregate. The order of figures and of agencies does not
// matter. The error tells every fault of the definition, else of the figures.
func (a Aggregation) Of(figures []Figure) (*Aggregate, error) {
	if err := a.Check(); err != nil {
		return nil, err
	}
	by, err := a.checkFigures(figures)
	if err != nil {
		return nil, err
	}
	out := &Aggregate{Aggregation: a}
	mean := a.Mean
	if mean == OfGroups {
		mean = a.Within
	}
	var all tally
	for _, g := range a.Groups {
		var one tally
		first := len(out.LeftOut)
		agencies := slices.Sorted(slices.Values(g.Agencies))
		for _, agency := range agencies {
			if left, ok := one.count(&a, mean, by[agency]); !ok {
				left.Agency, left.Group = agency, g.Code
				out.LeftOut = append(out.LeftOut, left)
			}
		}
		part := one.part(&a, mean)
		part.Group = g.Code
		out.Parts = append(out.Parts, part)
		if part.Applicable > 0 {
			out.GroupsApplicable++
		}
		if part.Known {
			out.GroupsCounted++
		}
		if a.Mean == OfGroups && !part.Known {
			for _, f := range one.figures {
				out.LeftOut = append(out.LeftOut, LeftOut{f.Agency, g.Code, WhyGroup, ""})
			}
			one.figures, one.tops, one.bottoms = nil, nil, nil
		}
		all.join(&one)
		slices.SortFunc(out.LeftOut[first:], func(x, y LeftOut) int { return strings.Compare(x.Agency, y.Agency) })
	}
	out.Part = all.part(&a, mean)
	if a.Mean == OfGroups {
		out.meanOfGroups()
	}
	for _, f := range all.figures {
		if iso := f.Date.ISO(); out.First.Blank() || iso < out.First.ISO() {
			out.First = f.Date
		}
		if f.Date.ISO() > out.Last.ISO() {
			out.Last = f.Date
		}
	}
	return out, nil
}

// meanOfGroups puts the mean of the groups' values in place of the pooled one.
func (out *Aggregate) meanOfGroups() {
	var values []Num
	for _, p := range out.Parts {
		if p.Known {
			values = append(values, p.Value)
		}
	}
	p := &out.Part
	p.Numerator, p.Denominator = sum(values), Int(int64(len(values)))
	p.Value, p.Known = p.Numerator.Quo(p.Denominator)
	p.Why = ""
	share, applies := Frac(int64(len(values)), int64(out.GroupsApplicable))
	switch {
	case !applies:
		p.Known, p.Why = false, WhyNobody
	case len(values) == 0 || share.Cmp(out.Least) < 0:
		p.Known, p.Value, p.Why = false, Num{}, WhyLeast
	}
}

// tally gathers the agencies of a group.
type tally struct {
	figures           []*Figure
	tops, bottoms     []Num
	asked, applicable int
}

// count takes one agency's figure into account; nil is none. It tells why the
// figure is left out.
func (t *tally) count(a *Aggregation, mean Mean, f *Figure) (LeftOut, bool) {
	t.asked++
	if f != nil && f.Value.Form() == IsNotApplicable {
		return LeftOut{Why: WhyNotApplicable, Reason: f.Value.Reason()}, false
	}
	t.applicable++
	if f == nil {
		return LeftOut{Why: WhyMissing}, false
	}
	if !f.Value.Known() {
		return LeftOut{Why: WhyMissing, Reason: f.Value.Reason()}, false
	}
	if !a.Item.ValidOn(f.Date) {
		return LeftOut{Why: WhyDefinition}, false
	}
	if share, stated := f.Coverage.Share(); stated && share.Cmp(a.LeastSeen) < 0 {
		return LeftOut{Why: WhyCoverage, Reason: f.Coverage.String()}, false
	}
	top, ok := a.Item.Quantity(f.Value)
	bottom := Int(1)
	if mean == TotalOverTotal && a.Item.Kind != YesNo {
		top, bottom, ok = f.Value.Ratio()
	}
	if !ok {
		return LeftOut{Why: WhyPartless}, false
	}
	t.figures, t.tops, t.bottoms = append(t.figures, f), append(t.tops, top), append(t.bottoms, bottom)
	return LeftOut{}, true
}

func (t *tally) join(u *tally) {
	t.figures, t.tops, t.bottoms = append(t.figures, u.figures...), append(t.tops, u.tops...), append(t.bottoms, u.bottoms...)
	t.asked += u.asked
	t.applicable += u.applicable
}

// part gives the value of what was gathered.
func (t *tally) part(a *Aggregation, mean Mean) Part {
	p := Part{Counted: len(t.figures), Applicable: t.applicable, Asked: t.asked, Numerator: sum(t.tops), Denominator: sum(t.bottoms)}
	share, applies := Frac(int64(p.Counted), int64(p.Applicable))
	switch {
	case !applies:
		p.Why = WhyNobody
	case p.Counted == 0 || share.Cmp(a.Least) < 0:
		p.Why = WhyLeast
	default:
		p.Value, p.Known = p.Numerator.Quo(p.Denominator)
		if mean == TotalOverTotal && a.Item.Kind == Percent {
			p.Value = p.Value.Mul(Int(100))
		}
	}
	return p
}
