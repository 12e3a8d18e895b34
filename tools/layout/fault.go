package layout

import (
	"cmp"
	"fmt"
	"slices"
)

// Rule names one kind of fault. Rules lists them all.
type Rule string

// Each rule has one planted fault at least in the layout test at the module
// root, which fails when a rule is added here without one.
const (
	RuleTable   Rule = "table"   // ARCHITECTURE.md itself: unreadable rows, wrong floors, circles
	RuleRow     Rule = "row"     // a folder with Go code and no row
	RuleImport  Rule = "import"  // an import its row does not allow
	RuleSyntax  Rule = "syntax"  // a Go file that does not parse
	RuleCgo     Rule = "cgo"     // import "C"
	RulePure    Rule = "pure"    // a public package touching clock, files, network, log, chance
	RuleDoc     Rule = "doc"     // doc.go missing, too long or without package comment
	RuleName    Rule = "name"    // forbidden names of folders, packages and files
	RuleSlice   Rule = "slice"   // files a slice may not have, or knowledge in the wrong file
	RuleSQL     Rule = "sql"     // SQL outside a store
	RuleSize    Rule = "size"    // more than MaxLines lines
	RuleMark    Rule = "mark"    // notes to do something later
	RuleMessage Rule = "message" // message catalogues that are not twins
)

// Rules is every rule Check holds.
var Rules = []Rule{
	RuleTable, RuleRow, RuleImport, RuleSyntax, RuleCgo, RulePure, RuleDoc,
	RuleName, RuleSlice, RuleSQL, RuleSize, RuleMark, RuleMessage,
}

// Fault is one breach of ARCHITECTURE.md.
type Fault struct {
	Rule Rule
	Path string // slash-separated, from the module root
	Line int    // 1-based; 0 where the whole file or folder is meant
	Text string // what is wrong and what to do
}

func (f Fault) String() string {
	if f.Line > 0 {
		return fmt.Sprintf("%s:%d: %s [%s]", f.Path, f.Line, f.Text, f.Rule)
	}
	return fmt.Sprintf("%s: %s [%s]", f.Path, f.Text, f.Rule)
}

func sortFaults(fs []Fault) []Fault {
	slices.SortFunc(fs, func(a, b Fault) int {
		return cmp.Or(
			cmp.Compare(a.Path, b.Path),
			cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Rule, b.Rule),
			cmp.Compare(a.Text, b.Text),
		)
	})
	return slices.Compact(fs)
}
