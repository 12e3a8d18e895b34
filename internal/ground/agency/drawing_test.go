package agency

import (
	"math/big"
	"testing"
)

// sound holds a drawing to what it promises.
func (d *Drawing) sound(t *testing.T, g Graph) {
	t.Helper()
	type rect struct{ x, y, w, h int }
	apart := func(a, b rect) bool { return a.x+a.w <= b.x || b.x+b.w <= a.x || a.y+a.h <= b.y || b.y+b.h <= a.y }
	var rects []rect
	boxed := map[string]bool{}
	for _, b := range d.Boxes {
		rects = append(rects, rect{b.X, b.Y, b.Wide, b.High})
		boxed[b.Code] = true
		if len(b.Lines) == 0 || len(b.Lines) > nameLines || b.Baseline(0) < b.Y || b.Baseline(len(b.Lines)) > b.Y+b.High {
			t.Errorf("%s: %q does not fit", b.Code, b.Lines)
		}
	}
	arrows := 0
	for _, a := range d.Arrows {
		if a.Stays {
			continue
		}
		arrows++
		if w := int(noteLetter * float64(len([]rune(a.Label)))); w > 0 && a.Edge.To != "" {
			rects = append(rects, rect{a.LabelX - w, a.ToY - 7, w, 14})
		}
		if a.FromX > a.TurnX || a.TurnX >= a.ToX {
			t.Errorf("%s → %s runs back: %+v", a.Edge.From, a.Edge.To, a)
		}
	}
	for i, r := range rects {
		if r.x < 0 || r.y < 0 || r.x+r.w > d.Width || r.y+r.h > d.Height {
			t.Errorf("%+v is outside of %d×%d", r, d.Width, d.Height)
		}
		for _, o := range rects[:i] {
			if !apart(r, o) {
				t.Errorf("%+v and %+v overlap", r, o)
			}
		}
	}
	if len(boxed) != len(g.Nodes) || arrows != len(g.Edges) {
		t.Errorf("%d of %d agencies, %d of %d arrows", len(boxed), len(g.Nodes), arrows, len(g.Edges))
	}
}

func (p *Province) drawn(code string) (*Drawing, Graph) {
	g := p.Lineage(code, 0)
	return g.Draw(func(code string, on Day) string {
		if v := p.Agencies[code].On(on); v != nil {
			return v.Name.Vi
		}
		return ""
	}, func(e Edge) string { return "hợp nhất " + string(e.How) }), g
}

// Every agency of the reorganisation of 2025, and of a history with exchanges,
// returns and takeovers, is drawn whole and without overlap.
func TestDrawings(t *testing.T) {
	before, change := reorganisation(t)
	p, _, err := NewProvince().After(before)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range p.Agencies {
		a.Revision = 1
	}
	if p, _, err = p.After(change); err != nil {
		t.Fatal(err)
	}
	widest := 0
	for _, a := range sorted(p.Agencies) {
		d, g := p.drawn(a.Code)
		d.sound(t, g)
		widest = max(widest, d.Width)
	}
	if d, _ := p.drawn("22113099"); len(d.Boxes) != 3 || len(d.Dates) != 1 {
		t.Errorf("Tuấn Đạo is itself before and after, and its district: %+v", d.Boxes)
	}
	p = departments()
	for _, o := range []Order{
		{On: "2018-01-01", Steps: []Step{{How: Transfer, Links: []Link{{"noi-vu", "ldtbxh", big.NewRat(1, 4)}}}, {How: Transfer, Links: []Link{link("ldtbxh", "noi-vu")}}}},
		{On: "2019-01-01", Steps: []Step{{How: Rename, Links: []Link{link("noi-vu", "noi-vu")}, Name: Name{Vi: "Sở Nội vụ và một cái tên dài đến mức không còn chỗ nào để viết cho hết trong khung của sơ đồ này"}}}},
		{On: "2020-01-01", Steps: []Step{{How: Merge, Links: []Link{link("tttt", "khcn")}}, {How: Transfer, Links: []Link{link("y-te", "khcn")}}}},
		{On: "2021-01-01", Found: []Agency{founded("a", "Sở A", "department", "ubnd"), founded("b", "Sở B", "department", "ubnd")},
			Steps: []Step{{How: Split, Links: []Link{link("khcn", "a"), link("khcn", "b"), link("khcn", "noi-vu")}}}},
		{On: "2022-01-01", Steps: []Step{{How: Abolish, Links: []Link{link("b", "")}}, {How: Merge, Links: []Link{link("a", "noi-vu")}}}},
	} {
		o.Decision, o.Seen = decision, p.seen()
		q, _, err := p.After(o)
		if err != nil {
			t.Fatal(err)
		}
		p = q
	}
	for _, a := range sorted(p.Agencies) {
		d, g := p.drawn(a.Code)
		d.sound(t, g)
	}
	d, g := p.drawn("noi-vu")
	if len(g.Edges) < 8 || len(d.Dates) != 5 {
		t.Errorf("%d edges, dates %+v", len(g.Edges), d.Dates)
	}
}
