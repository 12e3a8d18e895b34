package stat

import "math"

// Line is the least-squares line of y over x on the complete pairs: slope and
// value at the point `at`. NaN with fewer than two different x.
func (p *Pairs) Line(x, y []float64, at float64) (slope, value float64) {
	a, b := p.both(x, y)
	if len(a) < 2 || constant(a) {
		return math.NaN(), math.NaN()
	}
	n := float64(len(a))
	ma, mb := Sum(a)/n, Sum(b)/n
	var sxx, sxy float64
	for i := range a {
		sxx += (a[i] - ma) * (a[i] - ma)
		sxy += (a[i] - ma) * (b[i] - mb)
	}
	slope = sxy / sxx
	return slope, mb + slope*(at-ma)
}
