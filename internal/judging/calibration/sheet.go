package calibration

import (
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Remark begins a row that is no agency: Options.Remark of a CSV to be read.
// Above the heading it is a notice about the whole table.
const Remark = "#"

// Most agencies and items of a table: several times the largest province and the
// widest index.
const (
	mostAgencies = 1_000
	mostItems    = 500
)

const (
	columnAgency = "\x00agency" // no code of an item begins so
	columnName   = "\x00name"
	columnGroup  = "\x00group"
	columnNote   = "\x00note"
	columnPoints = "\x00points" // these three are of a past round
	columnRank   = "\x00rank"
	columnLevel  = "\x00level"
)

// headings are the words for the columns that are no items, folded; the first
// of each is what is written.
var headings = func() map[string]string {
	all := map[string]string{}
	for key, words := range map[string][]string{
		columnAgency: {"agency", "code", "mã", "mã cơ quan", "cơ quan", "mã đơn vị"},
		columnName:   {"name", "tên", "tên cơ quan", "tên đơn vị"},
		columnGroup:  {"group", "nhóm"},
		columnNote:   {"note", "ghi chú"},
		columnPoints: {"published points", "điểm công bố", "tổng điểm công bố"},
		columnRank:   {"published rank", "xếp hạng công bố", "thứ hạng công bố"},
		columnLevel:  {"published level", "mức công bố", "xếp loại công bố"},
	} {
		for _, w := range words {
			all[text.Fold(w)] = key
		}
	}
	return all
}()

// reading is one table being read.
type reading struct {
	items   map[string]*scoring.Item
	fold    map[string]string
	groups  [][]scoring.Group // of each version that declares any
	decimal text.Decimal
	faults  fault.List
	notes   fault.List
	columns map[int]string // number → key or code
	fields  map[int]string // number → heading as written
	table   *Table
	seen    map[string]bool
	// publishes tells that the table has columns of what was published.
	publishes bool
}

// ReadTable reads a table from a workbook or CSV: one row an agency, one column
// an item of any of the versions by its code, and the columns agency, name and
// group. A blank cell is missing; "N/A", with or without a reason behind a colon,
// is not applicable. A value is judged by the first version that has the item.
// The list holds warnings; the error is a fault.List of everything that is wrong,
// each at its cell.
func ReadTable(book *sheet.Book, decimal text.Decimal, versions ...*scoring.Framework) (*Table, fault.List, error) {
	r := &reading{items: map[string]*scoring.Item{}, fold: map[string]string{}, decimal: decimal, columns: map[int]string{}, fields: map[int]string{},
		table: &Table{Name: book.Name}, seen: map[string]bool{}}
	for _, f := range versions {
		if f == nil {
			continue
		}
		for i := range f.Items {
			if it := &f.Items[i]; r.items[it.Code] == nil {
				r.items[it.Code] = it
				if other, twice := r.fold[text.Fold(it.Code)]; twice && other != it.Code {
					r.fold[text.Fold(it.Code)] = "" // only the exact code tells them apart
				} else {
					r.fold[text.Fold(it.Code)] = it.Code
				}
			}
		}
		if len(f.Groups) > 0 {
			r.groups = append(r.groups, f.Groups)
		}
	}
	var main *sheet.Sheet
	for _, s := range book.Sheets {
		switch {
		case main == nil && len(s.Rows) > 0:
			main = s
		case len(s.Rows) > 0:
			r.notes.Add(fault.Warn("calibration.sheet.unread", nil).WithPlace(fault.Place{File: book.Name, Sheet: s.Name}))
		}
	}
	if main == nil {
		return nil, nil, fault.New(fault.Invalid, "calibration.sheet.empty", nil).WithPlace(fault.Place{File: book.Name})
	}
	r.read(main)
	for _, n := range book.Notes {
		if n.At.Sheet == "" || n.At.Sheet == main.Name {
			r.notes.Add(n)
		}
	}
	if err := r.faults.Err(); err != nil {
		return nil, r.notes, err
	}
	r.notes.Sort()
	return r.table, r.notes, nil
}

func (r *reading) read(s *sheet.Sheet) {
	headed := false
	var notices []string
	for i := range s.Rows {
		row := &s.Rows[i]
		first, _ := row.Cell(1).Text()
		switch {
		case !slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() }), row.Doubtful:
		case strings.HasPrefix(first, Remark):
			if !headed {
				notices = append(notices, strings.Trim(first, Remark+" ."))
			}
		case !headed:
			headed = true
			if !r.heading(row) {
				return
			}
			r.merged(s, row.Number)
		default:
			r.row(row)
		}
	}
	r.table.Notice = strings.Join(notices, ". ")
	switch {
	case !headed:
		r.faults.Add(fault.New(fault.Invalid, "calibration.sheet.headless", nil).WithPlace(s.Place(0, 0)).WithHint("calibration.sheet.headingHint"))
	case len(r.table.Agencies) == 0 && !r.faults.Stops():
		r.faults.Add(fault.New(fault.Invalid, "calibration.table.empty", nil).WithPlace(s.Place(0, 0)))
	}
}

// heading reads the names of the columns; false when the rows cannot be read.
func (r *reading) heading(row *sheet.Row) bool {
	taken := map[string]int{}
	for _, c := range row.Cells {
		name, err := c.Text()
		if err != nil {
			r.faults.Add(err)
			continue
		}
		if name == "" {
			continue
		}
		key := headings[text.Fold(name)]
		if r.items[name] != nil {
			key = name
		} else if key == "" {
			key = r.fold[text.Fold(name)]
		}
		r.fields[c.Col] = name
		at, twice := taken[key]
		switch {
		case key == "":
			r.faults.Add(c.Wrong("calibration.sheet.column", nil).WithHint("calibration.sheet.columnHint"))
			key = columnNote
		case twice && key != columnNote:
			r.faults.Add(c.Wrong("calibration.sheet.twice", fault.Args{"first": fault.ColumnName(at)}))
			key = columnNote
		}
		taken[key] = c.Col
		r.columns[c.Col] = key
		r.publishes = r.publishes || key == columnPoints || key == columnRank || key == columnLevel
		if !strings.HasPrefix(key, "\x00") {
			r.table.Items = append(r.table.Items, key)
		}
	}
	if len(r.table.Items) > mostItems {
		r.faults.Add(fault.New(fault.Limit, "calibration.table.items", fault.Args{"most": mostItems}))
	}
	if _, ok := taken[columnAgency]; !ok {
		r.faults.Add(row.Cell(1).Wrong("calibration.sheet.agency", nil).WithHint("calibration.sheet.headingHint"))
		return false
	}
	if _, ok := taken[columnGroup]; !ok && len(r.groups) > 0 {
		r.faults.Add(row.Cell(1).Wrong("calibration.sheet.group", nil).WithHint("calibration.sheet.headingHint"))
	}
	if len(r.table.Items) == 0 && !r.faults.Stops() {
		r.faults.Add(row.Cell(1).Wrong("calibration.sheet.itemless", nil).WithHint("calibration.sheet.columnHint"))
	}
	return true
}

// merged tells of merged areas below the heading: whom a value there belongs to
// is not certain.
func (r *reading) merged(s *sheet.Sheet, heading int) {
	for _, area := range s.Merged {
		if area.To.Row > heading {
			r.faults.Add(s.Cell(area.From.Row, area.From.Col).Wrong("calibration.sheet.merged", fault.Args{"area": area.String()}))
		}
	}
}

func (r *reading) row(row *sheet.Row) {
	if len(r.table.Agencies) == mostAgencies {
		r.faults.Add(fault.New(fault.Limit, "calibration.table.agencies", fault.Args{"most": mostAgencies}).WithPlace(row.Cell(1).Place()))
	}
	if len(r.table.Agencies) >= mostAgencies {
		return
	}
	var a scoring.Agency
	var of Published
	cells := make([]string, 0, len(r.table.Items))
	for _, col := range slices.Sorted(maps.Keys(r.columns)) {
		c := row.Cell(col)
		switch key := r.columns[col]; key {
		case columnAgency:
			a.Code = r.code(c)
		case columnName:
			a.Name = r.words(c)
		case columnGroup:
			a.Group = r.group(c)
		case columnNote:
		case columnPoints:
			of.Points = r.points(c)
		case columnRank:
			of.Rank = r.rank(c)
		case columnLevel:
			of.Level = r.words(c)
		default:
			cells = append(cells, r.value(r.items[key], c))
		}
	}
	for _, c := range row.Cells {
		if _, headed := r.fields[c.Col]; !headed && !c.Blank() {
			r.faults.Add(c.Wrong("calibration.sheet.nameless", nil))
		}
	}
	if a.Name == "" {
		a.Name = a.Code
	}
	r.table.Agencies = append(r.table.Agencies, a)
	r.table.Cells = append(r.table.Cells, cells)
	if r.publishes {
		r.table.Published = append(r.table.Published, of)
	}
}

// points reads the points that were published.
func (r *reading) points(c sheet.Cell) *scoring.Num {
	if c.Blank() {
		return nil
	}
	n, err := c.Number(r.decimal)
	if err == nil && n.Unit != text.NoUnit {
		err = c.Wrong("calibration.past.points", nil)
	}
	if err != nil {
		r.wrong(c, err)
		return nil
	}
	x := scoring.FromRat(n.Rat)
	return &x
}

// rank reads the rank that was published: 1 is the first.
func (r *reading) rank(c sheet.Cell) int {
	if c.Blank() {
		return 0
	}
	n, err := c.Number(r.decimal)
	if err == nil && (n.Unit != text.NoUnit || !n.Rat.IsInt() || n.Rat.Sign() <= 0 || !n.Rat.Num().IsInt64() || n.Rat.Num().Int64() > mostAgencies) {
		err = c.Wrong("calibration.past.rank", nil)
	}
	if err != nil {
		r.wrong(c, err)
		return 0
	}
	return int(n.Rat.Num().Int64())
}

func (r *reading) words(c sheet.Cell) string {
	t, err := c.Text()
	r.wrong(c, err)
	return t
}

// wrong notes an error with the heading of its column.
func (r *reading) wrong(c sheet.Cell, err error) {
	if err == nil {
		return
	}
	at := c.Place()
	at.Field = r.fields[c.Col]
	r.faults.Add(fault.At(err, at))
}

func (r *reading) code(c sheet.Cell) string {
	code := r.words(c)
	switch {
	case c.Fault != nil:
	case code == "":
		r.wrong(c, c.Wrong("calibration.agency.none", nil))
	case len(code) > 100 || strings.ContainsFunc(code, func(x rune) bool {
		return !unicode.IsLetter(x) && !unicode.Is(unicode.Mn, x) && !unicode.IsDigit(x) && !strings.ContainsRune("-_.", x)
	}):
		r.wrong(c, c.Wrong("calibration.agency.form", nil))
	case r.seen[code]:
		r.wrong(c, c.Wrong("calibration.agency.twice", nil))
	}
	r.seen[code] = true
	return code
}

func (r *reading) group(c sheet.Cell) string {
	code := r.words(c)
	for _, groups := range r.groups {
		if c.Fault == nil && !slices.ContainsFunc(groups, func(g scoring.Group) bool { return g.Code == code }) {
			var codes []string
			for _, g := range groups {
				codes = append(codes, g.Code)
			}
			r.wrong(c, c.Wrong("calibration.group.unknown", fault.Args{"groups": strings.Join(codes, ", ")}).WithExpected("calibration.group.expected"))
			break
		}
	}
	return code
}

// value reads a cell in the machine's form.
func (r *reading) value(item *scoring.Item, c sheet.Cell) string {
	if c.Fault != nil {
		r.wrong(c, c.Fault)
		return ""
	}
	words, err := c.Text()
	if err != nil || c.Blank() {
		r.wrong(c, err)
		return ""
	}
	before, _, _ := strings.Cut(words, ":")
	switch text.Fold(strings.TrimSpace(before)) {
	case "n/a", "kad", text.Fold("không áp dụng"):
		return "n/a"
	}
	if strings.Trim(words, "-–—−‒―") == "" {
		r.wrong(c, c.Wrong("calibration.value.dash", nil).WithHint("calibration.value.dashHint"))
		return ""
	}
	var v scoring.Value
	switch item.Type {
	case scoring.Words:
		return "x"
	case scoring.YesNo, scoring.Choice:
		if v, err = item.ParseValue(text.NFC(words)); err == nil {
			return item.FormatValue(v)
		}
	default:
		n, wrong := c.Number(r.decimal)
		switch {
		case wrong != nil:
			r.wrong(c, wrong)
			return ""
		case n.Unit == text.PerMille, n.Unit == text.Percent && item.Type != scoring.Percent:
			r.wrong(c, c.Wrong("calibration.value.percent", fault.Args{"item": item.Code}))
			return ""
		}
		s := item.FormatValue(scoring.Give(scoring.FromRat(n.Rat)))
		if _, err = item.ParseValue(s); err == nil {
			return s
		}
	}
	r.wrong(c, c.Wrong("calibration.value.refused", fault.Args{"what": inWords(err)}))
	return ""
}

// WriteTable writes a table so that ReadTable gives it back; with no agencies it
// is a form to be filled in. Below the heading stands a remark with the names of
// the items of f, which may be nil.
func WriteTable(w io.Writer, t *Table, f *scoring.Framework, lang text.Lang) error {
	out := sheet.New(sheet.Meta{Title: t.Name, Lang: lang})
	page := out.Page("answers", sheet.Layout{FreezeCols: 2})
	if t.Notice != "" {
		page.Row(sheet.Note, sheet.Text(Remark+" "+t.Notice))
	}
	head := []sheet.Out{sheet.Text("agency"), sheet.Text("name"), sheet.Text("group")}
	names := []sheet.Out{sheet.Text(Remark), sheet.Empty(), sheet.Empty()}
	if t.Published != nil {
		for _, name := range []string{"published points", "published rank", "published level"} {
			head, names = append(head, sheet.Text(name)), append(names, sheet.Empty())
		}
	}
	named := false
	for _, code := range t.Items {
		head = append(head, sheet.Text(code))
		name := sheet.Empty()
		if f != nil {
			if i := slices.IndexFunc(f.Items, func(it scoring.Item) bool { return it.Code == code }); i >= 0 {
				name, named = sheet.Text(f.Items[i].Name.In(string(lang))), true
			}
		}
		names = append(names, name)
	}
	page.Row(sheet.Head, head...)
	if named {
		page.Row(sheet.Body, names...)
	}
	for i, a := range t.Agencies {
		row := []sheet.Out{sheet.Text(a.Code), sheet.Text(a.Name), sheet.Text(a.Group)}
		if i < len(t.Published) {
			row = append(row, publishedCells(&t.Published[i])...)
		}
		for _, c := range t.Cells[i] {
			row = append(row, cellOf(c))
		}
		page.Row(sheet.Body, row...)
	}
	return out.WriteXLSX(w)
}

func publishedCells(p *Published) []sheet.Out {
	out := []sheet.Out{sheet.Empty(), sheet.Empty(), sheet.Empty()}
	if p.Points != nil {
		out[0] = cellOf(p.Points.String())
	}
	if p.Rank > 0 {
		out[1] = sheet.Int(p.Rank)
	}
	if p.Level != "" {
		out[2] = sheet.Text(p.Level)
	}
	return out
}

func cellOf(value string) sheet.Out {
	if value == "" {
		return sheet.Empty()
	}
	if n, err := scoring.ParseNum(value); err == nil {
		if _, ends := n.IsFinite(); ends {
			return sheet.Decimal(n.String(), -1)
		}
	}
	return sheet.Text(value)
}
