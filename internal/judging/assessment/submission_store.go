package assessment

import (
	"database/sql"
	"encoding/json"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

const (
	submissionColumns = `agency, round, id, version, way, content, hash, statement, document, person, name, role, behalf, record, at, withdrawn`
	addSubmission     = `INSERT INTO submission (` + submissionColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0)`
	getSubmission     = `SELECT ` + submissionColumns + ` FROM submission WHERE agency = $1 AND round = $2 AND id = $3`
	listSubmissions   = `SELECT ` + submissionColumns + ` FROM submission WHERE agency = $1 AND round = $2 ORDER BY at DESC, id`
	endSubmission     = `UPDATE submission SET withdrawn = $1 WHERE agency = $2 AND round = $3 AND id = $4 AND withdrawn = 0`
)

func insertSubmission(tx *db.Tx, s *Submission) error {
	document, err := json.Marshal(s.Document)
	if err != nil {
		return err
	}
	_, err = tx.Exec(addSubmission, s.Agency, s.Round, s.ID, s.Version, string(s.Way), string(s.Content), s.Hash, s.Statement, string(document),
		s.Person, s.Name, s.Role, s.Behalf, s.Record, db.Micros(s.At))
	return err
}

func scanSubmission(rows *sql.Rows) (*Submission, error) {
	var s Submission
	var content, document string
	var at, withdrawn int64
	if err := rows.Scan(&s.Agency, &s.Round, &s.ID, &s.Version, &s.Way, &content, &s.Hash, &s.Statement, &document, &s.Person, &s.Name, &s.Role, &s.Behalf, &s.Record, &at, &withdrawn); err != nil {
		return nil, err
	}
	s.Content, s.At = []byte(content), db.Time(at)
	if withdrawn != 0 {
		s.Withdrawn = db.Time(withdrawn)
	}
	return &s, json.Unmarshal([]byte(document), &s.Document)
}

// Submissions gives all submissions of a form, the latest first, with those that
// were withdrawn.
func Submissions(tx *db.Tx, round, agency string) (all []*Submission, err error) {
	err = tx.Each(listSubmissions, []any{agency, round}, func(rows *sql.Rows) error {
		s, err := scanSubmission(rows)
		all = append(all, s)
		return err
	})
	return all, err
}

// SubmissionOf gives one submission; a fault of kind missing when there is none.
func SubmissionOf(tx *db.Tx, round, agency, id string) (found *Submission, err error) {
	err = tx.Each(getSubmission, []any{agency, round, id}, func(rows *sql.Rows) (err error) {
		found, err = scanSubmission(rows)
		return err
	})
	if err == nil && found == nil {
		err = fault.New(fault.Missing, "assessment.submission.none", nil)
	}
	return found, err
}

func withdrawSubmission(tx *db.Tx, round, agency, id string, at time.Time) error {
	n, err := tx.Exec(endSubmission, db.Micros(at), agency, round, id)
	return db.One(n, err, "assessment.form.changed", nil)
}
