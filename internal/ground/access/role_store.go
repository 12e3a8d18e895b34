package access

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	insertGrant = `INSERT INTO access_grant (id, person, role, scope_kind, scope_id, starts, ends, source, issuer, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`
	revokeGrant = `UPDATE access_grant SET revoked = $2 WHERE id = $1 AND revoked IS NULL`
	listGrants  = `SELECT g.id, g.person, g.role, g.scope_kind, g.scope_id, g.starts, g.ends, g.source, g.issuer, g.created, g.revoked,
		s.person, s.starts, s.ends, s.revoked FROM access_grant g LEFT JOIN access_grant s ON s.id = g.source
		WHERE g.person = $1 ORDER BY g.starts, g.id`
	allGrants = `SELECT g.id, g.person, g.role, g.scope_kind, g.scope_id, g.starts, g.ends, g.source, g.issuer, g.created, g.revoked,
		s.person, s.starts, s.ends, s.revoked FROM access_grant g LEFT JOIN access_grant s ON s.id = g.source
		WHERE g.revoked IS NULL ORDER BY g.starts, g.id`
	getGrant = `SELECT g.id, g.person, g.role, g.scope_kind, g.scope_id, g.starts, g.ends, g.source, g.issuer, g.created, g.revoked,
		s.person, s.starts, s.ends, s.revoked FROM access_grant g LEFT JOIN access_grant s ON s.id = g.source
		WHERE g.id = $1`
	listGrantsOver = `SELECT g.id, g.person, g.role, g.scope_kind, g.scope_id, g.starts, g.ends, g.source, g.issuer, g.created, g.revoked,
		s.person, s.starts, s.ends, s.revoked FROM access_grant g LEFT JOIN access_grant s ON s.id = g.source
		WHERE g.scope_kind = $1 AND g.scope_id = $2 ORDER BY g.starts, g.id`
)

func addGrant(tx *db.Tx, g *Grant) error {
	var source any
	if g.Source != "" {
		source = g.Source
	}
	_, err := tx.Exec(insertGrant, g.ID, g.Person, string(g.Role), string(g.Scope.Level), g.Scope.ID,
		db.Micros(g.From), column(g.To), source, g.Issuer, db.Micros(g.Created))
	return err
}

func endGrant(tx *db.Tx, id string) error {
	n, err := tx.Exec(revokeGrant, id, db.Micros(tx.Now()))
	return db.One(n, err, "access.grant.moved", nil)
}

func eachGrant(tx *db.Tx, statement string, args ...any) ([]Grant, error) {
	var out []Grant
	err := tx.Each(statement, args, func(rows *sql.Rows) error {
		var g Grant
		var starts, created int64
		var ends, revoked, sourceStarts, sourceEnds, sourceRevoked sql.Null[int64]
		var source, behalf sql.Null[string]
		err := rows.Scan(&g.ID, &g.Person, &g.Role, &g.Scope.Level, &g.Scope.ID, &starts, &ends, &source, &g.Issuer, &created, &revoked,
			&behalf, &sourceStarts, &sourceEnds, &sourceRevoked)
		g.From, g.To, g.Created, g.Revoked = db.Time(starts), moment(ends), db.Time(created), moment(revoked)
		g.Source, g.Behalf = source.V, behalf.V
		g.sourceFrom, g.sourceTo, g.sourceRevoked = moment(sourceStarts), moment(sourceEnds), moment(sourceRevoked)
		out = append(out, g)
		return err
	})
	return out, err
}
