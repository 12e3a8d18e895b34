package e2e

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/sansang-project/sansang/internal/app"
	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/web"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// site is the demonstration, served.
type site struct {
	dir      string // where its data lie
	address  string
	program  *app.Program
	routes   []web.Route
	accounts map[string]demo.Account
	sessions map[string]string
}

func newSite(t *testing.T) *site {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	rules := access.ASVS()
	rules.Second = nil // as the demonstration has it
	p, err := app.Open(ctx, app.Options{Database: "sqlite:" + filepath.Join(dir, "sansang.db"), Files: file.Config{URL: filepath.Join(dir, "files")},
		Keys: filepath.Join(dir, "keys"), Origin: "sansang/demo", Rules: rules, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	all, err := demo.Settle(ctx, demo.House{DB: p.DB, Log: p.Log, Gate: p.Gate})
	if err != nil {
		t.Fatal(err)
	}
	surface := p.Surface(true, true)
	server := httptest.NewServer(surface.Handler)
	t.Cleanup(server.Close)
	s := &site{dir: dir, address: server.URL, program: p, routes: surface.Mux.Routes(), accounts: map[string]demo.Account{}, sessions: map[string]string{}}
	for _, a := range all {
		s.accounts[a.Login] = a
	}
	return s
}

// client is a browser without a screen in which somebody is signed in.
func (s *site) client(t *testing.T, login string) *http.Client {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	c := &http.Client{Jar: jar}
	r, err := c.PostForm(s.address+"/sign-in", url.Values{"_login": {login}, "_password": {s.accounts[login].Password}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.Request.URL.Path != "/" {
		t.Fatalf("%s could not sign in: at %s", login, r.Request.URL)
	}
	return c
}

// session signs somebody in, once, and gives the secret of the session.
func (s *site) session(t *testing.T, login string) string {
	t.Helper()
	if s.sessions[login] == "" {
		at, _ := url.Parse(s.address)
		for _, c := range s.client(t, login).Jar.Cookies(at) {
			if c.Name == "session" {
				s.sessions[login] = c.Value
			}
		}
	}
	return s.sessions[login]
}

// page fetches a page as somebody and gives its text.
func (s *site) page(t *testing.T, login, path string) string {
	t.Helper()
	r, err := s.client(t, login).Get(s.address + path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, r.StatusCode, err)
	}
	return string(data)
}

// sent fetches a file, sends it to where files are taken, and gives the path to
// which that leads.
func (s *site) sent(t *testing.T, login, from, to, field string) string {
	t.Helper()
	return s.upload(t, login, to, field, s.fetched(t, login, from))
}

// fetched gives a file.
func (s *site) fetched(t *testing.T, login, from string) []byte {
	t.Helper()
	r, err := s.client(t, login).Get(s.address + from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// upload sends a file and gives the path to which that leads.
func (s *site) upload(t *testing.T, login, to, field string, data []byte) string {
	t.Helper()
	c := s.client(t, login)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile(field, "a.xlsx")
	if err == nil {
		_, err = part.Write(data)
	}
	if err = errors.Join(err, m.Close()); err != nil {
		t.Fatal(err)
	}
	done, err := c.Post(s.address+to, m.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	done.Body.Close()
	return done.Request.URL.RequestURI()
}

// found gives the first match of a pattern's group in a page.
func (s *site) found(t *testing.T, login, path, pattern string) string {
	t.Helper()
	m := regexp.MustCompile(pattern).FindStringSubmatch(s.page(t, login, path))
	if m == nil {
		t.Fatalf("%s has no %s", path, pattern)
	}
	return m[1]
}
