package index

import (
	"fmt"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// variant is one combination of the ways to impute, treat and normalise, 0 being
// the spec's own. Its tables are made when first needed.
type variant struct {
	impute, treat, normalise int
	plans                    []*aggregatePlan // one a way to aggregate
	linear                   []bool           // of each: a weighted sum, where no value is missing

	once  sync.Once
	table *Table
	panel *draw.Panel // of the active indicators, nil when a value is missing
	err   error
	left  atomic.Int64 // tasks that still need the tables
}

// stage is a table that several variants begin from.
type stage struct {
	once  sync.Once
	table *Table
	err   error
}

func (s *stage) get(make func() (*Table, error)) (*Table, error) {
	s.once.Do(func() { s.table, s.err = make() })
	return s.table, s.err
}

// maxWays bounds the combinations of alternatives, each of which needs a table.
const maxWays = 10_000

// prepareVariants checks every alternative and lists the combinations.
func (st *study) prepareVariants(faults *Faults) {
	u, b := st.spec, st.built
	units := b.Normalised.Units
	for k := range u.Impute {
		_, err := prepareImpute(units, b.Data, b.Tree, u.Impute[k])
		moveFaults(err, "impute", k, faults)
	}
	for k := range u.Treat {
		_, err := prepareTreat(b.Tree, u.Treat[k])
		moveFaults(err, "treat", k, faults)
	}
	for k := range u.Normalise {
		_, err := prepareNormalise(units, b.Tree, u.Normalise[k])
		moveFaults(err, "normalise", k, faults)
	}
	impute, treat := 1+len(u.Impute), 1+len(u.Treat)
	if ways := float64(impute) * float64(treat) * float64(1+len(u.Normalise)); ways*float64(1+len(u.Aggregate)) > maxWays {
		faults.add("uncertainty.ways", Place{Source: "spec", Path: "uncertainty"}, ways*float64(1+len(u.Aggregate)), maxWays)
		return
	}
	tables := float64(impute*treat+impute) * float64(len(units)) * float64(b.Tree.NumIndicators())
	if impute*treat > 1 && tables > maxKept {
		faults.add("uncertainty.memory", Place{Source: "spec", Path: "uncertainty"}, tables, maxKept)
	}
	plans := st.preparePlans(faults)
	st.imputed, st.treated = make([]stage, impute), make([]stage, impute*treat)
	for i := range impute {
		for t := range treat {
			for n := range plans {
				st.variants = append(st.variants, &variant{impute: i, treat: t, normalise: n, plans: plans[n], linear: make([]bool, len(plans[n]))})
			}
		}
	}
}

// preparePlans checks all ways to aggregate on each scale: the middle of a scale,
// round which a node of direction -1 is turned, depends on how it came about.
func (st *study) preparePlans(faults *Faults) [][]*aggregatePlan {
	b, ways := st.built, len(st.spec.Aggregate)
	var found Faults
	plans := make([][]*aggregatePlan, 1+len(st.spec.Normalise))
	for n := range plans {
		middles := scaleMiddles(b.Tree, st.normaliseSpec(n))
		plan, err := planAggregate(b.Tree, b.Spec.Aggregate, middles)
		moveFaults(err, "normalise", n-1, &found)
		plans[n] = append(plans[n], plan)
		for a := range ways {
			plan, err := planAggregate(b.Tree, st.spec.Aggregate[a], middles)
			moveFaults(err, "aggregate", a, &found)
			plans[n] = append(plans[n], plan)
		}
	}
	*faults = append(*faults, onceEach(found)...)
	return plans
}

// moveFaults adds the faults of alternative k of a step under its own key.
func moveFaults(err error, step string, k int, faults *Faults) {
	var found Faults
	found.join(err)
	for _, f := range found {
		g := *f
		path := fmt.Sprintf("uncertainty.%s.%d", step, k+1)
		if rest, ok := strings.CutPrefix(g.Place.Path, step+"."); ok {
			path += "." + rest
		}
		g.Place.Path = path
		*faults = append(*faults, &g)
	}
}

// normaliseSpec is way n of normalising.
func (st *study) normaliseSpec(n int) NormaliseSpec {
	if n > 0 {
		return st.spec.Normalise[n-1]
	}
	return st.built.Spec.Normalise
}

// treatSpec is way t of treating, nil = not at all.
func (st *study) treatSpec(t int) *TreatSpec {
	if t > 0 {
		return &st.spec.Treat[t-1]
	}
	return st.built.Spec.Treat
}

// imputeSpec is way i of imputing, nil = not at all.
func (st *study) imputeSpec(i int) *ImputeSpec {
	if i > 0 {
		return &st.spec.Impute[i-1]
	}
	return st.built.Spec.Impute
}

// firstOf is the first table that there is.
func firstOf(tables ...*Table) *Table {
	for _, t := range tables {
		if t != nil {
			return t
		}
	}
	return nil
}

// imputedBy is the table after way i of imputing.
func (st *study) imputedBy(i int) (*Table, error) {
	b := st.built
	if i == 0 {
		return firstOf(b.Imputed, b.Denominated, b.Screened, b.Raw), nil
	}
	return st.imputed[i].get(func() (*Table, error) {
		t, _, err := Impute(firstOf(b.Denominated, b.Screened, b.Raw), b.Data, b.Tree, st.spec.Impute[i-1])
		return t, err
	})
}

// treatedBy is the table after way i of imputing and way t of treating.
func (st *study) treatedBy(i, t int) (*Table, error) {
	if i+t == 0 && st.built.Treated != nil {
		return st.built.Treated, nil
	}
	table, err := st.imputedBy(i)
	spec := st.treatSpec(t)
	if err != nil || spec == nil {
		return table, err
	}
	return st.treated[i*(1+len(st.spec.Treat))+t].get(func() (*Table, error) {
		out, _, err := Treat(table, st.built.Tree, *spec)
		return out, err
	})
}

// prepare makes the tables of the variant, from the first step in which it differs
// from the build.
func (v *variant) prepare(st *study) error {
	v.once.Do(func() {
		table := st.built.Normalised
		if v.impute+v.treat+v.normalise > 0 {
			table, v.err = st.treatedBy(v.impute, v.treat)
			if v.err == nil {
				table, v.err = Normalise(table, st.built.Tree, st.normaliseSpec(v.normalise))
			}
			if v.err != nil {
				return
			}
		}
		v.table, v.panel = table, st.pack(table)
	})
	return v.err
}

// done counts a task off; after the last the tables go.
func (v *variant) done() {
	if v.left.Add(-1) == 0 {
		v.table, v.panel = nil, nil
	}
}

// pack lays out the indicators with a say for the product of matrices, unless one
// of their values is missing.
func (st *study) pack(t *Table) *draw.Panel {
	cols := make([][]float64, len(st.perturb.active))
	for k, j := range st.perturb.active {
		cols[k] = t.Cols[j]
		for _, x := range cols[k] {
			if x != x {
				return nil
			}
		}
	}
	const part = 1000 // units at a time
	n := len(st.order)
	p := draw.NewPanel(n, len(cols))
	eachColumn((n+part-1)/part, part*len(cols), func(k int, _ *bench) {
		p.Fill(cols, st.order, k*part, min((k+1)*part, n))
	})
	return p
}
