package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// OptimiseSpec says which weights are sought.
type OptimiseSpec struct {
	// Goal is "balance": the nodes at Level correlate with the index in proportion
	// to their targets; or "information": they correlate with it as strongly as they
	// can on average.
	Goal string
	// Level is the level whose weights are free; 0 is the one below the index.
	Level int
	// Targets are the importances wanted ("balance"), positive, on any scale; nil or
	// a node without one: 1.
	Targets map[string]float64
	// Method is the correlation, as for Correlate.
	Method string
	// Negative also allows weights below 0, as COINr does: the goal is met more
	// closely, by an index that rewards being worse at something. A build takes no
	// such weights; it shows how far the data themselves stand against the goal.
	Negative bool
	// Evaluations bounds how often the index is rebuilt; 0 is 600 for every free
	// weight and one more.
	Evaluations int
}

// OptimisedWeights are the weights found and what they achieve.
type OptimisedWeights struct {
	Weights []float64 // one a node; only those at the level differ from the given
	Nodes   []string  // the nodes at the level
	// Desired and Obtained are shares of importance, each summing to 1 (balance);
	// Desired is nil for information.
	Desired, Obtained []float64
	Correlations      []float64 // of each node with the index
	// Objective is what was minimised: ln of the mean square of (Obtained -
	// Desired), at least ln 1e-32; or ln(1 - mean correlation), at least ln 1e-16.
	Objective float64
	Given     float64 // the objective of the weights that were given; +Inf if not defined
}

// The floors of the objectives keep the logarithm finite where the goal is met:
// squares of the rounding of a share, and the rounding of a correlation.
const (
	balanceFloor     = 1e-32
	informationFloor = 1e-16
)

// widest bounds the ratio of two weights found within one parent to e^±8, about
// 3,000: beyond it a node has no say and the search would only run on.
const widest = 8

// Optimise seeks weights of the nodes at a level by the downhill simplex, started
// from the given weights, from equal ones and from targets over correlations, and
// restarted where it stops (OECD/JRC 2008, step 6; Becker, Saisana, Paruolo and
// Vandecasteele, Weights and importance in composite indicators, Ecological
// Indicators 80, 2017; COINr's get_opt_weights). Weights are positive unless
// Negative; the sum within each parent stays as given. No starting point is at random, and
// the result is never worse than the given weights.
//
// Where no weights give a defined objective (one unit, a constant or missing node,
// correlations that sum to 0 or less) the fault is optimise.undefined.
func Optimise(tree *Tree, weights []float64, spec OptimiseSpec, combine Combine) (*OptimisedWeights, error) {
	o, err := newOptimiser(tree, weights, spec, combine)
	if err != nil {
		return nil, err
	}
	start := o.fromWeights(weights)
	given := o.value(start)
	best, value := start, given
	most := spec.Evaluations
	if most <= 0 {
		most = 600 * (o.free + 1)
	}
	for _, x := range o.starts(start) {
		for _, step := range []float64{1, 0.3, 0.1} { // a stopped simplex has lost its spread
			found, v := stat.Minimise(o.value, x, step*o.scale(), 1e-12, most/9)
			if v < value {
				best, value = found, v
			}
			x = found
		}
	}
	for o.err == nil && !math.IsInf(value, 1) { // until a fresh simplex finds nothing more
		found, v := stat.Minimise(o.value, best, 0.2*o.scale(), 1e-13, most/3)
		if !(v < value-1e-9) {
			break
		}
		best, value = found, v
	}
	if o.err != nil {
		return nil, o.err
	}
	if math.IsInf(value, 1) {
		return nil, oneFault("optimise.undefined", Place{Source: "optimise"}, spec.Goal)
	}
	return o.result(best, value, given), nil
}

// optimiser turns a point into weights and weighs what they achieve.
type optimiser struct {
	tree    *Tree
	given   []float64
	goal    string
	signed  bool // weights may be negative
	nodes   []int
	desired []float64 // shares
	group   [][]int   // positions in nodes of the children of one parent; the first is the measure
	free    int
	combine Combine
	corr    func(*stat.Pairs, []float64, []float64) Correlation
	pairs   stat.Pairs
	err     error // the first fault of combine
}

func newOptimiser(tree *Tree, weights []float64, spec OptimiseSpec, combine Combine) (*optimiser, error) {
	corr, err := correlator(spec.Method, "optimise")
	var faults Faults
	faults.join(err)
	if len(weights) != len(tree.Nodes) {
		faults.add("table.ragged", Place{Source: "optimise"}, "weights", len(tree.Nodes), len(weights))
	}
	if spec.Goal != "balance" && spec.Goal != "information" {
		faults.add("look.method", Place{Source: "optimise"}, spec.Goal, "balance, information")
	}
	level := spec.Level
	if level == 0 {
		level = tree.MaxLevel() - 1
	}
	if level < 1 || level >= tree.MaxLevel() {
		faults.add("look.level", Place{Source: "optimise"}, level, 1, tree.MaxLevel()-1)
	}
	o := &optimiser{tree: tree, given: weights, goal: spec.Goal, signed: spec.Negative, nodes: tree.AtLevel(level), combine: combine, corr: corr}
	if len(faults) == 0 && len(o.nodes) == 0 {
		faults.add("look.level", Place{Source: "optimise"}, level, 1, tree.MaxLevel()-1)
	}
	total := 0.0
	at := make(map[int]int) // parent → position in group
	for c, k := range o.nodes {
		target, ok := spec.Targets[tree.Nodes[k].Code]
		if !ok {
			target = 1
		}
		if !(target > 0) || math.IsInf(target, 0) {
			faults.add("optimise.target", Place{Source: "optimise", Node: tree.Nodes[k].Code}, target)
		}
		o.desired = append(o.desired, target)
		total += target
		p := tree.Nodes[k].Parent
		g, ok := at[p]
		if !ok {
			g = len(o.group)
			at[p] = g
			o.group = append(o.group, nil)
		}
		o.group[g] = append(o.group[g], c)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	for c := range o.desired {
		o.desired[c] /= total
	}
	for _, g := range o.group {
		o.free += len(g) - 1
	}
	return o, nil
}

// scale is the size of a first step: of a logarithm, or of a share.
func (o *optimiser) scale() float64 {
	if o.signed {
		return 0.2
	}
	return 1
}

// fromWeights is the point of the weights: within each parent the logarithms of
// their ratios to the first or, when they may be negative, the shares of all but
// the first.
func (o *optimiser) fromWeights(w []float64) []float64 {
	var x []float64
	for _, g := range o.group {
		sum := 0.0
		for _, c := range g {
			sum += w[o.nodes[c]]
		}
		for _, c := range g[1:] {
			u := math.Log(w[o.nodes[c]] / w[o.nodes[g[0]]])
			if o.signed {
				u = w[o.nodes[c]] / sum
			}
			if u != u {
				u = 0
			}
			x = append(x, min(max(u, -widest), widest))
		}
	}
	return x
}

// weights are those of a point; the sum within each parent stays as given, or is
// 1 where nothing was.
func (o *optimiser) weights(x []float64) []float64 {
	w := append([]float64(nil), o.given...)
	for _, g := range o.group {
		before, after, first := 0.0, 0.0, 1.0
		for _, c := range g {
			before += w[o.nodes[c]]
		}
		for m, c := range g[1:] {
			if w[o.nodes[c]] = math.Exp(x[m]); o.signed {
				w[o.nodes[c]] = x[m]
				first -= x[m]
			}
		}
		x = x[len(g)-1:]
		w[o.nodes[g[0]]] = first
		for _, c := range g {
			after += w[o.nodes[c]]
		}
		if !(before > 0) {
			before = 1
		}
		for _, c := range g {
			w[o.nodes[c]] *= before / after
		}
	}
	return w
}

// correlations of the nodes with the index under the weights; nil after a fault.
func (o *optimiser) correlations(w []float64) []float64 {
	if o.err != nil {
		return nil
	}
	t, err := o.combine(w)
	if err != nil {
		o.err = err
		return nil
	}
	index := t.Col(o.tree.Nodes[o.tree.Root()].Code)
	out := make([]float64, len(o.nodes))
	for c, k := range o.nodes {
		out[c] = o.corr(&o.pairs, t.Col(o.tree.Nodes[k].Code), index).R
	}
	return out
}

// value is the objective at a point, +Inf where it is not defined.
func (o *optimiser) value(x []float64) float64 {
	for _, u := range x {
		if !(math.Abs(u) <= widest) {
			return math.Inf(1)
		}
	}
	return o.objective(o.correlations(o.weights(x)))
}

func (o *optimiser) objective(r []float64) float64 {
	sum := 0.0
	for _, v := range r {
		sum += v
	}
	if r == nil || sum != sum {
		return math.Inf(1)
	}
	if o.goal == "information" {
		return math.Log(max(1-sum/float64(len(r)), informationFloor))
	}
	if !(sum > 0) {
		return math.Inf(1)
	}
	square := 0.0
	for c, v := range r {
		d := v/sum - o.desired[c]
		square += d * d
	}
	return math.Log(max(square/float64(len(r)), balanceFloor))
}

// starts are the points from which the search sets out.
func (o *optimiser) starts(given []float64) [][]float64 {
	guess := append([]float64(nil), o.given...)
	for _, k := range o.nodes {
		guess[k] = 1
	}
	equal := o.fromWeights(guess)
	out := [][]float64{given, equal}
	for c, r := range o.correlations(o.weights(equal)) {
		guess[o.nodes[c]] = o.desired[c] / max(r, 0.05) // a node that hardly follows gets at most 20 times its target
	}
	return append(out, o.fromWeights(guess))
}

func (o *optimiser) result(x []float64, value, given float64) *OptimisedWeights {
	out := &OptimisedWeights{Weights: o.weights(x), Objective: value, Given: given}
	out.Correlations = o.correlations(out.Weights)
	sum := 0.0
	for c, k := range o.nodes {
		out.Nodes = append(out.Nodes, o.tree.Nodes[k].Code)
		sum += out.Correlations[c]
	}
	for _, r := range out.Correlations {
		out.Obtained = append(out.Obtained, r/sum)
	}
	if o.goal == "balance" {
		out.Desired = o.desired
	}
	return out
}

var _ = addTexts(map[Code]sentence{
	"optimise.undefined": {"no weights give a result for %s: there are too few units, a node is constant or missing, or the nodes contradict the index", "không có bộ trọng số nào cho kết quả với mục tiêu %s: quá ít đơn vị, có mục không đổi hoặc thiếu số liệu, hoặc các mục ngược chiều với chỉ số"},
	"optimise.target":    {"the importance wanted is %v; expected a positive number", "mức quan trọng mong muốn là %v; cần một số dương"},
})
