package stat

import "math"

// Moments are the sample moments of a column without its missing values.
type Moments struct {
	N    int     // number of values
	Mean float64 // NaN when N = 0
	SD   float64 // with n-1; NaN when N < 2
	Skew float64 // G1, bias-adjusted; NaN when N < 3 or the column is constant
	Kurt float64 // G2, bias-adjusted excess; NaN when N < 4 or the column is constant
}

// Compact appends the values of x that are not missing to dst[:0].
func Compact(dst, x []float64) []float64 {
	dst = dst[:0]
	for _, v := range x {
		if v == v {
			dst = append(dst, v)
		}
	}
	return dst
}

// Sum adds in four lanes: a fixed order, and no chain of dependent additions.
func Sum(x []float64) float64 {
	var a, b, c, d float64
	i := 0
	for ; i+4 <= len(x); i += 4 {
		a += x[i]
		b += x[i+1]
		c += x[i+2]
		d += x[i+3]
	}
	for ; i < len(x); i++ {
		a += x[i]
	}
	return (a + b) + (c + d)
}

// Mean of the values that are not missing, and how many they are. NaN when none.
func Mean(x []float64) (mean float64, n int) {
	sum := 0.0
	for _, v := range x {
		if v == v {
			sum += v
			n++
		}
	}
	if n == 0 {
		return math.NaN(), 0
	}
	return sum / float64(n), n
}

// MinMax of the values that are not missing, and how many they are.
func MinMax(x []float64) (lo, hi float64, n int) {
	lo, hi = math.Inf(1), math.Inf(-1)
	for _, v := range x {
		if v == v {
			n++
			if v < lo {
				lo = v
			}
			if v > hi {
				hi = v
			}
		}
	}
	if n == 0 {
		return math.NaN(), math.NaN(), 0
	}
	return lo, hi, n
}

// Describe gives the moments of x; scratch is reused when large enough.
func Describe(x, scratch []float64) Moments { return Dense(Compact(scratch, x)) }

// Dense gives the moments of values none of which is missing, in two passes.
//
// Skewness and kurtosis are the bias-adjusted G1 and G2 ("type 2"): Joanes and
// Gill, Comparing measures of sample skewness and kurtosis, The Statistician 47
// (1998), which spreadsheets and COINr use.
func Dense(x []float64) Moments {
	n := len(x)
	nan := math.NaN()
	m := Moments{N: n, Mean: nan, SD: nan, Skew: nan, Kurt: nan}
	if n == 0 {
		return m
	}
	m.Mean = Sum(x) / float64(n)
	var s2, s3, s4 float64
	for _, v := range x {
		d := v - m.Mean
		q := d * d
		s2 += q
		s3 += q * d
		s4 += q * q
	}
	m.Skew, m.Kurt = Shape(n, s2, s3, s4)
	if n >= 2 {
		m.SD = math.Sqrt(s2 / float64(n-1))
	}
	if constant(x) { // the mean of equal values may miss them by an ulp
		m.Mean, m.Skew, m.Kurt = x[0], nan, nan
		if n >= 2 {
			m.SD = 0
		}
	}
	return m
}

// Shape gives G1 and G2 from the number of values and the sums of the powers
// 2, 3 and 4 of their deviations from the mean.
func Shape(n int, s2, s3, s4 float64) (skew, kurt float64) {
	skew, kurt = math.NaN(), math.NaN()
	f := float64(n)
	if !(s2 > 0) {
		return skew, kurt
	}
	if n >= 3 {
		skew = math.Sqrt(f) * s3 / (s2 * math.Sqrt(s2)) * math.Sqrt(f*(f-1)) / (f - 2)
	}
	if n >= 4 {
		r := f * s4 / (s2 * s2)
		kurt = ((f+1)*(r-3) + 6) * (f - 1) / ((f - 2) * (f - 3))
	}
	return skew, kurt
}

func constant(x []float64) bool {
	for _, v := range x {
		if v != x[0] {
			return false
		}
	}
	return true
}
