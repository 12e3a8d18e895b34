package assessment

import (
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	addReminder   = `INSERT INTO form_reminder (round, agency, letter, person, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (round, agency, letter) DO NOTHING`
	listReminders = `SELECT agency, letter, at FROM form_reminder WHERE round = $1 ORDER BY agency, at DESC, letter`
)

// noteReminder notes that a letter, by its id in the log of letters, reminds an
// agency; person is "" for the program itself. The same letter is noted once.
func noteReminder(tx *db.Tx, round, agency, letter, person string) error {
	_, err := tx.Exec(addReminder, round, agency, letter, person, db.Micros(tx.Now()))
	return err
}

// reminded is one letter about one agency.
type reminded struct {
	letter string
	at     time.Time
}

// remindersOf gives the letters about each agency of a round, the latest first.
func remindersOf(tx *db.Tx, round string) (map[string][]reminded, error) {
	all := map[string][]reminded{}
	err := tx.Each(listReminders, []any{round}, func(rows *sql.Rows) error {
		var agency, letter string
		var at int64
		err := rows.Scan(&agency, &letter, &at)
		all[agency] = append(all[agency], reminded{letter, db.Time(at)})
		return err
	})
	return all, err
}
