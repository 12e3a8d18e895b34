package calibration

import (
	"math"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/scoring"
)

// Weight is what a criterion or a field was meant to weigh and what it does weigh
// in the order of the agencies (OECD/JRC 2008, step 6; Becker, Saisana, Paruolo
// and Vandecasteele, Ecological Indicators 80, 2017). Figures that are not
// defined, as with equal scores, are NaN.
type Weight struct {
	Code  string
	Name  scoring.Text
	Field bool
	// Intended is the share of the maximum, or what a mean declares; the fields sum
	// to 1, and so do the criteria.
	Intended float64
	// Effective is the share of the variance of the score that it brings: its
	// covariance with the score over the variance of the score. The criteria sum to
	// 1 but for rounding, bonus and penalties; below 0 it pulls agencies together.
	Effective float64
	// Correlation is Pearson's with the score; Ratio is its square, the correlation
	// ratio as far as the relation is linear, as a share of the sum of all in the
	// same list.
	Correlation float64
	Ratio       float64
}

// Reliability is Cronbach's alpha of a field, or of the whole (Field "").
type Reliability struct {
	Field string
	Name  scoring.Text
	Items int     // criteria in it
	Alpha float64 // NaN with fewer than two criteria or where nothing varies
}

func (c *columns) weights() (fields, criteria []Weight, err error) {
	tree, err := c.tree(false)
	if err != nil {
		return nil, nil, err
	}
	intended, err := index.EffectiveWeights(tree, tree.Weights())
	if err != nil {
		return nil, nil, err
	}
	spread, err := index.Statistics(c.total, index.DefaultStatLimits())
	if err != nil {
		return nil, nil, err
	}
	nodes := c.side.program.Nodes()
	weigh := func(node int, brought []float64) (Weight, error) {
		w := Weight{Code: nodes[node].Code, Name: nodes[node].Name, Intended: math.NaN()}
		if k := tree.Index(columnCode(node)); k >= 0 {
			w.Intended = intended[k]
		}
		own, err := index.Statistics(&index.Table{Units: c.units, Codes: []string{"x"}, Cols: [][]float64{brought}}, index.DefaultStatLimits())
		if err != nil {
			return w, err
		}
		if w.Correlation, err = correlate(c.units, brought, c.total.Cols[0]); err != nil {
			return w, err
		}
		w.Effective = w.Correlation * own[0].SD / spread[0].SD
		if own[0].SD == 0 && spread[0].SD > 0 {
			w.Effective = 0
		}
		return w, nil
	}
	byField := map[int][]float64{}
	var order []int
	for j, l := range c.leaves {
		w, err := weigh(l.node, c.brought.Cols[j])
		if err != nil {
			return nil, nil, err
		}
		criteria = append(criteria, w)
		sum, known := byField[l.field]
		if !known {
			sum = make([]float64, len(c.units))
			order = append(order, l.field)
		}
		for a, x := range c.brought.Cols[j] {
			sum[a] += x
		}
		byField[l.field] = sum
	}
	for _, f := range order {
		w, err := weigh(f, byField[f])
		if err != nil {
			return nil, nil, err
		}
		w.Field = true
		fields = append(fields, w)
	}
	squareShares(fields)
	squareShares(criteria)
	return fields, criteria, nil
}

func squareShares(all []Weight) {
	sum := 0.0
	for _, w := range all {
		if r := w.Correlation; !math.IsNaN(r) {
			sum += r * r
		}
	}
	for i := range all {
		all[i].Ratio = all[i].Correlation * all[i].Correlation / sum
	}
}

func (c *columns) reliabilities() ([]Reliability, error) {
	tree, err := c.tree(false)
	if err != nil {
		return nil, err
	}
	all, err := index.Reliabilities(c.ratio, tree)
	if err != nil {
		return nil, err
	}
	var out []Reliability
	for i, n := range c.side.program.Nodes() {
		for _, r := range all {
			if n.Depth <= 1 && r.Node == columnCode(i) {
				x := Reliability{Field: n.Code, Name: n.Name, Items: r.Items, Alpha: r.Alpha}
				if n.Depth == 0 {
					x.Field = ""
				}
				out = append(out, x)
			}
		}
	}
	return out, nil
}
