package sheet

import (
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// workbook is what the parts beside the sheets say.
type workbook struct {
	tabs     []tab
	date1904 bool
	strings  []string
	formats  []format // by the cell's style number
	links    []string // targets of links to other files
}

type tab struct {
	name, member string
	hidden       bool
}

// format is what a style makes of a number.
type format uint8

const (
	plainFormat format = iota
	percentFormat
	dateFormat
	timeFormat // a date with time of day
)

var errDirective = errors.New("document type declarations are refused")

// tokens calls visit for every start element and for the character data within,
// with the path of local names of open elements ("sst/si/t"). encoding/xml
// resolves no entities beyond the five of XML; a DOCTYPE is refused outright.
func tokens(r io.Reader, start func(path string, e xml.StartElement) error, data func(path string, s []byte), end func(path string)) error {
	d := xml.NewDecoder(r)
	var stack []string
	where := ""
	for {
		t, err := d.Token()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := t.(type) {
		case xml.Directive:
			return errDirective
		case xml.StartElement:
			if len(stack) == maxDepth {
				return errors.New("elements nest too deeply")
			}
			stack = append(stack, where)
			if where == "" {
				where = t.Name.Local
			} else {
				where += "/" + t.Name.Local
			}
			if start != nil {
				if err := start(where, t); err != nil {
					return err
				}
			}
		case xml.EndElement:
			if end != nil {
				end(where)
			}
			where, stack = stack[len(stack)-1], stack[:len(stack)-1]
		case xml.CharData:
			if data != nil {
				data(where, t)
			}
		}
	}
}

// maxDepth is far beyond what a workbook's parts nest (about ten).
const maxDepth = 100

// part runs tokens over a member and makes its errors faults of the file.
func (c *container) part(name string, start func(string, xml.StartElement) error, data func(string, []byte), end func(string)) error {
	r, err := c.open(name)
	if err != nil {
		return err
	}
	defer r.Close()
	return c.wrap(tokens(r, start, data, end))
}

// wrap keeps faults and makes any other error the fault of a broken file.
func (c *container) wrap(err error) error {
	var f *fault.Fault
	if err == nil || errors.As(err, &f) {
		return err
	}
	return broken(err).WithPlace(fault.Place{File: c.name})
}

func attr(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }

type relation struct{ kind, target string }

// relations reads the links of a part; targets are paths within the container,
// or as they stand when they lead outside of it.
func (c *container) relations(member string) (map[string]relation, error) {
	name := path.Join(path.Dir(member), "_rels", path.Base(member)+".rels")
	found := map[string]relation{}
	if !c.has(name) {
		return found, nil
	}
	err := c.part(name, func(_ string, e xml.StartElement) error {
		if e.Name.Local != "Relationship" {
			return nil
		}
		target := attr(e, "Target")
		if attr(e, "TargetMode") != "External" {
			if strings.HasPrefix(target, "/") {
				target = path.Clean(target)[1:]
			} else {
				target = path.Join(path.Dir(member), target)
			}
		}
		found[attr(e, "Id")] = relation{path.Base(attr(e, "Type")), target}
		return nil
	}, nil, nil)
	return found, err
}

// readWorkbook reads every part but the sheets.
func (c *container) readWorkbook() (*workbook, error) {
	main := "xl/workbook.xml"
	top, err := c.relations("")
	if err != nil {
		return nil, err
	}
	for _, r := range top {
		if r.kind == "officeDocument" {
			main = r.target
		}
	}
	if !c.has(main) {
		return nil, fault.New(fault.Invalid, "sheet.file.document", nil).
			WithPlace(fault.Place{File: c.name}).WithHint("sheet.file.saveAsXLSX")
	}
	related, err := c.relations(main)
	if err != nil {
		return nil, err
	}
	w := &workbook{}
	err = c.part(main, func(at string, e xml.StartElement) error {
		switch at {
		case "workbook/workbookPr":
			w.date1904 = isTrue(attr(e, "date1904"))
		case "workbook/sheets/sheet":
			r, ok := related[relationID(e)]
			if !ok {
				return errors.New("a sheet without a part")
			}
			if r.kind != "worksheet" {
				return nil // charts and dialogues have no cells
			}
			if len(w.tabs) == c.limits.Sheets {
				return fault.New(fault.Limit, "sheet.file.sheets", fault.Args{"limit": c.limits.Sheets}).
					WithPlace(fault.Place{File: c.name})
			}
			w.tabs = append(w.tabs, tab{text.NFC(attr(e, "name")), r.target, strings.HasSuffix(strings.ToLower(attr(e, "state")), "hidden")})
		}
		return nil
	}, nil, nil)
	if err != nil {
		return nil, err
	}
	for _, r := range related {
		switch r.kind {
		case "sharedStrings":
			if w.strings, err = c.readStrings(r.target); err != nil {
				return nil, err
			}
		case "styles":
			if w.formats, err = c.readStyles(r.target); err != nil {
				return nil, err
			}
		case "externalLink":
			targets, err := c.relations(r.target)
			if err != nil {
				return nil, err
			}
			for _, t := range targets {
				w.links = append(w.links, text.Clip(text.NFC(t.target), 200))
			}
		}
	}
	return w, nil
}

// relationID is the attribute r:id; the sheet's own sheetId is another.
func relationID(e xml.StartElement) string {
	for _, a := range e.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" {
			return a.Value
		}
	}
	return ""
}

// readStrings reads the shared strings. Phonetic hints (rPh) are not text.
func (c *container) readStrings(member string) ([]string, error) {
	if !c.has(member) {
		return nil, nil
	}
	var all []string
	var current strings.Builder
	err := c.part(member, func(at string, _ xml.StartElement) error {
		if at == "sst/si" && len(all) >= c.limits.Cells {
			return fault.New(fault.Limit, "sheet.file.cells", fault.Args{"limit": c.limits.Cells}).
				WithPlace(fault.Place{File: c.name})
		}
		return nil
	}, func(at string, s []byte) {
		if at == "sst/si/t" || at == "sst/si/r/t" {
			current.Write(s)
		}
	}, func(at string) {
		if at == "sst/si" {
			all = append(all, current.String())
			current.Reset()
		}
	})
	return all, err
}

// readStyles reads which styles show dates and percentages.
func (c *container) readStyles(member string) ([]format, error) {
	if !c.has(member) {
		return nil, nil
	}
	custom := map[int]format{}
	var formats []format
	err := c.part(member, func(at string, e xml.StartElement) error {
		switch at {
		case "styleSheet/numFmts/numFmt":
			if id, err := strconv.Atoi(attr(e, "numFmtId")); err == nil {
				custom[id] = formatOf(attr(e, "formatCode"))
			}
		case "styleSheet/cellXfs/xf":
			id, err := strconv.Atoi(attr(e, "numFmtId"))
			f, ok := custom[id]
			if err == nil && !ok {
				f = builtinFormat(id)
			}
			formats = append(formats, f)
		}
		return nil
	}, nil, nil)
	return formats, err
}

// builtinFormat knows the formats that have numbers only (ECMA-376 part 1,
// §18.8.30, with the East Asian ones).
func builtinFormat(id int) format {
	switch {
	case id == 9 || id == 10:
		return percentFormat
	case id == 22:
		return timeFormat
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return dateFormat
	}
	return plainFormat
}

// formatOf classifies a format code by its first section.
func formatOf(code string) format {
	var day, clock, percent bool
	if strings.EqualFold(code, "General") {
		return plainFormat
	}
scan:
	for i := 0; i < len(code); i++ {
		switch ch := code[i] | 0x20; {
		case code[i] == ';':
			break scan
		case code[i] == '\\' || code[i] == '_' || code[i] == '*':
			i++
		case code[i] == '"':
			if n := strings.IndexByte(code[i+1:], '"'); n >= 0 {
				i += n + 1
			}
		case code[i] == '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				break scan
			}
			i += n // colours, languages, and elapsed time, which is no date
		case code[i] == '%':
			percent = true
		case ch == 'd' || ch == 'y':
			day = true
		case ch == 'h' || ch == 's':
			clock = true
		}
	}
	switch {
	case day && clock:
		return timeFormat
	case day:
		return dateFormat
	case percent:
		return percentFormat
	}
	return plainFormat
}
