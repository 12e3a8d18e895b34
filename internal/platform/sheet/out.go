package sheet

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Out is a cell to be written. The zero value is blank. Values are typed: a
// Text is never a formula and never a number, whatever it looks like.
type Out struct {
	kind   Type
	value  string // as Cell.Value
	places int    // digits shown behind the sign; asIs shows what there is
	share  bool
	span   int
	align  align
	strong bool
	open   bool
	exact  bool // text of digits and signs of a number, for Exact
}

const asIs = -1

type align uint8

const (
	byType align = iota
	left
	center
	right
)

// Empty is a blank cell; it keeps borders and fill of its row.
func Empty() Out { return Out{} }

// Text is a text cell. Line breaks ("\n") are kept.
func Text(s string) Out { return Out{kind: TextCell, value: text.NFC(s)} }

// Int is an integer.
func Int(n int) Out { return Out{kind: NumberCell, value: strconv.Itoa(n), places: 0} }

// Decimal is an exact number in canonical form ("98.14", as text.Number.Text),
// shown with that many places; places below 0 shows the digits it has. Text
// that is no canonical decimal is written as text. A number of more than 15
// significant digits, which no spreadsheet keeps, is written as text too,
// rather than changed.
func Decimal(canonical string, places int) Out {
	n, err := text.ParseNumber(canonical, text.PointDecimal)
	if err != nil || n.Blank() || n.Unit != text.NoUnit || significant(n.Text) > maxSignificant {
		return Text(canonical)
	}
	if places < 0 {
		places = asIs
	}
	return Out{kind: NumberCell, value: n.Text, places: places}
}

// Exact is a number as programs read it, a decimal or a fraction ("-13/35"):
// text in a workbook, so that every digit is kept, and in a CSV without the
// apostrophe, since digits and these signs run nothing. Other text is as Text.
func Exact(s string) Out {
	o := Text(s)
	o.exact = strings.Trim(s, "-./0123456789") == ""
	return o
}

// Rounded is r rounded half away from zero to places and shown so: the figure
// that is printed is the figure in the cell. nil gives a blank cell.
func Rounded(r *big.Rat, places int) Out {
	if r == nil {
		return Out{}
	}
	return Decimal(r.FloatString(max(places, 0)), max(places, 0))
}

// Share is a part of one shown as percent: 0.9814 as 98,14%, rounded half away
// from zero to that many places of the percentage. nil gives a blank cell.
func Share(r *big.Rat, places int) Out {
	if r == nil {
		return Out{}
	}
	o := Decimal(r.FloatString(max(places, 0)+2), max(places, 0))
	o.share = o.kind == NumberCell
	return o
}

// Bool is a truth value.
func Bool(b bool) Out { return Out{kind: BoolCell, value: strconv.FormatBool(b)} }

// Day is a date, shown dd/mm/yyyy; a blank date gives a blank cell.
func Day(d text.Date) Out {
	if d.Blank() {
		return Out{}
	}
	return Out{kind: DateCell, value: d.ISO()}
}

// Span makes the cell cover n columns (merged); the next cell follows after.
func (o Out) Span(n int) Out { o.span = n; return o }

// Center, Left and Right set the alignment, which otherwise follows the type:
// text to the left, numbers to the right, all else in the middle.
func (o Out) Center() Out { o.align = center; return o }

// Left aligns to the left.
func (o Out) Left() Out { o.align = left; return o }

// Right aligns to the right.
func (o Out) Right() Out { o.align = right; return o }

// Free makes a cell of a locked page one that people may change.
func (o Out) Free() Out { o.open = true; return o }

// Strong prints in bold.
func (o Out) Strong() Out { o.strong = true; return o }

// shown is the cell as a reader sees it, for measuring widths.
func (o Out) shown(lang text.Lang) string {
	switch o.kind {
	case NumberCell:
		n, err := text.ParseNumber(o.value, text.PointDecimal)
		switch {
		case err != nil:
			return o.value
		case o.share:
			return text.FormatPercent(n.Rat, o.places, lang)
		case o.places == asIs:
			return text.FormatDecimal(o.value, lang)
		}
		return text.FormatRat(n.Rat, o.places, lang)
	case DateCell:
		return "dd/mm/yyyy"
	}
	return o.value
}

// maxSignificant is the number of decimal digits that a spreadsheet keeps of a
// number (an IEEE 754 double holds 15 for certain; Excel shows no more).
const maxSignificant = 15

// significant counts the significant digits of a canonical decimal.
func significant(canonical string) int {
	s := strings.TrimLeft(canonical, "-0.")
	if !strings.Contains(canonical, ".") {
		s = strings.TrimRight(s, "0")
	}
	return len(s) - strings.Count(s, ".")
}
