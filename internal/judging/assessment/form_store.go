package assessment

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	getForm = `SELECT state, submission, revision FROM form WHERE agency = $1 AND round = $2`
	addForm = `INSERT INTO form (agency, round, state, submission, revision) VALUES ($1, $2, $3, $4, 1)`
	setForm = `UPDATE form SET state = $1, submission = $2, revision = revision + 1 WHERE agency = $3 AND round = $4 AND revision = $5`
)

// formOf gives where a form stands: a draft while it has no row.
func formOf(tx *db.Tx, round, agency string) (state State, submission string, revision int64, err error) {
	state = Draft
	err = tx.Each(getForm, []any{agency, round}, func(rows *sql.Rows) error {
		return rows.Scan(&state, &submission, &revision)
	})
	return state, submission, revision, err
}

// putForm writes a form over the revision that was read; 0 is none.
func putForm(tx *db.Tx, round, agency string, state State, submission string, revision int64) error {
	if revision == 0 {
		_, err := tx.Exec(addForm, agency, round, string(state), submission)
		return err
	}
	n, err := tx.Exec(setForm, string(state), submission, agency, round, revision)
	return db.One(n, err, "assessment.form.changed", nil)
}
