package criteria

import (
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// What people do to a workbook: each edit either changes nothing that counts,
// or is told with its cell.
func TestEditsThatPeopleMake(t *testing.T) {
	const a = "Bộ tiêu chí"
	all := func(steps ...error) error {
		for _, err := range steps {
			if err != nil {
				return err
			}
		}
		return nil
	}
	for name, c := range map[string]struct {
		edit func(x *excelize.File) error
		same bool   // the framework is read as before
		want string // what is told
	}{
		"blank rows between": {func(x *excelize.File) error {
			return all(x.InsertRows(a, 8, 3), x.InsertRows("Mức xếp loại", 5, 1))
		}, true, ""},
		"columns in another order": {func(x *excelize.File) error {
			for row := 5; row <= 12; row++ {
				var left, right string
				left, _ = x.GetCellValue(a, fmt.Sprintf("B%d", row))
				right, _ = x.GetCellValue(a, fmt.Sprintf("H%d", row))
				if err := all(x.SetCellStr(a, fmt.Sprintf("B%d", row), right), x.SetCellStr(a, fmt.Sprintf("H%d", row), left)); err != nil {
					return err
				}
			}
			return nil
		}, true, ""},
		"a column put in front": {func(x *excelize.File) error {
			return all(x.InsertCols(a, "A", 1), x.SetCellStr(a, "A5", "Ghi chú riêng"))
		}, true,
			a + "!A5 (criteria.column.unknown)"},
		"headings in other letters": {func(x *excelize.File) error {
			return all(x.SetCellStr(a, "B5", "CHỈ TIÊU "), x.SetCellStr(a, "C5", norm.NFD.String("Điểm  tối đa")), x.SetCellStr(a, "H5", "mã"))
		}, true, ""},
		"a heading renamed": {func(x *excelize.File) error { return x.SetCellStr(a, "B5", "Nội dung") }, false,
			a + "! criteria.column.none\n" + a + "!B5 (criteria.column.unknown)"},
		"a heading twice": {func(x *excelize.File) error { return x.SetCellStr(a, "V5", "Mã") }, false, a + "!V5 criteria.column.twice"},
		"a sheet renamed": {func(x *excelize.File) error { return x.SetSheetName("Chỉ tiêu dữ liệu", "DL") }, true, "DL! (criteria.sheet.renamed)"},
		"a sheet deleted": {func(x *excelize.File) error { return x.DeleteSheet("Chỉ tiêu dữ liệu") }, false, "! criteria.sheet.none"},
		"a sheet emptied": {func(x *excelize.File) error {
			return all(x.DeleteSheet("Thiết lập chung"), func() error { _, err := x.NewSheet("Thiết lập chung"); return err }())
		}, false, "Thiết lập chung! criteria.sheet.empty"},
		"a sheet added": {func(x *excelize.File) error {
			_, err := x.NewSheet("Nháp")
			return all(err, x.SetCellStr("Nháp", "A1", "tính thử"))
		}, true, "Nháp! (criteria.sheet.unknown)"},
		"letters in NFD": {func(x *excelize.File) error { return x.SetCellStr(a, "B7", norm.NFD.String("Máy tính")) }, true, ""},
		"a hidden row":   {func(x *excelize.File) error { return x.SetRowVisible(a, 8, false) }, true, a + "! (sheet.row.hidden)"},
		"a hidden column": {func(x *excelize.File) error { return x.SetColVisible(a, "J", false) }, true,
			a + "!J5 (sheet.column.hidden)"},
		"evidence merged over rows": {func(x *excelize.File) error {
			return all(x.SetCellStr(a, "E7", "quyết định"), x.MergeCell(a, "E7", "E8"))
		}, false,
			a + "!E7 (sheet.cell.merged)"},
		"a maximum merged over rows": {func(x *excelize.File) error { return x.MergeCell(a, "C7", "C8") }, false,
			a + "!C6 node.max_sum\n" + a + "!C7 (sheet.cell.merged)\n" + a + "!C8 number.positive"},
		"a formula with its value": {func(x *excelize.File) error { return setFormula(x, a, "C7", "1.5+2", "3.5") }, true, a + "!C7 (sheet.formula.cached)"},
		"a formula without":        {func(x *excelize.File) error { return setFormula(x, a, "C7", "1.5+2", "") }, false, a + "!C7 sheet.formula.uncached"},
		"a rule that is a formula": {func(x *excelize.File) error { return x.SetCellFormula(a, "J7", `"ratio: {of: may_tinh}"`) }, false,
			a + "!J7 sheet.formula.uncached"},
		"no rows at all": {func(x *excelize.File) error {
			for row := 12; row > 5; row-- {
				if err := x.RemoveRow(a, row); err != nil {
					return err
				}
			}
			return nil
		}, false, "! tree.none"},
		"a column of numbers as text": {func(x *excelize.File) error {
			return all(x.SetCellStr(a, "C7", " 3,5 "), x.SetCellStr(a, "C8", "１,５"))
		}, true, ""},
		"every row twice": {func(x *excelize.File) error { return x.DuplicateRow(a, 7) }, false, a + "!H8 criteria.code.twice"},
	} {
		t.Run(name, func(t *testing.T) {
			data := edited(t, c.edit)
			d, notes, err := Open("f.xlsx", data, sheet.Options{})
			got := faults(err, notes)
			var f *scoring.Framework
			if d != nil {
				f = d.Framework
			}
			if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
				t.Errorf("told:\n%s\nwant\n%s", got, c.want)
			}
			if c.same && (f == nil || asYAML(t, f) != asYAML(t, small())) {
				t.Errorf("another framework, or none: %v", err)
			}
			if f != nil && !c.same && asYAML(t, f) == asYAML(t, small()) {
				t.Error("the edit was lost")
			}
		})
	}
}

// setFormula makes a cell with a formula and the value it had when saved.
func setFormula(x *excelize.File, name, cell, formula, value string) error {
	if err := x.SetCellDefault(name, cell, value); err != nil {
		return err
	}
	return x.SetCellFormula(name, cell, formula)
}

// A merged cell speaks for the rows it covers where it holds words of the annex.
func TestMergedEvidenceSpeaksForItsRows(t *testing.T) {
	data := edited(t, func(x *excelize.File) error {
		if err := x.SetCellStr("Bộ tiêu chí", "E7", "quyết định"); err != nil {
			return err
		}
		return x.MergeCell("Bộ tiêu chí", "E7", "E8")
	})
	f := opened(t, "f.xlsx", data)
	for _, n := range f.Root.Children[0].Children {
		if n.Evidence.Vi != "quyết định" {
			t.Errorf("%s: %q", n.Code, n.Evidence.Vi)
		}
	}
}

func TestTooManyRows(t *testing.T) {
	for rows, want := range map[int]string{20_001: "sheet.sheet.rows", 5_100: "tree.too_large"} {
		book := sheet.New(sheet.Meta{})
		page := book.Page("Bộ tiêu chí", sheet.Layout{})
		var head []sheet.Out
		for _, key := range []string{"criterion", "max", "code", "parent", "rule"} {
			head = append(head, sheet.Text(heading(text.Vi, key)))
		}
		page.Row(sheet.Head, head...)
		page.Row(sheet.Body, sheet.Text("tổng"), sheet.Int(rows), sheet.Text("T"))
		for i := range rows {
			page.Row(sheet.Body, sheet.Text("x"), sheet.Int(1), sheet.Text(fmt.Sprintf("a%d", i)), sheet.Text("T"), sheet.Text("yes_no: {item: a}"))
		}
		items.fill(book.Page("Chỉ tiêu dữ liệu", sheet.Layout{}), text.Vi, []scoring.Item{{Code: "a", Type: scoring.YesNo}}, nil)
		writeSettings(book.Page("Thiết lập chung", sheet.Layout{}), small(), text.Vi)
		var b strings.Builder
		if err := book.WriteXLSX(&b); err != nil {
			t.Fatal(err)
		}
		_, _, err := Open("f.xlsx", []byte(b.String()), sheet.Options{})
		if got := faults(err, nil); !strings.Contains(got, want) {
			t.Errorf("%d rows: %s, want %s", rows, got[:min(len(got), 300)], want)
		}
	}
}

func TestRuleExamplesOfTheGuide(t *testing.T) {
	for kind, line := range ruleExamples {
		if r, err := scoring.ParseRule(line); err != nil || r.Kind() != kind {
			t.Errorf("%s: %v", line, err)
		}
	}
}

// FuzzReadSheet puts any text into any cell: faults and questions, never a
// panic, and what is accepted is kept by both faces.
func FuzzReadSheet(f *testing.F) {
	base := workbook(f, small(), text.Vi)
	book, err := sheet.ReadBytes("f.xlsx", base, sheet.Options{})
	if err != nil {
		f.Fatal(err)
	}
	for i, s := range hostile {
		f.Add(uint8(i), uint16(5+i), uint8(i), s)
	}
	f.Add(uint8(0), uint16(7), uint8(9), "ratio: {of: may_tinh / cbccvc}")
	f.Add(uint8(0), uint16(6), uint8(8), "A1")
	f.Fuzz(func(t *testing.T, tab uint8, row uint16, col uint8, s string) {
		at := book.Sheets[int(tab)%len(book.Sheets)]
		r, ok := at.Row(int(row)%15 + 1)
		if !ok {
			return
		}
		if len(r.Cells) == 0 {
			return
		}
		c := &r.Cells[int(col)%len(r.Cells)]
		before := *c
		c.Type, c.Value = sheet.TextCell, text.NFC(s)
		d, _, err := ReadSheet(book, text.AskDecimal)
		*c = before
		if err == nil {
			framework := d.Framework
			if back := opened(t, "f.xlsx", workbook(t, framework, text.En)); asYAML(t, back) != asYAML(t, framework) {
				t.Errorf("%q in %s is lost at %s", s, c.Place(), firstDifference(asYAML(t, framework), asYAML(t, back)))
			}
		}
	})
}
