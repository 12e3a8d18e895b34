package access

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

var update = flag.Bool("update", false, "write the golden files again")

func TestMain(m *testing.M) { dbtest.Main(m) }

func golden(t testing.TB, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is not as it was (see -update); got\n%s", path, got)
	}
}

// light are the default rules with hashes that cost nothing, and without roles
// that demand a second factor.
func light() Rules {
	r := ASVS()
	r.Hash.Memory, r.Hash.Iterations = 8, 1
	r.Second = nil
	return r
}

var (
	keysOnce = sync.OnceValues(func() (*audit.Keys, error) { return audit.NewKeys("sansang/test") })
	sealKey  = NewKey()
)

// world is an installation with its first admin.
type world struct {
	testing.TB
	d     *db.DB
	log   *audit.Log
	g     *Gate
	admin *someone
	n     int
}

// someone is a person with an open session.
type someone struct {
	Person
	password      string
	token, device string
	session       string
}

func (s *someone) actor() Actor {
	return Actor{Person: s.ID, Session: s.session, Origin: home}
}

var (
	home     = audit.Origin{Address: "192.0.2.10", Via: "web"}
	faraway  = audit.Origin{Address: "198.51.100.7", Via: "web"}
	phrase   = "đường xa vạn dặm %d"
	anything = Resource{}
)

func open(t testing.TB, d *db.DB, rules Rules) *world {
	t.Helper()
	w := &world{TB: t, d: d}
	w.open(rules)
	var p *Person
	var link *Issued
	w.write(func(tx *db.Tx) (err error) {
		p, link, err = w.g.Found(tx, NewPerson{Login: "quan.tri", Name: "Phạm Thị Quản", Mail: "quan.tri@tinh.example"}, home)
		return err
	})
	w.admin = w.enter(p, link)
	return w
}

// open makes the gate of an empty database.
func (w *world) open(rules Rules) {
	w.Helper()
	keys, err := keysOnce()
	if err != nil {
		w.Fatal(err)
	}
	if w.log, err = audit.Open(w.d, keys); err != nil {
		w.Fatal(err)
	}
	if w.g, err = Open(w.d, w.log, Keys{sealKey}, rules); err != nil {
		w.Fatal(err)
	}
}

func each(t *testing.T, rules Rules, test func(w *world)) {
	dbtest.Each(t, []db.Migrations{audit.Migrations, Migrations}, func(t *testing.T, d *db.DB) { test(open(t, d, rules)) })
}

func (w *world) try(fn func(tx *db.Tx) error) error { return w.d.Write(w.Context(), fn) }

func (w *world) write(fn func(tx *db.Tx) error) {
	w.Helper()
	if err := w.try(fn); err != nil {
		w.Fatal(err)
	}
}

// enter takes somebody from the link to a session.
func (w *world) enter(p *Person, link *Issued) *someone {
	w.Helper()
	w.n++
	s := &someone{Person: *p, password: fmt.Sprintf(phrase, w.n)}
	if _, err := w.g.UseLink(w.Context(), link.Secret, s.password, home); err != nil {
		w.Fatal(err)
	}
	w.signIn(s)
	return s
}

func (w *world) signIn(s *someone) *SignedIn {
	w.Helper()
	in, err := w.g.SignIn(w.Context(), Attempt{Login: s.Login, Password: s.password, Device: s.device, Agent: "test", Origin: home})
	if err != nil {
		w.Fatal(err)
	}
	s.take(in)
	return in
}

func (s *someone) take(in *SignedIn) {
	s.token, s.device, s.session = in.Token, in.Device, in.Session.ID
}

// with makes a person who holds roles and is signed in.
func (w *world) with(grants ...NewGrant) *someone {
	w.Helper()
	w.n++
	var all []Invited
	w.write(func(tx *db.Tx) (err error) {
		all, err = w.g.InviteAll(tx, w.admin.actor(), []Invitee{{Row: 1, Grants: grants,
			NewPerson: NewPerson{Login: fmt.Sprintf("nguoi.%d", w.n), Name: "Nguyễn Văn An", Phone: "0912 345 678"}}}, "")
		return err
	})
	return w.enter(&all[0].Person, &all[0].Link)
}

func role(role Role, agency string) NewGrant {
	if agency == "" {
		return NewGrant{Role: role, Scope: Province}
	}
	return NewGrant{Role: role, Scope: Scope{OverAgency, agency}}
}

// ask gives the key of the fault with which an act is refused, "" for a yes.
func (w *world) ask(a Actor, action Action, on Resource) string {
	w.Helper()
	var err error
	w.try(func(tx *db.Tx) error { err = w.g.Ask(tx, a, action, on); return nil })
	return key(err)
}

func key(err error) string {
	var f *fault.Fault
	switch {
	case err == nil:
		return ""
	case errors.As(err, &f):
		return f.Key
	}
	return err.Error()
}

func (w *world) want(what string, err error, wanted string) {
	w.Helper()
	if got := key(err); got != wanted {
		w.Errorf("%s: %q (%v), want %q", what, got, err, wanted)
	}
}

// code is what the authenticator shows, some steps from now.
func code(t testing.TB, secret string, steps int) string {
	t.Helper()
	c, err := totp.GenerateCode(secret, time.Now().Add(time.Duration(steps)*step*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// together runs something at once as often as given and counts who had no fault.
func together(n int, fn func() error) (won int, faults []error) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	start := make(chan struct{})
	for range n {
		wg.Go(func() {
			<-start
			err := fn()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				won++
			} else {
				faults = append(faults, err)
			}
		})
	}
	close(start)
	wg.Wait()
	return won, faults
}
