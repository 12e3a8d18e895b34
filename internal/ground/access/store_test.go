package access

import (
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// Time passes: everything that was noted moves into the past.
var past = []string{
	`UPDATE access_session SET created = created - $1, seen = seen - $1, expires = expires - $1, stepped = stepped - $1, ended = ended - $1`,
	`UPDATE access_link SET created = created - $1, expires = expires - $1, used = used - $1, revoked = revoked - $1`,
	`UPDATE access_grant SET starts = starts - $1, ends = ends - $1, created = created - $1, revoked = revoked - $1`,
	`UPDATE access_token SET created = created - $1, expires = expires - $1, revoked = revoked - $1`,
	`UPDATE access_password SET at = at - $1`,
	`UPDATE access_attempt SET due = due - $1`,
	`UPDATE access_device SET expires = expires - $1`,
}

const (
	passSteps = `UPDATE access_second SET last_step = last_step - $1`
	shut      = `UPDATE access_person SET closed = 1 WHERE id = $1`
	allOf     = `SELECT * FROM %s`
)

func (w *world) pass(d time.Duration) {
	w.Helper()
	w.write(func(tx *db.Tx) error {
		for _, s := range past {
			if _, err := tx.Exec(s, d.Microseconds()); err != nil {
				return err
			}
		}
		_, err := tx.Exec(passSteps, int64(d.Seconds())/step)
		return err
	})
}

// shut closes an account behind the back of its acts.
func (w *world) shut(person string) {
	w.Helper()
	w.write(func(tx *db.Tx) error { _, err := tx.Exec(shut, person); return err })
}

// rows counts the rows of a table of this slice.
func (w *world) rows(table string) int {
	w.Helper()
	return strings.Count(w.dump(table), "\n")
}

// dump gives whole tables as text, a line a row.
func (w *world) dump(tables ...string) string {
	w.Helper()
	var b strings.Builder
	w.write(func(tx *db.Tx) error {
		for _, table := range tables {
			err := tx.Each(fmt.Sprintf(allOf, table), nil, func(rows *sql.Rows) error {
				names, err := rows.Columns()
				if err != nil {
					return err
				}
				values, into := make([]any, len(names)), make([]any, len(names))
				for i := range values {
					into[i] = &values[i]
				}
				if err := rows.Scan(into...); err != nil {
					return err
				}
				b.WriteString(table)
				for _, v := range values {
					fmt.Fprintf(&b, " %v", v)
				}
				b.WriteByte('\n')
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return b.String()
}

var tables = []string{"access_person", "access_password", "access_second", "access_recovery", "access_session", "access_device",
	"access_attempt", "access_link", "access_grant", "access_token", "access_founded", "audit_record"}
