package stat

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Correlation is a coefficient with what it rests on.
type Correlation struct {
	R float64 // in [-1,1]; NaN with fewer than two pairs or a constant side
	P float64 // two-sided p-value of "no association"; NaN when it is not defined
	N int     // pairs of which both sides are there
}

// Pairs is the scratch of pairwise-complete statistics; its zero value is ready.
// One Pairs belongs to one goroutine.
type Pairs struct {
	x, y, rx, ry []float64
	sorter       Sorter
	kendall      kendallScratch
}

// both keeps the rows of which both sides are there.
func (p *Pairs) both(x, y []float64) ([]float64, []float64) {
	p.x, p.y = p.x[:0], p.y[:0]
	for i, a := range x[:min(len(x), len(y))] {
		if b := y[i]; a == a && b == b {
			p.x, p.y = append(p.x, a), append(p.y, b)
		}
	}
	return p.x, p.y
}

// Pearson is the product-moment correlation of the complete pairs. Its p-value is
// Student's t of n-2 degrees of freedom: missing with fewer than three pairs, and
// 0 for a perfect correlation.
func (p *Pairs) Pearson(x, y []float64) Correlation {
	a, b := p.both(x, y)
	return product(a, b)
}

// Spearman is the correlation of the ranks (ties share their mean rank) of the
// complete pairs; p-value as for Pearson.
func (p *Pairs) Spearman(x, y []float64) Correlation {
	a, b := p.both(x, y)
	p.rx, p.ry = grown(p.rx, len(a)), grown(p.ry, len(b))
	p.sorter.Rank(p.rx, a, false, TiesAverage, 0)
	p.sorter.Rank(p.ry, b, false, TiesAverage, 0)
	return product(p.rx, p.ry)
}

// Covariance of the complete pairs, with n-1; NaN with fewer than two.
func (p *Pairs) Covariance(x, y []float64) float64 {
	a, b := p.both(x, y)
	if len(a) < 2 {
		return math.NaN()
	}
	_, _, sxy := deviations(a, b)
	return sxy / float64(len(a)-1)
}

// deviations are the sums of squares and products about the means; all 0 when a
// side is constant, whose computed mean may miss its value by an ulp.
func deviations(a, b []float64) (sxx, syy, sxy float64) {
	if len(a) == 0 || constant(a) || constant(b) {
		return 0, 0, 0
	}
	n := float64(len(a))
	ma, mb := Sum(a)/n, Sum(b)/n
	for i := range a {
		u, v := a[i]-ma, b[i]-mb
		sxx += u * u
		syy += v * v
		sxy += u * v
	}
	return sxx, syy, sxy
}

// ordinary says whether a sum of squares, and the product of two such, has kept
// all digits: 1e±140 squared stays inside the range of a float.
func ordinary(s float64) bool { return s >= 1e-140 && s <= 1e140 }

// rescale multiplies x by the power of two that brings its largest value to
// about 1, so that squares neither overflow nor underflow.
func rescale(x []float64) {
	most := 0.0
	for _, v := range x {
		most = max(most, math.Abs(v))
	}
	if _, exp := math.Frexp(most); most > 0 && !math.IsInf(most, 0) {
		for i, v := range x {
			x[i] = math.Ldexp(v, -exp)
		}
	}
}

// product is Pearson's r of complete pairs; it may rescale them in place.
func product(a, b []float64) Correlation {
	c := Correlation{R: math.NaN(), P: math.NaN(), N: len(a)}
	sxx, syy, sxy := deviations(a, b)
	if !ordinary(sxx) || !ordinary(syy) {
		rescale(a)
		rescale(b)
		sxx, syy, sxy = deviations(a, b)
	}
	if len(a) < 2 || !(sxx > 0) || !(syy > 0) {
		return c
	}
	r := sxy / math.Sqrt(sxx*syy)
	if r != r {
		return c
	}
	c.R = min(max(r, -1), 1) // rounding may pass 1 by an ulp
	c.P = StudentP(c.R, c.N)
	return c
}

// StudentP is the two-sided p-value of a correlation r of n pairs under no
// association: t = r·sqrt((n-2)/(1-r²)) of n-2 degrees of freedom, written by the
// incomplete beta function I_{1-r²}((n-2)/2, 1/2). NaN with n < 3.
func StudentP(r float64, n int) float64 {
	if n < 3 || r != r {
		return math.NaN()
	}
	u := (1 - r) * (1 + r)
	if !(u > 0) {
		return 0
	}
	return mathext.RegIncBeta(float64(n-2)/2, 0.5, u)
}

func grown(x []float64, n int) []float64 {
	if cap(x) < n {
		return make([]float64, n)
	}
	return x[:n]
}
