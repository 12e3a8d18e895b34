package assessment

import (
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	formStates       = `SELECT agency, state FROM form WHERE round = $1 ORDER BY agency`
	standing         = `SELECT agency, name, at FROM submission WHERE round = $1 AND withdrawn = 0 ORDER BY agency, at`
	lateCounts       = `SELECT agency, count(*), max(at) FROM answer_edit WHERE round = $1 AND late <> '' GROUP BY agency`
	questionsWaiting = `SELECT agency, count(*) FROM form_question WHERE round = $1 AND answered = 0 GROUP BY agency`
)

// boardRow is what the tables of forms say of an agency in a round.
type boardRow struct {
	state        State
	sent, last   time.Time
	by           string
	drafts, open int
}

// formsOf gives the rows of a round by agency, read in four queries.
func formsOf(tx *db.Tx, round string) (map[string]boardRow, error) {
	all := map[string]boardRow{}
	for _, q := range []struct {
		query string
		take  func(rows *sql.Rows) (agency string, put func(*boardRow), err error)
	}{
		{formStates, func(rows *sql.Rows) (agency string, put func(*boardRow), err error) {
			var s State
			err = rows.Scan(&agency, &s)
			return agency, func(r *boardRow) { r.state = s }, err
		}},
		{standing, func(rows *sql.Rows) (agency string, put func(*boardRow), err error) {
			var name string
			var at int64
			err = rows.Scan(&agency, &name, &at)
			return agency, func(r *boardRow) { r.by, r.sent, r.last = name, db.Time(at), db.Time(at) }, err
		}},
		{lateCounts, func(rows *sql.Rows) (agency string, put func(*boardRow), err error) {
			var n int
			var at int64
			err = rows.Scan(&agency, &n, &at)
			return agency, func(r *boardRow) {
				if r.drafts = n; db.Time(at).After(r.last) {
					r.last = db.Time(at)
				}
			}, err
		}},
		{questionsWaiting, func(rows *sql.Rows) (agency string, put func(*boardRow), err error) {
			var n int
			err = rows.Scan(&agency, &n)
			return agency, func(r *boardRow) { r.open = n }, err
		}},
	} {
		err := tx.Each(q.query, []any{round}, func(rows *sql.Rows) error {
			agency, put, err := q.take(rows)
			if err == nil {
				r := all[agency]
				put(&r)
				all[agency] = r
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}
