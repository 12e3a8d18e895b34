package criteria

import (
	"fmt"
	"math/rand/v2"

	"github.com/sansang-project/sansang/scoring"
)

// gen invents sound frameworks with everything that a framework can have.
type gen struct {
	*rand.Rand
	f     *scoring.Framework
	nodes []string
}

func num(s string) *scoring.Num { n := scoring.MustNum(s); return &n }

func invent(seed uint64) *scoring.Framework {
	g := &gen{Rand: rand.New(rand.NewPCG(seed, 7)), f: &scoring.Framework{Code: "f", Version: "2026"}}
	f := g.f
	f.Status = pick(g, scoring.Status(""), scoring.StatusSample, scoring.StatusDraft, scoring.StatusIssued)
	f.Name, f.Note, f.Basis = g.text(), g.text(), g.references()
	f.Groups = []scoring.Group{{Code: "so", Name: g.text()}, {Code: "xa", Parent: "dia_phuong"}, {Code: "dia_phuong", Name: g.text()}}
	f.Missing = pick(g, scoring.Missing(""), scoring.MissingZero, scoring.MissingExclude, scoring.MissingBlock)
	f.Scale = pick(g, nil, num("5"), num("100"), num("1"))
	f.Rounding = pick(g, nil, nil, &scoring.Rounding{Mode: pick(g, scoring.HalfUp, scoring.HalfEven, scoring.Down, scoring.Up), Places: g.IntN(4)})
	f.Ranking.Overall = g.IntN(2) == 0
	f.Root = &scoring.Node{Code: "T", Name: g.text()}
	g.inner(f.Root, 1+g.IntN(4))
	if g.IntN(2) == 0 {
		f.Root.Children = append(f.Root.Children, &scoring.Node{Code: "info", Name: g.text(), Role: scoring.Context},
			&scoring.Node{Code: "plus", Role: scoring.Bonus, Max: *num("3"), Rule: &scoring.Counted{Of: scoring.Of(g.item(scoring.Count)), Each: *num("1/3")}})
		f.Root.Overflow = g.IntN(2) == 0
	}
	top := *num("100")
	if f.Scale != nil {
		top = *f.Scale
	}
	mid := top.Mul(*num("2/3"))
	f.Bands = []scoring.Band{{Code: "tot", Name: g.text(), From: mid, To: top}, {Code: "kem", From: scoring.Num{}, To: mid}}
	field := g.nodes[g.IntN(len(g.nodes))]
	if g.IntN(2) == 0 {
		f.Bands[0].Require = []scoring.Condition{{Node: field, Op: scoring.Ge, Value: mid}, {Item: g.item(scoring.Percent), Op: scoring.Ne, Value: *num("-2.5")}}
		f.Gates = []scoring.Gate{{Code: "g1", Name: g.text(), Cap: "kem", Node: pick(g, "", field), Groups: pick(g, nil, []string{"so"}), Require: g.when()}}
	}
	if g.IntN(2) == 0 {
		f.Ranking.Nodes = []string{field}
		f.Adjustments = &scoring.Adjustments{Min: *num("-2"), Max: pick(g, scoring.Num{}, *num("0.5")), Nodes: pick(g, nil, []string{field})}
	}
	for i := range f.Items { // an item of type choice has been read by a rule
		f.Items[i].Definition = g.text()
	}
	return f
}

func pick[T any](g *gen, of ...T) T { return of[g.IntN(len(of))] }

// words that files tend to lose.
var hostile = []string{
	"Tỷ lệ máy tính/CBCCVC", "=SUM(A1:A9)", "+84", "-x", "@cmd", "'quoted", "\"hai\" 'một'", "a; b, c: d # e", "{x: 1}", "[1]", "yes", "null", "~",
	"1.234", "97,5 %", "2026-04-03", "03/04/2026", "0x1F", "1e5", "_x000D_", "_x0041_B", "&amp; <b>", "dòng một\ndòng hai", "thụt\n  vào\n\nba", "Nghị định số 224/2026/NĐ-CP", "x", "điểm E >= 50",
	"–—…“”", "𝔛 đ Đ ơ ư ủ", "tab\there",
}

func (g *gen) text() scoring.Text {
	t := scoring.Text{}
	if g.IntN(3) > 0 {
		t.Vi = pick(g, hostile...)
	}
	if g.IntN(3) == 0 {
		t.En = pick(g, hostile...)
	}
	return t
}

func (g *gen) references() (out []scoring.Reference) {
	for range g.IntN(3) {
		out = append(out, scoring.Reference{
			Number: pick(g, "62/QĐ-BTTTT", "224/2026/NĐ-CP"), Date: pick(g, "", "2017-01-19", "2026-07-01"), Issuer: pick(g, hostile...),
			Article: pick(g, "", "Phụ lục 1B, mục 4"), Text: g.text(), From: pick(g, "", "2026-07-01"), To: pick(g, "", "2030-12-31"),
		})
	}
	return out
}

func (g *gen) item(t scoring.ItemType) string {
	it := scoring.Item{Code: fmt.Sprintf("i%d", len(g.f.Items)), Name: g.text(), Unit: g.text(), Source: g.text(), Owner: g.text(), Type: t}
	switch t {
	case scoring.Level:
		it.Max = num("5")
	case scoring.Choice:
		for i := range 2 + g.IntN(3) {
			it.Options = append(it.Options, scoring.Option{Code: pick(g, "o", "1.", "a-")[0:1] + fmt.Sprint(i), Name: g.text()})
		}
	case scoring.Number:
		it.Min, it.Max = num("-1/3"), num("12345678901234567890.123")
	case scoring.Count:
		it.Max = pick(g, nil, num("1234.5"), num("100000000000000000000"))
	}
	g.f.Items = append(g.f.Items, it)
	return it.Code
}

func (g *gen) when() []scoring.Condition {
	for i := range g.f.Items {
		if it := &g.f.Items[i]; it.Type == scoring.Choice && g.IntN(2) == 0 {
			return []scoring.Condition{{Item: it.Code, Op: pick(g, scoring.Eq, scoring.Ne), Option: it.Options[0].Code}}
		}
	}
	return []scoring.Condition{{Item: g.item(scoring.Count), Op: pick(g, scoring.Gt, scoring.Le), Value: *pick(g, num("0"), num("1.5"), num("1/3"), num("1234.567"))}}
}

func (g *gen) inner(n *scoring.Node, depth int) {
	n.Combine = pick(g, "", scoring.CombineSum, scoring.CombineMean, scoring.CombineMin)
	n.Rescale = pick(g, "", scoring.Shrink, scoring.Full)
	sum := scoring.Num{}
	for i := range 1 + g.IntN(4) {
		c := &scoring.Node{Code: fmt.Sprintf("%s.%d", n.Code, i+1), Role: pick(g, "", scoring.Scored)}
		g.nodes = append(g.nodes, c.Code)
		g.annex(c)
		if depth > 1 && g.IntN(3) == 0 {
			g.inner(c, depth-1)
		} else {
			c.Max = *pick(g, num("5"), num("1.5"), num("0.25"), num("10/3"), num("20"))
			c.Rule = g.rule(c.Max, 0)
			if _, ok := c.Rule.(*scoring.Manual); ok {
				c.Rubric = []scoring.RubricLine{{From: scoring.Num{}, To: c.Max.Mul(*num("1/2")), Text: g.text()}, {From: c.Max.Mul(*num("1/2")), To: c.Max, Text: g.text()}}
			}
		}
		if n.Combine == scoring.CombineMean {
			c.Weight = pick(g, nil, num("2"), num("1/3"))
		}
		sum = sum.Add(c.Max)
		n.Children = append(n.Children, c)
	}
	n.Max = sum
}

// annex fills the columns of the annex and what a node may have besides.
func (g *gen) annex(n *scoring.Node) {
	n.Name, n.Method, n.Evidence, n.Source, n.Verifier, n.Guidance = g.text(), g.text(), g.text(), g.text(), g.text(), g.text()
	n.References = g.references()
	n.Missing = pick(g, "", "", scoring.MissingBlock, scoring.MissingZero)
	switch g.IntN(6) {
	case 0:
		n.Applies = &scoring.Applies{Groups: []string{"so", "dia_phuong"}, Except: []string{"xa"}, Exempt: true}
	case 1:
		n.Applies = &scoring.Applies{When: g.when()}
	}
}

func (g *gen) rule(max scoring.Num, depth int) scoring.Rule {
	half := max.Mul(*num("1/2"))
	part := func(m scoring.Num) scoring.Part {
		return scoring.Part{Name: g.text(), Max: m, Rule: g.rule(m, depth+1)}
	}
	of := func() scoring.Quantity {
		q := scoring.Quantity{Sum: []scoring.Term{{Item: g.item(scoring.Count), Factor: pick(g, nil, num("0.4"), num("2/3"))}}}
		if g.IntN(2) == 0 {
			q.Per = []scoring.Term{{Item: g.item(scoring.Count)}, {Item: g.item(scoring.Number), Factor: num("-1")}}
			q.Zero = pick(g, "", scoring.ZeroFull, scoring.ZeroNotApplicable)
		}
		return q
	}
	n := 17
	if depth > 1 {
		n = 11
	}
	switch g.IntN(n) {
	case 0:
		return &scoring.Ratio{Of: of(), Target: pick(g, nil, num("0.97")), Invert: g.IntN(2) == 0}
	case 1:
		return &scoring.Steps{Of: of(), Steps: []scoring.Step{{From: *num("1"), To: num("2"), Award: scoring.Award{Share: num("1/3")}}, {From: *num("4"), Award: scoring.Award{Points: &max}}}}
	case 2:
		item := g.item(scoring.Choice)
		r := &scoring.ChoiceRule{Item: item}
		for i, o := range g.f.Items[len(g.f.Items)-1].Options {
			r.Cases = append(r.Cases, scoring.Case{Option: o.Code, Award: scoring.Award{Share: pick(g, num("1"), num("1/2"), num([]string{"0", "0.25", "1"}[i%3]))}})
		}
		return r
	case 3:
		return &scoring.Relative{Of: scoring.Of(g.item(scoring.Count), g.item(scoring.Count)), Within: pick(g, "", scoring.WithinCohort)}
	case 4:
		return &scoring.Counted{Of: of(), Each: *num("0.1"), Cap: pick(g, nil, &half)}
	case 5:
		return &scoring.Leader{Of: scoring.Of(g.item(scoring.Count)), Target: *num("100"), AtTarget: pick(g, nil, num("0.6"))}
	case 6:
		return &scoring.LevelRule{Item: g.item(scoring.Level), Map: []scoring.LevelCase{{Level: 3, Award: scoring.Award{Share: num("0.4")}}, {Level: 5, Award: scoring.Award{Share: num("1")}}}}
	case 7:
		return &scoring.YesNoRule{Item: g.item(scoring.YesNo), Invert: g.IntN(2) == 0}
	case 8:
		return &scoring.Standardise{Of: of(), Method: scoring.ZScore, Low: num("-3"), High: num("3"), Deviation: pick(g, "", scoring.Sample), Equal: scoring.EqualHalf}
	case 9:
		return &scoring.BonusPenalty{Plus: of(), PlusEach: *num("1"), Max: &max}
	case 10:
		code := g.item(scoring.Number)
		g.f.Items[len(g.f.Items)-1].Min, g.f.Items[len(g.f.Items)-1].Max = num("0"), &max
		return &scoring.Manual{Item: code}
	case 11:
		return &scoring.Sum{Parts: []scoring.Part{part(half), part(half)}}
	case 12:
		p := part(half)
		p.Weight = num("2")
		return &scoring.Mean{Parts: []scoring.Part{p, part(max)}}
	case 13:
		return &scoring.Best{Cases: []scoring.Part{part(half), part(max)}}
	case 14:
		return &scoring.BaseBest{Base: part(half), Cases: []scoring.Part{part(half)}}
	case 15:
		return &scoring.Cap{Points: half, Rule: g.rule(max, depth+1)}
	}
	return &scoring.Floor{Points: *num("0.1"), Rule: g.rule(max, depth+1)}
}
