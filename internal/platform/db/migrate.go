package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Migrated says what Migrate found and did.
type Migrated struct {
	From, To int64
	Snapshot string // file of the snapshot taken before, "" when none was needed
}

// Migrate brings the schema up to what this program knows. Two programs that
// start at once migrate once: the second waits. Before anything is changed in a
// database that holds something, a snapshot is taken: of SQLite a copy of the
// file beside it; on PostgreSQL by the function given, and without one the
// migration is refused.
//
// A schema newer than this program knows is a fault of kind conflict, and
// nothing is touched: an old program must not write into tables whose rules it
// does not know.
func (d *DB) Migrate(ctx context.Context, snapshot func(ctx context.Context) (string, error), all ...Migrations) (*Migrated, error) {
	return d.migrate(ctx, snapshot, 0, all)
}

// MigrateTo brings an empty database to an older schema, into which what was
// saved under that schema can be loaded; Migrate then brings it up. A version
// that this program does not know is a fault of kind conflict.
func (d *DB) MigrateTo(ctx context.Context, version int64, all ...Migrations) error {
	_, err := d.migrate(ctx, nil, version, all)
	return err
}

// Version tells which schema a database has, 0 for an empty one.
func (d *DB) Version(ctx context.Context, all ...Migrations) (int64, error) {
	files, _, err := joinMigrations(all)
	if err != nil {
		return 0, err
	}
	pool, dialect, options, done, err := d.forMigration(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	p, err := goose.NewProvider(dialect, pool, files, append(options, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))...)
	if err != nil {
		return 0, fault.Wrap(fault.Internal, err, "db.migration.failed", nil)
	}
	defer p.Close()
	v, err := p.GetDBVersion(ctx)
	return v, asFault(err)
}

// migrate brings the schema up to a version, 0 for the last.
func (d *DB) migrate(ctx context.Context, snapshot func(ctx context.Context) (string, error), to int64, all []Migrations) (*Migrated, error) {
	files, last, err := joinMigrations(all)
	if err != nil {
		return nil, err
	}
	if to > last {
		return nil, fault.New(fault.Conflict, "db.schema.newer", fault.Args{"found": to, "known": last})
	}
	if to > 0 {
		last = to
	}
	pool, dialect, options, done, err := d.forMigration(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	options = append(options, goose.WithDisableGlobalRegistry(true), goose.WithLogger(goose.NopLogger()))
	p, err := goose.NewProvider(dialect, pool, files, options...)
	if errors.Is(err, goose.ErrNoMigrations) {
		return &Migrated{}, nil
	}
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "db.migration.failed", nil)
	}
	defer p.Close()
	from, err := p.GetDBVersion(ctx)
	if err != nil {
		return nil, asFault(err)
	}
	out := &Migrated{From: from, To: last}
	switch {
	case from > last:
		return nil, fault.New(fault.Conflict, "db.schema.newer", fault.Args{"found": from, "known": last})
	case from == last:
		return out, nil
	case from > 0:
		if snapshot == nil && d.engine == SQLite {
			snapshot = func(ctx context.Context) (string, error) {
				to := fmt.Sprintf("%s.before-%05d-%s", d.path, last, d.clock.read().Format("20060102T150405.000000Z"))
				return to, d.Snapshot(ctx, to)
			}
		}
		if snapshot == nil {
			return nil, fault.New(fault.Conflict, "db.snapshot.wanted", nil)
		}
		if out.Snapshot, err = snapshot(ctx); err != nil {
			return nil, err
		}
	}
	if _, err := p.UpTo(ctx, last); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "db.migration.failed", nil)
	}
	return out, nil
}

// forMigration opens connections of their own, since goose needs a *sql.DB, and
// holds what keeps a second program waiting.
func (d *DB) forMigration(ctx context.Context) (*sql.DB, goose.Dialect, []goose.ProviderOption, func(), error) {
	if d.engine == PostgreSQL {
		l, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, "", nil, nil, err
		}
		pool, err := sql.Open("pgx", d.url)
		if err != nil {
			return nil, "", nil, nil, asFault(err)
		}
		return pool, goose.DialectPostgres, []goose.ProviderOption{goose.WithSessionLocker(l)}, func() { pool.Close() }, nil
	}
	release, err := holdFile(ctx, d.path+".migrating")
	if err != nil {
		return nil, "", nil, nil, err
	}
	pool, err := sql.Open("sqlite", sqliteDSN(d.path))
	if err != nil {
		release()
		return nil, "", nil, nil, asFault(err)
	}
	pool.SetMaxOpenConns(1)
	return pool, goose.DialectSQLite3, nil, func() { pool.Close(); release() }, nil
}

// holdFile locks by an exclusive transaction on a database of its own: SQLite
// knows how to lock a file on every system, and the lock ends with its holder.
func holdFile(ctx context.Context, path string) (release func(), err error) {
	wait := 5 * time.Minute // longer than any migration of one province
	pool, err := sql.Open("sqlite", sqliteLockDSN(path, wait))
	if err != nil {
		return nil, asFault(err)
	}
	pool.SetMaxOpenConns(1)
	if _, err := pool.ExecContext(ctx, "BEGIN EXCLUSIVE"); err != nil {
		pool.Close()
		return nil, asFault(err)
	}
	// The file stays: whoever waits holds the same one open.
	return func() { pool.Close() }, nil
}

// Snapshot writes a consistent copy of SQLite's file while work goes on. The
// target must not exist.
func (d *DB) Snapshot(ctx context.Context, to string) error {
	if d.engine != SQLite {
		return fault.New(fault.Invalid, "db.snapshot.engine", nil)
	}
	pool, err := sql.Open("sqlite", sqliteDSN(d.path))
	if err != nil {
		return asFault(err)
	}
	defer pool.Close()
	if _, err := pool.ExecContext(ctx, "VACUUM INTO $1", to); err != nil {
		return asFault(err)
	}
	return syncFile(to)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "db.disk.failed", nil)
	}
	defer f.Close()
	if err := f.Sync(); err != nil {
		return fault.Wrap(fault.Unavailable, err, "db.disk.failed", nil)
	}
	return nil
}
