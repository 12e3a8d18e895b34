package index

import "math"

// scaleMiddles are the middles of the scales on which a normalisation puts the
// indicators: half-way of min-max, scaled and goalposts, the mean of z-scores, one
// half of the methods from 0 to 1. NaN where the scale depends on the values
// (fraction of max, ranks, none): an aggregate of direction -1 above it needs
// AggregateSpec.Middle.
func scaleMiddles(tree *Tree, spec NormaliseSpec) []float64 {
	out := make([]float64, tree.NumIndicators())
	for j := range out {
		rule, own := spec.Indicators[tree.Nodes[j].Code]
		if !own {
			rule = spec.NormaliseRule
		}
		out[j] = rule.middle()
	}
	return out
}

func (r *NormaliseRule) middle() float64 {
	switch orDefault(r.Method, "minmax") {
	case "minmax", "scaled", "goalposts":
		if len(r.Range) == 2 {
			return r.Range[0]/2 + r.Range[1]/2
		}
		return 50
	case "zscore":
		if r.Mean != nil {
			return *r.Mean
		}
		return 0
	case "dist2max", "dist2ref", "dist2targ", "prank":
		return 0.5
	}
	return math.NaN()
}
