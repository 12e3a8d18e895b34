package assessment

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/judging/round/roundtest"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/scoring"
)

func (c *counter) submit(by By, agency string, s Signature) (*Submission, error) {
	var out *Submission
	err := c.DB.Write(c.t.Context(), func(tx *db.Tx) (err error) {
		out, err = c.desk.Submit(tx, by, c.round.ID, agency, s)
		return err
	})
	return out, err
}

// TestSubmission: who may submit how, what stops it, what stands afterwards, and
// the receipt, every byte of which counts.
func TestSubmission(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		s := roundtest.New(t, d)
		v := s.Issue(s.Sample(), criteria.Check{Code: "bv", Name: scoring.Text{Vi: "Máy có bảo vệ không quá số máy"}, Require: "may_tram_co_bv <= may_tram", Severity: criteria.Blocks})
		c := &counter{Stand: s, t: t, desk: NewDesk(s.Log, s.Gate), round: s.Step(s.Prepare(v.ID), round.Open), officer: By{Actor: s.At(access.Officer, "so-a")}}
		head, stranger := By{Actor: c.At(access.Head, "so-a")}, By{Actor: c.At(access.Head, "xa-c")}
		behalf := By{Actor: c.Actor(access.Secretariat), Behalf: true}
		for item, value := range map[string]string{"may_tram": "10", "may_tram_co_bv": "12"} {
			if _, err := c.save(c.officer, "so-a", Edit{Item: item, Value: value}); err != nil {
				t.Fatal(err)
			}
		}
		agreed := Signature{Way: ByHead, Statement: "Tôi chịu trách nhiệm về số liệu"}
		for name, one := range map[string]struct {
			by   By
			sign Signature
			want string
		}{
			"another head":         {stranger, agreed, "access.act.denied"},
			"an officer":           {c.officer, agreed, "access.act.denied"},
			"an officer, document": {c.officer, Signature{Way: ByDocument, Statement: "x", Document: Document{"1", "2026-01-01"}}, "assessment.submit.document"},
			"a cross-check":        {head, agreed, "assessment.review.check"},
			"another state":        {head, Signature{Way: ByHead, Statement: "x", Revision: 7}, "assessment.form.changed"},
			"other answers":        {head, Signature{Way: ByHead, Statement: "x", Hash: "00"}, "assessment.submit.moved"},
			"no such way":          {head, Signature{Way: "post"}, "assessment.submit.way"},
		} {
			if _, err := c.submit(one.by, "so-a", one.sign); keyOf(err) != one.want {
				t.Errorf("%s: %v, want %s", name, err, one.want)
			}
		}
		if _, err := c.save(c.officer, "so-a", Edit{Item: "may_tram_co_bv", Base: 1, Value: "9"}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.submit(head, "so-a", Signature{Way: ByHead}); keyOf(err) != "assessment.submit.statement" {
			t.Errorf("without a statement: %v", err)
		}
		if _, err := c.submit(behalf, "so-b", Signature{Way: OnBehalf, Statement: "x"}); keyOf(err) != "assessment.document.date" {
			t.Errorf("on behalf without a paper: %v", err)
		}
		shown := func() string {
			var hash string
			err := d.Read(t.Context(), func(tx *db.Tx) error {
				f, err := c.desk.OpenWhole(tx, c.round.ID, "so-a")
				if err == nil {
					_, hash, err = f.content()
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return hash
		}
		agreed.Hash = shown()
		node := leaves(v.Framework)[0]
		if _, err := c.add(c.officer, "so-a", node, takenFile("a.pdf", "a"), Details{Number: "62/QĐ-BTTTT"}, "trang 3"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.submit(head, "so-a", agreed); keyOf(err) != "assessment.submit.moved" {
			t.Errorf("a file was added after the head had looked: %v", err)
		}
		agreed.Hash = shown()
		sent, err := c.submit(head, "so-a", agreed)
		if err != nil {
			t.Fatal(err)
		}
		if f := c.form("so-a"); f.State != Submitted || f.Submission != sent.ID {
			t.Fatalf("%s %s", f.State, f.Submission)
		}
		if late, err := c.save(c.officer, "so-a", Edit{Item: "may_tram", Base: 1, Value: "11"}); err != nil || late.Late != LateSubmitted {
			t.Errorf("%+v %v", late, err)
		}
		if _, err := c.submit(head, "so-a", Signature{Way: ByHead, Statement: "x", Revision: 1}); keyOf(err) != "assessment.submit.state" {
			t.Errorf("twice: %v", err)
		}
		c.verify(sent)

		back := head
		withdraw := func(by By, revision int64) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return c.desk.Withdraw(tx, by, c.round.ID, "so-a", revision) })
		}
		if err := withdraw(back, 1); keyOf(err) != "assessment.withdraw.reason" {
			t.Errorf("%v", err)
		}
		back.Reason = "Bổ sung số liệu"
		if err := withdraw(back, 1); err != nil {
			t.Fatal(err)
		}
		if f := c.form("so-a"); f.State != Draft || f.Revision != 2 {
			t.Errorf("%s %d", f.State, f.Revision)
		}
		if _, err := c.submit(head, "so-a", Signature{Way: ByHead, Statement: "x", Revision: 2}); err != nil {
			t.Error(err)
		}
		var all []*Submission
		if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { all, err = Submissions(tx, c.round.ID, "so-a"); return err }); err != nil || len(all) != 2 || all[1].Withdrawn.IsZero() || !all[0].Withdrawn.IsZero() {
			t.Errorf("%+v %v", all, err)
		}
	})
}

// verify makes the receipt and changes every byte of it once: each change is
// found, or changes nothing that was said.
func (c *counter) verify(s *Submission) {
	t := c.t
	t.Helper()
	var r *Receipt
	var err error
	for range 50 { // on PostgreSQL the place comes afterwards
		if _, err = c.Log.Sequence(t.Context()); err != nil {
			t.Fatal(err)
		}
		if r, err = c.desk.Receipt(t.Context(), c.DB, s.Round, s.Agency, s.ID); err == nil {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	public := c.Public
	read, content, err := VerifyReceipt(data, public)
	if err != nil || content.Agency != "so-a" || len(content.Answers) != 2 || len(content.Evidence) != 1 || content.Evidence[0].Number != "62/QĐ-BTTTT" || content.Evidence[0].For[0].Pointer != "trang 3" || read.Hash != s.Hash {
		t.Fatalf("%+v %v", content, err)
	}
	f := c.form(s.Agency)
	var one, two bytes.Buffer
	if err := errors.Join(r.WritePDF(&one, s, f, "vi"), r.WritePDF(&two, s, f, "vi")); err != nil || !bytes.Equal(one.Bytes(), two.Bytes()) || !bytes.HasPrefix(one.Bytes(), []byte("%PDF-")) {
		t.Errorf("the receipt on paper: %v", err)
	}
	if code := r.code(content); !strings.Contains(code, r.Hash) || !strings.Contains(code, strings.TrimSpace(r.Checkpoint)) {
		t.Errorf("the code of the receipt: %s", code)
	}
	guarded := [][]byte{read.Content, read.Record, []byte(read.Hash)}
	for i := range data {
		spoiled := bytes.Clone(data)
		spoiled[i] ^= 1
		again, _, err := VerifyReceipt(spoiled, public)
		if err == nil && !(bytes.Equal(again.Content, guarded[0]) && bytes.Equal(again.Record, guarded[1]) && again.Hash == read.Hash && again.Place == read.Place && again.Way == read.Way && again.Statement == read.Statement && again.At.Equal(read.At)) {
			t.Fatalf("byte %d (%q) can be changed", i, data[max(0, i-10):min(len(data), i+10)])
		}
	}
}

// TestDue: the officer is asked to fill in, the head to submit, nobody else, and
// nobody once it is done.
func TestDue(t *testing.T) {
	c := newCounter(t, dbtest.SQLite(t, allTables))
	head, stranger := c.At(access.Head, "so-a"), c.At(access.Officer, "xa-d")
	due := func(a access.Actor) (keys []string) {
		t.Helper()
		v, err := c.Gate.Enter(t.Context(), c.Token(a), a.Origin)
		if err == nil {
			err = c.DB.Read(t.Context(), func(tx *db.Tx) error {
				tasks, err := c.desk.Due(tx, v)
				for _, task := range tasks {
					keys = append(keys, task.Key+" "+task.Path)
				}
				return err
			})
		}
		if err != nil {
			t.Fatal(err)
		}
		return keys
	}
	at := Path(c.round.ID, "so-a")
	if got := due(c.officer.Actor); len(got) != 1 || got[0] != "assessment.task.fill "+at {
		t.Errorf("officer: %v", got)
	}
	if got := due(head); len(got) != 1 || got[0] != "assessment.task.submit "+at+"/submit" {
		t.Errorf("head: %v", got)
	}
	if got := due(stranger); len(got) != 1 || got[0] != "assessment.task.fill "+Path(c.round.ID, "xa-d") {
		t.Errorf("another agency: %v", got)
	}
	if _, err := c.submit(By{Actor: head}, "so-a", Signature{Way: ByHead, Statement: "x"}); err != nil {
		t.Fatal(err)
	}
	if got := append(due(head), due(c.officer.Actor)...); len(got) != 0 {
		t.Errorf("after submission: %v", got)
	}
}
