package app

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// shownOnce starts a demonstration, looks at it and stops it.
func shownOnce(t *testing.T, site console.DemonstrationSite, look func(address string, accounts []console.DemonstrationAccount)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	seen := false
	err := demonstrate(ctx, site, func(address string, accounts []console.DemonstrationAccount) {
		seen = true
		go func() { defer stop(); look(address, accounts) }()
	})
	if err != nil || !seen {
		t.Fatal(err)
	}
}

// TestDemonstrationIsKept: who is printed signs in; a second start has the same
// people with the same passwords; a start that was broken off is made anew.
func TestDemonstrationIsKept(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo", "data")
	site := console.DemonstrationSite{Dir: dir, Listen: "localhost:0", Lang: text.Vi}
	signIn := func(address string, accounts []console.DemonstrationAccount) {
		for _, a := range []console.DemonstrationAccount{accounts[0], accounts[len(accounts)-1]} {
			jar, _ := cookiejar.New(nil)
			r, err := (&http.Client{Jar: jar}).PostForm(address+"/sign-in?to=%2F", url.Values{"_login": {a.Login}, "_password": {a.Password}})
			if err != nil {
				t.Error(err)
				return
			}
			page, _ := io.ReadAll(r.Body)
			r.Body.Close()
			if r.StatusCode != 200 || r.Request.URL.Path != "/" || !strings.Contains(string(page), a.Name) {
				t.Errorf("%s: %s %s", a.Login, r.Status, r.Request.URL)
			}
		}
	}
	var first, again []console.DemonstrationAccount
	shownOnce(t, site, func(address string, accounts []console.DemonstrationAccount) {
		first = accounts
		signIn(address, accounts)
	})
	if len(first) < 12 || !strings.HasPrefix(first[2].Agency, "Sở") {
		t.Errorf("%+v", first)
	}
	shownOnce(t, site, func(address string, accounts []console.DemonstrationAccount) {
		again = accounts
		signIn(address, accounts)
	})
	if !reflect.DeepEqual(first, again) {
		t.Error("the second start has other accounts")
	}
	list := filepath.Join(dir, demoAccounts)
	if info, err := os.Stat(list); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%s: %v, %v", list, info.Mode(), err)
	}
	// Broken off before the last file was written.
	if err := os.Remove(list); err != nil {
		t.Fatal(err)
	}
	shownOnce(t, site, func(address string, accounts []console.DemonstrationAccount) {
		if reflect.DeepEqual(first, accounts) {
			t.Error("what was half made is used")
		}
		signIn(address, accounts)
	})

	c, err := LoadConfig(Given{Flags: map[string]string{"data": dir, "listen": "127.0.0.1:0"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := Serve(t.Context(), c, quiet(), nil); keyOf(err) != "app.serve.demo" {
		t.Errorf("serve takes the demo's data: %v", err)
	}
	// Neither without the mark.
	if err := os.Remove(filepath.Join(dir, demoMark)); err != nil {
		t.Fatal(err)
	}
	if err := Serve(t.Context(), c, quiet(), nil); keyOf(err) != "app.serve.demo" {
		t.Errorf("serve takes the demo's data without its mark: %v", err)
	}
}

// TestDemonstrationIsRefused: where it could be reached by others, and in a
// folder that is somebody else's.
func TestDemonstrationIsRefused(t *testing.T) {
	dir := t.TempDir()
	mine := filepath.Join(dir, "sansang.db")
	if err := os.WriteFile(mine, []byte("của tôi"), 0o600); err != nil {
		t.Fatal(err)
	}
	for want, site := range map[string]console.DemonstrationSite{
		"app.demo.loopback": {Dir: filepath.Join(dir, "new"), Listen: "0.0.0.0:0"},
		"app.demo.foreign":  {Dir: dir, Listen: "localhost:0"},
	} {
		if err := demonstrate(t.Context(), site, nil); keyOf(err) != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	if data, _ := os.ReadFile(mine); string(data) != "của tôi" {
		t.Error("a file of somebody else was touched")
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	next, err := listenNext(l.Addr().String(), fault.New(fault.Unavailable, "app.serve.listen", nil))
	if err != nil {
		t.Fatal(err)
	}
	defer next.Close()
	if next.Addr().String() == l.Addr().String() {
		t.Error("the port that is taken")
	}
}
