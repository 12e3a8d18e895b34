package index

import (
	"context"
	"math"
	"sync"
	"sync/atomic"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// task is a block of rows of the design that share their tables and their way to
// aggregate: rows[from:to] of the layout.
type task struct {
	variant  *variant
	plan     int
	from, to int
}

// layout orders the rows of a design by what must be rebuilt for them.
type layout struct {
	rows  []int32 // in the order of the tasks
	tasks []task
}

// design gives the coordinates of row r: as many as dst takes. It is called by
// several workers, each with scratch of its own.
type design struct {
	rows    int
	scratch int
	point   func(row int, dst, scratch []float64)
}

// layOut reads the choices of every row and groups the rows by them, keeping
// their order within a group. It gives nil once ctx is done.
func (st *study) layOut(ctx context.Context, d *design) *layout {
	group := make([]int32, d.rows)
	ways := len(st.spec.Aggregate) + 1
	count := make([]int, len(st.variants)*ways+1)
	coords, scratch := make([]float64, st.choices), make([]float64, d.scratch)
	for r := range d.rows {
		if r%1024 == 0 && ctx.Err() != nil {
			return nil
		}
		if st.choices > 0 {
			d.point(r, coords, scratch)
			c := st.choose(coords)
			group[r] = c.variant*int32(ways) + c.plan
		}
		count[group[r]+1]++
	}
	l := &layout{rows: make([]int32, d.rows)}
	for g := range len(count) - 1 {
		v, from, to := st.variants[g/ways], count[g], count[g]+count[g+1]
		for at := from; at < to; at += draw.Block {
			l.tasks = append(l.tasks, task{variant: v, plan: g % ways, from: at, to: min(at+draw.Block, to)})
			v.left.Add(1)
		}
		count[g+1] += count[g]
	}
	for r, g := range group {
		l.rows[count[g]] = int32(r)
		count[g]++
	}
	return l
}

// drawWorker has all the room that a worker needs.
type drawWorker struct {
	st      *study
	design  *design
	number  int // of the worker
	coords  []float64
	scratch []float64
	weights []float64
	room    []float64
	shares  []float64
	lanes   []draw.Lane
	ranker  draw.Ranker
	// scores and ranks of a block of draws, row by row, the units in the order of
	// study.order. A rank of 0 is none.
	scores []float64
	ranks  []uint32

	cols   [][]float64 // one a node; those of aggregates are the worker's own
	aggs   aggregateScratch
	faults Faults
	errors *errorScratch
}

func (st *study) worker(d *design, number int) *drawWorker {
	tree, n := st.built.Tree, len(st.order)
	w := &drawWorker{
		st: st, design: d, number: number,
		coords: make([]float64, st.dims), scratch: make([]float64, d.scratch),
		weights: make([]float64, len(tree.Nodes)), room: make([]float64, len(tree.Nodes)), shares: make([]float64, len(tree.Nodes)),
		lanes:  make([]draw.Lane, draw.Block/draw.Lanes*len(st.perturb.active)),
		scores: make([]float64, draw.Block*n), ranks: make([]uint32, draw.Block*n),
	}
	return w
}

// columns gives the room for aggregates when it is first needed.
func (w *drawWorker) columns(indicators [][]float64) [][]float64 {
	tree, n := w.st.built.Tree, len(w.st.order)
	if w.cols == nil {
		block := make([]float64, (len(tree.Nodes)-tree.NumIndicators())*n)
		w.cols = make([][]float64, len(tree.Nodes))
		for k := tree.NumIndicators(); k < len(tree.Nodes); k++ {
			w.cols[k], block = block[:n:n], block[n:]
		}
	}
	copy(w.cols, indicators)
	return w.cols
}

// do scores and ranks the rows of a task.
func (w *drawWorker) do(ctx context.Context, t *task, rows []int32) error {
	v := t.variant
	defer v.done()
	if w.st.errors == nil {
		if err := v.prepare(w.st); err != nil {
			return w.st.blame(err, choice{variant: w.st.at(v)})
		}
		if v.panel != nil && v.linear[t.plan] {
			return w.product(v, rows)
		}
	}
	n := len(w.st.order)
	for i, r := range rows {
		if err := ctx.Err(); err != nil {
			return err
		}
		c := w.draw(r)
		if err := w.walk(v, t.plan, c, w.scores[i*n:(i+1)*n]); err != nil {
			return w.st.blame(err, c)
		}
		w.ranker.Ranks(w.ranks[i*n:(i+1)*n], w.scores[i*n:(i+1)*n], w.st.tolerance)
	}
	return nil
}

// draw makes the weights of row r.
func (w *drawWorker) draw(r int32) choice {
	w.design.point(int(r), w.coords, w.scratch)
	c := w.st.choose(w.coords)
	w.st.perturb.weights(w.weights, w.coords[w.st.choices:], w.room, c.out)
	return c
}

// product scores a block at once: each score is a weighted sum of indicators.
func (w *drawWorker) product(v *variant, rows []int32) error {
	st := w.st
	active, n := st.perturb.active, len(st.order)
	clear(w.lanes)
	for i, r := range rows {
		w.draw(r)
		st.perturb.effective(w.shares, w.weights, st.sign())
		lane := w.lanes[i/draw.Lanes*len(active):]
		for k, j := range active {
			lane[k][i%draw.Lanes] = w.shares[j]
		}
	}
	lanes := (len(rows) + draw.Lanes - 1) / draw.Lanes
	v.panel.Scores(w.scores, w.lanes[:lanes*len(active)])
	for i := range rows {
		scores := w.scores[i*n : (i+1)*n]
		for k, s := range scores {
			if math.IsInf(s, 0) || s != s {
				return oneFault("aggregate.overflow", Place{Source: "aggregate", Node: st.built.Tree.Nodes[st.node].Code, Unit: v.table.Units[st.order[k]]})
			}
		}
		w.ranker.Ranks(w.ranks[i*n:(i+1)*n], scores, st.tolerance)
	}
	return nil
}

// walk scores one draw through the tree.
func (w *drawWorker) walk(v *variant, plan int, c choice, scores []float64) error {
	st := w.st
	indicators, units := [][]float64(nil), st.built.Normalised.Units
	if st.errors != nil {
		if w.errors == nil {
			w.errors = st.errors.scratch()
		}
		var err error
		if indicators, err = st.errors.table(w.errors, v, c.errors); err != nil {
			return err
		}
	} else {
		indicators = v.table.Cols
	}
	cols := w.columns(indicators)
	w.faults = w.faults[:0]
	v.plans[plan].run(cols, units, w.weights, &w.aggs, &w.faults)
	if len(w.faults) > 0 {
		return append(Faults(nil), w.faults...)
	}
	sign := st.sign()
	for k, u := range st.order {
		scores[k] = sign * cols[st.node][u]
	}
	return nil
}

// sign turns scores of which the lowest is the best.
func (st *study) sign() float64 {
	if st.lower {
		return -1
	}
	return 1
}

// run scores and ranks all rows of the design with any number of workers and
// hands every block to take, which writes only what belongs to its rows or its
// worker. The result does not depend on the number of workers; of several faults
// the one of the first task is given.
//
// It returns when all is done or as soon as ctx is, without waiting for a step that
// a worker has begun; that worker then touches nothing of the caller's any more.
func (st *study) run(ctx context.Context, d *design, workers int, progress func(done, total int), take func(w *drawWorker, l *layout, t *task)) error {
	l := st.layOut(ctx, d)
	if l == nil {
		return ctx.Err()
	}
	r := &running{l: l, total: d.rows, progress: progress, failed: len(l.tasks)}
	r.last.Store(int64(len(l.tasks)))
	var all sync.WaitGroup
	for number := range min(workers, len(l.tasks)) {
		all.Go(func() {
			w := st.worker(d, number)
			for {
				k := int(r.next.Add(1)) - 1
				if int64(k) >= r.last.Load() || ctx.Err() != nil {
					return
				}
				t := &l.tasks[k]
				if err := w.do(ctx, t, l.rows[t.from:t.to]); err != nil {
					r.fail(k, err)
					return
				}
				if ctx.Err() != nil {
					return
				}
				take(w, l, t)
				r.finish(t.to - t.from)
			}
		})
	}
	done := make(chan struct{})
	go func() { all.Wait(); close(done) }()
	select {
	case <-done:
	case <-ctx.Done():
	}
	return r.end(ctx)
}

// running is the state that workers share.
type running struct {
	l     *layout
	total int
	next  atomic.Int64
	last  atomic.Int64 // tasks from here on need not be begun

	mu       sync.Mutex
	progress func(done, total int)
	done     int
	failed   int // the first task that failed
	err      error
}

func (r *running) fail(k int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if k < r.failed {
		r.failed, r.err = k, err
		r.last.Store(int64(k))
	}
}

// progressSteps is how often progress is told of at most.
const progressSteps = 200

func (r *running) finish(rows int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before := r.done
	r.done += rows
	if r.progress != nil && (r.done == r.total || before*progressSteps/r.total != r.done*progressSteps/r.total) {
		r.progress(r.done, r.total)
	}
}

// end closes the door: no progress is told of after it.
func (r *running) end(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.progress = nil
	if err := ctx.Err(); err != nil && r.done < r.total {
		return err
	}
	return r.err
}
