package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Site is what all pages of one program share. It is made once by app and not
// changed while it serves.
type Site struct {
	// Words are the sentences of all packages; must be there.
	Words *text.Catalogue
	// Chrome makes the frame of a request: who is there, what they may go to.
	// Without it, or when it fails, pages stand in a bare frame.
	Chrome func(*http.Request) (Chrome, error)
	// Main gives the language of whoever has chosen none and whose browser asks for
	// none that there is; nil is Vietnamese. It is asked for no other request.
	Main func(context.Context) text.Lang
	// Plain tells that there is no TLS, which is for the loopback alone.
	Plain bool
	// Log takes one line a request; nil is slog's default.
	Log *slog.Logger

	secret []string // beginnings of paths that go on with a secret
}

// Handler is a handler that may fail; Site.Handle tells the person.
type Handler func(http.ResponseWriter, *http.Request) error

// Handle makes h an http.Handler: what it returns becomes a page or a problem.
// After it has begun to answer it must return nil.
func (s *Site) Handle(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.Fail(w, r, err)
		}
	})
}

// mount adds what the frame itself needs: the bundled files and the language
// switch.
func (s *Site) mount(m *Mux) {
	m.Handle("GET "+assetPath, Open, func(w http.ResponseWriter, r *http.Request) error {
		Assets().ServeHTTP(w, r)
		return nil
	})
	m.Handle("POST "+languagePath, Open, s.language)
}

// Wrap stands before every handler: it numbers and logs the request, recovers
// from a panic, sets the headers, chooses the language, refuses unsafe requests
// from other origins, and limits the body.
func (s *Site) Wrap(h http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(s.Handle(func(http.ResponseWriter, *http.Request) error {
		return fault.New(fault.Denied, "web.origin.foreign", nil).WithHint("web.origin.foreignHint")
	}))
	guarded := origin.Handler(h)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx := context.WithValue(r.Context(), voiceKey{}, voice{lang: s.langOf(r), words: s.Words, number: newNumber()})
		r = r.WithContext(ctx)
		s.setHeaders(w.Header())
		w.Header().Set("X-Request-Id", NumberOf(ctx))
		seen := &watch{ResponseWriter: w}
		done := s.logged(seen, r)
		defer func() {
			if p := recover(); p != nil {
				if p == http.ErrAbortHandler {
					panic(p)
				}
				s.log().ErrorContext(ctx, "panic", "number", NumberOf(ctx), "what", fmt.Sprint(p), "stack", string(debug.Stack()))
				if seen.status == 0 {
					s.Fail(seen, r, fault.New(fault.Internal, "fault.unknown", nil))
				}
			}
			done()
		}()
		guarded.ServeHTTP(seen, limitBody(seen, r))
	})
}

// Show answers with a page around body. Nothing is sent before the whole page
// has been made, so that a fault on the way still becomes a fault page.
func (s *Site) Show(w http.ResponseWriter, r *http.Request, p Page, body templ.Component) error {
	s.told(w, r, &p)
	return s.show(w, r, http.StatusOK, p, body)
}

// ShowFaulty is Show for a form that comes back with its faults (422).
func (s *Site) ShowFaulty(w http.ResponseWriter, r *http.Request, p Page, body templ.Component) error {
	return s.show(w, r, http.StatusUnprocessableEntity, p, body)
}

func (s *Site) show(w http.ResponseWriter, r *http.Request, status int, p Page, body templ.Component) error {
	c := Chrome{Bare: true}
	if s.Chrome != nil {
		var err error
		if c, err = s.Chrome(r); err != nil {
			return err
		}
	}
	return showIn(w, r, c, status, p, body)
}

// ShowConflict is Show for a form whose thing has changed since it was loaded
// (409): the body holds what was typed beside what stands there now.
func (s *Site) ShowConflict(w http.ResponseWriter, r *http.Request, p Page, body templ.Component) error {
	return s.show(w, r, http.StatusConflict, p, body)
}

// ShowBare answers with a page without navigation, for who has not signed in.
func (s *Site) ShowBare(w http.ResponseWriter, r *http.Request, c Chrome, p Page, body templ.Component) error {
	c.Bare = true
	s.told(w, r, &p)
	return showIn(w, r, c, http.StatusOK, p, body)
}

func showIn(w http.ResponseWriter, r *http.Request, c Chrome, status int, p Page, body templ.Component) error {
	c.back = r.URL.RequestURI()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.back = r.URL.Path // a form's address may not be one to read
	}
	return write(w, r, status, shell(c, p, body))
}

// ShowRefused is ShowBare for what could not be done until somebody shows who is
// there (403).
func (s *Site) ShowRefused(w http.ResponseWriter, r *http.Request, c Chrome, p Page, body templ.Component) error {
	c.Bare = true
	return showIn(w, r, c, http.StatusForbidden, p, body)
}

// ShowPart answers with a fragment for htmx, without the frame.
func (s *Site) ShowPart(w http.ResponseWriter, r *http.Request, part templ.Component) error {
	return write(w, r, http.StatusOK, part)
}

func write(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	var b bytes.Buffer
	if err := c.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("rendering: %w", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Add("Vary", "Accept-Language, Cookie, HX-Request")
	data := b.Bytes()
	// Pages hold no secret beside what a stranger could put in (no CSRF token),
	// so compressing them tells nobody anything (BREACH).
	if len(data) > 1400 && takesGzip(r) { // one packet
		h.Add("Vary", "Accept-Encoding")
		h.Set("Content-Encoding", "gzip")
		data = shrink(data, gzip.DefaultCompression)
	}
	writeAll(w, r, status, data)
	return nil
}

func writeAll(w http.ResponseWriter, r *http.Request, status int, data []byte) {
	w.Header().Set("Content-Length", strconv.Itoa(len(data)))
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		w.Write(data) // a client that has gone away is nobody's fault
	}
}
