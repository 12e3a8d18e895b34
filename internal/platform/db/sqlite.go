package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"time"

	"modernc.org/sqlite" // registers the driver "sqlite"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// busyWait is how long a connection waits for another process that holds the
// file, such as a backup tool.
const busyWait = 10 * time.Second

// settings hold for every connection. WAL with synchronous=FULL is what makes
// a commit durable before it is acknowledged (SQLite, PRAGMA synchronous).
var settings = []string{
	fmt.Sprintf("busy_timeout(%d)", busyWait.Milliseconds()),
	"journal_mode(WAL)",
	"synchronous(FULL)",
	"foreign_keys(ON)",
	"cache_size(-16384)",       // KiB
	"wal_autocheckpoint(8000)", // pages, 32 MiB: a page that many commits changed is copied back once
	"temp_store(MEMORY)",
	"trusted_schema(OFF)",
}

type sqliteDoor struct {
	pool    *sql.DB
	writer  *writer
	clock   *clock
	readers chan *conn // as many as may be open; nil stands for one not yet made
	closing sync.Once
}

func sqliteDSN(path string, more ...string) string {
	q := url.Values{}
	for _, s := range append(settings, more...) {
		q.Add("_pragma", s)
	}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}

var fasterSync = sync.OnceFunc(func() { sqlite.Fdatasync(true) })

func openSQLite(ctx context.Context, path string, c Config, clk *clock) (*sqliteDoor, error) {
	fasterSync()
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o700); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "db.file.unopened", nil)
		}
	}
	pool, err := sql.Open("sqlite", sqliteDSN(path))
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "db.file.unopened", nil)
	}
	pool.SetMaxOpenConns(c.Readers + 1)
	pool.SetMaxIdleConns(c.Readers + 1)
	first, err := newConn(ctx, pool)
	if err != nil {
		pool.Close()
		return nil, fault.Wrap(fault.Unavailable, err, "db.file.unopened", nil)
	}
	d := &sqliteDoor{pool: pool, clock: clk, readers: make(chan *conn, c.Readers)}
	for range c.Readers {
		d.readers <- nil
	}
	d.writer = startWriter(first, clk, c.Queue, c.MaxWait)
	return d, nil
}

func (d *sqliteDoor) write(ctx context.Context, fn func(*Tx) error) error {
	return d.writer.write(ctx, fn)
}

func (d *sqliteDoor) beforeCommit(fn func(*Tx, []any) error) { d.writer.sequence = fn }

func (d *sqliteDoor) read(ctx context.Context, fn func(*Tx) error) error {
	var c *conn
	select {
	case c = <-d.readers:
	case <-ctx.Done():
		return ctx.Err()
	}
	if c == nil {
		var err error
		if c, err = d.newReader(ctx); err != nil {
			d.readers <- nil
			return err
		}
	}
	defer func() { d.readers <- c }() // also when fn panics or ends its goroutine
	return d.readOn(ctx, c, fn)
}

func (d *sqliteDoor) newReader(ctx context.Context) (*conn, error) {
	c, err := newConn(ctx, d.pool)
	if err != nil {
		return nil, asFault(err)
	}
	if _, err := c.ExecContext(ctx, "PRAGMA query_only=ON"); err != nil {
		c.close()
		return nil, asFault(err)
	}
	return c, nil
}

func (d *sqliteDoor) readOn(ctx context.Context, c *conn, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if _, err := c.exec(context.Background(), "BEGIN", nil); err != nil {
		return asFault(err)
	}
	defer c.exec(context.Background(), "ROLLBACK", nil)
	return fn(&Tx{ctx: ctx, on: c, now: d.clock.read(), engine: SQLite})
}

func (d *sqliteDoor) ping(ctx context.Context) error {
	if err := d.writer.broken(); err != nil {
		return err
	}
	return d.read(ctx, func(tx *Tx) error {
		_, err := tx.Row("SELECT 1", nil, new(int))
		return err
	})
}

func (d *sqliteDoor) close() error {
	var err error
	d.closing.Do(func() {
		err = d.writer.stop()
		for range cap(d.readers) {
			if c := <-d.readers; c != nil {
				err = errors.Join(err, c.close())
			}
		}
		err = errors.Join(err, d.pool.Close())
	})
	return err
}

// sqliteLockDSN opens a file that only serves as a lock; nothing is written to it.
func sqliteLockDSN(path string, wait time.Duration) string {
	q := url.Values{"_pragma": {fmt.Sprintf("busy_timeout(%d)", wait.Milliseconds()), "journal_mode(DELETE)"}}
	return (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath(), RawQuery: q.Encode()}).String()
}
