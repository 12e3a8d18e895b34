package console

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// table is a table for the terminal: columns lie under each other whatever the
// letters, numbers are right-aligned, and in a narrow terminal the texts wrap.
type table struct {
	columns []column
	rows    [][]string
}

// column is a heading and how what stands under it is laid out.
type column struct {
	head  string
	right bool // numbers
	// least is how narrow a column of words may become before the table is
	// written as lists; 0 keeps the column as wide as its widest cell.
	least int
}

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// gap stands between two columns.
const gap = "  "

// text lays the table out for a number of columns; 0 is without bound. Where
// even wrapped words do not fit, the table is cut into tables below each other,
// and where that does not help every row becomes a list of its cells.
func (t *table) text(columns int) string {
	if widths, ok := t.widths(columns); ok {
		return t.grid(widths)
	}
	var parts []string
	for _, part := range t.cut(columns) {
		widths, ok := part.widths(columns)
		if !ok {
			return t.lists(columns)
		}
		parts = append(parts, part.grid(widths))
	}
	return strings.Join(parts, "\n")
}

// cut splits the columns into tables that fit, each with the columns in front
// that name a row.
func (t *table) cut(columns int) (parts []*table) {
	names := 1
	for i, c := range t.columns {
		if c.least > 0 {
			names = i + 1
			break
		}
	}
	for from := names; from < len(t.columns); {
		to := from + 1
		for to < len(t.columns) {
			if _, ok := t.part(names, from, to+1).widths(columns); !ok {
				break
			}
			to++
		}
		parts = append(parts, t.part(names, from, to))
		from = to
	}
	return parts
}

// part is the table of the naming columns and those from from up to to.
func (t *table) part(names, from, to int) *table {
	p := &table{columns: append(append([]column{}, t.columns[:names]...), t.columns[from:to]...)}
	for _, row := range t.rows {
		row = append(append([]string{}, row...), make([]string, max(0, len(t.columns)-len(row)))...)
		p.row(append(row[:names:names], row[from:to]...)...)
	}
	return p
}

// grid writes the table with columns of these widths.
func (t *table) grid(widths []int) string {
	var b strings.Builder
	heads := make([]string, len(t.columns))
	for i, c := range t.columns {
		heads[i] = c.head
	}
	t.line(&b, heads, widths)
	rules := make([]string, len(widths))
	for i, w := range widths {
		rules[i] = strings.Repeat("─", w)
	}
	b.WriteString(strings.Join(rules, gap) + "\n")
	for _, row := range t.rows {
		t.line(&b, row, widths)
	}
	return b.String()
}

// widths gives every column its width; false when the table does not fit. A
// heading may always wrap between its words, a name down to least.
func (t *table) widths(columns int) ([]int, bool) {
	widths, least := make([]int, len(t.columns)), make([]int, len(t.columns))
	total := len(gap) * (len(t.columns) - 1)
	for i, c := range t.columns {
		cells := 0
		for _, row := range t.rows {
			if i < len(row) {
				cells = max(cells, text.Width(row[i]))
			}
		}
		widths[i] = max(cells, text.Width(c.head))
		least[i] = c.least
		if c.least == 0 {
			least[i] = cells
		}
		for _, word := range strings.Fields(c.head) {
			least[i] = max(least[i], text.Width(word))
		}
		total += widths[i]
	}
	// give narrows the widest column of a kind by one: a heading broken over two
	// lines costs less than a name broken in every row.
	give := func(names bool) bool {
		widest := -1
		for i, c := range t.columns {
			if (c.least > 0) == names && widths[i] > least[i] && (widest < 0 || widths[i] > widths[widest]) {
				widest = i
			}
		}
		if widest < 0 {
			return false
		}
		widths[widest]--
		total--
		return true
	}
	for columns > 0 && total > columns {
		if !give(false) && !give(true) {
			return widths, false
		}
	}
	return widths, true
}

// line writes one row, over several lines where a cell wraps.
func (t *table) line(b *strings.Builder, cells []string, widths []int) {
	wrappedCells := make([][]string, len(widths))
	height := 1
	for i := range widths {
		cell := ""
		if i < len(cells) {
			cell = cells[i]
		}
		wrappedCells[i] = []string{cell}
		if text.Width(cell) > widths[i] {
			wrappedCells[i] = wrapWords(cell, widths[i])
		}
		height = max(height, len(wrappedCells[i]))
	}
	for at := range height {
		parts := make([]string, len(widths))
		for i, w := range widths {
			cell := ""
			if at < len(wrappedCells[i]) {
				cell = wrappedCells[i][at]
			}
			if t.columns[i].right {
				parts[i] = text.PadLeft(cell, w)
			} else {
				parts[i] = text.PadRight(cell, w)
			}
		}
		b.WriteString(strings.TrimRight(strings.Join(parts, gap), " ") + "\n")
	}
}

// lists writes every row as heading and cell, one a line.
func (t *table) lists(columns int) string {
	width := 0
	for _, c := range t.columns {
		width = max(width, text.Width(c.head))
	}
	var b strings.Builder
	for n, row := range t.rows {
		if n > 0 {
			b.WriteString("\n")
		}
		for i, cell := range row {
			if cell == "" {
				continue
			}
			b.WriteString(text.PadRight(t.columns[i].head, width) + gap + wrapped(cell, width+len(gap), columns))
		}
	}
	return b.String()
}

// wrapWords breaks a text between words into lines of at most width columns; a
// word that is longer stands alone and is cut.
func wrapWords(s string, width int) []string {
	width = max(width, 1)
	var lines []string
	line := ""
	lead := s[:len(s)-len(strings.TrimLeft(s, " "))]
	for _, word := range strings.Fields(s) {
		for text.Width(word) > width {
			if line != "" {
				lines, line = append(lines, line), ""
			}
			// The blank makes it too long for certain, so that a column is left
			// for the sign of the cut.
			part := strings.TrimSuffix(text.Truncate(word+" ", width+1), "…")
			if part == "" {
				part = word
			}
			lines, word = append(lines, part), strings.TrimPrefix(word, part)
		}
		switch {
		case line == "":
			line = word
			if len(lines) == 0 {
				line = lead + word
			}
		case text.Width(line)+1+text.Width(word) <= width:
			line += " " + word
		default:
			lines, line = append(lines, line), word
		}
	}
	if line != "" || len(lines) == 0 {
		lines = append(lines, line)
	}
	return lines
}
