package criteria

import (
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// reading is one pass over a workbook: what it holds, and all that is wrong.
type reading struct {
	book    *sheet.Book
	decimal text.Decimal
	faults  fault.List
	used    map[*sheet.Sheet]int // sheets that were read, and the row of their headings
	rows    map[string]spot      // "node A1", "item may_tinh" → where it stands
	items   map[string]*scoring.Item
	// Cells, by their printed place, and keys of columns that were reported;
	// what follows from them alone is not reported again.
	spoilt, spoiltKeys map[string]bool
}

// spot is the row of a table.
type spot struct {
	found *found
	row   *sheet.Row
}

func newReading(book *sheet.Book, decimal text.Decimal) *reading {
	return &reading{
		book: book, decimal: decimal, used: map[*sheet.Sheet]int{},
		rows: map[string]spot{}, items: map[string]*scoring.Item{},
		spoilt: map[string]bool{}, spoiltKeys: map[string]bool{},
	}
}

func (r *reading) add(err error) { r.faults.Add(err) }

// wrong notes that a cell does not hold what it must.
func (r *reading) wrong(c sheet.Cell, key string) { r.add(c.Wrong(key, nil)) }

// take runs the reader of a cell and remembers the cell when it had a fault.
func (r *reading) take(key string, c sheet.Cell, read func()) {
	before := len(r.faults)
	read()
	for _, f := range r.faults[before:] {
		if !f.Warning {
			r.spoilt[c.Place().String()], r.spoiltKeys[key] = true, true
		}
	}
}

// keep remembers where a thing stands. Without a code, or with that of a thing
// above, it is reported and not kept.
func (r *reading) keep(kind, code string, at *found, row *sheet.Row) bool {
	cell, ok := at.cell(row, "code")
	if !ok {
		return false // that the column is not there has been said
	}
	if code == "" {
		if !r.spoilt[cell.Place().String()] {
			r.take(kind+".code", cell, func() { r.wrong(cell, "criteria.code.none") })
		}
		return false
	}
	if first, twice := r.rows[kind+" "+code]; twice {
		above, _ := first.found.cell(first.row, "code")
		r.take(kind+".twice", cell, func() {
			r.add(cell.Wrong("criteria.code.twice", fault.Args{"first": above.Address.String()}))
		})
		return false
	}
	r.rows[kind+" "+code] = spot{at, row}
	return true
}

// notes takes over the warnings of the book, but for merged cells where they do
// no harm: in titles above the headings. Sheets that nobody reads are named.
func (r *reading) notes() {
	heads := map[string]int{}
	for s, row := range r.used {
		heads[s.Name] = row
	}
	for _, s := range r.book.Sheets {
		if _, read := r.used[s]; !read && !isGuide(s.Name) {
			r.add(fault.Warn("criteria.sheet.unknown", nil).WithPlace(s.Place(0, 0)))
		}
	}
	for _, n := range r.book.Notes {
		head, read := heads[n.At.Sheet]
		if n.Key == "sheet.cell.merged" && (!read || n.At.Row <= head) {
			continue
		}
		r.add(n)
	}
}

// sort puts the faults into the order of the tabs, rows and columns.
func (r *reading) sort() {
	tab := map[string]int{}
	for _, s := range r.book.Sheets {
		tab[s.Name] = s.Index + 1
	}
	slices.SortStableFunc(r.faults, func(a, b *fault.Fault) int { return tab[a.At.Sheet] - tab[b.At.Sheet] })
	r.faults.Sort()
}
