package accesstest

import (
	"context"
	"fmt"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// Password is everybody's.
const Password = "bảy con sếu bay qua cầu 2026"

// Rules are ASVS with a hash that costs little and no second factor demanded:
// what a test holds is seldom the hash.
func Rules() access.Rules {
	r := access.ASVS()
	r.Second = nil
	r.Hash.Memory, r.Hash.Iterations = 8, 1
	return r
}

// People are those of a test. Each is made when first asked for.
type People struct {
	Log    *audit.Log
	Public string // key of the log, where New made it
	Gate   *access.Gate

	t     testing.TB
	d     *db.DB
	actor map[string]access.Actor
	token map[access.Actor]string
}

// New opens the log and the gate of a database that was migrated and founds the
// installation: access.Admin is there from the start.
func New(t testing.TB, d *db.DB) *People {
	t.Helper()
	keys, err := audit.NewKeys("sansang/test")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(d, keys)
	if err != nil {
		t.Fatal(err)
	}
	gate, err := access.Open(d, log, access.Keys{access.NewKey()}, Rules())
	if err != nil {
		t.Fatal(err)
	}
	p := In(t, d, log, gate)
	p.Public = keys.Public
	return p
}

// In peoples an installation that is open already.
func In(t testing.TB, d *db.DB, log *audit.Log, gate *access.Gate) *People {
	t.Helper()
	p := &People{Log: log, Gate: gate, t: t, d: d, actor: map[string]access.Actor{}, token: map[access.Actor]string{}}
	var link *access.Issued
	p.write(func(tx *db.Tx) (err error) {
		_, link, err = gate.Found(tx, access.NewPerson{Login: "admin", Name: "Trần Thị Quản Trị"}, audit.Origin{})
		return err
	})
	p.actor[name(access.Admin, access.Province)] = p.enter("admin", link)
	return p
}

func name(role access.Role, over access.Scope) string {
	return fmt.Sprintf("%s over %s %s", role, over.Level, over.ID)
}

func (p *People) write(fn func(tx *db.Tx) error) {
	p.t.Helper()
	if err := p.d.Write(context.Background(), fn); err != nil {
		p.t.Fatal(err)
	}
}

func (p *People) enter(login string, link *access.Issued) access.Actor {
	p.t.Helper()
	ctx := context.Background()
	if _, err := p.Gate.UseLink(ctx, link.Secret, Password, audit.Origin{}); err != nil {
		p.t.Fatal(err)
	}
	in, err := p.Gate.SignIn(ctx, access.Attempt{Login: login, Password: Password})
	if err != nil {
		p.t.Fatal(err)
	}
	a := access.Actor{Person: in.Session.Person, Session: in.Session.ID, Origin: audit.Origin{Via: "web"}}
	p.token[a] = in.Token
	return a
}

// Actor gives somebody who holds a role over the province and is signed in.
func (p *People) Actor(role access.Role) access.Actor {
	p.t.Helper()
	return p.Over(role, access.Province)
}

// Over gives somebody who holds a role over a scope and is signed in.
func (p *People) Over(role access.Role, over access.Scope) access.Actor {
	p.t.Helper()
	key := name(role, over)
	if a, ok := p.actor[key]; ok {
		return a
	}
	login := string(role)
	if len(p.actor) > 0 && over.ID != "" {
		login = fmt.Sprintf("%s-%d", role, len(p.actor))
	}
	var link *access.Issued
	admin := p.actor[name(access.Admin, access.Province)]
	p.write(func(tx *db.Tx) error {
		made, err := p.Gate.CreatePerson(tx, admin, access.NewPerson{Login: login, Name: "Nguyễn Văn " + string(role)}, []access.NewGrant{{Role: role, Scope: over}}, "thử")
		if err == nil {
			link, err = p.Gate.Invite(tx, admin, made.ID, "thử")
		}
		return err
	})
	p.actor[key] = p.enter(login, link)
	return p.actor[key]
}

// Token gives the secret of an actor's session, for a cookie.
func (p *People) Token(a access.Actor) string { return p.token[a] }
