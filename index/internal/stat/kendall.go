package stat

import (
	"math"
	"slices"
)

type kendallScratch struct {
	y, buf []float64
	exact  map[int][]float64 // n → inversionShares(n)
}

// exactKendall is the largest n whose p-value is taken from the distribution of
// tau itself where no values tie; R's cor.test draws the same line.
const exactKendall = 49

// Kendall is tau-b of the complete pairs, in O(n log n): Knight, A computer method
// for calculating Kendall's tau with ungrouped data, JASA 61 (1966).
//
// The p-value is exact for up to 49 pairs without ties (Kendall, Rank correlation
// methods, 1948); otherwise it is normal with the variance corrected for ties.
// Missing with fewer than three pairs.
func (p *Pairs) Kendall(x, y []float64) Correlation {
	a, b := p.both(x, y)
	n := len(a)
	c := Correlation{R: math.NaN(), P: math.NaN(), N: n}
	if n < 2 {
		return c
	}
	k := &p.kendall
	order := p.sorter.Ascending(a)
	k.y, k.buf = grown(k.y, n), grown(k.buf, n)
	for i, at := range order {
		k.y[i] = b[at]
	}
	var tx, ty, txy ties
	for from := 0; from < n; { // equal x: order by y, count joint ties
		to := from + 1
		for to < n && a[order[to]] == a[order[from]] {
			to++
		}
		tx.add(to - from)
		run := k.y[from:to]
		slices.Sort(run)
		txy.runs(run)
		from = to
	}
	swaps := inversions(k.y, k.buf) // leaves k.y sorted
	ty.runs(k.y)
	pairs := float64(n) * float64(n-1) / 2
	s := pairs - tx.pairs - ty.pairs + txy.pairs - 2*swaps
	vx, vy := pairs-tx.pairs, pairs-ty.pairs
	if !(vx > 0) || !(vy > 0) {
		return c
	}
	c.R = min(max(s/math.Sqrt(vx)/math.Sqrt(vy), -1), 1)
	if n < 3 {
		return c
	}
	if n <= exactKendall && tx.pairs == 0 && ty.pairs == 0 {
		c.P = k.exactP(n, swaps)
		return c
	}
	f := float64(n)
	v := (f*(f-1)*(2*f+5)-tx.cubic-ty.cubic)/18 + tx.square*ty.square/(9*f*(f-1)*(f-2)) + tx.pairs*ty.pairs*2/(f*(f-1))
	if v > 0 {
		c.P = math.Erfc(math.Abs(s) / math.Sqrt(v) / math.Sqrt2)
	}
	return c
}

// ties sums over groups of t equal values what Kendall's variance needs.
type ties struct{ pairs, square, cubic float64 }

func (s *ties) add(t int) {
	f := float64(t)
	s.pairs += f * (f - 1) / 2
	s.square += f * (f - 1) * (f - 2)
	s.cubic += f * (f - 1) * (2*f + 5)
}

// runs adds the groups of sorted values.
func (s *ties) runs(sorted []float64) {
	for from := 0; from < len(sorted); {
		to := from + 1
		for to < len(sorted) && sorted[to] == sorted[from] {
			to++
		}
		s.add(to - from)
		from = to
	}
}

// inversions counts the pairs that stand in descending order, sorting y by
// merging from the bottom up.
func inversions(y, buf []float64) float64 {
	n := len(y)
	count := 0.0
	for width := 1; width < n; width *= 2 {
		for lo := 0; lo+width < n; lo += 2 * width {
			mid, hi := lo+width, min(lo+2*width, n)
			i, j := lo, mid
			for k := lo; k < hi; k++ {
				if j == hi || i < mid && y[i] <= y[j] {
					buf[k] = y[i]
					i++
				} else {
					buf[k] = y[j]
					count += float64(mid - i)
					j++
				}
			}
			copy(y[lo:hi], buf[lo:hi])
		}
	}
	return count
}

// exactP is the two-sided p-value of so many inversions among all n! orders.
func (k *kendallScratch) exactP(n int, swaps float64) float64 {
	if k.exact == nil {
		k.exact = make(map[int][]float64)
	}
	cumulated, ok := k.exact[n]
	if !ok {
		cumulated = inversionShares(n)
		k.exact[n] = cumulated
	}
	most := len(cumulated) - 1
	few := min(int(swaps), most-int(swaps)) // the distribution is symmetric
	return min(1, 2*cumulated[few])
}

// inversionShares gives the share of the n! orders with at most q inversions.
// Orders of m+1 come from orders of m by inserting one value at any of m+1 places.
func inversionShares(n int) []float64 {
	share := []float64{1}
	for m := 2; m <= n; m++ {
		next := make([]float64, len(share)+m-1)
		for q := range next {
			sum := 0.0
			for back := 0; back < m && back <= q; back++ {
				if q-back < len(share) {
					sum += share[q-back]
				}
			}
			next[q] = sum / float64(m)
		}
		share = next
	}
	for q := 1; q < len(share); q++ {
		share[q] += share[q-1]
	}
	return share
}
