package access

import (
	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	setSecond = `INSERT INTO access_second (person, secret, created, confirmed, last_step) VALUES ($1, $2, $3, NULL, 0)
		ON CONFLICT (person) DO UPDATE SET secret = excluded.secret, created = excluded.created, last_step = 0
		WHERE access_second.confirmed IS NULL`
	getSecond     = `SELECT secret, last_step FROM access_second WHERE person = $1`
	holdsSecond   = `SELECT count(*) FROM access_second WHERE person = $1 AND confirmed IS NOT NULL`
	confirmSecond = `UPDATE access_second SET confirmed = $2 WHERE person = $1 AND confirmed IS NULL`
	useStep       = `UPDATE access_second SET last_step = $2 WHERE person = $1 AND last_step < $2`
	dropSecond    = `DELETE FROM access_second WHERE person = $1`

	insertRecovery = `INSERT INTO access_recovery (person, hash) VALUES ($1, $2)`
	useRecovery    = `UPDATE access_recovery SET used = $3 WHERE person = $1 AND hash = $2 AND used IS NULL`
	leftRecovery   = `SELECT count(*) FROM access_recovery WHERE person = $1 AND used IS NULL`
	dropRecovery   = `DELETE FROM access_recovery WHERE person = $1`
)

// seed is a person's second factor as it is kept.
type seed struct {
	secret string // sealed
	last   int64
}

// seedOf gives it; nil when there is none.
func seedOf(tx *db.Tx, person string) (*seed, error) {
	var s seed
	there, err := tx.Row(getSecond, []any{person}, &s.secret, &s.last)
	if err != nil || !there {
		return nil, err
	}
	return &s, nil
}

// hasSecond tells whether a second factor is set up, and not only begun.
func hasSecond(tx *db.Tx, person string) (bool, error) {
	n := 0
	_, err := tx.Row(holdsSecond, []any{person}, &n)
	return n > 0, err
}

// beginSeed keeps a seed that is not confirmed yet; one that is stays.
func beginSeed(tx *db.Tx, person, sealed string) error {
	n, err := tx.Exec(setSecond, person, sealed, db.Micros(tx.Now()))
	return db.One(n, err, "access.second.there", nil)
}

func confirmSeed(tx *db.Tx, person string) error {
	n, err := tx.Exec(confirmSecond, person, db.Micros(tx.Now()))
	return db.One(n, err, "access.second.there", nil)
}

// takeStep uses a time step up: of two at once, one.
func takeStep(tx *db.Tx, person string, step int64) (bool, error) {
	n, err := tx.Exec(useStep, person, step)
	return n == 1, err
}

func forgetSecond(tx *db.Tx, person string) error {
	if _, err := tx.Exec(dropSecond, person); err != nil {
		return err
	}
	_, err := tx.Exec(dropRecovery, person)
	return err
}

func replaceRecovery(tx *db.Tx, person string, hashes []string) error {
	if _, err := tx.Exec(dropRecovery, person); err != nil {
		return err
	}
	for _, h := range hashes {
		if _, err := tx.Exec(insertRecovery, person, h); err != nil {
			return err
		}
	}
	return nil
}

// takeRecovery uses a code up: of two at once, one.
func takeRecovery(tx *db.Tx, person, hash string) (bool, error) {
	n, err := tx.Exec(useRecovery, person, hash, db.Micros(tx.Now()))
	return n == 1, err
}

func recoveryLeft(tx *db.Tx, person string) (n int, err error) {
	_, err = tx.Row(leftRecovery, []any{person}, &n)
	return n, err
}
