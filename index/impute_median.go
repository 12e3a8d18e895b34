package index

// imputeMedian is the median, the mean of the two in the middle of an even number
// (COINr's i_median, i_median_grp).
func imputeMedian(values []float64, b *bench) float64 {
	order, n := b.order().Ascending(values), len(values)
	low, high := values[order[(n-1)/2]], values[order[n/2]]
	if low == high {
		return low
	}
	return low/2 + high/2
}
