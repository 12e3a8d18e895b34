package index

import (
	"cmp"
	"math"
	"slices"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// StrengthSpec says what counts as a strength or a weakness.
type StrengthSpec struct {
	Top, Bottom int // how many of each to list
	Level       int // the aggregate named beside an indicator stands at this level; 0 = 2
	// KeepWorst also lists as a strength what is the worst value of its indicator
	// (a value that most units share can rank high and still be the worst).
	KeepWorst bool
	// Unique leaves out indicators whose share of different values is lower.
	Unique float64
}

// DefaultStrengths lists five of each (COINr's get_str_weak).
func DefaultStrengths() StrengthSpec { return StrengthSpec{Top: 5, Bottom: 5, Level: 2} }

// Standing is how one unit stands at one indicator.
type Standing struct {
	Code, Name string
	Group      string  // code of the aggregate at the spec's level, "" if none
	Rank       float64 // 1 = best in the indicator's direction; ties share the best rank
	Of         int     // units with a value
	Value      float64 // as in the table
	Unit       string  // of measurement
}

// Strengths lists the indicators at which the unit ranks best, and those at which
// it ranks worst, both by ascending rank and then in the order of the tree. t
// holds the tree's indicators as measured; directions are applied here. Where the
// unit has no value there is no standing.
func Strengths(t *Table, tree *Tree, unit string, spec StrengthSpec) (strong, weak []Standing, err error) {
	var faults Faults
	faults.join(t.fitsTree("strengths", tree))
	at := slices.Index(t.Units, unit)
	if at < 0 {
		faults.add("look.unit_unknown", Place{Source: "strengths", Unit: unit})
	}
	if spec.Level == 0 {
		spec.Level = 2
	}
	if spec.Level < 2 || spec.Level > tree.MaxLevel() {
		faults.add("look.level", Place{Source: "strengths"}, spec.Level, 2, tree.MaxLevel())
	}
	if err := faults.err(); err != nil {
		return nil, nil, err
	}
	var sorter stat.Sorter
	ranks := make([]float64, t.Rows())
	for j, col := range t.Cols {
		node := &tree.Nodes[j]
		if math.IsNaN(col[at]) {
			continue
		}
		up := node.Direction > 0
		sorter.Rank(ranks, col, up, stat.TiesMin, 0)
		lo, hi, n := stat.MinMax(col)
		if spec.Unique > 0 && uniqueShare(col) < spec.Unique {
			continue
		}
		s := Standing{Code: node.Code, Name: node.Name, Rank: ranks[at], Of: n, Value: col[at], Unit: node.Unit}
		if a := tree.Ancestor(j, spec.Level); a >= 0 {
			s.Group = tree.Nodes[a].Code
		}
		weak = append(weak, s)
		worst := lo
		if !up {
			worst = hi
		}
		if spec.KeepWorst || s.Value != worst {
			strong = append(strong, s)
		}
	}
	byRank := func(a, b Standing) int { return cmp.Compare(a.Rank, b.Rank) }
	slices.SortStableFunc(strong, byRank)
	slices.SortStableFunc(weak, byRank)
	strong = strong[:min(len(strong), max(spec.Top, 0))]
	weak = weak[len(weak)-min(len(weak), max(spec.Bottom, 0)):]
	return strong, weak, nil
}

// uniqueShare is the share of different values among those that are there.
func uniqueShare(col []float64) float64 {
	x := stat.Compact(nil, col)
	n := len(x)
	slices.Sort(x)
	return float64(len(slices.Compact(x))) / float64(n)
}
