package web

import (
	"net/http"
	"path"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Door says whom a route lets in before its handler runs. What the person may
// do there is the handler's question.
type Door uint8

// The doors. The zero value is shut: a route that says nothing lets nobody in.
const (
	Shut    Door = iota
	Open         // anybody
	Half         // a session, whatever it still lacks
	Signed       // a session that lacks nothing
	Program      // a session that lacks nothing, or the token of a program
)

// String names the door as the authorisation matrix does.
func (d Door) String() string {
	return [...]string{"shut", "open", "half", "signed", "program"}[d]
}

// Guard stands in a door: it lets the handler run, or answers itself.
type Guard func(Door, Handler) Handler

// Route is one address that the site answers.
type Route struct {
	Method, Path string // Path in the form of http.ServeMux: "/agencies/{code}"
	Door         Door
}

// Mux is a router that knows its routes, so that a test can hold every one of
// them to the authorisation matrix.
type Mux struct {
	site   *Site
	guard  Guard
	mux    *http.ServeMux
	routes []Route
}

// NewMux makes a router with what the frame itself needs. A route with a door
// other than Open passes the guard.
func NewMux(s *Site, guard Guard) *Mux {
	m := &Mux{site: s, guard: guard, mux: http.NewServeMux()}
	s.mount(m)
	return m
}

// Handle adds a route; the pattern names its method: "POST /agencies". A
// pattern without one, or a door that is shut, is a mistake of the program and
// panics, as http.ServeMux does.
func (m *Mux) Handle(pattern string, d Door, h Handler) {
	method, path, found := strings.Cut(pattern, " ")
	if !found || d == Shut {
		panic("web: route without method or door: " + pattern)
	}
	m.add(pattern, Route{Method: method, Path: path, Door: d}, h)
}

func (m *Mux) add(pattern string, r Route, h Handler) {
	m.routes = append(m.routes, r)
	if before, _, found := strings.Cut(r.Path, secretSegment); found {
		m.site.secret = append(m.site.secret, before)
	}
	if r.Door != Open {
		h = m.guard(r.Door, h)
	}
	m.mux.Handle(pattern, m.site.Handle(h))
}

// secretSegment names what lets in whoever knows the address: it is kept out of
// logs and fault pages.
const secretSegment = "{secret}"

// pathOf is the path of a request as it may be told: whatever stands where some
// route has a secret is left out, also when no route answers.
func (s *Site) pathOf(r *http.Request) string {
	at := path.Clean("/" + r.URL.Path)
	for _, before := range s.secret {
		if strings.HasPrefix(at, before) {
			return before + "…"
		}
	}
	return r.URL.Path
}

// Routes are all routes in the order of their paths. The page for addresses
// that nobody answers is not among them.
func (m *Mux) Routes() []Route {
	all := slices.Clone(m.routes)
	slices.SortFunc(all, func(a, b Route) int {
		if c := strings.Compare(a.Path, b.Path); c != 0 {
			return c
		}
		return strings.Compare(a.Method, b.Method)
	})
	return all
}

// Pattern is that of the route which answers a request, "" when none does.
func (m *Mux) Pattern(r *http.Request) string {
	_, pattern := m.mux.Handler(r)
	return pattern
}

// ServeHTTP answers.
func (m *Mux) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if _, pattern := m.mux.Handler(r); pattern == "" {
		m.site.Fail(w, r, m.nobody(w, r))
		return
	}
	m.mux.ServeHTTP(w, r)
}

// methods are those a route may have.
var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete}

// nobody tells an address that is not there from one that is asked in another
// way (RFC 9110 §15.5.6).
func (m *Mux) nobody(w http.ResponseWriter, r *http.Request) error {
	var allowed []string
	for _, method := range methods {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := m.mux.Handler(other); pattern != "" {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) > 0 {
		w.Header().Set("Allow", strings.Join(allowed, ", "))
		return fault.New(fault.Missing, "web.page.method", fault.Args{"method": r.Method}).WithFound(m.site.pathOf(r)).WithHint("web.page.missingHint")
	}
	return fault.New(fault.Missing, "web.page.missing", nil).WithFound(m.site.pathOf(r)).WithHint("web.page.missingHint")
}
