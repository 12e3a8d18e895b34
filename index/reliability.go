package index

import "github.com/sansang-project/sansang/index/internal/stat"

// Reliability is Cronbach's alpha of what lies below one aggregate.
type Reliability struct {
	Node  string
	Items int     // indicators below it
	Alpha float64 // NaN with fewer than two indicators or without variance
}

// Reliabilities gives Cronbach's alpha of the indicators below every aggregate of
// the tree, in its order (OECD/JRC 2008, step 4; COINr's get_cronbach). Missing
// values are left out pair by pair; the directions are not applied, so t should
// be normalised. Above 0.7 the indicators are usually said to measure one thing;
// a negative value means that they contradict each other.
func Reliabilities(t *Table, tree *Tree) ([]Reliability, error) {
	if err := t.fitsTree("reliability", tree); err != nil {
		return nil, err
	}
	var out []Reliability
	for k := tree.NumIndicators(); k < len(tree.Nodes); k++ {
		leaves := tree.LeavesOf(k)
		cols := make([][]float64, len(leaves))
		for c, j := range leaves {
			cols[c] = t.Cols[j]
		}
		out = append(out, Reliability{tree.Nodes[k].Code, len(leaves), stat.Cronbach(cols)})
	}
	return out, nil
}
