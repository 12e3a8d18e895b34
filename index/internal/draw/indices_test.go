package draw

import (
	"math"
	"slices"
	"testing"
)

// design evaluates f on A, B and the A with one group of coordinates from B.
func design(name string, seed uint64, n int, groups [][]int, dims int, f func([]float64) float64) (a, b []float64, ab [][]float64) {
	s := NewSampler(name, seed, n, 2*dims)
	p, mixed := make([]float64, 2*dims), make([]float64, dims)
	ab = make([][]float64, len(groups))
	for k := range n {
		s.Point(k, p)
		a, b = append(a, f(p[:dims])), append(b, f(p[dims:]))
		for i, group := range groups {
			copy(mixed, p)
			for _, d := range group {
				mixed[d] = p[dims+d]
			}
			ab[i] = append(ab[i], f(mixed))
		}
	}
	return a, b, ab
}

func ishigami(p []float64) float64 {
	x := func(d int) float64 { return math.Pi * (2*p[d] - 1) }
	return math.Sin(x(0)) + 7*math.Pow(math.Sin(x(1)), 2) + 0.1*math.Pow(x(2), 4)*math.Sin(x(0))
}

// The indices of Ishigami's function are known exactly (Ishigami and Homma, 1990).
func TestIndicesOfIshigami(t *testing.T) {
	const a, b = 7, 0.1
	pi4 := math.Pow(math.Pi, 4)
	v := a*a/8.0 + b*pi4/5 + b*b*pi4*pi4/18 + 0.5
	v1, v2, v13 := 0.5*math.Pow(1+b*pi4/5, 2), a*a/8.0, 8*b*b*pi4*pi4/225
	first, total := []float64{v1 / v, v2 / v, 0}, []float64{(v1 + v13) / v, v2 / v, v13 / v}
	for _, name := range []string{Sobol, Latin, Plain} {
		n := larger(4096, 65536)
		ya, yb, ab := design(name, 2, n, [][]int{{0}, {1}, {2}}, 3, ishigami)
		got := Estimate(ya, yb, ab, nil)
		limit := 8 / math.Sqrt(float64(n))
		if name == Sobol {
			limit = 0.015
		}
		if math.Abs(got.Mean-3.5) > limit*4 || math.Abs(got.Variance/v-1) > limit {
			t.Errorf("%s: mean %v (want 3.5), variance %v (want %v)", name, got.Mean, got.Variance, v)
		}
		for i := range first {
			if math.Abs(got.First[i]-first[i]) > limit || math.Abs(got.Total[i]-total[i]) > limit {
				t.Errorf("%s, factor %d: first %.4f (want %.4f), total %.4f (want %.4f)", name, i, got.First[i], first[i], got.Total[i], total[i])
			}
		}
	}
}

// A group of coordinates is one factor: its first-order index is that of all
// effects within the group.
func TestIndicesOfGroups(t *testing.T) {
	ya, yb, ab := design(Sobol, 5, 4096, [][]int{{0, 2}, {1}}, 3, ishigami)
	got := Estimate(ya, yb, ab, nil)
	if s := got.First[0] + got.First[1]; math.Abs(s-1) > 0.02 || math.Abs(got.Total[0]-got.First[0]) > 0.02 {
		t.Errorf("groups without an interaction: first %v, total %v", got.First, got.Total)
	}
}

// About nine in ten intervals of 90 % hold the true index.
func TestBootstrapCovers(t *testing.T) {
	runs, held := larger(60, 400), 0
	for seed := range uint64(runs) {
		ya, yb, ab := design(Plain, seed, 200, [][]int{{0}, {1}}, 2, func(p []float64) float64 { return p[0] + 2*p[1] })
		first, total := Bootstrap(ya, yb, ab, 200, 0.9, seed, func() bool { return false })
		for i, want := range []float64{0.2, 0.8} {
			for _, in := range []Interval{first[i], total[i]} {
				if in.Low <= want && want <= in.High {
					held++
				}
			}
		}
	}
	if share := float64(held) / float64(4*runs); share < 0.8 || share > 0.97 {
		t.Errorf("%.3f of the intervals hold the true index", share)
	}
}

func TestBootstrapRepeatsAndStops(t *testing.T) {
	ya, yb, ab := design(Plain, 1, 50, [][]int{{0}, {1}}, 2, func(p []float64) float64 { return p[0] * p[1] })
	never := func() bool { return false }
	f1, t1 := Bootstrap(ya, yb, ab, 100, 0.95, 9, never)
	f2, t2 := Bootstrap(ya, yb, ab, 100, 0.95, 9, never)
	f3, _ := Bootstrap(ya, yb, ab, 100, 0.95, 10, never)
	if !slices.Equal(f1, f2) || !slices.Equal(t1, t2) || slices.Equal(f1, f3) {
		t.Error("the same seed must give the same intervals, another seed others")
	}
	asked := 0
	if f, _ := Bootstrap(ya, yb, ab, 100, 0.95, 9, func() bool { asked++; return asked > 3 }); f != nil || asked != 4 {
		t.Errorf("stopped after %d questions with %v", asked, f)
	}
}

// Outputs that do not vary, are missing or are none give NaN, never a panic.
func TestIndicesOfHostileOutputs(t *testing.T) {
	nan := math.NaN()
	for _, y := range [][3][]float64{
		{{}, {}, {}}, {{1}, {1}, {1}}, {{2, 2, 2}, {2, 2, 2}, {2, 2, 2}}, {{nan, nan}, {nan, nan}, {nan, nan}}, {{nan, 1}, {2, nan}, {1, 1}},
	} {
		got := Estimate(y[0], y[1], [][]float64{y[2]}, nil)
		if !math.IsNaN(got.First[0]) || !math.IsNaN(got.Total[0]) {
			t.Errorf("%v: %+v", y, got)
		}
		if len(y[0]) > 0 {
			if f, _ := Bootstrap(y[0], y[1], [][]float64{y[2]}, 20, 0.9, 1, func() bool { return false }); !math.IsNaN(f[0].Low) {
				t.Errorf("%v: %+v", y, f)
			}
		}
	}
	// A missing row is left out, whichever part misses it.
	a, b, ab := []float64{1, 5, 2, 8, 3}, []float64{3, 1, 7, 4, 4}, []float64{2, 3, 9, 4, 1}
	want := Estimate(a[:4], b[:4], [][]float64{ab[:4]}, nil)
	a[4], b[4] = nan, nan
	if got := Estimate(a, b, [][]float64{ab}, nil); got.First[0] != want.First[0] || got.Total[0] != want.Total[0] {
		t.Errorf("%+v, want %+v", got, want)
	}
	if !math.IsNaN(Quantile(nil, 0.5)) || Quantile([]float64{1, 2, 4}, 0.75) != 3 || Quantile([]float64{1, 2, 4}, 1) != 4 {
		t.Error("quantiles are wrong")
	}
}
