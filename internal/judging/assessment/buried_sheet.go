package assessment

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// buried is what the buried sheet of a workbook says.
type buried struct {
	facts map[string]string
	items []string // by column, in a workbook of all agencies
	rows  []buriedRow
	byKey map[string]int
}

// buriedRow is a row of the sheet of answers as it was written.
type buriedRow struct {
	number                       int
	key                          string
	revision                     int64
	marks                        []string // of every column
	answer, inapplicable, reason string
}

func (b *buried) row(key string) (buriedRow, bool) {
	i, ok := b.byKey[key]
	if !ok || key == "" {
		return buriedRow{}, false
	}
	return b.rows[i], true
}

// same tells whether the cells of an answer hold what was written. A number
// that is now shown as percent means another one.
func (b buriedRow) same(row *sheet.Row) bool {
	for _, c := range []struct {
		col  int
		text string
	}{{answerCol, b.answer}, {inapplicableCol, b.inapplicable}, {reasonCol, b.reason}} {
		cell := row.Cell(c.col)
		if s, err := cell.Text(); err != nil || plainText(s) != c.text || cell.Has(sheet.AsPercent) {
			return false
		}
	}
	return true
}

// broken is the fault of a buried sheet that is not as it was written.
func broken(file string) *fault.Fault {
	return fault.New(fault.Invalid, "assessment.sheet.buried", nil).
		WithPlace(fault.Place{File: file, Sheet: buriedSheet}).WithHint("assessment.sheet.again")
}

// readBurial reads the buried sheet of a workbook of a kind.
func readBurial(book *sheet.Book, kind string) (*buried, *fault.Fault) {
	if s := book.Sheet(buriedSheet); s != nil {
		return parseBurial(book.Name, s.Rows, kind)
	}
	return parseBurial(book.Name, nil, kind)
}

// parseBurial reads the rows of a buried sheet; none are those of a file that
// is not ours.
func parseBurial(file string, rows []sheet.Row, kind string) (*buried, *fault.Fault) {
	place := fault.Place{File: file}
	if len(rows) == 0 || rows[0].Cell(1).Value != headRow {
		return nil, fault.New(fault.Invalid, "assessment.sheet.foreign", nil).WithPlace(place).WithHint("assessment.sheet.again")
	}
	b := &buried{facts: map[string]string{}, byKey: map[string]int{}}
	var kept [][]string
	for i := range rows {
		cells, ok := texts(&rows[i])
		if !ok {
			return nil, broken(file)
		}
		if last := i == len(rows)-1; last || cells[0] == digestRow {
			if !last || len(cells) != 2 || cells[0] != digestRow || cells[1] != digestOf(kept) {
				return nil, broken(file)
			}
			break
		}
		kept = append(kept, cells)
		if !b.take(cells) {
			return nil, broken(file)
		}
	}
	head := rows[0]
	if version := head.Cell(3).Value; version != sheetVersion {
		return nil, fault.New(fault.Invalid, "assessment.sheet.newer", nil).WithPlace(place).WithHint("assessment.sheet.again")
	}
	if head.Cell(2).Value != kind {
		return nil, fault.New(fault.Invalid, "assessment.sheet.other", nil).WithPlace(place).WithHint("assessment.sheet.again")
	}
	return b, nil
}

// texts are the cells of a row from the first column on; false when one cannot
// be as it was written.
func texts(row *sheet.Row) ([]string, bool) {
	if len(row.Cells) == 0 || row.Cells[0].Col != 1 {
		return nil, false
	}
	out := make([]string, row.Cells[len(row.Cells)-1].Col)
	for _, c := range row.Cells {
		s, err := c.Text()
		if err != nil || c.Has(sheet.FromFormula) {
			return nil, false
		}
		out[c.Col-1] = plainText(s)
	}
	return out, true
}

func field(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}

// take keeps a row; false when it has no sense.
func (b *buried) take(cells []string) bool {
	switch cells[0] {
	case factRow:
		b.facts[field(cells, 1)] = field(cells, 2)
	case itemRow:
		b.items = cells[1:]
	case lineRow:
		number, err := strconv.Atoi(field(cells, 1))
		revision, bad := strconv.ParseInt(field(cells, 3), 10, 64)
		r := buriedRow{
			number: number, key: field(cells, 2), revision: revision, marks: strings.Fields(field(cells, 4)),
			answer: field(cells, 5), inapplicable: field(cells, 6), reason: field(cells, 7),
		}
		if _, twice := b.byKey[r.key]; twice || r.key == "" || err != nil || bad != nil || number < 1 {
			return false
		}
		b.byKey[r.key] = len(b.rows)
		b.rows = append(b.rows, r)
	}
	return slices.Contains([]string{headRow, factRow, listRow, itemRow, lineRow}, cells[0])
}
