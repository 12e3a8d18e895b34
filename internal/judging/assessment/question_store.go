package assessment

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

const (
	questionColumns = `round, agency, id, node, question, person, at, answer, answered_by, answered, shared`
	addQuestion     = `INSERT INTO form_question (` + questionColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, '', '', 0, FALSE)`
	setReply        = `UPDATE form_question SET answer = $1, answered_by = $2, answered = $3, shared = $4 WHERE agency = $5 AND round = $6 AND id = $7`
	getQuestion     = `SELECT ` + questionColumns + ` FROM form_question WHERE agency = $1 AND round = $2 AND id = $3`
	ofAgency        = `SELECT ` + questionColumns + ` FROM form_question WHERE agency = $1 AND round = $2 ORDER BY at DESC, id`
	forAgency       = `SELECT ` + questionColumns + ` FROM form_question WHERE round = $2 AND (agency = $1 OR shared = TRUE) ORDER BY at DESC, id`
	ofRound         = `SELECT ` + questionColumns + ` FROM form_question WHERE round = $1 ORDER BY answered, at, id`
	countWaiting    = `SELECT count(*) FROM form_question WHERE round = $1 AND answered = 0`
)

func scanQuestion(rows *sql.Rows) (q Question, err error) {
	var at, answered int64
	err = rows.Scan(&q.Round, &q.Agency, &q.ID, &q.Node, &q.Text, &q.Person, &at, &q.Answer, &q.By, &answered, &q.Shared)
	q.At = db.Time(at)
	if answered != 0 {
		q.Answered = db.Time(answered)
	}
	return q, err
}

func eachQuestion(tx *db.Tx, query string, args ...any) (all []Question, err error) {
	err = tx.Each(query, args, func(rows *sql.Rows) error {
		q, err := scanQuestion(rows)
		all = append(all, q)
		return err
	})
	return all, err
}

func insertQuestion(tx *db.Tx, q *Question) error {
	_, err := tx.Exec(addQuestion, q.Round, q.Agency, q.ID, q.Node, q.Text, q.Person, db.Micros(q.At))
	return err
}

func putReply(tx *db.Tx, q *Question) error {
	n, err := tx.Exec(setReply, q.Answer, q.By, db.Micros(q.Answered), q.Shared, q.Agency, q.Round, q.ID)
	return db.One(n, err, "assessment.question.none", nil)
}

// questionOf gives one question; a fault of kind missing when there is none.
func questionOf(tx *db.Tx, round, agency, id string) (*Question, error) {
	all, err := eachQuestion(tx, getQuestion, agency, round, id)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.New(fault.Missing, "assessment.question.none", nil)
	}
	return &all[0], nil
}

func questionsOf(tx *db.Tx, round, agency string) ([]Question, error) {
	return eachQuestion(tx, ofAgency, agency, round)
}

func questionsFor(tx *db.Tx, round, agency string) ([]Question, error) {
	return eachQuestion(tx, forAgency, agency, round)
}

// Questions gives all questions of a round: those that wait first, by age.
func Questions(tx *db.Tx, round string) ([]Question, error) { return eachQuestion(tx, ofRound, round) }

// waiting counts the questions of a round that nobody has answered.
func waiting(tx *db.Tx, round string) (n int, err error) {
	err = tx.Each(countWaiting, []any{round}, func(rows *sql.Rows) error { return rows.Scan(&n) })
	return n, err
}
