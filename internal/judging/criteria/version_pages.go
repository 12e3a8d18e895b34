package criteria

import (
	"context"
	"net/http"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// versionView is the page of a version.
type versionView struct {
	facts    web.Facts
	findings *web.Table
	fields   *web.Table
	branches []branchView
	tables   []web.Table // levels, conditions, checks, groups, items
	basis    []string
	settings web.Facts
	end      *web.Confirm // nil where there is nothing to end, or no right to
}

// branchView is a criterion, or a part of the tree that holds criteria.
type branchView struct {
	id      string // of its place on the page
	title   string
	worth   string // "5 điểm"
	depth   int    // 1 for a field
	sum     string // what is wrong with the maxima under it; "" when they add up
	under   []branchView
	content *criterionView // nil for what holds others
}

// criterionView is what a criterion says of itself.
type criterionView struct {
	rule   []scoring.TraceLine
	facts  web.Facts
	items  web.Table
	rubric *web.Table
}

// nodeID is the place of a node on the page of its version.
func nodeID(code string) string { return "node-" + code }

// showVersion shows a version as a reader wants it.
func (p *Pages) showVersion(w http.ResponseWriter, r *http.Request) error {
	page, view, err := p.look(r)
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, versionPage(view))
}

// look makes the page of the version of an address.
func (p *Pages) look(r *http.Request) (page web.Page, view versionView, err error) {
	ctx := r.Context()
	var v *Version
	var all []Head
	manage := false
	err = p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if v, err = p.version(tx, r, r.PathValue("id")); err != nil {
			return err
		}
		manage = p.mayManage(tx, r)
		all, err = p.readable(tx, r)
		return err
	})
	if err != nil {
		return page, view, err
	}
	h := v.Head()
	page = web.Page{Title: h.titled(ctx), Lead: v.Framework.Note.In(string(web.LangOf(ctx))),
		Crumbs: []web.Link{{Text: web.Say(ctx, "criteria.list.title"), Href: pathList}}, Acts: versionActs(ctx, v, manage, nearest(all, v) != "")}
	for i := range all {
		if other := &all[i]; other.Amends == v.ID && other.State == Issued {
			page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: web.Say(ctx, "criteria.version.amendedBy", "decision", other.Decision.cited(ctx)),
				Link: &web.Link{Text: other.titled(ctx), Href: Path(other.ID)}})
		}
	}
	view = p.view(ctx, v, all, manage)
	if manage {
		view.end = ending(ctx, v, "", "")
	}
	return page, view, nil
}

// readable gives the heads of all versions that who is there may read.
func (p *Pages) readable(tx *db.Tx, r *http.Request) ([]Head, error) {
	all, err := List(tx)
	if err != nil {
		return nil, err
	}
	var may []Head
	for _, h := range all {
		if h.State == Issued || h.State == Withdrawn || p.mayReadDrafts(tx, r) {
			may = append(may, h)
		}
	}
	return may, nil
}

func (p *Pages) view(ctx context.Context, v *Version, all []Head, manage bool) versionView {
	r := newReader(ctx, v.Framework)
	h := v.Head()
	view := versionView{facts: versionFacts(ctx, &h, all), settings: r.settings()}
	if v.State == Draft {
		view.findings = p.findingTable(ctx, v, manage)
	}
	if root := v.Framework.Root; root != nil {
		for _, n := range root.Children {
			view.branches = append(view.branches, r.branch(n, 1))
		}
		if len(root.Children) > 0 {
			view.fields = r.fields(Path(v.ID))
		} else {
			view.branches = []branchView{r.branch(root, 1)}
		}
	}
	view.tables = []web.Table{r.bands(), r.gates(), r.checks(v.Checks), r.groups(), r.items()}
	for i := range view.tables {
		view.tables[i].HideCaption = true // it stands on the fold
	}
	for i := range v.Framework.Basis {
		view.basis = append(view.basis, r.reference(&v.Framework.Basis[i]))
	}
	return view
}

// versionFacts is the head of a version: where it stands and where it comes from.
func versionFacts(ctx context.Context, h *Head, all []Head) web.Facts {
	say := func(key string) string { return web.Say(ctx, key) }
	facts := web.Facts{{Name: say("criteria.list.state"), Part: h.State.mark(ctx)}, {Name: say("criteria.list.code"), Text: h.Code}}
	if h.State == Issued || h.State == Withdrawn {
		facts = append(facts, web.Fact{Name: say("criteria.list.decision"), Text: h.Decision.cited(ctx)}, web.Fact{Name: say("criteria.list.issuer"), Text: h.Decision.Issuer},
			web.Fact{Name: say("criteria.list.issued"), Text: shownTime(h.Issued)})
	}
	facts = append(facts, web.Fact{Name: say("criteria.list.created"), Text: shownTime(h.Created)})
	for i := range all {
		other := &all[i]
		switch other.ID {
		case h.Amends:
			facts = append(facts, web.Fact{Name: say("criteria.version.amends"), Text: other.titled(ctx), Href: Path(other.ID)})
		case h.Source:
			facts = append(facts, web.Fact{Name: say("criteria.version.source"), Text: other.titled(ctx), Href: Path(other.ID)})
		}
	}
	return append(facts, web.Fact{Name: say("criteria.list.leaves"), Text: web.Count(ctx, h.Leaves)}, web.Fact{Name: say("criteria.list.items"), Text: web.Count(ctx, h.Items)})
}

// findingTable lists what is to be mended or looked at, each with the way to its
// place, for who may mend it to the editor; nil when there is nothing.
func (p *Pages) findingTable(ctx context.Context, v *Version, manage bool) *web.Table {
	found := v.Findings()
	if len(found) == 0 {
		return nil
	}
	stops := 0
	t := web.Table{Columns: []web.Column{{Title: web.Say(ctx, "criteria.finding.place")}, {Title: web.Say(ctx, "criteria.finding.weight")}, {Title: web.Say(ctx, "criteria.finding.what")}}}
	for _, f := range found {
		told := p.Site.Words.Tell(web.LangOf(ctx), f)
		mark := web.Mark{Tone: web.Middle, Text: web.Say(ctx, "criteria.finding.warns")}
		if !f.Warning {
			stops++
			mark = web.Mark{Tone: web.Low, Text: web.Say(ctx, "criteria.finding.stops")}
		}
		place := web.Cell{Text: f.At.Field}
		if code, ok := strings.CutPrefix(f.At.Field, "node "); ok {
			code, _, _ = strings.Cut(code, ".")
			if n, _ := Find(v.Framework, code); n != nil {
				place = web.Cell{Text: strings.TrimSpace(code + " " + n.Name.In(string(web.LangOf(ctx)))), Href: Path(v.ID) + "#" + nodeID(code)}
				if manage {
					place.Href = editPath(v.ID, placeTree, "node", code)
				}
			}
		} else if code, ok := strings.CutPrefix(f.At.Field, "item "); ok {
			if it := FindItem(v.Framework, code); it != nil {
				place = web.Cell{Text: web.Say(ctx, "criteria.finding.item", "name", it.Name.In(string(web.LangOf(ctx)))), Note: code}
			}
		}
		said := told.Sentence
		if told.Hint != "" {
			said += " " + told.Hint
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{place, {Part: mark}, {Text: said, Note: told.Found}}})
	}
	t.Caption = web.Say(ctx, "criteria.finding.caption", "stops", web.Count(ctx, stops), "warns", web.Count(ctx, len(found)-stops))
	return &t
}

// reader puts the parts of a framework into words of a language.
type reader struct {
	ctx  context.Context
	lang string
	f    *scoring.Framework
	sums map[string]Sum
}

func (r *reader) say(key string, pairs ...any) string {
	return web.Say(r.ctx, key, pairs...)
}

func (r *reader) points(n scoring.Num) string {
	return r.say("criteria.node.worth", "points", shownNum(r.ctx, n))
}

// titleOf names a node: "A1. Máy tính trên cán bộ".
func (r *reader) titleOf(n *scoring.Node) string {
	if n.Name.IsZero() {
		return n.Code
	}
	return n.Code + ". " + n.Name.In(r.lang)
}

// worth tells what a node can earn: "5 điểm", "điểm cộng đến 2".
func (r *reader) worth(n *scoring.Node) string {
	switch n.Role {
	case scoring.Bonus, scoring.Penalty:
		return say(text.Lang(r.lang), "criteria.role."+string(n.Role)) + " · " + r.points(n.Max)
	case scoring.Context:
		return say(text.Lang(r.lang), "criteria.role.context")
	}
	worth := r.points(n.Max)
	if n.Weight != nil {
		worth += " · " + r.say("criteria.node.weight", "weight", shownNum(r.ctx, *n.Weight))
	}
	return worth
}

func (r *reader) branch(n *scoring.Node, depth int) branchView {
	b := branchView{id: nodeID(n.Code), title: r.titleOf(n), worth: r.worth(n), depth: depth}
	if s, ok := r.sums[n.Code]; ok && !s.Max.Equal(s.Children) {
		b.sum = r.say("criteria.node.sum", "children", shownNum(r.ctx, s.Children), "max", shownNum(r.ctx, s.Max))
	}
	if len(n.Children) == 0 {
		b.content = r.criterion(n)
	}
	for _, c := range n.Children {
		b.under = append(b.under, r.branch(c, depth+1))
	}
	return b
}

// fields is the table of fields with what each is worth; at is the page on which
// they stand, "" for none.
func (r *reader) fields(at string) *web.Table {
	root := r.f.Root
	t := web.Table{Caption: r.say("criteria.field.caption"), Columns: []web.Column{{Title: r.say("criteria.field.name")}, {Title: r.say("criteria.field.leaves"), Number: true},
		{Title: r.say("criteria.field.max"), Unit: r.say("criteria.field.points"), Number: true}, {Title: r.say("criteria.field.share"), Unit: "%", Number: true}}}
	all := 0
	for _, n := range root.Children {
		leaves := 0
		walk(n, func(one *scoring.Node) {
			if one.Rule != nil {
				leaves++
			}
		})
		all += leaves
		share := ""
		if part, ok := n.Max.Quo(root.Max); ok && (n.Role == "" || n.Role == scoring.Scored) && root.Combine != scoring.CombineMean {
			share = text.FormatRat(part.Mul(scoring.Int(100)).Rat(), 1, text.Lang(r.lang))
		}
		name := web.Cell{Text: r.titleOf(n)}
		if at != "" {
			name.Href = at + "#" + nodeID(n.Code)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{name, {Text: web.Count(r.ctx, leaves)}, {Text: shownNum(r.ctx, n.Max)}, {Text: share}}})
	}
	t.Total = &web.Row{Cells: []web.Cell{{Text: r.say("criteria.field.total")}, {Text: web.Count(r.ctx, all)}, {Text: shownNum(r.ctx, root.Max)}, {Text: " "}}}
	if s, ok := r.sums[root.Code]; ok && !s.Max.Equal(s.Children) {
		t.Total.Cells[2].Note = r.say("criteria.node.sum", "children", shownNum(r.ctx, s.Children), "max", shownNum(r.ctx, s.Max))
	}
	return &t
}

// below gives the lines that stand under line i.
func below(lines []scoring.TraceLine, i int) []scoring.TraceLine {
	end := i + 1
	for end < len(lines) && lines[end].Depth > lines[i].Depth {
		end++
	}
	return lines[i+1 : end]
}
