package index

import (
	"math"
)

// prepareZscore: (x-mean)/sd · SD + Mean, sd with n-1 (OECD/JRC 2008, step 5;
// COINr's n_zscore).
func prepareZscore(r *NormaliseRule, in *normaliseInput) columnMap {
	mean, sd := in.number(r.Mean, "mean", 0), in.number(r.SD, "sd", 1)
	if !(sd > 0) {
		in.fault("normalise.sd", "sd", sd)
	}
	equal := in.equal(r)
	return func(dst, x []float64, _ *bench) Code {
		lo, hi, differ := spread(x)
		if !differ {
			fill(dst, x, equal)
			return ""
		}
		scale := scaleFor(lo, hi)
		m, s := centre(x, scale)
		for i, v := range x {
			dst[i] = (v*scale-m)/s*sd + mean
		}
		return ""
	}
}

// centre gives the mean and the standard deviation (n-1) of x·scale.
func centre(x []float64, scale float64) (mean, sd float64) {
	n := 0
	for _, v := range x {
		if v == v {
			mean += v * scale
			n++
		}
	}
	mean /= float64(n)
	sum := 0.0
	for _, v := range x {
		if d := v*scale - mean; d == d {
			sum += d * d
		}
	}
	return mean, math.Sqrt(sum / float64(n-1))
}

var _ = addTexts(map[Code]sentence{
	"normalise.sd": {"the standard deviation is %v; expected a number above 0", "độ lệch chuẩn là %v; cần một số lớn hơn 0"},
})
