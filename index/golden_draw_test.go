package index

import (
	"context"
	"fmt"
	"slices"

	"github.com/sansang-project/sansang/index/internal/draw"
)

func init() {
	goldenOps["sobol_estimate"] = goldenSobol
	goldenOps["uncertainty_replay"] = goldenReplay
}

func goldenSobol(c *goldenCase) {
	var p struct {
		N, D   int
		Sample gmatrix
		Y      glist[gnum]
	}
	c.params(&p)
	var want struct {
		Variance float64 `json:"variance"`
		Si, STi  glist[gnum]
	}
	c.expected(&want)
	y := floats(p.Y)
	same(c, len(y), p.N*(p.D+2), "outputs")
	var parts [][]float64
	for m := range p.D + 2 {
		parts = append(parts, y[m*p.N:(m+1)*p.N])
	}
	got := draw.Estimate(parts[0], parts[1], parts[2:], nil)
	c.near(got.Variance, want.Variance, "variance")
	c.nearAll(got.First, floats(want.Si), "first")
	c.nearAll(got.Total, floats(want.STi), "total")
	// The layout of the design is ours, too: A, B, then A with one column from B.
	for m := range p.D {
		for r := range p.N {
			for d := range p.D {
				from := r
				if d == m {
					from += p.N
				}
				same(c, p.Sample.Data[(2+m)*p.N+r][d], p.Sample.Data[from][d], "sample ", m, " ", r, " ", d)
			}
		}
	}
}

// goldenReplay runs the rows of the case through the study as if a sampler had
// drawn them: the same choices and, in place of noise, the weights of the case.
func goldenReplay(c *goldenCase) {
	var p struct {
		Alternatives glist[string] `json:"normalisation_alternatives"`
		Choice       glist[int]    `json:"normalisation_choice"`
		Weights      gmatrix       `json:"weights"`
	}
	c.params(&p)
	var want struct {
		Scores gmatrix `json:"scores"`
		Stats  gtable  `json:"rank_stats"`
	}
	c.expected(&want)
	same(c, fmt.Sprint(p.Alternatives), "[minmax 1..100 zscore mean 50 sd 10 prank]", "alternatives")
	tree, exact := c.tree(), 0.0
	number := func(x float64) *float64 { return &x }
	spec := &Spec{
		Normalise: NormaliseSpec{NormaliseRule: NormaliseRule{Method: "minmax", Range: []float64{1, 100}}},
		Rank:      RankSpec{Tolerance: &exact},
		Uncertainty: &UncertaintySpec{Normalise: []NormaliseSpec{
			{NormaliseRule: NormaliseRule{Method: "zscore", Mean: number(50), SD: number(10)}},
			{NormaliseRule: NormaliseRule{Method: "prank", Tolerance: &exact}},
		}},
	}
	draws := len(p.Choice)
	s := &sampling{draws: draws, evaluations: draws, halves: 1, workers: 2}
	s.fillIn()
	st, err := newStudy(&Data{Values: c.inTreeOrder(tree, c.inputTable())}, tree, spec, s)
	if err != nil {
		c.t.Fatal(err)
	}
	// Every weight of the case becomes a move of its own that takes the coordinate
	// itself as the weight: noise of 1 around 1/2 gives back what is put in.
	codes := tree.Codes()
	replay := &weightMove{noise: 1}
	var nodes []int
	for _, code := range p.Weights.Colnames {
		if k := slices.Index(codes, code); k != tree.Root() {
			nodes = append(nodes, k)
		}
	}
	st.perturb.given = slices.Clone(st.perturb.given)
	for _, k := range nodes {
		st.perturb.given[k] = 0.5
	}
	st.perturb.moves, st.perturb.nodes = []weightMove{*replay}, [][]int{nodes}
	st.dims += len(nodes)
	scores := make([][]float64, draws)
	tally := newTally(st, s)
	err = st.run(context.Background(), &design{rows: draws, point: func(row int, dst, _ []float64) {
		dst[0] = (float64(p.Choice[row]) - 0.5) / 3
		at := 1
		for k, code := range p.Weights.Colnames {
			if at < len(dst) && code != codes[tree.Root()] {
				dst[at] = float64(p.Weights.Data[row][k])
				at++
			}
		}
	}}, s.workers, nil, func(w *drawWorker, l *layout, t *task) {
		tally.take(w, l, t)
		n := len(st.order)
		for i, row := range l.rows[t.from:t.to] {
			scores[row] = slices.Clone(w.scores[i*n : (i+1)*n])
		}
	})
	if err != nil {
		c.t.Fatal(err)
	}
	got, err := tally.result(context.Background(), 0, s)
	if err != nil {
		c.t.Fatal(err)
	}
	for k, unit := range want.Scores.Rownames {
		u := slices.Index(st.built.Normalised.Units, unit)
		at := slices.Index(st.order, int32(u))
		for r := range draws {
			c.near(scores[r][at], float64(want.Scores.Data[k][r]), unit, " draw ", r)
		}
	}
	for k, unit := range c.strs(&want.Stats, "uCode") {
		u := got.Units[slices.Index(st.built.Normalised.Units, unit)]
		same(c, u.Unit, unit, "unit")
		same(c, u.Rank, c.nums(&want.Stats, "Nominal")[k], unit, " nominal")
		c.near(u.Mean, c.nums(&want.Stats, "Mean")[k], unit, " mean")
		c.near(u.Median, c.nums(&want.Stats, "Median")[k], unit, " median")
		c.near(u.Q5, c.nums(&want.Stats, "Q5")[k], unit, " q5")
		c.near(u.Q95, c.nums(&want.Stats, "Q95")[k], unit, " q95")
	}
}
