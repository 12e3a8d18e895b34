package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// imputeMean is the arithmetic mean (COINr's i_mean, i_mean_grp). A sum out of
// range is taken of fractions instead.
func imputeMean(values []float64) float64 {
	n := float64(len(values))
	if sum := stat.Sum(values); !math.IsInf(sum, 0) && sum == sum {
		return sum / n
	}
	mean := 0.0
	for _, v := range values {
		mean += v / n
	}
	return mean
}
