package access

import (
	"database/sql"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	insertToken = `INSERT INTO access_token (id, hash, person, name, scopes, created, expires) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	hashToken   = `SELECT id, person, name, scopes, created, expires, revoked FROM access_token WHERE hash = $1`
	getToken    = `SELECT id, person, name, scopes, created, expires, revoked FROM access_token WHERE id = $1`
	listTokens  = `SELECT id, person, name, scopes, created, expires, revoked FROM access_token WHERE person = $1 ORDER BY created DESC, id`
	dropToken   = `UPDATE access_token SET revoked = $2 WHERE id = $1 AND revoked IS NULL`
	dropTokens  = `UPDATE access_token SET revoked = $2 WHERE person = $1 AND revoked IS NULL`
)

func addToken(tx *db.Tx, t *Token, hash string) error {
	_, err := tx.Exec(insertToken, t.ID, hash, t.Person, t.Name, strings.Join(t.Scopes, " "), db.Micros(t.Created), db.Micros(t.Expires))
	return err
}

func eachToken(tx *db.Tx, statement string, args ...any) ([]Token, error) {
	var out []Token
	err := tx.Each(statement, args, func(rows *sql.Rows) error {
		var t Token
		var scopes string
		var created, expires int64
		var revoked sql.Null[int64]
		err := rows.Scan(&t.ID, &t.Person, &t.Name, &scopes, &created, &expires, &revoked)
		t.Scopes = strings.Fields(scopes)
		t.Created, t.Expires, t.Revoked = db.Time(created), db.Time(expires), moment(revoked)
		out = append(out, t)
		return err
	})
	return out, err
}

func endToken(tx *db.Tx, id string) error {
	n, err := tx.Exec(dropToken, id, db.Micros(tx.Now()))
	return db.One(n, err, "access.token.moved", nil)
}

func endTokens(tx *db.Tx, person string) error {
	_, err := tx.Exec(dropTokens, person, db.Micros(tx.Now()))
	return err
}
