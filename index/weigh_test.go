package index

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// twoPillars has four indicators, uneven depth and 40 units of random values that
// hang together.
func twoPillars(t testing.TB) (*Tree, *Table) {
	tree := treeOf(t, MetaRow{Code: "x1", Parent: "a", Weight: 2}, MetaRow{Code: "x2", Parent: "a"}, MetaRow{Code: "x3", Parent: "b"}, MetaRow{Code: "x4", Parent: "b"}, MetaRow{Code: "x5", Parent: "all"},
		MetaRow{Code: "a", Parent: "all", Weight: 3}, MetaRow{Code: "b", Parent: "all"}, MetaRow{Code: "all"})
	rng := rand.New(rand.NewPCG(4, 1))
	rows := make([][]float64, 40)
	for i := range rows {
		level := rng.NormFloat64()
		rows[i] = make([]float64, 5)
		for j := range rows[i] {
			rows[i][j] = 50 + 10*level + 5*float64(1+j)*rng.NormFloat64()
		}
	}
	return tree, rowsTable(tree, rows...)
}

func TestWeightSets(t *testing.T) {
	tree, table := twoPillars(t)
	spec := WeightsSpec{Sets: map[string]WeightSet{
		"council": {Nodes: map[string]float64{"x2": 5}, Levels: map[int][]float64{1: {1, 2, 3, 4, 5}}},
		"flat":    {Method: "equal", From: "council", Level: 2},
		"ones":    {Method: "equal", From: "council"},
		"pca":     {Method: "pca", From: "flat"},
		"pca2":    {Method: "pca", From: "pca", Level: 2},
		"even":    {Method: "balance", Level: 2, Targets: map[string]float64{"a": 2}},
		"told":    {Method: "information"},
	}}
	get := func(use string) *Weights {
		t.Helper()
		spec.Use = use
		w, err := Weigh(table, tree, spec, AggregateSpec{})
		if err != nil {
			t.Fatal(err)
		}
		if w.Use != use && use != "" {
			t.Errorf("in use: %q", w.Use)
		}
		return w
	}
	for use, want := range map[string][]float64{
		"": {2, 1, 1, 1, 1, 3, 1, 1}, "original": {2, 1, 1, 1, 1, 3, 1, 1}, "equal": {1, 1, 1, 1, 1, 1, 1, 1},
		"council": {1, 5, 3, 4, 5, 3, 1, 1}, "flat": {1, 5, 3, 4, 5, 1, 1, 1}, "ones": {1, 1, 1, 1, 1, 1, 1, 1},
	} {
		if got := get(use).Values; !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", use, got, want)
		}
	}
	pca, err := Components(table, []string{"x3", "x4"})
	if err != nil {
		t.Fatal(err)
	}
	if got := get("pca").Values; got[2] != pca.Loadings[0][0] || got[3] != pca.Loadings[0][1] || got[5] != 1 {
		t.Errorf("pca: %v, loadings %v", got, pca.Loadings[0])
	}
	if got := get("pca2").Values; got[2] != pca.Loadings[0][0] || got[5] == 1 || got[5] == 3 {
		t.Errorf("pca at level 2: %v", got)
	}
	for _, use := range []string{"even", "told"} {
		w := get(use)
		if o := w.Optimised[use]; o == nil || !(o.Objective < o.Given) || !slices.Equal(o.Weights, w.Values) {
			t.Errorf("%s: %+v", use, w)
		}
	}
	if !slices.Equal(tree.Weights(), []float64{2, 1, 1, 1, 1, 3, 1, 1}) {
		t.Error("the weights of the tree changed")
	}
}

// An aggregate of direction -1 that does what it should is not punished for
// running against the index.
func TestWeightsOfATurnedAggregate(t *testing.T) {
	tree := treeOf(t, MetaRow{Code: "x1", Parent: "risk"}, MetaRow{Code: "x2", Parent: "good"}, MetaRow{Code: "x3", Parent: "fair"},
		MetaRow{Code: "risk", Parent: "all", Direction: -1}, MetaRow{Code: "good", Parent: "all"}, MetaRow{Code: "fair", Parent: "all"}, MetaRow{Code: "all"})
	rng := rand.New(rand.NewPCG(4, 2))
	rows := make([][]float64, 30)
	for i := range rows {
		x := 100 * rng.Float64()
		rows[i] = []float64{100 - x + rng.Float64(), x + rng.Float64(), x + 9*rng.Float64()}
	}
	spec := WeightsSpec{Sets: map[string]WeightSet{"pca": {Method: "pca", Level: 2}, "even": {Method: "balance"}}}
	for name := range spec.Sets {
		spec.Use = name
		w, err := Weigh(rowsTable(tree, rows...), tree, spec, AggregateSpec{Middle: ptr(50.0)})
		if err != nil {
			t.Fatal(err)
		}
		if risk := w.Values[tree.Index("risk")]; name == "pca" && !(risk > 0.3) || len(w.Notes) > 0 {
			t.Errorf("%s: %v %v", name, w.Values, w.Notes)
		}
		if o := w.Optimised[name]; o != nil && slices.Min(o.Correlations) < 0.8 {
			t.Errorf("%s: correlations %v", name, o.Correlations)
		}
	}
}

func TestWeightFaults(t *testing.T) {
	tree, table := twoPillars(t)
	bad := WeightsSpec{Use: "nobody", Sets: map[string]WeightSet{
		"original": {},                                        // reserved
		"a":        {From: "b"},                               // a cycle of three faults
		"b":        {From: "a"},                               //
		"c":        {From: "b"},                               //
		"d":        {Method: "guess"},                         // unknown
		"e":        {Method: "pca", Level: 4},                 // no level
		"f":        {Method: "equal", Correlation: "pearson"}, // another's parameter
		"g":        {Levels: map[int][]float64{1: {1, 2}}, Nodes: map[string]float64{"zz": -1}},
		"h":        {Method: "balance", Targets: map[string]float64{"x1": 0}, Correlation: "phi", From: "who"},
		"i":        {Method: "information", Targets: map[string]float64{"a": 1}},
	}}
	_, err := Weigh(table, tree, bad, AggregateSpec{})
	if err == nil {
		t.Fatal("no fault")
	}
	want := map[Code]int{"look.method": 4, "weigh.reserved": 1, "weigh.cycle": 3, "look.level": 1, "weigh.parameter": 2, "weigh.level": 1, "weigh.node": 1, "meta.weight": 1, "weigh.target": 1, "optimise.target": 1}
	for _, f := range err.(Faults) {
		want[f.Code]--
		if f.Place.Path == "" || f.Text("vi") == f.Text("en") {
			t.Errorf("no path, or one language: %v", f)
		}
	}
	for code, left := range want {
		if left != 0 {
			t.Errorf("%s: %d more expected\n%v", code, left, err)
		}
	}
	constant := rowsTable(tree, []float64{1, 1, 1, 1, 1}, []float64{1, 1, 1, 1, 1})
	spec := WeightsSpec{Use: "x", Sets: map[string]WeightSet{"x": {Method: "balance"}}}
	if _, err = Weigh(constant, tree, spec, AggregateSpec{}); !errors.Is(err, &Fault{Code: "optimise.undefined"}) || err.(Faults)[0].Place.Path != "weights.sets.x" {
		t.Errorf("constant: %v", err)
	}
	spec.Sets["x"] = WeightSet{Method: "pca"}
	w, err := Weigh(constant, tree, spec, AggregateSpec{})
	if err != nil || len(w.Notes) == 0 || w.Notes[0].Place.Path != "weights.sets.x" || math.IsNaN(w.Values[0]) {
		t.Errorf("constant by pca: %v %v", w, err)
	}
}
