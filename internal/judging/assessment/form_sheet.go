package assessment

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// The columns of the sheet of answers. The last two are hidden: which item a row
// is for, and the revision of its answer when the workbook was written.
const (
	numberCol = iota + 1
	contentCol
	unitCol
	lastCol
	answerCol
	inapplicableCol
	reasonCol
	hintCol
	keyCol
	revisionCol
)

// printedCols are the columns that people see.
const printedCols = hintCol

// columnKeys are the headings, in order.
var columnKeys = []string{
	"assessment.column.number", "assessment.column.content", "assessment.column.unit", "assessment.column.last",
	"assessment.column.answer", "assessment.column.inapplicable", "assessment.column.reason", "assessment.column.hint",
	"assessment.column.key", "assessment.column.revision",
}

// inputCols are free for typing, in the rows of items.
var inputCols = map[int]bool{answerCol: true, inapplicableCol: true, reasonCol: true}

// formColumns are the widths in digits: with them the printed columns fill an A4
// sheet in landscape at about 75 %, which leaves a 9 point letter.
var formColumns = []sheet.Column{
	{Width: 6}, {Width: 38}, {Width: 12}, {Width: 13}, {Width: 17}, {Width: 9}, {Width: 22}, {Width: 54},
	{Width: 10, Hidden: true}, {Width: 10, Hidden: true},
}

// The buried sheet holds what the program needs to know a workbook again. Its
// name is the same in every language.
const (
	buriedSheet  = "_sansang"
	formSheet    = "form" // what a workbook is, in its first row
	allSheet     = "all"
	sheetVersion = "1" // of this layout; a later one reads what an earlier one wrote
)

// The rows of the buried sheet, by their first cell.
const (
	headRow   = "head"   // kind and layout
	factRow   = "fact"   // name, value
	listRow   = "list"   // words of a dropdown
	itemRow   = "items"  // of the columns, in a workbook of all agencies
	lineRow   = "row"    // number, key, revision, marks of locked cells, answer, not applicable, reason
	digestRow = "digest" // over all rows above
)

// linePrefix sets the keys of lines apart from those of items, whose codes do
// not begin so.
const linePrefix = "§"

// mark is a short digest of a cell that people must not change. It tells edits
// made by mistake; it is no secret and guards nothing, since whoever may upload
// a workbook may type the same answers.
func mark(s string) string {
	sum := sha256.Sum256([]byte(plainText(s)))
	return hex.EncodeToString(sum[:4])
}

// cellMark is the mark of a cell as read; "" for what cannot be as it was
// written: a formula, an error, a date.
func cellMark(c sheet.Cell) string {
	if c.Fault != nil || c.Has(sheet.FromFormula) || c.Type == sheet.DateCell {
		return ""
	}
	s, err := c.Text()
	if err != nil {
		return ""
	}
	return mark(s)
}

// digestOf is the digest over rows of the buried sheet.
func digestOf(rows [][]string) string {
	h := sha256.New()
	for _, r := range rows {
		for len(r) > 0 && r[len(r)-1] == "" {
			r = r[:len(r)-1] // blank cells are not kept
		}
		for _, s := range r {
			h.Write([]byte(strconv.Quote(s)))
		}
		h.Write([]byte{'\n'})
	}
	return hex.EncodeToString(h.Sum(nil))
}

// written is an answer as its cells show it.
type written struct {
	out                          sheet.Out
	answer, inapplicable, reason string // the texts of the cells
}

// write puts an answer into cells.
func (it *sheetItem) write(v SheetValue, lang text.Lang) written {
	w := written{reason: plainText(v.Reason)}
	if v.NotApplicable {
		w.inapplicable = inapplicableSign
	}
	w.out, w.answer = it.cell(v, lang)
	return w
}

// inapplicableSign is written and offered in the column "not applicable".
const inapplicableSign = "x"

// cell is an answer as a cell and as the text that reading the cell gives.
func (it *sheetItem) cell(v SheetValue, lang text.Lang) (sheet.Out, string) {
	var s string
	switch {
	case it.Type == scoring.Words:
		s = plainText(v.Words)
	case v.Value.State != scoring.Given && it.words == nil:
		return sheet.Empty(), "" // no cell of text, in which a number typed would be text
	case v.Value.State != scoring.Given:
	case it.words != nil:
		at, ok := v.Value.Num.Int64()
		if it.Type == scoring.YesNo {
			at = 2 - at // 1 yes, 0 no
		}
		if !ok || at < 1 || at > int64(len(it.words)) {
			s = v.Value.Num.String()
			break
		}
		s = it.words[at-1]
	default:
		s = v.Value.Num.String()
		if _, finite := v.Value.Num.IsFinite(); finite {
			return sheet.Decimal(s, -1), s
		}
	}
	return sheet.Text(s), s
}

// bounds are the smallest and largest value allowed; nil is an open end.
func (it *sheetItem) bounds() (lo, hi *scoring.Num) {
	lo, hi = it.Min, it.Max
	zero, one, hundred := scoring.Int(0), scoring.Int(1), scoring.Int(100)
	switch it.Type {
	case scoring.Count:
		lo = cmp.Or(lo, &zero)
	case scoring.Percent:
		lo, hi = cmp.Or(lo, &zero), cmp.Or(hi, &hundred)
	case scoring.Level:
		lo = cmp.Or(lo, &one)
	}
	return lo, hi
}

// numberText writes a bound as the language does.
func numberText(n *scoring.Num, lang text.Lang) string {
	if n == nil {
		return ""
	}
	return text.FormatDecimal(n.String(), lang)
}

// takes says in one sentence what the item takes.
func (it *sheetItem) takes(lang text.Lang) string {
	lo, hi := it.bounds()
	args := fault.Args{"low": numberText(lo, lang), "high": numberText(hi, lang)}
	switch it.Type {
	case scoring.YesNo, scoring.Choice:
		return catalogue.Text(lang, "assessment.take.choice", fault.Args{"options": strings.Join(it.words, "; ")})
	case scoring.Words:
		return say(lang, "assessment.take.words")
	}
	kind := "number"
	if it.whole() {
		kind = "whole"
	} else if it.Type == scoring.Percent {
		kind = "percent"
	}
	what := say(lang, "assessment.take."+kind)
	switch {
	case lo != nil && hi != nil:
		return what + catalogue.Text(lang, "assessment.take.between", args)
	case lo != nil:
		return what + catalogue.Text(lang, "assessment.take.from", args)
	case hi != nil:
		return what + catalogue.Text(lang, "assessment.take.upTo", args)
	}
	return what + "."
}

// hint is what stands beside the item: what it takes, then what it means.
func (it *sheetItem) hint(lang text.Lang) string {
	parts := []string{it.takes(lang)}
	if s := plainText(it.Definition.In(string(lang))); s != "" {
		parts = append(parts, s)
	}
	if s := plainText(it.Source.In(string(lang))); s != "" {
		parts = append(parts, catalogue.Text(lang, "assessment.take.source", fault.Args{"source": s}))
	}
	return strings.Join(parts, "\n")
}

// unit is the unit of the item; percent has its sign when it has no other.
func (it *sheetItem) unit(lang text.Lang) string {
	if s := plainText(it.Unit.In(string(lang))); s != "" || it.Type != scoring.Percent {
		return s
	}
	return "%"
}

// takesBoth is takes in both languages, for the arguments of a fault.
func (it *sheetItem) takesBoth() scoring.Text {
	return scoring.Text{Vi: it.takes(text.Vi), En: it.takes(text.En)}
}

// nameBoth is the name in both languages.
func (it *sheetItem) nameBoth() scoring.Text {
	return scoring.Text{Vi: it.name(text.Vi), En: it.name(text.En)}
}

// name is what a line is called: code and name.
func (l SheetLine) name(lang text.Lang) string {
	name := plainText(l.Name.In(string(lang)))
	switch {
	case l.Code == "":
		return say(lang, "assessment.line.rest")
	case name == "":
		return l.Code
	}
	return l.Code + ". " + name
}

// key is how a row for the line is known.
func (l SheetLine) key() string { return linePrefix + l.Code }
