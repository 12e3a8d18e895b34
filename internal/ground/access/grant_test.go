package access

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

func TestGrants(t *testing.T) {
	each(t, light(), func(w *world) {
		sec := w.with(role(Secretariat, ""))
		s := w.with()
		may := func() bool { return w.ask(s.actor(), RegisterEdit, Resource{Agency: "a"}) == "" }
		give := func(by Actor, to string, n NewGrant) (one *Grant, err error) {
			err = w.try(func(tx *db.Tx) (err error) { one, err = w.g.Grant(tx, by, to, n, "quyết định 12"); return err })
			return one, err
		}
		now := time.Now()

		// From a day until another.
		if _, err := give(sec.actor(), s.ID, NewGrant{Role: Officer, Scope: Scope{OverAgency, "a"}, From: now.Add(time.Hour), To: now.Add(2 * time.Hour)}); err != nil {
			w.Fatal(err)
		}
		if may() {
			w.Error("before its first day a grant acts")
		}
		w.pass(time.Hour)
		w.signIn(s)
		if !may() {
			w.Error("a grant in force does not act")
		}
		w.pass(time.Hour)
		w.signIn(s)
		w.signIn(w.admin)
		w.signIn(sec)
		admin := w.admin.actor()
		if may() {
			w.Error("after its last day a grant acts")
		}

		// Revoked at once, in an open session.
		one, err := give(admin, s.ID, role(Officer, "a"))
		if err != nil || !may() {
			w.Fatal(err)
		}
		w.want("revoking without a reason", w.try(func(tx *db.Tx) error { return w.g.Revoke(tx, admin, one.ID, nil, "") }), "access.act.reason")
		w.write(func(tx *db.Tx) error { return w.g.Revoke(tx, sec.actor(), one.ID, nil, "chuyển công tác") })
		if may() {
			w.Error("a revoked grant acts")
		}
		w.want("revoking twice", w.try(func(tx *db.Tx) error { return w.g.Revoke(tx, admin, one.ID, nil, "x") }), "access.grant.moved")
		w.want("revoking nothing", w.try(func(tx *db.Tx) error { return w.g.Revoke(tx, admin, "none", nil, "x") }), "access.grant.missing")

		// Who may grant what.
		for _, c := range []struct {
			by   *someone
			to   string
			n    NewGrant
			want string
		}{
			{w.admin, w.admin.ID, role(Leader, ""), "access.act.forbidden"},
			{sec, s.ID, role(Admin, ""), "access.act.denied"},
			{sec, s.ID, role(Leader, ""), "access.act.denied"},
			{s, s.ID, role(Officer, "a"), "access.act.forbidden"},
			{s, sec.ID, role(Officer, "a"), "access.act.denied"},
			{w.admin, s.ID, role("king", ""), "access.grant.role"},
			{w.admin, s.ID, role(Officer, ""), "access.grant.scope"},
			{w.admin, s.ID, role(Admin, "a"), "access.grant.scope"},
			{w.admin, s.ID, NewGrant{Role: Head, Scope: Scope{OverAgency, "a"}, From: now, To: now}, "access.grant.dates"},
			{w.admin, "nobody", role(Leader, ""), "access.person.missing"},
		} {
			_, err := give(c.by.actor(), c.to, c.n)
			w.want(string(c.n.Role)+" by "+c.by.Name, err, c.want)
		}

		// A head's deputy.
		stays := w.with(role(Officer, "c"))
		head, deputy := w.with(role(Head, "b")), w.with()
		var grants []Grant
		w.write(func(tx *db.Tx) (err error) { grants, err = w.g.Grants(tx, head.ID); return err })
		lend := func(by *someone, source, to string, until time.Time) (one *Grant, err error) {
			err = w.try(func(tx *db.Tx) (err error) {
				one, err = w.g.Delegate(tx, by.actor(), source, to, time.Time{}, until, nil, "nghỉ phép")
				return err
			})
			return one, err
		}
		week := now.AddDate(0, 0, 7)
		submits := func() string { return w.ask(deputy.actor(), FormSubmit, Resource{Agency: "b", Phase: "open"}) }
		_, err = lend(head, grants[0].ID, deputy.ID, time.Time{})
		w.want("without an end", err, "access.grant.beyond")
		_, err = lend(head, grants[0].ID, head.ID, week)
		w.want("to oneself", err, "access.grant.lent")
		_, err = lend(deputy, grants[0].ID, head.ID, week)
		w.want("what somebody else holds", err, "access.act.denied")
		lent, err := lend(head, grants[0].ID, deputy.ID, week)
		if err != nil || submits() != "" {
			w.Fatal(err, submits())
		}
		_, err = lend(deputy, lent.ID, s.ID, week)
		w.want("lending on", err, "access.grant.lent")
		w.write(func(tx *db.Tx) error {
			who, err := w.g.As(tx, deputy.actor(), FormSubmit, Resource{Agency: "b", Phase: "open"})
			if who.Behalf != head.ID || who.Role != string(Head) {
				w.Errorf("%+v does not act on behalf of the head", who)
			}
			return err
		})
		w.write(func(tx *db.Tx) error { return w.g.Revoke(tx, head.actor(), lent.ID, nil, "đã về") })
		if submits() == "" {
			w.Error("a delegation that was taken back acts")
		}
		if _, err = lend(head, grants[0].ID, deputy.ID, week); err != nil || submits() != "" {
			w.Fatal(err)
		}
		w.write(func(tx *db.Tx) error { return w.g.Revoke(tx, w.admin.actor(), grants[0].ID, nil, "thôi giữ chức") })
		if submits() == "" {
			w.Error("a delegation acts without its source")
		}
		// Who stood in for a head has been one.
		w.write(func(tx *db.Tx) error {
			_, err := w.g.Grant(tx, w.admin.actor(), deputy.ID, role(Appraiser, ""), "")
			return err
		})
		if got := w.ask(deputy.actor(), ScoreAppraise, Resource{Agency: "b", Phase: "appraising"}); got != "access.act.forbidden" {
			w.Errorf("a former deputy appraises: %q", got)
		}
		if got := w.ask(deputy.actor(), ScoreAppraise, Resource{Agency: "c", Phase: "appraising"}); got != "" {
			w.Errorf("a former deputy does not appraise others: %q", got)
		}
		w.write(func(tx *db.Tx) error {
			at, err := w.g.PersonsAt(tx, "b")
			if err != nil || len(at) != 0 { // the head's grant was revoked, and the deputy's with it
				w.Errorf("%v %v", at, err)
			}
			if at, err = w.g.PersonsAt(tx, "c"); err != nil || len(at) != 1 || at[0].ID != stays.ID {
				w.Errorf("%v %v", at, err)
			}
			all, err := w.g.GrantsOver(tx, Scope{OverAgency, "b"})
			if len(all) != 3 {
				w.Errorf("%d grants over b: %v", len(all), err)
			}
			return err
		})
	})
}

// InForce agrees with going through the days one by one.
func TestInForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	day := func(n int) time.Time { return noon.AddDate(0, 0, n) }
	maybe := func() time.Time {
		if r.IntN(2) == 0 {
			return time.Time{}
		}
		return day(r.IntN(10))
	}
	number := func(at time.Time) int { return int(at.Sub(noon).Hours()) / 24 }
	for range 20_000 {
		g := Grant{From: day(r.IntN(10)), To: maybe(), Revoked: maybe()}
		if r.IntN(2) == 0 {
			g.Source, g.sourceFrom, g.sourceTo, g.sourceRevoked = "s", day(r.IntN(10)), maybe(), maybe()
		}
		ever := false
		for d := range 12 {
			holds := d >= number(g.From)
			for _, end := range []time.Time{g.To, g.Revoked} {
				holds = holds && (end.IsZero() || d < number(end))
			}
			if g.Source != "" {
				holds = holds && d >= number(g.sourceFrom)
				for _, end := range []time.Time{g.sourceTo, g.sourceRevoked} {
					holds = holds && (end.IsZero() || d < number(end))
				}
			}
			if got := g.InForce(day(d)); got != holds {
				t.Fatalf("day %d: %v, want %v: %+v", d, got, holds, g)
			}
			ever = ever || holds
			if got := g.held(day(d)); got != ever {
				t.Fatalf("held by day %d: %v, want %v: %+v", d, got, ever, g)
			}
		}
		s := Session{Created: day(2), Seen: g.From, Expires: day(r.IntN(10)), ended: g.Revoked}
		l := Link{Expires: s.Expires, Used: g.To, Revoked: g.Revoked}
		k := Token{Created: day(2), Expires: s.Expires, Revoked: g.Revoked}
		for d := range 12 {
			before := d < number(s.Expires)
			if got, want := s.InForce(day(d), 48*time.Hour), before && d >= 2 && g.Revoked.IsZero() && d < number(s.Seen)+2; got != want {
				t.Fatalf("day %d: %v, want %v: %+v", d, got, want, s)
			}
			if got, want := l.InForce(day(d)), before && g.To.IsZero() && g.Revoked.IsZero(); got != want {
				t.Fatalf("day %d: %v, want %v: %+v", d, got, want, l)
			}
			if got, want := k.InForce(day(d)), before && d >= 2 && g.Revoked.IsZero(); got != want {
				t.Fatalf("day %d: %v, want %v: %+v", d, got, want, k)
			}
		}
	}
}

func TestTokens(t *testing.T) {
	each(t, light(), func(w *world) {
		sec := w.with(role(Secretariat, ""))
		create := func(name string, scopes []string, life time.Duration) (one *Token, secret string, err error) {
			err = w.try(func(tx *db.Tx) (err error) {
				one, secret, err = w.g.CreateToken(tx, sec.actor(), name, scopes, tx.Now().Add(life))
				return err
			})
			return one, secret, err
		}
		_, _, err := create(" ", []string{"grave"}, 400*24*time.Hour)
		if f, ok := err.(fault.List); !ok || len(f) != 3 {
			w.Errorf("three faults at once: %v", err)
		}
		one, secret, err := create("báo cáo tháng", []string{groupRead}, time.Hour)
		if err != nil {
			w.Fatal(err)
		}
		a, err := w.g.EnterToken(w.Context(), secret, home)
		if err != nil {
			w.Fatal(err)
		}
		for action, want := range map[Action]string{
			AnswerRead: "", AgencyManage: "access.act.forbidden", AccountInvite: "access.act.forbidden", TokenCreate: "access.act.forbidden",
			ScoreAppraise: "access.act.forbidden",
		} {
			if got := w.ask(a, action, Resource{Owner: sec.ID}); got != want {
				w.Errorf("a token to read and %s: %q", action, got)
			}
		}
		forged := a
		forged.Person = w.admin.ID
		if got := w.ask(forged, AnswerRead, anything); got != "access.session.over" {
			w.Errorf("a token under another name: %q", got)
		}
		forged = sec.actor()
		forged.Person = w.admin.ID
		if got := w.ask(forged, SettingsChange, anything); got != "access.session.over" {
			w.Errorf("a session under another name: %q", got)
		}
		if got := w.ask(Actor{Person: w.admin.ID}, SettingsRead, anything); got != "access.session.over" {
			w.Errorf("a person without session or token: %q", got)
		}
		_, err = w.g.EnterToken(w.Context(), sec.token, home)
		w.want("a session for a token", err, "access.session.over")
		_, err = w.g.Enter(w.Context(), secret, home)
		w.want("a token for a session", err, "access.session.over")

		stranger := w.with()
		w.want("revoking somebody else's", w.try(func(tx *db.Tx) error { return w.g.RevokeToken(tx, stranger.actor(), one.ID, "") }), "access.act.denied")
		w.write(func(tx *db.Tx) error { return w.g.RevokeToken(tx, sec.actor(), one.ID, "") })
		w.want("twice", w.try(func(tx *db.Tx) error { return w.g.RevokeToken(tx, sec.actor(), one.ID, "") }), "access.token.moved")
		if w.ask(a, AnswerRead, anything) != "access.session.over" {
			w.Error("a revoked token acts")
		}
		_, secret, err = create("x", []string{groupManage, groupRead, groupRead}, 20*time.Minute)
		if err != nil {
			w.Fatal(err)
		}
		if a, err = w.g.EnterToken(w.Context(), secret, home); err != nil || w.ask(a, AgencyManage, anything) != "" {
			w.Error(err)
		}
		w.pass(20 * time.Minute)
		_, err = w.g.EnterToken(w.Context(), secret, home)
		w.want("an expired token", err, "access.session.over")
		if w.ask(a, AgencyManage, anything) != "access.session.over" {
			w.Error("an expired token acts")
		}
		w.write(func(tx *db.Tx) error {
			all, err := w.g.Tokens(tx, sec.ID)
			if len(all) != 2 || strings.Join(all[0].Scopes, " ") != "manage read" {
				w.Errorf("%+v", all)
			}
			return err
		})
	})
}
