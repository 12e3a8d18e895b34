package assessment

import (
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// TestSections: fields are shared out among the agency's own people, and their work
// tells each what is left of theirs.
func TestSections(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		head, stranger := c.At(access.Head, "so-a"), c.At(access.Officer, "xa-c")
		assign := func(by access.Actor, owners map[string]string) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return c.desk.Assign(tx, By{Actor: by}, c.round.ID, "so-a", owners) })
		}
		if err := assign(stranger, map[string]string{"A": stranger.Person}); keyOf(err) != "access.act.denied" {
			t.Errorf("another agency: %v", err)
		}
		if err := assign(c.officer.Actor, map[string]string{"A": stranger.Person}); keyOf(err) != "assessment.section.stranger" {
			t.Errorf("to another agency's: %v", err)
		}
		if err := assign(c.officer.Actor, map[string]string{"A": head.Person, "B": c.officer.Actor.Person}); err != nil {
			t.Fatal(err)
		}
		due := func(a access.Actor) (keys []string) {
			v, err := c.Gate.Enter(t.Context(), c.Token(a), a.Origin)
			if err == nil {
				err = d.Read(t.Context(), func(tx *db.Tx) error {
					tasks, err := c.desk.Due(tx, v)
					for _, task := range tasks {
						keys = append(keys, task.Key)
					}
					return err
				})
			}
			if err != nil {
				t.Fatal(err)
			}
			return keys
		}
		if got := due(c.officer.Actor); len(got) != 1 || got[0] != "assessment.task.part" {
			t.Errorf("%v", got)
		}
		if got := due(head); len(got) != 1 || got[0] != "assessment.task.submit" {
			t.Errorf("who submits is asked for that, own part or not: %v", got)
		}
		// It is a hint: the rest is open to them as before, and can be given back.
		if _, err := c.save(c.officer, "so-a", Edit{Item: "may_tinh", Value: "5"}); err != nil {
			t.Error(err)
		}
		if err := assign(head, map[string]string{"A": head.Person}); err != nil {
			t.Fatal(err)
		}
		if got := due(c.officer.Actor); len(got) != 1 || got[0] != "assessment.task.fill" {
			t.Errorf("%v", got)
		}
	})
}
