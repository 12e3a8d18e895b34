package criteria

import "github.com/sansang-project/sansang/scoring"

// bands is the table of levels.
var bands = table[scoring.Band]{
	name: "band", code: func(b *scoring.Band) string { return b.Code },
	columns: []column[scoring.Band]{
		words("code", func(b *scoring.Band) *string { return &b.Code }).wide(14).needed(),
		own("level", func(b *scoring.Band) *scoring.Text { return &b.Name }).wide(24),
		number("from", func(b *scoring.Band) *scoring.Num { return &b.From }).wide(14).needed(),
		number("below", func(b *scoring.Band) *scoring.Num { return &b.To }).wide(14).needed(),
		conditions("require", func(b *scoring.Band) *[]scoring.Condition { return &b.Require }).wide(44),
		other("otherLevel", func(b *scoring.Band) *scoring.Text { return &b.Name }).wide(24),
	},
}

// gates is the table of compulsory conditions.
var gates = table[scoring.Gate]{
	name: "gate", code: func(g *scoring.Gate) string { return g.Code },
	columns: []column[scoring.Gate]{
		words("code", func(g *scoring.Gate) *string { return &g.Code }).wide(14).needed(),
		own("name", func(g *scoring.Gate) *scoring.Text { return &g.Name }).wide(40),
		words("ofNode", func(g *scoring.Gate) *string { return &g.Node }).wide(18),
		words("cap", func(g *scoring.Gate) *string { return &g.Cap }).wide(18).needed(),
		codes("groups", func(g *scoring.Gate) *[]string { return &g.Groups }).wide(20),
		conditions("require", func(g *scoring.Gate) *[]scoring.Condition { return &g.Require }).wide(44).needed(),
		other("otherName", func(g *scoring.Gate) *scoring.Text { return &g.Name }).wide(40),
	},
}

// groups is the table of groups of agencies.
var groups = table[scoring.Group]{
	name: "group", code: func(g *scoring.Group) string { return g.Code },
	columns: []column[scoring.Group]{
		words("code", func(g *scoring.Group) *string { return &g.Code }).wide(24).needed(),
		own("name", func(g *scoring.Group) *scoring.Text { return &g.Name }).wide(48),
		words("parentGroup", func(g *scoring.Group) *string { return &g.Parent }).wide(24),
		other("otherName", func(g *scoring.Group) *scoring.Text { return &g.Name }).wide(48),
	},
}

// rubricRow is a line of the rubric of a criterion scored by hand.
type rubricRow struct {
	scoring.RubricLine
	node string
}

var rubrics = table[rubricRow]{
	name: "rubric",
	columns: []column[rubricRow]{
		words("ofNode", func(l *rubricRow) *string { return &l.node }).wide(16).needed(),
		number("fromPoints", func(l *rubricRow) *scoring.Num { return &l.From }).wide(12).needed(),
		number("toPoints", func(l *rubricRow) *scoring.Num { return &l.To }).wide(12).needed(),
		own("deserves", func(l *rubricRow) *scoring.Text { return &l.Text }).wide(60),
		other("otherDeserves", func(l *rubricRow) *scoring.Text { return &l.Text }).wide(60),
	},
}

func rubricRows(f *scoring.Framework) (rows []rubricRow) {
	each(f.Root, func(n *scoring.Node) {
		for _, l := range n.Rubric {
			rows = append(rows, rubricRow{l, n.Code})
		}
	})
	return rows
}

// referenceRow is a legal basis of a criterion, or of the whole framework when
// node is "".
type referenceRow struct {
	scoring.Reference
	node string
}

var references = table[referenceRow]{
	name: "reference",
	columns: []column[referenceRow]{
		words("ofNode", func(r *referenceRow) *string { return &r.node }).wide(16).needed(),
		words("document", func(r *referenceRow) *string { return &r.Number }).wide(24).needed(),
		day("issued", func(r *referenceRow) *string { return &r.Date }),
		words("issuer", func(r *referenceRow) *string { return &r.Issuer }).wide(28),
		words("article", func(r *referenceRow) *string { return &r.Article }).wide(28),
		own("subject", func(r *referenceRow) *scoring.Text { return &r.Text }).wide(48),
		day("inForce", func(r *referenceRow) *string { return &r.From }),
		day("expires", func(r *referenceRow) *string { return &r.To }),
		other("otherSubject", func(r *referenceRow) *scoring.Text { return &r.Text }).wide(48),
	},
}

func referenceRows(f *scoring.Framework) (rows []referenceRow) {
	for _, r := range f.Basis {
		rows = append(rows, referenceRow{r, ""})
	}
	each(f.Root, func(n *scoring.Node) {
		for _, r := range n.References {
			rows = append(rows, referenceRow{r, n.Code})
		}
	})
	return rows
}

// each visits the nodes from the top down.
func each(n *scoring.Node, visit func(*scoring.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, c := range n.Children {
		each(c, visit)
	}
}
