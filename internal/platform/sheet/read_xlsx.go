package sheet

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func streamXLSX(book *Book, r io.ReaderAt, size int64, o Options, visit func(*Sheet, *Row) error) error {
	c, err := openContainer(book.Name, r, size, o.Limits)
	if err != nil {
		return err
	}
	if err := c.refuseKind(); err != nil {
		return err
	}
	w, err := c.readWorkbook()
	if err != nil {
		return err
	}
	slices.Sort(w.links)
	for _, target := range slices.Compact(w.links) {
		book.Notes.Add(fault.Warn("sheet.file.linked", fault.Args{"target": target}).WithPlace(fault.Place{File: book.Name}))
	}
	cells := 0
	for i, t := range w.tabs {
		s := &Sheet{Name: t.name, Hidden: t.hidden, Index: i, file: book.Name}
		book.Sheets = append(book.Sheets, s)
		reader := &sheetReader{
			container: c, workbook: w, sheet: s, visit: visit, cells: &cells,
			note: noter{to: &book.Notes}, hidden: make([]bool, o.Limits.Columns+1),
		}
		if err := reader.read(t.member); err != nil {
			return err
		}
	}
	return nil
}

// sheetReader turns one sheet's part into rows. It keeps one row at a time.
type sheetReader struct {
	*container
	*workbook
	sheet *Sheet
	visit func(*Sheet, *Row) error
	note  noter
	cells *int // of the whole file

	hidden     []bool // by column
	lastHidden int

	row      Row
	rowsSeen int
	cell     Cell
	kind     string // attribute t
	style    int
	formula  bool
	valued   bool // a <v> or <is> stood there
	value    strings.Builder
	formulas strings.Builder
	lastCol  int
	err      error // of an end element
}

func (r *sheetReader) read(member string) error {
	in, err := r.open(member)
	if err != nil {
		return err
	}
	defer in.Close()
	if r.sheet.Hidden {
		r.note.add(fault.Warn("sheet.sheet.hidden", nil).WithPlace(r.sheet.Place(0, 0)))
	}
	err = tokens(in, r.start, r.data, r.end)
	return r.wrap(cmp.Or(r.err, err))
}

// limit makes the fault of a bound that is passed at a cell.
func (r *sheetReader) limit(key string, limit, row, col int) error {
	return fault.New(fault.Limit, key, fault.Args{"limit": limit}).WithPlace(r.sheet.Place(row, col))
}

func (r *sheetReader) start(at string, e xml.StartElement) error {
	if r.err != nil {
		return r.err
	}
	switch at {
	case "worksheet/cols/col":
		return r.column(e)
	case "worksheet/sheetData/row":
		return r.startRow(e)
	case "worksheet/sheetData/row/c":
		return r.startCell(e)
	case "worksheet/sheetData/row/c/f":
		r.formula = true
	case "worksheet/sheetData/row/c/v", "worksheet/sheetData/row/c/is":
		r.valued = true
	case "worksheet/mergeCells/mergeCell":
		m, ok := ParseRange(attr(e, "ref"))
		if !ok {
			return errors.New("a merged area without an address")
		}
		if len(r.sheet.Merged) == maxMerged {
			return r.limit("sheet.sheet.merged", maxMerged, 0, 0)
		}
		for _, other := range r.sheet.Merged {
			if m.overlaps(other) {
				return errors.New("merged areas overlap")
			}
		}
		r.sheet.Merged = append(r.sheet.Merged, m)
	}
	return nil
}

// column notes hidden columns. They are kept as areas for the caller and one by
// one for the cells, which come by the million.
func (r *sheetReader) column(e xml.StartElement) error {
	from, err1 := strconv.Atoi(attr(e, "min"))
	to, err2 := strconv.Atoi(attr(e, "max"))
	if !isTrue(attr(e, "hidden")) {
		return nil
	}
	if err1 != nil || err2 != nil || from <= r.lastHidden || to < from || to > maxCol {
		return errors.New("columns out of order")
	}
	r.lastHidden = to
	r.sheet.HiddenColumns = append(r.sheet.HiddenColumns, Range{Address{1, from}, Address{maxRow, to}})
	for col := from; col <= min(to, r.limits.Columns); col++ {
		r.hidden[col] = true
	}
	return nil
}

// maxMerged bounds the merged areas of a sheet: each is compared with every
// row. Forms have some hundred.
const maxMerged = 10_000

func (r *sheetReader) startRow(e xml.StartElement) error {
	number := r.row.Number + 1
	if s := attr(e, "r"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < number || n > maxRow {
			return errors.New("rows out of order")
		}
		number = n
	}
	if r.rowsSeen++; r.rowsSeen > r.limits.Rows {
		return r.limit("sheet.sheet.rows", r.limits.Rows, number, 0)
	}
	r.row = Row{Number: number, Hidden: isTrue(attr(e, "hidden")), Cells: r.row.Cells[:0], sheet: r.sheet}
	r.lastCol = 0
	return nil
}

func (r *sheetReader) startCell(e xml.StartElement) error {
	col := r.lastCol + 1
	r.kind, r.style = "", 0
	for _, a := range e.Attr {
		switch a.Name.Local {
		case "r":
			at, ok := ParseAddress(a.Value)
			if !ok || at.Row != r.row.Number || at.Col < col {
				return errors.New("cells out of order")
			}
			col = at.Col
		case "t":
			r.kind = a.Value
		case "s":
			n, err := strconv.Atoi(a.Value)
			if err != nil || n < 0 {
				return errors.New("a style without a number")
			}
			r.style = n
		}
	}
	r.lastCol = col
	r.cell = Cell{Address: Address{r.row.Number, col}, sheet: r.sheet}
	r.formula, r.valued = false, false
	r.value.Reset()
	r.formulas.Reset()
	return nil
}

func (r *sheetReader) data(at string, s []byte) {
	switch at {
	case "worksheet/sheetData/row/c/v", "worksheet/sheetData/row/c/is/t", "worksheet/sheetData/row/c/is/r/t":
		r.value.Write(s)
	case "worksheet/sheetData/row/c/f":
		r.formulas.Write(s)
	}
}

func (r *sheetReader) end(at string) {
	if r.err != nil {
		return
	}
	switch at {
	case "worksheet/sheetData/row/c":
		r.err = r.endCell()
	case "worksheet/sheetData/row":
		r.err = r.endRow()
	}
}

func (r *sheetReader) endCell() error {
	c := &r.cell
	if !r.formula && (!r.valued || r.value.Len() == 0) {
		return nil // formatted, but blank
	}
	r.resolve(c)
	if c.Type == BlankCell && c.Fault == nil {
		return nil
	}
	switch {
	case c.Row > r.limits.Rows:
		return r.limit("sheet.sheet.rows", r.limits.Rows, c.Row, c.Col)
	case c.Col > r.limits.Columns:
		return r.limit("sheet.sheet.columns", r.limits.Columns, c.Row, c.Col)
	}
	if *r.cells++; *r.cells > r.limits.Cells {
		return r.limit("sheet.file.cells", r.limits.Cells, c.Row, c.Col)
	}
	if r.sheet.Hidden {
		c.Marks |= HiddenSheet
	}
	if r.row.Hidden {
		c.Marks |= HiddenRow
	}
	if r.hidden[c.Col] {
		c.Marks |= HiddenColumn
	}
	r.row.Cells = append(r.row.Cells, *c)
	return nil
}

// resolve makes type and value of what stood in the file.
func (r *sheetReader) resolve(c *Cell) {
	raw := r.value.String()
	if r.formula {
		c.Formula = text.Clip(r.formulas.String(), r.limits.CellChars)
		c.Marks |= FromFormula
		if linked(c.Formula) {
			c.Marks |= Linked
		}
		// A formula of text may have the empty text as its value; one of
		// numbers that has nothing was never computed by the program that
		// saved the file.
		if !r.valued || raw == "" && r.kind != "str" {
			c.Fault = fault.New(fault.Invalid, "sheet.formula.uncached", nil).WithPlace(c.Place()).
				WithFound(text.Clip("="+c.Formula, 80)).WithHint("sheet.formula.hint")
			return
		}
	}
	switch r.kind {
	case "s":
		n, err := strconv.Atoi(strings.TrimSpace(raw))
		if err != nil || n < 0 || n >= len(r.strings) {
			c.Fault = broken(errors.New("no such shared string")).WithPlace(c.Place())
			return
		}
		r.setText(c, r.strings[n])
	case "inlineStr", "str":
		r.setText(c, raw)
	case "b":
		c.Type, c.Value = BoolCell, strconv.FormatBool(strings.TrimSpace(raw) == "1")
	case "e":
		c.Type, c.Value = ErrorCell, text.Clip(text.NFC(raw), 20)
		c.Fault = fault.New(fault.Invalid, "sheet.cell.error", fault.Args{"error": c.Value}).
			WithPlace(c.Place()).WithFound(c.Value).WithHint("sheet.cell.errorHint")
	case "d":
		day, clock, _ := strings.Cut(raw, "T")
		d, err := text.ParseISODate(day)
		r.setDate(c, d, strings.Trim(clock, "0:.Z") != "", err)
	case "", "n":
		r.setNumber(c, strings.TrimSpace(raw))
	default:
		c.Fault = broken(errors.New("a cell of unknown type")).WithPlace(c.Place())
	}
}

func (r *sheetReader) setText(c *Cell, raw string) {
	s := text.NFC(unescape(raw))
	if len(s) > r.limits.CellChars {
		if n := len(utf16.Encode([]rune(s))); n > r.limits.CellChars {
			c.Fault = fault.New(fault.Limit, "sheet.cell.long", fault.Args{"count": n, "limit": r.limits.CellChars}).WithPlace(c.Place())
			return
		}
	}
	c.Type, c.Value = TextCell, s
	c.guardUnseen()
	if c.Fault == nil && looksNumeric(s) {
		c.Marks |= NumberAsText
	}
}

func (r *sheetReader) setNumber(c *Cell, raw string) {
	value, err := strconv.ParseFloat(raw, 64)
	exact, ok := exactly(raw, value)
	if err != nil || !ok {
		c.Fault = fault.New(fault.Invalid, "text.number.invalid", nil).WithPlace(c.Place()).
			WithFound(text.Clip(raw, 80)).WithExpected("text.number.expected")
		return
	}
	f := plainFormat
	if r.style < len(r.formats) {
		f = r.formats[r.style]
	}
	switch f {
	case dateFormat, timeFormat:
		d, whole, err := text.DateFromSerial(value, r.date1904)
		r.setDate(c, d, !whole, err)
		return
	case percentFormat:
		c.Marks |= AsPercent
	}
	c.Type, c.Value = NumberCell, exact
}

func (r *sheetReader) setDate(c *Cell, d text.Date, clock bool, err error) {
	if err != nil {
		errors.As(fault.At(err, c.Place()), &c.Fault)
		return
	}
	c.Type, c.Value = DateCell, d.ISO()
	if clock {
		c.Marks |= WithTime
	}
}

// exactly returns the decimal that a number of a workbook stands for: as it
// stands there when it has at most 15 significant digits, else rounded to 15.
// Programs write 0.1+0.2 as 0.30000000000000004 and show 0.3.
func exactly(raw string, value float64) (string, bool) {
	n, err := text.ParseNumber(raw, text.PointDecimal)
	if err != nil || n.Blank() || n.Unit != text.NoUnit || significant(n.Text) > maxSignificant {
		n, err = text.ParseNumber(strconv.FormatFloat(value, 'e', maxSignificant-1, 64), text.PointDecimal)
	}
	return n.Text, err == nil && !n.Blank()
}

// linked reports whether a formula reads another file: Excel writes these as
// [1]Sheet!A1.
func linked(formula string) bool {
	_, tail, ok := strings.Cut(formula, "[")
	number, _, closed := strings.Cut(tail, "]")
	return ok && closed && number != "" && strings.Trim(number, "0123456789") == ""
}

// looksNumeric reports whether text is a number to people: read, or asked.
func looksNumeric(s string) bool {
	n, err := text.ParseNumber(s, text.AskDecimal)
	if err == nil {
		return !n.Blank()
	}
	var f *fault.Fault
	return errors.As(err, &f) && f.Ask != nil
}

// unescape resolves _x000D_ and its like, by which workbooks hold characters
// that XML cannot (ECMA-376 part 1, §22.9.2.19).
func unescape(s string) string {
	i := strings.Index(s, "_x")
	if i < 0 {
		return s
	}
	var b strings.Builder
	for ; i >= 0; i = strings.Index(s, "_x") {
		b.WriteString(s[:i])
		s = s[i:]
		if len(s) >= 7 && s[6] == '_' {
			if code, err := strconv.ParseUint(s[2:6], 16, 16); err == nil {
				b.WriteRune(rune(code))
				s = s[7:]
				continue
			}
		}
		b.WriteString("_x")
		s = s[2:]
	}
	b.WriteString(s)
	return b.String()
}

func (r *sheetReader) endRow() error {
	if len(r.row.Cells) == 0 {
		return nil
	}
	if r.row.Hidden {
		r.note.add(fault.Warn("sheet.row.hidden", fault.Args{"row": r.row.Number}).WithPlace(r.sheet.Place(r.row.Number, 0)))
	}
	for _, c := range r.row.Cells {
		if c.Has(HiddenColumn) {
			r.note.add(fault.Warn("sheet.column.hidden", fault.Args{"column": fault.ColumnName(c.Col)}).WithPlace(c.Place()))
		}
		switch {
		case c.Fault != nil:
		case c.Has(Linked):
			r.note.add(fault.Warn("sheet.formula.linked", nil).WithPlace(c.Place()).WithFound(text.Clip("="+c.Formula, 80)))
		case c.Has(FromFormula):
			r.note.add(fault.Warn("sheet.formula.cached", nil).WithPlace(c.Place()).WithFound(c.shown()))
		}
		noteUnseen(c, &r.note)
		if c.Has(WithTime) {
			r.note.add(fault.Warn("sheet.date.time", nil).WithPlace(c.Place()).WithFound(c.shown()))
		}
	}
	row := r.row
	row.Cells = slices.Clone(r.row.Cells)
	return r.visit(r.sheet, &row)
}
