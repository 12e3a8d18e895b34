package db_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var notes = []db.Migrations{{Slice: "note", Files: os.DirFS("testdata/migrations")}}

const (
	addNote   = `INSERT INTO note (id, body, n, done, share, at) VALUES ($1, $2, $3, $4, $5, $6)`
	getNote   = `SELECT body, n, done, share, at FROM note WHERE id = $1`
	countNote = `SELECT count(*) FROM note`
	listNote  = `SELECT id FROM note ORDER BY id`
	swapNote  = `UPDATE note SET n = $3 WHERE id = $1 AND n = $2`
	addTrail  = `INSERT INTO trail (seq, note, body) VALUES ($1, $2, $3)`
	sumNote   = `SELECT COALESCE(sum(n), 0) FROM note`
	dropNote  = `DELETE FROM note WHERE body = $1`
	showNote  = `UPDATE note SET done = $2 WHERE body = $1`
)

func add(tx *db.Tx, id string, n int64) error {
	_, err := tx.Exec(addNote, id, "body of "+id, n, false, nil, db.Micros(tx.Now()))
	return err
}

func count(t *testing.T, d *db.DB) (n int) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Row(countNote, nil, &n)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestValuesComeBack(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		var at time.Time
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			at = tx.Now()
			_, err := tx.Exec(addNote, "ă", "Đã lưu 'x' \x01", int64(1)<<62, true, 0.1, db.Micros(at))
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var (
			body    string
			n, when int64
			done    bool
			share   sql.NullFloat64
		)
		err = d.Read(t.Context(), func(tx *db.Tx) error {
			there, err := tx.Row(getNote, []any{"ă"}, &body, &n, &done, &share, &when)
			if err == nil && !there {
				t.Error("the row is not there")
			}
			if there, err := tx.Row(getNote, []any{"a"}, &body, &n, &done, &share, &when); there || err != nil {
				t.Errorf("a row that nobody wrote: %v %v", there, err)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if body != "Đã lưu 'x' \x01" || n != 1<<62 || !done || share.Float64 != 0.1 || !db.Time(when).Equal(at) || at.Location() != time.UTC {
			t.Errorf("got %q %d %v %v %v, wrote at %v", body, n, done, share, db.Time(when), at)
		}
	})
}

func TestFailedWriteLeavesNothing(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		wrong := errors.New("no")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if err := add(tx, "a", 1); err != nil {
				return err
			}
			return wrong
		})
		if err != wrong {
			t.Errorf("got %v, want the error as it was", err)
		}
		func() {
			defer func() {
				if recover() != "boom" {
					t.Error("the panic did not reach the caller")
				}
			}()
			d.Write(t.Context(), func(tx *db.Tx) error { add(tx, "b", 1); panic("boom") })
		}()
		if n := count(t, d); n != 0 {
			t.Errorf("%d rows, want none", n)
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(tx, "c", 1) }); err != nil || count(t, d) != 1 {
			t.Errorf("the writer does not go on: %v", err)
		}
	})
}

func TestKindsOfFault(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		write := func(fn func(tx *db.Tx) error) error { return d.Write(t.Context(), fn) }
		if err := write(func(tx *db.Tx) error { return add(tx, "a", 1) }); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			name, key string
			kind      fault.Kind
			fn        func(tx *db.Tx) error
		}{
			{"key twice", "db.row.twice", fault.Conflict, func(tx *db.Tx) error { return add(tx, "a", 1) }},
			{"no such parent", "db.row.reference", fault.Conflict, func(tx *db.Tx) error { _, err := tx.Exec(addTrail, 1, "z", "x"); return err }},
			{"nonsense", "db.statement.failed", fault.Internal, func(tx *db.Tx) error { _, err := tx.Exec("SELEC 1"); return err }},
			{"lost race", "note.changed", fault.Conflict, func(tx *db.Tx) error {
				n, err := tx.Exec(swapNote, "a", 7, 8)
				return db.One(n, err, "note.changed", nil)
			}},
		} {
			err := write(c.fn)
			var f *fault.Fault
			if !errors.As(err, &f) || f.Kind != c.kind || f.Key != c.key {
				t.Errorf("%s: got %v, want %v %s", c.name, err, c.kind, c.key)
			}
		}
		err := d.Read(t.Context(), func(tx *db.Tx) error { return add(tx, "r", 1) })
		if err == nil || count(t, d) != 1 {
			t.Errorf("a read wrote: %v", err)
		}
	})
}

// TestNeighbours lets many write at once, every third of them in vain.
func TestNeighbours(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		const callers, each = 24, 12
		var wg sync.WaitGroup
		var kept atomic.Int64
		for c := range callers {
			wg.Go(func() {
				for i := range each {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						if err := add(tx, fmt.Sprintf("%02d-%02d", c, i), 1); err != nil {
							return err
						}
						if (c+i)%3 == 0 {
							return add(tx, fmt.Sprintf("%02d-%02d", c, i), 1) // its own key again
						}
						return nil
					})
					if err == nil {
						kept.Add(1)
					} else if (c+i)%3 != 0 {
						t.Errorf("%d-%d: %v", c, i, err)
					}
				}
			})
		}
		wg.Wait()
		if n := count(t, d); int64(n) != kept.Load() || n != callers*each*2/3 {
			t.Errorf("%d rows, %d acknowledged, want %d", n, kept.Load(), callers*each*2/3)
		}
	})
}

// TestNoLostUpdate counts up in read-modify-write without any lock of its own.
func TestNoLostUpdate(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(tx, "n", 0) }); err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		var done atomic.Int64
		for range 8 {
			wg.Go(func() {
				for range 15 {
					err := d.Write(t.Context(), func(tx *db.Tx) error {
						var n int64
						if _, err := tx.Row(sumNote, nil, &n); err != nil {
							return err
						}
						k, err := tx.Exec(swapNote, "n", n, n+1)
						return db.One(k, err, "note.changed", nil)
					})
					if err == nil {
						done.Add(1)
					} else if fault.KindOf(err) != fault.Unavailable {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		var n int64
		if err := d.Read(t.Context(), func(tx *db.Tx) error { _, err := tx.Row(sumNote, nil, &n); return err }); err != nil {
			t.Fatal(err)
		}
		if n != done.Load() || n == 0 {
			t.Errorf("counted %d, acknowledged %d", n, done.Load())
		}
	})
}

func TestReadSeesOneState(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			var before, after int
			if _, err := tx.Row(countNote, nil, &before); err != nil {
				return err
			}
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(tx, "a", 1) }); err != nil {
				return err
			}
			if _, err := tx.Row(countNote, nil, &after); err != nil {
				return err
			}
			if before != 0 || after != 0 {
				t.Errorf("saw %d, then %d rows", before, after)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, d); n != 1 {
			t.Errorf("%d rows after it", n)
		}
	})
}

func TestStage(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		put := func(tx *db.Tx, part int) error {
			for i := range 3 {
				if _, err := tx.Exec(addNote, fmt.Sprint(part, i), "import", 1, false, nil, 0); err != nil {
					return err
				}
			}
			return nil
		}
		flip := func(tx *db.Tx) error { _, err := tx.Exec(showNote, "import", true); return err }
		drop := func(tx *db.Tx) error { _, err := tx.Exec(dropNote, "import"); return err }
		wrong := errors.New("part 2 is wrong")
		err := d.Stage(t.Context(), 4, func(tx *db.Tx, part int) error {
			if part == 2 {
				return wrong
			}
			return put(tx, part)
		}, flip, drop)
		if err != wrong || count(t, d) != 0 {
			t.Errorf("a broken import: %v, %d rows stay", err, count(t, d))
		}
		ctx, cancel := context.WithCancel(t.Context())
		err = d.Stage(ctx, 4, func(tx *db.Tx, part int) error { cancel(); return put(tx, part) }, flip, drop)
		if !errors.Is(err, context.Canceled) || count(t, d) != 0 {
			t.Errorf("an import whose caller left: %v, %d rows stay", err, count(t, d))
		}
		if err := d.Stage(t.Context(), 4, put, flip, drop); err != nil || count(t, d) != 12 {
			t.Errorf("%v, %d rows", err, count(t, d))
		}
	})
}

func TestMigrations(t *testing.T) {
	dbtest.Each(t, nil, func(t *testing.T, d *db.DB) {
		one := db.Migrations{Slice: "a", Files: fstest.MapFS{"00001_a.sql": {Data: []byte("-- +goose Up\nCREATE TABLE a (id TEXT PRIMARY KEY);\n")}}}
		two := db.Migrations{Slice: "b", Files: fstest.MapFS{"00002_b.sql": {Data: []byte("-- +goose Up\nCREATE TABLE b (id TEXT PRIMARY KEY);\n")}}}
		var wg sync.WaitGroup // two nodes start at once
		for range 2 {
			wg.Go(func() {
				if _, err := d.Migrate(t.Context(), nil, one); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		taken := 0
		snapshot := func(context.Context) (string, error) { taken++; return "s", nil }
		m, err := d.Migrate(t.Context(), snapshot, two, one)
		if err != nil || m.From != 1 || m.To != 2 || taken != 1 || m.Snapshot != "s" {
			t.Fatalf("%+v %v, %d snapshots", m, err, taken)
		}
		if m, err := d.Migrate(t.Context(), snapshot, one, two); err != nil || m.From != 2 || taken != 1 {
			t.Errorf("nothing to do: %+v %v, %d snapshots", m, err, taken)
		}
		_, err = d.Migrate(t.Context(), nil, one)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Key != "db.schema.newer" {
			t.Errorf("an old program: %v", err)
		}
		if _, err = d.Migrate(t.Context(), nil, one, db.Migrations{Slice: "c", Files: one.Files}); err == nil || !strings.Contains(err.Error(), "db.migration.twice") {
			t.Errorf("one number twice: %v", err)
		}
	})
}

func TestSnapshotBeforeMigration(t *testing.T) {
	d := dbtest.SQLite(t, notes)
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(tx, "a", 1) }); err != nil {
		t.Fatal(err)
	}
	more := db.Migrations{Slice: "x", Files: fstest.MapFS{"00002_x.sql": {Data: []byte("-- +goose Up\nDROP TABLE trail;\nDROP TABLE note;\n")}}}
	m, err := d.Migrate(t.Context(), nil, append(slices.Clone(notes), more)...)
	if err != nil {
		t.Fatal(err)
	}
	old, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + m.Snapshot})
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if n := count(t, old); n != 1 {
		t.Errorf("the snapshot %s holds %d rows", filepath.Base(m.Snapshot), n)
	}
}
