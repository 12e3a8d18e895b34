package criteria

import (
	"bytes"
	"embed"
	"errors"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

//go:embed frameworks
var shipped embed.FS

const shippedFolder = "frameworks"

// Shipped gives the names of the frameworks inside the program, in order.
func Shipped() []string {
	entries, err := shipped.ReadDir(shippedFolder)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Load gives a framework inside the program by its name, such as
// "ict-readiness-2026". The error is a fault of kind Missing when there is none.
func Load(name string) (*scoring.Framework, error) {
	data, err := shipped.ReadFile(path.Join(shippedFolder, name+".yaml"))
	if err != nil {
		return nil, fault.New(fault.Missing, "criteria.framework.none", fault.Args{"name": text.Clip(name, 80), "names": strings.Join(Shipped(), ", ")})
	}
	f, _, err := Open(name+".yaml", data, sheet.Options{})
	return f, err
}

// Open reads a framework from a file in memory: XLSX or YAML, by content. name
// is the file's, for the places of faults. The list holds the warnings. The
// error is a fault.List, everything that is wrong in one pass, each fault with
// its sheet and cell or its line; or a question that o must answer.
func Open(name string, data []byte, o sheet.Options) (*scoring.Framework, fault.List, error) {
	if isWorkbook(name, data) {
		book, err := sheet.ReadBytes(name, data, o)
		if err != nil {
			return nil, nil, err
		}
		return ReadSheet(book, o.Decimal)
	}
	return readYAML(name, data, o.Encoding)
}

// isWorkbook tells what goes to the reader of sheets, if only to be refused in
// its words: zips, the container of old workbooks, PDF, names of tables.
func isWorkbook(name string, data []byte) bool {
	for _, sign := range []string{"PK\x03\x04", "\xD0\xCF\x11\xE0", "%PDF"} {
		if bytes.HasPrefix(data, []byte(sign)) {
			return true
		}
	}
	return slices.Contains([]string{".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"}, strings.ToLower(path.Ext(name)))
}

// readYAML reads the other face. UTF-16 and byte order marks, as Windows makes
// them, are taken; another encoding is asked for.
func readYAML(name string, data []byte, e text.Encoding) (*scoring.Framework, fault.List, error) {
	if e == text.DetectEncoding && utf8.Valid(data) && !bytes.Contains(data, []byte{0}) {
		e = text.UTF8
	}
	read, err := text.Read(data, e)
	if err != nil {
		return nil, nil, fault.At(err, fault.Place{File: name})
	}
	f, found := scoring.LintYAML(name, strings.NewReader(read.Text))
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
	list.Sort()
	if err := list.Err(); err != nil {
		return nil, nil, err
	}
	if f == nil {
		return nil, nil, errors.Join(found)
	}
	tidy(f)
	return f, list, nil
}
