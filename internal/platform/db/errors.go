package db

import (
	"context"
	"database/sql"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// asFault gives an engine's error the kind that says who has to act. Errors of
// our own and of contexts pass through.
func asFault(err error) error {
	var own *fault.Fault
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	var lite *sqlite.Error
	var pg *pgconn.PgError
	switch {
	case errors.As(err, &lite):
		return fault.Wrap(sqliteKind(lite.Code()), err, sqliteKey(lite.Code()), nil)
	case errors.As(err, &pg):
		kind, key := postgresKind(pg.Code)
		return fault.Wrap(kind, err, key, nil)
	case errors.Is(err, sql.ErrConnDone), errors.Is(err, sql.ErrTxDone):
		return fault.Wrap(fault.Unavailable, err, "db.door.closed", nil)
	}
	return fault.Wrap(fault.Internal, err, "db.statement.failed", nil)
}

// A primary code is the low byte (SQLite, Result and Error Codes, §2).
func sqliteKind(code int) fault.Kind {
	switch code & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		return fault.Conflict
	case sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED,
		sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CORRUPT,
		sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_PERM:
		return fault.Unavailable
	}
	return fault.Internal
}

func sqliteKey(code int) string {
	switch code & 0xff {
	case sqlite3.SQLITE_CONSTRAINT:
		if code == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY {
			return "db.row.reference"
		}
		return "db.row.twice"
	case sqlite3.SQLITE_FULL:
		return "db.disk.full"
	case sqlite3.SQLITE_IOERR:
		return "db.disk.failed"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return "db.file.busy"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return "db.file.damaged"
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM:
		return "db.file.unopened"
	}
	return "db.statement.failed"
}

// Classes and codes of PostgreSQL's appendix A.
func postgresKind(code string) (fault.Kind, string) {
	switch {
	case code == "23503":
		return fault.Conflict, "db.row.reference"
	case len(code) == 5 && code[:2] == "23":
		return fault.Conflict, "db.row.twice"
	case again(code):
		return fault.Unavailable, "db.file.busy"
	case code == "53100":
		return fault.Unavailable, "db.disk.full"
	case code == "58030":
		return fault.Unavailable, "db.disk.failed"
	case code[:2] == "08", code[:2] == "53", code[:2] == "57":
		return fault.Unavailable, "db.door.closed"
	case code == "XX001", code == "XX002":
		return fault.Unavailable, "db.file.damaged"
	}
	return fault.Internal, "db.statement.failed"
}

// again tells whether a transaction of PostgreSQL only met another.
func again(code string) bool { return code == "40001" || code == "40P01" }
