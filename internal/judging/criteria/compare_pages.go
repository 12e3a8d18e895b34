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

const placeCompare = "/compare"

// changesBetween tells what is new in b against a: of the framework as scoring
// tells it, and of the checks. Where each stands in its life says nothing.
func changesBetween(a, b *Version) []scoring.Change {
	one, other := *a.Framework, *b.Framework
	one.Status, other.Status = "", ""
	all := scoring.Diff(&one, &other)
	for i := range all {
		if code, ok := strings.CutSuffix(strings.TrimPrefix(all[i].Path, "node "), ".rule"); ok {
			all[i].Before, all[i].After = ruleWords(&one, code), ruleWords(&other, code)
		}
	}
	return append(all, DiffChecks(a.Checks, b.Checks)...)
}

// ruleWords says the rule of a criterion in sentences; empty when it has none.
func ruleWords(f *scoring.Framework, code string) (words scoring.Text) {
	n, _ := Find(f, code)
	if n == nil {
		return words
	}
	for _, lang := range text.Langs {
		var lines []string
		for _, l := range scoring.RuleLines(f, n.Rule, n.Max, string(lang)) {
			lines = append(lines, l.Text)
		}
		if len(lines) > 0 {
			*side(&words, lang) = "“" + strings.Join(lines, " ") + "”" // sentences within a sentence
		}
	}
	return words
}

// changeTable shows changes as a table.
func changeTable(ctx context.Context, all []scoring.Change) web.Table {
	lang := string(web.LangOf(ctx))
	t := web.Table{Caption: web.Say(ctx, "criteria.compare.table", "count", web.Count(ctx, len(all))), Columns: []web.Column{
		{Title: web.Say(ctx, "criteria.compare.thing")}, {Title: web.Say(ctx, "criteria.compare.kind")}, {Title: web.Say(ctx, "criteria.compare.field")},
		{Title: web.Say(ctx, "criteria.compare.before")}, {Title: web.Say(ctx, "criteria.compare.after")}},
		Empty: web.Empty{Title: web.Say(ctx, "criteria.compare.same")}}
	for _, c := range all {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: c.Thing.In(lang)}, {Part: kindMark(ctx, c.Kind)}, {Text: c.Field.In(lang)}, {Text: c.Before.In(lang)}, {Text: c.After.In(lang)}}})
	}
	return t
}

// kindMark shows what happened to a part as shape and word.
func kindMark(ctx context.Context, k scoring.ChangeKind) web.Mark {
	tones := map[scoring.ChangeKind]web.Tone{scoring.Added: web.Good, scoring.Removed: web.Low, scoring.Changed: web.Middle, scoring.Moved: web.Info}
	return web.Mark{Tone: tones[k], Text: web.Say(ctx, "criteria.compare."+string(k))}
}

// compareView is two versions beside each other.
type compareView struct {
	choice web.Form
	totals *web.Table
	words  []string
	table  *web.Table
}

// showCompare tells what is new in a version against another: the one it comes
// from, unless another is asked for.
func (p *Pages) showCompare(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var v, other *Version
	var all []Head
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if v, err = p.version(tx, r, r.PathValue("id")); err != nil {
			return err
		}
		if all, err = p.readable(tx, r); err != nil {
			return err
		}
		with := r.URL.Query().Get("with")
		if with == "" {
			with = nearest(all, v)
		}
		if with != "" {
			other, err = p.version(tx, r, with)
		}
		return err
	})
	if err != nil {
		return err
	}
	h := v.Head()
	page := web.Page{Title: web.Say(ctx, "criteria.compare.title"), Lead: h.titled(ctx), Crumbs: crumbs(ctx, &h)}
	view := compareView{choice: web.Form{Action: Path(v.ID) + placeCompare, Get: true, Submit: web.Say(ctx, "criteria.compare.show")}}
	options := []web.Option{}
	for i := range all {
		if all[i].ID != v.ID {
			options = append(options, web.Option{Value: all[i].ID, Text: all[i].short(ctx)})
		}
	}
	if other != nil {
		o := other.Head()
		changes := changesBetween(other, v)
		table := changeTable(ctx, changes)
		view.table, view.totals, view.words = &table, totals(ctx, other, v), inWords(ctx, changes)
		page.Lead = web.Say(ctx, "criteria.compare.lead", "one", o.short(ctx), "other", h.short(ctx))
		view.choice.Fields = []web.Field{{Kind: web.Choice, Name: "with", Label: web.Say(ctx, "criteria.compare.with"), Options: options, Value: other.ID, Required: true}}
	}
	return p.Site.Show(w, r, page, compare(view))
}

// mostWords is how many changes are said in sentences; the table has all.
const mostWords = 60

// nearest gives the version against which a reader first wants to see another:
// that which it amends or was copied from, else the latest other one.
func nearest(all []Head, v *Version) string {
	for _, want := range []string{v.Amends, v.Source} {
		for i := range all {
			if want != "" && all[i].ID == want {
				return want
			}
		}
	}
	for i := range all {
		if all[i].ID != v.ID {
			return all[i].ID
		}
	}
	return ""
}

// totals holds the sums of two versions against each other: by field, in the
// order of the newer one.
func totals(ctx context.Context, a, b *Version) *web.Table {
	lang := string(web.LangOf(ctx))
	one, other := a.Head(), b.Head()
	t := web.Table{Caption: web.Say(ctx, "criteria.compare.totals"), Columns: []web.Column{{Title: web.Say(ctx, "criteria.field.name")},
		{Title: web.Say(ctx, "criteria.compare.of", "number", one.Number), Number: true},
		{Title: web.Say(ctx, "criteria.compare.of", "number", other.Number), Number: true},
		{Title: web.Say(ctx, "criteria.compare.difference"), Number: true}}}
	row := func(name string, before, after *scoring.Num) {
		cells := []web.Cell{{Text: name}, {}, {}, {}}
		if before != nil {
			cells[1].Text = shownNum(ctx, *before)
		}
		if after != nil {
			cells[2].Text = shownNum(ctx, *after)
		}
		if before != nil && after != nil {
			d := after.Sub(*before)
			cells[3].Text = shownNum(ctx, d)
			if d.Sign() > 0 {
				cells[3].Text = "+" + cells[3].Text
			}
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	fields := func(v *Version) []*scoring.Node {
		if v.Framework.Root == nil {
			return nil
		}
		return v.Framework.Root.Children
	}
	name := func(n *scoring.Node) string { return n.Code + ". " + n.Name.In(lang) }
	for _, n := range fields(b) {
		var before *scoring.Num
		if old, _ := Find(a.Framework, n.Code); old != nil {
			before = &old.Max
		}
		row(name(n), before, &n.Max)
	}
	for _, n := range fields(a) {
		if now, _ := Find(b.Framework, n.Code); now == nil {
			row(name(n), &n.Max, nil)
		}
	}
	if a.Framework.Root != nil && b.Framework.Root != nil {
		row(web.Say(ctx, "criteria.field.total"), &a.Framework.Root.Max, &b.Framework.Root.Max)
	}
	count := func(key string, before, after int) {
		x, y := scoring.Int(int64(before)), scoring.Int(int64(after))
		row(web.Say(ctx, key), &x, &y)
	}
	count("criteria.compare.leaves", one.Leaves, other.Leaves)
	count("criteria.compare.items", one.Items, other.Items)
	return &t
}
