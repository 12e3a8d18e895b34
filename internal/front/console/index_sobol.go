package console

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/front/console/report"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// indexSobolCommand asks which choice moves the ranks.
type indexSobolCommand struct {
	Spec string   `arg:"" help:"console.index.spec"`
	N    int      `name:"n" default:"1024" placeholder:"N" help:"console.indexSobol.n"`
	Unit []string `placeholder:"CODE" help:"console.indexSobol.unit"`
	drawing
	Out    string `placeholder:"DIR" help:"console.indexSobol.out"`
	Report string `placeholder:"R.html" help:"console.indexRun.report"`
	showing
}

// Run analyses, and shows or writes the indices.
func (c *indexSobolCommand) Run(s *session) error {
	source, err := s.openIndex(c.Spec)
	if err != nil {
		return err
	}
	source.draws = "--n"
	outputs := []index.SobolOutput{{Of: "shift"}}
	for _, code := range c.Unit {
		outputs = append(outputs, index.SobolOutput{Of: "rank", Unit: code})
	}
	// How many rebuilds there are is known once the factors are: the bar learns it
	// from the first report.
	var move func(int)
	done := func() {}
	result, err := index.Sobol(s.ctx, source.data, source.tree, source.spec, index.SobolOptions{
		N: c.N, Seed: c.Seed, Sampler: c.Sampler, Workers: c.Workers, Outputs: outputs,
		Progress: func(n, total int) {
			if move == nil {
				move, done = s.bar(s.say("console.indexSobol.bar"), total)
			}
			move(n)
		}})
	done()
	if err != nil {
		return s.stopped(source.faults(err))
	}
	v := &shares{built: source.wrap(result.Nominal), result: result}
	v.note(v.list(result.Nominal.Notes, true))
	if err := v.show(c.Format); err != nil {
		return err
	}
	var written []string
	if c.Out != "" {
		if written, err = v.writeFolder(c.Out); err != nil {
			return err
		}
	}
	if c.Report != "" {
		page, err := v.page()
		if err == nil {
			err = writeFile(c.Report, page)
		}
		if err != nil {
			return err
		}
		written = append(written, c.Report)
	}
	s.tellWritten(written, c.Format)
	return nil
}

// shares are the parts of the variance that the choices explain.
type shares struct {
	*built
	result *index.SobolResult
}

// output names what is explained.
func (v *shares) output(o index.SobolOutput) string {
	if o.Of == "shift" {
		return v.say("console.indexSobol.shift")
	}
	name := o.Unit
	for row, u := range v.Scores.Units {
		if u == o.Unit {
			name = v.unit(row)
		}
	}
	return v.say("console.indexSobol.rankOf", "unit", name)
}

// strongest are the factors of an output, the largest total first.
func strongest(s index.Sensitivity) []int {
	order := make([]int, len(s.Indices))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(s.Indices[b].Total, s.Indices[a].Total) })
	return order
}

// reading says in words what the indices of an output mean.
func (v *shares) reading(s index.Sensitivity) []string {
	if len(s.Indices) == 0 || math.IsNaN(s.Indices[0].First) {
		return []string{v.say("console.indexSobol.constant", "output", v.output(s.Output))}
	}
	top := strongest(s)[0]
	sum := 0.0
	for _, i := range s.Indices {
		sum += i.First
	}
	x := s.Indices[top]
	out := []string{v.say("console.indexSobol.reading", "output", v.output(s.Output), "factor", v.factorName(v.result.Factors[top]),
		"first", v.percentOf(x.First), "total", v.percentOf(x.Total), "sum", v.percentOf(sum))}
	if n := len(s.Convergence); n > 1 {
		before, after, moved := s.Convergence[n-2], s.Convergence[n-1], 0.0
		for k := range after.Total {
			moved = math.Max(moved, math.Abs(after.Total[k]-before.Total[k]))
		}
		key := "console.indexSobol.settled"
		if !(moved <= settledShare) {
			key = "console.indexSobol.unsettled"
		}
		out = append(out, v.say(key, "n", before.N, "moved", v.float(moved, 2)))
	}
	return out
}

// settledShare is how far a total index may still move in the last doubling of N:
// one decimal of a share is what a reader uses.
const settledShare = 0.05

// percentOf holds a share, whose estimate may lie a little outside, to 0 … 100 %.
func (v *shares) percentOf(share float64) string {
	return v.float(100*math.Min(1, math.Max(0, share)), 0)
}

func (v *shares) table() string {
	var out strings.Builder
	out.WriteString(strings.ToUpper(v.title()) + "\n")
	out.WriteString(wrapped(v.subtitle(), 0, v.outColumns()))
	out.WriteString(wrapped(v.made(), 0, v.outColumns()))
	for _, s := range v.result.Outputs {
		out.WriteString("\n" + v.output(s.Output) + "\n")
		t := &table{columns: []column{{head: v.say("console.index.factor"), least: 16}, {head: v.say("console.index.range"), least: 16}, {head: "Si", right: true}, {head: "95%", right: true}, {head: "STi", right: true}, {head: "95%", right: true}}}
		for _, k := range strongest(s) {
			i, f := s.Indices[k], v.result.Factors[k]
			t.row(v.factorName(f), v.factorRange(f), v.float(i.First, 3), v.span(i.FirstLow, i.FirstHigh), v.float(i.Total, 3), v.span(i.TotalLow, i.TotalHigh))
		}
		out.WriteString(t.text(v.OutColumns) + "\n")
		for _, p := range v.reading(s) {
			out.WriteString(wrapped(p, 0, v.outColumns()))
		}
	}
	return out.String()
}

// span is a confidence interval for a reader.
func (v *shares) span(low, high float64) string {
	if math.IsNaN(low) || math.IsNaN(high) {
		return "–"
	}
	return v.float(low, 2) + "–" + v.float(high, 2)
}

// made says how the indices were found.
func (v *shares) made() string {
	return v.say("console.indexSobol.note", "rebuilds", v.result.Rebuilds, "n", v.result.N, "seed", fmt.Sprint(v.result.Seed), "sampler", v.result.Sampler)
}

// show writes the result to the standard output.
func (v *shares) show(format string) error {
	switch format {
	case formatCSV:
		return v.sobolPage(sheet.New(sheet.Meta{Lang: v.lang}), true).WriteCSV(v.Out, sheet.CSV{})
	case formatJSON:
		return v.writeJSON(v.json())
	}
	_, err := fmt.Fprint(v.Out, v.table())
	return err
}

// sobolPage has a row an output and factor; plain has headings for programs.
func (v *shares) sobolPage(book *sheet.Workbook, plain bool) *sheet.Page {
	page := book.Page(v.say("console.index.sobolPage"), sheet.Layout{})
	head := []string{"output", "unit", "factor", "path", "first", "first_low", "first_high", "total", "total_low", "total_high", "variance"}
	if !plain {
		page.Line(sheet.Title, v.title())
		page.Line(sheet.Subtitle, v.made())
		for _, s := range v.result.Outputs {
			for _, p := range v.reading(s) {
				page.Line(sheet.Note, p)
			}
		}
		page.Skip()
		head = []string{v.say("console.index.output"), v.say("console.index.unit"), v.say("console.index.factor"), v.say("console.index.range"), "Si", "Si, 2,5%", "Si, 97,5%", "STi", "STi, 2,5%", "STi, 97,5%", v.say("console.index.variance")}
	}
	var cells []sheet.Out
	for _, h := range head {
		cells = append(cells, sheet.Text(h))
	}
	page.Row(sheet.Head, cells...)
	for _, s := range v.result.Outputs {
		for k, i := range s.Indices {
			f := v.result.Factors[k]
			output, factor, path, places := s.Output.Of, f.Name, f.Path, -1
			if !plain {
				output, factor, path, places = v.output(s.Output), v.factorName(f), v.factorRange(f), 3
			}
			page.Row(sheet.Body, sheet.Text(output), sheet.Text(s.Output.Unit), sheet.Text(factor), sheet.Text(path), numberCell(i.First, places), numberCell(i.FirstLow, places), numberCell(i.FirstHigh, places),
				numberCell(i.Total, places), numberCell(i.TotalLow, places), numberCell(i.TotalHigh, places), numberCell(s.Variance, places))
		}
	}
	return page
}

// convergencePage has the indices of the first rows.
func (v *shares) convergencePage(book *sheet.Workbook) {
	page := book.Page(v.say("console.index.convergence"), sheet.Layout{Portrait: true})
	page.Row(sheet.Head, sheet.Text(v.say("console.index.output")), sheet.Text("N"), sheet.Text(v.say("console.index.factor")), sheet.Text("Si"), sheet.Text("STi"))
	for _, s := range v.result.Outputs {
		for _, c := range s.Convergence {
			for k, f := range v.result.Factors {
				page.Row(sheet.Body, sheet.Text(v.output(s.Output)), sheet.Int(c.N), sheet.Text(v.factorName(f)), numberCell(c.First[k], 3), numberCell(c.Total[k], 3))
			}
		}
	}
}

// writeFolder writes the indices as CSV, JSON and a workbook.
func (v *shares) writeFolder(dir string) (paths []string, err error) {
	for _, f := range []struct {
		name string
		make func(*bytes.Buffer) error
	}{
		{"sobol.xlsx", func(b *bytes.Buffer) error {
			book := sheet.New(sheet.Meta{Title: v.title(), Lang: v.lang})
			v.sobolPage(book, false)
			v.convergencePage(book)
			return book.WriteXLSX(b)
		}},
		{"sobol.csv", func(b *bytes.Buffer) error {
			return v.sobolPage(sheet.New(sheet.Meta{Lang: v.lang}), true).WriteCSV(b, sheet.CSV{BOM: true})
		}},
		{"sobol.json", func(b *bytes.Buffer) error {
			e := json.NewEncoder(b)
			e.SetIndent("", " ")
			e.SetEscapeHTML(false)
			return e.Encode(v.json())
		}},
	} {
		var b bytes.Buffer
		err := f.make(&b)
		if err == nil {
			err = writeFile(filepath.Join(dir, f.name), b.Bytes())
		}
		if err != nil {
			return paths, err
		}
		paths = append(paths, filepath.Join(dir, f.name))
	}
	return paths, nil
}

// json is the result for programs.
func (v *shares) json() any {
	type estimate struct {
		Value jsonNumber `json:"value"`
		Low   jsonNumber `json:"low"`
		High  jsonNumber `json:"high"`
	}
	type factor struct {
		Name  string   `json:"name"`
		Path  string   `json:"path"`
		First estimate `json:"first"`
		Total estimate `json:"total"`
	}
	type step struct {
		N     int          `json:"n"`
		First []jsonNumber `json:"first"`
		Total []jsonNumber `json:"total"`
	}
	type output struct {
		Of          string     `json:"of"`
		Unit        string     `json:"unit,omitempty"`
		Mean        jsonNumber `json:"mean"`
		Variance    jsonNumber `json:"variance"`
		Factors     []factor   `json:"factors"`
		Convergence []step     `json:"convergence"`
		Reading     []string   `json:"reading"`
	}
	out := struct {
		Title    string   `json:"title"`
		Engine   string   `json:"engine"`
		Program  any      `json:"program"`
		Inputs   []input  `json:"inputs"`
		Node     string   `json:"node"`
		N        int      `json:"n"`
		Rebuilds int      `json:"rebuilds"`
		Seed     uint64   `json:"seed"`
		Sampler  string   `json:"sampler"`
		Outputs  []output `json:"outputs"`
	}{v.title(), v.result.Engine, v.session.Build, v.inputs, v.result.Node, v.result.N, v.result.Rebuilds, v.result.Seed, v.result.Sampler, nil}
	numbers := func(values []float64) (list []jsonNumber) {
		for _, x := range values {
			list = append(list, jsonNumber(x))
		}
		return list
	}
	for _, s := range v.result.Outputs {
		o := output{Of: s.Output.Of, Unit: s.Output.Unit, Mean: jsonNumber(s.Mean), Variance: jsonNumber(s.Variance), Reading: v.reading(s)}
		for k, i := range s.Indices {
			f := v.result.Factors[k]
			o.Factors = append(o.Factors, factor{f.Name, f.Path, estimate{jsonNumber(i.First), jsonNumber(i.FirstLow), jsonNumber(i.FirstHigh)}, estimate{jsonNumber(i.Total), jsonNumber(i.TotalLow), jsonNumber(i.TotalHigh)}})
		}
		for _, c := range s.Convergence {
			o.Convergence = append(o.Convergence, step{c.N, numbers(c.First), numbers(c.Total)})
		}
		out.Outputs = append(out.Outputs, o)
	}
	return out
}

// page is the report of the build with the indices of its first output.
func (v *shares) page() ([]byte, error) {
	r, err := v.report()
	if err != nil {
		return nil, err
	}
	first := v.result.Outputs[0]
	r.Findings = append(r.Findings, v.reading(first)...)
	r.Robustness = &report.Robustness{Reading: v.reading(first), ChoicesNote: v.output(first.Output) + ". " + v.made()}
	for _, k := range strongest(first) {
		i, f := first.Indices[k], v.result.Factors[k]
		r.Robustness.Varied = append(r.Robustness.Varied, report.Pair{Name: v.factorName(f), Value: v.factorRange(f)})
		r.Robustness.Choices = append(r.Robustness.Choices, report.Choice{Name: v.factorName(f),
			First: report.Estimate{Value: i.First, Low: i.FirstLow, High: i.FirstHigh, Text: v.float(i.First, 2), Range: v.span(i.FirstLow, i.FirstHigh)},
			Total: report.Estimate{Value: i.Total, Low: i.TotalLow, High: i.TotalHigh, Text: v.float(i.Total, 2), Range: v.span(i.TotalLow, i.TotalHigh)}})
	}
	var buf bytes.Buffer
	err = report.Write(&buf, r)
	return buf.Bytes(), err
}
