package index

import (
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// AggregateRule says how the children of a node become its score. What a rule
// leaves out is taken from the rule of the node's level, then from that of the
// whole spec, then from the default.
type AggregateRule struct {
	// Method is a name of the table below: arithmetic (default), geometric,
	// harmonic, generalised, minimum, copeland.
	Method string `yaml:"method,omitempty"`
	// Power of the generalised mean, any finite number; 0 is the geometric mean.
	// There is no default.
	Power *float64 `yaml:"power,omitempty"`
	// Present is the share of the children, from 0 to 1, that a unit needs for a
	// score; below it the score is missing. Default 0: one child is enough.
	Present *float64 `yaml:"present,omitempty"`
	// OnZero is what a value of 0 does to a geometric or harmonic mean (or to a
	// generalised one with a power of 0 or less): "fault" (default) refuses it,
	// "zero" makes the mean 0, which is its limit. A negative value is always refused.
	OnZero string `yaml:"on_zero,omitempty"`
	// Tolerance of Copeland: two units whose outranking share differs from one half
	// by at most this are level. Default 1e-9 (DefaultTolerance).
	Tolerance *float64 `yaml:"tolerance,omitempty"`
	// ValueTolerance of Copeland: two values that differ by at most this, relative
	// to max(1,|value|), are equal, as in RankSpec. Default 1e-9 (DefaultTolerance).
	ValueTolerance *float64 `yaml:"value_tolerance,omitempty"`
}

// AggregateSpec is the rule of all nodes and those of single levels and nodes.
type AggregateSpec struct {
	AggregateRule `yaml:",inline"`
	// Levels gives rules to the nodes of a level: 2 is the one above the indicators.
	Levels map[int]AggregateRule `yaml:"levels,omitempty"`
	// Nodes gives rules to single aggregates, by code.
	Nodes map[string]AggregateRule `yaml:"nodes,omitempty"`
	// Middle is the middle of the scale of the normalised indicators: 50 for 0 to
	// 100, 0 for z-scores. An aggregate of direction -1 enters its parent as
	// 2*Middle - score; without such an aggregate it is not needed. Build takes it
	// from the normalisation when it is left out.
	Middle *float64 `yaml:"middle,omitempty"`
}

// domain says which values a method can take.
type domain uint8

const (
	anyNumber domain = iota
	notNegative
	positive
)

// aggregator is one method. A mean carries every value forward, takes the weighted
// arithmetic mean, and carries that back; any other method combines by itself.
type aggregator struct {
	domain        func(power float64) domain
	forward, back func(dst, x []float64, power float64)
	combine       func(s *aggregateScratch, dst []float64, cols [][]float64, w []float64, r *nodeRule)
}

// aggregators are the methods by name, each in a file of its own.
var aggregators = map[string]aggregator{
	"arithmetic":  arithmeticMean,
	"geometric":   geometricMean,
	"harmonic":    harmonicMean,
	"generalised": generalisedMean,
	"minimum":     lowestChild,
	"copeland":    copelandScore,
}

// nodeRule is a rule with nothing left out.
type nodeRule struct {
	name                      string
	method                    aggregator
	power, present            float64
	zero                      bool // a zero makes the mean zero
	tolerance, valueTolerance float64
	turn                      float64 // 2*middle when the node enters its parent turned round, else NaN
}

// aggregatePlan is a checked spec for one tree. It is only read once made, so
// workers may share it.
type aggregatePlan struct {
	tree  *Tree
	rules []nodeRule // one a node; those of indicators are empty
}

// aggregateScratch is what one worker needs beside its columns.
type aggregateScratch struct {
	cols           [][]float64
	weights        []float64
	carried, total []float64
	seen           []int32
	turned         [][]float64
	copeland       copelandScratch
}

// planAggregate checks the spec against the tree: unknown methods, levels and
// nodes, numbers out of range, a generalised mean without a power, an aggregate of
// direction -1 whose scale has no known middle.
//
// middles are those of the indicators' scales, NaN = not known; nil takes
// spec.Middle for all, which also goes before them.
func planAggregate(tree *Tree, spec AggregateSpec, middles []float64) (*aggregatePlan, error) {
	var faults Faults
	spec.check("aggregate", &faults)
	for _, l := range slices.Sorted(maps.Keys(spec.Levels)) {
		r := spec.Levels[l]
		r.check(fmt.Sprintf("aggregate.levels.%d", l), &faults)
		if l < 2 || l > tree.MaxLevel() {
			faults.add("look.level", Place{Source: "aggregate", Path: fmt.Sprintf("aggregate.levels.%d", l)}, l, 2, tree.MaxLevel())
		}
	}
	for _, code := range slices.Sorted(maps.Keys(spec.Nodes)) {
		r := spec.Nodes[code]
		r.check("aggregate.nodes."+code, &faults)
		if k := tree.Index(code); k < tree.NumIndicators() {
			faults.add("aggregate.node", Place{Source: "aggregate", Path: "aggregate.nodes." + code}, code)
		}
	}
	if m := spec.Middle; m != nil && (math.IsNaN(*m) || math.IsInf(*m, 0)) {
		faults.add("look.number", Place{Source: "aggregate", Path: "aggregate.middle"}, *m)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	p := &aggregatePlan{tree: tree, rules: make([]nodeRule, len(tree.Nodes))}
	middle := make([]float64, len(tree.Nodes)) // of each node's scale, NaN = not known
	for k := range tree.Nodes {
		node := &tree.Nodes[k]
		middle[k] = math.NaN()
		if k < tree.NumIndicators() {
			if spec.Middle != nil {
				middle[k] = *spec.Middle
			} else if middles != nil {
				middle[k] = middles[k]
			}
			continue
		}
		r := spec.rule(node.Code, node.Level)
		if r.name == "generalised" && math.IsNaN(r.power) {
			faults.add("aggregate.power_missing", Place{Source: "aggregate", Node: node.Code})
		}
		if r.name == "copeland" { // its scores lie round 0 whatever they compare
			middle[k] = 0
		} else {
			middle[k] = middle[node.Children[0]]
			for _, c := range node.Children {
				if middle[c] != middle[k] {
					middle[k] = math.NaN()
				}
			}
		}
		r.turn = math.NaN()
		if node.Direction < 0 && node.Parent >= 0 {
			if r.turn = 2 * middle[k]; math.IsNaN(r.turn) {
				faults.add("aggregate.middle", Place{Source: "aggregate", Node: node.Code})
			}
		}
		p.rules[k] = r
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return p, nil
}

// check finds the faults of one rule by itself.
func (r *AggregateRule) check(path string, faults *Faults) {
	place := func(key string) Place { return Place{Source: "aggregate", Path: path + "." + key} }
	if _, ok := aggregators[r.Method]; !ok && r.Method != "" {
		faults.add("look.method", place("method"), r.Method, sortedNames(aggregators))
	}
	if r.Power != nil && (math.IsNaN(*r.Power) || math.IsInf(*r.Power, 0)) {
		faults.add("look.number", place("power"), *r.Power)
	}
	if r.Present != nil && !(*r.Present >= 0 && *r.Present <= 1) {
		faults.add("aggregate.range", place("present"), *r.Present, 0, 1)
	}
	if r.OnZero != "" && r.OnZero != "fault" && r.OnZero != "zero" {
		faults.add("look.method", place("on_zero"), r.OnZero, "fault, zero")
	}
	if r.Tolerance != nil && !(*r.Tolerance >= 0 && *r.Tolerance <= 0.5) {
		faults.add("aggregate.range", place("tolerance"), *r.Tolerance, 0, 0.5)
	}
	if r.ValueTolerance != nil && !(*r.ValueTolerance >= 0 && *r.ValueTolerance <= 1) {
		faults.add("aggregate.range", place("value_tolerance"), *r.ValueTolerance, 0, 1)
	}
}

// rule gathers what holds for the node, from the default to its own rule.
func (spec *AggregateSpec) rule(code string, level int) nodeRule {
	out := nodeRule{name: "arithmetic", power: math.NaN(), tolerance: DefaultTolerance, valueTolerance: DefaultTolerance}
	set := func(to *float64, from *float64) {
		if from != nil {
			*to = *from
		}
	}
	for _, r := range []AggregateRule{spec.AggregateRule, spec.Levels[level], spec.Nodes[code]} {
		if r.Method != "" {
			out.name = r.Method
		}
		if r.OnZero != "" {
			out.zero = r.OnZero == "zero"
		}
		set(&out.power, r.Power)
		set(&out.present, r.Present)
		set(&out.tolerance, r.Tolerance)
		set(&out.valueTolerance, r.ValueTolerance)
	}
	out.method = aggregators[out.name]
	return out
}

// Aggregate gives the score of every node: the columns of t (the tree's
// normalised indicators, in its order, higher being better), then the aggregates
// bottom-up (OECD/JRC 2008, step 6). weights are one a node.
//
// A missing child is left out and the weights of the others count in full: the
// mean is of what is there. A unit that has too few children (Present), or none,
// has no score. A child of weight 0 is no child: it is neither counted nor looked
// at; a node without any child of a weight has no scores.
//
// An aggregate of direction -1 keeps its own score (more of it) and enters its
// parent turned round: as 2*middle - score (AggregateSpec.Middle).
//
// A value that its method cannot take (aggregate.domain), or a mean too large for a
// number (aggregate.overflow), is a fault with its node.
func Aggregate(t *Table, tree *Tree, weights []float64, spec AggregateSpec) (*Table, error) {
	var faults Faults
	faults.join(t.fitsTree("aggregate", tree))
	faults.join(checkWeights("aggregate", tree, weights))
	plan, err := planAggregate(tree, spec, nil)
	faults.join(err)
	if err := faults.err(); err != nil {
		return nil, err
	}
	return plan.table(t, weights, &aggregateScratch{})
}

// table is Aggregate for what has been checked.
func (p *aggregatePlan) table(t *Table, weights []float64, s *aggregateScratch) (*Table, error) {
	codes := p.tree.Codes()
	out := NewTable(t.Units, codes[p.tree.NumIndicators():])
	out.Codes = codes
	out.Cols = slices.Concat(t.Cols, out.Cols)
	var faults Faults
	p.run(out.Cols, t.Units, weights, s, &faults)
	if err := faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// run fills the columns of the aggregates; cols has one for every node, those of
// the indicators filled. It allocates nothing once the scratch is large enough,
// unless there are faults; units are their names in faults.
func (p *aggregatePlan) run(cols [][]float64, units []string, weights []float64, s *aggregateScratch, faults *Faults) {
	n := len(units)
	for k := p.tree.NumIndicators(); k < len(p.tree.Nodes); k++ {
		r := &p.rules[k]
		s.cols, s.weights = s.cols[:0], s.weights[:0]
		turned := 0
		for _, c := range p.tree.Nodes[k].Children {
			if !(weights[c] > 0) {
				continue
			}
			col := cols[c]
			if c >= p.tree.NumIndicators() && p.rules[c].turn == p.rules[c].turn {
				if turned == len(s.turned) {
					s.turned = append(s.turned, nil)
				}
				s.turned[turned] = sized(s.turned[turned], n)
				for i, x := range col {
					s.turned[turned][i] = p.rules[c].turn - x
				}
				col = s.turned[turned]
				turned++
			}
			s.cols = append(s.cols, col)
			s.weights = append(s.weights, weights[c])
		}
		shares(s.weights)
		if !p.fit(k, units, weights, s, faults) {
			for i := range cols[k] {
				cols[k][i] = math.NaN() // what stands above is not looked at twice
			}
			continue
		}
		if r.method.combine != nil {
			r.method.combine(s, cols[k], s.cols, s.weights, r)
		} else {
			combineMean(s, cols[k], s.cols, s.weights, r)
		}
		reportOverflow(p.tree.Nodes[k].Code, cols[k], units, faults)
	}
}

// shares divides the weights by their sum, by way of their largest so that the sum
// stays finite.
func shares(w []float64) {
	largest, sum := 0.0, 0.0
	for _, x := range w {
		largest = max(largest, x)
	}
	if largest > math.MaxFloat64/float64(len(w)+1) {
		for c := range w {
			w[c] /= largest
		}
	}
	for _, x := range w {
		sum += x
	}
	for c := range w {
		w[c] /= sum
	}
}

// fit reports the values that the node's method cannot take, one fault a child.
func (p *aggregatePlan) fit(k int, units []string, weights []float64, s *aggregateScratch, faults *Faults) bool {
	r := &p.rules[k]
	if r.method.domain == nil {
		return true
	}
	need := r.method.domain(r.power)
	if need == positive && r.zero {
		need = notNegative
	}
	if need == anyNumber {
		return true
	}
	fits, c := true, 0
	for _, child := range p.tree.Nodes[k].Children {
		if !(weights[child] > 0) {
			continue
		}
		lo, _, _ := stat.MinMax(s.cols[c])
		if lo < 0 || need == positive && lo == 0 {
			fits = false
			var bad []string
			for i, x := range s.cols[c] {
				if x < 0 || need == positive && x == 0 {
					bad = append(bad, units[i])
				}
			}
			place := Place{Source: "aggregate", Node: p.tree.Nodes[k].Code}
			if lo == 0 {
				faults.add("aggregate.zero", place, r.name, p.tree.Nodes[child].Code, listSome(bad))
			} else {
				faults.add("aggregate.domain", place, r.name, p.tree.Nodes[child].Code, lo, listSome(bad))
			}
		}
		c++
	}
	return fits
}

func reportOverflow(node string, col []float64, units []string, faults *Faults) {
	for i, x := range col {
		if math.IsInf(x, 0) {
			faults.add("aggregate.overflow", Place{Source: "aggregate", Node: node, Unit: units[i]})
			col[i] = math.NaN()
		}
	}
}

// combineMean takes the weighted mean of the present children, carried forward and
// back by the method.
func combineMean(s *aggregateScratch, dst []float64, cols [][]float64, w []float64, r *nodeRule) {
	n := len(dst)
	s.total, s.seen = sized(s.total, n), sized(s.seen, n)
	clear(dst)
	clear(s.total)
	clear(s.seen)
	for c, col := range cols {
		if r.method.forward != nil {
			s.carried = sized(s.carried, n)
			r.method.forward(s.carried, col, r.power)
			col = s.carried
		}
		add(dst, s.total, s.seen, col, w[c])
	}
	for i := range dst {
		if s.seen[i] == 0 || float64(s.seen[i])/float64(len(cols)) < r.present {
			dst[i] = math.NaN()
		} else {
			dst[i] /= s.total[i]
		}
	}
	if r.method.back != nil {
		r.method.back(dst, dst, r.power)
	}
}

// add counts what is there of one child.
func add(sum, total []float64, seen []int32, col []float64, w float64) {
	sum, total, seen = sum[:len(col)], total[:len(col)], seen[:len(col)]
	for i, x := range col {
		if x == x {
			sum[i] += w * x
			total[i] += w
			seen[i]++
		}
	}
}

// sized gives a slice of the length, the old one when it is large enough. Its
// contents are not defined.
func sized[T any](old []T, n int) []T {
	if cap(old) < n {
		return make([]T, n)
	}
	return old[:n]
}

// checkWeights finds weights that are not one finite number of at least 0 a node.
func checkWeights(source string, tree *Tree, weights []float64) error {
	if len(weights) != len(tree.Nodes) {
		return oneFault("table.ragged", Place{Source: source}, "weights", len(tree.Nodes), len(weights))
	}
	var faults Faults
	for k, w := range weights {
		if !(w >= 0) || math.IsInf(w, 0) {
			faults.add("meta.weight", Place{Source: source, Node: tree.Nodes[k].Code}, w)
		}
	}
	return faults.err()
}

var _ = addTexts(map[Code]sentence{
	"aggregate.node":          {"%q is not an aggregate of the tree", "%q không phải là nhóm tổng hợp của cây"},
	"aggregate.range":         {"%v; expected a number from %v to %v", "%v; cần một số từ %v đến %v"},
	"aggregate.power_missing": {"the generalised mean needs a power", "trung bình lũy thừa cần khai báo số mũ (power)"},
	"aggregate.middle":        {"the aggregate has direction -1, but the middle of its scale is not known; give aggregate.middle (50 for a scale from 0 to 100)", "nhóm có chiều -1 nhưng chưa biết điểm giữa của thang điểm; hãy khai báo aggregate.middle (50 với thang từ 0 đến 100)"},
	"aggregate.domain":        {"the method %s cannot take these values of %s, the lowest being %v, at: %s; normalise to a scale above 0 or choose another method", "phương pháp %s không nhận các giá trị này của %s (nhỏ nhất là %v), tại: %s; hãy chuẩn hóa về thang lớn hơn 0 hoặc chọn phương pháp khác"},
	"aggregate.zero":          {"the method %s cannot take the value 0 of %s, at: %s; normalise to a scale above 0, choose another method, or set on_zero: zero", "phương pháp %s không nhận giá trị 0 của %s, tại: %s; hãy chuẩn hóa về thang lớn hơn 0, chọn phương pháp khác hoặc đặt on_zero: zero"},
	"aggregate.overflow":      {"the score is too large to be represented", "điểm vượt quá phạm vi biểu diễn"},
})
