package criteria

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const (
	pathNew    = pathList + "/-/new"
	placeClone = "/clone"
)

// The longest that a form takes, in characters.
const (
	mostNumber = 40
	mostName   = 300
	mostReason = 2000
)

// mountBegin adds what begins a draft.
func (p *Pages) mountBegin(m *web.Mux) {
	m.Handle("GET "+pathNew, web.Signed, p.showBegin)
	m.Handle("POST "+pathNew, web.Signed, p.takeBegin)
	m.Handle("GET "+pathList+"/{id}"+placeClone, web.Signed, p.showClone)
	m.Handle("POST "+pathList+"/{id}"+placeClone, web.Signed, p.takeClone)
}

// manage asks whether frameworks may be changed, before anything is read of what
// was sent.
func (p *Pages) manage(r *http.Request) error {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FrameworkManage, access.Resource{})
	})
}

// beginView is the page on which a framework is begun.
type beginView struct {
	shipped, empty web.Form
	workbook       web.Button
}

func (p *Pages) showBegin(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	return p.Site.Show(w, r, beginPage(r.Context()), begin(beginForms(r, nil)))
}

func beginPage(ctx context.Context) web.Page {
	return web.Page{Title: web.Say(ctx, "criteria.begin.title"), Lead: web.Say(ctx, "criteria.begin.lead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "criteria.list.title"), Href: pathList}}}
}

// beginForms are the ways to begin, with what was sent and what is wrong with
// it, by field.
func beginForms(r *http.Request, wrong map[string]string) beginView {
	ctx := r.Context()
	lang := string(web.LangOf(ctx))
	typed := func(how, name string) (string, string) {
		if r.PostForm.Get("how") != how {
			return "", ""
		}
		return r.PostForm.Get(name), wrong[name]
	}
	field := func(how, name, label, hint string, required bool, most int) web.Field {
		value, fault := typed(how, name)
		return web.Field{Kind: web.Line, Name: name, Label: label, Hint: hint, Value: value, Fault: fault, Required: required, Max: most}
	}
	choice, fault := typed("shipped", "shipped")
	options := []web.Option{}
	for _, name := range Shipped() {
		if f, err := Load(name); err == nil {
			options = append(options, web.Option{Value: name, Text: text.Clip(name+": "+f.Name.In(lang), 100)})
		}
	}
	number := func(how string, required bool, hint string) web.Field {
		return field(how, "number", web.Say(ctx, "criteria.begin.number"), hint, required, mostNumber)
	}
	code := field("empty", "code", web.Say(ctx, "criteria.begin.code"), web.Say(ctx, "criteria.begin.codeHint"), true, 64)
	code.Code = true
	return beginView{
		shipped: web.Form{Key: "shipped", Action: pathNew, Submit: web.Say(ctx, "criteria.begin.shippedSubmit"), Fields: []web.Field{
			{Kind: web.Hidden, Name: "how", Value: "shipped"},
			{Kind: web.Choice, Name: "shipped", Label: web.Say(ctx, "criteria.begin.which"), Options: options, Value: choice, Fault: fault, Required: true},
			number("shipped", false, web.Say(ctx, "criteria.begin.numberHint"))}},
		empty: web.Form{Key: "empty", Action: pathNew, Submit: web.Say(ctx, "criteria.begin.emptySubmit"), Fields: []web.Field{
			{Kind: web.Hidden, Name: "how", Value: "empty"},
			field("empty", "name", web.Say(ctx, "criteria.begin.name"), "", true, mostName),
			field("empty", "nameEn", web.Say(ctx, "criteria.begin.nameEn"), "", false, mostName),
			code, number("empty", true, web.Say(ctx, "criteria.begin.numberExample"))}},
		workbook: web.Button{Text: web.Say(ctx, "criteria.begin.workbookSubmit"), Href: pathImport},
	}
}

// takeBegin makes a draft of what is shipped, or of the outline.
func (p *Pages) takeBegin(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	get := func(name string, most int) string { return tidyText(text.Clip(r.PostForm.Get(name), most)) }
	wrong := map[string]string{}
	must := func(name, value string) string {
		if value == "" {
			wrong[name] = web.Say(ctx, "criteria.begin.blank")
		}
		return value
	}
	var f *scoring.Framework
	var checks []Check
	switch number := get("number", mostNumber); r.PostForm.Get("how") {
	case "empty":
		f = NewFramework(must("code", get("code", 64)), must("number", number), scoring.Text{Vi: must("name", get("name", mostName)), En: get("nameEn", mostName)})
		if wrong["code"] == "" && !wellCoded(f) {
			wrong["code"] = web.Say(ctx, "criteria.begin.codeHint")
		}
	default:
		name := r.PostForm.Get("shipped")
		if !slices.Contains(Shipped(), name) {
			wrong["shipped"] = web.Say(ctx, "criteria.begin.blank")
			break
		}
		d, err := LoadDocument(name)
		if err != nil {
			return err
		}
		f, checks = d.Framework, d.Checks
		if number != "" {
			f.Version = number
		}
	}
	if len(wrong) > 0 {
		return p.Site.ShowFaulty(w, r, beginPage(ctx), begin(beginForms(r, wrong)))
	}
	return p.begun(w, r, func(tx *db.Tx, by By) (*Version, error) { return p.Library.New(tx, by, f, checks) })
}

// wellCoded tells whether scoring takes the code of a framework.
func wellCoded(f *scoring.Framework) bool {
	return !slices.ContainsFunc(scoring.Check(f), func(one *scoring.Fault) bool { return one.Path == "framework.code" && one.Severity == scoring.Stops })
}

// begun makes a draft and leads to it.
func (p *Pages) begun(w http.ResponseWriter, r *http.Request, make func(*db.Tx, By) (*Version, error)) error {
	var made *Version
	err := p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		made, err = make(tx, By{Actor: access.ActorOf(r.Context())})
		return err
	})
	if err != nil {
		return err
	}
	p.Site.Tell(w, "criteria.done.drafted")
	http.Redirect(w, r, Path(made.ID), http.StatusSeeOther)
	return nil
}

// showClone asks for what and under which number a version is copied.
func (p *Pages) showClone(w http.ResponseWriter, r *http.Request) error {
	v, err := p.managed(r)
	if err != nil {
		return err
	}
	page, form := clonePage(r, v, "")
	return p.Site.Show(w, r, page, form)
}

// managed reads the version of an address for who may change frameworks.
func (p *Pages) managed(r *http.Request) (v *Version, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FrameworkManage, access.Resource{}); err != nil {
			return err
		}
		v, err = p.version(tx, r, r.PathValue("id"))
		return err
	})
	return v, err
}

func clonePage(r *http.Request, v *Version, wrong string) (web.Page, web.Form) {
	ctx := r.Context()
	h := v.Head()
	how, number := r.PostForm.Get("how"), r.PostForm.Get("number")
	if how == "" {
		how = r.URL.Query().Get("how")
	}
	if number == "" {
		number = nextNumber(h.Number, how == "amend")
	}
	f := web.Form{Action: Path(v.ID) + placeClone, Submit: web.Say(ctx, "criteria.clone.submit"), Cancel: &web.Link{Text: web.Say(ctx, "criteria.form.cancel"), Href: Path(v.ID)}}
	if v.State == Issued {
		f.Fields = append(f.Fields, web.Field{Kind: web.Radios, Name: "how", Label: web.Say(ctx, "criteria.clone.how"), Required: true, Value: choiceOf(how, "next"), Options: []web.Option{
			{Value: "next", Text: web.Say(ctx, "criteria.clone.next")}, {Value: "amend", Text: web.Say(ctx, "criteria.clone.amend")}}})
	}
	f.Fields = append(f.Fields, web.Field{Kind: web.Line, Name: "number", Label: web.Say(ctx, "criteria.begin.number"), Hint: web.Say(ctx, "criteria.clone.numberHint"), Value: number, Fault: wrong, Required: true, Max: mostNumber})
	return web.Page{Title: web.Say(ctx, "criteria.clone.title"), Lead: h.titled(ctx), Crumbs: crumbs(ctx, &h)}, f
}

// choiceOf gives what was chosen, or what stands for nothing.
func choiceOf(chosen, standard string) string {
	if chosen == "" {
		return standard
	}
	return chosen
}

func crumbs(ctx context.Context, h *Head) []web.Link {
	return []web.Link{{Text: web.Say(ctx, "criteria.list.title"), Href: pathList}, {Text: h.titled(ctx), Href: Path(h.ID)}}
}

// nextNumber proposes a number: the next year, or a part of the same.
func nextNumber(number string, amending bool) string {
	whole, part, _ := strings.Cut(number, ".")
	n, err := strconv.Atoi(whole)
	switch {
	case err != nil:
		return ""
	case !amending:
		return strconv.Itoa(n + 1)
	}
	k, _ := strconv.Atoi(part)
	return whole + "." + strconv.Itoa(k+1)
}

func (p *Pages) takeClone(w http.ResponseWriter, r *http.Request) error {
	v, err := p.managed(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	number := tidyText(text.Clip(r.PostForm.Get("number"), mostNumber))
	if number == "" {
		page, form := clonePage(r, v, web.Say(r.Context(), "criteria.begin.blank"))
		return p.Site.ShowFaulty(w, r, page, form)
	}
	amending := r.PostForm.Get("how") == "amend"
	if amending && v.State != Issued {
		return fault.New(fault.Conflict, "criteria.version.unissued", fault.Args{"state": v.State})
	}
	return p.begun(w, r, func(tx *db.Tx, by By) (*Version, error) { return p.Library.Clone(tx, by, v.ID, number, amending) })
}
