package console

import (
	"bytes"
	"fmt"
	"path/filepath"

	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Demonstration is an invented round, as the program outside hands it over.
type Demonstration struct {
	Title     scoring.Text
	Notice    scoring.Text // that the data are invented
	Origin    scoring.Text // where names and figures come from
	Framework string       // name of a shipped framework
	// Fill makes the cohort of the framework.
	Fill    func(*scoring.Program) (*answers.Set, error)
	Figures []DemonstrationFigure
	Files   []DemonstrationFile // more to write beside the results
}

// DemonstrationFigure is one figure under the ranking.
type DemonstrationFigure struct {
	Name, Mean scoring.Text
	Value      scoring.Num
	Percent    bool         // Value is a share
	Reported   scoring.Text // as a report printed it; empty when none did
}

// DemonstrationFile is a further file of the demonstration.
type DemonstrationFile struct {
	Name string // with "/" between folders
	Data []byte
}

// demoCommand shows the program at work on an invented round.
type demoCommand struct {
	Out   string `default:"sansang-demo" placeholder:"DIR" help:"console.demo.out"`
	Round string `enum:"2017,2026" default:"2017" placeholder:"2017|2026" help:"console.demo.round"`
	showing
}

// Run ranks the round, prints it, and writes all that a real run would write,
// with the files that it would read.
func (c *demoCommand) Run(s *session) error {
	d, err := s.Demo(c.Round)
	if err != nil {
		return err
	}
	f, err := criteria.Load(d.Framework)
	if err != nil {
		return err
	}
	program, err := scoring.Compile(f)
	if err != nil {
		return err
	}
	set, err := d.Fill(program)
	if err != nil {
		return err
	}
	lang := string(s.lang)
	set.Notice = d.Notice.In(lang)
	inputs, err := s.demoInputs(f, set, d)
	if err != nil {
		return err
	}
	st, err := newStanding(s, set, inputs, 1)
	if err != nil {
		return err
	}
	st.title = d.Title.In(lang)
	st.figures = s.demoFigures(d.Figures)
	if err := st.show(c.Format); err != nil {
		return err
	}
	written, err := c.write(st, d)
	if err != nil {
		return err
	}
	s.tellWritten(written, c.Format)
	if c.Format != formatCSV && c.Format != formatJSON {
		best := st.leagues()[0].agencies[0]
		fmt.Fprintf(s.Out, "\n%s\n  sansang score --framework %s --answers %s --agencies %s --explain %s/%s%s\n", s.say("console.demo.next"),
			filepath.Join(c.Out, demoFramework), filepath.Join(c.Out, demoAnswers), filepath.Join(c.Out, demoAgencies),
			set.Cohort.Agencies()[best].Code, st.node(st.ranked[0]).Code, s.langFlag())
	}
	return nil
}

// langFlag is what must be typed for the language of this run.
func (s *session) langFlag() string {
	if s.lang == text.En {
		return " --lang en"
	}
	return ""
}

// The files that a real run would read.
const (
	demoFramework = "framework.yaml"
	demoAnswers   = "answers.csv"
	demoAgencies  = "agencies.csv"
)

// demoInputs makes the files of the round; their digests stand in the results.
func (s *session) demoInputs(f *scoring.Framework, set *answers.Set, d *Demonstration) ([]input, error) {
	w := answers.Writer{Set: set, Lang: s.lang, Remarks: []string{d.Origin.In(string(s.lang))}}
	var inputs []input
	for _, file := range []struct {
		role, name string
		write      func(*bytes.Buffer) error
	}{
		{"framework", demoFramework, func(b *bytes.Buffer) error { return scoring.WriteYAML(b, f) }},
		{"answers", demoAnswers, func(b *bytes.Buffer) error { return w.WriteAnswers(b) }},
		{"agencies", demoAgencies, func(b *bytes.Buffer) error { return w.WriteAgencies(b) }},
	} {
		var b bytes.Buffer
		if err := file.write(&b); err != nil {
			return nil, err
		}
		inputs = append(inputs, newInput(file.role, file.name, b.Bytes()))
	}
	return inputs, nil
}

// write writes results, report and inputs, and returns the paths.
func (c *demoCommand) write(st *standing, d *Demonstration) ([]string, error) {
	paths, err := st.writeFolder(c.Out)
	if err != nil {
		return paths, err
	}
	report := filepath.Join(c.Out, "report.html")
	if err := st.writeReport(report); err != nil {
		return paths, err
	}
	paths = append(paths, report)
	files := append([]DemonstrationFile{}, d.Files...)
	for _, in := range st.inputs {
		files = append(files, DemonstrationFile{in.Name, in.data})
	}
	for _, f := range files {
		path := filepath.Join(c.Out, filepath.FromSlash(f.Name))
		if err := writeFile(path, f.Data); err != nil {
			return paths, err
		}
		paths = append(paths, path)
	}
	return paths, nil
}

func (s *session) demoFigures(all []DemonstrationFigure) (figures []figure) {
	lang := string(s.lang)
	for _, f := range all {
		shown := s.text(f.Value)
		if f.Percent {
			shown = text.FormatPercent(f.Value.Rat(), shownPlaces, s.lang)
		}
		out := figure{Name: f.Name.In(lang), Mean: f.Mean.In(lang), Value: f.Value, Decimal: f.Value.Float64(), Shown: shown}
		if !f.Reported.IsZero() {
			out.Note = s.say("console.demo.reported", "value", f.Reported.In(lang))
		}
		figures = append(figures, out)
	}
	return figures
}
