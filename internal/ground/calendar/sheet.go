package calendar

import (
	"io"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// headings are the columns of a year's table in their order. The weekday is for
// the reader's eye and is not read back.
var headings = []string{
	"calendar.column.day", "calendar.column.weekday", "calendar.column.kind",
	"calendar.column.name", "calendar.column.english", "calendar.column.basis",
}

// WriteSheet writes a year's table as a workbook that ReadSheet reads back.
func WriteSheet(w io.Writer, t *Table, lang text.Lang) error {
	title := catalogue.Text(lang, "calendar.sheet.title", map[string]any{"year": yearText(t.Year)})
	out := sheet.New(sheet.Meta{Title: title, Lang: lang})
	page := out.Page(yearText(t.Year), sheet.Layout{Portrait: true})
	page.Line(sheet.Title, title)
	if t.Basis != "" {
		page.Line(sheet.Subtitle, t.Basis)
	}
	var head []sheet.Out
	for _, key := range headings {
		head = append(head, sheet.Text(say(lang, key)))
	}
	page.Row(sheet.Head, head...)
	for _, s := range t.Days {
		page.Row(sheet.Body, sheet.Day(s.Day.Date()), sheet.Text(weekdayName(s.Day, lang)), sheet.Text(s.Kind.In(string(lang))),
			sheet.Text(s.Name.Vi), sheet.Text(s.Name.En), sheet.Text(s.Basis))
	}
	return out.WriteXLSX(w)
}

// weekdayName gives "thứ Hai" or "Monday".
func weekdayName(d Day, lang text.Lang) string {
	return say(lang, "calendar.weekday."+strings.ToLower(d.Weekday().String()))
}

// ReadSheet makes the table of a year from the sheet of a workbook or CSV in
// which it finds the headings of day and kind, in either language and any order;
// rows above them are passed over. See ReadTable for the rest.
func ReadSheet(book *sheet.Book, year int, basis string) (*Table, fault.List, error) {
	for _, s := range book.Sheets {
		for i, row := range s.Rows {
			at := map[string]int{}
			for _, cell := range row.Cells {
				if key := headingOf(cell); key != "" && at[key] == 0 {
					at[key] = cell.Col
				}
			}
			if at["calendar.column.day"] == 0 || at["calendar.column.kind"] == 0 {
				continue
			}
			rows, found := readRows(s.Rows[i+1:], at)
			table, notes, err := ReadTable(year, basis, rows)
			if found.Stops() {
				found.Add(err)
				return nil, nil, found.Err()
			}
			return table, notes, err
		}
	}
	return nil, nil, fault.New(fault.Invalid, "calendar.sheet.headings", nil).WithPlace(fault.Place{File: book.Name}).WithExpected("calendar.sheet.expected")
}

func headingOf(cell sheet.Cell) string {
	said, err := cell.Text()
	if err != nil {
		return ""
	}
	folded := text.Fold(said)
	i := slices.IndexFunc(headings, func(key string) bool {
		return folded == text.Fold(say(text.Vi, key)) || folded == text.Fold(say(text.En, key))
	})
	if i < 0 {
		return ""
	}
	return headings[i]
}

// readRows takes the cells as text. A row with a cell that cannot be read is told
// as such and not as anything else.
func readRows(from []sheet.Row, at map[string]int) (rows []Row, found fault.List) {
	for i := range from {
		row := &from[i]
		broken := false
		take := func(key string) string {
			if at[key] == 0 {
				return ""
			}
			said, err := row.Cell(at[key]).Text()
			found.Add(err)
			broken = broken || err != nil
			return said
		}
		r := Row{
			At: row.Cell(at["calendar.column.day"]).Place(), KindAt: row.Cell(at["calendar.column.kind"]).Place(),
			Day: take("calendar.column.day"), Kind: take("calendar.column.kind"),
			NameVi: take("calendar.column.name"), NameEn: take("calendar.column.english"), Basis: take("calendar.column.basis"),
		}
		if !broken {
			rows = append(rows, r)
		}
	}
	return rows, found
}
