package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// rowsTogether is how many rows one transaction of a restore writes: some
// milliseconds, so that a commit costs little and memory stays small.
const rowsTogether = 2000

// Restore brings a backup into an empty database and its files into a store,
// compares everything with what the backup says, and brings the schema up to
// this program. The error is a fault of kind conflict when the database is not
// empty or the backup newer than the program, invalid when the backup is
// damaged; the database then bears the mark of Unfinished.
func Restore(ctx context.Context, from string, d *db.DB, files *file.Store, migrations ...db.Migrations) (*Summary, error) {
	r, err := open(from)
	if err != nil {
		return nil, err
	}
	defer r.close()
	var there []*table
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		there, err = catalogue(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(there) > 0 {
		return nil, fault.New(fault.Conflict, "backup.target.full", fault.Args{"where": d.Where()}).WithHint("backup.target.fullHint")
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(markUnfinished); return err }); err != nil {
		return nil, err
	}
	if err := d.MigrateTo(ctx, r.head.Schema, migrations...); err != nil {
		return nil, err
	}
	l := &loading{d: d, files: files, ctx: ctx, seen: map[string]*loaded{}}
	err = d.Read(ctx, func(tx *db.Tx) (err error) {
		l.tables, err = catalogue(tx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := l.clear(); err != nil {
		return nil, err
	}
	m, err := r.visit(visitor{table: l.table, row: l.row, file: l.file})
	if err == nil {
		err = l.flush()
	}
	if err != nil {
		return nil, err
	}
	if err := l.compare(r, m); err != nil {
		return nil, err
	}
	if _, err := d.Migrate(ctx, func(context.Context) (string, error) { return from, nil }, migrations...); err != nil {
		return nil, err
	}
	if err := d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(clearUnfinished); return err }); err != nil {
		return nil, err
	}
	sum := &Summary{Head: r.head, Tables: len(m.Tables), Files: len(m.Files), Bytes: m.Bytes, Size: r.size}
	for _, c := range m.Tables {
		sum.Rows += c.Rows
	}
	return sum, nil
}

// Verify restores a backup into a scratch database and compares everything; the
// database checks itself, and check, when not nil, looks further (the audit log).
// Nothing of it stays.
func Verify(ctx context.Context, from string, check func(context.Context, *db.DB) error, migrations ...db.Migrations) (*Summary, error) {
	dir, err := os.MkdirTemp("", "sansang-verify-*")
	if err != nil {
		return nil, unwritten(err, os.TempDir())
	}
	defer os.RemoveAll(dir)
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + filepath.Join(dir, "scratch.db")})
	if err != nil {
		return nil, err
	}
	defer d.Close()
	sum, err := Restore(ctx, from, d, nil, migrations...)
	if err != nil {
		return nil, err
	}
	if err := d.Read(ctx, soundness); err != nil {
		return nil, err
	}
	if check != nil {
		if err := check(ctx, d); err != nil {
			return nil, err
		}
	}
	return sum, nil
}

// soundness asks SQLite for its own checks.
func soundness(tx *db.Tx) error {
	found := ""
	err := tx.Each(integrityCheck, nil, func(rows *sql.Rows) error {
		var line string
		err := rows.Scan(&line)
		if line != "ok" && found == "" {
			found = line
		}
		return err
	})
	if err == nil {
		err = tx.Each(foreignKeysCheck, nil, func(rows *sql.Rows) error { return rows.Scan(&found) })
	}
	if err == nil && found != "" {
		return damaged(nil, found)
	}
	return err
}

// loaded is one table as it came out of the backup.
type loaded struct {
	counted
	sum hash.Hash
}

// loading puts what a backup holds into a database.
type loading struct {
	ctx    context.Context
	d      *db.DB
	files  *file.Store // nil: only their content is compared
	tables []*table
	seen   map[string]*loaded
	now    *table
	rows   [][]any
	names  []string // of files
	bytes  int64
}

// clear takes away what migrations put into their tables: the backup has it, as
// it was in the end.
func (l *loading) clear() error {
	return l.d.Write(l.ctx, func(tx *db.Tx) error {
		for _, t := range slices.Backward(l.tables) {
			if _, err := tx.Exec("DELETE FROM " + quoted(t.name)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (l *loading) table(name string, columns []column) error {
	if err := l.flush(); err != nil {
		return err
	}
	i := slices.IndexFunc(l.tables, func(t *table) bool { return t.name == name })
	same := func(a, b column) bool { return a.Name == b.Name && a.Kind == b.Kind }
	if i < 0 || l.seen[name] != nil || !slices.EqualFunc(l.tables[i].columns, columns, same) {
		return damaged(nil, dirTable+name)
	}
	l.now = l.tables[i]
	l.seen[name] = &loaded{sum: sha256.New()}
	return nil
}

func (l *loading) row(line []byte) error {
	if l.now == nil {
		return damaged(nil, dirTable)
	}
	values, err := readRow(bytes.TrimSuffix(line, []byte("\n")), l.now)
	if err != nil {
		return damaged(err, dirTable+l.now.name)
	}
	s := l.seen[l.now.name]
	s.Rows++
	s.sum.Write(line)
	if l.rows = append(l.rows, values); len(l.rows) < rowsTogether {
		return nil
	}
	// A row may refer to one further down of its own table: those wait for the
	// end of the table.
	if len(l.now.within) > 0 {
		return nil
	}
	return l.flush()
}

// flush writes what was gathered of one table. Of a table that refers to itself
// the references are set after all of its rows.
func (l *loading) flush() error {
	rows, t := l.rows, l.now
	l.rows = nil
	if len(rows) == 0 {
		return nil
	}
	return l.d.Write(l.ctx, func(tx *db.Tx) error {
		insert := t.insertion()
		for _, values := range rows {
			values := slices.Clone(values)
			for i, c := range t.columns {
				if slices.Contains(t.within, c.Name) {
					values[i] = nil
				}
			}
			if _, err := tx.Exec(insert, values...); err != nil {
				return damaged(err, dirTable+t.name)
			}
		}
		for _, name := range t.within {
			at := slices.IndexFunc(t.columns, func(c column) bool { return c.Name == name })
			statement, key := t.pointing(name)
			for _, values := range rows {
				if values[at] == nil {
					continue
				}
				args := []any{values[at]}
				for _, i := range key {
					args = append(args, values[i])
				}
				if _, err := tx.Exec(statement, args...); err != nil {
					return damaged(err, dirTable+t.name)
				}
			}
		}
		return nil
	})
}

func (l *loading) file(name string, size int64, from io.Reader) error {
	if err := l.flush(); err != nil {
		return err
	}
	l.names, l.bytes = append(l.names, name), l.bytes+size
	sum := sha256.New()
	got := ""
	if l.files == nil {
		if _, err := io.Copy(sum, from); err != nil {
			return damaged(err, dirFile+name)
		}
		got = hex.EncodeToString(sum.Sum(nil))
	} else {
		blob, err := l.files.Put(l.ctx, from, file.Limit(size))
		if err != nil {
			if fault.KindOf(err) == fault.Unavailable {
				return err
			}
			return damaged(err, dirFile+name)
		}
		got = blob.Hash
	}
	if got != name {
		return damaged(nil, dirFile+name)
	}
	return nil
}

// compare holds what was read and what stands in the database against the
// manifest.
func (l *loading) compare(r *reading, m *manifest) error {
	if m.Head != r.sum {
		return damaged(nil, nameHead)
	}
	if !slices.Equal(l.names, m.Files) || l.bytes != m.Bytes {
		return damaged(nil, dirFile)
	}
	var names []string
	for _, t := range l.tables {
		names = append(names, t.name)
	}
	slices.Sort(names)
	if !slices.Equal(names, slices.Sorted(maps.Keys(m.Tables))) {
		return damaged(nil, dirTable)
	}
	return l.d.Read(l.ctx, func(tx *db.Tx) error {
		for _, t := range l.tables {
			s := l.seen[t.name]
			if s == nil {
				return damaged(nil, dirTable+t.name)
			}
			s.Sum = hex.EncodeToString(s.sum.Sum(nil))
			if s.counted != m.Tables[t.name] {
				return damaged(nil, dirTable+t.name)
			}
			stands, err := count(tx, t)
			if err != nil {
				return err
			}
			if stands != s.counted {
				return fault.New(fault.Internal, "backup.table.differs", fault.Args{"table": t.name})
			}
		}
		return nil
	})
}

// Refuse is a fault of kind conflict for a database into which a restore did not
// come to its end.
func Refuse(ctx context.Context, d *db.DB) error {
	return d.Read(ctx, func(tx *db.Tx) error {
		bad, err := Unfinished(tx)
		if err == nil && bad {
			err = fault.New(fault.Conflict, "backup.target.unfinished", fault.Args{"where": d.Where()})
		}
		return err
	})
}
