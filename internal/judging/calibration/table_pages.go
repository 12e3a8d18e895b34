package calibration

import (
	"net/url"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// mostCauses is how many causes a line of the table names; the page of the agency
// has all.
const mostCauses = 3

// moverTable lists a group by its places under the draft; brief leaves out why.
func (v *view) moverTable(r *Report, g *Group, brief bool) web.Table {
	column := func(key string, number bool) web.Column {
		return web.Column{Title: v.say("calibration.column." + key), Number: number}
	}
	t := web.Table{Caption: v.say("calibration.report.movers", "group", g.Name.In(string(v.lang()))), HideCaption: brief, Wide: true,
		Columns: []web.Column{column("agency", false), column("rank", true), column("score", true), column("level", false)}}
	if r.Issued != "" && !brief {
		t.Columns = append(t.Columns, column("why", false))
	}
	for i := range g.Movers {
		m := &g.Movers[i]
		row := web.Row{Cells: []web.Cell{{Text: m.Name, Href: v.at(placeAgency) + url.PathEscape(m.Code) + v.query}}}
		if r.Issued == "" {
			row.Cells = append(row.Cells, v.rank(m.After), v.score(m.After), v.level(r, m.After))
		} else {
			row.Cells = append(row.Cells, v.turned(v.rank(m.Before), v.rank(m.After), v.climb(m)), v.turned(v.score(m.Before), v.score(m.After), v.change(m)), v.turned(v.level(r, m.Before), v.level(r, m.After), ""))
			if !brief {
				row.Cells = append(row.Cells, web.Cell{Text: v.why(m)})
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// turned is one thing under both versions: "5 → 3", with what that means.
func (v *view) turned(before, after web.Cell, note string) web.Cell {
	switch {
	case before.Text == "" && after.Text == "":
		return web.Cell{}
	case before.Text == after.Text:
		return web.Cell{Text: after.Text, Note: note}
	}
	for _, c := range []*web.Cell{&before, &after} {
		if c.Text == "" {
			c.Text = v.say("calibration.standing.absent")
		}
	}
	return web.Cell{Text: before.Text + " → " + after.Text, Note: note}
}

func (v *view) change(m *Mover) string {
	if !m.Before.Scored || !m.After.Scored || m.Change.IsZero() {
		return ""
	}
	return v.signed(m.Change, 2)
}

func (v *view) rank(s Standing) web.Cell {
	if s.Rank == 0 {
		return web.Cell{}
	}
	if s.Tied > 1 {
		return web.Cell{Text: v.say("calibration.standing.tied", "rank", s.Rank)}
	}
	return web.Cell{Text: web.Count(v.ctx, s.Rank)}
}

func (v *view) score(s Standing) web.Cell {
	if !s.Scored {
		return web.Cell{}
	}
	return web.Cell{Text: v.num(s.Score, 2)}
}

func (v *view) level(r *Report, s Standing) web.Cell {
	if !s.Scored {
		return web.Cell{}
	}
	return web.Cell{Text: v.levelOf(r, s.Level)}
}

func (v *view) climb(m *Mover) string {
	switch {
	case m.Before.Rank == 0 || m.After.Rank == 0 || m.Climb == 0:
		return ""
	case m.Climb > 0:
		return "▲ " + web.Count(v.ctx, m.Climb)
	}
	return "▼ " + web.Count(v.ctx, -m.Climb)
}

// why says the largest causes in words, and what the others come to.
func (v *view) why(m *Mover) string {
	var parts []string
	var rest scoring.Num
	for i, c := range m.Why {
		if i < mostCauses {
			parts = append(parts, v.cause(&c)+" "+v.signed(c.Effect, 2))
		} else {
			rest = rest.Add(c.Effect)
		}
	}
	if n := len(m.Why) - mostCauses; n > 0 {
		parts = append(parts, v.say("calibration.cause.others", "count", n)+" "+v.signed(rest, 2))
	}
	return strings.Join(parts, "; ")
}

func (v *view) cause(c *Cause) string {
	return v.say("calibration.cause."+string(c.Kind), "node", c.Node)
}

// causeTable lists every cause of an agency's change; they add up exactly.
func (v *view) causeTable(r *Report, m *Mover) web.Table {
	t := web.Table{Caption: v.say("calibration.agency.causes"), Empty: web.Empty{Title: v.say("calibration.agency.same")}, Columns: []web.Column{
		{Title: v.say("calibration.column.criterion")}, {Title: r.Issued, Unit: v.say("calibration.column.pointsOf"), Number: true}, {Title: r.Draft, Unit: v.say("calibration.column.pointsOf"), Number: true},
		{Title: v.say("calibration.column.effect"), Number: true}, {Title: v.say("calibration.column.exact"), Number: true}}}
	for i := range m.Why {
		c := &m.Why[i]
		before, after := web.Cell{Text: v.points(c.Before)}, web.Cell{Text: v.points(c.After)}
		if c.Kind == CauseAdded {
			before = web.Cell{}
		}
		if c.Kind == CauseRemoved {
			after = web.Cell{}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: v.cause(c), Note: c.Name.In(string(v.lang()))}, before, after, {Text: v.signed(c.Effect, 4)}, {Text: v.exact(c.Effect)}}})
	}
	if len(t.Rows) > 0 {
		t.Total = &web.Row{Cells: []web.Cell{{Text: v.say("calibration.agency.sum")}, {Text: " "}, {Text: " "}, {Text: v.signed(m.Change, 4)}, {Text: v.exact(m.Change)}}}
	}
	return t
}

func (v *view) points(s scoring.Score) string {
	switch s.State {
	case scoring.StateNotApplicable, scoring.StateExcluded:
		return v.say("calibration.points.outside")
	case scoring.StateMissing:
		return v.say("calibration.points.missing", "max", v.num(s.Max, 2))
	}
	return v.say("calibration.points.of", "points", v.num(s.Points, 4), "max", v.num(s.Max, 2))
}

func (v *view) levelTable(r *Report) web.Table {
	t := web.Table{Caption: v.say("calibration.chart.levels"), HideCaption: true, Columns: []web.Column{{Title: v.say("calibration.column.level")}, {Title: v.say("calibration.column.group")}}}
	if r.Issued != "" {
		t.Columns = append(t.Columns, web.Column{Title: r.Issued, Number: true})
	}
	t.Columns = append(t.Columns, web.Column{Title: r.Draft, Number: true})
	for _, l := range r.Levels {
		group := v.say("calibration.level.all")
		for _, g := range r.Groups {
			if l.Group != "" && g.Code == l.Group {
				group = g.Name.In(string(v.lang()))
			}
		}
		row := web.Row{Cells: []web.Cell{{Text: v.levelName(l.Name)}, {Text: group}}}
		if r.Issued != "" {
			row.Cells = append(row.Cells, web.Cell{Text: web.Count(v.ctx, l.Before)})
		}
		row.Cells = append(row.Cells, web.Cell{Text: web.Count(v.ctx, l.After)})
		t.Rows = append(t.Rows, row)
	}
	return t
}

func (v *view) edgeTable(r *Report) web.Table {
	t := web.Table{Caption: v.say("calibration.report.edges"), Columns: []web.Column{{Title: v.say("calibration.column.level")}, {Title: v.say("calibration.column.from"), Number: true},
		{Title: v.say("calibration.column.reached")}, {Title: v.say("calibration.column.missed")}}, Empty: web.Empty{Title: v.say("calibration.report.bandless")}}
	near := func(all []Near) web.Cell {
		var names []string
		for _, n := range all {
			names = append(names, v.say("calibration.edge.near", "agency", n.Name, "off", v.signed(n.Off, 2)))
		}
		return web.Cell{Text: web.Count(v.ctx, len(all)), Note: strings.Join(names, "; ")}
	}
	for _, e := range r.Edges {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: v.levelName(e.Name)}, {Text: v.num(e.From, 2)}, near(e.Reached), near(e.Missed)}})
	}
	return t
}

func (v *view) criterionTable(r *Report) web.Table {
	column := func(key, unit string) web.Column {
		return web.Column{Title: v.say("calibration.column." + key), Unit: unit, Number: true}
	}
	t := web.Table{Caption: v.say("calibration.report.criteria"), HideCaption: true, Wide: true, Columns: []web.Column{{Title: v.say("calibration.column.criterion")},
		column("max", ""), column("full", "%"), column("zero", "%"), column("itemTotal", ""), {Title: v.say("calibration.column.flags")}, column("known", ""), column("distinct", ""), column("mean", "%"), column("spread", "%")}}
	flagged := slices.Clone(r.Criteria)
	slices.SortStableFunc(flagged, func(a, b Criterion) int { return len(b.Flags) - len(a.Flags) })
	for i := range flagged {
		c := &flagged[i]
		known, flags := web.Cell{Text: web.Count(v.ctx, c.Known)}, web.Cell{Text: v.say("calibration.flag.none")}
		if c.Missing > 0 {
			known.Note = v.say("calibration.flag.missing", "count", web.Count(v.ctx, c.Missing))
		}
		if len(c.Flags) > 0 {
			flags = web.Cell{Part: marks(v.marksOf(c.Flags))}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: c.Code, Note: c.Name.In(string(v.lang()))}, {Text: v.num(c.Max, 2)}, {Text: v.percent(c.ShareFull)}, {Text: v.percent(c.ShareZero)}, {Text: v.float(c.ItemTotal, 2)}, flags,
			known, {Text: web.Count(v.ctx, c.Distinct)}, {Text: v.percent(c.Mean)}, {Text: v.percent(c.SD)}}})
	}
	return t
}

func (v *view) marksOf(flags []Flag) []templ.Component {
	var out []templ.Component
	for _, f := range flags {
		tone := web.Middle
		if f == Contradicts {
			tone = web.Low
		}
		out = append(out, web.Mark{Tone: tone, Text: v.say("calibration.flag." + string(f))})
	}
	return out
}

func (v *view) pairTable(r *Report) web.Table {
	t := web.Table{Caption: v.say("calibration.report.redundant"), Empty: web.Empty{Title: v.say("calibration.report.pairless")}, Columns: []web.Column{
		{Title: v.say("calibration.column.criterion")}, {Title: v.say("calibration.column.with")}, {Title: v.say("calibration.column.correlation"), Number: true}, {Title: v.say("calibration.column.known"), Number: true}}}
	for _, p := range r.Redundant {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: p.A, Note: p.NameA.In(string(v.lang()))}, {Text: p.B, Note: p.NameB.In(string(v.lang()))}, {Text: v.float(p.R, 2)}, {Text: web.Count(v.ctx, p.N)}}})
	}
	return t
}

func (v *view) alphaTable(r *Report) web.Table {
	t := web.Table{Caption: v.say("calibration.report.alpha"), Columns: []web.Column{{Title: v.say("calibration.column.field")}, {Title: v.say("calibration.column.criteria"), Number: true}, {Title: "Cronbach α", Number: true}}}
	for _, a := range r.Reliabilities {
		name := web.Cell{Text: a.Field, Note: a.Name.In(string(v.lang()))}
		if a.Field == "" {
			name = web.Cell{Text: v.say("calibration.column.total")}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{name, {Text: web.Count(v.ctx, a.Items)}, {Text: v.float(a.Alpha, 2)}}})
	}
	return t
}

func (v *view) gapTable(r *Report) web.Table {
	t := web.Table{Caption: v.say("calibration.report.gaps"), Empty: web.Empty{Title: v.say("calibration.report.gapless")}, Columns: []web.Column{{Title: v.say("calibration.column.item")},
		{Title: v.say("calibration.column.missing"), Number: true}, {Title: v.say("calibration.column.excluded"), Number: true}, {Title: v.say("calibration.column.of"), Number: true}}}
	for _, g := range r.ItemGaps {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: g.Name.In(string(v.lang())), Note: g.Code}, {Text: web.Count(v.ctx, g.Missing)}, {Text: web.Count(v.ctx, g.Excluded)}, {Text: web.Count(v.ctx, g.Of)}}})
	}
	return t
}

func (v *view) silentTable(r *Report) web.Table {
	t := web.Table{Caption: v.say("calibration.report.silent"), Empty: web.Empty{Title: v.say("calibration.report.gapless")}, Columns: []web.Column{{Title: v.say("calibration.column.agency")},
		{Title: v.say("calibration.column.missing"), Number: true}, {Title: v.say("calibration.column.of"), Number: true}, {Title: v.say("calibration.column.items")}}}
	for _, g := range r.AgencyGaps {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: g.Name}, {Text: web.Count(v.ctx, g.Missing)}, {Text: web.Count(v.ctx, g.Of)}, {Text: strings.Join(g.Items, ", ")}}})
	}
	return t
}
