package assessment

import (
	"context"
	"net/http"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const placeGrid = "/grid"

// gridView is the whole form as one table.
type gridView struct {
	*formView
	Parts []gridPart
}

// gridPart is one field with its items.
type gridPart struct {
	Name string
	Rows []gridRow
}

// gridRow is one item; Kept is last year's answer as it is shown.
type gridRow struct {
	askView
	Number int
	Last   string
}

func (p *Pages) mountGrid(m *web.Mux) {
	m.Handle("GET "+pathForm+placeGrid, web.Signed, p.showGrid)
	m.Handle("POST "+pathForm+placeGrid, web.Signed, p.takeGrid)
}

// grid makes the table; sent is what was typed when it could not be saved.
func (p *Pages) grid(ctx context.Context, f *Form, may rights, sent map[string]askView) (*gridView, error) {
	v, err := p.view(ctx, f, may, "", sent)
	if err != nil {
		return nil, err
	}
	g := &gridView{formView: v}
	g.Action = Path(f.Round.ID, f.Member.Agency) + placeGrid
	_, lines := f.asked()
	n := 0
	for _, field := range fieldsOf(lines) {
		part := gridPart{Name: f.lineName(ctx, field[0])}
		for _, l := range field {
			for _, code := range l.Items {
				n++
				row := gridRow{askView: f.ask(ctx, code, sent, v.Locked), Number: n}
				if last, is := f.Last[code]; is && last.Given() {
					row.Last = strings.TrimSpace(strings.TrimSuffix(f.shown(ctx, f.Item(code), last), row.Unit))
				}
				part.Rows = append(part.Rows, row)
			}
		}
		if len(part.Rows) > 0 {
			g.Parts = append(g.Parts, part)
		}
	}
	return g, nil
}

func (p *Pages) gridPage(r *http.Request, sent map[string]askView) (page web.Page, g *gridView, err error) {
	ctx := r.Context()
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		f, may, err := p.formIn(tx, r)
		if err != nil {
			return err
		}
		if f.Before, err = f.forebears(tx); err != nil {
			return err
		}
		if g, err = p.grid(ctx, f, may, sent); err != nil {
			return err
		}
		if page, err = p.page(ctx, tx, f, may, g.formView); err != nil {
			return err
		}
		at := Path(f.Round.ID, f.Member.Agency)
		page.Crumbs = append(page.Crumbs, web.Link{Text: f.Member.Name.In(langOf(ctx)), Href: at})
		page.Title = web.Say(ctx, "assessment.grid.title")
		page.Lead = f.Member.Name.In(langOf(ctx)) + " · " + page.Lead
		page.Acts = web.ButtonRow([]web.Button{{Text: web.Say(ctx, "assessment.grid.back"), Href: at}, {Text: web.Say(ctx, "assessment.form.toSubmit"), Href: at + "/submit"}})
		return nil
	})
	return page, g, err
}

func (p *Pages) showGrid(w http.ResponseWriter, r *http.Request) error {
	page, g, err := p.gridPage(r, nil)
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, gridBody(g))
}

// takeGrid saves the table as a browser without JavaScript sends it.
func (p *Pages) takeGrid(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	f, may, err := p.form(r)
	if err != nil {
		return err
	}
	sent, conflict, err := p.saveTyped(r, f, may)
	if err != nil {
		return err
	}
	if len(sent) == 0 {
		p.Site.Tell(w, "assessment.form.saved")
		http.Redirect(w, r, Path(f.Round.ID, f.Member.Agency)+placeGrid, http.StatusSeeOther)
		return nil
	}
	page, g, err := p.gridPage(r, sent)
	if err != nil {
		return err
	}
	page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: web.Say(r.Context(), "assessment.form.unsaved", "count", len(sent))})
	if conflict {
		return p.Site.ShowConflict(w, r, page, gridBody(g))
	}
	return p.Site.ShowFaulty(w, r, page, gridBody(g))
}

// isChosen tells an item that is answered from a list.
func (a *askView) isChosen() bool { return a.Kind == scoring.YesNo || a.Kind == scoring.Choice }
