package index

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// SobolOptions says how a sensitivity analysis is made.
type SobolOptions struct {
	// N is the number of rows of each of the two samples, at least 2: the index is
	// rebuilt N·(factors + 2) times. With the Sobol' sequence take a power of two.
	N int
	// Seed, Sampler, Workers, Progress and MaxCost are as in UncertaintyOptions; the
	// cost counts all rebuilds.
	Seed     uint64
	Sampler  string
	Workers  int
	Progress func(done, total int)
	MaxCost  float64
	// Outputs are what is explained; none: the mean shift of ranks.
	Outputs []SobolOutput
	// Resamples of the bootstrap, 0 = 1000, -1 = no intervals.
	Resamples int
	// Confidence of the intervals, 0 = 0.95.
	Confidence float64
}

// SobolOutput is one figure that every rebuild of the index gives.
type SobolOutput struct {
	// Of is "shift", the mean over the units of |rank - nominal rank|, or "rank" or
	// "score" of a unit.
	Of string
	// Unit is the code of the unit; "" for "shift".
	Unit string
}

// SobolResult is how much of the variance of each output each factor explains.
type SobolResult struct {
	Engine   string // EngineVersion
	Seed     uint64
	Sampler  string
	N        int
	Rebuilds int
	Node     string // the aggregate whose ranks and scores these are
	Factors  []Factor
	Nominal  *Built
	Outputs  []Sensitivity
}

// Sensitivity is the indices of one output.
type Sensitivity struct {
	Output         SobolOutput
	Mean, Variance float64
	// Indices are one a factor.
	Indices []SobolIndex
	// Convergence are the indices of the first rows; the last entry is of all.
	Convergence []SobolConvergence
}

// SobolIndex are the indices of one factor with their confidence intervals, NaN
// where the output does not vary; those of the intervals also without a bootstrap.
// Estimates may lie a little outside 0 … 1.
type SobolIndex struct {
	Factor string
	// First is the share of the variance that would go if the factor were fixed.
	First, FirstLow, FirstHigh float64
	// Total is the share that would remain if all other factors were fixed: First and
	// all interactions.
	Total, TotalLow, TotalHigh float64
}

// SobolConvergence are the indices of the first N rows, one a factor.
type SobolConvergence struct {
	N            int
	First, Total []float64
}

// Defaults of the bootstrap: enough resamples for two digits of a 95 % interval.
const (
	defaultResamples  = 1000
	defaultConfidence = 0.95
	maxResamples      = 100_000
)

// Sobol tells which of the factors of spec.Uncertainty the ranks depend on: first
// order and total indices (Sobol', Mathematical Modelling and Computational
// Experiment 1, 1993) by the design A, B, A with one factor from B and the
// estimators of Saltelli et al., Computer Physics Communications 181 (2010), and
// Jansen, the same 117 (1999), of the outputs less their mean; see draw.Estimate. A
// factor with several coordinates, such as the weights of a level, counts as one.
//
// A rebuild without the output (the unit has no rank, or no unit has two ranks)
// is left out with its row.
func Sobol(ctx context.Context, d *Data, tree *Tree, spec *Spec, o SobolOptions) (*SobolResult, error) {
	s, faults := o.sampling(spec)
	if len(o.Outputs) == 0 {
		o.Outputs = []SobolOutput{{Of: "shift"}}
	}
	s.outputs = len(o.Outputs)
	st, points, err := awaitStudy(ctx, d, tree, spec, s)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	faults.join(err)
	outputs := o.check(st, &faults)
	if err := faults.err(); err != nil {
		return nil, err
	}
	k := len(st.factors)
	y := make([]float64, len(outputs)*s.evaluations) // by output, then by row of the design
	design := &design{rows: s.evaluations, scratch: 2 * st.dims, point: func(row int, dst, both []float64) { st.mixedPoint(points, o.N, row, dst, both) }}
	err = st.run(ctx, design, s.workers, s.progress, func(w *drawWorker, l *layout, t *task) {
		n := len(st.order)
		for i, row := range l.rows[t.from:t.to] {
			for a, out := range outputs {
				y[a*s.evaluations+int(row)] = out(w.scores[i*n:(i+1)*n], w.ranks[i*n:(i+1)*n])
			}
		}
	})
	if err != nil {
		return nil, err
	}
	r := &SobolResult{
		Engine: EngineVersion, Seed: o.Seed, Sampler: s.sampler, N: o.N, Rebuilds: s.evaluations,
		Node: tree.Nodes[st.node].Code, Factors: st.factorsOf(), Nominal: st.built, Outputs: make([]Sensitivity, len(outputs)),
	}
	parts := make([][][]float64, len(outputs)) // A, B and A with each factor from B
	for a := range outputs {
		whole := y[a*s.evaluations : (a+1)*s.evaluations]
		for m := range k + 2 {
			parts[a] = append(parts[a], whole[m*o.N:(m+1)*o.N])
		}
	}
	if err := o.estimate(ctx, r, parts, s.workers); err != nil {
		return nil, err
	}
	return r, nil
}

// sampling checks what does not need the study.
func (o *SobolOptions) sampling(spec *Spec) (*sampling, Faults) {
	var faults Faults
	factors := 0
	if spec != nil && spec.Uncertainty != nil {
		factors = spec.Uncertainty.varies()
	}
	s := &sampling{draws: o.N, halves: 2, seed: o.Seed, sampler: o.Sampler, workers: o.Workers, maxCost: o.MaxCost, progress: o.Progress}
	s.fillIn()
	s.evaluations = max(min(o.N, maxDraws+1), 0) * (factors + 2)
	place := func(column string) Place { return Place{Source: "sobol", Column: column} }
	if o.N == 1 {
		faults.add("sobol.rows", place("N"), o.N)
	}
	if o.Resamples == 0 {
		o.Resamples = defaultResamples
	}
	if o.Resamples < -1 || o.Resamples > maxResamples {
		faults.add("aggregate.range", place("resamples"), o.Resamples, 0, maxResamples)
	}
	if o.Confidence == 0 {
		o.Confidence = defaultConfidence
	}
	if !(o.Confidence > 0 && o.Confidence < 1) {
		faults.add("aggregate.range", place("confidence"), o.Confidence, 0, 1)
	}
	return s, faults
}

// outputOf computes an output from the scores and ranks of a rebuild, in the order
// of the study.
type outputOf func(scores []float64, ranks []uint32) float64

// check finds the outputs that there are not; st is nil after other faults.
func (o *SobolOptions) check(st *study, faults *Faults) []outputOf {
	var out []outputOf
	for k, want := range o.Outputs {
		place := Place{Source: "sobol", Column: fmt.Sprintf("output %d", k+1), Unit: want.Unit}
		position := -1
		switch want.Of {
		case "shift":
			if want.Unit != "" {
				faults.add("sobol.no_unit", place)
			}
		case "rank", "score":
			if st == nil {
				continue
			}
			if position = slices.IndexFunc(st.order, func(u int32) bool { return st.built.Normalised.Units[u] == want.Unit }); position < 0 {
				faults.add("look.unit_unknown", place)
			}
		default:
			faults.add("look.method", place, want.Of, "shift, rank, score")
		}
		if st != nil {
			out = append(out, st.output(want.Of, position))
		}
	}
	return out
}

func (st *study) output(of string, position int) outputOf {
	switch of {
	case "rank":
		return func(_ []float64, ranks []uint32) float64 {
			if rank := ranks[position]; rank > 0 {
				return float64(rank)
			}
			return math.NaN()
		}
	case "score":
		sign := st.sign()
		return func(scores []float64, _ []uint32) float64 { return sign * scores[position] }
	}
	nominal := make([]float64, len(st.order))
	for p, u := range st.order {
		nominal[p] = st.nominalRank[u]
	}
	return func(_ []float64, ranks []uint32) float64 {
		sum, n := 0.0, 0
		for p, rank := range ranks {
			if d := math.Abs(float64(rank) - nominal[p]); rank > 0 && d == d {
				sum += d
				n++
			}
		}
		return sum / float64(n)
	}
}

// mixedPoint writes the coordinates of a row of the design: rows 0 … N-1 are A,
// the next N are B, then come N for each factor, A with that factor from B. A point
// of the sampler has the choosing coordinates of A and of B first, then the others
// of A and of B.
func (st *study) mixedPoint(points draw.Sampler, n, row int, dst, both []float64) {
	c := st.choices
	if len(dst) <= c {
		both = both[:2*c]
	}
	points.Point(row%n, both)
	part := func(half int) (choosing, rest []float64) {
		rest = both[min(2*c+half*(st.dims-c), len(both)):]
		return both[half*c : (half+1)*c], rest
	}
	from := func(half int, lo, hi int) {
		choosing, rest := part(half)
		for d := lo; d < min(hi, len(dst)); d++ {
			if d < c {
				dst[d] = choosing[d]
			} else {
				dst[d] = rest[d-c]
			}
		}
	}
	switch m := row / n; m {
	case 0, 1:
		from(m, 0, st.dims)
	default:
		f := &st.factors[m-2]
		from(0, 0, st.dims)
		from(1, f.at, f.at+f.Dimensions)
	}
}

// estimate computes the indices of all outputs. Each part of an output is less the
// mean of A and B, which changes no index but makes its estimate closer.
func (o *SobolOptions) estimate(ctx context.Context, r *SobolResult, parts [][][]float64, workers int) error {
	var next atomic.Int64
	var all sync.WaitGroup
	for range min(workers, len(parts)) {
		all.Go(func() {
			for {
				a := int(next.Add(1)) - 1
				if a >= len(parts) || ctx.Err() != nil {
					return
				}
				r.Outputs[a] = o.sensitivity(ctx, r, o.Outputs[a], parts[a])
			}
		})
	}
	all.Wait()
	return ctx.Err()
}

func (o *SobolOptions) sensitivity(ctx context.Context, r *SobolResult, output SobolOutput, parts [][]float64) Sensitivity {
	out := Sensitivity{Output: output}
	a, b, ab := parts[0], parts[1], parts[2:]
	mean := draw.Estimate(a, b, ab, nil).Mean
	for _, y := range parts {
		for k := range y {
			y[k] -= mean
		}
	}
	whole := draw.Estimate(a, b, ab, nil)
	out.Mean, out.Variance = mean, whole.Variance
	for i := range ab {
		nan := math.NaN()
		out.Indices = append(out.Indices, SobolIndex{Factor: r.Factors[i].Name, First: whole.First[i], Total: whole.Total[i], FirstLow: nan, FirstHigh: nan, TotalLow: nan, TotalHigh: nan})
	}
	if o.Resamples > 0 {
		first, total := draw.Bootstrap(a, b, ab, o.Resamples, o.Confidence, o.Seed, func() bool { return ctx.Err() != nil })
		for i := range first {
			x := &out.Indices[i]
			x.FirstLow, x.FirstHigh, x.TotalLow, x.TotalHigh = first[i].Low, first[i].High, total[i].Low, total[i].High
		}
	}
	for n := o.N; n == o.N || n >= 16 && len(out.Convergence) < 10; n /= 2 {
		part := make([][]float64, len(ab))
		for i := range ab {
			part[i] = ab[i][:n]
		}
		e := draw.Estimate(a[:n], b[:n], part, nil)
		out.Convergence = append(out.Convergence, SobolConvergence{N: n, First: e.First, Total: e.Total})
	}
	slices.Reverse(out.Convergence)
	return out
}

var _ = addTexts(map[Code]sentence{
	"sobol.rows":    {"%d row in each sample; the variance needs at least 2", "mỗi mẫu chỉ có %d dòng; cần ít nhất 2 dòng để tính phương sai"},
	"sobol.no_unit": {"the shift of ranks is that of all units; leave the unit out", "mức xê dịch thứ hạng tính trên mọi đơn vị; hãy bỏ tên đơn vị"},
})
