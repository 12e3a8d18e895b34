package access

import (
	"fmt"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// BenchmarkAsk is one question within a write, as an act asks it.
func BenchmarkAsk(b *testing.B) {
	d := dbtest.SQLite(b, []db.Migrations{audit.Migrations, Migrations})
	w := open(b, d, light())
	s := w.with(role(Officer, "a"), role(Officer, "b"))
	on := Resource{Agency: "a", Phase: "open"}
	for what, ask := range map[string]func(tx *db.Tx) error{
		"whole":  func(tx *db.Tx) error { return w.g.Ask(tx, s.actor(), AnswerEdit, on) },
		"stand":  func(tx *db.Tx) error { _, err := w.g.stand(tx, s.actor()); return err },
		"invite": nil,
	} {
		b.Run(what, func(b *testing.B) {
			w.write(func(tx *db.Tx) error {
				if ask == nil {
					var rows []Invitee
					for i := range b.N {
						rows = append(rows, Invitee{i, NewPerson{Login: fmt.Sprint("r", b.N, ".", i), Name: "Nguyễn Văn An"}, []NewGrant{role(Officer, "x")}})
					}
					for len(rows) > 0 {
						n := min(len(rows), mostInvitees)
						if _, err := w.g.InviteAll(tx, w.admin.actor(), rows[:n], ""); err != nil {
							return err
						}
						rows = rows[n:]
					}
					return nil
				}
				for b.Loop() {
					if err := ask(tx); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}
