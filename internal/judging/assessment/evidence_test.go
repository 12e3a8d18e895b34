package assessment

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
	"github.com/sansang-project/sansang/scoring"
)

// takenFile is a file as it came through the intake; the hash stands for bytes.
func takenFile(name, hash string) upload.Taken {
	return upload.Taken{Name: name, Blob: file.Blob{Hash: strings.Repeat(hash, 64)[:64], Size: 1000}, Kind: kind.Kind{Type: kind.PDF}, Verdict: file.Verdict{State: file.Unscanned}}
}

// leaves are the criteria of a framework, in order.
func leaves(f *scoring.Framework) (all []string) {
	var walk func(n *scoring.Node)
	walk = func(n *scoring.Node) {
		if len(n.Children) == 0 {
			all = append(all, n.Code)
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(f.Root)
	return all
}

// give runs an act on evidence in a write.
func (c *counter) give(act func(tx *db.Tx) (*Evidence, error)) (e *Evidence, err error) {
	err = c.DB.Write(c.t.Context(), func(tx *db.Tx) (err error) { e, err = act(tx); return err })
	return e, err
}

func (c *counter) evidence(roundID, agency string) (all []Evidence) {
	c.t.Helper()
	if err := c.DB.Read(c.t.Context(), func(tx *db.Tx) (err error) { all, err = Evidences(tx, roundID, agency); return err }); err != nil {
		c.t.Fatal(err)
	}
	return all
}

func (c *counter) add(by By, agency, node string, taken upload.Taken, doc Details, pointer string) (*Evidence, error) {
	return c.give(func(tx *db.Tx) (*Evidence, error) {
		return c.desk.AddEvidence(tx, by, c.round.ID, agency, node, taken, doc, pointer)
	})
}

// TestEvidence: one file for many criteria, many files for one, what is said of
// them, who may, and that nothing is lost when it is taken away.
func TestEvidence(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		nodes := leaves(c.form("so-a").Program.Version.Framework)
		first, second := nodes[0], nodes[1]
		doc := Details{Number: " 62/QĐ-BTTTT ", Date: "09/01/2026", Issuer: "Bộ TT&TT", Extract: "Bộ tiêu chí"}
		for name, by := range map[string]By{"another agency's officer": {Actor: c.At(access.Officer, "xa-c")}, "head": {Actor: c.At(access.Head, "so-a")}, "auditor": {Actor: c.Actor(access.Auditor)}, "nobody": {}} {
			if _, err := c.add(by, "so-a", first, takenFile("a.pdf", "a"), doc, ""); err == nil || fault.KindOf(err) != fault.Denied {
				t.Errorf("%s: %v", name, err)
			}
		}
		e, err := c.add(c.officer, "so-a", first, takenFile("a.pdf", "a"), doc, " trang 3 ")
		if err != nil || e.Number != "62/QĐ-BTTTT" || e.Date != "2026-01-09" || e.Links[0].Pointer != "trang 3" || e.Scan != file.Unscanned {
			t.Fatalf("%+v %v", e, err)
		}
		same, err := c.add(c.officer, "so-a", second, takenFile("khác.pdf", "a"), Details{}, "mục II")
		if err != nil || same.ID != e.ID || same.Name != "a.pdf" || len(same.Links) != 2 {
			t.Errorf("the same bytes: %+v %v", same, err)
		}
		if _, err := c.add(c.officer, "so-a", first, takenFile("b.pdf", "b"), Details{}, ""); err != nil {
			t.Error(err)
		}
		all := c.evidence(c.round.ID, "so-a")
		if len(all) != 2 || len(EvidenceFor(all, first)) != 2 || len(EvidenceFor(all, second)) != 1 || len(c.evidence(c.round.ID, "xa-c")) != 0 {
			t.Errorf("%+v", all)
		}
		_, err = c.add(c.officer, "so-a", "khong-co", takenFile("c.pdf", "c"), Details{Number: strings.Repeat("số", 60), Date: "31/02/2026"}, strings.Repeat("x", 201))
		var list fault.List
		if !errors.As(err, &list) || len(list) != 4 {
			t.Errorf("all at once: %v", err)
		}
		described := doc
		described.Extract = "Bộ tiêu chí năm 2026"
		got, err := c.give(func(tx *db.Tx) (*Evidence, error) {
			return c.desk.DescribeEvidence(tx, c.officer, c.round.ID, "so-a", first, e.ID, 1, described, "trang 4")
		})
		if err != nil || got.Extract != described.Extract || got.Revision != 2 || got.Link(first).Pointer != "trang 4" || got.Link(second).Pointer != "mục II" {
			t.Errorf("%+v %v", got, err)
		}
		described.Extract = "muộn"
		if _, err = c.give(func(tx *db.Tx) (*Evidence, error) {
			return c.desk.DescribeEvidence(tx, c.officer, c.round.ID, "so-a", first, e.ID, 1, described, "")
		}); err == nil || fault.KindOf(err) != fault.Conflict {
			t.Errorf("a lost race: %v", err)
		}
		remove := func(by By, node string) error {
			_, err := c.give(func(tx *db.Tx) (*Evidence, error) {
				return nil, c.desk.RemoveEvidence(tx, by, c.round.ID, "so-a", node, e.ID)
			})
			return err
		}
		if err := remove(By{Actor: c.At(access.Officer, "xa-c")}, first); err == nil || fault.KindOf(err) != fault.Denied {
			t.Error(err)
		}
		if err := remove(c.officer, first); err != nil {
			t.Error(err)
		}
		if err := remove(c.officer, first); err == nil || fault.KindOf(err) != fault.Missing {
			t.Errorf("twice: %v", err)
		}
		if all = c.evidence(c.round.ID, "so-a"); len(all) != 2 {
			t.Errorf("it still speaks for another: %+v", all)
		}
		if err := remove(c.officer, second); err != nil {
			t.Error(err)
		}
		if all = c.evidence(c.round.ID, "so-a"); len(all) != 1 {
			t.Errorf("%+v", all)
		}
		kept, err := c.give(func(tx *db.Tx) (*Evidence, error) { return EvidenceOf(tx, c.round.ID, "so-a", e.ID) })
		if err != nil || kept.Removed.IsZero() || kept.Hash != e.Hash {
			t.Errorf("the row is kept: %+v %v", kept, err)
		}
		if again, err := c.add(c.officer, "so-a", first, takenFile("a.pdf", "a"), doc, ""); err != nil || again.ID == e.ID {
			t.Errorf("given again: %+v %v", again, err)
		}
		c.Step(c.round, round.Closed)
		if _, err := c.add(c.officer, "so-a", first, takenFile("d.pdf", "d"), doc, ""); err == nil || fault.KindOf(err) != fault.Denied {
			t.Errorf("closed: %v", err)
		}
	})
}

// TestReuseEvidence takes over what was given in the round before.
func TestReuseEvidence(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		node := leaves(c.form("so-a").Program.Version.Framework)[0]
		doc := Details{Number: "1/QĐ", Date: "02/03/2025", Issuer: "UBND tỉnh", Extract: "Kế hoạch"}
		last, err := c.add(c.officer, "so-a", node, takenFile("a.pdf", "a"), doc, "trang 2")
		if err != nil {
			t.Fatal(err)
		}
		before := c.round
		c.follow()
		reuse := func(id string) (*Evidence, error) {
			return c.give(func(tx *db.Tx) (*Evidence, error) {
				return c.desk.ReuseEvidence(tx, c.officer, c.round.ID, "so-a", node, id)
			})
		}
		got, err := reuse(last.ID)
		if err != nil || got.ID == last.ID || got.Hash != last.Hash || got.Source != before.ID || got.Number != "1/QĐ" || got.Date != "2025-03-02" || got.Links[0].Pointer != "trang 2" {
			t.Fatalf("%+v %v", got, err)
		}
		if again, err := reuse(last.ID); err != nil || again.ID != got.ID {
			t.Errorf("twice: %+v %v", again, err)
		}
		if _, err := reuse("khong-co"); err == nil || fault.KindOf(err) != fault.Missing {
			t.Error(err)
		}
		if all := c.evidence(before.ID, "so-a"); len(all) != 1 || all[0].ID != last.ID {
			t.Errorf("last year's stays: %+v", all)
		}
	})
}

// TestRescan: what no scanner saw is shown to one, and every row of the same bytes
// learns what it said.
func TestRescan(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		node := leaves(c.form("so-a").Program.Version.Framework)[0]
		other := By{Actor: c.At(access.Officer, "xa-c")}
		for _, f := range []struct {
			by           By
			agency, hash string
		}{{c.officer, "so-a", "a"}, {other, "xa-c", "a"}, {c.officer, "so-a", "b"}, {c.officer, "so-a", "c"}} {
			if _, err := c.add(f.by, f.agency, node, takenFile(f.hash+".pdf", f.hash), Details{}, ""); err != nil {
				t.Fatal(err)
			}
		}
		var shown []string
		away := errors.New("away")
		answer := func(_ context.Context, hash string) (file.Verdict, error) {
			shown = append(shown, hash[:1])
			switch hash[0] {
			case 'a':
				return file.Verdict{State: file.Infected, Name: "X.Test"}, nil
			case 'b':
				return file.Verdict{State: file.Clean}, nil
			}
			return file.Verdict{State: file.Unscanned, Cause: away}, nil
		}
		if err := c.desk.Rescan(t.Context(), d, answer); err != away {
			t.Error(err)
		}
		scans := func(agency string) (all []string) {
			for _, e := range c.evidence(c.round.ID, agency) {
				all = append(all, e.Name+" "+string(e.Scan)+" "+e.Finding)
			}
			slices.Sort(all)
			return all
		}
		if got := scans("so-a"); !slices.Equal(got, []string{"a.pdf infected X.Test", "b.pdf clean ", "c.pdf unscanned "}) {
			t.Error(got)
		}
		if got := scans("xa-c"); !slices.Equal(got, []string{"a.pdf infected X.Test"}) {
			t.Error(got)
		}
		if err := c.desk.Rescan(t.Context(), d, answer); err != away || !slices.Equal(shown, []string{"a", "b", "c", "c"}) {
			t.Error(shown, err)
		}
	})
}

// follow opens a round after the one that is open.
func (c *counter) follow() {
	c.t.Helper()
	var r *round.Round
	c.Write(func(tx *db.Tx) (err error) {
		r, err = c.Calendar.Prepare(tx, c.By(access.Secretariat), round.Round{Name: scoring.Text{Vi: "Đánh giá năm 2027"}, Year: 2027, Set: "xep-hang", AsOf: "2026-01-01",
			Variants: c.round.Variants, Previous: c.round.ID, Plan: []round.Span{{Phase: round.Open, Until: tx.Now().Add(30 * 24 * time.Hour)}}})
		return err
	})
	c.round = c.Step(r, round.Open)
}
