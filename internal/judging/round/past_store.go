package round

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/scoring"
)

const (
	addResult   = `INSERT INTO round_result (round, agency, points, rank, level) VALUES ($1, $2, $3, $4, $5)`
	listResults = `SELECT agency, points, rank, level FROM round_result WHERE round = $1 ORDER BY agency`
)

func insertResult(tx *db.Tx, id string, r *Result) error {
	points := ""
	if r.Points != nil {
		points = r.Points.String()
	}
	_, err := tx.Exec(addResult, id, r.Agency, points, r.Rank, r.Level)
	return err
}

// Results gives what was published of a past round, by agency; none for a round
// that was led here.
func Results(tx *db.Tx, id string) (map[string]Result, error) {
	all := map[string]Result{}
	err := tx.Each(listResults, []any{id}, func(rows *sql.Rows) error {
		var r Result
		var points string
		if err := rows.Scan(&r.Agency, &points, &r.Rank, &r.Level); err != nil {
			return err
		}
		if points != "" {
			n, err := scoring.ParseNum(points)
			if err != nil {
				return err
			}
			r.Points = &n
		}
		all[r.Agency] = r
		return nil
	})
	return all, err
}
