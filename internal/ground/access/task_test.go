package access

import (
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"

	"github.com/sansang-project/sansang/internal/ground/audit"
)

// TestFoundingIsResumed: a founding that broke off before the password goes on
// with a new link, and no longer once there is a password.
func TestFoundingIsResumed(t *testing.T) {
	dbtest.Each(t, []db.Migrations{audit.Migrations, Migrations}, func(t *testing.T, d *db.DB) {
		w := &world{TB: t, d: d}
		w.open(light())
		stands := func() (who string, fresh bool) {
			w.write(func(tx *db.Tx) error {
				founder, f, err := w.g.Founder(tx)
				if founder != nil {
					who = founder.Login
				}
				fresh = f
				return err
			})
			return who, fresh
		}
		if who, fresh := stands(); who != "" || !fresh {
			t.Errorf("before anybody: %q, fresh %v", who, fresh)
		}
		_, lost, err := w.found()
		if err != nil {
			t.Fatal(err)
		}
		if who, fresh := stands(); who != "ai.do" || fresh {
			t.Errorf("broken off: %q, fresh %v", who, fresh)
		}
		var link *Issued
		resume := func(tx *db.Tx) (err error) {
			_, link, err = w.g.Resume(tx, home)
			return err
		}
		w.write(resume)
		_, err = w.g.UseLink(t.Context(), lost.Secret, "đường xa vạn dặm", home)
		w.want("the link that was lost", err, "access.link.dead")
		if _, err := w.g.UseLink(t.Context(), link.Secret, "đường xa vạn dặm", home); err != nil {
			t.Fatal(err)
		}
		if who, fresh := stands(); who != "" || fresh {
			t.Errorf("with a password: %q, fresh %v", who, fresh)
		}
		w.want("resuming with a password", w.try(resume), "access.person.founded")
	})
}

// TestDue: what waits for somebody is one's own, and of others only for who keeps
// accounts; what is done waits no more.
func TestDue(t *testing.T) {
	each(t, light(), func(w *world) {
		due := func(s *someone) map[string]string {
			all := map[string]string{}
			v, err := w.g.Enter(w.Context(), s.token, home)
			if err != nil {
				w.Fatal(err)
			}
			w.write(func(tx *db.Tx) error {
				tasks, err := w.g.Due(tx, v)
				for _, one := range tasks {
					all[one.Key] = one.Path
				}
				return err
			})
			return all
		}
		expect := func(what string, s *someone, keys ...string) {
			w.Helper()
			if got := slices.Sorted(maps.Keys(due(s))); !slices.Equal(got, keys) {
				w.Errorf("%s: %v, want %v", what, got, keys)
			}
		}
		head, deputy := w.with(role(Head, "a")), w.with(role(Officer, "a"))
		var idle, invited *Person
		w.write(func(tx *db.Tx) (err error) {
			if idle, err = w.g.CreatePerson(tx, w.admin.actor(), NewPerson{Login: "khong.vai", Name: "Lê Không"}, nil, ""); err != nil {
				return err
			}
			if _, err = w.g.Invite(tx, w.admin.actor(), idle.ID, ""); err != nil {
				return err
			}
			invited, err = w.g.CreatePerson(tx, w.admin.actor(), NewPerson{Login: "cho.moi", Name: "Lê Chờ"}, []NewGrant{role(Officer, "a")}, "")
			return err
		})
		expect("an admin", w.admin, "access.due.roleless", "access.due.second", "access.due.uninvited")
		if got := due(w.admin); got["access.due.roleless"] != "/people/"+idle.ID || got["access.due.uninvited"] != "/people/"+invited.ID {
			w.Errorf("the tasks lead to %v", got)
		}
		expect("a head", head, "access.due.second")
		w.enrol(head)
		expect("a head with a second factor", head)

		w.write(func(tx *db.Tx) error {
			grants, err := w.g.Grants(tx, head.ID)
			if err != nil {
				return err
			}
			_, err = w.g.Delegate(tx, head.actor(), grants[0].ID, deputy.ID, tx.Now(), tx.Now().Add(3*24*time.Hour), nil, "đi công tác")
			return err
		})
		expect("who lends", head, "access.due.delegation")
		expect("to whom it is lent", deputy, "access.due.lent", "access.due.second")
	})
}

// TestSeek: people are found by words with or without marks, and only those of
// whom somebody may read.
func TestSeek(t *testing.T) {
	each(t, light(), func(w *world) {
		head, officer := w.with(role(Head, "a")), w.with(role(Officer, "b"))
		found := func(s *someone, words string) (logins []string) {
			v, err := w.g.Enter(w.Context(), s.token, home)
			if err != nil {
				w.Fatal(err)
			}
			w.write(func(tx *db.Tx) error {
				all, err := w.g.Seek(tx, v, words, 10)
				logins = nil
				for _, one := range all {
					logins = append(logins, one.Login)
				}
				return err
			})
			return logins
		}
		if got := found(w.admin, "pham quan"); !slices.Equal(got, []string{"quan.tri"}) {
			w.Errorf("an admin finds %v", got)
		}
		if got := found(head, "nguyễn"); !slices.Equal(got, []string{head.Login}) {
			w.Errorf("a head finds %v", got)
		}
		if got := found(officer, "nguyen"); len(got) != 0 {
			w.Errorf("an officer finds %v", got)
		}
	})
}
