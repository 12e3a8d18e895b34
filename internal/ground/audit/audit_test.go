package audit

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var testKeys = func() *Keys {
	k, err := NewKeys("sansang/test")
	if err != nil {
		panic(err)
	}
	return k
}()

func each(t *testing.T, test func(t *testing.T, d *db.DB, l *Log)) {
	dbtest.Each(t, []db.Migrations{Migrations}, func(t *testing.T, d *db.DB) {
		l, err := Open(d, testKeys)
		if err != nil {
			t.Fatal(err)
		}
		test(t, d, l)
	})
}

func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func record(i int) *Record {
	return &Record{
		Actor: Actor{Person: fmt.Sprintf("p%d", i%3), Role: "secretariat"}, Act: "agency.name.changed",
		Object: fmt.Sprintf("agency:%d", i%5), Agency: fmt.Sprint("a", i%2),
		Change: []Change{{Field: "name", Before: "Sở <cũ>", After: fmt.Sprint("Sở mới ", i)}}, Reason: "sắp xếp",
	}
}

func fill(t *testing.T, d *db.DB, l *Log, n int) {
	t.Helper()
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return l.Append(tx, record(i)) }); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if _, err := l.Sequence(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestPlacesAndProofs(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		const n = 13
		fill(t, d, l, n)
		err := d.Write(t.Context(), func(tx *db.Tx) error { l.Append(tx, record(99)); return errors.New("no") })
		if err == nil {
			t.Fatal("an error got lost")
		}
		var old tlog.Tree
		read(t, d, func(tx *db.Tx) (err error) { old, err = l.Root(tx); return err })
		fill(t, d, l, n)
		read(t, d, func(tx *db.Tx) error {
			tree, err := l.Root(tx)
			if err != nil || tree.N != 2*n {
				t.Fatalf("%d records in the tree, want %d: %v", tree.N, 2*n, err)
			}
			all, err := l.Find(tx, Search{})
			if err != nil || len(all) != 2*n {
				t.Fatalf("%d found, want %d: %v", len(all), 2*n, err)
			}
			for i, r := range all {
				if r.Place != int64(2*n-1-i) {
					t.Fatalf("place %d stands at %d from the end", r.Place, i)
				}
				body, _ := r.Body()
				proof, err := l.ProveRecord(tx, tree.N, r.Place)
				if err != nil || tlog.CheckRecord(proof, tree.N, tree.Hash, r.Place, tlog.RecordHash(body)) != nil {
					t.Errorf("record %d: no proof: %v", r.Place, err)
				}
				if tlog.CheckRecord(proof, tree.N, tree.Hash, r.Place, tlog.RecordHash(append(body, ' '))) == nil {
					t.Errorf("record %d: another body has the same proof", r.Place)
				}
			}
			proof, err := l.ProveTree(tx, tree.N, old.N)
			if err != nil || tlog.CheckTree(proof, tree.N, tree.Hash, old.N, old.Hash) != nil {
				t.Errorf("the tree of %d has no proof to begin with that of %d: %v", tree.N, old.N, err)
			}
			if _, err := l.ProveRecord(tx, tree.N+1, 0); fault.KindOf(err) != fault.Missing {
				t.Errorf("a proof in a tree that is not there: %v", err)
			}
			return nil
		})
		v, err := Verify(t.Context(), d, testKeys.Public)
		if err != nil || len(v.Faults) > 0 || v.Records != 2*n || v.Waiting != 0 {
			t.Errorf("%+v %v", v, err)
		}
	})
}

// TestOneTransactionKeepsItsOrder appends many records at one and the same time.
func TestOneTransactionKeepsItsOrder(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		const n = 40
		write(t, d, func(tx *db.Tx) error {
			for i := range n {
				r := record(i)
				r.Reason = fmt.Sprint(i)
				if err := l.Append(tx, r); err != nil {
					return err
				}
			}
			return nil
		})
		if _, err := l.Sequence(t.Context()); err != nil {
			t.Fatal(err)
		}
		read(t, d, func(tx *db.Tx) error {
			all, err := l.Find(tx, Search{})
			for i, r := range all {
				if r.Reason != fmt.Sprint(n-1-i) {
					t.Fatalf("record %s stands at %d from the end", r.Reason, i)
				}
			}
			return err
		})
	})
}

func TestFind(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		fill(t, d, l, 30)
		for _, c := range []struct {
			s    Search
			want int
		}{
			{Search{}, 30}, {Search{Person: "p1"}, 10}, {Search{Agency: "a1"}, 15}, {Search{Object: "agency:3"}, 6},
			{Search{Act: "x"}, 0}, {Search{Person: "p1", Agency: "a1"}, 5}, {Search{Limit: 7}, 7}, {Search{Before: 4}, 4},
		} {
			read(t, d, func(tx *db.Tx) error {
				got, err := l.Find(tx, c.s)
				if len(got) != c.want {
					t.Errorf("%+v: %d found, want %d", c.s, len(got), c.want)
				}
				return err
			})
		}
		read(t, d, func(tx *db.Tx) error {
			all, err := l.Find(tx, Search{})
			middle := all[15].At
			later, _ := l.Find(tx, Search{From: middle})
			sooner, _ := l.Find(tx, Search{Until: middle})
			if len(later)+len(sooner) != 30 || len(later) == 0 {
				t.Errorf("%d from then, %d until then", len(later), len(sooner))
			}
			return err
		})
	})
}

// TestTampering changes every record of a log in every way, each time on its
// own, and wants it found with its place.
func TestTampering(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		n := 11
		if testing.Short() {
			n = 5
		}
		fill(t, d, l, n)
		checkpoint, err := l.Checkpoint(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		var rows []row
		read(t, d, func(tx *db.Tx) error {
			return eachRow(tx, 0, 1000, 1000, func(r *row) error { rows = append(rows, *r); return nil })
		})
		find := func(what string, keys ...string) {
			t.Helper()
			v, err := Verify(t.Context(), d, testKeys.Public, checkpoint)
			if err != nil {
				t.Errorf("%s: %v", what, err)
				return
			}
			var found []string
			for _, f := range v.Faults {
				found = append(found, fmt.Sprint(f.Key, " ", f.Args["place"]))
			}
			for _, k := range keys {
				if !slices.ContainsFunc(found, func(s string) bool { return strings.HasPrefix(s, k) }) {
					t.Errorf("%s: not found as %q, only %q", what, k, found)
				}
			}
		}
		exec := func(query string, args ...any) {
			t.Helper()
			write(t, d, func(tx *db.Tx) error { _, err := tx.Exec(query, args...); return err })
		}
		for i, r := range rows {
			at := fmt.Sprint(" ", r.place)
			exec(setBody, r.id, strings.Replace(r.body, "sắp xếp", "sắp xep", 1))
			find("flipped"+at, "audit.record.differs"+at, "audit.checkpoint.differs")
			exec(setBody, r.id, "{")
			find("spoiled"+at, "audit.record.unreadable"+at)
			exec(setBody, r.id, r.body)
			exec(setAgency, r.id, "other")
			find("column"+at, "audit.record.column"+at)
			exec(setAgency, r.id, r.agency)

			exec(deleteRecord, r.id)
			if i == len(rows)-1 {
				find("cut off"+at, "audit.log.short", "audit.log.count")
			} else {
				find("deleted"+at, "audit.record.missing"+at, "audit.log.count")
			}
			exec(restoreRecord,
				r.id, r.place, r.at, r.person, r.agency, r.object, r.act, r.body)

			if other := rows[(i+1)%len(rows)]; other.place != r.place {
				swap := func(a, b int64) {
					exec(movePlace, r.id, -7)
					exec(movePlace, other.id, b)
					exec(movePlace, r.id, a)
				}
				swap(other.place, r.place)
				find("swapped"+at, "audit.record.differs"+at, fmt.Sprint("audit.record.differs ", other.place))
				swap2 := func() {
					exec(movePlace, r.id, -7)
					exec(movePlace, other.id, other.place)
					exec(movePlace, r.id, r.place)
				}
				swap2()
			}
		}
		find("restored")
		v, err := Verify(t.Context(), d, testKeys.Public, checkpoint)
		if err != nil || len(v.Faults) > 0 {
			t.Fatalf("the restored log: %v %v", v.Faults, err)
		}

		// A record that was never appended, before the first place.
		exec(restoreRecord, "stray", -7, rows[0].at, "p", "a", "o", "x", rows[0].body)
		find("put in", "audit.record.stray -7")
		exec(deleteRecord, "stray")

		// The noted root, and the whole tree computed anew by somebody who owns the
		// database: then only the checkpoint outside knows.
		exec(setRoot, emptyTree.Hash.String())
		find("root", "audit.log.differs")
		if _, err := l.Checkpoint(t.Context(), nil); err == nil {
			t.Error("a tree was signed whose root is not the one that was noted")
		}
		exec(setRoot, v.Tree.Hash.String())
		exec(setBody, rows[2].id, strings.Replace(rows[2].body, "sắp xếp", "khác", 1))
		write(t, d, func(tx *db.Tx) error {
			for _, q := range []string{dropTiles, dropTree} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			_, err := l.grow(tx)
			return err
		})
		if v, err := Verify(t.Context(), d, testKeys.Public); err != nil || len(v.Faults) > 0 {
			t.Errorf("without a checkpoint nothing can be seen, yet: %v %v", v.Faults, err)
		}
		find("computed anew", "audit.checkpoint.differs")
	})
}

// TestEveryHash changes every stored hash of a tree of three levels of tiles, and
// wants it found by its record where it is a leaf; the log goes on after each.
func TestEveryHash(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		const n = 64 + 3
		fill(t, d, l, n)
		var tiles []tile
		read(t, d, func(tx *db.Tx) (err error) { tiles, err = everyTile(tx); return err })
		if len(tiles) != 3 {
			t.Fatalf("%d tiles, want a full one, one of three, and one above", len(tiles))
		}
		put := func(c tile) { write(t, d, func(tx *db.Tx) error { return putTile(tx, c) }) }
		for _, c := range tiles {
			for i := 0; i < len(c.hashes); i += tlog.HashSize {
				spoiled := c
				spoiled.hashes = slices.Clone(c.hashes)
				spoiled.hashes[i] ^= 1
				put(spoiled)
				place := c.number<<tileHeight + int64(i/tlog.HashSize)
				want := fmt.Sprint("audit.record.differs ", place)
				if c.level > 0 {
					want = "audit.hash.differs <nil>"
				}
				v, err := Verify(t.Context(), d, testKeys.Public)
				if err != nil || len(v.Faults) != 1 || fmt.Sprint(v.Faults[0].Key, " ", v.Faults[0].Args["place"]) != want {
					t.Fatalf("hash %d of tile %d/%d: %v %v, want %s", i/tlog.HashSize, c.level, c.number, v.Faults, err, want)
				}
			}
			put(c)
		}
		put(tile{5, 7, tiles[0].hashes})
		if v, err := Verify(t.Context(), d, testKeys.Public); err != nil || len(v.Faults) != 1 || v.Faults[0].Key != "audit.hash.stray" {
			t.Errorf("a tile too many: %v %v", v.Faults, err)
		}
	})
}

// TestEdge grows trees record by record and holds the edge that is kept, the one
// read from the tiles, and tlog's own tree against each other, over a full tile
// of the second level.
func TestEdge(t *testing.T) {
	const n = 64*64 + 130
	var hashes []tlog.Hash
	reader := tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			out[i] = hashes[id]
		}
		return out, nil
	})
	d := dbtest.SQLite(t, []db.Migrations{Migrations})
	l, err := Open(d, testKeys)
	if err != nil {
		t.Fatal(err)
	}
	for size := 0; size < n; {
		step := min(1+size%97, n-size)
		write(t, d, func(tx *db.Tx) error {
			e, err := l.edgeOf(tx)
			if err != nil {
				return err
			}
			from := e.tree()
			var g growth
			for range step {
				body := fmt.Append(nil, "record ", size)
				list, err := tlog.StoredHashes(int64(size), body, reader)
				if err != nil {
					return err
				}
				hashes = append(hashes, list...)
				g.tiles = append(g.tiles, e.add(tlog.RecordHash(body))...)
				size++
			}
			return l.saveTree(tx, from, e, g)
		})
		want, err := tlog.TreeHash(int64(size), reader)
		if err != nil {
			t.Fatal(err)
		}
		read(t, d, func(tx *db.Tx) error {
			e, err := readEdge(tx, int64(size))
			if err != nil {
				return err
			}
			kept := l.edge.Load()
			if got, err := l.Root(tx); err != nil || got.Hash != want || kept.tree() != got || e.tree() != got {
				t.Fatalf("%d records: root %v %v, kept %v, read %v, want %v", size, got.Hash, err, kept.tree().Hash, e.tree().Hash, want)
			}
			for i := range max(len(e.open), len(kept.open)) {
				if string(e.open[i]) != string(kept.open[i]) {
					t.Fatalf("%d records: the open tile of level %d is not as it was kept", size, i)
				}
			}
			return nil
		})
	}
}

// TestEdgeAfterAFailedCommit: what is kept in memory is not taken for stored.
func TestEdgeAfterAFailedCommit(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		fill(t, d, l, 3)
		stale := (&edge{}).clone()
		for range 9 {
			stale.add(tlog.Hash{1})
		}
		for _, e := range []*edge{stale, nil} {
			l.edge.Store(e)
			fill(t, d, l, 2)
		}
		if v, err := Verify(t.Context(), d, testKeys.Public); err != nil || len(v.Faults) > 0 || v.Records != 7 {
			t.Errorf("%+v %v", v, err)
		}
	})
}

func TestCheckpoint(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		fill(t, d, l, 3)
		var kept [][]byte
		keep := func(note []byte) error { kept = append(kept, note); return nil }
		if _, err := l.Checkpoint(t.Context(), func([]byte) error { return errors.New("no room") }); err == nil {
			t.Error("a checkpoint that could not be kept was noted")
		}
		first, err := l.Checkpoint(t.Context(), keep)
		if err != nil {
			t.Fatal(err)
		}
		again, err := l.Checkpoint(t.Context(), keep)
		if err != nil || string(again) != string(first) || len(kept) != 1 {
			t.Errorf("nothing has grown: %v, %d kept", err, len(kept))
		}
		fill(t, d, l, 2)
		second, err := l.Checkpoint(t.Context(), keep)
		if err != nil || len(kept) != 2 {
			t.Fatalf("%v, %d kept", err, len(kept))
		}
		a, err1 := OpenCheckpoint(first, testKeys.Public)
		b, err2 := OpenCheckpoint(second, testKeys.Public)
		if err1 != nil || err2 != nil || a.N != 3 || b.N != 5 {
			t.Errorf("%+v %v, %+v %v", a, err1, b, err2)
		}
		stranger, _ := NewKeys("sansang/test")
		if _, err := OpenCheckpoint(first, stranger.Public); err == nil {
			t.Error("another key accepts it")
		}
		forged := []byte(strings.Replace(string(first), "\n3\n", "\n4\n", 1))
		if v, err := Verify(t.Context(), d, testKeys.Public, forged); err != nil || len(v.Faults) != 1 || v.Faults[0].Key != "audit.checkpoint.signature" {
			t.Errorf("forged: %v %v", v.Faults, err)
		}
	})
}

func TestSeal(t *testing.T) {
	d := dbtest.SQLite(t, []db.Migrations{Migrations})
	l, err := Open(d, testKeys)
	if err != nil {
		t.Fatal(err)
	}
	c := l.Seal("phone", "0912 345 678", "")
	same := l.Seal("phone", "0912 345 678", "x")
	other := l.Seal("mail", "0912 345 678", "x")
	if changed := l.Seal("phone", "0912 345 678", "0912 345 679"); changed.Before == changed.After {
		t.Error("a change of the value is not seen in its seal")
	}
	if !c.Sealed || c.After != "" || c.Before != same.Before || c.Before == other.Before || strings.Contains(fmt.Sprint(c), "345") {
		t.Errorf("%+v %+v %+v", c, same, other)
	}
	wrong := *testKeys
	stranger, _ := NewKeys("sansang/test")
	wrong.Public = stranger.Public
	if _, err := Open(d, &wrong); err == nil || strings.Contains(err.Error(), wrong.Signer) {
		t.Errorf("keys that do not belong together: %v", err)
	}
}

func TestBodyComesBack(t *testing.T) {
	r := record(1)
	r.ID, r.Origin = "x", Origin{Address: "127.0.0.1", Via: "web"}
	r.At = db.Time(1_700_000_000_123_456)
	data, err := r.Body()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ReadBody(data)
	if err != nil {
		t.Fatal(err)
	}
	if fmt.Sprintf("%+v", back) != fmt.Sprintf("%+v", r) || strings.Contains(string(data), `\u003c`) {
		t.Errorf("wrote %+v\nread  %+v\nas %s", r, back, data)
	}
	if _, err := ReadBody([]byte(`{"id":"x","more":1}`)); err == nil {
		t.Error("an unknown field was passed over")
	}
}
