package criteria

import (
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// nodeRow is a node on the first sheet: the annex and what the program needs.
type nodeRow struct {
	scoring.Node
	number  string // STT
	parent  string // code; "" of the total
	depth   int
	applies scoring.Applies
	rule    string // as written
}

func nodeMethod(n *nodeRow) *scoring.Text   { return &n.Method }
func nodeEvidence(n *nodeRow) *scoring.Text { return &n.Evidence }
func nodeSource(n *nodeRow) *scoring.Text   { return &n.Source }
func nodeVerifier(n *nodeRow) *scoring.Text { return &n.Verifier }
func nodeGuidance(n *nodeRow) *scoring.Text { return &n.Guidance }

// annexColumns is how many columns are printed: those of the annexes of
// provincial decisions (domain: district DTI annex, seven columns).
const annexColumns = 7

// nodes is the first sheet.
var nodes = table[nodeRow]{
	name: "node", needed: true, code: func(n *nodeRow) string { return n.Code },
	columns: []column[nodeRow]{
		{key: "number", width: 7, put: func(n *nodeRow, _ text.Lang) sheet.Out { return textOut(n.number).Center() }},
		own("criterion", func(n *nodeRow) *scoring.Text { return &n.Name }).wide(40).needed(),
		maximum,
		own("method", nodeMethod).wide(44).spread(),
		own("evidence", nodeEvidence).wide(27).spread(),
		own("source", nodeSource).wide(20).spread(),
		own("verifier", nodeVerifier).wide(20).spread(),

		words("code", func(n *nodeRow) *string { return &n.Code }).wide(12).needed(),
		words("parent", func(n *nodeRow) *string { return &n.parent }).wide(12).needed(),
		ruleColumn.wide(80).needed(),
		choice("role", "criteria.role.", roles, func(n *nodeRow) *scoring.Role { return &n.Role }).wide(12),
		perhaps("weight", func(n *nodeRow) **scoring.Num { return &n.Weight }).wide(10),
		choice("combine", "criteria.combine.", combines, func(n *nodeRow) *scoring.Combine { return &n.Combine }).wide(16),
		choice("rescale", "criteria.rescale.", rescales, func(n *nodeRow) *scoring.Rescale { return &n.Rescale }).wide(22),
		yes("overflow", func(n *nodeRow) *bool { return &n.Overflow }).wide(12),
		rounding("rounding", func(n *nodeRow) **scoring.Rounding { return &n.Rounding }).wide(16),
		choice("missing", "criteria.missing.", missings, func(n *nodeRow) *scoring.Missing { return &n.Missing }).wide(18),
		codes("groups", func(n *nodeRow) *[]string { return &n.applies.Groups }).wide(18),
		codes("except", func(n *nodeRow) *[]string { return &n.applies.Except }).wide(18),
		conditions("when", func(n *nodeRow) *[]scoring.Condition { return &n.applies.When }).wide(24),
		yes("exempt", func(n *nodeRow) *bool { return &n.applies.Exempt }).wide(12),
		own("guidance", nodeGuidance).wide(40).spread(),
	},
	note: underAnnex,
}

// maximum is the column of maxima. It is blank where nothing is scored.
var maximum = column[nodeRow]{
	key: "max", width: 11, required: true,
	put: func(n *nodeRow, _ text.Lang) sheet.Out {
		if n.Max.IsZero() {
			return sheet.Empty()
		}
		return numberOut(n.Max)
	},
	get: func(r *reading, n *nodeRow, c sheet.Cell, _ text.Lang) {
		if x, ok := r.number(c); ok {
			n.Max = x
		}
	},
}

// underAnnex tells a remark or signature below or between the criteria: one
// cell with words, in none of the columns that make a criterion.
func underAnnex(f *found, row *sheet.Row) bool {
	full := 0
	for _, c := range row.Cells {
		if c.Blank() {
			continue
		}
		if full++; c.Fault != nil || c.Type != sheet.TextCell || full > 1 {
			return false
		}
		for _, key := range []string{"code", "parent", "rule", "max"} {
			if f.at[key] == c.Col {
				return false
			}
		}
	}
	return true
}

// otherNode is the texts of a node in the language that the first sheet is not
// in: an annex in the other language, by code.
var otherNodes = table[nodeRow]{
	name: "translation",
	columns: []column[nodeRow]{
		words("code", func(n *nodeRow) *string { return &n.Code }).wide(12).needed(),
		other("otherCriterion", func(n *nodeRow) *scoring.Text { return &n.Name }).wide(40).needed(),
		other("otherMethod", nodeMethod).wide(44),
		other("otherEvidence", nodeEvidence).wide(27),
		other("otherSource", nodeSource).wide(20),
		other("otherVerifier", nodeVerifier).wide(20),
		other("otherGuidance", nodeGuidance).wide(40),
	},
}

var (
	roles    = []scoring.Role{scoring.Scored, scoring.Bonus, scoring.Penalty, scoring.Context}
	combines = []scoring.Combine{scoring.CombineSum, scoring.CombineMean, scoring.CombineMin}
	rescales = []scoring.Rescale{scoring.Shrink, scoring.Full}
	missings = []scoring.Missing{scoring.MissingZero, scoring.MissingExclude, scoring.MissingBlock}
)

// nodeRows lists the tree in the order of the annex: fields with what is in
// them, the total last.
//
// The error is scoring.Faults: rules that have no form.
func nodeRows(f *scoring.Framework) (rows []nodeRow, err error) {
	if f.Root == nil {
		return nil, nil
	}
	var faults scoring.Faults
	levels := height(f.Root)
	var add func(n *scoring.Node, parent, number string, depth int)
	add = func(n *scoring.Node, parent, number string, depth int) {
		row := nodeRow{Node: *n, parent: parent, number: number, depth: depth}
		if n.Applies != nil {
			row.applies = *n.Applies
		}
		if n.Rule != nil {
			var bad error
			row.rule, bad = scoring.FormatRule(n.Rule)
			for _, fault := range scoringFaults(bad) {
				fault.Path = "node " + n.Code + "." + fault.Path
				faults = append(faults, fault)
			}
		}
		if depth > 0 {
			rows = append(rows, row)
		}
		for i, c := range n.Children {
			if c != nil {
				add(c, n.Code, ordinal(levels, depth+1, number, i+1), depth+1)
			}
		}
		if depth == 0 {
			rows = append(rows, row)
		}
	}
	add(f.Root, "", "", 0)
	return rows, faults.Stop()
}

func height(n *scoring.Node) int {
	h := 0
	for _, c := range n.Children {
		if c != nil {
			h = max(h, 1+height(c))
		}
	}
	return h
}

// ordinal numbers a row as annexes do: fields A, B; where the tree is three
// levels or deeper, groups in them I, II; then 1, 2, and below them 1.1, 1.1.1.
func ordinal(levels, depth int, above string, i int) string {
	switch {
	case depth == 1:
		return letters(i)
	case depth == 2 && levels >= 3:
		return roman(i)
	case depth == 2, depth == 3 && levels >= 3:
		return strconv.Itoa(i)
	}
	return above + "." + strconv.Itoa(i)
}

// letters counts A … Z, AA, AB as the columns of a spreadsheet do.
func letters(i int) string { return fault.ColumnName(i) }

// roman writes 1 to 3999 in the old numerals; the framework's limits keep
// within that, and beyond it digits do.
func roman(i int) string {
	if i > 3999 {
		return strconv.Itoa(i)
	}
	var b strings.Builder
	for _, d := range []struct {
		value int
		sign  string
	}{{1000, "M"}, {900, "CM"}, {500, "D"}, {400, "CD"}, {100, "C"}, {90, "XC"}, {50, "L"}, {40, "XL"}, {10, "X"}, {9, "IX"}, {5, "V"}, {4, "IV"}, {1, "I"}} {
		for ; i >= d.value; i -= d.value {
			b.WriteString(d.sign)
		}
	}
	return b.String()
}
