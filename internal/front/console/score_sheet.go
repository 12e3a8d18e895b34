package console

import (
	"bytes"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/scoring"
)

// workbook is the result in the layout of an official annex: a ranking a group,
// the ranks by field, the points of every criterion, the data, how each point
// came about, and by what all of it was made.
func (st *standing) workbook() ([]byte, error) {
	w := sheet.New(sheet.Meta{Title: st.title, Lang: st.lang})
	for _, l := range st.leagues() {
		st.rankingPage(w, l)
	}
	if len(st.ranked) > 0 {
		st.fieldPage(w)
	}
	st.pointsPages(w)
	st.tracePage(w)
	if len(st.framework.Items)*len(st.set.Cohort.Agencies()) <= rowsMost {
		st.dataPage(w)
	}
	st.methodPage(w)
	var b bytes.Buffer
	err := w.WriteXLSX(&b)
	return b.Bytes(), err
}

// titles opens a page as an annex does.
func (st *standing) titles(p *sheet.Page, title string) {
	p.Line(sheet.Title, strings.ToUpper(title))
	p.Line(sheet.Title, st.title)
	p.Line(sheet.Subtitle, st.say("console.sheet.decision"))
	if st.notice != "" {
		p.Line(sheet.Note, "⚠ "+st.notice+".")
	}
	p.Skip()
}

// The widths of columns that are not measured, in digits of the body font.
const (
	rankWidth      = 7
	nameWidth      = 44
	pointsWidth    = 10
	criterionWidth = 15
	shapeWidth     = 4
)

// rankingPage is the ranking of a group: points and level of each field, total,
// applicable maximum, percentage, level.
func (st *standing) rankingPage(w *sheet.Workbook, l league) {
	layout := sheet.Layout{FreezeCols: 2, Columns: []sheet.Column{{Width: rankWidth}, {Width: nameWidth}}}
	for range st.ranked {
		layout.Columns = append(layout.Columns, sheet.Column{Width: pointsWidth}, sheet.Column{Width: shapeWidth})
	}
	for _, width := range []float64{pointsWidth, pointsWidth, pointsWidth, 16, 10} {
		layout.Columns = append(layout.Columns, sheet.Column{Width: width})
	}
	p := w.Page(l.name, layout)
	st.titles(p, st.say("console.ranking.of", "group", l.name))
	head := []sheet.Out{sheet.Text(st.say("console.ranking.rank")), sheet.Text(st.say("console.ranking.agency"))}
	for _, n := range st.ranked {
		head = append(head, sheet.Text(st.node(n).Code+". "+st.name(n)+"\n("+st.text(st.node(n).Max)+")").Span(2))
	}
	for _, key := range []string{"console.ranking.points", "console.ranking.max"} {
		head = append(head, sheet.Text(st.say(key)))
	}
	head = append(head, sheet.Text(st.scaleHead()), sheet.Text(st.say("console.ranking.level")), sheet.Text(st.say("console.ranking.missing")))
	p.Row(sheet.Head, head...)
	for _, a := range l.agencies {
		row := []sheet.Out{rankCell(st.result.PlaceInGroup(a, 0)), sheet.Text(st.set.Cohort.Agencies()[a].Name)}
		for _, n := range st.ranked {
			shape := ""
			if x, ok := st.level(a, n); ok {
				shape = x.shape
			}
			row = append(row, st.pointsCell(a, n), sheet.Text(shape).Center())
		}
		level := ""
		if x, ok := st.level(a, 0); ok {
			level = x.String()
		}
		row = append(row, st.pointsCell(a, 0).Strong(), st.maxCell(a, 0), st.scaledCell(a, 0), sheet.Text(level).Center())
		missing := sheet.Empty()
		if n := len(st.result.MissingItems(a, 0)); n > 0 {
			missing = sheet.Int(n).Center()
		}
		p.Row(sheet.Body, append(row, missing)...)
	}
	p.Skip()
	if levels := st.levelCounts(l); levels != "" {
		p.Line(sheet.Note, levels)
	}
	p.Line(sheet.Note, st.say("console.ranking.legend"))
}

func rankCell(p scoring.Place) sheet.Out {
	if p.Rank > 0 && p.Tied == 1 {
		return sheet.Int(p.Rank).Center()
	}
	return sheet.Text(rank(p)).Center()
}

func rounded(x scoring.Num, places int) sheet.Out { return sheet.Rounded(x.Rat(), places) }

// pointsCell is the points of a node, or why there are none.
func (st *standing) pointsCell(agency, node int) sheet.Out {
	score := st.result.Score(agency, node)
	switch score.State {
	case scoring.StateScored, scoring.StateMissing:
		return rounded(score.Points, shownPlaces)
	case scoring.StateContext:
		return sheet.Empty()
	}
	return sheet.Text(st.state(score)).Right()
}

// maxCell is the applicable maximum of a node that has one.
func (st *standing) maxCell(agency, node int) sheet.Out {
	switch score := st.result.Score(agency, node); score.State {
	case scoring.StateScored, scoring.StateMissing:
		return rounded(score.Max, shownPlaces)
	}
	return sheet.Empty()
}

func (st *standing) scaledCell(agency, node int) sheet.Out {
	if x, ok := st.result.Scaled(agency, node); ok {
		return rounded(x, st.scalePlaces())
	}
	return sheet.Text(st.state(st.result.Score(agency, node))).Right()
}

// fieldPage has the rank, the percentage and the level of every agency in every
// field, a group below the other.
func (st *standing) fieldPage(w *sheet.Workbook) {
	layout := sheet.Layout{FreezeCols: 1, Columns: []sheet.Column{{Width: nameWidth}}}
	for range st.ranked {
		layout.Columns = append(layout.Columns, sheet.Column{Width: pointsWidth}, sheet.Column{Width: shapeWidth}, sheet.Column{Width: rankWidth})
	}
	p := w.Page(st.say("console.sheet.fields"), layout)
	st.titles(p, st.say("console.sheet.fieldsTitle"))
	head := []sheet.Out{sheet.Text(st.say("console.ranking.agency"))}
	for _, n := range st.ranked {
		head = append(head, sheet.Text(st.node(n).Code+". "+st.name(n)).Span(3))
	}
	p.Row(sheet.Head, head...)
	for _, l := range st.leagues() {
		p.Row(sheet.Group, sheet.Text(l.name).Span(1+3*len(st.ranked)))
		for _, a := range l.agencies {
			row := []sheet.Out{sheet.Text(st.set.Cohort.Agencies()[a].Name)}
			for _, n := range st.ranked {
				shape := ""
				if x, ok := st.level(a, n); ok {
					shape = x.shape
				}
				row = append(row, st.scaledCell(a, n), sheet.Text(shape).Center(), rankCell(st.result.PlaceInGroup(a, n)))
			}
			p.Row(sheet.Body, row...)
		}
	}
	p.Skip()
	p.Line(sheet.Note, st.say("console.sheet.fieldsNote"))
}

// pointsPages have a page a field, with a row an agency and a column a
// criterion: as wide as a printed page however many agencies there are.
func (st *standing) pointsPages(w *sheet.Workbook) {
	root := st.node(0)
	var alone []int
	for _, n := range root.Children {
		if below := st.below(n); len(below) > 1 {
			title := st.say("console.sheet.pointsOf", "field", st.node(n).Code+". "+st.name(n))
			st.pointsPage(w, st.say("console.sheet.points")+" "+st.node(n).Code, title, below)
		} else {
			alone = append(alone, n)
		}
	}
	if len(alone) > 0 {
		st.pointsPage(w, st.say("console.sheet.points"), st.say("console.sheet.pointsTitle"), alone)
	}
}

// below gives a node with all below it, in the order of the tree.
func (st *standing) below(node int) []int {
	nodes := []int{node}
	for _, c := range st.node(node).Children {
		nodes = append(nodes, st.below(c)...)
	}
	return nodes
}

func (st *standing) pointsPage(w *sheet.Workbook, name, title string, nodes []int) {
	layout := sheet.Layout{FreezeCols: 1, Columns: []sheet.Column{{Width: nameWidth}}}
	head := []sheet.Out{sheet.Text(st.say("console.ranking.agency"))}
	for _, n := range nodes {
		layout.Columns = append(layout.Columns, sheet.Column{Width: criterionWidth})
		label := st.node(n).Code + ". " + st.name(n)
		if max := st.node(n).Max; max.Sign() > 0 {
			label += "\n(" + st.text(max) + ")"
		}
		head = append(head, sheet.Text(label))
	}
	p := w.Page(name, layout)
	st.titles(p, title)
	p.Row(sheet.Head, head...)
	for _, l := range st.leagues() {
		p.Row(sheet.Group, sheet.Text(l.name).Span(1+len(nodes)))
		for _, a := range l.agencies {
			row := []sheet.Out{sheet.Text(st.set.Cohort.Agencies()[a].Name)}
			for i, n := range nodes {
				cell := st.pointsCell(a, n)
				if i == 0 && len(st.node(n).Children) > 0 {
					cell = cell.Strong()
				}
				row = append(row, cell)
			}
			p.Row(sheet.Body, row...)
		}
	}
	p.Skip()
	p.Line(sheet.Note, st.say("console.sheet.pointsNote"))
}

// dataPage has the answers as they were counted, an agency below the other.
func (st *standing) dataPage(w *sheet.Workbook) {
	p := w.Page(st.say("console.sheet.data"), sheet.Layout{Portrait: true, Columns: []sheet.Column{{Width: 24}, {Width: 52}, {Width: 12}, {Width: 18}}})
	st.titles(p, st.say("console.sheet.dataTitle"))
	p.Row(sheet.Head, sheet.Text(st.say("console.sheet.code")), sheet.Text(st.say("console.sheet.item")), sheet.Text(st.say("console.sheet.unit")), sheet.Text(st.say("console.figures.value")))
	for _, l := range st.leagues() {
		for _, a := range l.agencies {
			p.Row(sheet.Group, sheet.Text(st.set.Cohort.Agencies()[a].Name).Span(4))
			for i := range st.framework.Items {
				it := &st.framework.Items[i]
				p.Row(sheet.Body, sheet.Text(it.Code), sheet.Text(it.Name.In(string(st.lang))), sheet.Text(it.Unit.In(string(st.lang))), st.dataCell(a, i))
			}
		}
	}
	p.Skip()
	p.Line(sheet.Note, st.say("console.sheet.dataNote"))
}

func (st *standing) dataCell(agency, item int) sheet.Out {
	it := &st.framework.Items[item]
	v := st.set.Cohort.Value(agency, item)
	if v.State == scoring.Given && it.Type != scoring.YesNo && it.Type != scoring.Choice && it.Type != scoring.Words {
		return sheet.Decimal(v.Num.String(), -1)
	}
	if v.State == scoring.Absent {
		return sheet.Empty()
	}
	return sheet.Text(st.answer(agency, item)).Right()
}

// rowsMost bounds the sheets of explanations and of data: a sheet of a million
// rows opens nowhere. --explain explains any score.
const rowsMost = 100_000

// tracePage explains the points of every leaf, an agency below the other.
func (st *standing) tracePage(w *sheet.Workbook) {
	nodes := st.result.Program().Nodes()
	var leaves []int
	for n, node := range nodes {
		if len(node.Children) == 0 && node.Rule != nil {
			leaves = append(leaves, n)
		}
	}
	agencies := st.set.Cohort.Agencies()
	p := w.Page(st.say("console.sheet.traces"), sheet.Layout{FreezeCols: 2, Columns: []sheet.Column{{Width: rankWidth}, {Width: nameWidth}, {Width: pointsWidth}, {Width: pointsWidth}, {Width: 88}}})
	st.titles(p, st.say("console.sheet.tracesTitle"))
	if len(leaves)*len(agencies) > rowsMost {
		p.Line(sheet.Note, st.say("console.sheet.tracesMany", "count", len(leaves)*len(agencies), "most", rowsMost))
		return
	}
	move, done := st.bar(st.say("console.sheet.traces"), len(agencies))
	defer done()
	p.Row(sheet.Head, sheet.Text(st.say("console.sheet.code")), sheet.Text(st.say("console.sheet.criterion")),
		sheet.Text(st.say("console.ranking.points")), sheet.Text(st.say("console.sheet.max")), sheet.Text(st.say("console.sheet.how")))
	moved := 0
	for _, l := range st.leagues() {
		for _, a := range l.agencies {
			p.Row(sheet.Group, sheet.Text(agencies[a].Name).Span(5))
			for _, n := range leaves {
				t, ok := st.result.Trace(agencies[a].Code, nodes[n].Code)
				if !ok {
					continue
				}
				max := sheet.Empty()
				if t.Score.Max.Sign() > 0 {
					max = rounded(t.Score.Max, shownPlaces)
				}
				p.Row(sheet.Body, sheet.Text(nodes[n].Code), sheet.Text(st.name(n)), st.pointsCell(a, n), max, sheet.Text(st.oneLine(t)))
			}
			moved++
			move(moved)
		}
	}
}

// methodPage says by what the result was made, so that anyone can make it again.
func (st *standing) methodPage(w *sheet.Workbook) {
	p := w.Page(st.say("console.sheet.method"), sheet.Layout{Portrait: true, Columns: []sheet.Column{{Width: 34}, {Width: 76}}})
	st.titles(p, st.say("console.sheet.methodTitle"))
	for _, pair := range st.method() {
		p.Row(sheet.Body, sheet.Text(pair[0]).Strong(), sheet.Text(pair[1]))
	}
	if len(st.figures) > 0 {
		p.Skip()
		p.Row(sheet.Head, sheet.Text(st.say("console.figures.name")), sheet.Text(st.say("console.figures.value")+"; "+st.say("console.figures.mean")))
		for _, f := range st.figures {
			line := f.Shown + ": " + f.Mean
			if f.Note != "" {
				line += " " + f.Note
			}
			p.Row(sheet.Body, sheet.Text(f.Name), sheet.Text(line))
		}
	}
}

// method is the account of the method, a pair a line.
func (st *standing) method() [][2]string {
	f := st.framework
	pairs := [][2]string{
		{st.say("console.method.framework"), f.Name.In(string(st.lang))},
		{st.say("console.method.version"), f.Code + ", " + f.Version + " (" + st.status() + ")"},
		{st.say("console.method.engine"), "scoring " + scoring.EngineVersion},
	}
	if note := f.Note.In(string(st.lang)); note != "" {
		pairs = append(pairs, [2]string{st.say("console.method.note"), note})
	}
	if st.notice != "" {
		pairs = append(pairs, [2]string{st.say("console.method.notice"), st.notice})
	}
	for _, in := range st.inputs {
		pairs = append(pairs, [2]string{st.say(roleKeys[in.Role]), in.Name + "\nSHA-256 " + in.SHA256})
	}
	for place := range st.bands {
		pairs = append(pairs, [2]string{st.say("console.method.level", "level", st.levelAt(place).String()), st.bandRange(st.bands[place])})
	}
	return append(pairs,
		[2]string{st.say("console.method.arithmetic"), st.say("console.method.arithmeticText")},
		[2]string{st.say("console.method.ties"), st.say("console.method.tiesText")},
		[2]string{st.say("console.method.missing"), st.missingText()},
		[2]string{st.say("console.method.inapplicable"), st.say("console.method.inapplicableText")})
}

// roleKeys name the inputs.
var roleKeys = map[string]string{
	"framework": "console.method.frameworkFile",
	"answers":   "console.method.answersFile",
	"agencies":  "console.method.agenciesFile",
}

func (st *standing) missingText() string {
	switch st.framework.Missing {
	case scoring.MissingExclude:
		return st.say("console.method.missingExclude")
	case scoring.MissingBlock:
		return st.say("console.method.missingBlock")
	}
	return st.say("console.method.missingZero")
}
