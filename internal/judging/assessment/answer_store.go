package assessment

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	answerColumns = `item, value, inapplicable, reason, version, person, at`
	listAnswers   = `SELECT ` + answerColumns + ` FROM answer WHERE agency = $1 AND round = $2`
	getAnswer     = `SELECT ` + answerColumns + ` FROM answer WHERE agency = $1 AND round = $2 AND item = $3`
	addAnswer     = `INSERT INTO answer (agency, round, item, value, inapplicable, reason, version, person, at) VALUES ($1, $2, $3, $4, $5, $6, 1, $7, $8)`
	setAnswer     = `UPDATE answer SET value = $1, inapplicable = $2, reason = $3, version = version + 1, person = $4, at = $5
		WHERE agency = $6 AND round = $7 AND item = $8 AND version = $9`

	addEdit   = `INSERT INTO answer_edit (agency, round, op, item, value, inapplicable, reason, version, late, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	getEdit   = `SELECT item, value, inapplicable, reason, version, late, person, at FROM answer_edit WHERE agency = $1 AND round = $2 AND op = $3`
	listEdits = `SELECT item, value, inapplicable, reason, version, late, person, at FROM answer_edit WHERE agency = $1 AND round = $2 AND item = $3 ORDER BY at DESC, version DESC`
	listLate  = `SELECT item, value, inapplicable, reason, version, late, person, at FROM answer_edit WHERE agency = $1 AND round = $2 AND late <> '' ORDER BY at, op`

	roundAnswers = `SELECT agency, item, value, inapplicable, reason, version, person, at FROM answer WHERE round = $1 ORDER BY agency, item`
)

func scanAnswer(rows *sql.Rows) (a Answer, err error) {
	var at int64
	err = rows.Scan(&a.Item, &a.Value, &a.Inapplicable, &a.Reason, &a.Version, &a.Person, &at)
	a.At = db.Time(at)
	return a, err
}

// Answers gives what an agency has declared, by item.
func Answers(tx *db.Tx, round, agency string) (map[string]Answer, error) {
	all := map[string]Answer{}
	err := tx.Each(listAnswers, []any{agency, round}, func(rows *sql.Rows) error {
		a, err := scanAnswer(rows)
		all[a.Item] = a
		return err
	})
	return all, err
}

// AllAnswers gives what all agencies of a round have declared, by agency and
// item.
func AllAnswers(tx *db.Tx, round string) (map[string]map[string]Answer, error) {
	all := map[string]map[string]Answer{}
	err := tx.Each(roundAnswers, []any{round}, func(rows *sql.Rows) error {
		var a Answer
		var agency string
		var at int64
		if err := rows.Scan(&agency, &a.Item, &a.Value, &a.Inapplicable, &a.Reason, &a.Version, &a.Person, &at); err != nil {
			return err
		}
		a.At = db.Time(at)
		if all[agency] == nil {
			all[agency] = map[string]Answer{}
		}
		all[agency][a.Item] = a
		return nil
	})
	return all, err
}

func answerOf(tx *db.Tx, round, agency, item string) (Answer, error) {
	a := Answer{Item: item}
	err := tx.Each(getAnswer, []any{agency, round, item}, func(rows *sql.Rows) (err error) {
		a, err = scanAnswer(rows)
		return err
	})
	return a, err
}

// putAnswer writes an answer over the version that was read; 0 is none.
func putAnswer(tx *db.Tx, round, agency string, a *Answer) error {
	if a.Version == 0 {
		_, err := tx.Exec(addAnswer, agency, round, a.Item, a.Value, a.Inapplicable, a.Reason, a.Person, db.Micros(a.At))
		a.Version = 1
		return err
	}
	n, err := tx.Exec(setAnswer, a.Value, a.Inapplicable, a.Reason, a.Person, db.Micros(a.At), agency, round, a.Item, a.Version)
	a.Version++
	return db.One(n, err, "assessment.answer.moved", nil)
}

func noteEdit(tx *db.Tx, round, agency, op string, s *Saved) error {
	_, err := tx.Exec(addEdit, agency, round, op, s.Item, s.Value, s.Inapplicable, s.Reason, s.Version, s.Late, s.Person, db.Micros(s.At))
	return err
}

func scanEdit(rows *sql.Rows) (s Saved, err error) {
	var at int64
	err = rows.Scan(&s.Item, &s.Value, &s.Inapplicable, &s.Reason, &s.Version, &s.Late, &s.Person, &at)
	s.At = db.Time(at)
	return s, err
}

// editOf gives the edit of a name; nil when it has not come yet.
func editOf(tx *db.Tx, round, agency, op string) (found *Saved, err error) {
	err = tx.Each(getEdit, []any{agency, round, op}, func(rows *sql.Rows) error {
		s, err := scanEdit(rows)
		found = &s
		return err
	})
	return found, err
}

// History gives the edits of one answer, the latest first, late drafts among
// them.
func History(tx *db.Tx, round, agency, item string) ([]Saved, error) {
	return edits(tx, listEdits, agency, round, item)
}

// LateEdits gives the drafts that came after the end and count for nothing.
func LateEdits(tx *db.Tx, round, agency string) ([]Saved, error) {
	return edits(tx, listLate, agency, round)
}

func edits(tx *db.Tx, query string, args ...any) (all []Saved, err error) {
	err = tx.Each(query, args, func(rows *sql.Rows) error {
		s, err := scanEdit(rows)
		all = append(all, s)
		return err
	})
	return all, err
}
