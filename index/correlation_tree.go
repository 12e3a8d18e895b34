package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// CorrelatedPair is the correlation of two columns. Group is the aggregate above
// both, "" when the pair was not looked for within one.
type CorrelatedPair struct {
	Group, A, B string
	Correlation
}

// ParentCorrelations correlates every node at a level with its ancestor at a
// higher one (COINr's get_corr with parents): A is the ancestor, B the node.
// parents = 0 takes each node's own parent. scores has a column for each node
// looked at; a branch without a node at that level is left out. An aggregate that
// follows a child weakly does not say what its name promises.
func ParentCorrelations(scores *Table, tree *Tree, level, parents int, method string) ([]CorrelatedPair, error) {
	f, err := correlator(method, "correlation")
	var faults Faults
	faults.join(err)
	faults.join(scores.check("correlation"))
	top := tree.MaxLevel()
	if level < 1 || level >= top {
		faults.add("look.level", Place{Source: "correlation"}, level, 1, top-1)
	}
	if parents != 0 && (parents <= level || parents > top) {
		faults.add("look.level", Place{Source: "correlation"}, parents, level+1, top)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	var out []CorrelatedPair
	var pairs stat.Pairs
	for _, k := range tree.AtLevel(level) {
		above := tree.Nodes[k].Parent
		if parents != 0 {
			above = tree.Ancestor(k, parents)
		}
		if above < 0 {
			continue
		}
		a, b := tree.Nodes[above].Code, tree.Nodes[k].Code
		x, y := scores.Col(a), scores.Col(b)
		if scores.Index(a) < 0 {
			faults.add("table.column_unknown", Place{Source: "correlation", Node: a})
		}
		if scores.Index(b) < 0 {
			faults.add("table.column_unknown", Place{Source: "correlation", Node: b})
		}
		out = append(out, CorrelatedPair{A: a, B: b, Correlation: f(&pairs, x, y)})
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// FlagSpec says which correlations stand out.
type FlagSpec struct {
	Method    string  // as for Correlate
	Level     int     // pairs below one aggregate at this level; 0 = 2, the pillars
	Threshold float64 // a correlation strictly beyond it is flagged
	Low       bool    // flag those below Threshold, instead of those above
}

// DefaultFlags flags what is nearly the same twice (COINr's get_corr_flags).
func DefaultFlags() FlagSpec { return FlagSpec{Level: 2, Threshold: 0.9} }

// CorrelationFlags lists the pairs of columns of t below one aggregate whose
// correlation lies beyond the threshold, each pair once in the order of t. The
// columns are nodes of the tree, usually indicators; those that are not, or have
// no ancestor at the level, are left out. A correlation that is not defined is
// never flagged.
func CorrelationFlags(t *Table, tree *Tree, spec FlagSpec) ([]CorrelatedPair, error) {
	f, err := correlator(spec.Method, "correlation")
	var faults Faults
	faults.join(err)
	faults.join(t.check("correlation"))
	if spec.Level == 0 {
		spec.Level = 2
	}
	if spec.Level < 2 || spec.Level > tree.MaxLevel() {
		faults.add("look.level", Place{Source: "correlation"}, spec.Level, 2, tree.MaxLevel())
	}
	if math.IsNaN(spec.Threshold) {
		faults.add("look.number", Place{Source: "correlation"}, spec.Threshold)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	group := make([]int, len(t.Codes))
	for j, code := range t.Codes {
		if group[j] = tree.Index(code); group[j] >= 0 {
			group[j] = tree.Ancestor(group[j], spec.Level)
		}
	}
	var out []CorrelatedPair
	var pairs stat.Pairs
	for a := range t.Cols {
		for b := a + 1; b < len(t.Cols); b++ {
			if group[a] < 0 || group[a] != group[b] {
				continue
			}
			c := f(&pairs, t.Cols[a], t.Cols[b])
			if !spec.Low && c.R > spec.Threshold || spec.Low && c.R < spec.Threshold {
				out = append(out, CorrelatedPair{tree.Nodes[group[a]].Code, t.Codes[a], t.Codes[b], c})
			}
		}
	}
	return out, nil
}

// DenominatorCorrelations lists the indicators (A) that correlate with a possible
// denominator (B) by more than the threshold in size: they may measure how large
// a unit is rather than how good (COINr's get_denom_corr).
func DenominatorCorrelations(t, denominators *Table, threshold float64, method string) ([]CorrelatedPair, error) {
	if !(threshold >= 0) {
		return nil, oneFault("look.number", Place{Source: "correlation"}, threshold)
	}
	m, err := Correlate(t, denominators, method)
	if err != nil {
		return nil, err
	}
	var out []CorrelatedPair
	for i, row := range m.At {
		for j, c := range row {
			if math.Abs(c.R) > threshold {
				out = append(out, CorrelatedPair{A: m.Rows[i], B: m.Cols[j], Correlation: c})
			}
		}
	}
	return out, nil
}
