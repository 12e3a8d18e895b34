package criteria

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const (
	placeIssue    = "/issue"
	placeWithdraw = "/withdraw"
	placeDiscard  = "/discard"
)

// mountLife adds what takes a version from one state to the next.
func (p *Pages) mountLife(m *web.Mux) {
	at := pathList + "/{id}"
	m.Handle("GET "+at+placeIssue, web.Signed, p.showIssue)
	m.Handle("POST "+at+placeIssue, web.Signed, p.takeIssue)
	m.Handle("POST "+at+placeWithdraw, web.Signed, p.takeEnd(placeWithdraw, (*Library).Withdraw, "criteria.done.withdrawn"))
	m.Handle("POST "+at+placeDiscard, web.Signed, p.takeEnd(placeDiscard, (*Library).Discard, "criteria.done.discarded"))
}

// versionActs are the buttons beside the title.
func versionActs(ctx context.Context, v *Version, manage, compare bool) templ.Component {
	at := Path(v.ID)
	button := func(key, href string) web.Button { return web.Button{Text: web.Say(ctx, key), Href: href} }
	all := []templ.Component{button("criteria.act.annex", at+placeAnnex), button("criteria.act.workbook", at+placeWorkbook), button("criteria.act.plain", at+placeYAML)}
	if compare {
		all = append(all, button("criteria.act.compare", at+placeCompare))
	}
	if v.State == Draft {
		all = append(all, button("criteria.act.calibrate", at+"/calibration")) // of the slice above
	}
	if manage {
		if v.State == Draft {
			all = append(all, button("criteria.act.import", pathImport+"?into="+v.ID), button("criteria.act.edit", editPath(v.ID, placeTree)))
		} else {
			all = append(all, button("criteria.act.clone", at+placeClone))
		}
		switch v.State {
		case Draft:
			issue := button("criteria.act.issue", at+placeIssue)
			issue.Primary = true
			all = append(all, issue)
		case Issued:
			all = append(all, button("criteria.act.amend", at+placeClone+"?how=amend"))
		}
	}
	return templ.Join(all...)
}

// ending is the act that ends a version, with the reason as it was sent and what
// is wrong with it; nil when there is none.
func ending(ctx context.Context, v *Version, reason, wrong string) *web.Confirm {
	c := web.Confirm{Reason: reason, Fault: wrong, Hidden: []web.Field{revisionField(v)}}
	switch v.State {
	case Draft:
		c.Summary, c.Explain, c.Submit = web.Say(ctx, "criteria.discard.summary"), web.Say(ctx, "criteria.discard.explain"), web.Say(ctx, "criteria.discard.submit")
		c.Action = Path(v.ID) + placeDiscard
	case Issued:
		c.Summary, c.Explain, c.Submit = web.Say(ctx, "criteria.withdraw.summary"), web.Say(ctx, "criteria.withdraw.explain"), web.Say(ctx, "criteria.withdraw.submit")
		c.Action = Path(v.ID) + placeWithdraw
	default:
		return nil
	}
	return &c
}

// revisionField carries along which state of the version a form was made for.
func revisionField(v *Version) web.Field {
	return web.Field{Kind: web.Hidden, Name: "revision", Value: strconv.FormatInt(v.Revision, 10)}
}

func sentRevision(r *http.Request) int64 {
	n, _ := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64)
	return n
}

// takeEnd withdraws an issued version or discards a draft, with a reason.
func (p *Pages) takeEnd(place string, end func(*Library, *db.Tx, By, string, int64) (*Version, error), done string) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.managed(r)
		if err != nil {
			return err
		}
		if err := web.ReadForm(r); err != nil {
			return err
		}
		ctx := r.Context()
		by := By{Actor: access.ActorOf(ctx), Reason: tidyText(text.Clip(r.PostForm.Get("reason"), mostReason))}
		err = p.DB.Write(ctx, func(tx *db.Tx) error { _, err := end(p.Library, tx, by, v.ID, sentRevision(r)); return err })
		switch key := keyOf(err); {
		case err == nil:
			p.Site.Tell(w, done)
			to := Path(v.ID)
			if place == placeDiscard {
				to = pathList
			}
			http.Redirect(w, r, to, http.StatusSeeOther)
			return nil
		case key == "criteria.version.reason":
			return p.showAgain(w, r, by.Reason, web.Say(ctx, "criteria.version.reason"), p.Site.ShowFaulty)
		case key == "criteria.version.changed":
			return p.showAgain(w, r, by.Reason, web.Say(ctx, "criteria.version.moved"), p.Site.ShowConflict)
		}
		return err
	}
}

// showAgain shows the page of a version with the form that ends it open.
func (p *Pages) showAgain(w http.ResponseWriter, r *http.Request, reason, wrong string, show func(http.ResponseWriter, *http.Request, web.Page, templ.Component) error) error {
	page, view, err := p.look(r)
	if err != nil {
		return err
	}
	if view.end != nil {
		view.end.Reason, view.end.Fault = reason, wrong
	}
	return show(w, r, page, versionPage(view))
}

// issueView is what a decision freezes, and the form, or what stands against it.
type issueView struct {
	note     *web.Message
	frozen   web.Facts
	fields   *web.Table
	findings *web.Table
	changes  *web.Table // against the version that it comes from
	form     *web.Form
}

// issuing is what the page of issuing knows.
type issuing struct {
	v     *Version
	from  *Version // the one it amends or was copied from; nil for none
	taken bool
}

func (p *Pages) issuing(r *http.Request) (*issuing, error) {
	i := &issuing{}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if err := p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FrameworkManage, access.Resource{}); err != nil {
			return err
		}
		if i.v, err = p.version(tx, r, r.PathValue("id")); err != nil {
			return err
		}
		if err := i.v.State.next(Issued); err != nil {
			return err
		}
		if id := choiceOf(i.v.Amends, i.v.Source); id != "" {
			if i.from, err = Get(tx, id); err != nil && fault.KindOf(err) != fault.Missing {
				return err
			}
		}
		i.taken, err = numberTaken(tx, i.v)
		return err
	})
	return i, err
}

func (p *Pages) showIssue(w http.ResponseWriter, r *http.Request) error {
	i, err := p.issuing(r)
	if err != nil {
		return err
	}
	page, view := p.issuePage(r, i, nil)
	return p.Site.Show(w, r, page, issue(view))
}

// issuePage shows what is to be frozen; wrong is what is wrong with what was
// sent, by field.
func (p *Pages) issuePage(r *http.Request, i *issuing, wrong map[string]string) (web.Page, issueView) {
	ctx := r.Context()
	h := i.v.Head()
	rd := newReader(ctx, i.v.Framework)
	view := issueView{frozen: web.Facts{
		{Name: web.Say(ctx, "criteria.list.name"), Text: h.Name.In(rd.lang)}, {Name: web.Say(ctx, "criteria.list.number"), Text: h.Number},
		{Name: web.Say(ctx, "criteria.list.leaves"), Text: web.Count(ctx, h.Leaves)}, {Name: web.Say(ctx, "criteria.list.items"), Text: web.Count(ctx, h.Items)},
		{Name: web.Say(ctx, "criteria.issue.bands"), Text: web.Count(ctx, len(i.v.Framework.Bands))}, {Name: web.Say(ctx, "criteria.issue.gates"), Text: web.Count(ctx, len(i.v.Framework.Gates))},
		{Name: web.Say(ctx, "criteria.issue.checks"), Text: web.Count(ctx, len(i.v.Checks))},
	}}
	if i.v.Framework.Root != nil && len(i.v.Framework.Root.Children) > 0 {
		view.fields = rd.fields(Path(i.v.ID))
	}
	if i.from != nil {
		from := i.from.Head()
		t := changeTable(ctx, changesBetween(i.from, i.v))
		t.Caption = web.Say(ctx, "criteria.issue.changes", "from", from.short(ctx))
		view.changes = &t
	}
	page := web.Page{Title: web.Say(ctx, "criteria.issue.title"), Lead: h.titled(ctx), Crumbs: crumbs(ctx, &h)}
	view.findings = p.findingTable(ctx, i.v, true)
	stops := i.v.Findings().Err() != nil
	switch {
	case i.taken:
		view.note = &web.Message{Tone: web.Low, Text: web.Say(ctx, "criteria.version.named", "code", h.Code, "number", h.Number)}
		return page, view
	case stops:
		view.note = &web.Message{Tone: web.Low, Text: web.Say(ctx, "criteria.issue.stopped"), Link: &web.Link{Text: web.Say(ctx, "criteria.act.edit"), Href: editPath(i.v.ID, placeTree)}}
		return page, view
	}
	view.note = &web.Message{Tone: web.Info, Text: web.Say(ctx, "criteria.issue.note")}
	get := r.PostForm.Get
	view.form = &web.Form{Action: Path(i.v.ID) + placeIssue, Submit: web.Say(ctx, "criteria.issue.submit"), Cancel: &web.Link{Text: web.Say(ctx, "criteria.form.cancel"), Href: Path(i.v.ID)}, Fields: []web.Field{
		revisionField(i.v),
		{Kind: web.Line, Name: "number", Label: web.Say(ctx, "criteria.issue.number"), Hint: web.Say(ctx, "criteria.issue.numberHint"), Value: get("number"), Fault: wrong["number"], Required: true, Max: 100},
		{Kind: web.Date, Name: "date", Label: web.Say(ctx, "criteria.issue.date"), Value: get("date"), Fault: wrong["date"], Required: true},
		{Kind: web.Line, Name: "issuer", Label: web.Say(ctx, "criteria.issue.issuer"), Hint: web.Say(ctx, "criteria.issue.issuerHint"), Value: get("issuer"), Fault: wrong["issuer"], Required: true, Max: mostName},
	}}
	return page, view
}

// takeIssue freezes a draft by a decision.
func (p *Pages) takeIssue(w http.ResponseWriter, r *http.Request) error {
	i, err := p.issuing(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	d := Decision{Number: tidyText(text.Clip(r.PostForm.Get("number"), 100)), Issuer: tidyText(text.Clip(r.PostForm.Get("issuer"), mostName))}
	typed := strings.TrimSpace(r.PostForm.Get("date"))
	if day, err := text.ParseDate(typed); err == nil {
		d.Date = day.ISO()
	}
	wrong := map[string]string{}
	for field, missing := range map[string]bool{"number": d.Number == "", "date": d.Date == "", "issuer": d.Issuer == ""} {
		if missing {
			wrong[field] = web.Say(ctx, "criteria.decision."+field)
		}
	}
	if len(wrong) > 0 {
		page, view := p.issuePage(r, i, wrong)
		return p.Site.ShowFaulty(w, r, page, issue(view))
	}
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := p.Library.Issue(tx, By{Actor: access.ActorOf(ctx)}, i.v.ID, sentRevision(r), d)
		return err
	})
	if err != nil {
		var list fault.List
		if keyOf(err) != "criteria.version.changed" && !errors.As(err, &list) {
			return err
		}
		// Somebody changed it meanwhile: what would be frozen now is shown.
		if i, err = p.issuing(r); err != nil {
			return err
		}
		page, view := p.issuePage(r, i, nil)
		page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: web.Say(ctx, "criteria.version.moved")})
		return p.Site.ShowConflict(w, r, page, issue(view))
	}
	p.Site.Tell(w, "criteria.done.issued")
	http.Redirect(w, r, Path(i.v.ID), http.StatusSeeOther)
	return nil
}

// newReader makes a reader of a framework in the language of a request.
func newReader(ctx context.Context, f *scoring.Framework) *reader {
	r := &reader{ctx: ctx, lang: string(web.LangOf(ctx)), f: f, sums: map[string]Sum{}}
	for _, s := range Sums(f) {
		r.sums[s.Node] = s
	}
	return r
}
