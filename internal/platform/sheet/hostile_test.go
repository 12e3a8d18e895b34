package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

const sheetPath = "xl/worksheets/sheet1.xml"

// parts of a workbook of one sheet, as small as Excel takes it.
func parts(sheetXML string) map[string]string {
	return map[string]string{
		"[Content_Types].xml":        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		sheetPath:                    sheetXML,
	}
}

// rows puts rows into a sheet.
func rows(inner string) string { return "<worksheet><sheetData>" + inner + "</sheetData></worksheet>" }

func zipped(t testing.TB, members map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, content := range members {
		m, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.WriteString(m, content); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func with(members map[string]string, name, content string) map[string]string {
	members[name] = content
	return members
}

func TestTheSmallWorkbookIsRead(t *testing.T) {
	book := mustRead(t, "s.xlsx", zipped(t, parts(rows(`<row r="2"><c r="B2" t="inlineStr"><is><t>Đ</t></is></c></row>`))), Options{})
	if got := book.Sheets[0].Cell(2, 2).Value; got != "Đ" {
		t.Fatalf("%q", got)
	}
}

// bomb is a workbook whose sheet inflates to size bytes of nothing.
func bomb(t testing.TB, size int64) []byte {
	return zipped(t, parts("<worksheet><sheetData>"+strings.Repeat(" ", int(size))+"</sheetData></worksheet>"))
}

// declare overwrites the sizes that the directory and the headers declare.
func declare(t testing.TB, data []byte, size uint32) []byte {
	t.Helper()
	data = bytes.Clone(data)
	at := bytes.LastIndex(data, []byte(sheetPath))
	head := bytes.LastIndex(data[:at], []byte("PK\x01\x02"))
	if head < 0 {
		t.Fatal("no directory")
	}
	binary.LittleEndian.PutUint32(data[head+24:], size)
	return data
}

// The bounds are those of the plan for reliability: 64 MiB, 100:1, 2,000
// members; refused by the directory before anything is inflated.
func TestBombsAreRefused(t *testing.T) {
	members := func(n int) map[string]string {
		m := parts(rows(""))
		for i := range n {
			m[fmt.Sprintf("x/%d", i)] = ""
		}
		return m
	}
	random := make([]byte, 5<<20)
	for i, x := 0, uint32(1); i < len(random); i++ { // does not shrink
		x = x*1664525 + 1013904223
		random[i] = byte(x >> 24)
	}
	large := bomb(t, Form.UnzippedBytes)
	small := Form
	small.FileBytes = 1 << 20
	for name, c := range map[string]struct {
		data []byte
		o    Options
		want string
	}{
		"a sheet of 64 MiB and more":       {large, Options{}, "sheet.file.unzipped"},
		"a thousand to one":                {bomb(t, 8<<20), Options{}, "sheet.file.ratio"},
		"a directory that promises little": {declare(t, large, 1000), Options{}, "sheet.file.broken"},
		"2,001 members":                    {zipped(t, members(2_001)), Options{}, "sheet.file.entries"},
		"a large file":                     {append([]byte("PK\x03\x04"), random...), Options{Limits: small}, "sheet.file.large"},
		"a zip within":                     {zipped(t, map[string]string{"a.xlsx": "PK\x03\x04"}), Options{}, "sheet.file.document"},
		"two members of one name":          {twice(t), Options{}, "sheet.file.broken"},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadBytes("bom.xlsx", c.data, c.o)
		runtime.ReadMemStats(&after)
		var f *fault.Fault
		if !errors.As(err, &f) || f.Key != c.want || f.At.File != "bom.xlsx" {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
		if got := after.TotalAlloc - before.TotalAlloc; got > 20<<20 {
			t.Errorf("%s: %d MiB taken before it was refused", name, got>>20)
		}
	}
}

func twice(t testing.TB) []byte {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"xl/workbook.xml", "XL/Workbook.xml"} {
		if _, err := w.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestFloodsOfRowsAndColumns(t *testing.T) {
	cell := `<c t="n"><v>1</v></c>`
	many := func(n int, s string) string { return strings.Repeat(s, n) }
	long := `<c t="inlineStr"><is><t>` + many(32_768, "á") + `</t></is></c>`
	for name, c := range map[string]struct{ sheet, want, at string }{
		"20,001 rows":              {rows(many(20_001, "<row>"+cell+"</row>")), "sheet.sheet.rows", "f.xlsx S!20001"},
		"a row far down":           {rows(`<row r="1048576">` + cell + `</row>`), "sheet.sheet.rows", "f.xlsx S!A1048576"},
		"20,001 rows of nothing":   {rows(many(20_001, "<row/>")), "sheet.sheet.rows", "f.xlsx S!20001"},
		"201 columns":              {rows("<row>" + many(201, cell) + "</row>"), "sheet.sheet.columns", "f.xlsx S!GS1"},
		"a cell at XFD1":           {rows(`<row r="1"><c r="XFD1"><v>1</v></c></row>`), "sheet.sheet.columns", "f.xlsx S!XFD1"},
		"merged areas by the many": {"<worksheet><sheetData/><mergeCells>" + mergedPairs(10_001) + "</mergeCells></worksheet>", "sheet.sheet.merged", "f.xlsx S"},
	} {
		_, err := ReadBytes("f.xlsx", zipped(t, parts(c.sheet)), Options{})
		var f *fault.Fault
		if !errors.As(err, &f) || f.Key != c.want || f.Kind != fault.Limit || f.At.String() != c.at {
			t.Errorf("%s: %v, want %s at %s", name, err, c.want, c.at)
		}
	}
	book := mustRead(t, "f.xlsx", zipped(t, parts(rows("<row>"+cell+long+cell+"</row>"))), Options{})
	if c := book.Sheets[0].Cell(1, 2); keyOf(c.Fault) != "sheet.cell.long" || book.Sheets[0].Cell(1, 3).Value != "1" {
		t.Errorf("a cell of 32,768 characters: %v", c.Fault)
	}
	seen := 0
	_, err := Stream("f.xlsx", bytes.NewReader(zipped(t, parts(rows(many(30_000, "<row>"+cell+"</row>"))))), 1<<16, Options{}, func(*Sheet, *Row) error { seen++; return nil })
	if err == nil && seen != 30_000 {
		t.Errorf("%d rows of 30,000", seen)
	}
	var csv strings.Builder
	for range 20_001 {
		csv.WriteString("1,2\n")
	}
	if _, err := ReadBytes("f.csv", []byte(csv.String()), Options{}); keyOf(err) != "sheet.sheet.rows" {
		t.Errorf("CSV of 20,001 rows: %v", err)
	}
	if _, err := ReadBytes("f.csv", []byte(many(201, "1,")+"1\n"), Options{}); keyOf(err) != "sheet.sheet.columns" {
		t.Errorf("CSV of 202 columns: %v", err)
	}
}

func mergedPairs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, `<mergeCell ref="A%d:B%d"/>`, i+1, i+1)
	}
	return b.String()
}

func TestKindsOfFileThatAreRefused(t *testing.T) {
	ole := append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 600)...)
	locked := append(bytes.Clone(ole), "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...)
	for name, c := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"macros inside":             {"a.xlsx", zipped(t, with(parts(rows("")), "xl/vbaProject.bin", "x")), "sheet.file.macro"},
		"macros by name":            {"a.xlsm", zipped(t, parts(rows(""))), "sheet.file.macro"},
		"an old workbook":           {"a.xls", ole, "sheet.file.old"},
		"a locked workbook":         {"a.xlsx", locked, "sheet.file.password"},
		"a binary workbook":         {"a.xlsb", zipped(t, map[string]string{"xl/workbook.bin": "x"}), "sheet.file.binary"},
		"an open document":          {"a.ods", zipped(t, map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}), "sheet.file.openDocument"},
		"a letter":                  {"a.xlsx", zipped(t, map[string]string{"word/document.xml": "<x/>"}), "sheet.file.document"},
		"half a zip":                {"a.xlsx", zipped(t, parts(rows("")))[:200], "sheet.file.broken"},
		"XML that is not":           {"a.xlsx", zipped(t, parts("<worksheet><sheetData>")), "sheet.file.broken"},
		"entities":                  {"a.xlsx", zipped(t, parts(`<!DOCTYPE w [<!ENTITY a "x"><!ENTITY b "&a;&a;&a;">]>`+rows(`<row><c t="inlineStr"><is><t>&b;</t></is></c></row>`))), "sheet.file.broken"},
		"a file from outside":       {"a.xlsx", zipped(t, parts(`<!DOCTYPE w [<!ENTITY a SYSTEM "file:///etc/passwd">]>`+rows(`<row><c t="inlineStr"><is><t>&a;</t></is></c></row>`))), "sheet.file.broken"},
		"a sheet that is not there": {"a.xlsx", zipped(t, with(parts(""), "xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/none.xml"/></Relationships>`)), "sheet.file.broken"},
		"cells out of order":        {"a.xlsx", zipped(t, parts(rows(`<row r="2"><c r="B2"><v>1</v></c><c r="A2"><v>1</v></c></row>`))), "sheet.file.broken"},
		"rows out of order":         {"a.xlsx", zipped(t, parts(rows(`<row r="2"/><row r="1"/>`))), "sheet.file.broken"},
		"a cell in another row":     {"a.xlsx", zipped(t, parts(rows(`<row r="2"><c r="A3"><v>1</v></c></row>`))), "sheet.file.broken"},
		"areas that overlap":        {"a.xlsx", zipped(t, parts(`<worksheet><sheetData/><mergeCells><mergeCell ref="A1:B2"/><mergeCell ref="B2:C3"/></mergeCells></worksheet>`)), "sheet.file.broken"},
	} {
		_, err := ReadBytes(c.file, c.data, Options{})
		var f *fault.Fault
		if !errors.As(err, &f) || f.Key != c.want || f.At.File != c.file {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

// What a cell holds beside plain numbers and text: told at its address.
func TestCellsThatAreToldWithTheirAddress(t *testing.T) {
	for name, c := range map[string]struct {
		cell  string
		fault string // of the cell
		note  string // of the book
		value string
	}{
		"an error":                     {`<c r="B2" t="e"><v>#REF!</v></c>`, "sheet.cell.error", "", "#REF!"},
		"an error of a formula":        {`<c r="B2" t="e"><f>1/0</f><v>#DIV/0!</v></c>`, "sheet.cell.error", "", "#DIV/0!"},
		"a formula with its value":     {`<c r="B2"><f>1+1</f><v>2</v></c>`, "", "sheet.formula.cached", "2"},
		"a formula without":            {`<c r="B2"><f>1+1</f></c>`, "sheet.formula.uncached", "", ""},
		"a formula with a blank value": {`<c r="B2"><f>1+1</f><v></v></c>`, "sheet.formula.uncached", "", ""},
		"a formula of empty text":      {`<c r="B2" t="str"><f>""</f><v></v></c>`, "", "sheet.formula.cached", ""},
		"a formula of another file":    {`<c r="B2"><f>[1]S!A1</f><v>5</v></c>`, "", "sheet.formula.linked", "5"},
		"a shared formula":             {`<c r="B2"><f t="shared" si="0"/><v>7</v></c>`, "", "sheet.formula.cached", "7"},
		"a number that is none":        {`<c r="B2"><v>1,5</v></c>`, "text.number.invalid", "", ""},
		"a number out of range":        {`<c r="B2"><v>1E999</v></c>`, "text.number.invalid", "", ""},
		"NaN":                          {`<c r="B2"><v>NaN</v></c>`, "text.number.invalid", "", ""},
		"an unknown type":              {`<c r="B2" t="q"><v>1</v></c>`, "sheet.file.broken", "", ""},
		"a string that is not there":   {`<c r="B2" t="s"><v>9</v></c>`, "sheet.file.broken", "", ""},
		"a date in ISO":                {`<c r="B2" t="d"><v>2026-04-03</v></c>`, "", "", "2026-04-03"},
		"a date with a time":           {`<c r="B2" t="d"><v>2026-04-03T10:30:00</v></c>`, "", "sheet.date.time", "2026-04-03"},
		"a day that is not":            {`<c r="B2" t="d"><v>2026-02-31</v></c>`, "text.date.invalid", "", ""},
		"more digits than it keeps":    {`<c r="B2"><v>0.30000000000000004</v></c>`, "", "", "0.3"},
		"minus zero":                   {`<c r="B2"><v>-0</v></c>`, "", "", "0"},
		"an exponent":                  {`<c r="B2"><v>1.5E-3</v></c>`, "", "", "0.0015"},
		"an escape":                    {`<c r="B2" t="inlineStr"><is><t>a_x000D_b_x005F_x</t></is></c>`, "", "", "a\rb_x"},
		"rich text":                    {`<c r="B2" t="inlineStr"><is><r><t>Sở </t></r><r><t>Y tế</t></r></is></c>`, "", "", "Sở Y tế"},
		"direction turned round":       {"<c r=\"B2\" t=\"inlineStr\"><is><t>Sở \u202ex\u202c</t></is></c>", "sheet.cell.turned", "", ""},
		"a sign of no width":           {"<c r=\"B2\" t=\"inlineStr\"><is><t>Sở\u200b Y tế</t></is></c>", "", "sheet.cell.unseen", "Sở\u200b Y tế"},
		"true":                         {`<c r="B2" t="b"><v>1</v></c>`, "", "", "true"},
	} {
		book := mustRead(t, "f.xlsx", zipped(t, parts(rows(`<row r="2">`+c.cell+`</row>`))), Options{})
		got := book.Sheets[0].Cell(2, 2)
		key, note := "", ""
		if got.Fault != nil {
			key = got.Fault.Key
			if got.Fault.At.String() != "f.xlsx S!B2" {
				t.Errorf("%s: at %s", name, got.Fault.At)
			}
			if _, err := got.Text(); err == nil || got.Blank() {
				t.Errorf("%s: the fault is forgotten", name)
			}
		}
		for _, n := range book.Notes {
			note = n.Key
			if !n.Warning || n.At.String() != "f.xlsx S!B2" {
				t.Errorf("%s: %v", name, n)
			}
		}
		if key != c.fault || note != c.note || got.Value != c.value {
			t.Errorf("%s: %q, fault %q, note %q; want %q, %q, %q", name, got.Value, key, note, c.value, c.fault, c.note)
		}
	}
}

func TestLinksToOtherFilesAreTold(t *testing.T) {
	members := with(parts(rows("")), "xl/externalLinks/externalLink1.xml", "<externalLink/>")
	members["xl/externalLinks/_rels/externalLink1.xml.rels"] = `<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" Target="file:///C:/bang.xlsx" TargetMode="External"/></Relationships>`
	members["xl/_rels/workbook.xml.rels"] = strings.Replace(members["xl/_rels/workbook.xml.rels"], "</Relationships>",
		`<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>`, 1)
	book := mustRead(t, "f.xlsx", zipped(t, members), Options{})
	if len(book.Notes) != 1 || book.Notes[0].Key != "sheet.file.linked" {
		t.Errorf("%v", book.Notes)
	}
}

// FuzzReadXLSX changes the parts of a workbook: faults, never a panic, and what
// is read keeps the promises of a cell.
func FuzzReadXLSX(f *testing.F) {
	f.Add(rows(`<row r="2"><c r="B2" t="inlineStr"><is><t>Đ</t></is></c><c r="C2"><f>1+1</f><v>2</v></c></row>`), "<sst><si><t>a</t></si></sst>", "<styleSheet/>")
	f.Add(rows(`<row><c t="s"><v>0</v></c><c s="1"><v>46115.5</v></c></row>`), "<sst><si><r><t>a</t></r></si></sst>", `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`)
	f.Add("<worksheet><cols><col min=\"1\" max=\"3\" hidden=\"1\"/></cols><sheetData><row hidden=\"1\"><c><v>1</v></c></row></sheetData><mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells></worksheet>", "", "")
	f.Fuzz(func(t *testing.T, sheetXML, sharedStrings, styles string) {
		members := parts(sheetXML)
		members["xl/_rels/workbook.xml.rels"] = strings.Replace(members["xl/_rels/workbook.xml.rels"], "</Relationships>",
			relationTo("sharedStrings")+relationTo("styles")+"</Relationships>", 1)
		members["xl/sharedStrings.xml"], members["xl/styles.xml"] = sharedStrings, styles
		book, err := ReadBytes("f.xlsx", zipped(t, members), Options{})
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Errorf("our own defect: %v", err)
			}
			return
		}
		for _, s := range book.Sheets {
			for _, r := range s.Rows {
				for _, c := range r.Cells {
					if !text.IsNFC(c.Value) && !strings.Contains(c.Value, "\uFFFD") || c.Row != r.Number {
						t.Errorf("%+v", c)
					}
					c.Number(text.AskDecimal)
					c.Date()
				}
			}
		}
	})
}

func FuzzReadCSV(f *testing.F) {
	for _, s := range []string{"a,b\n1,2\n", "a;b\n97,5;\"x\ny\"\n", "sep=;\r\na;b", "\xEF\xBB\xBFa\tb", "\"", "a,b\n'=1,2"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		book, err := ReadBytes("f.csv", data, Options{})
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Errorf("our own defect: %v", err)
			}
			return
		}
		for _, s := range book.Sheets {
			for _, r := range s.Rows {
				for _, c := range r.Cells {
					c.Number(text.AskDecimal)
					c.Date()
				}
			}
		}
	})
}

func relationTo(kind string) string {
	return `<Relationship Id="` + kind + `" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/` + kind + `" Target="` + kind + `.xml"/>`
}

func TestUnseenSignsInCSV(t *testing.T) {
	book := mustRead(t, "f.csv", []byte("a,b\nSở\u200b,1\n\u2066x,2\n"), Options{})
	s := book.Sheets[0]
	if !s.Cell(2, 1).Has(HasUnseen) || keyOf(s.Cell(3, 1).Fault) != "sheet.cell.turned" || s.Cell(3, 1).Fault.Found != "[U+2066]x" {
		t.Errorf("%+v %+v", s.Cell(2, 1), s.Cell(3, 1).Fault)
	}
	if len(book.Notes) != 1 || book.Notes[0].Key != "sheet.cell.unseen" || book.Notes[0].Found != "Sở[U+200B]" {
		t.Errorf("%v", book.Notes)
	}
}
