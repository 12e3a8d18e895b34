package console

import (
	"bytes"
	"fmt"
	"net"
	"path/filepath"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
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

// DemonstrationSite says where a demonstration is served.
type DemonstrationSite struct {
	Dir    string // of its data
	Listen string // host:port, of this machine alone
	Next   bool   // the next free port will do when this one is taken
	Lang   text.Lang
}

// DemonstrationAccount is somebody who can sign in.
type DemonstrationAccount struct {
	Login, Name, Role, Agency, Password string

	Deputy bool // the role is delegated
}

// demoCommand shows the program at work on invented data: it serves them, or
// with --print prints a round and ends.
type demoCommand struct {
	Listen string `placeholder:"HOST:PORT" help:"console.demo.listen"`
	Dir    string `placeholder:"DIR" help:"console.demo.dir"`
	Print  bool   `help:"console.demo.print"`
	Out    string `default:"sansang-demo" placeholder:"DIR" help:"console.demo.out"`
	Round  string `enum:"2017,2026" default:"2017" placeholder:"2017|2026" help:"console.demo.round"`
	showing
}

// The defaults of a demonstration.
const (
	demoListen = "localhost:8080"
	demoDir    = "sansang-demo/data"
)

// Run serves or prints.
func (c *demoCommand) Run(s *session, k *kong.Context) error {
	// A flag of the other way of running would be ignored without a word.
	for _, typed := range k.Path {
		f := typed.Flag
		if f == nil {
			continue
		}
		printing := f.Name == "out" || f.Name == "round" || f.Name == "format"
		serving := f.Name == "listen" || f.Name == "dir"
		if printing && !c.Print || serving && c.Print {
			key := "console.demo.onlyPrint"
			if serving {
				key = "console.demo.onlyServe"
			}
			return misuse{fault.New(fault.Invalid, key, fault.Args{"flag": "--" + f.Name})}
		}
	}
	if c.Print {
		return c.print(s)
	}
	site := DemonstrationSite{Dir: c.Dir, Listen: c.Listen, Lang: s.lang}
	if site.Dir == "" {
		site.Dir = filepath.FromSlash(demoDir)
	}
	if site.Listen == "" {
		site.Listen, site.Next = demoListen, true
	}
	return s.Demonstrate(s.ctx, site, func(address string, accounts []DemonstrationAccount) { s.tellDemonstration(site, address, accounts) })
}

// tellDemonstration prints where the pages are and who can sign in.
func (s *session) tellDemonstration(site DemonstrationSite, address string, accounts []DemonstrationAccount) {
	if _, port, _ := net.SplitHostPort(site.Listen); site.Next && !strings.HasSuffix(address, ":"+port) {
		fmt.Fprintln(s.Out, s.say("console.demo.taken", "port", port))
	}
	fmt.Fprintf(s.Out, "%s\n\n  %s\n\n%s\n", s.say("console.demo.notice"), address, s.say("console.demo.accounts"))
	t := table{columns: []column{{head: s.say("console.demo.login")}, {head: s.say("console.demo.password")},
		{head: s.say("console.demo.role"), least: 12}, {head: s.say("console.demo.agency"), least: 12}, {head: s.say("console.demo.name"), least: 12}}}
	for _, a := range accounts {
		role := a.Role
		if a.Deputy {
			role = s.say("console.demo.deputy", "role", a.Role)
		}
		t.row(a.Login, a.Password, role, a.Agency, a.Name)
	}
	fmt.Fprintf(s.Out, "%s\n%s\n", t.text(s.OutColumns), s.say("console.demo.stop", "dir", site.Dir))
}

// print ranks the round, prints it, and writes all that a real run would write,
// with the files that it would read.
func (c *demoCommand) print(s *session) error {
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
