package assessment

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Change is an answer that a person changed in a workbook.
type Change struct {
	Agency, Item string
	Before       SheetValue // as it is now, not as the workbook had it
	After        SheetValue // its Version is 0
	Cell         fault.Place
	Revision     int64 // of the answer when the workbook was written
	// Moved tells that the answer has another revision now: somebody changed it
	// after the workbook was downloaded, and a person must choose.
	Moved bool
}

// ReadForm gives what was changed in a workbook that WriteForm wrote, in the
// order of the form; f is the form as it is now, in any language. The list holds
// warnings: hidden rows, formulas whose computed value was taken, sheets that
// were not read. The error is a fault.List: everything that is wrong, each at
// its cell, and questions that an option answers. Whoever gets an error writes
// nothing.
func ReadForm(name string, data []byte, f SheetForm, o sheet.Options) ([]Change, fault.List, error) {
	return ReadFormAt(name, bytes.NewReader(data), int64(len(data)), f, o)
}

// ReadFormAt is ReadForm of a file that is not in memory.
func ReadFormAt(name string, r io.ReaderAt, size int64, f SheetForm, o sheet.Options) ([]Change, fault.List, error) {
	book, err := openForm(name, r, size, o)
	if err != nil {
		return nil, nil, err
	}
	return readBook(book, f, o.Decimal)
}

// readBook is ReadForm of a workbook as read.
func readBook(book *sheet.Book, f SheetForm, decimal text.Decimal) ([]Change, fault.List, error) {
	rd := &formReading{book: book, f: f, decimal: decimal}
	if rd.identify() {
		rd.answers()
	}
	rd.notes()
	sortFaults(book, rd.faults)
	if err := rd.faults.Err(); err != nil {
		return nil, nil, err
	}
	return rd.changes, rd.faults, nil
}

// openForm opens a file that must be a workbook. A text file is refused before
// it is asked for its encoding and separator, which would help nobody.
func openForm(name string, r io.ReaderAt, size int64, o sheet.Options) (*sheet.Book, error) {
	book, err := sheet.Read(name, r, size, o)
	if book != nil && book.Format != sheet.XLSX || fault.Exit(err) == fault.ExitQuestion {
		return nil, csvFault(name)
	}
	return book, err
}

func csvFault(file string) *fault.Fault {
	return fault.New(fault.Invalid, "assessment.sheet.csv", nil).WithPlace(fault.Place{File: file}).WithHint("assessment.sheet.again")
}

// formReading is one pass over a workbook.
type formReading struct {
	book    *sheet.Book
	f       SheetForm
	decimal text.Decimal
	faults  fault.List
	changes []Change

	buried *buried
	items  map[string]*sheetItem
	sheet  *sheet.Sheet // the answers

	merged     map[int][]sheet.Range // over answers, by row
	toldMerged map[sheet.Range]bool
}

func (r *formReading) add(f *fault.Fault) { r.faults.Add(f) }

// identify finds out which form this is; false when its cells cannot be judged.
func (r *formReading) identify() bool {
	b, err := readBurial(r.book, formSheet)
	if err != nil {
		r.faults.Add(err)
		return false
	}
	r.buried = b
	at := func(row int) fault.Place {
		if s := r.book.Sheet(b.facts["sheet"]); s != nil {
			return s.Place(row, 1)
		}
		return fault.Place{File: r.book.Name}
	}
	for _, id := range []struct {
		fact, want, key, found, expected string
		row                              int
	}{
		{"round", r.f.Round, "assessment.sheet.round", b.facts["title"], r.f.Title, 1},
		{"agency", r.f.Agency, "assessment.sheet.agency", b.facts["agencyName"], r.f.AgencyName, 2},
		{"version", r.f.Version, "assessment.sheet.version", b.facts["title"], r.f.Title, 1},
	} {
		if b.facts[id.fact] != plainText(id.want) {
			r.add(fault.New(fault.Invalid, id.key, nil).WithPlace(at(id.row)).WithFound(text.Clip(id.found, 80)).WithHint("assessment.sheet.again"))
		}
	}
	r.items, _ = sheetItems(r.f.Framework, r.f.Lines, known(text.Lang(b.facts["lang"])))
	return b.facts["version"] == plainText(r.f.Version)
}

// answers finds the sheet of answers and judges its rows.
func (r *formReading) answers() {
	name := r.buried.facts["sheet"]
	head, ok := r.buried.row("@" + r.buried.facts["head"])
	if !ok {
		r.add(broken(r.book.Name))
		return
	}
	r.sheet = r.book.Sheet(name)
	if r.sheet == nil {
		place := fault.Place{File: r.book.Name}
		for _, s := range r.book.Sheets {
			if s.Name != buriedSheet && findHead(s, head.marks) > 0 {
				r.sheet = s
				break
			}
		}
		if r.sheet == nil {
			r.add(fault.New(fault.Invalid, "assessment.sheet.none", fault.Args{"sheet": name}).WithPlace(place).WithHint("assessment.sheet.again"))
			return
		}
		r.add(fault.New(fault.Invalid, "assessment.sheet.renamed", fault.Args{"sheet": name, "name": r.sheet.Name}).
			WithPlace(r.sheet.Place(0, 0)).WithHint("assessment.sheet.rename"))
	}
	at := findHead(r.sheet, head.marks)
	if at == 0 {
		r.add(fault.New(fault.Invalid, "assessment.sheet.headless", nil).WithPlace(r.sheet.Place(0, 0)).WithHint("assessment.sheet.again"))
		return
	}
	if !r.judgeHead(at, head.marks) {
		return // cells would be taken for others
	}
	for _, b := range r.buried.rows {
		if n, above := strings.CutPrefix(b.key, "@"); above {
			if n, err := strconv.Atoi(n); err == nil && n != head.number {
				r.judgeLocked(n+at-head.number, b.marks, nil)
			}
		}
	}
	r.judgeRows(at)
}

// headDepth is how far down the headings are looked for: a few rows may have
// been put above them.
const headDepth = 40

// findHead gives the row that has most of the headings, at least half; 0 when
// none has.
func findHead(s *sheet.Sheet, marks []string) (number int) {
	best := len(marks) / 2
	for i := range s.Rows {
		row := &s.Rows[i]
		if row.Number > headDepth {
			break
		}
		here := map[string]bool{}
		for _, c := range row.Cells {
			here[cellMark(c)] = true
		}
		n := 0
		for _, m := range marks {
			if here[m] {
				n++
			}
		}
		if n > best {
			best, number = n, row.Number
		}
	}
	return number
}

// judgeHead tells columns that were moved or are gone.
func (r *formReading) judgeHead(at int, marks []string) bool {
	row, _ := r.sheet.Row(at)
	lang := known(text.Lang(r.buried.facts["lang"]))
	faults := headFaults(row, marks, func(col int) string {
		if col <= len(columnKeys) {
			return say(lang, columnKeys[col-1])
		}
		return fault.ColumnName(col)
	})
	r.faults = append(r.faults, faults...)
	return len(faults) == 0
}

// headFaults compares the row of headings with its marks: columns that were
// moved, and columns that are gone. name gives a heading as it was.
func headFaults(row *sheet.Row, marks []string, name func(col int) string) (faults fault.List) {
	where := map[string]int{}
	for _, c := range row.Cells {
		if m := cellMark(c); where[m] == 0 {
			where[m] = c.Col
		}
	}
	for i, m := range marks {
		here := row.Cell(i + 1)
		if cellMark(here) == m {
			continue
		}
		args := fault.Args{"column": name(i + 1), "from": fault.ColumnName(i + 1), "to": fault.ColumnName(where[m])}
		if where[m] > 0 {
			faults.Add(fault.New(fault.Invalid, "assessment.column.moved", args).WithPlace(row.Cell(where[m]).Place()).WithHint("assessment.column.restore"))
		} else {
			faults.Add(here.Wrong("assessment.column.gone", args).WithHint("assessment.column.restore"))
		}
	}
	return faults
}

// judgeRows goes through the rows below the headings: each is known by its key.
func (r *formReading) judgeRows(head int) {
	seen := map[string]int{}
	for i := range r.sheet.Rows {
		row := &r.sheet.Rows[i]
		if row.Number <= head || !slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() }) {
			continue
		}
		key, err := row.Cell(keyCol).Text()
		b, ok := r.buried.row(key)
		switch {
		case err != nil || !ok || row.Cell(keyCol).Has(sheet.FromFormula):
			first := row.Cells[slices.IndexFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() })]
			r.add(first.Wrong("assessment.row.unknown", nil).WithHint("assessment.sheet.again"))
			continue
		case seen[key] > 0:
			r.add(row.Cell(contentCol).Wrong("assessment.row.twice", fault.Args{"first": seen[key]}).WithHint("assessment.sheet.again"))
			continue
		}
		seen[key] = row.Number
		it := r.items[key]
		switch {
		case strings.HasPrefix(key, linePrefix):
			r.judgeLocked(row.Number, b.marks, nil)
			continue
		case it == nil:
			if !b.same(row) {
				r.add(row.Cell(answerCol).Wrong("assessment.row.unasked", nil).WithHint("assessment.sheet.again"))
			}
			continue
		}
		locked := r.judgeLocked(row.Number, b.marks, inputCols)
		merged := r.judgeMerged(row.Number)
		if !locked && !merged {
			r.judgeAnswer(row, it, b)
		}
	}
	for _, b := range r.buried.rows {
		if seen[b.key] > 0 || strings.HasPrefix(b.key, "@") {
			continue
		}
		if it := r.items[b.key]; it != nil {
			r.add(fault.New(fault.Invalid, "assessment.row.gone", fault.Args{"item": it.nameBoth()}).WithPlace(r.sheet.Place(b.number, 0)).WithHint("assessment.sheet.again"))
		} else if i := slices.IndexFunc(r.f.Lines, func(l SheetLine) bool { return l.key() == b.key }); i >= 0 {
			l := r.f.Lines[i]
			r.add(fault.New(fault.Invalid, "assessment.row.lineGone", fault.Args{"line": scoring.Text{Vi: l.name(text.Vi), En: l.name(text.En)}}).
				WithPlace(r.sheet.Place(b.number, 0)).WithHint("assessment.sheet.again"))
		}
	}
}

// judgeLocked compares the locked cells of a row with their marks, and tells
// content beside the form; true when something was told.
func (r *formReading) judgeLocked(number int, marks []string, free map[int]bool) (told bool) {
	blank := sheet.Row{Number: number}
	row, ok := r.sheet.Row(number)
	if !ok {
		row = &blank
	}
	for i, m := range marks {
		c := row.Cell(i + 1)
		if c.Col != i+1 || free[i+1] || cellMark(c) == m {
			continue
		}
		if !ok {
			c = r.sheet.Cell(number, i+1)
		}
		told = true
		r.add(c.Wrong("assessment.cell.locked", nil).WithHint("assessment.cell.restore"))
	}
	for _, c := range row.Cells {
		if c.Col > len(marks) && !c.Blank() {
			told = true
			r.add(c.Wrong("assessment.cell.extra", nil).WithHint("assessment.cell.restore"))
		}
	}
	return told
}

// judgeMerged tells merged cells over the answers of a row.
func (r *formReading) judgeMerged(number int) bool {
	if r.merged == nil {
		last, _ := r.sheet.Size()
		r.merged = map[int][]sheet.Range{}
		for _, m := range r.sheet.Merged {
			for n := m.From.Row; m.From.Col <= reasonCol && answerCol <= m.To.Col && n <= min(m.To.Row, last); n++ {
				r.merged[n] = append(r.merged[n], m)
			}
		}
		r.toldMerged = map[sheet.Range]bool{}
	}
	for _, m := range r.merged[number] {
		if !r.toldMerged[m] {
			r.toldMerged[m] = true
			r.add(fault.New(fault.Invalid, "assessment.cell.merged", fault.Args{"area": m.String()}).
				WithPlace(r.sheet.Place(number, m.From.Col)).WithHint("assessment.cell.unmerge"))
		}
	}
	return len(r.merged[number]) > 0
}

// notes takes over the warnings that concern the answers, and names sheets that
// nobody read.
func (r *formReading) notes() {
	if r.sheet == nil {
		return
	}
	for _, s := range r.book.Sheets {
		if s != r.sheet && s.Name != buriedSheet && s.Name != r.buried.facts["guide"] && len(s.Rows) > 0 {
			r.add(fault.Warn("assessment.sheet.unknown", nil).WithPlace(s.Place(0, 0)))
		}
	}
	for _, n := range r.book.Notes {
		switch {
		case n.At.Sheet == "", n.At.Sheet == r.sheet.Name && (n.At.Col == 0 || inputCols[n.At.Col]) && !strings.HasPrefix(n.Key, "sheet.cell.merged"):
			r.add(n)
		}
	}
}

// sortFaults puts faults into the order of the tabs, rows and columns.
func sortFaults(book *sheet.Book, faults fault.List) {
	tab := map[string]int{}
	for _, s := range book.Sheets {
		tab[s.Name] = s.Index + 1
	}
	slices.SortStableFunc(faults, func(a, b *fault.Fault) int {
		return cmp.Or(tab[a.At.Sheet]-tab[b.At.Sheet], cmp.Compare(a.At.Row, b.At.Row), cmp.Compare(a.At.Col, b.At.Col))
	})
}
