package round

import (
	"context"
	"net/http"
	"slices"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// bulkView is the page on which several agencies get more time at once.
type bulkView struct {
	form   web.Form
	tables []web.Table
}

// bulk makes the form; chosen are the agencies that were ticked.
func (p *Pages) bulk(ctx context.Context, id string, chosen []string) (web.Page, *bulkView, error) {
	f := &file{}
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if f.r, err = Get(tx, id); err != nil && fault.KindOf(err) != fault.Missing {
			return err
		}
		on := access.Resource{}
		if f.r != nil {
			on.Phase = f.r.Phase
		}
		if refused := p.Gate.Ask(tx, access.ActorOf(ctx), access.RoundManage, on); refused != nil {
			return refused
		}
		if err != nil {
			return err
		}
		f.now = tx.Now()
		if f.members, err = Members(tx, id); err != nil {
			return err
		}
		f.names, err = p.names(ctx, tx, f.r)
		return err
	})
	if err != nil {
		return web.Page{}, nil, err
	}
	page := web.Page{Title: web.Say(ctx, "round.bulk.title"), Lead: web.Say(ctx, "round.bulk.lead"), Crumbs: crumbs(ctx, f.r)}
	fields := extensionFields(ctx, f.r)
	if fields == nil {
		page.Messages = append(page.Messages, web.Message{Tone: web.Info, Text: web.Say(ctx, "round.bulk.none"), Link: &web.Link{Text: web.Say(ctx, "round.form.edit"), Href: Path(id) + placeEdit}})
		return page, nil, nil
	}
	view := &bulkView{form: web.Form{Action: Path(id) + placeExtensions, Submit: web.Say(ctx, "round.bulk.submit"), Cancel: &web.Link{Text: web.Say(ctx, "round.form.cancel"), Href: Path(id)},
		Fields: append(fields, grounds(ctx)...)}}
	codes, by := f.groupsIn()
	for _, code := range codes {
		t := web.Table{Caption: web.Say(ctx, "round.cohort.of", "group", f.names.group(code), "count", len(by[code])), HideCaption: true, Columns: columns(ctx, "round.cohort.agency", "round.cohort.due")}
		for _, m := range by[code] {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Part: tick(m.Agency, m.Name.In(f.names.lang), slices.Contains(chosen, m.Agency))}, f.dueCell(ctx, m)}})
		}
		view.tables = append(view.tables, t)
	}
	return page, view, nil
}

func (v *bulkView) body() templ.Component {
	if v == nil {
		return templ.NopComponent
	}
	return bulkPage(v)
}

func (p *Pages) showExtensions(w http.ResponseWriter, r *http.Request) error {
	page, view, err := p.bulk(r.Context(), r.PathValue("id"), nil)
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, view.body())
}

// takeExtensions gives the ticked agencies more time, all of them or none.
func (p *Pages) takeExtensions(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	agencies := slices.Compact(slices.Sorted(slices.Values(r.PostForm["agency"])))
	page, view, err := p.bulk(ctx, r.PathValue("id"), agencies) // asks first
	if err != nil {
		return err
	}
	if len(agencies) == 0 {
		err = fault.New(fault.Invalid, "round.bulk.nobody", nil)
	} else {
		err = p.DB.Write(ctx, func(tx *db.Tx) error { return p.extend(tx, r, agencies) })
	}
	if err == nil {
		p.Site.Tell(w, "round.done.extended")
		http.Redirect(w, r, Path(r.PathValue("id")), http.StatusSeeOther)
		return nil
	}
	t, ok := p.sort(ctx, err)
	if !ok {
		return err
	}
	if view != nil {
		refill(&view.form, r)
		t.fit(&view.form)
	}
	return p.Site.ShowFaulty(w, r, page, view.body())
}
