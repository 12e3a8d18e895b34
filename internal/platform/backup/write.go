package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// Write writes everything of a database and its files into a new file. Product
// and Origin of head are the caller's. The error is a fault of kind conflict
// when the file is there already or a restore into the database did not come to
// its end, missing when the database holds nothing, and unavailable when the file
// cannot be written.
// Work goes on meanwhile.
func Write(ctx context.Context, d *db.DB, files *file.Store, to string, head Head, migrations ...db.Migrations) (*Summary, error) {
	if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
		return nil, fault.Wrap(fault.Conflict, err, "backup.file.there", fault.Args{"file": to})
	}
	version, err := d.Version(ctx, migrations...)
	if err != nil {
		return nil, err
	}
	if version == 0 {
		return nil, fault.New(fault.Missing, "backup.source.empty", fault.Args{"where": d.Where()})
	}
	if err := Refuse(ctx, d); err != nil {
		return nil, err
	}
	head.Form, head.Engine, head.Schema = form, string(d.Engine()), version
	sweep(filepath.Dir(to), time.Now())
	f, err := os.CreateTemp(filepath.Dir(to), unfinishedName+"*")
	if err != nil {
		return nil, unwritten(err, to)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	_ = hold(f) // where the file system knows no locks, none can be had by sweep
	sum, err := write(ctx, d, files, f, head)
	if err != nil {
		if fault.KindOf(err) == fault.Internal {
			var one *fault.Fault
			if !errors.As(err, &one) {
				return nil, unwritten(err, to)
			}
		}
		return nil, err
	}
	if err := f.Sync(); err != nil {
		return nil, unwritten(err, to)
	}
	if size, err := f.Stat(); err == nil {
		sum.Size = size.Size()
	}
	// A link fails where somebody else has made the file meanwhile.
	if err := os.Link(f.Name(), to); err != nil {
		if errors.Is(err, os.ErrExist) {
			return nil, fault.New(fault.Conflict, "backup.file.there", fault.Args{"file": to})
		}
		// Some file systems know no links.
		if err := os.Rename(f.Name(), to); err != nil {
			return nil, unwritten(err, to)
		}
	}
	return sum, syncFolder(filepath.Dir(to))
}

// unfinishedName begins the name of a backup that is being written.
const unfinishedName = ".backup-"

// leftAfter is the age from which an unfinished backup may be one that was killed:
// one at work writes all the time.
const leftAfter = time.Hour

// sweep removes what killed backups have left in a folder. Those that somebody
// still holds stay, as does what cannot be removed: it is in nobody's way.
func sweep(dir string, now time.Time) {
	all, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range all {
		info, err := e.Info()
		if err != nil || !info.Mode().IsRegular() || !strings.HasPrefix(e.Name(), unfinishedName) || now.Sub(info.ModTime()) < leftAfter {
			continue
		}
		f, err := os.OpenFile(filepath.Join(dir, e.Name()), os.O_RDWR, 0)
		if err != nil {
			continue
		}
		free := hold(f) == nil
		f.Close() // Windows removes no file that is open
		if free {
			os.Remove(f.Name())
		}
	}
}

func unwritten(cause error, to string) error {
	return fault.Wrap(fault.Unavailable, cause, "backup.file.unwritten", fault.Args{"file": to})
}

// syncFolder has the name of a new file on disk. Systems that cannot sync a
// folder (Windows) keep names by themselves.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return unwritten(err, dir)
	}
	defer f.Close()
	_ = f.Sync()
	return nil
}

func write(ctx context.Context, d *db.DB, files *file.Store, f *os.File, head Head) (*Summary, error) {
	sum := &Summary{}
	m := manifest{Tables: map[string]counted{}, Files: []string{}}
	var a *writing
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		head.Taken = tx.Now().UTC()
		if a, err = newWriting(f, head.Taken); err != nil {
			return err
		}
		data, err := a.addJSON(nameHead, head)
		if err != nil {
			return err
		}
		m.Head = sumOf(data)
		all, err := catalogue(tx)
		if err != nil {
			return err
		}
		for _, t := range all {
			if err := ctx.Err(); err != nil {
				return err
			}
			c, err := a.table(tx, t)
			if err != nil {
				return err
			}
			m.Tables[t.name] = c
			sum.Rows += c.Rows
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = files.Walk(ctx, func(b file.Blob) error {
		r, size, err := files.Open(ctx, b.Hash)
		if err != nil && fault.KindOf(err) == fault.Missing {
			return nil // swept since it was listed: no row names it
		}
		if err != nil {
			return err
		}
		defer r.Close()
		m.Files, m.Bytes = append(m.Files, b.Hash), m.Bytes+size
		return a.add(dirFile+b.Hash, size, r)
	})
	if err != nil {
		return nil, err
	}
	if _, err := a.addJSON(nameManifest, m); err != nil {
		return nil, err
	}
	sum.Head, sum.Tables, sum.Files, sum.Bytes = head, len(m.Tables), len(m.Files), m.Bytes
	return sum, a.close()
}

func sumOf(data []byte) string {
	s := sha256.Sum256(data)
	return hex.EncodeToString(s[:])
}

// table writes all rows of one table.
func (a *writing) table(tx *db.Tx, t *table) (counted, error) {
	var b bytes.Buffer
	part := 0
	flush := func() error {
		part++
		err := a.add(fmt.Sprintf("%s%s/%06d.jsonl", dirTable, t.name, part), int64(b.Len()), &b)
		b.Reset()
		return err
	}
	if err := writeJSON(&b, t.columns); err != nil {
		return counted{}, err
	}
	b.WriteByte('\n')
	var c counted
	sum := sha256.New()
	err := eachRow(tx, t, func(values []any) error {
		begin := b.Len()
		if err := writeRow(&b, t, values); err != nil {
			return err
		}
		c.Rows++
		sum.Write(b.Bytes()[begin:])
		if b.Len() < chunk {
			return nil
		}
		return flush()
	})
	if err == nil && (b.Len() > 0 || part == 0) {
		err = flush()
	}
	c.Sum = hex.EncodeToString(sum.Sum(nil))
	return c, err
}

// eachRow visits the rows of a table in their order.
func eachRow(tx *db.Tx, t *table, visit func(values []any) error) error {
	values, into := make([]any, len(t.columns)), make([]any, len(t.columns))
	for i := range values {
		into[i] = &values[i]
	}
	return tx.Each(t.selection(tx.Engine()), nil, func(rows *sql.Rows) error {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		return visit(values)
	})
}

// count sums a table as it stands in a database.
func count(tx *db.Tx, t *table) (counted, error) {
	var b bytes.Buffer
	var c counted
	var sum hash.Hash = sha256.New()
	err := eachRow(tx, t, func(values []any) error {
		b.Reset()
		c.Rows++
		err := writeRow(&b, t, values)
		sum.Write(b.Bytes())
		return err
	})
	c.Sum = hex.EncodeToString(sum.Sum(nil))
	return c, err
}
