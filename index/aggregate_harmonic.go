package index

import "math"

// harmonicMean is Σ w / Σ (w/x), harder on a low child than the geometric mean. It
// takes values above 0 only.
var harmonicMean = aggregator{
	domain:  func(float64) domain { return positive },
	forward: func(dst, x []float64, _ float64) { reciprocals(dst, x) },
	back:    func(dst, x []float64, _ float64) { reciprocals(dst, x) },
}

func reciprocals(dst, x []float64) {
	for i, v := range x {
		dst[i] = 1 / math.Abs(v) // 0 may be -0, whose reciprocal would have the wrong sign
	}
}
