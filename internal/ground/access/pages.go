package access

import (
	"errors"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

//go:generate go tool templ generate

// Pages are the pages of this slice, and the guard before all others. It is made
// once by app; Site is set before the first request.
type Pages struct {
	Gate *Gate
	DB   *db.DB
	Site *web.Site
	// Places names agencies and groups; nil knows none.
	Places Places
	// Frame is the bare frame of pages before sign-in: product and owner.
	Frame func(*http.Request) web.Chrome
	// Address tells from where a request comes; nil takes the connection's.
	Address func(*http.Request) string
}

// The cookies: one for the session, one by which a device is known again.
const (
	sessionCookie = "session"
	deviceCookie  = "device"
)

// Addresses. Those of a person are below pathPeople.
const (
	pathSignIn   = "/sign-in"
	pathConfirm  = "/confirm"
	pathAccount  = "/account"
	pathSecond   = "/account/second"
	pathPassword = "/account/password"
	pathSessions = "/account/sessions"
	pathTokens   = "/account/tokens"
	pathLink     = "/link/"
	pathPeople   = "/people"
	pathImport   = "/people/import"
	pathWhy      = "/people/why"
	pathRules    = "/people/rules"
)

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	for pattern, h := range map[string]web.Handler{
		"GET " + pathSignIn: p.showSignIn, "POST " + pathSignIn: p.signIn,
		"GET " + pathLink + "{secret}": p.showLink, "POST " + pathLink + "{secret}": p.useLink,
	} {
		m.Handle(pattern, web.Open, h)
	}
	for pattern, h := range map[string]web.Handler{
		"POST /sign-out": p.signOut, "GET " + pathConfirm: p.showConfirm, "POST " + pathConfirm: p.confirm,
		"GET " + pathSecond: p.showSecond, "POST " + pathSecond + "/begin": p.beginSecond, "POST " + pathSecond: p.setSecond,
		"GET " + pathPassword: p.showPassword, "POST " + pathPassword: p.setPassword,
	} {
		m.Handle(pattern, web.Half, h)
	}
	for pattern, h := range map[string]web.Handler{
		"GET " + pathAccount: p.showAccount, "POST " + pathAccount: p.setContacts,
		"POST " + pathSecond + "/drop": p.dropSecond, "POST " + pathSecond + "/renew": p.renewRecovery,
		"POST " + pathSessions + "/{id}/end": p.endSession, "POST " + pathSessions + "/end": p.endOtherSessions,
		"POST " + pathTokens: p.createToken, "POST " + pathTokens + "/{id}/revoke": p.revokeToken,
		"GET " + pathPeople: p.showPeople, "GET " + pathPeople + "/new": p.showNew, "POST " + pathPeople: p.create,
		"GET " + pathImport: p.showImport, "POST " + pathImport: p.previewImport, "POST " + pathImport + "/accept": p.acceptImport,
		"GET " + pathImport + "/template": p.template,
		"GET " + pathWhy:                  p.showWhy, "GET " + pathRules: p.showRules,
		"GET " + pathPeople + "/{id}": p.showPerson, "POST " + pathPeople + "/{id}": p.change,
		"POST " + pathPeople + "/{id}/{act}":  p.act,
		"POST " + pathPeople + "/{id}/grants": p.grant, "POST " + pathPeople + "/{id}/grants/{grant}/revoke": p.revoke,
		"POST " + pathPeople + "/{id}/grants/{grant}/delegate": p.delegate,
	} {
		m.Handle(pattern, web.Signed, h)
	}
}

// Origin is what the audit log tells of a request.
func (p *Pages) Origin(r *http.Request) audit.Origin {
	o := audit.Origin{Address: r.RemoteAddr, Request: web.NumberOf(r.Context()), Via: "web"}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		o.Via = "api"
	}
	if p.Address != nil {
		o.Address = p.Address(r)
	} else if host, _, err := net.SplitHostPort(r.RemoteAddr); err == nil {
		o.Address = host
	}
	return o
}

// keep writes the secrets of a session into the browser. The device's outlives
// the session, since it only says that somebody has signed in here before.
func (p *Pages) keep(w http.ResponseWriter, in *SignedIn) {
	p.Site.SetCookie(w, sessionCookie, in.Token, 0)
	if in.Device != "" {
		p.Site.SetCookie(w, deviceCookie, in.Device, int(p.Gate.rules.Device.Seconds()))
	}
}

func (p *Pages) bare(w http.ResponseWriter, r *http.Request, page web.Page, body templ.Component) error {
	return p.Site.ShowBare(w, r, p.Frame(r), page, body)
}

// lang is the language of a request.
func lang(r *http.Request) string { return string(web.LangOf(r.Context())) }

// places names agencies and groups in the language of a request.
func (p *Pages) places(tx *db.Tx, r *http.Request) ([]Place, error) {
	if p.Places == nil {
		return nil, nil
	}
	return p.Places(tx, lang(r))
}

// may tells whether an act would be allowed, to show what leads to it: also one
// that asks first who is there.
func (p *Pages) may(tx *db.Tx, r *http.Request, action Action, on Resource) bool {
	err := p.Gate.Ask(tx, ActorOf(r.Context()), action, on)
	var f *fault.Fault
	return err == nil || errors.As(err, &f) && f.Key == "access.act.confirm"
}

// placed gives the sentence of each fault of an error by the field it belongs
// to; "" holds those that belong to none.
func (p *Pages) placed(r *http.Request, err error) map[string]string {
	if err == nil {
		return nil
	}
	var list fault.List
	if !errors.As(err, &list) {
		list.Add(err)
	}
	out := map[string]string{}
	for _, f := range list {
		told := p.Site.Words.Tell(web.LangOf(r.Context()), f).Sentence
		if out[f.At.Field] != "" {
			told = out[f.At.Field] + " " + told
		}
		out[f.At.Field] = told
	}
	return out
}

// blame puts the faults of an error to the fields of a form; what belongs to no
// field of it stands above. An error that is not the person's to mend is given
// back.
func (p *Pages) blame(r *http.Request, f *web.Form, err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Limit:
	default:
		return err
	}
	all := p.placed(r, err)
	for i := range f.Fields {
		if told, ok := all[f.Fields[i].Name]; ok {
			f.Fields[i].Fault = told
			delete(all, f.Fields[i].Name)
		}
	}
	for _, field := range slices.Sorted(maps.Keys(all)) {
		f.Faults = append(f.Faults, all[field])
	}
	return nil
}

// shown writes a time as people read it here; "" for none.
func shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(text.Zone).Format("02/01/2006 15:04")
}

// shownDay writes the day of a time.
func shownDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(text.Zone).Format("02/01/2006")
}

// lastDay writes the last day of what ends at a time: what ends with 30/06 ends
// at the first moment of 01/07.
func lastDay(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return shownDay(t.Add(-time.Microsecond))
}

// dayTyped reads a day as people type it, as its first moment; zero for "".
func dayTyped(typed, field string) (time.Time, error) {
	if strings.TrimSpace(typed) == "" {
		return time.Time{}, nil
	}
	d, err := text.ParseDate(typed)
	if err != nil {
		return time.Time{}, fault.At(err, fault.Place{Field: field})
	}
	return d.Begin(0), nil
}

// done leads on after a form was taken, and has the next page say so.
func (p *Pages) done(w http.ResponseWriter, r *http.Request, key, to string) error {
	p.Site.Tell(w, key)
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}
