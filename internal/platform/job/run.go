package job

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// How Run ends: what is under way may end for a while, is then cut off, and has a
// moment to note it. Together no more than a server lets requests take.
const (
	graceTime = 6 * time.Second
	lastTime  = 2 * time.Second
)

// afterNudge is how long a commit may take after its job was added, so that the
// look that follows finds it.
const afterNudge = 20 * time.Millisecond

// sweepEvery is how often jobs that ended long ago are deleted.
const sweepEvery = time.Hour

// note writes what came of an attempt. Written twice it changes nothing.
type note func(tx *db.Tx) error

// turns is the one goroutine of a program that writes what the queue does: each
// turn notes what ended and takes what is due in one commit, so that neither of
// them meets the other on PostgreSQL.
type turns struct {
	*Queue
	running int    // attempts under way
	ended   []note // attempts not yet noted
}

// Run does jobs until ctx ends, and returns within eight seconds after that (two
// more than Config.Grace). What is then not done is done after the next start.
func (q *Queue) Run(ctx context.Context) {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	go q.keepLeases(work)
	t := &turns{Queue: q}
	if q.db.Engine() == db.SQLite {
		// Whoever held anything is dead: the file has one program.
		t.ended = append(t.ended, freeAll)
	}
	var swept time.Time
	for ctx.Err() == nil {
		if time.Since(swept) >= sweepEvery {
			t.ended = append(t.ended, sweep)
			swept = time.Now()
		}
		t.turn(ctx, work)
		t.rest(ctx)
	}
	t.stop(ctx, cut)
}

// turn notes and takes. Reading alone costs no commit, so an empty queue does not
// write.
func (t *turns) turn(ctx, work context.Context) {
	var found []due
	if free := t.conf.Workers - t.running; free > 0 {
		found = t.look(ctx, free)
	}
	if len(found) == 0 && len(t.ended) == 0 {
		return
	}
	var jobs []Job
	err := t.db.Write(ctx, func(tx *db.Tx) error {
		jobs = nil
		for _, n := range t.ended {
			if err := n(tx); err != nil {
				return err
			}
		}
		for _, d := range found {
			j, held, err := hold(tx, d.id, t.name, t.conf.Lease)
			if err != nil {
				return err
			}
			if held {
				j.Last = j.Attempt >= t.conf.Attempts
				jobs = append(jobs, j)
			}
		}
		return nil
	})
	if err != nil {
		t.told("turn", err) // all of it waits for the next
		return
	}
	t.ended = nil
	t.working.Store(int64(t.running + len(jobs)))
	for _, j := range jobs {
		t.running++
		go func() { t.finished <- t.do(work, j) }()
	}
}

// look finds the jobs that waited longest.
func (t *turns) look(ctx context.Context, most int) (found []due) {
	err := t.db.Read(ctx, func(tx *db.Tx) error {
		found = nil
		for kind := range t.handlers {
			of, err := listDue(tx, kind, most)
			if err != nil {
				return err
			}
			found = append(found, of...)
		}
		return nil
	})
	if err != nil {
		t.told("look", err)
		return nil
	}
	slices.SortFunc(found, func(a, b due) int {
		return cmp.Or(cmp.Compare(a.runAfter, b.runAfter), cmp.Compare(a.id, b.id))
	})
	return found[:min(most, len(found))]
}

// rest waits until it is worth taking a turn.
func (t *turns) rest(ctx context.Context) {
	pause := time.NewTimer(t.conf.Poll)
	defer pause.Stop()
	select {
	case <-ctx.Done():
		return
	case <-pause.C:
	case n := <-t.finished:
		t.gather(n)
	case <-t.nudge:
		select {
		case <-ctx.Done():
		case <-time.After(afterNudge):
		}
	}
	for { // whatever else has ended is noted in the same turn
		select {
		case n := <-t.finished:
			t.gather(n)
		default:
			return
		}
	}
}

func (t *turns) gather(n note) {
	t.running--
	t.working.Store(int64(t.running))
	t.ended = append(t.ended, n)
}

// stop lets end what is under way, cuts it off after a while, and notes what came
// of it as it comes.
func (t *turns) stop(ctx context.Context, cut context.CancelFunc) {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), t.conf.Grace+lastTime)
	defer cancel()
	grace := time.After(t.conf.Grace)
	for t.running > 0 {
		select {
		case n := <-t.finished:
			t.gather(n)
			t.close(limited)
		case <-grace:
			cut()
		case <-limited.Done():
			t.conf.Log.Warn("jobs that do not end were left; they begin again at the next start", "jobs", t.running)
			return
		}
	}
	t.close(limited)
}

// close notes what ended, without taking anything.
func (t *turns) close(ctx context.Context) {
	if len(t.ended) == 0 {
		return
	}
	err := t.db.Write(ctx, func(tx *db.Tx) error {
		for _, n := range t.ended {
			if err := n(tx); err != nil {
				return err
			}
		}
		return nil
	})
	t.told("close", err)
	if err == nil {
		t.ended = nil
	}
}

// keepLeases holds on to what is under way.
func (q *Queue) keepLeases(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(q.conf.Lease / 3):
		}
		if q.working.Load() > 0 {
			q.told("renew", q.db.Write(ctx, func(tx *db.Tx) error { return renew(tx, q.name, q.conf.Lease) }))
		}
	}
}

// told notes in the log what the queue could not do; it does it again.
func (q *Queue) told(what string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		q.conf.Log.Error("job queue", "doing", what, "error", err.Error())
	}
}
