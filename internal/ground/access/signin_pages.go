package access

import (
	"net/http"
	"net/url"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

func loginField(r *http.Request, value string) web.Field {
	return web.Field{Kind: web.Line, Name: fieldLogin, Label: web.Say(r.Context(), "access.field.login"), Value: value, Required: true, Autocomplete: "username", Code: true, Max: 64}
}

func passwordField(r *http.Request) web.Field {
	return web.Field{Kind: web.Password, Name: fieldPassword, Label: web.Say(r.Context(), "access.field.password"), Required: true, Autocomplete: "current-password"}
}

// proofField asks for what the person confirms with.
func (p *Pages) proofField(r *http.Request, v *Visit) web.Field {
	if v != nil && v.Second {
		return web.Field{Kind: web.Digits, Name: fieldCode, Required: true, Autocomplete: "one-time-code",
			Label: web.Say(r.Context(), "access.field.code"), Hint: web.Say(r.Context(), "access.field.codeHint")}
	}
	return passwordField(r)
}

func (p *Pages) showSignIn(w http.ResponseWriter, r *http.Request) error {
	to := web.LocalPath(r.URL.Query().Get("to"))
	if v, err := p.Gate.Enter(r.Context(), p.Site.Cookie(r, sessionCookie), p.Origin(r)); err == nil && v.Need == NeedNothing {
		http.Redirect(w, r, to, http.StatusSeeOther)
		return nil
	}
	return p.signInForm(w, r, "", to, nil)
}

func (p *Pages) signInForm(w http.ResponseWriter, r *http.Request, login, to string, wrong error) error {
	ctx := r.Context()
	f := web.Form{Action: pathSignIn + "?to=" + url.QueryEscape(to), Submit: web.Say(ctx, "access.signin.submit"), Fields: []web.Field{loginField(r, login), passwordField(r)}}
	page := web.Page{Title: web.Say(ctx, "access.signin.title"), Lead: web.Say(ctx, "access.signin.lead")}
	if owner := p.Frame(r).Owner; owner != "" {
		page.Lead = web.Say(ctx, "access.signin.leadOf", "owner", owner)
	}
	body := section("", parts([]templ.Component{f, folded(web.Say(ctx, "access.signin.forgotten"), false, paragraph(web.Say(ctx, "access.signin.forgottenText")))}))
	if wrong == nil {
		return p.Site.ShowBare(w, r, p.Frame(r), page, body)
	}
	page.Messages = []web.Message{{Tone: web.Low, Text: p.sentence(r, wrong)}}
	return p.Site.ShowRefused(w, r, p.Frame(r), page, body)
}

func (p *Pages) signIn(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	to := web.LocalPath(r.URL.Query().Get("to"))
	login := r.PostForm.Get(fieldLogin)
	in, err := p.Gate.SignIn(r.Context(), p.attempt(r, login, r.PostForm.Get(fieldPassword)))
	if err != nil {
		if k := fault.KindOf(err); k == fault.Denied || k == fault.Unavailable {
			return p.signInForm(w, r, login, to, err)
		}
		return err
	}
	p.keep(w, in)
	http.Redirect(w, r, to, http.StatusSeeOther) // what is lacking, the guard of that page asks for
	return nil
}

func (p *Pages) signOut(w http.ResponseWriter, r *http.Request) error {
	if err := p.Gate.SignOut(r.Context(), p.Site.Cookie(r, sessionCookie), p.Origin(r)); err != nil {
		return err
	}
	p.Site.SetCookie(w, sessionCookie, "", -1)
	http.Redirect(w, r, pathSignIn, http.StatusSeeOther)
	return nil
}

func (p *Pages) showConfirm(w http.ResponseWriter, r *http.Request) error {
	return p.confirmForm(w, r, nil)
}

func (p *Pages) confirmForm(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	f := web.Form{Action: r.URL.RequestURI(), Submit: web.Say(ctx, "access.again.confirm"), Fields: []web.Field{p.proofField(r, VisitOf(ctx))}}
	page := web.Page{Title: web.Say(ctx, "access.again.title"), Lead: web.Say(ctx, "access.again.lead")}
	body := []templ.Component{}
	if v := VisitOf(ctx); v != nil && v.Need == NeedCode { // the second step of a sign-in
		page = web.Page{Title: web.Say(ctx, "access.second.name"), Lead: web.Say(ctx, "access.second.step")}
		f.Submit = web.Say(ctx, "access.signin.submit")
		body = append(body, folded(web.Say(ctx, "access.second.lost"), false, paragraph(web.Say(ctx, "access.second.lostText"))))
	}
	if wrong != nil {
		page.Messages = []web.Message{{Tone: web.Low, Text: p.sentence(r, wrong)}}
	}
	return p.bare(w, r, page, section("", append([]templ.Component{f}, body...)...))
}

// confirm leads back; the guard has used the proof already.
func (p *Pages) confirm(w http.ResponseWriter, r *http.Request) error {
	if r.PostForm.Get(fieldCode) == "" && r.PostForm.Get(fieldPassword) == "" {
		return p.confirmForm(w, r, fault.New(fault.Denied, "access.second.wrong", nil))
	}
	http.Redirect(w, r, web.LocalPath(r.URL.Query().Get("to")), http.StatusSeeOther)
	return nil
}
