package sheet

import (
	"cmp"
	"strings"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Entry is what the cells of an area take and what is said beside them. It
// helps whoever types and is no guard: a spreadsheet lets everything be pasted.
type Entry struct {
	Kind EntryKind
	// Min and Max bound a number, as canonical decimals ("0", "97.5"); "" is open.
	Min, Max string
	// List and Area are where the words of a list stand: a column of any page of
	// the workbook.
	List *Page
	Area Range

	Title string // of Hint and Wrong; cut to 32 characters
	Hint  string // shown when a cell is chosen; cut to 255 characters
	Wrong string // shown when what is typed is not taken; cut to 255 characters
	// Soft lets whoever types insist on something else.
	Soft bool
}

// EntryKind is what may be typed.
type EntryKind uint8

const (
	AnyEntry     EntryKind = iota // anything; the hint only
	WholeEntry                    // whole numbers
	DecimalEntry                  // numbers
	ListEntry                     // a word of the list
)

// Bounds of ECMA-376 part 1, §18.3.1.32, in UTF-16 units.
const (
	maxEntryTitle = 32
	maxEntryWords = 255
)

// widest stands for an open end: no spreadsheet keeps whole numbers beyond 15
// digits.
const widest = "999999999999999"

type entry struct {
	at Range
	Entry
}

// Ask says what the cells of an area take. Areas must not overlap.
func (p *Page) Ask(at Range, e Entry) { p.entries = append(p.entries, entry{at, e}) }

// validation is the entry as excelize writes it.
func (e entry) validation() (*excelize.DataValidation, error) {
	v := excelize.NewDataValidation(true)
	v.Sqref = e.at.String()
	kind := excelize.DataValidationTypeWhole
	switch e.Kind {
	case ListEntry:
		v.SetSqrefDropList(xmlText.Replace(e.List.quoted() + "!" + absolute(e.Area)))
	case DecimalEntry:
		kind = excelize.DataValidationTypeDecimal
		fallthrough
	case WholeEntry:
		if err := v.SetRange(cmp.Or(e.Min, "-"+widest), cmp.Or(e.Max, widest), kind, excelize.DataValidationOperatorBetween); err != nil {
			return nil, err
		}
	}
	title := clipUTF16(text.NFC(e.Title), maxEntryTitle)
	if e.Hint != "" {
		v.SetInput(title, clipEntry(e.Hint))
	}
	if e.Kind != AnyEntry {
		style := excelize.DataValidationErrorStyleStop
		if e.Soft {
			style = excelize.DataValidationErrorStyleWarning
		}
		v.SetError(style, title, clipEntry(cmp.Or(e.Wrong, e.Hint)))
	}
	return v, nil
}

// clipEntry cuts at the bound, marking the cut.
func clipEntry(s string) string {
	s = text.NFC(s)
	if len(utf16.Encode([]rune(s))) <= maxEntryWords {
		return s
	}
	return clipUTF16(s, maxEntryWords-1) + "…"
}

// xmlText guards a formula, which excelize writes as it stands.
var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// quoted is the page's name inside a formula.
func (p *Page) quoted() string { return "'" + strings.ReplaceAll(p.name, "'", "''") + "'" }

func absolute(r Range) string {
	a := func(at Address) string {
		s := at.String()
		letters := strings.TrimRight(s, "0123456789")
		return "$" + letters + "$" + s[len(letters):]
	}
	return a(r.From) + ":" + a(r.To)
}
