package index

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"os"
	"testing"
)

// FuzzSteps gives every step any bits as values and any choice of methods: a
// result or a fault, never a panic; and what each step promises whatever the
// values are.
func FuzzSteps(f *testing.F) {
	seed := func(choice uint32, x ...float64) {
		b := binary.LittleEndian.AppendUint32(nil, choice)
		for _, v := range x {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		f.Add(b)
	}
	inf, nan := math.Inf(1), math.NaN()
	seed(0)
	seed(1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 4, 2, nan, 3, nan, 1)
	seed(0xffffffff, inf, nan, 0, 1, 1e308, -1e308, 5e-324, 1)
	seed(0x12345678, 1e160, -1e160, 1e155, 3, 2e160, 1e160, 1e155, 5, 1, 2, 3, 4, nan, nan, nan, nan, 0, 0, 0, 0)
	seed(0x9e3779b9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 9, 1, 1, 1, 9, 2, 2, 2, 1e9)
	seed(0x7f4a7c15, 0, 0, 0, 0, nan, 0, 0, 0, 0, nan, 0, 0, 0, 0, nan, 0)
	pool := []float64{0, 1, -1, nan, 1.7e308, -1.7e308, 5e-324, -1e-160, 1e-160, 1e155, 3.4, 3.4000000000000004, 2, 2, 100}
	rng := rand.New(rand.NewPCG(20, 8))
	tables := 300
	if os.Getenv("SANSANG_LARGER") == "1" {
		tables = 30_000
	}
	for range tables {
		hostile := make([]float64, 4*rng.IntN(12))
		for i := range hostile {
			hostile[i] = pool[rng.IntN(len(pool))]
		}
		seed(rng.Uint32(), hostile...)
	}
	rows := []MetaRow{{Code: "all", Type: TypeAggregate}, {Code: "p", Parent: "all", Type: TypeAggregate}, {Code: "size", Type: TypeDenominator}}
	for k, c := range []string{"x1", "x2", "x3", "x4"} {
		rows = append(rows, MetaRow{Code: c, Parent: []string{"p", "all"}[k%2], Type: TypeIndicator, Direction: float64(1 - k/2*2), Target: float64(k)})
	}
	for k := range rows {
		if rows[k].Weight = 1; rows[k].Direction == 0 {
			rows[k].Direction = 1
		}
	}
	tree, err := NewTree(rows)
	if err != nil {
		f.Fatal(err)
	}
	methods, kinds, panels := sortedKeys(normaliseMethods), sortedKeys(treatments), sortedKeys(panelMethods)
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) < 4 {
			return
		}
		choice := binary.LittleEndian.Uint32(b)
		pick := func(names []string) string {
			name := names[choice%uint32(len(names))]
			choice = choice*1664525 + 1013904223 // the next choice: Numerical Recipes, §7.1
			return name
		}
		yes := func() bool { return pick([]string{"n", "y"}) == "y" }
		b = b[4:]
		n := min(len(b)/32, 40)
		table := lookTable(n, func(i, j int) float64 {
			return math.Float64frombits(binary.LittleEndian.Uint64(b[8*(4*i+j):]))
		})
		for _, col := range table.Cols { // fuzzed bits are hardly ever near each other
			for i := range col {
				if pick([]string{"round", "", "", ""}) == "round" {
					col[i] = math.Round(math.Mod(col[i], 8))
				}
			}
		}
		groups := make([]string, n)
		for i := range groups {
			groups[i] = pick([]string{"", "a", "b"})
		}
		size := &Table{Units: table.Units, Codes: []string{"size"}, Cols: [][]float64{table.Cols[int(choice%4)]}}
		d := &Data{Values: size, GroupCodes: []string{"g"}, Groups: map[string][]string{"g": groups}}
		faulty := table.check("fuzz") != nil
		check := func(step string, got *Table, err error) {
			if faulty && err == nil {
				t.Fatalf("%s took infinite values", step)
			}
			if err == nil && got.check(step) != nil {
				t.Fatalf("%s made infinite values: %v", step, got.check(step))
			}
		}
		if got, r, err := Screen(table, tree, ScreenSpec{By: pick([]string{"missing", "zeros", "either"})}); err == nil {
			check("screen", got, err)
			if len(r.Removed())+got.Rows() != n {
				t.Fatal("screen lost units")
			}
		}
		got, _, err := Denominate(table, d, tree, DenominateSpec{Zero: "missing", Indicators: map[string]DenominateRule{"x1": {By: "size"}}})
		check("denominate", got, err)

		spec := ImputeSpec{ImputeRule: ImputeRule{Method: pick([]string{"mean", "median"})}}
		switch pick([]string{"column", "group", "row", "pillar"}) {
		case "group":
			spec.Group = "g"
		case "row":
			spec.By = "row"
		case "pillar":
			spec.By, spec.Level = "row", 2
		}
		got, _, err = Impute(table, d, tree, spec)
		check("impute", got, err)
		for j, x := range table.Cols {
			lo, hi, _ := spread(x)
			for i := range x {
				if err == nil && (x[i] == x[i] && got.Cols[j][i] != x[i] || got.Cols[j][i] < lo-1e-9*math.Abs(lo) || got.Cols[j][i] > hi+1e-9*math.Abs(hi)) {
					t.Fatalf("%+v made %v of %v in %v", spec, got.Cols[j][i], x[i], x)
				}
			}
		}

		w := WinLimit(choice % 9)
		lambda := float64(choice%7)/2 - 1
		got, report, err := Treat(table, tree, TreatSpec{Combine: yes(), TreatRule: TreatRule{
			First: pick(kinds), Second: pick(kinds), WinMax: &w, Force: ptr(yes()), Lambda: &lambda, Shift: ptr(yes()), Skew: ptr(0.5), Kurt: ptr(0.5),
		}})
		check("treat", got, err)
		if err == nil {
			changed := 0
			for j, x := range table.Cols {
				for i := range x {
					y := got.Cols[j]
					if x[i] == x[i] && x[i] != y[i] {
						changed++
					}
					if (x[i] == x[i]) != (y[i] == y[i]) {
						t.Fatalf("treatment made %v of %v (%+v)", y[i], x[i], report.Decisions[j])
					}
					for k := range i {
						if x[i] < x[k] && y[i] > y[k] || x[i] > x[k] && y[i] < y[k] {
							t.Fatalf("treatment turned %v and %v round: %v, %v (%+v)", x[i], x[k], y[i], y[k], report.Decisions[j])
						}
					}
				}
			}
			if changed != len(report.Changes) {
				t.Fatalf("%d values changed, %d reported", changed, len(report.Changes))
			}
		}

		rule := NormaliseRule{Method: pick(methods)}
		switch rule.Method {
		case "goalposts":
			rule.Posts, rule.Cap = []float64{-1, float64(choice % 5)}, ptr(yes())
		case "dist2ref":
			rule.Reference, rule.Cap = "U0", ptr(yes())
		case "dist2targ":
			rule.Cap = ptr(yes())
		}
		got, err = Normalise(table, tree, NormaliseSpec{NormaliseRule: rule})
		check("normalise "+rule.Method, got, err)
		if err == nil {
			for j, x := range table.Cols {
				sign := tree.Nodes[j].Direction
				_, _, differ := spread(x)
				for i := range x {
					y := got.Cols[j]
					if x[i] != x[i] && y[i] == y[i] || differ && x[i] == x[i] && y[i] != y[i] {
						t.Fatalf("%s made %v of %v in %v", rule.Method, y[i], x[i], x)
					}
					for k := range i {
						if sign*x[i] < sign*x[k] && y[i] > y[k] || sign*x[i] > sign*x[k] && y[i] < y[k] {
							t.Fatalf("%s, direction %v, turned %v and %v round: %v, %v", rule.Method, sign, x[i], x[k], y[i], y[k])
						}
					}
				}
			}
		}

		panel := &Data{Values: table, Time: make([]float64, n)}
		units := make([]string, n)
		for i := range units {
			units[i], panel.Time[i] = pick([]string{"A", "B"}), float64(i%7)+float64(i/7)/100
		}
		panel.Values = &Table{Units: units, Codes: table.Codes, Cols: table.Cols}
		if filled, _, err := ImputePanel(panel, PanelSpec{Method: pick(panels)}); err == nil {
			check("panel", filled.Values, err)
		}
	})
}
