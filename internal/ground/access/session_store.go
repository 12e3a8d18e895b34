package access

import (
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	insertSession = `INSERT INTO access_session (id, hash, person, created, seen, expires, second, stepped, address, agent)
		VALUES ($1, $2, $3, $4, $4, $5, $6, $4, $7, $8)`
	hashSession  = `SELECT id, person, created, seen, expires, second, stepped, address, agent, ended FROM access_session WHERE hash = $1`
	getSession   = `SELECT id, person, created, seen, expires, second, stepped, address, agent, ended FROM access_session WHERE id = $1`
	listSessions = `SELECT id, person, created, seen, expires, second, stepped, address, agent, ended FROM access_session
		WHERE person = $1 AND ended IS NULL AND expires > $2 ORDER BY created DESC, id`
	touchSession = `UPDATE access_session SET seen = $2 WHERE id = $1 AND seen < $2 AND ended IS NULL`
	swapSession  = `UPDATE access_session SET hash = $3, second = $4, stepped = $5, seen = $5, expires = $6
		WHERE id = $1 AND hash = $2 AND ended IS NULL`
	endSession  = `UPDATE access_session SET ended = $2 WHERE id = $1 AND ended IS NULL`
	endSessions = `UPDATE access_session SET ended = $2 WHERE person = $1 AND ended IS NULL AND id <> $3`
)

func addSession(tx *db.Tx, s *Session, hash string) error {
	_, err := tx.Exec(insertSession, s.ID, hash, s.Person, db.Micros(s.Created), db.Micros(s.Expires), s.Second, s.Address, s.Agent)
	return err
}

// sessions gives those that a statement finds, ended ones too.
func sessions(tx *db.Tx, statement string, args ...any) ([]Session, error) {
	var out []Session
	err := tx.Each(statement, args, func(rows *sql.Rows) error {
		var s Session
		var created, seen, expires, stepped int64
		var ended sql.Null[int64]
		err := rows.Scan(&s.ID, &s.Person, &created, &seen, &expires, &s.Second, &stepped, &s.Address, &s.Agent, &ended)
		s.Created, s.Seen, s.Expires, s.Stepped = db.Time(created), db.Time(seen), db.Time(expires), db.Time(stepped)
		s.ended = moment(ended)
		out = append(out, s)
		return err
	})
	return out, err
}

func touch(tx *db.Tx, id string) error {
	_, err := tx.Exec(touchSession, id, db.Micros(tx.Now()))
	return err
}

// rotate gives a session a new secret; only who holds the old one can.
func rotate(tx *db.Tx, s *Session, before, after string) error {
	n, err := tx.Exec(swapSession, s.ID, before, after, s.Second, db.Micros(s.Stepped), db.Micros(s.Expires))
	return db.One(n, err, "access.session.moved", nil)
}

func stopSession(tx *db.Tx, id string) (int64, error) {
	return tx.Exec(endSession, id, db.Micros(tx.Now()))
}

// stopSessions ends all of a person but one.
func stopSessions(tx *db.Tx, person, but string) (int64, error) {
	return tx.Exec(endSessions, person, db.Micros(tx.Now()), but)
}

const (
	insertDevice = `INSERT INTO access_device (id, hash, person, network, expires) VALUES ($1, $2, $3, $4, $5)`
	hashDevice   = `SELECT id FROM access_device WHERE hash = $1 AND person = $2 AND expires > $3`
	nearDevice   = `SELECT id FROM access_device WHERE person = $1 AND network = $2 AND expires > $3 LIMIT 1`
	dropDevices  = `DELETE FROM access_device WHERE person = $1`
	dropDevice   = `DELETE FROM access_device WHERE id = $1`
)

func addDevice(tx *db.Tx, hash, person, network string, expires time.Time) error {
	_, err := tx.Exec(insertDevice, newID(), hash, person, network, db.Micros(expires))
	return err
}

// device gives the id of a person's device by its secret, "" for a stranger.
func device(tx *db.Tx, hash, person string) (id string, err error) {
	_, err = tx.Row(hashDevice, []any{hash, person, db.Micros(tx.Now())}, &id)
	return id, err
}

func isNear(tx *db.Tx, person, network string) (bool, error) {
	var id string
	return tx.Row(nearDevice, []any{person, network, db.Micros(tx.Now())}, &id)
}

func forgetDevices(tx *db.Tx, person string) error {
	_, err := tx.Exec(dropDevices, person)
	return err
}

func forgetDevice(tx *db.Tx, id string) error {
	_, err := tx.Exec(dropDevice, id)
	return err
}

const (
	getAttempt = `SELECT due FROM access_attempt WHERE source = $1`
	setAttempt = `INSERT INTO access_attempt (source, due) VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET due = excluded.due`
	backTo     = `UPDATE access_attempt SET due = due - $2 WHERE source = $1`
)

func attemptDue(tx *db.Tx, source string) (time.Time, error) {
	var due int64
	_, err := tx.Row(getAttempt, []any{source}, &due)
	return db.Time(due), err
}

func setDue(tx *db.Tx, source string, due time.Time) error {
	_, err := tx.Exec(setAttempt, source, db.Micros(due))
	return err
}

func giveBack(tx *db.Tx, source string, refill time.Duration) error {
	_, err := tx.Exec(backTo, source, refill.Microseconds())
	return err
}

// What is over and says nothing any more. Sessions and links stay 90 days, so
// that a person still finds when and from where the account was used.
const (
	sweepAttempts = `DELETE FROM access_attempt WHERE due < $1`
	sweepDevices  = `DELETE FROM access_device WHERE expires < $1`
	sweepSessions = `DELETE FROM access_session WHERE expires < $1`
	sweepLinks    = `DELETE FROM access_link WHERE expires < $1`
)

func sweep(tx *db.Tx, keep time.Duration) error {
	now, old := db.Micros(tx.Now()), db.Micros(tx.Now().Add(-keep))
	for statement, before := range map[string]int64{sweepAttempts: now, sweepDevices: now, sweepSessions: old, sweepLinks: old} {
		if _, err := tx.Exec(statement, before); err != nil {
			return err
		}
	}
	return nil
}
