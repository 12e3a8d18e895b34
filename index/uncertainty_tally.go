package index

import (
	"context"
	"math"
)

// tally gathers the ranks of all draws and makes the statistics of them.
type tally struct {
	st    *study
	draws int
	ranks rankStore
	// first is, by place in the layout, the checkpoint from which on the draw counts.
	first []uint8
	marks []int // draws of the checkpoints
	// levels counts by worker: position times levels plus level.
	levels [][]int64
	bands  []LevelBand
}

func newTally(st *study, s *sampling) *tally {
	n := len(st.order)
	t := &tally{st: st, draws: s.draws, ranks: newRankStore(n, s.draws), first: make([]uint8, s.draws), bands: st.spec.Levels}
	for k := s.draws; len(t.marks) < 10 && (k == s.draws || k >= 16); k /= 2 {
		t.marks = append(t.marks, k)
	}
	for i, j := 0, len(t.marks)-1; i < j; i, j = i+1, j-1 {
		t.marks[i], t.marks[j] = t.marks[j], t.marks[i]
	}
	t.levels = make([][]int64, s.workers)
	return t
}

// take stores a block of draws.
func (t *tally) take(w *drawWorker, l *layout, b *task) {
	n, count := len(t.st.order), b.to-b.from
	t.ranks.put(w.ranks, b.from, count)
	for i, row := range l.rows[b.from:b.to] {
		k := 0
		for int(row) >= t.marks[k] {
			k++
		}
		t.first[b.from+i] = uint8(k)
	}
	if len(t.bands) > 0 && t.bands[0].From != nil {
		if t.levels[w.number] == nil {
			t.levels[w.number] = make([]int64, n*len(t.bands))
		}
		sign := t.st.sign()
		for i := range count {
			for p, score := range w.scores[i*n : (i+1)*n] {
				for k := range t.bands {
					if sign*score >= *t.bands[k].From {
						t.levels[w.number][p*len(t.bands)+k]++
						break
					}
				}
			}
		}
	}
}

// sums are what the convergence is made of: by checkpoint, the number, the sum and
// the sum of squares of the ranks that it adds. Whole numbers: no order matters.
type sums struct{ n, sum, square uint64 }

// result makes the statistics of all units.
func (t *tally) result(ctx context.Context, seed uint64, s *sampling) (*UncertaintyResult, error) {
	st, n := t.st, len(t.st.order)
	r := &UncertaintyResult{
		Engine: EngineVersion, Seed: seed, Sampler: s.sampler, Draws: t.draws, Node: st.built.Tree.Nodes[st.node].Code,
		Factors: st.factorsOf(), Nominal: st.built, Units: make([]UnitUncertainty, n), ranks: t.ranks, place: make([]int32, n),
	}
	for _, b := range t.bands {
		r.Levels = append(r.Levels, b.Name)
	}
	for p, u := range st.order {
		r.place[u] = int32(p)
	}
	parts := make([]sums, n*len(t.marks)) // by unit, then by checkpoint, cumulated
	eachColumn(n, t.draws, func(p int, b *bench) {
		if ctx.Err() == nil {
			b.counts, b.ranks = sized(b.counts, n+1), sized(b.ranks, t.draws)
			u := int(st.order[p])
			t.unit(&r.Units[u], u, p, parts[u*len(t.marks):(u+1)*len(t.marks)], b)
		}
	})
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	r.Convergence = t.converge(parts)
	return r, nil
}

// unit makes the statistics of unit u at position p; the bench has room for its
// ranks and for one count a rank.
func (t *tally) unit(out *UnitUncertainty, u, p int, parts []sums, b *bench) {
	st := t.st
	out.Unit, out.Score, out.Rank = st.built.Normalised.Units[u], st.nominalScore[u], st.nominalRank[u]
	ranks, counts := t.ranks.get(b.ranks, p), b.counts
	first := t.first[:len(ranks)]
	lo, hi := uint32(math.MaxUint32), uint32(0)
	for k, rank := range ranks {
		if rank == 0 {
			continue
		}
		part := &parts[first[k]]
		part.n++
		part.sum += uint64(rank)
		part.square += uint64(rank) * uint64(rank)
		lo, hi = min(lo, rank), max(hi, rank)
	}
	for k := 1; k < len(parts); k++ {
		parts[k].n += parts[k-1].n
		parts[k].sum += parts[k-1].sum
		parts[k].square += parts[k-1].square
	}
	all := parts[len(parts)-1]
	out.Ranked = int(all.n)
	out.Mean, out.SD = all.moments()
	out.StandardError = out.SD / math.Sqrt(float64(all.n))
	out.Levels = make([]float64, len(t.bands))
	if all.n == 0 {
		out.Q5, out.Median, out.Q95, out.Best, out.Worst = math.NaN(), math.NaN(), math.NaN(), math.NaN(), math.NaN()
		for k := range out.Levels {
			out.Levels[k] = math.NaN()
		}
		return
	}
	out.Best, out.Worst = float64(lo), float64(hi)
	clear(counts[lo : hi+1])
	for _, rank := range ranks {
		if rank > 0 {
			counts[rank]++
		}
	}
	spread := counts[lo : hi+1]
	out.Q5, out.Median, out.Q95 = countedQuantile(spread, lo, all.n, 0.05), countedQuantile(spread, lo, all.n, 0.5), countedQuantile(spread, lo, all.n, 0.95)
	t.shareLevels(out, p, spread, lo)
}

// shareLevels fills in the shares of the levels.
func (t *tally) shareLevels(out *UnitUncertainty, p int, spread []int32, lo uint32) {
	for k, band := range t.bands {
		count := int64(0)
		if band.From != nil {
			for _, levels := range t.levels {
				if levels != nil {
					count += levels[p*len(t.bands)+k]
				}
			}
		} else {
			above := 0
			if k > 0 {
				above = *t.bands[k-1].Rank
			}
			for i, c := range spread {
				if rank := int(lo) + i; rank > above && rank <= *band.Rank {
					count += int64(c)
				}
			}
		}
		out.Levels[k] = float64(count) / float64(out.Ranked)
	}
}

// moments are the mean and the standard deviation with n-1 of whole numbers, whose
// sums are exact: the variance is (n·Σx² − (Σx)²)/(n(n−1)).
func (s *sums) moments() (mean, sd float64) {
	n := float64(s.n)
	if s.n == 0 {
		return math.NaN(), math.NaN()
	}
	mean = float64(s.sum) / n
	// Deviations from the whole number next to the mean keep the products exact.
	m := uint64(math.Round(mean))
	d := float64(int64(s.sum - s.n*m))                  // Σ(x−m)
	q := float64(int64(s.square - 2*m*s.sum + s.n*m*m)) // Σ(x−m)²
	return mean, math.Sqrt(max(q-float64(d*d)/n, 0) / (n - 1))
}

// countedQuantile is the quantile of type 7 of whole numbers given by their counts:
// counts[k] times lo+k, n in all.
func countedQuantile(counts []int32, lo uint32, n uint64, p float64) float64 {
	h := p * float64(n-1)
	at := uint64(h)
	seen := uint64(0)
	for k, c := range counts {
		seen += uint64(c)
		if at >= seen {
			continue
		}
		x := float64(lo) + float64(k)
		if at+1 < seen || at+1 >= n {
			return x
		}
		for j := k + 1; j < len(counts); j++ { // the next value that occurs
			if counts[j] > 0 {
				return x + (h-float64(at))*float64(j-k)
			}
		}
	}
	return math.NaN()
}

// converge compares the checkpoints with all draws.
func (t *tally) converge(parts []sums) []Convergence {
	n, m := len(t.st.order), len(t.marks)
	out := make([]Convergence, m)
	for k, draws := range t.marks {
		c := Convergence{Draws: draws}
		units := 0.0
		for u := range n {
			mean, sd := parts[u*m+k].moments()
			last, _ := parts[u*m+m-1].moments()
			if d := math.Abs(mean - last); d == d {
				units++
				c.MeanShift += d
				c.MaxShift = max(c.MaxShift, d)
				if sd == sd {
					c.StandardError += sd / math.Sqrt(float64(parts[u*m+k].n))
				}
			}
		}
		c.MeanShift /= units
		c.StandardError /= units
		out[k] = c
	}
	return out
}
