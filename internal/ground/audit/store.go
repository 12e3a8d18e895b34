package audit

import (
	"database/sql"
	"embed"
	"encoding/base64"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "audit", Files: db.Sub(migrationFiles, "migrations")}

// The columns of a record. SQLite's one writer gives the places at the end of a
// commit, to many records at once, since half of what a small statement costs is
// its way to the database; on PostgreSQL, where writers meet, the sequencer gives
// them afterwards.
const (
	intoRecord = `INSERT INTO audit_record (place, id, at, person, agency, object, act, body) VALUES
		($1, $2, $3, $4, $5, $6, $7, $8)`
	insertRecord    = intoRecord
	insertRecords16 = intoRecord + `,
		($9, $10, $11, $12, $13, $14, $15, $16),
		($17, $18, $19, $20, $21, $22, $23, $24),
		($25, $26, $27, $28, $29, $30, $31, $32),
		($33, $34, $35, $36, $37, $38, $39, $40),
		($41, $42, $43, $44, $45, $46, $47, $48),
		($49, $50, $51, $52, $53, $54, $55, $56),
		($57, $58, $59, $60, $61, $62, $63, $64),
		($65, $66, $67, $68, $69, $70, $71, $72),
		($73, $74, $75, $76, $77, $78, $79, $80),
		($81, $82, $83, $84, $85, $86, $87, $88),
		($89, $90, $91, $92, $93, $94, $95, $96),
		($97, $98, $99, $100, $101, $102, $103, $104),
		($105, $106, $107, $108, $109, $110, $111, $112),
		($113, $114, $115, $116, $117, $118, $119, $120),
		($121, $122, $123, $124, $125, $126, $127, $128)`
)

// row is a record as its columns and its body have it.
type row struct {
	place                             int64
	id                                string
	at                                int64
	person, agency, object, act, body string
}

func rowOf(r *Record, body []byte) *row {
	return &row{-1, r.ID, db.Micros(r.At), r.Actor.Person, r.Agency, r.Object, r.Act, string(body)}
}

func (r *row) columns() []any {
	return []any{r.place, r.id, r.at, r.person, r.agency, r.object, r.act, r.body}
}

// insertPlaced inserts records with their places, the columns of one after the
// other.
func insertPlaced(tx *db.Tx, columns []any) error {
	const one, many = 8, 16 * 8
	for len(columns) >= many {
		if _, err := tx.Exec(insertRecords16, columns[:many]...); err != nil {
			return err
		}
		columns = columns[many:]
	}
	for len(columns) >= one {
		if _, err := tx.Exec(insertRecord, columns[:one]...); err != nil {
			return err
		}
		columns = columns[one:]
	}
	return nil
}

func insertWaiting(tx *db.Tx, r *row) error {
	columns := r.columns()
	columns[0] = nil
	_, err := tx.Exec(insertRecord, columns...)
	return err
}

const (
	getTree    = `SELECT size, root FROM audit_tree WHERE one = 1`
	updateTree = `UPDATE audit_tree SET size = $3, root = $4 WHERE one = 1 AND size = $1 AND root = $2`
)

func readTree(tx *db.Tx) (tree tlog.Tree, err error) {
	var root string
	if _, err = tx.Row(getTree, nil, &tree.N, &root); err != nil {
		return tree, err
	}
	if tree.Hash, err = tlog.ParseHash(root); err != nil {
		err = fault.Wrap(fault.Internal, err, "audit.log.root", fault.Args{"size": tree.N})
	}
	return tree, err
}

func swapTree(tx *db.Tx, from, to tlog.Tree) error {
	n, err := tx.Exec(updateTree, from.N, from.Hash.String(), to.N, to.Hash.String())
	return db.One(n, err, "audit.log.moved", nil)
}

const (
	insertTile = `INSERT INTO audit_tile (level, number, hashes) VALUES ($1, $2, $3) ON CONFLICT (level, number) DO UPDATE SET hashes = excluded.hashes`
	getTile    = `SELECT hashes FROM audit_tile WHERE level = $1 AND number = $2`
	countTiles = `SELECT count(*) FROM audit_tile`
)

func putTile(tx *db.Tx, t tile) error {
	_, err := tx.Exec(insertTile, t.level, t.number, base64.StdEncoding.EncodeToString(t.hashes))
	return err
}

// readTile gives the hashes of a tile; none where there is no such tile or it is
// spoiled.
func readTile(tx *db.Tx, level, number int64) ([]byte, error) {
	var text string
	if _, err := tx.Row(getTile, []any{level, number}, &text); err != nil {
		return nil, err
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, nil
	}
	return data, nil
}

func tileCount(tx *db.Tx) (n int64, err error) {
	_, err = tx.Row(countTiles, nil, &n)
	return n, err
}

const setPlaces = `UPDATE audit_record SET place = $1 + w.n
	FROM (SELECT at, id, row_number() OVER (ORDER BY at, id) - 1 AS n FROM audit_record WHERE place IS NULL ORDER BY at, id LIMIT $2) AS w
	WHERE audit_record.place IS NULL AND audit_record.at = w.at AND audit_record.id = w.id`

// placeWaiting gives at most that many waiting records their places from size on.
func placeWaiting(tx *db.Tx, size int64, most int) error {
	_, err := tx.Exec(setPlaces, size, most)
	return err
}

const (
	insertCheckpoint = `INSERT INTO audit_checkpoint (size, at, note) VALUES ($1, $2, $3)`
	lastCheckpoint   = `SELECT size, note FROM audit_checkpoint ORDER BY size DESC LIMIT 1`
)

func addCheckpoint(tx *db.Tx, size int64, at time.Time, note string) error {
	_, err := tx.Exec(insertCheckpoint, size, db.Micros(at), note)
	return err
}

func latestCheckpoint(tx *db.Tx) (size int64, note string, err error) {
	_, err = tx.Row(lastCheckpoint, nil, &size, &note)
	return size, note, err
}

const (
	countWaiting = `SELECT count(*) FROM audit_record WHERE place IS NULL`
	listColumns  = `SELECT place, id, at, person, agency, object, act, body FROM audit_record WHERE place >= $1 AND place < $2 ORDER BY place LIMIT $3`
)

func waitingCount(tx *db.Tx) (n int64, err error) {
	_, err = tx.Row(countWaiting, nil, &n)
	return n, err
}

func eachRow(tx *db.Tx, from, until int64, limit int, visit func(*row) error) error {
	return tx.Each(listColumns, []any{from, until, limit}, func(rows *sql.Rows) error {
		var r row
		if err := rows.Scan(&r.place, &r.id, &r.at, &r.person, &r.agency, &r.object, &r.act, &r.body); err != nil {
			return err
		}
		return visit(&r)
	})
}
