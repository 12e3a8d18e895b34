package console

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/front/console/report"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// What is varied beside an official ranking, and how often: the weights of the
// fields, each up or down by at most a quarter, evenly, which is the noise that
// COINr's documentation begins with; 2¹¹ draws keep the standard error of a mean
// rank below a tenth of a place in a group of twenty.
const (
	robustNoise = 0.25
	robustDraws = 2048
	robustSeed  = 1
)

// leastRobust is the smallest group of which an interval says something.
const leastRobust = 3

// addRobustness puts beside an official ranking how far its ranks hang on the
// weights of the fields, and which fields rise and fall together. weights are
// one a field of the report, 0 leaves a field out. The ranking itself stays as it
// is. What cannot be computed is left out with a note.
func (s *session) addRobustness(r *report.Report, weights []float64) {
	if err := s.robustness(r, weights); err != nil {
		s.note(fault.List{fault.Warn("console.robust.failed", fault.Args{"reason": err.Error()})})
	}
}

func (s *session) robustness(r *report.Report, weights []float64) error {
	fields := 0
	for _, w := range weights {
		if w > 0 {
			fields++
		}
	}
	if fields < 2 {
		return nil
	}
	all := robustTotals{draws: robustDraws}
	for g := range r.Groups {
		if err := s.robustGroup(r, &r.Groups[g], weights, &all); err != nil {
			return err
		}
	}
	if all.units > 0 {
		r.IntervalNote = s.say("console.robust.note", "share", s.float(100*robustNoise, 0), "draws", robustDraws, "seed", strconv.Itoa(robustSeed))
		r.Robustness = &report.Robustness{
			Reading: []string{s.say("console.robust.reading", "share", s.float(100*robustNoise, 0), "steady", all.steady, "units", all.units, "widest", all.widest, "range", all.widestRange, "pairs", all.pairs)},
			Varied: []report.Pair{
				{Name: s.say("console.robust.weights"), Value: s.say("console.index.factor.noise", "share", s.float(100*robustNoise, 0))},
				{Name: s.say("console.indexUncertainty.drawsName"), Value: s.say("console.indexUncertainty.drawsValue", "draws", robustDraws, "sampler", "sobol", "seed", strconv.Itoa(robustSeed))},
				{Name: s.say("console.robust.unvariedName"), Value: s.say("console.robust.unvaried")},
			},
			Close: all.close,
		}
		if all.pairs > len(all.close) {
			r.Robustness.CloseNote = s.say("console.indexUncertainty.morePairs", "listed", len(all.close), "all", all.pairs)
		}
		if all.chances > 0 {
			r.Robustness.Reading = append(r.Robustness.Reading, s.say("console.robust.levels", "sure", all.sure, "units", all.chances))
		}
	}
	var err error
	r.Correlation, err = s.fieldCorrelations(r)
	return err
}

// robustTotals gather what the paragraph in words tells of all groups.
type robustTotals struct {
	draws                               int
	units, steady, chances, sure, pairs int
	widest, widestRange                 string
	width                               float64
	close                               []report.ClosePair
}

// robustGroup draws one group. The index under it is the weighted mean of the
// fields that apply to an agency, plus what its official total differs from that
// by (criteria within a field that do not apply, adjustments), so that without
// noise the ranks are the official ones.
func (s *session) robustGroup(r *report.Report, g *report.Group, weights []float64, all *robustTotals) error {
	var rows []int
	for i, row := range g.Rows {
		if !math.IsNaN(row.Share) && officialRank(row.Rank) > 0 {
			rows = append(rows, i)
		}
	}
	if len(rows) < leastRobust {
		return nil
	}
	data, tree, err := robustIndex(g, rows, weights)
	if err != nil {
		return err
	}
	noise := robustNoise
	spec := &index.Spec{
		Normalise:   index.NormaliseSpec{NormaliseRule: index.NormaliseRule{Method: "none"}},
		Uncertainty: &index.UncertaintySpec{Weights: []index.WeightNoise{{Level: 1, Noise: &noise}}, Levels: robustLevels(r.Levels)},
	}
	result, err := index.Uncertainty(s.ctx, data, tree, spec, index.UncertaintyOptions{Draws: robustDraws, Seed: robustSeed})
	if err != nil {
		return err
	}
	for k, i := range rows {
		row, u := &g.Rows[i], result.Units[k]
		official := officialRank(row.Rank)
		row.Interval = s.interval(u, official)
		if row.Interval == nil {
			continue
		}
		all.units++
		if official-u.Q5 <= 1 && u.Q95-official <= 1 {
			all.steady++
		}
		if all.widest == "" || u.Q95-u.Q5 > all.width {
			all.width, all.widest, all.widestRange = u.Q95-u.Q5, row.Name, row.Interval.Text
		}
		// A level that a compulsory condition caps does not hang on weights.
		if place := levelByShare(r.Levels, row.Share); len(u.Levels) == len(r.Levels) && len(u.Levels) > 0 && place >= 0 && r.Levels[place].Level == row.Level {
			row.Chances = u.Levels
			all.chances++
			if u.Levels[place] >= separable {
				all.sure++
			}
		}
	}
	order := make([]int, len(rows))
	for k := range order {
		order[k] = k
	}
	pairs := pairsNotSeparable(result, order)
	all.pairs += len(pairs)
	for _, p := range pairs[:min(len(pairs), maxPairs)] {
		all.close = append(all.close, report.ClosePair{Group: g.Name, Better: g.Rows[rows[p.better]].Name, Worse: g.Rows[rows[p.worse]].Name, Share: p.share, Text: s.float(100*p.share, 0)})
	}
	slices.SortStableFunc(all.close, func(a, b report.ClosePair) int {
		return compareRanks(math.Abs(a.Share-0.5), math.Abs(b.Share-0.5))
	})
	all.close = all.close[:min(len(all.close), maxPairs)]
	return nil
}

// robustIndex is a group as an index: its fields under one node, what is left of
// the official total under another. The index is the mean of the two, half of
// the total.
func robustIndex(g *report.Group, rows []int, weights []float64) (*index.Data, *index.Tree, error) {
	const whole, means, rest, residue = "total", "fields", "rest", "residue"
	row := func(code, parent string, kind index.NodeType, weight float64) index.MetaRow {
		return index.MetaRow{Code: code, Parent: parent, Type: kind, Direction: 1, Weight: weight, Target: math.NaN()}
	}
	var units, codes []string
	for k := range rows {
		units = append(units, fmt.Sprintf("u%d", k))
	}
	var meta []index.MetaRow
	var fields []int
	for f, w := range weights {
		if w > 0 && slices.ContainsFunc(rows, func(i int) bool { return fieldShare(g.Rows[i], f) >= 0 }) {
			fields = append(fields, f)
			codes = append(codes, fmt.Sprintf("f%d", f))
			meta = append(meta, row(codes[len(codes)-1], means, index.TypeIndicator, w))
		}
	}
	codes = append(codes, residue)
	meta = append(meta, row(residue, rest, index.TypeIndicator, 1), row(means, whole, index.TypeAggregate, 1),
		row(rest, whole, index.TypeAggregate, 1), row(whole, "", index.TypeAggregate, 1))
	tree, err := index.NewTree(meta)
	if err != nil {
		return nil, nil, err
	}
	values := index.NewTable(units, codes)
	for k, i := range rows {
		sum, of := 0.0, 0.0
		for c, f := range fields {
			if x := fieldShare(g.Rows[i], f); x >= 0 {
				values.Cols[c][k] = 100 * x
				sum, of = sum+weights[f]*x, of+weights[f]
			}
		}
		values.Cols[len(fields)][k] = 100 * g.Rows[i].Share
		if of > 0 {
			values.Cols[len(fields)][k] -= 100 * sum / of
		}
	}
	return &index.Data{Values: values, Names: units}, tree, nil
}

// fieldShare is the share of an agency in a field, -1 where it has none.
func fieldShare(row report.Row, field int) float64 {
	if field >= len(row.Fields) || math.IsNaN(row.Fields[field].Share) {
		return -1
	}
	return row.Fields[field].Share
}

// officialRank reads the number of a rank; 0 where there is none.
func officialRank(rank string) float64 {
	n, err := strconv.Atoi(strings.TrimSuffix(rank, "="))
	if err != nil {
		return 0
	}
	return float64(n)
}

// robustLevels are the bands on the scale of robustIndex, half of 0 to 100.
func robustLevels(keys []report.LevelKey) []index.LevelBand {
	var out []index.LevelBand
	for _, k := range keys {
		from := 50 * k.From
		out = append(out, index.LevelBand{Name: k.Level.Word, From: &from})
	}
	return out
}

// levelByShare is the position of the level that a share reaches, -1 for none.
func levelByShare(keys []report.LevelKey, share float64) int {
	for i, k := range keys {
		if share >= k.From {
			return i
		}
	}
	return -1
}

// fieldCorrelations correlate the fields over all agencies of the report; nil
// where no pair has a coefficient.
func (s *session) fieldCorrelations(r *report.Report) (*report.Matrix, error) {
	var units, codes, names []string
	for g, group := range r.Groups {
		for i := range group.Rows {
			units = append(units, fmt.Sprintf("g%du%d", g, i))
		}
	}
	for f, field := range r.Fields {
		codes, names = append(codes, fmt.Sprintf("f%d", f)), append(names, field.Name)
		if len(r.Fields) > 12 {
			names[f] = field.Code
		}
	}
	t, at := index.NewTable(units, codes), 0
	for _, group := range r.Groups {
		for _, row := range group.Rows {
			for f := range codes {
				if x := fieldShare(row, f); x >= 0 {
					t.Cols[f][at] = x
				}
			}
			at++
		}
	}
	return s.matrix(t, names)
}

// matrix shows the correlations of the columns of a table.
func (s *session) matrix(t *index.Table, names []string) (*report.Matrix, error) {
	c, err := index.Correlate(t, nil, "pearson")
	if err != nil {
		return nil, err
	}
	m, some := &report.Matrix{Names: names}, false
	for i := range c.At {
		var values []float64
		var texts []string
		for j := range c.At[i] {
			x := c.At[i][j].R
			some = some || i != j && !math.IsNaN(x)
			values, texts = append(values, x), append(texts, strings.Replace(s.float(x, 2), "-", "−", 1))
		}
		m.Values, m.Text = append(m.Values, values), append(m.Text, texts)
	}
	if !some {
		return nil, nil
	}
	return m, nil
}

// fieldWeights are the most points of the fields of the report; 0 for what is
// ranked below a field, which would count twice.
func (st *standing) fieldWeights() []float64 {
	var out []float64
	for _, n := range st.ranked {
		w := 0.0
		if st.node(n).Parent == 0 {
			w = math.Max(0, st.node(n).Max.Float64())
		}
		out = append(out, w)
	}
	return out
}
