package index

import "math"

// prepareDist2max: 1 - (max-x)/(max-min) (OECD/JRC 2008, step 5; COINr's
// n_dist2max).
func prepareDist2max(r *NormaliseRule, in *normaliseInput) columnMap {
	equal := in.equal(r)
	return func(dst, x []float64, _ *bench) Code {
		lo, hi, differ := spread(x)
		if !differ {
			fill(dst, x, equal)
			return ""
		}
		nearness(dst, x, lo, hi)
		return ""
	}
}

// nearness maps lo to 0 and the goal to 1: 1 - (goal-x)/(goal-lo); lo < goal.
func nearness(dst, x []float64, lo, goal float64) {
	width := goal - lo
	if math.IsInf(width, 0) {
		for i, v := range x {
			dst[i] = 1 - (goal/2-v/2)/(goal/2-lo/2)
		}
		return
	}
	for i, v := range x {
		dst[i] = 1 - (goal-v)/width
	}
}

// capAbove keeps values at most 1.
func capAbove(x []float64) {
	for i, v := range x {
		if v > 1 {
			x[i] = 1
		}
	}
}
