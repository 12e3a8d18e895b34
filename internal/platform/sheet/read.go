package sheet

import (
	"bytes"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Options of reading. The zero value asks whatever is not certain.
type Options struct {
	Limits    Limits        // zero: Form for Read, Register for Stream
	Encoding  text.Encoding // of a CSV; DetectEncoding finds out or asks
	Separator rune          // of a CSV; 0 finds out or asks
	// Remark begins a record of a CSV that is no part of the table, such as "#":
	// a comma within it says nothing about the separator or the width. "" is none.
	Remark string
	// Decimal is not used by the readers themselves: cells keep what was
	// written. It travels with the options to whoever calls Cell.Number.
	Decimal text.Decimal
}

// Options that answer the questions of reading, beside text.OptionDecimal.
const (
	OptionEncoding  = text.OptionEncoding
	OptionSeparator = "separator" // values: "comma", "semicolon", "tab"
)

// ParseSeparator reads the value of OptionSeparator; "" gives 0, find out.
func ParseSeparator(value string) (rune, error) {
	switch value {
	case "":
		return 0, nil
	case "comma", ",":
		return ',', nil
	case "semicolon", ";":
		return ';', nil
	case "tab", "\t":
		return '\t', nil
	}
	return 0, fault.New(fault.Invalid, "sheet.separator.unknown", nil).WithFound(value)
}

// ReadFile reads the file at a path. Places name it by its base name.
func ReadFile(name string, o Options) (*Book, error) {
	base := text.NFC(filepath.Base(name))
	f, err := os.Open(name)
	if err != nil {
		kind := fault.Unavailable
		key := "sheet.file.unreadable"
		if os.IsNotExist(err) {
			kind, key = fault.Missing, "sheet.file.missing"
		}
		return nil, fault.Wrap(kind, err, key, fault.Args{"name": name}).WithPlace(fault.Place{File: base})
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil || info.Mode()&fs.ModeType != 0 {
		return nil, fault.Wrap(fault.Unavailable, err, "sheet.file.unreadable", fault.Args{"name": name}).
			WithPlace(fault.Place{File: base})
	}
	return Read(base, f, info.Size(), o)
}

// ReadBytes reads a file that is in memory.
func ReadBytes(name string, data []byte, o Options) (*Book, error) {
	return Read(name, bytes.NewReader(data), int64(len(data)), o)
}

// Read reads a workbook or CSV as a whole; which of the two is decided by
// content, not by name. The error is a fault or a fault.List: the file cannot
// be used, or a question must be answered by an option. Where single records of
// a CSV are at fault the book comes with the error, those rows marked Doubtful,
// so that the faults of all other rows can be told in the same pass.
func Read(name string, r io.ReaderAt, size int64, o Options) (*Book, error) {
	if o.Limits == (Limits{}) {
		o.Limits = Form
	}
	book := &Book{Name: name}
	err := stream(book, r, size, o, func(s *Sheet, row *Row) error {
		s.Rows = append(s.Rows, *row)
		return nil
	})
	if err != nil && !book.whole {
		return nil, err
	}
	for _, s := range book.Sheets {
		s.markMerged(&book.Notes)
	}
	book.Notes.Sort()
	return book, err
}

// Stream reads row by row without keeping any: visit gets every row with
// content, sheet after sheet in the order of the tabs; the row is valid during
// the call only. A row of a CSV that is at fault as a whole is Doubtful, and the
// error comes at the end. An error of visit ends the reading and is returned. Which
// cells are merged stands behind the rows in the file and is therefore not
// marked. The returned list holds the warnings.
func Stream(name string, r io.ReaderAt, size int64, o Options, visit func(*Sheet, *Row) error) (fault.List, error) {
	if o.Limits == (Limits{}) {
		o.Limits = Register
	}
	book := &Book{Name: name}
	if err := stream(book, r, size, o, visit); err != nil {
		return nil, err
	}
	book.Notes.Sort()
	return book.Notes, nil
}

func stream(book *Book, r io.ReaderAt, size int64, o Options, visit func(*Sheet, *Row) error) error {
	here := fault.Place{File: book.Name}
	if size > o.Limits.FileBytes {
		return fault.New(fault.Limit, "sheet.file.large", fault.Args{"limit": o.Limits.FileBytes / mib}).WithPlace(here)
	}
	if size == 0 {
		return fault.New(fault.Invalid, "sheet.file.empty", nil).WithPlace(here)
	}
	head := make([]byte, min(size, 4096))
	if _, err := r.ReadAt(head, 0); err != nil && err != io.EOF {
		return fault.Wrap(fault.Unavailable, err, "sheet.file.unreadable", fault.Args{"name": book.Name}).WithPlace(here)
	}
	extension := strings.ToLower(filepath.Ext(book.Name))
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		if extension == ".xlsm" || extension == ".xltm" {
			return fault.New(fault.Invalid, "sheet.file.macro", nil).WithPlace(here).WithHint("sheet.file.saveAsXLSX")
		}
		return streamXLSX(book, r, size, o, visit)
	case bytes.HasPrefix(head, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")):
		return fault.At(refuseOLE(r, size), here)
	case bytes.HasPrefix(head, []byte("%PDF")):
		return fault.New(fault.Invalid, "sheet.file.document", nil).WithPlace(here).WithHint("sheet.file.saveAsXLSX")
	case looksLikeMarkup(head):
		return fault.New(fault.Invalid, "sheet.file.markup", nil).WithPlace(here).WithHint("sheet.file.saveAsXLSX")
	case extension == ".xlsx" || extension == ".xls" || extension == ".xlsm":
		return fault.New(fault.Invalid, "sheet.file.broken", nil).WithPlace(here).WithHint("sheet.file.saveAgain")
	}
	return streamCSV(book, r, size, o, visit)
}

// refuseOLE tells an old .xls from a workbook locked by a password; both lie in
// the same container, whose directory names the streams in UTF-16.
func refuseOLE(r io.ReaderAt, size int64) error {
	wanted := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	const window = 1 << 16 // the directory lies in front or at the end
	for _, at := range []int64{0, max(0, size-window)} {
		buf := make([]byte, min(size, window))
		n, _ := r.ReadAt(buf, at)
		if bytes.Contains(buf[:n], wanted) {
			return fault.New(fault.Invalid, "sheet.file.password", nil).WithHint("sheet.file.saveAsXLSX")
		}
	}
	return fault.New(fault.Invalid, "sheet.file.old", nil).WithHint("sheet.file.saveAsXLSX")
}

// looksLikeMarkup recognises the HTML and XML that many programs save under
// the name .xls.
func looksLikeMarkup(head []byte) bool {
	start := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head[:min(len(head), 256)], []byte("\xEF\xBB\xBF")), " \t\r\n")))
	for _, tag := range []string{"<html", "<!doctype", "<?xml", "<table", "<meta", "<head"} {
		if strings.HasPrefix(start, tag) {
			return true
		}
	}
	return false
}

// maxNotes bounds the warnings of one kind on one sheet; a last one tells that
// there are more.
const maxNotes = 1000

// noter collects warnings of a sheet.
type noter struct {
	to    *fault.List
	count map[string]int
}

func (n *noter) add(f *fault.Fault) {
	if n.count == nil {
		n.count = map[string]int{}
	}
	n.count[f.Key]++
	switch {
	case n.count[f.Key] <= maxNotes:
		n.to.Add(f)
	case n.count[f.Key] == maxNotes+1:
		p := f.At
		p.Row, p.Col = 0, 0
		n.to.Add(fault.Warn("sheet.notes.more", fault.Args{"limit": maxNotes}).WithPlace(p))
	}
}

// markMerged marks the cells of merged areas once these are known. A covered
// cell that holds something is listed: no reader of the screen can see it.
func (s *Sheet) markMerged(notes *fault.List) {
	note := noter{to: notes}
	for _, m := range s.Merged {
		first, _ := slices.BinarySearchFunc(s.Rows, m.From.Row, func(r Row, n int) int { return r.Number - n })
		for i := first; i < len(s.Rows) && s.Rows[i].Number <= m.To.Row; i++ {
			r := &s.Rows[i]
			for j := range r.Cells {
				c := &r.Cells[j]
				switch {
				case !m.Contains(c.Address):
				case c.Address == m.From:
					c.Marks |= Merged
					note.add(fault.Warn("sheet.cell.merged", fault.Args{"area": m.String()}).WithPlace(c.Place()))
				default:
					c.Marks |= Covered
					note.add(fault.Warn("sheet.cell.covered", fault.Args{"area": m.String()}).WithPlace(c.Place()).WithFound(c.shown()))
				}
			}
		}
	}
}
