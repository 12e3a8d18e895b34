package console

import (
	"bytes"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/front/console/report"
)

// page is the report of a build.
func (b *built) page() ([]byte, error) {
	r, err := b.report()
	if err != nil {
		return nil, err
	}
	var buf bytes.Buffer
	err = report.Write(&buf, r)
	return buf.Bytes(), err
}

// report shows the index with its pillars as the columns of the heat map, and
// each group of the first group column that the spec ranks within.
func (b *built) report() (*report.Report, error) {
	root := b.Tree.Root()
	r := &report.Report{
		Lang: string(b.lang), Title: b.title(), Subtitle: b.subtitle(),
		Nouns:    report.Nouns{Unit: b.say("console.index.noun.unit"), Units: b.say("console.index.noun.units"), Field: b.say("console.index.noun.pillar")},
		Scale:    b.say("console.index.scale"),
		CellNote: b.say("console.index.cellNote"),
		Method:   b.method(),
	}
	for _, k := range b.pillars {
		r.Fields = append(r.Fields, report.Field{Code: b.Tree.Nodes[k].Code, Name: b.name(k)})
	}
	scale := scaleOf(b.Scores, append([]int{root}, b.pillars...))
	r.Relative = !scale.zero
	if len(b.groups) == 0 {
		r.Groups = append(r.Groups, b.reportGroup(b.say("console.index.all"), b.order, b.Ranks, scale))
	} else {
		label := b.groups[0]
		for _, name := range labelsOf(b.Data.Group(label)) {
			var rows []int
			for _, row := range b.order {
				if b.Data.Group(label)[row] == name {
					rows = append(rows, row)
				}
			}
			if name == "" {
				name = b.say("console.index.noGroup")
			}
			r.Groups = append(r.Groups, b.reportGroup(name, rows, b.GroupRanks[label], scale))
		}
	}
	r.Findings = b.leaders(r.Groups)
	var err error
	r.Correlation, err = b.correlations()
	return r, err
}

// labelsOf lists the labels of a group column as the data bring them, no group
// last.
func labelsOf(labels []string) []string {
	var out []string
	for _, l := range labels {
		if l != "" && !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	if slices.Contains(labels, "") {
		out = append(out, "")
	}
	return out
}

// leaders say who is first in each group of the report.
func (b *built) leaders(groups []report.Group) []string {
	var out []string
	for _, g := range groups {
		var first []string
		for _, row := range g.Rows {
			if row.Rank == "1" {
				first = append(first, row.Name)
			}
		}
		if len(first) > 0 {
			out = append(out, b.say("console.indexRun.leader", "group", g.Name, "unit", strings.Join(first, ", "), "score", g.Rows[0].Percent))
		}
	}
	return out
}

// scaling maps scores to shares of a drawing. zero tells that 0 lies at the
// left end, so that bars say the truth.
type scaling struct {
	low, high float64
	zero      bool
}

// scaleOf is 0 to 100 or 0 to 1 where all scores lie there, else from the
// lowest to the highest score.
func scaleOf(t *index.Table, cols []int) scaling {
	low, high := math.Inf(1), math.Inf(-1)
	for _, k := range cols {
		for _, v := range t.Cols[k] {
			if !math.IsNaN(v) {
				low, high = math.Min(low, v), math.Max(high, v)
			}
		}
	}
	switch {
	case low >= 0 && high <= 1:
		return scaling{0, 1, true}
	case low >= 0 && high <= 100:
		return scaling{0, 100, true}
	}
	return scaling{low, high, false}
}

func (s scaling) share(v float64) float64 {
	if s.high <= s.low {
		return math.NaN()
	}
	return (v - s.low) / (s.high - s.low)
}

// bar is the share from zero; NaN where zero is not on the scale.
func (s scaling) bar(v float64) float64 {
	if !s.zero {
		return math.NaN()
	}
	return s.share(v)
}

// reportGroup is a group of units in the order given.
func (b *built) reportGroup(name string, rows []int, ranks *index.Table, scale scaling) report.Group {
	root := b.Tree.Root()
	g := report.Group{Name: name}
	for _, row := range rows {
		out := report.Row{Code: b.Scores.Units[row], Name: b.unit(row), Rank: b.plainRank(ranks.Cols[root][row]),
			Percent: b.float(b.Scores.Cols[root][row], b.places), Share: scale.bar(b.Scores.Cols[root][row])}
		for _, k := range b.pillars {
			v := b.Scores.Cols[k][row]
			out.Fields = append(out.Fields, report.Cell{Text: b.float(v, b.places), Share: scale.share(v), Rank: b.plainRank(ranks.Cols[k][row])})
		}
		g.Rows = append(g.Rows, out)
	}
	for _, k := range b.pillars {
		var values []float64
		for _, row := range rows {
			if v := b.Scores.Cols[k][row]; !math.IsNaN(v) {
				values = append(values, v)
			}
		}
		m := medianOf(values)
		g.Median, g.MedianText = append(g.Median, scale.share(m)), append(g.MedianText, b.float(m, b.places))
	}
	return g
}

// medianOf is the mean of the two middle values; NaN of none.
func medianOf(values []float64) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sort.Float64s(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

// plainRank is a rank without a mark of ties, which the report sets itself.
func (b *built) plainRank(rank float64) string { return b.float(rank, 0) }

// correlations are those of the pillars with each other and with the index;
// nil for an index of one pillar.
func (b *built) correlations() (*report.Matrix, error) {
	nodes := append([]int{b.Tree.Root()}, b.pillars...)
	if len(nodes) < 3 {
		return nil, nil
	}
	var codes, names []string
	for _, k := range nodes {
		codes, names = append(codes, b.Tree.Nodes[k].Code), append(names, b.name(k))
	}
	names[0] = b.say("console.index.whole")
	t, err := b.Scores.Select(codes)
	if err != nil {
		return nil, b.faults(err)
	}
	m, err := b.matrix(t, names)
	return m, b.faults(err)
}

// method says how and of what the index was built.
func (b *built) method() []report.Pair {
	pair := func(key, value string) report.Pair { return report.Pair{Name: b.say(key), Value: value} }
	rule := func(method, fallback string) string {
		if method == "" {
			return fallback
		}
		return method
	}
	out := []report.Pair{
		pair("console.index.method.normalise", rule(b.Spec.Normalise.Method, "minmax")),
		pair("console.index.method.weights", b.Weights.Use),
		pair("console.index.method.aggregate", rule(b.Spec.Aggregate.Method, "arithmetic")),
		pair("console.index.method.correlation", "Pearson"),
		pair("console.index.method.engine", b.Engine),
	}
	for _, line := range b.changes() {
		out = append(out, pair("console.index.method.step", line))
	}
	for _, in := range b.inputs {
		out = append(out, report.Pair{Name: b.say("console.index.method.input", "name", in.Name), Value: fmt.Sprintf("sha256:%s", in.SHA256)})
	}
	return out
}
