package sheet

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Type is what a cell holds by itself; a CSV has blanks and text only.
type Type uint8

const (
	BlankCell Type = iota
	TextCell
	NumberCell
	BoolCell
	DateCell
	ErrorCell // #REF!, #DIV/0!, …: Cell.Fault says which
)

// Mark is something to know about a cell that can be read all the same.
type Mark uint16

const (
	HiddenRow    Mark = 1 << iota // its row is hidden
	HiddenColumn                  // its column is hidden
	HiddenSheet                   // its sheet is hidden
	Merged                        // it speaks for a merged area
	Covered                       // it lies under a merged area yet holds something
	FromFormula                   // its value is what a formula had when the file was saved
	Linked                        // its formula reads another file
	NumberAsText                  // text that looks like a number
	AsPercent                     // a number shown as percent: 0.975 looks like 97,5 %
	WithTime                      // a date with a time of day, which was dropped
	Unescaped                     // an apostrophe that guards against formulas was taken off
	HasUnseen                     // text with zero-width signs, which make two texts look the same
)

// Cell is one cell with its place. A zero Cell is blank.
type Cell struct {
	Address
	Type  Type
	Value string // text (NFC); canonical decimal of a number; "true"/"false"; ISO date; the error's name
	// Formula is the formula without '=', "" when there is none or it is
	// shared from another cell (the mark FromFormula tells).
	Formula string
	Marks   Mark
	Fault   *fault.Fault // why the cell cannot be used; nil when it can

	sheet *Sheet
	line  int // first line of its CSV record
}

// Place returns where the cell is.
func (c Cell) Place() fault.Place {
	p := fault.Place{Row: c.Row, Col: c.Col}
	if c.sheet != nil {
		p.File, p.Sheet = c.sheet.file, c.sheet.Name
	}
	if c.line > 0 {
		p.Row, p.Line = 0, c.line
	}
	return p
}

// Has reports whether the mark is set.
func (c Cell) Has(m Mark) bool { return c.Marks&m != 0 }

// Blank reports whether the cell holds nothing, or nothing but space. A cell
// that cannot be read is not blank.
func (c Cell) Blank() bool {
	return c.Fault == nil && (c.Type == BlankCell || c.Type == TextCell && strings.TrimSpace(c.Value) == "")
}

// Text returns the content as text, without blanks around: of a number the
// canonical decimal, of a date dd/mm/yyyy. The error is the cell's fault.
func (c Cell) Text() (string, error) {
	if c.Fault != nil {
		return "", c.Fault
	}
	if c.Type == DateCell {
		d, err := text.ParseISODate(c.Value)
		return text.FormatDate(d), fault.At(err, c.Place())
	}
	return strings.TrimSpace(c.Value), nil
}

// Number returns the content as a number; blank gives a blank Number, which is
// not zero. Numbers of a workbook are exact as typed (15 significant digits,
// all that a spreadsheet keeps); one shown as percent comes as such: 0.975
// gives 97.5 with Unit Percent. Text is read by text.ParseNumber, which asks
// where decimal does not decide.
func (c Cell) Number(decimal text.Decimal) (text.Number, error) {
	switch {
	case c.Fault != nil:
		return text.Number{}, c.Fault
	case c.Type == NumberCell:
		unit := text.NoUnit
		if c.Has(AsPercent) {
			unit = text.Percent
		}
		return text.NumberOf(c.Value, unit), nil
	case c.Type == BlankCell || c.Type == TextCell:
		n, err := text.ParseNumber(c.Value, decimal)
		return n, fault.At(err, c.Place())
	}
	return text.Number{}, fault.New(fault.Invalid, "text.number.invalid", nil).
		WithFound(c.shown()).WithExpected("text.number.expected").WithPlace(c.Place())
}

// Date returns the content as a day; blank gives a blank Date. Text is read as
// dd/mm/yyyy only. A plain number is no date: which day 45000 is depends on the
// program that wrote it.
func (c Cell) Date() (text.Date, error) {
	switch {
	case c.Fault != nil:
		return text.Date{}, c.Fault
	case c.Type == DateCell:
		d, err := text.ParseISODate(c.Value)
		return d, fault.At(err, c.Place())
	case c.Type == BlankCell || c.Type == TextCell:
		d, err := text.ParseDate(c.Value)
		return d, fault.At(err, c.Place())
	}
	return text.Date{}, fault.New(fault.Invalid, "text.date.invalid", nil).
		WithFound(c.shown()).WithExpected("text.date.expected").WithHint("text.date.hint").WithPlace(c.Place())
}

// Wrong makes a fault at the cell that shows what was found.
func (c Cell) Wrong(key string, args fault.Args) *fault.Fault {
	return fault.New(fault.Invalid, key, args).WithPlace(c.Place()).WithFound(c.shown())
}

// shown is the content as a message quotes it.
func (c Cell) shown() string {
	s := c.Value
	if c.Type == DateCell {
		if d, err := text.ParseISODate(c.Value); err == nil {
			s = text.FormatDate(d)
		}
	}
	s, _, _ = text.Unseen(s)
	return text.Clip(strings.TrimSpace(s), 80)
}

// guardUnseen refuses text whose direction is turned round by signs that nobody
// sees, and marks text with others.
func (c *Cell) guardUnseen() {
	shown, found, turns := text.Unseen(c.Value)
	switch {
	case turns:
		c.Type, c.Value = BlankCell, ""
		c.Fault = fault.New(fault.Invalid, "sheet.cell.turned", nil).WithPlace(c.Place()).
			WithFound(text.Clip(shown, 80)).WithHint("sheet.cell.unseenHint")
	case found:
		c.Marks |= HasUnseen
	}
}

// noteUnseen warns of a cell with signs that nobody sees.
func noteUnseen(c Cell, note *noter) {
	if c.Has(HasUnseen) {
		note.add(fault.Warn("sheet.cell.unseen", nil).WithPlace(c.Place()).WithFound(c.shown()).WithHint("sheet.cell.unseenHint"))
	}
}
