package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Of many at once, one founds, one uses a link, one uses a code.
func TestOnce(t *testing.T) {
	each(t, light(), func(w *world) {
		_, _, err := w.found()
		w.want("founding again", err, "access.person.founded")

		s := w.with(role(Officer, "a"))
		var link *Issued
		issue := func() {
			w.write(func(tx *db.Tx) (err error) {
				link, err = w.g.IssueReset(tx, w.admin.actor(), s.ID, "quên mật khẩu")
				return err
			})
		}
		issue()
		former := link.Secret
		issue()
		_, err = w.g.UseLink(w.Context(), former, "con mèo trèo cây cau", home)
		w.want("a link after a newer one", err, "access.link.dead")

		won, faults := together(12, func() error {
			_, err := w.g.UseLink(w.Context(), link.Secret, "con mèo trèo cây cau", home)
			return err
		})
		for _, err := range faults {
			if fault.KindOf(err) != fault.Missing {
				w.Errorf("lost by %v", err)
			}
		}
		if won != 1 {
			w.Errorf("%d used one link", won)
		}
		if w.ask(s.actor(), AgencyRead, anything) != "access.session.over" {
			w.Error("a session outlived the reset")
		}
		s.password = "con mèo trèo cây cau"
		w.signIn(s)

		secret, recovery := w.enrol(s)
		for what, proof := range map[string]string{"code": code(w, secret, 1), "recovery code": recovery[0]} {
			var ins []*someone
			for range 3 {
				in := *s
				w.signIn(&in)
				ins = append(ins, &in)
			}
			i := make(chan *someone, 3)
			for _, in := range ins {
				i <- in
			}
			if won, _ := together(3, func() error {
				_, err := w.g.Confirm(w.Context(), (<-i).token, Proof{Code: proof, Origin: home})
				return err
			}); won != 1 {
				w.Errorf("%d used one %s", won, what)
			}
		}
	})
}

func (w *world) found() (p *Person, link *Issued, err error) {
	err = w.try(func(tx *db.Tx) (err error) {
		p, link, err = w.g.Found(tx, NewPerson{Login: "ai.do", Name: "Ai Đó"}, home)
		return err
	})
	return p, link, err
}

func TestLinks(t *testing.T) {
	each(t, light(), func(w *world) {
		sec := w.with(role(Secretariat, ""))
		leader := w.with(role(Leader, ""))
		var p *Person
		var link *Issued
		w.write(func(tx *db.Tx) (err error) {
			if p, err = w.g.CreatePerson(tx, sec.actor(), NewPerson{Login: "Can.Bo", Name: " Lê  Văn Bộ "}, []NewGrant{role(Officer, "a")}, ""); err != nil {
				return err
			}
			link, err = w.g.Invite(tx, sec.actor(), p.ID, "")
			return err
		})
		if p.Login != "can.bo" || p.Name != "Lê Văn Bộ" {
			w.Errorf("%+v", p)
		}
		_, err := w.g.SignIn(w.Context(), Attempt{Login: "can.bo", Password: "", Origin: home})
		w.want("signing in without a password", err, "access.signin.wrong")
		l, who, err := w.g.LookAtLink(w.Context(), link.Secret)
		if err != nil || who.ID != p.ID || !l.Invites() {
			w.Error(l, who, err)
		}
		_, err = w.g.UseLink(w.Context(), link.Secret, "LeVanBo123456", home)
		w.want("a password made of the own name", err, "access.password.guessable")
		if _, err := w.g.UseLink(w.Context(), link.Secret, "con mèo trèo cây cau", home); err != nil {
			w.Fatal("a refused password used the link up: ", err)
		}
		issue := func(by *someone, whom string, reason string) error {
			return w.try(func(tx *db.Tx) (err error) { link, err = w.g.IssueReset(tx, by.actor(), whom, reason); return err })
		}
		w.want("inviting who has a password", w.try(func(tx *db.Tx) error { _, err := w.g.Invite(tx, sec.actor(), p.ID, ""); return err }), "access.link.password")
		w.want("a reset without a reason", issue(sec, p.ID, ""), "access.act.reason")
		w.want("a leader's reset by the secretariat", issue(sec, leader.ID, "x"), "access.act.denied")
		w.want("the own reset", issue(w.admin, w.admin.ID, "x"), "access.act.forbidden")
		w.want("nobody's reset", issue(w.admin, "nobody", "x"), "access.person.missing")
		w.want("a reset", issue(sec, p.ID, "quên"), "")
		w.pass(light().Reset)
		_, _, err = w.g.LookAtLink(w.Context(), link.Secret)
		w.want("an expired link", err, "access.link.dead")
		_, err = w.g.UseLink(w.Context(), link.Secret, "con mèo trèo cây cau", home)
		w.want("using an expired link", err, "access.link.dead")

		// Closing ends everything that lets in.
		w.signIn(w.admin)
		w.want("a reset", issue(w.admin, p.ID, "quên"), "")
		s := &someone{Person: *p, password: "con mèo trèo cây cau"}
		w.signIn(s)
		var secret string
		w.write(func(tx *db.Tx) (err error) {
			_, secret, err = w.g.CreateToken(tx, s.actor(), "x", []string{groupRead}, tx.Now().Add(time.Hour))
			return err
		})
		closing := func(by *someone, whom string) error {
			return w.try(func(tx *db.Tx) error { return w.g.ClosePerson(tx, by.actor(), whom, "nghỉ hưu") })
		}
		w.want("closing oneself", closing(w.admin, w.admin.ID), "access.act.forbidden")
		w.want("closing", closing(w.admin, p.ID), "")
		w.want("closing twice", closing(w.admin, p.ID), "access.person.shut")
		_, _, err = w.g.LookAtLink(w.Context(), link.Secret)
		w.want("the link of a closed account", err, "access.link.dead")
		_, err = w.g.EnterToken(w.Context(), secret, home)
		w.want("the token of a closed account", err, "access.session.over")
		_, err = w.g.Enter(w.Context(), s.token, home)
		w.want("the session of a closed account", err, "access.session.over")
		_, err = w.g.SignIn(w.Context(), Attempt{Login: s.Login, Password: s.password, Origin: home})
		w.want("signing in to a closed account", err, "access.signin.wrong")
		w.write(func(tx *db.Tx) error { return w.g.ReopenPerson(tx, w.admin.actor(), p.ID, "trở lại") })
		w.signIn(s)
	})
}

func TestInviteAll(t *testing.T) {
	each(t, light(), func(w *world) {
		sec := w.with(role(Secretariat, ""))
		people := w.rows("access_person")
		rows := []Invitee{
			{2, NewPerson{Login: "a.b", Name: "Trần Ân"}, []NewGrant{role(Officer, "x")}},
			{3, NewPerson{Login: "A.B ", Name: "Trần An"}, nil},
			{4, NewPerson{Login: "?", Name: "", Mail: "khong", Phone: "x"}, []NewGrant{role(Officer, "")}},
			{5, NewPerson{Login: w.admin.Login, Name: "Kẻ Gian"}, nil},
			{6, NewPerson{Login: "c.d", Name: "Lê Ánh"}, []NewGrant{role(Admin, "")}},
		}
		err := w.try(func(tx *db.Tx) error { _, err := w.g.InviteAll(tx, sec.actor(), rows, ""); return err })
		var got []string
		var list fault.List
		errors.As(err, &list)
		for _, f := range list {
			got = append(got, fmt.Sprint(f.At.Row, " ", f.At.Field, " ", f.Key))
		}
		want := []string{"3 login access.person.twice", "4  access.grant.scope", "4 login access.person.login", "4 mail access.person.mail",
			"4 name access.person.name", "4 phone access.person.phone", "5 login access.person.taken", "6  access.act.denied"}
		if !slices.Equal(got, want) {
			w.Errorf("got  %q\nwant %q", got, want)
		}
		if w.rows("access_person") != people {
			w.Error("some rows were taken")
		}
		var out []Invited
		rows = []Invitee{rows[0], {3, NewPerson{Login: "e.f", Name: "Nguyễn Ánh", Phone: "+84 912.345.678"}, []NewGrant{role(Head, "x")}},
			{4, NewPerson{Login: "g.h", Name: "Đỗ An"}, nil}, {5, NewPerson{Login: "i.k", Name: "Trần An"}, nil}}
		w.write(func(tx *db.Tx) (err error) {
			out, err = w.g.InviteAll(tx, sec.actor(), rows, "đợt 2026")
			return err
		})
		if len(out) != 4 || out[1].Person.Phone != "+84912345678" || w.enter(&out[1].Person, &out[1].Link) == nil {
			w.Errorf("%+v", out)
		}
		var names []string
		w.write(func(tx *db.Tx) error {
			var last *Person
			for {
				some, err := w.g.Persons(tx, last, 2)
				if err != nil || len(some) == 0 {
					return err
				}
				for _, p := range some {
					if p.ID != w.admin.ID && p.ID != sec.ID {
						names = append(names, p.Name)
					}
				}
				last = &some[len(some)-1]
			}
		})
		if got := strings.Join(names, ", "); got != "Đỗ An, Trần An, Nguyễn Ánh, Trần Ân" {
			w.Errorf("in the order of Vietnamese names: %s", got)
		}
		w.want("too many", w.try(func(tx *db.Tx) error {
			_, err := w.g.InviteAll(tx, sec.actor(), make([]Invitee, mostInvitees+1), "")
			return err
		}), "access.person.many")
	})
}

func TestChangePerson(t *testing.T) {
	each(t, light(), func(w *world) {
		s := w.with(role(Officer, "a"))
		change := func(by *someone, version int64, n NewPerson) (p *Person, err error) {
			err = w.try(func(tx *db.Tx) (err error) {
				p, err = w.g.ChangePerson(tx, by.actor(), s.ID, version, n, "")
				return err
			})
			return p, err
		}
		same := NewPerson{Login: s.Login, Name: s.Name, Mail: "an@tinh.example", Phone: "0987654321"}
		p, err := change(s, 1, same)
		if err != nil || p.Mail != same.Mail || p.Version != 2 {
			w.Errorf("%+v %v", p, err)
		}
		_, err = change(s, 1, same)
		w.want("over somebody else's change", err, "access.person.moved")
		_, err = change(s, 2, NewPerson{Login: "giam.doc", Name: s.Name})
		w.want("the own login", err, "access.act.forbidden")
		_, err = change(w.admin, 2, NewPerson{Login: w.admin.Login, Name: s.Name})
		w.want("a login that is taken", err, "access.person.taken")
		p, err = change(w.admin, 2, NewPerson{Login: "an.moi", Name: "Nguyễn Văn Ân"})
		if err != nil || p.Mail != "" {
			w.Errorf("%+v %v", p, err)
		}
		s.Login = "an.moi"
		w.signIn(s)
	})
}

// Neither the log nor any table holds a secret, and the log names nobody.
func TestNothingSecretIsStored(t *testing.T) {
	each(t, light(), func(w *world) {
		s := w.with(role(Head, "a"))
		secret, recovery := w.enrol(s)
		var token string
		var link *Issued
		w.write(func(tx *db.Tx) (err error) {
			if _, token, err = w.g.CreateToken(tx, s.actor(), "x", []string{groupRead}, tx.Now().Add(time.Hour)); err != nil {
				return err
			}
			link, err = w.g.IssueReset(tx, w.admin.actor(), s.ID, "quên")
			return err
		})
		_, err := w.g.SignIn(w.Context(), Attempt{Login: "mat-khau-go-nham", Password: "x", Origin: home})
		w.want("a password typed as a login", err, "access.signin.wrong")
		w.write(func(tx *db.Tx) error {
			_, err := w.g.ChangePerson(tx, s.actor(), s.ID, 1, NewPerson{Login: s.Login, Name: s.Name, Mail: "an@tinh.example", Phone: "0987654321"}, "")
			return err
		})
		everything := w.dump(tables...)
		for what, value := range map[string]string{
			"password": s.password, "session": s.token, "device": s.device, "token": token, "link": link.Secret, "seed": secret,
			"recovery code": recovery[0], "its letters": strings.ReplaceAll(recovery[0], "-", ""),
			"mail": "an@tinh.example", "phone": "0987654321", "former phone": "0912345678", "typed login": "mat-khau-go-nham",
		} {
			if strings.Contains(everything, value) {
				w.Errorf("%s stands in the database", what)
			}
		}
		log := w.dump("audit_record")
		for _, name := range []string{s.Name, s.Login, w.admin.Name} {
			if strings.Contains(log, name) {
				w.Errorf("%q stands in the log", name)
			}
		}
		if _, err := w.log.Sequence(w.Context()); err != nil {
			w.Fatal(err)
		}
		keys, err := keysOnce()
		if err != nil {
			w.Fatal(err)
		}
		v, err := audit.Verify(w.Context(), w.d, keys.Public)
		if err != nil || len(v.Faults) > 0 {
			w.Error(v, err)
		}
	})
}

// Every act that changes something leaves a record of its own, and
// one that is undone by a later fault leaves none.
func TestEveryActLeavesARecord(t *testing.T) {
	each(t, light(), func(w *world) {
		admin := func() Actor { return w.admin.actor() }
		head, deputy := w.with(role(Head, "a")), w.with()
		var grants []Grant
		var lent *Grant
		var token *Token
		w.write(func(tx *db.Tx) (err error) { grants, err = w.g.Grants(tx, head.ID); return err })
		secret, recovery := w.enrol(deputy)
		steps := []struct {
			act string
			do  func(tx *db.Tx) error
		}{
			{"person.created", func(tx *db.Tx) error {
				_, err := w.g.CreatePerson(tx, admin(), NewPerson{Login: "moi", Name: "Mới"}, nil, "")
				return err
			}},
			{"person.changed", func(tx *db.Tx) error {
				_, err := w.g.ChangePerson(tx, admin(), head.ID, 1, NewPerson{Login: head.Login, Name: "Tên Mới"}, "")
				return err
			}},
			{"role.granted", func(tx *db.Tx) error { _, err := w.g.Grant(tx, admin(), deputy.ID, role(Officer, "a"), ""); return err }},
			{"role.delegated", func(tx *db.Tx) (err error) {
				lent, err = w.g.Delegate(tx, head.actor(), grants[0].ID, deputy.ID, time.Time{}, tx.Now().AddDate(0, 0, 1), nil, "")
				return err
			}},
			{"role.revoked", func(tx *db.Tx) error { return w.g.Revoke(tx, head.actor(), lent.ID, nil, "về") }},
			{"token.created", func(tx *db.Tx) (err error) {
				token, _, err = w.g.CreateToken(tx, head.actor(), "x", Scopes, tx.Now().Add(time.Hour))
				return err
			}},
			{"token.revoked", func(tx *db.Tx) error { return w.g.RevokeToken(tx, admin(), token.ID, "") }},
			{"link.reset", func(tx *db.Tx) error { _, err := w.g.IssueReset(tx, admin(), head.ID, "quên"); return err }},
			{"session.ended", func(tx *db.Tx) error { return w.g.EndSession(tx, admin(), head.session, "") }},
			{"person.closed", func(tx *db.Tx) error { return w.g.ClosePerson(tx, admin(), head.ID, "nghỉ") }},
			{"person.reopened", func(tx *db.Tx) error { return w.g.ReopenPerson(tx, admin(), head.ID, "về") }},
		}
		refused := errors.New("refused")
		for _, s := range steps {
			before := w.rows("audit_record")
			if err := w.try(func(tx *db.Tx) error { return errors.Join(s.do(tx), refused) }); !errors.Is(err, refused) || key(err) != "refused" {
				w.Errorf("%s: %v", s.act, err)
			}
			if n := w.rows("audit_record"); n != before {
				w.Errorf("%s left %d records of what did not happen", s.act, n-before)
			}
			w.write(s.do)
			if n := w.rows("audit_record"); n == before || !w.last("access."+s.act) {
				w.Errorf("%s left %d records", s.act, n-before)
			}
		}
		ctx := w.Context()
		confirm := func(code string) error {
			in, err := w.g.Confirm(ctx, deputy.token, Proof{Code: code, Origin: home})
			if err == nil {
				deputy.take(in)
			}
			return err
		}
		for _, s := range []struct {
			act string
			do  func() error
		}{
			{"signin.refused", func() error {
				_, err := w.g.SignIn(ctx, Attempt{Login: "không có", Password: "x", Origin: faraway})
				return err
			}},
			{"session.started", func() error { w.signIn(deputy); return nil }},
			{"second.refused", func() error { return confirm("000") }},
			{"session.confirmed", func() error { return confirm(recovery[1]) }},
			{"recovery.renewed", func() error { _, err := w.g.RenewRecovery(ctx, deputy.token, home); return err }},
			{"second.dropped", func() error { return w.g.DropSecond(ctx, deputy.token, home) }},
			{"second.begun", func() error { _, err := w.g.Enrol(ctx, deputy.token, home); return err }},
			{"second.refused", func() error {
				_, _, err := w.g.ConfirmEnrolment(ctx, deputy.token, Proof{Code: code(w, secret, 0), Origin: home})
				return err
			}},
			{"session.ended", func() error { return w.g.SignOut(ctx, deputy.token, home) }},
			{"second.reset", func() error {
				return w.try(func(tx *db.Tx) error { return w.g.ResetSecond(tx, admin(), deputy.ID, "mất") })
			}},
		} {
			before := w.rows("audit_record")
			if err := s.do(); (err != nil) != strings.HasSuffix(s.act, ".refused") {
				w.Errorf("%s: %v", s.act, err)
			}
			if n := w.rows("audit_record"); n == before || !w.last("access."+s.act) {
				w.Errorf("%s left %d records", s.act, n-before)
			}
		}
	})
}

// last tells whether a record of an act is among those of the latest
// transaction, which have one time and, on PostgreSQL, no order among them.
func (w *world) last(act string) bool {
	w.Helper()
	if _, err := w.log.Sequence(w.Context()); err != nil {
		w.Fatal(err)
	}
	var found []audit.Placed
	w.write(func(tx *db.Tx) (err error) { found, err = w.log.Find(tx, audit.Search{Limit: 5}); return err })
	return slices.ContainsFunc(found, func(r audit.Placed) bool { return r.Act == act && r.At.Equal(found[0].At) })
}

// Of many who find an installation empty, one founds it.
func TestFoundedOnce(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations, Migrations}, func(t *testing.T, d *db.DB) {
		w := &world{TB: t, d: d}
		w.open(light())
		won, faults := together(8, func() error { _, _, err := w.found(); return err })
		for _, err := range faults {
			if fault.KindOf(err) != fault.Conflict {
				t.Error(err)
			}
		}
		if won != 1 || w.rows("access_person") != 1 || w.rows("access_grant") != 1 {
			t.Errorf("%d founded it", won)
		}
	})
}
