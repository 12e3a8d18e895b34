package backup

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// refusal holds an error against the key of the fault that it should be.
func refusal(t *testing.T, what string, err error, kind fault.Kind, key string) {
	t.Helper()
	var f *fault.Fault
	if !errors.As(err, &f) || f.Key != key || fault.KindOf(err) != kind {
		t.Errorf("%s: %v", what, err)
	}
}

func saved(t *testing.T, d *db.DB, contents ...string) string {
	t.Helper()
	at := filepath.Join(t.TempDir(), "saved.backup")
	if _, err := Write(t.Context(), d, store(t, contents...), at, Head{}, own()); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestRefusals: every thing that cannot be has its own sentence.
func TestRefusals(t *testing.T) {
	full := dbtest.SQLite(t, []db.Migrations{own()})
	if err := execute(t.Context(), full, `INSERT INTO act VALUES ('a', 'none', 1)`); err == nil {
		t.Fatal("references are not held")
	}
	if err := full.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(`INSERT INTO zone VALUES ($1, 1, true)`, "a\x00b")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	at := saved(t, full)

	_, err := Write(t.Context(), empty(t, db.SQLite), store(t), at+".2", Head{}, own())
	refusal(t, "of nothing", err, fault.Missing, "backup.source.empty")
	if err := execute(t.Context(), full, markUnfinished); err != nil {
		t.Fatal(err)
	}
	_, err = Write(t.Context(), full, store(t), at+".2", Head{}, own())
	refusal(t, "of half a restore", err, fault.Conflict, "backup.target.unfinished")
	_, err = Restore(t.Context(), at, full, store(t), own())
	refusal(t, "into half a restore", err, fault.Conflict, "backup.target.unfinished")
	if _, err := os.Lstat(at + ".2"); err == nil {
		t.Error("a refused backup is there")
	}

	other := filepath.Join(t.TempDir(), "other.txt")
	if err := os.WriteFile(other, []byte("Kính gửi các sở, ban, ngành"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err = Verify(t.Context(), other, nil, own())
	refusal(t, "another file", err, fault.Invalid, "backup.archive.foreign")
	_, err = Verify(t.Context(), filepath.Dir(other), nil, own())
	refusal(t, "a folder", err, fault.Unavailable, "backup.file.unreadable")

	alien := empty(t, db.PostgreSQL)
	_, err = Restore(t.Context(), at, alien, store(t), own())
	refusal(t, "a NUL into PostgreSQL", err, fault.Conflict, "backup.value.text")
	alien = empty(t, db.PostgreSQL)
	if err := execute(t.Context(), alien, `CREATE TABLE alien (id uuid)`); err != nil {
		t.Fatal(err)
	}
	_, err = Restore(t.Context(), at, alien, store(t), own())
	refusal(t, "into another program's database", err, fault.Conflict, "backup.target.full")
}

// member is one part of an archive, for forging.
type member struct {
	name string
	data []byte
}

// forge writes an archive anew, properly sealed, as f changes its members.
func forge(t *testing.T, from string, f func(all []member) []member) string {
	t.Helper()
	r, err := open(t.Context(), from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.close()
	head, err := json.Marshal(r.head)
	if err != nil {
		t.Fatal(err)
	}
	all := []member{{nameHead, head}}
	for {
		h, err := r.tar.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r.tar)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, member{h.Name, data})
	}
	var m manifest
	last := &all[len(all)-1]
	if err := json.Unmarshal(last.data, &m); err != nil {
		t.Fatal(err)
	}
	m.Head = sumOf(head)
	if last.data, err = json.Marshal(m); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	a, err := newWriting(&b, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range f(all) {
		if err := a.add(one.name, int64(len(one.data)), bytes.NewReader(one.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.close(); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(t.TempDir(), "forged.backup")
	if err := os.WriteFile(at, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestForged: the manifest finds by itself what the seal, which anybody can
// write, does not: members left out, put in, twice, changed, out of order.
func TestForged(t *testing.T) {
	d := dbtest.SQLite(t, []db.Migrations{own()})
	fill(t, d)
	whole := saved(t, d, "một", "hai")
	at := func(all []member, prefix string) int {
		for i, m := range all {
			if strings.HasPrefix(m.name, prefix) {
				return i
			}
		}
		t.Fatal(prefix)
		return 0
	}
	without := func(prefix string) func([]member) []member {
		return func(all []member) []member {
			i := at(all, prefix)
			return append(all[:i:i], all[i+1:]...)
		}
	}
	changed := func(prefix, old, new string) func([]member) []member {
		return func(all []member) []member {
			i := at(all, prefix)
			data := bytes.Replace(all[i].data, []byte(old), []byte(new), 1)
			if bytes.Equal(data, all[i].data) {
				t.Fatal("nothing to change in", prefix)
			}
			all[i].data = data
			return all
		}
	}
	for what, f := range map[string]func([]member) []member{
		"no file":           without(dirFile),
		"no table":          without(dirTable + "place"),
		"no part":           without(dirTable + "order/000001"),
		"no manifest":       without(nameManifest),
		"no head":           without(nameHead),
		"another amount":    changed(dirTable+"place", "7", "8"),
		"another bytes":     changed(dirFile, "m", "n"),
		"another column":    changed(dirTable+"place", "size", "sise"),
		"another count":     changed(nameManifest, `"rows":1`, `"rows":2`),
		"another head":      changed(nameHead, `"product":""`, `"product":"x"`),
		"a row less":        changed(dirTable+"act", `["z",null,1]`+"\n", ""),
		"a dangling row":    changed(dirTable+"act", `["a","z",2]`, `["a","y",2]`),
		"a strange member":  func(all []member) []member { return append(all[:1:1], append([]member{{"x", nil}}, all[1:]...)...) },
		"a member too late": func(all []member) []member { return append(all, member{dirFile + sumOf(nil), nil}) },
		"a file too many": func(all []member) []member {
			return append(all[:len(all)-1:len(all)-1], member{dirFile + sumOf(nil), nil}, all[len(all)-1])
		},
		"a table twice": func(all []member) []member {
			i := at(all, dirTable+"place")
			return append(all[:i+1:i+1], all[i:]...)
		},
	} {
		_, err := Verify(t.Context(), forge(t, whole, f), nil, own())
		refusal(t, what, err, fault.Invalid, "backup.archive.damaged")
	}
	if _, err := Verify(t.Context(), forge(t, whole, func(all []member) []member { return all }), nil, own()); err != nil {
		t.Errorf("the same written anew: %v", err)
	}
}

// killed names the folder in which a copy of this program writes backups until
// it is killed.
const killed = "SANSANG_BACKUP_KILLED"

// TestKilled: a backup that is killed leaves nothing under its name, or the
// whole.
func TestKilled(t *testing.T) {
	if dir := os.Getenv(killed); dir != "" {
		d, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + filepath.Join(dir, "own.db")})
		if err != nil {
			t.Fatal(err)
		}
		_, err = Write(t.Context(), d, store(t), filepath.Join(dir, "out", "one.backup"), Head{}, own())
		t.Fatal("it was not killed", err)
	}
	dir := t.TempDir()
	out := filepath.Join(dir, "out")
	d, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + filepath.Join(dir, "own.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(t.Context(), nil, own()); err != nil {
		t.Fatal(err)
	}
	for range 10 {
		fillOrder(t, d)
	}
	halves := 0
	for i := range 8 {
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
		if err := os.Mkdir(out, 0o700); err != nil {
			t.Fatal(err)
		}
		child := exec.Command(os.Args[0], "-test.run=^TestKilled$")
		child.Env = append(os.Environ(), killed+"="+dir)
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		for begun, tries := false, 0; !begun; tries++ {
			there, err := os.ReadDir(out)
			if begun = len(there) > 0; err != nil || tries > 20_000 {
				t.Fatal("no backup was begun", err)
			}
			time.Sleep(time.Millisecond)
		}
		time.Sleep(time.Duration(i*i) * 4 * time.Millisecond)
		_ = child.Process.Kill()
		_ = child.Wait()
		at := filepath.Join(out, "one.backup")
		if _, err := os.Lstat(at); err != nil {
			halves++
			continue
		}
		if _, err := Verify(t.Context(), at, nil, own()); err != nil {
			t.Errorf("half a backup stands under the name: %v", err)
		}
	}
	if halves == 0 {
		t.Error("every backup was ready before the kill")
	}
}

// TestSweep: the next backup removes what killed ones left, and neither what is
// young, what is held, nor what is none of its own.
func TestSweep(t *testing.T) {
	d, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "own.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Migrate(t.Context(), nil, own()); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, age := range map[string]time.Duration{".backup-old": 2 * leftAfter, ".backup-young": leftAfter / 2, ".backup-held": 2 * leftAfter, "old.backup": 9 * leftAfter, "backup-old": 9 * leftAfter} {
		at := filepath.Join(dir, name)
		if err := os.WriteFile(at, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(at, time.Time{}, time.Now().Add(-age)); err != nil {
			t.Fatal(err)
		}
	}
	held, err := os.Open(filepath.Join(dir, ".backup-held"))
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	if err := hold(held); err != nil {
		t.Fatal(err)
	}
	if _, err := Write(t.Context(), d, store(t), filepath.Join(dir, "one.backup"), Head{}, own()); err != nil {
		t.Fatal(err)
	}
	var left []string
	all, err := os.ReadDir(dir)
	for _, e := range all {
		left = append(left, e.Name())
	}
	if got := strings.Join(left, " "); err != nil || got != ".backup-held .backup-young backup-old old.backup one.backup" {
		t.Errorf("left are %s, %v", got, err)
	}
}

func fillOrder(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		for i := range 3000 {
			if _, err := tx.Exec(`INSERT INTO "order" VALUES ($1, $2)`, sumOf([]byte{byte(i), byte(i >> 8)}), i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
