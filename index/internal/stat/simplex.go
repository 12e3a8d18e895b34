package stat

import (
	"math"
	"slices"
)

// Minimise looks for a minimum of f near start by the downhill simplex: Nelder
// and Mead, A simplex method for function minimization, Computer Journal 7 (1965).
// It asks for f at most `most` times (the first simplex always), and stops when
// the values of the simplex differ by less than tol. f may return +Inf for points
// that are not allowed; NaN counts as +Inf. The result is never worse than start.
func Minimise(f func(x []float64) float64, start []float64, step, tol float64, most int) (best []float64, value float64) {
	d := len(start)
	asked := 0
	ask := func(x []float64) float64 {
		asked++
		if v := f(x); v == v {
			return v
		}
		return math.Inf(1)
	}
	type vertex struct {
		x []float64
		v float64
	}
	simplex := make([]vertex, d+1)
	for k := range simplex {
		x := slices.Clone(start)
		if k > 0 {
			x[k-1] += step
		}
		simplex[k] = vertex{x, ask(x)}
	}
	order := func() {
		slices.SortStableFunc(simplex, func(a, b vertex) int {
			switch {
			case a.v < b.v:
				return -1
			case a.v > b.v:
				return 1
			}
			return 0
		})
	}
	order()
	centre := make([]float64, d)
	// along is the point centre + t·(worst - centre).
	along := func(t float64) vertex {
		x := make([]float64, d)
		for j := range x {
			x[j] = centre[j] + t*(simplex[d].x[j]-centre[j])
		}
		return vertex{x, ask(x)}
	}
	for d > 0 && asked < most && !(simplex[d].v-simplex[0].v <= tol) {
		for j := range centre {
			centre[j] = 0
			for _, v := range simplex[:d] {
				centre[j] += v.x[j] / float64(d)
			}
		}
		mirrored := along(-1)
		switch {
		case mirrored.v < simplex[0].v:
			if further := along(-2); further.v < mirrored.v {
				mirrored = further
			}
			simplex[d] = mirrored
		case mirrored.v < simplex[d-1].v:
			simplex[d] = mirrored
		default:
			t := 0.5
			if mirrored.v < simplex[d].v {
				t = -0.5
			}
			if nearer := along(t); nearer.v < min(mirrored.v, simplex[d].v) {
				simplex[d] = nearer
				break
			}
			for k := 1; k <= d; k++ { // shrink towards the best
				x := make([]float64, d)
				for j := range x {
					x[j] = (simplex[0].x[j] + simplex[k].x[j]) / 2
				}
				simplex[k] = vertex{x, ask(x)}
			}
		}
		order()
	}
	return simplex[0].x, simplex[0].v
}
