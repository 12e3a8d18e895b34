package index

import "math"

// transformLog is ln x; all values must be above 0 (OECD/JRC 2008, step 3).
func transformLog(x []float64, _ *treatRule, _ *TreatDecision, _ *bench) Code {
	if lo, _, _ := spread(x); lo <= 0 {
		return "treat.not_positive"
	}
	for i, v := range x {
		x[i] = math.Log(v)
	}
	return ""
}

// transformLogGII is ln((max-1)(x-min)/(max-min) + 1), the transformation of the
// Global Innovation Index. It needs a maximum above 1. COINr's log_GII computes it
// and returns x unchanged.
func transformLogGII(x []float64, _ *treatRule, _ *TreatDecision, _ *bench) Code {
	lo, hi, _ := spread(x)
	if hi <= 1 {
		return "treat.max_one"
	}
	for i, v := range x {
		x[i] = math.Log((hi-1)*((v-lo)/(hi-lo)) + 1)
	}
	return checkRange(x)
}

// checkRange gives the code for a result that is no finite number.
func checkRange(x []float64) Code {
	if hasInf(x) {
		return "treat.overflow"
	}
	return ""
}
