package draw

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Noise is the weight w moved by at most the share f of itself: w·(1 + f·(2u − 1)),
// u uniform on (0, 1), 0 <= f <= 1 (COINr's get_noisy_weights).
func Noise(w, f, u float64) float64 { return w * (1 + f*(2*u-1)) }

// Dirichlet writes weights that are Dirichlet distributed around the shares of the
// given ones and keep their sum: component k has the parameter
// concentration·given[k]/Σgiven. u are uniform numbers, one a component; given and
// dst may be the same. A component without weight stays without; none has weight:
// all stay as they are.
//
// It is the way over independent gamma quantiles (Devroye, Non-uniform random
// variate generation, 1986, XI.4), so that a point of a Sobol' sequence gives a
// well-spread set of weights. The variance of a share s is s(1−s)/(concentration+1).
func Dirichlet(dst, given, u []float64, concentration float64) {
	sum := 0.0
	for _, w := range given {
		sum += w
	}
	if !(sum > 0) {
		copy(dst, given)
		return
	}
	total, most, at := 0.0, -1.0, 0
	for k, w := range given {
		if w == 0 {
			dst[k] = 0
			continue
		}
		if u[k] > most {
			most, at = u[k], k
		}
		g := GammaQuantile(concentration*(w/sum), u[k])
		dst[k] = g
		total += g
	}
	if !(total > 1e-290) { // every quantile underflowed: the limit puts all on one component
		clear(dst)
		dst[at] = sum
		return
	}
	for k := range dst {
		dst[k] = dst[k] / total * sum
	}
}

// GammaQuantile is the quantile u, in (0, 1), of the gamma distribution with the
// shape alpha > 0 and scale 1, to about six digits; it may be 0 for a tiny alpha.
func GammaQuantile(alpha, u float64) float64 {
	u = min(max(u, leastUniform), belowOne) // gonum panics at the ends
	if !(alpha > 0) {
		return 0
	}
	if alpha < smallShape {
		// P(alpha, x) = x^alpha/Γ(alpha+1) to the first order for small x: exact to
		// rounding where u is below the mass of [0, 1e-6].
		lg, _ := math.Lgamma(alpha + 1)
		if x := math.Exp((math.Log(u) + lg) / alpha); x < 1e-6 {
			return x
		}
	}
	if x := mathext.GammaIncRegInv(alpha, u); x >= 0 && !math.IsInf(x, 1) {
		return x
	}
	// Wilson and Hilferty, PNAS 17 (1931): where the search of the inverse fails.
	z := mathext.NormalQuantile(u)
	c := 1 / (9 * alpha)
	x := 1 - c + z*math.Sqrt(c)
	return alpha * math.Pow(max(x, 0), 3)
}

// leastUniform is the smallest coordinate that a sampler gives.
const leastUniform = 1.0 / (1 << 53)

// smallShape is the shape below which the power law near 0 is tried first.
const smallShape = 2
