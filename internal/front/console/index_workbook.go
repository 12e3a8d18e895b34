package console

import (
	"bytes"
	"math"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// stepKeys name the steps of a build.
var stepKeys = map[string]string{
	"raw": "console.index.step.raw", "screened": "console.index.step.screened", "denominated": "console.index.step.denominated",
	"imputed": "console.index.step.imputed", "treated": "console.index.step.treated", "normalised": "console.index.step.normalised",
	"scores": "console.index.step.scores", "ranks": "console.index.step.ranks",
}

// workbook has the results and then one sheet a step, so that every number can
// be followed back to what came in.
func (b *built) workbook() ([]byte, error) {
	book := sheet.New(sheet.Meta{Title: b.title(), Lang: b.lang})
	b.resultPage(book)
	b.structurePage(book)
	for _, step := range b.Steps() {
		b.stepPage(book, b.say(stepKeys[step.Name]), step.Table)
	}
	b.changePage(book)
	b.statisticsPage(book)
	var buf bytes.Buffer
	err := book.WriteXLSX(&buf)
	return buf.Bytes(), err
}

func (b *built) heads(keys ...string) []sheet.Out {
	var out []sheet.Out
	for _, k := range keys {
		out = append(out, sheet.Text(b.say(k)))
	}
	return out
}

// resultPage is the ranking with all aggregates, the index first.
func (b *built) resultPage(book *sheet.Workbook) {
	root := b.Tree.Root()
	page := book.Page(b.say("console.index.results"), sheet.Layout{FreezeCols: 3})
	page.Line(sheet.Title, b.title())
	page.Line(sheet.Subtitle, b.subtitle())
	for _, line := range b.changes() {
		page.Line(sheet.Note, line)
	}
	page.Skip()
	head := b.heads("console.index.rank", "console.index.code", "console.index.unit")
	for _, g := range b.groups {
		head = append(head, sheet.Text(g), sheet.Text(b.say("console.index.rankIn", "group", g)))
	}
	for _, k := range b.aggregates() {
		head = append(head, sheet.Text(b.name(k)))
	}
	page.Row(sheet.Head, head...)
	for _, row := range b.order {
		cells := []sheet.Out{numberCell(b.Ranks.Cols[root][row], 0), sheet.Text(b.Scores.Units[row]), sheet.Text(b.unit(row))}
		for _, g := range b.groups {
			cells = append(cells, sheet.Text(b.Data.Group(g)[row]), numberCell(b.GroupRanks[g].Cols[root][row], 0))
		}
		for _, k := range b.aggregates() {
			cells = append(cells, numberCell(b.Scores.Cols[k][row], b.places))
		}
		page.Row(sheet.Body, cells...)
	}
}

// structurePage is the tree with the weights in use.
func (b *built) structurePage(book *sheet.Workbook) {
	page := book.Page(b.say("console.index.structure"), sheet.Layout{Portrait: true})
	page.Row(sheet.Head, b.heads("console.index.code", "console.index.name", "console.index.level", "console.index.parent", "console.index.direction", "console.index.weight", "console.index.effective")...)
	effective, err := index.EffectiveWeights(b.Tree, b.Weights.Values)
	for k := len(b.Tree.Nodes) - 1; k >= 0; k-- {
		n := b.Tree.Nodes[k]
		parent, share := "", sheet.Empty()
		if n.Parent >= 0 {
			parent = b.Tree.Nodes[n.Parent].Code
		}
		if err == nil {
			share = numberCell(effective[k], 4)
		}
		page.Row(sheet.Body, sheet.Text(n.Code), sheet.Text(b.name(k)), sheet.Int(n.Level), sheet.Text(parent),
			sheet.Int(int(n.Direction)), numberCell(b.Weights.Values[k], 4), share)
	}
}

// stepPage is the table after a step, a row a unit.
func (b *built) stepPage(book *sheet.Workbook, name string, t *index.Table) {
	page := book.Page(name, sheet.Layout{FreezeCols: 1})
	head := b.heads("console.index.code")
	for _, c := range t.Codes {
		head = append(head, sheet.Text(c))
	}
	page.Row(sheet.Head, head...)
	for i, u := range t.Units {
		cells := []sheet.Out{sheet.Text(u)}
		for k := range t.Codes {
			cells = append(cells, numberCell(t.Cols[k][i], -1))
		}
		page.Row(sheet.Body, cells...)
	}
}

// changePage lists every value that a step filled or changed.
func (b *built) changePage(book *sheet.Workbook) {
	page := book.Page(b.say("console.index.changes"), sheet.Layout{})
	page.Row(sheet.Head, b.heads("console.index.step", "console.index.code", "console.index.indicator", "console.index.before", "console.index.after", "console.index.how")...)
	row := func(step, unit, indicator string, before, after float64, how string) {
		page.Row(sheet.Body, sheet.Text(b.say(stepKeys[step])), sheet.Text(unit), sheet.Text(indicator), numberCell(before, -1), numberCell(after, -1), sheet.Text(how))
	}
	if b.Screening != nil {
		for _, u := range b.Screening.Removed() {
			row("screened", u, "", math.NaN(), math.NaN(), b.say("console.index.removed"))
		}
	}
	for _, r := range []*index.ImputeReport{b.Panel, b.Imputation} {
		if r != nil {
			for _, f := range r.Filled {
				row("imputed", f.Unit, f.Indicator, math.NaN(), f.Value, f.Method)
			}
		}
	}
	if b.Treatment != nil {
		for _, c := range b.Treatment.Changes {
			row("treated", c.Unit, c.Indicator, c.From, c.To, c.How)
		}
	}
}

// statisticsPage looks at the indicators as they came in; an index without
// values to describe has none.
func (b *built) statisticsPage(book *sheet.Workbook) {
	stats, err := index.Statistics(b.Raw, index.DefaultStatLimits())
	if err != nil {
		return
	}
	page := book.Page(b.say("console.index.statistics"), sheet.Layout{FreezeCols: 2})
	page.Row(sheet.Head, b.heads("console.index.code", "console.index.name", "console.index.min", "console.index.max", "console.index.mean", "console.index.median", "console.index.sd", "console.index.skew", "console.index.kurt", "console.index.available", "console.index.flags")...)
	for _, st := range stats {
		flags := ""
		for _, f := range []struct {
			on  bool
			key string
		}{{st.LowAvailable, "console.index.flag.lowAvailable"}, {st.LowNonZero, "console.index.flag.lowNonZero"}, {st.LowUnique, "console.index.flag.lowUnique"}, {st.Outliers, "console.index.flag.outliers"}} {
			if f.on {
				if flags != "" {
					flags += "; "
				}
				flags += b.say(f.key)
			}
		}
		page.Row(sheet.Body, sheet.Text(st.Code), sheet.Text(b.name(b.Tree.Index(st.Code))), numberCell(st.Min, -1), numberCell(st.Max, -1), numberCell(st.Mean, 4),
			numberCell(st.Median, 4), numberCell(st.SD, 4), numberCell(st.Skew, 2), numberCell(st.Kurt, 2), sheet.Int(st.Available), sheet.Text(flags))
	}
}
