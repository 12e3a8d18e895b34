package index

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// treeOf makes a tree of rows "code parent direction weight", aggregates being
// those that are somebody's parent.
func treeOf(t testing.TB, rows ...MetaRow) *Tree {
	t.Helper()
	parents := map[string]bool{"": true}
	for _, r := range rows {
		parents[r.Parent] = true
	}
	for k := range rows {
		r := &rows[k]
		r.Type, r.Target = TypeIndicator, math.NaN()
		if parents[r.Code] {
			r.Type = TypeAggregate
		}
		if r.Direction == 0 {
			r.Direction = 1
		}
		if r.Weight == 0 {
			r.Weight = 1
		}
	}
	tree, err := NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// flat is a tree of n indicators x0 … under "all".
func flat(t testing.TB, n int) *Tree {
	rows := make([]MetaRow, 0, n+1)
	for j := range n {
		rows = append(rows, MetaRow{Code: "x" + strconv.Itoa(j), Parent: "all"})
	}
	return treeOf(t, append(rows, MetaRow{Code: "all"})...)
}

// rowsTable makes a table of units U0 … from rows.
func rowsTable(tree *Tree, rows ...[]float64) *Table {
	units := make([]string, len(rows))
	for i := range units {
		units[i] = "U" + strconv.Itoa(i)
	}
	out := NewTable(units, tree.IndicatorCodes())
	for i, row := range rows {
		for j, x := range row {
			out.Cols[j][i] = x
		}
	}
	return out
}

func ptr[T any](x T) *T { return &x }

// Every method against its formula written out, over random present values, with
// the weights of the missing ones left out.
func TestMeansByTheirFormulas(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	formulas := map[string]func(x, w []float64, p float64) float64{
		"arithmetic": func(x, w []float64, _ float64) float64 { return power(x, w, 1) },
		"geometric": func(x, w []float64, _ float64) float64 {
			product, total := 1.0, 0.0
			for _, v := range w {
				total += v
			}
			for c := range x {
				product *= math.Pow(x[c], w[c]/total)
			}
			return product
		},
		"harmonic":    func(x, w []float64, _ float64) float64 { return power(x, w, -1) },
		"generalised": power,
		"minimum":     func(x, _ []float64, _ float64) float64 { return slices.Min(x) },
	}
	tree := flat(t, 6)
	for name, formula := range formulas {
		for round := range 200 {
			rows := make([][]float64, 5)
			for i := range rows {
				rows[i] = make([]float64, 6)
				for j := range rows[i] {
					if rows[i][j] = 1 + 99*rng.Float64(); rng.IntN(4) == 0 {
						rows[i][j] = math.NaN()
					}
				}
			}
			w := make([]float64, 7)
			for c := range w {
				w[c] = 0.1 + rng.Float64()
			}
			p := []float64{-3, -0.01, 0.05, 0.5, 2, 7}[round%6]
			got, err := Aggregate(rowsTable(tree, rows...), tree, w, AggregateSpec{AggregateRule: AggregateRule{Method: name, Power: &p}})
			if err != nil {
				t.Fatal(err)
			}
			for i, row := range rows {
				var x, v []float64
				for j := range row {
					if row[j] == row[j] {
						x, v = append(x, row[j]), append(v, w[j])
					}
				}
				want := math.NaN()
				if len(x) > 0 {
					want = formula(x, v, p)
				}
				if g := got.Col("all")[i]; !(math.Abs(g-want) <= 1e-9*want) && !(g != g && want != want) {
					t.Fatalf("%s p=%v of %v by %v: %v, want %v", name, p, row, w, g, want)
				}
			}
		}
	}
}

func power(x, w []float64, p float64) float64 {
	sum, total := 0.0, 0.0
	for c := range x {
		sum, total = sum+w[c]*math.Pow(x[c], p), total+w[c]
	}
	return math.Pow(sum/total, 1/p)
}

// A power near 0 comes near the geometric mean and not to 1.
func TestTinyPowerIsNearlyGeometric(t *testing.T) {
	tree := flat(t, 2)
	table := rowsTable(tree, []float64{4, 9}, []float64{1e-3, 1e3})
	for _, p := range []float64{1e-9, -1e-9, 1e-300, 0} {
		got, err := Aggregate(table, tree, tree.Weights(), AggregateSpec{AggregateRule: AggregateRule{Method: "generalised", Power: &p}})
		if err != nil {
			t.Fatal(err)
		}
		if x := got.Col("all"); math.Abs(x[0]-6) > 1e-6 || math.Abs(x[1]-1) > 1e-6 {
			t.Errorf("power %v: %v, want 6 and 1", p, x)
		}
	}
}

// min ≤ harmonic ≤ geometric ≤ arithmetic ≤ quadratic ≤ max, the mean of equal
// values is the value, and a better child never lowers the parent.
func TestMeansKeepTheirOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 2))
	tree := flat(t, 4)
	specs := []AggregateSpec{
		{AggregateRule: AggregateRule{Method: "minimum"}}, {AggregateRule: AggregateRule{Method: "harmonic"}},
		{AggregateRule: AggregateRule{Method: "geometric"}}, {}, {AggregateRule: AggregateRule{Method: "generalised", Power: ptr(2.0)}},
	}
	for range 300 {
		row := make([]float64, 4)
		for j := range row {
			row[j] = 0.5 + 100*rng.Float64()
		}
		better := slices.Clone(row)
		better[rng.IntN(4)] += rng.Float64()
		w := []float64{rng.Float64(), rng.Float64(), rng.Float64(), 0.1, 1}
		before := 0.0
		for _, spec := range specs {
			got, err := Aggregate(rowsTable(tree, row, better, []float64{row[0], row[0], row[0], row[0]}), tree, w, spec)
			if err != nil {
				t.Fatal(err)
			}
			x := got.Col("all")
			if x[0] < before-1e-9 || x[1] < x[0]-1e-9 || math.Abs(x[2]-row[0]) > 1e-9 {
				t.Fatalf("%s: %v after %v (of %v)", spec.Method, x, before, row)
			}
			before = x[0]
		}
		if before > slices.Max(row)+1e-9 {
			t.Fatalf("quadratic mean %v above %v", before, row)
		}
	}
}

func TestPresentShare(t *testing.T) {
	tree := flat(t, 5)
	nan := math.NaN()
	table := rowsTable(tree, []float64{1, 2, 3, nan, nan}, []float64{1, 2, nan, nan, nan}, []float64{nan, nan, nan, nan, nan})
	for method := range aggregators {
		got, err := Aggregate(table, tree, tree.Weights(), AggregateSpec{AggregateRule: AggregateRule{Method: method, Power: ptr(2.0), Present: ptr(0.6)}})
		if err != nil {
			t.Fatal(err)
		}
		if x := got.Col("all"); math.IsNaN(x[0]) || !math.IsNaN(x[1]) || !math.IsNaN(x[2]) {
			t.Errorf("%s: %v, want a score for three of five only", method, x)
		}
		w := tree.Weights() // a child without a weight does not count as missing
		w[3], w[4] = 0, 0
		got, err = Aggregate(table, tree, w, AggregateSpec{AggregateRule: AggregateRule{Method: method, Power: ptr(2.0), Present: ptr(1.0)}})
		if err != nil {
			t.Fatal(err)
		}
		if x := got.Col("all"); math.IsNaN(x[0]) || !math.IsNaN(x[1]) {
			t.Errorf("%s, two of weight 0: %v", method, x)
		}
		clear(w)
		if got, err = Aggregate(table, tree, w, AggregateSpec{AggregateRule: AggregateRule{Method: method, Power: ptr(2.0)}}); err != nil || !math.IsNaN(got.Col("all")[0]) {
			t.Errorf("%s, no weight at all: %v %v", method, got, err)
		}
	}
}

// Rules go from the whole by the level to the node, key by key.
func TestRulesOfLevelsAndNodes(t *testing.T) {
	tree := treeOf(t, MetaRow{Code: "x1", Parent: "a"}, MetaRow{Code: "x2", Parent: "a"}, MetaRow{Code: "x3", Parent: "b"}, MetaRow{Code: "x4", Parent: "b"}, MetaRow{Code: "x5", Parent: "all"},
		MetaRow{Code: "a", Parent: "all"}, MetaRow{Code: "b", Parent: "all"}, MetaRow{Code: "all"})
	spec := AggregateSpec{
		AggregateRule: AggregateRule{Method: "generalised", Power: ptr(2.0), Present: ptr(1.0)},
		Levels:        map[int]AggregateRule{2: {Method: "generalised", Power: ptr(-1.0)}},
		Nodes:         map[string]AggregateRule{"b": {Method: "minimum", Present: ptr(0.0)}},
	}
	got, err := Aggregate(rowsTable(tree, []float64{2, 6, math.NaN(), 4, 5}, []float64{2, 6, 9, 4, 5}), tree, tree.Weights(), spec)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{"a": 3, "b": 4, "all": math.Sqrt((9 + 16 + 25) / 3.0)}
	for code, w := range want {
		if g := got.Col(code); math.Abs(g[0]-w) > 1e-12 || math.Abs(g[1]-w) > 1e-12 {
			t.Errorf("%s is %v, want %v", code, g, w)
		}
	}
}

// An aggregate of direction -1 keeps its score and enters its parent turned round.
func TestAggregateOfDirectionMinusOne(t *testing.T) {
	tree := treeOf(t, MetaRow{Code: "x1", Parent: "risk"}, MetaRow{Code: "x2", Parent: "risk"}, MetaRow{Code: "x3", Parent: "all"},
		MetaRow{Code: "risk", Parent: "all", Direction: -1}, MetaRow{Code: "all"})
	table := rowsTable(tree, []float64{20, 40, 60}, []float64{80, 80, 60}, []float64{math.NaN(), math.NaN(), 10})
	if _, err := Aggregate(table, tree, tree.Weights(), AggregateSpec{}); !errors.Is(err, &Fault{Code: "aggregate.middle"}) {
		t.Errorf("without a middle: %v", err)
	}
	got, err := Aggregate(table, tree, tree.Weights(), AggregateSpec{Middle: ptr(50.0)})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(got.Col("risk")[:2], []float64{30, 80}) || !slices.Equal(got.Col("all"), []float64{65, 40, 10}) {
		t.Errorf("risk %v, all %v", got.Col("risk"), got.Col("all"))
	}
	// Copeland lies round 0 whatever the scale of its children
	spec := AggregateSpec{Middle: ptr(50.0), Nodes: map[string]AggregateRule{"risk": {Method: "copeland"}}}
	if got, err = Aggregate(table, tree, tree.Weights(), spec); err != nil || !slices.Equal(got.Col("all"), []float64{30.5, 29.5, 10}) {
		t.Errorf("with Copeland: %v %v", got, err)
	}
	ranks, err := Rank(got, RankSpec{Lower: []string{"risk"}})
	if err != nil || ranks.Col("risk")[0] != 1 || ranks.Col("all")[0] != 1 {
		t.Errorf("ranks %v %v", ranks, err)
	}
}

func TestZeroAndNegativeValues(t *testing.T) {
	tree := flat(t, 2)
	zero := rowsTable(tree, []float64{0, 4}, []float64{9, 4}, []float64{math.Copysign(0, -1), 0})
	below := rowsTable(tree, []float64{-1, 4}, []float64{9, 4})
	for name, power := range map[string]float64{"geometric": 0, "harmonic": 0, "generalised": -1, "arithmetic": 0, "minimum": 0, "copeland": 0} {
		rule := AggregateRule{Method: name, Power: &power}
		_, err := Aggregate(zero, tree, tree.Weights(), AggregateSpec{AggregateRule: rule})
		_, errBelow := Aggregate(below, tree, tree.Weights(), AggregateSpec{AggregateRule: rule})
		if refuses := name == "geometric" || name == "harmonic" || name == "generalised"; refuses != errors.Is(err, &Fault{Code: "aggregate.zero"}) || refuses != errors.Is(errBelow, &Fault{Code: "aggregate.domain"}) {
			t.Errorf("%s: %v, %v", name, err, errBelow)
		} else if !refuses {
			continue
		}
		rule.OnZero = "zero"
		got, err := Aggregate(zero, tree, tree.Weights(), AggregateSpec{AggregateRule: rule})
		if err != nil || got.Col("all")[0] != 0 || got.Col("all")[2] != 0 || !(got.Col("all")[1] > 5) {
			t.Errorf("%s with zeros: %v %v", name, got, err)
		}
		if _, err := Aggregate(below, tree, tree.Weights(), AggregateSpec{AggregateRule: rule}); err == nil {
			t.Errorf("%s takes a negative value when zeros are allowed", name)
		}
	}
	if _, err := Aggregate(rowsTable(tree, []float64{1e200, 1}), tree, tree.Weights(), AggregateSpec{AggregateRule: AggregateRule{Method: "generalised", Power: ptr(3.0)}}); !errors.Is(err, &Fault{Code: "aggregate.overflow"}) {
		t.Errorf("overflow: %v", err)
	}
	w := []float64{math.MaxFloat64, math.MaxFloat64, 1}
	if got, err := Aggregate(rowsTable(tree, []float64{math.MaxFloat64, math.MaxFloat64 / 2}), tree, w, AggregateSpec{}); err != nil || math.Abs(got.Col("all")[0]/math.MaxFloat64-0.75) > 1e-12 {
		t.Errorf("the largest numbers: %v %v", got, err)
	}
}

// Every fault of a spec in one pass.
func TestAggregateSpecFaults(t *testing.T) {
	tree := flat(t, 2)
	bad := AggregateRule{Method: "median", Power: ptr(math.Inf(1)), Present: ptr(1.5), OnZero: "skip", Tolerance: ptr(-1.0), ValueTolerance: ptr(math.NaN())}
	spec := AggregateSpec{AggregateRule: bad, Levels: map[int]AggregateRule{1: {}, 9: bad}, Nodes: map[string]AggregateRule{"x0": {}, "nobody": {}}, Middle: ptr(math.NaN())}
	_, err := Aggregate(rowsTable(tree, []float64{1, 2}), tree, []float64{-1, math.NaN()}, spec)
	if err == nil || len(err.(Faults)) != 1+6+6+2+2+1 {
		t.Errorf("%d faults: %v", len(err.(Faults)), err)
	}
	for _, f := range err.(Faults) {
		if f.Text("vi") == f.Text("en") || f.Place.Source != "aggregate" {
			t.Errorf("one language only, or no place: %v", f)
		}
	}
	_, err = Aggregate(rowsTable(tree, []float64{1, 2}), tree, tree.Weights(), AggregateSpec{AggregateRule: AggregateRule{Method: "generalised"}})
	if !errors.Is(err, &Fault{Code: "aggregate.power_missing"}) {
		t.Errorf("without a power: %v", err)
	}
}

// Copeland without a matrix gives what the matrix gives, with missing values and
// ties too; it does not depend on the order of the units, and sums to 0.
func TestCopelandAgainstTheMatrix(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	for round := range 200 {
		n, p := 1+rng.IntN(30), 1+rng.IntN(6)
		tree := flat(t, p)
		rows := make([][]float64, n)
		for i := range rows {
			rows[i] = make([]float64, p)
			for j := range rows[i] {
				rows[i][j] = float64(rng.IntN(5))
				if round%2 == 0 && rng.IntN(5) == 0 {
					rows[i][j] = math.NaN()
				}
			}
		}
		w := make([]float64, p+1)
		for c := range w {
			w[c] = float64(1 + rng.IntN(4))
		}
		table := rowsTable(tree, rows...)
		got, err := Aggregate(table, tree, w, AggregateSpec{AggregateRule: AggregateRule{Method: "copeland"}})
		if err != nil {
			t.Fatal(err)
		}
		m, err := Outranking(table, w[:p])
		if err != nil {
			t.Fatal(err)
		}
		want, sum := m.Copeland(DefaultTolerance), 0.0
		for i, x := range got.Col("all") {
			if x != want[i] && !(math.IsNaN(x) && n == 1) && !(math.IsNaN(x) && math.IsNaN(want[i])) {
				t.Fatalf("unit %d of %v: %v, by the matrix %v", i, rows, x, want[i])
			}
			if x == x {
				sum += x
			}
		}
		if sum != 0 {
			t.Fatalf("scores sum to %v", sum)
		}
		slices.Reverse(rows)
		turned, err := Aggregate(rowsTable(tree, rows...), tree, w, AggregateSpec{AggregateRule: AggregateRule{Method: "copeland"}})
		if err != nil {
			t.Fatal(err)
		}
		for i, x := range turned.Col("all") {
			if y := got.Col("all")[n-1-i]; x != y && x == x {
				t.Fatalf("the order of the units matters: %v, %v", x, y)
			}
		}
	}
}

func TestAggregateIsReadOnlyAndRepeats(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	tree := flat(t, 3)
	table := lookTable(50, func(i, j int) float64 { return 1 + rng.Float64() })
	table = &Table{Units: table.Units, Codes: tree.IndicatorCodes(), Cols: table.Cols[:3]}
	before := slices.Concat(table.Cols...)
	for method := range aggregators {
		spec := AggregateSpec{AggregateRule: AggregateRule{Method: method, Power: ptr(3.0)}}
		a, errA := Aggregate(table, tree, tree.Weights(), spec)
		b, errB := Aggregate(table, tree, tree.Weights(), spec)
		if errA != nil || errB != nil || !slices.Equal(a.Col("all"), b.Col("all")) {
			t.Errorf("%s: two runs differ (%v %v)", method, errA, errB)
		}
		plan, err := planAggregate(tree, spec, nil)
		if err != nil {
			t.Fatal(err)
		}
		var s aggregateScratch
		var faults Faults
		w := tree.Weights()
		plan.run(a.Cols, table.Units, w, &s, &faults)
		if n := testing.AllocsPerRun(20, func() { plan.run(a.Cols, table.Units, w, &s, &faults) }); n > 0 {
			t.Errorf("%s: a rebuild allocates %v times", method, n)
		}
	}
	if !slices.Equal(before, slices.Concat(table.Cols...)) {
		t.Error("the input changed")
	}
}

func TestRanks(t *testing.T) {
	nan := math.NaN()
	table := &Table{Units: []string{"a", "b", "c", "d", "e", "f"}, Codes: []string{"x"}, Cols: [][]float64{{50, 80, 80 + 1e-9, nan, 20, 80 - 1e-6}}}
	check := func(got *Table, err error, want ...float64) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for i, w := range want {
			if g := got.Cols[0][i]; g != w && !(g != g && w != w) {
				t.Errorf("ranks %v, want %v", got.Cols[0], want)
				return
			}
		}
	}
	got, err := Rank(table, RankSpec{})
	check(got, err, 4, 1, 1, nan, 5, 3)
	got, err = Rank(table, RankSpec{Tolerance: ptr(0.0)})
	check(got, err, 4, 2, 1, nan, 5, 3)
	got, err = Rank(table, RankSpec{Tolerance: ptr(1e-6)})
	check(got, err, 4, 1, 1, nan, 5, 1)
	got, err = Rank(table, RankSpec{Lower: []string{"x"}})
	check(got, err, 2, 4, 4, nan, 1, 3)
	got, err = RankWithin(table, []string{"N", "S", "N", "S", "", "S"}, RankSpec{})
	check(got, err, 2, 1, 1, nan, nan, 2)
	got, err = RankWithin(table, []string{"N", "S", "N", "S", "", "S"}, RankSpec{Lower: []string{"x"}})
	check(got, err, 1, 2, 2, nan, nan, 1)
	if _, err = RankWithin(table, []string{"N"}, RankSpec{Tolerance: ptr(-1.0), Lower: []string{"y"}}); err == nil || len(err.(Faults)) != 3 {
		t.Errorf("faults: %v", err)
	}
}

// The middle of a scale is what a unit half-way between worst and best scores.
func TestScaleMiddles(t *testing.T) {
	tree := flat(t, 1)
	table := rowsTable(tree, []float64{10}, []float64{20}, []float64{30})
	for _, rule := range []NormaliseRule{
		{}, {Range: []float64{1, 10}}, {Method: "zscore"}, {Method: "zscore", Mean: ptr(100.0), SD: ptr(15.0)}, {Method: "scaled", Posts: []float64{10, 30}},
		{Method: "goalposts", Posts: []float64{10, 30}, Range: []float64{-1, 3}}, {Method: "dist2max"}, {Method: "prank"},
		{Method: "dist2ref", Reference: "U2"}, {Method: "dist2targ", Target: ptr(30.0)},
	} {
		spec := NormaliseSpec{Indicators: map[string]NormaliseRule{"x0": rule}}
		got, err := Normalise(table, tree, spec)
		if err != nil {
			t.Fatal(err)
		}
		if middle := scaleMiddles(tree, spec)[0]; math.Abs(middle-got.Cols[0][1]) > 1e-12 {
			t.Errorf("%s: middle %v, half-way %v", rule.Method, middle, got.Cols[0][1])
		}
	}
	for _, method := range []string{"fracmax", "rank", "borda", "none"} {
		if middle := scaleMiddles(tree, NormaliseSpec{NormaliseRule: NormaliseRule{Method: method}})[0]; !math.IsNaN(middle) {
			t.Errorf("%s: middle %v of a scale that depends on the data", method, middle)
		}
	}
}
