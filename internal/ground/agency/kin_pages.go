package agency

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sansang-project/sansang/internal/platform/web"
)

// mostDrawn is how many agencies a drawing may have: more than the communes of a
// province cannot be taken in, and the table says the same.
const mostDrawn = 150

// kinView is a history as a drawing and as a table.
type kinView struct {
	drawing *Drawing // nil when it would be too large
	title   string
	boxes   []kinBox
	table   web.Table
}

type kinBox struct {
	*DrawnBox
	href, class, note string
}

// kinOf shows where an agency came from and what became of it; nil when nothing
// ever happened to it.
func (p *Province) kinOf(ctx context.Context, code string, on asOf) *kinView {
	g := p.Lineage(code, 0)
	if len(g.Edges) == 0 {
		return nil
	}
	return p.kinView(ctx, &g, code, on, web.Say(ctx, "agency.kin.title", "name", p.nameOn(code, on.day, web.LangOf(ctx))))
}

// kinOfEvent shows the agencies of one succession.
func (p *Province) kinOfEvent(ctx context.Context, s *Succession, on asOf) *kinView {
	g := s.graph(p)
	return p.kinView(ctx, &g, "", on, web.Say(ctx, "agency.kin.event", "decision", cited(ctx, s.Decision)))
}

func (p *Province) kinView(ctx context.Context, g *Graph, own string, on asOf, title string) *kinView {
	v := &kinView{title: title, table: p.kinTable(ctx, g, title)}
	if len(g.Nodes) > mostDrawn {
		return v
	}
	lang := web.LangOf(ctx)
	v.drawing = g.Draw(func(code string, on Day) string { return p.nameOn(code, on, lang) }, func(e Edge) string { return p.arrowWord(ctx, e) })
	for i := range v.drawing.Boxes {
		b := &v.drawing.Boxes[i]
		box := kinBox{DrawnBox: b, href: on.query(Path(b.Code)), class: "box"}
		if a := p.Agencies[b.Code]; a != nil {
			box.note = lifeOf(ctx, a)
			if stateOf(a.From(), a.To(), on.day) == Ended {
				box.class = "box gone"
			}
		}
		if b.Code == own {
			box.class += " own"
		}
		v.boxes = append(v.boxes, box)
	}
	return v
}

// lifeOf says when an agency was there.
func lifeOf(ctx context.Context, a *Agency) string {
	if a.To() == "" {
		return web.Say(ctx, "agency.kin.since", "from", a.From().Shown())
	}
	return a.From().Shown() + " – " + until(a.To())
}

// arrowWord is what an arrow is labelled with.
func (p *Province) arrowWord(ctx context.Context, e Edge) string {
	how := string(e.How)
	switch {
	case e.How == Merge && !p.opens(e.To, e.On):
		how = "absorb"
	case e.How == Transfer && p.opens(e.To, e.On):
		how = "detach"
	}
	word := web.Say(ctx, "agency.arrow."+how)
	if e.Share != nil && e.How != Merge {
		word += " " + shareText(e.Share, web.LangOf(ctx))
	}
	return word
}

// kinTable is the drawing for those who listen, and for a spreadsheet.
func (p *Province) kinTable(ctx context.Context, g *Graph, title string) web.Table {
	lang := web.LangOf(ctx)
	t := web.Table{Caption: title, HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "agency.column.on")}, {Title: web.Say(ctx, "agency.kin.from")}, {Title: web.Say(ctx, "agency.column.how")},
		{Title: web.Say(ctx, "agency.kin.to")}, {Title: web.Say(ctx, "agency.column.share"), Number: true}, {Title: web.Say(ctx, "agency.kin.decision")},
	}}
	for _, e := range g.Edges {
		to := web.Cell{Text: web.Say(ctx, "agency.kin.nobody")}
		if e.To != "" {
			to = web.Cell{Text: p.nameOn(e.To, e.On, lang), Href: Path(e.To)}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: e.On.Shown(), Value: string(e.On)}, {Text: p.nameOn(e.From, e.On.Before(), lang), Href: Path(e.From)}, {Text: howWord(ctx, e.How), Href: eventPath(e.Succession)},
			to, {Text: shareText(e.Share, lang)}, {Text: cited(ctx, e.Decision)},
		}})
	}
	return t
}

// graph is one succession to be drawn.
func (s *Succession) graph(p *Province) (g Graph) {
	add := func(code string, depth int) {
		if a := p.Agencies[code]; a != nil {
			g.Nodes = append(g.Nodes, Node{code, a.Last().Name, a.From(), a.To(), depth})
		}
	}
	froms := map[string]bool{}
	for _, code := range s.Froms() {
		froms[code] = true
		add(code, -1)
	}
	for _, code := range s.Tos() {
		if !froms[code] {
			add(code, 1)
		}
	}
	for _, l := range s.Links {
		g.Edges = append(g.Edges, Edge{s.Code, s.How, s.On, s.Decision, l.From, l.To, l.Share})
	}
	return g
}

// path writes the way of an arrow: straight, a bend, straight.
func (a *DrawnArrow) path() string {
	end := a.TurnX + bend
	if a.Edge.To == "" {
		return fmt.Sprintf("M%d %dH%dm0 -7v14", a.FromX, a.FromY, a.ToX)
	}
	mid := (a.TurnX + end) / 2
	return fmt.Sprintf("M%d %dH%dC%d %d %d %d %d %dH%d", a.FromX, a.FromY, a.TurnX, mid, a.FromY, mid, a.ToY, end, a.ToY, a.ToX-1)
}

// tip writes the head of an arrow.
func (a *DrawnArrow) tip() string {
	return fmt.Sprintf("M%d %dl-9 -4.5v9z", a.ToX, a.ToY)
}

func px(n int) string { return strconv.Itoa(n) }
