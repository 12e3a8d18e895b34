package calibration

import (
	"maps"
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Changes are what somebody wants to try: other maxima and weights by the code
// of a node, other targets by the key of a Knob.
type Changes struct {
	Maxima  map[string]scoring.Num `json:"maxima,omitempty"`  // points, above 0
	Weights map[string]scoring.Num `json:"weights,omitempty"` // under a parent that combines by mean; above 0
	Targets map[string]scoring.Num `json:"targets,omitempty"` // above 0
}

// IsZero tells whether nothing is changed.
func (c Changes) IsZero() bool { return len(c.Maxima)+len(c.Weights)+len(c.Targets) == 0 }

// KnobKind is what a knob turns.
type KnobKind string

// The kinds of knobs.
const (
	MaximumKnob KnobKind = "maximum"
	WeightKnob  KnobKind = "weight"
	TargetKnob  KnobKind = "target"
)

// Knob is one number of a framework that Changes can change.
type Knob struct {
	Kind KnobKind
	Key  string // in the map of its kind
	Node string
	Name scoring.Text
	Leaf bool
	Deep int // 0 for the total, 1 for fields
	Now  scoring.Num
}

// Knobs gives every number that can be changed, in the order of the tree: of each
// node its maximum (or its weight under a mean) and the targets of its rule.
func Knobs(f *scoring.Framework) []Knob {
	var all []Knob
	var walk func(n, parent *scoring.Node, deep int)
	walk = func(n, parent *scoring.Node, deep int) {
		if n == nil || n.Role == scoring.Context {
			return
		}
		k := Knob{Kind: MaximumKnob, Key: n.Code, Node: n.Code, Name: n.Name, Leaf: n.Rule != nil, Deep: deep, Now: n.Max}
		if byMean(parent) && isScored(n) {
			k.Kind, k.Now = WeightKnob, weightOf(n)
		}
		all = append(all, k)
		for i, t := range targetsIn(n.Rule) {
			all = append(all, Knob{Kind: TargetKnob, Key: targetKey(n.Code, i), Node: n.Code, Name: n.Name, Leaf: true, Deep: deep, Now: t.now()})
		}
		for _, c := range n.Children {
			walk(c, n, deep+1)
		}
	}
	walk(f.Root, nil, 0)
	return all
}

func byMean(n *scoring.Node) bool { return n != nil && n.Combine == scoring.CombineMean }

func isScored(n *scoring.Node) bool { return n.Role == "" || n.Role == scoring.Scored }

func weightOf(n *scoring.Node) scoring.Num {
	if n.Weight == nil {
		return scoring.Int(1)
	}
	return *n.Weight
}

// targetKey names the i-th target of a criterion: "A1", "A1#2", "A1#3".
func targetKey(code string, i int) string {
	if i == 0 {
		return code
	}
	return code + "#" + strconv.Itoa(i+1)
}

// Apply gives the framework as it would be after the changes; f stays as it is.
//
// A changed maximum of a criterion multiplies every number of points in its rule
// by the same factor: the criterion counts for more or less and is judged as
// before. The maxima above it are added up anew. A changed maximum of a field is
// shared out among what lies below it, in proportion, around those that have a
// maximum of their own in the changes. The error is a fault.List: codes that do
// not exist, numbers not above 0, fields whose parts cannot add up, criteria that
// the Council scores by hand, whose points cannot be rescaled.
func Apply(f *scoring.Framework, c Changes) (*scoring.Framework, error) {
	if f.Root == nil {
		return nil, fault.New(fault.Invalid, "calibration.change.empty", nil)
	}
	out := *f
	out.Root = copyNode(f.Root)
	e := &edit{changes: c}
	known := map[KnobKind]map[string]bool{MaximumKnob: {}, WeightKnob: {}, TargetKnob: {}}
	for _, k := range Knobs(f) {
		known[k.Kind][k.Key] = true
	}
	for _, set := range c.sets() {
		e.check(set.kind, set.of, known)
	}
	if err := e.faults.Err(); err != nil {
		return nil, err
	}
	e.target(out.Root)
	e.resize(out.Root, nil)
	if err := e.faults.Err(); err != nil {
		return nil, err
	}
	return &out, nil
}

type edit struct {
	changes Changes
	faults  fault.List
}

func (e *edit) check(kind KnobKind, given map[string]scoring.Num, known map[KnobKind]map[string]bool) {
	for _, key := range slices.Sorted(maps.Keys(given)) {
		at := fault.Place{Field: string(kind) + "." + key}
		switch {
		case !known[kind][key]:
			e.faults.Add(fault.New(fault.Invalid, "calibration.change.unknown", fault.Args{"code": key}).WithPlace(at))
		case given[key].Sign() <= 0:
			e.faults.Add(fault.New(fault.Invalid, "calibration.change.positive", fault.Args{"code": key}).WithPlace(at).WithFound(given[key].String()))
		}
	}
}

// target sets the targets and weights of a node and all below it.
func (e *edit) target(n *scoring.Node) {
	for i, t := range targetsIn(n.Rule) {
		if want, ok := e.changes.Targets[targetKey(n.Code, i)]; ok {
			t.set(want)
		}
	}
	for _, c := range n.Children {
		if want, ok := e.changes.Weights[c.Code]; ok {
			c.Weight = &want
		}
		e.target(c)
	}
}

// resize gives a node the maximum that it is to have, nil for what comes of the
// nodes below it.
func (e *edit) resize(n *scoring.Node, want *scoring.Num) {
	if own, ok := e.changes.Maxima[n.Code]; ok {
		want = &own
	}
	if len(n.Children) == 0 {
		if want != nil && !want.Equal(n.Max) {
			e.rescale(n, *want)
		}
		return
	}
	if n.Combine != "" && n.Combine != scoring.CombineSum {
		for _, c := range n.Children {
			e.resize(c, nil)
		}
		if want != nil {
			n.Max = *want
		}
		return
	}
	var fixed, free scoring.Num
	var rest []*scoring.Node
	for _, c := range n.Children {
		_, own := e.changes.Maxima[c.Code]
		switch {
		case !isScored(c) || own || want == nil:
			e.resize(c, nil)
			if isScored(c) {
				fixed = fixed.Add(c.Max)
			}
		default:
			rest = append(rest, c)
			free = free.Add(c.Max)
		}
	}
	if want == nil {
		n.Max = fixed
		return
	}
	left := want.Sub(fixed)
	factor, ok := left.Quo(free)
	if len(rest) > 0 && (!ok || factor.Sign() <= 0) || len(rest) == 0 && !left.IsZero() {
		e.faults.Add(fault.New(fault.Invalid, "calibration.change.sum", fault.Args{"code": n.Code, "max": want.String(), "parts": fixed.String()}).
			WithPlace(fault.Place{Field: string(MaximumKnob) + "." + n.Code}).WithHint("calibration.change.sumHint"))
		return
	}
	for _, c := range rest {
		share := c.Max.Mul(factor)
		e.resize(c, &share)
	}
	n.Max = *want
}

// rescale gives a criterion another maximum and multiplies its points.
func (e *edit) rescale(n *scoring.Node, max scoring.Num) {
	factor, ok := max.Quo(n.Max)
	if !ok || n.Rule != nil && hasManual(n.Rule) {
		e.faults.Add(fault.New(fault.Invalid, "calibration.change.manual", fault.Args{"code": n.Code}).WithPlace(fault.Place{Field: string(MaximumKnob) + "." + n.Code}))
		return
	}
	n.Max = max
	if n.Rule != nil {
		n.Rule = scaled(n.Rule, factor)
	}
	for i := range n.Rubric {
		n.Rubric[i].From, n.Rubric[i].To = n.Rubric[i].From.Mul(factor), n.Rubric[i].To.Mul(factor)
	}
}

func hasManual(r scoring.Rule) bool {
	_, manual := r.(*scoring.Manual)
	return manual || slices.ContainsFunc(scoring.RuleParts(r), hasManual)
}

func copyNode(n *scoring.Node) *scoring.Node {
	c := *n
	c.Rubric = slices.Clone(n.Rubric)
	if n.Rule != nil {
		c.Rule = scaled(n.Rule, scoring.Int(1))
	}
	c.Children = make([]*scoring.Node, 0, len(n.Children))
	for _, child := range n.Children {
		if child != nil {
			c.Children = append(c.Children, copyNode(child))
		}
	}
	return &c
}

// changeSet is the changes of one kind.
type changeSet struct {
	kind KnobKind
	of   map[string]scoring.Num
}

func (c Changes) sets() []changeSet {
	return []changeSet{{MaximumKnob, c.Maxima}, {WeightKnob, c.Weights}, {TargetKnob, c.Targets}}
}
