package sheet

import (
	"archive/zip"
	"bytes"
	"cmp"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// WriteXLSX writes the workbook. The same pages give the same bytes. The error
// is a fault.List when a text is longer than a cell holds, or what w says.
func (w *Workbook) WriteXLSX(to io.Writer) error {
	if err := w.check(); err != nil {
		return err
	}
	f := excelize.NewFile()
	defer f.Close()
	if err := w.fill(f); err != nil {
		return fmt.Errorf("sheet: building the workbook: %w", err)
	}
	raw, err := f.WriteToBuffer()
	if err != nil {
		return fmt.Errorf("sheet: packing the workbook: %w", err)
	}
	return repack(to, raw.Bytes(), w.pages)
}

// check finds what Excel would refuse or cut.
func (w *Workbook) check() error {
	var faults fault.List
	for _, p := range w.pages {
		for _, r := range p.rows {
			for i, c := range r.cells {
				if n := len(utf16.Encode([]rune(c.value))); n > Form.CellChars {
					faults.Add(fault.New(fault.Limit, "sheet.cell.long", fault.Args{"count": n, "limit": Form.CellChars}).
						WithPlace(fault.Place{Sheet: p.name, Row: r.number, Col: i + 1}))
				}
			}
		}
		if p.next()-1 > maxRow || p.columns() > maxCol {
			faults.Add(fault.New(fault.Limit, "sheet.page.large", fault.Args{"rows": maxRow, "columns": maxCol}).
				WithPlace(fault.Place{Sheet: p.name}))
		}
	}
	return faults.Err()
}

// fill builds the workbook page by page through excelize's stream, which keeps
// memory flat on large exports.
func (w *Workbook) fill(f *excelize.File) error {
	pages := w.pages
	if len(pages) == 0 {
		pages = []*Page{{name: "Sheet1", lang: w.Lang}}
	}
	date := cmp.Or(w.Date.ISO(), "2000-01-01") + "T00:00:00Z"
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: w.Title, Creator: w.Author, LastModifiedBy: w.Author,
		Created: date, Modified: date, Language: string(w.Lang),
	}); err != nil {
		return err
	}
	if err := f.SetDefaultFont(font); err != nil {
		return err
	}
	styles := map[look]int{}
	active := -1
	for i, p := range pages {
		if i == 0 {
			if err := f.SetSheetName("Sheet1", p.name); err != nil {
				return err
			}
		} else if _, err := f.NewSheet(p.name); err != nil {
			return err
		}
		if active < 0 && !p.hidden() {
			active = i
		}
	}
	f.SetActiveSheet(max(active, 0))
	for i, p := range pages {
		if err := p.write(f, styles); err != nil {
			return err
		}
		if p.hidden() && i != max(active, 0) {
			if err := f.SetSheetVisible(p.name, false, p.layout.Buried); err != nil {
				return err
			}
		}
	}
	if !w.Fixed {
		return nil
	}
	return f.ProtectWorkbook(&excelize.WorkbookProtectionOptions{LockStructure: true})
}

func (p *Page) hidden() bool { return p.layout.Hidden || p.layout.Buried }

// write puts one page into the file.
func (p *Page) write(f *excelize.File, styles map[look]int) error {
	first, last := p.headRows()
	if err := p.setPaper(f, first, last); err != nil {
		return err
	}
	for _, c := range p.choices {
		v := excelize.NewDataValidation(true)
		v.Sqref = c.at.String()
		if err := v.SetDropList(c.values); err != nil {
			return err
		}
		if err := f.AddDataValidation(p.name, v); err != nil {
			return err
		}
	}
	for _, e := range p.entries {
		v, err := e.validation()
		if err != nil {
			return err
		}
		if err := f.AddDataValidation(p.name, v); err != nil {
			return err
		}
	}
	if p.layout.Locked {
		if err := f.ProtectSheet(p.name, &excelize.SheetProtectionOptions{
			SelectLockedCells: true, SelectUnlockedCells: true, FormatColumns: true, FormatRows: true,
		}); err != nil {
			return err
		}
	}
	out, err := f.NewStreamWriter(p.name)
	if err != nil {
		return err
	}
	widths := p.widths()
	// From the last to the first: excelize puts each new column before the others,
	// and the format wants them ascending.
	for i := len(widths) - 1; i >= 0; i-- {
		if err := out.SetColWidth(i+1, i+1, widths[i]); err != nil {
			return err
		}
		if i < len(p.layout.Columns) && p.layout.Columns[i].Hidden {
			if err := out.SetColVisible(i+1, i+1, false); err != nil {
				return err
			}
		}
	}
	if last > 0 || p.layout.FreezeCols > 0 {
		if err := out.SetPanes(panes(last, p.layout.FreezeCols)); err != nil {
			return err
		}
	}
	p.fitted = map[int]bool{}
	for _, r := range p.rows {
		if err := p.writeRow(f, out, r, widths, styles); err != nil {
			return err
		}
	}
	for _, m := range p.merged {
		if err := out.MergeCell(m.From.String(), m.To.String()); err != nil {
			return err
		}
	}
	return out.Flush()
}

// setPaper sets A4, one page wide, margins, page numbers and repeated headings.
// Margins follow NĐ 30/2020/NĐ-CP annex I: 20 mm above, below and right, 30 mm
// on the side that is bound (above, in landscape); 25.4 mm to the inch.
func (p *Page) setPaper(f *excelize.File, first, last int) error {
	a4, orientation, wide, tall, fit := 9, "landscape", 1, 0, true
	bound, edge, header := 30/25.4, 20/25.4, 10/25.4
	margins := excelize.PageLayoutMarginsOptions{Top: &bound, Bottom: &edge, Left: &edge, Right: &edge, Header: &header, Footer: &header}
	if p.layout.Portrait {
		orientation = "portrait"
		margins.Top, margins.Left = &edge, &bound
	}
	if err := f.SetPageLayout(p.name, &excelize.PageLayoutOptions{
		Size: &a4, Orientation: &orientation, FitToWidth: &wide, FitToHeight: &tall,
	}); err != nil {
		return err
	}
	fit = !p.layout.Sideways
	if err := f.SetSheetProps(p.name, &excelize.SheetPropsOptions{FitToPage: &fit}); err != nil {
		return err
	}
	if err := f.SetPageMargins(p.name, &margins); err != nil {
		return err
	}
	if err := f.SetHeaderFooter(p.name, &excelize.HeaderFooterOptions{OddFooter: "&C&P/&N"}); err != nil {
		return err
	}
	quoted := p.quoted()
	if p.layout.PrintCols > 0 && p.printed() < p.columns() && len(p.rows) > 0 {
		if err := f.SetDefinedName(&excelize.DefinedName{
			Name: "_xlnm.Print_Area", Scope: p.name,
			RefersTo: fmt.Sprintf("%s!$A$1:$%s$%d", quoted, fault.ColumnName(p.printed()), p.next()-1),
		}); err != nil {
			return err
		}
	}
	if last == 0 {
		return nil
	}
	titles := fmt.Sprintf("%s!$%d:$%d", quoted, first, last)
	if n := p.layout.FreezeCols; p.layout.Sideways && n > 0 {
		titles = fmt.Sprintf("%s!$A:$%s,%s", quoted, fault.ColumnName(n), titles)
	}
	return f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: p.name, RefersTo: titles})
}

func panes(rows, cols int) *excelize.Panes {
	corner := Address{Row: rows + 1, Col: cols + 1}.String()
	pane := "bottomRight"
	switch {
	case cols == 0:
		pane = "bottomLeft"
	case rows == 0:
		pane = "topRight"
	}
	return &excelize.Panes{Freeze: true, XSplit: cols, YSplit: rows, TopLeftCell: corner, ActivePane: pane}
}

// lineHeight is the height of a line of the body font in points (12 pt × 1.3).
const lineHeight = 15.75

func (p *Page) writeRow(f *excelize.File, out *excelize.StreamWriter, r outRow, widths []float64, styles map[look]int) error {
	cells := make([]any, len(r.cells))
	merged, single := 0.0, 0.0
	for i, c := range r.cells {
		col := i + 1
		switch {
		case c.span == wholeWidth:
			across := max(p.printed(), 1)
			if across > 1 {
				if err := out.MergeCell(Address{r.number, col}.String(), Address{r.number, across}.String()); err != nil {
					return err
				}
			}
			merged = max(merged, cellHeight(c.value, r.role, widths[i:across]))
		case c.span > 1:
			merged = max(merged, cellHeight(c.value, r.role, widths[i:min(i+c.span, len(widths))]))
		case p.hides(col):
		default:
			single = max(single, cellHeight(c.shown(p.lang), r.role, widths[i:i+1]))
		}
		l := lookOf(r.role, c, c.open || p.isOpen(Address{r.number, col}))
		l.hidden = p.hides(col)
		id, ok := styles[l]
		if !ok {
			var err error
			if id, err = f.NewStyle(l.style()); err != nil {
				return err
			}
			styles[l] = id
		}
		cells[i] = excelize.Cell{StyleID: id, Value: c.native()}
	}
	var opts []excelize.RowOpts
	if height := max(merged, single); height > lineHeight {
		opts = append(opts, excelize.RowOpts{Height: min(height, excelize.MaxRowHeight)})
		if single > merged {
			p.fitted[r.number] = true
		}
	}
	return out.SetRow(Address{r.number, 1}.String(), cells, opts...)
}

// cellHeight is the height in points that a text needs in columns of these
// widths. Not every program fits the height of a row when it opens a file, and
// none does so for merged cells. Lines break at spaces; bold is wider.
func cellHeight(s string, role Role, widths []float64) float64 {
	room, lines := 0.0, 0
	for _, w := range widths {
		room += w
	}
	scale, wide := 1.0, 1.0
	switch role {
	case Title:
		scale = titleSize / bodySize
		wide = scale * boldWider
	case Head, Group, Total:
		wide = boldWider
	}
	for _, line := range strings.Split(s, "\n") {
		lines += wrapped(line, max(room/wide, 1))
	}
	return float64(lines) * lineHeight * scale
}

// boldWider is how much wider than the regular face the bold one is, measured
// on Vietnamese text in Times New Roman.
const boldWider = 1.08

// capitalWider is how much wider than other letters capitals are, in digits,
// measured on Vietnamese text in Times New Roman.
const capitalWider = 0.35

// wordRoom is the room that a word takes, in digits.
func wordRoom(word string) float64 {
	capitals := 0
	for _, r := range word {
		if unicode.IsUpper(r) {
			capitals++
		}
	}
	return float64(text.Width(word)) + capitalWider*float64(capitals)
}

// wrapped counts the lines of a text broken at spaces to a room in columns.
func wrapped(line string, room float64) int {
	lines, used := 1, 0.0
	for _, word := range strings.Split(line, " ") {
		w := wordRoom(word)
		switch {
		case used > 0 && used+1+w > room:
			lines, used = lines+1, w
		case used > 0:
			used += 1 + w
		default:
			used = w
		}
		for used > room { // longer than the room: broken inside
			lines, used = lines+1, used-room
		}
	}
	return lines
}

// hides tells whether a column is hidden.
func (p *Page) hides(col int) bool {
	return col <= len(p.layout.Columns) && p.layout.Columns[col-1].Hidden
}

func (p *Page) isOpen(a Address) bool {
	return slices.ContainsFunc(p.open, func(r Range) bool { return r.Contains(a) })
}

// native is the value in the type that excelize writes as ours.
func (o Out) native() any {
	switch o.kind {
	case TextCell:
		return o.value
	case NumberCell:
		v, err := strconv.ParseFloat(o.value, 64)
		if err != nil {
			return o.value
		}
		return v
	case BoolCell:
		return o.value == "true"
	case DateCell:
		d, err := text.ParseISODate(o.value)
		if err != nil {
			return o.value
		}
		return d.Serial()
	}
	return ""
}

// repack writes the members in a fixed order; excelize takes streamed sheets
// from a map. The compressed bytes are copied as they are, but for sheets with
// rows of fitted height.
func repack(to io.Writer, raw []byte, pages []*Page) error {
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return fmt.Errorf("sheet: ordering the workbook: %w", err)
	}
	const first = "[Content_Types].xml" // readers that sniff look for it in front
	slices.SortFunc(in.File, func(a, b *zip.File) int {
		return cmp.Or(cmp.Compare(rank(a.Name, first), rank(b.Name, first)), cmp.Compare(a.Name, b.Name))
	})
	fitted := map[string]map[int]bool{}
	for i, p := range pages {
		fitted[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = p.fitted
	}
	out := zip.NewWriter(to)
	for _, member := range in.File {
		if rows := fitted[member.Name]; len(rows) > 0 {
			err = loosen(out, member, rows)
		} else {
			err = out.Copy(member)
		}
		if err != nil {
			return err
		}
	}
	return out.Close()
}

// fixedRow is a row as excelize writes it, with a height that nobody changes.
var fixedRow = regexp.MustCompile(`<row r="(\d+)"[^>]* customHeight="1"`)

// loosen takes the mark "set by hand" off rows whose height follows from their
// texts, so that the row grows when a person types more.
func loosen(out *zip.Writer, member *zip.File, rows map[int]bool) error {
	r, err := member.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	data = fixedRow.ReplaceAllFunc(data, func(row []byte) []byte {
		number, err := strconv.Atoi(string(fixedRow.FindSubmatch(row)[1]))
		if err != nil || !rows[number] {
			return row
		}
		return bytes.TrimSuffix(row, []byte(` customHeight="1"`))
	})
	w, err := out.CreateHeader(&zip.FileHeader{Name: member.Name, Method: zip.Deflate})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func rank(name, first string) int {
	if name == first {
		return 0
	}
	return 1
}
