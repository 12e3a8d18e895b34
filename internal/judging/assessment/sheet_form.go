package assessment

import (
	"slices"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// SheetForm is the form of one agency as its workbook shows it. Round, Agency
// and Version are ids: a workbook that names others is refused.
type SheetForm struct {
	Round, Agency, Version string // Version is the framework version's
	AgencyName             string
	Title                  string // of the form, in Lang
	Framework              *scoring.Framework
	Lines                  []SheetLine           // in the order of the tree; see SheetLines
	Values                 map[string]SheetValue // answers by item; what is not there was never answered
	Last                   map[string]SheetValue // last year's, by item
	Lang                   text.Lang             // "" is Vietnamese
}

// SheetValue is one answer.
type SheetValue struct {
	Value   scoring.Value // of an item of type text only whether there are words
	Words   string        // of an item of type text
	Version int64         // the answer's revision; 0: never answered
	// NotApplicable says that the agency claims so, with its reason; whether that
	// is accepted is not told here.
	NotApplicable bool
	Reason        string
}

// same tells whether two answers say the same, whatever their revisions.
func (v SheetValue) same(o SheetValue) bool {
	if v.NotApplicable != o.NotApplicable || plainText(v.Reason) != plainText(o.Reason) || plainText(v.Words) != plainText(o.Words) {
		return false
	}
	return v.Words != "" || v.Value.State == o.Value.State && v.Value.Num.Equal(o.Value.Num)
}

// SheetLine is a node of the tree in the form: a field, a criterion, or a part
// between them. Depth 1 is a field. Items are asked here; Above were asked by a
// line before, since an item is asked once.
type SheetLine struct {
	Code     string // "" for the items that no criterion reads
	Name     scoring.Text
	Guidance scoring.Text
	Evidence scoring.Text
	Depth    int
	Items    []string
	Above    []string
}

// SheetLines gives the lines of a form. applies tells which nodes apply to the
// agency, by code; nil is all. Points that the Council gives by hand are not
// asked. Items that no criterion reads (asked for context, or by a condition)
// come last, in a line without code.
func SheetLines(f *scoring.Framework, applies func(node string) bool) []SheetLine {
	l := lining{asked: map[string]bool{}, given: map[string]bool{}, applies: applies}
	if f.Root == nil {
		return nil
	}
	if len(f.Root.Children) == 0 {
		l.node(f.Root, 1)
	}
	for _, n := range f.Root.Children {
		l.node(n, 1)
	}
	for _, n := range f.Root.Children {
		l.mark(n)
	}
	l.mark(f.Root)
	rest := SheetLine{Depth: 1}
	for _, it := range f.Items {
		if !l.given[it.Code] {
			rest.Items = append(rest.Items, it.Code)
		}
	}
	if len(rest.Items) > 0 {
		l.lines = append(l.lines, rest)
	}
	return l.lines
}

// lining collects lines. given are the items that some node reads, applicable
// or not: these never come as items that nobody reads.
type lining struct {
	asked, given map[string]bool
	applies      func(string) bool
	lines        []SheetLine
}

func (l *lining) node(n *scoring.Node, depth int) {
	if l.applies != nil && !l.applies(n.Code) {
		return
	}
	line := SheetLine{Code: n.Code, Name: n.Name, Guidance: n.Guidance, Evidence: n.Evidence, Depth: depth}
	if n.Rule != nil && n.Rule.Kind() != (*scoring.Manual)(nil).Kind() {
		for _, code := range scoring.RuleItems(n.Rule) {
			if l.asked[code] {
				line.Above = append(line.Above, code)
				continue
			}
			l.asked[code] = true
			line.Items = append(line.Items, code)
		}
	}
	at := len(l.lines)
	l.lines = append(l.lines, line)
	for _, c := range n.Children {
		l.node(c, depth+1)
	}
	if len(line.Items) == 0 && len(line.Above) == 0 && len(l.lines) == at+1 {
		l.lines = l.lines[:at] // nothing is asked under it
	}
}

func (l *lining) mark(n *scoring.Node) {
	if n.Rule != nil {
		for _, code := range scoring.RuleItems(n.Rule) {
			l.given[code] = true
		}
	}
	for _, c := range n.Children {
		l.mark(c)
	}
}

// sheetItem is an item with what the workbook needs of it.
type sheetItem struct {
	*scoring.Item
	number int // printed, from 1
	words  []string
}

// items gives the items of the lines by code, numbered in their order.
func sheetItems(f *scoring.Framework, lines []SheetLine, lang text.Lang) (map[string]*sheetItem, []*sheetItem) {
	at := map[string]*scoring.Item{}
	for i := range f.Items {
		at[f.Items[i].Code] = &f.Items[i]
	}
	by := map[string]*sheetItem{}
	var order []*sheetItem
	for _, l := range lines {
		for _, code := range l.Items {
			if at[code] == nil || by[code] != nil {
				continue
			}
			it := &sheetItem{Item: at[code], number: len(order) + 1}
			it.words = it.choices(lang)
			by[code] = it
			order = append(order, it)
		}
	}
	return by, order
}

// choices are the words of the answers, in order; nil when it is not chosen.
// Options whose names look the same are told apart by their codes.
func (it *sheetItem) choices(lang text.Lang) []string {
	switch it.Type {
	case scoring.YesNo:
		return []string{say(lang, "assessment.answer.yes"), say(lang, "assessment.answer.no")}
	case scoring.Choice:
		words := make([]string, len(it.Options))
		seen := map[string]int{}
		for i, o := range it.Options {
			if words[i] = plainText(o.Name.In(string(lang))); words[i] == "" {
				words[i] = o.Code
			}
			seen[text.Fold(words[i])]++
		}
		for i, o := range it.Options {
			if seen[text.Fold(words[i])] > 1 {
				words[i] += " (" + o.Code + ")"
			}
		}
		return words
	}
	return nil
}

// name is what the item is called, its code when it has no name.
func (it *sheetItem) name(lang text.Lang) string {
	if s := plainText(it.Name.In(string(lang))); s != "" {
		return s
	}
	return it.Code
}

func (it *sheetItem) whole() bool {
	return slices.Contains([]scoring.ItemType{scoring.Count, scoring.Level}, it.Type)
}
