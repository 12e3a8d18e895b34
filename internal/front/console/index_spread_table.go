package console

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// uncertaintyTable is the spread of the ranks for the terminal.
func (u *drawn) uncertaintyTable() string {
	var out strings.Builder
	out.WriteString(strings.ToUpper(u.title()) + "\n")
	out.WriteString(wrapped(u.subtitle(), 0, u.outColumns()))
	for _, p := range u.varied() {
		out.WriteString(wrapped(p.Name+": "+p.Value, 2, u.outColumns()))
	}
	out.WriteString("\n")
	t := &table{columns: []column{
		{head: u.say("console.index.rank"), right: true}, {head: u.say("console.index.code")}, {head: u.say("console.index.unit"), least: 16},
		{head: u.result.Node, right: true}, {head: u.say("console.index.medianRank"), right: true}, {head: "5–95%", right: true},
		{head: u.say("console.index.extremes"), right: true}, {head: u.say("console.index.keeps"), right: true},
	}}
	for _, name := range u.result.Levels {
		t.columns = append(t.columns, column{head: name + " (%)", right: true})
	}
	for _, row := range u.order {
		x := u.result.Units[row]
		cells := []string{u.float(x.Rank, 0), x.Unit, u.unit(row), u.float(x.Score, u.places), u.float(x.Median, 1), u.rankRange(x.Q5, x.Q95),
			u.rankRange(x.Best, x.Worst), u.float(100*u.keeps(row), 0)}
		for i := range u.result.Levels {
			cells = append(cells, u.float(100*x.Levels[i], 0))
		}
		t.row(cells...)
	}
	out.WriteString(t.text(u.OutColumns))
	out.WriteString("\n")
	for _, p := range u.reading() {
		out.WriteString(wrapped(p, 0, u.outColumns()))
	}
	if len(u.close) > 0 {
		out.WriteString("\n" + u.say("console.indexUncertainty.pairs") + "\n")
		pairs := &table{columns: []column{{head: u.say("console.index.ahead"), least: 16}, {head: u.say("console.index.behind"), least: 16}, {head: u.say("console.index.keepsOrder"), right: true}}}
		for _, p := range u.close {
			pairs.row(u.unit(p.better), u.unit(p.worse), u.float(100*p.share, 0))
		}
		out.WriteString(pairs.text(u.OutColumns))
		if note := u.closeNote(); note != "" {
			out.WriteString(wrapped(note, 0, u.outColumns()))
		}
	}
	return out.String()
}

// keeps is the share of the draws in which a unit has the rank of the table.
func (u *drawn) keeps(row int) float64 {
	p, rank := u.result.RankProbabilities(row), int(u.result.Units[row].Rank)
	if rank < 1 || rank > len(p) {
		return 0
	}
	return p[rank-1]
}

// uncertaintyPage is the spread of the ranks as a table; plain has headings for
// programs and no titles.
func (u *drawn) uncertaintyPage(book *sheet.Workbook, plain bool) *sheet.Page {
	page := book.Page(u.say("console.index.ranksPage"), sheet.Layout{FreezeCols: 3})
	if plain {
		head := []sheet.Out{}
		for _, h := range []string{"uCode", "uName", "score", "rank", "median", "q5", "q95", "best", "worst", "mean", "sd", "standard_error", "same_rank"} {
			head = append(head, sheet.Text(h))
		}
		for _, name := range u.result.Levels {
			head = append(head, sheet.Text("p_"+name))
		}
		page.Row(sheet.Head, head...)
	} else {
		page.Line(sheet.Title, u.title())
		page.Line(sheet.Subtitle, u.subtitle())
		for _, p := range u.varied() {
			page.Line(sheet.Note, p.Name+": "+p.Value)
		}
		for _, p := range u.reading() {
			page.Line(sheet.Note, p)
		}
		page.Skip()
		head := []sheet.Out{sheet.Text(u.say("console.index.code")), sheet.Text(u.say("console.index.unit")), sheet.Text(u.name(u.Tree.Index(u.result.Node))),
			sheet.Text(u.say("console.index.rank")), sheet.Text(u.say("console.index.medianRank")), sheet.Text("5%"), sheet.Text("95%"),
			sheet.Text(u.say("console.index.best")), sheet.Text(u.say("console.index.worst")), sheet.Text(u.say("console.index.mean")),
			sheet.Text(u.say("console.index.sd")), sheet.Text(u.say("console.index.standardError")), sheet.Text(u.say("console.index.keeps"))}
		for _, name := range u.result.Levels {
			head = append(head, sheet.Text(name+" (%)"))
		}
		page.Row(sheet.Head, head...)
	}
	for _, row := range u.order {
		x := u.result.Units[row]
		percent, places := 100.0, 1
		if plain {
			percent, places = 1, -1
		}
		cells := []sheet.Out{sheet.Text(x.Unit), sheet.Text(u.unit(row)), numberCell(x.Score, u.places), numberCell(x.Rank, 0), numberCell(x.Median, 1), numberCell(x.Q5, 1), numberCell(x.Q95, 1),
			numberCell(x.Best, 0), numberCell(x.Worst, 0), numberCell(x.Mean, 2), numberCell(x.SD, 2), numberCell(x.StandardError, 3), numberCell(percent*u.keeps(row), places)}
		for i := range u.result.Levels {
			cells = append(cells, numberCell(percent*x.Levels[i], places))
		}
		page.Row(sheet.Body, cells...)
	}
	return page
}

// probabilityPage has the probability of every rank, in percent, a row a unit.
func (u *drawn) probabilityPage(book *sheet.Workbook) {
	page := book.Page(u.say("console.index.probabilities"), sheet.Layout{FreezeCols: 2})
	head := []sheet.Out{sheet.Text(u.say("console.index.code")), sheet.Text(u.say("console.index.unit"))}
	for i := range u.result.Units {
		head = append(head, sheet.Int(i+1))
	}
	page.Row(sheet.Head, head...)
	for _, row := range u.order {
		cells := []sheet.Out{sheet.Text(u.result.Units[row].Unit), sheet.Text(u.unit(row))}
		for _, p := range u.result.RankProbabilities(row) {
			cell := sheet.Empty()
			if p > 0 {
				cell = numberCell(100*p, 1)
			}
			cells = append(cells, cell)
		}
		page.Row(sheet.Body, cells...)
	}
}

// pairPage lists the pairs that are not separable.
func (u *drawn) pairPage(book *sheet.Workbook) {
	page := book.Page(u.say("console.index.pairsPage"), sheet.Layout{Portrait: true})
	page.Row(sheet.Head, sheet.Text(u.say("console.index.ahead")), sheet.Text(u.say("console.index.behind")), sheet.Text(u.say("console.index.keepsOrder")))
	for _, p := range u.close {
		page.Row(sheet.Body, sheet.Text(u.unit(p.better)), sheet.Text(u.unit(p.worse)), numberCell(100*p.share, 1))
	}
	if note := u.closeNote(); note != "" {
		page.Line(sheet.Note, note)
	}
}

// convergencePage says how the mean ranks settled.
func (u *drawn) convergencePage(book *sheet.Workbook) {
	page := book.Page(u.say("console.index.convergence"), sheet.Layout{Portrait: true})
	page.Row(sheet.Head, sheet.Text(u.say("console.indexUncertainty.drawsName")), sheet.Text(u.say("console.index.meanShift")), sheet.Text(u.say("console.index.maxShift")), sheet.Text(u.say("console.index.standardError")))
	for _, c := range u.result.Convergence {
		page.Row(sheet.Body, sheet.Int(c.Draws), numberCell(c.MeanShift, 3), numberCell(c.MaxShift, 3), numberCell(c.StandardError, 3))
	}
}

// uncertaintyJSON is the result for programs.
func (u *drawn) uncertaintyJSON() any {
	type level struct {
		Name  string     `json:"name"`
		Share jsonNumber `json:"share"`
	}
	type unit struct {
		Code          string       `json:"code"`
		Name          string       `json:"name"`
		Score         jsonNumber   `json:"score"`
		Rank          jsonNumber   `json:"rank"`
		Median        jsonNumber   `json:"median"`
		Q5            jsonNumber   `json:"q5"`
		Q95           jsonNumber   `json:"q95"`
		Best          jsonNumber   `json:"best"`
		Worst         jsonNumber   `json:"worst"`
		Mean          jsonNumber   `json:"mean"`
		SD            jsonNumber   `json:"sd"`
		StandardError jsonNumber   `json:"standard_error"`
		Levels        []level      `json:"levels,omitempty"`
		Probabilities []jsonNumber `json:"rank_probabilities"`
	}
	type pair struct {
		Better string     `json:"better"`
		Worse  string     `json:"worse"`
		Share  jsonNumber `json:"share"`
	}
	type convergence struct {
		Draws         int        `json:"draws"`
		MeanShift     jsonNumber `json:"mean_shift"`
		MaxShift      jsonNumber `json:"max_shift"`
		StandardError jsonNumber `json:"standard_error"`
	}
	type factor struct {
		Name    string `json:"name"`
		Path    string `json:"path"`
		Choices int    `json:"choices"`
	}
	out := struct {
		Title       string        `json:"title"`
		Engine      string        `json:"engine"`
		Program     any           `json:"program"`
		Inputs      []input       `json:"inputs"`
		Node        string        `json:"node"`
		Draws       int           `json:"draws"`
		Seed        uint64        `json:"seed"`
		Sampler     string        `json:"sampler"`
		Factors     []factor      `json:"factors"`
		Units       []unit        `json:"units"`
		PairsClose  int           `json:"pairs_not_separable"`
		Pairs       []pair        `json:"closest_pairs"`
		Convergence []convergence `json:"convergence"`
		Reading     []string      `json:"reading"`
	}{Title: u.title(), Engine: u.result.Engine, Program: u.session.Build, Inputs: u.inputs, Node: u.result.Node, Draws: u.result.Draws, Seed: u.result.Seed, Sampler: u.result.Sampler,
		PairsClose: u.closeCount, Pairs: []pair{}, Reading: u.reading()}
	for _, f := range u.result.Factors {
		out.Factors = append(out.Factors, factor{f.Name, f.Path, f.Choices})
	}
	for _, row := range u.order {
		x := u.result.Units[row]
		one := unit{x.Unit, u.unit(row), jsonNumber(x.Score), jsonNumber(x.Rank), jsonNumber(x.Median), jsonNumber(x.Q5), jsonNumber(x.Q95), jsonNumber(x.Best), jsonNumber(x.Worst),
			jsonNumber(x.Mean), jsonNumber(x.SD), jsonNumber(x.StandardError), nil, nil}
		for i, name := range u.result.Levels {
			one.Levels = append(one.Levels, level{name, jsonNumber(x.Levels[i])})
		}
		for _, p := range u.result.RankProbabilities(row) {
			one.Probabilities = append(one.Probabilities, jsonNumber(p))
		}
		out.Units = append(out.Units, one)
	}
	for _, p := range u.close {
		out.Pairs = append(out.Pairs, pair{u.result.Units[p.better].Unit, u.result.Units[p.worse].Unit, jsonNumber(p.share)})
	}
	for _, c := range u.result.Convergence {
		out.Convergence = append(out.Convergence, convergence{c.Draws, jsonNumber(c.MeanShift), jsonNumber(c.MaxShift), jsonNumber(c.StandardError)})
	}
	return out
}
