package criteria

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// nodeView is the form of a node with what can be done with its place.
type nodeView struct {
	lines            []scoring.TraceLine // its rule in words
	rule             web.Button
	form             web.Form
	revision, hidden web.Field
	parts            []formPart
	moves            []moveForm
	remove           templ.Component
}

// formPart is some fields under a heading; a row of several stands side by side.
type formPart struct {
	title, lead string
	rows        [][]web.Field
	fold        bool
	wide        bool // of two fields in a row, the first is the wide one
}

// open tells whether a folded part must be seen: something was typed there.
func (p formPart) open() bool {
	return slices.ContainsFunc(p.rows, func(row []web.Field) bool {
		return slices.ContainsFunc(row, func(f web.Field) bool { return f.Fault != "" })
	})
}

// moveForm is one act on the place of a node.
type moveForm struct {
	act, label string
	fields     []web.Field
}

func (f moveForm) button() web.Button { return web.Button{Text: f.label} }

func (d *desk) mark(t web.Tone, words string) web.Mark { return web.Mark{Tone: t, Text: words} }

func (d *desk) nodeName(n *scoring.Node) string {
	return strings.TrimSpace(n.Code + " " + text.Clip(n.Name.In(d.lang()), 160))
}

func (d *desk) num(n scoring.Num) string { return shown(n, web.LangOf(d.ctx)) }

// shown writes a number for reading: grouped, exact where it ends within six
// decimals.
func shown(n scoring.Num, lang text.Lang) string {
	places, finite := n.IsFinite()
	if !finite {
		return plain(n, lang)
	}
	return text.FormatDecimal(n.Decimal(min(places, 6), scoring.HalfUp), lang)
}

// nodeMax says what a node is worth.
func (d *desk) nodeMax(n *scoring.Node) string {
	if n.Role == scoring.Context {
		return d.say("criteria.role.context")
	}
	worth := d.say("criteria.tree.points", "points", d.num(n.Max))
	if n.Role != "" && n.Role != scoring.Scored {
		worth = d.say("criteria.role."+string(n.Role)) + " " + worth
	}
	if _, parent := Find(d.v.Framework, n.Code); parent != nil && parent.Combine == scoring.CombineMean {
		own, all := or(n.Weight), scoring.Num{}
		for _, c := range parent.Children {
			if c.Role == "" || c.Role == scoring.Scored {
				all = all.Add(or(c.Weight))
			}
		}
		if share, ok := own.Mul(scoring.Int(100)).Quo(all); ok && (n.Role == "" || n.Role == scoring.Scored) {
			worth += ", " + d.say("criteria.tree.weight", "weight", d.num(own), "share", text.FormatDecimal(share.Decimal(1, scoring.HalfUp), web.LangOf(d.ctx)))
		}
	}
	return worth
}

// or gives a weight, 1 where none is declared.
func or(weight *scoring.Num) scoring.Num {
	if weight == nil {
		return scoring.Int(1)
	}
	return *weight
}

// sums tells by node what its children come to where that is not its maximum.
func (d *desk) sums() map[string]string {
	all := map[string]string{}
	for _, s := range Sums(d.v.Framework) {
		if !s.Max.Equal(s.Children) {
			all[s.Node] = d.say("criteria.tree.sum", "sum", d.num(s.Children), "max", d.num(s.Max))
		}
	}
	return all
}

// choose takes the node of the address, the total when it names none.
func (d *desk) choose(code string) error {
	if d.v.Framework.Root == nil {
		return fault.New(fault.Missing, "criteria.node.none", fault.Args{"node": text.Clip(code, 80)})
	}
	d.place, d.node = placeTree, d.v.Framework.Root
	if code == "" {
		return nil
	}
	n, _, err := nodeOf(d.v.Framework, text.Clip(code, 80))
	if err == nil {
		d.node = n
	}
	return err
}

func (p *Pages) editTree(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	if err := d.choose(r.URL.Query().Get("node")); err != nil {
		return err
	}
	d.sent.fillNode(d.v.Framework, d.node)
	return d.showNode(w, r)
}

func (d *desk) showNode(w http.ResponseWriter, r *http.Request) error {
	d.title = d.say("criteria.edit.titleNode", "node", d.nodeName(d.node))
	v := nodeView{revision: d.revision(), hidden: web.Field{Kind: web.Hidden, Name: "node", Value: d.node.Code}, parts: d.nodeParts()}
	v.form = d.form(d.at(placeNode), d.say("criteria.edit.save"))
	if len(d.node.Children) == 0 && d.node.Role != scoring.Context {
		v.rule = web.Button{Text: d.say("criteria.rule.edit"), Href: d.at(placeRule, "node", d.node.Code)}
	}
	if d.node.Rule != nil {
		v.lines = scoring.RuleLines(d.v.Framework, d.node.Rule, d.node.Max, d.lang())
	}
	_, parent := Find(d.v.Framework, d.node.Code)
	v.moves = d.moveForms(parent)
	if parent != nil {
		c := web.Confirm{Summary: d.say("criteria.tree.remove"), Explain: d.say("criteria.tree.removeHint"), Action: d.at(placeTree), Submit: d.say("criteria.tree.removeSubmit"),
			Hidden: []web.Field{d.revision(), v.hidden, {Kind: web.Hidden, Name: "act", Value: "remove"}}}
		if d.sent.get("act") == "remove" {
			c.Reason = d.sent.Get("reason")
			if f := d.sent.faults["reason"]; f != nil {
				c.Fault = d.tell(f)
			}
		}
		v.remove = c
	}
	return d.show(w, r, nodeBody(d, v))
}

// nodeParts are the fields of a node.
func (d *desk) nodeParts() []formPart {
	n := d.node
	_, parent := Find(d.v.Framework, n.Code)
	first := formPart{rows: [][]web.Field{
		{d.field(web.Field{Name: "code", Label: d.say("criteria.column.code"), Required: true, Max: 64, Code: true}), d.number("max", "criteria.column.max")},
		d.both("name", "criteria.column.name", 1),
	}}
	points := formPart{title: d.say("criteria.node.points"), fold: true}
	row := []web.Field{wordChoice(d, "role", "criteria.column.role", "criteria.role.", d.standard("criteria.role.scored"), roles)}
	if d.sent.Get("weight") != "" || parent != nil && parent.Combine == scoring.CombineMean {
		row = append(row, d.number("weight", "criteria.column.weight"))
	}
	points.rows = append(points.rows, row)
	if len(n.Children) > 0 || n.Rule == nil {
		points.rows = append(points.rows, []web.Field{wordChoice(d, "combine", "criteria.column.combine", "criteria.combine.", d.standard("criteria.combine.sum"), combines),
			wordChoice(d, "rescale", "criteria.column.rescale", "criteria.rescale.", d.standard("criteria.rescale.shrink"), rescales)})
	} else {
		for _, name := range []string{"combine", "rescale"} { // kept, though a leaf has no use for it
			if d.sent.Get(name) != "" {
				points.rows = append(points.rows, []web.Field{d.line(name, "criteria.column."+name)})
			}
		}
	}
	points.rows = append(points.rows, []web.Field{wordChoice(d, "missing", "criteria.column.missing", "criteria.missing.", d.say("criteria.node.asAbove"), missings),
		wordChoice(d, "round", "criteria.column.rounding", "criteria.rounding.", d.say("criteria.node.exact"), roundings), d.number("roundPlaces", "criteria.node.places")},
		[]web.Field{d.check("overflow", d.say("criteria.node.overflow"))})
	about := formPart{title: d.say("criteria.node.about"), rows: [][]web.Field{d.both("method", "criteria.column.method", 3), d.both("guidance", "criteria.column.guidance", 3)}}
	proof := formPart{title: d.say("criteria.node.proof"), rows: [][]web.Field{d.both("evidence", "criteria.column.evidence", 2), d.both("source", "criteria.column.source", 1), d.both("verifier", "criteria.column.verifier", 1)}}
	return []formPart{first, points, about, proof, d.appliesPart(), d.referencesPart("ref", d.say("criteria.node.references")), d.rubricPart(), {rows: [][]web.Field{{d.because()}}}}
}

func (d *desk) appliesPart() formPart {
	part := formPart{title: d.say("criteria.node.applies"), lead: d.say("criteria.node.appliesLead"), fold: true}
	for _, side := range []struct{ name, key string }{{"only", "criteria.node.only"}, {"except", "criteria.node.except"}} {
		if row := d.groupChecks(side.name, side.key); len(row) > 0 {
			part.rows = append(part.rows, row)
		}
	}
	part.rows = append(part.rows, d.conditionRows("when", false)...)
	part.rows = append(part.rows, []web.Field{d.check("exempt", d.say("criteria.column.exempt"))})
	return part
}

// groupChecks offers the groups of the framework, and those that the form names
// although there are none of them.
func (d *desk) groupChecks(prefix, key string) (row []web.Field) {
	var named []string
	for name := range d.sent.Values {
		if code, ok := strings.CutPrefix(name, prefix+"."); ok {
			named = append(named, text.Clip(code, 80))
		}
	}
	slices.Sort(named)
	for _, g := range groupsOf(d.v.Framework, named...) {
		name := g.Name.In(d.lang())
		if name == "" {
			name = g.Code
		}
		row = append(row, d.check(prefix+"."+g.Code, d.say(key, "group", name)))
	}
	return row
}

// conditionRows are the lines of conditions with one more to fill.
func (d *desk) conditionRows(list string, nodes bool) (rows [][]web.Field) {
	of := []web.Option{{Text: d.say("criteria.edit.nothing")}}
	for _, it := range d.v.Framework.Items {
		of = append(of, web.Option{Value: ofItem + it.Code, Text: d.itemName(&it)})
	}
	if nodes {
		walk(d.v.Framework.Root, func(n *scoring.Node) {
			of = append(of, web.Option{Value: ofNode + n.Code, Text: d.say("criteria.node.scoreOf", "node", d.nodeName(n))})
		})
	}
	var ops []web.Option
	for _, op := range compares {
		ops = append(ops, web.Option{Value: string(op), Text: strings.NewReplacer("!=", "≠", "<=", "≤", ">=", "≥").Replace(string(op))})
	}
	for _, i := range d.linesAnd(list, 1, "op") {
		rows = append(rows, []web.Field{
			d.field(web.Field{Kind: web.Choice, Name: lineOf(list, i, "of"), Label: d.say("criteria.node.when"), Options: keep(of, d.sent.Get(lineOf(list, i, "of")))}),
			d.field(web.Field{Kind: web.Choice, Name: lineOf(list, i, "op"), Label: d.say("criteria.node.compare"), Options: ops}),
			d.field(web.Field{Name: lineOf(list, i, "value"), Label: d.say("criteria.node.value"), Max: 80}),
		})
	}
	return rows
}

// keep adds what stands in a field to what it offers: nothing accepted is lost.
func keep(of []web.Option, value string) []web.Option {
	if value == "" || slices.ContainsFunc(of, func(o web.Option) bool { return o.Value == value }) {
		return of
	}
	return append(slices.Clone(of), web.Option{Value: value, Text: value})
}

// linesAnd gives the lines of a list and more blank ones behind them.
func (d *desk) linesAnd(list string, more int, but ...string) []int {
	all := d.sent.lines(list, but...)
	next := 0
	if len(all) > 0 {
		next = all[len(all)-1] + 1
	}
	for i := range more {
		if next+i < mostRows {
			all = append(all, next+i)
		}
	}
	return all
}

func (d *desk) referencesPart(list, title string) formPart {
	part := formPart{title: title, lead: d.say("criteria.edit.blankLine"), fold: true}
	for _, i := range d.linesAnd(list, 1) {
		part.rows = append(part.rows, []web.Field{d.line(lineOf(list, i, "number"), "criteria.column.document"), d.day(lineOf(list, i, "date"), "criteria.column.issued"),
			d.line(lineOf(list, i, "issuer"), "criteria.column.issuer"), d.line(lineOf(list, i, "article"), "criteria.column.article")},
			append(d.both(lineOf(list, i, "text"), "criteria.column.subject", 1), d.day(lineOf(list, i, "from"), "criteria.column.inForce"), d.day(lineOf(list, i, "to"), "criteria.column.expires")))
	}
	return part
}

func (d *desk) day(name, key string) web.Field {
	return d.field(web.Field{Kind: web.Date, Name: name, Label: d.say(key)})
}

func (d *desk) rubricPart() formPart {
	part := formPart{title: d.say("criteria.node.rubric"), lead: d.say("criteria.node.rubricLead"), fold: true}
	for _, i := range d.linesAnd("rubric", 1) {
		part.rows = append(part.rows, append([]web.Field{d.number(lineOf("rubric", i, "from"), "criteria.column.fromPoints"), d.number(lineOf("rubric", i, "to"), "criteria.column.toPoints")},
			d.both(lineOf("rubric", i, "text"), "criteria.column.deserves", 1)...))
	}
	return part
}

func (d *desk) itemName(it *scoring.Item) string {
	if name := it.Name.In(d.lang()); name != "" {
		return name + " (" + it.Code + ")"
	}
	return it.Code
}

func (p *Pages) takeNode(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	if err := d.choose(d.sent.get("node")); err != nil {
		return err
	}
	code := d.node.Code
	n := d.sent.node(d.v.Framework, d.node)
	done, err := d.change(r, func(v *Version) error {
		now, _, err := nodeOf(v.Framework, code)
		if err != nil {
			return err
		}
		one := *n
		one.Rule = now.Rule
		return SetNode(v.Framework, code, &one)
	})
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeTree, "node", n.Code))
	}
	if err := d.choose(code); err != nil {
		return err
	}
	return d.showNode(w, r)
}

// take reads a form that was sent.
func (p *Pages) take(r *http.Request) (*desk, error) {
	d, err := p.open(r)
	if err != nil {
		return nil, err
	}
	if err := r.ParseForm(); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "criteria.sent.form", nil)
	}
	d.sent = newSent(r.PostForm, web.LangOf(r.Context()))
	return d, nil
}

// moveForms are the acts on the place of a node in the tree.
func (d *desk) moveForms(parent *scoring.Node) []moveForm {
	var all []moveForm
	add := moveForm{act: "add", label: d.say("criteria.tree.add"), fields: []web.Field{
		d.field(web.Field{Name: "newCode", Label: d.say("criteria.tree.newCode"), Max: 64, Code: true}),
		d.line("newName", "criteria.tree.newName"),
	}}
	where := web.Field{Kind: web.Choice, Name: "where", Label: d.say("criteria.tree.where")}
	if d.node.Rule == nil {
		where.Options = append(where.Options, web.Option{Value: "in", Text: d.say("criteria.tree.in", "node", d.node.Code)})
	}
	if parent != nil {
		where.Options = append(where.Options, web.Option{Value: "behind", Text: d.say("criteria.tree.behind", "node", d.node.Code)})
	}
	add.fields = append(add.fields, d.field(where))
	all = append(all, add)
	if parent == nil {
		return all
	}
	i := slices.Index(parent.Children, d.node)
	if i > 0 {
		all = append(all, moveForm{act: "up", label: d.say("criteria.tree.up")})
	}
	if i < len(parent.Children)-1 {
		all = append(all, moveForm{act: "down", label: d.say("criteria.tree.down")})
	}
	under := web.Field{Kind: web.Choice, Name: "under", Label: d.say("criteria.tree.under")}
	inside := map[string]bool{}
	walk(d.node, func(n *scoring.Node) { inside[n.Code] = true })
	walk(d.v.Framework.Root, func(n *scoring.Node) {
		if n.Rule == nil && !inside[n.Code] && n != parent {
			under.Options = append(under.Options, web.Option{Value: n.Code, Text: d.nodeName(n)})
		}
	})
	if len(under.Options) > 0 {
		all = append(all, moveForm{act: "move", label: d.say("criteria.tree.move"), fields: []web.Field{d.field(under)}})
	}
	return append(all, moveForm{act: "copy", label: d.say("criteria.tree.copy")})
}

// takeTree does an act on the place of a node.
func (p *Pages) takeTree(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	if err := d.choose(d.sent.get("node")); err != nil {
		return err
	}
	code, goes := d.node.Code, d.node.Code
	act := d.sent.get("act")
	if act == "remove" && d.sent.get("reason") == "" {
		d.sent.bad("reason", "criteria.version.reason")
		d.sent.other = append(d.sent.other, d.sent.faults["reason"])
	}
	if act == "add" && d.sent.get("newCode") == "" {
		d.sent.bad("newCode", "criteria.code.none")
	}
	done, err := d.change(r, func(v *Version) error {
		n, parent, err := nodeOf(v.Framework, code)
		if err != nil {
			return err
		}
		goes, err = d.replace(v.Framework, act, n, parent)
		return err
	})
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeTree, "node", goes))
	}
	if d.choose(code) != nil {
		if err := d.choose(""); err != nil {
			return err
		}
	}
	typed := d.sent.Values
	d.sent.Values = map[string][]string{}
	d.sent.fillNode(d.v.Framework, d.node)
	for _, name := range []string{"act", "newCode", "newName", "where", "under", "reason"} {
		d.sent.put(name, typed.Get(name))
	}
	return d.showNode(w, r)
}

// replace does the act and gives the code of the node to show then.
func (d *desk) replace(f *scoring.Framework, act string, n, parent *scoring.Node) (string, error) {
	place := 0
	at := Position{}
	if parent != nil {
		place = slices.Index(parent.Children, n)
		at.Parent = parent.Code
	}
	behind := func(i int) Position {
		if i >= 0 {
			return Position{Parent: parent.Code, After: parent.Children[i].Code}
		}
		return Position{Parent: parent.Code}
	}
	switch {
	case act == "add":
		at := Position{Parent: n.Code}
		if len(n.Children) > 0 {
			at.After = n.Children[len(n.Children)-1].Code
		}
		if d.sent.get("where") == "behind" && parent != nil {
			at = behind(place)
		}
		one := &scoring.Node{Code: d.sent.get("newCode"), Name: scoring.Text{Vi: d.sent.get("newName")}}
		return one.Code, AddNode(f, one, at)
	case parent == nil:
		return n.Code, fault.New(fault.Conflict, "criteria.node.root", fault.Args{"node": n.Code})
	case act == "up" && place > 0:
		return n.Code, MoveNode(f, n.Code, behind(place-2))
	case act == "down" && place < len(parent.Children)-1:
		return n.Code, MoveNode(f, n.Code, behind(place+1))
	case act == "move":
		under, _, err := nodeOf(f, d.sent.get("under"))
		if err != nil {
			return n.Code, err
		}
		at := Position{Parent: under.Code}
		if len(under.Children) > 0 {
			at.After = under.Children[len(under.Children)-1].Code
		}
		return n.Code, MoveNode(f, n.Code, at)
	case act == "copy":
		c, err := CopyNode(f, n.Code, behind(place))
		if err != nil {
			return n.Code, err
		}
		return c.Code, nil
	case act == "remove":
		return parent.Code, RemoveNode(f, n.Code)
	}
	return n.Code, fault.New(fault.Invalid, "criteria.tree.act", fault.Args{"act": strconv.Quote(text.Clip(act, 20))})
}
