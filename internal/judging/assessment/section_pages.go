package assessment

import (
	"net/http"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const placeSections = "/sections"

func (p *Pages) mountSections(m *web.Mux) {
	m.Handle("GET "+pathForm+placeSections, web.Signed, p.showSections)
	m.Handle("POST "+pathForm+placeSections, web.Signed, p.takeSections)
}

// sectionsPage says who answers for which field: a form for the agency's people, a
// table for others.
func (p *Pages) sectionsPage(r *http.Request, wrong error) (page web.Page, form *web.Form, facts web.Facts, err error) {
	ctx := r.Context()
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		f, _, err := p.formIn(tx, r)
		if err != nil {
			return err
		}
		sections, err := sectionsOf(tx, f.Round.ID, f.Member.Agency)
		if err != nil {
			return err
		}
		colleagues, err := p.Desk.Colleagues(tx, f.Member.Agency)
		if err != nil {
			return err
		}
		options := []web.Option{{Text: web.Say(ctx, "assessment.section.anybody")}}
		names := map[string]string{}
		for _, c := range colleagues {
			options, names[c.ID] = append(options, web.Option{Value: c.ID, Text: c.Name}), c.Name
		}
		page = web.Page{Title: web.Say(ctx, "assessment.section.title"), Lead: f.Member.Name.In(langOf(ctx)), Crumbs: bookCrumbs(ctx, f)}
		_, refused := p.Desk.asks(tx, By{Actor: access.ActorOf(ctx)}, f.Round, f.Member)
		form = &web.Form{Action: Path(f.Round.ID, f.Member.Agency) + placeSections, Submit: web.Say(ctx, "assessment.section.save")}
		faults := map[string]string{}
		for _, one := range faultsOf(wrong) {
			faults[one.At.Field] = p.told(ctx, one)
		}
		_, lines := f.asked()
		for _, field := range fieldsOf(lines) {
			code := codeOf(field[0])
			form.Fields = append(form.Fields, web.Field{Kind: web.Choice, Name: "owner." + code, Label: f.lineName(ctx, field[0]), Options: options, Value: sections[code], Fault: faults[code]})
			name := names[sections[code]]
			if name == "" {
				name = web.Say(ctx, "assessment.section.anybody")
			}
			facts = append(facts, web.Fact{Name: f.lineName(ctx, field[0]), Text: name})
		}
		if refused != nil {
			form = nil
		}
		return nil
	})
	return page, form, facts, err
}

func (p *Pages) showSections(w http.ResponseWriter, r *http.Request) error {
	page, form, facts, err := p.sectionsPage(r, nil)
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, sectionsBody(form, facts))
}

func (p *Pages) takeSections(w http.ResponseWriter, r *http.Request) error {
	f, _, err := p.form(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	owners := map[string]string{}
	_, lines := f.asked()
	for _, field := range fieldsOf(lines) {
		owners[codeOf(field[0])] = r.PostForm.Get("owner." + codeOf(field[0]))
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return p.Desk.Assign(tx, By{Actor: access.ActorOf(r.Context())}, f.Round.ID, f.Member.Agency, owners)
	})
	if readFaults(err) {
		page, form, facts, again := p.sectionsPage(r, err)
		if again != nil {
			return again
		}
		return p.Site.ShowFaulty(w, r, page, sectionsBody(form, facts))
	}
	if err != nil {
		return err
	}
	p.Site.Tell(w, "assessment.section.done")
	http.Redirect(w, r, Path(f.Round.ID, f.Member.Agency), http.StatusSeeOther)
	return nil
}
