package sheet

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Role is what a row is for; it decides fill, weight and borders.
type Role uint8

const (
	Body     Role = iota // a row of the table
	Head                 // the table's heading: repeated on every printed page, frozen on the screen
	Group                // a row that names the group below
	Total                // sums
	Title                // the document's title, without borders
	Subtitle             // below the title, in italics
	Note                 // a remark outside the table
)

// Meta describes the file as a whole.
type Meta struct {
	Title  string
	Author string    // the agency that issues it
	Date   text.Date // printed into the file's properties; blank stands for 01/01/2000
	Lang   text.Lang // "" is Vietnamese
	// Fixed keeps people from renaming, moving or removing tabs by mistake; no
	// password is asked to lift that.
	Fixed bool
}

// Layout describes a page.
type Layout struct {
	Columns    []Column // widths and so on by column; further columns are measured
	Portrait   bool     // else landscape; A4 and fitted to one page's width either way
	Sideways   bool     // not fitted: printed on as many pages as the columns need, the frozen ones on each
	FreezeCols int      // columns that stay when the screen scrolls sideways
	PrintCols  int      // columns that are printed; 0 is all. Titles stand above these
	Hidden     bool     // a sheet for the program (codes, versions), not for people
	Buried     bool     // hidden, and not offered by the menu that shows hidden sheets
	Locked     bool     // only cells freed by Page.Open or Out.Free may be changed
}

// Column is one column's layout. The zero value is measured from its texts.
type Column struct {
	Width  float64 // in digits of the body font; 0 is measured, within minWidth and maxWidth
	Hidden bool
}

// Workbook is a file to be written: pages in order.
type Workbook struct {
	Meta
	pages []*Page
}

// Page is one worksheet, or one CSV table, to be written.
type Page struct {
	name    string
	layout  Layout
	lang    text.Lang
	rows    []outRow
	merged  []Range
	choices []choice
	entries []entry
	open    []Range
	fitted  map[int]bool // rows as high as their texts need, by number; made when written
}

type outRow struct {
	number int
	role   Role
	cells  []Out // by column; a spanned cell is followed by its covered ones
}

type choice struct {
	at     Range
	values []string
}

// New begins a workbook.
func New(meta Meta) *Workbook {
	if meta.Lang == "" {
		meta.Lang = text.Vi
	}
	meta.Title, meta.Author = text.NFC(meta.Title), text.NFC(meta.Author)
	return &Workbook{Meta: meta}
}

// Page adds a page. A name that Excel does not take (over 31 characters, one of
// []:*?/\, or used before) is changed as little as possible; Name tells it.
func (w *Workbook) Page(name string, layout Layout) *Page {
	p := &Page{name: w.freeName(name), layout: layout, lang: w.Lang}
	w.pages = append(w.pages, p)
	return p
}

const maxSheetName = 31 // UTF-16 units, as Excel counts

func (w *Workbook) freeName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\`, r) || r < ' ' {
			return '-'
		}
		return r
	}, strings.Trim(text.NFC(name), " '"))
	if name == "" {
		name = fmt.Sprintf("Sheet%d", len(w.pages)+1)
	}
	free := clipUTF16(name, maxSheetName)
	for n := 2; w.taken(free); n++ {
		suffix := fmt.Sprintf(" (%d)", n)
		free = clipUTF16(name, maxSheetName-len(suffix)) + suffix
	}
	return free
}

func (w *Workbook) taken(name string) bool {
	for _, p := range w.pages {
		if strings.EqualFold(p.name, name) {
			return true
		}
	}
	return false
}

func clipUTF16(s string, limit int) string {
	used := 0
	for i, r := range s {
		if used += utf16.RuneLen(r); used > limit {
			return strings.TrimRight(s[:i], " ")
		}
	}
	return s
}

// Name returns the sheet's name as it will be written.
func (p *Page) Name() string { return p.name }

// Row adds a row below the last one and returns its number.
func (p *Page) Row(role Role, cells ...Out) int {
	row := outRow{number: p.next(), role: role}
	for _, c := range cells {
		col := len(row.cells) + 1
		row.cells = append(row.cells, c)
		if c.span > 1 {
			p.Merge(Range{Address{row.number, col}, Address{row.number, col + c.span - 1}})
			for range c.span - 1 {
				row.cells = append(row.cells, Out{})
			}
		}
	}
	p.rows = append(p.rows, row)
	return row.number
}

// Line adds a row with one text across all columns that are printed.
func (p *Page) Line(role Role, s string) int {
	n := p.Row(role, Text(s))
	p.rows[len(p.rows)-1].cells[0].span = wholeWidth
	return n
}

// wholeWidth marks a cell to be spread when the number of columns is known.
const wholeWidth = -1

// Skip leaves a row blank.
func (p *Page) Skip() int {
	p.rows = append(p.rows, outRow{number: p.next(), role: Note})
	return p.next() - 1
}

func (p *Page) next() int {
	if len(p.rows) == 0 {
		return 1
	}
	return p.rows[len(p.rows)-1].number + 1
}

// Merge joins the cells of an area; its top left cell speaks for it. Areas must
// not overlap.
func (p *Page) Merge(r Range) {
	if r.From != r.To {
		p.merged = append(p.merged, r)
	}
}

// Choices lets the cells of an area take one of the values only, offered as a
// list. Excel allows 255 characters in all and no comma inside a value; a list
// beyond that is left out, since the reader checks anyway.
func (p *Page) Choices(r Range, values ...string) {
	if joined := strings.Join(values, ","); len(utf16.Encode([]rune(joined))) <= 255 &&
		strings.Count(joined, ",") == len(values)-1 {
		p.choices = append(p.choices, choice{r, values})
	}
}

// Open frees an area of a locked page for typing.
func (p *Page) Open(r Range) { p.open = append(p.open, r) }

// columns is the number of columns of the page.
func (p *Page) columns() int {
	n := len(p.layout.Columns)
	for _, r := range p.rows {
		n = max(n, len(r.cells))
	}
	return n
}

// printed is the number of columns on paper.
func (p *Page) printed() int {
	if n := p.layout.PrintCols; n > 0 {
		return min(n, p.columns())
	}
	return p.columns()
}

// headRows returns the first and last row of the first run of headings, zeros
// when there is none.
func (p *Page) headRows() (first, last int) {
	for _, r := range p.rows {
		switch {
		case r.role == Head && first == 0:
			first, last = r.number, r.number
		case r.role == Head && r.number == last+1:
			last = r.number
		}
	}
	return first, last
}

// Bounds of a measured width, in digits of the body font: room for a column of
// numbers, and a line that the eye still follows.
const (
	minWidth = 6
	maxWidth = 48
)

// widths measures every column by its texts. Rows that span the page and merged
// cells do not widen a column; headings count by their longest word, since they
// wrap.
func (p *Page) widths() []float64 {
	width := make([]float64, p.columns())
	for _, r := range p.rows {
		for i, c := range r.cells {
			if c.span > 1 || c.span == wholeWidth || r.role >= Title {
				continue
			}
			shown := c.shown(p.lang)
			w := 0
			for _, line := range strings.Split(shown, "\n") {
				w = max(w, text.Width(line))
			}
			if r.role == Head {
				w = 0
				for _, word := range strings.Fields(shown) {
					w = max(w, text.Width(word)+1) // bold is wider
				}
			}
			width[i] = max(width[i], float64(w))
		}
	}
	for i := range width {
		width[i] = min(max(width[i]+2, minWidth), maxWidth)
		if i < len(p.layout.Columns) && p.layout.Columns[i].Width > 0 {
			width[i] = p.layout.Columns[i].Width
		}
	}
	return width
}
