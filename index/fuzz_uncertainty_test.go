package index

import (
	"context"
	"encoding/binary"
	"math"
	"testing"
)

// FuzzUncertainty gives an analysis any bits as values: a result or faults, no
// panic, every figure in its range.
func FuzzUncertainty(f *testing.F) {
	seed := func(x ...float64) {
		var b []byte
		for _, v := range x {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		f.Add(b, uint64(len(x)), 0.3)
	}
	seed()
	seed(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 4, 2)
	seed(math.Inf(1), math.NaN(), 0, 1, 1e308, -1e308, 5e-324, 1)
	seed(1, math.NaN(), math.NaN(), 4, 1, 2, 3, 4, math.NaN(), 2, 3, 4)
	seed(1e160, -1e160, 1e155, 3, 2e160, 1e160, 1e155, 5, 1, 2, 3, 4)
	rows := []MetaRow{{Code: "all", Type: TypeAggregate, Direction: 1, Weight: 1}, {Code: "a", Parent: "all", Type: TypeAggregate, Direction: 1, Weight: 1}}
	for k, c := range []string{"x1", "x2", "x3", "x4"} {
		rows = append(rows, MetaRow{Code: c, Parent: []string{"a", "all"}[k/2], Type: TypeIndicator, Direction: float64(1 - 2*(k%2)), Weight: float64(k), Target: math.NaN()})
	}
	tree, err := NewTree(rows)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte, seed uint64, share float64) {
		n := min(len(b)/32, 12)
		d := &Data{Values: lookTable(n, func(i, j int) float64 {
			return math.Float64frombits(binary.LittleEndian.Uint64(b[8*(4*i+j):]))
		})}
		spec := &Spec{Treat: &TreatSpec{}, Uncertainty: &UncertaintySpec{
			Weights:   []WeightNoise{{Level: 1, Noise: &share}, {Level: 2, Dirichlet: &share}},
			Normalise: []NormaliseSpec{{NormaliseRule: NormaliseRule{Method: "zscore"}}},
			Aggregate: []AggregateSpec{{AggregateRule: AggregateRule{Method: "copeland"}}},
			LeaveOut:  &LeaveOutSpec{Nodes: []string{"x2", "x4"}},
		}}
		if seed%2 == 1 {
			spec.Uncertainty.Errors = &ErrorSpec{ErrorRule: ErrorRule{Relative: &share}}
		}
		r, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: 30, Seed: seed, Workers: 2})
		if err != nil {
			return
		}
		for u, unit := range r.Units {
			sum := 0.0
			for _, p := range r.RankProbabilities(u) {
				sum += p
			}
			if unit.Ranked > 0 && (!(math.Abs(sum-1) < 1e-9) || !(1 <= unit.Best && unit.Best <= unit.Q5 && unit.Q5 <= unit.Median && unit.Median <= unit.Q95 && unit.Q95 <= unit.Worst && unit.Worst <= float64(n))) {
				t.Fatalf("%+v, probabilities sum to %v", unit, sum)
			}
		}
		Sobol(context.Background(), d, tree, spec, SobolOptions{N: 8, Seed: seed, Resamples: 5})
	})
}
