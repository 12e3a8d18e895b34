package backup

import (
	"context"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

const tables = `-- +goose Up
CREATE TABLE zone (code TEXT PRIMARY KEY, share DOUBLE PRECISION NOT NULL, flat BOOLEAN NOT NULL);
CREATE TABLE area (zone TEXT NOT NULL REFERENCES zone (code), number BIGINT NOT NULL, note TEXT, above TEXT, PRIMARY KEY (zone, number));
CREATE TABLE act (id TEXT PRIMARY KEY, before TEXT REFERENCES act (id), at BIGINT NOT NULL);
CREATE TABLE "order" (line TEXT NOT NULL, amount BIGINT);
CREATE TABLE place (one BIGINT PRIMARY KEY, size BIGINT NOT NULL);
INSERT INTO place VALUES (1, 0);
`

func own() db.Migrations {
	return db.Migrations{Slice: "own", Files: fstest.MapFS{"00001_own.sql": {Data: []byte(tables)}}}
}

func newer() []db.Migrations {
	return []db.Migrations{{Slice: "own", Files: fstest.MapFS{"00001_own.sql": {Data: []byte(tables)},
		"00002_more.sql": {Data: []byte("-- +goose Up\nALTER TABLE area ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey';\n")}}}}
}

// fill writes values that are easily lost: numbers at the ends of their range,
// texts with everything in them, nothing, and rows that point down.
func fill(t *testing.T, d *db.DB) {
	t.Helper()
	write := func(statement string, args ...any) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(statement, args...); return err }); err != nil {
			t.Fatal(statement, err)
		}
	}
	for i, f := range []float64{0, math.Copysign(0, -1), 0.1, math.MaxFloat64, math.SmallestNonzeroFloat64, 1e22} {
		write(`INSERT INTO zone VALUES ($1, $2, $3)`, fmt.Sprintf("z%d", i), f, i%2 == 0)
	}
	for i, s := range []any{"", "Thị xã Từ Sơn – “quoted” \\ \n\t\r", "<b>&</b>", nil, strings.Repeat("đ", 70_000), "\u2028\U0001F600"} {
		write(`INSERT INTO area (zone, number, note) VALUES ($1, $2, $3)`, "z1", []int64{math.MinInt64, -1, 0, 1, 1 << 53, math.MaxInt64}[i], s)
	}
	write(`UPDATE place SET size = 7`)
	write(`INSERT INTO act VALUES ('z', NULL, 1)`)
	write(`INSERT INTO act VALUES ('a', 'z', 2)`)
	write(`INSERT INTO act VALUES ('B', 'a', 3)`)
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i := range 5000 {
			if _, err := tx.Exec(`INSERT INTO "order" VALUES ($1, $2)`, fmt.Sprintf("line %d", i%7), i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func store(t *testing.T, contents ...string) *file.Store {
	t.Helper()
	s, err := file.Open(t.Context(), file.Config{URL: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range contents {
		if _, err := s.Put(t.Context(), strings.NewReader(c), 8<<20); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func empty(t *testing.T, e db.Engine) *db.DB {
	t.Helper()
	if e == db.PostgreSQL {
		return dbtest.PostgreSQL(t, nil)
	}
	return dbtest.SQLite(t, nil)
}

// lines gives the members of a backup that hold data, for comparing two.
func lines(t *testing.T, path string) string {
	t.Helper()
	r, err := open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	var b strings.Builder
	_, err = r.visit(visitor{
		table: func(name string, columns []column) error { fmt.Fprintln(&b, name, columns); return nil },
		row:   func(line []byte) error { b.Write(line); return nil },
		file:  func(name string, _ int64, from io.Reader) error { b.WriteString(name); return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestThereAndBack: what is saved from either engine comes back on either, row
// for row and file for file, and a backup of that is the same.
func TestThereAndBack(t *testing.T) {
	dbtest.Each(t, []db.Migrations{own()}, func(t *testing.T, d *db.DB) {
		fill(t, d)
		files := store(t, "", "một tệp", strings.Repeat("x", 3<<20-1))
		first := filepath.Join(t.TempDir(), "first.backup")
		sum, err := Write(t.Context(), d, files, first, Head{Product: "test"}, own())
		if err != nil {
			t.Fatal(err)
		}
		if sum.Tables != 5 || sum.Files != 3 || sum.Rows < 200 || sum.Schema != 1 || sum.Size == 0 {
			t.Errorf("%+v", sum)
		}
		if _, err := Write(t.Context(), d, files, first, Head{}, own()); fault.KindOf(err) != fault.Conflict {
			t.Errorf("written over: %v", err)
		}
		if _, err := Verify(t.Context(), first, nil, own()); err != nil {
			t.Errorf("verify: %v", err)
		}
		for _, e := range []db.Engine{db.SQLite, db.PostgreSQL} {
			into, other := empty(t, e), store(t)
			if _, err := Restore(t.Context(), first, into, other, own()); err != nil {
				t.Fatalf("into %s: %v", e, err)
			}
			if _, err := Restore(t.Context(), first, into, other, own()); fault.KindOf(err) != fault.Conflict {
				t.Errorf("restored twice: %v", err)
			}
			second := filepath.Join(t.TempDir(), "second.backup")
			if _, err := Write(t.Context(), into, other, second, Head{}, own()); err != nil {
				t.Fatal(err)
			}
			if a, b := lines(t, first), lines(t, second); a != b {
				t.Errorf("by way of %s the backup is another one:\n%.500s\n%.500s", e, a, b)
			}
			read(t, into, func(tx *db.Tx) error {
				bad, err := Unfinished(tx)
				if bad {
					t.Error("a finished restore bears the mark")
				}
				return err
			})
		}
	})
}

func read(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// TestOtherSchema: an older backup is brought up, a newer one refused.
func TestOtherSchema(t *testing.T) {
	d := dbtest.SQLite(t, []db.Migrations{own()})
	fill(t, d)
	old := filepath.Join(t.TempDir(), "old.backup")
	if _, err := Write(t.Context(), d, store(t), old, Head{}, own()); err != nil {
		t.Fatal(err)
	}
	into := empty(t, db.SQLite)
	if _, err := Restore(t.Context(), old, into, store(t), newer()...); err != nil {
		t.Fatal(err)
	}
	read(t, into, func(tx *db.Tx) error {
		n := 0
		_, err := tx.Row(`SELECT COUNT(*) FROM area WHERE colour = 'grey'`, nil, &n)
		if n != 6 {
			t.Errorf("%d rows were brought up", n)
		}
		return err
	})
	late := filepath.Join(t.TempDir(), "late.backup")
	if _, err := Write(t.Context(), into, store(t), late, Head{}, newer()...); err != nil {
		t.Fatal(err)
	}
	target := empty(t, db.SQLite)
	if _, err := Restore(t.Context(), late, target, store(t), own()); fault.KindOf(err) != fault.Conflict {
		t.Errorf("a newer backup: %v", err)
	}
	// What was refused before anything was written can still be restored into.
	if _, err := Restore(t.Context(), old, target, store(t), own()); err != nil {
		t.Errorf("after a refusal: %v", err)
	}
}

// TestDamage: a backup that is cut off anywhere, or has a byte flipped anywhere,
// is found. A thousand places where larger counts are asked for.
func TestDamage(t *testing.T) {
	d := dbtest.SQLite(t, []db.Migrations{own()})
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i := range 400 {
			if _, err := tx.Exec(`INSERT INTO "order" VALUES ($1, $2)`, fmt.Sprintf("%x", i*7919), i); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(t.TempDir(), "whole.backup")
	if _, err := Write(t.Context(), d, store(t, "một", "hai"), whole, Head{}, own()); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	times := 200
	if os.Getenv("SANSANG_LARGER") == "1" {
		times = 1000
	}
	rng := rand.New(rand.NewPCG(2, 7))
	ends := 8 * 64 // bits of the first 64 bytes and of the last: the heads of frames
	at := filepath.Join(t.TempDir(), "damaged.backup")
	for i := range times + 2*ends {
		bad := append([]byte{}, data...)
		what := "flipped"
		switch {
		case i >= times+ends:
			bad[len(bad)-1-(i-times-ends)/8] ^= 1 << (i % 8)
		case i >= times:
			bad[(i-times)/8] ^= 1 << (i % 8)
		case i%4 == 0:
			what, bad = "cut", bad[:rng.IntN(len(bad))]
		case i%40 == 1:
			what, bad = "longer", append(bad, data[:1+rng.IntN(len(data))]...)
		default:
			bad[rng.IntN(len(bad))] ^= 1 << rng.IntN(8)
		}
		if err := os.WriteFile(at, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(context.Background(), at, nil, own()); err == nil || fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s (%d): %v", what, i, err)
		}
	}
	if _, err := Verify(context.Background(), whole, nil, own()); err != nil {
		t.Errorf("the whole one: %v", err)
	}
	if _, err := Verify(context.Background(), at+".none", nil, own()); fault.KindOf(err) != fault.Missing {
		t.Errorf("none: %v", err)
	}
}

// TestWhileWriting: a backup taken while money moves between rows has every
// amount once.
func TestWhileWriting(t *testing.T) {
	dbtest.Each(t, []db.Migrations{own()}, whileWriting)
}

func whileWriting(t *testing.T, d *db.DB) {
	move := func(from, to string, n int) error {
		return d.Write(context.Background(), func(tx *db.Tx) error {
			if _, err := tx.Exec(`UPDATE "order" SET amount = amount - $1 WHERE line = $2`, n, from); err != nil {
				return err
			}
			_, err := tx.Exec(`UPDATE "order" SET amount = amount + $1 WHERE line = $2`, n, to)
			return err
		})
	}
	if err := d.Write(t.Context(), func(tx *db.Tx) error {
		for _, line := range []string{"a", "b"} {
			if _, err := tx.Exec(`INSERT INTO "order" VALUES ($1, 500)`, line); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	stop, stopped := make(chan struct{}), make(chan error)
	go func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
				if err := move([]string{"a", "b"}[i%2], []string{"b", "a"}[i%2], 1+i%5); err != nil {
					stopped <- err
					return
				}
			}
		}
	}()
	for i := range 5 {
		at := filepath.Join(t.TempDir(), fmt.Sprint(i))
		if _, err := Write(t.Context(), d, store(t), at, Head{}, own()); err != nil {
			t.Fatal(err)
		}
		total := int64(0)
		_, err := Verify(t.Context(), at, func(ctx context.Context, d *db.DB) error {
			return d.Read(ctx, func(tx *db.Tx) error {
				_, err := tx.Row(`SELECT SUM(amount) FROM "order"`, nil, &total)
				return err
			})
		}, own())
		if err != nil || total != 1000 {
			t.Errorf("%d of 1000: %v", total, err)
		}
	}
	close(stop)
	if err := <-stopped; err != nil {
		t.Fatal(err)
	}
}
