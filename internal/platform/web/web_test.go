package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// testSite serves every part, and a handler of each kind of behaviour.
func testSite(t *testing.T, log io.Writer) (*Site, http.Handler) {
	t.Helper()
	s, h := newTestSite(log)
	if s.Words == nil {
		t.Fatal("the sentences do not fit together")
	}
	return s, h
}

func newTestSite(log io.Writer) (*Site, http.Handler) {
	words, _ := text.NewCatalogue(Texts)
	s := &Site{Words: words, Plain: true, Log: slog.New(slog.NewJSONHandler(log, nil)), Chrome: testChrome}
	mux := NewMux(s, nil)
	mux.Handle("GET "+galleryPath, Open, s.Components)
	mux.Handle("GET /fault/{kind}", Open, func(_ http.ResponseWriter, r *http.Request) error {
		for _, k := range fault.Kinds() {
			if k.String() == r.PathValue("kind") {
				return fault.Wrap(k, errors.New("secret of the machine"), "web.body.unreadable", nil)
			}
		}
		return errors.New("secret of the machine")
	})
	mux.Handle("GET /bare", Open, func(w http.ResponseWriter, r *http.Request) error {
		return s.ShowBare(w, r, Chrome{Product: "Sansang", Owner: Say(r.Context(), "web.sample.kindOther")},
			Page{Title: Say(r.Context(), "web.sample.forms")}, bareForm(r.Context()))
	})
	mux.Handle("GET /panic", Open, func(http.ResponseWriter, *http.Request) error { panic("secret of the machine") })
	mux.Handle("POST /form", Open, func(w http.ResponseWriter, r *http.Request) error {
		if err := ReadForm(r); err != nil {
			return err
		}
		_, err := io.WriteString(w, r.PostForm.Get("a"))
		return err
	})
	mux.Handle("POST /file", Open, func(w http.ResponseWriter, r *http.Request) error {
		if err := AllowBody(w, r, 3*MaxBody, time.Minute); err != nil {
			return err
		}
		n, err := io.Copy(io.Discard, r.Body)
		if err != nil {
			return BodyFault(err)
		}
		return json.NewEncoder(w).Encode(n)
	})
	return s, s.Wrap(mux)
}

// bareForm is a form as the page of signing in has it.
func bareForm(ctx context.Context) Form {
	return Form{Action: "/form", Submit: Say(ctx, "web.sample.open"), Fields: []Field{
		{Kind: Line, Name: "a", Label: Say(ctx, "web.sample.fullName"), Required: true, Autocomplete: "username", Code: true},
		{Kind: Password, Name: "password", Label: Say(ctx, "web.sample.password"), Required: true, Autocomplete: "current-password"},
	}}
}

// testChrome is a frame with everything in it.
func testChrome(r *http.Request) (Chrome, error) {
	ctx := r.Context()
	say := func(key string) string { return Say(ctx, key) }
	return Chrome{
		Product: "Sansang", Owner: say("web.sample.kindOther"), Search: galleryPath, Version: "0.0",
		Context: []Fact{{Name: say("web.sample.year"), Text: "2026"}, {Name: say("web.sample.date"), Text: "25/11/2026"}},
		Wings: []Wing{
			{Links: []Link{{Text: say("web.sample.home"), Href: "/", Count: "3"}}},
			{Name: say("web.sample.title"), Links: []Link{
				{Text: say("web.sample.title"), Href: galleryPath, Current: r.URL.Path == galleryPath},
				{Text: say("web.sample.tables"), Href: "#tables"}, {Text: say("web.sample.charts"), Href: "#charts"}, {Text: say("web.sample.forms"), Href: "#forms"},
			}},
		},
		Person: &Person{Name: "Nguyễn Thị Ánh Tuyết", Role: say("web.sample.kindOther"), Links: []Link{{Text: say("web.person.menu"), Href: galleryPath}}, SignOut: "/form"},
	}, nil
}

func ask(h http.Handler, method, target string, body io.Reader, headers ...string) *http.Response {
	r := httptest.NewRequest(method, target, body)
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func read(t *testing.T, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestFaultPage(t *testing.T) {
	for _, lang := range text.Langs {
		for _, k := range append(fault.Kinds(), fault.Kind(99)) {
			var log bytes.Buffer
			s, h := testSite(t, &log)
			name := k.String()
			res := ask(h, "GET", "/fault/"+name, nil, "Accept-Language", string(lang))
			page := read(t, res)
			if res.StatusCode != k.Status() {
				t.Errorf("%s: status %d, want %d", name, res.StatusCode, k.Status())
			}
			number := res.Header.Get("X-Request-Id")
			if len(number) != 9 || !strings.Contains(page, number) || !strings.Contains(log.String(), number) {
				t.Errorf("%s: the number %q is not on the page and in the log", name, number)
			}
			if !strings.Contains(log.String(), "secret of the machine") {
				t.Errorf("%s: the log does not know the cause", name)
			}
			if strings.Contains(page, "secret") {
				t.Errorf("%s: the page tells the cause", name)
			}
			told := k
			if k == fault.Kind(99) {
				told = fault.Internal
			}
			if want := s.Words.Text(lang, "web.trouble."+told.String()+"Hint", nil); !strings.Contains(page, want) {
				t.Errorf("%s, %s: the page does not say what now", name, lang)
			}
			if (k == fault.Unavailable) != (res.Header.Get("Retry-After") != "") {
				t.Errorf("%s: Retry-After %q", name, res.Header.Get("Retry-After"))
			}
		}
	}
}

func TestProblem(t *testing.T) {
	_, h := testSite(t, io.Discard)
	res := ask(h, "GET", "/fault/conflict", nil, "Accept", "application/json")
	var p Problem
	if err := json.Unmarshal([]byte(read(t, res)), &p); err != nil {
		t.Fatal(err)
	}
	if res.Header.Get("Content-Type") != "application/problem+json" || p.Status != 409 || p.Kind != "conflict" ||
		p.Title != "Conflict" || p.Number != res.Header.Get("X-Request-Id") || len(p.Errors) != 1 || p.Errors[0].Key != "web.body.unreadable" {
		t.Errorf("%s: %+v", res.Header.Get("Content-Type"), p)
	}
	if res := ask(h, "GET", "/api/v1/none", nil); res.Header.Get("Content-Type") != "application/problem+json" || res.StatusCode != 404 {
		t.Errorf("an unknown address of the API answers %d %s", res.StatusCode, res.Header.Get("Content-Type"))
	}
}

func TestFragmentOfFault(t *testing.T) {
	_, h := testSite(t, io.Discard)
	res := ask(h, "GET", "/fault/conflict", nil, "HX-Request", "true")
	body := read(t, res)
	if res.StatusCode != 409 || res.Header.Get("HX-Retarget") != "#messages" || strings.Contains(body, "<html") || !strings.Contains(body, `role="alert"`) {
		t.Errorf("htmx gets %d %q", res.StatusCode, body)
	}
}

func TestPanicBecomesPage(t *testing.T) {
	var log bytes.Buffer
	_, h := testSite(t, &log)
	res := ask(h, "GET", "/panic", nil)
	page := read(t, res)
	if res.StatusCode != 500 || strings.Contains(page, "secret") || !strings.Contains(page, res.Header.Get("X-Request-Id")) {
		t.Errorf("status %d, page %s", res.StatusCode, page)
	}
	if !strings.Contains(log.String(), "secret of the machine") || !strings.Contains(log.String(), `"status":500`) {
		t.Errorf("the log: %s", log.String())
	}
}

func TestForeignOrigin(t *testing.T) {
	_, h := testSite(t, io.Discard)
	const kind = "application/x-www-form-urlencoded"
	for _, c := range []struct {
		name    string
		headers []string
		want    int
	}{
		{"cross-site", []string{"Sec-Fetch-Site", "cross-site"}, 403},
		{"same-site", []string{"Sec-Fetch-Site", "same-site"}, 403},
		{"foreign origin, old browser", []string{"Origin", "https://elsewhere.example"}, 403},
		{"null origin", []string{"Origin", "null"}, 403},
		{"same-origin", []string{"Sec-Fetch-Site", "same-origin"}, 200},
		{"own origin, old browser", []string{"Origin", "http://example.com"}, 200},
		{"no browser", nil, 200},
	} {
		res := ask(h, "POST", "/form", strings.NewReader("a=b"), append(c.headers, "Content-Type", kind)...)
		if res.StatusCode != c.want {
			t.Errorf("%s: %d, want %d", c.name, res.StatusCode, c.want)
		}
	}
}

func TestBodyLimit(t *testing.T) {
	_, h := testSite(t, io.Discard)
	const kind = "application/x-www-form-urlencoded"
	fits, large := strings.Repeat("x", MaxBody-2), strings.Repeat("x", MaxBody)
	if res := ask(h, "POST", "/form", strings.NewReader("a="+fits), "Content-Type", kind); res.StatusCode != 200 {
		t.Errorf("a body of the limit: %d", res.StatusCode)
	}
	if res := ask(h, "POST", "/form", strings.NewReader("a="+large), "Content-Type", kind); res.StatusCode != 413 {
		t.Errorf("a body over the limit: %d", res.StatusCode)
	}
	if res := ask(h, "POST", "/form", strings.NewReader("a=%zz"), "Content-Type", kind); res.StatusCode != 422 {
		t.Errorf("no form: %d", res.StatusCode)
	}
	if res := ask(h, "POST", "/file", strings.NewReader(large+large)); res.StatusCode != 200 {
		t.Errorf("a file where files are allowed: %d", res.StatusCode)
	}
	if res := ask(h, "POST", "/file", strings.NewReader(large+large+large+"x")); res.StatusCode != 413 {
		t.Errorf("a file over its limit: %d", res.StatusCode)
	}
}

func TestHeaders(t *testing.T) {
	s, h := testSite(t, io.Discard)
	res := ask(h, "GET", galleryPath, nil)
	for name, want := range map[string]string{
		"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
		"Referrer-Policy": "same-origin", "Cache-Control": "no-store", "Strict-Transport-Security": "",
	} {
		if got := res.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	for _, part := range []string{"default-src 'self'", "script-src 'self';", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %s", part)
		}
	}
	s.Plain = false
	if res := ask(h, "GET", galleryPath, nil); res.Header.Get("Strict-Transport-Security") == "" {
		t.Error("no HSTS with TLS")
	}
}

func TestCookie(t *testing.T) {
	for _, plain := range []bool{true, false} {
		s := &Site{Plain: plain}
		w := httptest.NewRecorder()
		s.SetCookie(w, "session", "abc", 60)
		c := w.Result().Cookies()[0]
		if strings.HasPrefix(c.Name, "__Host-") == plain || c.Secure == plain || !c.HttpOnly || c.Path != "/" || c.Domain != "" || c.SameSite != http.SameSiteLaxMode {
			t.Errorf("plain %v: %v", plain, c)
		}
		r := httptest.NewRequest("GET", "/", nil)
		r.AddCookie(c)
		if s.Cookie(r, "session") != "abc" || s.Cookie(r, "other") != "" {
			t.Errorf("plain %v: the cookie does not come back", plain)
		}
	}
	// Behind TLS a cookie without the prefix may have been planted.
	r := httptest.NewRequest("GET", "/", nil)
	r.AddCookie(&http.Cookie{Name: "session", Value: "planted"})
	if got := (&Site{}).Cookie(r, "session"); got != "" {
		t.Errorf("a planted cookie is believed: %q", got)
	}
}

func TestLanguage(t *testing.T) {
	s, h := testSite(t, io.Discard)
	for accept, want := range map[string]text.Lang{
		"": "vi", "vi-VN,vi;q=0.9,en;q=0.8": "vi", "en-GB,en;q=0.9,vi;q=0.8": "en", "fr,en;q=0.5": "en", "fr": "vi", "en;q=0.1,vi": "vi", ";;;": "vi",
	} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Language", accept)
		if got := s.langOf(r); got != want {
			t.Errorf("%q: %s, want %s", accept, got, want)
		}
	}
	form := url.Values{"lang": {"en"}, "back": {galleryPath + "?page=2"}}
	res := ask(h, "POST", languagePath, strings.NewReader(form.Encode()), "Content-Type", "application/x-www-form-urlencoded")
	if res.StatusCode != 303 || res.Header.Get("Location") != galleryPath+"?page=2" {
		t.Fatalf("the switch answers %d %s", res.StatusCode, res.Header.Get("Location"))
	}
	r := httptest.NewRequest("GET", galleryPath, nil)
	r.Header.Set("Accept-Language", "vi")
	r.AddCookie(res.Cookies()[0])
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	if !strings.Contains(w.Body.String(), `<html lang="en"`) {
		t.Error("the choice is not kept")
	}
}

func TestLocalPath(t *testing.T) {
	for to, want := range map[string]string{
		"/a?b=c#d": "/a?b=c#d", "": "/", "a": "/", "//evil.example": "/", "https://evil.example/": "/", `/\evil.example`: "/",
		"/\t/evil.example": "/", "javascript:alert(1)": "/", "///evil": "/", "/%zz": "/",
	} {
		if got := LocalPath(to); got != want {
			t.Errorf("%q leads to %q, want %q", to, got, want)
		}
	}
}

func TestPageInGzip(t *testing.T) {
	_, h := testSite(t, io.Discard)
	res := ask(h, "GET", galleryPath, nil, "Accept-Encoding", "br, gzip")
	z, err := gzip.NewReader(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(z)
	if err != nil || string(data[:15]) != "<!doctype html>" {
		t.Errorf("%v, %.40s", err, data)
	}
	for accept, want := range map[string]bool{"": false, "gzip": true, "gzip;q=0": false, "gzip; q=0.0": false, "gzip;q=0.5": true, "br": false, "deflate, GZIP": true} {
		r := httptest.NewRequest("GET", "/", nil)
		r.Header.Set("Accept-Encoding", accept)
		if takesGzip(r) != want {
			t.Errorf("%q: %v", accept, !want)
		}
	}
}

func TestSayWithoutWords(t *testing.T) {
	if got := Say(context.Background(), "web.page.skip"); got != "web.page.skip" {
		t.Errorf("%q", got)
	}
}

// TestMux: a door other than Open passes the guard, a door that is shut cannot
// be mounted, routes are known, and a wrong method is told from a wrong address.
func TestMux(t *testing.T) {
	words, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	guarded := []Door{}
	m := NewMux(s, func(d Door, h Handler) Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			guarded = append(guarded, d)
			return h(w, r)
		}
	})
	fine := func(w http.ResponseWriter, _ *http.Request) error { w.WriteHeader(http.StatusNoContent); return nil }
	m.Handle("GET /open", Open, fine)
	m.Handle("POST /signed/{id}", Signed, fine)
	for _, c := range []struct {
		method, path string
		status       int
		allow        string
	}{
		{"GET", "/open", 204, ""}, {"HEAD", "/open", 204, ""}, {"POST", "/signed/1", 204, ""},
		{"GET", "/signed/1", 405, "POST"}, {"DELETE", "/open", 405, "GET"}, {"GET", "/nowhere", 404, ""},
	} {
		w := httptest.NewRecorder()
		s.Wrap(m).ServeHTTP(w, httptest.NewRequest(c.method, c.path, nil))
		if w.Code != c.status || w.Header().Get("Allow") != c.allow {
			t.Errorf("%s %s: %d, Allow %q", c.method, c.path, w.Code, w.Header().Get("Allow"))
		}
	}
	if len(guarded) != 1 || guarded[0] != Signed {
		t.Errorf("the guard stood in %v", guarded)
	}
	paths := ""
	for _, r := range m.Routes() {
		paths += r.Method + " " + r.Path + " " + r.Door.String() + "\n"
	}
	if want := "GET /assets/ open\nPOST /language open\nGET /open open\nPOST /signed/{id} signed\n"; paths != want {
		t.Errorf("routes:\n%s", paths)
	}
	for _, pattern := range []string{"/no-method", "GET /shut"} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%q was mounted", pattern)
				}
			}()
			m.Handle(pattern, Shut, fine)
		}()
	}
}

// TestTell: what was done is told by the next page, once, and only in words of
// the catalogue.
func TestTell(t *testing.T) {
	words, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	s := &Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	m := NewMux(s, nil)
	m.Handle("POST /do/{key}", Open, func(w http.ResponseWriter, r *http.Request) error {
		s.Tell(w, r.PathValue("key"))
		http.Redirect(w, r, "/page", http.StatusSeeOther)
		return nil
	})
	m.Handle("GET /page", Open, func(w http.ResponseWriter, r *http.Request) error {
		return s.ShowBare(w, r, Chrome{}, Page{Title: "x"}, Empty{})
	})
	server := httptest.NewServer(s.Wrap(m))
	defer server.Close()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	for key, want := range map[string]bool{"web.sample.saved": true, "no.such.key": false} {
		for again, told := range []bool{want, false} {
			var r *http.Response
			if again == 0 {
				r, err = client.Post(server.URL+"/do/"+key, "", nil)
			} else {
				r, err = client.Get(server.URL + "/page")
			}
			if err != nil {
				t.Fatal(err)
			}
			page, _ := io.ReadAll(r.Body)
			r.Body.Close()
			if got := strings.Contains(string(page), "message good"); got != told {
				t.Errorf("%s, time %d: told %v", key, again, got)
			}
		}
	}
}

// TestSecretPath: what an address holds as a secret is in no line of the log and
// on no fault page, whatever is asked of it.
func TestSecretPath(t *testing.T) {
	var log bytes.Buffer
	s, _ := newTestSite(&log)
	m := NewMux(s, nil)
	m.Handle("GET /link/{secret}", Open, func(w http.ResponseWriter, r *http.Request) error {
		if r.PathValue("secret") != "hush" {
			return fault.New(fault.Missing, "web.page.missing", nil)
		}
		return s.ShowBare(w, r, Chrome{}, Page{Title: "x"}, Empty{})
	})
	h := s.Wrap(m)
	for _, c := range []struct{ method, at string }{
		{"GET", "/link/hush"}, {"GET", "/link/hush1"}, {"PUT", "/link/hush"}, {"GET", "/link/hush/more"}, {"GET", "//link//hush"}, {"GET", "/x/../link/hush"}, {"GET", "/lin%6B/hush"},
	} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest(c.method, "http://sansang.test"+c.at, nil))
		if strings.Contains(w.Body.String(), ">/link/hush") {
			t.Errorf("%s %s: the fault page tells the secret", c.method, c.at)
		}
	}
	if strings.Contains(log.String(), "hush") || strings.Count(log.String(), `"path":"/link/…"`) < 5 {
		t.Errorf("the log:\n%s", log.String())
	}
}
