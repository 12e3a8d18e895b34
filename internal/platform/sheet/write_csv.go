package sheet

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// CSV says how a page becomes a CSV file (UTF-8, CRLF as RFC 4180 has it). The
// zero value is what programs read best: comma, decimal point, no mark.
type CSV struct {
	Separator rune         // ',' when 0; ';' and tab are read back too
	Decimal   text.Decimal // how numbers are written; AskDecimal is the point
	BOM       bool         // Excel needs it to recognise UTF-8
}

// WriteCSV writes the page's table: headings, groups, body and totals; titles
// and notes are left out. Numbers are written without thousands signs, and with
// a further zero where three digits behind the sign would have two readings
// (1.2340), dates as dd/mm/yyyy. Text that a spreadsheet would take for a
// formula gets the apostrophe that OWASP advises; Read takes it off.
func (p *Page) WriteCSV(to io.Writer, how CSV) error {
	if how.Separator == 0 {
		how.Separator = ','
	}
	if !strings.ContainsRune(separators, how.Separator) {
		return fault.New(fault.Internal, "sheet.csv.separator", fault.Args{"separator": string(how.Separator)})
	}
	w := bufio.NewWriter(to)
	if how.BOM {
		w.WriteRune('\uFEFF')
	}
	columns := p.columns() // looks at every row: asked once
	for _, r := range p.rows {
		if r.role >= Title {
			continue
		}
		for i := range columns {
			if i > 0 {
				w.WriteRune(how.Separator)
			}
			field := ""
			if i < len(r.cells) {
				field = r.cells[i].csv(how)
			}
			writeField(w, field, i == 0 && columns == 1)
		}
		w.WriteString("\r\n")
	}
	return w.Flush()
}

// separators are the field separators that are written and recognised.
const separators = ",;\t"

// csv is the cell's field, unquoted.
func (o Out) csv(how CSV) string {
	switch o.kind {
	case NumberCell:
		s := o.value
		if o.share {
			s = text.NumberOf(s, text.Percent).Text
		}
		if whole, part, ok := strings.Cut(s, "."); ok {
			if len(part) == 3 {
				part += "0"
			}
			sign := "."
			if how.Decimal == text.CommaDecimal {
				sign = ","
			}
			s = whole + sign + part
		}
		if o.share {
			s += "%"
		}
		return s
	case DateCell:
		d, err := text.ParseISODate(o.value)
		if err != nil {
			return guard(o.value)
		}
		return text.FormatDate(d)
	}
	if o.exact {
		return o.value
	}
	return guard(o.value)
}

// guard puts an apostrophe before text that a spreadsheet might run, and before
// text that already has such a guard, so that unguard is its exact inverse.
// Source: OWASP "CSV Injection", with LF and the full-width forms.
func guard(s string) string {
	if dangerous(strings.TrimLeft(s, "'")) {
		return "'" + s
	}
	return s
}

// unguard takes the apostrophe off; ok tells whether there was one.
func unguard(s string) (bare string, ok bool) {
	if strings.HasPrefix(s, "'") && dangerous(strings.TrimLeft(s, "'")) {
		return s[1:], true
	}
	return s, false
}

func dangerous(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return s != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", r)
}

// writeField quotes where RFC 4180 asks for it. Quoted too are fields with any
// other separator, which would mislead whoever has to find out which one is
// meant, blanks at the ends, and the only field of a record when it is blank,
// since readers differ about these.
func writeField(w *bufio.Writer, field string, alone bool) {
	if field == "" && !alone || field != "" && field == strings.TrimSpace(field) &&
		!strings.ContainsAny(field, "\"\r\n"+separators) {
		w.WriteString(field)
		return
	}
	w.WriteByte('"')
	w.WriteString(strings.ReplaceAll(field, `"`, `""`))
	w.WriteByte('"')
}
