package audit

// What somebody who owns the database can do to the log.
const (
	setBody       = `UPDATE audit_record SET body = $2 WHERE id = $1`
	setAgency     = `UPDATE audit_record SET agency = $2 WHERE id = $1`
	movePlace     = `UPDATE audit_record SET place = $2 WHERE id = $1`
	deleteRecord  = `DELETE FROM audit_record WHERE id = $1`
	restoreRecord = `INSERT INTO audit_record (id, place, at, person, agency, object, act, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	setHash       = `UPDATE audit_hash SET hash = $2 WHERE id = $1`
	dropHashes    = `DELETE FROM audit_hash`
	dropTree      = `UPDATE audit_tree SET size = 0`
)

// The table that the benchmark saves to.
const (
	answerTable  = "-- +goose Up\n" + `CREATE TABLE answer (agency TEXT NOT NULL, item BIGINT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (agency, item));` + "\n"
	insertAnswer = `INSERT INTO answer (agency, item, value) VALUES ($1, $2, $3)`
)
