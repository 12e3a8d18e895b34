package console

import (
	"fmt"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// scoreCommand scores and ranks from files.
type scoreCommand struct {
	Framework string   `required:"" placeholder:"F.yaml|F.xlsx" help:"console.score.framework"`
	Answers   string   `required:"" placeholder:"A.csv|A.xlsx" help:"console.score.answers"`
	Agencies  string   `placeholder:"G.csv|G.xlsx" help:"console.score.agencies"`
	Out       string   `placeholder:"DIR" help:"console.score.out"`
	Report    string   `placeholder:"R.html" help:"console.score.report"`
	Explain   []string `sep:"none" placeholder:"AGENCY/CRITERION" help:"console.score.explain"`
	showing
	reading
}

// Run ranks the answers and shows, explains or writes the result.
func (c *scoreCommand) Run(s *session) error {
	if err := checkExplained(c.Explain); err != nil {
		return err
	}
	st, err := c.rank(s)
	if err != nil {
		return err
	}
	if len(c.Explain) > 0 {
		return st.explainAll(c.Explain, c.Format)
	}
	if err := st.show(c.Format); err != nil {
		return err
	}
	var written []string
	if c.Out != "" {
		paths, err := st.writeFolder(c.Out)
		written = append(written, paths...)
		if err != nil {
			return err
		}
	}
	if c.Report != "" {
		if err := st.writeReport(c.Report); err != nil {
			return err
		}
		written = append(written, c.Report)
	}
	s.tellWritten(written, c.Format)
	return nil
}

// rank reads the files, tells every fault of all of them in one pass, and ranks.
func (c *scoreCommand) rank(s *session) (*standing, error) {
	o, err := c.options()
	if err != nil {
		return nil, err
	}
	var faults fault.List
	framework, program, notes, err := s.openFramework(c.Framework, o)
	faults.Add(err)
	inputs := []input{framework}
	from := answers.Sources{Decimal: o.Decimal}
	read := func(role, path string) (book *sheet.Book) {
		in, book, err := readBook(role, path, o)
		faults.Add(err)
		inputs = append(inputs, in)
		return book
	}
	from.Answers = read("answers", c.Answers)
	if c.Agencies != "" {
		from.Agencies = read("agencies", c.Agencies)
	}
	if program == nil || from.Answers == nil || c.Agencies != "" && from.Agencies == nil {
		return nil, faults.Err()
	}
	set, err := answers.Read(program, from)
	faults.Add(err)
	if err := faults.Err(); err != nil {
		return nil, err
	}
	s.note(append(notes, set.Notes...))
	return newStanding(s, set, inputs, runtime.NumCPU())
}

// show writes the result to the standard output.
func (st *standing) show(format string) error {
	switch format {
	case formatCSV:
		return st.writeCSV(st.Out, sheet.CSV{})
	case formatJSON:
		return st.writeJSON(st.json())
	}
	_, err := fmt.Fprint(st.Out, st.tables())
	return err
}

// writeFolder writes the ranking as CSV, JSON and a workbook into a folder, and
// returns the paths.
func (st *standing) writeFolder(dir string) (paths []string, err error) {
	for _, f := range []struct {
		name string
		make func() ([]byte, error)
	}{
		{"ranking.xlsx", st.workbook},
		{"ranking.csv", st.csv},
		{"result.json", st.jsonFile},
	} {
		data, err := f.make()
		if err == nil {
			err = writeFile(filepath.Join(dir, f.name), data)
		}
		if err != nil {
			return paths, err
		}
		paths = append(paths, filepath.Join(dir, f.name))
	}
	return paths, nil
}

// tellWritten names the files that were written: below a table, else on the
// standard error, where no program reads them as the result.
func (s *session) tellWritten(paths []string, format string) {
	if len(paths) == 0 {
		return
	}
	to := s.Out
	if format == formatCSV || format == formatJSON {
		to = s.Err
	}
	fmt.Fprintf(to, "\n%s\n  %s\n", s.say("console.file.written"), strings.Join(paths, "\n  "))
}
