package web

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// retryAfter is told with 503, in seconds: shorter than a person's patience,
// longer than a queue's.
const retryAfter = "5"

// Fail tells the person what is wrong: a page, for htmx a message at the top of
// the page, for the API a problem. The log gets the chain of causes under the
// same number.
func (s *Site) Fail(w http.ResponseWriter, r *http.Request, err error) {
	if wantsProblem(r) {
		s.WriteProblem(w, r, err)
		return
	}
	s.sayFailure(w, r, err)
	status := statusOf(w, err)
	trouble := s.troubleOf(r, err)
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Retarget", "#messages")
		w.Header().Set("HX-Reswap", "innerHTML show:window:top")
		if write(w, r, status, trouble.message()) == nil {
			return
		}
	}
	page := Page{Title: trouble.Title}
	if s.show(w, r, status, page, trouble) == nil {
		return
	}
	// The frame needs what is broken: the bare one needs nothing.
	if write(w, r, status, shell(Chrome{Bare: true, back: "/"}, page, trouble)) != nil {
		http.Error(w, trouble.Title, status)
	}
}

// statusOf is the status of an error. Three are told apart by HTTP alone: 405,
// where the address is there and the method is not, 401, where signing in would
// help, and 429, where waiting would; they come with the header that tells it
// (RFC 9110, RFC 6585).
//
// An error with HTTPStatus says its status itself: 412, 415, 428 of the API.
func statusOf(w http.ResponseWriter, err error) int {
	var own interface{ HTTPStatus() int }
	if errors.As(err, &own) {
		return own.HTTPStatus()
	}
	if w.Header().Get("WWW-Authenticate") != "" && fault.KindOf(err) == fault.Denied {
		return http.StatusUnauthorized
	}
	if w.Header().Get("Allow") != "" && fault.KindOf(err) == fault.Missing {
		return http.StatusMethodNotAllowed
	}
	if w.Header().Get("Retry-After") != "" && fault.KindOf(err) == fault.Limit {
		return http.StatusTooManyRequests
	}
	return fault.Status(err)
}

// sayFailure logs an error and sets the headers that its kind asks for.
func (s *Site) sayFailure(w http.ResponseWriter, r *http.Request, err error) {
	level := slog.LevelInfo
	switch fault.KindOf(err) {
	case fault.Internal:
		level = slog.LevelError
	case fault.Unavailable:
		level = slog.LevelWarn
		w.Header().Set("Retry-After", retryAfter)
	}
	s.log().Log(r.Context(), level, "fault", "number", NumberOf(r.Context()), "kind", fault.KindOf(err).String(), "error", err.Error())
}

// troubleOf puts an error into the words of a fault page.
func (s *Site) troubleOf(r *http.Request, err error) Trouble {
	ctx := r.Context()
	kind := fault.KindOf(err)
	if !s.Words.Has("web.trouble." + kind.String()) {
		kind = fault.Internal // a kind out of the table counts as our defect
	}
	t := Trouble{
		Title:  Say(ctx, "web.trouble."+kind.String()),
		Now:    Say(ctx, "web.trouble."+kind.String()+"Hint"),
		Where:  s.pathOf(r),
		Number: NumberOf(ctx),
	}
	for _, f := range faultsOf(err) {
		told := s.Words.Tell(LangOf(ctx), f)
		t.Faults = append(t.Faults, TroubleFault{
			Place: told.Place, Sentence: told.Sentence, Found: told.Found, Expected: told.Expected, Hint: told.Hint,
		})
	}
	return t
}

// numberLetters has no I, L, O, U: the number is read out on the telephone
// (Crockford's base 32).
var numberLetters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// newNumber makes the number of a request: 40 bits at random, so that among a
// million a day two in a log of a day are unlikely and harmless.
func newNumber() string {
	var b [5]byte
	rand.Read(b[:])
	n := numberLetters.EncodeToString(b[:])
	return n[:4] + "-" + n[4:]
}

func (s *Site) log() *slog.Logger {
	if s.Log != nil {
		return s.Log
	}
	return slog.Default()
}

// logged begins a request; the returned function writes its line.
func (s *Site) logged(w *watch, r *http.Request) func() {
	begin := time.Now()
	return func() {
		status := w.status
		if status == 0 {
			status = http.StatusOK
		}
		// The query stays out: searches name people.
		s.log().InfoContext(r.Context(), "request", "number", NumberOf(r.Context()), "method", r.Method,
			"path", s.pathOf(r), "status", status, "bytes", w.bytes, "ms", time.Since(begin).Milliseconds())
	}
}

// watch remembers what was answered.
type watch struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (w *watch) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watch) Write(data []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(data)
	w.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController reach what is underneath.
func (w *watch) Unwrap() http.ResponseWriter { return w.ResponseWriter }
