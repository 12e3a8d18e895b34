package fault

import (
	"cmp"
	"strconv"
	"strings"
)

// Place says where a fault lies. Every part may be empty; numbers count from 1
// and 0 means unknown.
type Place struct {
	File  string // the file's name as the user knows it, without folders of ours
	Sheet string // the worksheet's name
	Row   int    // row of a worksheet
	Col   int    // column of a worksheet (1 = A), or of a CSV record (1 = first field)
	Line  int    // line of a text file (CSV, YAML); a record's first line
	Field string // the column's heading, or the path of a key ("criteria[3].max")
}

// Cell returns the address within the sheet ("B7"), or "" when row or column
// is unknown.
func (p Place) Cell() string {
	if p.Row <= 0 || p.Col <= 0 {
		return ""
	}
	return ColumnName(p.Col) + strconv.Itoa(p.Row)
}

// IsZero reports whether nothing is known.
func (p Place) IsZero() bool { return p == Place{} }

// String returns the place in the notation of spreadsheets and compilers:
// "điểm.xlsx Bảng 1!B7 (Điểm)" or "điểm.csv:12:3 (Điểm)".
func (p Place) String() string {
	var b strings.Builder
	b.WriteString(p.File)
	if p.Sheet != "" || p.Cell() != "" {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		if p.Sheet != "" {
			b.WriteString(p.Sheet)
			if p.Row > 0 {
				b.WriteByte('!')
			}
		}
		switch {
		case p.Cell() != "":
			b.WriteString(p.Cell())
		case p.Row > 0:
			b.WriteString(strconv.Itoa(p.Row))
		}
	}
	if p.Line > 0 {
		b.WriteByte(':')
		b.WriteString(strconv.Itoa(p.Line))
		if p.Row == 0 && p.Col > 0 {
			b.WriteByte(':')
			b.WriteString(strconv.Itoa(p.Col))
		}
	}
	if p.Field != "" {
		if b.Len() > 0 {
			b.WriteByte(' ')
		}
		b.WriteString("(" + p.Field + ")")
	}
	return b.String()
}

// compare orders places as a reader meets them: line or row, then column, then
// field. File and sheet are ordered by List.Sort, by first appearance.
func (p Place) compare(q Place) int {
	return cmp.Or(
		cmp.Compare(max(p.Row, p.Line), max(q.Row, q.Line)),
		cmp.Compare(p.Col, q.Col),
		cmp.Compare(p.Field, q.Field),
	)
}

// ColumnName returns the letters of a column: 1 → A, 27 → AA, 16384 → XFD; ""
// for a number below 1.
func ColumnName(col int) string {
	var buf [14]byte
	i := len(buf)
	for col > 0 {
		col--
		i--
		buf[i] = byte('A' + col%26)
		col /= 26
	}
	return string(buf[i:])
}
