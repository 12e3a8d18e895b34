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

// WriteForm writes the form as a locked workbook: how to fill it in, the answers
// by field and criterion, and a buried sheet by which ReadForm knows it again.
// The same form gives the same bytes. The error is a fault.List when a text is
// longer than a cell holds, or what w says.
func WriteForm(w io.Writer, f SheetForm) error {
	f.Lang = known(f.Lang)
	out := sheet.New(sheet.Meta{Title: f.Title, Author: f.AgencyName, Lang: f.Lang, Fixed: true})
	items, order := sheetItems(f.Framework, f.Lines, f.Lang)
	guide := writeFormGuide(out, f, len(order))
	page := out.Page(say(f.Lang, "assessment.sheet.answers"), sheet.Layout{Columns: formColumns, PrintCols: printedCols, Locked: true})
	b := newBurial(out, formSheet)
	(&formPage{page, f, b, items, guide}).fill()
	b.finish()
	return out.WriteXLSX(w)
}

// known is the language, Vietnamese unless it is another that we have.
func known(lang text.Lang) text.Lang {
	if lang != text.En {
		return text.Vi
	}
	return lang
}

// burial fills the buried sheet.
type burial struct {
	page  *sheet.Page
	rows  [][]string
	lists map[string]sheet.Range
}

func newBurial(out *sheet.Workbook, kind string) *burial {
	b := &burial{page: out.Page(buriedSheet, sheet.Layout{Buried: true, Locked: true}), lists: map[string]sheet.Range{}}
	b.add(headRow, kind, sheetVersion)
	return b
}

func (b *burial) add(cells ...string) int {
	outs := make([]sheet.Out, len(cells))
	plain := make([]string, len(cells))
	for i, s := range cells {
		plain[i] = plainText(s)
		outs[i] = sheet.Text(plain[i])
	}
	b.rows = append(b.rows, plain)
	return b.page.Row(sheet.Note, outs...)
}

func (b *burial) fact(name, value string) { b.add(factRow, name, value) }

// list gives where the words of a dropdown stand.
func (b *burial) list(words []string) sheet.Range {
	key := strings.Join(words, "\x00")
	if _, ok := b.lists[key]; !ok {
		row := b.add(append([]string{listRow}, words...)...)
		b.lists[key] = sheet.Range{From: sheet.Address{Row: row, Col: 2}, To: sheet.Address{Row: row, Col: len(words) + 1}}
	}
	return b.lists[key]
}

func (b *burial) finish() { b.add(digestRow, digestOf(b.rows)) }

// formPage fills the sheet of answers.
type formPage struct {
	*sheet.Page
	f     SheetForm
	b     *burial
	items map[string]*sheetItem
	guide string // name of the sheet of instructions
}

func (p *formPage) fill() {
	lang := p.f.Lang
	for _, fact := range [][2]string{
		{"round", p.f.Round}, {"agency", p.f.Agency}, {"agencyName", p.f.AgencyName}, {"version", p.f.Version},
		{"title", p.f.Title}, {"lang", string(lang)}, {"sheet", p.Name()}, {"guide", p.guide},
	} {
		p.b.fact(fact[0], fact[1])
	}
	for _, line := range []struct {
		role sheet.Role
		text string
	}{
		{sheet.Title, p.f.Title}, {sheet.Subtitle, p.f.AgencyName}, {sheet.Note, say(lang, "assessment.sheet.short")},
	} {
		n := p.Line(line.role, plainText(line.text))
		p.bury(n, "@"+strconv.Itoa(n), 0, []string{line.text}, written{})
	}
	head := make([]sheet.Out, len(columnKeys))
	texts := make([]string, len(columnKeys))
	for i, key := range columnKeys {
		texts[i] = say(lang, key)
		head[i] = sheet.Text(texts[i])
	}
	n := p.Row(sheet.Head, head...)
	p.b.fact("head", strconv.Itoa(n))
	p.bury(n, "@"+strconv.Itoa(n), 0, texts, written{})
	for _, l := range p.f.Lines {
		p.line(l)
	}
}

// bury notes a row: its locked cells by their marks, its answer as it was.
func (p *formPage) bury(row int, key string, revision int64, texts []string, w written) {
	marks := make([]string, len(texts))
	for i, s := range texts {
		marks[i] = mark(s)
	}
	p.b.add(lineRow, strconv.Itoa(row), key, strconv.FormatInt(revision, 10), strings.Join(marks, " "), w.answer, w.inapplicable, w.reason)
}

// line writes a field, or a criterion, and its items.
func (p *formPage) line(l SheetLine) {
	name := l.name(p.f.Lang)
	if above := aboveText(l, p.items, p.f.Lang); above != "" {
		name += "\n" + above
	}
	texts := make([]string, revisionCol)
	texts[0], texts[keyCol-1] = name, l.key()
	role := sheet.Group
	first := sheet.Text(name)
	if l.Depth > 1 {
		role = sheet.Body
		first = first.Strong()
	}
	cells := []sheet.Out{first.Span(printedCols), sheet.Text(l.key()), sheet.Empty()}
	p.bury(p.Row(role, cells...), l.key(), 0, texts, written{})
	for _, code := range l.Items {
		if it := p.items[code]; it != nil {
			p.item(it)
		}
	}
}

// aboveText names the items that a line wants and that were asked before.
func aboveText(l SheetLine, items map[string]*sheetItem, lang text.Lang) string {
	var numbers []string
	for _, code := range l.Above {
		if it := items[code]; it != nil {
			numbers = append(numbers, strconv.Itoa(it.number))
		}
	}
	if len(numbers) == 0 {
		return ""
	}
	return catalogue.Text(lang, "assessment.line.above", fault.Args{"numbers": strings.Join(numbers, ", ")})
}

func (p *formPage) item(it *sheetItem) {
	lang := p.f.Lang
	v := p.f.Values[it.Code]
	w := it.write(v, lang)
	last, lastText := it.cell(p.f.Last[it.Code], lang)
	if p.f.Last[it.Code].NotApplicable {
		lastText = say(lang, "assessment.answer.inapplicable")
		last = sheet.Text(lastText)
	}
	texts := []string{
		strconv.Itoa(it.number), it.name(lang), it.unit(lang), lastText, "", "", "", it.hint(lang),
		it.Code, strconv.FormatInt(v.Version, 10),
	}
	n := p.Row(sheet.Body,
		sheet.Int(it.number).Center(), sheet.Text(texts[1]), sheet.Text(texts[2]).Center(), last.Right(),
		w.out.Left().Free(), sheet.Text(w.inapplicable).Center().Free(), sheet.Text(w.reason).Free(), sheet.Text(texts[7]),
		sheet.Text(texts[8]), sheet.Text(texts[9]))
	p.bury(n, it.Code, v.Version, texts, w)
	p.ask(n, it)
}

// ask sets what the cells of an item take.
func (p *formPage) ask(row int, it *sheetItem) {
	lang := p.f.Lang
	at := func(col int) sheet.Range {
		a := sheet.Address{Row: row, Col: col}
		return sheet.Range{From: a, To: a}
	}
	e := it.entry(lang)
	if it.words != nil {
		e.Kind, e.List, e.Area = sheet.ListEntry, p.b.page, p.b.list(it.words)
	}
	p.Ask(at(answerCol), e)
	p.Ask(at(inapplicableCol), sheet.Entry{
		Kind: sheet.ListEntry, List: p.b.page, Area: p.b.list([]string{inapplicableSign}),
		Title: say(lang, "assessment.column.inapplicable"), Hint: say(lang, "assessment.take.inapplicable"),
	})
	p.Ask(at(reasonCol), sheet.Entry{Title: say(lang, "assessment.column.reason"), Hint: say(lang, "assessment.take.reason")})
}

// entry is what the answer of an item takes, but for a list of words.
func (it *sheetItem) entry(lang text.Lang) sheet.Entry {
	e := sheet.Entry{Title: it.name(lang), Hint: it.hint(lang), Wrong: it.takes(lang)}
	switch {
	case it.Type == scoring.Words:
		return e
	case it.whole():
		e.Kind = sheet.WholeEntry
	default:
		e.Kind = sheet.DecimalEntry
	}
	lo, hi := it.bounds()
	for _, b := range []struct {
		to  *string
		num *scoring.Num
	}{{&e.Min, lo}, {&e.Max, hi}} {
		if b.num == nil {
			continue
		}
		if _, finite := b.num.IsFinite(); !finite {
			e.Kind = sheet.AnyEntry // no cell holds the bound; reading judges
		}
		*b.to = b.num.String()
	}
	return e
}
