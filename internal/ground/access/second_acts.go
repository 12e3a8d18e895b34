package access

import (
	"context"
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// wrongCode is what everybody hears whose proof was not right: a code that was
// used, is of another time, or never was one.
func wrongCode() error { return fault.New(fault.Denied, "access.second.wrong", nil) }

// guess is the source of guesses at a proof, the session being open: per known
// device, else per person.
func (g *Gate) guess(tx *db.Tx, person, secret string) ([]source, string, error) {
	_, hash, _ := readSecret(secret)
	known, err := device(tx, hash, person)
	name := g.vault.hide("second", person)
	if known != "" {
		name = g.vault.hide("second", person, known)
	}
	return []source{{name, g.rules.Guesses.Second}}, known, err
}

// prove takes a code up: one of the authenticator or a recovery code. Without a
// second factor, set up or begun, nothing is one.
func (g *Gate) prove(tx *db.Tx, s *standing, code string) (how string, err error) {
	kept, err := seedOf(tx, s.person)
	if err != nil || kept == nil {
		return "", err
	}
	secret, err := g.vault.open(s.person, "second", kept.secret)
	if err != nil {
		return "", err
	}
	if at, ok := stepOf(secret, code, tx.Now(), kept.last); ok {
		if ok, err = takeStep(tx, s.person, at); ok || err != nil {
			return "code", err
		}
	}
	if hash, ok := readRecovery(code); ok && s.confirmed {
		if ok, err = takeRecovery(tx, s.person, hash); ok || err != nil {
			return "recovery", err
		}
	}
	return "", nil
}

// Confirm passes the second factor, or shows again who is there before a grave
// act: with a code where a second factor is set up, else with the password. The
// session gets a new secret; the old one is void. Faults: denied
// (access.second.wrong), unavailable (access.signin.slow).
func (g *Gate) Confirm(ctx context.Context, token string, p Proof) (*SignedIn, error) {
	var out *SignedIn
	byPassword := false
	err := g.db.Write(ctx, func(tx *db.Tx) error {
		out, byPassword = nil, false
		s, hash, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		if !s.confirmed {
			byPassword = true
			return nil
		}
		from, known, err := g.guess(tx, s.person, p.Device)
		if err != nil {
			return err
		}
		if err := take(tx, from); err != nil {
			return err
		}
		how, err := g.prove(tx, s, p.Code)
		if err != nil {
			return err
		}
		if how == "" {
			return g.note(tx, audit.Actor{Person: s.person}, p.Origin, "access.second.refused", "session:"+s.session.ID, "", "")
		}
		s.session.Second = true
		out, err = g.renew(tx, s, hash, p, known, how, from)
		return err
	})
	switch {
	case err != nil:
		return nil, err
	case byPassword:
		return g.confirmByPassword(ctx, token, p)
	case out == nil:
		return nil, wrongCode()
	}
	return out, nil
}

// renew gives a session its new secret after a proof was right.
func (g *Gate) renew(tx *db.Tx, s *standing, before string, p Proof, known, how string, from []source) (*SignedIn, error) {
	if err := returnGuess(tx, from); err != nil {
		return nil, err
	}
	now := tx.Now()
	s.session.Stepped, s.session.Seen = now, now
	out := &SignedIn{Device: p.Device, Need: g.need(s, now)}
	if out.Need == NeedNothing || out.Need == NeedPassword {
		s.session.Expires = s.session.Created.Add(g.rules.Absolute)
		if err := g.remember(tx, out, s.person, known, p.Origin); err != nil {
			return nil, err
		}
	}
	var after string
	out.Token, after = newSecret(ofSession)
	if err := rotate(tx, s.session, before, after); err != nil {
		return nil, err
	}
	out.Session = *s.session
	return out, g.note(tx, audit.Actor{Person: s.person}, p.Origin, "access.session.confirmed", "session:"+s.session.ID, "", "",
		audit.Change{Field: "by", After: how})
}

// checkPassword counts a guess at the password of an open session, hashes it
// outside of any transaction, and tells which hash it was compared with.
func (g *Gate) checkPassword(ctx context.Context, token string, p Proof) (right bool, against string, from []source, err error) {
	err = g.db.Write(ctx, func(tx *db.Tx) error {
		s, _, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		if from, _, err = g.guess(tx, s.person, p.Device); err != nil {
			return err
		}
		if against, _, err = password(tx, s.person); err != nil {
			return err
		}
		return take(tx, from)
	})
	if err != nil {
		return false, "", nil, err
	}
	if right, _, err = g.hasher.check(ctx, p.Password, against); err != nil {
		err = g.notTried(ctx, from, err)
	}
	return right, against, from, err
}

func (g *Gate) confirmByPassword(ctx context.Context, token string, p Proof) (*SignedIn, error) {
	right, against, from, err := g.checkPassword(ctx, token, p)
	if err != nil {
		return nil, err
	}
	var out *SignedIn
	err = g.db.Write(ctx, func(tx *db.Tx) error {
		out = nil
		s, hash, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		now, _, err := password(tx, s.person)
		if err != nil {
			return err
		}
		if !right || now != against || s.confirmed {
			return g.note(tx, audit.Actor{Person: s.person}, p.Origin, "access.second.refused", "session:"+s.session.ID, "", "")
		}
		_, known, err := g.guess(tx, s.person, p.Device)
		if err != nil {
			return err
		}
		out, err = g.renew(tx, s, hash, p, known, "password", from)
		return err
	})
	if err == nil && out == nil {
		err = wrongCode()
	}
	return out, err
}

// fresh refuses a session that lacks a factor it has, or that was not confirmed
// moments before.
func (g *Gate) fresh(s *standing, now time.Time) error {
	if need := g.need(s, now); need == NeedCode {
		return fault.New(fault.Denied, "access.act.second", nil)
	}
	if !now.Before(s.session.Stepped.Add(g.rules.Fresh)) {
		return fault.New(fault.Denied, "access.act.confirm", nil)
	}
	return nil
}

// Enrol begins to set up a second factor: the seed is shown once and counts
// after ConfirmEnrolment. A second factor that is set up is a conflict.
func (g *Gate) Enrol(ctx context.Context, token string, from audit.Origin) (*Enrolment, error) {
	var out *Enrolment
	err := g.db.Write(ctx, func(tx *db.Tx) error {
		s, _, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		if err := g.fresh(s, tx.Now()); err != nil {
			return err
		}
		p, err := g.Person(tx, s.person)
		if err != nil {
			return err
		}
		if out, err = newEnrolment(g.rules.Issuer, p.Login); err != nil {
			return err
		}
		if err := beginSeed(tx, s.person, g.vault.seal(s.person, "second", out.Secret)); err != nil {
			return err
		}
		return g.note(tx, audit.Actor{Person: s.person}, from, "access.second.begun", "person:"+s.person, "", "")
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}

// ConfirmEnrolment shows by a first code that the authenticator is set up. The
// second factor counts from now on; the recovery codes are told only here.
func (g *Gate) ConfirmEnrolment(ctx context.Context, token string, p Proof) (in *SignedIn, recovery []string, err error) {
	err = g.db.Write(ctx, func(tx *db.Tx) error {
		in, recovery = nil, nil
		s, hash, err := g.bySecret(tx, token)
		if err != nil {
			return err
		}
		if err := g.fresh(s, tx.Now()); err != nil {
			return err
		}
		if s.confirmed {
			return fault.New(fault.Conflict, "access.second.there", nil)
		}
		from, known, err := g.guess(tx, s.person, p.Device)
		if err != nil {
			return err
		}
		if err := take(tx, from); err != nil {
			return err
		}
		how, err := g.prove(tx, s, p.Code)
		if err != nil {
			return err
		}
		if how == "" {
			return g.note(tx, audit.Actor{Person: s.person}, p.Origin, "access.second.refused", "session:"+s.session.ID, "", "")
		}
		if err := confirmSeed(tx, s.person); err != nil {
			return err
		}
		shown, hashes := newRecovery()
		if err := replaceRecovery(tx, s.person, hashes); err != nil {
			return err
		}
		if err := g.note(tx, audit.Actor{Person: s.person}, p.Origin, "access.second.set", "person:"+s.person, "", ""); err != nil {
			return err
		}
		s.confirmed, s.session.Second = true, true
		in, err = g.renew(tx, s, hash, p, known, how, from)
		recovery = shown
		return err
	})
	if err == nil && in == nil {
		err = wrongCode()
	}
	if err != nil {
		return nil, nil, err
	}
	return in, recovery, nil
}

// RenewRecovery replaces all recovery codes; it wants a session confirmed
// moments before.
func (g *Gate) RenewRecovery(ctx context.Context, token string, from audit.Origin) (recovery []string, err error) {
	err = g.db.Write(ctx, func(tx *db.Tx) error {
		s, err := g.withSecond(tx, token)
		if err != nil {
			return err
		}
		var hashes []string
		recovery, hashes = newRecovery()
		if err := replaceRecovery(tx, s.person, hashes); err != nil {
			return err
		}
		return g.note(tx, audit.Actor{Person: s.person}, from, "access.recovery.renewed", "person:"+s.person, "", "")
	})
	if err != nil {
		return nil, err
	}
	return recovery, nil
}

// DropSecond gives the own second factor up, unless a role demands one.
func (g *Gate) DropSecond(ctx context.Context, token string, from audit.Origin) error {
	return g.db.Write(ctx, func(tx *db.Tx) error {
		s, err := g.withSecond(tx, token)
		if err != nil {
			return err
		}
		for _, r := range holds(s.grants, tx.Now()) {
			if slices.Contains(g.rules.Second, r) {
				return fault.New(fault.Denied, "access.second.demanded", fault.Args{"role": r})
			}
		}
		if err := forgetSecond(tx, s.person); err != nil {
			return err
		}
		return g.note(tx, audit.Actor{Person: s.person}, from, "access.second.dropped", "person:"+s.person, "", "")
	})
}

// withSecond gives the standing of a session that passed its second factor and
// was confirmed moments before.
func (g *Gate) withSecond(tx *db.Tx, token string) (*standing, error) {
	s, _, err := g.bySecret(tx, token)
	if err != nil {
		return nil, err
	}
	if !s.confirmed {
		return nil, fault.New(fault.Conflict, "access.second.absent", nil)
	}
	return s, g.fresh(s, tx.Now())
}

// ResetSecond takes a second factor from somebody who lost it, and ends the
// person's sessions. Roles that demand one lead to a new enrolment.
func (g *Gate) ResetSecond(tx *db.Tx, actor Actor, person, reason string) error {
	who, err := g.askAccount(tx, actor, SecondReset, person, reason)
	if err != nil {
		return err
	}
	if err := forgetSecond(tx, person); err != nil {
		return err
	}
	if err := g.stopAll(tx, who, actor.Origin, person, "", reason); err != nil {
		return err
	}
	return g.note(tx, who, actor.Origin, "access.second.reset", "person:"+person, "", reason)
}

// RecoveryLeft tells how many recovery codes a person still has.
func (g *Gate) RecoveryLeft(tx *db.Tx, person string) (int, error) { return recoveryLeft(tx, person) }
