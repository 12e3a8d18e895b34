package access

import (
	"context"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Invite issues the link with which a person chooses a first password; links
// issued before are void. A person who has a password is a conflict: see
// IssueReset.
func (g *Gate) Invite(tx *db.Tx, actor Actor, person, reason string) (*Issued, error) {
	who, err := g.askAccount(tx, actor, AccountInvite, person, reason)
	if err != nil {
		return nil, err
	}
	hash, _, err := password(tx, person)
	if err != nil {
		return nil, err
	}
	if hash != "" {
		return nil, fault.New(fault.Conflict, "access.link.password", nil)
	}
	return g.issue(tx, who, actor.Origin, ofInvite, person, reason)
}

// IssueReset issues the link with which a person chooses a new password; links
// issued before are void. Nothing else changes until it is used.
func (g *Gate) IssueReset(tx *db.Tx, actor Actor, person, reason string) (*Issued, error) {
	who, err := g.askAccount(tx, actor, AccountReset, person, reason)
	if err != nil {
		return nil, err
	}
	return g.issue(tx, who, actor.Origin, ofReset, person, reason)
}

func (g *Gate) issue(tx *db.Tx, who audit.Actor, from audit.Origin, kind secretKind, person, reason string) (*Issued, error) {
	if _, err := revokeLinks(tx, person); err != nil {
		return nil, err
	}
	life, act := g.rules.Invitation, "access.link.invited"
	if kind == ofReset {
		life, act = g.rules.Reset, "access.link.reset"
	}
	secret, hash := newSecret(kind)
	l := Link{ID: newID(), Person: person, Issuer: who.Person, Created: tx.Now(), Expires: tx.Now().Add(life), kind: kind}
	if err := addLink(tx, &l, hash); err != nil {
		return nil, err
	}
	return &Issued{l, secret}, g.note(tx, who, from, act, "person:"+person, "", reason, audit.Change{Field: "expires", After: stamp(l.Expires)})
}

// dead is what everybody hears whose link does not hold: wrong, used, revoked
// and expired ones look alike.
func dead() error { return fault.New(fault.Missing, "access.link.dead", nil) }

// openLink gives a link that can be used, and its person.
func (g *Gate) openLink(tx *db.Tx, secret string) (*Link, *Person, string, error) {
	kind, hash, ok := readSecret(secret)
	if !ok || kind != ofInvite && kind != ofReset {
		return nil, nil, "", dead()
	}
	found, err := eachLink(tx, hashLink, hash)
	if err != nil {
		return nil, nil, "", err
	}
	if len(found) == 0 || found[0].kind != kind || !found[0].InForce(tx.Now()) {
		return nil, nil, "", dead()
	}
	people, err := eachPerson(tx, g.vault, getPerson, found[0].Person)
	if err != nil {
		return nil, nil, "", err
	}
	if len(people) == 0 || !people[0].Closed.IsZero() {
		return nil, nil, "", dead()
	}
	return &found[0], &people[0], hash, nil
}

// LookAtLink tells whose link it is, without using it. Missing
// (access.link.dead) when it cannot be used.
func (g *Gate) LookAtLink(ctx context.Context, secret string) (*Link, *Person, error) {
	var l *Link
	var p *Person
	err := g.db.Read(ctx, func(tx *db.Tx) (err error) {
		l, p, _, err = g.openLink(tx, secret)
		return err
	})
	return l, p, err
}

// UseLink sets the password that the person chose. The link is used up, of two
// at once by one; sessions, devices and API tokens of the person end. Faults:
// missing (access.link.dead), invalid with everything wrong about the password.
func (g *Gate) UseLink(ctx context.Context, secret, chosen string, from audit.Origin) (*Person, error) {
	_, p, err := g.LookAtLink(ctx, secret)
	if err != nil {
		return nil, err
	}
	hash, err := g.newPassword(ctx, p, chosen)
	if err != nil {
		return nil, err
	}
	err = g.db.Write(ctx, func(tx *db.Tx) error {
		l, _, linkHash, err := g.openLink(tx, secret)
		if err != nil {
			return err
		}
		won, err := takeLink(tx, linkHash)
		if err != nil {
			return err
		}
		if !won {
			return dead()
		}
		who := audit.Actor{Person: l.Person}
		if err := addPassword(tx, l.Person, hash, g.rules.Password.History); err != nil {
			return err
		}
		if err := forgetDevices(tx, l.Person); err != nil {
			return err
		}
		if err := endTokens(tx, l.Person); err != nil {
			return err
		}
		if err := g.stopAll(tx, who, from, l.Person, "", ""); err != nil {
			return err
		}
		return g.note(tx, who, from, "access.password.set", "person:"+l.Person, "", "", audit.Change{Field: "link", After: l.ID})
	})
	if err != nil {
		return nil, err
	}
	return p, nil
}

// newPassword holds a chosen password to the rules and hashes it, outside of any
// transaction.
func (g *Gate) newPassword(ctx context.Context, p *Person, chosen string) (string, error) {
	if err := g.rules.Password.check(chosen, append(strings.Fields(p.Name), p.Login, p.Name, p.Mail, p.Phone)...); err != nil {
		return "", err
	}
	if keep := g.rules.Password.History; keep > 0 {
		var former []string
		err := g.db.Read(ctx, func(tx *db.Tx) (err error) { former, err = passwords(tx, p.ID, keep); return err })
		if err != nil {
			return "", err
		}
		for _, h := range former {
			same, _, err := g.hasher.check(ctx, chosen, h)
			if err != nil {
				return "", err
			}
			if same {
				return "", fault.New(fault.Invalid, "access.password.again", fault.Args{"last": keep}).WithPlace(fault.Place{Field: "password"})
			}
		}
	}
	return g.hasher.hash(ctx, chosen)
}

// ChangePassword replaces the own password in an open session, the former one
// being given as proof; the second factor must be passed where one is set up.
// Other sessions end and this one gets a new secret.
func (g *Gate) ChangePassword(ctx context.Context, token string, p Proof, chosen string) (*SignedIn, error) {
	var person Person
	err := g.db.Read(ctx, func(tx *db.Tx) error {
		s, _, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		if need := g.need(s, tx.Now()); need == NeedCode || need == NeedEnrolment {
			return fault.New(fault.Denied, "access.act.second", nil)
		}
		p, err := g.Person(tx, s.person)
		if err == nil {
			person = *p
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	right, against, from, err := g.checkPassword(ctx, token, p)
	if err != nil {
		return nil, err
	}
	hash := ""
	if right {
		if hash, err = g.newPassword(ctx, &person, chosen); err != nil {
			return nil, g.notTried(ctx, from, err) // the former one was right
		}
	}
	var out *SignedIn
	err = g.db.Write(ctx, func(tx *db.Tx) error {
		out = nil
		s, secret, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		who := audit.Actor{Person: s.person}
		now, _, err := password(tx, s.person)
		if err != nil {
			return err
		}
		if !right || now != against {
			return g.note(tx, who, p.Origin, "access.second.refused", "session:"+s.session.ID, "", "")
		}
		if err := addPassword(tx, s.person, hash, g.rules.Password.History); err != nil {
			return err
		}
		s.since = tx.Now()
		if err := g.stopAll(tx, who, p.Origin, s.person, s.session.ID, ""); err != nil {
			return err
		}
		if err := g.note(tx, who, p.Origin, "access.password.set", "person:"+s.person, "", ""); err != nil {
			return err
		}
		_, known, err := g.guess(tx, s.person, p.Device)
		if err != nil {
			return err
		}
		out, err = g.renew(tx, s, secret, p, known, "password", from)
		return err
	})
	if err == nil && out == nil {
		err = fault.New(fault.Denied, "access.password.wrong", nil)
	}
	return out, err
}
