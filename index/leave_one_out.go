package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// Combine gives the score of every node for the weights of all nodes: the last
// steps of a build with everything before them held fixed. Its table has a column
// for every node of the tree.
type Combine func(weights []float64) (*Table, error)

// LeftOut is the index rebuilt without each of some nodes.
type LeftOut struct {
	Nodes []string
	// Scores and Ranks have the index as it is in the column "Nominal", and one
	// column for each node that was left out. A node without which nothing is left
	// gives a missing column.
	Scores, Ranks *Table
	// MeanChange is the mean over the units of |rank - nominal rank|, one for each
	// node; NaN when no unit has both.
	MeanChange []float64
}

// nominal is the name of the index as it is, as in COINr's tables.
const nominal = "Nominal"

// LeaveOneOut rebuilds the index without each node in turn, its weight being 0
// (COINr's remove_elements). nodes nil takes every node but the index. tolerance
// is that of the ranks (see RankSpec).
//
// When a node was the last of its parent with a weight, the parent goes with it,
// and so on upwards.
func LeaveOneOut(tree *Tree, weights []float64, nodes []string, tolerance float64, combine Combine) (*LeftOut, error) {
	var faults Faults
	if len(weights) != len(tree.Nodes) {
		faults.add("table.ragged", Place{Source: "leave one out"}, "weights", len(tree.Nodes), len(weights))
	}
	if nodes == nil {
		nodes = tree.Codes()[:tree.Root()]
	}
	for _, code := range nodes {
		if k := tree.Index(code); k < 0 || k == tree.Root() {
			faults.add("look.node", Place{Source: "leave one out", Node: code})
		}
	}
	if !(tolerance >= 0) {
		faults.add("look.number", Place{Source: "leave one out"}, tolerance)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	root := tree.Nodes[tree.Root()].Code
	whole, err := combine(weights)
	if err != nil {
		return nil, err
	}
	codes := append([]string{nominal}, nodes...)
	out := &LeftOut{Nodes: nodes, Scores: NewTable(whole.Units, codes), Ranks: NewTable(whole.Units, codes), MeanChange: make([]float64, len(nodes))}
	var sorter stat.Sorter
	for c, code := range codes {
		t := whole
		if c > 0 {
			w, left := without(tree, weights, tree.Index(code))
			if !left {
				out.MeanChange[c-1] = math.NaN()
				continue
			}
			if t, err = combine(w); err != nil {
				return nil, err
			}
		}
		col := t.Col(root)
		if len(col) != len(whole.Units) {
			return nil, oneFault("table.column_unknown", Place{Source: "leave one out", Node: root})
		}
		copy(out.Scores.Cols[c], col)
		sorter.Rank(out.Ranks.Cols[c], col, true, stat.TiesMin, tolerance)
		if c > 0 {
			out.MeanChange[c-1] = meanDistance(out.Ranks.Cols[0], out.Ranks.Cols[c])
		}
	}
	return out, nil
}

// without sets the node's weight to 0, and that of every ancestor which has then
// no child with a weight. left is false when nothing remains below the index.
func without(tree *Tree, weights []float64, node int) (w []float64, left bool) {
	w = append([]float64(nil), weights...)
	for k := node; k >= 0; k = tree.Nodes[k].Parent {
		if k == tree.Root() {
			return w, false
		}
		w[k] = 0
		for _, sibling := range tree.Nodes[tree.Nodes[k].Parent].Children {
			if w[sibling] > 0 {
				return w, true
			}
		}
	}
	return w, false
}

func meanDistance(a, b []float64) float64 {
	sum, n := 0.0, 0
	for i := range a {
		if d := math.Abs(a[i] - b[i]); d == d {
			sum += d
			n++
		}
	}
	return sum / float64(n)
}

var _ = addTexts(map[Code]sentence{
	"look.node": {"the tree has no such node below the index", "cây không có mục này bên dưới chỉ số tổng hợp"},
})
