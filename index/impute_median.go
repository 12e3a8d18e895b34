package index

import "slices"

// imputeMedian is the median, the mean of the two in the middle of an even number
// (COINr's i_median, i_median_grp).
func imputeMedian(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	a, b := values[(n-1)/2], values[n/2]
	if a == b {
		return a
	}
	return a/2 + b/2
}
