package index

import (
	"slices"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// StatLimits are the limits below or beyond which a column is flagged. Shares
// are in [0,1].
type StatLimits struct {
	Available float64 // least share of values that are there
	NonZero   float64 // least share of the values that are not zero
	Unique    float64 // least share of different values
	Skew      float64 // an outlier is suspected when |skewness| exceeds this …
	Kurt      float64 // … and the excess kurtosis exceeds this
}

// DefaultStatLimits are those of COINr's get_stats.
func DefaultStatLimits() StatLimits {
	return StatLimits{Available: 0.65, NonZero: 0.5, Unique: 0.5, Skew: 2, Kurt: 3.5}
}

// ColumnStats describe one column. Missing values are left out; a figure that
// is not defined (skewness of a constant column, the mean of nothing) is NaN.
type ColumnStats struct {
	Code                   string
	Min, Max, Mean, Median float64
	SD                     float64 // with n-1
	Skew, Kurt             float64 // bias-adjusted G1 and G2

	Available, NonZero, Unique int // counts
	Same                       int // how often the most frequent value stands

	// ShareAvailable is of all units; the other shares are of the values that are
	// there, NaN when there are none.
	ShareAvailable, ShareNonZero, ShareUnique, ShareSame float64

	// The flags. A share that is not defined is flagged.
	LowAvailable, LowNonZero, LowUnique, Outliers bool
}

// Statistics describe every column of t (COINr's get_stats). A table without
// rows gives NaN shares, flagged. Infinite values are faults.
func Statistics(t *Table, limits StatLimits) ([]ColumnStats, error) {
	if err := t.check("statistics"); err != nil {
		return nil, err
	}
	out := make([]ColumnStats, len(t.Codes))
	var x []float64
	for j, col := range t.Cols {
		x = stat.Compact(x, col)
		m := stat.Dense(x)
		s := ColumnStats{Code: t.Codes[j], Mean: m.Mean, SD: m.SD, Skew: m.Skew, Kurt: m.Kurt, Available: m.N}
		s.Min, s.Max, _ = stat.MinMax(x)
		slices.Sort(x)
		s.Median = stat.Quantile(x, 0.5)
		for from := 0; from < len(x); {
			to := from + 1
			for to < len(x) && x[to] == x[from] {
				to++
			}
			s.Unique++
			s.Same = max(s.Same, to-from)
			if x[from] != 0 {
				s.NonZero += to - from
			}
			from = to
		}
		values := float64(s.Available)
		s.ShareAvailable = values / float64(t.Rows())
		s.ShareNonZero, s.ShareUnique, s.ShareSame = float64(s.NonZero)/values, float64(s.Unique)/values, float64(s.Same)/values
		s.LowAvailable = !(s.ShareAvailable >= limits.Available)
		s.LowNonZero = !(s.ShareNonZero >= limits.NonZero)
		s.LowUnique = !(s.ShareUnique >= limits.Unique)
		s.Outliers = (s.Skew > limits.Skew || s.Skew < -limits.Skew) && s.Kurt > limits.Kurt
		out[j] = s
	}
	return out, nil
}
