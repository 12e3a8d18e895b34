package index

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// study is an index with what may vary in it, prepared so that a draw costs only
// what follows from the first step that it changes. It is only read once made,
// but for the tables of the variants, which are made when first needed.
type study struct {
	built   *Built
	spec    *UncertaintySpec
	factors []factor
	dims    int // coordinates of a point
	choices int // of these, the leading ones that choose
	node    int // whose ranks are looked at
	lower   bool
	// tolerance of ranks.
	tolerance float64
	// order is the units by nominal rank: draws are laid out in it, since most stray
	// little from it, which sorts fast.
	order []int32
	// nominalRank and nominalScore are those of the node, by unit; NaN = none.
	nominalRank, nominalScore []float64

	variants []*variant // by impute, treat and normalise; the last runs fastest
	imputed  []stage
	treated  []stage
	perturb  *perturbation
	errors   *measurement
}

// factor is a Factor with its place among the coordinates.
type factor struct {
	Factor
	kind factorKind
	at   int // first coordinate
}

type factorKind uint8

const (
	varyImpute factorKind = iota
	varyTreat
	varyNormalise
	varyAggregate
	varyLeaveOut
	varyErrors
	varyWeights
	kinds
)

// newStudy builds the index as it is and finds every fault of what varies. s is
// checked against it.
func newStudy(d *Data, tree *Tree, spec *Spec, s *sampling) (*study, error) {
	if spec == nil || spec.Uncertainty == nil {
		return nil, oneFault("uncertainty.none", Place{Source: "spec"})
	}
	built, err := Build(d, tree, spec)
	var faults Faults
	faults.join(err)
	if tree != nil && len(tree.Nodes) > 0 {
		spec.Uncertainty.check(tree, &faults)
	}
	if err != nil {
		s.check(0, 0, 0, &faults)
		return nil, spec.withLines(faults)
	}
	st := &study{built: built, spec: spec.Uncertainty, node: tree.Root(), tolerance: given(spec.Rank.Tolerance, DefaultTolerance)}
	st.prepareVariants(&faults)
	if len(faults) > 0 {
		s.check(0, 0, 0, &faults)
		return nil, spec.withLines(faults)
	}
	if st.spec.Node != "" {
		st.node = tree.Index(st.spec.Node)
	}
	code := tree.Nodes[st.node].Code
	st.lower = slices.Contains(built.rankSpec().Lower, code)
	st.nominalRank, st.nominalScore = built.Ranks.Cols[st.node], built.Scores.Cols[st.node]
	st.order = make([]int32, len(st.nominalRank))
	for k := range st.order {
		st.order[k] = int32(k)
	}
	slices.SortStableFunc(st.order, func(a, b int32) int { return cmp.Compare(st.nominalRank[a], st.nominalRank[b]) })

	st.perturb = newPerturbation(tree, built.Weights.Values, st.spec)
	st.perturb.look(st.node, st.spec.LeaveOut, &faults)
	for _, v := range st.variants {
		for a, plan := range v.plans {
			v.linear[a] = st.perturb.linear(plan)
		}
	}
	if st.spec.Errors != nil {
		st.errors = newMeasurement(st, &faults)
	}
	st.listFactors()
	s.check(len(built.Data.Values.Units), tree.NumIndicators(), st.dims, &faults)
	if len(faults) > 0 {
		return nil, spec.withLines(faults)
	}
	return st, nil
}

// listFactors gives every factor its coordinates: those that choose come first, so
// that the work can be laid out after looking at them only.
func (st *study) listFactors() {
	add := func(kind factorKind, name, path string, choices, dims int) {
		st.factors = append(st.factors, factor{Factor{name, "uncertainty." + path, choices, dims}, kind, st.dims})
		st.dims += dims
	}
	u := st.spec
	for _, step := range []struct {
		kind  factorKind
		name  string
		other int
	}{
		{varyImpute, "impute", len(u.Impute)}, {varyTreat, "treat", len(u.Treat)},
		{varyNormalise, "normalise", len(u.Normalise)}, {varyAggregate, "aggregate", len(u.Aggregate)},
	} {
		if step.other > 0 {
			add(step.kind, step.name, step.name, 1+step.other, 1)
		}
	}
	if u.LeaveOut != nil {
		add(varyLeaveOut, "leave_out", "leave_out", 1+len(st.perturb.without), 1)
	}
	if u.Errors != nil {
		add(varyErrors, "errors", "errors", 0, 1)
	}
	st.choices = st.dims
	for k, w := range u.Weights {
		add(varyWeights, fmt.Sprintf("weights %d", w.Level), fmt.Sprintf("weights.%d", k+1), 0, len(st.perturb.nodes[k]))
	}
}

// choice is what the leading coordinates of a point say.
type choice struct {
	variant, plan int32
	out           int32  // position in perturbation.without, -1 = none is left out
	errors        uint64 // number of the stream of measurement errors
}

// choose reads the coordinates of a point.
func (st *study) choose(point []float64) choice {
	var at [kinds]int
	c := choice{out: -1}
	for _, f := range st.factors {
		if f.kind == varyWeights {
			break
		}
		u := point[f.at]
		switch f.kind {
		case varyLeaveOut:
			c.out = st.perturb.leaveOut(u)
		case varyErrors:
			c.errors = math.Float64bits(u)
		default:
			at[f.kind] = min(int(u*float64(f.Choices)), f.Choices-1)
		}
	}
	treats, normalises := 1+len(st.spec.Treat), 1+len(st.spec.Normalise)
	c.variant = int32((at[varyImpute]*treats+at[varyTreat])*normalises + at[varyNormalise])
	c.plan = int32(at[varyAggregate])
	return c
}

// at is the position of the variant.
func (st *study) at(v *variant) int32 {
	return int32((v.impute*(1+len(st.spec.Treat))+v.treat)*(1+len(st.spec.Normalise)) + v.normalise)
}

// named says in words which ways a draw took, for faults.
func (st *study) named(c choice) string {
	v := st.variants[c.variant]
	var words []string
	for _, w := range []struct {
		step string
		k    int
	}{{"impute", v.impute}, {"treat", v.treat}, {"normalise", v.normalise}, {"aggregate", int(c.plan)}} {
		if w.k > 0 {
			words = append(words, fmt.Sprintf("uncertainty.%s.%d", w.step, w.k))
		}
	}
	return strings.Join(words, " + ")
}

// blame puts the ways of a draw into faults that arose in it.
func (st *study) blame(err error, c choice) error {
	var faults Faults
	faults.join(err)
	path := st.named(c)
	out := make(Faults, len(faults))
	for k, f := range faults {
		g := *f
		if path != "" {
			g.Place.Path = path
		}
		out[k] = &g
	}
	return out.err()
}

// factorsOf are the factors as results carry them.
func (st *study) factorsOf() []Factor {
	out := make([]Factor, len(st.factors))
	for k := range st.factors {
		out[k] = st.factors[k].Factor
	}
	return out
}

// points makes the sampler of a checked analysis.
func (s *sampling) points(dims int) draw.Sampler {
	return draw.NewSampler(s.sampler, s.seed, s.draws, s.halves*dims)
}
