package db

import (
	"context"
	"database/sql"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mostTries bounds how often a transaction that met another is tried; with the
// pauses below the last try comes after about two seconds.
const mostTries = 12

type postgresDoor struct {
	pool  *sql.DB
	clock *clock
}

func openPostgres(ctx context.Context, c Config, clk *clock) (*postgresDoor, error) {
	conf, err := pgx.ParseConfig(c.URL)
	if err != nil {
		// The cause is left out: it may repeat the password.
		return nil, fault.New(fault.Invalid, "db.url.wrong", nil)
	}
	conf.RuntimeParams["timezone"] = "UTC"
	conf.RuntimeParams["application_name"] = "sansang"
	pool := stdlib.OpenDB(*conf)
	pool.SetMaxOpenConns(c.Readers)
	pool.SetMaxIdleConns(c.Readers)
	pool.SetConnMaxLifetime(time.Hour)
	if err := pool.PingContext(ctx); err != nil {
		pool.Close()
		return nil, fault.Wrap(fault.Unavailable, err, "db.file.unopened", nil)
	}
	return &postgresDoor{pool, clk}, nil
}

type within struct{ tx *sql.Tx }

func (w within) exec(ctx context.Context, query string, args []any) (sql.Result, error) {
	return w.tx.ExecContext(ctx, query, args...)
}

func (w within) query(ctx context.Context, query string, args []any) (*sql.Rows, error) {
	return w.tx.QueryContext(ctx, query, args...)
}

func (d *postgresDoor) write(ctx context.Context, fn func(*Tx) error) error {
	for try := 0; ; try++ {
		err := d.once(ctx, &sql.TxOptions{Isolation: sql.LevelSerializable}, fn)
		var pg *pgconn.PgError
		if err == nil || !errors.As(err, &pg) || !again(pg.Code) || try == mostTries-1 {
			return err
		}
		// Half fixed, half at random, so that those that met do not meet again.
		pause := min(time.Millisecond<<try, 400*time.Millisecond)
		select {
		case <-time.After(pause/2 + rand.N(pause/2+1)):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (d *postgresDoor) read(ctx context.Context, fn func(*Tx) error) error {
	return d.once(ctx, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, fn)
}

func (d *postgresDoor) once(ctx context.Context, o *sql.TxOptions, fn func(*Tx) error) error {
	tx, err := d.pool.BeginTx(ctx, o)
	if err != nil {
		return asFault(err)
	}
	defer tx.Rollback() // after a commit it does nothing
	if err := fn(&Tx{ctx: ctx, on: within{tx}, now: d.clock.read(), engine: PostgreSQL}); err != nil {
		return err
	}
	return asFault(tx.Commit())
}

func (d *postgresDoor) beforeCommit(func(*Tx, []any) error) {}

func (d *postgresDoor) ping(ctx context.Context) error { return asFault(d.pool.PingContext(ctx)) }

func (d *postgresDoor) close() error { return d.pool.Close() }
