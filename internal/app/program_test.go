package app

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file"
)

const adminPassword = "bảy con sếu bay qua cầu 2026"

// opened is an installation in which one admin, "quantri", has chosen a password.
func opened(t *testing.T) *Program {
	t.Helper()
	dir := t.TempDir()
	rules := access.ASVS()
	rules.Second = nil
	p, err := Open(context.Background(), Options{Database: "sqlite:" + filepath.Join(dir, "sansang.db"), Files: file.Config{URL: filepath.Join(dir, "files")},
		Keys: filepath.Join(dir, "keys"), Origin: "sansang/test", Rules: rules, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	var link *access.Issued
	err = p.DB.Write(context.Background(), func(tx *db.Tx) (err error) {
		_, link, err = p.Gate.Found(tx, access.NewPerson{Login: "quantri", Name: "Trần Quản Trị"}, audit.Origin{})
		return err
	})
	if err == nil {
		_, err = p.Gate.UseLink(context.Background(), link.Secret, adminPassword, audit.Origin{})
	}
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// browser is a client with cookies that follows redirects.
func browser(t *testing.T, p *Program) (*http.Client, string) {
	t.Helper()
	server := httptest.NewServer(p.Surface(true, true).Handler)
	t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil)
	return &http.Client{Jar: jar}, server.URL
}

func fetched(t *testing.T, r *http.Response, err error) (string, string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.Request.URL.RequestURI(), string(data)
}

func get(t *testing.T, c *http.Client, at string) (string, string) {
	t.Helper()
	r, err := c.Get(at)
	return fetched(t, r, err)
}

func post(t *testing.T, c *http.Client, at string, pairs ...string) (string, string) {
	t.Helper()
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	r, err := c.PostForm(at, f)
	return fetched(t, r, err)
}

// TestSignIn: a stranger is led to the sign-in page and back, a wrong password
// keeps the login that was typed, signing out ends the session.
func TestSignIn(t *testing.T) {
	c, at := browser(t, opened(t))
	where, page := get(t, c, at+"/_components")
	if where != "/sign-in?to=%2F_components" || !strings.Contains(page, "Mật khẩu") {
		t.Fatalf("a stranger is at %s", where)
	}
	where, page = post(t, c, at+where, "_login", "quantri", "_password", "sai rồi")
	if !strings.Contains(page, "không đúng") || !strings.Contains(page, `value="quantri"`) {
		t.Errorf("after a wrong password at %s:\n%s", where, page)
	}
	where, page = post(t, c, at+where, "_login", "quantri", "_password", adminPassword)
	if where != "/_components" || !strings.Contains(page, "Trần Quản Trị") {
		t.Errorf("signed in at %s", where)
	}
	if where, _ = post(t, c, at+"/sign-out"); where != "/sign-in" {
		t.Errorf("signed out at %s", where)
	}
	if where, _ = get(t, c, at+"/"); where != "/sign-in?to=%2F" {
		t.Errorf("after signing out at %s", where)
	}
}
