package round_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/judging/round/roundtest"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// refused expects a fault with the key, alone or in a list.
func refused(t *testing.T, s *roundtest.Stand, key string, fn func(tx *db.Tx) error) {
	t.Helper()
	err := s.DB.Write(t.Context(), fn)
	var list fault.List
	var f *fault.Fault
	if errors.As(err, &list) {
		for _, one := range list {
			if one.Key == key {
				return
			}
		}
	} else if errors.As(err, &f) && f.Key == key {
		return
	}
	t.Errorf("got %v, want %s", err, key)
}

func members(t *testing.T, s *roundtest.Stand, r *round.Round) (all []round.Member) {
	t.Helper()
	if err := s.DB.Read(t.Context(), func(tx *db.Tx) (err error) { all, err = round.Members(tx, r.ID); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestLife leads a round from preparation to publication and back where it may
// go back.
func TestLife(t *testing.T) {
	dbtest.Each(t, roundtest.Tables, func(t *testing.T, d *db.DB) {
		s := roundtest.New(t, d)
		v := s.Issue(s.Sample())
		admin := s.By(access.Admin)
		refused(t, s, "access.act.denied", func(tx *db.Tx) error {
			_, err := s.Calendar.Prepare(tx, admin, round.Round{})
			return err
		})
		r := s.Prepare(v.ID)
		all := members(t, s, r)
		if len(all) != 4 || all[0].Agency != "so-a" || all[0].Group != "so-co-tthc" || all[0].Version != v.ID || all[3].Name.Vi != "Xã D" {
			t.Fatalf("%+v", all)
		}
		step := func(role access.Role, to access.Phase, reason string) error {
			by := s.By(role) // outside of the write: it writes, too
			by.Reason = reason
			return d.Write(t.Context(), func(tx *db.Tx) error {
				next, err := s.Calendar.Step(tx, by, r.ID, r.Revision, to)
				if err == nil {
					r = next
				}
				return err
			})
		}
		keyOf := func(err error) string {
			var f *fault.Fault
			if errors.As(err, &f) {
				return f.Key
			}
			return fmt.Sprint(err)
		}
		for _, c := range []struct {
			role   access.Role
			to     access.Phase
			reason string
			want   string
		}{
			{access.Secretariat, round.Closed, "", "round.step.none"},
			{access.Chair, round.Open, "", "access.act.denied"},
			{access.Secretariat, round.Open, "", "<nil>"},
			{access.Secretariat, round.Closed, "", "<nil>"},
			{access.Secretariat, round.Open, " ", "round.step.reason"},
			{access.Secretariat, round.Open, "nhiều đơn vị mất điện", "<nil>"},
			{access.Secretariat, round.Closed, "", "<nil>"},
			{access.Secretariat, round.Appraising, "", "<nil>"},
			{access.Secretariat, round.Provisional, "", "<nil>"},
			{access.Secretariat, round.Explaining, "", "<nil>"},
			{access.Secretariat, round.Council, "", "<nil>"},
			{access.Secretariat, round.Approved, "", "access.act.denied"},
			{access.Leader, round.Approved, "", "<nil>"},
			{access.Secretariat, round.Council, "x", "round.step.none"},
			{access.Leader, round.Published, "", "<nil>"},
		} {
			if got := keyOf(step(c.role, c.to, c.reason)); got != c.want {
				t.Fatalf("%s to %s: %s, want %s", c.role, c.to, got, c.want)
			}
		}
		var steps []round.Step
		if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { steps, err = round.Steps(tx, r.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if len(steps) != 10 || steps[2].Reason != "nhiều đơn vị mất điện" || steps[9].To != round.Published || steps[9].Number != 10 {
			t.Errorf("%+v", steps)
		}
	})
}

// TestWhatIsRefused: what cannot be prepared, opened or changed is told whole.
func TestWhatIsRefused(t *testing.T) {
	dbtest.Each(t, roundtest.Tables, func(t *testing.T, d *db.DB) {
		s := roundtest.New(t, d)
		by := s.By(access.Secretariat)
		for _, key := range []string{"round.row.name", "round.row.year", "round.row.day", "round.row.set", "round.variant.version", "round.plan.order", "round.plan.phase", "round.row.previous"} {
			refused(t, s, key, func(tx *db.Tx) error {
				_, err := s.Calendar.Prepare(tx, by, round.Round{Previous: "none", Variants: []round.Variant{{Version: "none"}},
					Plan: []round.Span{{Phase: round.Open, Until: tx.Now()}, {Phase: round.Appraising, Until: tx.Now()}, {Phase: round.Approved, Until: tx.Now()}}})
				return err
			})
		}
		v := s.Issue(s.Sample())
		r := s.Prepare(v.ID)
		change := func(edit func(tx *db.Tx, r *round.Round)) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				c := *r
				edit(tx, &c)
				next, err := s.Calendar.Change(tx, by, c)
				if err == nil {
					r = next
				}
				return err
			})
		}
		if err := change(func(tx *db.Tx, r *round.Round) {
			r.Plan, r.Variants = nil, []round.Variant{{Group: "xa", Version: v.ID}}
		}); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"round.ready.due", "round.ready.version"} {
			refused(t, s, key, func(tx *db.Tx) error { _, err := s.Calendar.Step(tx, by, r.ID, r.Revision, round.Open); return err })
		}
		if err := change(func(tx *db.Tx, r *round.Round) {
			r.Plan, r.Variants, r.AsOf = []round.Span{{Phase: round.Open, Until: tx.Now()}}, []round.Variant{{Version: v.ID}}, "2019-01-01"
		}); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{"round.ready.past", "round.ready.empty"} {
			refused(t, s, key, func(tx *db.Tx) error { _, err := s.Calendar.Step(tx, by, r.ID, r.Revision, round.Open); return err })
		}
		if err := change(func(tx *db.Tx, r *round.Round) {
			r.Plan, r.AsOf, r.Training = []round.Span{{Phase: round.Open, Until: tx.Now().Add(time.Hour)}}, "2026-01-01", true
		}); err != nil {
			t.Fatal(err)
		}
		old := *r
		r = s.Step(r, round.Open)
		refused(t, s, "round.row.changed", func(tx *db.Tx) error { _, err := s.Calendar.Change(tx, by, old); return err })
		refused(t, s, "round.row.frozen", func(tx *db.Tx) error {
			c := *r
			c.Year = 2025
			_, err := s.Calendar.Change(tx, by, c)
			return err
		})
		if err := change(func(tx *db.Tx, r *round.Round) { r.Name.Vi = "Chạy thử" }); err != nil {
			t.Error(err)
		}
		r = s.Step(r, round.Closed, round.Appraising, round.Provisional, round.Council)
		leader, secretariat := s.By(access.Leader), s.By(access.Secretariat)
		s.Write(func(tx *db.Tx) (err error) {
			r, err = s.Calendar.Step(tx, leader, r.ID, r.Revision, round.Approved)
			return err
		})
		refused(t, s, "round.step.training", func(tx *db.Tx) error {
			_, err := s.Calendar.Step(tx, secretariat, r.ID, r.Revision, round.Published)
			return err
		})
	})
}

// TestMembers: exemptions, extensions and an amended framework.
func TestMembers(t *testing.T) {
	dbtest.Each(t, roundtest.Tables, func(t *testing.T, d *db.DB) {
		s := roundtest.New(t, d)
		r, v := s.Open()
		by := s.By(access.Secretariat)
		due := r.Due(round.Open)
		head := round.By{Actor: s.At(access.Head, "xa-c"), Reason: "x"}
		refused(t, s, "round.member.approver", func(tx *db.Tx) error {
			_, err := s.Calendar.Extend(tx, by, r.ID, "xa-c", round.Open, due.Add(time.Hour), "")
			return err
		})
		refused(t, s, "round.extension.earlier", func(tx *db.Tx) error {
			_, err := s.Calendar.Extend(tx, by, r.ID, "xa-c", round.Open, due, "Trưởng Ban")
			return err
		})
		refused(t, s, "access.act.denied", func(tx *db.Tx) error {
			_, err := s.Calendar.Extend(tx, head, r.ID, "xa-c", round.Open, due.Add(time.Hour), "Trưởng Ban")
			return err
		})
		s.Write(func(tx *db.Tx) error {
			_, err := s.Calendar.Extend(tx, by, r.ID, "xa-c", round.Open, due.Add(time.Hour), "Trưởng Ban")
			return err
		})
		all := members(t, s, r)
		for i := range all {
			m := &all[i]
			want := due
			if m.Agency == "xa-c" {
				want = due.Add(time.Hour)
			}
			if !m.Due(r, round.Open).Equal(want) || !m.InTime(r, round.Open, want.Add(-time.Microsecond)) || m.InTime(r, round.Open, want) {
				t.Errorf("%s: due %v, want %v", m.Agency, m.Due(r, round.Open), want)
			}
		}
		refused(t, s, "criteria.framework.fault", func(tx *db.Tx) error {
			_, err := s.Calendar.Exempt(tx, by, r.ID, "so-a", "A1", "Công văn 1")
			return err
		})
		var e *round.Exemption
		s.Write(func(tx *db.Tx) (err error) {
			e, err = s.Calendar.Exempt(tx, by, r.ID, "so-b", "", "Công văn 1")
			return err
		})
		refused(t, s, "round.exemption.there", func(tx *db.Tx) error {
			_, err := s.Calendar.Exempt(tx, by, r.ID, "so-b", "", "Công văn 1")
			return err
		})
		if _, out := members(t, s, r)[1].Excused(); !out {
			t.Error("not excused")
		}
		s.Write(func(tx *db.Tx) error { return s.Calendar.Include(tx, by, r.ID, "so-b", e.ID) })
		if _, out := members(t, s, r)[1].Excused(); out {
			t.Error("still excused")
		}

		var draft *criteria.Version
		s.Write(func(tx *db.Tx) (err error) {
			draft, err = s.Library.Clone(tx, criteria.By(by), v.ID, "2026.1", true)
			return err
		})
		refused(t, s, "round.amend.version", func(tx *db.Tx) error { _, err := s.Calendar.Amend(tx, by, r.ID, r.Revision, draft.ID); return err })
		s.Write(func(tx *db.Tx) (err error) {
			if draft, err = s.Library.Edit(tx, criteria.By(by), draft.ID, draft.Revision, func(v *criteria.Version) error {
				v.Framework.Name = scoring.Text{Vi: "Bộ tiêu chí sửa đổi", En: "Amended"}
				return nil
			}); err != nil {
				return err
			}
			if draft, err = s.Library.Issue(tx, criteria.By(by), draft.ID, draft.Revision, criteria.Decision{Number: "2/QĐ-BCĐ", Date: "2026-03-01"}); err != nil {
				return err
			}
			r, err = s.Calendar.Amend(tx, by, r.ID, r.Revision, draft.ID)
			return err
		})
		for _, m := range members(t, s, r) {
			if m.Version != draft.ID {
				t.Errorf("%s answers %s", m.Agency, m.Version)
			}
		}
		var amended []round.Amendment
		if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { amended, err = round.Amendments(tx, r.ID); return err }); err != nil || len(amended) != 1 || amended[0].From != v.ID || r.VersionOf("xa") != draft.ID {
			t.Errorf("%+v %v", amended, err)
		}
	})
}
