package index

import (
	"math"
	"math/rand/v2"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// measurement makes the table of a draw whose values are measured with error: all
// steps from the values as they came in are done again.
type measurement struct {
	values     *Table    // before denominating
	reciprocal []column  // what denominating multiplies each by; nil = nothing
	errors     []errorOf // one an indicator
	imputes    []*imputePlan
	treats     []*treatPlan
	normalises []*normalisePlan
}

type column []float64

// errorOf is an ErrorRule with everything filled in.
type errorOf struct{ sd, relative, least, most float64 }

// exact says that there is no error.
func (e *errorOf) exact() bool { return e.sd == 0 && e.relative == 0 }

// newMeasurement prepares all ways of all steps; the spec has been checked.
func newMeasurement(st *study, faults *Faults) *measurement {
	b, u := st.built, st.spec.Errors
	m := &measurement{values: b.Raw}
	if b.Screened != nil {
		m.values = b.Screened
	}
	for j := range b.Tree.NumIndicators() {
		rule, ok := u.Indicators[b.Tree.Nodes[j].Code]
		if !ok {
			rule = u.ErrorRule
		}
		m.errors = append(m.errors, errorOf{
			sd: given(rule.SD, 0), relative: given(rule.Relative, 0),
			least: given(rule.Min, math.Inf(-1)), most: given(rule.Max, math.Inf(1)),
		})
	}
	if b.Spec.Denominate != nil {
		m.denominate(b, faults)
	}
	units := m.values.Units
	for i := range 1 + len(st.spec.Impute) {
		var plan *imputePlan
		if spec := st.imputeSpec(i); spec != nil {
			var err error
			plan, err = prepareImpute(units, b.Data, b.Tree, *spec)
			if i == 0 {
				faults.join(err) // those of the others are known
			}
		}
		m.imputes = append(m.imputes, plan)
	}
	for t := range 1 + len(st.spec.Treat) {
		var plan *treatPlan
		if spec := st.treatSpec(t); spec != nil {
			plan, _ = prepareTreat(b.Tree, *spec)
		}
		m.treats = append(m.treats, plan)
	}
	for n := range 1 + len(st.spec.Normalise) {
		plan, _ := prepareNormalise(units, b.Tree, st.normaliseSpec(n))
		m.normalises = append(m.normalises, plan)
	}
	return m
}

// denominate finds what every value is multiplied by, from a table of ones.
func (m *measurement) denominate(b *Built, faults *Faults) {
	ones := m.values.emptyLike()
	for j, col := range ones.Cols {
		fill(col, m.values.Cols[j], 1)
	}
	t, _, err := Denominate(ones, b.Data, b.Tree, *b.Spec.Denominate)
	if err != nil {
		faults.join(err)
		return
	}
	m.reciprocal = make([]column, len(t.Cols))
	for j, col := range t.Cols {
		if &col[0] != &ones.Cols[j][0] {
			m.reciprocal[j] = col
		}
	}
}

// errorScratch is what a worker needs for the tables of its draws.
type errorScratch struct {
	stream      draw.Stream
	rng         *rand.Rand
	first, last [][]float64
	bench       bench
	decision    TreatDecision
}

func (m *measurement) scratch() *errorScratch {
	s := &errorScratch{first: m.values.emptyLike().Cols, last: m.values.emptyLike().Cols}
	s.rng = s.stream.Rand()
	return s
}

// table makes the normalised columns of a draw; they stand until the next call.
func (m *measurement) table(s *errorScratch, v *variant, number uint64) ([][]float64, error) {
	s.stream.Seed(0, draw.ForError, number) // the number comes from the seeded sampler
	for j, x := range m.values.Cols {
		m.measure(s.first[j], x, j, s.rng)
	}
	if plan := m.imputes[v.impute]; plan != nil {
		plan.run(s.first, s.first, &s.bench)
	}
	cols, codes := s.first, m.values.Codes
	var faults Faults
	if plan := m.treats[v.treat]; plan != nil {
		for j, x := range cols {
			if c := plan.column(s.last[j], x, j, &s.bench, &s.decision); c != "" {
				faults.add(c, Place{Source: "treat", Node: codes[j]})
			}
		}
		cols = s.last
	}
	plan := m.normalises[v.normalise]
	for j, x := range cols {
		c := plan.column(x, x, j, &s.bench)
		if c == "" && hasInf(x) {
			c = "normalise.overflow"
		}
		if c != "" {
			faults.add(c, Place{Source: "normalise", Node: codes[j]})
		}
	}
	return cols, faults.err()
}

// measure writes the denominated values of an indicator with their errors.
func (m *measurement) measure(dst, x []float64, j int, rng *rand.Rand) {
	e := &m.errors[j]
	if e.exact() {
		copy(dst, x)
	} else {
		for i, v := range x {
			if v == v {
				v += (e.sd + e.relative*math.Abs(v)) * rng.NormFloat64() // one of the two is 0
				v = min(max(v, e.least), e.most)
			}
			dst[i] = v
		}
	}
	if m.reciprocal != nil && m.reciprocal[j] != nil {
		for i, r := range m.reciprocal[j] {
			dst[i] *= r
		}
	}
}
