package index

import (
	"context"
	"math"
	"runtime"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// UncertaintyOptions says how many draws are made and how.
type UncertaintyOptions struct {
	// Draws is how often the index is rebuilt, at least 1. With the Sobol' sequence
	// take a power of two.
	Draws int
	// Seed decides every random number; the same seed gives the same bits.
	Seed uint64
	// Sampler is "sobol" (default), "latin" or "plain".
	Sampler string
	// Workers is the number of goroutines, 0 = one a processor. The result does not
	// depend on it.
	Workers int
	// Progress, if not nil, is told how many of all draws are done: from several
	// goroutines, but never from two at once nor after the end.
	Progress func(done, total int)
	// MaxCost bounds units × indicators × draws; 0 = MaxCost.
	MaxCost float64
}

// UncertaintyResult is how the ranks of the units spread over the draws.
type UncertaintyResult struct {
	Engine  string // EngineVersion
	Seed    uint64
	Sampler string
	Draws   int
	Node    string   // the aggregate whose ranks these are
	Factors []Factor // what varied
	// Nominal is the index as the spec builds it.
	Nominal *Built
	Levels  []string // names of the bands, the best first
	// Units are in the order of Nominal's tables.
	Units []UnitUncertainty
	// Convergence says how the ranks settled as draws were added; the last entry is
	// all draws.
	Convergence []Convergence

	ranks rankStore
	place []int32 // position of unit u in it
}

// UnitUncertainty is the distribution of one unit's rank. Figures are of the draws
// in which it has one, NaN without any.
type UnitUncertainty struct {
	Unit        string
	Score, Rank float64 // nominal
	Ranked      int     // draws in which the unit has a rank
	Mean, SD    float64 // SD with n-1
	// StandardError of the mean, SD/√n as if the draws were independent: an upper
	// bound for the Sobol' sequence and the Latin hypercube, as a rule.
	StandardError float64
	// Quantiles of type 7 (see stat.Quantile), and the best and worst rank seen.
	Q5, Median, Q95 float64
	Best, Worst     float64
	// Levels is the share of the draws with a rank in which the unit is in each of the
	// levels; what is missing to 1 lies below all of them.
	Levels []float64
}

// Convergence compares the first draws with all of them.
type Convergence struct {
	Draws int
	// MeanShift and MaxShift are the mean and the largest difference, over the units,
	// between a unit's mean rank after so many draws and after all.
	MeanShift, MaxShift float64
	// StandardError is the mean over the units of SD/√n after so many draws.
	StandardError float64
}

// Uncertainty rebuilds the index many times, each time with other decisions and
// errors as spec.Uncertainty names them, and tells how the ranks spread (OECD/JRC
// 2008, step 7; Saisana, Saltelli and Tarantola, Journal of the Royal Statistical
// Society A 168, 2005). Each draw is rebuilt only from the first step that changes.
//
// Weights move around those of the nominal build: sets that are computed from the
// data (pca, balance, information) are not computed again.
//
// All faults of the data, the tree, the spec and the options are found in one pass.
// A draw that cannot be built is a fault that names the ways it took. When ctx is
// done, Uncertainty returns its error at once.
func Uncertainty(ctx context.Context, d *Data, tree *Tree, spec *Spec, o UncertaintyOptions) (*UncertaintyResult, error) {
	s := o.sampling()
	st, points, err := awaitStudy(ctx, d, tree, spec, s)
	if err != nil {
		return nil, err
	}
	tally := newTally(st, s)
	err = st.run(ctx, &design{rows: s.draws, point: func(row int, dst, _ []float64) { points.Point(row, dst) }}, s.workers, s.progress, tally.take)
	if err != nil {
		return nil, err
	}
	return tally.result(ctx, o.Seed, s)
}

// CheckUncertainty finds everything that Uncertainty would refuse before its first
// draw. It builds the index once.
func CheckUncertainty(d *Data, tree *Tree, spec *Spec, o UncertaintyOptions) error {
	_, err := newStudy(d, tree, spec, o.sampling())
	return err
}

func (o *UncertaintyOptions) sampling() *sampling {
	s := &sampling{draws: o.Draws, evaluations: o.Draws, kept: 1, halves: 1, seed: o.Seed, sampler: o.Sampler, workers: o.Workers, maxCost: o.MaxCost, progress: o.Progress}
	s.fillIn()
	return s
}

func (s *sampling) fillIn() {
	s.sampler = orDefault(s.sampler, draw.Sobol)
	if s.maxCost == 0 {
		s.maxCost = MaxCost
	}
	if s.workers == 0 {
		s.workers = runtime.GOMAXPROCS(0)
	}
	s.workers = min(s.workers, maxWorkers)
}

// maxWorkers bounds the goroutines of an analysis; no machine of today has more
// processors.
const maxWorkers = 1024

// awaitStudy prepares a study and its points unless ctx is done before; a build that
// was begun then ends by itself.
func awaitStudy(ctx context.Context, d *Data, tree *Tree, spec *Spec, s *sampling) (*study, draw.Sampler, error) {
	type made struct {
		st     *study
		points draw.Sampler
		err    error
	}
	if err := ctx.Err(); err != nil {
		return nil, nil, err
	}
	ready := make(chan made, 1)
	go func() {
		st, err := newStudy(d, tree, spec, s)
		if err != nil {
			ready <- made{err: err}
			return
		}
		ready <- made{st, s.points(st.dims), nil}
	}()
	select {
	case m := <-ready:
		return m.st, m.points, m.err
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
}

// RankProbabilities is, for the unit of that position, the share of its ranked
// draws with each rank: [0] is rank 1. It has one entry a unit, NaN when the unit
// has no rank in any draw; nil when there is no such unit.
func (r *UncertaintyResult) RankProbabilities(unit int) []float64 {
	if unit < 0 || unit >= len(r.Units) {
		return nil
	}
	out := make([]float64, len(r.Units))
	n := float64(r.Units[unit].Ranked)
	for _, rank := range r.of(unit) {
		if rank > 0 {
			out[rank-1]++
		}
	}
	for k := range out {
		out[k] /= n
	}
	return out
}

// of are the ranks of a unit in all draws.
func (r *UncertaintyResult) of(unit int) []uint32 {
	return r.ranks.get(make([]uint32, r.Draws), int(r.place[unit]))
}

// Before is the share of draws in which unit a ranks strictly before unit b, of
// those in which both have a rank; NaN without any, or when there is no such unit.
// Ties are in neither Before(a, b) nor Before(b, a).
func (r *UncertaintyResult) Before(a, b int) float64 {
	if min(a, b) < 0 || max(a, b) >= len(r.Units) {
		return math.NaN()
	}
	return before(r.of(a), r.of(b))
}

func before(x, y []uint32) float64 {
	y = y[:len(x)]
	count, both := 0, 0
	for k, i := range x {
		j := y[k]
		if i > 0 && j > 0 {
			both++
		}
		if i-1 < j-1 && j > 0 { // 0-1 is the largest number: no rank is before none
			count++
		}
	}
	return float64(count) / float64(both)
}

// BeforeMatrix is Before for all pairs: [a][b], 0 on the diagonal. It takes units²
// × draws steps.
func (r *UncertaintyResult) BeforeMatrix() [][]float64 {
	n := len(r.Units)
	out, ranks := make([][]float64, n), make([][]uint32, n)
	block := make([]float64, n*n)
	for a := range out {
		out[a], ranks[a] = block[a*n:(a+1)*n], r.of(a)
	}
	eachColumn(n, n*r.Draws, func(a int, _ *bench) {
		for b := range n {
			out[a][b] = before(ranks[a], ranks[b])
		}
	})
	return out
}
