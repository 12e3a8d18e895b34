package index

import (
	"encoding/binary"
	"math"
	"testing"
)

// FuzzLooks gives every look any bits as values: a result or a fault, no panic,
// and no coefficient out of its range.
func FuzzLooks(f *testing.F) {
	seed := func(x ...float64) {
		var b []byte
		for _, v := range x {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		f.Add(b)
	}
	seed()
	seed(1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 4, 2)
	seed(math.Inf(1), math.NaN(), 0, 1, 1e308, -1e308, 5e-324, 1)
	seed(1e160, -1e160, 1e155, 3, 2e160, 1e160, 1e155, 5, 1, 2, 3, 4)
	seed(1e-320, 0, 1e-321, 0, 0, 0, 0, 0, 1e-320, 1, 1e-321, 2)
	rows := []MetaRow{{Code: "all", Type: TypeAggregate, Direction: 1, Weight: 1}}
	for _, c := range []string{"x1", "x2", "x3", "x4"} {
		rows = append(rows, MetaRow{Code: c, Parent: "all", Type: TypeIndicator, Direction: 1, Weight: 1, Target: math.NaN()})
	}
	tree, err := NewTree(rows)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		n := min(len(b)/32, 40)
		table := lookTable(n, func(i, j int) float64 {
			return math.Float64frombits(binary.LittleEndian.Uint64(b[8*(4*i+j):]))
		})
		Statistics(table, DefaultStatLimits())
		Availability(table, tree)
		for method := range correlators {
			m, _ := Correlate(table, nil, method)
			for _, row := range rowsOf(m) {
				for _, c := range row {
					if math.Abs(c.R) > 1 || c.P < 0 || c.P > 1 {
						t.Fatalf("%s: %+v", method, c)
					}
				}
			}
		}
		Reliabilities(table, tree)
		if groups, err := ComponentsByGroup(table, tree, 1); err == nil && len(groups[0].SD) > 0 {
			sum := 0.0
			for _, s := range groups[0].SD {
				sum += s * s
			}
			if math.Abs(sum-4) > 1e-6 {
				t.Fatalf("eigenvalues sum to %v: %+v", sum, groups[0])
			}
		}
		Outranking(table, []float64{1, 2, 3, 4})
		if n > 0 {
			Strengths(table, tree, "U0", DefaultStrengths())
		}
		combine := meansOf(table, tree, false)
		LeaveOneOut(tree, tree.Weights(), nil, 0, combine)
		Optimise(tree, tree.Weights(), OptimiseSpec{Goal: "information", Evaluations: 60}, combine)
		d := &Data{Values: table, Time: table.Cols[0]}
		Trends(d, []string{"x2", "x3"}, 1)
	})
}
