package stat

import (
	"math"
	"math/rand/v2"
	"testing"
)

func columns(rng *rand.Rand, p, n int) [][]float64 {
	cols := make([][]float64, p)
	for j := range cols {
		cols[j] = make([]float64, n)
		for i := range cols[j] {
			cols[j][i] = rng.NormFloat64() + cols[rng.IntN(j+1)][i]
		}
	}
	return cols
}

// The eigenvalues sum to p, the components are orthonormal eigenvectors of the
// correlation matrix, and the sign is the declared one.
func TestComponentsOfCorrelationMatrix(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	var pairs Pairs
	for range 60 {
		p := 1 + rng.IntN(8)
		cols := columns(rng, p, p+2+rng.IntN(40))
		c, ok := PrincipalComponents(cols)
		if !ok {
			t.Fatal("no components")
		}
		sum := 0.0
		for k, s := range c.SD {
			sum += s * s
			if k > 0 && s > c.SD[k-1] {
				t.Fatalf("not descending: %v", c.SD)
			}
			for j := range cols {
				want := s * s * c.Loadings[k][j]
				got := 0.0
				for h := range cols {
					got += pairs.Pearson(cols[j], cols[h]).R * c.Loadings[k][h]
				}
				if !close(got, want, 1e-9) {
					t.Fatalf("component %d is no eigenvector: %v, %v", k, got, want)
				}
			}
			for h := range c.Loadings {
				dot, want := 0.0, 0.0
				for j := range cols {
					dot += c.Loadings[k][j] * c.Loadings[h][j]
				}
				if h == k {
					want = 1
				}
				if !close(dot, want, 1e-10) {
					t.Fatalf("components %d and %d: product %v", k, h, dot)
				}
			}
			if Sum(c.Loadings[k]) < -1e-8 {
				t.Fatalf("component %d faces down", k)
			}
		}
		if !close(sum, float64(p), 1e-9) {
			t.Fatalf("eigenvalues of %d columns sum to %v", p, sum)
		}
		if !close(Sum(c.Explained()), 1, 1e-12) {
			t.Fatal("shares do not sum to 1")
		}
	}
}

func TestComponentsThatAreNotThere(t *testing.T) {
	for name, cols := range map[string][][]float64{
		"nothing":         nil,
		"no units":        {{}, {}},
		"one unit":        {{1}, {2}},
		"constant":        {{1, 2, 3}, {4, 4, 4}},
		"no complete row": {{1, nan, 2}, {nan, 1, nan}},
		"all missing":     {{nan, nan}, {nan, nan}},
		"infinite":        {{1, 2, math.Inf(1)}, {1, 3, 2}},
	} {
		if c, ok := PrincipalComponents(cols); ok {
			t.Errorf("%s: %+v", name, c)
		}
	}
}

func TestCronbachAgainstItsOtherFormula(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 2))
	for range 50 {
		k, n := 2+rng.IntN(6), 3+rng.IntN(30)
		cols := columns(rng, k, n)
		sum := make([]float64, n)
		variances := 0.0
		for _, col := range cols {
			m := Dense(col)
			variances += m.SD * m.SD
			for i, v := range col {
				sum[i] += v
			}
		}
		total := Dense(sum)
		want := float64(k) / float64(k-1) * (1 - variances/(total.SD*total.SD))
		if got := Cronbach(cols); !close(got, want, 1e-9*math.Max(1, math.Abs(want))) {
			t.Fatalf("%v, by the other formula %v", got, want)
		}
	}
	same := []float64{1, 2, 4, 8}
	if got := Cronbach([][]float64{same, same, same}); !close(got, 1, 1e-12) {
		t.Errorf("equal columns: %v", got)
	}
	for name, cols := range map[string][][]float64{
		"one column": {same}, "constant": {{1, 1}, {2, 2}}, "all missing": {{nan, nan}, {1, 2}}, "one unit": {{1}, {2}},
	} {
		if got := Cronbach(cols); !math.IsNaN(got) {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// The valley of Rosenbrock, An automatic method for finding the greatest or least
// value of a function, Computer Journal 3 (1960): minimum 0 at (1, 1).
func TestMinimiseInACurvedValley(t *testing.T) {
	f := func(x []float64) float64 {
		return 100*math.Pow(x[1]-x[0]*x[0], 2) + math.Pow(1-x[0], 2)
	}
	x, v := Minimise(f, []float64{-1.2, 1}, 0.5, 1e-20, 4000)
	if v > 1e-12 || !close(x[0], 1, 1e-5) || !close(x[1], 1, 1e-5) {
		t.Errorf("minimum %v at %v", v, x)
	}
	fenced := func(x []float64) float64 {
		if x[0] < 2 {
			return nan
		}
		return x[0]
	}
	if x, _ := Minimise(fenced, []float64{5}, 1, 1e-12, 500); !close(x[0], 2, 1e-6) {
		t.Errorf("at the fence: %v", x)
	}
	if _, v := Minimise(func([]float64) float64 { return 3 }, nil, 1, 0, 10); v != 3 {
		t.Errorf("no dimension: %v", v)
	}
}

func TestLine(t *testing.T) {
	var p Pairs
	slope, at := p.Line([]float64{2016, 2018, nan, 2020}, []float64{1, 3, 9, 5}, 2016)
	if !close(slope, 1, 1e-12) || !close(at, 1, 1e-12) {
		t.Errorf("slope %v, value %v", slope, at)
	}
	if slope, at := p.Line([]float64{1, 1}, []float64{2, 3}, 1); !math.IsNaN(slope) || !math.IsNaN(at) {
		t.Errorf("one time: %v %v", slope, at)
	}
}
