package index

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// lookTree is uneven: a has two indicators, b one, c stands beside them as an
// indicator's only parent one level up.
func lookTree(t *testing.T) *Tree {
	t.Helper()
	row := func(code, parent string, typ NodeType, level int, weight float64) MetaRow {
		return MetaRow{Code: code, Parent: parent, Type: typ, Level: level, Direction: 1, Weight: weight, Target: math.NaN()}
	}
	tree, err := NewTree([]MetaRow{
		row("x1", "a", TypeIndicator, 1, 1), row("x2", "a", TypeIndicator, 1, 3), row("x3", "b", TypeIndicator, 1, 1),
		row("x4", "c", TypeIndicator, 1, 2),
		row("a", "top", TypeAggregate, 2, 1), row("b", "top", TypeAggregate, 2, 1),
		row("c", "all", TypeAggregate, 2, 1), row("top", "all", TypeAggregate, 3, 2),
		row("all", "", TypeAggregate, 4, 1),
	})
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

func lookTable(n int, cell func(i, j int) float64) *Table {
	units := make([]string, n)
	for i := range units {
		units[i] = fmt.Sprint("U", i)
	}
	t := NewTable(units, []string{"x1", "x2", "x3", "x4"})
	for j, col := range t.Cols {
		for i := range col {
			col[i] = cell(i, j)
		}
	}
	return t
}

// Whatever the values, every look gives a result or a fault, never a panic, and
// every share and coefficient is in its range or missing.
func TestLooksAtHostileTables(t *testing.T) {
	tree := lookTree(t)
	nan := math.NaN()
	rng := rand.New(rand.NewPCG(11, 12))
	cells := map[string]func(i, j int) float64{
		"constant":      func(i, j int) float64 { return 0.1 },
		"all missing":   func(i, j int) float64 { return nan },
		"zeros":         func(i, j int) float64 { return 0 },
		"one value":     func(i, j int) float64 { return []float64{3, nan}[min(i, 1)] },
		"ties":          func(i, j int) float64 { return float64(rng.IntN(2)) },
		"one constant":  func(i, j int) float64 { return float64(i * j) },
		"collinear":     func(i, j int) float64 { return float64(i) * float64(1+j) },
		"opposed":       func(i, j int) float64 { return float64(i) * float64(1-2*(j%2)) },
		"large":         func(i, j int) float64 { return 1e59 * rng.NormFloat64() },
		"small":         func(i, j int) float64 { return 1e-200 * rng.NormFloat64() },
		"infinite":      func(i, j int) float64 { return math.Inf(1 - 2*(i%2)) },
		"sparse":        func(i, j int) float64 { return []float64{nan, nan, rng.NormFloat64()}[rng.IntN(3)] },
		"last missing":  func(i, j int) float64 { return []float64{rng.NormFloat64(), rng.NormFloat64(), 1, nan}[j] },
		"plain numbers": func(i, j int) float64 { return rng.NormFloat64() },
	}
	for name, cell := range cells {
		for _, n := range []int{0, 1, 2, 3, 12} {
			table := lookTable(n, cell)
			wantFault := name == "infinite" && n > 0
			check := func(look string, err error) {
				if (err != nil) != wantFault {
					t.Errorf("%s, %d units: %s: fault %v", name, n, look, err)
				}
			}
			_, err := Statistics(table, DefaultStatLimits())
			check("statistics", err)
			_, err = Availability(table, tree)
			check("availability", err)
			for method := range correlators {
				m, err := Correlate(table, nil, method)
				check(method, err)
				for _, row := range rowsOf(m) {
					for _, c := range row {
						if math.Abs(c.R) > 1 || c.P < 0 || c.P > 1 {
							t.Errorf("%s, %d units: %s: %+v", name, n, method, c)
						}
					}
				}
			}
			_, err = CorrelationFlags(table, tree, DefaultFlags())
			check("flags", err)
			_, err = Reliabilities(table, tree)
			check("reliability", err)
			_, err = ComponentsByGroup(table, tree, 1)
			check("components", err)
			w, _, err := ComponentWeights(table, tree, tree.Weights(), 1)
			check("component weights", err)
			for k, x := range w {
				if !(x >= 0) {
					t.Errorf("%s, %d units: weight of %s is %v", name, n, tree.Nodes[k].Code, x)
				}
			}
			if n > 0 {
				_, _, err = Strengths(table, tree, "U0", DefaultStrengths())
				check("strengths", err)
			}
			_, err = Outranking(table, []float64{1, 0, 2, 3})
			check("outranking", err)
			if !wantFault {
				combine := meansOf(table, tree, false)
				if _, err := LeaveOneOut(tree, tree.Weights(), nil, 0, combine); err != nil {
					t.Errorf("%s, %d units: leave one out: %v", name, n, err)
				}
				o, err := Optimise(tree, tree.Weights(), OptimiseSpec{Goal: "balance", Level: 1, Evaluations: 300}, combine)
				if err != nil && !errors.Is(err, &Fault{Code: "optimise.undefined"}) || err == nil && !(o.Objective <= o.Given) {
					t.Errorf("%s, %d units: optimise: %v %+v", name, n, err, o)
				}
				scores, _ := combine(tree.Weights())
				if _, err := Compare(scores, scores, "all", 0); err != nil {
					t.Errorf("%s, %d units: compare: %v", name, n, err)
				}
			}
		}
	}
}

func rowsOf(m *CorrelationMatrix) [][]Correlation {
	if m == nil {
		return nil
	}
	return m.At
}

func TestEffectiveWeightsOfIndicatorsSumToOne(t *testing.T) {
	tree := lookTree(t)
	w, err := EffectiveWeights(tree, tree.Weights())
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"x1": 1. / 12, "x2": 1. / 4, "x3": 1. / 3, "x4": 1. / 3, "top": 2. / 3, "all": 1}
	sum := 0.0
	for k, x := range w {
		if k < tree.NumIndicators() {
			sum += x
		}
		if want, ok := want[tree.Nodes[k].Code]; ok && math.Abs(x-want) > 1e-15 {
			t.Errorf("%s: %v, want %v", tree.Nodes[k].Code, x, want)
		}
	}
	if math.Abs(sum-1) > 1e-15 {
		t.Errorf("the indicators weigh %v", sum)
	}
}

// Leaving out the only indicator of a pillar is leaving out the pillar; leaving
// out all that weighs leaves nothing.
func TestLeavingOutTheLastOfAParent(t *testing.T) {
	tree := lookTree(t)
	rng := rand.New(rand.NewPCG(1, 3))
	table := lookTable(20, func(i, j int) float64 { return rng.Float64() })
	out, err := LeaveOneOut(tree, tree.Weights(), nil, 0, meansOf(table, tree, false))
	if err != nil {
		t.Fatal(err)
	}
	if len(out.Nodes) != len(tree.Nodes)-1 {
		t.Errorf("nodes %v", out.Nodes)
	}
	if !slices.Equal(out.Scores.Col("x3"), out.Scores.Col("b")) || slices.Equal(out.Scores.Col("b"), out.Scores.Col(nominal)) {
		t.Error("without x3 the index is not that without b")
	}
	if !slices.Equal(out.Scores.Col("x4"), out.Scores.Col("c")) {
		t.Error("without x4 the index is not that without c")
	}
	weights := tree.Weights()
	weights[tree.Index("top")] = 0
	out, err = LeaveOneOut(tree, weights, []string{"x4"}, 0, meansOf(table, tree, false))
	if err != nil || !math.IsNaN(out.MeanChange[0]) || !math.IsNaN(out.Scores.Col("x4")[0]) {
		t.Errorf("without anything: %v %+v", err, out)
	}
	if _, err := LeaveOneOut(tree, weights, []string{"all", "nobody"}, 0, meansOf(table, tree, false)); err == nil || len(err.(Faults)) != 2 {
		t.Errorf("unknown nodes: %v", err)
	}
}

func TestOptimisedWeights(t *testing.T) {
	tree := lookTree(t)
	rng := rand.New(rand.NewPCG(5, 5))
	table := lookTable(60, func(i, j int) float64 { return rng.NormFloat64() * float64(1+3*j) })
	combine := meansOf(table, tree, false)
	given := tree.Weights()
	balance, err := Optimise(tree, given, OptimiseSpec{Goal: "balance", Level: 2, Targets: map[string]float64{"a": 2}}, combine)
	if err != nil {
		t.Fatal(err)
	}
	information, err := Optimise(tree, given, OptimiseSpec{Goal: "information", Level: 2}, combine)
	if err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]*OptimisedWeights{"balance": balance, "information": information} {
		if !(o.Objective < o.Given) {
			t.Errorf("%s: objective %v, given %v", name, o.Objective, o.Given)
		}
		before, after := 0.0, 0.0
		for k, w := range o.Weights {
			if node := &tree.Nodes[k]; node.Level != 2 {
				if w != given[k] {
					t.Errorf("%s: the weight of %s moved", name, node.Code)
				}
			} else if !(w > 0) {
				t.Errorf("%s: weight of %s is %v", name, node.Code, w)
			} else if node.Code != "c" {
				before, after = before+given[k], after+w
			}
		}
		if math.Abs(before-after) > 1e-12 {
			t.Errorf("%s: the weights below top sum to %v, given %v", name, after, before)
		}
	}
	mean := func(r []float64) float64 { return (r[0] + r[1] + r[2]) / 3 }
	if mean(information.Correlations) < mean(balance.Correlations)-1e-9 {
		t.Errorf("balance informs more: %v, %v", balance.Correlations, information.Correlations)
	}
	again, err := Optimise(tree, given, OptimiseSpec{Goal: "balance", Level: 2, Targets: map[string]float64{"a": 2}}, combine)
	if err != nil || !slices.Equal(again.Weights, balance.Weights) {
		t.Errorf("a second search gives other weights: %v", err)
	}
	_, err = Optimise(tree, given, OptimiseSpec{Goal: "fairness", Level: 9, Targets: map[string]float64{"a": -1}}, combine)
	if err == nil || len(err.(Faults)) < 2 {
		t.Errorf("wrong specs pass: %v", err)
	}
}

// With one free weight the best one is found by trying ten thousand.
func TestOptimisedWeightAgainstATable(t *testing.T) {
	tree := lookTree(t)
	rng := rand.New(rand.NewPCG(8, 5))
	for range 5 {
		table := lookTable(25, func(i, j int) float64 { return rng.NormFloat64() * float64(1+j) })
		combine := meansOf(table, tree, false)
		for _, goal := range []string{"balance", "information"} {
			spec := OptimiseSpec{Goal: goal, Level: 1}
			got, err := Optimise(tree, tree.Weights(), spec, combine)
			if errors.Is(err, &Fault{Code: "optimise.undefined"}) {
				continue
			} else if err != nil {
				t.Fatal(err)
			}
			o, _ := newOptimiser(tree, tree.Weights(), spec, combine)
			best := math.Inf(1)
			for u := -8.0; u <= 8; u += 0.002 {
				best = min(best, o.value([]float64{u}))
			}
			if got.Objective > best+1e-6 {
				t.Errorf("%s: objective %v, by table %v", goal, got.Objective, best)
			}
		}
	}
}

func TestComponentWeightAgainstTheGroup(t *testing.T) {
	tree := lookTree(t)
	table := lookTable(9, func(i, j int) float64 { return float64(i*i) * []float64{1, -1, 1, 1}[j] })
	w, notes, err := ComponentWeights(table, tree, tree.Weights(), 1)
	if err != nil {
		t.Fatal(err)
	}
	if x1, x2 := w[0], w[1]; math.Abs(x1-math.Sqrt(0.5)) > 1e-12 || x2 != 0 {
		t.Errorf("weights %v", w)
	}
	if !errors.Is(notes, &Fault{Code: "pca.against"}) {
		t.Errorf("notes %v", notes)
	}
	constant := lookTable(9, func(i, j int) float64 { return 1 })
	if w, notes, err = ComponentWeights(constant, tree, tree.Weights(), 1); err != nil || !slices.Equal(w, tree.Weights()) || !errors.Is(notes, &Fault{Code: "pca.none"}) {
		t.Errorf("constant columns: %v %v %v", w, notes, err)
	}
}
