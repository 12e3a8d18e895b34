package app

import (
	"context"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// gateway stands before every request: it answers who asks whether the program
// lives, keeps out what came past the proxy, sheds what is too much before it
// costs anything, and counts.
type gateway struct {
	p        *Program
	c        *Config
	next     http.Handler
	routeOf  func(*http.Request) string
	counts   *counts
	stopping atomic.Bool

	total     atomic.Int64
	addresses crowd

	readiness sync.Mutex
	asked     time.Time
	found     []string
}

func newGateway(p *Program, c *Config, s *Surface) *gateway {
	return &gateway{p: p, c: c, next: s.Handler, routeOf: s.Mux.Pattern, counts: newCounts(p), addresses: crowd{most: c.Limits.Address}}
}

// The addresses that a supervisor or a proxy asks. They tell nothing but whether.
const (
	pathAlive = "/healthz"
	pathReady = "/readyz"
)

// ServeHTTP answers.
func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch r.URL.Path {
	case pathAlive:
		answerState(w, http.StatusOK, "alive", nil)
		return
	case pathReady:
		if wrong := g.unready(r.Context()); len(wrong) > 0 {
			answerState(w, http.StatusServiceUnavailable, "unready", wrong)
			return
		}
		answerState(w, http.StatusOK, "ready", nil)
		return
	}
	if !g.arrivedSafely(w, r) {
		return
	}
	defer g.total.Add(-1)
	if g.total.Add(1) > int64(g.c.Limits.Total) {
		g.shed(w, "total", http.StatusServiceUnavailable, "app.load.total")
		return
	}
	leave, ok := g.addresses.enter(networkOf(g.c.addressOf(r)))
	if !ok {
		g.shed(w, "address", http.StatusTooManyRequests, "app.load.address")
		return
	}
	defer leave()
	g.counts.serve(g.next, g.routeOf(r), w, r)
}

func answerState(w http.ResponseWriter, status int, state string, wrong []string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(struct {
		Status string   `json:"status"`
		Wrong  []string `json:"wrong,omitempty"`
	}{state, wrong})
}

// shedFor is how long whoever was turned away should wait: most requests end
// within a tenth of it.
const shedFor = "2" // seconds

// shed turns a request away, in both languages, for as little work as possible.
func (g *gateway) shed(w http.ResponseWriter, why string, status int, key string) {
	g.counts.shed.WithLabelValues(why).Inc()
	w.Header().Set("Retry-After", shedFor)
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	for _, lang := range text.Langs {
		w.Write([]byte(g.p.Words.Text(lang, key, nil) + "\n"))
	}
}

// arrivedSafely keeps out what did not come by TLS, where a proxy speaks it.
func (g *gateway) arrivedSafely(w http.ResponseWriter, r *http.Request) bool {
	if len(g.c.Proxies) == 0 || r.TLS != nil {
		return true
	}
	if g.c.trusts(peerOf(r)) && strings.EqualFold(r.Header.Get("X-Forwarded-Proto"), "https") {
		return true
	}
	if g.c.Address != nil && g.c.Address.Scheme == "https" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		http.Redirect(w, r, g.c.Address.String()+r.URL.RequestURI(), http.StatusPermanentRedirect)
		return false
	}
	g.shed(w, "plain", http.StatusForbidden, "app.load.plain")
	return false
}

// unready names what keeps the program from serving; it is asked anew at most
// once a second, since anybody may ask.
func (g *gateway) unready(ctx context.Context) []string {
	if g.stopping.Load() {
		return []string{"stopping"}
	}
	g.readiness.Lock()
	defer g.readiness.Unlock()
	if time.Since(g.asked) < time.Second {
		return g.found
	}
	g.found = nil
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
	defer cancel()
	err := g.p.DB.Ping(limited)
	if err == nil {
		err = g.p.DB.Write(limited, func(*db.Tx) error { return nil })
	}
	if err != nil {
		g.found = append(g.found, "database")
		g.p.slog.Error("unready", "what", "database", "error", err.Error())
	}
	if free, _, err := freeSpace(g.c.Data); err == nil && free < leastFree {
		g.found = append(g.found, "disk")
		g.p.slog.Error("unready", "what", "disk", "free", free)
	}
	g.asked = time.Now()
	return g.found
}

// leastFree is the disk space below which no new work is taken: SQLite's log may
// grow by a large import, and a full disk refuses everybody.
const leastFree = 64 << 20 // bytes

// crowd counts who is inside by name; the zero value with a most is ready.
type crowd struct {
	most   int
	mu     sync.Mutex
	inside map[string]int
}

func (c *crowd) enter(name string) (leave func(), ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.inside == nil {
		c.inside = map[string]int{}
	}
	if c.inside[name] >= c.most {
		return nil, false
	}
	c.inside[name]++
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.inside[name]--; c.inside[name] == 0 {
			delete(c.inside, name)
		}
	}, true
}

// bounded lets a person have so many requests at once and no more, behind the
// guard, which knows who it is.
func (p *Program) bounded(guard web.Guard) web.Guard {
	if p.persons == nil {
		return guard
	}
	return func(d web.Door, h web.Handler) web.Handler {
		return guard(d, func(w http.ResponseWriter, r *http.Request) error {
			leave, ok := p.persons.enter(access.ActorOf(r.Context()).Person)
			if !ok {
				w.Header().Set("Retry-After", shedFor)
				return fault.New(fault.Limit, "app.load.person", nil)
			}
			defer leave()
			return h(w, r)
		})
	}
}

func peerOf(r *http.Request) netip.Addr {
	a, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	return a.Addr().Unmap().WithZone("")
}

func (c *Config) trusts(a netip.Addr) bool {
	for _, p := range c.Proxies {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// addressOf tells from where a request comes: the peer, or behind trusted proxies
// the last address in X-Forwarded-For that is not itself one of them. What a
// client wrote there stands further left and is not believed.
func (c *Config) addressOf(r *http.Request) string {
	at := peerOf(r)
	if !at.IsValid() {
		host, _, _ := net.SplitHostPort(r.RemoteAddr)
		return host
	}
	var passed []string
	for _, line := range r.Header.Values("X-Forwarded-For") {
		passed = append(passed, strings.Split(line, ",")...)
	}
	for i := len(passed) - 1; i >= 0 && c.trusts(at); i-- {
		a, err := netip.ParseAddr(strings.TrimSpace(passed[i]))
		if err != nil {
			break
		}
		at = a.Unmap().WithZone("")
	}
	return at.String()
}

// networkOf is what counts as one place: an IPv4 address, or the /64 of an IPv6
// one, which a single line has to itself (RFC 6177).
func networkOf(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil || a.Is4() {
		return address
	}
	p, _ := a.Prefix(64)
	return p.String()
}

// serveMetrics listens for who collects figures, on an address of its own.
func (g *gateway) serveMetrics(address string, log *slog.Logger) (stop func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	l, err := listen(address)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", g.counts.handler())
	server := web.NewServer(address, mux, log)
	go server.Serve(l)
	log.Info("metrics", "address", l.Addr().String())
	return func() { server.Close() }, nil
}
