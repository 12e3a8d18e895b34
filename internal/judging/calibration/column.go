package calibration

import (
	"math"
	"strconv"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/scoring"
)

// leaf is one criterion that makes points, in the order of the tree.
type leaf struct {
	node  int
	field int // the child of the total that it lies under; itself where it is one
}

// columns are what the statistics look at: one column a leaf, one row an agency.
type columns struct {
	side   *side
	leaves []leaf
	codes  []string // of the columns: positions, since index knows no other rule for codes
	units  []string
	// ratio is points over maximum, NaN where it is missing or does not apply.
	ratio *index.Table
	// brought is what the criterion brings into the score, 0 where it is missing or
	// does not apply; NaN for an agency without a score.
	brought *index.Table
	// rest is the score without that criterion.
	rest *index.Table
	// total is the score.
	total *index.Table
}

func newColumns(s *side, agencies []scoring.Agency) *columns {
	c := &columns{side: s}
	nodes := s.program.Nodes()
	var walk func(i, field int)
	walk = func(i, field int) {
		if nodes[i].Depth == 1 {
			field = i
		}
		if !isScored(nodes[i].Node) {
			return
		}
		if nodes[i].Rule != nil {
			c.leaves = append(c.leaves, leaf{i, field})
			c.codes = append(c.codes, columnCode(i))
		}
		for _, k := range nodes[i].Children {
			walk(k, field)
		}
	}
	walk(0, 0)
	for a := range agencies {
		c.units = append(c.units, strconv.Itoa(a))
	}
	c.ratio, c.brought, c.rest = index.NewTable(c.units, c.codes), index.NewTable(c.units, c.codes), index.NewTable(c.units, c.codes)
	c.total = index.NewTable(c.units, []string{"total"})
	for a := range agencies {
		score, scored := s.score(a)
		if scored {
			c.total.Cols[0][a] = score.Float64()
		}
		for j, l := range c.leaves {
			own := s.result.Score(a, l.node)
			if r, ok := own.Ratio(); ok && own.State == scoring.StateScored {
				c.ratio.Cols[j][a] = r.Float64()
			}
			if scored {
				share := s.shares[a][l.node]
				c.brought.Cols[j][a] = share.Float64()
				c.rest.Cols[j][a] = score.Sub(share).Float64()
			}
		}
	}
	return c
}

func columnCode(node int) string { return "n" + strconv.Itoa(node) }

// tree is the framework as an index: its scored criteria with their maxima as
// weights, or the weights that a mean declares. wrapped puts it beside a rest
// that is added to it, so that an index of both has the exact score of the engine
// (half of it, since it is a mean of two).
func (c *columns) tree(wrapped bool) (*index.Tree, error) {
	nodes := c.side.program.Nodes()
	deepest := 0
	holds := map[int]bool{}
	for _, l := range c.leaves {
		deepest = max(deepest, nodes[l.node].Depth)
		for i := l.node; i >= 0 && !holds[i]; i = nodes[i].Parent {
			holds[i] = true
		}
	}
	row := func(code, parent string, kind index.NodeType, level int, weight float64) index.MetaRow {
		return index.MetaRow{Code: code, Parent: parent, Type: kind, Level: level, Direction: 1, Weight: weight, Target: math.NaN()}
	}
	var meta, above []index.MetaRow
	for i := range nodes {
		if !holds[i] {
			continue
		}
		parent, weight := "", nodes[i].Max.Float64()
		if nodes[i].Parent >= 0 {
			parent = columnCode(nodes[i].Parent)
			if byMean(nodes[nodes[i].Parent].Node) {
				weight = weightOf(nodes[i].Node).Float64()
			}
		} else if wrapped {
			parent, weight = "whole", 1
		}
		if nodes[i].Rule != nil {
			meta = append(meta, row(columnCode(i), parent, index.TypeIndicator, 1, weight))
		} else {
			above = append(above, row(columnCode(i), parent, index.TypeAggregate, deepest-nodes[i].Depth+1, weight))
		}
	}
	if wrapped {
		meta = append(meta, row("residue", "rest", index.TypeIndicator, 1, 1))
		above = append(above, row("rest", "whole", index.TypeAggregate, deepest+1, 1), row("whole", "", index.TypeAggregate, deepest+2, 1))
	}
	return index.NewTree(append(meta, above...))
}
