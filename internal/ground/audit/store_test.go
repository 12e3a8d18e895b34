package audit

import (
	"database/sql"
	"encoding/base64"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// What somebody who owns the database can do to the log.
const (
	setBody       = `UPDATE audit_record SET body = $2 WHERE id = $1`
	setAgency     = `UPDATE audit_record SET agency = $2 WHERE id = $1`
	movePlace     = `UPDATE audit_record SET place = $2 WHERE id = $1`
	deleteRecord  = `DELETE FROM audit_record WHERE id = $1`
	restoreRecord = `INSERT INTO audit_record (id, place, at, person, agency, object, act, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`
	dropTiles     = `DELETE FROM audit_tile`
	dropTree      = `UPDATE audit_tree SET size = 0, root = '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='`
	setRoot       = `UPDATE audit_tree SET root = $1`
	dropRecords   = `DELETE FROM audit_record`
	spoilBody     = "UPDATE audit_record SET body = '{\n}' WHERE place = $1"
	hideName      = `DELETE FROM audit_name WHERE block = 1 AND name = 'agency:rare'`
	moveBlock     = `UPDATE audit_block SET from_at = from_at + 1 WHERE number = 0`
	listTiles     = `SELECT level, number, hashes FROM audit_tile ORDER BY level, number`
)

// The table that the benchmark saves to.
const (
	answerTable  = "-- +goose Up\n" + `CREATE TABLE answer (agency TEXT NOT NULL, item BIGINT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (agency, item));` + "\n"
	insertAnswer = `INSERT INTO answer (agency, item, value) VALUES ($1, $2, $3)`
)

// everyTile gives what is stored of the tree.
func everyTile(tx *db.Tx) (tiles []tile, err error) {
	err = tx.Each(listTiles, nil, func(rows *sql.Rows) error {
		var t tile
		var text string
		err := rows.Scan(&t.level, &t.number, &text)
		if err == nil {
			t.hashes, err = base64.StdEncoding.DecodeString(text)
		}
		tiles = append(tiles, t)
		return err
	})
	return tiles, err
}
