package stat

import "math"

// Cronbach is the coefficient alpha of k columns by their pairwise-complete
// covariances: k² · mean covariance of two columns / sum of all covariances
// (Cronbach, Psychometrika 16, 1951; OECD/JRC 2008, step 4). It is k/(k-1)·(1 -
// sum of variances / variance of the sum) where nothing is missing.
//
// NaN with fewer than two columns, when a covariance is not defined, or when the
// covariances sum to 0. It may be negative.
func Cronbach(cols [][]float64) float64 {
	k := len(cols)
	if k < 2 {
		return math.NaN()
	}
	var p Pairs
	var variances, others float64
	for a := range cols {
		variances += p.Covariance(cols[a], cols[a])
		for b := range a {
			others += 2 * p.Covariance(cols[a], cols[b])
		}
	}
	total := variances + others
	if total == 0 {
		return math.NaN()
	}
	return float64(k) / float64(k-1) * others / total
}
