package sheet

import (
	"io"
	"slices"
	"strings"
	"unicode/utf16"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func streamCSV(book *Book, r io.ReaderAt, size int64, o Options, visit func(*Sheet, *Row) error) error {
	here := fault.Place{File: book.Name}
	data := make([]byte, size)
	if _, err := r.ReadAt(data, 0); err != nil && err != io.EOF {
		return fault.Wrap(fault.Unavailable, err, "sheet.file.unreadable", fault.Args{"name": book.Name}).WithPlace(here)
	}
	read, err := text.Read(data, o.Encoding)
	if err != nil {
		return fault.At(err, here)
	}
	book.Format, book.Encoding = CSVFile, read.Encoding
	body, declared := cutSepLine(read.Text)
	firstLine := 1
	if body != read.Text {
		firstLine = 2
	}
	book.Separator = o.Separator
	if book.Separator == 0 {
		book.Separator = declared
	}
	if book.Separator == 0 {
		if book.Separator, err = findSeparator(body, o.Remark); err != nil {
			return fault.At(err, here)
		}
	}
	s := &Sheet{file: book.Name}
	book.Sheets = []*Sheet{s}
	reader := &csvReader{
		records: records{rest: body, separator: byte(book.Separator), line: firstLine},
		sheet:   s, limits: o.Limits, remark: o.Remark, visit: visit, note: noter{to: &book.Notes}, offset: firstLine - 1,
	}
	err = reader.read()
	book.whole = reader.done
	return err
}

// cutSepLine takes off the line "sep=;" that Excel writes and understands.
func cutSepLine(s string) (body string, separator rune) {
	line, rest, _ := strings.Cut(s, "\n")
	line = strings.TrimSuffix(line, "\r")
	if len(line) == 5 && strings.EqualFold(line[:4], "sep=") && strings.Contains(separators, line[4:]) {
		return rest, rune(line[4])
	}
	return s, 0
}

// records cuts text into records as RFC 4180 has it, with any line ending and
// with the line on which each record and each fault begins.
type records struct {
	rest      string
	separator byte
	line      int // of what is next
	start     int // of the record returned last
	fields    []string
	stray     int // column of a quote where none may be, 0 when there is none
	open      bool
}

// next reads a record; false at the end.
func (r *records) next() bool {
	if r.rest == "" {
		return false
	}
	r.fields, r.start, r.stray, r.open = r.fields[:0], r.line, 0, false
	for {
		field, more := r.field()
		r.fields = append(r.fields, field)
		if !more {
			return true
		}
	}
}

// field reads a field and its separator; more tells whether another follows.
func (r *records) field() (field string, more bool) {
	if !strings.HasPrefix(r.rest, `"`) {
		i := strings.IndexAny(r.rest, string([]byte{r.separator, '\r', '\n'}))
		if i < 0 {
			i = len(r.rest)
		}
		field = r.rest[:i]
		if strings.Contains(field, `"`) && r.stray == 0 {
			r.stray = len(r.fields) + 1
		}
		return field, r.after(i)
	}
	var b strings.Builder
	s := r.rest[1:]
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			r.open = true
			b.WriteString(s)
			r.rest = ""
			return b.String(), false
		}
		b.WriteString(s[:i])
		r.line += newlines(s[:i])
		s = s[i+1:]
		if !strings.HasPrefix(s, `"`) {
			break
		}
		b.WriteByte('"')
		s = s[1:]
	}
	r.rest = s
	i := strings.IndexAny(s, string([]byte{r.separator, '\r', '\n'}))
	if i < 0 {
		i = len(s)
	}
	if strings.TrimSpace(s[:i]) != "" {
		if r.stray == 0 {
			r.stray = len(r.fields) + 1
		}
		b.WriteString(s[:i])
	}
	return b.String(), r.after(i)
}

// after moves behind the field that ends at i.
func (r *records) after(i int) (more bool) {
	s := r.rest[i:]
	switch {
	case s == "":
		r.rest = ""
		return false
	case s[0] == r.separator:
		r.rest = s[1:]
		return true
	case strings.HasPrefix(s, "\r\n"):
		s = s[1:]
	}
	r.line++
	r.rest = s[1:]
	return false
}

// remarks tells whether the record begins with the mark of a remark.
func (r *records) remarks(mark string) bool {
	return mark != "" && strings.HasPrefix(strings.TrimSpace(r.fields[0]), mark)
}

// newlines counts line ends of any kind: CR LF, LF, CR.
func newlines(s string) int {
	return strings.Count(s, "\n") + strings.Count(s, "\r") - strings.Count(s, "\r\n")
}

// separatorSample is how many records are looked at to find the separator.
const separatorSample = 200

// findSeparator tries each separator on the first records. One that gives every
// record the same number of fields, at least two, is taken if it is the only
// such; two such are a question. Failing that, the only one that occurs in the
// first record is taken. A file without any is a single column.
func findSeparator(s, remark string) (rune, error) {
	var even, first []rune
	for _, c := range separators {
		r := records{rest: s, separator: byte(c), line: 1}
		width, same := 0, true
		for n := 0; n < separatorSample && r.next(); n++ {
			if len(r.fields) == 1 && strings.TrimSpace(r.fields[0]) == "" || r.remarks(remark) {
				continue
			}
			if width == 0 {
				width = len(r.fields)
			} else if len(r.fields) != width {
				same = false
			}
		}
		if width > 1 {
			first = append(first, c)
			if same {
				even = append(even, c)
			}
		}
	}
	switch {
	case len(even) == 1:
		return even[0], nil
	case len(even) == 0 && len(first) == 1:
		return first[0], nil
	case len(first) == 0:
		return loneSeparator(s, remark)
	}
	return 0, askSeparator(slices.Compact(slices.Sorted(slices.Values(append(even, first...)))))
}

// loneSeparator is for files whose first record has one field, such as a title:
// the only separator that occurs at all.
func loneSeparator(s, remark string) (rune, error) {
	var seen []rune
	for _, c := range separators {
		r := records{rest: s, separator: byte(c), line: 1}
		for n := 0; n < separatorSample && r.next(); n++ {
			if len(r.fields) > 1 && !r.remarks(remark) {
				seen = append(seen, c)
				break
			}
		}
	}
	switch len(seen) {
	case 0:
		return ',', nil
	case 1:
		return seen[0], nil
	}
	return 0, askSeparator(seen)
}

func askSeparator(candidates []rune) error {
	names := map[rune]string{',': "comma", ';': "semicolon", '\t': "tab"}
	var choices []fault.Choice
	for _, c := range candidates {
		choices = append(choices, fault.Choice{Value: names[c], Key: "sheet.separator." + names[c]})
	}
	return fault.Question("sheet.csv.separator", nil, OptionSeparator, choices...).WithHint("sheet.csv.separatorHint")
}

// csvReader turns records into rows.
type csvReader struct {
	records
	sheet  *Sheet
	limits Limits
	remark string
	visit  func(*Sheet, *Row) error
	note   noter
	offset int // records taken off in front
	number int
	cells  int
	width  int // fields of the heading; 0 until it is known
	faults fault.List
	done   bool // at the end of the file
}

func (r *csvReader) read() error {
	for r.number = 1 + r.offset; r.next(); r.number++ {
		row, err := r.row()
		if err != nil {
			return err
		}
		if len(row.Cells) == 0 {
			continue
		}
		if err := r.visit(r.sheet, row); err != nil {
			return err
		}
	}
	r.done = true
	return r.faults.Err()
}

func (r *csvReader) place(col int) fault.Place {
	return fault.Place{File: r.sheet.file, Line: r.start, Col: col}
}

// row makes the row of the current record and notes what is wrong with it. The
// error is a bound that is passed, which ends the reading.
func (r *csvReader) row() (*Row, error) {
	if r.number > r.limits.Rows {
		return nil, fault.New(fault.Limit, "sheet.sheet.rows", fault.Args{"limit": r.limits.Rows}).WithPlace(r.place(0))
	}
	before := len(r.faults)
	if r.open {
		r.faults.Add(fault.New(fault.Invalid, "sheet.csv.open", nil).WithPlace(r.place(len(r.fields))).WithHint("sheet.csv.quoteHint"))
	}
	if r.stray > 0 {
		r.faults.Add(fault.New(fault.Invalid, "sheet.csv.quote", nil).WithPlace(r.place(r.stray)).
			WithFound(text.Clip(r.fields[r.stray-1], 80)).WithHint("sheet.csv.quoteHint"))
	}
	row := &Row{Number: r.number, Line: r.start, sheet: r.sheet}
	last := 0
	for i, field := range r.fields {
		if field == "" {
			continue
		}
		bare, guarded := unguard(field)
		c := Cell{Address: Address{r.number, i + 1}, Type: TextCell, Value: bare, sheet: r.sheet, line: r.start}
		if guarded {
			c.Marks |= Unescaped
		}
		if len(bare) > r.limits.CellChars {
			if n := len(utf16.Encode([]rune(bare))); n > r.limits.CellChars {
				c.Value = ""
				c.Fault = fault.New(fault.Limit, "sheet.cell.long", fault.Args{"count": n, "limit": r.limits.CellChars}).WithPlace(c.Place())
			}
		}
		if c.Fault == nil {
			c.guardUnseen()
		}
		noteUnseen(c, &r.note)
		if !c.Blank() {
			last = i + 1
		}
		row.Cells = append(row.Cells, c)
	}
	switch r.cells += len(row.Cells); {
	case last > r.limits.Columns:
		return nil, fault.New(fault.Limit, "sheet.sheet.columns", fault.Args{"limit": r.limits.Columns}).WithPlace(r.place(last))
	case r.cells > r.limits.Cells:
		return nil, fault.New(fault.Limit, "sheet.file.cells", fault.Args{"limit": r.limits.Cells}).WithPlace(r.place(0))
	}
	// The first record of two fields or more is the heading. A longer record
	// is most likely cut by a decimal comma; what it says is not certain.
	switch {
	case r.remarks(r.remark): // of any width
	case r.width == 0 && len(r.fields) > 1:
		r.width = len(r.fields)
	case r.width > 0 && last > r.width:
		r.faults.Add(fault.New(fault.Invalid, "sheet.csv.ragged", fault.Args{"count": len(r.fields), "want": r.width}).
			WithPlace(r.place(r.width + 1)).WithFound(text.Clip(r.fields[r.width], 80)).WithHint("sheet.csv.raggedHint"))
	case r.width > 0 && len(r.fields) < r.width && last > 0:
		r.note.add(fault.Warn("sheet.csv.short", fault.Args{"count": len(r.fields), "want": r.width}).WithPlace(r.place(0)))
	}
	row.Doubtful = len(r.faults) > before
	return row, nil
}
