package job

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mostPayload bounds what an act may leave for a job, in bytes: ids and a letter
// of some pages, never a file.
const mostPayload = 256 << 10

// How long a job is kept after its end: done, so that what is wanted once a month
// under one key is done once; failed, so that somebody can still ask why.
const (
	keptDone   = 30 * 24 * time.Hour
	keptFailed = 180 * 24 * time.Hour
)

// Config is how a queue works. The zero value is for a server.
type Config struct {
	Workers int           // jobs at once; 0 is 4
	Poll    time.Duration // how often it looks for what is due; 0 is one second
	Lease   time.Duration // how long a killed program's jobs are left alone; 0 is 30 seconds
	Timeout time.Duration // of one attempt; 0 is five minutes
	// Attempts is after how many a job has failed; 0 is 28.
	Attempts int
	// Pause is how long a job waits after an attempt that failed; nil doubles ten
	// seconds up to six hours.
	Pause func(attempt int) time.Duration
	Grace time.Duration // what is under way at the end may take; 0 is six seconds
	Log   *slog.Logger  // nil for none
}

// Handler does a job. It ends soon after its context does.
type Handler func(ctx context.Context, j Job) error

// Failure notes in a slice's own tables that a job has failed for good.
type Failure func(tx *db.Tx, j Job, err error) error

// Queue adds jobs and runs them. It is safe for use by many goroutines.
type Queue struct {
	db       *db.DB
	conf     Config
	name     string // of this program among those that hold jobs
	handlers map[string]Handler
	failures map[string]Failure
	nudge    chan struct{}

	finished chan note    // of attempts that ended
	working  atomic.Int64 // attempts under way

	done, retried, failed atomic.Int64
}

// Counts are what this program has done since its start.
type Counts struct {
	Done    int64 // jobs
	Retried int64 // attempts that failed and are tried again
	Failed  int64 // jobs, for good
}

// New makes a queue over the tables of a database. Nothing runs before Run.
func New(d *db.DB, c Config) *Queue {
	if c.Workers <= 0 {
		c.Workers = 4 // two cores, and a handler waits more than it computes
	}
	if c.Poll <= 0 {
		c.Poll = time.Second
	}
	if c.Lease <= 0 {
		c.Lease = 30 * time.Second
	}
	if c.Timeout <= 0 {
		c.Timeout = 5 * time.Minute
	}
	if c.Attempts <= 0 {
		c.Attempts = mostAttempts
	}
	if c.Pause == nil {
		c.Pause = pauseAfter
	}
	if c.Grace <= 0 {
		c.Grace = graceTime
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	return &Queue{db: d, conf: c, name: newID(), handlers: map[string]Handler{}, failures: map[string]Failure{}, nudge: make(chan struct{}, 1), finished: make(chan note, c.Workers)}
}

// Handle names who does the jobs of a kind, before Run. Jobs of a kind that
// nobody does wait: a newer program may have left them.
func (q *Queue) Handle(kind string, do Handler) {
	if _, twice := q.handlers[kind]; twice {
		panic(fmt.Sprintf("job: %s has two handlers", kind))
	}
	q.handlers[kind] = do
}

// HandleFailure names what is noted when a job of a kind has failed for good: in
// the transaction that notes the failure, for whatever reason it failed, be it a
// panic, or a program that ended in each attempt.
func (q *Queue) HandleFailure(kind string, tell Failure) { q.failures[kind] = tell }

// Add leaves a job in the transaction of an act; it begins after the commit. The
// payload is kept as JSON. The id is that of the job, or of the earlier one where
// Once found one. The error is a fault of kind limit for a payload of more than
// 256 KiB, and of kind internal for one that is no JSON.
func (q *Queue) Add(tx *db.Tx, kind string, payload any, wishes ...Option) (id string, err error) {
	data, err := json.Marshal(payload)
	if err != nil {
		return "", fault.Wrap(fault.Internal, err, "job.payload.form", nil)
	}
	if len(data) > mostPayload {
		return "", fault.New(fault.Limit, "job.payload.large", fault.Args{"limit": mostPayload})
	}
	r := row{id: newID(), kind: kind, payload: string(data), runAfter: db.Micros(tx.Now())}
	r.onceKey = r.id
	for _, wish := range wishes {
		wish(&r)
	}
	if id, err = insert(tx, r); err == nil {
		q.wake()
	}
	return id, err
}

// Counts tells what was done since the start.
func (q *Queue) Counts() Counts {
	return Counts{Done: q.done.Load(), Retried: q.retried.Load(), Failed: q.failed.Load()}
}

// wake has the queue look before its time. It may look before the commit that it
// is told of, and then finds the job at its next look.
func (q *Queue) wake() {
	select {
	case q.nudge <- struct{}{}:
	default:
	}
}

// newID names a job or a program: 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}
