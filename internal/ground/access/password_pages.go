package access

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// The fields of a form that changes a password.
const (
	fieldCurrent = secretField + "current"
	fieldNew     = secretField + "new"
	fieldRepeat  = secretField + "repeat"
)

func number(n int64) string { return strconv.FormatInt(n, 10) }

// numberOf reads what number wrote; what is none is no version of anything.
func numberOf(s string) int64 {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return -1
	}
	return n
}

// newPasswordFields ask for a new password, with the rules told beforehand.
func (p *Pages) newPasswordFields(r *http.Request) []web.Field {
	ctx := r.Context()
	rules := p.Gate.rules.Password
	hint := web.Say(ctx, "access.password.ruleLength", "least", rules.Least)
	if rules.Classes > 0 {
		hint += " " + web.Say(ctx, "access.password.ruleClasses", "classes", rules.Classes)
	}
	hint += " " + web.Say(ctx, "access.password.ruleGuess")
	return []web.Field{
		{Kind: web.Password, Name: fieldNew, Label: web.Say(ctx, "access.password.new"), Hint: hint, Required: true, Autocomplete: "new-password", Max: rules.Most},
		{Kind: web.Password, Name: fieldRepeat, Label: web.Say(ctx, "access.password.repeat"), Required: true, Autocomplete: "new-password", Max: rules.Most},
	}
}

// chosen gives the new password of a form, typed twice alike.
func chosen(r *http.Request) (string, error) {
	if r.PostForm.Get(fieldNew) != r.PostForm.Get(fieldRepeat) {
		return "", fault.New(fault.Invalid, "access.password.unlike", nil).WithPlace(fault.Place{Field: fieldRepeat})
	}
	return r.PostForm.Get(fieldNew), nil
}

func (p *Pages) showPassword(w http.ResponseWriter, r *http.Request) error {
	return p.passwordPage(w, r, nil)
}

func (p *Pages) passwordPage(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx, v := r.Context(), VisitOf(r.Context())
	f := web.Form{Action: pathPassword + "?to=" + url.QueryEscape(r.URL.Query().Get("to")), Submit: web.Say(ctx, "access.password.change"), Fields: []web.Field{
		{Kind: web.Password, Name: fieldCurrent, Label: web.Say(ctx, "access.password.current"), Required: true, Autocomplete: "current-password"}}}
	f.Fields = append(f.Fields, p.newPasswordFields(r)...)
	page := web.Page{Title: web.Say(ctx, "access.password.title"), Lead: web.Say(ctx, "access.password.lead"), Crumbs: []web.Link{{Text: web.Say(ctx, "access.account.title"), Href: pathAccount}}}
	if wrong != nil {
		if err := p.blamePassword(r, &f, wrong); err != nil {
			return err
		}
	}
	body := section("", f)
	switch {
	case v.Need != NeedNothing:
		page.Crumbs = nil
		page.Messages = []web.Message{{Tone: web.Middle, Text: web.Say(ctx, "access.act.password")}}
		if wrong != nil {
			return p.Site.ShowRefused(w, r, p.Frame(r), page, body)
		}
		return p.Site.ShowBare(w, r, p.Frame(r), page, body)
	case wrong != nil:
		return p.Site.ShowFaulty(w, r, page, body)
	}
	return p.Site.Show(w, r, page, body)
}

// blamePassword puts what is wrong about a password to its field; a wrong
// current one is denied, and still this form's to mend.
func (p *Pages) blamePassword(r *http.Request, f *web.Form, wrong error) error {
	if k := fault.KindOf(wrong); k == fault.Denied || k == fault.Unavailable {
		f.Faults = append(f.Faults, p.sentence(r, wrong))
		return nil
	}
	if err := p.blame(r, f, wrong); err != nil {
		return err
	}
	for i := range f.Fields {
		if f.Fields[i].Name == fieldNew && f.Fields[i].Fault == "" && len(f.Faults) > 0 {
			f.Fields[i].Fault, f.Faults = f.Faults[0], f.Faults[1:]
		}
	}
	return nil
}

func (p *Pages) setPassword(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	wanted, err := chosen(r)
	if err != nil {
		return p.passwordPage(w, r, err)
	}
	in, err := p.Gate.ChangePassword(r.Context(), p.Site.Cookie(r, sessionCookie),
		Proof{Password: r.PostForm.Get(fieldCurrent), Device: p.Site.Cookie(r, deviceCookie), Origin: p.Origin(r)}, wanted)
	if err != nil {
		return p.passwordPage(w, r, err)
	}
	p.keep(w, in)
	to := web.LocalPath(r.URL.Query().Get("to"))
	if to == "/" {
		to = pathAccount
	}
	return p.done(w, r, "access.password.changed", to)
}
