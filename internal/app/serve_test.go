package app

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/backup"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

// keyOf is the key of the first fault in an error.
func keyOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return ""
}

// victimData names the data folder that a copy of the test program serves until
// it is killed or told to stop.
const victimData = "SANSANG_TEST_SERVED"

func init() {
	dir := os.Getenv(victimData)
	if dir == "" {
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	c, err := servedConfig(dir)
	if err == nil {
		err = Serve(ctx, c, slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})), func(address, _ string) { fmt.Println(address) })
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// servedConfig is an installation in which signing in is cheap and unbounded:
// what is held here is what becomes of it.
func servedConfig(dir string) (*Config, error) {
	c, err := LoadConfig(Given{Flags: map[string]string{"data": dir, "listen": "127.0.0.1:0", "limits.person": "1000"}})
	if err != nil {
		return nil, err
	}
	c.Preset.Second = nil
	c.Preset.Hash.Memory, c.Preset.Hash.Iterations = 8, 1
	many := access.Budget{Burst: 1 << 30, Refill: time.Second}
	c.Preset.Guesses = access.Guesses{Login: many, Pair: many, Network: many, Device: many, Second: many}
	return c, nil
}

// founded makes the data of an installation with one admin.
func founded(t *testing.T) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "data")
	look(t, dir, func(p *Program) { foundIn(t, p) })
	return dir
}

// foundIn makes the admin.
func foundIn(t *testing.T, p *Program) {
	t.Helper()
	var link *access.Issued
	err := p.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		_, link, err = p.Gate.Found(tx, access.NewPerson{Login: "quantri", Name: "Trần Quản Trị"}, audit.Origin{})
		return err
	})
	if err == nil {
		_, err = p.Gate.UseLink(t.Context(), link.Secret, adminPassword, audit.Origin{})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// look opens the data between two runs.
func look(t *testing.T, dir string, do func(*Program)) {
	t.Helper()
	c, err := servedConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(t.Context(), c.options(quiet()))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	do(p)
}

// served is a copy of the program that serves.
type served struct {
	*exec.Cmd
	address string
}

func startServed(t *testing.T, dir string) *served {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimData+"="+dir)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal("the server did not start: ", err, cmd.Wait())
	}
	return &served{cmd, strings.TrimSpace(line)}
}

// signIns signs in again and again from several browsers at once, until nobody
// answers, and gives the secrets of all sessions that were acknowledged.
func signIns(address string, browsers int, acknowledged func(secret string)) (wait func()) {
	var all sync.WaitGroup
	for range browsers {
		all.Go(func() {
			client := &http.Client{Transport: &http.Transport{}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
			defer client.CloseIdleConnections()
			for {
				r, err := client.PostForm(address+"/sign-in", url.Values{"_login": {"quantri"}, "_password": {adminPassword}})
				if err != nil {
					return
				}
				_, err = io.Copy(io.Discard, r.Body)
				r.Body.Close()
				if err != nil {
					return
				}
				if r.StatusCode == http.StatusServiceUnavailable {
					continue // refused, as it may be; nothing was acknowledged
				}
				secret := ""
				for _, c := range r.Cookies() {
					if c.Name == "session" {
						secret = c.Value
					}
				}
				if r.StatusCode != http.StatusSeeOther || secret == "" {
					panic(fmt.Sprint("signing in: ", r.Status))
				}
				acknowledged(secret)
			}
		})
	}
	return all.Wait
}

// gathered keeps what was acknowledged.
type gathered struct {
	mu      sync.Mutex
	secrets []string
	first   chan struct{}
}

func (g *gathered) add(secret string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.secrets) == 0 && g.first != nil {
		close(g.first)
	}
	g.secrets = append(g.secrets, secret)
}

// holds looks whether every acknowledged session is there, and its record.
func holds(t *testing.T, p *Program, secrets []string) {
	t.Helper()
	lost := 0
	for _, secret := range secrets {
		if _, err := p.Gate.Enter(t.Context(), secret, audit.Origin{}); err != nil {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of %d acknowledged sign-ins are lost", lost, len(secrets))
	}
}

// TestServerIsKilled: SIGKILL at random moments during a stream of sign-ins over
// HTTP. No session that a browser was told of is lost, the file is whole, and the
// audit log holds against every checkpoint that was kept.
func TestServerIsKilled(t *testing.T) {
	dir := founded(t)
	const seed = 7
	rnd := rand.New(rand.NewPCG(seed, 1))
	var checkpoints [][]byte
	var all []string
	for k := range dbtest.Kills() {
		g := gathered{first: make(chan struct{})}
		s := startServed(t, dir)
		wait := signIns(s.address, 4, g.add)
		<-g.first
		time.Sleep(time.Duration(rnd.IntN(80)) * time.Millisecond)
		s.Process.Kill()
		s.Wait()
		wait()
		all = append(all, g.secrets...)
		look(t, dir, func(p *Program) {
			holds(t, p, g.secrets)
			note, err := p.Log.Checkpoint(t.Context(), func([]byte) error { return nil })
			if err != nil {
				t.Fatal(err)
			}
			checkpoints = append(checkpoints, note)
			if k%10 == 9 || k == dbtest.Kills()-1 {
				dbtest.Whole(t, p.DB)
				holds(t, p, all)
				found, err := audit.Verify(t.Context(), p.DB, p.keys.Audit.Public, checkpoints...)
				if err != nil || found.Faults.Err() != nil || found.Records < int64(len(all)) {
					t.Errorf("the log: %+v, %v", found, err)
				}
			}
		})
		if t.Failed() {
			t.Fatalf("after kill %d, seed %d", k+1, seed)
		}
	}
	t.Logf("%d kills, %d acknowledged sign-ins, none lost (seed %d)", dbtest.Kills(), len(all), seed)
}

// TestServerStops: at SIGTERM a request under way is answered, everything that
// was acknowledged is there, and the process ends without a fault.
func TestServerStops(t *testing.T) {
	dir := founded(t)
	g := gathered{first: make(chan struct{})}
	s := startServed(t, dir)
	host := strings.TrimPrefix(s.address, "http://")
	// A request of which only half has arrived.
	slow, err := net.Dial("tcp", host)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	body := url.Values{"_login": {"quantri"}, "_password": {adminPassword}}.Encode()
	fmt.Fprintf(slow, "POST /sign-in HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s", host, len(body), body[:10])
	wait := signIns(s.address, 4, g.add)
	<-g.first
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	wait() // the server takes no more
	if _, err := io.WriteString(slow, body[10:]); err != nil {
		t.Fatal(err)
	}
	r, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err != nil || r.StatusCode != http.StatusSeeOther || len(r.Cookies()) == 0 {
		t.Errorf("a request under way was answered %+v, %v", r, err)
	} else {
		g.add(r.Cookies()[0].Value)
	}
	if err := s.Wait(); err != nil {
		t.Errorf("the server ended with %v", err)
	}
	look(t, dir, func(p *Program) { holds(t, p, g.secrets) })
	if len(g.secrets) < 2 {
		t.Errorf("%d sign-ins: the test shows nothing", len(g.secrets))
	}
}

// TestOneServer: a second one is kept out of the data while the first runs.
func TestOneServer(t *testing.T) {
	dir := founded(t)
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	c, err := servedConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	err = Serve(ctx, c, quiet(), func(address, setupCode string) {
		defer stop()
		if setupCode != "" {
			t.Error("a code to found what is founded")
		}
		if err := Serve(t.Context(), c, quiet(), nil); keyOf(err) != "app.serve.running" {
			t.Errorf("a second server: %v", err)
		}
	})
	if err != nil {
		t.Error(err)
	}
}

// TestServerOnPostgreSQL: a new database is migrated, people sign in, and the
// sequencer gives what was done its place in the log.
func TestServerOnPostgreSQL(t *testing.T) {
	d := dbtest.PostgreSQL(t, nil)
	c, err := servedConfig(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	c.Database = d.Where() // the cluster asks for no password
	p, err := Open(t.Context(), c.options(quiet()))
	if err != nil {
		t.Fatal(err)
	}
	foundIn(t, p)
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	g := gathered{first: make(chan struct{})}
	err = Serve(ctx, c, quiet(), func(address, _ string) {
		wait := signIns(address, 2, g.add)
		<-g.first
		go func() {
			defer stop()
			for t.Context().Err() == nil {
				if v, err := audit.Verify(t.Context(), d, mustKeys(t, c).Audit.Public); err == nil && v.Records > 5 {
					break
				}
				time.Sleep(50 * time.Millisecond)
			}
		}()
		go wait()
	})
	if err != nil {
		t.Fatal(err)
	}
	v, err := audit.Verify(t.Context(), d, mustKeys(t, c).Audit.Public)
	if err != nil || v.Faults.Err() != nil || v.Records == 0 {
		t.Errorf("%+v, %v", v, err)
	}
	if kept, _ := newestCheckpoint(c.Checkpoints, mustKeys(t, c).Audit.Public); kept.N == 0 {
		t.Error("no checkpoint was kept")
	}
	// An upgrade keeps a backup first, which can be restored.
	later := append(slices.Clone(Migrations), db.Migrations{Slice: "later", Files: fstest.MapFS{"99999_later.sql": {Data: []byte("-- +goose Up\nCREATE TABLE later (id TEXT PRIMARY KEY);\n")}}})
	m, err := d.Migrate(t.Context(), c.options(quiet()).Snapshot, later...)
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := backup.Verify(t.Context(), m.Snapshot, nil, Migrations...); err != nil || sum.Rows == 0 {
		t.Errorf("what was kept before an upgrade: %+v, %v", sum, err)
	}
}

func mustKeys(t *testing.T, c *Config) *Keys {
	t.Helper()
	k, err := c.presentKeys()
	if err != nil {
		t.Fatal(err)
	}
	return k
}
