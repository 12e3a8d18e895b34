package db

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Engine is which database stands behind the door.
type Engine string

// The two engines.
const (
	SQLite     Engine = "sqlite"
	PostgreSQL Engine = "postgres"
)

// Config says where the database is and how much may wait before it.
type Config struct {
	// URL is "sqlite:PATH" or "postgres://…". A PATH without scheme is SQLite's.
	URL string
	// Clock gives the time of transactions; nil is the machine's.
	Clock func() time.Time
	// Queue bounds the writes that wait for SQLite's writer; 0 is 16,384.
	Queue int
	// MaxWait bounds how long a new write may have to wait, judged by the pace of
	// the last commits; 0 is one second.
	MaxWait time.Duration
	// Readers bounds the connections that read (SQLite) or all connections
	// (PostgreSQL); 0 is 16.
	Readers int
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	engine Engine
	door   door
	clock  clock
	path   string // of SQLite's file
	url    string // of PostgreSQL
}

// door is what the two engines do in their own way.
type door interface {
	write(ctx context.Context, fn func(*Tx) error) error
	read(ctx context.Context, fn func(*Tx) error) error
	beforeCommit(fn func(*Tx, []any) error)
	ping(ctx context.Context) error
	close() error
}

// Open opens the database, creating SQLite's file if there is none. It does not
// migrate. The error is a fault of kind unavailable, or invalid for a URL that
// names no engine.
func Open(ctx context.Context, c Config) (*DB, error) {
	if c.Queue <= 0 {
		c.Queue = 16_384
	}
	if c.MaxWait <= 0 {
		c.MaxWait = time.Second
	}
	if c.Readers <= 0 {
		c.Readers = 16
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	d := &DB{clock: clock{now: c.Clock}}
	scheme, rest, found := strings.Cut(c.URL, ":")
	var err error
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		d.engine, d.url = PostgreSQL, c.URL
		d.door, err = openPostgres(ctx, c, &d.clock)
	case found && scheme == "sqlite":
		d.engine, d.path = SQLite, strings.TrimPrefix(rest, "//")
		d.door, err = openSQLite(ctx, d.path, c, &d.clock)
	case !found || len(scheme) == 1: // a bare path, or a drive letter
		d.engine, d.path = SQLite, c.URL
		d.door, err = openSQLite(ctx, d.path, c, &d.clock)
	default:
		return nil, fault.New(fault.Invalid, "db.url.scheme", fault.Args{"scheme": scheme})
	}
	if err != nil {
		return nil, err
	}
	return d, nil
}

// Engine tells which database this is.
func (d *DB) Engine() Engine { return d.engine }

// Where tells where the database is, without any password.
func (d *DB) Where() string {
	if d.engine == SQLite {
		return d.path
	}
	u, err := url.Parse(d.url)
	if err != nil {
		return "postgres"
	}
	return u.Redacted()
}

// Write runs fn in a transaction that may change the database, and returns
// after what it did is on disk. When fn gives an error nothing of it stays and
// the error is returned as it is; a panic in fn is raised again here.
//
// Once fn has started, Write waits for its end even when ctx is done, since only
// then it is known whether it was saved.
func (d *DB) Write(ctx context.Context, fn func(tx *Tx) error) error {
	return d.door.write(ctx, fn)
}

// Read runs fn on one consistent state; it cannot change anything.
func (d *DB) Read(ctx context.Context, fn func(tx *Tx) error) error {
	return d.door.read(ctx, fn)
}

// BeforeCommit names a function that runs once for every commit of SQLite's
// writer, after the writes that it gathered and in the same transaction: what
// numbers them all at once is done here. It gets what they left with Tx.Leave, in
// their order, without that of writes that failed. Its error fails all of them.
// On PostgreSQL, where commits have no order to hold on to, it never runs. It is
// set once, before the first write.
func (d *DB) BeforeCommit(fn func(tx *Tx, left []any) error) { d.door.beforeCommit(fn) }

// Ping tells whether the database answers and still takes writes.
func (d *DB) Ping(ctx context.Context) error { return d.door.ping(ctx) }

// Close waits for the writes that were accepted, then closes. Later writes are
// refused.
func (d *DB) Close() error { return d.door.close() }

// clock gives times that never run backwards: two writes keep their order even
// when the machine's clock is set back between them.
type clock struct {
	now  func() time.Time
	mu   sync.Mutex
	last int64
}

func (c *clock) read() time.Time {
	t := Micros(c.now())
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last = max(c.last, t)
	return Time(c.last)
}

// Micros gives a time as a column holds it: microseconds since 1970, UTC.
func Micros(t time.Time) int64 { return t.UnixMicro() }

// Time gives the time of a column.
func Time(micros int64) time.Time { return time.UnixMicro(micros).UTC() }
