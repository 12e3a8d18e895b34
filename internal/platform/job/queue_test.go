package job_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/job"
)

// quick is a queue that does not let a test wait.
func quick(c job.Config) job.Config {
	c.Poll = 5 * time.Millisecond
	if c.Pause == nil {
		c.Pause = func(int) time.Duration { return time.Millisecond }
	}
	return c
}

// run runs a queue until the function given back is called.
func run(t *testing.T, q *job.Queue) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { q.Run(ctx); close(ended) }()
	stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(stop)
	return stop
}

func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

func stateOf(t *testing.T, d *db.DB) (s job.State) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { s, err = job.ReadState(tx); return err }); err != nil {
		t.Fatal(err)
	}
	return s
}

func list(t *testing.T, d *db.DB, of job.Standing) (all []job.Entry) {
	t.Helper()
	if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { all, err = job.List(tx, of, 1000); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

// settled waits until as many jobs are of a standing.
func settled(t *testing.T, d *db.DB, of job.Standing, n int) []job.Entry {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		all := list(t, d, of)
		if len(all) >= n {
			return all
		}
		if time.Now().After(end) {
			t.Fatalf("%d of %d jobs are %s", len(all), n, of)
		}
	}
}

var schema = []db.Migrations{job.Migrations}

// TestAdd: a job runs after its act's commit, with what the act gave; not without
// the commit; and once where once was wanted.
func TestAdd(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		q := job.New(d, quick(job.Config{}))
		var mu sync.Mutex
		var ran []string
		q.Handle("say", func(_ context.Context, j job.Job) error {
			var word string
			if err := j.Read(&word); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			ran = append(ran, fmt.Sprint(word, " ", j.Attempt, j.Last))
			return nil
		})
		broken := errors.New("no")
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := q.Add(tx, "say", "undone"); err != nil {
				return err
			}
			return broken
		})
		if !errors.Is(err, broken) {
			t.Fatal(err)
		}
		var first, again, other string
		write(t, d, func(tx *db.Tx) (err error) {
			if first, err = q.Add(tx, "say", "một", job.Once("k")); err != nil {
				return err
			}
			if again, err = q.Add(tx, "say", "một lần nữa", job.Once("k")); err != nil {
				return err
			}
			other, err = q.Add(tx, "nobody's", nil, job.Once("k"))
			return err
		})
		if first != again || first == other || first == "" {
			t.Errorf("once: %s, again %s, of another kind %s", first, again, other)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := q.Add(tx, "say", "mai", job.After(tx.Now().Add(time.Hour)))
			return err
		})
		stop := run(t, q)
		settled(t, d, job.Done, 1)
		// What is done is not done again under its key.
		write(t, d, func(tx *db.Tx) (err error) {
			if again, err = q.Add(tx, "say", "ba", job.Once("k")); err != nil {
				return err
			}
			_, err = q.Add(tx, "say", "hai")
			return err
		})
		settled(t, d, job.Done, 2)
		stop()
		if got := strings.Join(ran, "; "); got != "một 1 false; hai 1 false" || again != first {
			t.Errorf("ran: %s", got)
		}
		s := stateOf(t, d)
		// Tomorrow's, and the one that nobody does.
		if s.Waiting != 2 || s.Running != 0 || s.Failed != 0 || s.Oldest.IsZero() {
			t.Errorf("state: %+v", s)
		}
		if c := q.Counts(); c != (job.Counts{Done: 2}) {
			t.Errorf("counts: %+v", c)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := q.Add(tx, "say", strings.Repeat("x", 256<<10))
			return err
		})
		if fault.KindOf(err) != fault.Limit {
			t.Errorf("large payload: %v", err)
		}
	})
}

// TestFailure: what fails is tried again, and fails for good after its attempts,
// when it gives up, and when its payload is of another form; the reason stays.
func TestFailure(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		var mu sync.Mutex
		var paused []int
		q := job.New(d, quick(job.Config{Attempts: 3, Pause: func(attempt int) time.Duration {
			mu.Lock()
			defer mu.Unlock()
			paused = append(paused, attempt)
			return time.Millisecond
		}}))
		fails := map[string]func(j job.Job) error{
			"always":  func(j job.Job) error { return fmt.Errorf("attempt %d, last %v", j.Attempt, j.Last) },
			"forgood": func(job.Job) error { return job.GiveUp(errors.New("550 no such person")) },
			"panics":  func(job.Job) error { panic("ôi") },
			"form":    func(j job.Job) error { return j.Read(new(int)) },
			"once": func(j job.Job) error {
				if j.Attempt == 1 {
					return errors.New("not yet")
				}
				return nil
			},
		}
		// What a slice notes is in the same commit, and a slice that cannot note it
		// holds up nobody.
		const told = "told"
		q.HandleFailure("panics", func(tx *db.Tx, j job.Job, err error) error {
			_, failed := q.Add(tx, told, err.Error(), job.Once(j.ID))
			return failed
		})
		q.HandleFailure("always", func(*db.Tx, job.Job, error) error { return errors.New("a defect of the slice") })
		for kind, fail := range fails {
			q.Handle(kind, func(_ context.Context, j job.Job) error { return fail(j) })
			write(t, d, func(tx *db.Tx) error { _, err := q.Add(tx, kind, "text"); return err })
		}
		stop := run(t, q)
		failed := settled(t, d, job.Failed, 4)
		settled(t, d, job.Done, 1)
		stop()
		want := map[string]string{"always": "3 attempt 3, last true", "forgood": "1 550 no such person", "panics": "3 panic: ôi"}
		for _, e := range failed {
			got := fmt.Sprint(e.Attempts, " ", e.Reason)
			if e.Kind == "form" && e.Attempts == 1 && strings.Contains(e.Reason, "job.payload.form") {
				continue
			}
			if got != want[e.Kind] || e.Ended.IsZero() {
				t.Errorf("%s: %s", e.Kind, got)
			}
		}
		// Two of "always", two of "panics", one of "once".
		if c := q.Counts(); c != (job.Counts{Done: 1, Retried: 5, Failed: 4}) || len(paused) != 5 {
			t.Errorf("counts: %+v, %d pauses", c, len(paused))
		}
		if s := stateOf(t, d); s.Failed != 4 || s.Waiting != 1 {
			t.Errorf("state: %+v", s)
		}
		if all := list(t, d, job.Waiting); len(all) != 1 || all[0].Kind != told {
			t.Errorf("told: %+v", all)
		}
	})
}

// TestDone: an effect in the database and the note that it is done are one commit.
func TestDone(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		q := job.New(d, quick(job.Config{}))
		broken := errors.New("after the effect")
		q.Handle("effect", func(ctx context.Context, j job.Job) error {
			err := d.Write(ctx, func(tx *db.Tx) error {
				if err := j.Done(tx); err != nil {
					return err
				}
				if j.Attempt == 1 {
					return broken // takes the note back
				}
				_, err := q.Add(tx, "effect of it", j.Attempt)
				return err
			})
			if j.Attempt == 2 && err == nil {
				return errors.New("said too late") // it is done nevertheless
			}
			return err
		})
		write(t, d, func(tx *db.Tx) error { _, err := q.Add(tx, "effect", 1); return err })
		stop := run(t, q)
		settled(t, d, job.Done, 1)
		stop()
		if waiting := list(t, d, job.Waiting); len(waiting) != 1 || waiting[0].Kind != "effect of it" {
			t.Errorf("waiting: %+v", waiting)
		}
		if done := list(t, d, job.Done); done[0].Attempts != 2 {
			t.Errorf("done: %+v", done)
		}
	})
}

// TestStop: what runs may end; what does not is cut off, and runs after the next
// start as if nothing had been.
func TestStop(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		q := job.New(d, quick(job.Config{Grace: 50 * time.Millisecond}))
		begun := make(chan string, 2)
		q.Handle("short", func(ctx context.Context, j job.Job) error {
			begun <- j.Kind
			select {
			case <-time.After(20 * time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
		q.Handle("long", func(ctx context.Context, j job.Job) error {
			begun <- j.Kind
			<-ctx.Done()
			return ctx.Err()
		})
		for _, kind := range []string{"short", "long"} {
			write(t, d, func(tx *db.Tx) error { _, err := q.Add(tx, kind, nil); return err })
		}
		stop := run(t, q)
		<-begun
		<-begun
		if s := stateOf(t, d); s.Running < 1 {
			t.Errorf("state while it runs: %+v", s)
		}
		write(t, d, func(tx *db.Tx) error {
			_, err := q.Add(tx, "short", nil, job.After(tx.Now().Add(time.Hour)))
			return err
		})
		stop()
		if done := list(t, d, job.Done); len(done) != 1 || done[0].Kind != "short" {
			t.Errorf("done: %+v", done)
		}
		s := stateOf(t, d)
		if s.Waiting != 2 || s.Running != 0 || s.Retrying != 0 {
			t.Errorf("state after the stop: %+v", s)
		}
		after := job.New(d, quick(job.Config{}))
		after.Handle("long", func(_ context.Context, j job.Job) error {
			if j.Attempt != 1 {
				return fmt.Errorf("attempt %d", j.Attempt)
			}
			return nil
		})
		stop = run(t, after)
		settled(t, d, job.Done, 2)
		stop()
	})
}

// TestTwoPrograms: over PostgreSQL two share the work, and each job is done once.
func TestTwoPrograms(t *testing.T) {
	d := dbtest.PostgreSQL(t, schema)
	const jobs = 200
	var mu sync.Mutex
	ran := map[string]int{}
	by := [2]int{}
	var stops []func()
	for k := range by {
		q := job.New(d, quick(job.Config{}))
		q.Handle("count", func(_ context.Context, j job.Job) error {
			mu.Lock()
			defer mu.Unlock()
			ran[j.ID]++
			by[k]++
			return nil
		})
		if k == 0 {
			write(t, d, func(tx *db.Tx) error {
				for i := range jobs {
					if _, err := q.Add(tx, "count", i); err != nil {
						return err
					}
				}
				return nil
			})
		}
		stops = append(stops, run(t, q))
	}
	settled(t, d, job.Done, jobs)
	for _, stop := range stops {
		stop()
	}
	for id, n := range ran {
		if n != 1 {
			t.Errorf("%s ran %d times", id, n)
		}
	}
	if len(ran) != jobs || by[0] == 0 || by[1] == 0 {
		t.Errorf("%d jobs, by %v", len(ran), by)
	}
}

// TestLease: a job that takes longer than a lease stays its program's. That one
// whose program is gone is begun again, TestCrash shows.
func TestLease(t *testing.T) {
	d := dbtest.PostgreSQL(t, schema)
	const lease = 800 * time.Millisecond
	begun := make(chan string, 4)
	open := func(name string, takes time.Duration) func() {
		q := job.New(d, quick(job.Config{Lease: lease}))
		q.Handle("long", func(ctx context.Context, j job.Job) error {
			begun <- name
			time.Sleep(takes)
			return nil
		})
		return run(t, q)
	}
	stop := open("first", 5*lease/2)
	write(t, d, func(tx *db.Tx) error { _, err := idle(d).Add(tx, "long", nil); return err })
	<-begun
	other := open("second", 0)
	settled(t, d, job.Done, 1)
	other()
	stop()
	if len(begun) != 0 {
		t.Errorf("begun again by %s", <-begun)
	}
}

// idle is a queue that adds and does nothing.
func idle(d *db.DB) *job.Queue { return job.New(d, job.Config{}) }
