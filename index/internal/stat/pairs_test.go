package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

// sample makes columns with holes and, every other time, ties.
func sample(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	coarse := rng.IntN(2) == 0
	for i := range x {
		if x[i] = rng.NormFloat64(); coarse {
			x[i] = math.Round(x[i])
		}
		if rng.IntN(8) == 0 {
			x[i] = nan
		}
	}
	return x
}

func close(a, b, tol float64) bool {
	return a == b || math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) <= tol
}

// tau is Kendall's tau-b by its definition: every pair of rows is looked at.
func tau(x, y []float64) float64 {
	var s, tx, ty, pairs float64
	for i := range x {
		for j := range i {
			dx, dy := x[i]-x[j], y[i]-y[j]
			if dx != dx || dy != dy {
				continue
			}
			pairs++
			switch {
			case dx == 0 && dy == 0:
				tx++
				ty++
			case dx == 0:
				tx++
			case dy == 0:
				ty++
			case dx*dy > 0:
				s++
			default:
				s--
			}
		}
	}
	return s / math.Sqrt((pairs-tx)*(pairs-ty))
}

func TestKendallAgainstItsDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var p Pairs
	for round := range 500 {
		n := rng.IntN(70)
		x, y := sample(rng, n), sample(rng, n)
		if got, want := p.Kendall(x, y).R, tau(x, y); !close(got, want, 1e-12) {
			t.Fatalf("round %d, %d rows: %v, by definition %v", round, n, got, want)
		}
	}
}

// The exact p-value of Kendall against counting all orders of seven values.
func TestKendallPByCountingOrders(t *testing.T) {
	const n = 7
	var orders [][]float64
	var permute func(y []float64, k int)
	permute = func(y []float64, k int) {
		if k == n {
			orders = append(orders, append([]float64(nil), y...))
			return
		}
		for i := k; i < n; i++ {
			y[k], y[i] = y[i], y[k]
			permute(y, k+1)
			y[k], y[i] = y[i], y[k]
		}
	}
	x := []float64{1, 2, 3, 4, 5, 6, 7}
	permute(append([]float64(nil), x...), 0)
	var p Pairs
	all := make([]float64, len(orders))
	for k, y := range orders {
		all[k] = tau(x, y)
	}
	for k := 0; k < len(orders); k += 331 {
		extreme := 0
		for _, v := range all {
			if math.Abs(v) >= math.Abs(all[k])-1e-12 {
				extreme++
			}
		}
		want := float64(extreme) / float64(len(all))
		if got := p.Kendall(x, orders[k]).P; !close(got, want, 1e-12) {
			t.Fatalf("tau %v: p %v, counted %v", all[k], got, want)
		}
	}
}

// With many ties the p-value is normal, and its variance must allow for the ties:
// of shuffled columns a fifth have p < 0.2, a ninth without the correction.
func TestKendallVarianceWithTies(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	x := make([]float64, 60)
	y := make([]float64, 60)
	for i := range x {
		x[i], y[i] = float64(rng.IntN(2)), float64(rng.IntN(3))
	}
	var p Pairs
	const rounds = 4000
	low := 0
	for range rounds {
		rng.Shuffle(len(y), func(i, j int) { y[i], y[j] = y[j], y[i] })
		if p.Kendall(x, y).P < 0.2 {
			low++
		}
	}
	if share := float64(low) / rounds; share < 0.17 || share > 0.23 {
		t.Errorf("%v of shuffled orders have p < 0.2", share)
	}
}

// The p-values are those of Student's tables: for r and n that give the quantiles
// 0.975 of t with 8 and 20 degrees of freedom, 2.306004135 and 2.085963447.
func TestStudentPAtTabulatedQuantiles(t *testing.T) {
	for df, q := range map[float64]float64{8: 2.306004135033371, 20: 2.085963447265837} {
		r := q / math.Sqrt(df+q*q)
		if got := StudentP(-r, int(df)+2); !close(got, 0.05, 1e-10) {
			t.Errorf("%v degrees of freedom: p %v", df, got)
		}
	}
}

func TestPearsonAndSpearmanProperties(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var p Pairs
	for range 300 {
		n := rng.IntN(40)
		x, y := sample(rng, n), sample(rng, n)
		for name, f := range map[string]func(x, y []float64) Correlation{"pearson": p.Pearson, "spearman": p.Spearman, "kendall": p.Kendall} {
			a, b := f(x, y), f(y, x)
			if !close(a.R, b.R, 1e-12) || a.N != b.N {
				t.Fatalf("%s is not symmetric: %v %v", name, a, b)
			}
			if math.Abs(a.R) > 1 || a.P < 0 || a.P > 1 {
				t.Fatalf("%s out of range: %+v", name, a)
			}
			mirrored := make([]float64, n)
			for i, v := range y {
				mirrored[i] = -2*v + 3
			}
			if c := f(x, mirrored); !close(c.R, -a.R, 1e-9) || !close(c.P, a.P, 1e-7) {
				t.Fatalf("%s of the mirrored column: %+v, %+v", name, c, a)
			}
		}
		curved := make([]float64, n)
		for i, v := range y {
			curved[i] = math.Exp(v)
		}
		if a, b := p.Spearman(x, y), p.Spearman(x, curved); !close(a.R, b.R, 1e-12) {
			t.Fatalf("spearman changes under a monotone curve: %v %v", a.R, b.R)
		}
	}
}

func TestPairsWithoutAnAnswer(t *testing.T) {
	inf := math.Inf(1)
	var p Pairs
	for name, c := range map[string][2][]float64{
		"nothing":       {nil, nil},
		"one unit":      {{1}, {2}},
		"no pair":       {{1, nan, 2}, {nan, 1, nan}},
		"constant":      {{0.1, 0.1, 0.1}, {1, 2, 3}},
		"both constant": {{0.1, 0.1, 0.1}, {0.3, 0.3, 0.3}},
		"infinite":      {{inf, -inf, inf}, {1, 1, 1}},
	} {
		for _, f := range []func(x, y []float64) Correlation{p.Pearson, p.Spearman, p.Kendall} {
			if got := f(c[0], c[1]); !math.IsNaN(got.R) || !math.IsNaN(got.P) {
				t.Errorf("%s: %+v", name, got)
			}
		}
	}
	if got := p.Pearson([]float64{inf, 1, 2}, []float64{1, 2, 3}); !math.IsNaN(got.R) {
		t.Errorf("an infinite value: %+v", got)
	}
	if got := p.Pearson([]float64{1, 2}, []float64{5, 3}); got.R != -1 || !math.IsNaN(got.P) {
		t.Errorf("two pairs: %+v", got)
	}
}

// Neither very large nor very small values cost digits.
func TestCorrelationAtTheEndsOfTheRange(t *testing.T) {
	x, y := []float64{1, 2, 4, 8, 5}, []float64{2, 1, 3, 5, 9}
	var p Pairs
	want := p.Pearson(x, y)
	for _, f := range []float64{1e-307, 1e-160, 1e155, 1e307} {
		scaled := make([]float64, len(x))
		for i, v := range x {
			scaled[i] = v * f
		}
		if got := p.Pearson(scaled, y); !close(got.R, want.R, 1e-12) || !close(got.P, want.P, 1e-12) {
			t.Errorf("times %v: %+v, want %+v", f, got, want)
		}
		c, ok := PrincipalComponents([][]float64{scaled, y})
		if r := c.SD[0]*c.SD[0] - 1; !ok || !close(r, want.R, 1e-12) {
			t.Errorf("times %v: components %+v", f, c)
		}
	}
}

func BenchmarkKendall10000(b *testing.B) {
	rng := rand.New(rand.NewPCG(9, 9))
	x, y := sample(rng, 10_000), sample(rng, 10_000)
	var p Pairs
	for b.Loop() {
		p.Kendall(x, y)
	}
}
