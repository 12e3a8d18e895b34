package draw

import (
	"math"
	"slices"
)

// Indices are Sobol' sensitivity indices of one output.
type Indices struct {
	Mean, Variance float64 // of the outputs of A and B together; the variance with 2N−1
	// First and Total are one number a factor: the share of the variance that goes
	// when the factor is fixed, and the share that remains when all others are. NaN
	// where the output does not vary. Estimates may lie a little outside [0, 1].
	First, Total []float64
}

// Estimate computes the indices from the outputs of the design of Saltelli,
// Annoni, Azzini, Campolongo, Ratto and Tarantola, Computer Physics Communications
// 181 (2010): a and b are the outputs of N rows of two independent samples, ab[i]
// those of A with factor i taken from B.
//
//	First_i = Σ b·(ab_i − a) / (N·V)       (the same, table 2 (b))
//	Total_i = Σ (a − ab_i)² / (2N·V)       (Jansen, Computer Physics Communications 117, 1999)
//
// All slices have the same length; rows lists the rows to take, nil all. A row
// with a missing output is left out.
func Estimate(a, b []float64, ab [][]float64, rows []int32) Indices {
	out := Indices{First: make([]float64, len(ab)), Total: make([]float64, len(ab))}
	estimate(&out, a, b, ab, rows)
	return out
}

func estimate(out *Indices, a, b []float64, ab [][]float64, rows []int32) {
	n := len(a)
	if rows != nil {
		n = len(rows)
	}
	row := func(k int) int {
		if rows != nil {
			return int(rows[k])
		}
		return k
	}
	sum, count := 0.0, 0.0
	for k := range n {
		if r := row(k); a[r] == a[r] && b[r] == b[r] {
			sum += a[r] + b[r]
			count += 2
		}
	}
	mean := sum / count
	square := 0.0
	for k := range n {
		if r := row(k); a[r] == a[r] && b[r] == b[r] {
			square += (a[r]-mean)*(a[r]-mean) + (b[r]-mean)*(b[r]-mean)
		}
	}
	out.Mean, out.Variance = mean, square/(count-1)
	for i, x := range ab {
		first, total, m := 0.0, 0.0, 0.0
		for k := range n {
			r := row(k)
			d := x[r] - a[r]
			if d != d || b[r] != b[r] {
				continue
			}
			first += b[r] * d
			total += d * d
			m++
		}
		out.First[i], out.Total[i] = first/(m*out.Variance), total/(2*m*out.Variance)
		if !(out.Variance > 0) || m == 0 {
			out.First[i], out.Total[i] = math.NaN(), math.NaN()
		}
	}
}

// Interval is a confidence interval.
type Interval struct{ Low, High float64 }

// Bootstrap resamples the rows of the design with replacement and gives, for every
// factor, the middle part of the indices so found (percentile intervals; Archer,
// Saltelli and Sobol', Journal of Statistical Computation and Simulation 58, 1997).
// confidence is in (0, 1). stop is asked before every resample; when it says true
// the result is nil.
func Bootstrap(a, b []float64, ab [][]float64, resamples int, confidence float64, seed uint64, stop func() bool) (first, total []Interval) {
	n := len(a)
	rows := make([]int32, n)
	all := make([]float64, 2*len(ab)*resamples)
	one := Indices{First: make([]float64, len(ab)), Total: make([]float64, len(ab))}
	var s Stream
	rng := s.Rand()
	for k := range resamples {
		if stop() {
			return nil, nil
		}
		s.Seed(seed, ForBootstrap, uint64(k))
		for r := range rows {
			rows[r] = int32(rng.IntN(n))
		}
		estimate(&one, a, b, ab, rows)
		for i := range ab {
			all[2*i*resamples+k], all[(2*i+1)*resamples+k] = one.First[i], one.Total[i]
		}
	}
	interval := func(x []float64) Interval {
		x = slices.DeleteFunc(x, math.IsNaN)
		slices.Sort(x)
		return Interval{Quantile(x, (1-confidence)/2), Quantile(x, (1+confidence)/2)}
	}
	first, total = make([]Interval, len(ab)), make([]Interval, len(ab))
	for i := range ab {
		first[i] = interval(all[2*i*resamples : (2*i+1)*resamples])
		total[i] = interval(all[(2*i+1)*resamples : (2*i+2)*resamples])
	}
	return first, total
}

// Quantile of sorted values by linear interpolation at p(n−1) (type 7 of Hyndman
// and Fan); NaN of none.
func Quantile(sorted []float64, p float64) float64 {
	if len(sorted) == 0 {
		return math.NaN()
	}
	h := p * float64(len(sorted)-1)
	k := min(max(int(h), 0), len(sorted)-1)
	if k+1 == len(sorted) {
		return sorted[k]
	}
	return sorted[k] + (h-float64(k))*(sorted[k+1]-sorted[k])
}
