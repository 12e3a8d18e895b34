package sheet

import (
	"archive/zip"
	"bytes"
	"io"
	"math/big"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// annex is a workbook that uses every feature of the writer.
func annex() *Workbook {
	w := New(Meta{Title: "Phụ lục I", Author: "UBND tỉnh", Date: text.Date{Year: 2018, Month: 1, Day: 18}})
	p := w.Page("Chỉ tiêu", Layout{FreezeCols: 2, Locked: true})
	p.Line(Title, "PHỤ LỤC I\nBỘ TIÊU CHÍ ĐÁNH GIÁ MỨC ĐỘ SẴN SÀNG ỨNG DỤNG CÔNG NGHỆ THÔNG TIN")
	p.Line(Subtitle, "(Ban hành kèm theo Quyết định số 01/QĐ-UBND ngày 18/01/2018)")
	p.Skip()
	p.Row(Head, Text("STT"), Text("Chỉ tiêu"), Text("Điểm tối đa"), Text("Tỷ lệ"), Text("Ngày"), Text("Có"))
	p.Row(Group, Text("A"), Text("Hạ tầng kỹ thuật").Span(5))
	p.Row(Body, Int(1), Text("=SUM(A1:A9)"), Decimal("4.90", 2), Share(big.NewRat(9814, 10000), 2), Day(text.Date{Year: 2026, Month: 4, Day: 3}), Bool(true))
	p.Row(Body, Int(2), Text("Tỷ lệ máy tính\ntrên cán bộ"), Decimal("1234.567", -1), Empty(), Day(text.Date{}), Bool(false).Center())
	n := p.Row(Total, Empty(), Text("Cộng").Strong().Right(), Decimal("1000000", 0))
	p.Choices(Range{Address{6, 6}, Address{7, 6}}, "Có", "Không")
	p.Open(Range{Address{6, 3}, Address{n, 6}})
	p.Line(Note, "Ghi chú: số liệu mô phỏng.")
	q := w.Page("Mã", Layout{Hidden: true, Portrait: true, Columns: []Column{{Width: 12}, {Hidden: true}}})
	q.Row(Body, Text("version"), Text("1"))
	w.Page("Trống", Layout{})
	return w
}

func written(t testing.TB, w *Workbook) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := w.WriteXLSX(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestXLSXBytesAreTheSameEveryTime(t *testing.T) {
	first := written(t, annex())
	for range 5 { // maps are walked in another order each time
		if !bytes.Equal(first, written(t, annex())) {
			t.Fatal("equal pages gave different bytes")
		}
	}
}

// TestXLSXAsExcelizeSeesIt reads what was written with another reader.
func TestXLSXAsExcelizeSeesIt(t *testing.T) {
	f, err := excelize.OpenReader(bytes.NewReader(written(t, annex())))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	const s = "Chỉ tiêu"
	for cell, want := range map[string]string{
		"B6": "=SUM(A1:A9)", "C6": "4.90", "D6": "98.14%", "E6": "03/04/2026", "F6": "TRUE",
		"C7": "1234.567", "C8": "1,000,000", "B7": "Tỷ lệ máy tính\ntrên cán bộ",
	} {
		if got, err := f.GetCellValue(s, cell); err != nil || got != want {
			t.Errorf("%s: %q (%v), want %q", cell, got, err, want)
		}
		if formula, _ := f.GetCellFormula(s, cell); formula != "" {
			t.Errorf("%s became the formula %q", cell, formula)
		}
	}
	if v, _ := f.GetSheetVisible("Mã"); v {
		t.Error("hidden page is shown")
	}
	merged, _ := f.GetMergeCells(s)
	var areas []string
	for _, m := range merged {
		areas = append(areas, m.GetStartAxis()+":"+m.GetEndAxis())
	}
	if got := strings.Join(areas, " "); got != "A1:F1 A2:F2 A9:F9 B5:F5" {
		t.Errorf("merged: %s", got)
	}
	panes, _ := f.GetPanes(s)
	if !panes.Freeze || panes.YSplit != 4 || panes.XSplit != 2 {
		t.Errorf("panes: %+v", panes)
	}
	paper, _ := f.GetPageLayout(s)
	if *paper.Size != 9 || *paper.Orientation != "landscape" || *paper.FitToWidth != 1 {
		t.Errorf("paper: %+v", paper)
	}
	names := f.GetDefinedName()
	if len(names) != 1 || names[0].RefersTo != "'Chỉ tiêu'!$4:$4" {
		t.Errorf("print titles: %+v", names)
	}
	props, _ := f.GetDocProps()
	if props.Created != "2018-01-18T00:00:00Z" || props.Title != "Phụ lục I" {
		t.Errorf("properties: %+v", props)
	}
	rules, _ := f.GetDataValidations(s)
	if len(rules) != 1 || rules[0].Sqref != "F6:F7" {
		t.Errorf("choices: %+v", rules)
	}
}

// What stands right of the printed columns is for the program: it is not on
// paper, and titles do not stand above it.
func TestOnlyTheFirstColumnsArePrinted(t *testing.T) {
	w := New(Meta{})
	p := w.Page("In", Layout{PrintCols: 2})
	p.Line(Title, "PHỤ LỤC")
	p.Row(Head, Text("STT"), Text("Tên"), Text("Mã"))
	p.Row(Body, Int(1), Text("x"), Text("a"))
	f, err := excelize.OpenReader(bytes.NewReader(written(t, w)))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	area := ""
	for _, n := range f.GetDefinedName() {
		if n.Name == "_xlnm.Print_Area" {
			area = n.RefersTo
		}
	}
	merged, _ := f.GetMergeCells("In")
	if area != "'In'!$A$1:$B$3" || len(merged) != 1 || merged[0].GetEndAxis() != "B1" {
		t.Errorf("printed: %q, merged: %v", area, merged)
	}
}

// Rows are as high as their texts when the file is opened, and grow when a
// person types more; those with merged cells keep the height they were given.
func TestRowsAreAsHighAsTheirTexts(t *testing.T) {
	w := New(Meta{})
	p := w.Page("Cao", Layout{Columns: []Column{{Width: 20}, {Width: 20}}})
	p.Line(Note, strings.Repeat("ghi chú ", 12))
	p.Row(Body, Text("ngắn"), Text("x"))
	p.Row(Body, Text(strings.Repeat("tỷ lệ ", 12)), Text("x"))
	p.Row(Body, Text("a\nb\nc"), Text("x"))
	data := written(t, w)
	sheet1 := string(member(t, data, "xl/worksheets/sheet1.xml"))
	for row, want := range map[string]string{"1": `<row r="1" ht="47.25" customHeight="1">`, "2": `<row r="2">`, "3": `<row r="3" ht="63">`, "4": `<row r="4" ht="47.25">`} {
		if !strings.Contains(sheet1, want) {
			t.Errorf("row %s is not %s:\n%s", row, want, sheet1)
		}
	}
	for s, want := range map[string]int{"": 1, "a": 1, "aaaa aaaa": 1, "aaaa aaaa a": 2, strings.Repeat("a", 31): 4, "aaaaaaaaaa b": 2} {
		if got := wrapped(s, 10); got != want {
			t.Errorf("%q takes %d lines of 10, want %d", s, got, want)
		}
	}
}

func member(t testing.TB, data []byte, name string) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestSheetNamesAreMadeFit(t *testing.T) {
	w := New(Meta{})
	long := strings.Repeat("Đ", 40)
	if got := w.Page("a/b:c", Layout{}).Name(); got != "a-b-c" {
		t.Errorf("forbidden signs: %q", got)
	}
	if got := w.Page(long, Layout{}).Name(); got != strings.Repeat("Đ", 31) {
		t.Errorf("long name: %q", got)
	}
	if got := w.Page(long, Layout{}).Name(); got != strings.Repeat("Đ", 27)+" (2)" {
		t.Errorf("second of the name: %q", got)
	}
	if got := w.Page(" ", Layout{}).Name(); got != "Sheet4" {
		t.Errorf("blank name: %q", got)
	}
}

func TestTooLongTextIsRefused(t *testing.T) {
	w := New(Meta{})
	w.Page("P", Layout{}).Row(Body, Text("x"), Text(strings.Repeat("á", 32_768)))
	err := w.WriteXLSX(new(bytes.Buffer))
	if err == nil || !strings.Contains(err.Error(), "P!B1: limit sheet.cell.long") {
		t.Errorf("got %v", err)
	}
}

func TestCSVGolden(t *testing.T) {
	var b bytes.Buffer
	p := annex().pages[0]
	if err := p.WriteCSV(&b, CSV{Separator: ';', Decimal: text.CommaDecimal, BOM: true}); err != nil {
		t.Fatal(err)
	}
	want := "\uFEFFSTT;Chỉ tiêu;Điểm tối đa;Tỷ lệ;Ngày;Có\r\n" +
		"A;Hạ tầng kỹ thuật;;;;\r\n" +
		"1;'=SUM(A1:A9);\"4,9\";\"98,14%\";03/04/2026;true\r\n" +
		"2;\"Tỷ lệ máy tính\ntrên cán bộ\";\"1234,5670\";;;false\r\n" +
		";Cộng;1000000;;;\r\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestExactNumbersAreNotGuarded: a program that reads "'-13/35" has no number.
func TestExactNumbersAreNotGuarded(t *testing.T) {
	p := New(Meta{}).Page("x", Layout{})
	p.Row(Body, Exact("-13/35"), Exact("-0.5"), Exact("805/33"), Exact("-1+cmd|x"), Exact("=1"), Text("-1"))
	var b bytes.Buffer
	if err := p.WriteCSV(&b, CSV{}); err != nil {
		t.Fatal(err)
	}
	if want := "-13/35,-0.5,805/33,'-1+cmd|x,'=1,'-1\r\n"; b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
}

func TestGuardAndUnguardAreInverse(t *testing.T) {
	for _, s := range []string{"", "x", "'", "''", "'x", "=1", "'=1", "''=1", "+", "-5", "@a", "\tx", "\rx", "\nx", "＝1", "－1", "x=1", " =1"} {
		g := guard(s)
		if dangerous(g) {
			t.Errorf("%q is still dangerous as %q", s, g)
		}
		if back, _ := unguard(g); back != s {
			t.Errorf("%q came back as %q", s, back)
		}
	}
}
