package db

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

const (
	// mostTogether bounds the writes of one commit: past a few hundred the fsync
	// is a small part of the time, and everybody waits for the last of them.
	mostTogether = 512
	// longestBatch ends a commit early when its writes are slow.
	longestBatch = 20 * time.Millisecond
)

// writer is the one goroutine that writes to SQLite.
type writer struct {
	conn     *conn
	clock    *clock
	sequence func(*Tx, []any) error
	left     []any // of all writes of one commit

	// The commit that is open.
	batch        []*pending
	inside       *pending // whose function runs
	again        bool     // what ran before runs once more
	err          error    // of the whole commit
	start, begun time.Time

	queue    chan *pending
	maxWait  time.Duration
	waiting  atomic.Int64
	each     recent // a write
	commit   recent // a commit, with its begin and fsync
	failed   atomic.Pointer[fault.Fault]
	closing  sync.RWMutex // held for reading while a write enters the queue
	closed   bool
	finished chan struct{}
}

// pending is a write and what became of it.
type pending struct {
	ctx   context.Context
	fn    func(*Tx) error
	state atomic.Int32 // 0 waiting, 1 taken by the writer, 2 left by its caller
	done  chan struct{}
	left  []any // what the function left for BeforeCommit
	err   error
	panic any
}

func startWriter(c *conn, clk *clock, queue int, maxWait time.Duration) *writer {
	w := &writer{conn: c, clock: clk, queue: make(chan *pending, queue), maxWait: maxWait, finished: make(chan struct{})}
	go w.run()
	return w
}

func (w *writer) write(ctx context.Context, fn func(*Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	p := &pending{ctx: ctx, fn: fn, done: make(chan struct{})}
	if err := w.enter(p); err != nil {
		return err
	}
	select {
	case <-p.done:
	case <-ctx.Done():
		if p.state.CompareAndSwap(0, 2) {
			return ctx.Err()
		}
		<-p.done
	}
	if p.panic != nil {
		panic(p.panic)
	}
	return p.err
}

func (w *writer) enter(p *pending) error {
	w.closing.RLock()
	defer w.closing.RUnlock()
	if w.closed {
		return fault.New(fault.Unavailable, "db.door.closed", nil)
	}
	if err := w.broken(); err != nil {
		return err
	}
	n := w.waiting.Load()
	wait := time.Duration(n*w.each.usual.Load() + (n+mostTogether)/mostTogether*w.commit.usual.Load())
	if wait > w.maxWait {
		return fault.New(fault.Unavailable, "db.queue.full", fault.Args{"seconds": int(wait/time.Second) + 1})
	}
	select {
	case w.queue <- p:
		w.waiting.Add(1)
		return nil
	default:
		return fault.New(fault.Unavailable, "db.queue.full", fault.Args{"seconds": int(wait/time.Second) + 1})
	}
}

// broken is the fault that keeps the writer from going on, nil while there is
// none.
func (w *writer) broken() error {
	if f := w.failed.Load(); f != nil {
		return f
	}
	return nil
}

func (w *writer) stop() error {
	w.closing.Lock()
	already := w.closed
	w.closed = true
	w.closing.Unlock()
	if !already {
		close(w.queue)
	}
	<-w.finished
	return w.conn.close()
}

// run writes until the queue is closed. A function that ends its goroutine, as
// t.Fatal does, ends this one: the next goes on where it stood.
func (w *writer) run() {
	over := false
	defer func() {
		if !over {
			go w.run()
			return
		}
		close(w.finished)
	}()
	if p := w.inside; p != nil {
		w.inside = nil
		if w.again {
			w.err = errEnded // in the middle of work that was done before: nothing of it stands
		} else {
			p.err = errEnded
			w.err = w.settle(p)
		}
		w.fill(nil)
		w.finish()
	}
	for first := range w.queue {
		w.batch, w.left, w.again, w.err = w.batch[:0], w.left[:0], false, nil
		w.start = time.Now()
		w.err = w.begin()
		w.begun = time.Now()
		w.fill(first)
		w.finish()
	}
	over = true
}

// fill takes writes into the commit, p first unless it is nil.
func (w *writer) fill(p *pending) {
	for open := true; open; {
		if p == nil {
			if w.err != nil || len(w.batch) >= mostTogether || time.Since(w.start) >= longestBatch {
				return
			}
			select {
			case p, open = <-w.queue:
			default:
				return
			}
			if p == nil {
				return
			}
		}
		w.waiting.Add(-1)
		if p.state.CompareAndSwap(0, 1) {
			w.batch = append(w.batch, p)
			if w.err == nil {
				w.err = w.one(p)
			}
		}
		p = nil
	}
}

func (w *writer) do(statement string) error {
	_, err := w.conn.exec(context.Background(), statement, nil)
	return err
}

func (w *writer) begin() error { return w.do("BEGIN IMMEDIATE") }

// one runs one write under its savepoint. The error is of the whole commit, not
// of the write.
func (w *writer) one(p *pending) error {
	if err := w.do("SAVEPOINT one"); err != nil {
		return err
	}
	p.err = w.call(p)
	return w.settle(p)
}

// settle keeps what a write has done, or takes it back. When the write's own
// fault made SQLite give up the transaction (a full disk does), the neighbours
// that ran before it run again without it.
func (w *writer) settle(p *pending) error {
	if p.err == nil {
		return w.do("RELEASE one")
	}
	if w.do("ROLLBACK TO one") == nil {
		return w.do("RELEASE one")
	}
	w.do("ROLLBACK")
	if w.again {
		return p.err
	}
	w.again = true
	defer func() { w.again = false }()
	if err := w.begin(); err != nil {
		return err
	}
	for _, before := range w.batch {
		if before == p || before.err != nil {
			continue
		}
		if err := w.one(before); err != nil {
			return err
		}
	}
	return nil
}

// call runs the function of a write. It runs in the goroutine of the writer,
// whose stack has grown to what statements need.
func (w *writer) call(p *pending) (err error) {
	w.inside = p
	defer func() {
		if r := recover(); r != nil {
			p.panic, err = r, fmt.Errorf("panic in a write: %v", r)
			w.inside = nil
		}
	}()
	// Statements do not run under the caller's context: an interrupted one would
	// take the neighbours' work with it.
	tx := &Tx{ctx: context.WithoutCancel(p.ctx), on: w.conn, now: w.clock.read(), engine: SQLite}
	p.left = p.left[:0] // it may run twice
	if w.sequence != nil {
		tx.left = &p.left
	}
	err = p.fn(tx)
	w.inside = nil
	return err
}

// errEnded is of a write whose function neither returned nor panicked.
var errEnded = errors.New("the function of a write ended its goroutine")

// finish commits and tells everybody. Whoever failed alone keeps the own error.
func (w *writer) finish() {
	written := time.Now()
	w.left = w.left[:0]
	wrote := false
	for _, p := range w.batch {
		if p.err == nil {
			wrote = true
			w.left = append(w.left, p.left...)
		}
	}
	err := w.err
	if err == nil && wrote && w.sequence != nil {
		err = w.sequence(&Tx{ctx: context.Background(), on: w.conn, now: w.clock.read(), engine: SQLite}, w.left)
	}
	clear(w.left)
	if err == nil {
		err = w.do("COMMIT")
	}
	if err != nil {
		w.do("ROLLBACK")
		w.judge(err)
		err = asFault(err)
	}
	if n := len(w.batch); n > 0 {
		w.each.note(written.Sub(w.begun) / time.Duration(n))
		w.commit.note(w.begun.Sub(w.start) + time.Since(written))
	}
	for _, p := range w.batch {
		if p.err == nil {
			p.err = err
		}
		close(p.done)
	}
	clear(w.batch)
	w.batch = w.batch[:0]
}

// recent is how long something took lately. The median is told, not the mean:
// one long write, such as an import's last step, says nothing of the short ones
// behind it.
type recent struct {
	usual atomic.Int64 // nanoseconds
	last  [9]time.Duration
	n     int
}

func (r *recent) note(d time.Duration) {
	r.last[r.n%len(r.last)] = d
	r.n++
	known := slices.Clone(r.last[:min(r.n, len(r.last))])
	slices.Sort(known)
	r.usual.Store(int64(known[(len(known)-1)/2]))
}

// judge stops the writer for good after an error of the disk: what an fsync
// that failed left behind, nobody knows, and trying again would only seem to
// work (Rebello et al., Can Applications Recover from fsync Failures?, 2020).
func (w *writer) judge(err error) {
	var lite *sqlite.Error
	if !errors.As(err, &lite) {
		return
	}
	switch lite.Code() & 0xff {
	case sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		w.failed.CompareAndSwap(nil, fault.Wrap(fault.Unavailable, err, "db.disk.stopped", nil))
	}
}
