package index

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// A complete column is ranked once; the result must be that of ranking by pair.
func TestSpearmanOfCompleteColumns(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 7))
	table := lookTable(30, func(i, j int) float64 {
		if j == 3 && i%5 == 0 {
			return math.NaN()
		}
		return float64(rng.IntN(12))
	})
	m, err := Correlate(table, nil, "spearman")
	if err != nil {
		t.Fatal(err)
	}
	f, err := correlator("spearman", "")
	if err != nil {
		t.Fatal(err)
	}
	pairs := new(stat.Pairs)
	for a := range table.Cols {
		for b := range table.Cols {
			want := f(pairs, table.Cols[a], table.Cols[b])
			if got := m.At[a][b]; math.Abs(got.R-want.R) > 1e-12 || got.N != want.N || math.Abs(got.P-want.P) > 1e-9 {
				t.Errorf("%d %d: %+v, by pair %+v", a, b, got, want)
			}
		}
	}
	if _, err := Correlate(table, lookTable(3, func(i, j int) float64 { return 1 }), "tau"); err == nil || len(err.(Faults)) != 2 {
		t.Errorf("another method and other units: %v", err)
	}
}

func TestCompareUnitsOfOneSide(t *testing.T) {
	a := &Table{Units: []string{"p", "q", "r", "s"}, Codes: []string{"z"}, Cols: [][]float64{{1, 2, 3, math.NaN()}}}
	b := &Table{Units: []string{"r", "q", "new"}, Codes: []string{"z"}, Cols: [][]float64{{5, 6, 7}}}
	got, err := Compare(a, b, "z", 0)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Units) != 5 || got.Units[4].Unit != "new" || got.Units[4].RankB != 1 || !math.IsNaN(got.Units[4].RankA) {
		t.Errorf("%+v", got.Units)
	}
	if got.MeanDistance != 1 || got.MaxDistance != 2 || got.Units[2].Change != -2 || got.Rank.R != -1 || got.Rank.N != 2 {
		t.Errorf("%+v", got)
	}
	if same, err := Compare(a, a, "z", 0); err != nil || same.MeanDistance != 0 || same.Rank.R != 1 {
		t.Errorf("with itself: %v %+v", err, same)
	}
	if _, err := Compare(a, b, "y", -1); err == nil || len(err.(Faults)) != 3 {
		t.Errorf("wrong input: %v", err)
	}
}

func TestOutrankingSharesAndCopeland(t *testing.T) {
	rng := rand.New(rand.NewPCG(4, 7))
	nan := math.NaN()
	table := lookTable(15, func(i, j int) float64 {
		if i == 14 || rng.IntN(6) == 0 {
			return nan
		}
		return float64(rng.IntN(4))
	})
	m, err := Outranking(table, []float64{1, 2, 3, 0.3})
	if err != nil {
		t.Fatal(err)
	}
	scores := m.Copeland(1e-9)
	sum := 0.0
	for i, row := range m.Share {
		for k, s := range row {
			if i != k && i < 14 && k < 14 && math.Abs(s+m.Share[k][i]-1) > 1e-15 {
				t.Errorf("%d %d: %v and %v", i, k, s, m.Share[k][i])
			}
		}
		if i < 14 {
			sum += scores[i]
		}
	}
	if sum != 0 || !math.IsNaN(scores[14]) {
		t.Errorf("scores %v", scores)
	}
	// Two equal units tie whatever the weights; COINr's half sums miss one half.
	twins := &Table{Units: []string{"A", "B"}, Codes: []string{"1", "2", "3"}, Cols: [][]float64{{1, 1}, {1, 1}, {1, 1}}}
	if m, err = Outranking(twins, []float64{2.41, 0.265, 1.536}); err != nil || m.Copeland(1e-9)[0] != 0 || m.Copeland(1e-9)[1] != 0 || m.Dominant != 0 {
		t.Errorf("twins: %v %+v", err, m)
	}
	if _, err := Outranking(table, []float64{0, 0, 0, 0}); err == nil {
		t.Error("weights of 0 pass")
	}
	if _, err := Outranking(table, []float64{1, -1, nan}); err == nil || len(err.(Faults)) != 3 {
		t.Errorf("wrong weights: %v", err)
	}
}

func TestTrendsOfKnownSeries(t *testing.T) {
	nan := math.NaN()
	d := &Data{Values: &Table{
		Units: []string{"B", "A", "A", "A", "B", "C", "D", "D", "E", "E", "E"},
		Codes: []string{"v"},
		Cols:  [][]float64{{8, 121, 100, nan, 2, 5, -1, 1, 0, 1, 3}},
	}, Time: []float64{2018, 2022, 2020, 2021, 2020, 2020, 2020, 2021, 2020, 2020, 2021}}
	got, err := Trends(d, []string{"v"}, 2)
	if err != nil {
		t.Fatal(err)
	}
	for unit, want := range map[string][2]float64{
		"A": {0.1, 21},   // 100 → 121 in two years, the years out of order
		"B": {-0.5, -75}, // 8 → 2
		"C": {nan, nan},  // one time
		"D": {nan, -400}, // the sign changes: no compound growth
		"E": {nan, 1000}, // two values at the first time
	} {
		for i, u := range got.Growth.Units {
			if u != unit {
				continue
			}
			g, c := got.Growth.Cols[0][i], got.Change.Cols[0][i]
			if !alike(g, want[0]) || !alike(c, want[1]) {
				t.Errorf("%s: growth %v, change %v; want %v", u, g, c, want)
			}
		}
	}
	if len(got.Growth.Units) != 5 || got.Growth.Units[0] != "B" {
		t.Errorf("units %v", got.Growth.Units)
	}
	if _, err := Trends(&Data{Values: d.Values}, []string{"w"}, math.Inf(1)); err == nil || len(err.(Faults)) != 3 {
		t.Errorf("no time, unknown column, infinite period: %v", err)
	}
	if _, err := Trends(nil, nil, 1); err == nil {
		t.Error("no data pass")
	}
}

func alike(a, b float64) bool {
	return math.IsNaN(a) && math.IsNaN(b) || math.Abs(a-b) < 1e-9
}

func TestStrengthsFollowTheDirection(t *testing.T) {
	tree := lookTree(t)
	tree.Nodes[1].Direction = -1
	// x1: the best; x2: the least, which is best; x3: the worst, shared; x4: missing
	cols := [][]float64{{9, 1, 2}, {1, 2, 3}, {0, 0, 5}, {math.NaN(), 1, 2}}
	table := lookTable(3, func(i, j int) float64 { return cols[j][i] })
	strong, weak, err := Strengths(table, tree, "U0", StrengthSpec{Top: 5, Bottom: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(strong) != 2 || strong[0].Code != "x1" || strong[1].Code != "x2" || strong[1].Rank != 1 || strong[1].Value != 1 {
		t.Errorf("strong %+v", strong)
	}
	if len(weak) != 1 || weak[0].Code != "x3" || weak[0].Rank != 2 || weak[0].Group != "b" {
		t.Errorf("weak %+v", weak)
	}
	if _, _, err := Strengths(table, tree, "nobody", StrengthSpec{Level: 7}); err == nil || len(err.(Faults)) != 2 {
		t.Errorf("unknown unit and level: %v", err)
	}
}
