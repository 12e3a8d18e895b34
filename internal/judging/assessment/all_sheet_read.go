package assessment

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// AllLimits bound a workbook of all agencies: a row an agency and a column an
// item, of which a framework has some hundred.
var AllLimits = func() sheet.Limits {
	l := sheet.Register
	l.Columns = 1_000
	return l
}()

// maxFaults bounds what is told of a workbook of all agencies: a column of
// wrong words in 100,000 rows helps nobody more than its first thousand.
const maxFaults = 1_000

// ReadAll gives what was changed in a workbook that WriteAll wrote, agency by
// agency in the order of its rows; a is the round as it is now. It reads row by
// row within AllLimits unless o has others. Errors and warnings are as in
// ReadForm; of more than a thousand faults the first are told.
func ReadAll(name string, data []byte, a SheetAll, o sheet.Options) ([]Change, fault.List, error) {
	return ReadAllAt(name, bytes.NewReader(data), int64(len(data)), a, o)
}

// ReadAllAt is ReadAll of a file that is not in memory.
func ReadAllAt(name string, r io.ReaderAt, size int64, a SheetAll, o sheet.Options) ([]Change, fault.List, error) {
	if o.Limits == (sheet.Limits{}) {
		o.Limits = AllLimits
	}
	rd := &allReading{file: name, a: a, decimal: o.Decimal}
	for range 2 {
		notes, err := sheet.Stream(name, r, size, o, rd.visit)
		switch {
		case errors.Is(err, errEnough):
		case fault.Exit(err) == fault.ExitQuestion:
			return nil, nil, csvFault(name)
		case err != nil:
			return nil, nil, err
		}
		rd.close()
		if !rd.again {
			rd.notes(notes)
			break
		}
		rd.again, rd.second = false, true
	}
	if err := rd.faults.Err(); err != nil {
		return nil, nil, err
	}
	return rd.found(), rd.faults, nil
}

// errEnough ends the reading of a file that is refused anyway.
var errEnough = errors.New("enough faults were found")

// allReading is one pass over a workbook of all agencies, or two when its
// buried sheet no longer comes first.
type allReading struct {
	file    string
	a       SheetAll
	decimal text.Decimal
	faults  fault.List
	changes []Change
	piles   [][]Change // those before, each full

	kept    []sheet.Row // of the buried sheet, until another begins
	second  bool        // the buried sheet is known from the pass before
	again   bool        // the answers came before it
	foreign bool        // the workbook is not to be read
	buried  *buried
	items   []*sheetItem // by column; nil for one that is asked no more

	sheet *sheet.Sheet // the answers, once met
	tabs  []string     // with content
	head  int          // row of the headings as written
	above map[int]buriedRow
	named bool // the headings were judged
	seen  map[string]int
	by    map[string]*SheetAgency
	state rowState
}

// visit takes a row of any sheet.
func (r *allReading) visit(s *sheet.Sheet, row *sheet.Row) error {
	if len(r.tabs) == 0 || r.tabs[len(r.tabs)-1] != s.Name {
		r.tabs = append(r.tabs, s.Name)
	}
	switch {
	case s.Name == "":
		return csvFault(r.file)
	case s.Name == buriedSheet:
		if !r.second {
			r.kept = append(r.kept, *row)
			if len(r.kept) > maxBuried {
				return broken(r.file)
			}
		}
		return nil
	case r.kept != nil:
		r.identify()
	case r.buried == nil && !r.foreign:
		r.again = true // the buried sheet may stand behind
		return nil
	}
	if r.foreign || r.buried == nil || text.Fold(s.Name) != text.Fold(r.buried.facts["sheet"]) {
		return nil
	}
	r.sheet = s
	if len(r.faults) >= maxFaults {
		return errEnough
	}
	r.row(row)
	return nil
}

// maxBuried bounds the rows of a buried sheet: facts, headings and lists.
const maxBuried = 10_000

// identify finds out which workbook this is.
func (r *allReading) identify() {
	b, err := parseBurial(r.file, r.kept, allSheet)
	r.kept = nil
	if err != nil {
		r.foreign = true
		r.faults.Add(err)
		return
	}
	place := fault.Place{File: r.file, Sheet: b.facts["sheet"], Row: 1, Col: 1}
	for _, id := range []struct{ fact, want, key string }{
		{"round", r.a.Round, "assessment.sheet.round"}, {"version", r.a.Version, "assessment.sheet.version"},
	} {
		if b.facts[id.fact] != plainText(id.want) {
			r.faults.Add(fault.New(fault.Invalid, id.key, nil).WithPlace(place).WithFound(text.Clip(b.facts["title"], 80)).WithHint("assessment.sheet.again"))
		}
	}
	r.head, _ = strconv.Atoi(b.facts["head"])
	r.foreign = b.facts["version"] != plainText(r.a.Version)
	r.buried = b
	by, _ := sheetItems(r.a.Framework, r.a.Lines, known(text.Lang(b.facts["lang"])))
	for _, code := range b.items {
		r.items = append(r.items, by[code])
	}
	r.above = map[int]buriedRow{}
	for _, row := range b.rows {
		r.above[row.number] = row
	}
	r.seen = map[string]int{}
	r.by = map[string]*SheetAgency{}
	for i := range r.a.Agencies {
		r.by[plainText(r.a.Agencies[i].Agency)] = &r.a.Agencies[i]
	}
}

// row judges a row of the answers.
func (r *allReading) row(row *sheet.Row) {
	switch {
	case row.Number <= r.head:
		b, ok := r.above[row.Number]
		switch {
		case row.Number == r.head:
			r.named = true
			r.faults = append(r.faults, headFaults(row, b.marks, r.column)...)
			if len(r.faults) > 0 && r.faults.Stops() {
				r.foreign = true // cells would be taken for others
			}
		case ok:
			r.judgeLocked(row, b.marks)
		case slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() }):
			r.unknown(row)
		}
		return
	case !r.named:
		r.foreign = true
		r.faults.Add(fault.New(fault.Invalid, "assessment.sheet.headless", nil).WithPlace(r.sheet.Place(0, 0)).WithHint("assessment.sheet.again"))
		return
	}
	r.agency(row)
}

// column is the heading of a column as it was.
func (r *allReading) column(col int) string {
	lang := known(text.Lang(r.buried.facts["lang"]))
	switch i := col - allFirstItem; {
	case i < 0:
		return say(lang, leadKeys[col-1])
	case i < len(r.items) && r.items[i] != nil:
		return r.items[i].heading(lang)
	}
	return fault.ColumnName(col)
}

func (r *allReading) judgeLocked(row *sheet.Row, marks []string) {
	for i, m := range marks {
		if c := row.Cell(i + 1); cellMark(c) != m {
			r.locked(c)
		}
	}
	r.beside(row, len(marks))
}

func (r *allReading) locked(c sheet.Cell) {
	r.faults.Add(c.Wrong("assessment.cell.locked", nil).WithHint("assessment.cell.restore"))
}

// beside tells content right of the form.
func (r *allReading) beside(row *sheet.Row, last int) {
	for i := len(row.Cells) - 1; i >= 0 && row.Cells[i].Col > last; i-- {
		if !row.Cells[i].Blank() {
			r.faults.Add(row.Cells[i].Wrong("assessment.cell.extra", nil).WithHint("assessment.cell.restore"))
		}
	}
}

func (r *allReading) unknown(row *sheet.Row) {
	for _, c := range row.Cells {
		if !c.Blank() {
			r.faults.Add(c.Wrong("assessment.row.unknown", nil).WithHint("assessment.sheet.again"))
			return
		}
	}
}

// agency judges the row of an agency, which is known by its id.
func (r *allReading) agency(row *sheet.Row) {
	idCol := allFirstItem + len(r.items)
	idCell, stateCell := row.Cell(idCol), row.Cell(idCol+1)
	id, err := idCell.Text()
	if err != nil || id == "" {
		r.unknown(row)
		return
	}
	id = plainText(id)
	a := r.by[id]
	state, err := stateCell.Text()
	switch {
	case a == nil:
		r.faults.Add(row.Cell(allNameCol).Wrong("assessment.row.agency", nil).WithHint("assessment.sheet.again"))
		return
	case r.seen[id] > 0:
		r.faults.Add(row.Cell(allNameCol).Wrong("assessment.row.agencyTwice", fault.Args{"first": r.seen[id]}).WithHint("assessment.sheet.again"))
		return
	case err != nil || idCell.Has(sheet.FromFormula) || stateCell.Has(sheet.FromFormula) || !parseState(id, state, len(r.items), &r.state):
		r.seen[id] = row.Number
		r.faults.Add(fault.New(fault.Invalid, "assessment.row.state", nil).WithPlace(row.Cell(idCol + 1).Place()).WithHint("assessment.sheet.again"))
		return
	}
	r.seen[id] = row.Number
	for i, m := range r.state.lead {
		if c := row.Cell(i + 1); !holds(c, m) {
			r.locked(c)
		}
	}
	r.beside(row, idCol+1)
	next := 0 // both go from left to right
	for i, s := range r.state.cells {
		for next < len(row.Cells) && row.Cells[next].Col < allFirstItem+i {
			next++
		}
		var c sheet.Cell
		if next < len(row.Cells) && row.Cells[next].Col == allFirstItem+i {
			c = row.Cells[next]
		} else if s.mark == blankMark && !s.unasked {
			continue
		} else {
			c = row.Cell(allFirstItem + i)
		}
		r.answer(a, r.items[i], c, s)
	}
}

// blankMark is of a cell without content.
var blankMark = mark64("")

// holds tells whether a cell has the text that a digest was made of.
func holds(c sheet.Cell, m uint64) bool {
	if c.Fault != nil || c.Type == sheet.DateCell || c.Has(sheet.FromFormula|sheet.AsPercent) {
		return false
	}
	return mark64(plainText(c.Value)) == m
}

// answer makes a change of a cell that does not hold what it held.
func (r *allReading) answer(a *SheetAgency, it *sheetItem, c sheet.Cell, s cellState) {
	if s.unasked {
		if c.Value != notAsked || c.Fault != nil {
			r.locked(c)
		}
		return
	}
	if holds(c, s.mark) {
		return
	}
	if it == nil || !a.asks(it.Code) {
		r.faults.Add(c.Wrong("assessment.row.unasked", nil).WithHint("assessment.sheet.again"))
		return
	}
	after, err := it.readOne(c, r.decimal)
	if err != nil {
		r.faults.Add(err)
		return
	}
	now := a.Values[it.Code]
	if after.same(now) {
		return
	}
	if len(r.changes) == pile {
		r.piles, r.changes = append(r.piles, r.changes), make([]Change, 0, pile)
	}
	r.changes = append(r.changes, Change{
		Agency: a.Agency, Item: it.Code, Before: now, After: after, Cell: c.Place(), Revision: s.revision, Moved: now.Version != s.revision,
	})
}

// pile is how many changes are kept together: one slice of a million would be
// copied again and again while it grows, which cost more than reading the file.
const pile = 4_096

// found gives all changes in one slice.
func (r *allReading) found() []Change {
	if len(r.piles) == 0 {
		return r.changes
	}
	return slices.Concat(append(r.piles, r.changes)...)
}

// readOne reads an answer that stands in a single cell with its reason.
func (it *sheetItem) readOne(c sheet.Cell, decimal text.Decimal) (SheetValue, error) {
	if c.Type != sheet.TextCell || c.Fault != nil {
		return it.read(c, decimal)
	}
	before, reason, colon := strings.Cut(c.Value, ":")
	switch text.Fold(before) {
	case text.Fold(say(text.Vi, "assessment.answer.inapplicable")), text.Fold(say(text.En, "assessment.answer.inapplicable")), "n/a":
	default:
		return it.read(c, decimal)
	}
	if reason = plainText(reason); !colon || reason == "" {
		return SheetValue{}, c.Wrong("assessment.value.reasonNone", nil).WithHint("assessment.guide.all")
	}
	if n := len([]rune(reason)); n > maxReason {
		return SheetValue{}, c.Wrong("assessment.value.long", fault.Args{"count": n, "limit": maxReason})
	}
	return SheetValue{NotApplicable: true, Reason: reason}, nil
}

// close judges what is known at the end only.
func (r *allReading) close() {
	file := fault.Place{File: r.file}
	if r.kept != nil {
		r.identify()
	}
	switch {
	case r.foreign:
	case r.buried == nil:
		r.again = false
		r.faults.Add(fault.New(fault.Invalid, "assessment.sheet.foreign", nil).WithPlace(file).WithHint("assessment.sheet.again"))
	case r.again:
	case r.sheet == nil:
		r.faults.Add(fault.New(fault.Invalid, "assessment.sheet.none", fault.Args{"sheet": r.buried.facts["sheet"]}).WithPlace(file).WithHint("assessment.sheet.again"))
	default:
		for _, m := range r.sheet.Merged {
			if m.To.Row > r.head {
				r.faults.Add(fault.New(fault.Invalid, "assessment.cell.mergedAll", fault.Args{"area": m.String()}).
					WithPlace(r.sheet.Place(m.From.Row, m.From.Col)).WithHint("assessment.cell.unmerge"))
			}
		}
		if n := len(r.a.Agencies) - len(r.seen); n > 0 {
			r.faults.Add(fault.Warn("assessment.row.agenciesGone", fault.Args{"count": n}).WithPlace(file))
		}
	}
}

// notes takes over the warnings that concern the answers.
func (r *allReading) notes(notes fault.List) {
	if r.buried == nil || r.sheet == nil {
		return
	}
	for _, name := range r.tabs {
		if name != buriedSheet && name != r.sheet.Name && name != r.buried.facts["guide"] {
			r.faults.Add(fault.Warn("assessment.sheet.unknown", nil).WithPlace(fault.Place{File: r.file, Sheet: name}))
		}
	}
	for _, n := range notes {
		if n.At.Sheet == "" || n.At.Sheet == r.sheet.Name && (n.At.Col == 0 || n.At.Col >= allFirstItem && n.At.Col < allFirstItem+len(r.items)) {
			r.faults.Add(n)
		}
	}
}

// SheetAsked gives the items of a form, for SheetAgency.Asked; applies is that
// of SheetLines.
func SheetAsked(f *scoring.Framework, applies func(node string) bool) map[string]bool {
	asked := map[string]bool{}
	for _, l := range SheetLines(f, applies) {
		for _, code := range l.Items {
			asked[code] = true
		}
	}
	return asked
}
