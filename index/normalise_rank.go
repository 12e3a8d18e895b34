package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// tiesByName are the treatments of ties, as R names the first three.
var tiesByName = map[string]stat.Ties{"min": stat.TiesMin, "average": stat.TiesAverage, "max": stat.TiesMax, "dense": stat.TiesDense}

// prepareRank: 1 for the worst value up to n for the best (OECD/JRC 2008, step 5;
// COINr's n_rank).
func prepareRank(r *NormaliseRule, in *normaliseInput) columnMap {
	name := r.Ties
	if name == "" {
		name = "min"
	}
	ties, ok := tiesByName[name]
	if !ok {
		in.fault("step.method", "ties", r.Ties, sortedNames(tiesByName))
	}
	tolerance := in.number(r.Tolerance, "tolerance", DefaultTolerance)
	if tolerance < 0 {
		in.fault("step.number", "tolerance", "tolerance", tolerance, ">= 0")
	}
	return func(dst, x []float64, b *bench) Code {
		b.first = sized(b.first, len(x)) // dst may be x
		copy(b.first, x)
		if lo, hi, differ := spread(x); differ && tolerance > 0 {
			stretch(b.first, x, lo, hi, 0, 1)
		}
		b.order().Rank(dst, b.first, false, ties, tolerance)
		return ""
	}
}

// prepareBorda: rank - 1, the number of units that are surpassed when ties are
// "min" (OECD/JRC 2008, step 6; COINr's n_borda).
func prepareBorda(r *NormaliseRule, in *normaliseInput) columnMap {
	rank := prepareRank(r, in)
	return func(dst, x []float64, b *bench) Code {
		rank(dst, x, b)
		for i := range dst {
			dst[i]--
		}
		return ""
	}
}

// preparePrank: (rank-1)/(n-1), n the number of values (COINr's n_prank). With one
// value it is Equal.
func preparePrank(r *NormaliseRule, in *normaliseInput) columnMap {
	rank, equal := prepareRank(r, in), in.equal(r)
	return func(dst, x []float64, b *bench) Code {
		rank(dst, x, b)
		n := 0
		for _, v := range dst {
			if v == v {
				n++
			}
		}
		if n == 1 {
			fill(dst, dst, equal)
			return ""
		}
		last := math.Max(1, float64(n-1))
		for i, v := range dst {
			dst[i] = (v - 1) / last
		}
		return ""
	}
}
