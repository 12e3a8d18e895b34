package index

import (
	"fmt"
	"math"
	"slices"
)

func init() {
	goldenOps["outranking"] = goldenOutranking
	goldenOps["strengths_weaknesses"] = goldenStrengths
	goldenOps["unit_summary"] = goldenUnitSummary
	goldenOps["compare"] = goldenCompare
	goldenOps["effective_weights"] = goldenEffectiveWeights
	goldenOps["opt_weights"] = goldenOptimise
	goldenOps["remove_elements"] = goldenRemove
	goldenOps["trends"] = goldenTrends
}

// meansOf combines complete normalised columns by weighted arithmetic or
// geometric means, written out so that these cases test nothing else.
func meansOf(t *Table, tree *Tree, geometric bool) Combine {
	return func(w []float64) (*Table, error) {
		out := NewTable(t.Units, tree.Codes())
		copy(out.Cols, t.Cols)
		for k := tree.NumIndicators(); k < len(tree.Nodes); k++ {
			for i := range t.Units {
				sum, total := 0.0, 0.0
				for _, c := range tree.Nodes[k].Children {
					if w[c] == 0 {
						continue
					}
					x := out.Cols[c][i]
					if geometric {
						x = math.Log(x)
					}
					sum, total = sum+w[c]*x, total+w[c]
				}
				if sum /= total; geometric {
					sum = math.Exp(sum)
				}
				out.Cols[k][i] = sum
			}
		}
		return out, nil
	}
}

func goldenOutranking(c *goldenCase) {
	var p struct {
		Indicators glist[string] `json:"indicators"`
		Weights    glist[gnum]   `json:"weights"`
	}
	c.params(&p)
	var want struct {
		Matrix   gmatrix
		N        int             `json:"nDominant"`
		Share    float64         `json:"fracDominant"`
		Copeland map[string]gnum `json:"copeland"`
	}
	c.expected(&want)
	t, err := c.inputTable().Select(p.Indicators)
	if err != nil {
		c.t.Fatal(err)
	}
	m, err := Outranking(t, floats(p.Weights))
	if err != nil {
		c.t.Fatal(err)
	}
	for a, row := range want.Matrix.Data {
		i := slices.Index(m.Units, want.Matrix.Rownames[a])
		for b, w := range row {
			k := slices.Index(m.Units, want.Matrix.Colnames[b])
			c.near(m.Share[i][k], float64(w), m.Units[i], " ", m.Units[k])
		}
	}
	dominant, counted := dominantPairs(t, floats(p.Weights))
	same(c, m.Dominant, dominant, "dominant pairs")
	same(c, want.N, counted, "dominant pairs as COINr counts them")
	c.near(m.DominantShare*float64(counted)/float64(dominant), want.Share, "dominant share")
	for i, s := range m.Copeland(1e-9) {
		if w, ok := want.Copeland[m.Units[i]]; ok {
			same(c, s, float64(w), m.Units[i], " copeland")
		}
	}
}

// dominantPairs counts the pairs in which one unit is higher in all columns, and
// those of them that COINr finds: it asks whether the sum of the normalised
// weights, which can miss 1 by an ulp, or 1 less the sum of none, equals 1.
func dominantPairs(t *Table, weights []float64) (all, coinr int) {
	total := 0.0
	for _, w := range weights {
		total += w
	}
	for i := range t.Units {
		for k := i + 1; k < len(t.Units); k++ {
			wins, losses, sum := 0, 0, 0.0
			for j, col := range t.Cols {
				if col[i] > col[k] {
					wins++
					sum += weights[j] / total
				} else if col[i] < col[k] {
					losses++
				}
			}
			if wins == len(t.Cols) || losses == len(t.Cols) {
				all++
				if losses > 0 || sum == 1 {
					coinr++
				}
			}
		}
	}
	return all, coinr
}

func goldenStrengths(c *goldenCase) {
	var p struct {
		Unit   string `json:"unit"`
		Top    int    `json:"topN"`
		Bottom int    `json:"bottomN"`
	}
	c.params(&p)
	var want struct{ Strengths, Weaknesses gtable }
	c.expected(&want)
	spec := DefaultStrengths()
	spec.Top, spec.Bottom = p.Top, p.Bottom
	strong, weak, err := Strengths(c.inputTable(), c.tree(), p.Unit, spec)
	if err != nil {
		c.t.Fatal(err)
	}
	compare := func(got []Standing, w *gtable, what string) {
		codes := c.strs(w, "Code")
		same(c, len(got), len(codes), what)
		for i := range min(len(got), len(codes)) {
			same(c, got[i].Code, codes[i], what, " ", i)
			same(c, got[i].Name, c.strs(w, "Name")[i], what, " name ", i)
			same(c, got[i].Group, c.strs(w, "Level_2")[i], what, " group ", i)
			same(c, got[i].Rank, c.nums(w, "Rank")[i], what, " rank ", i)
			c.near(got[i].Value, c.nums(w, "Value")[i], what, " value ", i)
			if w.has("Unit") {
				same(c, got[i].Unit, c.strs(w, "Unit")[i], what, " unit ", i)
			}
		}
	}
	compare(strong, &want.Strengths, "strength")
	compare(weak, &want.Weaknesses, "weakness")
}

func goldenUnitSummary(c *goldenCase) {
	var p struct {
		Unit   string     `json:"unit"`
		Levels glist[int] `json:"levels"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	scores := c.inputTable()
	got, err := UnitSummary(scores, ranksOf(scores), c.tree(), p.Unit, p.Levels)
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, len(got), want.NRow, "lines")
	for i, l := range got {
		same(c, l.Code, c.strs(&want, "Code")[i], "line ", i)
		same(c, l.Name, c.strs(&want, "Name")[i], "name ", i)
		c.near(l.Score, c.nums(&want, "Score")[i], l.Code, " score")
		same(c, l.Rank, c.nums(&want, "Rank")[i], l.Code, " rank")
	}
}

// ranksOf ranks every column: one more than the number of better units.
func ranksOf(t *Table) *Table {
	out := NewTable(t.Units, t.Codes)
	for j, col := range t.Cols {
		for i, x := range col {
			out.Cols[j][i] = 1
			for _, y := range col {
				if y > x {
					out.Cols[j][i]++
				}
			}
		}
	}
	return out
}

func goldenCompare(c *goldenCase) {
	var want struct {
		Table gtable
		Rank  gtable `json:"rank_correlation"`
	}
	c.expected(&want)
	tree := c.tree()
	a, errA := meansOf(c.table("normalised_0_100"), tree, false)(tree.Weights())
	b, errB := meansOf(c.table("normalised_pos"), tree, true)(tree.Weights())
	if errA != nil || errB != nil {
		c.t.Fatal(errA, errB)
	}
	got, err := Compare(a, b, tree.Nodes[tree.Root()].Code, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, len(got.Units), want.Table.NRow, "units")
	for i, u := range got.Units {
		same(c, u.Unit, c.strs(&want.Table, "uCode")[i], "unit ", i)
		same(c, u.RankA, c.nums(&want.Table, "coin.1")[i], u.Unit, " a")
		same(c, u.RankB, c.nums(&want.Table, "coin.2")[i], u.Unit, " b")
		same(c, u.Change, c.nums(&want.Table, "Diff")[i], u.Unit, " change")
		same(c, u.Distance, c.nums(&want.Table, "Abs.diff")[i], u.Unit, " distance")
	}
	same(c, got.Node, c.strs(&want.Rank, "iCode")[0], "node")
	c.near(got.Rank.R, c.nums(&want.Rank, "Correlation")[0], "rank correlation")
}

func goldenEffectiveWeights(c *goldenCase) {
	var want gtable
	c.expected(&want)
	tree := c.tree()
	got, err := EffectiveWeights(tree, tree.Weights())
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, len(got), want.NRow, "nodes")
	for i, code := range c.strs(&want, "iCode") {
		k := tree.Index(code)
		if k < 0 {
			c.fail("no node %s", code)
			continue
		}
		same(c, float64(tree.Nodes[k].Level), c.nums(&want, "Level")[i], code, " level")
		c.near(tree.Nodes[k].Weight, c.nums(&want, "Weight")[i], code, " weight")
		c.near(got[k], c.nums(&want, "EffWeight")[i], code, " effective weight")
	}
}

// goldenOptimise compares the objective: that of our weights must not be worse
// than that of COINr's, which is first recomputed from COINr's weights.
func goldenOptimise(c *goldenCase) {
	var p struct {
		Type  string `json:"optype"`
		Level int    `json:"level"`
	}
	c.params(&p)
	var want struct {
		Weights   gtable
		Result    gtable
		Objective float64
	}
	c.expected(&want)
	tree := c.tree()
	combine := meansOf(c.inputTable(), tree, false)
	spec := OptimiseSpec{Goal: p.Type, Level: p.Level}
	theirs := tree.Weights()
	for i, code := range c.strs(&want.Weights, "iCode") {
		theirs[tree.Index(code)] = c.nums(&want.Weights, "Weight")[i]
	}
	spec.Negative = slices.Min(theirs) < 0 // where COINr went below 0, so may we
	o, err := newOptimiser(tree, theirs, spec, combine)
	if err != nil {
		c.t.Fatal(err)
	}
	c.near(o.value(o.fromWeights(theirs)), want.Objective, "objective of COINr's weights")
	got, err := Optimise(tree, tree.Weights(), spec, combine)
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, got.Objective <= want.Objective+1e-6, true, fmt.Sprintf("objective %v, COINr's %v", got.Objective, want.Objective))
	same(c, got.Objective <= got.Given, true, "no worse than the given weights")
	c.t.Logf("objective %v, COINr's %v, given %v", got.Objective, want.Objective, got.Given)
	for i, d := range c.nums(&want.Result, "Desired") {
		c.near(got.Desired[i], d, got.Nodes[i], " desired")
	}
}

func goldenRemove(c *goldenCase) {
	var p struct {
		Level int `json:"level"`
	}
	c.params(&p)
	var want struct {
		Scores, Ranks *gtable
		Mean          map[string]gnum `json:"mean_abs_rank_change"`
	}
	c.expected(&want)
	tree := c.tree()
	var nodes []string
	for _, k := range tree.AtLevel(p.Level) {
		nodes = append(nodes, tree.Nodes[k].Code)
	}
	got, err := LeaveOneOut(tree, tree.Weights(), nodes, 0, meansOf(c.inputTable(), tree, false))
	if err != nil {
		c.t.Fatal(err)
	}
	if want.Scores != nil {
		c.nearTable(got.Scores, want.Scores)
		c.nearTable(got.Ranks, want.Ranks)
	}
	same(c, len(got.MeanChange)+1, len(want.Mean), "nodes")
	for k, code := range got.Nodes {
		c.near(got.MeanChange[k], float64(want.Mean[code]), code)
	}
}

func goldenTrends(c *goldenCase) {
	var p struct {
		Per float64 `json:"per"`
	}
	c.params(&p)
	var want struct {
		CAGR   gmatrix
		Change gmatrix `json:"prc_change"`
	}
	c.expected(&want)
	got, err := Trends(c.plain("panel"), want.CAGR.Colnames, p.Per)
	if err != nil {
		c.t.Fatal(err)
	}
	for _, m := range []struct {
		got  *Table
		want gmatrix
		name string
	}{{got.Growth, want.CAGR, "growth "}, {got.Change, want.Change, "change "}} {
		same(c, m.got.Rows(), len(m.want.Rownames), m.name, "units")
		for i, unit := range m.want.Rownames {
			for j, code := range m.want.Colnames {
				k := slices.Index(m.got.Units, unit)
				if k < 0 {
					c.fail("no unit %s", unit)
					continue
				}
				c.near(m.got.Col(code)[k], float64(m.want.Data[i][j]), m.name, unit, " ", code)
			}
		}
	}
}
