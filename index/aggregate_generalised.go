package index

import "math"

// generalisedMean is (Σ w·x^p / Σ w)^(1/p), Hölder's mean of power p: 1 is the
// arithmetic, 0 (the limit) the geometric, -1 the harmonic mean. A power above 0
// takes values of at least 0 (1: any value), others take values above 0.
var generalisedMean = aggregator{
	domain: func(p float64) domain {
		switch {
		case p == 1:
			return anyNumber
		case p > 0:
			return notNegative
		}
		return positive
	},
	forward: func(dst, x []float64, p float64) {
		switch {
		case p == 0:
			logarithms(dst, x)
		case p == 1:
			copy(dst, x)
		case math.Abs(p) < smallPower:
			for i, v := range x {
				dst[i] = math.Expm1(p * math.Log(math.Abs(v)))
			}
		default:
			for i, v := range x {
				dst[i] = math.Pow(math.Abs(v), p)
			}
		}
	},
	back: func(dst, x []float64, p float64) {
		switch {
		case p == 0:
			exponentials(dst, x)
		case p == 1:
			copy(dst, x)
		case math.Abs(p) < smallPower:
			for i, v := range x {
				dst[i] = math.Exp(math.Log1p(v) / p)
			}
		default:
			for i, v := range x {
				dst[i] = math.Pow(v, 1/p)
			}
		}
	},
}

// smallPower is where x^p is so near 1 that what tells values apart is taken as
// x^p - 1: a digit is lost for every factor of ten, and one is what we spare.
const smallPower = 0.1
