package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// TestBackupOfEverything: the whole demonstration is saved, verified with its
// audit log, restored into the other engine, and works there: people sign in and
// the log is whole.
func TestBackupOfEverything(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	rules := access.ASVS()
	rules.Second = nil
	options := func(dir, database string) Options {
		return Options{Database: database, Files: file.Config{URL: filepath.Join(dir, "files")}, Keys: filepath.Join(dir, "keys"), Origin: "sansang/test", Rules: rules}
	}
	p, err := Open(ctx, options(dir, "sqlite:"+filepath.Join(dir, "sansang.db")))
	if err != nil {
		t.Fatal(err)
	}
	accounts, err := demo.Settle(ctx, demo.House{DB: p.DB, Log: p.Log, Gate: p.Gate})
	if err != nil {
		t.Fatal(err)
	}
	keeper := &audit.Keeper{Log: p.Log, Dir: filepath.Join(dir, "checkpoints")}
	if err := keeper.Keep(ctx); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	conf := console.Configuration{Flags: map[string]string{"data": dir}}
	saved, err := saveBackup(ctx, conf, "")
	if err != nil {
		t.Fatal(err)
	}
	if saved.Origin != "bac-ninh" || saved.Rows < 3000 || saved.Tables < 20 {
		t.Errorf("%+v", saved)
	}
	looked, err := verifyAudit(ctx, conf, nil)
	if err != nil || looked.Records < 1000 {
		t.Errorf("the log: %+v, %v", looked, err)
	}
	if root := rootOfExport(t, conf); err == nil && root != looked.Root {
		t.Errorf("the exported records make the root %s, the log says %s", root, looked.Root)
	}
	if _, err := exportAudit(ctx, conf, console.Wanted{From: "31/02/2026"}, io.Discard); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a day that is none: %v", err)
	}
	if _, err := restoreBackup(ctx, conf, saved.File); err == nil || fault.KindOf(err) != fault.Conflict {
		t.Errorf("restored over what was there: %v", err)
	}

	other := t.TempDir()
	if err := os.CopyFS(filepath.Join(other, "keys"), os.DirFS(filepath.Join(dir, "keys"))); err != nil {
		t.Fatal(err)
	}
	database := "sqlite:" + filepath.Join(other, "sansang.db")
	if where, ok := dbtest.URL(t); ok {
		database = where
	}
	moved := console.Configuration{Flags: map[string]string{"data": other, "database": database}}
	if _, err := restoreBackup(ctx, moved, saved.File); err != nil {
		t.Fatal(err)
	}
	if again, err := verifyAudit(ctx, moved, nil); err != nil || again.Root != looked.Root {
		t.Errorf("the log after the move: %+v, %v", again, err)
	}
	q, err := Open(ctx, options(other, database))
	if err != nil {
		t.Fatal(err)
	}
	defer q.Close()
	if _, err := q.Gate.SignIn(ctx, access.Attempt{Login: accounts[0].Login, Password: accounts[0].Password}); err != nil {
		t.Errorf("after the move: %v", err)
	}
	former, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(dir, "sansang.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer former.Close()
	var agencies [2]int
	for i, d := range []*db.DB{former, q.DB} {
		err := d.Read(ctx, func(tx *db.Tx) error {
			all, err := agency.List(tx, agency.Filter{On: "2025-06-30"})
			agencies[i] = len(all)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if agencies[0] < 300 || agencies[0] != agencies[1] {
		t.Errorf("agencies before and after the move: %v", agencies)
	}
	verifies(t, conf, saved.File)
}

// verifies verifies a backup with the keys and without, against the checkpoint that
// is kept, against one that was taken later, and one that somebody else signed.
func verifies(t *testing.T, conf console.Configuration, from string) {
	t.Helper()
	ctx := context.Background()
	v, err := verifyBackup(ctx, conf, from, nil)
	if err != nil || v.Keyless || v.Log.Checkpoints != 1 || v.Later != 0 || v.Log.Records < 1000 || v.Rows < 3000 {
		t.Fatalf("verified: %+v, %v", v, err)
	}
	elsewhere := console.Configuration{Flags: map[string]string{"data": t.TempDir()}}
	if w, err := verifyBackup(ctx, elsewhere, from, nil); err != nil || !w.Keyless || w.Log.Checkpoints != 0 || w.Log.Root != v.Log.Root {
		t.Errorf("verified without keys: %+v, %v", w, err)
	}
	kept, err := filepath.Glob(filepath.Join(conf.Flags["data"], "checkpoints", "*"))
	if err != nil || len(kept) != 1 {
		t.Fatal(kept, err)
	}
	if _, err := verifyBackup(ctx, elsewhere, from, kept); err == nil || fault.KindOf(err) != fault.Unavailable {
		t.Errorf("a checkpoint without a key to it: %v", err)
	}
	if w, err := verifyBackup(ctx, conf, from, kept); err != nil || w.Log.Checkpoints != 1 {
		t.Errorf("a named checkpoint: %+v, %v", w, err)
	}
	// The installation goes on: its next checkpoint is none of the backup's.
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(conf.Flags["data"], "sansang.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	keys, err := LoadKeys(filepath.Join(conf.Flags["data"], "keys"), "")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(d, &keys.Audit)
	if err != nil {
		t.Fatal(err)
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { return log.Append(tx, &audit.Record{Act: "note.made", Object: "note:1"}) }); err != nil {
		t.Fatal(err)
	}
	later := &audit.Keeper{Log: log, Dir: t.TempDir()}
	if err := later.Keep(ctx); err != nil {
		t.Fatal(err)
	}
	beyond, err := filepath.Glob(filepath.Join(later.Dir, "*"))
	if err != nil || len(beyond) != 1 {
		t.Fatal(beyond, err)
	}
	if _, err := verifyBackup(ctx, conf, from, beyond); err == nil || fault.KindOf(err) != fault.Conflict {
		t.Errorf("a checkpoint beyond the backup: %v", err)
	}
	conf.Flags = maps.Clone(conf.Flags)
	conf.Flags["checkpoints"] = later.Dir
	if w, err := verifyBackup(ctx, conf, from, nil); err != nil || w.Log.Checkpoints != 0 || w.Later != 1 {
		t.Errorf("a kept checkpoint beyond the backup: %+v, %v", w, err)
	}
	foreign, err := audit.NewKeys("sansang/other")
	if err != nil {
		t.Fatal(err)
	}
	if log, err = audit.Open(d, foreign); err != nil {
		t.Fatal(err)
	}
	stranger := filepath.Join(t.TempDir(), "stranger.txt")
	if _, err := log.Checkpoint(ctx, func(note []byte) error { return os.WriteFile(stranger, note, 0o600) }); err != nil {
		t.Fatal(err)
	}
	if _, err := verifyBackup(ctx, conf, from, []string{stranger}); err == nil {
		t.Error("a checkpoint that somebody else signed is believed")
	}
}

// rootOfExport exports the log and computes its root with tlog alone.
func rootOfExport(t *testing.T, conf console.Configuration) string {
	t.Helper()
	var b bytes.Buffer
	n, err := exportAudit(context.Background(), conf, console.Wanted{}, &b)
	if err != nil {
		t.Fatal(err)
	}
	stored := map[int64]tlog.Hash{}
	read := tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		var out []tlog.Hash
		for _, id := range ids {
			out = append(out, stored[id])
		}
		return out, nil
	})
	place := int64(0)
	for line := range bytes.Lines(b.Bytes()) {
		var one struct {
			Place  int64
			Record json.RawMessage
		}
		if err := json.Unmarshal(line, &one); err != nil || one.Place != place {
			t.Fatalf("line %d: %v\n%s", place, err, line)
		}
		hashes, err := tlog.StoredHashes(place, one.Record, read)
		if err != nil {
			t.Fatal(err)
		}
		for i, h := range hashes {
			stored[tlog.StoredHashIndex(0, place)+int64(i)] = h
		}
		place++
	}
	root, err := tlog.TreeHash(place, read)
	if err != nil || place != n {
		t.Fatalf("%d of %d lines: %v", place, n, err)
	}
	return root.String()
}
