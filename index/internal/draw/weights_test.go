package draw

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"
)

func TestNoiseKeepsItsShare(t *testing.T) {
	for _, c := range [][4]float64{{2, 0.25, 0.5, 2}, {2, 0.25, 0, 1.5}, {2, 0.25, 1, 2.5}, {0, 1, 0.7, 0}, {3, 0, 0.9, 3}} {
		if got := Noise(c[0], c[1], c[2]); got != c[3] {
			t.Errorf("Noise(%v, %v, %v) = %v, want %v", c[0], c[1], c[2], got, c[3])
		}
	}
}

func TestGammaQuantileInvertsTheDistribution(t *testing.T) {
	for _, alpha := range []float64{1e-3, 0.02, 0.3, 0.999, 1, 1.7, 2, 10, 333, 1e4, 1e6} {
		last := 0.0
		for _, u := range []float64{1e-15, 1e-9, 1e-4, 0.01, 0.1, 0.249, 0.25, 0.5, 0.77, 0.99, 0.9999, 1 - 1e-9, belowOne} {
			x := GammaQuantile(alpha, u)
			if !(x >= last) || math.IsInf(x, 0) {
				t.Fatalf("alpha %v, u %v: %v after %v", alpha, u, x, last)
			}
			last = x
			if x == 0 {
				if math.Log(u)/alpha > -700 {
					t.Errorf("alpha %v, u %v: 0", alpha, u)
				}
				continue
			}
			got := mathext.GammaIncReg(alpha, x)
			if math.Abs(got-u) > 2e-5*math.Min(u, 1-u)+1e-12 {
				t.Errorf("alpha %v, u %v: quantile %v has the probability %v", alpha, u, x, got)
			}
		}
	}
	for _, c := range [][2]float64{{0, 0.5}, {-1, 0.5}, {math.NaN(), 0.5}, {2, -1}, {2, 0}, {2, 1}, {2, 7}, {1e300, 0.5}, {5e-324, 0.5}} {
		if x := GammaQuantile(c[0], c[1]); !(x >= 0) {
			t.Errorf("GammaQuantile(%v, %v) = %v", c[0], c[1], x)
		}
	}
}

// Dirichlet weights keep their sum and, over the points of a sequence, have the
// mean and the variance of the distribution.
func TestDirichletHasItsMoments(t *testing.T) {
	given := []float64{1, 0, 3, 4}
	const n = 4096
	for _, concentration := range []float64{0.5, 4, 60} {
		s := NewSampler(Sobol, 4, n, len(given))
		u, w := make([]float64, len(given)), make([]float64, len(given))
		var sum, square [4]float64
		for k := range n {
			s.Point(k, u)
			Dirichlet(w, given, u, concentration)
			total := 0.0
			for i, x := range w {
				if !(x >= 0) {
					t.Fatalf("weights %v", w)
				}
				total += x
				sum[i] += x / 8 / n
				square[i] += x / 8 * x / 8 / n
			}
			if math.Abs(total-8) > 1e-12 {
				t.Fatalf("the sum is %v", total)
			}
		}
		for i := range given {
			share := given[i] / 8
			variance := share * (1 - share) / (concentration + 1)
			if got := square[i] - sum[i]*sum[i]; math.Abs(sum[i]-share) > 2e-3 || math.Abs(got-variance) > 0.02*variance+1e-15 {
				t.Errorf("concentration %v, component %d: mean %v (want %v), variance %v (want %v)", concentration, i, sum[i], share, got, variance)
			}
		}
	}
}

func TestDirichletOfHostileWeights(t *testing.T) {
	for _, given := range [][]float64{{}, {0, 0}, {5}, {0, 2}, {1e-300, 1e300}, {1, 1, 1}} {
		for _, concentration := range []float64{1e-300, 1e-6, 1, 1e9} {
			for _, x := range []float64{leastUniform, 0.5, belowOne} {
				u, w := make([]float64, len(given)), make([]float64, len(given))
				for k := range u {
					u[k] = x
				}
				Dirichlet(w, given, u, concentration)
				want, got := 0.0, 0.0
				for k := range w {
					want, got = want+given[k], got+w[k]
				}
				if !(math.Abs(got-want) <= 1e-9*want) {
					t.Errorf("%v, concentration %v, u %v: %v", given, concentration, x, w)
				}
			}
		}
	}
}
