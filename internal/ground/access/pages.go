package access

import (
	"net"
	"net/http"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

//go:generate go tool templ generate

// Pages are the pages of this slice, and the guard before all others. It is made
// once by app; Site is set before the first request.
type Pages struct {
	Gate *Gate
	DB   *db.DB
	Site *web.Site
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

// Addresses of the pages to which a guard leads.
const (
	pathSignIn   = "/sign-in"
	pathConfirm  = "/confirm"
	pathSecond   = "/account/second"
	pathPassword = "/account/password"
)

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET "+pathSignIn, web.Open, p.showSignIn)
	m.Handle("POST "+pathSignIn, web.Open, p.signIn)
	m.Handle("POST /sign-out", web.Half, p.signOut)
	m.Handle("GET "+pathConfirm, web.Half, p.showConfirm)
	m.Handle("POST "+pathConfirm, web.Half, p.confirm)
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

func (p *Pages) bare(w http.ResponseWriter, r *http.Request, page web.Page, f web.Form) error {
	return p.Site.ShowBare(w, r, p.Frame(r), page, f)
}
