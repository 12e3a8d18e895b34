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

// checkExplained tells every name that is not of the form AGENCY/NODE, before
// any file is read.
func checkExplained(names []string) error {
	var list fault.List
	for _, name := range names {
		if _, _, ok := strings.Cut(name, "/"); !ok {
			list.Add(fault.New(fault.Invalid, "console.explain.form", fault.Args{"name": name}))
		}
	}
	if err := list.Err(); err != nil {
		return misuse{err}
	}
	return nil
}

// explainAll explains scores, each named AGENCY/NODE. Every wrong name is told.
func (st *standing) explainAll(names []string, format string) error {
	var list fault.List
	var traces []*scoring.Trace
	for _, name := range names {
		agency, node, _ := strings.Cut(name, "/")
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
	Agency string      `json:"agency"`
	Node   string      `json:"node"`
	Name   string      `json:"name"`
	State  string      `json:"state"`
	Points *numberJSON `json:"points,omitempty"`
	Max    *numberJSON `json:"max,omitempty"`
	Lines  []string    `json:"lines"` // two blanks a depth
	Notice string      `json:"notice,omitempty"`
}

func (st *standing) traceJSON(t *scoring.Trace) traceJSON {
	out := traceJSON{Agency: t.Agency, Node: t.Code, Name: t.Name.In(string(st.lang)), State: t.Score.State.String(), Notice: st.notice}
	if t.Score.State == scoring.StateScored || t.Score.State == scoring.StateMissing {
		out.Points, out.Max = number(t.Score.Points), number(t.Score.Max)
	}
	for _, l := range st.plain(t).Lines(st.framework, string(st.lang)) {
		out.Lines = append(out.Lines, strings.Repeat("  ", l.Depth)+l.Text)
	}
	return out
}

// explanation is one score as a person reads it: whose it is, what was
// answered, how it was computed, what it came to.
func (st *standing) explanation(t *scoring.Trace) string {
	var b strings.Builder
	a, _ := st.set.Cohort.Agency(t.Agency)
	lines := st.plain(t).Lines(st.framework, string(st.lang))
	fmt.Fprintf(&b, "%s (%s)\n%s\n", st.set.Cohort.Agencies()[a].Name, t.Agency, lines[0].Text)
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
	for _, l := range lines[1:] {
		b.WriteString(wrapped(strings.Repeat("  ", l.Depth)+l.Text, 2*l.Depth+2, st.outColumns()))
	}
	return b.String()
}

// plain is a trace without the percentage and the level of a node that is not
// ranked: a criterion has points.
func (st *standing) plain(t *scoring.Trace) *scoring.Trace {
	if n, ok := st.result.Program().Node(t.Code); ok && slices.Contains(st.result.Ranked(), n) {
		return t
	}
	bare := *t
	bare.Steps = slices.DeleteFunc(slices.Clone(t.Steps), func(s scoring.TraceStep) bool {
		switch s.Op {
		case scoring.OpScore, scoring.OpBand, scoring.OpRequire, scoring.OpGate:
			return true
		}
		return false
	})
	return &bare
}

// oneLine is the explanation of a leaf in a cell of a table; its first line,
// which names the criterion, stands in other columns.
func (st *standing) oneLine(t *scoring.Trace) string {
	var parts []string
	for _, l := range st.plain(t).Lines(st.framework, string(st.lang))[1:] {
		parts = append(parts, l.Text)
	}
	return strings.Join(parts, "; ")
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

// reference is a document in brackets behind a reason.
func reference(document string) string {
	if document == "" {
		return ""
	}
	return " [" + text.NFC(document) + "]"
}
