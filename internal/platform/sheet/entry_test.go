package sheet

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// What a locked, fixed workbook with entries says to a spreadsheet program.
func TestEntriesAndLocks(t *testing.T) {
	w := New(Meta{Fixed: true})
	p := w.Page("Trả lời", Layout{Locked: true, Columns: []Column{{Width: 9}, {Width: 7, Hidden: true}}})
	lists := w.Page("d's", Layout{Buried: true})
	row := lists.Row(Note, Text("=1+1"), Text("a, b"))
	p.Row(Body, Text("x").Free(), Text("y"), Empty().Free())
	cell := func(col int) Range { return Range{Address{1, col}, Address{1, col}} }
	p.Ask(cell(1), Entry{Kind: ListEntry, List: lists, Area: Range{Address{row, 1}, Address{row, 2}}, Title: strings.Repeat("ô", 40), Hint: strings.Repeat("ệ", 300)})
	p.Ask(cell(3), Entry{Kind: DecimalEntry, Min: "-0.5", Hint: "h", Wrong: "w", Soft: true})
	var b bytes.Buffer
	if err := w.WriteXLSX(&b); err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	checks, err := x.GetDataValidations("Trả lời")
	if err != nil || len(checks) != 2 {
		t.Fatalf("%v %v", checks, err)
	}
	if got := checks[0].Formula1; got != "'d''s'!$A$1:$B$1" {
		t.Errorf("the list stands at %s", got)
	}
	if title, hint := len([]rune(*checks[0].PromptTitle)), len([]rune(*checks[0].Prompt)); title != maxEntryTitle || hint != maxEntryWords {
		t.Errorf("title of %d, hint of %d", title, hint)
	}
	if c := checks[1]; c.Formula1 != "-0.5" || c.Formula2 != widest || *c.ErrorStyle != "warning" || *c.Error != "w" || c.Type != "decimal" {
		t.Errorf("%+v", c)
	}
	for cell, locked := range map[string]bool{"A1": false, "B1": true, "C1": false} {
		id, err := x.GetCellStyle("Trả lời", cell)
		if err != nil {
			t.Fatal(err)
		}
		s, err := x.GetStyle(id)
		if err != nil || s.Protection == nil || s.Protection.Locked != locked {
			t.Errorf("%s: %+v %v", cell, s, err)
		}
	}
	book, err := ReadBytes("f.xlsx", b.Bytes(), Options{})
	if err != nil {
		t.Fatal(err) // the columns stand in order
	}
	if !book.Sheets[1].Hidden || len(book.Sheets[0].HiddenColumns) != 1 {
		t.Errorf("hidden: %v %v", book.Sheets[1].Hidden, book.Sheets[0].HiddenColumns)
	}
	main, ok := x.Pkg.Load("xl/workbook.xml")
	if !ok {
		t.Fatal("no workbook")
	}
	for _, want := range []string{`state="veryHidden"`, `lockStructure="true"`} {
		if !bytes.Contains(main.([]byte), []byte(want)) {
			t.Errorf("no %s in %s", want, main)
		}
	}
}
