package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

const (
	// keepEvery is how often a checkpoint is written while the log grows: what was
	// changed since the last one cannot be shown by it.
	keepEvery = time.Hour
	// sequenceEvery is how long a record may wait for its place.
	sequenceEvery = time.Second
	// lastTime is what is left for the last checkpoint when the program stops.
	lastTime = 5 * time.Second
	// keptName begins and keptEnd ends the name of a checkpoint's file; between them
	// stand size and time, so that a list by name is one by size.
	keptName, keptEnd = "checkpoint-", ".txt"
	// mostCheckpoint bounds the file of a checkpoint, which is some 200 bytes.
	mostCheckpoint = 64 << 10
)

// Keeper writes checkpoints of a log into a folder outside of the database, which
// several nodes may share: a file each, never changed.
type Keeper struct {
	Log *Log
	Dir string
	// Tell is called with every fault while Run goes on: a log that does not
	// contain what was witnessed (kind conflict), a folder that cannot be written.
	Tell func(error)
}

// Run gives records their places (on PostgreSQL, at least once a second) and
// keeps a checkpoint at the start, hourly, and when ctx ends. It returns after
// the last; the database must be open until then.
func (k *Keeper) Run(ctx context.Context) {
	k.tell(k.Keep(ctx))
	hour := time.NewTicker(keepEvery)
	defer hour.Stop()
	var second <-chan time.Time
	if k.Log.db.Engine() == db.PostgreSQL {
		t := time.NewTicker(sequenceEvery)
		defer t.Stop()
		second = t.C
	}
	for {
		select {
		case <-second:
			_, err := k.Log.Sequence(ctx)
			k.tell(err)
		case <-hour.C:
			k.tell(k.Keep(ctx))
		case <-ctx.Done():
			last, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastTime)
			defer cancel()
			k.tell(k.Keep(last))
			return
		}
	}
}

func (k *Keeper) tell(err error) {
	if err != nil && !errors.Is(err, context.Canceled) && k.Tell != nil {
		k.Tell(err)
	}
}

// Keep writes a checkpoint of the log as it is now, unless its tree is kept
// already. A log that does not begin with the largest tree that is kept is a
// fault of kind conflict, and no checkpoint is signed: it would witness the
// change.
func (k *Keeper) Keep(ctx context.Context) error {
	if k.Log.db.Engine() == db.PostgreSQL {
		if _, err := k.Log.Sequence(ctx); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(k.Dir, 0o700); err != nil {
		return unkept(err, k.Dir)
	}
	largest, err := k.largest()
	if err != nil {
		return err
	}
	if err := k.Log.Contains(ctx, largest); err != nil {
		return err
	}
	signed, err := k.Log.Checkpoint(ctx, k.store)
	if err != nil {
		return err
	}
	return k.store(signed) // when it was noted before, yet is not in this folder
}

// Contains tells whether the log begins with a tree that somebody witnessed; if
// not, it is a fault of kind conflict.
func (l *Log) Contains(ctx context.Context, tree tlog.Tree) error {
	return l.db.Read(ctx, func(tx *db.Tx) error {
		now, err := l.Root(tx)
		switch {
		case err != nil || tree.N == 0:
			return err
		case tree.N > now.N:
			return fault.New(fault.Conflict, "audit.log.short", fault.Args{"records": now.N, "witnessed": tree.N})
		}
		proof, err := l.ProveTree(tx, now.N, tree.N)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, now.N, now.Hash, tree.N, tree.Hash); err != nil {
			return fault.Wrap(fault.Conflict, err, "audit.checkpoint.differs", fault.Args{"size": tree.N})
		}
		return nil
	})
}

// largest gives the largest tree that a checkpoint of the folder witnesses. A
// file that is none of ours is told and passed over.
func (k *Keeper) largest() (tlog.Tree, error) {
	names, err := keptNames(k.Dir)
	if err != nil {
		return tlog.Tree{}, err
	}
	for _, name := range slices.Backward(names) {
		signed, err := readKept(name)
		if err != nil {
			return tlog.Tree{}, err
		}
		tree, err := OpenCheckpoint(signed, k.Log.public)
		if err == nil {
			return tree, nil
		}
		k.tell(fault.Wrap(fault.Conflict, err, "audit.checkpoint.stranger", fault.Args{"file": name}))
	}
	return tlog.Tree{}, nil
}

// Checkpoints gives the checkpoints that a Keeper wrote into a folder, the
// smallest tree first, for Verify. A folder that is not there has none.
func Checkpoints(dir string) (signed [][]byte, err error) {
	names, err := keptNames(dir)
	for _, name := range names {
		data, err := readKept(name)
		if err != nil {
			return nil, err
		}
		signed = append(signed, data)
	}
	return signed, err
}

func keptNames(dir string) (paths []string, err error) {
	entries, err := os.ReadDir(dir) // sorted by name
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, unkept(err, dir)
	}
	for _, e := range entries {
		if e.Type().IsRegular() && strings.HasPrefix(e.Name(), keptName) && strings.HasSuffix(e.Name(), keptEnd) {
			paths = append(paths, filepath.Join(dir, e.Name()))
		}
	}
	return paths, nil
}

func readKept(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unkept(err, path)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostCheckpoint))
	if err != nil {
		return nil, unkept(err, path)
	}
	return data, nil
}

func unkept(err error, path string) error {
	return fault.Wrap(fault.Unavailable, err, "audit.checkpoint.folder", fault.Args{"path": path})
}

// store writes a checkpoint into the folder unless it is there, under another
// name first: after a power cut the whole file is there or nothing of it.
func (k *Keeper) store(signed []byte) error {
	tree, err := OpenCheckpoint(signed, k.Log.public)
	if err != nil || tree.N == 0 {
		return err
	}
	names, err := keptNames(k.Dir)
	if err != nil {
		return err
	}
	size := fmt.Sprintf("%s%016d-", keptName, tree.N)
	for _, name := range names {
		if !strings.HasPrefix(filepath.Base(name), size) {
			continue
		}
		if data, err := readKept(name); err == nil && bytes.Equal(data, signed) {
			return nil
		}
	}
	name := filepath.Join(k.Dir, size+time.Now().UTC().Format("20060102T150405.000000Z")+keptEnd)
	if err := layCheckpoint(k.Dir, name, signed); err != nil {
		return unkept(err, name)
	}
	return nil
}

func layCheckpoint(dir, name string, signed []byte) error {
	f, err := os.CreateTemp(dir, ".incoming-") // of mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) // where it has its name by then, nothing is removed
	_, err = f.Write(signed)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Rename(f.Name(), name); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		return nil // there a folder cannot be synced; NTFS journals names itself
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
