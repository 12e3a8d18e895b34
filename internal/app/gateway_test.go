package app

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// gatewayOf is a gateway before a handler that waits until it is let go.
func gatewayOf(t *testing.T, limits Limits, next http.HandlerFunc) *gateway {
	t.Helper()
	p := opened(t)
	c := &Config{Data: t.TempDir(), Listen: "127.0.0.1:0", Limits: limits}
	g := newGateway(p, c, p.Surface(true, false))
	if next != nil {
		g.next = next
	}
	return g
}

func asked(h http.Handler, r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func from(address string) *http.Request {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.RemoteAddr = address
	return r
}

// TestLoadIsShed: beyond a bound a request is turned away at once, told when to
// come again, in both languages; others are served on, and so is who asks whether
// the program lives.
func TestLoadIsShed(t *testing.T) {
	letGo, inside := make(chan struct{}), make(chan struct{})
	g := gatewayOf(t, Limits{Person: 1, Address: 2, Total: 3}, func(http.ResponseWriter, *http.Request) { inside <- struct{}{}; <-letGo })
	var all sync.WaitGroup
	enter := func(address string) {
		all.Go(func() { asked(g, from(address)) })
		<-inside
	}
	refused := func(address, what string, status int) {
		t.Helper()
		w := asked(g, from(address))
		if w.Code != status || w.Header().Get("Retry-After") == "" || strings.Count(w.Body.String(), "\n") != 2 {
			t.Errorf("%s: %d %v %s", what, w.Code, w.Header(), w.Body)
		}
	}
	enter("192.0.2.1:1")
	enter("192.0.2.1:2")
	refused("192.0.2.1:3", "a third from one address", http.StatusTooManyRequests)
	enter("192.0.2.2:1")
	refused("192.0.2.3:1", "a fourth altogether", http.StatusServiceUnavailable)
	for _, path := range []string{pathAlive, pathReady} {
		if w := asked(g, httptest.NewRequest(http.MethodGet, path, nil)); w.Code != 200 {
			t.Errorf("%s under load: %d", path, w.Code)
		}
	}
	close(letGo)
	all.Wait()
	go func() { <-inside }()
	if w := asked(g, from("192.0.2.1:4")); w.Code != 200 {
		t.Errorf("after the load: %d", w.Code)
	}
	if n := len(g.addresses.inside); n != 0 || g.total.Load() != 0 {
		t.Errorf("%d addresses and %d requests are still inside", n, g.total.Load())
	}
}

// TestPersonIsBounded: behind the guard, whatever the number of sessions.
func TestPersonIsBounded(t *testing.T) {
	p := opened(t)
	p.persons = &crowd{most: 1}
	letGo, inside := make(chan struct{}), make(chan struct{})
	guard := p.bounded(func(_ web.Door, h web.Handler) web.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			v := &access.Visit{Actor: access.Actor{Person: r.URL.Query().Get("p")}}
			return h(w, r.WithContext(access.WithVisit(r.Context(), v)))
		}
	})
	h := guard(web.Signed, func(http.ResponseWriter, *http.Request) error { inside <- struct{}{}; <-letGo; return nil })
	ask := func(person string) (*httptest.ResponseRecorder, error) {
		w := httptest.NewRecorder()
		return w, h(w, httptest.NewRequest(http.MethodGet, "/?p="+person, nil))
	}
	var all sync.WaitGroup
	for _, person := range []string{"a", "b"} {
		all.Go(func() {
			if _, err := ask(person); err != nil {
				t.Error(err)
			}
		})
		<-inside
	}
	w, err := ask("a")
	if keyOf(err) != "app.load.person" || w.Header().Get("Retry-After") == "" {
		t.Errorf("%v %v", err, w.Header())
	}
	close(letGo)
	all.Wait()
	// And as the person gets it.
	site := &web.Site{Words: p.Words, Plain: true, Log: quiet()}
	if w := asked(site.Wrap(site.Handle(func(w http.ResponseWriter, r *http.Request) error { w.Header().Set("Retry-After", shedFor); return err })), from("192.0.2.1:1")); w.Code != http.StatusTooManyRequests {
		t.Errorf("status %d", w.Code)
	}
}

// TestAddressBehindProxies: what a client writes into the header is not believed,
// what a trusted proxy adds is.
func TestAddressBehindProxies(t *testing.T) {
	c := &Config{Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
	for _, x := range []struct{ peer, passed, want string }{
		{"192.0.2.9:1", "203.0.113.5", "192.0.2.9"},
		{"10.0.0.1:1", "203.0.113.5", "203.0.113.5"},
		{"10.0.0.1:1", "1.1.1.1, 203.0.113.5, 10.0.0.7", "203.0.113.5"},
		{"10.0.0.1:1", "", "10.0.0.1"},
		{"10.0.0.1:1", "rubbish", "10.0.0.1"},
		{"10.0.0.1:1", "203.0.113.5, rubbish", "10.0.0.1"},
		{"[::1]:1", "2001:db8::5", "2001:db8::5"},
		{"[::ffff:10.0.0.1]:1", "203.0.113.5", "203.0.113.5"},
	} {
		r := from(x.peer)
		if x.passed != "" {
			r.Header.Set("X-Forwarded-For", x.passed)
		}
		if got := c.addressOf(r); got != x.want {
			t.Errorf("%s passed by %s: %s, want %s", x.passed, x.peer, got, x.want)
		}
	}
	if networkOf("2001:db8:0:1:2:3:4:5") != networkOf("2001:db8:0:1::9") || networkOf("192.0.2.1") == networkOf("192.0.2.2") {
		t.Error("networks")
	}
}

// TestTLSBehindProxies: where a proxy speaks TLS, nothing is answered in plain.
func TestTLSBehindProxies(t *testing.T) {
	g := gatewayOf(t, Limits{1, 9, 9}, func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "page") })
	g.c.Proxies = []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}
	request := func(method, peer, proto string) *http.Request {
		r := httptest.NewRequest(method, "/agencies?q=x", nil)
		r.RemoteAddr = peer
		r.Header.Set("X-Forwarded-Proto", proto)
		return r
	}
	if w := asked(g, request("GET", "10.0.0.1:1", "https")); w.Code != 200 {
		t.Errorf("over the proxy: %d", w.Code)
	}
	for _, r := range []*http.Request{request("GET", "10.0.0.1:1", "http"), request("GET", "192.0.2.1:1", "https")} {
		if w := asked(g, r); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "page") {
			t.Errorf("%s %s: %d", r.RemoteAddr, r.Header, w.Code)
		}
	}
	g.c.Address = &url.URL{Scheme: "https", Host: "danhgia.vn"}
	if w := asked(g, request("GET", "10.0.0.1:1", "http")); w.Code != http.StatusPermanentRedirect || w.Header().Get("Location") != "https://danhgia.vn/agencies?q=x" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if w := asked(g, request("POST", "10.0.0.1:1", "http")); w.Code != http.StatusForbidden {
		t.Errorf("a form in plain: %d", w.Code)
	}
}

// TestReadiness: not ready while it stops, and when the database takes no writes.
func TestReadiness(t *testing.T) {
	g := gatewayOf(t, Limits{9, 9, 9}, nil)
	if wrong := g.unready(context.Background()); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	g.stopping.Store(true)
	if w := asked(g, httptest.NewRequest("GET", pathReady, nil)); w.Code != 503 {
		t.Errorf("stopping: %d", w.Code)
	}
	g = gatewayOf(t, Limits{9, 9, 9}, nil)
	g.p.DB.Close()
	if w := asked(g, httptest.NewRequest("GET", pathReady, nil)); w.Code != 503 || !strings.Contains(w.Body.String(), "database") {
		t.Errorf("without a database: %d %s", w.Code, w.Body)
	}
	if w := asked(g, httptest.NewRequest("GET", pathAlive, nil)); w.Code != 200 {
		t.Errorf("alive: %d", w.Code)
	}
}

// TestMetrics: requests are counted under their routes; what a stranger makes up
// adds no series.
func TestMetrics(t *testing.T) {
	g := gatewayOf(t, Limits{9, 9, 9}, nil)
	for _, path := range []string{"/sign-in", "/sign-in?to=%2Fx", "/made-up-1", "/made-up-2"} {
		asked(g, httptest.NewRequest("GET", path, nil))
	}
	asked(g, httptest.NewRequest("BREW", "/sign-in", nil))
	told := asked(g.counts.handler(), httptest.NewRequest("GET", "/metrics", nil)).Body.String()
	for _, want := range []string{
		`sansang_http_requests_total{method="GET",route="GET /sign-in",status="200"} 2`,
		`sansang_http_requests_total{method="GET",route="none",status="404"} 2`,
		`sansang_http_requests_total{method="OTHER",route="none",status="405"} 1`,
		"sansang_password_hashes_total ", "sansang_database_writes_waiting 0", "go_goroutines", "sansang_build_info{",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("%s is not in\n%s", want, told)
		}
	}
	if strings.Contains(told, "made-up") {
		t.Error("an address that nobody answers has a series")
	}
}
