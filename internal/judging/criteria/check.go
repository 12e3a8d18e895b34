package criteria

import (
	"fmt"
	"slices"
	"strings"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Severity is what a check does that does not hold.
type Severity string

// The severities.
const (
	Blocks Severity = "block" // the form cannot be submitted
	Warns  Severity = "warn"  // it is shown, and whoever submits sees it
)

// Check is a cross-check between answers: what must hold for them to be
// believed, such as "tram_bao_ve <= tram". It never sets a score.
//
// Require is an expression that is true or false. It reads the agency's answers
// by the code of the item (or now["code"]), last year's as last.code, and the
// agency's group in this round as median.code, q1.code, q3.code; group is the
// code of the group. Operators are + - * / == != < <= > >= && || ! and ?:,
// functions abs, min, max, round. A check that reads what is missing is not
// judged: a missing value is not zero.
type Check struct {
	Code     string       `json:"code" yaml:"code"`
	Name     scoring.Text `json:"name" yaml:"name,omitempty"`
	Require  string       `json:"require" yaml:"require"`
	Severity Severity     `json:"severity" yaml:"severity"`
	Hint     scoring.Text `json:"hint,omitzero" yaml:"hint,omitempty"`
	Groups   []string     `json:"groups,omitempty" yaml:"groups,omitempty"` // only these; none: all
}

// The bounds of an expression: it is read by people and answered while somebody
// types.
const (
	mostExpression = 4096 // bytes
	mostNodes      = 500
	mostDepth      = 32
	mostChecks     = 500
)

// The tables that an expression may read besides the answers themselves.
const (
	tableNow    = "now"
	tableLast   = "last"
	tableMedian = "median"
	tableFirst  = "q1"
	tableThird  = "q3"
	wordGroup   = "group"
)

var tables = []string{tableNow, tableLast, tableMedian, tableFirst, tableThird}

// Checks is checks made ready to be asked; it is safe for many goroutines.
type Checks struct {
	checks []compiled
	items  map[string]bool
}

type compiled struct {
	Check
	program *vm.Program
	reads   []read
}

// read is one value that an expression needs.
type read struct{ table, item string }

// Facts are what checks are asked about: by table and item. What is missing is
// not in the map.
type Facts struct {
	Now, Last, Median, First, Third map[string]float64
	Group                           string
}

// Finding is the outcome of one check.
type Finding struct {
	Check  *Check
	Judged bool // all that it reads is there
	Holds  bool
	Reads  []string // items that it reads, each once, to lead to them
}

// CompileChecks makes checks ready for a framework. The fault.List holds
// everything that is wrong: codes that stand twice, items that do not exist,
// what an expression may not contain, each with the check as its place.
func CompileChecks(checks []Check, f *scoring.Framework) (*Checks, error) {
	var list fault.List
	p := &Checks{items: map[string]bool{}}
	for _, it := range f.Items {
		p.items[it.Code] = true
	}
	if len(checks) > mostChecks {
		return nil, fault.New(fault.Limit, "criteria.check.many", fault.Args{"most": mostChecks})
	}
	seen := map[string]bool{}
	for i := range checks {
		c := checks[i]
		at := fault.Place{Field: "check " + c.Code}
		if c.Code == "" || seen[c.Code] {
			list.Add(fault.New(fault.Invalid, "criteria.check.code", fault.Args{"code": c.Code}).WithPlace(at))
		}
		seen[c.Code] = true
		if c.Severity != Blocks && c.Severity != Warns {
			list.Add(fault.New(fault.Invalid, "criteria.check.severity", nil).WithPlace(at).WithFound(string(c.Severity)))
		}
		one, err := p.compile(c)
		if err != nil {
			list.Add(fault.At(err, at))
			continue
		}
		p.checks = append(p.checks, *one)
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

// Peers gives the items of which some check asks for the median or a quartile of
// the group, each once.
func (p *Checks) Peers() (items []string) {
	for i := range p.checks {
		for _, r := range p.checks[i].reads {
			if r.table != tableNow && r.table != tableLast && !slices.Contains(items, r.item) {
				items = append(items, r.item)
			}
		}
	}
	return items
}

func (p *Checks) compile(c Check) (*compiled, error) {
	if len(c.Require) > mostExpression {
		return nil, fault.New(fault.Limit, "criteria.check.long", fault.Args{"most": mostExpression})
	}
	tree, err := parser.Parse(c.Require)
	if err != nil {
		return nil, unreadable(c.Require, err)
	}
	w := &walker{items: p.items}
	w.look(tree.Node, 1)
	if w.wrong != nil {
		return nil, w.wrong
	}
	if w.nodes > mostNodes {
		return nil, fault.New(fault.Limit, "criteria.check.nodes", fault.Args{"most": mostNodes})
	}
	program, err := expr.Compile(c.Require, expr.Env(p.environment(nil)), expr.AsBool(), expr.MaxNodes(mostNodes), expr.DisableAllBuiltins(),
		expr.EnableBuiltin("abs"), expr.EnableBuiltin("min"), expr.EnableBuiltin("max"), expr.EnableBuiltin("round"))
	if err != nil {
		return nil, unreadable(c.Require, err)
	}
	return &compiled{c, program, w.reads}, nil
}

// unreadable tells where the reader of expressions stumbled; its own words are
// English and go to the operator.
func unreadable(expression string, err error) error {
	where, _, _ := strings.Cut(err.Error(), "\n")
	return fault.Wrap(fault.Invalid, err, "criteria.check.unreadable", fault.Args{"where": where}).WithFound(expression).WithHint("criteria.check.form")
}

// environment gives the names that expressions use their values; of nil facts,
// their types.
func (p *Checks) environment(f *Facts) map[string]any {
	if f == nil {
		f = &Facts{}
	}
	env := map[string]any{
		tableNow: filled(f.Now), tableLast: filled(f.Last), tableMedian: filled(f.Median),
		tableFirst: filled(f.First), tableThird: filled(f.Third), wordGroup: f.Group,
	}
	for code := range p.items {
		if _, taken := env[code]; !taken {
			env[code] = f.Now[code]
		}
	}
	return env
}

func filled(m map[string]float64) map[string]float64 {
	if m == nil {
		return map[string]float64{}
	}
	return m
}

// walker goes through an expression: what it may contain is listed, so that
// nothing of a later version of the language slips in.
type walker struct {
	items map[string]bool
	reads []read
	nodes int
	wrong error
}

var operators = []string{"+", "-", "*", "/", "==", "!=", "<", "<=", ">", ">=", "&&", "||", "and", "or", "!", "not"}

func (w *walker) look(n ast.Node, depth int) {
	if w.wrong != nil {
		return
	}
	w.nodes++
	if depth > mostDepth {
		w.wrong = fault.New(fault.Limit, "criteria.check.depth", fault.Args{"most": mostDepth})
		return
	}
	switch n := n.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.StringNode:
	case *ast.IdentifierNode:
		if n.Value != wordGroup {
			w.need(tableNow, n.Value)
		}
	case *ast.MemberNode:
		table, ok := n.Node.(*ast.IdentifierNode)
		item, named := n.Property.(*ast.StringNode)
		if !ok || !named || n.Optional || !slices.Contains(tables, table.Value) {
			w.refuse(n)
			return
		}
		w.need(table.Value, item.Value)
	case *ast.UnaryNode:
		w.allow(n, n.Operator)
		w.look(n.Node, depth+1)
	case *ast.BinaryNode:
		w.allow(n, n.Operator)
		w.look(n.Left, depth+1)
		w.look(n.Right, depth+1)
	case *ast.ConditionalNode:
		w.look(n.Cond, depth+1)
		w.look(n.Exp1, depth+1)
		w.look(n.Exp2, depth+1)
	case *ast.BuiltinNode:
		if !slices.Contains([]string{"abs", "min", "max", "round"}, n.Name) {
			w.refuse(n)
			return
		}
		for _, a := range n.Arguments {
			w.look(a, depth+1)
		}
	default:
		w.refuse(n)
	}
}

func (w *walker) allow(n ast.Node, operator string) {
	if !slices.Contains(operators, operator) {
		w.refuse(n)
	}
}

func (w *walker) refuse(n ast.Node) {
	if w.wrong == nil {
		w.wrong = fault.New(fault.Invalid, "criteria.check.part", nil).WithFound(fmt.Sprint(n)).WithHint("criteria.check.form")
	}
}

func (w *walker) need(table, item string) {
	if !w.items[item] {
		if w.wrong == nil {
			w.wrong = fault.New(fault.Invalid, "criteria.check.item", fault.Args{"item": item})
		}
		return
	}
	if r := (read{table, item}); !slices.Contains(w.reads, r) {
		w.reads = append(w.reads, r)
	}
}

// Ask gives the outcome of every check that concerns the agency's group, in the
// order in which they were declared.
func (p *Checks) Ask(f *Facts) []Finding {
	env := p.environment(f)
	var all []Finding
	for i := range p.checks {
		c := &p.checks[i]
		if len(c.Groups) > 0 && !slices.Contains(c.Groups, f.Group) {
			continue
		}
		one := Finding{Check: &c.Check, Judged: true}
		for _, r := range c.reads {
			if !slices.Contains(one.Reads, r.item) {
				one.Reads = append(one.Reads, r.item)
			}
			if _, there := f.table(r.table)[r.item]; !there {
				one.Judged = false
			}
		}
		if one.Judged {
			out, err := expr.Run(c.program, env)
			holds, ok := out.(bool)
			one.Judged, one.Holds = err == nil && ok, holds
		}
		all = append(all, one)
	}
	return all
}

func (f *Facts) table(name string) map[string]float64 {
	switch name {
	case tableLast:
		return f.Last
	case tableMedian:
		return f.Median
	case tableFirst:
		return f.First
	case tableThird:
		return f.Third
	}
	return f.Now
}
