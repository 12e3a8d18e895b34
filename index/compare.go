package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// ComparedUnit is one unit under two methods. What a unit does not have is NaN.
type ComparedUnit struct {
	Unit             string
	ScoreA, ScoreB   float64
	RankA, RankB     float64
	Change, Distance float64 // RankA - RankB (positive: B ranks it better), and its size
}

// Comparison is one node's ranking by two methods.
type Comparison struct {
	Node  string
	Units []ComparedUnit // in A's order, then those that only B has
	// Rank is Spearman's correlation over the units that both rank.
	Rank         Correlation
	MeanDistance float64 // mean of Distance over the units that both rank; NaN without any
	MaxDistance  float64 // NaN without any
}

// Compare ranks the node of the code by two score tables and says how far the
// rankings lie apart (COINr's compare_coins). Units are matched by code; each
// table ranks all its units, ties within tolerance (see RankSpec) sharing the best
// rank.
func Compare(a, b *Table, code string, tolerance float64) (*Comparison, error) {
	var faults Faults
	faults.join(a.check("compare a"))
	faults.join(b.check("compare b"))
	for source, t := range []*Table{a, b} {
		if t.Index(code) < 0 {
			faults.add("table.column_unknown", Place{Source: "compare " + "ab"[source:source+1], Node: code})
		}
	}
	if !(tolerance >= 0) {
		faults.add("look.number", Place{Source: "compare"}, tolerance)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	x, y := a.Col(code), b.Col(code)
	rx, ry := make([]float64, len(x)), make([]float64, len(y))
	var s stat.Sorter
	s.Rank(rx, x, true, stat.TiesMin, tolerance)
	s.Rank(ry, y, true, stat.TiesMin, tolerance)
	inB := make(map[string]int, len(y))
	for i, u := range b.Units {
		inB[u] = i
	}
	out := &Comparison{Node: code, MeanDistance: math.NaN(), MaxDistance: math.NaN()}
	nan := math.NaN()
	for i, u := range a.Units {
		row := ComparedUnit{Unit: u, ScoreA: x[i], RankA: rx[i], ScoreB: nan, RankB: nan}
		if k, ok := inB[u]; ok {
			row.ScoreB, row.RankB = y[k], ry[k]
			delete(inB, u)
		}
		out.Units = append(out.Units, row)
	}
	for i, u := range b.Units {
		if k, only := inB[u]; only && k == i {
			out.Units = append(out.Units, ComparedUnit{Unit: u, ScoreA: nan, RankA: nan, ScoreB: y[i], RankB: ry[i]})
		}
	}
	ra, rb := make([]float64, len(out.Units)), make([]float64, len(out.Units))
	sum, most, both := 0.0, 0.0, 0
	for i := range out.Units {
		u := &out.Units[i]
		u.Change = u.RankA - u.RankB
		u.Distance = math.Abs(u.Change)
		ra[i], rb[i] = u.RankA, u.RankB
		if u.Distance == u.Distance {
			sum, most, both = sum+u.Distance, max(most, u.Distance), both+1
		}
	}
	if both > 0 {
		out.MeanDistance, out.MaxDistance = sum/float64(both), most
	}
	var pairs stat.Pairs
	out.Rank = pairs.Spearman(ra, rb)
	return out, nil
}
