package criteria

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Document is what a file holds of a version: the framework and its checks.
// Checks is nil when the file says nothing of them, which is not the same as
// that there are none.
type Document struct {
	Framework *scoring.Framework
	Checks    []Check
}

// Document gives what a file of the version holds.
func (v *Version) Document() *Document {
	if v.Checks == nil {
		return &Document{v.Framework, []Check{}}
	}
	return &Document{v.Framework, v.Checks}
}

// Open reads a framework and its checks from a file in memory: XLSX or YAML, by
// content. name is the file's, for the places of faults. The list holds the
// warnings. The error is a fault.List, everything that is wrong in one pass,
// each fault with its sheet and cell or its line; or a question that o must
// answer.
func Open(name string, data []byte, o sheet.Options) (*Document, fault.List, error) {
	if isWorkbook(name, data) {
		book, err := sheet.ReadBytes(name, data, o)
		if err != nil {
			return nil, nil, err
		}
		return ReadSheet(book, o.Decimal)
	}
	return readYAML(name, data, o.Encoding)
}

// DiffChecks tells what is new in the checks b against a, by code, in both
// languages.
func DiffChecks(a, b []Check) (all []scoring.Change) {
	thing := func(c *Check) scoring.Text {
		return scoring.Text{Vi: say(text.Vi, "criteria.compare.check") + " " + c.Code, En: say(text.En, "criteria.compare.check") + " " + c.Code}
	}
	said := func(c *Check) scoring.Text {
		in := func(lang text.Lang) string {
			return say(lang, "criteria.check."+string(c.Severity)) + ": " + c.Require
		}
		return scoring.Text{Vi: in(text.Vi), En: in(text.En)}
	}
	for i := range b {
		switch old := find(a, b[i].Code); {
		case old == nil:
			all = append(all, scoring.Change{Kind: scoring.Added, Path: "check " + b[i].Code, Thing: thing(&b[i]), After: said(&b[i])})
		case !equalChecks(old, &b[i]):
			all = append(all, scoring.Change{Kind: scoring.Changed, Path: "check " + b[i].Code, Thing: thing(&b[i]), Before: said(old), After: said(&b[i])})
		}
	}
	for i := range a {
		if find(b, a[i].Code) == nil {
			all = append(all, scoring.Change{Kind: scoring.Removed, Path: "check " + a[i].Code, Thing: thing(&a[i]), Before: said(&a[i])})
		}
	}
	return all
}

// checksFile is the second document of a YAML file.
type checksFile struct {
	Checks []Check `yaml:"checks"`
}

// checksHead stands before the checks of a YAML file.
const checksHead = "---\n"

// WriteYAML writes a document as YAML: the framework, and in a second document
// of the stream the checks, when they are stated. The error is what w says.
func WriteYAML(w io.Writer, d *Document) error {
	if err := scoring.WriteYAML(w, d.Framework); err != nil || d.Checks == nil {
		return err
	}
	if _, err := io.WriteString(w, checksHead); err != nil {
		return err
	}
	out := yaml.NewEncoder(w)
	out.SetIndent(2)
	return errors.Join(out.Encode(checksFile{d.Checks}), out.Close())
}

// splitYAML parts the framework of a file from its checks, before which it
// leaves as many empty lines as stand above them, so that places stay true.
func splitYAML(content string) (framework, checks string) {
	at, above, said := 0, 0, false
	for line := range strings.Lines(content) {
		bare := strings.TrimRight(line, " \t\r\n")
		if said && bare == strings.TrimSpace(checksHead) {
			return content[:at], strings.Repeat("\n", above+1) + content[at+len(line):]
		}
		said = said || bare != "" && bare != strings.TrimSpace(checksHead) && !strings.HasPrefix(bare, "#")
		at, above = at+len(line), above+1
	}
	return content, ""
}

// readChecks reads the second document of a YAML file.
func readChecks(name, content string, f *scoring.Framework) ([]Check, error) {
	if content == "" {
		return nil, nil
	}
	in := yaml.NewDecoder(strings.NewReader(content))
	in.KnownFields(true)
	var file checksFile
	err := in.Decode(&file)
	if err == nil {
		if more := in.Decode(&yaml.Node{}); !errors.Is(more, io.EOF) {
			return nil, fault.New(fault.Invalid, "criteria.check.third", nil).WithPlace(fault.Place{File: name})
		}
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.Wrap(fault.Invalid, err, "criteria.check.file", fault.Args{"where": strings.TrimPrefix(strings.Join(strings.Fields(err.Error()), " "), "yaml: ")}).WithPlace(fault.Place{File: name})
	}
	if file.Checks == nil {
		file.Checks = []Check{}
	}
	tidy(&file)
	for i := range file.Checks {
		if len(file.Checks[i].Groups) == 0 {
			file.Checks[i].Groups = nil
		}
	}
	if f == nil {
		return file.Checks, nil
	}
	if _, err := CompileChecks(file.Checks, f); err != nil {
		var list fault.List
		for _, one := range faultsOf(err) {
			one.At.File = name
			list.Add(one)
		}
		return nil, list.Err()
	}
	return file.Checks, nil
}

// readYAML reads the other face. UTF-16 and byte order marks, as Windows makes
// them, are taken; another encoding is asked for.
func readYAML(name string, data []byte, e text.Encoding) (*Document, fault.List, error) {
	if e == text.DetectEncoding && utf8.Valid(data) && !bytes.Contains(data, []byte{0}) {
		e = text.UTF8
	}
	read, err := text.Read(data, e)
	if err != nil {
		return nil, nil, fault.At(err, fault.Place{File: name})
	}
	first, second := splitYAML(read.Text)
	f, found := scoring.LintYAML(name, strings.NewReader(first))
	var list fault.List
	number := 0
	for line := range strings.Lines(read.Text) {
		number++
		if shown, _, turns := text.Unseen(line); turns {
			list.Add(fault.New(fault.Invalid, "criteria.text.turned", nil).WithPlace(fault.Place{File: name, Line: number}).
				WithFound(text.Clip(strings.TrimSpace(shown), 80)))
		}
	}
	for _, s := range found {
		list.Add(fromScoring(s, fault.Place{File: name, Line: s.Line, Field: s.Path}))
	}
	if f != nil {
		tidy(f)
	}
	checks, err := readChecks(name, second, f)
	list.Add(err)
	list.Sort()
	if err := list.Err(); err != nil {
		return nil, nil, err
	}
	if f == nil {
		return nil, nil, errors.Join(found)
	}
	return &Document{f, checks}, list, nil
}
