package console

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// frameworkCommands look after frameworks as files.
type frameworkCommands struct {
	Lint    lintCommand    `cmd:"" help:"console.lint.help" about:"console.lint.about" examples:"console.lint.examples"`
	Convert convertCommand `cmd:"" help:"console.convert.help" about:"console.convert.about" examples:"console.convert.examples"`
	Diff    diffCommand    `cmd:"" help:"console.diff.help" about:"console.diff.about" examples:"console.diff.examples"`
}

// lintCommand lists everything that is wrong with frameworks.
type lintCommand struct {
	Files []string `arg:"" name:"framework" help:"console.lint.files"`
	showing
	reading
}

// finding is one fault or warning of a framework, for programs.
type finding struct {
	File     string `json:"file"`
	Sheet    string `json:"sheet,omitempty"`
	Cell     string `json:"cell,omitempty"`
	Line     int    `json:"line,omitempty"`
	Column   int    `json:"column,omitempty"`
	Field    string `json:"field,omitempty"`
	Severity string `json:"severity"` // fault or warning
	Key      string `json:"key"`
	Sentence string `json:"sentence"`
	Found    string `json:"found,omitempty"`
	Expected string `json:"expected,omitempty"`
	Hint     string `json:"hint,omitempty"`
}

// Run reads every framework and writes what it found to the standard output;
// the error is told already and gives the exit code.
func (c *lintCommand) Run(s *session) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	var all fault.List
	for _, path := range c.Files {
		_, _, notes, err := s.readFramework(path, o)
		var list fault.List
		list.Add(err)
		if err == nil {
			list = notes
		}
		list.Sort()
		all = append(all, list...)
	}
	if c.Format != formatCSV && c.Format != formatJSON {
		for _, f := range all {
			mark := "✗ "
			if f.Warning {
				mark = "! "
			}
			fmt.Fprint(s.Out, wrapped(mark+s.texts.Fault(s.lang, f), 2, s.outColumns()))
		}
		warnings := len(all.Warnings())
		fmt.Fprintln(s.Out, s.say("console.lint.sum", "files", len(c.Files), "faults", len(all)-warnings, "warnings", warnings))
		return toldError(all.Err())
	}
	findings := []finding{}
	for _, f := range all {
		t := s.texts.Tell(s.lang, f)
		severity := "fault"
		if f.Warning {
			severity = "warning"
		}
		findings = append(findings, finding{f.At.File, f.At.Sheet, f.At.Cell(), f.At.Line, f.At.Col, f.At.Field, severity, f.Key, t.Sentence, t.Found, t.Expected, t.Hint})
	}
	if c.Format == formatJSON {
		err = s.writeJSON(findings)
	} else {
		err = s.writeFindings(findings)
	}
	return errors.Join(err, toldError(all.Err()))
}

func (s *session) writeFindings(findings []finding) error {
	page := sheet.New(sheet.Meta{Lang: s.lang}).Page("lint", sheet.Layout{})
	headRow(page, "file", "sheet", "cell", "line", "column", "field", "severity", "key", "sentence", "found", "expected", "hint")
	for _, f := range findings {
		page.Row(sheet.Body, sheet.Text(f.File), sheet.Text(f.Sheet), sheet.Text(f.Cell), whole(f.Line), whole(f.Column), sheet.Text(f.Field),
			sheet.Text(f.Severity), sheet.Text(f.Key), sheet.Text(f.Sentence), sheet.Text(f.Found), sheet.Text(f.Expected), sheet.Text(f.Hint))
	}
	return page.WriteCSV(s.Out, sheet.CSV{})
}

// headRow heads a table for programs.
func headRow(page *sheet.Page, names ...string) {
	var head []sheet.Out
	for _, n := range names {
		head = append(head, sheet.Text(n))
	}
	page.Row(sheet.Head, head...)
}

// whole is a number that counts from 1; 0 is not known.
func whole(n int) sheet.Out {
	if n == 0 {
		return sheet.Empty()
	}
	return sheet.Int(n)
}

// convertCommand turns one face of a framework into the other.
type convertCommand struct {
	From  string `arg:"" name:"from" help:"console.convert.from"`
	To    string `arg:"" name:"to" help:"console.convert.to"`
	Force bool   `help:"console.convert.force"`
	reading
}

// Run reads a framework and writes it in the form that the name says.
func (c *convertCommand) Run(s *session) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	_, d, notes, err := s.readFramework(c.From, o)
	if err != nil {
		return err
	}
	s.note(notes)
	var b bytes.Buffer
	switch strings.ToLower(filepath.Ext(c.To)) {
	case ".yaml", ".yml":
		err = criteria.WriteYAML(&b, d)
	case ".xlsx":
		err = criteria.WriteSheet(&b, d, s.lang)
	default:
		err = fault.New(fault.Invalid, "console.convert.form", nil).WithFound(text.Clip(c.To, 200))
	}
	if _, there := os.Stat(c.To); err == nil && there == nil && !c.Force {
		err = fault.New(fault.Conflict, "console.convert.there", fault.Args{"name": c.To}).WithHint("console.convert.thereHint")
	}
	if err == nil {
		err = writeFile(c.To, b.Bytes())
	}
	if err != nil {
		return err
	}
	s.tellWritten([]string{c.To}, "")
	return nil
}

// diffCommand tells what is new in a framework.
type diffCommand struct {
	Old string `arg:"" name:"old" help:"console.diff.old"`
	New string `arg:"" name:"new" help:"console.diff.new"`
	showing
	reading
}

// change is one difference, for programs.
type change struct {
	Kind     scoring.ChangeKind `json:"kind"`
	Path     string             `json:"path"`
	Thing    string             `json:"thing"`
	Field    string             `json:"field,omitempty"`
	Before   string             `json:"before,omitempty"`
	After    string             `json:"after,omitempty"`
	Sentence string             `json:"sentence"`
}

// Run compares two frameworks. Faults of both files are told in one pass.
func (c *diffCommand) Run(s *session) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	var faults, notes fault.List
	read := func(path string) *criteria.Document {
		_, d, n, err := s.readFramework(path, o)
		faults.Add(err)
		notes = append(notes, n...)
		return d
	}
	before, after := read(c.Old), read(c.New)
	if err := faults.Err(); err != nil {
		return err
	}
	s.note(notes)
	changes := []change{}
	lang := string(s.lang)
	all := scoring.Diff(before.Framework, after.Framework)
	if before.Checks != nil && after.Checks != nil { // of checks a file may say nothing
		all = append(all, criteria.DiffChecks(before.Checks, after.Checks)...)
	}
	for _, d := range all {
		changes = append(changes, change{d.Kind, d.Path, d.Thing.In(lang), d.Field.In(lang), d.Before.In(lang), d.After.In(lang), d.Text(lang)})
	}
	switch c.Format {
	case formatJSON:
		return s.writeJSON(changes)
	case formatCSV:
		page := sheet.New(sheet.Meta{Lang: s.lang}).Page("diff", sheet.Layout{})
		headRow(page, "kind", "path", "thing", "field", "before", "after", "sentence")
		for _, d := range changes {
			page.Row(sheet.Body, sheet.Text(string(d.Kind)), sheet.Text(d.Path), sheet.Text(d.Thing), sheet.Text(d.Field), sheet.Text(d.Before), sheet.Text(d.After), sheet.Text(d.Sentence))
		}
		return page.WriteCSV(s.Out, sheet.CSV{})
	}
	if len(changes) == 0 {
		_, err := fmt.Fprintln(s.Out, s.say("console.diff.same"))
		return err
	}
	for _, d := range changes {
		fmt.Fprint(s.Out, wrapped(marks[d.Kind]+" "+d.Sentence, 2, s.outColumns()))
	}
	_, err = fmt.Fprintln(s.Out, s.say("console.diff.sum", "count", len(changes)))
	return err
}

// marks stand before a change, as in a patch.
var marks = map[scoring.ChangeKind]string{scoring.Added: "+", scoring.Removed: "−", scoring.Moved: "→", scoring.Changed: "~"}
