package db

import (
	"context"
	"errors"
	"fmt"
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

	queue    chan *pending
	maxWait  time.Duration
	waiting  atomic.Int64
	each     atomic.Int64 // nanoseconds a write took lately
	commit   atomic.Int64 // nanoseconds a commit took lately, with its begin and fsync
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
	wait := time.Duration(n*w.each.Load() + (n+mostTogether)/mostTogether*w.commit.Load())
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

func (w *writer) run() {
	defer close(w.finished)
	batch := make([]*pending, 0, mostTogether)
	for first := range w.queue {
		start := time.Now()
		batch = batch[:0]
		err := w.begin()
		begun := time.Now()
		for p, open := first, true; p != nil; {
			w.waiting.Add(-1)
			if p.state.CompareAndSwap(0, 1) {
				batch = append(batch, p)
				if err == nil {
					err = w.one(p, batch)
				}
			}
			p = nil
			if open && err == nil && len(batch) < mostTogether && time.Since(start) < longestBatch {
				select {
				case p, open = <-w.queue:
				default:
				}
			}
		}
		written := time.Now()
		w.finish(batch, err)
		if n := int64(len(batch)); n > 0 {
			smooth(&w.each, int64(written.Sub(begun))/n)
			smooth(&w.commit, int64(begun.Sub(start)+time.Since(written)))
		}
	}
}

// smooth lets a figure follow the last few commits.
func smooth(figure *atomic.Int64, latest int64) { figure.Store((7*figure.Load() + latest) / 8) }

func (w *writer) do(statement string) error {
	_, err := w.conn.exec(context.Background(), statement, nil)
	return err
}

func (w *writer) begin() error { return w.do("BEGIN IMMEDIATE") }

// one runs one write under its savepoint. The error is of the whole commit, not
// of the write. When the write's own fault made SQLite give up the transaction
// (a full disk does), the neighbours that ran before it run again without it.
func (w *writer) one(p *pending, batch []*pending) error {
	if err := w.do("SAVEPOINT one"); err != nil {
		return err
	}
	p.err = w.call(p)
	if p.err == nil {
		return w.do("RELEASE one")
	}
	if w.do("ROLLBACK TO one") == nil {
		return w.do("RELEASE one")
	}
	w.do("ROLLBACK")
	if err := w.begin(); err != nil {
		return err
	}
	for i, before := range batch {
		if before == p || before.err != nil {
			continue
		}
		if err := w.one(before, batch[:i]); err != nil {
			return err
		}
	}
	return nil
}

// call runs the function of a write in a goroutine of its own: one that ends its
// goroutine, as t.Fatal does, must not end the writer.
func (w *writer) call(p *pending) error {
	var err error
	done := make(chan struct{})
	go func() {
		defer close(done)
		err = errEnded
		defer func() {
			if r := recover(); r != nil {
				p.panic, err = r, fmt.Errorf("panic in a write: %v", r)
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
	}()
	<-done
	return err
}

// errEnded is of a write whose function neither returned nor panicked.
var errEnded = errors.New("the function of a write ended its goroutine")

// finish commits and tells everybody. Whoever failed alone keeps the own error.
func (w *writer) finish(batch []*pending, err error) {
	wrote := false
	w.left = w.left[:0]
	for _, p := range batch {
		if p.err == nil {
			wrote = true
			w.left = append(w.left, p.left...)
		}
	}
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
	for _, p := range batch {
		if p.err == nil {
			p.err = err
		}
		close(p.done)
	}
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
