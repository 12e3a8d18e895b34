package criteria

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// text gives the content of a cell as text; what cannot be read is noted.
func (r *reading) text(c sheet.Cell) string {
	s, err := c.Text()
	if err != nil {
		r.add(err)
	}
	return s
}

// yes reads the mark of a yes: x, có, yes, true, 1; blank and their opposites
// are no.
func (r *reading) yes(c sheet.Cell) bool {
	switch text.Fold(r.text(c)) {
	case "x", text.Fold("có"), "yes", "true", "1", "✓":
		return true
	case "", text.Fold("không"), "no", "false", "0":
		return false
	}
	r.wrong(c, "criteria.yes.form")
	return false
}

// day reads a date: a cell of that type, dd/mm/yyyy, or ISO 8601.
func (r *reading) day(c sheet.Cell) string {
	if c.Type == sheet.TextCell {
		s := strings.TrimSpace(c.Value)
		if _, err := text.ParseISODate(s); err == nil {
			return s
		}
	}
	d, err := c.Date()
	if err != nil {
		r.add(err)
	}
	return d.ISO()
}

// numberOut writes an exact number: as a number where a spreadsheet keeps it
// exactly, else as the text of the number or fraction.
func numberOut(n scoring.Num) sheet.Out {
	out := sheet.Decimal(n.String(), -1)
	if _, finite := n.IsFinite(); !finite {
		out = sheet.Text(n.String())
	}
	return out.Right()
}

// number reads an exact number; false when the cell is blank or was noted as
// wrong.
func (r *reading) number(c sheet.Cell) (scoring.Num, bool) {
	if c.Blank() {
		return scoring.Num{}, false
	}
	above, below, fraction := strings.Cut(c.Value, "/")
	if c.Fault != nil || c.Type != sheet.TextCell || !fraction {
		n, err := c.Number(r.decimal)
		return r.exact(c, n, err)
	}
	x, err := text.ParseNumber(above, r.decimal)
	y, more := text.ParseNumber(below, r.decimal)
	for _, e := range []error{err, more} {
		if e != nil {
			return r.exact(c, x, fault.At(e, c.Place()))
		}
	}
	a, ok := r.exact(c, x, nil)
	b, also := r.exact(c, y, nil)
	if !ok || !also {
		return scoring.Num{}, false
	}
	q, ok := a.Quo(b)
	if !ok {
		r.wrong(c, "criteria.number.zero")
	}
	return q, ok
}

// exact turns a number as read into an exact one. Numbers longer than people
// write are tried in the form of the machine, in which WriteSheet puts them.
func (r *reading) exact(c sheet.Cell, n text.Number, err error) (scoring.Num, bool) {
	if err != nil {
		if x, bad := scoring.ParseNum(strings.TrimSpace(c.Value)); bad == nil && c.Type == sheet.TextCell && !asks(err) {
			return x, true
		}
		r.add(err)
		return scoring.Num{}, false
	}
	if n.Unit != text.NoUnit {
		r.wrong(c, "criteria.number.percent")
		return scoring.Num{}, false
	}
	x, err := scoring.ParseNum(n.Text)
	if err != nil {
		r.wrong(c, "criteria.number.form")
		return scoring.Num{}, false
	}
	return x, true
}

func asks(err error) bool { return fault.Exit(err) == fault.ExitQuestion }

// plain writes a number inside a sentence of a cell, with the decimal sign of
// the language and no thousands signs.
func plain(n scoring.Num, lang text.Lang) string {
	if lang.Decimal() == text.CommaDecimal {
		return strings.Replace(n.String(), ".", ",", 1)
	}
	return n.String()
}
