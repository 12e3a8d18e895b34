package job_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/job"
)

// What a copy of the test program is told: the database it works on, and the
// point at which it kills itself, with how often that is passed before.
const (
	victimOf    = "SANSANG_TEST_JOB_VICTIM"
	victimPoint = "SANSANG_TEST_JOB_POINT"
	victimAfter = "SANSANG_TEST_JOB_AFTER"
)

const (
	insertAct    = `INSERT INTO act (id) VALUES ($1)`
	insertEffect = `INSERT INTO effect (job, act) VALUES ($1, $2)`
	insertOnce   = `INSERT INTO effect (job, act) VALUES ($1, $2) ON CONFLICT (job) DO NOTHING`
	countActs    = `SELECT COUNT(*) FROM act`
	countAct     = `SELECT COUNT(*) FROM act WHERE id = $1`
	countGhosts  = `SELECT COUNT(*) FROM effect e WHERE NOT EXISTS (SELECT 1 FROM act a WHERE a.id = e.act)`
	countLost    = `SELECT COUNT(*) FROM act a WHERE (SELECT COUNT(*) FROM effect e WHERE e.act = a.id) <> 2`
	countAgain   = `SELECT COUNT(*) FROM job WHERE attempts > 1`
)

var crashSchema = []db.Migrations{job.Migrations, {Slice: "acts", Files: db.Sub(os.DirFS("testdata"), "migrations")}}

// points are where a program may be killed, in the order in which they are passed.
var points = []string{"act open", "act committed", "job begun", "effect made", "note open", "note committed"}

// bomb kills the program at its point.
type bomb struct {
	point string
	after int64
	seen  atomic.Int64
}

func (b *bomb) at(point string) {
	if point == b.point && b.seen.Add(1) > b.after {
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			err = p.Kill()
		}
		fmt.Fprintln(os.Stderr, "killing:", err)
		select {} // nothing more is done on the way to the end
	}
}

// crashQueue has two kinds of jobs: one whose effect and note are two commits, as
// when a message is sent, and one for which they are one.
func crashQueue(d *db.DB, b *bomb) *job.Queue {
	q := job.New(d, job.Config{Lease: 500 * time.Millisecond, Poll: 20 * time.Millisecond, Pause: func(int) time.Duration { return time.Millisecond }})
	q.Handle("apart", func(ctx context.Context, j job.Job) error {
		b.at("job begun")
		var act string
		if err := j.Read(&act); err != nil {
			return err
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(insertOnce, j.ID, act)
			return err
		})
		b.at("effect made")
		return err
	})
	q.Handle("together", func(ctx context.Context, j job.Job) error {
		var act string
		if err := j.Read(&act); err != nil {
			return err
		}
		err := d.Write(ctx, func(tx *db.Tx) error {
			if _, err := tx.Exec(insertEffect, j.ID, act); err != nil {
				return err
			}
			b.at("note open")
			return j.Done(tx)
		})
		b.at("note committed")
		return err
	})
	return q
}

// victim acts, and has jobs done, until it is killed.
func victim(url string) {
	after, _ := strconv.ParseInt(os.Getenv(victimAfter), 10, 64) // "" is 0
	ctx, b := context.Background(), &bomb{point: os.Getenv(victimPoint), after: after}
	d, err := db.Open(ctx, db.Config{URL: url})
	if err != nil {
		fmt.Fprintln(os.Stderr, "the program ended by itself:", err)
		os.Exit(1)
	}
	q := crashQueue(d, b)
	go q.Run(ctx)
	broken := make(chan error)
	undone := errors.New("this act is not done")
	for range 2 {
		go func() {
			for n := 0; ; n++ {
				id := strconv.FormatUint(rand.Uint64(), 36)
				err := d.Write(ctx, func(tx *db.Tx) error {
					if _, err := tx.Exec(insertAct, id); err != nil {
						return err
					}
					for _, kind := range []string{"apart", "together"} {
						if _, err := q.Add(tx, kind, id); err != nil {
							return err
						}
					}
					b.at("act open")
					if n%4 == 3 {
						return undone
					}
					return nil
				})
				b.at("act committed")
				if err == nil {
					os.Stdout.WriteString(id + "\n")
				} else if !errors.Is(err, undone) {
					broken <- err
					return
				}
				time.Sleep(15 * time.Millisecond) // so that jobs keep up
			}
		}()
	}
	fmt.Fprintln(os.Stderr, "the program ended by itself:", <-broken)
	os.Exit(1)
}

// TestCrash kills a program at named points and at random, over the database that
// the last kill left, and then has done what is left to do: every act that was
// acknowledged is there, every act has both its effects, once, and no effect is
// without its act.
func TestCrash(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { crash(t, "sqlite:"+filepath.Join(t.TempDir(), "crash.db")) })
	t.Run("postgres", func(t *testing.T) {
		url, ok := dbtest.URL(t)
		if !ok {
			t.SkipNow() // it said why
		}
		crash(t, url)
	})
}

func crash(t *testing.T, url string) {
	const seed = 20261125
	rnd := rand.New(rand.NewPCG(seed, 2))
	kills := dbtest.Kills()
	first, err := db.Open(t.Context(), db.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	if _, err = first.Migrate(t.Context(), nil, crashSchema...); err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil { // one program at a time
		t.Fatal(err)
	}
	var acknowledged []string
	for k := range kills {
		point := "" // at random
		if k%2 == 0 {
			point = points[k/2%len(points)]
		}
		acknowledged = append(acknowledged, kill(t, url, point, rnd.IntN(4), time.Duration(rnd.IntN(80))*time.Millisecond)...)
	}
	d, err := db.Open(t.Context(), db.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	before := stateOf(t, d)
	stop := run(t, crashQueue(d, &bomb{point: "nowhere"}))
	for end := time.Now().Add(time.Minute); stateOf(t, d).Waiting > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("after a minute: %+v", stateOf(t, d))
		}
	}
	stop()
	var acts, ghosts, lost, again int
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		for _, id := range acknowledged {
			var there int
			if _, err := tx.Row(countAct, []any{id}, &there); err != nil {
				return err
			}
			if there != 1 {
				t.Errorf("act %s was acknowledged and is lost", id)
			}
		}
		for count, into := range map[string]*int{countActs: &acts, countGhosts: &ghosts, countLost: &lost, countAgain: &again} {
			if _, err := tx.Row(count, nil, into); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if ghosts > 0 || lost > 0 {
		t.Errorf("%d effects without an act, %d acts without both of their effects", ghosts, lost)
	}
	if failed := list(t, d, job.Failed); len(failed) > 0 {
		t.Errorf("failed: %+v", failed)
	}
	if len(acknowledged) < kills || again == 0 {
		t.Errorf("%d acts acknowledged, %d jobs ran again: the test shows nothing", len(acknowledged), again)
	}
	t.Logf("%d kills, %d acts (%d acknowledged), %d jobs waiting after the last kill, %d ran again; none lost, none without its act (seed %d)",
		kills, acts, len(acknowledged), before.Waiting, again, seed)
}

// kill runs a program until it is killed, by itself at a point or from here a
// while after its first acknowledgement, and gives what it acknowledged.
func kill(t *testing.T, url, point string, passes int, after time.Duration) (acts []string) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), victimOf+"="+url, victimPoint+"="+point, victimAfter+"="+strconv.Itoa(passes))
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hangs := time.AfterFunc(time.Minute, func() { t.Errorf("%q is not passed", point); cmd.Process.Kill() })
	defer hangs.Stop()
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // perhaps within a line: what was not said in full was not acknowledged
		}
		if len(acts) == 0 && point == "" {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		acts = append(acts, strings.TrimSuffix(line, "\n"))
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() == 1 {
		t.Fatalf("the program ended by itself: %v", err)
	}
	return acts
}
