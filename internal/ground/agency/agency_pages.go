package agency

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// agencyView is the page of one agency.
type agencyView struct {
	ended    *web.Message
	facts    web.Facts
	under    []web.Link
	underSay string
	story    web.Timeline
	kin      *kinView
	contacts *web.Table // nil for who may not see them
	log      *web.Link  // nil for who may not read it
}

func (p *Pages) showAgency(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	code := r.PathValue("code")
	var page web.Page
	var v agencyView
	err := p.read(r, access.Resource{Agency: code}, func(tx *db.Tx) error {
		on := asOfDay(r, tx)
		all, err := Load(tx)
		if err != nil {
			return err
		}
		a := all.Agencies[code]
		if a == nil || len(a.Versions) == 0 {
			return fault.New(fault.Missing, "agency.agency.unknown", fault.Args{"code": text.Clip(code, 80)})
		}
		page = agencyPage(ctx, all, a, on)
		v = viewAgency(ctx, all, a, on)
		if p.may(tx, r, access.AgencyManage, access.Resource{}) {
			acts := []web.Button{{Text: web.Say(ctx, "agency.form.change"), Href: Path(code) + "/edit"}}
			if a.To() == "" {
				acts = append(acts, web.Button{Text: web.Say(ctx, "agency.event.title"), Href: pathOrder + "?from=" + url.QueryEscape(code)})
			}
			page.Acts = buttons(acts)
		}
		if p.may(tx, r, access.AuditRead, access.Resource{}) {
			v.log = &web.Link{Text: web.Say(ctx, "agency.page.log"), Href: pathLog + "?" + url.Values{"agency": {code}}.Encode()}
		}
		if p.may(tx, r, access.RegisterRead, access.Resource{Agency: code, Groups: all.GroupIDs(code, today(tx))}) {
			t := contactTableOf(ctx, a)
			v.contacts = &t
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, agencyBody(v))
}

// shown gives the version that a page shows: of the day, or the nearest.
func (a *Agency) shown(on Day) *Version {
	if v := a.On(on); v != nil {
		return v
	}
	if on < a.From() {
		return &a.Versions[0]
	}
	return &a.Versions[len(a.Versions)-1]
}

func agencyPage(ctx context.Context, all *Province, a *Agency, on asOf) web.Page {
	v := a.shown(on.day)
	page := web.Page{Title: v.Name.In(web.LangOf(ctx)), Lead: kindWord(ctx, v.Kind), Crumbs: []web.Link{{Text: web.Say(ctx, "agency.list.title"), Href: on.query(pathList)}}}
	if !on.today {
		page.Lead = web.Say(ctx, "agency.page.asOf", "kind", kindWord(ctx, v.Kind), "day", on.day.Shown())
	}
	var up []web.Link
	for code, n := v.Parent, 0; code != "" && n < 8; n++ {
		above := all.Agencies[code]
		if above == nil || len(above.Versions) == 0 {
			break
		}
		at := above.shown(on.day)
		up = append(up, web.Link{Text: at.Name.In(web.LangOf(ctx)), Href: on.query(Path(code))})
		code = at.Parent
	}
	slices.Reverse(up)
	page.Crumbs = append(page.Crumbs, up...)
	return page
}

func viewAgency(ctx context.Context, all *Province, a *Agency, on asOf) agencyView {
	lang := web.LangOf(ctx)
	v := a.shown(on.day)
	out := agencyView{story: all.tell(ctx, a.Code, on.day), kin: all.kinOf(ctx, a.Code, on)}
	switch stateOf(a.From(), a.To(), on.day) {
	case Ended:
		out.ended = &web.Message{Tone: web.Info, Text: web.Say(ctx, "agency.page.ended", "day", a.To().Before().Shown())}
		if next := all.heirs(a); len(next) > 0 {
			out.ended.Text = web.Say(ctx, "agency.page.heirs", "day", a.To().Before().Shown(), "heirs", all.names(ctx, &Succession{}, next, "", a.To(), ""))
			if len(next) == 1 {
				out.ended.Link = &web.Link{Text: web.Say(ctx, "agency.page.open", "name", all.nameOn(next[0], a.To(), lang)), Href: Path(next[0])}
			}
		}
	case Coming:
		out.ended = &web.Message{Tone: web.Info, Text: web.Say(ctx, "agency.page.coming", "day", a.From().Shown())}
	}
	fact := func(key, value, href string) {
		if value != "" {
			out.facts = append(out.facts, web.Fact{Name: web.Say(ctx, key), Text: value, Href: href})
		}
	}
	fact("agency.column.code", a.Code, "")
	fact("agency.column.official", v.Official, "")
	if lang == text.Vi {
		fact("agency.column.nameEn", v.Name.En, "")
	} else if v.Name.En != "" {
		fact("agency.page.nameVi", v.Name.Vi, "")
	}
	fact("agency.column.short", v.Name.Short, "")
	if v.Parent != "" {
		fact("agency.list.above", all.nameOn(v.Parent, on.day, lang), on.query(Path(v.Parent)))
	}
	for _, s := range sorted(all.Sets) {
		if g := a.Group(s.Code, on.day); g != "" {
			fact("agency.page.group", all.groupName(s.Code, g, lang)+" ("+s.Name.In(lang)+")", "")
		}
	}
	fact("agency.column.address", v.Address, "")
	fact("agency.page.basis", cited(ctx, v.Basis), "")
	fact("agency.list.from", a.From().Shown(), "")
	fact("agency.list.until", until(a.To()), "")
	under := all.Under(a.Code, on.day)
	slices.SortFunc(under, func(x, y *Agency) int {
		return cmp.Or(cmp.Compare(text.SortKey(x.shown(on.day).Name.Vi), text.SortKey(y.shown(on.day).Name.Vi)), cmp.Compare(x.Code, y.Code))
	})
	for _, u := range under {
		out.under = append(out.under, web.Link{Text: u.shown(on.day).Name.In(lang), Href: on.query(Path(u.Code))})
	}
	if len(under) > 0 {
		out.underSay = web.Say(ctx, "agency.page.under", "count", web.Count(ctx, len(under)))
	}
	return out
}

// heirs are who took over from an agency when it ended.
func (p *Province) heirs(a *Agency) (codes []string) {
	for _, s := range sorted(p.Successions) {
		if !s.How.Ends() || s.On != a.To() {
			continue
		}
		for _, l := range s.Links {
			if l.From == a.Code && l.To != "" && !slices.Contains(codes, l.To) {
				codes = append(codes, l.To)
			}
		}
	}
	return codes
}

func (p *Province) setName(code string, lang text.Lang) string {
	if s := p.Sets[code]; s != nil {
		return s.Name.In(lang)
	}
	return code
}

func (p *Province) groupName(set, code string, lang text.Lang) string {
	if s := p.Sets[set]; s != nil {
		if g := s.Find(code); g != nil {
			return g.Name.In(lang)
		}
	}
	return code
}

func contactTableOf(ctx context.Context, a *Agency) web.Table {
	t := web.Table{
		Caption: web.Say(ctx, "agency.sheet.contact"), HideCaption: true,
		Columns: []web.Column{{Title: web.Say(ctx, "agency.column.person")}, {Title: web.Say(ctx, "agency.column.title")},
			{Title: web.Say(ctx, "agency.column.phone")}, {Title: web.Say(ctx, "agency.column.mail")}},
		Empty: web.Empty{Title: web.Say(ctx, "agency.page.noContact"), Text: web.Say(ctx, "agency.page.noContactText")},
	}
	for _, c := range a.Contacts {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: c.Name}, {Text: c.Title}, {Text: c.Phone}, {Text: c.Mail}}})
	}
	return t
}
