package figure

import (
	"io"
	"math/big"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// headingRows is how far down the headings are looked for: a table has its title
// and some remarks above them.
const headingRows = 20

// roomRows are further rows that offer the kinds, for what people add.
const roomRows = 200

// WriteXLSX writes versions as a workbook in a language, which ReadWorkbook
// reads back. Those that were withdrawn are left out.
func WriteXLSX(w io.Writer, items []Item, lang text.Lang) error {
	title := catalogue.Text(lang, "figure.sheet.title", nil)
	book := sheet.New(sheet.Meta{Title: title, Lang: lang})
	layout := sheet.Layout{FreezeCols: 1}
	var head []sheet.Out
	kinds := 0
	for i, c := range columns {
		width := map[string]float64{"nameVi": 32, "nameEn": 32, "definitionVi": 48, "definitionEn": 48, "options": 40, "basis": 32, "from": 12, "to": 12}[c.key]
		layout.Columns = append(layout.Columns, sheet.Column{Width: width})
		head = append(head, sheet.Text(catalogue.Text(lang, "figure.column."+c.key, nil)))
		if c.key == "kind" {
			kinds = i + 1
		}
	}
	page := book.Page(catalogue.Text(lang, "figure.sheet.name", nil), layout)
	page.Line(sheet.Title, title)
	page.Line(sheet.Note, catalogue.Text(lang, "figure.sheet.note", nil))
	first := page.Row(sheet.Head, head...) + 1
	last := first
	for i := range items {
		if items[i].Withdrawn() {
			continue
		}
		var cells []sheet.Out
		for _, c := range columns {
			cells = append(cells, c.out(&items[i], lang))
		}
		last = page.Row(sheet.Body, cells...)
	}
	var words []string
	for _, k := range Kinds {
		words = append(words, term{"figure.kind.", string(k)}.In(string(lang)))
	}
	page.Choices(sheet.Range{From: sheet.Address{Row: first, Col: kinds}, To: sheet.Address{Row: last + roomRows, Col: kinds}}, words...)
	return book.WriteXLSX(w)
}

// out is the cell of a column.
func (c column) out(it *Item, lang text.Lang) sheet.Out {
	s := c.get(it)
	if s == "" {
		return sheet.Empty()
	}
	switch c.key {
	case "from", "to":
		if d, err := readDay(s); err == nil {
			return sheet.Day(d)
		}
	case "min", "max", "per":
		if r, ok := new(big.Rat).SetString(s); ok {
			if places, ends := r.FloatPrec(); ends {
				return sheet.Decimal(r.FloatString(places), -1)
			}
		}
	case "kind":
		return sheet.Text(term{"figure.kind.", s}.In(string(lang)))
	}
	return sheet.Text(s)
}

// in reads a cell as the text of a plain row.
func (c column) in(cell sheet.Cell, decimal text.Decimal) (string, error) {
	if cell.Blank() {
		return "", nil
	}
	switch c.key {
	case "from", "to":
		d, err := cell.Date()
		return d.ISO(), err
	case "min", "max", "per":
		if s, err := cell.Text(); err == nil && strings.Contains(s, "/") {
			return s, nil // a fraction that no decimal writes
		}
		n, err := cell.Number(decimal)
		if err != nil {
			return "", err
		}
		if n.Unit != text.NoUnit {
			return "", cell.Wrong("figure.sheet.unit", nil)
		}
		return FromRat(n.Rat).String(), nil
	case "kind":
		s, err := cell.Text()
		for _, k := range Kinds {
			for _, lang := range text.Langs {
				if text.Fold(s) == text.Fold(string(k)) || text.Fold(s) == text.Fold(term{"figure.kind.", string(k)}.In(string(lang))) {
					return string(k), err
				}
			}
		}
		return s, err
	}
	return cell.Text()
}

// Imported is a workbook of the dictionary as read: the versions, and what they
// would change.
type Imported struct {
	Items   []Item
	Changes []Change // in the order in which they would be made
	Notes   fault.List
}

// ReadWorkbook reads versions from the first sheet that has the headings, in
// either language, and tells what they would change in the dictionary. Nothing
// is changed: Book.Import does that with Items. All faults are told in one pass,
// each at its cell.
func (d *Dictionary) ReadWorkbook(book *sheet.Book, decimal text.Decimal) (*Imported, error) {
	found, at, head := findTable(book)
	if found == nil {
		return nil, fault.New(fault.Invalid, "figure.sheet.none", nil).WithPlace(fault.Place{File: book.Name})
	}
	var faults fault.List
	for _, c := range columns {
		if at[c.key] == 0 {
			faults.Add(fault.New(fault.Invalid, "figure.sheet.columnless", fault.Args{"column": term{"figure.column.", c.key}}).WithPlace(found.Place(head, 0)))
		}
	}
	if len(faults) > 0 {
		return nil, faults.Err()
	}
	out := &Imported{Notes: book.Notes}
	rows := map[string][]*sheet.Row{} // of each code
	for i := range found.Rows {
		row := &found.Rows[i]
		if row.Number <= head || !slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() }) {
			continue
		}
		it, err := readLine(row, at, decimal)
		faults.Add(err)
		out.Items = append(out.Items, it)
		rows[it.Code] = append(rows[it.Code], row)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	var err error
	if _, out.Changes, err = d.Import(out.Items); err != nil {
		return nil, placed(err, rows, at)
	}
	return out, nil
}

// readLine reads one version and tells all that is wrong with it by itself.
func readLine(row *sheet.Row, at map[string]int, decimal text.Decimal) (Item, error) {
	var it Item
	var faults fault.List
	spoilt := map[string]bool{}
	for _, c := range columns {
		cell := row.Cell(at[c.key])
		s, err := c.in(cell, decimal)
		if err == nil {
			err = fault.At(c.set(&it, s), cell.Place())
		}
		faults.Add(err)
		spoilt[c.key] = err != nil
	}
	var own fault.List
	own.Add(it.Check())
	for _, f := range own {
		if !spoilt[f.At.Field] {
			faults.Add(f.WithPlace(row.Cell(at[f.At.Field]).Place()))
		}
	}
	return it, faults.Err()
}

// placed puts faults between versions, which name code and column, at the cell
// of the last row of the code.
func placed(err error, rows map[string][]*sheet.Row, at map[string]int) error {
	var faults, out fault.List
	faults.Add(err)
	for _, f := range faults {
		code, column, _ := strings.Cut(f.At.Field, ".")
		if of := rows[code]; len(of) > 0 && at[column] > 0 {
			f = f.WithPlace(of[len(of)-1].Cell(at[column]).Place())
		}
		out.Add(f)
	}
	return out.Err()
}

// findTable finds the row that has the most headings, at least those of code and
// name.
func findTable(book *sheet.Book) (found *sheet.Sheet, at map[string]int, head int) {
	known := map[string]string{}
	for _, c := range columns {
		known[text.Fold(c.key)] = c.key
		for _, lang := range text.Langs {
			known[text.Fold(catalogue.Text(lang, "figure.column."+c.key, nil))] = c.key
		}
	}
	for _, s := range book.Sheets {
		for i := range s.Rows {
			row := &s.Rows[i]
			if row.Number > headingRows {
				break
			}
			here := map[string]int{}
			for _, c := range row.Cells {
				shown, err := c.Text()
				if key := known[text.Fold(shown)]; err == nil && key != "" && here[key] == 0 {
					here[key] = c.Col
				}
			}
			if here["code"] > 0 && here["nameVi"] > 0 && len(here) > len(at) {
				found, at, head = s, here, row.Number
			}
		}
	}
	return found, at, head
}
