package index

import (
	"math"
	"slices"
	"testing"
)

func TestScreenByHand(t *testing.T) {
	nan := math.NaN()
	tree := flat(t, 4)
	table := rowsTable(tree,
		[]float64{1, 2, 3, 4},         // all there
		[]float64{1, nan, nan, nan},   // 1/4 there
		[]float64{0, 0, 0, 5},         // 1/4 not zero
		[]float64{nan, nan, nan, nan}, // nothing
		[]float64{0, nan, nan, 7},     // 2/4 there, 1/2 not zero
	)
	half := ptr(0.5)
	for name, c := range map[string]struct {
		spec ScreenSpec
		kept []string
	}{
		"default, two thirds":   {ScreenSpec{}, []string{"U0", "U2"}},
		"half is enough":        {ScreenSpec{MinAvailable: half}, []string{"U0", "U2", "U4"}},
		"zeros, default":        {ScreenSpec{By: "zeros"}, []string{"U0", "U1", "U2", "U3", "U4"}},
		"zeros, a half":         {ScreenSpec{By: "zeros", MinNonZero: half}, []string{"U0", "U1", "U3", "U4"}},
		"either":                {ScreenSpec{By: "either", MinAvailable: half, MinNonZero: half}, []string{"U0", "U4"}},
		"forced in and out":     {ScreenSpec{Force: map[string]bool{"U3": true, "U0": false}}, []string{"U2", "U3"}},
		"nobody has too little": {ScreenSpec{MinAvailable: ptr(0.0)}, []string{"U0", "U1", "U2", "U3", "U4"}},
	} {
		got, report, err := Screen(table, tree, c.spec)
		if err != nil {
			t.Error(name, err)
			continue
		}
		if !slices.Equal(got.Units, c.kept) || len(report.Removed())+len(c.kept) != 5 {
			t.Errorf("%s: kept %v, removed %v; want %v", name, got.Units, report.Removed(), c.kept)
		}
		for k, u := range got.Units {
			if !identical(got.Cols[3][k], table.Cols[3][slices.Index(table.Units, u)]) {
				t.Errorf("%s: %s has another unit's values", name, u)
			}
		}
	}
	_, report, _ := Screen(table, tree, ScreenSpec{})
	u := report.Units[4]
	if u.Missing != 2 || u.Zero != 1 || u.Available != 0.5 || u.NonZero != 0.5 || !u.LowAvailable || u.LowNonZero || u.Forced || u.Included {
		t.Errorf("%+v", u)
	}
}

func TestScreenFaults(t *testing.T) {
	tree := flat(t, 2)
	table := rowsTable(tree, []float64{1, math.NaN()})
	for _, c := range []struct {
		want Code
		spec ScreenSpec
	}{
		{"step.method", ScreenSpec{By: "byNA"}},
		{"step.share", ScreenSpec{MinAvailable: ptr(66.0)}},
		{"step.share", ScreenSpec{MinNonZero: ptr(math.NaN())}},
		{"screen.unit_unknown", ScreenSpec{Force: map[string]bool{"U9": true, "U0": true}}},
		{"screen.none_left", ScreenSpec{}},
	} {
		_, _, err := Screen(table, tree, c.spec)
		wantFault(t, err, c.want, c.spec)
	}
}

// denominated is a table of two indicators over three units, and the data of four
// that it is a part of, in another order.
func denominated(t *testing.T) (*Table, *Data, *Tree) {
	tree, err := NewTree([]MetaRow{
		{Code: "x0", Parent: "all", Type: TypeIndicator, Direction: 1, Weight: 1, Denominator: "staff", Target: math.NaN()},
		{Code: "x1", Parent: "all", Type: TypeIndicator, Direction: 1, Weight: 1, Target: math.NaN()},
		{Code: "all", Type: TypeAggregate, Direction: 1, Weight: 1, Target: math.NaN()},
		{Code: "staff", Type: TypeDenominator, Direction: 1, Weight: 1, Target: math.NaN()},
	})
	if err != nil {
		t.Fatal(err)
	}
	table := rowsTable(tree, []float64{10, 1}, []float64{20, 2}, []float64{math.NaN(), 3})
	d := &Data{Values: &Table{
		Units: []string{"U2", "U1", "gone", "U0"}, Codes: []string{"staff", "budget"},
		Cols: [][]float64{{8, 5, 1, 4}, {0, math.NaN(), 1, 0.5}},
	}}
	return table, d, tree
}

func TestDenominateByHand(t *testing.T) {
	nan := math.NaN()
	table, d, tree := denominated(t)
	got, report, err := Denominate(table, d, tree, DenominateSpec{})
	if err != nil || !sameColumn(got.Cols[0], []float64{2.5, 4, nan}) || &got.Cols[1][0] != &table.Cols[1][0] {
		t.Fatal(got, err)
	}
	if r := report.Indicators; len(r) != 1 || r[0].Indicator != "x0" || r[0].By != "staff" || r[0].Scale != 1 || len(r[0].Lost) != 0 {
		t.Errorf("%+v", r)
	}
	got, report, err = Denominate(table, d, tree, DenominateSpec{Zero: "missing", Indicators: map[string]DenominateRule{
		"x0": {Scale: ptr(1000.0)}, "x1": {By: "budget", Scale: ptr(2.0)},
	}})
	if err != nil || !sameColumn(got.Cols[0], []float64{2500, 4000, nan}) || !sameColumn(got.Cols[1], []float64{4, nan, nan}) {
		t.Fatal(got, err)
	}
	if lost := report.Indicators[1].Lost; !slices.Equal(lost, []string{"U1", "U2"}) {
		t.Errorf("lost %v", lost)
	}
	if got, _, err := Denominate(table, d, tree, DenominateSpec{Indicators: map[string]DenominateRule{"x0": {By: "none"}}}); err != nil || &got.Cols[0][0] != &table.Cols[0][0] {
		t.Error(got, err)
	}
}

func TestDenominateFaults(t *testing.T) {
	x1 := func(r DenominateRule) DenominateSpec {
		return DenominateSpec{Indicators: map[string]DenominateRule{"x1": r}}
	}
	for _, c := range []struct {
		want  Code
		spec  DenominateSpec
		spoil func(*Table, *Data)
	}{
		{"denominate.zero", x1(DenominateRule{By: "budget"}), func(t *Table, _ *Data) { t.Cols[1][1] = 0 }},
		{"denominate.negative", DenominateSpec{}, func(_ *Table, d *Data) { d.Values.Cols[0][1] = -1 }},
		{"denominate.overflow", DenominateSpec{}, func(t *Table, d *Data) { t.Cols[0][1], d.Values.Cols[0][1] = 1e300, 1e-300 }},
		{"denominate.column_unknown", x1(DenominateRule{By: "area"}), nil},
		{"step.number", x1(DenominateRule{By: "staff", Scale: ptr(0.0)}), nil},
		{"denominate.scale_alone", x1(DenominateRule{Scale: ptr(2.0)}), nil},
		{"step.method", DenominateSpec{Zero: "skip"}, nil},
		{"step.indicator_unknown", DenominateSpec{Indicators: map[string]DenominateRule{"staff": {}}}, nil},
		{"step.unit_unknown", DenominateSpec{}, func(_ *Table, d *Data) { d.Values.Units[0] = "V" }},
		{"data.none", DenominateSpec{}, func(_ *Table, d *Data) { d.Values = nil }},
	} {
		table, d, tree := denominated(t)
		if c.spoil != nil {
			c.spoil(table, d)
		}
		_, _, err := Denominate(table, d, tree, c.spec)
		wantFault(t, err, c.want, c.spec)
	}
}
