package assessment

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

const (
	evidenceColumns = `id, name, hash, size, type, locked, number, date, issuer, extract, scan, finding, source, person, at, removed, revision`
	listEvidence    = `SELECT ` + evidenceColumns + ` FROM evidence WHERE agency = $1 AND round = $2 AND removed = 0 ORDER BY at, id`
	getEvidence     = `SELECT ` + evidenceColumns + ` FROM evidence WHERE agency = $1 AND round = $2 AND id = $3`
	addEvidence     = `INSERT INTO evidence (agency, round, ` + evidenceColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`
	setDocument     = `UPDATE evidence SET number = $1, date = $2, issuer = $3, extract = $4, revision = revision + 1
		WHERE agency = $5 AND round = $6 AND id = $7 AND revision = $8 AND removed = 0`
	removeEvidence = `UPDATE evidence SET removed = $1, revision = revision + 1 WHERE agency = $2 AND round = $3 AND id = $4 AND removed = 0`

	listUnscanned = `SELECT DISTINCT hash FROM evidence WHERE scan = 'unscanned' AND removed = 0 AND hash > $1 ORDER BY hash LIMIT $2`
	listSharing   = `SELECT agency, round, id, name FROM evidence WHERE hash = $1 AND scan = 'unscanned' ORDER BY agency, round, id`
	setScan       = `UPDATE evidence SET scan = $1, finding = $2 WHERE hash = $3 AND scan = 'unscanned'`

	listLinks  = `SELECT evidence, node, pointer, person, at FROM evidence_link WHERE agency = $1 AND round = $2 ORDER BY at, node`
	addLink    = `INSERT INTO evidence_link (agency, round, evidence, node, pointer, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`
	setLink    = `UPDATE evidence_link SET pointer = $1, person = $2, at = $3 WHERE agency = $4 AND round = $5 AND evidence = $6 AND node = $7`
	removeLink = `DELETE FROM evidence_link WHERE agency = $1 AND round = $2 AND evidence = $3 AND node = $4`
)

func scanEvidence(rows *sql.Rows) (e Evidence, err error) {
	var at, removed int64
	err = rows.Scan(&e.ID, &e.Name, &e.Hash, &e.Size, &e.Type, &e.Locked, &e.Number, &e.Date, &e.Issuer, &e.Extract, &e.Scan, &e.Finding, &e.Source, &e.Person, &at, &removed, &e.Revision)
	e.At = db.Time(at)
	if removed != 0 {
		e.Removed = db.Time(removed)
	}
	return e, err
}

// Evidences gives what an agency has given in a round and not taken away, in the
// order in which it came.
func Evidences(tx *db.Tx, round, agency string) ([]Evidence, error) {
	var all []Evidence
	place := map[string]int{}
	err := tx.Each(listEvidence, []any{agency, round}, func(rows *sql.Rows) error {
		e, err := scanEvidence(rows)
		place[e.ID] = len(all)
		all = append(all, e)
		return err
	})
	if err != nil {
		return nil, err
	}
	err = eachLink(tx, round, agency, func(id string, l Link) {
		if i, ok := place[id]; ok {
			all[i].Links = append(all[i].Links, l)
		}
	})
	return all, err
}

func eachLink(tx *db.Tx, round, agency string, fn func(id string, l Link)) error {
	return tx.Each(listLinks, []any{agency, round}, func(rows *sql.Rows) error {
		var l Link
		var id string
		var at int64
		err := rows.Scan(&id, &l.Node, &l.Pointer, &l.Person, &at)
		l.At = db.Time(at)
		fn(id, l)
		return err
	})
}

// EvidenceOf gives one file, also one that was removed; missing when there is
// none.
func EvidenceOf(tx *db.Tx, round, agency, id string) (*Evidence, error) {
	var found *Evidence
	err := tx.Each(getEvidence, []any{agency, round, id}, func(rows *sql.Rows) error {
		e, err := scanEvidence(rows)
		found = &e
		return err
	})
	if err != nil {
		return nil, err
	}
	if found == nil {
		return nil, fault.New(fault.Missing, "assessment.evidence.none", nil)
	}
	err = eachLink(tx, round, agency, func(of string, l Link) {
		if of == id {
			found.Links = append(found.Links, l)
		}
	})
	return found, err
}

func insertEvidence(tx *db.Tx, round, agency string, e *Evidence) error {
	_, err := tx.Exec(addEvidence, agency, round, e.ID, e.Name, e.Hash, e.Size, string(e.Type), e.Locked, e.Number, e.Date, e.Issuer, e.Extract,
		string(e.Scan), e.Finding, e.Source, e.Person, db.Micros(e.At), int64(0), int64(1))
	e.Revision = 1
	return err
}

func putDocument(tx *db.Tx, round, agency, id string, revision int64, d Details) error {
	n, err := tx.Exec(setDocument, d.Number, d.Date, d.Issuer, d.Extract, agency, round, id, revision)
	return db.One(n, err, "assessment.evidence.changed", nil)
}

func markRemoved(tx *db.Tx, round, agency, id string) error {
	n, err := tx.Exec(removeEvidence, db.Micros(tx.Now()), agency, round, id)
	return db.One(n, err, "assessment.evidence.changed", nil)
}

func insertLink(tx *db.Tx, round, agency, id string, l Link) error {
	_, err := tx.Exec(addLink, agency, round, id, l.Node, l.Pointer, l.Person, db.Micros(l.At))
	return err
}

func putLink(tx *db.Tx, round, agency, id string, l Link) error {
	n, err := tx.Exec(setLink, l.Pointer, l.Person, db.Micros(l.At), agency, round, id, l.Node)
	return db.One(n, err, "assessment.evidence.changed", nil)
}

func dropLink(tx *db.Tx, round, agency, id, node string) error {
	n, err := tx.Exec(removeLink, agency, round, id, node)
	return db.One(n, err, "assessment.evidence.changed", nil)
}

// unscanned gives the hashes of files that no scanner has seen, in order, those
// after one.
func unscanned(tx *db.Tx, after string, limit int) (all []string, err error) {
	err = tx.Each(listUnscanned, []any{after, limit}, func(rows *sql.Rows) error {
		var hash string
		err := rows.Scan(&hash)
		all = append(all, hash)
		return err
	})
	return all, err
}

// shared is a row that names a file.
type shared struct{ agency, round, id, name string }

// noteScan writes what a scanner said of a file into every row that names it and
// gives these.
func noteScan(tx *db.Tx, hash string, state file.State, finding string) (all []shared, err error) {
	err = tx.Each(listSharing, []any{hash}, func(rows *sql.Rows) error {
		var s shared
		err := rows.Scan(&s.agency, &s.round, &s.id, &s.name)
		all = append(all, s)
		return err
	})
	if err == nil {
		_, err = tx.Exec(setScan, string(state), finding, hash)
	}
	return all, err
}
