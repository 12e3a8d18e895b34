package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// checkpointEvery is how often the log is signed while it grows: at least hourly
// (docs/operate.md).
const checkpointEvery = time.Hour

// keepCheckpoint signs the log as it is now into a file of the folder of
// checkpoints, which lies outside of the database.
func (p *Program) keepCheckpoint(ctx context.Context, dir string) error {
	keep := func(note []byte) error { return writeCheckpoint(dir, p.keys.Audit.Public, note) }
	note, err := p.Log.Checkpoint(ctx, keep)
	if err != nil {
		return err
	}
	return keep(note) // one signed before may have lost its file
}

// writeCheckpoint writes a note under the size of its tree. Two notes of one size
// that differ mean that the log was written anew: the one that was kept stays.
func writeCheckpoint(dir, public string, note []byte) error {
	tree, err := audit.OpenCheckpoint(note, public)
	if err != nil || tree.N == 0 {
		return err
	}
	path := filepath.Join(dir, fmt.Sprintf("%012d.txt", tree.N))
	there, err := os.ReadFile(path)
	switch {
	case err == nil && bytes.Equal(bytes.TrimSpace(there), bytes.TrimSpace(note)):
		return nil
	case err == nil:
		return fault.New(fault.Conflict, "app.checkpoint.other", fault.Args{"file": path})
	case !errors.Is(err, fs.ErrNotExist):
		return fault.Wrap(fault.Unavailable, err, "app.checkpoint.unwritten", fault.Args{"dir": dir})
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fault.Wrap(fault.Unavailable, err, "app.checkpoint.unwritten", fault.Args{"dir": dir})
	}
	// Under another name until it is whole: a crash must not leave half a note.
	draft := path + ".draft"
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fault.Wrap(fault.Unavailable, err, "app.checkpoint.unwritten", fault.Args{"dir": dir})
	}
	err = writeKey(draft, string(bytes.TrimSpace(note)))
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "app.checkpoint.unwritten", fault.Args{"dir": dir})
	}
	return nil
}
