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
	put := func(agency string, change func(*boardRow)) {
		r := all[agency]
		change(&r)
		all[agency] = r
	}
	err := tx.Each(formStates, []any{round}, func(rows *sql.Rows) error {
		var agency string
		var s State
		err := rows.Scan(&agency, &s)
		put(agency, func(r *boardRow) { r.state = s })
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(standing, []any{round}, func(rows *sql.Rows) error {
		var agency, name string
		var at int64
		err := rows.Scan(&agency, &name, &at)
		put(agency, func(r *boardRow) { r.by, r.sent, r.last = name, db.Time(at), db.Time(at) })
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(lateCounts, []any{round}, func(rows *sql.Rows) error {
		var agency string
		var n int
		var at int64
		err := rows.Scan(&agency, &n, &at)
		put(agency, func(r *boardRow) {
			if r.drafts = n; db.Time(at).After(r.last) {
				r.last = db.Time(at)
			}
		})
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, tx.Each(questionsWaiting, []any{round}, func(rows *sql.Rows) error {
		var agency string
		var n int
		err := rows.Scan(&agency, &n)
		put(agency, func(r *boardRow) { r.open = n })
		return err
	})
}
