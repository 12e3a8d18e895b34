package criteria

import (
	"context"
	"net/http"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// showVersion shows a version as a reader wants it.
func (p *Pages) showVersion(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var v *Version
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		v, err = p.version(tx, r, r.PathValue("id"))
		return err
	})
	if err != nil {
		return err
	}
	h := v.Head()
	page := web.Page{Title: h.titled(ctx), Lead: v.Framework.Note.In(string(web.LangOf(ctx))),
		Crumbs: []web.Link{{Text: web.Say(ctx, "criteria.list.title"), Href: pathList}}}
	return p.Site.Show(w, r, page, versionFacts(ctx, &h))
}

// versionFacts is the head of a version.
func versionFacts(ctx context.Context, h *Head) web.Facts {
	return web.Facts{
		{Name: web.Say(ctx, "criteria.list.state"), Part: h.State.mark(ctx)},
		{Name: web.Say(ctx, "criteria.list.code"), Text: h.Code},
		{Name: web.Say(ctx, "criteria.list.decision"), Text: h.Decision.cited(ctx)},
		{Name: web.Say(ctx, "criteria.list.issuer"), Text: h.Decision.Issuer},
		{Name: web.Say(ctx, "criteria.list.leaves"), Text: web.Count(ctx, h.Leaves)},
		{Name: web.Say(ctx, "criteria.list.items"), Text: web.Count(ctx, h.Items)},
		{Name: web.Say(ctx, "criteria.list.created"), Text: shownTime(h.Created)},
		{Name: web.Say(ctx, "criteria.list.issued"), Text: shownTime(h.Issued)},
	}
}
