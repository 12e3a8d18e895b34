package index

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestImputeByColumn(t *testing.T) {
	nan := math.NaN()
	tree := flat(t, 3)
	table := rowsTable(tree,
		[]float64{1, nan, nan}, []float64{nan, nan, 5}, []float64{3, nan, 5}, []float64{8, nan, nan}, []float64{nan, nan, 7},
	)
	// The data have more units, in another order.
	d := &Data{
		Values:     &Table{Units: []string{"U4", "other", "U3", "U2", "U1", "U0"}},
		GroupCodes: []string{"zone"},
		Groups:     map[string][]string{"zone": {"", "north", "south", "north", "north", "north"}},
	}
	for name, c := range map[string]struct {
		spec ImputeSpec
		want [2][]float64 // x0 and x2; x1 has nothing to estimate from
	}{
		"mean":            {ImputeSpec{}, [2][]float64{{1, 4, 3, 8, 4}, {17.0 / 3, 5, 5, 17.0 / 3, 7}}},
		"median":          {ImputeSpec{ImputeRule: ImputeRule{Method: "median"}}, [2][]float64{{1, 3, 3, 8, 3}, {5, 5, 5, 5, 7}}},
		"none":            {ImputeSpec{ImputeRule: ImputeRule{Method: "none"}}, [2][]float64{{1, nan, 3, 8, nan}, {nan, 5, 5, nan, 7}}},
		"mean of a group": {ImputeSpec{ImputeRule: ImputeRule{Group: "zone"}}, [2][]float64{{1, 2, 3, 8, nan}, {5, 5, 5, nan, 7}}},
		"one apart": {ImputeSpec{Indicators: map[string]ImputeRule{"x2": {Method: "median", Group: "zone"}}},
			[2][]float64{{1, 4, 3, 8, 4}, {5, 5, 5, nan, 7}}},
	} {
		got, report, err := Impute(table, d, tree, c.spec)
		if err != nil {
			t.Error(name, err)
			continue
		}
		if !sameColumn(got.Cols[0], c.want[0]) || !sameColumn(got.Cols[2], c.want[1]) {
			t.Errorf("%s: %v, want %v", name, got.Cols, c.want)
		}
		if slices.ContainsFunc(got.Cols[1], func(x float64) bool { return x == x }) {
			t.Errorf("%s: something out of nothing: %v", name, got.Cols[1])
		}
		if len(report.Filled)+len(report.Left) != 9 {
			t.Errorf("%s: %+v", name, report)
		}
	}
	_, report, _ := Impute(table, d, tree, ImputeSpec{ImputeRule: ImputeRule{Group: "zone"}})
	f := report.Filled[0]
	if f.Unit != "U1" || f.Indicator != "x0" || f.Value != 2 || f.Method != "mean" || f.Within != "north" || f.Time == f.Time {
		t.Errorf("%+v", f)
	}
	if l := report.Left[0]; l.Unit != "U4" || l.Indicator != "x0" {
		t.Errorf("%+v", l)
	}
}

// By row: x0 in 0 … 10, x1 in 0 … 100 with less being better, x2 constant, x3 in
// another pillar.
func TestImputeByRow(t *testing.T) {
	nan := math.NaN()
	tree := treeOf(t,
		MetaRow{Code: "x0", Parent: "p"}, MetaRow{Code: "x1", Parent: "p", Direction: -1}, MetaRow{Code: "x2", Parent: "p"}, MetaRow{Code: "x3", Parent: "q"},
		MetaRow{Code: "p", Parent: "all"}, MetaRow{Code: "q", Parent: "all"}, MetaRow{Code: "all"},
	)
	table := rowsTable(tree,
		[]float64{0, 100, 7, 1},
		[]float64{10, 0, 7, 2},
		[]float64{8, nan, nan, 1},   // x0 is at 0.8; 0.8 of x1 is 100 - 80
		[]float64{nan, 25, nan, 2},  // x1 is at 0.75
		[]float64{nan, nan, 7, nan}, // nothing that tells in p
		[]float64{6, nan, 7, nan},   // x0 is at 0.6
	)
	for name, c := range map[string]struct {
		spec ImputeSpec
		want [][]float64 // the last four rows
	}{
		"within pillars": {ImputeSpec{By: "row", Level: 2}, [][]float64{{8, 20, 7, 1}, {7.5, 25, 7, 2}, {nan, nan, 7, nan}, {6, 40, 7, nan}}},
		// x3 counts too: (0.8+0)/2 = 0.4, (0.75+1)/2 = 0.875
		"all indicators": {ImputeSpec{By: "row"}, [][]float64{{8, 60, 7, 1}, {8.75, 25, 7, 2}, {nan, nan, 7, nan}, {6, 40, 7, 1.6}}},
		"level of all":   {ImputeSpec{By: "row", Level: 3, ImputeRule: ImputeRule{Method: "median"}}, [][]float64{{8, 60, 7, 1}, {8.75, 25, 7, 2}, {nan, nan, 7, nan}, {6, 40, 7, 1.6}}},
		"raw values":     {ImputeSpec{By: "row", Level: 2, NormaliseFirst: ptr(false)}, [][]float64{{8, 8, 8, 1}, {25, 25, 25, 2}, {7, 7, 7, nan}, {6, 6.5, 7, nan}}},
		"none":           {ImputeSpec{By: "row", ImputeRule: ImputeRule{Method: "none"}}, [][]float64{{8, nan, nan, 1}, {nan, 25, nan, 2}, {nan, nan, 7, nan}, {6, nan, 7, nan}}},
	} {
		got, report, err := Impute(table, nil, tree, c.spec)
		if err != nil {
			t.Error(name, err)
			continue
		}
		left := 0
		for i, row := range c.want {
			for j, want := range row {
				if !alike(got.Cols[j][2+i], want) {
					t.Errorf("%s: row %d, column %d: %v, want %v", name, i, j, got.Cols[j][2+i], want)
				}
				if want != want {
					left++
				}
			}
		}
		if len(report.Left) != left || len(report.Filled)+left != 9 {
			t.Errorf("%s: %+v", name, report)
		}
		if name == "within pillars" && report.Filled[0].Within != "p" {
			t.Errorf("%+v", report.Filled[0])
		}
	}
}

// In a tree of uneven depth an indicator without a node of the level goes with its
// lowest aggregate above.
func TestPillarsOfUnevenTree(t *testing.T) {
	tree := lookTree(t)
	tree.Nodes[tree.Index("c")].Level = 3 // now x4's branch has no node of level 2
	var got [][]int
	for _, p := range pillarsOf(tree, 2) {
		got = append(got, p.leaves)
	}
	if want := [][]int{{0, 1}, {2}, {3}}; !slices.EqualFunc(got, want, slices.Equal) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestImputeFaults(t *testing.T) {
	tree := flat(t, 2)
	table := rowsTable(tree, []float64{1, math.NaN()}, []float64{1, 2})
	labels := map[string][]string{"zone": {"a", "b"}}
	whole := &Data{Values: &Table{Units: []string{"U0", "U1"}}, GroupCodes: []string{"zone"}, Groups: labels}
	other := &Data{Values: &Table{Units: []string{"U0", "U2"}}, GroupCodes: []string{"zone"}, Groups: labels}
	group := ImputeRule{Group: "zone"}
	for _, c := range []struct {
		want Code
		d    *Data
		spec ImputeSpec
	}{
		{"step.method", nil, ImputeSpec{ImputeRule: ImputeRule{Method: "mode"}}},
		{"step.method", nil, ImputeSpec{By: "rows"}},
		{"step.indicator_unknown", nil, ImputeSpec{Indicators: map[string]ImputeRule{"x9": {}}}},
		{"impute.row_only", whole, ImputeSpec{By: "row", ImputeRule: group}},
		{"impute.row_only", nil, ImputeSpec{By: "row", Indicators: map[string]ImputeRule{"x0": {}}}},
		{"impute.column_only", nil, ImputeSpec{Level: 2}},
		{"impute.column_only", nil, ImputeSpec{NormaliseFirst: ptr(true)}},
		{"impute.level", nil, ImputeSpec{By: "row", Level: 1}},
		{"impute.level", nil, ImputeSpec{By: "row", Level: 3}},
		{"impute.group_unknown", nil, ImputeSpec{ImputeRule: group}},
		{"impute.group_unknown", whole, ImputeSpec{ImputeRule: ImputeRule{Group: "size"}}},
		{"step.unit_unknown", other, ImputeSpec{ImputeRule: group}},
	} {
		_, _, err := Impute(table, c.d, tree, c.spec)
		wantFault(t, err, c.want, c.spec)
	}
}

// Estimates lie within the values that they come from, values that are there never
// change, and the order of the units decides nothing.
func TestImputeKeepsValues(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 6))
	tree := flat(t, 4)
	tree.Nodes[2].Direction = -1
	for _, spec := range []ImputeSpec{{}, {ImputeRule: ImputeRule{Method: "median"}}, {By: "row"}, {By: "row", ImputeRule: ImputeRule{Method: "median"}}} {
		for range 20 {
			table := randomTable(rng, tree, 2+rng.IntN(20))
			got, _, err := Impute(table, nil, tree, spec)
			if err != nil {
				t.Fatal(err)
			}
			order := rng.Perm(table.Rows())
			mixed, _, err := Impute(table.PickRows(order), nil, tree, spec)
			if err != nil {
				t.Fatal(err)
			}
			for j, x := range table.Cols {
				lo, hi, _ := spread(x)
				for to, from := range order {
					y := got.Cols[j][from]
					if x[from] == x[from] && y != x[from] || y < lo-1e-9 || y > hi+1e-9 || !alike(mixed.Cols[j][to], y) {
						t.Fatalf("%+v: %v became %v, in another order %v", spec, x, got.Cols[j], mixed.Cols[j])
					}
				}
			}
		}
	}
	// The mean of equal values is that value.
	same := rowsTable(flat(t, 1), []float64{0.1}, []float64{0.1}, []float64{0.1}, []float64{math.NaN()})
	if got, _, err := Impute(same, nil, flat(t, 1), ImputeSpec{}); err != nil || got.Cols[0][3] != 0.1 {
		t.Error(got, err)
	}
	// Sums out of range.
	for _, method := range []string{"mean", "median"} {
		table := rowsTable(flat(t, 1), []float64{1.7e308}, []float64{1.5e308}, []float64{math.NaN()})
		got, _, err := Impute(table, nil, flat(t, 1), ImputeSpec{ImputeRule: ImputeRule{Method: method}})
		if err != nil || math.Abs(got.Cols[0][2]/1.6e308-1) > 1e-9 {
			t.Error(method, got, err)
		}
	}
}

// panelOf is one unit A over five years, and B of one year; rows in no order.
func panelOf(a []float64, b float64) *Data {
	d := &Data{Values: &Table{Codes: []string{"v", "w"}, Cols: [][]float64{nil, nil}}, GroupCodes: []string{"zone"}, Groups: map[string][]string{}}
	for _, k := range []int{3, 0, 5, 4, 1, 2} {
		unit, time, x := "A", []float64{2016, 2017, 2019, 2020, 2023}[k%5], b
		if k == 5 {
			unit, time = "B", 2020
		} else {
			x = a[k]
		}
		d.Values.Units = append(d.Values.Units, unit)
		d.Values.Cols[0] = append(d.Values.Cols[0], x)
		d.Values.Cols[1] = append(d.Values.Cols[1], math.NaN())
		d.Time = append(d.Time, time)
		d.Groups["zone"] = append(d.Groups["zone"], unit)
	}
	return d
}

func TestPanelByHand(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		method    string
		back      int
		in, want  []float64
		from, one float64 // where the gap of 2020 comes from; a series of one value in 2019
	}{
		{"", 0, []float64{nan, 4, nan, nan, 12}, []float64{nan, 4, 4, 4, 12}, 2017, 5},
		{"latest", 1, []float64{nan, 4, nan, nan, 12}, []float64{nan, 4, 4, nan, 12}, nan, 5},
		{"latest", 2, []float64{nan, 4, nan, nan, 12}, []float64{nan, 4, 4, 4, 12}, 2017, 5},
		{"constant", 0, []float64{nan, 4, nan, nan, 12}, []float64{4, 4, 4, 4, 12}, 2017, 5},
		// two of six years, three of six years
		{"linear", 0, []float64{nan, 4, nan, nan, 12}, []float64{4, 4, 4 + 8.0/3, 8, 12}, nan, nan},
		{"linear-constant", 0, []float64{nan, 4, nan, nan, 12}, []float64{4, 4, 4 + 8.0/3, 8, 12}, nan, 5},
		{"linear", 0, []float64{1, 3, nan, nan, nan}, []float64{1, 3, 3, 3, 3}, 2017, nan},
		{"linear", 0, []float64{0.3, nan, nan, nan, 0.3}, []float64{0.3, 0.3, 0.3, 0.3, 0.3}, nan, nan},
		{"linear", 0, []float64{-1.7e308, nan, nan, nan, 1.7e308}, []float64{-1.7e308, -1.7e308 * 5 / 7, -1.7e308 / 7, 1.7e308 / 7, 1.7e308}, nan, nan},
	} {
		spec := PanelSpec{Method: c.method, MaxTime: c.back, Columns: []string{"v"}}
		d := panelOf(c.in, nan)
		before := slices.Clone(d.Values.Cols[0])
		got, report, err := ImputePanel(d, spec)
		if err != nil {
			t.Error(c.method, err)
			continue
		}
		for i, u := range got.Values.Units {
			if u == "B" { // nothing to take
				if got.Values.Cols[0][i] == got.Values.Cols[0][i] {
					t.Errorf("%+v: B became %v", spec, got.Values.Cols[0][i])
				}
				continue
			}
			k := slices.Index([]float64{2016, 2017, 2019, 2020, 2023}, got.Time[i])
			if x := got.Values.Cols[0][i]; x != c.want[k] && math.Abs(x/c.want[k]-1) > 1e-12 && !(x != x && c.want[k] != c.want[k]) {
				t.Errorf("%+v: %v in %v, want %v", spec, x, got.Time[i], c.want[k])
			}
			if got.Groups["zone"][i] != u {
				t.Error("groups went astray")
			}
		}
		for _, f := range report.Filled {
			if f.Unit != "A" || f.Indicator != "v" || f.Time == 2020 && !alike(f.From, c.from) {
				t.Errorf("%+v: %+v, want from %v", spec, f, c.from)
			}
		}
		// Untouched: a column not named, and the input.
		if &got.Values.Cols[1][0] != &d.Values.Cols[1][0] || !slices.EqualFunc(d.Values.Cols[0], before, identical) {
			t.Errorf("%+v: the input was written to, or a column copied", spec)
		}
		single, _, err := ImputePanel(panelOf([]float64{nan, nan, 5, nan, nan}, 1), PanelSpec{Method: c.method})
		if err != nil || !alike(single.Values.Cols[0][0], c.one) { // row 0 is 2020
			t.Errorf("%s of one value: %v %v, want %v", c.method, single.Values.Cols[0], err, c.one)
		}
	}
}

func TestPanelFaults(t *testing.T) {
	nan := math.NaN()
	for _, c := range []struct {
		want  Code
		spec  PanelSpec
		spoil func(*Data)
	}{
		{"step.method", PanelSpec{Method: "nearest"}, nil},
		{"panel.max_time", PanelSpec{MaxTime: -1}, nil},
		{"panel.max_time", PanelSpec{Method: "linear", MaxTime: 1}, nil},
		{"table.column_unknown", PanelSpec{Columns: []string{"z"}}, nil},
		{"look.time", PanelSpec{}, func(d *Data) { d.Time = nil }},
		{"panel.time", PanelSpec{}, func(d *Data) { d.Time[0] = nan }},
		{"panel.time_double", PanelSpec{}, func(d *Data) { d.Time[0] = d.Time[1] }},
		{"panel.times", PanelSpec{}, func(d *Data) { *d = *d.At(2020) }},
		{"data.none", PanelSpec{}, func(d *Data) { d.Values = nil }},
		{"table.infinite", PanelSpec{}, func(d *Data) { d.Values.Cols[0][0] = math.Inf(-1) }},
	} {
		d := panelOf([]float64{1, nan, 3, 4, 5}, nan)
		if c.spoil != nil {
			c.spoil(d)
		}
		_, _, err := ImputePanel(d, c.spec)
		wantFault(t, err, c.want, c.spec)
	}
	if _, _, err := ImputePanel(nil, PanelSpec{}); !errors.Is(err, &Fault{Code: "data.none"}) {
		t.Error(err)
	}
}
