package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// rowsTogether is how many rows one transaction of a restore writes: some
// milliseconds, so that a commit costs little and memory stays small.
const rowsTogether = 2000

// bytesTogether bounds the same where rows are long.
const bytesTogether = 8 << 20

// rowsAtOnce is how many rows one statement writes, which spares a way to the
// server and back for each; valuesAtOnce bounds it by what SQLite takes
// (SQLITE_MAX_VARIABLE_NUMBER, 32,766).
const (
	rowsAtOnce   = 100
	valuesAtOnce = 32_766
)

// Restore brings a backup into an empty database and its files into a store,
// compares everything with what the backup says, and brings the schema up to
// this program. The error is a fault of kind conflict when the database is not
// empty, the backup newer than the program or holding what the engine cannot,
// and invalid when the backup is damaged. What is refused before anything was
// written leaves the database as it was; later it bears the mark of Unfinished.
func Restore(ctx context.Context, from string, d *db.DB, files *file.Store, migrations ...db.Migrations) (*Summary, error) {
	r, err := open(ctx, from)
	if err != nil {
		return nil, err
	}
	defer r.close()
	return r.restore(ctx, from, d, files, migrations)
}

// prepare marks an empty database and brings it to the schema of the backup.
func (r *reading) prepare(ctx context.Context, d *db.DB, migrations []db.Migrations) error {
	if err := Refuse(ctx, d); err != nil {
		return err
	}
	empty := func() (is bool, err error) {
		err = d.Read(ctx, func(tx *db.Tx) error {
			there, err := names(tx)
			is = len(there) == 0
			return err
		})
		return is, err
	}
	is, err := empty()
	if err != nil {
		return err
	}
	if !is {
		return fault.New(fault.Conflict, "backup.target.full", fault.Args{"where": d.Where()}).WithHint("backup.target.fullHint")
	}
	if err := execute(ctx, d, markUnfinished); err != nil {
		return err
	}
	failed := d.MigrateTo(ctx, r.head.Schema, migrations...)
	if failed == nil {
		return nil
	}
	if is, err := empty(); err != nil || !is {
		return errors.Join(failed, err)
	}
	if err := execute(ctx, d, clearUnfinished); err != nil {
		return errors.Join(failed, err)
	}
	var f *fault.Fault
	if errors.As(failed, &f) && f.Key == "db.schema.newer" {
		return fault.New(fault.Conflict, "backup.schema.newer", fault.Args{"found": f.Args["found"], "known": f.Args["known"], "product": r.head.Product})
	}
	return failed
}

func execute(ctx context.Context, d *db.DB, statement string) error {
	return d.Write(ctx, func(tx *db.Tx) error { _, err := tx.Exec(statement); return err })
}

func (r *reading) restore(ctx context.Context, from string, d *db.DB, files *file.Store, migrations []db.Migrations) (*Summary, error) {
	if err := r.prepare(ctx, d, migrations); err != nil {
		return nil, err
	}
	l := &loading{d: d, files: files, ctx: ctx, seen: map[string]*loaded{}}
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
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
		err = l.finish()
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
	if err := execute(ctx, d, clearUnfinished); err != nil {
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
	r, err := open(ctx, from)
	if err != nil {
		return nil, err
	}
	defer r.close()
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
	sum, err := r.restore(ctx, from, d, nil, migrations)
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
	err := tx.Each(integrityOfSQLite, nil, func(rows *sql.Rows) error {
		var line string
		err := rows.Scan(&line)
		if line != "ok" && found == "" {
			found = line
		}
		return err
	})
	if err == nil {
		err = tx.Each(foreignKeysOfSQLite, nil, func(rows *sql.Rows) error { return rows.Scan(&found) })
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
	held   int      // bytes of rows
	later  []point  // what rows of the table point at within it
	names  []string // of files
	bytes  int64
}

// point is a reference of a row to one of its own table.
type point struct {
	statement string
	args      []any
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
	if err := l.finish(); err != nil {
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
	if l.d.Engine() == db.PostgreSQL {
		for i, v := range values {
			if text, is := v.(string); is && (strings.Contains(text, "\x00") || !utf8.ValidString(text)) {
				return fault.New(fault.Conflict, "backup.value.text", fault.Args{"table": l.now.name, "column": l.now.columns[i].Name})
			}
		}
	}
	l.rows, l.held = append(l.rows, values), l.held+len(line)
	if len(l.rows) < rowsTogether && l.held < bytesTogether {
		return nil
	}
	return l.flush()
}

// flush writes the rows that were gathered of one table. A row may refer to one
// further down of its own table: such references are set after all of its rows.
func (l *loading) flush() error {
	rows, t := l.rows, l.now
	l.rows, l.held = nil, 0
	if len(rows) == 0 {
		return nil
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
			l.later = append(l.later, point{statement, args})
		}
	}
	for _, name := range t.within {
		at := slices.IndexFunc(t.columns, func(c column) bool { return c.Name == name })
		for _, values := range rows {
			values[at] = nil
		}
	}
	most := max(1, min(rowsAtOnce, valuesAtOnce/len(t.columns)))
	many, one := t.insertion(most), t.insertion(1)
	return l.d.Write(l.ctx, func(tx *db.Tx) error {
		for rest := rows; len(rest) > 0; {
			n, statement := 1, one
			if len(rest) >= most {
				n, statement = most, many
			}
			if _, err := tx.Exec(statement, slices.Concat(rest[:n]...)...); err != nil {
				return l.refused(err)
			}
			rest = rest[n:]
		}
		return nil
	})
}

// finish ends a table.
func (l *loading) finish() error {
	if err := l.flush(); err != nil {
		return err
	}
	later := l.later
	l.later = nil
	for some := range slices.Chunk(later, rowsTogether) {
		err := l.d.Write(l.ctx, func(tx *db.Tx) error {
			for _, p := range some {
				if _, err := tx.Exec(p.statement, p.args...); err != nil {
					return l.refused(err)
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// refused tells a row that breaks the rules of its table, and so cannot have
// been in it, from a disk that is full or a server that went away.
func (l *loading) refused(err error) error {
	if fault.KindOf(err) == fault.Conflict {
		return damaged(err, dirTable+l.now.name)
	}
	return err
}

func (l *loading) file(name string, size int64, from io.Reader) error {
	if err := l.finish(); err != nil {
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
			if fault.KindOf(err) == fault.Unavailable || l.ctx.Err() != nil {
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
