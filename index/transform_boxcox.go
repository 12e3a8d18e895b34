package index

import "math"

// transformBoxcox is (x^λ-1)/λ, or ln x for λ = 0, after x - min + 1 when shift
// (Box and Cox, An analysis of transformations, JRSS B 26, 1964; COINr's boxcox). It
// is written as (e^(λ·ln x)-1)/λ, which keeps the digits of a small λ.
func transformBoxcox(x []float64, r *treatRule, _ *TreatDecision, _ *bench) Code {
	lo, _, _ := spread(x)
	if !r.shift && lo <= 0 {
		return "treat.not_positive"
	}
	for i, v := range x {
		ln := math.Log1p(v - lo)
		if !r.shift {
			ln = math.Log(v)
		}
		if r.lambda != 0 {
			ln = math.Expm1(r.lambda*ln) / r.lambda
		}
		x[i] = ln
	}
	return checkRange(x)
}
