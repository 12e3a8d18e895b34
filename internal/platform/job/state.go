package job

import (
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// failedLately is how long back State counts what failed: a week in which
// somebody looks.
const failedLately = 7 * 24 * time.Hour

// State is how the queue stands.
type State struct {
	Waiting  int64     // all that have not ended, with those under way
	Running  int64     // under way, in any program
	Retrying int64     // waiting after an attempt that failed
	Failed   int64     // for good, in the last seven days
	Oldest   time.Time // since when the oldest that could begin waits; zero for none
}

// ReadState counts.
func ReadState(tx *db.Tx) (State, error) {
	var s State
	var oldest int64
	now := tx.Now()
	if _, err := tx.Row(countWaiting, []any{db.Micros(now)}, &s.Waiting, &s.Running, &s.Retrying, &oldest); err != nil {
		return State{}, err
	}
	if oldest > 0 {
		s.Oldest = db.Time(oldest)
	}
	_, err := tx.Row(countFailed, []any{db.Micros(now.Add(-failedLately))}, &s.Failed)
	return s, err
}

// Entry is a job as a list shows it.
type Entry struct {
	ID       string
	Kind     string
	State    Standing
	Attempts int
	Added    time.Time
	RunAfter time.Time
	Ended    time.Time // zero while it waits
	Reason   string    // of the last attempt that failed, for the operator
}

// List gives jobs of one standing, the latest that ended first, the next to begin
// first.
func List(tx *db.Tx, of Standing, most int) (all []Entry, err error) {
	err = tx.Each(selectJobs, []any{string(of), most}, func(rows *sql.Rows) error {
		var e Entry
		var added, after, ended int64
		err := rows.Scan(&e.ID, &e.Kind, &e.State, &e.Attempts, &added, &after, &ended, &e.Reason)
		e.Added, e.RunAfter = db.Time(added), db.Time(after)
		if ended > 0 {
			e.Ended = db.Time(ended)
		}
		all = append(all, e)
		return err
	})
	return all, err
}
