package scoring

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Adjustment is a manual deduction or addition with its reason (R16).
type Adjustment struct {
	Agency    string
	Node      string
	Points    Num
	Reason    string
	By        string
	Reference string
}

// Options of Rank. The zero value is fine.
type Options struct {
	Workers     int // goroutines; 0 = 1. The result is the same for any number
	Adjustments []Adjustment
}

// Rank computes points, levels and ranks of the cohort. The error is Faults:
// adjustments that the framework does not allow, or of what is not scored.
func Rank(c *Cohort, o Options) (*Result, error) {
	p := c.program
	workers := max(1, min(o.Workers, len(c.agencies)))
	size := len(c.agencies) * len(p.nodes)
	r := &Result{
		program: p, cohort: c,
		points: newColumn(size, workers), maxima: newColumn(size, workers),
		states: make([]State, size), reasons: make([]Reason, size),
	}
	var err error
	if r.adjusted, err = c.adjust(o.Adjustments); err != nil {
		return nil, err
	}
	r.peers = make([][]peerFacts, len(p.peers))
	share(workers, len(p.peers), func(_, i int) { r.peers[i] = p.peers[i].survey(c) })
	crew := make([]*worker, workers)
	for i := range crew {
		crew[i] = &worker{env: env{cohort: c, peers: r.peers, adjusted: r.adjusted}, program: p, result: r, number: i}
	}
	const batch = 64
	share(workers, (len(c.agencies)+batch-1)/batch, func(w, b int) {
		for a := b * batch; a < min((b+1)*batch, len(c.agencies)); a++ {
			crew[w].agency = a
			crew[w].node(0)
		}
	})
	if err := r.checkAdjusted(); err != nil {
		return nil, err
	}
	r.places = make([]places, len(p.ranked))
	share(workers, len(p.ranked), func(_, i int) { r.places[i] = r.rank(p.ranked[i]) })
	return r, nil
}

// share runs n pieces of work on the workers; which worker takes which piece
// must not matter.
func share(workers, n int, work func(worker, piece int)) {
	workers = min(workers, n)
	if workers <= 1 {
		for i := range n {
			work(0, i)
		}
		return
	}
	var next atomic.Int64
	var wait sync.WaitGroup
	for w := range workers {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				work(w, i)
			}
		})
	}
	wait.Wait()
}

// adjust sorts adjustments by agency and node and checks them against what the
// framework allows.
func (c *Cohort) adjust(list []Adjustment) (map[[2]int][]Adjustment, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var fs Faults
	limits := c.program.framework.Adjustments
	out := map[[2]int][]Adjustment{}
	for _, a := range list {
		agency, known := c.index[a.Agency]
		node, found := c.program.nodeIndex[a.Node]
		switch {
		case !known:
			fs.add("agency.unknown", "", a.Agency)
		case !found:
			fs.add("node.unknown", "", a.Node).Agency = a.Agency
		case limits == nil || len(limits.Nodes) > 0 && !slices.Contains(limits.Nodes, a.Node):
			fs.add("adjustment.none", "", a.Node).Agency = a.Agency
		case a.Reason == "":
			fs.add("adjustment.reason", "", a.Node).Agency = a.Agency
		default:
			out[[2]int{agency, node}] = append(out[[2]int{agency, node}], a)
		}
	}
	for key, as := range out {
		var total adder
		for _, a := range as {
			total.add(a.Points)
		}
		if t := total.sum(); t.Less(limits.Min) || limits.Max.Less(t) {
			f := fs.add("adjustment.range", "", c.program.nodes[key[1]].Code, t, limits.Min, limits.Max)
			f.Agency = c.agencies[key[0]].Code
		}
		slices.SortFunc(as, func(a, b Adjustment) int { return a.Points.Cmp(b.Points) })
	}
	if len(fs) > 0 {
		sortFaults(fs)
		return nil, fs
	}
	return out, nil
}

// checkAdjusted refuses an adjustment of what has no score: it would be lost.
func (r *Result) checkAdjusted() error {
	var fs Faults
	for key := range r.adjusted {
		if s := r.Score(key[0], key[1]).State; s != StateScored && s != StateMissing {
			f := fs.add("adjustment.inapplicable", "", r.program.nodes[key[1]].Code)
			f.Agency = r.cohort.agencies[key[0]].Code
		}
	}
	if len(fs) == 0 {
		return nil
	}
	sortFaults(fs)
	return fs
}

func sortFaults(fs Faults) {
	slices.SortFunc(fs, func(a, b *Fault) int {
		if a.Agency != b.Agency {
			if a.Agency < b.Agency {
				return -1
			}
			return 1
		}
		x, y := a.Text("en"), b.Text("en")
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
}
