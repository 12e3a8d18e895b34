package criteria

import (
	"bytes"
	"database/sql"
	"embed"
	"encoding/json"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "criteria", Files: db.Sub(migrationFiles, "migrations")}

const (
	listVersions = `SELECT id, code, number, state, name_vi, name_en, source, amends, decision_number, decision_date, decision_issuer, leaves, items, created, issued, revision
		FROM framework_version WHERE state <> 'discarded' ORDER BY created DESC, number DESC, id DESC`
	getVersion = `SELECT state, body, checks, source, amends, decision_number, decision_date, decision_issuer, created, issued, withdrawn, revision
		FROM framework_version WHERE id = $1`
	addVersion = `INSERT INTO framework_version (id, code, number, state, name_vi, name_en, body, checks, source, amends, decision_number, decision_date, decision_issuer,
		leaves, items, created, issued, withdrawn, revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1)`
	setVersion = `UPDATE framework_version SET code = $1, number = $2, state = $3, name_vi = $4, name_en = $5, body = $6, checks = $7,
		decision_number = $8, decision_date = $9, decision_issuer = $10, leaves = $11, items = $12, issued = $13, withdrawn = $14, revision = revision + 1
		WHERE id = $15 AND revision = $16`
	namedVersion = `SELECT id FROM framework_version WHERE code = $1 AND number = $2 AND state IN ('issued', 'withdrawn') AND id <> $3`
)

// micros keeps no time as 0.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return db.Micros(t)
}

func timeOf(micros int64) time.Time {
	if micros == 0 {
		return time.Time{}
	}
	return db.Time(micros)
}

// List gives the heads of all versions that were not discarded, the latest
// first.
func List(tx *db.Tx) ([]Head, error) {
	var all []Head
	err := tx.Each(listVersions, nil, func(rows *sql.Rows) error {
		var h Head
		var created, issued int64
		err := rows.Scan(&h.ID, &h.Code, &h.Number, &h.State, &h.Name.Vi, &h.Name.En, &h.Source, &h.Amends,
			&h.Decision.Number, &h.Decision.Date, &h.Decision.Issuer, &h.Leaves, &h.Items, &created, &issued, &h.Revision)
		h.Created, h.Issued = timeOf(created), timeOf(issued)
		all = append(all, h)
		return err
	})
	return all, err
}

// Get gives one version; a fault of kind missing when there is none.
func Get(tx *db.Tx, id string) (*Version, error) {
	v := &Version{ID: id}
	var body, checks string
	var created, issued, withdrawn int64
	rows := 0
	err := tx.Each(getVersion, []any{id}, func(r *sql.Rows) error {
		rows++
		return r.Scan(&v.State, &body, &checks, &v.Source, &v.Amends, &v.Decision.Number, &v.Decision.Date, &v.Decision.Issuer, &created, &issued, &withdrawn, &v.Revision)
	})
	if err != nil {
		return nil, err
	}
	if rows == 0 {
		return nil, fault.New(fault.Missing, "criteria.version.none", nil)
	}
	v.Created, v.Issued, v.Withdrawn = timeOf(created), timeOf(issued), timeOf(withdrawn)
	if v.Framework, err = scoring.ReadYAML(id, strings.NewReader(body)); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "criteria.version.broken", fault.Args{"id": id})
	}
	if err := json.Unmarshal([]byte(checks), &v.Checks); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "criteria.version.broken", fault.Args{"id": id})
	}
	return v, nil
}

// bodyOf writes what a version holds as its row keeps it.
func bodyOf(v *Version) (body, checks string, err error) {
	var b bytes.Buffer
	if err := scoring.WriteYAML(&b, v.Framework); err != nil {
		return "", "", err
	}
	c, err := json.Marshal(v.Checks)
	if v.Checks == nil {
		c = []byte("[]")
	}
	return b.String(), string(c), err
}

func insert(tx *db.Tx, v *Version) error {
	body, checks, err := bodyOf(v)
	if err != nil {
		return err
	}
	h := v.Head()
	_, err = tx.Exec(addVersion, v.ID, h.Code, h.Number, string(v.State), h.Name.Vi, h.Name.En, body, checks, v.Source, v.Amends,
		v.Decision.Number, v.Decision.Date, v.Decision.Issuer, h.Leaves, h.Items, micros(v.Created), micros(v.Issued), micros(v.Withdrawn))
	v.Revision = 1
	return err
}

// update writes a version whose Revision is the one that was read.
func update(tx *db.Tx, v *Version) error {
	body, checks, err := bodyOf(v)
	if err != nil {
		return err
	}
	h := v.Head()
	n, err := tx.Exec(setVersion, h.Code, h.Number, string(v.State), h.Name.Vi, h.Name.En, body, checks,
		v.Decision.Number, v.Decision.Date, v.Decision.Issuer, h.Leaves, h.Items, micros(v.Issued), micros(v.Withdrawn), v.ID, v.Revision)
	if err := db.One(n, err, "criteria.version.changed", nil); err != nil {
		return err
	}
	v.Revision++
	return nil
}

// numberTaken tells whether another version that was issued has this code and number.
func numberTaken(tx *db.Tx, v *Version) (bool, error) {
	taken := false
	err := tx.Each(namedVersion, []any{v.Framework.Code, v.Framework.Version, v.ID}, func(r *sql.Rows) error {
		var id string
		taken = true
		return r.Scan(&id)
	})
	return taken, err
}
