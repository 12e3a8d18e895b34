package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// PCA is a principal component analysis of some columns. Without a result
// (constant column, fewer than two complete units) SD is empty and Units says how
// many units were complete.
type PCA struct {
	Group     string // the aggregate whose children these are; "" = all of a level
	Codes     []string
	Units     int         // units with all values
	SD        []float64   // standard deviation of each component, descending
	Explained []float64   // share of the variance of each component; sums to 1
	Loadings  [][]float64 // Loadings[component][column]; each component has length 1
}

// Components analyses the named columns of t together, each scaled to variance 1,
// over the units that have all of them (OECD/JRC 2008, step 4; COINr's get_PCA). A
// component's sign is chosen so that its loadings sum to at least 0.
func Components(t *Table, codes []string) (*PCA, error) {
	if err := t.check("pca"); err != nil {
		return nil, err
	}
	sub, err := t.Select(codes)
	if err != nil {
		return nil, err
	}
	out := &PCA{Codes: codes}
	c, ok := stat.PrincipalComponents(sub.Cols)
	out.Units = c.N
	if ok {
		out.SD, out.Explained, out.Loadings = c.SD, c.Explained(), c.Loadings
	}
	return out, nil
}

// ComponentsByGroup analyses the nodes at a level, those of one parent together.
// t has a column for each of them.
func ComponentsByGroup(t *Table, tree *Tree, level int) ([]*PCA, error) {
	if level < 1 || level >= tree.MaxLevel() {
		return nil, oneFault("look.level", Place{Source: "pca"}, level, 1, tree.MaxLevel()-1)
	}
	var out []*PCA
	var faults Faults
	for k := range tree.Nodes {
		var codes []string
		for _, c := range tree.Nodes[k].Children {
			if tree.Nodes[c].Level == level {
				codes = append(codes, tree.Nodes[c].Code)
			}
		}
		if len(codes) == 0 {
			continue
		}
		p, err := Components(t, codes)
		faults.join(err)
		if err == nil {
			p.Group = tree.Nodes[k].Code
			out = append(out, p)
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// ComponentWeights are weights of all nodes in which those at the level are the
// loadings of their group's first component (COINr's get_PCA), so that the
// parent carries as much of its children's variance as one sum can.
//
// A weight is not negative: a node that runs against its group (a negative
// loading) weighs 0, with a note, for a person to look at. A group without a
// first component keeps the given weights, with a note.
func ComponentWeights(t *Table, tree *Tree, weights []float64, level int) ([]float64, Faults, error) {
	if len(weights) != len(tree.Nodes) {
		return nil, nil, oneFault("table.ragged", Place{Source: "pca"}, "weights", len(tree.Nodes), len(weights))
	}
	groups, err := ComponentsByGroup(t, tree, level)
	if err != nil {
		return nil, nil, err
	}
	out := append([]float64(nil), weights...)
	var notes Faults
	for _, g := range groups {
		if len(g.Loadings) == 0 {
			notes.add("pca.none", Place{Source: "pca", Node: g.Group}, g.Units)
			continue
		}
		for c, code := range g.Codes {
			w := g.Loadings[0][c]
			if w < 0 {
				notes.add("pca.against", Place{Source: "pca", Node: code}, w)
			}
			out[tree.Index(code)] = math.Max(w, 0)
		}
	}
	return out, notes, nil
}

// EffectiveWeights is what every node weighs in the index: the product of the
// shares of weight on its way to the top, 1 for the index itself (COINr's
// get_eff_weights). It describes arithmetic means; under other methods it tells
// the intention. Children whose weights sum to 0 weigh 0.
func EffectiveWeights(tree *Tree, weights []float64) ([]float64, error) {
	if len(weights) != len(tree.Nodes) {
		return nil, oneFault("table.ragged", Place{Source: "effective weights"}, "weights", len(tree.Nodes), len(weights))
	}
	out := make([]float64, len(weights))
	out[tree.Root()] = 1
	for k := tree.Root(); k >= tree.NumIndicators(); k-- { // parents stand behind their children
		sum := 0.0
		for _, c := range tree.Nodes[k].Children {
			sum += weights[c]
		}
		for _, c := range tree.Nodes[k].Children {
			if sum > 0 {
				out[c] = out[k] * weights[c] / sum
			}
		}
	}
	return out, nil
}

var _ = addTexts(map[Code]sentence{
	"pca.none":    {"no principal component: fewer than two units with all values, or a constant child (%d complete units); the given weights stay", "không có thành phần chính: ít hơn hai đơn vị đủ số liệu hoặc có mục con không đổi (%d đơn vị đủ số liệu); giữ nguyên trọng số đã cho"},
	"pca.against": {"it runs against its group (loading %.4g): it weighs 0; check its direction", "biến động ngược với nhóm (hệ số tải %.4g): nhận trọng số 0; hãy kiểm tra chiều của mục này"},
})
