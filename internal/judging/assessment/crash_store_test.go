package assessment

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/judging/round/roundtest"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
	"github.com/sansang-project/sansang/scoring"
)

// crash kills a program in which agencies work: one saves answers, one submits and
// withdraws, one has workbooks taken, one gives evidence.
var crash = dbtest.NewCrash(dbtest.Crash{Name: "assessment", Migrations: allTables, Seed: 20261125, Write: workForEver, Inspect: inspectForms})

// TestCrash: nothing that was acknowledged is lost, no workbook is half taken, a
// submission has its record, form and content together, no evidence is without its
// file, and the log is whole.
func TestCrash(t *testing.T) { crash.Run(t) }

// works is what outlives a killed program beside its database.
type works struct {
	Audit  audit.Keys
	Access [][]byte
	Round  string
	Actors map[string]access.Actor
}

// alone is a testing.TB of a program that is no test.
type alone struct{ testing.TB }

func (alone) Helper()                  {}
func (alone) Fatal(args ...any)        { panic(fmt.Sprint(args...)) }
func (alone) Context() context.Context { return context.Background() }

const pathOfDatabase = `PRAGMA database_list`

func pathOf(ctx context.Context, d *db.DB) (path string, err error) {
	err = d.Read(ctx, func(tx *db.Tx) error {
		var seq int
		var name string
		_, err := tx.Row(pathOfDatabase, nil, &seq, &name, &path)
		return err
	})
	return path, err
}

// reopen gives the desk and files of a database, made new at first.
func reopen(ctx context.Context, d *db.DB) (*works, *Desk, *file.Store, error) {
	path, err := pathOf(ctx, d)
	if err != nil {
		return nil, nil, nil, err
	}
	files, err := file.Open(ctx, file.Config{URL: path + ".files"})
	if err != nil {
		return nil, nil, nil, err
	}
	w := &works{}
	data, err := os.ReadFile(path + ".works")
	switch {
	case err == nil:
		err = json.Unmarshal(data, w)
	case errors.Is(err, os.ErrNotExist):
		var keys *audit.Keys
		if keys, err = audit.NewKeys("sansang/test"); err == nil {
			w.Audit, w.Access = *keys, [][]byte{access.NewKey()}
		}
	}
	if err != nil {
		return nil, nil, nil, err
	}
	log, err := audit.Open(d, &w.Audit)
	if err != nil {
		return nil, nil, nil, err
	}
	gate, err := access.Open(d, log, access.Keys(w.Access), accesstest.Rules())
	if err != nil {
		return nil, nil, nil, err
	}
	if w.Round == "" {
		s := roundtest.In(alone{}, d, accesstest.In(alone{}, d, log, gate))
		r, _ := s.Open()
		w.Round, w.Actors = r.ID, map[string]access.Actor{"officer": s.At(access.Officer, "so-a"), "head": s.At(access.Head, "so-b"), "giver": s.At(access.Officer, "xa-d"), "secretariat": s.Actor(access.Secretariat)}
		if data, err = json.Marshal(w); err == nil {
			err = os.WriteFile(path+".works", data, 0o600)
		}
	}
	return w, NewDesk(log, gate), files, err
}

// together are the items that every workbook of the test sets to one number.
var together = []string{"may_tinh", "cbccvc", "may_tram"}

func workForEver(ctx context.Context, d *db.DB, said func(string)) error {
	w, desk, files, err := reopen(ctx, d)
	if err != nil {
		return err
	}
	id := func(n int) string { return fmt.Sprintf("%d-%d", os.Getpid(), n) }
	broken := make(chan error)
	work := func(one func(n int) error) {
		go func() {
			for n := 0; ; n++ {
				if err := one(n); err != nil {
					broken <- err
					return
				}
			}
		}()
	}
	open := func(agency string) (f *Form, err error) {
		err = d.Read(ctx, func(tx *db.Tx) error { f, err = desk.OpenWhole(tx, w.Round, agency); return err })
		return f, err
	}
	work(func(n int) error { // saves one answer after the other
		f, err := open("so-a")
		if err != nil {
			return err
		}
		item := together[n%3]
		e := Edit{Op: id(n), Item: item, Base: f.Answers[item].Version, Value: strconv.Itoa(os.Getpid()*1_000_000 + n)}
		var s *Saved
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			s, err = desk.Save(tx, By{Actor: w.Actors["officer"]}, w.Round, "so-a", e)
			dieAt("answer inside")
			return err
		}); err != nil {
			return err
		}
		dieAt("answer committed")
		said(fmt.Sprintf("answer %s %s %s %d", e.Op, item, e.Value, s.Version))
		return nil
	})
	work(func(int) error { // submits, withdraws
		f, err := open("so-b")
		if err != nil {
			return err
		}
		head := By{Actor: w.Actors["head"], Reason: "Bổ sung"}
		if f.State == Submitted {
			if err := d.Write(ctx, func(tx *db.Tx) error { return desk.Withdraw(tx, head, w.Round, "so-b", f.Revision) }); err != nil {
				return err
			}
			said("withdrawn " + f.Submission)
			return nil
		}
		var s *Submission
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			s, err = desk.Submit(tx, head, w.Round, "so-b", Signature{Way: ByHead, Statement: "x", Revision: f.Revision})
			dieAt("submission inside")
			return err
		}); err != nil {
			return err
		}
		dieAt("submission committed")
		said("submitted " + s.ID + " " + s.Hash)
		return nil
	})
	work(func(n int) error { // has a workbook of three answers taken
		f, err := open("xa-c")
		if err != nil {
			return err
		}
		var changes []Change
		for _, item := range together {
			v := f.sheetValues(f.Answers)[item]
			changes = append(changes, Change{Agency: "xa-c", Item: item, Before: v, After: SheetValue{Value: scoring.GiveInt(int64(os.Getpid())*1_000_000 + int64(n))}, Revision: v.Version})
		}
		b := &Book{Name: "a.xlsx", Hash: fmt.Sprintf("%064d", n)}
		if err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := desk.Take(tx, By{Actor: w.Actors["secretariat"], Behalf: true}, map[string]*Form{"xa-c": f}, b, changes, Seen(changes), nil)
			dieAt("book inside")
			return err
		}); err != nil {
			return err
		}
		dieAt("book committed")
		said(fmt.Sprintf("book %d", f.Answers[together[0]].Version+1))
		return nil
	})
	work(func(n int) error { // gives evidence, takes the oldest away
		blob, err := files.Put(ctx, strings.NewReader("đã họp "+id(n)), file.Limit(1<<10))
		if err != nil {
			return err
		}
		dieAt("evidence file")
		f, err := open("xa-d")
		if err != nil {
			return err
		}
		node := leaves(f.Program.Version.Framework)[0]
		by := By{Actor: w.Actors["giver"]}
		var e *Evidence
		if err := d.Write(ctx, func(tx *db.Tx) (err error) {
			if len(f.Evidence) > 20 {
				if err := desk.RemoveEvidence(tx, by, w.Round, "xa-d", node, f.Evidence[0].ID); err != nil {
					return err
				}
			}
			e, err = desk.AddEvidence(tx, by, w.Round, "xa-d", node, upload.Taken{Name: "a.txt", Blob: blob, Kind: kind.Kind{Type: kind.PDF}}, Details{}, "")
			dieAt("evidence inside")
			return err
		}); err != nil {
			return err
		}
		dieAt("evidence committed")
		said("evidence " + e.ID + " " + blob.Hash)
		return nil
	})
	return <-broken
}

func inspectForms(t *testing.T, d *db.DB, acknowledged map[string]bool) {
	kinds := inspectAcknowledged(t, d, acknowledged)
	for _, kind := range []string{"answer", "submitted", "withdrawn", "book", "evidence"} {
		if kinds[kind] == 0 {
			t.Errorf("nobody was ever told %q: the test shows nothing of it", kind)
		}
	}
}

// inspectAcknowledged looks for what was acknowledged and for what is half done,
// and counts the acknowledgements of each kind.
func inspectAcknowledged(t *testing.T, d *db.DB, acknowledged map[string]bool) map[string]int {
	t.Helper()
	w, desk, files, err := reopen(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if v, err := audit.Verify(t.Context(), d, w.Audit.Public); err != nil || len(v.Faults) > 0 {
		t.Fatalf("the log: %+v %v", v, err)
	}
	kinds := map[string]int{}
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		for key := range acknowledged {
			part := strings.Fields(key)
			kinds[part[0]]++
			lost := ""
			switch part[0] {
			case "answer":
				s, err := editOf(tx, w.Round, "so-a", part[1])
				if err != nil || s == nil || s.Item != part[2] || s.Value != part[3] || strconv.FormatInt(s.Version, 10) != part[4] {
					lost = fmt.Sprintf("%+v %v", s, err)
				}
			case "submitted":
				s, err := SubmissionOf(tx, w.Round, "so-b", part[1])
				if err != nil || s.Hash != part[2] {
					lost = fmt.Sprint(err)
				}
			case "withdrawn":
				s, err := SubmissionOf(tx, w.Round, "so-b", part[1])
				if err != nil || s.Withdrawn.IsZero() {
					lost = fmt.Sprint(err)
				}
			case "book":
				a, err := answerOf(tx, w.Round, "xa-c", together[0])
				if n, _ := strconv.ParseInt(part[1], 10, 64); err != nil || a.Version < n {
					lost = fmt.Sprintf("%+v %v", a, err)
				}
			case "evidence":
				if e, err := EvidenceOf(tx, w.Round, "xa-d", part[1]); err != nil || e.Hash != part[2] {
					lost = fmt.Sprintf("%+v %v", e, err)
				}
			}
			if lost != "" {
				t.Errorf("%s was acknowledged: %s", key, lost)
			}
		}
		return inspectWhole(t, tx, w, desk, files)
	})
	if err != nil {
		t.Fatal(err)
	}
	return kinds
}

// inspectWhole looks for what is half done, acknowledged or not.
func inspectWhole(t *testing.T, tx *db.Tx, w *works, desk *Desk, files *file.Store) error {
	book, err := Answers(tx, w.Round, "xa-c")
	if err != nil {
		return err
	}
	for _, item := range together[1:] {
		if book[item].Value != book[together[0]].Value {
			t.Errorf("a workbook was half taken: %v", book)
		}
	}
	f, err := desk.Open(tx, w.Round, "so-b")
	if err != nil {
		return err
	}
	sent, err := Submissions(tx, w.Round, "so-b")
	if err != nil {
		return err
	}
	standing := ""
	for _, s := range sent {
		sum := sha256.Sum256(s.Content)
		if hex.EncodeToString(sum[:]) != s.Hash {
			t.Errorf("submission %s: its content is another", s.ID)
		}
		if s.Withdrawn.IsZero() {
			standing += s.ID
		}
		found, err := desk.log.Find(tx, audit.Search{Object: objectOf(w.Round), Agency: "so-b", From: s.At, Until: s.At.Add(time.Microsecond)})
		if err != nil {
			return err
		}
		recorded := false
		for _, p := range found {
			recorded = recorded || p.ID == s.Record
		}
		if !recorded {
			t.Errorf("submission %s has no record", s.ID)
		}
	}
	if f.Submission != standing || (f.State == Submitted) != (standing != "") {
		t.Errorf("the form says %s %q, submissions that stand: %q", f.State, f.Submission, standing)
	}
	all, err := Evidences(tx, w.Round, "xa-d")
	if err != nil {
		return err
	}
	for _, e := range all {
		r, _, err := files.Open(t.Context(), e.Hash)
		if err != nil {
			t.Errorf("evidence %s has no file: %v", e.ID, err)
			continue
		}
		var b bytes.Buffer
		_, err = io.Copy(&b, r)
		r.Close()
		if sum := sha256.Sum256(b.Bytes()); err != nil || hex.EncodeToString(sum[:]) != e.Hash {
			t.Errorf("evidence %s: the file is another (%v)", e.ID, err)
		}
	}
	var r *round.Round
	r, err = round.Get(tx, w.Round)
	if err == nil && r.Phase != round.Open {
		t.Errorf("the round is %s", r.Phase)
	}
	return err
}
