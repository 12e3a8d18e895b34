package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/backup"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// opened is the database and the files of a configuration, as they are: nothing
// is migrated and nothing made.
func (c *Config) opened(ctx context.Context) (*db.DB, *file.Store, error) {
	d, err := db.Open(ctx, db.Config{URL: c.Database})
	if err != nil {
		return nil, nil, err
	}
	files, err := file.Open(ctx, file.Config{URL: c.Files})
	if err != nil {
		d.Close()
		return nil, nil, err
	}
	return d, files, nil
}

func loaded(conf console.Configuration) (*Config, error) {
	return LoadConfig(Given{File: conf.File, Flags: conf.Flags, Environment: os.Environ()})
}

func tellSaved(s *backup.Summary, at string) *console.Saved {
	return &console.Saved{File: at, Origin: s.Origin, Product: s.Product, Engine: s.Engine, Taken: s.Taken, Tables: s.Tables, Rows: s.Rows, Files: s.Files, FileBytes: s.Bytes, Bytes: s.Size}
}

// saveBackup is the command backup: into a new file, "" for one with the time in
// the folder backups of the data.
func saveBackup(ctx context.Context, conf console.Configuration, to string) (*console.Saved, error) {
	c, err := loaded(conf)
	if err != nil {
		return nil, err
	}
	d, files, err := c.opened(ctx)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	defer files.Close()
	if to == "" {
		if to, err = c.backupName(""); err != nil {
			return nil, err
		}
	}
	sum, err := c.save(ctx, d, files, to)
	if err != nil {
		return nil, err
	}
	return tellSaved(sum, to), nil
}

// backupName is a new file with the time in the folder backups of the data.
func (c *Config) backupName(prefix string) (string, error) {
	dir := filepath.Join(c.Data, "backups")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "backup.file.unwritten", fault.Args{"file": dir})
	}
	return filepath.Join(dir, prefix+time.Now().UTC().Format("20060102T150405Z")+".backup"), nil
}

// save writes a backup and notes when the last was made.
func (c *Config) save(ctx context.Context, d *db.DB, files *file.Store, to string) (*backup.Summary, error) {
	head := backup.Head{Product: "sansang " + Version().Version}
	if err := d.Read(ctx, func(tx *db.Tx) error {
		i, err := agency.LoadInstallation(tx)
		if err == nil {
			head.Origin = i.Code
		}
		return nil // one that is not founded has no name; backup itself refuses an empty database
	}); err != nil {
		return nil, err
	}
	sum, err := backup.Write(ctx, d, files, to, head, Migrations...)
	if err != nil {
		return nil, err
	}
	note := filepath.Join(c.Data, backupNote)
	if err := os.WriteFile(note, []byte(to+"\n"), 0o600); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "backup.file.unwritten", fault.Args{"file": note})
	}
	return sum, nil
}

// snapshot saves everything before the schema of a PostgreSQL database is
// changed; of SQLite db keeps a copy of the file by itself.
func (c *Config) snapshot() func(context.Context) (string, error) {
	if !strings.HasPrefix(c.Database, "postgres") {
		return nil
	}
	return func(ctx context.Context) (string, error) {
		d, files, err := c.opened(ctx)
		if err != nil {
			return "", err
		}
		defer d.Close()
		defer files.Close()
		to, err := c.backupName("before-upgrade-")
		if err != nil {
			return "", err
		}
		_, err = c.save(ctx, d, files, to)
		return to, err
	}
}

// restoreBackup is the command restore, into the database and the files of a
// configuration, which are empty.
func restoreBackup(ctx context.Context, conf console.Configuration, from string) (*console.Saved, error) {
	c, err := loaded(conf)
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "backup.file.unwritten", fault.Args{"file": c.Data})
	}
	release, err := c.holdData()
	if err != nil {
		return nil, err
	}
	defer release()
	d, files, err := c.opened(ctx)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	defer files.Close()
	sum, err := backup.Restore(ctx, from, d, files, Migrations...)
	if err != nil {
		return nil, err
	}
	return tellSaved(sum, from), nil
}

// verifyBackup is the command verify backup: a whole restore into a scratch
// database, with the audit log recomputed and held against checkpoints: those that
// are named, or the kept ones up to the end of the log in the backup. Without the
// public key nothing that is signed is looked at, and the answer says so.
func verifyBackup(ctx context.Context, conf console.Configuration, from string, checkpoints []string) (*console.Verified, error) {
	c, err := loaded(conf)
	if err != nil {
		return nil, err
	}
	public, err := readKey(c.Keys, keyFilePublic)
	if err != nil && (!errors.Is(err, fs.ErrNotExist) || len(checkpoints) > 0) {
		return nil, fault.Wrap(fault.Unavailable, err, "app.keys.unreadable", fault.Args{"dir": c.Keys})
	}
	out := &console.Verified{Keyless: err != nil, Keys: c.Keys}
	var notes [][]byte
	switch {
	case len(checkpoints) > 0:
		notes, err = readNotes(checkpoints)
	case !out.Keyless:
		notes, err = audit.Checkpoints(c.Checkpoints)
	default:
		err = nil
	}
	if err != nil {
		return nil, err
	}
	check := func(ctx context.Context, d *db.DB) error {
		v, err := audit.Verify(ctx, d, public, notes...)
		if err != nil {
			return err
		}
		if len(checkpoints) == 0 {
			// The installation went on after the backup, and its checkpoints with it.
			v.Faults = slices.DeleteFunc(v.Faults, func(f *fault.Fault) bool { return f.Key == "audit.log.short" })
		}
		out.Log = console.Looked{Records: v.Records, Waiting: v.Waiting, Root: v.Tree.Hash.String()}
		for _, one := range notes {
			tree, err := audit.OpenCheckpoint(one, public)
			switch {
			case err != nil: // told by Verify
			case tree.N <= v.Records:
				out.Log.Checkpoints++
			default:
				out.Later++
			}
		}
		return v.Faults.Err()
	}
	sum, err := backup.Verify(ctx, from, check, Migrations...)
	if err != nil {
		return nil, err
	}
	out.Saved = *tellSaved(sum, from)
	return out, nil
}

// readNotes reads checkpoints that somebody keeps.
func readNotes(paths []string) (notes [][]byte, err error) {
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "backup.file.unreadable", fault.Args{"file": path})
		}
		notes = append(notes, data)
	}
	return notes, nil
}

// verifyAudit is the command verify audit: the log recomputed and held against
// every checkpoint that lies outside of the database.
func verifyAudit(ctx context.Context, conf console.Configuration, checkpoints []string) (*console.Looked, error) {
	c, err := loaded(conf)
	if err != nil {
		return nil, err
	}
	d, files, err := c.opened(ctx)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	defer files.Close()
	public, err := readKey(c.Keys, keyFilePublic)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "app.keys.unreadable", fault.Args{"dir": c.Keys})
	}
	notes, err := readNotes(checkpoints)
	if err == nil && len(checkpoints) == 0 {
		notes, err = audit.Checkpoints(c.Checkpoints)
	}
	if err != nil {
		return nil, err
	}
	v, err := audit.Verify(ctx, d, public, notes...)
	if err != nil {
		return nil, err
	}
	return &console.Looked{Records: v.Records, Waiting: v.Waiting, Checkpoints: len(notes), Root: v.Tree.Hash.String()}, v.Faults.Err()
}
