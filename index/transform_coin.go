package index

import "math"

// The transformations of the COIN Tool (Becker et al., COIN Tool user guide, JRC,
// 2019), as COINr names them. They shift the values first, so that any sign will do.

// transformLogCT is ln(x - min + 0.01·(max-min)).
func transformLogCT(x []float64, _ *treatRule, _ *TreatDecision, _ *bench) Code {
	lo, hi, _ := spread(x)
	shift := 0.01 * (hi - lo)
	for i, v := range x {
		x[i] = math.Log(v - lo + shift)
	}
	return checkRange(x)
}

// transformLogCTOrig is ln(x - min + 1).
func transformLogCTOrig(x []float64, _ *treatRule, _ *TreatDecision, _ *bench) Code {
	lo, _, _ := spread(x)
	for i, v := range x {
		x[i] = math.Log1p(v - lo)
	}
	return checkRange(x)
}

// transformLogCTPlus is transformLogCT where the skewness is above 0, and otherwise
// its mirror image -ln(max + 0.01·(max-min) - x), which draws in low outliers.
func transformLogCTPlus(x []float64, r *treatRule, d *TreatDecision, b *bench) Code {
	if r.shape(x, b).Skew > 0 {
		return transformLogCT(x, r, d, b)
	}
	lo, hi, _ := spread(x)
	shift := 0.01 * (hi - lo)
	for i, v := range x {
		x[i] = -math.Log(hi - v + shift)
	}
	return checkRange(x)
}
