package audit

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// TestKeeper: a checkpoint is kept at the start, when asked, and at the end, once
// for a tree, and what a Keeper wrote Verify takes.
func TestKeeper(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		dir := filepath.Join(t.TempDir(), "new", "checkpoints")
		k := &Keeper{Log: l, Dir: dir, Tell: func(err error) { t.Errorf("told: %v", err) }}
		files := func() []string {
			t.Helper()
			names, err := keptNames(dir)
			if err != nil {
				t.Fatal(err)
			}
			return names
		}
		if none, err := Checkpoints(dir); err != nil || len(none) != 0 {
			t.Errorf("a folder that is not there: %v %v", none, err)
		}
		if err := k.Keep(t.Context()); err != nil || len(files()) != 0 {
			t.Errorf("an empty log: %v %v", files(), err)
		}
		write(t, d, func(tx *db.Tx) error { return l.Append(tx, record(1)) })
		for range 2 {
			if err := k.Keep(t.Context()); err != nil || len(files()) != 1 {
				t.Errorf("one record: %v %v", files(), err)
			}
		}
		if info, err := os.Stat(files()[0]); err != nil || runtime.GOOS != "windows" && info.Mode() != 0o600 {
			t.Errorf("%v %v", info, err)
		}

		// Run: the log that has grown is kept at the start and, what came then, at
		// the end.
		write(t, d, func(tx *db.Tx) error { return l.Append(tx, record(2)) })
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan struct{})
		go func() { k.Run(ctx); close(ended) }()
		for len(files()) < 2 {
			time.Sleep(time.Millisecond)
		}
		write(t, d, func(tx *db.Tx) error { return l.Append(tx, record(3)) })
		cancel()
		<-ended
		if len(files()) != 3 {
			t.Errorf("after the end: %v", files())
		}
		all, err := Checkpoints(dir)
		if err != nil || len(all) != 3 {
			t.Fatalf("%d checkpoints: %v", len(all), err)
		}
		for i, signed := range all {
			if tree, err := OpenCheckpoint(signed, testKeys.Public); err != nil || tree.N != int64(i+1) {
				t.Errorf("checkpoint %d: %v %v", i, tree, err)
			}
		}
		if v, err := Verify(t.Context(), d, testKeys.Public, all...); err != nil || len(v.Faults) > 0 {
			t.Errorf("%v %v", v.Faults, err)
		}

		// Another node shares the database, but its folder was lost.
		other := &Keeper{Log: l, Dir: t.TempDir(), Tell: k.Tell}
		for range 2 {
			err := other.Keep(t.Context())
			names, _ := keptNames(other.Dir)
			if err != nil || len(names) != 1 || !strings.Contains(names[0], "checkpoint-0000000000000003-") {
				t.Errorf("%v %v", names, err)
			}
		}
	})
}

// TestKeeperTellsAChangedLog: what was kept is held against the log before
// anything is signed.
func TestKeeperTellsAChangedLog(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		var told []error
		k := &Keeper{Log: l, Dir: t.TempDir(), Tell: func(err error) { told = append(told, err) }}
		fill(t, d, l, 5)
		if err := k.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		// Somebody who owns the database writes a record anew, and the tree.
		write(t, d, func(tx *db.Tx) error {
			for _, q := range []string{dropTiles, dropTree} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(spoilBody, 2); err != nil {
				return err
			}
			_, err := l.grow(tx)
			return err
		})
		fill(t, d, l, 2)
		ended, cancel := context.WithCancel(t.Context())
		cancel()
		k.Run(ended)
		if names, _ := keptNames(k.Dir); len(told) == 0 || len(names) != 1 {
			t.Fatalf("told %v, kept %v", told, names)
		}
		last := told[len(told)-1]
		var f *fault.Fault
		if !errors.As(last, &f) || f.Key != "audit.checkpoint.differs" || fault.KindOf(last) != fault.Conflict {
			t.Errorf("told %v", last)
		}
		// A log that was cut off.
		write(t, d, func(tx *db.Tx) error {
			for _, q := range []string{dropTiles, dropTree, dropRecords} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			return nil
		})
		if err := k.Keep(t.Context()); !errors.As(err, &f) || f.Key != "audit.log.short" {
			t.Errorf("cut off: %v", err)
		}
	})
}

// TestKeeperPassesOverStrangers: a file that is no checkpoint of ours is told; the
// largest that is one is held against the log.
func TestKeeperPassesOverStrangers(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, l *Log) {
		var told []error
		k := &Keeper{Log: l, Dir: t.TempDir(), Tell: func(err error) { told = append(told, err) }}
		fill(t, d, l, 2)
		if err := k.Keep(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"checkpoint-0000000000000009-x.txt", "note.txt"} {
			if err := os.WriteFile(filepath.Join(k.Dir, name), []byte("who knows"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		fill(t, d, l, 1)
		if err := k.Keep(t.Context()); err != nil || len(told) != 1 {
			t.Errorf("told %v: %v", told, err)
		}
		all, err := Checkpoints(k.Dir)
		v, _ := Verify(t.Context(), d, testKeys.Public, all...)
		if err != nil || len(all) != 3 || len(v.Faults) != 1 {
			t.Errorf("%d checkpoints, %v: %v", len(all), v.Faults, err)
		}
		k.Dir = filepath.Join(k.Dir, "note.txt")
		if err := k.Keep(t.Context()); fault.KindOf(err) != fault.Unavailable {
			t.Errorf("a folder that is a file: %v", err)
		}
		if _, err := Checkpoints(k.Dir); err == nil || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("a folder that is a file: %v", err)
		}
	})
}
