package agency

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// column is one column of a table whose rows are T.
type column[T any] struct {
	key     string // of its heading: agency.column.KEY
	width   float64
	needed  bool // the table cannot be read without it
	choices func(text.Lang) []string
	put     func(*T, text.Lang) sheet.Out
	get     func(*reading, *T, sheet.Cell)
}

func (c column[T]) must() column[T] { c.needed = true; return c }

// words is a column of plain text.
func words[T any](key string, width float64, at func(*T) *string) column[T] {
	return column[T]{
		key: key, width: width,
		put: func(row *T, _ text.Lang) sheet.Out { return textOut(*at(row)) },
		get: func(r *reading, row *T, c sheet.Cell) { *at(row) = r.text(c) },
	}
}

// dates is a column of days.
func dates[T any](key string, at func(*T) *Day) column[T] {
	return column[T]{
		key: key, width: 13,
		put: func(row *T, _ text.Lang) sheet.Out {
			if d := at(row).Date(); !d.Blank() {
				return sheet.Day(d)
			}
			return textOut(string(*at(row)))
		},
		get: func(r *reading, row *T, c sheet.Cell) { *at(row) = r.day(c) },
	}
}

// choice is a column of one of a few words; words is what their keys begin with.
func choice[T any, W ~string](key, words string, width float64, values []W, at func(*T) *W) column[T] {
	word := func(lang text.Lang, v W) string { return say(lang, words+string(v)) }
	all := func(lang text.Lang) (out []string) {
		for _, v := range values {
			out = append(out, word(lang, v))
		}
		return out
	}
	return column[T]{
		key: key, width: width, choices: all,
		put: func(row *T, lang text.Lang) sheet.Out {
			if v := *at(row); slices.Contains(values, v) {
				return sheet.Text(word(lang, v))
			}
			return textOut(string(*at(row)))
		},
		get: func(r *reading, row *T, c sheet.Cell) {
			found := r.text(c)
			for _, v := range values {
				for _, w := range []string{string(v), word(text.Vi, v), word(text.En, v)} {
					if text.Fold(w) == text.Fold(found) {
						*at(row) = v
						return
					}
				}
			}
			if c.Fault == nil {
				r.add(c.Wrong("agency.word.unknown", fault.Args{"words": strings.Join(all(text.Vi), ", ")}))
			}
		},
	}
}

func textOut(s string) sheet.Out {
	if s == "" {
		return sheet.Empty()
	}
	return sheet.Text(s)
}

// table is one sheet of the workbook: rows of T under headings.
type table[T any] struct {
	name    string // agency.sheet.NAME
	columns []column[T]
}

// line is a row as read, with where it stands.
type line[T any] struct {
	value T
	row   *sheet.Row
	at    *found
	bad   bool // some cell of it was reported
}

// found is a table found in a book.
type found struct {
	sheet *sheet.Sheet
	head  int
	col   map[string]int // key of a column → its number
}

// place is where a field of a row stands; the row when there is no such column.
func (f *found) place(row *sheet.Row, field string) fault.Place {
	if col, ok := f.col[field]; ok {
		return row.Cell(col).Place()
	}
	return f.sheet.Place(row.Number, 0)
}

func heading(lang text.Lang, key string) string { return say(lang, "agency.column."+key) }

// fill writes a page with title, headings and rows.
func (t *table[T]) fill(out *sheet.Workbook, lang text.Lang, rows []T) {
	layout := sheet.Layout{FreezeCols: 2}
	head := make([]sheet.Out, len(t.columns))
	for i, c := range t.columns {
		layout.Columns = append(layout.Columns, sheet.Column{Width: c.width})
		head[i] = sheet.Text(heading(lang, c.key))
	}
	page := out.Page(say(lang, "agency.sheet."+t.name), layout)
	page.Line(sheet.Title, say(lang, "agency.sheet."+t.name))
	page.Line(sheet.Note, say(lang, "agency.purpose."+t.name))
	first := page.Row(sheet.Head, head...) + 1
	last := first
	for i := range rows {
		cells := make([]sheet.Out, len(t.columns))
		for j, c := range t.columns {
			cells[j] = c.put(&rows[i], lang)
		}
		last = page.Row(sheet.Body, cells...)
	}
	last += 200 // room for the rows that people add
	for j, c := range t.columns {
		if c.choices != nil {
			page.Choices(sheet.Range{From: sheet.Address{Row: first, Col: j + 1}, To: sheet.Address{Row: last, Col: j + 1}}, c.choices(lang)...)
		}
	}
}

// headingRows is how far down the headings are looked for: a letterhead, a title
// and remarks stand above them.
const headingRows = 40

// read finds the table in a book by the name of its sheet and reads its rows.
// Every fault goes to r; there are no rows where there is no such sheet.
func (t *table[T]) read(r *reading) (lines []line[T]) {
	at := t.find(r)
	if at == nil {
		return nil
	}
	for i := range at.sheet.Rows {
		row := &at.sheet.Rows[i]
		if row.Number <= at.head || !slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() }) {
			continue
		}
		l := line[T]{row: row, at: at}
		before := len(r.faults)
		for _, c := range t.columns {
			if col, ok := at.col[c.key]; ok {
				c.get(r, &l.value, row.Cell(col))
			}
		}
		l.bad = r.faults[before:].Stops()
		lines = append(lines, l)
	}
	return lines
}

func (t *table[T]) find(r *reading) *found {
	var s *sheet.Sheet
	for _, lang := range text.Langs {
		if s == nil {
			s = r.book.Sheet(say(lang, "agency.sheet."+t.name))
		}
	}
	if s == nil {
		return nil
	}
	best := &found{sheet: s, col: map[string]int{}}
	for i := range s.Rows {
		if row := &s.Rows[i]; row.Number <= headingRows {
			if f := t.headings(s, row); len(f.col) > len(best.col) {
				best = f
			}
		}
	}
	r.heads[s] = best.head
	if len(best.col) == 0 {
		r.lost = true
		r.add(fault.New(fault.Invalid, "agency.sheet.empty", nil).WithPlace(s.Place(0, 0)))
		return nil
	}
	whole := true
	for _, c := range t.columns {
		if _, ok := best.col[c.key]; !ok && c.needed {
			whole = false
			r.add(fault.New(fault.Invalid, "agency.column.none", fault.Args{"column": heading(text.Vi, c.key), "other": heading(text.En, c.key)}).WithPlace(s.Place(best.head, 0)))
		}
	}
	row, _ := s.Row(best.head)
	for _, c := range row.Cells {
		shown, err := c.Text()
		key := t.key(shown)
		switch {
		case err != nil || shown == "":
		case key == "":
			r.add(fault.Warn("agency.column.unknown", nil).WithPlace(c.Place()).WithFound(text.Clip(shown, 80)))
		case best.col[key] != c.Col:
			r.add(c.Wrong("agency.column.twice", nil))
		}
	}
	if !whole {
		r.lost = true
		return nil
	}
	return best
}

// key gives the column that a heading names in either language.
func (t *table[T]) key(shown string) string {
	want := text.Fold(shown)
	for _, c := range t.columns {
		for _, lang := range text.Langs {
			if want == text.Fold(heading(lang, c.key)) {
				return c.key
			}
		}
	}
	return ""
}

func (t *table[T]) headings(s *sheet.Sheet, row *sheet.Row) *found {
	f := &found{sheet: s, head: row.Number, col: map[string]int{}}
	for _, c := range row.Cells {
		shown, err := c.Text()
		if err != nil || shown == "" {
			continue
		}
		if key := t.key(shown); key != "" && f.col[key] == 0 {
			f.col[key] = c.Col
		}
	}
	return f
}
