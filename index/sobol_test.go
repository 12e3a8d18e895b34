package index

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// A factor whose ways are the same explains nothing; the others explain all.
func TestSobolOfAFactorWithoutEffect(t *testing.T) {
	d, tree := manyUnits(25, 14, 4, 0.05)
	spec := sevenSteps()
	spec.Uncertainty = &UncertaintySpec{Normalise: []NormaliseSpec{spec.Normalise}, Weights: []WeightNoise{{Level: 1, Noise: ptr(0.5)}}}
	outputs := []SobolOutput{{Of: "shift"}, {Of: "rank", Unit: "U00003"}, {Of: "score", Unit: "U00003"}}
	r, err := Sobol(context.Background(), d, tree, spec, SobolOptions{N: 256, Seed: 1, Outputs: outputs, Resamples: 100})
	if err != nil {
		t.Fatal(err)
	}
	if r.Rebuilds != 4*256 || len(r.Outputs) != 3 || len(r.Factors) != 2 {
		t.Fatalf("%+v", r)
	}
	for _, o := range r.Outputs {
		if o.Output.Of == "rank" && o.Variance == 0 {
			t.Errorf("%+v: the test is empty", o)
		}
		none, all := o.Indices[0], o.Indices[1]
		if none.First != 0 || none.Total != 0 || none.TotalHigh != 0 {
			t.Errorf("%s: %+v", o.Output.Of, none)
		}
		if math.Abs(all.First-1) > 0.1 || math.Abs(all.Total-1) > 0.15 || !(all.FirstLow < all.FirstHigh && all.TotalLow <= all.Total && all.Total <= all.TotalHigh) {
			t.Errorf("%s: %+v", o.Output.Of, all)
		}
		last := o.Convergence[len(o.Convergence)-1]
		if last.N != 256 || last.First[1] != all.First || last.Total[1] != all.Total {
			t.Errorf("%s: convergence %+v", o.Output.Of, o.Convergence)
		}
	}
}

// A score that is a sum of independent parts: each part's share of the variance is
// known. Unit 1 has 10 at x1 and 0 elsewhere, and so on, so that its score is its
// share of the weight.
func TestSobolOfASum(t *testing.T) {
	tree := lookTree(t)
	d := &Data{Values: lookTable(2, func(i, j int) float64 { return float64(i) })}
	// all = (2·top + 1·c)/3; top and c are 100 for unit 1: errors of the values move it.
	spec := &Spec{
		Normalise:   NormaliseSpec{NormaliseRule: NormaliseRule{Method: "none"}},
		Uncertainty: &UncertaintySpec{Errors: &ErrorSpec{ErrorRule: ErrorRule{SD: ptr(1.0)}}, LeaveOut: &LeaveOutSpec{Nodes: []string{"c"}, Probability: ptr(0.5)}},
	}
	n := larger(2048, 1<<15)
	r, err := Sobol(context.Background(), d, tree, spec, SobolOptions{N: n, Seed: 2, Outputs: []SobolOutput{{Of: "score", Unit: "U0"}}, Resamples: -1})
	if err != nil {
		t.Fatal(err)
	}
	// U0 = Σ w_j·e_j with e ~ N(0, 1): given the weights its mean is 0, so leaving out
	// explains nothing alone and all that it does lies in the interaction.
	out, errs := r.Outputs[0].Indices[0], r.Outputs[0].Indices[1]
	if out.Factor != "leave_out" || errs.Factor != "errors" {
		t.Fatalf("%+v", r.Factors)
	}
	// Weights of x1, x2, x3, x4: with c (2/3)(1/2)(1/4), (2/3)(1/2)(3/4), (2/3)(1/2), 1/3;
	// without c each but the last times 3/2.
	top := (1.0/16 + 9.0/16 + 1) / 4 // variance of top
	with, gone := top*4/9+1.0/9, top
	v := (with + gone) / 2
	covariance := top * 2 / 3 // of the score with and without c, the errors being the same
	mean := (with + gone + 2*covariance) / 4
	if limit := 10 / math.Sqrt(float64(n)); math.Abs(r.Outputs[0].Variance/v-1) > limit || math.Abs(out.First) > limit || math.Abs(errs.Total-1) > limit ||
		math.Abs(errs.First-mean/v) > limit || math.Abs(out.Total-(1-mean/v)) > limit {
		t.Errorf("variance %v (want %v), leave out %+v, errors %+v (want %v)", r.Outputs[0].Variance, v, out, errs, mean/v)
	}
	if !math.IsNaN(out.FirstLow) {
		t.Error("an interval without a bootstrap")
	}
}

// Each row of the design is A, B, or A with the coordinates of one factor from B.
func TestRowsOfTheDesign(t *testing.T) {
	d, tree := manyUnits(8, 14, 4, 0)
	spec := everythingVaries()
	spec.Uncertainty.Errors = &ErrorSpec{ErrorRule: ErrorRule{SD: ptr(1.0)}}
	for name, u := range map[string]*UncertaintySpec{"all": spec.Uncertainty, "weights": {Weights: spec.Uncertainty.Weights}, "choices": {Treat: spec.Uncertainty.Treat}} {
		own := *spec
		own.Uncertainty = u
		st, s := mustStudy(t, d, tree, &own, 16, 1, "")
		s.halves = 2
		points := s.points(st.dims)
		row := func(m, n int) []float64 {
			dst, both := make([]float64, st.dims), make([]float64, 2*st.dims)
			st.mixedPoint(points, 16, m*16+n, dst, both)
			short := make([]float64, st.choices)
			st.mixedPoint(points, 16, m*16+n, short, both)
			for k, x := range short {
				if x != dst[k] {
					t.Fatalf("%s: the leading coordinates differ", name)
				}
			}
			return dst
		}
		for n := range 16 {
			a, b := row(0, n), row(1, n)
			for i, f := range st.factors {
				for k, x := range row(2+i, n) {
					from := a
					if k >= f.at && k < f.at+f.Dimensions {
						from = b
					}
					if x != from[k] || a[k] == b[k] {
						t.Fatalf("%s, row %d, factor %s, coordinate %d", name, n, f.Name, k)
					}
				}
			}
		}
	}
}

func TestSobolWorkersDoNotMatter(t *testing.T) {
	d, tree := manyUnits(15, 14, 4, 0.05)
	for _, sampler := range []string{draw.Sobol, draw.Latin, draw.Plain} {
		first := ""
		for _, workers := range []int{1, 2, 5} {
			r, err := Sobol(context.Background(), d, tree, everythingVaries(), SobolOptions{
				N: 64, Seed: 9, Sampler: sampler, Workers: workers, Resamples: 50, Outputs: []SobolOutput{{Of: "shift"}, {Of: "rank", Unit: "U00002"}},
			})
			if err != nil {
				t.Fatal(err)
			}
			r.Nominal = nil
			if text := fmt.Sprintf("%+v", r); first == "" {
				first = text
			} else if text != first {
				t.Errorf("%s: %d workers give other bits", sampler, workers)
			}
		}
	}
}

func TestSobolFaults(t *testing.T) {
	d, tree := manyUnits(10, 14, 4, 0)
	spec := &Spec{Uncertainty: noisyWeights()}
	for _, c := range []struct {
		o    SobolOptions
		want []Code
	}{
		{SobolOptions{}, []Code{"uncertainty.draws"}},
		{SobolOptions{N: 1, Resamples: -2, Confidence: 1}, []Code{"sobol.rows", "aggregate.range"}},
		{SobolOptions{N: 8, Outputs: []SobolOutput{{Of: "rank"}, {Of: "score", Unit: "nobody"}, {Of: "shift", Unit: "U00001"}, {Of: "mood"}}}, []Code{"look.unit_unknown", "sobol.no_unit", "look.method"}},
		{SobolOptions{N: 1000, MaxCost: 839_999}, []Code{"uncertainty.cost"}},
		{SobolOptions{N: maxDraws}, []Code{"uncertainty.draws"}},
		{SobolOptions{N: 100_000, MaxCost: 1e18, Outputs: make([]SobolOutput, 200)}, []Code{"uncertainty.memory"}},
		{SobolOptions{N: math.MaxInt}, []Code{"uncertainty.draws"}},
	} {
		_, err := Sobol(context.Background(), d, tree, spec, c.o)
		for _, want := range c.want {
			if !errors.Is(err, &Fault{Code: want}) {
				t.Errorf("%+v: %v, want %s", c.o, err, want)
			} else if vi := err.(Faults).Text("vi"); strings.Contains(vi+err.Error(), "%!") {
				t.Errorf("%v\n%s", err, vi)
			}
		}
	}
	if _, err := Sobol(context.Background(), d, tree, nil, SobolOptions{N: 8}); !errors.Is(err, &Fault{Code: "uncertainty.none"}) {
		t.Errorf("%v", err)
	}
}
