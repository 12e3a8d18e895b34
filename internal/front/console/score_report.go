package console

import (
	"bytes"
	"math"
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/internal/front/console/report"
	"github.com/sansang-project/sansang/scoring"
)

// writeReport writes the HTML report of the ranking.
func (st *standing) writeReport(path string) error {
	var b bytes.Buffer
	if err := report.Write(&b, st.report()); err != nil {
		return err
	}
	return writeFile(path, b.Bytes())
}

// report is the ranking as plain values.
func (st *standing) report() *report.Report {
	r := &report.Report{Lang: string(st.lang), NamesLang: "vi", Title: st.title, Subtitle: st.subtitle()}
	if st.notice != "" {
		r.Notice = st.notice + "."
	}
	if !st.result.Program().Scale().Equal(scoring.Int(100)) {
		r.Scale = st.scaleHead()
	}
	for _, f := range st.figures {
		note := f.Mean
		if f.Note != "" {
			note += " " + f.Note
		}
		r.Facts = append(r.Facts, report.Fact{Label: f.Name, Value: f.Shown, Note: note})
	}
	for _, n := range st.ranked {
		r.Fields = append(r.Fields, report.Field{Code: st.node(n).Code, Name: st.name(n), Max: st.text(st.node(n).Max)})
	}
	scale := st.result.Program().Scale()
	for place := range st.bands {
		b := st.framework.Bands[st.bands[place]]
		from, _ := b.From.Quo(scale)
		r.Levels = append(r.Levels, report.LevelKey{Level: st.reportLevel(place), From: from.Float64(),
			Meaning: st.bandRange(st.bands[place])})
	}
	for _, l := range st.leagues() {
		r.Groups = append(r.Groups, st.reportGroup(l))
		r.Findings = append(r.Findings, st.findings(l)...)
	}
	st.addRobustness(r, st.fieldWeights())
	for _, pair := range st.method() {
		r.Method = append(r.Method, report.Pair{Name: pair[0], Value: pair[1]})
	}
	return r
}

func (st *standing) reportLevel(place int) report.Level {
	return report.Level{Word: st.levelAt(place).name, Place: place}
}

func (st *standing) reportGroup(l league) report.Group {
	g := report.Group{Name: l.name}
	for place := range st.bands {
		g.Levels = append(g.Levels, report.LevelCount{Level: st.reportLevel(place)})
	}
	for _, a := range l.agencies {
		row := st.reportRow(a)
		if row.Level.Word != "" {
			g.Levels[row.Level.Place].Count++
		}
		g.Rows = append(g.Rows, row)
	}
	for _, n := range st.ranked {
		m, ok := st.median(l, n)
		if !ok {
			g.Median = append(g.Median, math.NaN())
			g.MedianText = append(g.MedianText, "–")
			continue
		}
		g.Median = append(g.Median, st.share(m))
		g.MedianText = append(g.MedianText, st.num(m, st.scalePlaces()))
	}
	return g
}

// median is the middle of the scores of a node in a group, the mean of the two
// middle ones where their number is even.
func (st *standing) median(l league, node int) (scoring.Num, bool) {
	var xs []scoring.Num
	for _, a := range l.agencies {
		if x, ok := st.result.Scaled(a, node); ok {
			xs = append(xs, x)
		}
	}
	if len(xs) == 0 {
		return scoring.Num{}, false
	}
	slices.SortFunc(xs, scoring.Num.Cmp)
	m := xs[(len(xs)-1)/2].Add(xs[len(xs)/2])
	half, _ := m.Quo(scoring.Int(2))
	return half, true
}

// share is a score on the scale as a part of one, for drawing.
func (st *standing) share(x scoring.Num) float64 {
	s, _ := x.Quo(st.result.Program().Scale())
	return s.Float64()
}

func (st *standing) reportRow(a int) report.Row {
	agency := st.set.Cohort.Agencies()[a]
	points, max, _ := st.outOf(st.result.Score(a, 0))
	row := report.Row{Code: agency.Code, Name: agency.Name, Rank: rank(st.result.PlaceInGroup(a, 0)),
		Points: points, Of: max, Percent: st.scaled(a, 0), Share: math.NaN()}
	if x, ok := st.result.Scaled(a, 0); ok {
		row.Share = st.share(x)
	}
	if x, ok := st.level(a, 0); ok {
		row.Level = st.reportLevel(x.place)
	}
	for _, n := range st.ranked {
		cell := report.Cell{Text: st.scaled(a, n), Share: math.NaN(), Rank: rank(st.result.PlaceInGroup(a, n))}
		if x, ok := st.result.Scaled(a, n); ok {
			cell.Share = st.share(x)
		}
		if x, ok := st.level(a, n); ok {
			cell.Level = st.reportLevel(x.place)
		}
		row.Fields = append(row.Fields, cell)
	}
	row.Notes = st.remarks(a)
	return row
}

// remarks are what a reader of an agency's result must know beside its points.
func (st *standing) remarks(a int) (remarks []string) {
	if missing := st.result.MissingItems(a, 0); len(missing) > 0 {
		var names []string
		for _, i := range missing {
			names = append(names, st.itemName(st.framework.Items[i].Code))
		}
		remarks = append(remarks, st.say("console.remark.missing", "count", len(missing), "items", listed(names)))
	}
	agency := st.set.Cohort.Agencies()[a]
	remarks = append(remarks, st.inapplicable(a)...)
	for _, d := range st.set.Adjustments {
		if d.Agency == agency.Code {
			remarks = append(remarks, st.say("console.remark.adjusted", "node", d.Node, "points", st.text(d.Points), "reason", d.Reason+reference(d.Reference)))
		}
	}
	return remarks
}

// inapplicable tells what left an agency's maximum and why, criteria with one
// reason together. What does not apply to the whole group is no remark.
func (st *standing) inapplicable(a int) (remarks []string) {
	var reasons []string
	nodes, keys := map[string][]string{}, map[string]string{}
	for n, node := range st.result.Program().Nodes() {
		if len(node.Children) > 0 || st.result.Score(a, n).State != scoring.StateNotApplicable {
			continue
		}
		if reason, key := st.whyNot(a, n); reason != "" {
			if nodes[reason] == nil {
				reasons = append(reasons, reason)
				keys[reason] = key
			}
			nodes[reason] = append(nodes[reason], node.Code)
		}
	}
	for _, reason := range reasons {
		remarks = append(remarks, st.say(keys[reason], "nodes", listed(nodes[reason]), "reason", reason))
	}
	return remarks
}

// whyNot is why a node does not apply to an agency, in the words of who decided,
// and the key of the sentence around it.
func (st *standing) whyNot(a, n int) (reason, key string) {
	key = "console.remark.inapplicable"
	agency := st.set.Cohort.Agencies()[a]
	switch st.result.Score(a, n).Reason {
	case scoring.ReasonExempt:
		for at := n; at >= 0; at = st.node(at).Parent {
			for _, e := range agency.Exemptions {
				if e.Node == st.node(at).Code {
					return e.Reason + reference(e.Reference), "console.remark.exempt"
				}
			}
		}
	case scoring.ReasonItem, scoring.ReasonChildren:
		for _, i := range st.result.Program().NodeItems(n) {
			if reason := st.set.Reasons[[2]int{a, i}]; reason != "" {
				return reason, key
			}
		}
	case scoring.ReasonCondition:
		for at := n; at >= 0; at = st.node(at).Parent {
			t, _ := st.result.Trace(agency.Code, st.node(at).Code)
			for _, step := range t.Steps {
				if step.Op == scoring.OpCondition {
					return (&scoring.Trace{Steps: []scoring.TraceStep{step}}).Lines(st.framework, string(st.lang))[1].Text, "console.remark.because"
				}
			}
		}
	case scoring.ReasonZero:
		return st.say("console.remark.zero"), key
	}
	return "", key
}

// findings are what strikes the eye in a group: who leads, how the levels are
// spread, where the group is weakest.
func (st *standing) findings(l league) (findings []string) {
	var first []string
	for _, a := range l.agencies {
		if st.result.PlaceInGroup(a, 0).Rank == 1 {
			first = append(first, st.set.Cohort.Agencies()[a].Name)
		}
	}
	if len(first) > 0 && len(first) < len(l.agencies) {
		findings = append(findings, st.say("console.finding.first", "group", l.name, "agencies", listed(first), "score", st.scaled(l.agencies[0], 0)))
	}
	weakest, least := -1, scoring.Num{}
	for _, n := range st.ranked {
		if m, ok := st.median(l, n); ok && (weakest < 0 || m.Less(least)) {
			weakest, least = n, m
		}
	}
	if weakest >= 0 && len(st.ranked) > 1 {
		findings = append(findings, st.say("console.finding.weakest", "group", l.name, "field", st.node(weakest).Code+". "+st.name(weakest), "score", st.num(least, st.scalePlaces())))
	}
	if n := st.silent(l); n > 0 {
		findings = append(findings, st.say("console.finding.missing", "group", l.name, "count", strconv.Itoa(n), "of", strconv.Itoa(len(l.agencies))))
	}
	return findings
}

// silent counts the agencies of a group with an item missing.
func (st *standing) silent(l league) (n int) {
	for _, a := range l.agencies {
		if len(st.result.MissingItems(a, 0)) > 0 {
			n++
		}
	}
	return n
}
