package access

import (
	"database/sql"
	"embed"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "access", Files: db.Sub(migrationFiles, "migrations")}

// moment gives the time of a column that may be empty.
func moment(n sql.Null[int64]) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return db.Time(n.V)
}

// column is the reverse of moment.
func column(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return db.Micros(t)
}

const (
	getFounded = `SELECT count(*) FROM access_person`
	setFounded = `INSERT INTO access_founded (one, person) VALUES (1, $1)`
)

func countPersons(tx *db.Tx) (n int64, err error) {
	_, err = tx.Row(getFounded, nil, &n)
	return n, err
}

// found notes who was first; the key lets only one be.
func found(tx *db.Tx, person string) error {
	_, err := tx.Exec(setFounded, person)
	return err
}
