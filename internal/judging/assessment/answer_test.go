package assessment

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/judging/round/roundtest"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var allTables = append(roundtest.Tables[:len(roundtest.Tables):len(roundtest.Tables)], Migrations, job.Migrations, mail.Migrations)

// counter is a round whose agencies fill in their forms.
type counter struct {
	*roundtest.Stand
	t       testing.TB
	desk    *Desk
	round   *round.Round
	officer By // of so-a
}

func newCounter(t testing.TB, d *db.DB) *counter {
	t.Helper()
	s := roundtest.New(t, d)
	r, _ := s.Open()
	return &counter{Stand: s, t: t, desk: NewDesk(s.Log, s.Gate), round: r, officer: By{Actor: s.At(access.Officer, "so-a")}}
}

func (c *counter) save(by By, agency string, e Edit) (*Saved, error) {
	var s *Saved
	err := c.DB.Write(c.t.Context(), func(tx *db.Tx) (err error) {
		s, err = c.desk.Save(tx, by, c.round.ID, agency, e)
		return err
	})
	return s, err
}

func (c *counter) form(agency string) (f *Form) {
	c.t.Helper()
	if err := c.DB.Read(c.t.Context(), func(tx *db.Tx) (err error) { f, err = c.desk.Open(tx, c.round.ID, agency); return err }); err != nil {
		c.t.Fatal(err)
	}
	return f
}

// keyOf gives the key of the first fault of an error.
func keyOf(err error) string {
	var list fault.List
	var f *fault.Fault
	switch {
	case errors.As(err, &list) && len(list) > 0:
		return list[0].Key
	case errors.As(err, &f):
		return f.Key
	}
	return fmt.Sprint(err)
}

// TestSave: versions, an edit that comes again, a lost race, who may.
func TestSave(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		other, head, admin := By{Actor: c.At(access.Officer, "xa-c")}, By{Actor: c.At(access.Head, "so-a")}, By{Actor: c.Actor(access.Admin)}
		for name, by := range map[string]By{"another agency's officer": other, "head": head, "admin": admin} {
			if _, err := c.save(by, "so-a", Edit{Item: "may_tinh", Value: "1"}); keyOf(err) != "access.act.denied" && keyOf(err) != "access.act.forbidden" {
				t.Errorf("%s: %v", name, err)
			}
		}
		first, err := c.save(c.officer, "so-a", Edit{Op: "1", Item: "may_tinh", Value: " 1.245 "})
		if err != nil || first.Value != "1245" || first.Version != 1 || first.Late != "" {
			t.Fatalf("%+v %v", first, err)
		}
		again, err := c.save(c.officer, "so-a", Edit{Op: "1", Item: "may_tinh", Value: "1.245"})
		if err != nil || !again.Again || again.Version != 1 {
			t.Errorf("sent again: %+v %v", again, err)
		}
		_, err = c.save(c.officer, "so-a", Edit{Op: "2", Item: "may_tinh", Value: "7"})
		var lost *Lost
		if !errors.As(err, &lost) || fault.KindOf(err) != fault.Conflict || lost.Theirs.Value != "1245" || lost.Mine.Value != "7" || lost.Theirs.Version != 1 {
			t.Errorf("a lost race: %v", err)
		}
		same, err := c.save(c.officer, "so-a", Edit{Op: "3", Item: "may_tinh", Value: "1245"})
		if err != nil || same.Version != 1 {
			t.Errorf("the same value: %+v %v", same, err)
		}
		second, err := c.save(c.officer, "so-a", Edit{Op: "4", Item: "may_tinh", Base: 1, Value: "7"})
		if err != nil || second.Version != 2 || second.Before.Value != "1245" {
			t.Errorf("%+v %v", second, err)
		}
		if _, err := c.save(c.officer, "so-a", Edit{Item: "co_ket_noi", Inapplicable: true, Reason: "Đơn vị đang chuyển trụ sở"}); err != nil {
			t.Error(err)
		}
		f := c.form("so-a")
		if len(f.Answers) != 2 || f.Answers["may_tinh"].Value != "7" || !f.Answers["co_ket_noi"].Inapplicable {
			t.Errorf("%+v", f.Answers)
		}
		if p, missing := f.Progress(); p.Given != 2 || p.Asked != len(missing)+2 || p.Percent() > 20 {
			t.Errorf("%+v, %d missing", p, len(missing))
		}
		behalf := By{Actor: c.Actor(access.Secretariat), Behalf: true}
		if s, err := c.save(behalf, "xa-d", Edit{Item: "may_tinh", Value: "9"}); err != nil || s.Version != 1 {
			t.Errorf("on behalf: %v", err)
		}
		if _, err := c.save(By{Actor: behalf.Actor}, "xa-d", Edit{Item: "may_tinh", Base: 1, Value: "10"}); keyOf(err) != "access.act.denied" {
			t.Errorf("not on behalf: %v", err)
		}
	})
}

// TestWhatIsNoAnswer: each is told with the item, and nothing is kept.
func TestWhatIsNoAnswer(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t, allTables))
	for _, e := range []struct {
		Edit
		want string
	}{
		{Edit{Item: "khong_co", Value: "1"}, "assessment.edit.item"},
		{Edit{Item: "may_tinh", Value: "-1"}, "assessment.edit.value"},
		{Edit{Item: "may_tinh", Value: "2,5"}, "assessment.edit.value"},
		{Edit{Item: "may_tinh", Value: "hai"}, "text.number.invalid"},
		{Edit{Item: "may_tinh", Value: "5 %"}, "assessment.edit.unit"},
		{Edit{Item: "bang_thong_mbps", Value: "1.234"}, "text.number.ambiguous"},
		{Edit{Item: "co_ket_noi", Value: "có thể"}, "assessment.edit.option"},
		{Edit{Item: "co_ket_noi", Value: "n/a"}, "assessment.edit.option"},
		{Edit{Item: "co_ket_noi", Value: "1", Inapplicable: true, Reason: "x"}, "assessment.edit.both"},
		{Edit{Item: "co_ket_noi", Inapplicable: true, Reason: " "}, "assessment.edit.reason"},
	} {
		if _, err := c.save(c.officer, "so-a", e.Edit); keyOf(err) != e.want {
			t.Errorf("%+v: %s, want %s", e.Edit, keyOf(err), e.want)
		}
	}
	if f := c.form("so-a"); len(f.Answers) != 0 {
		t.Errorf("kept: %+v", f.Answers)
	}
	by := c.officer
	by.Decimal = text.CommaDecimal
	if s, err := c.save(by, "so-a", Edit{Item: "bang_thong_mbps", Value: "1.234"}); err != nil || s.Value != "1234" {
		t.Errorf("%+v %v", s, err)
	}
}

// TestLateAnswers: after the end of an agency's time an answer is kept as a
// draft, whatever the phase; it changes nothing and is not lost.
func TestLateAnswers(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		if _, err := c.save(c.officer, "so-a", Edit{Item: "may_tinh", Value: "1"}); err != nil {
			t.Fatal(err)
		}
		commune := By{Actor: c.At(access.Officer, "xa-c")}
		by := c.By(access.Secretariat)
		c.Write(func(tx *db.Tx) (err error) {
			if _, err = c.Calendar.Extend(tx, by, c.round.ID, "xa-c", round.Open, c.round.Due(round.Open).Add(time.Hour), "Trưởng Ban"); err != nil {
				return err
			}
			r := *c.round
			r.Plan = []round.Span{{Phase: round.Open, Until: tx.Now().Add(-time.Minute)}}
			c.round, err = c.Calendar.Change(tx, by, r)
			return err
		})
		late, err := c.save(c.officer, "so-a", Edit{Op: "l", Item: "may_tinh", Base: 1, Value: "2"})
		if err != nil || late.Late != LateDue || late.Version != 0 {
			t.Fatalf("%+v %v", late, err)
		}
		if s, err := c.save(commune, "xa-c", Edit{Item: "may_tinh", Value: "3"}); err != nil || s.Late != "" {
			t.Errorf("within the extension: %+v %v", s, err)
		}
		c.round = c.Step(c.round, round.Closed)
		closed, err := c.save(c.officer, "so-a", Edit{Item: "may_tram", Value: "5"})
		if err != nil || closed.Late != LatePhase {
			t.Errorf("%+v %v", closed, err)
		}
		if f := c.form("so-a"); f.Answers["may_tinh"].Value != "1" || len(f.Answers) != 1 {
			t.Errorf("late answers count: %+v", f.Answers)
		}
		var kept []Saved
		if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { kept, err = LateEdits(tx, c.round.ID, "so-a"); return err }); err != nil || len(kept) != 2 || kept[0].Value != "2" || kept[1].Value != "5" {
			t.Errorf("%+v %v", kept, err)
		}
	})
}

// TestPoints are the engine's: what the form shows is what scoring gives.
func TestPoints(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t, allTables))
	for item, value := range map[string]string{"may_tinh": "245", "cbccvc": "250", "co_ket_noi": "1"} {
		if _, err := c.save(c.officer, "so-a", Edit{Item: item, Value: value}); err != nil {
			t.Fatal(err)
		}
	}
	f := c.form("so-a")
	got, err := f.Points()
	if err != nil {
		t.Fatal(err)
	}
	n, _ := f.Program.Program.Node("A1")
	want := scoring.Int(245).Mul(f.Program.Program.Nodes()[n].Max)
	if s := got.Score(0, n); s.Points.Mul(scoring.Int(250)).Cmp(want) != 0 {
		t.Errorf("A1: %v", s.Points)
	}
	if trace, ok := got.Trace("so-a", "A1"); !ok || trace.Text(f.Program.Version.Framework, "vi") == "" {
		t.Error("no trace")
	}
}
