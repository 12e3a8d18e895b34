package index

import "slices"

// ScoreLine is one score of a unit with its rank.
type ScoreLine struct {
	Code, Name  string
	Level       int
	Score, Rank float64 // NaN = missing
}

// UnitSummary lists the scores and ranks of one unit, by the levels in the given
// order (nil: from the index down to the pillars), within a level in the order of
// the tree (COINr's get_unit_summary). scores and ranks have a column for every
// node asked for.
func UnitSummary(scores, ranks *Table, tree *Tree, unit string, levels []int) ([]ScoreLine, error) {
	var faults Faults
	i, at := slices.Index(scores.Units, unit), slices.Index(ranks.Units, unit)
	if i < 0 || at < 0 {
		faults.add("look.unit_unknown", Place{Source: "unit summary", Unit: unit})
	}
	if levels == nil {
		for l := tree.MaxLevel(); l > 1; l-- {
			levels = append(levels, l)
		}
	}
	var out []ScoreLine
	for _, l := range levels {
		if l < 1 || l > tree.MaxLevel() {
			faults.add("look.level", Place{Source: "unit summary"}, l, 1, tree.MaxLevel())
		}
		for _, k := range tree.AtLevel(l) {
			node := &tree.Nodes[k]
			s, r := scores.Col(node.Code), ranks.Col(node.Code)
			if s == nil || r == nil {
				faults.add("table.column_unknown", Place{Source: "unit summary", Node: node.Code})
			} else if i >= 0 && at >= 0 {
				out = append(out, ScoreLine{node.Code, node.Name, l, s[i], r[at]})
			}
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}
