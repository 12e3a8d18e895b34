package assessment

import (
	"io"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// blankColumns are number, item with its guidance, unit, and room for an answer
// by hand: together the width of an A4 sheet in portrait at 12 points.
var blankColumns = []sheet.Column{{Width: 6}, {Width: 44}, {Width: 12}, {Width: 32}}

// dots is a line to write on, so many digits of the body font wide: the sign is
// as wide as two of them.
func dots(width int) string { return strings.Repeat("…", width/2) }

// WriteBlank writes the form to be printed and filled in by hand: A4 portrait,
// the guidance of each item, boxes to tick and lines to write on, and a place to
// sign. Answers and last year's figures are left out. The same form gives the
// same bytes; the error is that of WriteForm.
func WriteBlank(w io.Writer, f SheetForm) error {
	f.Lang = known(f.Lang)
	out := sheet.New(sheet.Meta{Title: f.Title, Author: f.AgencyName, Lang: f.Lang})
	p := out.Page(say(f.Lang, "assessment.sheet.blank"), sheet.Layout{Columns: blankColumns, Portrait: true})
	items, _ := sheetItems(f.Framework, f.Lines, f.Lang)
	line := func(role sheet.Role, key string, args fault.Args) {
		p.Line(role, catalogue.Text(f.Lang, key, args))
	}
	line(sheet.Title, "assessment.blank.nation", nil)
	line(sheet.Title, "assessment.blank.motto", nil)
	p.Skip()
	p.Line(sheet.Title, plainText(f.Title))
	p.Line(sheet.Subtitle, plainText(f.Framework.Name.In(string(f.Lang))))
	p.Skip()
	agency := plainText(f.AgencyName)
	if agency == "" {
		agency = dots(70)
	}
	line(sheet.Note, "assessment.blank.agency", fault.Args{"agency": agency})
	line(sheet.Note, "assessment.blank.author", fault.Args{"name": dots(34), "phone": dots(20)})
	line(sheet.Note, "assessment.blank.how", nil)
	p.Row(sheet.Head, sheet.Text(say(f.Lang, "assessment.column.number")), sheet.Text(say(f.Lang, "assessment.column.content")),
		sheet.Text(say(f.Lang, "assessment.column.unit")), sheet.Text(say(f.Lang, "assessment.column.answer")))
	for _, l := range f.Lines {
		writeBlankLine(p, l, items, f.Lang)
	}
	p.Skip()
	p.Row(sheet.Subtitle, sheet.Empty(), sheet.Empty(), sheet.Text(say(f.Lang, "assessment.blank.date")).Span(2))
	p.Row(sheet.Title, sheet.Empty(), sheet.Text(say(f.Lang, "assessment.blank.made")), sheet.Text(say(f.Lang, "assessment.blank.head")).Span(2))
	p.Row(sheet.Subtitle, sheet.Empty(), sheet.Text(say(f.Lang, "assessment.blank.sign")), sheet.Text(say(f.Lang, "assessment.blank.seal")).Span(2))
	return out.WriteXLSX(w)
}

// writeBlankLine writes a field or criterion with its evidence, and its items.
func writeBlankLine(p *sheet.Page, l SheetLine, items map[string]*sheetItem, lang text.Lang) {
	name := l.name(lang)
	if s := aboveText(l, items, lang); s != "" {
		name += "\n" + s
	}
	role := sheet.Group
	first := sheet.Text(name)
	if l.Depth > 1 {
		role, first = sheet.Body, first.Strong()
	}
	p.Row(role, first.Span(len(blankColumns)))
	if s := plainText(l.Evidence.In(string(lang))); s != "" {
		p.Row(sheet.Body, sheet.Text(catalogue.Text(lang, "assessment.blank.evidence", fault.Args{"evidence": s})).Span(len(blankColumns)))
	}
	for _, code := range l.Items {
		it := items[code]
		if it == nil {
			continue
		}
		p.Row(sheet.Body, sheet.Text(strconv.Itoa(it.number)).Center(), sheet.Text(it.name(lang)+"\n"+it.blankHint(lang)),
			sheet.Text(it.unit(lang)).Center(), sheet.Text(it.room(lang)))
	}
}

// blankHint is the guidance, without the options that stand in the room for the
// answer.
func (it *sheetItem) blankHint(lang text.Lang) string {
	hint := it.hint(lang)
	if it.words != nil {
		_, hint, _ = strings.Cut(hint, "\n")
	}
	return hint
}

// room is what is filled in by hand: boxes to tick or lines to write on, and the
// box for "not applicable" with its reason.
func (it *sheetItem) room(lang text.Lang) string {
	width := int(blankColumns[3].Width) - 3 // clear of the rules
	var lines []string
	switch {
	case it.Type == scoring.YesNo:
		lines = append(lines, box+strings.Join(it.words, "        "+box))
	case it.words != nil:
		for _, w := range it.words {
			lines = append(lines, box+w)
		}
	case it.Type == scoring.Words:
		lines = append(lines, dots(width), dots(width), dots(width))
	default:
		lines = append(lines, dots(width))
	}
	return strings.Join(append(lines, box+say(lang, "assessment.blank.inapplicable"), dots(width)), "\n")
}

// box is to be ticked.
const box = "☐ "
