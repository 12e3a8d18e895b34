package access

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// enrol sets up a second factor and gives its secret and recovery codes.
func (w *world) enrol(s *someone) (string, []string) {
	w.Helper()
	e, err := w.g.Enrol(w.Context(), s.token, home)
	if err != nil {
		w.Fatal(err)
	}
	_, _, err = w.g.ConfirmEnrolment(w.Context(), s.token, Proof{Code: "12345", Origin: home})
	w.want("no code", err, "access.second.wrong")
	in, recovery, err := w.g.ConfirmEnrolment(w.Context(), s.token, Proof{Code: code(w, e.Secret, 0), Origin: home})
	if err != nil {
		w.Fatal(err)
	}
	s.take(in)
	return e.Secret, recovery
}

// From the founding to the first grave act, with a second factor that is
// demanded.
func TestFirstDay(t *testing.T) {
	rules := light()
	rules.Second = ASVS().Second
	each(t, rules, func(w *world) {
		a := w.admin
		in := w.signIn(a)
		if in.Need != NeedEnrolment || in.Device != "" {
			w.Errorf("an admin without second factor: %+v", in)
		}
		if got := w.ask(a.actor(), SettingsRead, anything); got != "access.act.second" {
			w.Errorf("before the second factor: %q", got)
		}
		first := a.token
		secret, recovery := w.enrol(a)
		if w.ask(a.actor(), SettingsChange, anything) != "" || len(recovery) != recoveryCodes {
			w.Error("after the second factor an admin may not change settings")
		}
		_, err := w.g.Enter(w.Context(), first, home)
		w.want("the secret from before the second factor", err, "access.session.over")
		_, err = w.g.Enrol(w.Context(), a.token, home)
		w.want("a second enrolment", err, "access.second.there")
		w.want("giving up what a role demands", w.g.DropSecond(w.Context(), a.token, home), "access.second.demanded")

		// A code works once, and so does a recovery code.
		used := code(w, secret, 0)
		in = w.signIn(a)
		if in.Need != NeedCode {
			w.Fatalf("need %q", in.Need)
		}
		_, err = w.g.Confirm(w.Context(), a.token, Proof{Code: used, Origin: home})
		w.want("a code that was used", err, "access.second.wrong")
		if in, err = w.g.Confirm(w.Context(), a.token, Proof{Code: " " + code(w, secret, 1)[:3] + " " + code(w, secret, 1)[3:], Origin: home}); err != nil {
			w.Fatal(err)
		}
		a.take(in)
		written := strings.ToLower(strings.ReplaceAll(recovery[3], "-", " "))
		if in, err = w.g.Confirm(w.Context(), a.token, Proof{Code: written, Origin: home}); err != nil {
			w.Fatal(err)
		}
		a.take(in)
		_, err = w.g.Confirm(w.Context(), a.token, Proof{Code: recovery[3], Origin: home})
		w.want("a recovery code that was used", err, "access.second.wrong")
		_, err = w.g.Confirm(w.Context(), a.token, Proof{Password: a.password, Origin: home})
		w.want("a password in place of the code", err, "access.second.wrong")
		w.write(func(tx *db.Tx) error {
			if n, err := w.g.RecoveryLeft(tx, a.ID); n != recoveryCodes-1 || err != nil {
				w.Errorf("%d recovery codes left: %v", n, err)
			}
			return nil
		})
		again, err := w.g.RenewRecovery(w.Context(), a.token, home)
		if err != nil || len(again) != recoveryCodes {
			w.Fatal(err)
		}
		_, err = w.g.Confirm(w.Context(), a.token, Proof{Code: recovery[4], Origin: home})
		w.want("a recovery code from before", err, "access.second.wrong")

		// A grave act needs a confirmation moments before.
		w.pass(20 * time.Minute)
		if got := w.ask(a.actor(), SettingsChange, anything); got != "access.act.confirm" {
			w.Errorf("twenty minutes later: %q", got)
		}
		if got := w.ask(a.actor(), SettingsRead, anything); got != "" {
			w.Errorf("reading twenty minutes later: %q", got)
		}
		w.want("recovery codes twenty minutes later", func() error { _, err := w.g.RenewRecovery(w.Context(), a.token, home); return err }(), "access.act.confirm")
		before := a.token
		if in, err = w.g.Confirm(w.Context(), a.token, Proof{Code: again[0], Origin: home}); err != nil {
			w.Fatal(err)
		}
		a.take(in)
		if got := w.ask(a.actor(), SettingsChange, anything); got != "" {
			w.Errorf("after confirming: %q", got)
		}
		_, err = w.g.Enter(w.Context(), before, home)
		w.want("the secret from before confirming", err, "access.session.over")

		// Somebody who lost the authenticator.
		other := w.with(role(Leader, ""))
		if w.ask(other.actor(), AnswerRead, anything) != "access.act.second" {
			w.Error("a leader without second factor reads")
		}
		w.enrol(other)
		w.want("a reset without a reason", w.try(func(tx *db.Tx) error { return w.g.ResetSecond(tx, a.actor(), other.ID, " ") }), "access.act.reason")
		w.want("the own second factor", w.try(func(tx *db.Tx) error { return w.g.ResetSecond(tx, a.actor(), a.ID, "mất máy") }), "access.act.forbidden")
		w.write(func(tx *db.Tx) error { return w.g.ResetSecond(tx, a.actor(), other.ID, "mất điện thoại") })
		if w.ask(other.actor(), AgencyRead, anything) != "access.session.over" {
			w.Error("the session outlived its second factor")
		}
		if in := w.signIn(other); in.Need != NeedEnrolment {
			w.Errorf("need %q", in.Need)
		}
	})
}

func TestSessions(t *testing.T) {
	each(t, light(), func(w *world) {
		s := w.with(role(Officer, "a"))
		first := *s
		w.signIn(s)
		list := func() (all []Session) {
			w.write(func(tx *db.Tx) (err error) { all, err = w.g.Sessions(tx, s.ID); return err })
			return all
		}
		if len(list()) != 2 || first.token == s.token || first.device == s.device {
			w.Errorf("%d sessions", len(list()))
		}
		stranger := w.with()
		end := func(who *someone, id string) error {
			return w.try(func(tx *db.Tx) error { return w.g.EndSession(tx, who.actor(), id, "") })
		}
		w.want("ending somebody else's", end(stranger, first.session), "access.act.denied")
		w.want("ending the own", end(s, first.session), "")
		_, err := w.g.Enter(w.Context(), first.token, home)
		w.want("an ended session", err, "access.session.over")
		v, err := w.g.Enter(w.Context(), s.token, home)
		if err != nil || v.Person.ID != s.ID || v.Need != NeedNothing || w.ask(v.Actor, AnswerRead, Resource{Agency: "a"}) != "" {
			w.Errorf("%+v %v", v, err)
		}

		// A visit keeps a session alive, silence does not.
		w.pass(20 * time.Minute)
		if _, err := w.g.Enter(w.Context(), s.token, home); err != nil {
			w.Error(err)
		}
		w.pass(20 * time.Minute)
		if _, err := w.g.Enter(w.Context(), s.token, home); err != nil {
			w.Error("a session in use ended: ", err)
		}
		w.pass(30 * time.Minute)
		_, err = w.g.Enter(w.Context(), s.token, home)
		w.want("an idle session", err, "access.session.over")
		if n := len(list()); n != 0 {
			w.Errorf("%d sessions are listed", n)
		}

		// The former password, wrong, then right; other sessions end.
		w.signIn(s)
		other := *s
		w.signIn(s)
		_, err = w.g.ChangePassword(w.Context(), s.token, Proof{Password: "x", Origin: home}, "con mèo trèo cây cau")
		w.want("the wrong former password", err, "access.password.wrong")
		_, err = w.g.ChangePassword(w.Context(), s.token, Proof{Password: s.password, Origin: home}, "ngắn")
		if fault.KindOf(err) != fault.Invalid {
			w.Error(err)
		}
		in, err := w.g.ChangePassword(w.Context(), s.token, Proof{Password: s.password, Origin: home}, "con mèo trèo cây cau")
		if err != nil {
			w.Fatal(err)
		}
		if w.ask(other.actor(), AgencyRead, anything) != "access.session.over" || w.ask(s.actor(), AgencyRead, anything) != "" {
			w.Error("the wrong session ended with the password")
		}
		_, err = w.g.Enter(w.Context(), s.token, home)
		w.want("the secret from before", err, "access.session.over")
		s.take(in)
		_, err = w.g.SignIn(w.Context(), Attempt{Login: s.Login, Password: s.password, Origin: home})
		w.want("the former password", err, "access.signin.wrong")
		s.password = "con mèo trèo cây cau"
		w.signIn(s)
		w.want("signing out", w.g.SignOut(w.Context(), s.token, home), "")
		w.want("signing out twice", w.g.SignOut(w.Context(), s.token, home), "")
		if w.ask(s.actor(), AgencyRead, anything) != "access.session.over" {
			w.Error("still in")
		}

		// Without a second factor the password confirms.
		w.signIn(s)
		w.pass(15 * time.Minute)
		_, err = w.g.Confirm(w.Context(), s.token, Proof{Password: "x", Origin: home})
		w.want("confirming with a wrong password", err, "access.second.wrong")
		if in, err = w.g.Confirm(w.Context(), s.token, Proof{Password: s.password, Origin: home}); err != nil {
			w.Fatal(err)
		}
		s.take(in)

		// A second factor of one's own choice, and without it again.
		w.enrol(s)
		w.signIn(s)
		if w.ask(s.actor(), AgencyRead, anything) != "access.act.second" {
			w.Error("a second factor that was chosen is not asked for")
		}
	})
}

// The preset of TCVN 11930: passwords expire, do not come back, and few
// sessions are open at once.
func TestExpiredPasswords(t *testing.T) {
	rules := light()
	tcvn := TCVN11930()
	rules.Password, rules.Sessions = tcvn.Password, tcvn.Sessions
	phrase = "Đường xa vạn dặm #%d"
	defer func() { phrase = "đường xa vạn dặm %d" }()
	each(t, rules, func(w *world) {
		s := w.with(role(Officer, "a"))
		var all []someone
		for range 4 {
			w.signIn(s)
			all = append(all, *s)
		}
		for i, one := range all {
			if got := w.ask(one.actor(), AgencyRead, anything); (got == "") != (i > 0) {
				w.Errorf("session %d of 4, three being allowed: %q", i+1, got)
			}
		}
		w.pass(90 * 24 * time.Hour)
		if in := w.signIn(s); in.Need != NeedPassword {
			w.Errorf("need %q", in.Need)
		}
		if got := w.ask(s.actor(), AgencyRead, anything); got != "access.act.password" {
			w.Errorf("with an expired password: %q", got)
		}
		_, err := w.g.ChangePassword(w.Context(), s.token, Proof{Password: s.password, Origin: home}, s.password)
		w.want("the same password", err, "access.password.again")
		in, err := w.g.ChangePassword(w.Context(), s.token, Proof{Password: s.password, Origin: home}, "Con mèo trèo cây cau #1")
		if err != nil {
			w.Fatal(err)
		}
		s.take(in)
		if got := w.ask(s.actor(), AgencyRead, anything); got != "" || in.Need != NeedNothing {
			w.Errorf("after the change: %q", got)
		}
		_, err = w.g.ChangePassword(w.Context(), s.token, Proof{Password: "Con mèo trèo cây cau #1", Origin: home}, s.password)
		w.want("the one before", err, "access.password.again")
	})
}

// An unknown login, an invited, a closed and an open one cost the same: one
// hash each, and the same number of committed guesses and records.
func TestUnknownLoginCostsTheSame(t *testing.T) {
	each(t, light(), func(w *world) {
		closed := w.with()
		var invited *Person
		w.write(func(tx *db.Tx) (err error) {
			invited, err = w.g.CreatePerson(tx, w.admin.actor(), NewPerson{Login: "duoc.moi", Name: "Được Mời"}, nil, "")
			if err != nil {
				return err
			}
			return w.g.ClosePerson(tx, w.admin.actor(), closed.ID, "nghỉ việc")
		})
		open := w.with()
		w.pass(time.Minute) // the budgets of the sign-ins before are full again
		if err := w.g.Sweep(w.Context()); err != nil || w.rows("access_attempt") != 0 {
			w.Errorf("%d budgets after a sweep: %v", w.rows("access_attempt"), err)
		}
		for _, login := range []string{open.Login, closed.Login, invited.Login, "khong.co", "", strings.Repeat("x", 10_000), "'; --"} {
			before, _ := w.g.Hashed()
			guesses, records := w.rows("access_attempt"), w.rows("audit_record")
			_, err := w.g.SignIn(w.Context(), Attempt{Login: login, Password: "sai mật khẩu", Origin: faraway})
			w.want(text40(login), err, "access.signin.wrong")
			after, waiting := w.g.Hashed()
			if after-before != 1 || waiting != 0 {
				w.Errorf("%s: %d hashes", text40(login), after-before)
			}
			// A first guess from afar: login, pair, and once the network.
			if n := w.rows("access_attempt") - guesses; n != 2 && (login != open.Login || n != 3) {
				w.Errorf("%s: %d new budgets", text40(login), n)
			}
			if n := w.rows("audit_record") - records; n != 1 {
				w.Errorf("%s: %d records", text40(login), n)
			}
		}
	})
}

func text40(s string) string { return fmt.Sprintf("%.40q", s) }

// What an outsider can do to an agency on the last day: nothing but wait.
func TestOutsidersSlowOnlyThemselves(t *testing.T) {
	each(t, light(), func(w *world) {
		owner := w.with(role(Head, "a"))
		newcomer := w.with(role(Officer, "a"))
		try := func(a Attempt) string { _, err := w.g.SignIn(w.Context(), a); return key(err) }
		from := func(i int) audit.Origin { return audit.Origin{Address: fmt.Sprintf("203.0.113.%d", i)} }
		guess := func(i int) string { return try(Attempt{Login: owner.Login, Password: "x", Origin: from(i)}) }

		// One address: five guesses. Many addresses: ten in all.
		wrong := 0
		for range 8 {
			if guess(1) == "access.signin.wrong" {
				wrong++
			}
		}
		if wrong != 5 {
			w.Errorf("one address had %d guesses", wrong)
		}
		for i := 2; i < 30; i++ {
			if guess(i) == "access.signin.wrong" {
				wrong++
			}
		}
		if wrong != 10 {
			w.Errorf("many addresses had %d guesses", wrong)
		}
		// A guess comes back, evenly; a day gives what the budget says.
		w.pass(2 * light().Guesses.Login.Refill)
		if a, b, c := guess(40), guess(41), guess(42); a != "access.signin.wrong" || b != a || c != "access.signin.slow" {
			w.Errorf("two refills later: %q %q %q", a, b, c)
		}
		_, err := w.g.SignIn(w.Context(), Attempt{Login: owner.Login, Password: owner.password, Origin: from(50)})
		w.want("the right password from a strange place, in the middle of it", err, "access.signin.slow")
		if f := new(fault.Fault); !errors.As(err, &f) || f.Args["seconds"].(int) < 1 || f.Args["seconds"].(int) > 40 {
			w.Errorf("wait: %v", err)
		}

		// Its owner: an open session, the device from anywhere, the office.
		if got := w.ask(owner.actor(), FormSubmit, Resource{Agency: "a", Phase: "open"}); got != "" {
			w.Errorf("the open session: %q", got)
		}
		for range 3 {
			if got := try(Attempt{Login: owner.Login, Password: owner.password, Origin: home}); got != "" {
				w.Errorf("another device in the office: %q", got)
			}
		}
		in, err := w.g.SignIn(w.Context(), Attempt{Login: owner.Login, Password: owner.password, Device: owner.device, Origin: faraway})
		if err != nil {
			w.Fatal("the known device from afar: ", err)
		}
		// A link asks for no budget.
		var link *Issued
		w.write(func(tx *db.Tx) (err error) {
			link, err = w.g.IssueReset(tx, w.admin.actor(), owner.ID, "mất mật khẩu")
			return err
		})
		if _, err := w.g.UseLink(w.Context(), link.Secret, owner.password, from(1)); err != nil {
			w.Error(err)
		}
		// The device is known to its owner only, and the reset forgot it.
		if got := try(Attempt{Login: owner.Login, Password: owner.password, Device: in.Device, Origin: from(60)}); got != "access.signin.slow" {
			w.Errorf("a device from before the reset: %q", got)
		}
		if got := try(Attempt{Login: owner.Login, Password: owner.password, Device: newcomer.device, Origin: from(61)}); got != "access.signin.slow" {
			w.Errorf("somebody else's device: %q", got)
		}

		// A network that guesses at many logins slows strangers in it, and no one
		// who is known.
		slow := 0
		for i := range 60 {
			if try(Attempt{Login: fmt.Sprint("thu.", i), Password: "x", Origin: home}) == "access.signin.slow" {
				slow++
			}
		}
		if slow != 20 {
			w.Errorf("%d of 60 were slowed", slow)
		}
		if got := try(Attempt{Login: newcomer.Login, Password: newcomer.password, Origin: home}); got != "" {
			w.Errorf("a colleague in that network: %q", got)
		}
	})
}

// However many guess at once, no more are hashed than the budget has.
func TestGuessesAtOnce(t *testing.T) {
	each(t, light(), func(w *world) {
		before, _ := w.g.Hashed()
		won, faults := together(25, func() error {
			_, err := w.g.SignIn(w.Context(), Attempt{Login: w.admin.Login, Password: "x", Origin: faraway})
			return err
		})
		after, _ := w.g.Hashed()
		if won != 0 || len(faults) != 25 || after-before != 5 {
			w.Errorf("%d won, %d hashes", won, after-before)
		}
	})
}

// A hash of yesterday's parameters is renewed when its owner signs in, and a
// closed account is out even where a session was left behind.
func TestRenewal(t *testing.T) {
	each(t, light(), func(w *world) {
		s := w.with(role(Officer, "a"))
		stronger := light()
		stronger.Hash.Iterations = 2
		g, err := Open(w.d, w.log, Keys{sealKey}, stronger)
		if err != nil {
			w.Fatal(err)
		}
		w.g = g
		weak := strings.Count(w.dump("access_password"), "t=1,")
		w.signIn(s)
		if got := w.dump("access_password"); strings.Count(got, "t=1,") != weak-1 || strings.Count(got, "t=2,") != 1 {
			w.Error(got)
		}
		w.signIn(s)
		var token string
		w.write(func(tx *db.Tx) (err error) {
			_, token, err = w.g.CreateToken(tx, s.actor(), "x", []string{groupRead}, tx.Now().Add(time.Hour))
			return err
		})
		w.shut(s.ID)
		if got := w.ask(s.actor(), AgencyRead, anything); got != "access.session.over" {
			w.Errorf("the session of a closed account: %q", got)
		}
		_, err = w.g.Enter(w.Context(), s.token, home)
		w.want("entering a closed account", err, "access.session.over")
		_, err = w.g.EnterToken(w.Context(), token, home)
		w.want("the token of a closed account", err, "access.session.over")
		w.want("explaining a closed account", w.try(func(tx *db.Tx) error {
			_, err := w.g.Explain(tx, s.ID, AgencyRead, anything)
			return err
		}), "access.person.shut")
	})
}

func TestHasherIsBounded(t *testing.T) {
	r := light()
	r.Hashing, r.Queue = 1, 2
	h, err := newHasher(&r)
	if err != nil {
		t.Fatal(err)
	}
	leave, err := h.enter(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	for range 2 {
		go func() { _, err := h.hash(ctx, "x"); done <- err }()
	}
	for h.waiting.Load() < 3 {
		time.Sleep(time.Millisecond)
	}
	if _, _, err := h.check(t.Context(), "x", ""); key(err) != "access.password.busy" || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a third in a queue of two: %v", err)
	}
	cancel()
	for range 2 {
		if err := <-done; err != context.Canceled {
			t.Error(err)
		}
	}
	leave()
	if h.waiting.Load() != 0 || h.computed.Load() != 0 {
		t.Errorf("%d waiting, %d computed", h.waiting.Load(), h.computed.Load())
	}
	hash, err := h.hash(t.Context(), "Đường xa")
	if err != nil {
		t.Fatal(err)
	}
	composed, _, err1 := h.check(t.Context(), norm.NFD.String("Đường xa"), hash) // decomposed: another keyboard
	none, _, err2 := h.check(t.Context(), "Đường xa", "")
	_, _, err3 := h.check(t.Context(), "x", "no hash")
	if !composed || none || err1 != nil || err2 != nil || fault.KindOf(err3) != fault.Internal {
		t.Error(composed, none, err1, err2, err3)
	}
	h.params.Iterations = 2
	if match, old, err := h.check(t.Context(), "Đường xa", hash); !match || !old || err != nil {
		t.Error("a hash of other parameters is not old")
	}
}
