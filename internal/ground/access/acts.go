package access

import (
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// standing is what the database says about an actor at the time of a
// transaction.
type standing struct {
	person    string
	closed    bool
	session   *Session
	token     *Token
	grants    []Grant   // all, in force or not
	confirmed bool      // a second factor is set up
	has       bool      // a password
	since     time.Time // of the password
}

// over is what everybody hears whose session, token or account does not hold
// any more; which of them it is, is nobody's business.
func over() error { return fault.New(fault.Denied, "access.session.over", nil) }

// stand reads the standing of an actor; nil for somebody not signed in.
func (g *Gate) stand(tx *db.Tx, actor Actor) (*standing, error) {
	if actor.Person == "" {
		return nil, nil
	}
	if actor.Session == "" && actor.Token == "" {
		return nil, over()
	}
	s, err := standingBy(tx, actor)
	if err != nil {
		return nil, err
	}
	if s == nil || s.person != actor.Person || s.closed ||
		s.session != nil && !s.session.InForce(tx.Now(), g.rules.Idle) || s.token != nil && !s.token.InForce(tx.Now()) {
		return nil, over()
	}
	s.grants, err = eachGrant(tx, listGrants, s.person)
	return s, err
}

// standsFor reads the standing of a person by itself; closed ones are over.
func (g *Gate) standsFor(tx *db.Tx, person string) (*standing, error) {
	s, err := standingBy(tx, Actor{Person: person})
	if err != nil {
		return nil, err
	}
	if s == nil || s.closed {
		return nil, over()
	}
	s.grants, err = eachGrant(tx, listGrants, person)
	return s, err
}

// holds gives the roles in force anywhere.
func holds(grants []Grant, now time.Time) []Role {
	var out []Role
	for i := range grants {
		if r := grants[i].Role; grants[i].InForce(now) && !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// ownAgencies gives those whose officer or head the person is or ever was.
func ownAgencies(grants []Grant, now time.Time) []string {
	var out []string
	for i := range grants {
		r := grants[i].Role
		if (r == Officer || r == Head) && grants[i].Scope.Level == OverAgency && grants[i].held(now) {
			out = append(out, grants[i].Scope.ID)
		}
	}
	return out
}

// secondWanted tells whether this person passes a second factor: because of a
// role, or because one was set up.
func (g *Gate) secondWanted(s *standing, now time.Time) bool {
	return s.confirmed || slices.ContainsFunc(holds(s.grants, now), func(r Role) bool { return slices.Contains(g.rules.Second, r) })
}

func (g *Gate) passwordExpired(s *standing, now time.Time) bool {
	age := g.rules.Password.MaxAge
	return age > 0 && s.has && !now.Before(s.since.Add(age))
}

// facts gathers what a question is decided by, and the grants that cover it.
func (g *Gate) facts(s *standing, action Action, on Resource, now time.Time) (*facts, []Grant) {
	f := &facts{action: action, on: on, scoped: true}
	if s == nil {
		return f, nil
	}
	f.person = s.person
	f.holds = holds(s.grants, now)
	f.own = ownAgencies(s.grants, now)
	f.secondWanted = g.secondWanted(s, now)
	f.expired = g.passwordExpired(s, now)
	if s.session != nil {
		f.second = s.session.Second
		f.fresh = now.Before(s.session.Stepped.Add(g.rules.Fresh))
	} else {
		f.second = true // passed when the token was made, which is a grave act
		f.scoped = slices.ContainsFunc(groups[action], func(in string) bool { return slices.Contains(s.token.Scopes, in) })
	}
	var covering []Grant
	for _, one := range s.grants {
		if one.InForce(now) && one.Scope.covers(on) {
			covering = append(covering, one)
			if !slices.Contains(f.roles, one.Role) {
				f.roles = append(f.roles, one.Role)
			}
		}
	}
	return f, covering
}

// Ask refuses with a fault of kind denied what the actor may not do; its key
// tells what would help: access.session.over (sign in), access.act.second (pass
// the second factor), access.act.password (change it), access.act.confirm (see
// Confirm), access.act.denied.
func (g *Gate) Ask(tx *db.Tx, actor Actor, action Action, on Resource) error {
	_, err := g.As(tx, actor, action, on)
	return err
}

// As asks and gives the actor as the audit log wants it: with the role that
// permitted the act and, under a delegation, on whose behalf.
func (g *Gate) As(tx *db.Tx, actor Actor, action Action, on Resource) (audit.Actor, error) {
	s, err := g.stand(tx, actor)
	if err != nil {
		return audit.Actor{}, err
	}
	return g.as(s, action, on, tx.Now())
}

func (g *Gate) as(s *standing, action Action, on Resource, now time.Time) (audit.Actor, error) {
	f, covering := g.facts(s, action, on, now)
	allowed, by, err := g.policy.decide(f)
	if err != nil {
		return audit.Actor{}, fault.Wrap(fault.Internal, err, "access.policy.broken", nil)
	}
	who := audit.Actor{Person: f.person}
	if !allowed {
		return who, g.policy.refusal(f, by)
	}
	for _, st := range g.policy.statements {
		if !slices.Contains(by, st.id) {
			continue
		}
		for _, one := range g.policy.needed(st, f, covering) {
			if who.Role == "" || who.Behalf != "" && one.Behalf == "" { // the own right before a lent one
				who.Role, who.Behalf = string(one.Role), one.Behalf
			}
		}
	}
	return who, nil
}

// remedies are the forbids that the actor can do something about.
var remedies = map[string]string{
	"second-factor-first": "access.act.second",
	"password-expired":    "access.act.password",
	"grave-acts-step-up":  "access.act.confirm",
}

// refusal says why not. A remedy is offered only where it would lead to a yes.
func (p *policy) refusal(f *facts, by []string) error {
	permitted := slices.ContainsFunc(p.statements, func(s *statement) bool { return s.permits && p.matches(s, f) })
	key, says := "", any(nil)
	for _, s := range p.statements {
		if s.permits || !slices.Contains(by, s.id) {
			continue
		}
		remedy, helps := remedies[s.id]
		if !helps {
			return fault.New(fault.Denied, "access.act.forbidden", fault.Args{"action": f.action, "says": s.says})
		}
		if key == "" {
			key, says = remedy, s.says
		}
	}
	if !permitted || key == "" {
		return fault.New(fault.Denied, "access.act.denied", fault.Args{"action": f.action})
	}
	return fault.New(fault.Denied, key, fault.Args{"action": f.action, "says": says})
}

// Explain tells whether a person, signed in with all that is wanted, may do
// something, by which policies and grants, and if not what would be needed. Who
// may look at that is the caller's question (AccountRead).
func (g *Gate) Explain(tx *db.Tx, person string, action Action, on Resource) (*Verdict, error) {
	now := tx.Now()
	var s *standing
	if person != "" {
		p, err := g.Person(tx, person)
		if err != nil {
			return nil, err
		}
		if !p.Closed.IsZero() {
			return nil, fault.New(fault.Conflict, "access.person.shut", nil)
		}
		if s, err = g.standsFor(tx, person); err != nil {
			return nil, err
		}
		s.session = &Session{Second: true, Stepped: now}
		s.has = false // an expired password is soon changed
	}
	f, covering := g.facts(s, action, on, now)
	return g.policy.verdict(f, covering)
}
