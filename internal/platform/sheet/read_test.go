package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func mustRead(t testing.TB, name string, data []byte, o Options) *Book {
	t.Helper()
	book, err := ReadBytes(name, data, o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return book
}

// keyOf returns the key of the first fault in err.
func keyOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return fmt.Sprint(err)
}

func TestWhatWasWrittenIsReadBack(t *testing.T) {
	book := mustRead(t, "phụ lục.xlsx", written(t, annex()), Options{})
	if len(book.Sheets) != 3 || book.Sheets[0].Name != "Chỉ tiêu" || !book.Sheets[1].Hidden {
		t.Fatalf("sheets: %+v", book.Sheets)
	}
	s := book.Sheet("  CHỈ TIÊU ")
	if s == nil {
		t.Fatal("sheet not found by a folded name")
	}
	for at, want := range map[Address]Cell{
		{6, 1}: {Type: NumberCell, Value: "1"},
		{6, 2}: {Type: TextCell, Value: "=SUM(A1:A9)"},
		{6, 3}: {Type: NumberCell, Value: "4.9"},
		{6, 4}: {Type: NumberCell, Value: "0.9814", Marks: AsPercent},
		{6, 5}: {Type: DateCell, Value: "2026-04-03"},
		{6, 6}: {Type: BoolCell, Value: "true"},
		{7, 3}: {Type: NumberCell, Value: "1234.567"},
		{7, 4}: {},
		{8, 3}: {Type: NumberCell, Value: "1000000"},
		{1, 1}: {Type: TextCell, Value: "PHỤ LỤC I\nBỘ TIÊU CHÍ ĐÁNH GIÁ MỨC ĐỘ SẴN SÀNG ỨNG DỤNG CÔNG NGHỆ THÔNG TIN", Marks: Merged},
	} {
		got := s.Cell(at.Row, at.Col)
		if got.Type != want.Type || got.Value != want.Value || got.Marks != want.Marks || got.Fault != nil {
			t.Errorf("%v: %+v, want %+v", at, got, want)
		}
	}
	share, err := s.Cell(6, 4).Number(text.AskDecimal)
	if err != nil || share.Text != "98.14" || share.Unit != text.Percent {
		t.Errorf("share: %+v %v", share, err)
	}
	if blank, err := s.Cell(7, 4).Number(text.AskDecimal); err != nil || !blank.Blank() {
		t.Errorf("a blank cell is a number: %+v %v", blank, err)
	}
	if anchor := s.Anchor(1, 5); anchor.Address != (Address{1, 1}) {
		t.Errorf("anchor of E1: %v", anchor.Address)
	}
	if got := s.Cell(6, 5).Place().String(); got != "phụ lục.xlsx Chỉ tiêu!E6" {
		t.Errorf("place: %q", got)
	}
	if len(s.Merged) != 4 {
		t.Errorf("merged: %v", s.Merged)
	}
	if rows, cols := s.Size(); rows != 9 || cols != 6 {
		t.Errorf("size %d × %d", rows, cols)
	}
}

// dangerousTexts are what OWASP lists, and what files are known to lose.
var dangerousTexts = []string{
	"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", "＋1", "－1", "＠x", "'=1", "''", "'",
	"=cmd|' /C calc'!A0", "1.234", "97,5", "007", "TRUE", "#REF!", "03/04/2026", "a\r\nb", "a\rb", "a\nb",
	" đầu và cuối ", "a,b;c\td", `"nháy"`, `a"b`, "_x000D_", "_x0041_", "_x", "&lt;<>&\"'", "Tiếng Việt: ẵ ộ ữ đ Đ", "😀",
	"1E5", "sep=;", strings.Repeat("á", 32_767),
}

func TestTextStaysTextBothWays(t *testing.T) {
	w := New(Meta{})
	p := w.Page("P", Layout{})
	p.Row(Head, Text("a"), Text("b"))
	for _, s := range dangerousTexts {
		p.Row(Body, Text(s), Text("x"))
	}
	check := func(name string, data []byte, o Options) {
		t.Helper()
		book := mustRead(t, name, data, o)
		for i, want := range dangerousTexts {
			c := book.Sheets[0].Cell(i+2, 1)
			if c.Type != TextCell || c.Value != text.NFC(want) || c.Formula != "" || c.Fault != nil {
				t.Errorf("%s: %q came back as %q (type %d, formula %q)", name, text.Clip(want, 40), text.Clip(c.Value, 40), c.Type, c.Formula)
			}
		}
	}
	check("p.xlsx", written(t, w), Options{})
	for _, how := range []CSV{{}, {Separator: ';', BOM: true}, {Separator: '\t'}} {
		var b bytes.Buffer
		if err := p.WriteCSV(&b, how); err != nil {
			t.Fatal(err)
		}
		check("p.csv", b.Bytes(), Options{})
		for _, line := range strings.Split(b.String(), "\r\n") {
			if dangerous(strings.TrimPrefix(line, `"`)) {
				t.Errorf("a live formula in CSV: %q", line)
			}
		}
	}
}

// TestCSVRoundTripOfRandomTexts is a property over signs that matter to CSV.
func TestCSVRoundTripOfRandomTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	const alphabet = "a,;\t\"\r\n'=+ ệđ"
	runes := []rune(alphabet)
	for round := range 300 {
		var want [][]string
		p := New(Meta{}).Page("P", Layout{})
		for range 1 + rng.IntN(5) {
			cells, outs := make([]string, 3), make([]Out, 3)
			for i := range cells {
				for range rng.IntN(5) {
					cells[i] += string(runes[rng.IntN(len(runes))])
				}
				outs[i] = Text(cells[i])
			}
			want = append(want, cells)
			p.Row(Body, outs...)
		}
		var b bytes.Buffer
		if err := p.WriteCSV(&b, CSV{}); err != nil {
			t.Fatal(err)
		}
		book := mustRead(t, "r.csv", b.Bytes(), Options{Separator: ','})
		for i, cells := range want {
			for j, s := range cells {
				if got := book.Sheets[0].Cell(i+1, j+1).Value; got != s {
					t.Fatalf("round %d: %q came back as %q in %q", round, s, got, b.String())
				}
			}
		}
	}
}

func TestCSVPeopleSend(t *testing.T) {
	for _, c := range []struct {
		name, in  string
		separator rune
		want      [][]string
		lines     []int
	}{
		{"comma", "a,b\n1,2\n", ',', [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		{"semicolon with decimal commas", "Cơ quan;Điểm\nSở Y tế;97,5\nSở Tư pháp;90\n", ';', [][]string{{"Cơ quan", "Điểm"}, {"Sở Y tế", "97,5"}, {"Sở Tư pháp", "90"}}, []int{1, 2, 3}},
		{"tab", "a\tb\n1,5\t2\n", '\t', [][]string{{"a", "b"}, {"1,5", "2"}}, []int{1, 2}},
		{"sep line", "sep=;\r\na;b,c\r\n1;2,3\r\n", ';', [][]string{{"a", "b,c"}, {"1", "2,3"}}, []int{2, 3}},
		{"BOM and CRLF", "\uFEFFa,b\r\n1,2", ',', [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		{"line break in quotes", "a,b\n\"x\ny\",2\nz,3\n", ',', [][]string{{"a", "b"}, {"x\ny", "2"}, {"z", "3"}}, []int{1, 2, 4}},
		{"old Mac line ends", "a,b\r1,2\r", ',', [][]string{{"a", "b"}, {"1", "2"}}, []int{1, 2}},
		{"blank lines", "a,b\n\n1,2\n\n\n3,4\n", ',', [][]string{{"a", "b"}, {"1", "2"}, {"3", "4"}}, []int{1, 3, 6}},
		{"one column", "tên\nSở Y tế\n", ',', [][]string{{"tên"}, {"Sở Y tế"}}, []int{1, 2}},
		{"title above", "BẢNG ĐIỂM\na;b\n1;2\n", ';', [][]string{{"BẢNG ĐIỂM"}, {"a", "b"}, {"1", "2"}}, []int{1, 2, 3}},
		{"NFD", "Tho\u031b\u0300i,b\n1,2", ',', [][]string{{"Thời", "b"}, {"1", "2"}}, []int{1, 2}},
	} {
		book := mustRead(t, "t.csv", []byte(c.in), Options{})
		if book.Separator != c.separator {
			t.Errorf("%s: separator %q, want %q", c.name, book.Separator, c.separator)
		}
		rows := book.Sheets[0].Rows
		if len(rows) != len(c.want) {
			t.Errorf("%s: %d rows, want %d", c.name, len(rows), len(c.want))
			continue
		}
		for i, r := range rows {
			var got []string
			for _, cell := range r.Cells {
				got = append(got, cell.Value)
			}
			if !slices.Equal(got, c.want[i]) || r.Line != c.lines[i] {
				t.Errorf("%s: line %d %q, want line %d %q", c.name, r.Line, got, c.lines[i], c.want[i])
			}
		}
	}
}

func TestCSVRefusedOrAsked(t *testing.T) {
	for _, c := range []struct{ name, in, key, at string }{
		{"decimal comma cuts a field", "Cơ quan,Điểm\nSở Y tế,97,5\nSở Tư pháp,90\nSở Nội vụ,1,2,3\n", "sheet.csv.ragged", "f.csv:2:3"},
		{"two separators fit", "a,b;c\n1,2;3\n", "sheet.csv.separator", "f.csv"},
		{"stray quote", "a,b\nx\"y,2\n", "sheet.csv.quote", "f.csv:2:1"},
		{"open quote", "a,b\n1,\"2\n3,4\n", "sheet.csv.open", "f.csv:2:2"},
		{"binary", "a,b\x00\n", "text.encoding.binary", "f.csv"},
		{"blank file", "", "sheet.file.empty", "f.csv"},
		{"HTML", "<html><table><tr><td>1</td></tr></table></html>", "sheet.file.markup", "f.csv"},
		{"PDF", "%PDF-1.7\n", "sheet.file.document", "f.csv"},
	} {
		_, err := ReadBytes("f.csv", []byte(c.in), Options{})
		if keyOf(err) != c.key {
			t.Errorf("%s: %v, want %s", c.name, err, c.key)
			continue
		}
		var f *fault.Fault
		if errors.As(err, &f); f.At.String() != c.at {
			t.Errorf("%s: at %q, want %q", c.name, f.At, c.at)
		}
	}
	_, err := ReadBytes("f.csv", []byte("a,b\nx,9,5\ny,1\nz,8,5\n"), Options{})
	var list fault.List
	if !errors.As(err, &list) || len(list) != 2 {
		t.Errorf("all ragged lines must be told in one pass: %v", err)
	}
}

func TestCSVInLegacyEncodings(t *testing.T) {
	// "Cơ quan;Điểm / Sở Giáo dục và Đào tạo;97,5" in each encoding.
	for name, in := range map[text.Encoding]string{
		text.TCVN3:  "C\xac quan;\xa7i\xd3m\nS\xeb Gi\xb8o d\xf4c v\xb5 \xa7\xb5o t\xb9o;97,5\n",
		text.VNI:    "C\xf4 quan;\xd1ie\xe5m\nS\xf4\xfb Gia\xf9o du\xefc va\xf8 \xd1a\xf8o ta\xefo;97,5\n",
		text.CP1258: "C\xf5 quan;\xd0i\xea\xd2m\nS\xf5\xd2 Gi\xe1o du\xf2c v\xe0 \xd0\xe0o ta\xf2o;97,5\n",
		text.VIQR:   "Co+ quan;DDie^?m\nSo+? Gia'o du.c va` DDa`o ta.o;97,5\n",
	} {
		book := mustRead(t, "l.csv", []byte(in), Options{})
		if book.Encoding != name {
			t.Errorf("%s recognised as %s", name, book.Encoding)
		}
		if got := book.Sheets[0].Cell(2, 1).Value; got != "Sở Giáo dục và Đào tạo" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// patched saves a workbook by excelize after changing it.
func patched(t testing.TB, change func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	change(f)
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbookPeopleSend(t *testing.T) {
	data := patched(t, func(f *excelize.File) {
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(f.SetCellFormula("Sheet1", "A1", "1+1")) // never computed
		must(f.SetCellValue("Sheet1", "A2", 42))
		must(f.SetCellValue("Sheet1", "B2", "97,5"))
		must(f.SetCellValue("Sheet1", "C2", 0.1+0.2))
		must(f.SetCellValue("Sheet1", "D2", "Đa\u0323i"))
		must(f.SetRowVisible("Sheet1", 2, false))
		must(f.SetColVisible("Sheet1", "C", false))
		must(f.SetCellValue("Sheet1", "A4", "gộp"))
		must(f.SetCellValue("Sheet1", "B5", "bị che"))
		must(f.MergeCell("Sheet1", "A4", "B5"))
		// excelize blanks what a merge covers; put it back as other programs leave it
		must(f.SetCellValue("Sheet1", "E5", "ngoài"))
		_, err := f.NewSheet("Ẩn")
		must(err)
		must(f.SetCellValue("Ẩn", "A1", "x"))
		must(f.SetSheetVisible("Ẩn", false, true))
	})
	book := mustRead(t, "s.xlsx", data, Options{})
	s := book.Sheets[0]
	if _, err := s.Cell(1, 1).Number(text.AskDecimal); keyOf(err) != "sheet.formula.uncached" {
		t.Errorf("a formula without value: %v", err)
	}
	if s.Cell(1, 1).Blank() {
		t.Error("a formula without value counts as blank")
	}
	if c := s.Cell(2, 3); c.Value != "0.3" || !c.Has(HiddenRow) || !c.Has(HiddenColumn) {
		t.Errorf("C2: %+v", c)
	}
	if c := s.Cell(2, 2); !c.Has(NumberAsText) {
		t.Errorf("B2 is not marked: %+v", c)
	}
	if c := s.Cell(2, 4); c.Value != "Đại" || c.Has(NumberAsText) {
		t.Errorf("D2: %+v", c)
	}
	if !book.Sheets[1].Hidden || !book.Sheets[1].Cell(1, 1).Has(HiddenSheet) {
		t.Error("very hidden sheet not marked")
	}
	keys := map[string]int{}
	for _, n := range book.Notes {
		keys[n.Key]++
		if !n.Warning || n.At.File != "s.xlsx" {
			t.Errorf("note %v", n)
		}
	}
	for _, want := range []string{"sheet.row.hidden", "sheet.column.hidden", "sheet.sheet.hidden", "sheet.cell.merged"} {
		if keys[want] != 1 {
			t.Errorf("%s noted %d times: %v", want, keys[want], keys)
		}
	}
}

func TestReadFileNamesWhatIsMissing(t *testing.T) {
	_, err := ReadFile(filepath.Join(t.TempDir(), "không có.xlsx"), Options{})
	if fault.KindOf(err) != fault.Missing || keyOf(err) != "sheet.file.missing" {
		t.Errorf("got %v", err)
	}
	name := filepath.Join(t.TempDir(), "có.csv")
	if err := os.WriteFile(name, []byte("a,b\n1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	book, err := ReadFile(name, Options{})
	if err != nil || book.Name != "có.csv" || book.Format != CSVFile {
		t.Errorf("%v %+v", err, book)
	}
	if _, err := ReadFile(t.TempDir(), Options{}); err == nil {
		t.Error("a folder was read")
	}
}
