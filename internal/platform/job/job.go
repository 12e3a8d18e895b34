package job

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Job is one piece of work as its handler gets it.
type Job struct {
	ID      string // stays the same over all attempts
	Kind    string
	Attempt int  // from 1
	Last    bool // an error of this attempt fails the job
	Added   time.Time

	payload []byte
	holder  string
}

// Read fills what the act gave to Add. A payload of another form is a fault of
// kind internal, and trying again would not help.
func (j Job) Read(into any) error {
	if err := json.Unmarshal(j.payload, into); err != nil {
		return GiveUp(fault.Wrap(fault.Internal, err, "job.payload.form", nil))
	}
	return nil
}

// Done notes in the transaction of the effect that the job is done, so that both
// are there or neither is. It is a fault of kind conflict when another program
// has taken the job over meanwhile: the effect is then that one's to have.
func (j Job) Done(tx *db.Tx) error {
	changed, err := finish(tx, j, Done, "")
	return db.One(changed, err, "job.lease.lost", nil)
}

// Option is a wish about a job.
type Option func(*row)

// Once wants a job once: while one of the same kind and key is kept, waiting or
// ended (done ones are kept for 30 days), Add adds none.
func Once(key string) Option { return func(r *row) { r.onceKey = key } }

// After wants a job not before a time.
func After(t time.Time) Option { return func(r *row) { r.runAfter = db.Micros(t) } }

// final is an error for good.
type final struct{ error }

// Unwrap returns the error.
func (f final) Unwrap() error { return f.error }

// GiveUp marks an error after which trying again is of no use: the job fails at
// once. nil stays nil.
func GiveUp(err error) error {
	if err == nil {
		return nil
	}
	return final{err}
}

// isFinal tells whether an error is for good.
func isFinal(err error) bool {
	var f final
	return errors.As(err, &f)
}
