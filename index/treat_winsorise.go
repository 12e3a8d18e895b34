package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// winsorise draws the highest value (where the skewness is at least 0) or the
// lowest (where it is negative) to the next one, ties together, until the column
// passes the limits for it, winMax points are drawn, or two different values are
// left (COINr's winsorise; OECD/JRC 2008, step 3). When forced it goes on to winMax
// whether the column passes or not.
//
// After sorting, a step takes a time that does not depend on the number of units:
// the clipped column is described by cumulated powers of deviations from the median,
// added from the median outwards, so that no outlier is ever subtracted again.
func winsorise(x []float64, r *treatRule, d *TreatDecision, b *bench) Code {
	order := b.order().Ascending(x)
	b.second = sized(b.second, len(order))
	v := b.second
	for k, i := range order {
		v[k] = x[i]
	}
	c := clipped{v: v, lo: 0, hi: len(v) - 1, scale: scaleFor(v[0], v[len(v)-1])}
	c.cumulate(b)
	last := c.hi
	for r.winMax == Unlimited || c.lo+last-c.hi < int(r.winMax) {
		skew, kurt := c.shape()
		if !r.force && (math.Abs(skew) < r.winSkew || kurt < r.winKurt) {
			break
		}
		lo, hi := c.lo, c.hi
		if skew >= 0 {
			for hi--; v[hi] == v[c.hi]; {
				hi--
			}
		} else {
			for lo++; v[lo] == v[c.lo]; {
				lo++
			}
		}
		// Two values were left: one more step tells nobody apart. And no step goes beyond
		// the median: where at least half the values are the highest, the skewness is
		// negative (with q < 1/2 of them lower, by distances of mean a and mean square
		// t·a², t >= 1, the third moment is at most -q·a³·(t-q)(t-2q)), unless rounding
		// says otherwise of values that hardly differ.
		if v[lo] == v[hi] || hi < c.middle || lo > c.middle {
			break
		}
		c.lo, c.hi = lo, hi
	}
	if d.Low = c.lo; d.Low > 0 {
		d.Lower = v[c.lo]
	}
	if d.High = last - c.hi; d.High > 0 {
		d.Upper = v[c.hi]
	}
	for _, i := range order[:c.lo] {
		x[i] = v[c.lo]
	}
	for _, i := range order[c.hi+1:] {
		x[i] = v[c.hi]
	}
	return ""
}

// clipped is a sorted column whose values below v[lo] and above v[hi] are drawn to
// these. v[lo] < v[hi], and the median lies between them.
type clipped struct {
	v      []float64
	lo, hi int
	scale  float64 // a power of two that keeps fourth powers within the range
	middle int
	powers [4][]float64 // from the middle outwards: sums of (v-median)^k, k = 1…4
}

// cumulate adds up the powers.
func (c *clipped) cumulate(b *bench) {
	n := len(c.v)
	c.middle = n / 2
	for k := range b.powers {
		b.powers[k] = sized(b.powers[k], n)
		c.powers[k] = b.powers[k]
	}
	for _, side := range [2][3]int{{c.middle, n, 1}, {c.middle - 1, -1, -1}} {
		var s [4]float64
		for i := side[0]; i != side[1]; i += side[2] {
			p := c.deviations(i)
			for k := range s {
				s[k] += p[k]
				c.powers[k][i] = s[k]
			}
		}
	}
}

// deviations are the powers 1 … 4 of the deviation of v[i] from the median.
func (c *clipped) deviations(i int) [4]float64 {
	d := c.v[i]*c.scale - c.v[c.middle]*c.scale
	q := d * d
	return [4]float64{d, q, q * d, q * q}
}

// shape is the skewness and kurtosis of the clipped column. The median differs from
// the mean by at most one standard deviation, so that turning the powers from the
// one to the other loses no digit worth naming.
func (c *clipped) shape() (skew, kurt float64) {
	n := len(c.v)
	f := float64(n)
	low, high := c.deviations(c.lo), c.deviations(c.hi)
	var p [4]float64
	for k := range p {
		p[k] = c.powers[k][c.hi] + float64(n-1-c.hi)*high[k] + float64(c.lo)*low[k]
		if c.lo < c.middle {
			p[k] += c.powers[k][c.lo]
		}
	}
	m := p[0] / f
	s2 := p[1] - f*m*m
	s3 := p[2] - 3*m*p[1] + 2*f*m*m*m
	s4 := p[3] - 4*m*p[2] + 6*m*m*p[1] - 3*f*m*m*m*m
	return stat.Shape(n, s2, s3, s4)
}
