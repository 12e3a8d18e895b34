package app

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
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
	if _, err := verifyBackup(ctx, conf, saved.File); err != nil {
		t.Errorf("verify: %v", err)
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
