package db

import (
	"context"
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Tx is one transaction. It is used by one goroutine and only during the
// function it was given to.
type Tx struct {
	ctx    context.Context
	on     statements
	now    time.Time
	engine Engine
	left   *[]any // for the function of BeforeCommit; nil where there is none
}

// statements runs statements within an open transaction.
type statements interface {
	exec(ctx context.Context, query string, args []any) (sql.Result, error)
	query(ctx context.Context, query string, args []any) (*sql.Rows, error)
}

// Now is the time of the transaction, UTC, in whole microseconds.
func (tx *Tx) Now() time.Time { return tx.now }

// Context ends when nobody waits for the transaction any more.
func (tx *Tx) Context() context.Context { return tx.ctx }

// Engine tells which database this is, for the few statements that exist in a
// pair.
func (tx *Tx) Engine() Engine { return tx.engine }

// Leave hands something to the function of BeforeCommit, which gets it if this
// write succeeds. It is a fault of kind internal where no such function runs: on
// PostgreSQL, in Read, or when none was named.
func (tx *Tx) Leave(v any) error {
	if tx.left == nil {
		return fault.New(fault.Internal, "db.write.left", nil)
	}
	*tx.left = append(*tx.left, v)
	return nil
}

// Exec runs a statement and tells how many rows it changed. The error is a
// fault: conflict where a key stands twice or a row that is referred to is
// missing, unavailable where the database cannot go on.
func (tx *Tx) Exec(query string, args ...any) (int64, error) {
	r, err := tx.on.exec(tx.ctx, query, args)
	if err != nil {
		return 0, asFault(err)
	}
	n, err := r.RowsAffected()
	return n, asFault(err)
}

// Query runs a statement that gives rows; the caller closes them.
func (tx *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	rows, err := tx.on.query(tx.ctx, query, args)
	return rows, asFault(err)
}

// Row runs a statement that gives at most one row and scans it. It tells
// whether there was one; no row is no error.
func (tx *Tx) Row(query string, args []any, into ...any) (bool, error) {
	rows, err := tx.on.query(tx.ctx, query, args)
	if err != nil {
		return false, asFault(err)
	}
	defer rows.Close()
	if !rows.Next() {
		return false, asFault(rows.Err())
	}
	if err := rows.Scan(into...); err != nil {
		return false, asFault(err)
	}
	return true, asFault(rows.Close())
}

// Each runs a statement and calls scan for every row.
func (tx *Tx) Each(query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := tx.on.query(tx.ctx, query, args)
	if err != nil {
		return asFault(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return asFault(rows.Err())
}

// One expects that a compare-and-swap changed exactly one row; none means that
// somebody else was first, which is a fault of kind conflict with the key.
func One(changed int64, err error, key string, args fault.Args) error {
	if err != nil {
		return err
	}
	if changed != 1 {
		return fault.New(fault.Conflict, key, args)
	}
	return nil
}
