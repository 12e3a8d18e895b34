package console

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// explainAll explains scores, each named AGENCY/NODE. Every wrong name is told.
func (st *standing) explainAll(names []string, format string) error {
	var list fault.List
	var traces []*scoring.Trace
	for _, name := range names {
		agency, node, ok := strings.Cut(name, "/")
		if !ok {
			list.Add(fault.New(fault.Invalid, "console.explain.form", fault.Args{"name": name}))
			continue
		}
		if _, _, err := st.find(agency, node); err != nil {
			list.Add(err)
			continue
		}
		t, _ := st.result.Trace(agency, node)
		traces = append(traces, t)
	}
	if err := list.Err(); err != nil {
		return err
	}
	if format == formatJSON {
		out := []traceJSON{}
		for _, t := range traces {
			out = append(out, st.traceJSON(t))
		}
		return st.writeJSON(out)
	}
	for i, t := range traces {
		if i > 0 {
			fmt.Fprintln(st.Out)
		}
		if _, err := fmt.Fprint(st.Out, st.explanation(t)); err != nil {
			return err
		}
	}
	return nil
}

// traceJSON is an explanation for programs.
type traceJSON struct {
	Agency string      `json:"agency,omitempty"`
	Node   string      `json:"node,omitempty"`
	Name   string      `json:"name,omitempty"`
	Points *numberJSON `json:"points,omitempty"`
	Max    *numberJSON `json:"max,omitempty"`
	State  string      `json:"state"`
	Steps  []string    `json:"steps"`
	Parts  []traceJSON `json:"parts,omitempty"`
}

func (st *standing) traceJSON(t *scoring.Trace) traceJSON {
	out := traceJSON{Agency: t.Agency, Node: t.Code, Name: t.Name.In(string(st.lang)), State: t.Score.State.String(), Steps: st.steps(t)}
	if t.Score.State == scoring.StateScored || t.Score.State == scoring.StateMissing {
		out.Points, out.Max = number(t.Score.Points), number(t.Score.Max)
	}
	for _, p := range t.Parts {
		out.Parts = append(out.Parts, st.traceJSON(p))
	}
	return out
}

// explanation is one score as a person reads it: whose it is, what was
// answered, how it was computed, what it came to.
func (st *standing) explanation(t *scoring.Trace) string {
	var b strings.Builder
	a, _ := st.set.Cohort.Agency(t.Agency)
	fmt.Fprintf(&b, "%s (%s)\n", st.set.Cohort.Agencies()[a].Name, t.Agency)
	fmt.Fprintf(&b, "%s\n", st.traceHead(t))
	if st.notice != "" {
		b.WriteString("⚠ " + st.notice + ".\n")
	}
	if items := st.itemLines(a, t); len(items) > 0 {
		b.WriteString("\n" + st.say("console.trace.items") + "\n")
		for _, line := range items {
			b.WriteString(wrapped("  "+line, 4, st.outColumns()))
		}
	}
	b.WriteString("\n" + st.say("console.trace.steps") + "\n")
	st.traceLines(&b, t, 1)
	return b.String()
}

// traceHead names a node with what it came to: "A1 Tỷ lệ máy tính: 4,90/5".
func (st *standing) traceHead(t *scoring.Trace) string {
	name := strings.TrimSpace(t.Code + " " + t.Name.In(string(st.lang)))
	if name == "" {
		name = st.say("console.trace.part")
	}
	return name + ": " + st.outcome(t.Score)
}

// outcome is points of maximum, or why there are none.
func (st *standing) outcome(score scoring.Score) string {
	switch score.State {
	case scoring.StateNotApplicable, scoring.StateExcluded, scoring.StateBlocked:
		return st.state(score)
	case scoring.StateContext:
		return st.say("console.trace.context")
	}
	out := st.points(score.Points)
	if score.Max.Sign() > 0 {
		out += "/" + st.text(score.Max)
	}
	if score.State == scoring.StateMissing {
		out += " (" + st.say("console.trace.unanswered") + ")"
	}
	return out
}

// traceLines writes the parts of a trace and, below them, its own steps.
func (st *standing) traceLines(b *strings.Builder, t *scoring.Trace, depth int) {
	indent := strings.Repeat("  ", depth)
	for _, p := range t.Parts {
		b.WriteString(wrapped(indent+st.traceHead(p), len(indent)+2, st.outColumns()))
		st.traceLines(b, p, depth+1)
	}
	for _, line := range st.steps(t) {
		b.WriteString(wrapped(indent+line, len(indent)+2, st.outColumns()))
	}
}

// oneLine is the explanation of a leaf in a cell of a table.
func (st *standing) oneLine(t *scoring.Trace) string {
	var parts []string
	for _, p := range t.Parts {
		parts = append(parts, "["+st.oneLine(p)+"]")
	}
	return strings.Join(append(parts, st.steps(t)...), "; ")
}

// steps are the steps of a trace, a line each. Percentage and level are told of
// what is ranked only: a criterion has points.
func (st *standing) steps(t *scoring.Trace) []string {
	lines := []string{}
	n, ok := st.result.Program().Node(t.Code)
	ranked := ok && slices.Contains(st.result.Ranked(), n)
	for i := range t.Steps {
		switch t.Steps[i].Op {
		case scoring.OpScore, scoring.OpBand, scoring.OpRequire, scoring.OpGate:
			if !ranked {
				continue
			}
		}
		lines = append(lines, st.step(&t.Steps[i]))
	}
	return lines
}

// itemLines are the answers that the node and all below it read.
func (st *standing) itemLines(agency int, t *scoring.Trace) (lines []string) {
	n, _ := st.result.Program().Node(t.Code)
	for _, i := range st.result.Program().NodeItems(n) {
		item := &st.framework.Items[i]
		lines = append(lines, fmt.Sprintf("%s (%s): %s", cmp.Or(item.Name.In(string(st.lang)), item.Code), item.Code, st.answer(agency, i)))
	}
	return lines
}

// answer is the value of an item with its unit, as a person says it.
func (st *standing) answer(agency, item int) string {
	it := &st.framework.Items[item]
	v := st.set.Cohort.Value(agency, item)
	switch {
	case v.State == scoring.Absent:
		return st.say("console.trace.unanswered")
	case v.State == scoring.Inapplicable:
		return st.say("console.trace.inapplicableBecause", "reason", cmp.Or(st.set.Reasons[[2]int{agency, item}], "–"))
	}
	out := st.given(it, v.Num)
	if unit := it.Unit.In(string(st.lang)); unit != "" && it.Type != scoring.YesNo && it.Type != scoring.Choice && it.Type != scoring.Words {
		out += " " + unit
	}
	return out
}

// given is a given value: a number, a word, an option.
func (st *standing) given(it *scoring.Item, x scoring.Num) string {
	switch it.Type {
	case scoring.Words:
		return st.say("console.trace.given")
	case scoring.YesNo:
		if x.IsZero() {
			return st.say("console.trace.no")
		}
		return st.say("console.trace.yes")
	case scoring.Choice:
		if i, ok := x.Int64(); ok && i >= 1 && i <= int64(len(it.Options)) {
			o := it.Options[i-1]
			return cmp.Or(o.Name.In(string(st.lang)), o.Code)
		}
	}
	return st.text(x)
}

// itemName is the name of an item by its code.
func (st *standing) itemName(code string) string {
	if i, ok := st.result.Program().Item(code); ok {
		return cmp.Or(st.framework.Items[i].Name.In(string(st.lang)), code)
	}
	return code
}

// tracePlaces is how many decimals an explanation shows of a number that has
// more; then the sign is ≈ and not =.
const tracePlaces = 4

// fine is a number in an explanation: as it is where it is short, else rounded.
func (st *standing) fine(x scoring.Num) string {
	s, _ := st.finer(x)
	return s
}

func (st *standing) finer(x scoring.Num) (shown string, exact bool) {
	if places, ends := x.IsFinite(); ends && places <= tracePlaces {
		return st.text(x), true
	}
	return st.num(x, tracePlaces), false
}

// points are shown with two decimals at least.
func (st *standing) points(x scoring.Num) string {
	if places, ends := x.IsFinite(); ends && places > shownPlaces && places <= tracePlaces {
		return st.text(x)
	} else if ends && places <= shownPlaces {
		return st.num(x, shownPlaces)
	}
	return st.num(x, tracePlaces)
}

// equals is "= 0,98" or "≈ 0,9267".
func (st *standing) equals(x scoring.Num, points bool) string {
	s, exact := st.finer(x)
	if points {
		s = st.points(x)
	}
	if !exact {
		return "≈ " + s
	}
	return "= " + s
}

// list shows numbers with a sign between them, negative ones in brackets.
func (st *standing) list(xs []scoring.Num, sign string) string {
	var parts []string
	for _, x := range xs {
		s := st.points(x)
		if x.Sign() < 0 {
			s = "(" + s + ")"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, sign)
}

// terms is one side of a quantity with its numbers put in: "120 + 2 × 125".
func (st *standing) terms(terms []scoring.TraceTerm, bracket bool) string {
	var parts []string
	for _, t := range terms {
		s := st.text(t.Value.Num)
		if !t.Factor.Equal(scoring.Int(1)) {
			s = st.text(t.Factor) + " × " + s
		}
		parts = append(parts, s)
	}
	s := strings.Join(parts, " + ")
	if bracket && (len(parts) > 1 || strings.Contains(s, "×")) {
		return "(" + s + ")"
	}
	return s
}

// condition is a condition in words, with the value that was compared.
func (st *standing) condition(step *scoring.TraceStep) string {
	c := step.Cond
	if c == nil {
		return ""
	}
	name, wanted := "", st.text(c.Value)
	var it *scoring.Item
	if c.Item != "" {
		name = st.itemName(c.Item)
		if i, ok := st.result.Program().Item(c.Item); ok {
			it = &st.framework.Items[i]
			wanted = st.given(it, c.Value)
			for _, o := range it.Options {
				if o.Code == c.Option {
					wanted = cmp.Or(o.Name.In(string(st.lang)), o.Code)
				}
			}
		}
	} else if n, ok := st.result.Program().Node(c.Node); ok {
		name = c.Node + " " + st.name(n)
	}
	found := st.say("console.trace.unanswered")
	if len(step.Args) > 0 {
		found = st.fine(step.Args[0])
		if it != nil {
			found = st.given(it, step.Args[0])
		}
	}
	op := map[scoring.Operator]string{scoring.Ne: "≠", scoring.Le: "≤", scoring.Ge: "≥"}[c.Op]
	return st.say("console.trace.condition", "name", name, "op", cmp.Or(op, string(c.Op)), "wanted", wanted, "found", found)
}

// group names the peers of a cohort rule.
func (st *standing) group(code string) string {
	if code == "" {
		return st.say("console.trace.cohort")
	}
	for _, g := range st.framework.Groups {
		if g.Code == code {
			return st.say("console.trace.group", "group", cmp.Or(g.Name.In(string(st.lang)), code))
		}
	}
	return st.say("console.trace.group", "group", code)
}

// bandName is the name of a level by its code.
func (st *standing) bandName(code string) string {
	for _, b := range st.framework.Bands {
		if b.Code == code {
			return cmp.Or(b.Name.In(string(st.lang)), code)
		}
	}
	return code
}

func (st *standing) gateName(code string) string {
	for _, g := range st.framework.Gates {
		if g.Code == code {
			return cmp.Or(g.Name.In(string(st.lang)), code)
		}
	}
	return code
}

// reference is a document in brackets behind a reason.
func reference(document string) string {
	if document == "" {
		return ""
	}
	return " [" + text.NFC(document) + "]"
}
