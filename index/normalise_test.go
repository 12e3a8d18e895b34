package index

import (
	"errors"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// single is a tree of one indicator x0 with the direction.
func single(t testing.TB, direction float64) *Tree {
	return treeOf(t, MetaRow{Code: "x0", Parent: "all", Direction: direction}, MetaRow{Code: "all"})
}

// normaliseOne normalises one indicator of units U0 ….
func normaliseOne(t testing.TB, direction float64, rule NormaliseRule, x ...float64) ([]float64, error) {
	tree := single(t, direction)
	table := rowsTable(tree)
	table.Units, table.Cols = make([]string, len(x)), [][]float64{x}
	for i := range x {
		table.Units[i] = "U" + string(rune('0'+i))
	}
	got, err := Normalise(table, tree, NormaliseSpec{NormaliseRule: rule})
	if err != nil {
		return nil, err
	}
	return got.Cols[0], nil
}

func sameColumn(a, b []float64) bool { return slices.EqualFunc(a, b, alike) }

// Every method on 2, nothing, 6, 4, worked out by hand.
func TestNormaliseByHand(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		rule       NormaliseRule
		more, less []float64 // where more, where less is better
	}{
		{NormaliseRule{}, []float64{0, nan, 100, 50}, []float64{100, nan, 0, 50}},
		{NormaliseRule{Method: "minmax", Range: []float64{1, 10}}, []float64{1, nan, 10, 5.5}, []float64{10, nan, 1, 5.5}},
		// mean 4, deviations -2, 2, 0, standard deviation √(8/2) = 2
		{NormaliseRule{Method: "zscore"}, []float64{-1, nan, 1, 0}, []float64{1, nan, -1, 0}},
		{NormaliseRule{Method: "zscore", Mean: ptr(10.0), SD: ptr(2.0)}, []float64{8, nan, 12, 10}, []float64{12, nan, 8, 10}},
		{NormaliseRule{Method: "scaled"}, []float64{2, nan, 6, 4}, []float64{-2, nan, -6, -4}},
		// (2+2)/5·7, (6+2)/5·7, (4+2)/5·7; less: (-2+2)/5·7 …
		{NormaliseRule{Method: "scaled", Posts: []float64{-2, 3}, Range: []float64{0, 7}}, []float64{5.6, nan, 11.2, 8.4}, []float64{0, nan, -5.6, -2.8}},
		{NormaliseRule{Method: "dist2max"}, []float64{0, nan, 1, 0.5}, []float64{1, nan, 0, 0.5}},
		// from 4: 1-(4-2)/(4-2), 1-(4-6)/(4-2), 1; less: 1-(-4+2)/(-4+6) …
		{NormaliseRule{Method: "dist2ref", Reference: "U3"}, []float64{0, nan, 2, 1}, []float64{2, nan, 0, 1}},
		{NormaliseRule{Method: "dist2ref", Reference: "U3", Cap: ptr(true)}, []float64{0, nan, 1, 1}, []float64{1, nan, 0, 1}},
		// to 5: 1-(5-2)/(5-2), 1-(5-6)/(5-2), 1-(5-4)/(5-2); less: 1-(-5+2)/(-5+6) …
		{NormaliseRule{Method: "dist2targ", Target: ptr(5.0)}, []float64{0, nan, 4.0 / 3, 2.0 / 3}, []float64{4, nan, 0, 2}},
		{NormaliseRule{Method: "dist2targ", Target: ptr(5.0), Cap: ptr(true)}, []float64{0, nan, 1, 2.0 / 3}, []float64{1, nan, 0, 1}},
		{NormaliseRule{Method: "fracmax"}, []float64{1.0 / 3, nan, 1, 2.0 / 3}, []float64{1, nan, 1.0 / 3, 0.5}},
		{NormaliseRule{Method: "fracmax", Negated: true}, []float64{1.0 / 3, nan, 1, 2.0 / 3}, []float64{1, nan, 3, 2}},
		{NormaliseRule{Method: "rank"}, []float64{1, nan, 3, 2}, []float64{3, nan, 1, 2}},
		{NormaliseRule{Method: "borda"}, []float64{0, nan, 2, 1}, []float64{2, nan, 0, 1}},
		{NormaliseRule{Method: "prank"}, []float64{0, nan, 1, 0.5}, []float64{1, nan, 0, 0.5}},
		{NormaliseRule{Method: "goalposts", Posts: []float64{3, 5}}, []float64{0, nan, 100, 50}, []float64{100, nan, 0, 50}},
		{NormaliseRule{Method: "goalposts", Posts: []float64{3, 5}, Cap: ptr(false)}, []float64{-50, nan, 150, 50}, []float64{150, nan, -50, 50}},
		{NormaliseRule{Method: "goalposts", Posts: []float64{0, 8}, Range: []float64{1, 9}}, []float64{3, nan, 7, 5}, []float64{7, nan, 3, 5}},
		{NormaliseRule{Method: "none"}, []float64{2, nan, 6, 4}, []float64{-2, nan, -6, -4}},
	} {
		for direction, want := range map[float64][]float64{1: c.more, -1: c.less} {
			got, err := normaliseOne(t, direction, c.rule, 2, nan, 6, 4)
			if err != nil || !sameColumn(got, want) {
				t.Errorf("%+v, direction %v: %v %v, want %v", c.rule, direction, got, err, want)
			}
		}
	}
}

func TestRanksAsScoresTie(t *testing.T) {
	for ties, want := range map[string][]float64{
		"": {2, 2, 1, 4}, "min": {2, 2, 1, 4}, "average": {2.5, 2.5, 1, 4}, "max": {3, 3, 1, 4}, "dense": {2, 2, 1, 3},
	} {
		if got, err := normaliseOne(t, 1, NormaliseRule{Method: "rank", Ties: ties}, 5, 5, 1, 9); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q: %v %v, want %v", ties, got, err, want)
		}
	}
	for _, c := range []struct {
		tolerance *float64
		x, want   []float64
	}{
		{nil, []float64{3.4, 3.4000000000000004, 1}, []float64{2, 2, 1}},      // rounding
		{ptr(0.0), []float64{3.4, 3.4000000000000004, 1}, []float64{2, 3, 1}}, // as COINr
		{nil, []float64{3e-12, 4e-12, 1e-12}, []float64{2, 3, 1}},             // a small unit is no rounding
		{ptr(0.1), []float64{50, 59, 0, 100}, []float64{2, 2, 1, 4}},          // 9 of 100
		{ptr(0.1), []float64{-50, -59, -0, -100}, []float64{2, 2, 4, 1}},      // ties grow from the worst
		{nil, []float64{7, 7, 7}, []float64{1, 1, 1}},                         // no range
		{nil, []float64{math.NaN(), math.NaN()}, []float64{math.NaN(), math.NaN()}},
	} {
		if got, err := normaliseOne(t, 1, NormaliseRule{Method: "rank", Tolerance: c.tolerance}, c.x...); err != nil || !sameColumn(got, c.want) {
			t.Errorf("%v: %v %v, want %v", c.x, got, err, c.want)
		}
	}
}

// What becomes of an indicator that tells units not apart, method by method.
func TestNormaliseEqualValues(t *testing.T) {
	nan := math.NaN()
	half := ptr(0.5)
	for _, c := range []struct {
		rule    NormaliseRule
		x, want []float64
	}{
		{NormaliseRule{}, []float64{3, nan, 3}, []float64{nan, nan, nan}},
		{NormaliseRule{Equal: half}, []float64{3, nan, 3}, []float64{0.5, nan, 0.5}},
		{NormaliseRule{Method: "zscore"}, []float64{0.1, 0.1, 0.1}, []float64{nan, nan, nan}}, // their mean misses 0.1
		{NormaliseRule{Method: "zscore", Equal: half}, []float64{0.1, 0.1, 0.1}, []float64{0.5, 0.5, 0.5}},
		{NormaliseRule{Method: "dist2max", Equal: half}, []float64{0, 0, nan}, []float64{0.5, 0.5, nan}},
		{NormaliseRule{Method: "prank"}, []float64{3, 3}, []float64{0, 0}},
		{NormaliseRule{Method: "prank"}, []float64{3, nan}, []float64{nan, nan}}, // one unit has no percentile
		{NormaliseRule{Method: "prank", Equal: half}, []float64{3, nan}, []float64{0.5, nan}},
		{NormaliseRule{Method: "borda"}, []float64{3, 3}, []float64{0, 0}},
		{NormaliseRule{Method: "fracmax"}, []float64{3, 3}, []float64{1, 1}},
		{NormaliseRule{Method: "goalposts", Posts: []float64{0, 4}}, []float64{3, 3}, []float64{75, 75}},
		{NormaliseRule{Method: "dist2targ", Target: ptr(3.0), Cap: ptr(true)}, []float64{3, nan, 4}, []float64{1, nan, 1}}, // all there
		{NormaliseRule{Method: "dist2ref", Reference: "U0", Cap: ptr(true)}, []float64{3, nan, 4}, []float64{1, nan, 1}},
		{NormaliseRule{Method: "dist2ref", Reference: "U0"}, []float64{nan, nan}, []float64{nan, nan}},
		{NormaliseRule{Method: "fracmax"}, []float64{nan, nan}, []float64{nan, nan}},
		{NormaliseRule{Equal: half}, nil, nil},
	} {
		if got, err := normaliseOne(t, 1, c.rule, c.x...); err != nil || !sameColumn(got, c.want) {
			t.Errorf("%+v of %v: %v %v, want %v", c.rule, c.x, got, err, c.want)
		}
	}
}

func TestNormaliseFaults(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct {
		want Code
		rule NormaliseRule
		x    []float64
	}{
		{"step.method", NormaliseRule{Method: "max"}, nil},
		{"step.method", NormaliseRule{Method: "rank", Ties: "first"}, nil},
		{"step.number", NormaliseRule{Method: "rank", Tolerance: ptr(-1.0)}, nil},
		{"normalise.parameter", NormaliseRule{Method: "zscore", Range: []float64{0, 1}}, nil},
		{"normalise.parameter", NormaliseRule{Target: ptr(1.0)}, nil},
		{"normalise.interval", NormaliseRule{Range: []float64{100, 0}}, nil},
		{"normalise.interval", NormaliseRule{Range: []float64{0}}, nil},
		{"normalise.interval", NormaliseRule{Range: []float64{0, nan}}, nil},
		{"normalise.interval", NormaliseRule{Range: []float64{-1e308, 1e308}}, nil},
		{"normalise.interval", NormaliseRule{Method: "goalposts", Posts: []float64{5, 5}}, nil},
		{"normalise.posts", NormaliseRule{Method: "goalposts"}, nil},
		{"normalise.number", NormaliseRule{Method: "zscore", Mean: &inf}, nil},
		{"normalise.sd", NormaliseRule{Method: "zscore", SD: ptr(0.0)}, nil},
		{"normalise.reference", NormaliseRule{Method: "dist2ref"}, nil},
		{"normalise.reference", NormaliseRule{Method: "dist2ref", Reference: "U9"}, nil},
		{"normalise.reference_missing", NormaliseRule{Method: "dist2ref", Reference: "U0"}, []float64{nan, 1, 2}},
		{"normalise.reference_worst", NormaliseRule{Method: "dist2ref", Reference: "U0"}, []float64{1, 1, 2}},
		{"normalise.target", NormaliseRule{Method: "dist2targ"}, nil},
		{"normalise.target_met", NormaliseRule{Method: "dist2targ", Target: ptr(1.0)}, []float64{1, 2}},
		{"normalise.fraction", NormaliseRule{Method: "fracmax"}, []float64{-1, 0}},
		{"normalise.overflow", NormaliseRule{Method: "scaled", Posts: []float64{0, 1e-300}}, []float64{1e300, 1}},
		{"table.infinite", NormaliseRule{}, []float64{inf, 1}},
	} {
		if c.x == nil {
			c.x = []float64{1, 2, 3}
		}
		_, err := normaliseOne(t, 1, c.rule, c.x...)
		wantFault(t, err, c.want, c.rule, c.x)
	}
	// Where less is better a fraction needs every value above 0.
	if _, err := normaliseOne(t, -1, NormaliseRule{Method: "fracmax"}, 0, 1); !errors.Is(err, &Fault{Code: "normalise.fraction"}) {
		t.Error(err)
	}
	// All faults come in one pass, each with its place, in the order of the keys.
	tree := flat(t, 2)
	_, err := Normalise(rowsTable(tree, []float64{1, 2}), tree, NormaliseSpec{
		NormaliseRule: NormaliseRule{Method: "goalposts"},
		Indicators:    map[string]NormaliseRule{"y": {}, "all": {}, "x1": {Method: "zscore", SD: ptr(-1.0), Ties: "min"}},
	})
	var paths []string
	for _, f := range err.(Faults) {
		paths = append(paths, f.Place.Path)
	}
	if want := []string{"normalise.indicators.all", "normalise.indicators.y", "normalise.posts", "normalise.indicators.x1.ties", "normalise.indicators.x1.sd"}; !slices.Equal(paths, want) {
		t.Errorf("places %v, want %v", paths, want)
	}
}

func TestNormaliseTargetOfMeta(t *testing.T) {
	tree := flat(t, 2)
	tree.Nodes[0].Target, tree.Nodes[1].Direction = 10, -1
	table := rowsTable(tree, []float64{0, 2}, []float64{5, 1})
	got, err := Normalise(table, tree, NormaliseSpec{
		NormaliseRule: NormaliseRule{Method: "dist2targ"},
		Indicators:    map[string]NormaliseRule{"x1": {Method: "minmax", Range: []float64{0, 1}}},
	})
	if err != nil || !slices.Equal(got.Cols[0], []float64{0, 0.5}) || !slices.Equal(got.Cols[1], []float64{0, 1}) {
		t.Error(got, err)
	}
}

// plainRules are rules of every method that any column with positive values takes.
func plainRules() []NormaliseRule {
	return []NormaliseRule{
		{}, {Method: "zscore"}, {Method: "scaled"}, {Method: "dist2max"}, {Method: "dist2ref", Reference: "U0", Cap: ptr(true)},
		{Method: "dist2targ", Target: ptr(1.5), Cap: ptr(true)}, {Method: "fracmax"}, {Method: "rank"}, {Method: "prank"},
		{Method: "borda", Ties: "average"}, {Method: "goalposts", Posts: []float64{1, 2}}, {Method: "none"},
	}
}

// randomTable has positive values with ties and gaps; U0 has no gap.
func randomTable(rng *rand.Rand, tree *Tree, n int) *Table {
	rows := make([][]float64, n)
	for i := range rows {
		for range tree.NumIndicators() {
			x := 1 + float64(rng.IntN(40))/10 + rng.Float64()*float64(rng.IntN(2))
			if i > 0 && rng.IntN(6) == 0 {
				x = math.NaN()
			}
			rows[i] = append(rows[i], x)
		}
	}
	return rowsTable(tree, rows...)
}

// More is better afterwards, whatever the direction was; equal values get equal
// scores; gaps stay gaps; the order of the units decides nothing.
func TestNormaliseKeepsOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 5))
	tree := flat(t, 2)
	tree.Nodes[1].Direction = -1
	for _, rule := range plainRules() {
		for range 20 {
			table := randomTable(rng, tree, 2+rng.IntN(20))
			before := slices.Clone(table.Cols[1])
			got, err := Normalise(table, tree, NormaliseSpec{NormaliseRule: rule})
			if err != nil {
				t.Fatal(rule.Method, err)
			}
			order := rng.Perm(table.Rows())
			mixed, err := Normalise(table.PickRows(order), tree, NormaliseSpec{NormaliseRule: rule})
			if err != nil {
				t.Fatal(rule.Method, err)
			}
			for j, sign := range []float64{1, -1} {
				x, y := table.Cols[j], got.Cols[j]
				for i := range x {
					if (x[i] == x[i]) != (y[i] == y[i]) && table.Rows() > 2 {
						t.Fatalf("%s: %v became %v", rule.Method, x, y)
					}
					for k := range x {
						if sign*x[i] > sign*x[k] && y[i] < y[k] || x[i] == x[k] && y[i] != y[k] && y[i] == y[i] {
							t.Fatalf("%s, direction %v: %v became %v", rule.Method, sign, x, y)
						}
					}
				}
				for to, from := range order {
					if !alike(mixed.Cols[j][to], y[from]) {
						t.Fatalf("%s: another order of the units gives %v, not %v", rule.Method, mixed.Cols[j][to], y[from])
					}
				}
			}
			if !sameColumn(before, table.Cols[1]) {
				t.Fatal(rule.Method, "wrote into its input")
			}
		}
	}
}

// A column of direction -1 is the column with its sign changed, to the last bit.
func TestNormaliseDirectionIsASign(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	for _, rule := range plainRules() {
		if slices.Contains([]string{"dist2targ", "goalposts", "fracmax"}, rule.Method) {
			continue // their parameters or limits are on the scale of the indicator
		}
		x := randomTable(rng, flat(t, 1), 9).Cols[0]
		negated := make([]float64, len(x))
		for i, v := range x {
			negated[i] = -v
		}
		less, err1 := normaliseOne(t, -1, rule, x...)
		more, err2 := normaliseOne(t, 1, rule, negated...)
		if err1 != nil || err2 != nil || !slices.EqualFunc(less, more, identical) {
			t.Errorf("%s: %v %v, %v %v", rule.Method, less, err1, more, err2)
		}
	}
}

func identical(a, b float64) bool {
	return math.Float64bits(a) == math.Float64bits(b) || a != a && b != b
}

// Values at the ends of the range of a float keep their order and their place.
func TestNormaliseExtremes(t *testing.T) {
	for _, x := range [][]float64{{-1.7e308, 0, 1.7e308}, {-5e-324, 0, 5e-324}, {-1e-200, 0, 1e-200}, {-1e200, 0, 1e200}} {
		for method, want := range map[string][]float64{"minmax": {0, 50, 100}, "zscore": {-1, 0, 1}, "dist2max": {0, 0.5, 1}, "prank": {0, 0.5, 1}} {
			if got, err := normaliseOne(t, 1, NormaliseRule{Method: method}, x...); err != nil || !sameColumn(got, want) {
				t.Errorf("%s of %v: %v %v", method, x, got, err)
			}
		}
	}
	got, err := normaliseOne(t, 1, NormaliseRule{Method: "zscore"}, 1e155, 1e155, 1, 1) // squares out of range
	if s := math.Sqrt(3) / 2; err != nil || !sameColumn(got, []float64{s, s, -s, -s}) {
		t.Error(got, err)
	}
}

// The number of workers changes no bit, and a warm bench allocates nothing.
func TestColumnsSideBySide(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	tree := flat(t, 12)
	table := randomTable(rng, tree, 5000)
	for i := range 100 {
		table.Cols[3][i] *= 1000 // outliers to treat
	}
	once := func() []*Table {
		var out []*Table
		for _, rule := range plainRules() {
			n, err := Normalise(table, tree, NormaliseSpec{NormaliseRule: rule})
			if err != nil {
				t.Fatal(err)
			}
			out = append(out, n)
		}
		imputed, _, err := Impute(table, nil, tree, ImputeSpec{})
		if err != nil {
			t.Fatal(err)
		}
		treated, _, err := Treat(table, tree, TreatSpec{})
		if err != nil {
			t.Fatal(err)
		}
		return append(out, imputed, treated)
	}
	if table.Rows()*len(table.Cols) < sideBySide {
		t.Fatal("the table is too small to be worked on by several")
	}
	before := runtime.GOMAXPROCS(1)
	alone := once()
	runtime.GOMAXPROCS(4)
	together := once()
	runtime.GOMAXPROCS(before)
	for k := range alone {
		for j := range alone[k].Cols {
			if !slices.EqualFunc(alone[k].Cols[j], together[k].Cols[j], identical) {
				t.Fatalf("result %d, column %d depends on the number of workers", k, j)
			}
		}
	}

	var b bench
	dst := make([]float64, table.Rows())
	for _, rule := range plainRules() {
		plan, err := prepareNormalise(table.Units, tree, NormaliseSpec{NormaliseRule: rule})
		if err != nil {
			t.Fatal(err)
		}
		if n := testing.AllocsPerRun(5, func() { plan.column(dst, table.Cols[3], 3, &b) }); n != 0 {
			t.Errorf("%s allocates %v times a column", rule.Method, n)
		}
	}
	for _, method := range []string{"winsorise", "log_CT_plus"} {
		plan, err := prepareTreat(tree, TreatSpec{TreatRule: TreatRule{First: method}})
		if err != nil {
			t.Fatal(err)
		}
		var d TreatDecision
		if n := testing.AllocsPerRun(5, func() { plan.column(dst, table.Cols[3], 3, &b, &d) }); n != 0 {
			t.Errorf("%s allocates %v times a column", method, n)
		}
	}
}
