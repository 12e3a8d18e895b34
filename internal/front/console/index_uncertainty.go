package console

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/front/console/report"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// drawing is what the two analyses are asked.
type drawing struct {
	Seed    uint64 `default:"1" placeholder:"S" help:"console.flag.seed"`
	Workers int    `default:"0" placeholder:"N" help:"console.flag.workers"`
	Sampler string `enum:"sobol,latin,plain" default:"sobol" placeholder:"sobol|latin|plain" help:"console.flag.sampler"`
}

// indexUncertaintyCommand draws an index many times with other choices.
type indexUncertaintyCommand struct {
	Spec  string `arg:"" help:"console.index.spec"`
	Draws int    `default:"4096" placeholder:"N" help:"console.indexUncertainty.draws"`
	drawing
	Out    string `placeholder:"DIR" help:"console.indexUncertainty.out"`
	Report string `placeholder:"R.html" help:"console.indexRun.report"`
	showing
}

// Run draws, and shows or writes how the ranks spread.
func (c *indexUncertaintyCommand) Run(s *session) error {
	source, err := s.openIndex(c.Spec)
	if err != nil {
		return err
	}
	source.draws = "--draws"
	move, done := s.bar(s.say("console.indexUncertainty.bar"), c.Draws)
	result, err := index.Uncertainty(s.ctx, source.data, source.tree, source.spec, index.UncertaintyOptions{
		Draws: c.Draws, Seed: c.Seed, Sampler: c.Sampler, Workers: c.Workers, Progress: func(n, _ int) { move(n) }})
	done()
	if err != nil {
		return s.stopped(source.faults(err))
	}
	u := &drawn{built: source.wrap(result.Nominal), result: result}
	u.note(u.list(result.Nominal.Notes, true))
	u.close, u.closeCount = u.closePairs()
	if err := u.show(c.Format); err != nil {
		return err
	}
	var written []string
	if c.Out != "" {
		if written, err = u.writeFolder(c.Out); err != nil {
			return err
		}
	}
	if c.Report != "" {
		page, err := u.page()
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

// stopped tells a run that was cancelled from one that failed.
func (s *session) stopped(err error) error {
	if s.ctx.Err() != nil {
		return fault.Wrap(fault.Unavailable, err, "console.index.stopped", nil)
	}
	return err
}

// drawn is an index with the spread of its ranks.
type drawn struct {
	*built
	result     *index.UncertaintyResult
	close      []closePair
	closeCount int
}

// show writes the result to the standard output.
func (u *drawn) show(format string) error {
	switch format {
	case formatCSV:
		return u.uncertaintyPage(sheet.New(sheet.Meta{Lang: u.lang}), true).WriteCSV(u.Out, sheet.CSV{})
	case formatJSON:
		return u.writeJSON(u.uncertaintyJSON())
	}
	_, err := fmt.Fprint(u.Out, u.uncertaintyTable())
	return err
}

// writeFolder writes the distribution of the ranks as CSV, JSON and a workbook.
func (u *drawn) writeFolder(dir string) (paths []string, err error) {
	for _, f := range []struct {
		name string
		make func(*bytes.Buffer) error
	}{
		{"uncertainty.xlsx", func(b *bytes.Buffer) error {
			book := sheet.New(sheet.Meta{Title: u.title(), Lang: u.lang})
			u.uncertaintyPage(book, false)
			u.probabilityPage(book)
			u.pairPage(book)
			u.convergencePage(book)
			return book.WriteXLSX(b)
		}},
		{"uncertainty.csv", func(b *bytes.Buffer) error {
			return u.uncertaintyPage(sheet.New(sheet.Meta{Lang: u.lang}), true).WriteCSV(b, sheet.CSV{BOM: true})
		}},
		{"uncertainty.json", func(b *bytes.Buffer) error {
			e := json.NewEncoder(b)
			e.SetIndent("", " ")
			e.SetEscapeHTML(false)
			return e.Encode(u.uncertaintyJSON())
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

// page is the report of the build with the intervals of its ranks. All units
// stand in one group, for the draws rank them all against each other.
func (u *drawn) page() ([]byte, error) {
	u.groups = nil
	r, err := u.report()
	if err != nil {
		return nil, err
	}
	below := false
	for i, row := range u.order {
		unit := u.result.Units[row]
		out := &r.Groups[0].Rows[i]
		out.Interval = u.interval(unit, unit.Rank)
		out.Chances = u.chances(unit)
		below = below || len(out.Chances) > 0 && out.Chances[len(out.Chances)-1] > 0
	}
	for i := range r.Groups[0].Rows {
		if row := &r.Groups[0].Rows[i]; !below && len(row.Chances) > 0 {
			row.Chances = row.Chances[:len(row.Chances)-1]
		}
	}
	for i, name := range u.result.Levels {
		r.Levels = append(r.Levels, report.LevelKey{Level: report.Level{Word: name, Place: i}})
	}
	if below {
		r.Levels = append(r.Levels, report.LevelKey{Level: report.Level{Word: u.say("console.indexUncertainty.below"), Place: len(r.Levels)}})
	}
	r.IntervalNote = u.say("console.indexUncertainty.note", "draws", u.result.Draws, "seed", fmt.Sprint(u.result.Seed))
	r.Findings = append(r.Findings, u.reading()...)
	r.Robustness = &report.Robustness{Reading: u.reading(), Varied: u.varied(), CloseNote: u.closeNote()}
	for _, p := range u.close {
		r.Robustness.Close = append(r.Robustness.Close, report.ClosePair{Group: r.Groups[0].Name, Better: u.unit(p.better), Worse: u.unit(p.worse), Share: p.share, Text: u.float(100*p.share, 0)})
	}
	var buf bytes.Buffer
	err = report.Write(&buf, r)
	return buf.Bytes(), err
}
