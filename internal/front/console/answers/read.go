package answers

import (
	"slices"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// reader is one reading of both tables.
type reader struct {
	program *scoring.Program
	decimal text.Decimal
	faults  fault.List
	notes   fault.List

	agencies    []scoring.Agency
	index       map[string]int  // by code
	vague       map[string]bool // listed in a line that is at fault as a whole
	adjustments []scoring.Adjustment
	looks       map[string]string // how a code looks → the first such code
	set         *Set
}

// Read makes a cohort of the two tables. The error is a fault.List of
// everything that stops.
func Read(p *scoring.Program, from Sources) (*Set, error) {
	r := &reader{program: p, decimal: from.Decimal, index: map[string]int{}, vague: map[string]bool{}, looks: map[string]string{}}
	codes := map[string]bool{}
	for _, item := range p.Framework().Items {
		codes[item.Code] = true
	}
	main := pick(from.Answers, answersSheet)
	g := readGrid(main, folded(answersHeadings, codes), &r.faults)
	g.checkBody(&r.faults)
	r.notes.Add(listOf(g.notes(from.Answers.Notes)))

	beside := from.Agencies
	other := (*sheet.Sheet)(nil)
	if beside != nil {
		other = pick(beside, agenciesSheet)
	} else if other = from.Answers.Sheet(agenciesSheet); other != nil && other != main {
		beside = from.Answers
	} else {
		other = nil
	}
	r.noteUnread(from.Answers, main, other)
	notices := g.notices
	var list *grid
	if other != nil {
		list = readGrid(other, folded(agenciesHeadings, nil), &r.faults)
		list.checkBody(&r.faults)
		r.notes.Add(listOf(list.notes(beside.Notes)))
		if from.Agencies != nil {
			r.noteUnread(from.Agencies, other, nil)
		}
		notices = append(notices, list.notices...)
		r.readAgencies(list)
	}
	rows := r.answerRows(g, list)
	r.readAnswers(g, rows)
	if list != nil {
		r.noteWithout(list, rows)
	}
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	r.notes.Sort()
	r.set.Notes, r.set.Adjustments, r.set.Notice = r.notes, r.adjustments, joinNotices(notices)
	return r.set, nil
}

// joinNotices makes one notice; what both tables say is said once.
func joinNotices(all []string) string {
	var once []string
	for _, n := range all {
		if !slices.Contains(once, n) {
			once = append(once, n)
		}
	}
	return strings.Join(once, ". ")
}

// listOf is a list as an error, nil when it is empty.
func listOf(l fault.List) error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// pick gives the sheet of that name, or else the first one.
func pick(b *sheet.Book, name string) *sheet.Sheet {
	if s := b.Sheet(name); s != nil {
		return s
	}
	if len(b.Sheets) == 0 {
		return &sheet.Sheet{}
	}
	return b.Sheets[0]
}

// noteUnread warns of sheets with content that nobody looks at.
func (r *reader) noteUnread(b *sheet.Book, used ...*sheet.Sheet) {
	for _, s := range b.Sheets {
		if !slices.Contains(used, s) && len(s.Rows) > 0 {
			r.notes.Add(fault.Warn("answers.sheet.unread", nil).WithPlace(fault.Place{File: b.Name, Sheet: s.Name}))
		}
	}
}

// readAgencies reads the table of agencies.
func (r *reader) readAgencies(g *grid) {
	for _, need := range []struct {
		key    string
		wanted bool
	}{{columnName, true}, {columnGroup, len(r.program.Framework().Groups) > 0}} {
		if _, ok := g.columns[need.key]; !ok && need.wanted && len(g.fields) > 0 && !g.headless {
			r.faults.Add(fault.New(fault.Invalid, "answers.column.missing", fault.Args{"column": need.key}).WithPlace(g.sheet.Place(0, 0)))
		}
	}
	for _, row := range g.vague {
		r.vague[headingText(row.Cell(1))] = true
	}
	for _, row := range g.rows {
		code := r.code(g, row)
		a := scoring.Agency{Code: code, Name: g.text(row, columnName, &r.faults)}
		if c, ok := g.cell(row, columnName); ok && a.Name == "" && c.Fault == nil {
			r.faults.Add(g.at(c, fault.New(fault.Invalid, "answers.name.none", nil)))
		}
		a.Group = r.group(g, row)
		if code == "" || r.twice(g, row, code) {
			continue
		}
		r.index[code] = len(r.agencies)
		r.noteAlike(g, row, code)
		r.readExemptions(g, row, &a)
		r.readAdjustments(g, row, code)
		r.agencies = append(r.agencies, a)
	}
}

// answerRows finds the agency of every row of answers, -1 where it has none.
// Without a table of agencies the rows make the cohort.
func (r *reader) answerRows(g, list *grid) []int {
	if _, ok := g.columns[columnGroup]; !ok && list == nil && len(r.program.Framework().Groups) > 0 && len(g.fields) > 0 && !g.headless {
		r.faults.Add(fault.New(fault.Invalid, "answers.group.nowhere", nil).WithPlace(g.sheet.Place(0, 0)).WithHint("answers.group.nowhereHint"))
	}
	rows := make([]int, len(g.rows))
	seen := map[string]bool{}
	for i, row := range g.rows {
		rows[i] = -1
		code := r.code(g, row)
		if code == "" {
			continue
		}
		at, known := r.index[code]
		switch {
		case seen[code]:
			r.twice(g, row, code)
		case list == nil:
			a := scoring.Agency{Code: code, Name: g.text(row, columnName, &r.faults)}
			if a.Name == "" {
				a.Name = code
			}
			if _, ok := g.columns[columnGroup]; ok {
				a.Group = r.group(g, row)
			} else if groups := r.program.Framework().Groups; len(groups) > 0 {
				a.Group = groups[0].Code // told once for the whole table
			}
			r.noteAlike(g, row, code)
			rows[i] = len(r.agencies)
			r.index[code] = rows[i]
			r.agencies = append(r.agencies, a)
		case !known && (r.vague[code] || list.headless): // told as the table's fault
		case !known:
			c := row.Cell(1)
			r.faults.Add(g.at(c, c.Wrong("answers.agency.unlisted", nil).WithHint("answers.agency.unlistedHint")))
		default:
			rows[i] = at
		}
		seen[code] = true
	}
	if len(rows)+len(g.vague) == 0 && len(g.fields) > 0 && !g.headless {
		r.faults.Add(fault.New(fault.Invalid, "answers.rows.none", nil).WithPlace(g.sheet.Place(0, 0)))
	}
	return rows
}

// code reads the code of an agency; "" when it cannot be used, which is told.
func (r *reader) code(g *grid, row *sheet.Row) string {
	c := row.Cell(1)
	code, err := c.Text()
	switch {
	case err != nil:
		r.faults.Add(g.at(c, err))
		return ""
	case code == "":
		r.faults.Add(g.at(c, fault.New(fault.Invalid, "answers.agency.none", nil)))
		return ""
	case strings.ContainsFunc(code, func(x rune) bool {
		return !unicode.IsLetter(x) && !unicode.Is(unicode.Mn, x) && !unicode.IsDigit(x) && !strings.ContainsRune("-_.", x)
	}):
		r.faults.Add(g.at(c, c.Wrong("answers.agency.form", nil)))
		return ""
	}
	return code
}

// noteAlike warns of an agency whose code reads like that of another one: the
// two are ranked as two.
func (r *reader) noteAlike(g *grid, row *sheet.Row, code string) {
	look := lookOf(code)
	if other, ok := r.looks[look]; ok {
		c := row.Cell(1)
		r.notes.Add(g.at(c, fault.Warn("answers.agency.alike", fault.Args{"other": other}).WithFound(code).WithHint("answers.agency.alikeHint")))
		return
	}
	r.looks[look] = code
}

// twice tells of an agency that stands twice in one table.
func (r *reader) twice(g *grid, row *sheet.Row, code string) bool {
	if _, ok := r.index[code]; !ok {
		return false
	}
	c := row.Cell(1)
	r.faults.Add(g.at(c, c.Wrong("answers.agency.twice", nil)))
	return true
}

// group reads the code of a ranking group. A wrong one is told and replaced, so
// that the rest of the row can still be checked.
func (r *reader) group(g *grid, row *sheet.Row) string {
	groups := r.program.Framework().Groups
	code := g.text(row, columnGroup, &r.faults)
	if len(groups) == 0 || slices.ContainsFunc(groups, func(x scoring.Group) bool { return x.Code == code }) {
		return code
	}
	if c, ok := g.cell(row, columnGroup); ok && c.Fault == nil {
		var codes []string
		for _, x := range groups {
			codes = append(codes, x.Code)
		}
		r.faults.Add(g.at(c, c.Wrong("answers.group.unknown", fault.Args{"groups": strings.Join(codes, ", ")}).WithExpected("answers.group.expected")))
	}
	return groups[0].Code
}

// readAnswers reads every value into a cohort.
func (r *reader) readAnswers(g *grid, rows []int) {
	cohort, err := scoring.NewCohort(r.program, r.agencies)
	if err != nil {
		r.faults.Add(fault.Wrap(fault.Internal, err, "", nil))
		return
	}
	r.set = &Set{Cohort: cohort, Reasons: map[[2]int]string{}}
	var absent []string
	for i := range r.program.Framework().Items {
		item := &r.program.Framework().Items[i]
		col, ok := g.columns[item.Code]
		if !ok || answersHeadings[text.Fold(item.Code)] != "" {
			absent = append(absent, item.Code)
			continue
		}
		small := smallPercents{item: item}
		for j, row := range g.rows {
			c := row.Cell(col)
			v, reason, err := readValue(item, c, r.decimal)
			switch {
			case err != nil:
			case rows[j] >= 0:
				err = refusal(cohort.Set(rows[j], i, v), c)
				if reason != "" {
					r.set.Reasons[[2]int{rows[j], i}] = reason
				}
			default: // the agency is refused; its values are checked all the same
				_, refused := item.ParseValue(item.FormatValue(v))
				err = refusal(refused, c)
			}
			r.faults.Add(g.at(c, err))
			small.see(v)
		}
		if small.all() {
			p := g.sheet.Place(0, col)
			p.Field = g.fields[col]
			r.notes.Add(fault.Warn("answers.percent.small", nil).WithPlace(p))
		}
	}
	if len(absent) > 0 && len(g.fields) > 0 {
		r.notes.Add(fault.Warn("answers.items.absent", fault.Args{"count": len(absent), "items": strings.Join(absent, ", ")}).WithPlace(g.sheet.Place(0, 0)))
	}
}

// noteWithout warns of agencies that are listed and have no row of answers.
func (r *reader) noteWithout(list *grid, rows []int) {
	answered := make([]bool, len(r.agencies))
	for _, at := range rows {
		if at >= 0 {
			answered[at] = true
		}
	}
	for _, row := range list.rows {
		code := headingText(row.Cell(1))
		if at, ok := r.index[code]; ok && !answered[at] {
			c := row.Cell(1)
			r.notes.Add(list.at(c, fault.Warn("answers.agency.silent", nil).WithFound(code)))
		}
	}
}
