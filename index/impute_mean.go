package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// imputeMean is the arithmetic mean (COINr's i_mean, i_mean_grp). It is kept within
// the values: rounding must not make three times 0.1 and their mean two different
// values, of which min-max would make 0 and 100. A sum out of range is taken of
// fractions instead.
func imputeMean(values []float64, _ *bench) float64 {
	n := float64(len(values))
	mean := stat.Sum(values) / n
	if math.IsInf(mean, 0) || mean != mean {
		mean = 0
		for _, v := range values {
			mean += v / n
		}
	}
	lo, hi, _ := spread(values)
	return min(max(mean, lo), hi)
}
