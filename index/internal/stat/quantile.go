package stat

import (
	"math"
	"slices"
)

// Quantile is the p-quantile of ascending values without missing ones, type 7
// of Hyndman and Fan, Sample quantiles in statistical packages, The American
// Statistician 50 (1996): R's default. NaN for no values; p is clamped to [0,1].
func Quantile(sorted []float64, p float64) float64 {
	n := len(sorted)
	if n == 0 || p != p {
		return math.NaN()
	}
	p = min(max(p, 0), 1)
	h := p * float64(n-1)
	lo := int(h)
	if lo >= n-1 {
		return sorted[n-1]
	}
	a, b := sorted[lo], sorted[lo+1]
	if a == b {
		return a
	}
	return a + (h-float64(lo))*(b-a)
}

// Median of the values that are not missing; scratch is reused when large enough.
func Median(x, scratch []float64) float64 {
	s := Compact(scratch, x)
	n := len(s)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(s)
	if n%2 == 1 {
		return s[n/2]
	}
	return s[n/2-1]/2 + s[n/2]/2
}
