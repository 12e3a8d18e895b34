package sheet

import (
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Format is the kind of file that was read.
type Format uint8

const (
	XLSX Format = iota
	CSVFile
)

// Book is a file as read.
type Book struct {
	Name   string // the file's name, for places
	Format Format
	Sheets []*Sheet // in the order of the tabs; a CSV has one

	// Of a CSV: what was found or told.
	Encoding  text.Encoding
	Separator rune

	// Notes are warnings: hidden rows, columns and sheets with content, merged
	// cells, formulas whose cached value is used, links to other files.
	Notes fault.List

	whole bool // read to its end; the faults are those of single records
}

// Sheet returns the sheet of that name, nil when there is none. Letter case,
// normal form and blanks around do not count, as in Excel itself.
func (b *Book) Sheet(name string) *Sheet {
	want := text.Fold(name)
	for _, s := range b.Sheets {
		if text.Fold(s.Name) == want {
			return s
		}
	}
	return nil
}

// Sheet is one worksheet, or the whole of a CSV file.
type Sheet struct {
	Name   string // "" for a CSV
	Hidden bool   // hidden or "very hidden"
	Index  int    // position among the tabs, from 0

	Rows          []Row   // rows with at least one cell, ascending
	Merged        []Range // merged areas
	HiddenColumns []Range // whole columns (row 1 to maxRow) that are hidden

	file string
}

// Row is a row with content.
type Row struct {
	Number int  // row of the sheet, or number of the CSV record, from 1
	Line   int  // first line of a CSV record, 0 in a workbook
	Hidden bool // hidden by hand or by a filter
	// Doubtful is a CSV record that is longer than the heading or has a stray
	// quotation mark: where its cells begin and end is not certain. That is told
	// once, as the error of reading; what its cells say should not be told too.
	Doubtful bool
	Cells    []Cell // ascending by column; blank cells are left out

	sheet *Sheet
}

// Cell returns the cell at a column (from 1); a blank cell with its place when
// nothing is there.
func (r *Row) Cell(col int) Cell {
	if i, ok := slices.BinarySearchFunc(r.Cells, col, func(c Cell, col int) int { return c.Col - col }); ok {
		return r.Cells[i]
	}
	return Cell{Address: Address{Row: r.Number, Col: col}, line: r.Line, sheet: r.sheet}
}

// Row returns the row of that number and whether it has content.
func (s *Sheet) Row(number int) (*Row, bool) {
	i, ok := slices.BinarySearchFunc(s.Rows, number, func(r Row, n int) int { return r.Number - n })
	if !ok {
		return nil, false
	}
	return &s.Rows[i], true
}

// Cell returns the cell at an address; a blank one with its place when nothing
// is there.
func (s *Sheet) Cell(row, col int) Cell {
	if r, ok := s.Row(row); ok {
		return r.Cell(col)
	}
	return Cell{Address: Address{Row: row, Col: col}, sheet: s}
}

// Anchor returns the cell that speaks for an address: the top left cell of the
// merged area that covers it, else the cell itself.
func (s *Sheet) Anchor(row, col int) Cell {
	for _, m := range s.Merged {
		if m.Contains(Address{row, col}) {
			return s.Cell(m.From.Row, m.From.Col)
		}
	}
	return s.Cell(row, col)
}

// Size returns the last row and the last column with content.
func (s *Sheet) Size() (rows, cols int) {
	for _, r := range s.Rows {
		rows = r.Number
		if len(r.Cells) > 0 {
			cols = max(cols, r.Cells[len(r.Cells)-1].Col)
		}
	}
	return rows, cols
}

// Place returns the place of a cell, row or (with zeros) the sheet itself.
func (s *Sheet) Place(row, col int) fault.Place {
	if r, ok := s.Row(row); ok && r.Line > 0 {
		return fault.Place{File: s.file, Line: r.Line, Col: col}
	}
	return fault.Place{File: s.file, Sheet: s.Name, Row: row, Col: col}
}
