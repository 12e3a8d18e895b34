package assessment

import (
	"hash/fnv"
	"io"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// SheetAll is one workbook of all agencies of a framework version, for the
// secretariat.
type SheetAll struct {
	Round, Version string // ids, as in SheetForm
	Title          string
	Framework      *scoring.Framework
	Lines          []SheetLine // of all agencies; see SheetLines
	Agencies       []SheetAgency
	Lang           text.Lang
}

// SheetAgency is a row of it.
type SheetAgency struct {
	Agency, Name, Group string          // Agency is the id
	Asked               map[string]bool // items; nil is all of them
	Values              map[string]SheetValue
}

func (a *SheetAgency) asks(item string) bool { return a.Asked == nil || a.Asked[item] }

// The columns in front of the items. Behind the items stand two hidden ones:
// the agency's id and the state of its row.
const (
	allNumberCol = iota + 1
	allNameCol
	allGroupCol
	allFirstItem
)

// leadKeys are the headings of the columns in front.
var leadKeys = []string{"assessment.column.number", "assessment.column.name", "assessment.column.group"}

// notAsked stands in the cell of an item that does not apply to the agency, and
// for it in the state.
const notAsked = "–"

// WriteAll writes the answers of all agencies as one locked workbook: a row an
// agency, a column an item. The same content gives the same bytes. The error is
// a fault.List when a text is longer than a cell holds, or what w says.
func WriteAll(w io.Writer, a SheetAll) error {
	a.Lang = known(a.Lang)
	out := sheet.New(sheet.Meta{Title: a.Title, Lang: a.Lang, Fixed: true})
	_, items := sheetItems(a.Framework, a.Lines, a.Lang)
	b := newBurial(out, allSheet) // first, so that whoever reads row by row has met it
	columns := []sheet.Column{{Width: 6}, {Width: 34}, {Width: 18}}
	for range items {
		columns = append(columns, sheet.Column{Width: 16})
	}
	columns = append(columns, sheet.Column{Width: 10, Hidden: true}, sheet.Column{Width: 10, Hidden: true})
	page := out.Page(say(a.Lang, "assessment.sheet.answers"), sheet.Layout{
		Columns: columns, FreezeCols: allNameCol, PrintCols: len(columns) - 2, Locked: true, Sideways: true,
	})
	guide := writeAllGuide(out, a, items)
	(&allPage{page, a, b, items, guide}).fill()
	b.finish()
	return out.WriteXLSX(w)
}

// allPage fills the sheet of answers.
type allPage struct {
	*sheet.Page
	a     SheetAll
	b     *burial
	items []*sheetItem
	guide string
}

func (p *allPage) fill() {
	lang := p.a.Lang
	for _, fact := range [][2]string{
		{"round", p.a.Round}, {"version", p.a.Version}, {"title", p.a.Title}, {"lang", string(lang)}, {"sheet", p.Name()}, {"guide", p.guide},
	} {
		p.b.fact(fact[0], fact[1])
	}
	codes := []string{itemRow}
	for _, it := range p.items {
		codes = append(codes, it.Code)
	}
	p.b.add(codes...)
	across := min(firstPageCols, len(leadKeys)+len(p.items))
	short := say(lang, "assessment.sheet.short")
	p.bury(p.Row(sheet.Title, sheet.Text(plainText(p.a.Title)).Span(across)), []string{p.a.Title})
	p.bury(p.Row(sheet.Note, sheet.Text(short).Span(across)), []string{short})
	fields, fieldTexts := p.fields()
	p.bury(p.Row(sheet.Head, fields...), fieldTexts)
	texts := p.headings()
	head := make([]sheet.Out, len(texts))
	for i, s := range texts {
		head[i] = sheet.Text(s)
	}
	n := p.Row(sheet.Head, head...)
	p.b.fact("head", strconv.Itoa(n))
	p.bury(n, texts)
	for i := range p.a.Agencies {
		p.agency(i+1, &p.a.Agencies[i])
	}
	if len(p.a.Agencies) > 0 {
		for i, it := range p.items {
			p.ask(i, it, n+1, n+len(p.a.Agencies))
		}
	}
}

func (p *allPage) bury(row int, texts []string) {
	marks := make([]string, len(texts))
	for i, s := range texts {
		marks[i] = mark(s)
	}
	p.b.add(lineRow, strconv.Itoa(row), "@"+strconv.Itoa(row), "0", strings.Join(marks, " "))
}

// firstPageCols are the columns that the first sheet of paper takes: what stands
// above the table is printed there.
const firstPageCols = 7

// fields is the first row of headings: the field over its items.
func (p *allPage) fields() ([]sheet.Out, []string) {
	lead := say(p.a.Lang, "assessment.column.agency")
	cells := []sheet.Out{sheet.Text(lead).Span(len(leadKeys))}
	texts := []string{lead, "", ""}
	of := p.fieldOf()
	for i := 0; i < len(p.items); {
		n := i + 1
		for n < len(p.items) && of[p.items[n].Code] == of[p.items[i].Code] {
			n++
		}
		name := of[p.items[i].Code]
		cells = append(cells, sheet.Text(name).Span(n-i))
		texts = append(texts, name)
		for range n - i - 1 {
			texts = append(texts, "")
		}
		i = n
	}
	return cells, texts
}

// fieldOf gives the name of the field of every item.
func (p *allPage) fieldOf() map[string]string {
	of := map[string]string{}
	field := ""
	for _, l := range p.a.Lines {
		if l.Depth <= 1 {
			field = l.name(p.a.Lang)
		}
		for _, code := range l.Items {
			of[code] = field
		}
	}
	return of
}

// headings is the second row of headings.
func (p *allPage) headings() (texts []string) {
	lang := p.a.Lang
	for _, key := range leadKeys {
		texts = append(texts, say(lang, key))
	}
	for _, it := range p.items {
		texts = append(texts, it.heading(lang))
	}
	return append(texts, say(lang, "assessment.column.key"), say(lang, "assessment.column.revision"))
}

// heading is number, name and unit.
func (it *sheetItem) heading(lang text.Lang) string {
	s := strconv.Itoa(it.number) + ". " + it.name(lang)
	if unit := it.unit(lang); unit != "" {
		s += " (" + unit + ")"
	}
	return s
}

func (p *allPage) agency(number int, a *SheetAgency) {
	name, group := plainText(a.Name), plainText(a.Group)
	cells := make([]sheet.Out, 0, len(p.items)+5)
	cells = append(cells, sheet.Int(number).Center(), sheet.Text(name), sheet.Text(group))
	s := rowState{lead: []uint64{mark64(strconv.Itoa(number)), mark64(name), mark64(group)}, cells: make([]cellState, len(p.items))}
	for i, it := range p.items {
		if !a.asks(it.Code) {
			cells = append(cells, sheet.Text(notAsked).Center())
			s.cells[i].unasked = true
			continue
		}
		v := a.Values[it.Code]
		out, shown := it.oneCell(v, p.a.Lang)
		cells = append(cells, out.Free())
		s.cells[i] = cellState{revision: v.Version, mark: mark64(shown)}
	}
	id := plainText(a.Agency)
	p.Row(sheet.Body, append(cells, sheet.Text(id), sheet.Text(s.text(id)))...)
}

// oneCell is an answer in a single cell: what does not apply says so, with its
// reason behind a colon.
func (it *sheetItem) oneCell(v SheetValue, lang text.Lang) (sheet.Out, string) {
	if v.NotApplicable {
		s := say(lang, "assessment.answer.inapplicable") + ": " + plainText(v.Reason)
		return sheet.Text(s), s
	}
	return it.cell(v, lang)
}

// ask sets what the cells of an item take; "not applicable" may be typed in
// spite of it.
func (p *allPage) ask(i int, it *sheetItem, first, last int) {
	e := it.entry(p.a.Lang)
	if it.words != nil {
		e.Kind, e.List, e.Area = sheet.ListEntry, p.b.page, p.b.list(it.words)
	}
	e.Soft = true
	p.Ask(sheet.Range{From: sheet.Address{Row: first, Col: allFirstItem + i}, To: sheet.Address{Row: last, Col: allFirstItem + i}}, e)
}

// writeAllGuide writes the last sheet: what each column takes.
func writeAllGuide(out *sheet.Workbook, a SheetAll, items []*sheetItem) (name string) {
	p := out.Page(say(a.Lang, "assessment.sheet.guide"), sheet.Layout{
		Columns: []sheet.Column{{Width: 8}, {Width: 44}, {Width: 14}, {Width: 70}}, Locked: true,
	})
	p.Line(sheet.Title, say(a.Lang, "assessment.guide.allTitle"))
	p.Line(sheet.Subtitle, plainText(a.Title))
	p.Line(sheet.Note, say(a.Lang, "assessment.guide.all"))
	p.Row(sheet.Head, sheet.Text(say(a.Lang, "assessment.column.column")), sheet.Text(say(a.Lang, "assessment.column.content")),
		sheet.Text(say(a.Lang, "assessment.column.unit")), sheet.Text(say(a.Lang, "assessment.column.hint")))
	for i, it := range items {
		p.Row(sheet.Body, sheet.Text(fault.ColumnName(allFirstItem+i)).Center(), sheet.Text(it.name(a.Lang)),
			sheet.Text(it.unit(a.Lang)).Center(), sheet.Text(it.hint(a.Lang)))
	}
	return p.Name()
}

// rowState is what a row of the workbook of all agencies held when it was
// written; it stands in the row itself, so that rows can be sorted and read one
// by one.
type rowState struct {
	cells []cellState
	lead  []uint64 // number, name and group of the agency
}

type cellState struct {
	revision int64
	mark     uint64
	unasked  bool
}

// mark64 is a digest of the text of a cell: among the cells of a province, one
// changed to another text with the same digest is not to be expected in the
// life of the program (2^-64 each).
func mark64(s string) uint64 {
	h := fnv.New64a()
	_, _ = io.WriteString(h, s) // a hash takes everything
	return h.Sum64()
}

// text is the state in a cell, closed by a digest over it and the agency.
func (s rowState) text(agency string) string {
	var b []byte
	for _, m := range s.lead {
		b = append(strconv.AppendUint(b, m, 36), ' ')
	}
	for _, c := range s.cells {
		if c.unasked {
			b = append(b, notAsked+" "...)
			continue
		}
		b = append(strconv.AppendInt(b, c.revision, 36), ':')
		b = append(strconv.AppendUint(b, c.mark, 36), ' ')
	}
	return string(strconv.AppendUint(b, mark64(agency+"\x00"+string(b)), 36))
}

// parseState reads it back; false when it is not as it was written.
func parseState(agency, s string, items int, into *rowState) bool {
	at := strings.LastIndexByte(s, ' ') + 1
	digest, err := strconv.ParseUint(s[at:], 36, 64)
	if err != nil || digest != mark64(agency+"\x00"+s[:at]) {
		return false
	}
	into.lead, into.cells = into.lead[:0], into.cells[:0]
	for field := range strings.SplitSeq(strings.TrimSuffix(s[:at], " "), " ") {
		switch {
		case len(into.lead) < len(leadKeys):
			m, err := strconv.ParseUint(field, 36, 64)
			if err != nil {
				return false
			}
			into.lead = append(into.lead, m)
		case field == notAsked:
			into.cells = append(into.cells, cellState{unasked: true})
		default:
			revision, m, _ := strings.Cut(field, ":")
			n, err := strconv.ParseInt(revision, 36, 64)
			sum, bad := strconv.ParseUint(m, 36, 64)
			if err != nil || bad != nil {
				return false
			}
			into.cells = append(into.cells, cellState{revision: n, mark: sum})
		}
	}
	return len(into.lead) == len(leadKeys) && len(into.cells) == items
}
