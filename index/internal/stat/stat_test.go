package stat

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

var nan = math.NaN()

// The values of skewness and kurtosis are those of a spreadsheet's SKEW and KURT
// for the sample in their documentation.
func TestMomentsOfAKnownSample(t *testing.T) {
	m := Describe([]float64{3, 4, nan, 5, 2, 3, 4, 5, 6, 4, 7}, nil)
	if m.N != 10 || math.Abs(m.Mean-4.3) > 1e-15 {
		t.Errorf("n %d, mean %v", m.N, m.Mean)
	}
	for _, c := range []struct {
		name      string
		got, want float64
	}{{"sd", m.SD, 1.494434118}, {"skew", m.Skew, 0.359543071}, {"kurt", m.Kurt, -0.151799637}} {
		if math.Abs(c.got-c.want) > 1e-8 {
			t.Errorf("%s: got %v, want %v", c.name, c.got, c.want)
		}
	}
}

func TestMomentsThatAreNotDefined(t *testing.T) {
	for n := range 6 {
		x := make([]float64, n)
		for i := range x {
			x[i] = 0.1
		}
		m := Dense(x)
		if !math.IsNaN(m.Skew) || !math.IsNaN(m.Kurt) {
			t.Errorf("%d equal values: skew %v, kurt %v", n, m.Skew, m.Kurt)
		}
		if n >= 2 && m.SD != 0 {
			t.Errorf("%d equal values: sd %v", n, m.SD)
		}
	}
	if m := Dense([]float64{1, 2, 4}); math.IsNaN(m.Skew) || !math.IsNaN(m.Kurt) {
		t.Errorf("three values: skew %v, kurt %v", m.Skew, m.Kurt)
	}
}

func TestQuantileType7(t *testing.T) {
	x := []float64{1, 2, 4, 8}
	for p, want := range map[float64]float64{0: 1, 0.25: 1.75, 0.5: 3, 0.75: 5, 1: 8, 2: 8, -1: 1} {
		if got := Quantile(x, p); got != want {
			t.Errorf("quantile %v: got %v, want %v", p, got, want)
		}
	}
	if !math.IsNaN(Quantile(nil, 0.5)) || !math.IsNaN(Median([]float64{nan}, nil)) {
		t.Error("a quantile of nothing is not missing")
	}
	if got := Median([]float64{8, nan, 1, 4, 2}, nil); got != 3 {
		t.Errorf("median %v", got)
	}
}

// Both ways of ordering must agree with a plain stable sort.
func TestOrderAgainstPlainSort(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	var s Sorter
	for round := range 200 {
		x := make([]float64, rng.IntN(2*radixFrom))
		for i := range x {
			switch rng.IntN(8) {
			case 0:
				x[i] = nan
			case 1:
				x[i] = float64(rng.IntN(3)) * math.Copysign(1, rng.Float64()-0.5)
			default:
				x[i] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(20)-10))
			}
		}
		var want []int32
		for i, v := range x {
			if v == v {
				want = append(want, int32(i))
			}
		}
		slices.SortStableFunc(want, func(a, b int32) int { return cmp.Compare(x[a], x[b]) })
		if got := s.Ascending(x); !slices.Equal(got, want) {
			t.Fatalf("round %d, %d values: orders differ", round, len(x))
		}
	}
}

func TestRankTies(t *testing.T) {
	x := []float64{10, nan, 20, 20, 5, 20 + 1e-10}
	for _, c := range []struct {
		ties Ties
		desc bool
		tol  float64
		want []float64
	}{
		{TiesMin, true, 0, []float64{4, nan, 2, 2, 5, 1}},
		{TiesMin, true, 1e-9, []float64{4, nan, 1, 1, 5, 1}},
		{TiesAverage, false, 1e-9, []float64{2, nan, 4, 4, 1, 4}},
		{TiesMax, false, 0, []float64{2, nan, 4, 4, 1, 5}},
		{TiesDense, true, 1e-9, []float64{2, nan, 1, 1, 3, 1}},
	} {
		got := make([]float64, len(x))
		var s Sorter
		s.Rank(got, x, c.desc, c.ties, c.tol)
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%+v: got %v", c, got)
		}
	}
}

func BenchmarkOrder(b *testing.B) {
	for _, n := range []int{50, 400, 800, 10_000} {
		rng := rand.New(rand.NewPCG(1, 2))
		x := make([]float64, n)
		for i := range x {
			x[i] = rng.NormFloat64()
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var s Sorter
			b.ReportAllocs()
			for b.Loop() {
				s.Ascending(x)
			}
		})
	}
}
