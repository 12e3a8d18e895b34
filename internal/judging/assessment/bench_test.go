package assessment

import (
	"bytes"
	"fmt"
	"io"
	"regexp"
	"runtime"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// wide is a framework of n counts, one a criterion.
func wide(n int) *scoring.Framework {
	f := &scoring.Framework{Code: "w", Root: &scoring.Node{Code: "T", Max: scoring.Int(int64(n))}}
	field := &scoring.Node{Code: "A", Name: scoring.Text{Vi: "Lĩnh vực"}, Max: scoring.Int(int64(n))}
	f.Root.Children = []*scoring.Node{field}
	for i := range n {
		code := fmt.Sprintf("i%d", i)
		f.Items = append(f.Items, scoring.Item{Code: code, Type: scoring.Count, Name: scoring.Text{Vi: "Số liệu " + code}, Unit: scoring.Text{Vi: "máy"}})
		field.Children = append(field.Children, &scoring.Node{Code: "A" + code, Max: scoring.Int(1), Rule: &scoring.Counted{Of: scoring.Of(code), Each: scoring.Int(1)}})
	}
	return f
}

func wideForm(items int) SheetForm {
	f := small()
	f.Framework = wide(items)
	f.Lines = SheetLines(f.Framework, nil)
	f.Values = map[string]SheetValue{}
	for i, it := range f.Framework.Items {
		f.Values[it.Code] = SheetValue{Value: scoring.GiveInt(int64(i)), Version: 1}
	}
	return f
}

func wideAll(agencies, items int) SheetAll {
	f := wide(items)
	a := SheetAll{Round: "r", Version: "v", Title: "Số liệu", Framework: f, Lines: SheetLines(f, nil), Lang: text.Vi}
	for i := range agencies {
		v := map[string]SheetValue{}
		for j := range items {
			v[f.Items[j].Code] = SheetValue{Value: scoring.GiveInt(int64(i*items + j)), Version: 1}
		}
		a.Agencies = append(a.Agencies, SheetAgency{Agency: fmt.Sprint("a", i), Name: fmt.Sprint("Xã số ", i), Group: "Xã", Values: v})
	}
	return a
}

func BenchmarkForm(b *testing.B) {
	f := wideForm(100)
	data := workbook(b, f)
	b.Run("write 100 items", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := WriteForm(io.Discard, f); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("read 100 items", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, _, err := ReadForm("f.xlsx", data, f, sheet.Options{}); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// filled is the workbook of blank answers with the answers of a typed in: each
// cell is a change.
func filled(b testing.TB, a SheetAll) (blank SheetAll, data []byte) {
	b.Helper()
	blank = a
	blank.Agencies = make([]SheetAgency, len(a.Agencies))
	states := make([]string, len(a.Agencies))
	for i, one := range a.Agencies {
		one.Values = nil
		blank.Agencies[i] = one
		s := rowState{lead: []uint64{mark64(fmt.Sprint(i + 1)), mark64(one.Name), mark64(one.Group)}, cells: make([]cellState, len(a.Framework.Items))}
		for j := range s.cells {
			s.cells[j].mark = blankMark
		}
		states[i] = s.text(one.Agency)
	}
	column := fault.ColumnName(allFirstItem + len(a.Framework.Items) + 1)
	cell := regexp.MustCompile(`(<c r="` + column + `\d+"[^>]*>)<is><t[^>]*>[^<]*</t></is>`)
	data = altered(b, allWorkbook(b, a), "xl/worksheets/sheet2.xml", func(old string) string {
		row := -1
		return cell.ReplaceAllStringFunc(old, func(s string) string {
			if row++; row == 0 {
				return s // the heading
			}
			return cell.FindStringSubmatch(s)[1] + "<is><t>" + states[row-1] + "</t></is>"
		})
	})
	return blank, data
}

// A province: 115 agencies, 200 items.
func BenchmarkAllOfProvince(b *testing.B) { benchmarkAll(b, 115, 200) }

// 100,000 rows of 20 columns that people see.
func BenchmarkAllOfSchools(b *testing.B) { benchmarkAll(b, 100_000, 17) }

func benchmarkAll(b *testing.B, agencies, items int) {
	a := wideAll(agencies, items)
	name := fmt.Sprintf("%d×%d", agencies, items)
	b.Run("write "+name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if err := WriteAll(io.Discard, a); err != nil {
				b.Fatal(err)
			}
		}
	})
	blank, data := filled(b, a)
	b.Logf("%s: %d KiB", name, len(data)>>10)
	runtime.GC()
	b.Run("excelize reads "+name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			readByExcelize(b, data)
		}
	})
	b.Run("read unchanged "+name, func(b *testing.B) {
		b.ReportAllocs()
		same := allWorkbook(b, a)
		b.ResetTimer()
		for b.Loop() {
			if c, _, err := ReadAll("f.xlsx", same, a, sheet.Options{}); err != nil || len(c) > 0 {
				b.Fatal(len(c), err)
			}
		}
	})
	b.Run("read all changed "+name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if c, _, err := ReadAll("f.xlsx", data, blank, sheet.Options{}); err != nil || len(c) != agencies*items {
				b.Fatal(len(c), err)
			}
		}
	})
}

// readByExcelize is what performance.md compares with: its own iterator of rows.
func readByExcelize(b testing.TB, data []byte) {
	b.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		b.Fatal(err)
	}
	defer x.Close()
	rows, err := x.Rows(answers)
	if err != nil {
		b.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := rows.Columns(); err != nil {
			b.Fatal(err)
		}
	}
}
