package file

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// folder lays blobs out as ab/cd/abcd…, so that no folder grows beyond what old
// tools can list. os.Root keeps every path inside.
type folder struct {
	root *os.Root
	path string
}

const scratchName = "incoming"

func openFolder(path string) (*folder, error) {
	if err := os.MkdirAll(filepath.Join(path, scratchName), 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
	}
	return &folder{root, path}, nil
}

func (f *folder) scratch() string { return filepath.Join(f.path, scratchName) }

func (f *folder) name(hash string) string { return filepath.Join(hash[:2], hash[2:4], hash) }

func (f *folder) put(_ context.Context, b Blob, from *os.File) error {
	if err := f.lay(b, from); err != nil {
		return fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
	}
	return nil
}

// lay syncs the bytes, gives them their name, and syncs the folders that hold
// the name: after a power cut the whole file is there or nothing of it.
func (f *folder) lay(b Blob, from *os.File) error {
	if err := from.Chmod(0o400); err != nil && runtime.GOOS != "windows" {
		return err
	}
	if err := from.Sync(); err != nil {
		return err
	}
	name := f.name(b.Hash)
	dirs := []string{".", filepath.Dir(filepath.Dir(name)), filepath.Dir(name)}
	if err := f.root.MkdirAll(dirs[2], 0o700); err != nil {
		return err
	}
	if err := from.Close(); err != nil { // Windows renames no open file
		return err
	}
	if err := os.Rename(from.Name(), filepath.Join(f.path, name)); err != nil {
		return err
	}
	for _, d := range dirs {
		if err := f.syncFolder(d); err != nil {
			return err
		}
	}
	return nil
}

func (f *folder) syncFolder(name string) error {
	if runtime.GOOS == "windows" {
		return nil // there a folder cannot be synced; NTFS journals names itself
	}
	d, err := f.root.Open(name)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}

func (f *folder) open(_ context.Context, hash string) (io.ReadCloser, int64, error) {
	r, err := f.root.Open(f.name(hash))
	if err != nil {
		return nil, 0, asMissing(err, hash)
	}
	info, err := r.Stat()
	if err != nil {
		r.Close()
		return nil, 0, asMissing(err, hash)
	}
	return r, info.Size(), nil
}

func (f *folder) size(_ context.Context, hash string) (int64, error) {
	info, err := f.root.Stat(f.name(hash))
	if err != nil {
		return 0, asMissing(err, hash)
	}
	return info.Size(), nil
}

func asMissing(err error, hash string) error {
	if errors.Is(err, fs.ErrNotExist) {
		return missing(hash)
	}
	return fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
}

func (f *folder) walk(ctx context.Context, visit func(Blob) error) error {
	return fs.WalkDir(f.root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
		case ctx.Err() != nil:
			return ctx.Err()
		case d.IsDir() && path == scratchName:
			return fs.SkipDir
		case d.IsDir() || !valid(d.Name()) || filepath.ToSlash(f.name(d.Name())) != path:
			return nil
		}
		info, err := d.Info()
		if err != nil {
			return asMissing(err, d.Name())
		}
		return visit(Blob{d.Name(), info.Size(), info.ModTime()})
	})
}

func (f *folder) remove(_ context.Context, hash string) error {
	err := f.root.Remove(f.name(hash))
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
}

func (f *folder) touch(_ context.Context, b Blob, _ *os.File) error {
	now := time.Now()
	if err := f.root.Chtimes(f.name(b.Hash), now, now); err != nil {
		return asMissing(err, b.Hash)
	}
	return nil
}

// removeOld takes the name away first and looks at the age then: who touches it
// meanwhile finds it missing and puts it again, or has touched what is put back.
func (f *folder) removeOld(ctx context.Context, hash string, before time.Time) (bool, error) {
	aside := filepath.Join(scratchName, "swept-"+hash)
	if err := f.root.Rename(f.name(hash), aside); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return false, nil
		}
		return false, fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
	}
	info, err := f.root.Stat(aside)
	if err == nil && info.ModTime().Before(before) {
		err = f.root.Remove(aside)
		if err == nil {
			return true, nil
		}
	}
	if back := f.root.Rename(aside, f.name(hash)); err == nil {
		err = back
	}
	if err != nil {
		return false, fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
	}
	return false, nil
}

func (f *folder) close() error { return f.root.Close() }
