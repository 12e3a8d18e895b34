package answers

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// entry is one line of a cell of exemptions or adjustments.
type entry struct {
	node, points, reason, reference, by string
}

// entries cuts a cell into its lines: `NODE POINTS: reason [reference; by]`.
func entries(cell string) (lines []entry) {
	cell = strings.ReplaceAll(strings.ReplaceAll(cell, "\r\n", "\n"), " | ", "\n")
	for line := range strings.Lines(cell) {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		var e entry
		head, reason, _ := strings.Cut(line, ":")
		e.node, e.points, _ = strings.Cut(strings.TrimSpace(head), " ")
		e.points = strings.TrimSpace(e.points)
		e.reason = strings.TrimSpace(reason)
		if open := strings.LastIndex(e.reason, "["); open >= 0 && strings.HasSuffix(e.reason, "]") {
			inside := e.reason[open+1 : len(e.reason)-1]
			e.reason = strings.TrimSpace(e.reason[:open])
			e.reference, e.by, _ = strings.Cut(inside, ";")
			e.reference, e.by = strings.TrimSpace(e.reference), strings.TrimSpace(e.by)
		}
		lines = append(lines, e)
	}
	return lines
}

// readExemptions reads the exemptions of an agency that the framework allows.
func (r *reader) readExemptions(g *grid, row *sheet.Row, a *scoring.Agency) {
	c, ok := g.cell(row, columnExempt)
	if !ok || c.Blank() {
		return
	}
	for _, e := range entries(g.text(row, columnExempt, &r.faults)) {
		wrong := func(key string) {
			r.faults.Add(g.at(c, c.Wrong(key, fault.Args{"node": e.node}).WithExpected("answers.exempt.expected")))
		}
		n, known := r.program.Node(e.node)
		switch {
		case !known:
			wrong("answers.node.unknown")
		case e.points != "":
			wrong("answers.exempt.form")
		case r.program.Nodes()[n].Applies == nil || !r.program.Nodes()[n].Applies.Exempt:
			wrong("answers.exempt.forbidden")
		case e.reason == "":
			wrong("answers.reason.none")
		case slices.ContainsFunc(a.Exemptions, func(x scoring.Exemption) bool { return x.Node == e.node }):
			wrong("answers.exempt.twice")
		default:
			a.Exemptions = append(a.Exemptions, scoring.Exemption{Node: e.node, Reason: e.reason, Reference: joined(e.reference, e.by)})
		}
	}
}

// joined keeps who decided beside the document; an exemption has one text for
// both.
func joined(reference, by string) string {
	if by == "" {
		return reference
	}
	return reference + "; " + by
}

// readAdjustments reads the adjustments of an agency and holds their sums
// against what the framework allows.
func (r *reader) readAdjustments(g *grid, row *sheet.Row, agency string) {
	c, ok := g.cell(row, columnAdjust)
	if !ok || c.Blank() {
		return
	}
	allowed := r.program.Framework().Adjustments
	sums := map[string]scoring.Num{}
	for _, e := range entries(g.text(row, columnAdjust, &r.faults)) {
		wrong := func(key string, args fault.Args) {
			if args == nil {
				args = fault.Args{}
			}
			args["node"] = e.node
			r.faults.Add(g.at(c, c.Wrong(key, args).WithExpected("answers.adjust.expected")))
		}
		if _, known := r.program.Node(e.node); !known {
			wrong("answers.node.unknown", nil)
			continue
		}
		if !strings.ContainsAny(e.points, "+-−") {
			wrong("answers.adjust.sign", nil)
			continue
		}
		n, err := text.ParseNumber(e.points, r.decimal)
		if err != nil {
			r.faults.Add(g.at(c, err))
			continue
		}
		points := scoring.FromRat(n.Rat)
		sums[e.node] = sums[e.node].Add(points)
		switch {
		case n.Unit != text.NoUnit:
			wrong("answers.adjust.sign", nil)
		case e.reason == "":
			wrong("answers.reason.none", nil)
		case allowed == nil || len(allowed.Nodes) > 0 && !slices.Contains(allowed.Nodes, e.node):
			wrong("answers.adjust.forbidden", nil)
		case sums[e.node].Less(allowed.Min) || allowed.Max.Less(sums[e.node]):
			wrong("answers.adjust.range", fault.Args{"low": allowed.Min.String(), "high": allowed.Max.String()})
		default:
			r.adjustments = append(r.adjustments, scoring.Adjustment{
				Agency: agency, Node: e.node, Points: points, Reason: e.reason, By: e.by, Reference: e.reference,
			})
		}
	}
}
