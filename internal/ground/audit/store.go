package audit

import (
	"database/sql"
	"embed"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "audit", Files: db.Sub(migrationFiles, "migrations")}

// The pair: SQLite's one writer knows the next place while it inserts; on
// PostgreSQL writers meet, so that the sequencer gives the place afterwards.
const (
	insertPlaced = `INSERT INTO audit_record (id, place, at, person, agency, object, act, body)
		VALUES ($1, (SELECT COALESCE(max(place), -1) + 1 FROM audit_record), $2, $3, $4, $5, $6, $7)`
	insertWaiting = `INSERT INTO audit_record (id, at, person, agency, object, act, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`
)

func insertRecord(tx *db.Tx, r *Record, body []byte) error {
	statement := insertPlaced
	if tx.Engine() == db.PostgreSQL {
		statement = insertWaiting
	}
	_, err := tx.Exec(statement, r.ID, db.Micros(r.At), r.Actor.Person, r.Agency, r.Object, r.Act, string(body))
	return err
}

const (
	getSize  = `SELECT size FROM audit_tree WHERE one = 1`
	swapSize = `UPDATE audit_tree SET size = $2 WHERE one = 1 AND size = $1`
)

func treeSize(tx *db.Tx) (n int64, err error) {
	_, err = tx.Row(getSize, nil, &n)
	return n, err
}

func growTree(tx *db.Tx, from, to int64) error {
	n, err := tx.Exec(swapSize, from, to)
	return db.One(n, err, "audit.log.moved", nil)
}

const (
	listWaiting = `SELECT id FROM audit_record WHERE place IS NULL ORDER BY at, id LIMIT $1`
	setPlace    = `UPDATE audit_record SET place = $2 WHERE id = $1 AND place IS NULL`
)

// placeWaiting gives at most that many waiting records their places from size on
// and tells how many there were.
func placeWaiting(tx *db.Tx, size int64, most int) (int, error) {
	var ids []string
	err := tx.Each(listWaiting, []any{most}, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	if err != nil {
		return 0, err
	}
	for i, id := range ids {
		n, err := tx.Exec(setPlace, id, size+int64(i))
		if err := db.One(n, err, "audit.log.moved", nil); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

const listBodies = `SELECT place, body FROM audit_record WHERE place >= $1 AND place < $2 ORDER BY place`

func eachBody(tx *db.Tx, from, to int64, visit func(place int64, body []byte) error) error {
	return tx.Each(listBodies, []any{from, to}, func(rows *sql.Rows) error {
		var place int64
		var body string
		if err := rows.Scan(&place, &body); err != nil {
			return err
		}
		return visit(place, []byte(body))
	})
}

const (
	insertHash = `INSERT INTO audit_hash (id, hash) VALUES ($1, $2)`
	getHash    = `SELECT hash FROM audit_hash WHERE id = $1`
)

func insertHashes(tx *db.Tx, first int64, hashes []tlog.Hash) error {
	for i, h := range hashes {
		if _, err := tx.Exec(insertHash, first+int64(i), h.String()); err != nil {
			return err
		}
	}
	return nil
}

// readHash gives a stored hash; whether it is there.
func readHash(tx *db.Tx, id int64) (h tlog.Hash, there bool, err error) {
	var s string
	if there, err = tx.Row(getHash, []any{id}, &s); err != nil || !there {
		return h, there, err
	}
	h, err = tlog.ParseHash(s)
	return h, err == nil, nil
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

const searchRecords = `SELECT COALESCE(place, -1), body FROM audit_record
	WHERE ($1 = '' OR person = $1) AND ($2 = '' OR agency = $2) AND ($3 = '' OR object = $3) AND ($4 = '' OR act = $4)
	AND at >= $5 AND at < $6 AND ($7 = 0 OR place < $7)
	ORDER BY COALESCE(place, 9223372036854775807) DESC, at DESC, id DESC LIMIT $8`

func findRecords(tx *db.Tx, s Search, limit int) ([]Placed, error) {
	from, until := int64(0), int64(1)<<62
	if !s.From.IsZero() {
		from = db.Micros(s.From)
	}
	if !s.Until.IsZero() {
		until = db.Micros(s.Until)
	}
	var out []Placed
	err := tx.Each(searchRecords, []any{s.Person, s.Agency, s.Object, s.Act, from, until, s.Before, limit}, func(rows *sql.Rows) error {
		var place int64
		var body string
		if err := rows.Scan(&place, &body); err != nil {
			return err
		}
		r, err := ReadBody([]byte(body))
		if err != nil {
			return err
		}
		out = append(out, Placed{place, *r})
		return nil
	})
	return out, err
}

const listColumns = `SELECT COALESCE(place, -1), id, at, person, agency, object, act, body FROM audit_record WHERE place >= $1 OR place IS NULL ORDER BY COALESCE(place, 9223372036854775807), at, id LIMIT $2`

// row is a record as its columns and its body have it.
type row struct {
	place                             int64
	id                                string
	at                                int64
	person, agency, object, act, body string
}

func eachRow(tx *db.Tx, from int64, limit int, visit func(*row) error) error {
	return tx.Each(listColumns, []any{from, limit}, func(rows *sql.Rows) error {
		var r row
		if err := rows.Scan(&r.place, &r.id, &r.at, &r.person, &r.agency, &r.object, &r.act, &r.body); err != nil {
			return err
		}
		return visit(&r)
	})
}

const listHashes = `SELECT id, hash FROM audit_hash WHERE id >= $1 ORDER BY id LIMIT $2`

func eachHash(tx *db.Tx, from int64, limit int, visit func(id int64, hash string) error) error {
	return tx.Each(listHashes, []any{from, limit}, func(rows *sql.Rows) error {
		var id int64
		var hash string
		if err := rows.Scan(&id, &hash); err != nil {
			return err
		}
		return visit(id, hash)
	})
}
