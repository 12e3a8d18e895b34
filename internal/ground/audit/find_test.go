package audit

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// fillBlocks appends n records of which few are rare, in transactions of 500.
func fillBlocks(t *testing.T, d *db.DB, l *Log, n int) {
	t.Helper()
	for i := 0; i < n; {
		write(t, d, func(tx *db.Tx) error {
			for range min(500, n-i) {
				r := record(i)
				if i%700 == 13 {
					r.Agency, r.Object, r.Act, r.Actor.Person = "rare", fmt.Sprint("plan:", i), "plan.plan.closed", "chair"
				}
				if i == 5 {
					r.Act = "plan.plan.begun" // in a full block alone
				}
				r.Reason = fmt.Sprint(i)
				if err := l.Append(tx, r); err != nil {
					return err
				}
				i++
			}
			return nil
		})
	}
	if _, err := l.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// TestFindOverBlocks holds searches and exports of a log of two full blocks and a
// beginning against all of its records, one by one.
func TestFindOverBlocks(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		const n = 2*blockSize + 300
		fillBlocks(t, d, l, n)
		var all []Placed
		var numbers []int64
		read(t, d, func(tx *db.Tx) (err error) {
			if numbers, err = blocksDown(tx, Search{}, 99, 99); err != nil {
				return err
			}
			return eachRow(tx, 0, n, n, func(r *row) error {
				rec, err := ReadBody([]byte(r.body))
				all = append(all, Placed{r.place, *rec})
				return err
			})
		})
		if len(all) != n || !slices.Equal(numbers, []int64{1, 0}) {
			t.Fatalf("%d records, blocks %v", len(all), numbers)
		}
		for range 2 { // from the blocks, then from memory
			var acts, want []string
			for _, r := range all {
				want = append(want, r.Act)
			}
			slices.Sort(want)
			read(t, d, func(tx *db.Tx) (err error) { acts, err = l.Acts(tx); return err })
			if !slices.Equal(acts, slices.Compact(want)) {
				t.Errorf("the acts are %v", acts)
			}
		}
		middle := all[blockSize+700].At
		for _, s := range []Search{
			{}, {Agency: "rare"}, {Object: "plan:713"}, {Object: "plan:714"}, {Person: "chair", Act: "plan."}, {Act: "plan.plan."},
			{Act: "plan.plan"}, {Act: "agency.name.changed", Person: "p1", Agency: "a1"}, {Person: "p1", Agency: "rare"},
			{Until: middle}, {From: middle}, {From: middle, Agency: "rare"}, {Agency: "rare", Until: middle, Act: "plan.plan.closed"},
			{Agency: "rare", Before: blockSize + 1}, {Before: blockSize}, {Before: 5, Person: "p2"}, {Agency: "rare", From: time.Now().Add(time.Hour)},
		} {
			var want []string
			for _, r := range slices.Backward(all) {
				if fits(s, &r) {
					want = append(want, r.Reason)
				}
			}
			var got []string
			for page := s; ; {
				page.Limit = 150
				var found []Placed
				read(t, d, func(tx *db.Tx) (err error) { found, err = l.Find(tx, page); return err })
				for _, r := range found {
					got = append(got, r.Reason)
				}
				if len(found) < page.Limit {
					break
				}
				page.Before = found[len(found)-1].Place
				if page.Before == 0 {
					break
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%+v: %d found, want %d", s, len(got), len(want))
			}
			var lines bytes.Buffer
			written, err := Export(t.Context(), d, &lines, s)
			if err != nil || written != int64(len(want)) || strings.Count(lines.String(), "\n") != len(want) {
				t.Errorf("%+v: %d exported, want %d: %v", s, written, len(want), err)
			}
		}
		if v, err := Verify(t.Context(), d, testKeys.Public); err != nil || len(v.Faults) > 0 {
			t.Fatalf("%v %v", v.Faults, err)
		}
		for i, q := range []string{hideName, moveBlock} {
			write(t, d, func(tx *db.Tx) error { _, err := tx.Exec(q); return err })
			v, err := Verify(t.Context(), d, testKeys.Public)
			if err != nil || len(v.Faults) != i+1 || v.Faults[i].Key != "audit.block.differs" {
				t.Errorf("%s: %v %v", q, v.Faults, err)
			}
		}
	})
}

// fits says what a search wants, without any index.
func fits(s Search, r *Placed) bool {
	return (s.Person == "" || s.Person == r.Actor.Person) && (s.Agency == "" || s.Agency == r.Agency) && (s.Object == "" || s.Object == r.Object) &&
		(s.Act == "" || s.Act == r.Act || strings.HasSuffix(s.Act, ".") && strings.HasPrefix(r.Act, s.Act)) &&
		!r.At.Before(s.From) && (s.Until.IsZero() || r.At.Before(s.Until)) && (s.Before == 0 || r.Place < s.Before)
}

// TestEdgeOverBlocks goes on from an edge that was read within a block.
func TestEdgeOverBlocks(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		fillBlocks(t, d, l, blockSize-10)
		l.edge.Store(nil)
		fill(t, d, l, 20)
		if v, err := Verify(t.Context(), d, testKeys.Public); err != nil || len(v.Faults) > 0 || v.Records != blockSize+10 {
			t.Errorf("%+v %v", v, err)
		}
	})
}

// TestExport computes the tree from nothing but the lines.
func TestExport(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		const n = 70
		fill(t, d, l, n)
		var want tlog.Tree
		read(t, d, func(tx *db.Tx) (err error) { want, err = l.Root(tx); return err })
		var lines bytes.Buffer
		if written, err := Export(t.Context(), d, &lines, Search{}); err != nil || written != n {
			t.Fatalf("%d written: %v", written, err)
		}
		var hashes []tlog.Hash
		reader := tlog.HashReaderFunc(func(ids []int64) (out []tlog.Hash, err error) {
			for _, id := range ids {
				out = append(out, hashes[id])
			}
			return out, nil
		})
		for line := range strings.Lines(lines.String()) {
			var r struct {
				Place  int64
				Record json.RawMessage
			}
			if err := json.Unmarshal([]byte(line), &r); err != nil {
				t.Fatal(err)
			}
			list, err := tlog.StoredHashes(r.Place, r.Record, reader)
			if err != nil {
				t.Fatal(err)
			}
			hashes = append(hashes, list...)
		}
		if got, err := tlog.TreeHash(n, reader); err != nil || got != want.Hash {
			t.Errorf("the lines make %v, the log is %v: %v", got, want.Hash, err)
		}
		write(t, d, func(tx *db.Tx) error { _, err := tx.Exec(spoilBody, 3); return err })
		lines.Reset()
		if written, err := Export(t.Context(), d, &lines, Search{Limit: 10}); err != nil || written != 10 || !strings.Contains(lines.String(), `{"place":3,"spoiled":"{\n}"}`+"\n") {
			t.Errorf("%d written: %v\n%s", written, err, lines.String())
		}
	})
}
