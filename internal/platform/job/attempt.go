package job

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mostReason bounds what is kept of an error, in runes: the first line or two of
// a chain say what went wrong.
const mostReason = 500

// do makes one attempt and gives what is to be noted of it. work ends when the
// program does.
func (q *Queue) do(work context.Context, j Job) note {
	var err error
	if j.Attempt > q.conf.Attempts {
		// Each attempt ended the whole program, or it would not be counted here.
		err = GiveUp(fmt.Errorf("the program ended in each of %d attempts", j.Attempt-1))
	} else {
		err = q.try(work, j)
	}
	log := q.conf.Log.With("id", j.ID, "kind", j.Kind, "attempt", j.Attempt)
	switch {
	case err == nil:
		q.done.Add(1)
		return endOf(j, Done, "")
	case work.Err() != nil && !isFinal(err):
		return func(tx *db.Tx) error { return free(tx, j) }
	case isFinal(err) || j.Last:
		q.failed.Add(1)
		log.Error("job failed for good", "error", err.Error())
		return q.fail(work, j, err)
	}
	q.retried.Add(1)
	pause := q.conf.Pause(j.Attempt)
	log.Warn("job failed, to be tried again", "error", err.Error(), "after", pause.Round(time.Second).String())
	return func(tx *db.Tx) error { return postpone(tx, j, pause, reasonOf(err)) }
}

// fail notes that a job has failed, with what its slice notes of that, in one
// transaction of their own: an error of the slice's must not hold up the others.
func (q *Queue) fail(work context.Context, j Job, err error) note {
	plain := endOf(j, Failed, reasonOf(err))
	tell := q.failures[j.Kind]
	if tell == nil {
		return plain
	}
	limited, cancel := context.WithTimeout(context.WithoutCancel(work), lastTime)
	defer cancel()
	noted := q.db.Write(limited, func(tx *db.Tx) error {
		changed, failed := finish(tx, j, Failed, reasonOf(err))
		if failed != nil || changed == 0 {
			return failed
		}
		return tell(tx, j, err)
	})
	if noted != nil {
		q.told("failure", noted)
		if fault.KindOf(noted) == fault.Unavailable || errors.Is(noted, context.DeadlineExceeded) {
			return func(tx *db.Tx) error { return free(tx, j) } // it is tried, and told, once more
		}
	}
	return plain // nothing where it was noted
}

// endOf notes that a job has ended; Job.Done may have noted it before.
func endOf(j Job, as Standing, reason string) note {
	return func(tx *db.Tx) error {
		_, err := finish(tx, j, as, reason)
		return err
	}
}

// try runs the handler; a panic is an error like another.
func (q *Queue) try(work context.Context, j Job) (err error) {
	ctx, cancel := context.WithTimeout(work, q.conf.Timeout)
	defer cancel()
	defer func() {
		if r := recover(); r != nil {
			q.conf.Log.Error("a handler panicked", "kind", j.Kind, "id", j.ID, "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	return q.handlers[j.Kind](ctx, j)
}

func reasonOf(err error) string {
	reason := []rune(err.Error())
	return string(reason[:min(len(reason), mostReason)])
}
