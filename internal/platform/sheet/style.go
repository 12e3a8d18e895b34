package sheet

import (
	"strings"

	"github.com/xuri/excelize/v2"
)

// The look of an official annex. NĐ 30/2020/NĐ-CP, annex I, part I §2 asks for
// Times New Roman, Unicode, in black; tables are set at 12 points, titles at 13
// and 14. Fills are light greys, so that a photocopy stays readable.
const (
	font      = "Times New Roman"
	bodySize  = 12.0
	titleSize = 14.0
	headFill  = "D9E2EC"
	groupFill = "EEF2F6"
	openFill  = "FFFBE6" // where to type; white on a photocopy
	rule      = "7F7F7F"
)

// look is everything that decides a cell's style; equal looks share one.
type look struct {
	role   Role
	align  align
	format string
	strong bool
	open   bool
	hidden bool // in a hidden column: on one line, so that it makes no row higher
}

// lookOf derives the look of a cell from its row and type.
func lookOf(role Role, o Out, open bool) look {
	l := look{role: role, align: o.align, strong: o.strong, open: open}
	switch o.kind {
	case NumberCell:
		l.format = numberFormat(o)
	case DateCell:
		// The backslashes keep the slashes from becoming the separator of
		// whatever system opens the file.
		l.format = `dd\/mm\/yyyy`
	case TextCell:
		l.format = "@"
	}
	if l.align != byType {
		return l
	}
	switch {
	case role == Head || role == Title || role == Subtitle:
		l.align = center
	case o.kind == NumberCell:
		l.align = right
	case o.kind == BoolCell || o.kind == DateCell:
		l.align = center
	default:
		l.align = left
	}
	return l
}

// numberFormat is the format code; Excel shows its ',' and '.' as the signs of
// the reader's own language.
func numberFormat(o Out) string {
	if o.places == asIs {
		return "General"
	}
	f := "#,##0"
	if o.places > 0 {
		f += "." + strings.Repeat("0", o.places)
	}
	if o.share {
		f = strings.TrimPrefix(f, "#,##") + "%"
	}
	return f
}

// style builds the excelize style of a look.
func (l look) style() *excelize.Style {
	s := &excelize.Style{
		Font:       &excelize.Font{Family: font, Size: bodySize, Color: "000000", Bold: l.strong},
		Alignment:  &excelize.Alignment{Vertical: "center", WrapText: !l.hidden},
		Protection: &excelize.Protection{Locked: !l.open},
	}
	s.Alignment.Horizontal = map[align]string{left: "left", center: "center", right: "right"}[l.align]
	if l.align == right {
		s.Alignment.Indent = 1 // keeps digits off the line of the next column
	}
	if l.format != "" && l.format != "General" {
		format := l.format
		s.CustomNumFmt = &format
	}
	switch l.role {
	case Head:
		s.Font.Bold = true
		s.Fill = solid(headFill)
	case Group:
		s.Font.Bold = true
		s.Fill = solid(groupFill)
	case Total:
		s.Font.Bold = true
	case Title:
		s.Font.Bold, s.Font.Size = true, titleSize
	case Subtitle, Note:
		s.Font.Italic = true
	}
	if l.open {
		s.Fill = solid(openFill)
	}
	if l.role < Title {
		for _, side := range []string{"left", "top", "right", "bottom"} {
			s.Border = append(s.Border, excelize.Border{Type: side, Color: rule, Style: 1})
		}
	}
	return s
}

func solid(color string) excelize.Fill {
	return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{color}}
}
