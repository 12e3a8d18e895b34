package access

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	insertLink = `INSERT INTO access_link (id, hash, kind, person, issuer, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	hashLink   = `SELECT id, kind, person, issuer, created, expires, used, revoked FROM access_link WHERE hash = $1`
	listLinks  = `SELECT id, kind, person, issuer, created, expires, used, revoked FROM access_link WHERE person = $1 ORDER BY created DESC, id`
	useLink    = `UPDATE access_link SET used = $2 WHERE hash = $1 AND used IS NULL AND revoked IS NULL AND expires > $2`
	dropLinks  = `UPDATE access_link SET revoked = $2 WHERE person = $1 AND used IS NULL AND revoked IS NULL`
)

func addLink(tx *db.Tx, l *Link, hash string) error {
	_, err := tx.Exec(insertLink, l.ID, hash, string(l.kind), l.Person, l.Issuer, db.Micros(l.Created), db.Micros(l.Expires))
	return err
}

func eachLink(tx *db.Tx, statement string, args ...any) ([]Link, error) {
	var out []Link
	err := tx.Each(statement, args, func(rows *sql.Rows) error {
		var l Link
		var created, expires int64
		var used, revoked sql.Null[int64]
		err := rows.Scan(&l.ID, &l.kind, &l.Person, &l.Issuer, &created, &expires, &used, &revoked)
		l.Created, l.Expires, l.Used, l.Revoked = db.Time(created), db.Time(expires), moment(used), moment(revoked)
		out = append(out, l)
		return err
	})
	return out, err
}

// takeLink uses a link up: of two at once, one.
func takeLink(tx *db.Tx, hash string) (bool, error) {
	n, err := tx.Exec(useLink, hash, db.Micros(tx.Now()))
	return n == 1, err
}

// revokeLinks ends the unused links of a person and tells how many.
func revokeLinks(tx *db.Tx, person string) (int64, error) {
	return tx.Exec(dropLinks, person, db.Micros(tx.Now()))
}
