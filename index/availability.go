package index

import "math"

// UnitGaps counts what one unit has over all columns.
type UnitGaps struct {
	Unit                         string
	Missing, Zero, MissingOrZero int
	Available                    float64 // 1 - missing/columns; NaN without columns
	NonZero                      float64 // 1 - zeros/values; NaN without values
}

// AvailabilityReport tells where values are missing.
type AvailabilityReport struct {
	Units []UnitGaps
	// ByNode is the share of the indicators below each aggregate that the unit has,
	// one column an aggregate in the order of the tree.
	ByNode *Table
}

// Availability counts missing values and zeros of every unit, and the share of
// values that it has below every aggregate (COINr's get_data_avail). t holds the
// tree's indicators in the order of the tree.
func Availability(t *Table, tree *Tree) (*AvailabilityReport, error) {
	if err := t.fitsTree("availability", tree); err != nil {
		return nil, err
	}
	out := &AvailabilityReport{Units: countGaps(t)}
	first := tree.NumIndicators()
	out.ByNode = NewTable(t.Units, tree.Codes()[first:])
	for k := first; k < len(tree.Nodes); k++ {
		leaves := tree.LeavesOf(k)
		for i := range t.Units {
			missing := 0
			for _, j := range leaves {
				if math.IsNaN(t.Cols[j][i]) {
					missing++
				}
			}
			out.ByNode.Cols[k-first][i] = 1 - float64(missing)/float64(len(leaves))
		}
	}
	return out, nil
}

// countGaps counts the missing values and zeros of every unit.
func countGaps(t *Table) []UnitGaps {
	out := make([]UnitGaps, t.Rows())
	for _, col := range t.Cols {
		for i, x := range col {
			if x != x {
				out[i].Missing++
			} else if x == 0 {
				out[i].Zero++
			}
		}
	}
	columns := float64(len(t.Cols))
	for i := range out {
		row := &out[i]
		row.Unit = t.Units[i]
		row.MissingOrZero = row.Missing + row.Zero
		row.Available = 1 - float64(row.Missing)/columns
		row.NonZero = 1 - float64(row.Zero)/(columns-float64(row.Missing))
	}
	return out
}

// fitsTree finds what would make a look into the table read out of bounds: the
// faults of check, and columns that are not the tree's indicators in order.
func (t *Table) fitsTree(source string, tree *Tree) error {
	if t == nil || tree == nil {
		return oneFault("data.none", Place{Source: source})
	}
	if err := t.check(source); err != nil {
		return err
	}
	if len(t.Codes) != tree.NumIndicators() {
		return oneFault("look.not_indicators", Place{Source: source}, tree.NumIndicators(), len(t.Codes))
	}
	for j, code := range t.Codes {
		if tree.Nodes[j].Code != code {
			return oneFault("look.not_indicators", Place{Source: source, Column: code}, tree.NumIndicators(), len(t.Codes))
		}
	}
	return nil
}

var _ = addTexts(map[Code]sentence{
	"look.not_indicators": {"expected the %d indicators of the tree in its order, found %d columns", "cần đúng %d chỉ tiêu của cây theo thứ tự của cây, có %d cột"},
	"look.level":          {"the tree has no level %d to look at here; expected %d to %d", "cây không có cấp %d để xem ở đây; cần từ %d đến %d"},
	"look.unit_unknown":   {"the table has no such unit", "bảng không có đơn vị này"},
	"look.units_differ":   {"the two tables do not have the same units in the same order", "hai bảng không có cùng các đơn vị theo cùng thứ tự"},
	"look.method":         {"%q is not known; expected one of: %s", "không có %q; cần một trong: %s"},
	"look.number":         {"%v; expected a finite number", "%v; cần một số hữu hạn"},
	"look.time":           {"the data have no time; a trend needs a panel", "số liệu không có thời gian; xu hướng cần số liệu nhiều kỳ"},
})
