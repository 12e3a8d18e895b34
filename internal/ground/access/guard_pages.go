package access

import (
	"errors"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// Guard lets a handler run for whom its door is, with the visit in the context.
// Who is not signed in, or lacks something, is led to the page for it; a form
// that was being sent is carried along, so that nothing typed is lost.
func (p *Pages) Guard(d web.Door, h web.Handler) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		token, err := p.proven(w, r)
		if err != nil {
			return p.interrupt(w, r, token, err, true)
		}
		v, err := p.enter(d, r, token)
		if err == nil && d != web.Half {
			err = v.Need.refusal()
		}
		if err == nil {
			err = h(w, r.WithContext(WithVisit(r.Context(), v)))
		}
		return p.interrupt(w, r, token, err, false)
	}
}

func (p *Pages) enter(d web.Door, r *http.Request, token string) (*Visit, error) {
	from := p.Origin(r)
	if secret, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok && d == web.Program {
		actor, err := p.Gate.EnterToken(r.Context(), secret, from)
		if err != nil {
			return nil, err
		}
		return &Visit{Actor: actor}, nil
	}
	return p.Gate.Enter(r.Context(), token, from)
}

// refusal keeps out a session that lacks something.
func (n Need) refusal() error {
	switch n {
	case NeedCode, NeedEnrolment:
		return fault.New(fault.Denied, "access.act.second", nil)
	case NeedPassword:
		return fault.New(fault.Denied, "access.act.password", nil)
	}
	return nil
}

// The fields by which an interrupted form brings along what was lacking.
const (
	fieldLogin    = "_login"
	fieldPassword = "_password"
	fieldCode     = "_code"
	// secretField begins the names of all other fields that hold a secret.
	secretField = "secret_"
)

// proven uses what an interrupted form brought along, and gives the secret of
// the session.
func (p *Pages) proven(w http.ResponseWriter, r *http.Request) (string, error) {
	token := p.Site.Cookie(r, sessionCookie)
	if !sendsFields(r) {
		return token, nil
	}
	if err := web.ReadForm(r); err != nil {
		return token, err
	}
	var in *SignedIn
	var err error
	switch f := r.PostForm; {
	case f.Get(fieldLogin) != "":
		in, err = p.Gate.SignIn(r.Context(), p.attempt(r, f.Get(fieldLogin), f.Get(fieldPassword)))
	case f.Get(fieldCode) != "" || f.Get(fieldPassword) != "":
		in, err = p.Gate.Confirm(r.Context(), token, p.proof(r))
	default:
		return token, nil
	}
	if err != nil {
		return token, err
	}
	p.keep(w, in)
	return in.Token, nil
}

func (p *Pages) attempt(r *http.Request, login, password string) Attempt {
	return Attempt{Login: strings.TrimSpace(login), Password: password, Device: p.Site.Cookie(r, deviceCookie), Agent: r.UserAgent(), Origin: p.Origin(r)}
}

func (p *Pages) proof(r *http.Request) Proof {
	return Proof{Code: r.PostForm.Get(fieldCode), Password: r.PostForm.Get(fieldPassword), Device: p.Site.Cookie(r, deviceCookie), Origin: p.Origin(r)}
}

func sendsFields(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && r.Method == http.MethodPost && kind == "application/x-www-form-urlencoded"
}

// interrupt answers a refusal that the person can mend at once: by signing in,
// by the second factor, by a new password, by showing again who is there. token
// is the secret of the session, which may be newer than the browser's; proof
// tells that the refusal is of what was brought along to be let in.
func (p *Pages) interrupt(w http.ResponseWriter, r *http.Request, token string, err error, proof bool) error {
	var f *fault.Fault
	if err == nil || !errors.As(err, &f) || strings.HasPrefix(r.URL.Path, "/api/") {
		if f != nil && f.Key == "access.session.over" {
			w.Header().Set("WWW-Authenticate", `Bearer realm="sansang"`)
		}
		return err
	}
	key := f.Key
	if proof {
		if f.Kind != fault.Denied && f.Kind != fault.Unavailable {
			return err // nothing that another try would mend
		}
		key = "access.act.confirm" // ask for the same again
		if r.PostForm.Get(fieldLogin) != "" {
			key = "access.session.over"
		}
	}
	switch key {
	case "access.session.over":
		if carries(r) {
			return p.askAgain(w, r, err, []web.Field{loginField(r, r.PostForm.Get(fieldLogin)), passwordField(r)}, web.Say(r.Context(), "access.again.signIn"))
		}
		return p.lead(w, r, pathSignIn)
	case "access.act.confirm":
		if carries(r) {
			return p.askAgain(w, r, err, []web.Field{p.proofField(r, p.visit(r, token))}, web.Say(r.Context(), "access.again.confirm"))
		}
		return p.lead(w, r, pathConfirm)
	case "access.act.second":
		v := p.visit(r, token)
		switch {
		case v == nil || !v.Second:
			return p.lead(w, r, pathSecond)
		case carries(r): // the second step of signing in again
			return p.askAgain(w, r, err, []web.Field{p.proofField(r, v)}, web.Say(r.Context(), "access.again.signIn"))
		}
		return p.lead(w, r, pathConfirm)
	case "access.act.password":
		return p.lead(w, r, pathPassword)
	}
	return err
}

// visit gives who holds a session's secret; nil for nobody.
func (p *Pages) visit(r *http.Request, token string) *Visit {
	v, err := p.Gate.Enter(r.Context(), token, p.Origin(r))
	if err != nil {
		return nil
	}
	return v
}

// carries tells whether there is a form that would be lost.
func carries(r *http.Request) bool { return sendsFields(r) && len(r.PostForm) > 0 }

// askAgain asks for what is lacking and carries the form along. Secrets among
// its fields are not written back into a page.
func (p *Pages) askAgain(w http.ResponseWriter, r *http.Request, err error, fields []web.Field, submit string) error {
	form := web.Form{Action: r.URL.RequestURI(), Submit: submit, Fields: fields}
	for name, values := range r.PostForm {
		if strings.HasPrefix(name, "_") || strings.HasPrefix(name, secretField) {
			continue
		}
		for _, value := range values {
			form.Fields = append(form.Fields, web.Field{Kind: web.Hidden, Name: name, Value: value})
		}
	}
	ctx := r.Context()
	return p.Site.ShowRefused(w, r, p.Frame(r), web.Page{
		Title:    web.Say(ctx, "access.again.title"),
		Lead:     web.Say(ctx, "access.again.kept"),
		Messages: []web.Message{{Tone: web.Middle, Text: p.sentence(r, err)}},
	}, section("", form))
}

// lead sends a person to a page that knows the way back.
func (p *Pages) lead(w http.ResponseWriter, r *http.Request, to string) error {
	back := r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		back = refererOf(r)
	}
	to += "?to=" + url.QueryEscape(back)
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// refererOf is the path of the page from which a form was sent.
func refererOf(r *http.Request) string {
	u, err := url.Parse(r.Referer())
	if err != nil || u.Host != r.Host {
		return "/"
	}
	return web.LocalPath(u.RequestURI())
}

// sentence tells an error in the language of the request.
func (p *Pages) sentence(r *http.Request, err error) string {
	var f *fault.Fault
	if !errors.As(err, &f) {
		f = fault.New(fault.Internal, "fault.unknown", nil)
	}
	return p.Site.Words.Tell(web.LangOf(r.Context()), f).Sentence
}
