package index

import (
	"encoding/binary"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// province is random data of n units for a tree of uneven depth with an aggregate
// of direction -1, an indicator of direction -1, a denominator and two groups.
func province(t testing.TB, rng *rand.Rand, n int) (*Data, *Tree) {
	t.Helper()
	rows, err := ReadMeta(strings.NewReader(`iCode,Parent,Direction,Weight,Type,Denominator
x1,a,1,2,Indicator,staff
x2,a,-1,1,Indicator,
x3,b,1,1,Indicator,
x4,b,1,3,Indicator,
x5,all,1,1,Indicator,
a,c,1,1,Aggregate,
b,c,-1,2,Aggregate,
c,all,1,2,Aggregate,
all,,1,1,Aggregate,
staff,,,,Denominator,
zone,,,,Group,
`))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	units := make([]string, n)
	zone := make([]string, n)
	for i := range units {
		units[i] = string(rune('A'+i/26%26)) + string(rune('A'+i%26))
		zone[i] = []string{"north", "south", ""}[rng.IntN(3)]
	}
	values := NewTable(units, append(tree.IndicatorCodes(), "staff"))
	for j, col := range values.Cols {
		for i := range col {
			if col[i] = 1 + math.Round(1e4*rng.ExpFloat64())/100; j < 5 && rng.IntN(12) == 0 {
				col[i] = math.NaN()
			}
		}
	}
	return &Data{Values: values, Names: units, GroupCodes: []string{"zone"}, Groups: map[string][]string{"zone": zone}}, tree
}

// stepsSpec takes every step.
const stepsSpec = `
screen: {min_available: 0.5}
denominate:
impute: {method: median}
treat: {winmax: 2}
normalise: {range: [1, 100]}
aggregate: {method: geometric, present: 0.5}
rank: {groups: [zone]}
`

func TestBuildTakesTheSteps(t *testing.T) {
	d, tree := province(t, rand.New(rand.NewPCG(6, 1)), 30)
	for j := range 4 { // this unit has one indicator of five
		d.Values.Cols[j][7] = math.NaN()
	}
	before := slices.Concat(d.Values.Cols...)
	spec := readSpec(t, stepsSpec)
	b, err := Build(d, tree, spec)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range b.Steps() {
		names = append(names, s.Name)
		if rows := s.Table.Rows(); rows != 29 && s.Name != "raw" {
			t.Errorf("%s: %d units", s.Name, rows)
		}
	}
	if got := strings.Join(names, " "); got != "raw screened denominated imputed treated normalised scores ranks" {
		t.Error(got)
	}
	if len(b.Data.Values.Units) != 29 || len(b.Data.Groups["zone"]) != 29 || slices.Contains(b.Scores.Units, d.Values.Units[7]) {
		t.Error("the data were not screened with the table")
	}
	if !slices.EqualFunc(slices.Concat(d.Values.Cols...), before, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }) {
		t.Error("the data changed")
	}
	again, err := Build(d, tree, spec)
	if err != nil || !sameBits(b.Scores, again.Scores) || !sameBits(b.Ranks, again.Ranks) {
		t.Error("a second build differs")
	}
	if b.Engine != EngineVersion || b.Spec != spec || len(b.Screening.Removed()) != 1 || len(b.Imputation.Filled) == 0 || len(b.Denomination.Indicators) != 1 || len(b.Treatment.Decisions) != 5 {
		t.Error("the result does not carry what led to it")
	}
	// each step is the exported function of its name
	scores, err := b.Combine(b.Weights.Values)
	if err != nil || !sameBits(scores, b.Scores) {
		t.Error("Combine gives other scores")
	}
	normalised, err := Normalise(b.Treated, tree, spec.Normalise)
	if err != nil || !sameBits(normalised, b.Normalised) {
		t.Error("Normalise gives another table")
	}
	middle := spec.Aggregate
	middle.Middle = ptr(50.5)
	scores, err = Aggregate(normalised, tree, tree.Weights(), middle)
	if err != nil || !sameBits(scores, b.Scores) {
		t.Error("Aggregate gives other scores", err)
	}
	ranks, err := Rank(scores, RankSpec{Lower: []string{"b"}})
	if err != nil || !sameBits(ranks, b.Ranks) {
		t.Error("Rank gives other ranks", err)
	}
	out, err := LeaveOneOut(tree, b.Weights.Values, nil, DefaultTolerance, b.Combine)
	if err != nil || len(out.Nodes) != 8 {
		t.Error("leave one out", err)
	}
	if _, err := b.Combine([]float64{1}); err == nil {
		t.Error("weights of another tree pass")
	}
	listed, err := b.Results(ResultSpec{Use: "group_ranks", Nodes: "full"}, "zone")
	if err != nil || len(listed.Values.Codes) != 9 || listed.Labels[0] != "north" || listed.Labels[28] != "" || listed.Values.Cols[0][0] != 1 {
		t.Error("results", err, listed)
	}
	if _, err := b.Results(ResultSpec{Nodes: "some", Use: "marks", OrderBy: "who"}, "zone"); err == nil || len(err.(Faults)) != 3 {
		t.Error(err)
	}
	if _, err := b.Results(ResultSpec{}, "size"); !errors.Is(err, &Fault{Code: "build.group"}) {
		t.Error(err)
	}
}

func sameBits(a, b *Table) bool {
	return slices.Equal(a.Units, b.Units) && slices.Equal(a.Codes, b.Codes) &&
		slices.EqualFunc(slices.Concat(a.Cols...), slices.Concat(b.Cols...), func(x, y float64) bool {
			return math.Float64bits(x) == math.Float64bits(y) || x != x && y != y
		})
}

// nearlySame holds two results to what is promised between builds of the engine.
func nearlySame(a, b []float64) bool {
	return slices.EqualFunc(a, b, func(x, y float64) bool {
		return math.Abs(x-y) <= 1e-9*math.Max(1, math.Abs(x)) || x != x && y != y
	})
}

// What must not matter does not: the order of units, the unit in which an indicator
// is measured, the scale of weights, a turned indicator with its direction turned.
func TestBuildIsInvariant(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 2))
	for round := range 60 {
		d, tree := province(t, rng, 5+rng.IntN(40))
		spec := readSpec(t, []string{stepsSpec, "{}", "normalise: {method: zscore}\nimpute: {by: row}", "aggregate: {method: copeland}\nnormalise: {method: prank}"}[round%4])
		if spec.Screen != nil {
			spec.Screen.MinAvailable = ptr(0.0)
		}
		b, err := Build(d, tree, spec)
		if err != nil {
			t.Fatal(err)
		}
		index := b.Scores.Col("all")

		rows := rng.Perm(d.Rows())
		shuffled, err := Build(d.PickRows(rows), tree, spec)
		if err != nil {
			t.Fatal(err)
		}
		back := make([]float64, len(rows))
		for k, i := range rows {
			back[i] = shuffled.Scores.Col("all")[k]
		}
		if !nearlySame(index, back) {
			t.Fatalf("the order of the units matters\n%v\n%v", index, back)
		}

		scaled := &Data{Values: d.Values.shallow(), Names: d.Names, GroupCodes: d.GroupCodes, Groups: d.Groups}
		scaled.Values.Cols[2] = slices.Clone(d.Values.Cols[2])
		for i := range scaled.Values.Cols[2] {
			scaled.Values.Cols[2][i] = 1000*scaled.Values.Cols[2][i] + 7
		}
		moved, err := Build(scaled, tree, spec)
		if err != nil {
			t.Fatal(err)
		}
		if !nearlySame(index, moved.Scores.Col("all")) {
			t.Fatalf("the unit of measurement matters\n%v\n%v", index, moved.Scores.Col("all"))
		}

		weights := b.Weights.Values
		weights[0], weights[1] = 16*weights[0], 16*weights[1]
		heavier, err := b.Combine(weights)
		if err != nil || !nearlySame(index, heavier.Col("all")) {
			t.Fatal("the scale of a parent's weights matters", err)
		}
	}
}

// A table of everything that can be wrong at once comes back as faults of one pass,
// those of the spec with their line.
func TestBuildFaults(t *testing.T) {
	d, tree := province(t, rand.New(rand.NewPCG(6, 3)), 10)
	spec := readSpec(t, `screen: {min_available: 2}
denominate: {indicators: {x9: {by: staff}}}
impute: {method: guess, group: size}
treat: {first: magic}
normalise:
  method: minmax
  range: [3, 1]
  indicators:
    x9: {}
weights: {use: mine}
aggregate:
  method: best
  levels: {7: {}}
rank: {tolerance: -1, groups: [size], lower: [zz]}
`)
	_, err := Build(d, tree, spec)
	if err == nil {
		t.Fatal("no fault")
	}
	lines := make(map[int]bool)
	for _, f := range err.(Faults) {
		if f.Place.Line == 0 || f.Place.Path == "" {
			t.Errorf("no line: %v", f)
		}
		lines[f.Place.Line] = true
	}
	for _, line := range []int{1, 2, 3, 4, 7, 9, 10, 12, 13, 14} {
		if !lines[line] {
			t.Errorf("nothing about line %d in\n%v", line, err)
		}
	}
	for text, want := range map[string]Code{
		"time: 2020": "build.no_time",
		"screen: {by: zeros, min_nonzero: 1, force: {}}":               "",
		"normalise: {range: [0, 100]}\naggregate: {method: geometric}": "aggregate.zero",
		"normalise: {method: rank}":                                    "aggregate.middle",
		"normalise: {method: rank}\naggregate: {middle: 5.5}":          "",
	} {
		if _, err := Build(d, tree, readSpec(t, text)); want == "" && err != nil || want != "" && !errors.Is(err, &Fault{Code: want}) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for i := range d.Values.Cols[0] {
		d.Values.Cols[0][i], d.Values.Cols[1][i] = 0, math.NaN()
	}
	if _, err := Build(d, tree, readSpec(t, "screen: {min_available: 1}")); err == nil || err.(Faults)[0].Place.Source != "screen" {
		t.Errorf("all screened out: %v", err)
	}
	b, err := Build(d, tree, nil)
	if err != nil || len(b.Notes) != 2 || hasValue(b.Scores.Col("a")) || !hasValue(b.Scores.Col("all")) {
		t.Errorf("a pillar without a say: %v", err)
	}
	b, err = Build(d, tree, readSpec(t, "weights: {use: p, sets: {p: {method: pca}}}"))
	if err != nil || !errors.Is(b.Notes, &Fault{Code: "pca.none"}) || !errors.Is(b.Notes, &Fault{Code: "build.no_say"}) {
		t.Errorf("components of a pillar without a say: %v %v", b, err)
	}
	d.Values.Units[3] = d.Values.Units[4]
	d.Values.Cols[4][4] = math.Inf(1)
	if _, err := Build(d, tree, nil); !errors.Is(err, &Fault{Code: "data.unit_double"}) || !errors.Is(err, &Fault{Code: "table.infinite"}) {
		t.Error(err)
	}
	for _, empty := range []*Data{nil, {}, {Values: &Table{}}, {Values: NewTable(nil, tree.IndicatorCodes())}, {Values: NewTable([]string{"A"}, nil)}} {
		if _, err := Build(empty, tree, spec); err == nil {
			t.Error("nothing was built")
		}
	}
	if _, err := Build(d, nil, nil); err == nil {
		t.Error("built without a tree")
	}
	if _, err := Build(d, &Tree{}, nil); err == nil {
		t.Error("built with an empty tree")
	}
}

// A panel: gaps filled over time, then one time built.
func TestBuildOfOneTime(t *testing.T) {
	rows, _ := ReadMeta(strings.NewReader("iCode,Parent,Direction,Weight,Type\nx,all,1,1,Indicator\ny,all,1,1,Indicator\nall,,1,1,Aggregate\n"))
	tree, err := NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	d, err := ReadData(strings.NewReader("uCode,Time,x,y\nA,2019,1,5\nA,2020,,6\nB,2019,2,7\nB,2020,3,9\nC,2020,4,\n"), rows)
	if err != nil {
		t.Fatal(err)
	}
	b, err := Build(d, tree, readSpec(t, "panel: {}\ntime: 2020"))
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Raw.Col("x"); !slices.Equal(got, []float64{1, 3, 4}) || len(b.Panel.Filled) != 1 {
		t.Errorf("x in 2020: %v", got)
	}
	if got := b.Ranks.Col("all"); !slices.Equal(got, []float64{3, 2, 1}) {
		t.Errorf("ranks %v of %v", got, b.Scores.Col("all"))
	}
	if _, err := Build(d, tree, readSpec(t, "panel: {}\n\ntime: 2021")); !errors.Is(err, &Fault{Code: "build.time"}) || err.(Faults)[0].Place.Line != 3 {
		t.Error(err)
	}
	if _, err := Build(d, tree, nil); !errors.Is(err, &Fault{Code: "data.unit_double"}) {
		t.Error(err)
	}
}

// FuzzBuild gives a build any bits as values under many specs: a result without an
// infinite score, or faults.
func FuzzBuild(f *testing.F) {
	seed := func(which byte, x ...float64) {
		b := []byte{which}
		for _, v := range x {
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(v))
		}
		f.Add(b)
	}
	nan := math.NaN()
	for which := range byte(12) {
		seed(which)
		seed(which, 1, 2, 3, 4, 5, 6)
		seed(which, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
		seed(which, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, nan, nan, nan, nan, nan, 0, 1, 2, 3, 0, -1, 2)
		seed(which, 1e308, -1e308, 5e-324, 0, nan, 1, -1e308, 1e308, 5e-324, 1e-310, 0, 1, 1e300, 3, 4, 5, 6, 2)
	}
	_, tree := province(f, rand.New(rand.NewPCG(6, 4)), 2)
	var specs []*Spec
	for _, normalise := range []string{"minmax", "zscore", "prank", "dist2max", "goalposts, posts: [0, 10]"} {
		for _, aggregate := range []string{"arithmetic", "geometric, on_zero: zero", "harmonic", "generalised, power: 3", "minimum", "copeland"} {
			text := "normalise: {method: " + normalise + "}\naggregate: {method: " + aggregate + "}\n"
			if len(specs)%2 == 1 {
				text += "screen:\ndenominate: {zero: missing}\nimpute:\ntreat:\nweights: {use: p, sets: {p: {method: pca}}}\n"
			}
			spec, err := ReadSpec(strings.NewReader(text))
			if err != nil {
				f.Fatal(err)
			}
			specs = append(specs, spec)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if len(b) == 0 {
			return
		}
		spec := specs[int(b[0])%len(specs)]
		b = b[1:]
		n := min(len(b)/48, 30)
		units := make([]string, n)
		for i := range units {
			units[i] = string(rune('A' + i))
		}
		values := NewTable(units, append(tree.IndicatorCodes(), "staff"))
		for j, col := range values.Cols {
			for i := range col {
				col[i] = math.Float64frombits(binary.LittleEndian.Uint64(b[8*(6*i+j):]))
			}
		}
		built, err := Build(&Data{Values: values}, tree, spec)
		if err != nil {
			if err.(Faults).Text("vi") == "" {
				t.Fatal("a fault without a text")
			}
			return
		}
		for j, col := range built.Scores.Cols {
			for i, x := range col {
				if r := built.Ranks.Cols[j][i]; math.IsInf(x, 0) || math.IsNaN(x) != math.IsNaN(r) || r < 1 || r > float64(n) {
					t.Fatalf("%s %s: score %v, rank %v", built.Scores.Units[i], built.Scores.Codes[j], x, r)
				}
			}
		}
	})
}

// The times of a panel, each built by itself, and the trend of their scores.
func TestBuildTimes(t *testing.T) {
	rows, _ := ReadMeta(strings.NewReader("iCode,Parent,Direction,Weight,Type\nx,all,1,1,Indicator\ny,all,1,1,Indicator\nall,,1,1,Aggregate\n"))
	tree, err := NewTree(rows)
	if err != nil {
		t.Fatal(err)
	}
	d, err := ReadData(strings.NewReader("uCode,Time,x,y\nA,2021,30,\nB,2019,20,20\nA,2019,10,30\nB,2020,40,40\nB,2021,60,60\n"), rows)
	if err != nil {
		t.Fatal(err)
	}
	spec := readSpec(t, "panel: {}\nnormalise: {method: goalposts, posts: [0, 100]}")
	builds, scores, err := BuildTimes(d, tree, spec)
	if err != nil || len(builds) != 3 || len(builds[0].Panel.Filled) != 1 || builds[2].Scores.Rows() != 2 || builds[1].Scores.Rows() != 1 {
		t.Fatal(err, builds)
	}
	if got := scores.Values.Col("all"); !slices.Equal(got, []float64{20, 20, 40, 30, 60}) || !slices.Equal(scores.Time, []float64{2019, 2019, 2020, 2021, 2021}) {
		t.Errorf("scores %v at %v", got, scores.Time)
	}
	trends, err := Trends(scores, []string{"all"}, 1)
	if err != nil || math.Abs(trends.Change.Col("all")[slices.Index(trends.Change.Units, "B")]-100) > 1e-9 {
		t.Errorf("B grows by its first score a year: %v %v", trends, err)
	}
	spec.Treat = &TreatSpec{TreatRule: TreatRule{First: "log", Skew: ptr(-1.0)}}
	spec.Aggregate.Method = "best"
	if _, _, err := BuildTimes(d, tree, spec); err == nil || err.(Faults)[0].Code != "build.at_time" {
		t.Error(err)
	}
	for _, none := range []*Data{nil, {}, {Values: d.Values}} {
		if _, _, err := BuildTimes(none, tree, nil); err == nil {
			t.Error("times of no data")
		}
	}
	if _, _, err := BuildTimes(d, nil, nil); err == nil {
		t.Error("built without a tree")
	}
}
