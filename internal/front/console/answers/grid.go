package answers

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// grid is a sheet whose heading has been understood.
type grid struct {
	sheet   *sheet.Sheet
	columns map[string]int // key of a column, or code of an item → number
	fields  map[int]string // the heading as written
	rows    []*sheet.Row   // the body: neither blank nor a remark
	vague   []*sheet.Row   // rows of it whose cells are not certain; that is told
	remarks []fault.Place  // where remarks stand
	notices []string       // the remarks above the heading, without their mark
	// headless is a table whose rows cannot be told apart by their agencies;
	// what stands in them would only raise a fault each.
	headless bool
}

// readGrid finds heading and body. known gives the key of a heading; first are
// the names that the first column may have.
func readGrid(s *sheet.Sheet, known func(heading string) (key string, ok bool), faults *fault.List) *grid {
	g := &grid{sheet: s, columns: map[string]int{}, fields: map[int]string{}}
	headed := false
	for i := range s.Rows {
		row := &s.Rows[i]
		switch {
		case blankRow(row):
		case isRemark(row):
			g.remarks = append(g.remarks, row.Cell(1).Place())
			if notice := remarkText(row); !headed && notice != "" {
				g.notices = append(g.notices, notice)
			}
		case !headed:
			headed = true
			g.readHeading(row, known, faults)
		case row.Doubtful:
			g.vague = append(g.vague, row)
		case !g.headless:
			g.rows = append(g.rows, row)
		}
	}
	if !headed {
		faults.Add(fault.New(fault.Invalid, "answers.heading.none", nil).WithPlace(s.Place(0, 0)).WithHint("answers.heading.hint"))
	}
	return g
}

func blankRow(row *sheet.Row) bool {
	return !slices.ContainsFunc(row.Cells, func(c sheet.Cell) bool { return !c.Blank() })
}

func isRemark(row *sheet.Row) bool {
	t, err := row.Cell(1).Text()
	return err == nil && strings.HasPrefix(t, Remark)
}

// remarkText is what a remark says: all its cells, since a comma within it cuts
// the line of a CSV, without the mark in front and the full stop at the end.
func remarkText(row *sheet.Row) string {
	var parts []string
	for _, c := range row.Cells {
		if t := strings.Join(strings.Fields(headingText(c)), " "); t != "" {
			parts = append(parts, t)
		}
	}
	return strings.Trim(strings.TrimLeft(strings.Join(parts, ", "), Remark), " .")
}

func (g *grid) readHeading(row *sheet.Row, known func(string) (string, bool), faults *fault.List) {
	if key, _ := known(headingText(row.Cell(1))); key != columnAgency {
		faults.Add(row.Cell(1).Wrong("answers.heading.first", nil).WithHint("answers.heading.hint"))
		g.headless = true
	}
	for _, c := range row.Cells {
		name, err := c.Text()
		if err != nil {
			faults.Add(err)
			continue
		}
		if name == "" {
			continue
		}
		g.fields[c.Col] = name
		key, ok := known(name)
		switch at, twice := g.columns[key]; {
		case !ok && c.Col == 1: // told above
		case !ok:
			faults.Add(c.Wrong("answers.column.unknown", nil).WithHint("answers.column.hint"))
		case twice && key != columnNote:
			faults.Add(c.Wrong("answers.column.twice", fault.Args{"first": fault.ColumnName(at)}))
		default:
			g.columns[key] = c.Col
		}
	}
}

func headingText(c sheet.Cell) string {
	t, err := c.Text()
	if err != nil {
		return ""
	}
	return t
}

// cell is the cell of a row in a column by key; a blank one when the table has
// no such column.
func (g *grid) cell(row *sheet.Row, key string) (sheet.Cell, bool) {
	col, ok := g.columns[key]
	if !ok {
		return sheet.Cell{}, false
	}
	return row.Cell(col), true
}

// text is the content of a cell as text; what cannot be read is told.
func (g *grid) text(row *sheet.Row, key string, faults *fault.List) string {
	c, ok := g.cell(row, key)
	if !ok {
		return ""
	}
	t, err := c.Text()
	faults.Add(g.at(c, err))
	return t
}

// at gives an error the heading of its column.
func (g *grid) at(c sheet.Cell, err error) error {
	p := c.Place()
	p.Field = g.fields[c.Col]
	return fault.At(err, p)
}

// checkBody tells what stands outside the columns, and merged areas within
// them: whom a value there belongs to is not certain.
func (g *grid) checkBody(faults *fault.List) {
	for _, row := range g.rows {
		for _, c := range row.Cells {
			if _, headed := g.fields[c.Col]; !headed && !c.Blank() {
				faults.Add(c.Wrong("answers.column.nameless", nil).WithHint("answers.column.namelessHint"))
			}
		}
	}
	for _, area := range g.sheet.Merged {
		inBody := slices.ContainsFunc(g.rows, func(r *sheet.Row) bool { return area.From.Row <= r.Number && r.Number <= area.To.Row })
		read := false
		for key, col := range g.columns {
			read = read || key != columnNote && area.From.Col <= col && col <= area.To.Col
		}
		if inBody && read {
			c := g.sheet.Cell(area.From.Row, area.From.Col)
			faults.Add(g.at(c, c.Wrong("answers.cell.merged", fault.Args{"area": area.String()}).WithHint("answers.cell.mergedHint")))
		}
	}
}

// notes are the warnings of reading that concern what was read here: not those
// of remarks, of other sheets, or of what is a fault by now.
func (g *grid) notes(all fault.List) (kept fault.List) {
	for _, f := range all {
		remark := slices.ContainsFunc(g.remarks, func(p fault.Place) bool {
			return p.Row == f.At.Row && p.Line == f.At.Line
		})
		elsewhere := f.At.Sheet != g.sheet.Name && f.At.Sheet != ""
		if !remark && !elsewhere && f.Key != "sheet.cell.merged" {
			kept = append(kept, f)
		}
	}
	return kept
}

// folded makes the lookup of a heading: the words of the table first, then an
// item by its exact code, then one whose code differs in letter case only.
func folded(words map[string]string, codes map[string]bool) func(string) (string, bool) {
	byFold := map[string]string{}
	for code := range codes {
		fold := text.Fold(code)
		if _, twice := byFold[fold]; twice {
			byFold[fold] = "" // two items: only the exact code tells them apart
			continue
		}
		byFold[fold] = code
	}
	return func(heading string) (string, bool) {
		fold := text.Fold(heading)
		if key, ok := words[fold]; ok {
			return key, true
		}
		if codes[heading] {
			return heading, true
		}
		code := byFold[fold]
		return code, code != ""
	}
}
