package job

import (
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// Standing is how far a job is.
type Standing string

// The standings.
const (
	Waiting Standing = "waiting" // for its time, for a free hand, or under way
	Done    Standing = "done"
	Failed  Standing = "failed" // for good
)

// row is a job as it is added.
type row struct {
	id, kind, onceKey, payload string
	runAfter                   int64
}

const (
	insertJob = `INSERT INTO job (id, kind, once_key, payload, state, added, run_after, attempts, holder, leased, ended, reason)
		VALUES ($1, $2, $3, $4, 'waiting', $5, $6, 0, '', 0, 0, '') ON CONFLICT (kind, once_key) DO NOTHING`
	selectOnce = `SELECT id FROM job WHERE kind = $1 AND once_key = $2`
	selectDue  = `SELECT id, run_after FROM job WHERE state = 'waiting' AND kind = $1 AND run_after <= $2 AND leased <= $2 ORDER BY run_after, id LIMIT $3`
	updateHeld = `UPDATE job SET holder = $1, leased = $2, attempts = attempts + 1 WHERE id = $3 AND state = 'waiting' AND run_after <= $4 AND leased <= $4`
	selectHeld = `SELECT kind, payload, attempts, added FROM job WHERE id = $1`
	renewHeld  = `UPDATE job SET leased = $1 WHERE holder = $2 AND state = 'waiting'`

	updateEnded  = `UPDATE job SET state = $1, ended = $2, reason = $3, holder = '', leased = 0 WHERE id = $4 AND holder = $5 AND state = 'waiting'`
	updatePaused = `UPDATE job SET run_after = $1, reason = $2, holder = '', leased = 0 WHERE id = $3 AND holder = $4 AND state = 'waiting'`
	// An attempt that was cut off says nothing about the job.
	updateFreed    = `UPDATE job SET attempts = attempts - 1, holder = '', leased = 0 WHERE id = $1 AND holder = $2 AND state = 'waiting'`
	updateAllFreed = `UPDATE job SET holder = '', leased = 0 WHERE state = 'waiting' AND leased > 0`
	deleteEnded    = `DELETE FROM job WHERE state = $1 AND ended < $2`

	countWaiting = `SELECT COUNT(*), COALESCE(SUM(CASE WHEN leased > $1 THEN 1 ELSE 0 END), 0), COALESCE(SUM(CASE WHEN reason <> '' THEN 1 ELSE 0 END), 0),
		COALESCE(MIN(CASE WHEN run_after <= $1 AND leased <= $1 THEN run_after END), 0) FROM job WHERE state = 'waiting'`
	countFailed = `SELECT COUNT(*) FROM job WHERE state = 'failed' AND ended >= $1`
	selectJobs  = `SELECT id, kind, state, attempts, added, run_after, ended, reason FROM job WHERE state = $1 ORDER BY ended DESC, run_after, id LIMIT $2`
)

// insert writes a job, or finds the one that was wanted under its key before.
func insert(tx *db.Tx, r row) (id string, err error) {
	n, err := tx.Exec(insertJob, r.id, r.kind, r.onceKey, r.payload, db.Micros(tx.Now()), r.runAfter)
	if err != nil || n == 1 {
		return r.id, err
	}
	_, err = tx.Row(selectOnce, []any{r.kind, r.onceKey}, &id)
	return id, err
}

// due is a job that could begin.
type due struct {
	id       string
	runAfter int64
}

func listDue(tx *db.Tx, kind string, most int) (all []due, err error) {
	err = tx.Each(selectDue, []any{kind, db.Micros(tx.Now()), most}, func(rows *sql.Rows) error {
		var d due
		err := rows.Scan(&d.id, &d.runAfter)
		all = append(all, d)
		return err
	})
	return all, err
}

// hold takes a job until the lease is over; false when somebody else has.
func hold(tx *db.Tx, id, holder string, lease time.Duration) (j Job, held bool, err error) {
	now := tx.Now()
	n, err := tx.Exec(updateHeld, holder, db.Micros(now.Add(lease)), id, db.Micros(now))
	if err != nil || n == 0 {
		return Job{}, false, err
	}
	j = Job{ID: id, holder: holder}
	var payload string
	var added int64
	held, err = tx.Row(selectHeld, []any{id}, &j.Kind, &payload, &j.Attempt, &added)
	j.payload, j.Added = []byte(payload), db.Time(added)
	return j, held, err
}

func renew(tx *db.Tx, holder string, lease time.Duration) error {
	_, err := tx.Exec(renewHeld, db.Micros(tx.Now().Add(lease)), holder)
	return err
}

// finish ends a job; 0 when somebody else has taken it over or it has ended.
func finish(tx *db.Tx, j Job, as Standing, reason string) (int64, error) {
	return tx.Exec(updateEnded, string(as), db.Micros(tx.Now()), reason, j.ID, j.holder)
}

func postpone(tx *db.Tx, j Job, pause time.Duration, reason string) error {
	_, err := tx.Exec(updatePaused, db.Micros(tx.Now().Add(pause)), reason, j.ID, j.holder)
	return err
}

func free(tx *db.Tx, j Job) error {
	_, err := tx.Exec(updateFreed, j.ID, j.holder)
	return err
}

func freeAll(tx *db.Tx) error {
	_, err := tx.Exec(updateAllFreed)
	return err
}

func sweep(tx *db.Tx) error {
	for state, kept := range map[Standing]time.Duration{Done: keptDone, Failed: keptFailed} {
		if _, err := tx.Exec(deleteEnded, string(state), db.Micros(tx.Now().Add(-kept))); err != nil {
			return err
		}
	}
	return nil
}
