package index

import "math"

// geometricMean is exp(Σ w·ln x / Σ w): the lower a child is, the more it pulls
// down (OECD/JRC 2008, step 6). It takes values above 0 only.
var geometricMean = aggregator{
	domain:  func(float64) domain { return positive },
	forward: func(dst, x []float64, _ float64) { logarithms(dst, x) },
	back:    func(dst, x []float64, _ float64) { exponentials(dst, x) },
}

func logarithms(dst, x []float64) {
	for i, v := range x {
		dst[i] = math.Log(v)
	}
}

func exponentials(dst, x []float64) {
	for i, v := range x {
		dst[i] = math.Exp(v)
	}
}
