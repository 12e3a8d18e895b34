package db_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

func keyOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return fmt.Sprint(err)
}

// TestQueue holds the writer within one write and looks at who may wait.
func TestQueue(t *testing.T) {
	d, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "q.db"), Queue: 3})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Migrate(t.Context(), nil, notes...); err != nil {
		t.Fatal(err)
	}
	inside, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			close(inside)
			<-leave
			return add(tx, "first", 1)
		})
		if err != nil {
			t.Error(err)
		}
	})
	<-inside
	// Whoever leaves while the writer is busy never runs, but keeps the place in
	// the queue until the writer comes to it; so the queue fills up.
	refused, gone := "", 0
	for end := time.Now().Add(10 * time.Second); refused == "" && time.Now().Before(end); {
		short, done := context.WithTimeout(t.Context(), 5*time.Millisecond)
		err := d.Write(short, func(tx *db.Tx) error { t.Error("ran after its caller had left"); return nil })
		if errors.Is(err, context.DeadlineExceeded) {
			gone++
		} else {
			refused = keyOf(err)
		}
		done()
	}
	if refused != "db.queue.full" || gone != 3 {
		t.Errorf("%d waited, then a full queue said %q", gone, refused)
	}
	close(leave)
	wg.Wait()
	if n := count(t, d); n != 1 {
		t.Errorf("%d rows", n)
	}
	if err := d.Close(); err != nil {
		t.Error(err)
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return nil }); keyOf(err) != "db.door.closed" {
		t.Errorf("a write after the end: %v", err)
	}
}

// TestBeforeCommit numbers what each commit gathered, and undoes a commit whose
// numbering fails.
func TestBeforeCommit(t *testing.T) {
	d := dbtest.SQLite(t, notes)
	var commits int
	fail := false
	var left []any
	d.BeforeCommit(func(tx *db.Tx, these []any) error {
		commits++
		left = append(left, these...)
		if fail {
			return errors.New("cannot number")
		}
		_, err := tx.Exec(`INSERT INTO trail (seq, note, body) SELECT (SELECT COALESCE(max(seq), 0) FROM trail) + row_number() OVER (ORDER BY id), id, 'x' FROM note WHERE id NOT IN (SELECT note FROM trail)`)
		return err
	})
	var wg sync.WaitGroup
	for i := range 53 {
		wg.Go(func() {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				if err := tx.Leave(i); err != nil {
					return err
				}
				if i%4 == 3 {
					return errors.New("not this one")
				}
				return add(tx, fmt.Sprint(i), 1)
			})
			if (err != nil) != (i%4 == 3) {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	slices.SortFunc(left, func(a, b any) int { return a.(int) - b.(int) })
	if len(left) != 40 || slices.ContainsFunc(left, func(v any) bool { return v.(int)%4 == 3 }) {
		t.Errorf("the writes that succeeded left %v", left)
	}
	if err := d.Read(t.Context(), func(tx *db.Tx) error { return tx.Leave(1) }); keyOf(err) != "db.write.left" {
		t.Errorf("something was left in a read: %v", err)
	}
	var trails, last int
	if err := d.Read(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Row(`SELECT count(*), max(seq) FROM trail`, nil, &trails, &last)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if trails != 40 || last != 40 || commits > 40 {
		t.Errorf("%d trails up to %d in %d commits", trails, last, commits)
	}
	fail = true
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(tx, "late", 1) }); err == nil || count(t, d) != 40 {
		t.Errorf("a commit that could not be numbered: %v, %d rows", err, count(t, d))
	}
	fail = false
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return errors.New("no") }); err == nil {
		t.Error("an error got lost")
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(tx, "later", 1) }); err != nil || count(t, d) != 41 {
		t.Errorf("the writer does not go on: %v", err)
	}
}

// TestTimeNeverRunsBack sets the clock back between two writes.
func TestTimeNeverRunsBack(t *testing.T) {
	now := time.Date(2026, 1, 2, 3, 4, 5, 6789, time.UTC)
	d, err := db.Open(t.Context(), db.Config{URL: filepath.Join(t.TempDir(), "c.db"), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	at := func() (at time.Time) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { at = tx.Now(); return nil }); err != nil {
			t.Fatal(err)
		}
		return at
	}
	first := at()
	now = now.Add(-time.Hour)
	second := at()
	now = now.Add(2 * time.Hour)
	if third := at(); second.Before(first) || !third.After(second) || first.Nanosecond() != 6000 {
		t.Errorf("%v, %v, %v", first, second, third)
	}
}

// TestFullDisk bounds the file: what does not fit is refused, neighbours and
// later writes are not touched.
func TestFullDisk(t *testing.T) {
	d := dbtest.SQLite(t, notes)
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Row("PRAGMA max_page_count=40", nil, new(int))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	big := string(make([]byte, 3000))
	kept, full := 0, 0
	for i := range 100 {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(addNote, fmt.Sprint(i), big, 1, false, nil, 0)
			return err
		})
		switch {
		case err == nil:
			kept++
		case keyOf(err) == "db.disk.full" && fault.KindOf(err) == fault.Unavailable:
			full++
		default:
			t.Fatal(err)
		}
	}
	if full == 0 || kept == 0 || count(t, d) != kept {
		t.Errorf("%d kept, %d refused, %d rows", kept, full, count(t, d))
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(dropNote, big); return err }); err != nil {
		t.Fatal(err)
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return add(tx, "again", 1) }); err != nil || count(t, d) != 1 {
		t.Errorf("after space returned: %v", err)
	}
}

// TestPanicInReadGivesTheConnectionBack has one connection only.
func TestPanicInReadGivesTheConnectionBack(t *testing.T) {
	d, err := db.Open(t.Context(), db.Config{URL: filepath.Join(t.TempDir(), "r.db"), Readers: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	for range 3 {
		func() {
			defer func() {
				if recover() != "boom" {
					t.Error("the panic did not reach the caller")
				}
			}()
			d.Read(t.Context(), func(tx *db.Tx) error { panic("boom") })
		}()
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := d.Read(soon, func(tx *db.Tx) error { return nil }); err != nil {
		t.Errorf("the connection is lost: %v", err)
	}
}

// TestWriteThatEndsItsGoroutine: t.Fatal in a write fails that write; the next
// one is taken.
func TestWriteThatEndsItsGoroutine(t *testing.T) {
	d, err := db.Open(t.Context(), db.Config{URL: filepath.Join(t.TempDir(), "w.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Write(t.Context(), func(*db.Tx) error { runtime.Goexit(); return nil }); err == nil {
		t.Error("a write that never came back was acknowledged")
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	if err := d.Write(soon, func(*db.Tx) error { return nil }); err != nil {
		t.Errorf("the writer is gone: %v", err)
	}
}

// TestNeighboursOfOneThatEnds puts writes into one commit with one that ends the
// writer's goroutine: they stand, it does not.
func TestNeighboursOfOneThatEnds(t *testing.T) {
	d, err := db.Open(t.Context(), db.Config{URL: filepath.Join(t.TempDir(), "n.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(t.Context(), nil, notes...); err != nil {
		t.Fatal(err)
	}
	inside, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		d.Write(t.Context(), func(tx *db.Tx) error { close(inside); <-leave; return nil })
	})
	<-inside
	for i := range 20 {
		wg.Go(func() {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				if err := add(tx, fmt.Sprintf("n%02d", i), 1); err != nil {
					return err
				}
				if i%5 == 2 {
					runtime.Goexit()
				}
				return nil
			})
			if (err != nil) != (i%5 == 2) {
				t.Errorf("write %d: %v", i, err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond) // so that many of them wait
	close(leave)
	wg.Wait()
	if n := count(t, d); n != 16 {
		t.Errorf("%d rows of 16", n)
	}
}

// TestOneLongWrite refuses nobody: what took long once is no measure of those
// that wait behind it.
func TestOneLongWrite(t *testing.T) {
	d, err := db.Open(t.Context(), db.Config{URL: filepath.Join(t.TempDir(), "l.db"), MaxWait: 2 * time.Second})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	write := func(fn func()) error {
		return d.Write(t.Context(), func(*db.Tx) error { fn(); return nil })
	}
	for range 9 {
		if err := write(func() {}); err != nil {
			t.Fatal(err)
		}
	}
	if err := write(func() { time.Sleep(1500 * time.Millisecond) }); err != nil {
		t.Fatal(err)
	}
	inside, leave := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		write(func() { close(inside); <-leave })
	})
	<-inside
	for range 30 {
		wg.Go(func() {
			if err := write(func() {}); err != nil {
				t.Error(err)
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	close(leave)
	wg.Wait()
}
