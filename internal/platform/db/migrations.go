package db

import (
	"io/fs"
	"path"
	"regexp"
	"testing/fstest"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Migrations are the numbered SQL files of one slice, in the root of Files. The
// numbers of all slices are one sequence: 00012_audit_log.sql. A file has an up
// part only, in the form of goose:
//
//	-- +goose Up
//	CREATE TABLE …;
//
// One text serves both engines. A file that has been released never changes.
type Migrations struct {
	Slice string
	Files fs.FS
}

var migrationName = regexp.MustCompile(`^([0-9]{5})_[a-z0-9_]+\.sql$`)

// joinMigrations lays the files of all slices into one folder.
func joinMigrations(all []Migrations) (fs.FS, int64, error) {
	out := fstest.MapFS{}
	owner := map[string]string{}
	var faults fault.List
	last := int64(0)
	for _, m := range all {
		names, err := fs.Glob(m.Files, "*.sql")
		if err != nil {
			return nil, 0, err
		}
		for _, name := range names {
			part := migrationName.FindStringSubmatch(path.Base(name))
			if part == nil {
				faults.Add(fault.New(fault.Internal, "db.migration.name", fault.Args{"file": m.Slice + "/" + name}))
				continue
			}
			if other, twice := owner[part[1]]; twice {
				faults.Add(fault.New(fault.Internal, "db.migration.twice", fault.Args{"file": m.Slice + "/" + name, "other": other}))
				continue
			}
			owner[part[1]] = m.Slice + "/" + name
			data, err := fs.ReadFile(m.Files, name)
			if err != nil {
				return nil, 0, err
			}
			out[name] = &fstest.MapFile{Data: data, Mode: 0o444}
			n := int64(0)
			for _, digit := range part[1] {
				n = 10*n + int64(digit-'0')
			}
			last = max(last, n)
		}
	}
	return out, last, faults.Err()
}

// Sub gives the files of a folder that a slice embeds; a folder that is not
// there gives an empty one.
func Sub(files fs.FS, folder string) fs.FS {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		return fstest.MapFS{}
	}
	return sub
}
