package calibration

import (
	"context"
	"math"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/scoring"
)

// Settings are the parameters of a trial.
type Settings struct {
	// Draws is how often the weights are drawn anew to see how far the ranks hang on
	// them; 0 leaves that out. At most MostDraws.
	Draws int
	// Noise is the largest share by which a weight moves up or down, evenly; 0 is
	// DefaultNoise. At most 1.
	Noise float64
	Seed  uint64
}

// A quarter up or down is the noise with which COINr's guide begins; 2¹⁰ draws
// keep the error of a mean rank below a fifth of a place in a group of a hundred.
const (
	DefaultNoise = 0.25
	DefaultDraws = 1024
	MostDraws    = 1 << 14
)

// leastRobust is the smallest group of which an interval says something.
const leastRobust = 3

// Interval is how far the rank of an agency hangs on the weights. The ranks are
// those within the group.
type Interval struct {
	Code, Name, Group string
	Rank              int     // under the draft as it is
	Low, High         float64 // of 90 in 100 draws
	Best, Worst       float64 // seen in any draw
	// Levels is the share of the draws in each band, as Report.Bands has them; nil
	// where the level does not come from the score alone: a condition or a gate
	// holds it down.
	Levels []float64
}

// intervals draws the weights of the fields and of the criteria within them, group
// by group. Everything else stays: so without noise the ranks are the engine's.
func (c *columns) intervals(ctx context.Context, t *Table, groups []string, set Settings) ([]Interval, error) {
	tree, err := c.tree(true)
	if err != nil {
		return nil, err
	}
	noise := set.Noise
	if noise == 0 {
		noise = DefaultNoise
	}
	moved := []index.WeightNoise{{Level: 1, Noise: &noise}}
	for _, n := range tree.Nodes {
		if n.Parent >= 0 && tree.Nodes[n.Parent].Code == columnCode(0) && n.Level > 1 {
			moved = append(moved, index.WeightNoise{Level: n.Level, Noise: &noise})
			break
		}
	}
	scale := c.side.program.Scale().Float64()
	bands := falling(c.side.program.Framework().Bands)
	var edges []index.LevelBand
	for _, b := range bands {
		from := b.From.Float64() / scale * half
		edges = append(edges, index.LevelBand{Name: b.Code, From: &from})
	}
	spec := &index.Spec{
		Normalise:   index.NormaliseSpec{NormaliseRule: index.NormaliseRule{Method: "none"}},
		Uncertainty: &index.UncertaintySpec{Weights: moved, Levels: edges},
	}
	var out []Interval
	for _, g := range groups {
		var rows []int
		for a, agency := range t.Agencies {
			if _, scored := c.side.score(a); scored && agency.Group == g {
				rows = append(rows, a)
			}
		}
		if len(rows) < leastRobust {
			continue
		}
		data, err := c.drawn(tree, rows, scale)
		if err != nil {
			return nil, err
		}
		r, err := index.Uncertainty(ctx, data, tree, spec, index.UncertaintyOptions{Draws: set.Draws, Seed: set.Seed})
		if err != nil {
			return nil, err
		}
		for k, a := range rows {
			u, now := &r.Units[k], c.side.standing(a)
			x := Interval{Code: t.Agencies[a].Code, Name: t.Agencies[a].Name, Group: g, Rank: now.Rank, Low: u.Q5, High: u.Q95, Best: u.Best, Worst: u.Worst}
			if len(bands) > 0 && now.Level == byScore(bands, now.Score) {
				x.Levels = u.Levels
			}
			out = append(out, x)
		}
	}
	return out, nil
}

// half is a full score in the index of tree(true): half of 100.
const half = 50

// drawn is the data under tree(true): points over maximum, and what is left of the
// exact score.
func (c *columns) drawn(tree *index.Tree, rows []int, scale float64) (*index.Data, error) {
	codes := tree.IndicatorCodes()
	values := index.NewTable(nil, codes)
	for _, a := range rows {
		values.Units = append(values.Units, c.units[a])
	}
	for j := range codes {
		values.Cols[j] = make([]float64, len(rows))
	}
	last := len(codes) - 1
	for j, l := range c.leaves {
		for k, a := range rows {
			own := c.side.result.Score(a, l.node)
			values.Cols[j][k] = math.NaN()
			if r, ok := own.Ratio(); ok && counts(own) {
				values.Cols[j][k] = 100 * r.Float64()
			}
		}
	}
	scores, err := index.Aggregate(values, tree, tree.Weights(), index.AggregateSpec{})
	if err != nil {
		return nil, err
	}
	whole := scores.Col(columnCode(0))
	for k, a := range rows {
		exact, _ := c.side.score(a)
		values.Cols[last][k] = 100 * exact.Float64() / scale
		if !math.IsNaN(whole[k]) {
			values.Cols[last][k] -= whole[k]
		}
	}
	return &index.Data{Values: values, Names: values.Units}, nil
}

// byScore is the band that a score reaches.
func byScore(bands []scoring.Band, score scoring.Num) string {
	for _, b := range bands {
		if !score.Less(b.From) {
			return b.Code
		}
	}
	return ""
}
