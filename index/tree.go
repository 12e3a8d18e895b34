package index

import (
	"math"
	"slices"
)

// NodeType is the type of a row of iMeta, in COINr's words.
type NodeType string

// The types of iMeta. TypeOther columns are carried along by nobody.
const (
	TypeIndicator   NodeType = "Indicator"
	TypeAggregate   NodeType = "Aggregate"
	TypeGroup       NodeType = "Group"
	TypeDenominator NodeType = "Denominator"
	TypeOther       NodeType = "Other"
)

// MetaRow is one row of iMeta. Level 0 and NaN numbers mean "not given".
type MetaRow struct {
	Line        int // line of the file, 0 = not from a file
	Code, Name  string
	Type        NodeType
	Parent      string // "" for the index itself
	Level       int    // 1 = indicators; 0 = derive it from the tree
	Direction   float64
	Weight      float64
	Unit        string
	Denominator string
	Target      float64
}

// Node is one node of the tree: an indicator (a leaf) or an aggregate.
type Node struct {
	Code, Name  string
	Type        NodeType
	Level       int     // 1 = indicators, grows towards the index
	Parent      int     // position of the parent in Tree.Nodes; -1 for the index
	Children    []int   // positions, in declared order; nil for an indicator
	Direction   float64 // 1: more is better for the parent; -1: less is better
	Weight      float64 // weight within the parent, >= 0, not normalised
	Unit        string
	Denominator string  // code of a numeric column, "" = none
	Target      float64 // NaN = none
}

// Tree is the structure of an index: indicators first, in declared order, then
// the aggregates bottom-up (by level, within a level in declared order), the
// index last. Branches may have different depths.
type Tree struct {
	Nodes []Node
	// Groups and Denominators are the codes of iMeta rows of these types.
	Groups, Denominators []string

	indicators int
	at         map[string]int
}

// NewTree makes the tree of the iMeta rows. All faults are found in one pass:
// empty, doubled or unknown codes, a parent that is no aggregate, cycles, none or
// several roots, an aggregate without children, a level that does not lie below
// the parent's, a direction other than 1 and -1, a negative weight.
func NewTree(meta []MetaRow) (*Tree, error) {
	var faults Faults
	t := &Tree{at: make(map[string]int, len(meta))}
	rows := make([]MetaRow, 0, len(meta))
	byCode := make(map[string]*MetaRow, len(meta))
	for k := range meta {
		r := &meta[k]
		place := metaPlace(r, "iCode")
		if r.Code == "" {
			faults.add("meta.code_missing", place)
			continue
		}
		if first, ok := byCode[r.Code]; ok {
			faults.add("meta.code_double", place, r.Code, first.Line)
			continue
		}
		byCode[r.Code] = r
		switch r.Type {
		case TypeIndicator, TypeAggregate:
			rows = append(rows, *r)
		case TypeGroup:
			t.Groups = append(t.Groups, r.Code)
		case TypeDenominator:
			t.Denominators = append(t.Denominators, r.Code)
		case TypeOther:
		default:
			faults.add("meta.type_unknown", metaPlace(r, "Type"), string(r.Type))
		}
	}
	checkRows(rows, byCode, &faults)
	if len(faults) == 0 {
		deriveLevels(rows, byCode, &faults)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	t.place(rows)
	return t, nil
}

func metaPlace(r *MetaRow, column string) Place {
	return Place{Source: "iMeta", Line: r.Line, Column: column, Node: r.Code}
}

// checkRows finds the faults of single rows and of the links between them.
func checkRows(rows []MetaRow, byCode map[string]*MetaRow, faults *Faults) {
	children := make(map[string]int, len(rows))
	var roots []string
	indicators := 0
	for k := range rows {
		r := &rows[k]
		if r.Type == TypeIndicator {
			indicators++
		}
		if d := r.Direction; d != 1 && d != -1 {
			faults.add("meta.direction", metaPlace(r, "Direction"), d)
		}
		if w := r.Weight; math.IsNaN(w) || math.IsInf(w, 0) || w < 0 {
			faults.add("meta.weight", metaPlace(r, "Weight"), w)
		}
		if math.IsInf(r.Target, 0) {
			faults.add("meta.target", metaPlace(r, "Target"), r.Target)
		}
		if r.Level < 0 || r.Level > maxLevels {
			faults.add("meta.level_range", metaPlace(r, "Level"), r.Level, maxLevels)
		}
		if r.Type == TypeIndicator && r.Level > 1 {
			faults.add("meta.level_indicator", metaPlace(r, "Level"), r.Level)
		}
		if d, ok := byCode[r.Denominator]; r.Denominator != "" && (!ok || d.Type == TypeAggregate || d.Type == TypeGroup) {
			faults.add("meta.denominator_unknown", metaPlace(r, "Denominator"), r.Denominator)
		}
		if r.Parent == "" {
			roots = append(roots, r.Code)
			if r.Type == TypeIndicator {
				faults.add("meta.indicator_orphan", metaPlace(r, "Parent"))
			}
			continue
		}
		parent, ok := byCode[r.Parent]
		switch {
		case !ok:
			faults.add("meta.parent_unknown", metaPlace(r, "Parent"), r.Parent)
		case parent.Type != TypeAggregate:
			faults.add("meta.parent_type", metaPlace(r, "Parent"), r.Parent, string(parent.Type))
		case parent.Level > 0 && r.Level > 0 && parent.Level <= r.Level:
			faults.add("meta.level_order", metaPlace(r, "Level"), r.Level, r.Parent, parent.Level)
		}
		children[r.Parent]++
	}
	if indicators == 0 {
		faults.add("meta.no_indicator", Place{Source: "iMeta"})
	}
	switch {
	case len(roots) == 0:
		faults.add("meta.no_root", Place{Source: "iMeta", Column: "Parent"})
	case len(roots) > 1:
		faults.add("meta.roots", Place{Source: "iMeta", Column: "Parent"}, listSome(roots))
	}
	for k := range rows {
		if r := &rows[k]; r.Type == TypeAggregate && children[r.Code] == 0 {
			faults.add("meta.childless", metaPlace(r, "iCode"))
		}
	}
	reportCycles(rows, byCode, faults)
}

// maxLevels bounds the depth of a tree; the deepest official index that we know
// has five levels.
const maxLevels = 1000

// reportCycles follows every row to its root and names a row of each cycle once.
func reportCycles(rows []MetaRow, byCode map[string]*MetaRow, faults *Faults) {
	const walking, done = 1, 2
	state := make(map[string]int, len(rows))
	for k := range rows {
		var path []string
		for r := &rows[k]; r != nil && state[r.Code] != done; r = byCode[r.Parent] {
			if state[r.Code] == walking {
				from := slices.Index(path, r.Code)
				faults.add("meta.cycle", metaPlace(r, "Parent"), listSome(path[from:]))
				break
			}
			state[r.Code] = walking
			path = append(path, r.Code)
			if r.Parent == "" {
				break
			}
		}
		for _, c := range path {
			state[c] = done
		}
	}
}

// deriveLevels gives a level to the rows without one: indicators 1, aggregates
// one above their highest child. The tree is known to have no cycle.
func deriveLevels(rows []MetaRow, byCode map[string]*MetaRow, faults *Faults) {
	at := make(map[string]int, len(rows))
	kids := make([]int, len(rows)) // children not yet seen
	for k := range rows {
		at[rows[k].Code] = k
	}
	for k := range rows {
		if p, ok := at[rows[k].Parent]; ok {
			kids[p]++
		}
	}
	given := make([]bool, len(rows))
	queue := make([]int, 0, len(rows))
	for k := range rows {
		given[k] = rows[k].Level > 0
		if kids[k] == 0 {
			queue = append(queue, k)
		}
	}
	least := make([]int, len(rows)) // lowest level the children allow
	for len(queue) > 0 {
		k := queue[0]
		queue = queue[1:]
		r := &rows[k]
		if !given[k] {
			r.Level = max(1, least[k])
		} else if r.Level < least[k] {
			faults.add("meta.level_low", metaPlace(r, "Level"), r.Level, least[k])
		}
		p, ok := at[r.Parent]
		if !ok {
			continue
		}
		least[p] = max(least[p], r.Level+1)
		if kids[p]--; kids[p] == 0 {
			queue = append(queue, p)
		}
	}
}

// place puts the checked rows into their order and links them.
func (t *Tree) place(rows []MetaRow) {
	slices.SortStableFunc(rows, func(a, b MetaRow) int {
		ai, bi := a.Type == TypeIndicator, b.Type == TypeIndicator
		switch {
		case ai && bi:
			return 0
		case ai:
			return -1
		case bi:
			return 1
		}
		return a.Level - b.Level
	})
	t.Nodes = make([]Node, len(rows))
	for k, r := range rows {
		t.at[r.Code] = k
		if r.Type == TypeIndicator {
			t.indicators++
		}
		t.Nodes[k] = Node{Code: r.Code, Name: r.Name, Type: r.Type, Level: r.Level, Parent: -1, Direction: r.Direction, Weight: r.Weight, Unit: r.Unit, Denominator: r.Denominator, Target: r.Target}
		if t.Nodes[k].Name == "" {
			t.Nodes[k].Name = r.Code
		}
	}
	for k, r := range rows {
		if p, ok := t.at[r.Parent]; ok && r.Parent != "" {
			t.Nodes[k].Parent = p
			t.Nodes[p].Children = append(t.Nodes[p].Children, k)
		}
	}
}

// Indicators are the positions of the leaves: 0 … n-1.
func (t *Tree) Indicators() []int {
	out := make([]int, t.indicators)
	for i := range out {
		out[i] = i
	}
	return out
}

// NumIndicators is the number of leaves; they are Nodes[:NumIndicators()].
func (t *Tree) NumIndicators() int { return t.indicators }

// IndicatorCodes are the codes of the leaves in order.
func (t *Tree) IndicatorCodes() []string { return t.Codes()[:t.indicators:t.indicators] }

// Codes are the codes of all nodes in order.
func (t *Tree) Codes() []string {
	out := make([]string, len(t.Nodes))
	for k := range t.Nodes {
		out[k] = t.Nodes[k].Code
	}
	return out
}

// Index is the position of the node, or -1.
func (t *Tree) Index(code string) int {
	if k, ok := t.at[code]; ok {
		return k
	}
	return -1
}

// Root is the position of the index: the last node.
func (t *Tree) Root() int { return len(t.Nodes) - 1 }

// MaxLevel is the level of the index.
func (t *Tree) MaxLevel() int { return t.Nodes[t.Root()].Level }

// AtLevel lists the nodes of the level in order.
func (t *Tree) AtLevel(level int) []int {
	var out []int
	for k := range t.Nodes {
		if t.Nodes[k].Level == level {
			out = append(out, k)
		}
	}
	return out
}

// Ancestor is the node's ancestor (or itself) at the level; -1 where the branch
// has none at that level.
func (t *Tree) Ancestor(node, level int) int {
	for k := node; k >= 0; k = t.Nodes[k].Parent {
		if l := t.Nodes[k].Level; l == level {
			return k
		} else if l > level {
			return -1
		}
	}
	return -1
}

// LeavesOf lists the indicators below the node (or the node, if it is one), in
// order.
func (t *Tree) LeavesOf(node int) []int {
	var out []int
	for i := range t.indicators {
		for k := i; k >= 0; k = t.Nodes[k].Parent {
			if k == node {
				out = append(out, i)
				break
			}
		}
	}
	return out
}

// Weights are the nodes' own weights in order (a copy).
func (t *Tree) Weights() []float64 {
	out := make([]float64, len(t.Nodes))
	for k := range t.Nodes {
		out[k] = t.Nodes[k].Weight
	}
	return out
}

var _ = addTexts(map[Code]sentence{
	"meta.code_missing":        {"the row has no code; give it one that is used nowhere else", "dòng không có mã; hãy đặt một mã chưa dùng ở nơi khác"},
	"meta.code_double":         {"the code %q already stands in line %d; a code must be unique", "mã %q đã có ở dòng %d; mỗi mã chỉ được dùng một lần"},
	"meta.type_unknown":        {"the type %q is not known; expected Indicator, Aggregate, Group, Denominator or Other", "không có loại %q; cần là Indicator, Aggregate, Group, Denominator hoặc Other"},
	"meta.direction":           {"the direction is %v; expected 1 (more is better) or -1 (less is better)", "chiều là %v; cần 1 (càng cao càng tốt) hoặc -1 (càng thấp càng tốt)"},
	"meta.weight":              {"the weight is %v; expected a number of at least 0", "trọng số là %v; cần một số không âm"},
	"meta.target":              {"the target is %v; expected a finite number or nothing", "mục tiêu là %v; cần một số hữu hạn hoặc để trống"},
	"meta.level_range":         {"the level is %d; expected a whole number from 1 to %d", "cấp là %d; cần số nguyên từ 1 đến %d"},
	"meta.level_indicator":     {"an indicator stands at level %d; expected 1", "chỉ tiêu ở cấp %d; cần ở cấp 1"},
	"meta.level_order":         {"level %d does not lie below the level of the parent %q (%d)", "cấp %d không nằm dưới cấp của mục cha %q (%d)"},
	"meta.level_low":           {"level %d is too low for the children, which need at least %d", "cấp %d quá thấp so với các mục con, cần ít nhất %d"},
	"meta.denominator_unknown": {"the denominator %q is not a numeric column of the data; add it to iMeta with type Denominator", "mẫu số %q không phải cột số của số liệu; hãy thêm vào iMeta với loại Denominator"},
	"meta.indicator_orphan":    {"the indicator has no parent; name the aggregate that it belongs to", "chỉ tiêu không có mục cha; hãy ghi mã của nhóm chứa nó"},
	"meta.parent_unknown":      {"the parent %q is not a code of this table", "mục cha %q không có trong bảng"},
	"meta.parent_type":         {"the parent %q is of type %s; expected Aggregate", "mục cha %q thuộc loại %s; cần loại Aggregate"},
	"meta.no_indicator":        {"there is no row of type Indicator", "không có dòng nào thuộc loại Indicator"},
	"meta.no_root":             {"every row has a parent; the index itself needs an empty one", "dòng nào cũng có mục cha; riêng chỉ số tổng hợp phải để trống mục cha"},
	"meta.roots":               {"several rows have no parent: %s; only the index itself may have none", "nhiều dòng không có mục cha: %s; chỉ chỉ số tổng hợp được để trống"},
	"meta.childless":           {"the aggregate has no children; remove it or give it some", "nhóm không có mục con; hãy bỏ nhóm hoặc thêm mục con"},
	"meta.cycle":               {"the rows are their own ancestors: %s", "các dòng là tổ tiên của chính mình: %s"},
})
