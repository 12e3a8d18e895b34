package access

import (
	"context"
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// candidate is whom a sign-in might be; empty for a login that does not exist.
type candidate struct {
	person  string
	hash    string
	device  string
	sources []source
}

// SignIn checks a password and begins a session. Faults: denied
// (access.signin.wrong) for any wrong login or password, alike; unavailable
// (access.signin.slow with seconds, access.password.busy) when it was not tried.
//
// Known and unknown logins run the same two transactions and one hash.
func (g *Gate) SignIn(ctx context.Context, a Attempt) (*SignedIn, error) {
	var c candidate
	err := g.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = g.candidate(tx, &a); err != nil {
			return err
		}
		return take(tx, c.sources)
	})
	if err != nil {
		return nil, err
	}
	match, old, err := g.hasher.check(ctx, a.Password, c.hash)
	renewed := ""
	if err == nil && match && old {
		renewed, err = g.hasher.hash(ctx, a.Password)
	}
	if err != nil {
		return nil, g.notTried(ctx, c.sources, err)
	}
	var out *SignedIn
	err = g.db.Write(ctx, func(tx *db.Tx) error {
		out = nil
		var s *standing
		right := match
		if right {
			hash, _, err := password(tx, c.person)
			if err != nil {
				return err
			}
			s, err = g.standsFor(tx, c.person)
			if err != nil && fault.KindOf(err) != fault.Denied {
				return err
			}
			right = err == nil && hash == c.hash // neither closed nor changed meanwhile
		}
		if !right {
			whose := ""
			if c.person != "" {
				whose = "person:" + c.person // who tried is not known
			}
			return g.note(tx, audit.Actor{}, a.Origin, "access.signin.refused", whose, "", "", g.log.Seal("login", "", foldLogin(a.Login)))
		}
		if err := returnGuess(tx, c.sources); err != nil {
			return err
		}
		if renewed != "" {
			if err := swapPassword(tx, c.person, c.hash, renewed); err != nil {
				return err
			}
		}
		var err error
		out, err = g.begin(tx, s, &a, c.device)
		return err
	})
	if err == nil && out == nil {
		err = fault.New(fault.Denied, "access.signin.wrong", nil)
	}
	return out, err
}

// candidate looks up a login. Every query runs whether there is one or not.
func (g *Gate) candidate(tx *db.Tx, a *Attempt) (c candidate, err error) {
	login, from := foldLogin(a.Login), network(a.Origin.Address)
	found, err := eachPerson(tx, g.vault, loginPerson, login)
	if err != nil {
		return c, err
	}
	id := ""
	if len(found) == 1 && found[0].Closed.IsZero() {
		id = found[0].ID
	}
	if c.hash, _, err = password(tx, id); err != nil {
		return c, err
	}
	_, secret, _ := readSecret(a.Device)
	if c.device, err = device(tx, secret, id); err != nil {
		return c, err
	}
	near, err := isNear(tx, id, g.vault.hide("near", from))
	c.person, c.sources = id, g.sources(login, from, c.device, near)
	return c, err
}

// take counts a guess on all sources, or on none.
func take(tx *db.Tx, from []source) error {
	longest := time.Duration(0)
	after := make([]time.Time, len(from))
	for i, s := range from {
		due, err := attemptDue(tx, s.name)
		if err != nil {
			return err
		}
		var wait time.Duration
		after[i], wait = s.budget.take(due, tx.Now())
		longest = max(longest, wait)
	}
	if longest > 0 {
		return fault.New(fault.Unavailable, "access.signin.slow", fault.Args{"seconds": seconds(longest)})
	}
	for i, s := range from {
		if err := setDue(tx, s.name, after[i]); err != nil {
			return err
		}
	}
	return nil
}

// returnGuess takes a guess back that was right.
func returnGuess(tx *db.Tx, from []source) error {
	for _, s := range from {
		if err := giveBack(tx, s.name, s.budget.Refill); err != nil {
			return err
		}
	}
	return nil
}

// notTried takes back a guess that was never compared, and gives its error.
func (g *Gate) notTried(ctx context.Context, from []source, cause error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
	defer cancel()
	g.db.Write(ctx, func(tx *db.Tx) error { return returnGuess(tx, from) }) // else it comes back by itself
	return cause
}

// begin makes the session of a person whose password was right.
func (g *Gate) begin(tx *db.Tx, st *standing, a *Attempt, known string) (*SignedIn, error) {
	now := tx.Now()
	s := &Session{ID: newID(), Person: st.person, Created: now, Seen: now, Stepped: now, Expires: now.Add(g.rules.Absolute),
		Address: a.Origin.Address, Agent: text.Clip(text.NFC(a.Agent), mostAgent)}
	st.session = s
	out := &SignedIn{Device: a.Device, Need: g.need(st, now)}
	if out.Need == NeedCode || out.Need == NeedEnrolment {
		s.Expires = now.Add(min(g.rules.Half, g.rules.Absolute))
	} else if err := g.remember(tx, out, s.Person, known, a.Origin); err != nil {
		return nil, err
	}
	var hash string
	out.Token, hash = newSecret(ofSession)
	if err := addSession(tx, s, hash); err != nil {
		return nil, err
	}
	if most := g.rules.Sessions; most > 0 {
		all, err := sessions(tx, listSessions, s.Person, db.Micros(now))
		if err != nil {
			return nil, err
		}
		slices.SortStableFunc(all, func(x, y Session) int { return y.Created.Compare(x.Created) })
		all = slices.DeleteFunc(all, func(one Session) bool { return one.ID == s.ID })
		for i := most - 1; i < len(all); i++ {
			if _, err := stopSession(tx, all[i].ID); err != nil {
				return nil, err
			}
		}
	}
	out.Session = *s
	return out, g.note(tx, audit.Actor{Person: s.Person}, a.Origin, "access.session.started", "session:"+s.ID, "", "")
}

// remember makes a device known: a new secret at each sign-in on it.
func (g *Gate) remember(tx *db.Tx, out *SignedIn, person, known string, from audit.Origin) error {
	if known != "" {
		if err := forgetDevice(tx, known); err != nil {
			return err
		}
	}
	var hash string
	out.Device, hash = newSecret(ofDevice)
	return addDevice(tx, hash, person, g.vault.hide("near", network(from.Address)), tx.Now().Add(g.rules.Device))
}

// bySecret gives the standing of whoever holds a session's secret, and its hash.
func (g *Gate) bySecret(tx *db.Tx, token string) (*standing, string, error) {
	kind, hash, ok := readSecret(token)
	if !ok || kind != ofSession {
		return nil, "", over()
	}
	found, err := sessions(tx, hashSession, hash)
	if err != nil {
		return nil, "", err
	}
	if len(found) == 0 || !found[0].InForce(tx.Now(), g.rules.Idle) {
		return nil, "", over()
	}
	s, err := g.standsFor(tx, found[0].Person)
	if err != nil {
		return nil, "", err
	}
	s.session = &found[0]
	return s, hash, nil
}

// untouched is how old the time of the last visit may be: not every page is
// worth a write.
const untouched = time.Minute

// Enter tells who holds a session's secret; denied (access.session.over) when
// it does not hold any more.
func (g *Gate) Enter(ctx context.Context, token string, from audit.Origin) (*Visit, error) {
	var v Visit
	stale := false
	err := g.db.Read(ctx, func(tx *db.Tx) error {
		s, _, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		p, err := g.Person(tx, s.person)
		if err != nil {
			return err
		}
		v = Visit{Actor: Actor{Person: p.ID, Session: s.session.ID, Origin: from}, Person: *p, Session: *s.session, Need: g.need(s, tx.Now()), Second: s.confirmed}
		for i := range s.grants {
			if s.grants[i].InForce(tx.Now()) {
				v.Grants = append(v.Grants, s.grants[i])
			}
		}
		stale = !tx.Now().Before(s.session.Seen.Add(min(untouched, g.rules.Idle/2)))
		return nil
	})
	if err == nil && stale {
		err = g.db.Write(ctx, func(tx *db.Tx) error { return touch(tx, v.Session.ID) })
	}
	if err != nil {
		return nil, err
	}
	return &v, nil
}

// SignOut ends the session of a secret. One that has ended is no fault.
func (g *Gate) SignOut(ctx context.Context, token string, from audit.Origin) error {
	return g.db.Write(ctx, func(tx *db.Tx) error {
		_, hash, ok := readSecret(token)
		found, err := sessions(tx, hashSession, hash)
		if err != nil || !ok || len(found) == 0 {
			return err
		}
		return g.stop(tx, audit.Actor{Person: found[0].Person}, from, found[0].ID, "")
	})
}

func (g *Gate) stop(tx *db.Tx, who audit.Actor, from audit.Origin, id, reason string) error {
	n, err := stopSession(tx, id)
	if err != nil || n == 0 {
		return err
	}
	return g.note(tx, who, from, "access.session.ended", "session:"+id, "", reason)
}

// stopAll ends every session of a person but one, with a record if there was any.
func (g *Gate) stopAll(tx *db.Tx, who audit.Actor, from audit.Origin, person, but, reason string) error {
	n, err := stopSessions(tx, person, but)
	if err != nil || n == 0 {
		return err
	}
	return g.note(tx, who, from, "access.session.ended", "person:"+person, "", reason)
}

// Sessions lists those of a person that hold, the latest first.
func (g *Gate) Sessions(tx *db.Tx, person string) ([]Session, error) {
	all, err := sessions(tx, listSessions, person, db.Micros(tx.Now()))
	return slices.DeleteFunc(all, func(s Session) bool { return !s.InForce(tx.Now(), g.rules.Idle) }), err
}

// EndSession ends one session: the own ones freely, those of others by policy.
func (g *Gate) EndSession(tx *db.Tx, actor Actor, id, reason string) error {
	found, err := sessions(tx, getSession, id)
	if err != nil {
		return err
	}
	owner := ""
	if len(found) == 1 {
		owner = found[0].Person
	}
	who, err := g.selfOr(tx, actor, owner, SessionEnd)
	if err != nil || owner == "" {
		return err
	}
	return g.stop(tx, who, actor.Origin, id, reason)
}

// EndSessions ends all sessions of a person; of oneself, all but the present one.
func (g *Gate) EndSessions(tx *db.Tx, actor Actor, person, reason string) error {
	who, err := g.selfOr(tx, actor, person, SessionEnd)
	if err != nil {
		return err
	}
	but := ""
	if person == actor.Person {
		but = actor.Session
	}
	return g.stopAll(tx, who, actor.Origin, person, but, reason)
}

// selfOr lets people end what is their own, in a session that holds, and asks
// the policy about others.
func (g *Gate) selfOr(tx *db.Tx, actor Actor, owner string, action Action) (audit.Actor, error) {
	if actor.Person != "" && actor.Person == owner && actor.Session != "" {
		_, err := g.stand(tx, actor)
		return audit.Actor{Person: actor.Person}, err
	}
	on, err := g.account(tx, owner)
	if err != nil {
		return audit.Actor{}, err
	}
	return g.As(tx, actor, action, on)
}

// Sweep deletes what is over and says nothing any more: a job's daily work.
func (g *Gate) Sweep(ctx context.Context) error {
	return g.db.Write(ctx, func(tx *db.Tx) error { return sweep(tx, 90*24*time.Hour) })
}
