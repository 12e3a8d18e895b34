package agency

import (
	"context"
	"net/http"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// treeNode is one line of the tree: an agency, or, without address, a kind that
// gathers many under one parent.
type treeNode struct {
	name, href, count string
	open              bool
	under             []treeNode
}

// gatherFrom is from how many agencies under one parent they are gathered by
// kind: a province has a score of departments and about a hundred communes.
const gatherFrom = 12

type treeView struct {
	filter web.Filter
	tops   []treeNode
	empty  web.Empty
}

func (p *Pages) showTree(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := web.Page{Title: web.Say(ctx, "agency.tree.title")}
	v := treeView{empty: web.Empty{Title: web.Say(ctx, "agency.tree.none"), Text: web.Say(ctx, "agency.tree.noneText"),
		Act: web.Button{Text: web.Say(ctx, "agency.tree.now"), Href: pathTree}}}
	err := p.read(r, access.Resource{}, func(tx *db.Tx) error {
		on := asOfDay(r, tx)
		tops, err := Tree(tx, on.day)
		if err != nil {
			return err
		}
		page.Lead = web.Say(ctx, "agency.tree.lead", "day", on.day.Shown())
		v.filter = web.Filter{Action: pathTree, Fields: []web.Field{on.field(ctx)}}
		v.tops = branches(ctx, on, tops, len(tops) <= 3)
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, tree(v))
}

// branches turns agencies into lines, many of several kinds by kind.
func branches(ctx context.Context, on asOf, all []*Branch, open bool) (out []treeNode) {
	by := map[Kind][]treeNode{}
	for _, b := range all {
		n := treeNode{name: b.Name.In(web.LangOf(ctx)), href: on.query(Path(b.Code)), open: open, under: branches(ctx, on, b.Under, false)}
		if len(b.Under) > 0 {
			n.count = web.Say(ctx, "agency.tree.count", "count", web.Count(ctx, len(b.Under)))
		}
		out = append(out, n)
		by[b.Kind] = append(by[b.Kind], n)
	}
	if len(all) < gatherFrom || len(by) < 2 {
		return out
	}
	out = nil
	for _, k := range Kinds {
		if nodes := by[k]; len(nodes) > 0 {
			out = append(out, treeNode{name: kindWord(ctx, k), count: "(" + web.Count(ctx, len(nodes)) + ")", under: nodes})
		}
	}
	return out
}
