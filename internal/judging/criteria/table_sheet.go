package criteria

import (
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// table is one sheet of the workbook: rows of T under headings.
type table[T any] struct {
	name    string // criteria.sheet.NAME
	columns []column[T]
	needed  bool // the workbook cannot be read without it
	// code and the name of the table make the name under which scoring speaks of
	// a row, such as "item may_tinh", so that its faults find their cells. A code
	// stands once. nil: rows have no code of their own.
	code func(*T) string
	// note tells a row that stands under the table and belongs to people.
	note func(*found, *sheet.Row) bool
}

// line is a row as read, with where it stands.
type line[T any] struct {
	value T
	row   *sheet.Row
	found *found
}

// found is a table found in a book: which column stands where.
type found struct {
	sheet *sheet.Sheet
	head  int // row of the headings
	lang  text.Lang
	at    map[string]int // key of a column → its number
}

// cell gives the cell of a column in a row; one without place in the sheet's
// row when the column is not there.
func (f *found) cell(row *sheet.Row, key string) (sheet.Cell, bool) {
	col, ok := f.at[key]
	if !ok {
		return sheet.Cell{}, false
	}
	return row.Cell(col), true
}

// heading is the text above a column.
func heading(lang text.Lang, key string) string { return say(lang, "criteria.column."+key) }

// fill writes the headings and rows onto a page.
func (t *table[T]) fill(page *sheet.Page, lang text.Lang, rows []T, role func(*T) sheet.Role) {
	head := make([]sheet.Out, len(t.columns))
	for i, c := range t.columns {
		head[i] = sheet.Text(heading(lang, c.key))
	}
	first := page.Row(sheet.Head, head...) + 1
	last := first
	for i := range rows {
		cells := make([]sheet.Out, len(t.columns))
		for j, c := range t.columns {
			cells[j] = c.put(&rows[i], lang)
		}
		as := sheet.Body
		if role != nil {
			as = role(&rows[i])
		}
		last = page.Row(as, cells...)
	}
	if len(rows) == 0 {
		// A heading alone reads like a mistake on paper; a ruled row is an invitation.
		// Reading passes over it.
		last = page.Row(sheet.Body, make([]sheet.Out, len(t.columns))...)
	}
	// Room for the rows that people add.
	last += 50
	for j, c := range t.columns {
		if c.choices != nil {
			page.Choices(sheet.Range{From: sheet.Address{Row: first, Col: j + 1}, To: sheet.Address{Row: last, Col: j + 1}}, c.choices(lang)...)
		}
	}
}

// layout gives the widths of the columns.
func (t *table[T]) layout(l sheet.Layout) sheet.Layout {
	for _, c := range t.columns {
		l.Columns = append(l.Columns, sheet.Column{Width: c.width})
	}
	return l
}

// read finds the table in a book and reads its rows; nil when it is not there.
// Every fault goes to r.
func (t *table[T]) read(r *reading) []line[T] {
	at := t.find(r)
	if at == nil {
		return nil
	}
	lines := []line[T]{}
	for i := range at.sheet.Rows {
		row := &at.sheet.Rows[i]
		if row.Number <= at.head || blank(row) {
			continue
		}
		if t.note != nil && t.note(at, row) {
			r.add(fault.Warn("criteria.row.ignored", nil).WithPlace(at.sheet.Place(row.Number, 0)))
			continue
		}
		if l, ok := t.line(r, at, row); ok {
			lines = append(lines, l)
		}
	}
	return lines
}

// line reads a row; false when it has no code, or that of a row above.
func (t *table[T]) line(r *reading, at *found, row *sheet.Row) (line[T], bool) {
	l := line[T]{row: row, found: at}
	for _, c := range t.columns {
		cell, ok := at.cell(row, c.key)
		if !ok || c.get == nil {
			continue
		}
		if c.shared && cell.Blank() {
			cell = at.sheet.Anchor(row.Number, cell.Col)
		}
		r.take(t.name+"."+c.key, cell, func() { c.get(r, &l.value, cell, at.lang) })
	}
	if t.code == nil {
		return l, true
	}
	code := t.code(&l.value)
	return l, r.keep(t.name, code, at, row)
}

func blank(row *sheet.Row) bool {
	return !slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() })
}

// headingRows is how far down the headings are looked for: an annex has its
// title, the decision and some remarks above them.
const headingRows = 40

// find looks for the table by the name of its sheet, then by its headings on
// any other; nil when it is not there.
func (t *table[T]) find(r *reading) *found {
	var s *sheet.Sheet
	for _, lang := range text.Langs {
		if s == nil {
			s = r.book.Sheet(say(lang, "criteria.sheet."+t.name))
		}
	}
	if s == nil {
		for _, any := range r.book.Sheets {
			if f, complete := t.match(any); complete && !r.has(any) && !isNamed(any.Name) && 2*len(f.at) >= len(t.columns) {
				r.add(fault.Warn("criteria.sheet.renamed", fault.Args{"sheet": say(f.lang, "criteria.sheet."+t.name)}).WithPlace(any.Place(0, 0)))
				s = any
				break
			}
		}
	}
	if s == nil {
		if t.needed {
			t.spoil(r)
			r.add(fault.New(fault.Invalid, "criteria.sheet.none", fault.Args{"sheet": say(text.Vi, "criteria.sheet."+t.name), "other": say(text.En, "criteria.sheet."+t.name)}).
				WithPlace(fault.Place{File: r.book.Name}))
		}
		return nil
	}
	f, _ := t.match(s)
	r.used[s] = 0
	if f != nil {
		r.used[s] = f.head
	}
	t.judge(r, s, f)
	return f
}

// match looks for the row of headings: the first that has all that are needed,
// else the one that has the most.
func (t *table[T]) match(s *sheet.Sheet) (best *found, complete bool) {
	known := map[text.Lang]map[string]string{text.Vi: t.known(text.Vi), text.En: t.known(text.En)}
	for i := range s.Rows {
		row := &s.Rows[i]
		if row.Number > headingRows {
			break
		}
		for _, lang := range text.Langs {
			f := headings(s, row, lang, known[lang])
			if best == nil || len(f.at) > len(best.at) {
				best = f
			}
		}
		if best != nil && best.head == row.Number && len(best.at) > 0 && len(t.lacking(best)) == 0 {
			return best, true
		}
	}
	return best, false
}

// known gives the columns by their headings, folded.
func (t *table[T]) known(lang text.Lang) map[string]string {
	keys := map[string]string{}
	for _, c := range t.columns {
		keys[text.Fold(heading(lang, c.key))] = c.key
	}
	return keys
}

func headings(s *sheet.Sheet, row *sheet.Row, lang text.Lang, known map[string]string) *found {
	f := &found{sheet: s, head: row.Number, lang: lang, at: map[string]int{}}
	for _, c := range row.Cells {
		shown, err := c.Text()
		if err != nil {
			continue
		}
		if key := known[text.Fold(shown)]; key != "" && f.at[key] == 0 {
			f.at[key] = c.Col
		}
	}
	return f
}

func (t *table[T]) lacking(f *found) (keys []string) {
	for _, c := range t.columns {
		if _, ok := f.at[c.key]; c.required && !ok {
			keys = append(keys, c.key)
		}
	}
	return keys
}

// judge notes headings that are not there, that stand twice, and that nobody
// knows.
func (t *table[T]) judge(r *reading, s *sheet.Sheet, f *found) {
	if f == nil {
		t.spoil(r)
		r.add(fault.New(fault.Invalid, "criteria.sheet.empty", nil).WithPlace(s.Place(0, 0)))
		return
	}
	for _, key := range t.lacking(f) {
		r.spoiltKeys[t.name+"."+key] = true
		r.add(fault.New(fault.Invalid, "criteria.column.none", fault.Args{"column": heading(f.lang, key)}).WithPlace(s.Place(f.head, 0)))
	}
	row, ok := s.Row(f.head)
	if !ok || len(f.at) == 0 {
		return
	}
	known := t.known(f.lang)
	for _, c := range row.Cells {
		shown, err := c.Text()
		if err != nil || shown == "" {
			continue
		}
		key := known[text.Fold(shown)]
		switch {
		case key == "":
			r.add(fault.Warn("criteria.column.unknown", nil).WithPlace(c.Place()).WithFound(text.Clip(shown, 80)))
		case f.at[key] != c.Col:
			r.add(c.Wrong("criteria.column.twice", fault.Args{"first": sheet.Address{Row: f.head, Col: f.at[key]}.String()}))
		}
	}
}

// spoil marks every column as reported, when the whole table was.
func (t *table[T]) spoil(r *reading) {
	for _, c := range t.columns {
		r.spoiltKeys[t.name+"."+c.key] = true
	}
}

// tableNames are the sheets that a workbook has.
var tableNames = []string{"node", "item", "option", "band", "gate", "group", "rubric", "reference", "check", "setting", "translation", "guide"}

// isNamed tells a sheet that bears the name of a table: it is that one, and not
// another that was renamed.
func isNamed(name string) bool {
	for _, known := range tableNames {
		for _, lang := range text.Langs {
			if text.Fold(name) == text.Fold(say(lang, "criteria.sheet."+known)) {
				return true
			}
		}
	}
	return false
}

func (r *reading) has(s *sheet.Sheet) bool {
	_, ok := r.used[s]
	return ok
}
