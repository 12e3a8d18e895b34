package assessment

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// What people do to a workbook whose protection they lifted: each edit either
// changes nothing that counts, or is refused with its cell.
func TestEditsThatPeopleMake(t *testing.T) {
	f := small()
	data := workbook(t, f)
	rows := rowsOf(t, f, data)
	at := func(col, item string) string { return fmt.Sprint(col, rows[item]) }
	pc, staff := rows["may_tinh"], rows["cbccvc"]
	for name, c := range map[string]struct {
		edit    func(x *excelize.File) error
		want    string // what is told, all of it
		changes string
	}{
		"a name of an item":      {func(x *excelize.File) error { return x.SetCellStr(answers, at("B", "may_tinh"), "Số máy in") }, answers + "!" + at("B", "may_tinh") + " assessment.cell.locked", ""},
		"last round's figure":    {func(x *excelize.File) error { return x.SetCellInt(answers, at("D", "may_tinh"), 1) }, answers + "!" + at("D", "may_tinh") + " assessment.cell.locked", ""},
		"a locked cell cleared":  {func(x *excelize.File) error { return x.SetCellValue(answers, at("C", "may_tinh"), nil) }, answers + "!" + at("C", "may_tinh") + " assessment.cell.locked", ""},
		"a locked cell filled":   {func(x *excelize.File) error { return x.SetCellInt(answers, at("D", "cbccvc"), 1) }, answers + "!" + at("D", "cbccvc") + " assessment.cell.locked", ""},
		"a locked cell computed": {func(x *excelize.File) error { return setFormula(x, at("D", "may_tinh"), "200+30", "230") }, answers + "!" + at("D", "may_tinh") + " assessment.cell.locked", ""},
		"the title":              {func(x *excelize.File) error { return x.SetCellStr(answers, "A1", "Phiếu của tôi") }, answers + "!A1 assessment.cell.locked", ""},
		"the agency's name":      {func(x *excelize.File) error { return x.SetCellStr(answers, "A2", "Sở Công Thương") }, answers + "!A2 assessment.cell.locked", ""},
		"a field's name":         {func(x *excelize.File) error { return x.SetCellStr(answers, "A5", "B. Hạ tầng") }, answers + "!A5 assessment.cell.locked", ""},
		"a note beside": {func(x *excelize.File) error { return x.SetCellStr(answers, at("L", "may_tinh"), "xem lại") },
			answers + "!" + at("L", "may_tinh") + " assessment.cell.extra", ""},
		"a note below": {func(x *excelize.File) error { return x.SetCellStr(answers, "B60", "xem lại") }, answers + "!B60 assessment.row.unknown", ""},
		"a note on a field": {func(x *excelize.File) error { return x.SetCellStr(answers, "E5", "xem lại") },
			answers + "!A5 assessment.cell.locked", ""},
		"a revision":     {func(x *excelize.File) error { return x.SetCellStr(answers, at("J", "may_tinh"), "9") }, answers + "!" + at("J", "may_tinh") + " assessment.cell.locked", ""},
		"an item's code": {func(x *excelize.File) error { return x.SetCellStr(answers, at("I", "may_tinh"), "may_in") }, fmt.Sprintf("%s! assessment.row.gone\n%[1]s!A%d assessment.row.unknown", answers, pc), ""},
		"codes exchanged": {func(x *excelize.File) error {
			return errors.Join(x.SetCellStr(answers, at("I", "may_tinh"), "cbccvc"), x.SetCellStr(answers, at("I", "cbccvc"), "may_tinh"))
		}, "+" + answers + "!" + at("A", "may_tinh") + " assessment.cell.locked", ""},
		"a row deleted":   {func(x *excelize.File) error { return x.RemoveRow(answers, pc) }, answers + "! assessment.row.gone", ""},
		"a field deleted": {func(x *excelize.File) error { return x.RemoveRow(answers, 5) }, answers + "! assessment.row.lineGone", ""},
		"a row twice":     {func(x *excelize.File) error { return x.DuplicateRow(answers, pc) }, fmt.Sprintf("%s!B%d assessment.row.twice", answers, pc+1), ""},
		"a row put in": {func(x *excelize.File) error {
			return errors.Join(x.InsertRows(answers, staff, 1), x.SetCellInt(answers, at("E", "cbccvc"), 7))
		}, answers + "!" + at("E", "cbccvc") + " assessment.row.unknown", ""},
		"blank rows": {func(x *excelize.File) error {
			return errors.Join(x.InsertRows(answers, staff, 2), x.InsertRows(answers, 1, 1), x.SetCellInt(answers, fmt.Sprint("E", staff+3), 7))
		}, "", fmt.Sprintf("E%d cbccvc:  → 7", staff+3)},
		"a column deleted": {func(x *excelize.File) error { return x.RemoveCol(answers, "D") }, "+" + answers + "!D4 assessment.column.gone", ""},
		"a column put in":  {func(x *excelize.File) error { return x.InsertCols(answers, "D", 1) }, "+" + answers + "!E4 assessment.column.moved", ""},
		"a heading":        {func(x *excelize.File) error { return x.SetCellStr(answers, "E4", "Số liệu") }, answers + "!E4 assessment.column.gone", ""},
		"all headings":     {func(x *excelize.File) error { return x.RemoveRow(answers, 4) }, answers + "! assessment.sheet.headless", ""},
		"columns exchanged": {func(x *excelize.File) error {
			return errors.Join(x.SetCellStr(answers, "E4", "Kỳ trước"), x.SetCellStr(answers, "D4", "Trả lời kỳ này"))
		}, answers + "!D4 assessment.column.moved\n" + answers + "!E4 assessment.column.moved", ""},
		"the sheet renamed":        {func(x *excelize.File) error { return x.SetSheetName(answers, "Bản của tôi") }, "Bản của tôi! assessment.sheet.renamed", ""},
		"the sheet deleted":        {func(x *excelize.File) error { return x.DeleteSheet(answers) }, "! assessment.sheet.none", ""},
		"the buried sheet deleted": {func(x *excelize.File) error { return x.DeleteSheet(buriedSheet) }, "! assessment.sheet.foreign", ""},
		"the buried sheet changed": {func(x *excelize.File) error { return x.SetCellStr(buriedSheet, "C3", "so-khac") }, buriedSheet + "! assessment.sheet.buried", ""},
		"the buried sheet cut":     {func(x *excelize.File) error { return x.RemoveRow(buriedSheet, 20) }, buriedSheet + "! assessment.sheet.buried", ""},
		"the buried sheet shown":   {func(x *excelize.File) error { return x.SetSheetVisible(buriedSheet, true) }, "", ""},
		"the guide deleted":        {func(x *excelize.File) error { return x.DeleteSheet("Hướng dẫn") }, "", ""},
		"sheets in another order":  {func(x *excelize.File) error { return x.MoveSheet(buriedSheet, answers) }, "", ""},
		"a sheet added": {func(x *excelize.File) error {
			_, err := x.NewSheet("Nháp")
			return errors.Join(err, x.SetCellStr("Nháp", "A1", "tính thử"))
		}, "Nháp! (assessment.sheet.unknown)", ""},
		"answers merged": {func(x *excelize.File) error { return x.MergeCell(answers, at("E", "may_tinh"), at("F", "may_tinh")) }, answers + "!" + at("E", "may_tinh") + " assessment.cell.merged", ""},
		"answers of two": {func(x *excelize.File) error { return x.MergeCell(answers, at("E", "may_tinh"), at("E", "cbccvc")) }, answers + "!" + at("E", "may_tinh") + " assessment.cell.merged", ""},
		"names merged":   {func(x *excelize.File) error { return x.MergeCell(answers, at("B", "cbccvc"), at("C", "cbccvc")) }, "+" + answers + "!" + at("C", "cbccvc") + " assessment.cell.locked", ""},
		"a hidden answer": {func(x *excelize.File) error {
			return errors.Join(x.SetCellInt(answers, at("E", "may_tinh"), 1), x.SetRowVisible(answers, pc, false))
		}, answers + "! (sheet.row.hidden)", at("E", "may_tinh") + " may_tinh: 245 → 1"},
		"a formula": {func(x *excelize.File) error { return setFormula(x, at("E", "may_tinh"), "200+46", "246") }, answers + "!" + at("E", "may_tinh") + " (sheet.formula.cached)", at("E", "may_tinh") + " may_tinh: 245 → 246"},
		"a formula without its value": {func(x *excelize.File) error { return setFormula(x, at("E", "may_tinh"), "200+46", "") },
			answers + "!" + at("E", "may_tinh") + " sheet.formula.uncached", ""},
		"a formula of another file": {func(x *excelize.File) error { return setFormula(x, at("E", "may_tinh"), "[1]Sheet1!A1", "246") },
			answers + "!" + at("E", "may_tinh") + " (sheet.formula.linked)", at("E", "may_tinh") + " may_tinh: 245 → 246"},
		"percent by its format": {func(x *excelize.File) error {
			style, err := x.NewStyle(&excelize.Style{NumFmt: 10})
			return errors.Join(err, x.SetCellFloat(answers, at("E", "ty_le"), 0.975, -1, 64), x.SetCellStyle(answers, at("E", "ty_le"), at("E", "ty_le"), style))
		}, "", at("E", "ty_le") + " ty_le:  → 97.5"},
		"all at once": {func(x *excelize.File) error {
			return errors.Join(x.SetCellStr(answers, at("E", "may_tinh"), "nhiều"), x.SetCellStr(answers, at("E", "truong_ban"), "ai đó"),
				x.SetCellStr(answers, at("B", "muc"), "?"), x.SetCellInt(answers, at("E", "cbccvc"), -4))
		}, fmt.Sprintf("%s!%s text.number.invalid\n%[1]s!%[3]s assessment.value.range\n%[1]s!%[4]s assessment.value.option\n%[1]s!%[5]s assessment.cell.locked",
			answers, at("E", "may_tinh"), at("E", "cbccvc"), at("E", "truong_ban"), at("B", "muc")), ""},
	} {
		t.Run(name, func(t *testing.T) {
			changes, notes, err := ReadForm("f.xlsx", edited(t, data, c.edit), f, sheet.Options{})
			got := told(err, notes)
			if want, begins := strings.CutPrefix(c.want, "+"); got != want && !(begins && strings.HasPrefix(got, want)) {
				t.Errorf("told\n%s\nwant\n%s", got, c.want)
			}
			if s := listed(f, changes); s != c.changes {
				t.Errorf("changes %q, want %q", s, c.changes)
			}
		})
	}
}

// setFormula makes a cell with a formula and the value it had when saved.
func setFormula(x *excelize.File, cell, formula, value string) error {
	return errors.Join(x.SetCellDefault(answers, cell, value), x.SetCellFormula(answers, cell, formula))
}

// A workbook of another round, agency or framework says so, each at its cell.
func TestFormsOfOthers(t *testing.T) {
	data := workbook(t, small())
	for name, c := range map[string]struct {
		turn func(f *SheetForm)
		want string
	}{
		"another round":     {func(f *SheetForm) { f.Round = "r-2027" }, answers + "!A1 assessment.sheet.round"},
		"another agency":    {func(f *SheetForm) { f.Agency, f.AgencyName = "so-xd", "Sở Xây dựng" }, answers + "!A2 assessment.sheet.agency"},
		"another framework": {func(f *SheetForm) { f.Version = "v-2" }, answers + "!A1 assessment.sheet.version"},
		"all of them": {func(f *SheetForm) { f.Round, f.Agency, f.Version = "1", "2", "3" },
			answers + "!A1 assessment.sheet.round\n" + answers + "!A1 assessment.sheet.version\n" + answers + "!A2 assessment.sheet.agency"},
	} {
		t.Run(name, func(t *testing.T) {
			f := small()
			c.turn(&f)
			changes, notes, err := ReadForm("f.xlsx", data, f, sheet.Options{})
			if got := told(err, notes); got != c.want || changes != nil {
				t.Errorf("told\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	// An item that no longer applies takes no change, and says nothing otherwise.
	f := small()
	f.Lines = SheetLines(f.Framework, func(node string) bool { return node != "B3" })
	if changes, notes, err := ReadForm("f.xlsx", data, f, sheet.Options{}); err != nil || len(changes)+len(notes) > 0 {
		t.Errorf("%v %s", changes, told(err, notes))
	}
	cell := fmt.Sprint("G", rowsOf(t, f, data)["muc"])
	changed := edited(t, data, func(x *excelize.File) error { return x.SetCellStr(answers, cell, "lý do khác") })
	_, notes, err := ReadForm("f.xlsx", changed, f, sheet.Options{})
	if want := answers + "!E" + cell[1:] + " assessment.row.unasked"; told(err, notes) != want {
		t.Errorf("told %s, want %s", told(err, notes), want)
	}
}

// Files that are no workbook of ours.
func TestFilesThatAreNoForm(t *testing.T) {
	f := small()
	data := workbook(t, f)
	var other bytes.Buffer
	book := sheet.New(sheet.Meta{})
	book.Page(answers, sheet.Layout{}).Row(sheet.Head, sheet.Text("STT"))
	if err := book.WriteXLSX(&other); err != nil {
		t.Fatal(err)
	}
	var rows strings.Builder
	for n := range 100_000 {
		fmt.Fprintf(&rows, `<row r="%d"><c r="A%[1]d"><v>1</v></c></row>`, n+1)
	}
	flood := altered(t, data, "xl/worksheets/sheet2.xml", func(string) string {
		return `<worksheet><sheetData>` + rows.String() + `</sheetData></worksheet>`
	})
	before := func(front string) func(string) string { return func(old string) string { return front + old } }
	for name, c := range map[string]struct {
		file string
		data []byte
		want string
	}{
		"nothing":             {"f.xlsx", nil, "! sheet.file.empty"},
		"noise":               {"f.xlsx", []byte("noise"), "! sheet.file.broken"},
		"half a file":         {"f.xlsx", data[:len(data)/2], "! sheet.file.broken"},
		"an old workbook":     {"f.xls", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), make([]byte, 4096)...), "! sheet.file.old"},
		"an encrypted one":    {"f.xlsx", append([]byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"...), "! sheet.file.password"},
		"one with macros":     {"f.xlsm", data, "! sheet.file.macro"},
		"a PDF":               {"f.xlsx", []byte("%PDF-1.7"), "! sheet.file.document"},
		"a page":              {"f.xls", []byte("<html><table>"), "! sheet.file.markup"},
		"a table of text":     {"f.csv", []byte("STT;Trả lời\n1;245\n"), "! assessment.sheet.csv"},
		"a table in doubt":    {"f.csv", []byte("STT,Trả;lời\n1,2;45\n"), "! assessment.sheet.csv"},
		"another workbook":    {"f.xlsx", other.Bytes(), "! assessment.sheet.foreign"},
		"100,000 rows":        {"f.xlsx", flood, answers + "! sheet.sheet.rows"},
		"a bomb":              {"f.xlsx", bomb(t), "! sheet.file.unzipped"},
		"entities":            {"f.xlsx", altered(t, data, "xl/workbook.xml", before(`<!DOCTYPE a [<!ENTITY b "c">]>`)), "! sheet.file.broken"},
		"a workbook of paths": {"f.xlsx", altered(t, data, "../../xl/workbook.xml", before("<a/>")), "! sheet.file.broken"},
	} {
		t.Run(name, func(t *testing.T) {
			changes, notes, err := ReadForm(c.file, c.data, f, sheet.Options{})
			if got := told(err, notes); got != c.want || changes != nil {
				t.Errorf("told %q, want %q", got, c.want)
			}
		})
	}
}

// bomb is a zip of some kilobytes that says it holds 65 MiB.
func bomb(t testing.TB) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/workbook.xml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.CopyN(w, zeros{}, 65<<20); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// altered changes a member of the file, or puts one beside the rest.
func altered(t testing.TB, data []byte, name string, change func(old string) string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	write := func(name, content string) {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(w, content)
	}
	found := false
	for _, m := range in.File {
		r, err := m.Open()
		if err != nil {
			t.Fatal(err)
		}
		old, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		content := string(old)
		if m.Name == name {
			found, content = true, change(content)
		}
		write(m.Name, content)
	}
	if !found {
		write(name, change(""))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// Texts stay texts: no cell of the workbook is a formula, whatever stands in it.
func TestNothingRuns(t *testing.T) {
	f := small()
	for i := range f.Framework.Items {
		it := &f.Framework.Items[i]
		it.Name = scoring.Text{Vi: "=cmd|' /C calc'!A0"}
		it.Definition = scoring.Text{Vi: "+1+1"}
		it.Unit = scoring.Text{Vi: "@x"}
		for j := range it.Options {
			it.Options[j].Name = scoring.Text{Vi: fmt.Sprintf("=HYPERLINK(\"http://a.vn\",%d)", j)}
		}
	}
	f.AgencyName, f.Title = "=1+1", "-1+1"
	data := workbook(t, f)
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range in.File {
		r, err := m.Open()
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		if _, err := b.ReadFrom(r); err != nil {
			t.Fatal(err)
		}
		r.Close()
		if strings.Contains(b.String(), "<f>") || strings.Contains(b.String(), "<f ") {
			t.Errorf("%s holds a formula", m.Name)
		}
		for _, formula := range strings.Split(b.String(), "<formula1>")[1:] {
			if !strings.HasPrefix(formula, "'"+buriedSheet+"'!$") && strings.Trim(formula[:1], "-0123456789") != "" {
				t.Errorf("%s: a validation runs %q", m.Name, formula[:40])
			}
		}
	}
	if changes, notes, err := ReadForm("f.xlsx", data, f, sheet.Options{}); err != nil || len(changes)+len(notes) > 0 {
		t.Errorf("%v\n%s", changes, told(err, notes))
	}
}

// LibreOffice opens and saves the workbook: nothing has changed, and what is
// typed is read.
func TestLibreOfficeKeepsTheForm(t *testing.T) {
	if rounds(1) == 1 {
		t.Skip("LibreOffice takes half a minute to start; SANSANG_LARGER=1 runs it")
	}
	program, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("LibreOffice is not installed: that it keeps the form was not seen")
	}
	f := small()
	data := workbook(t, f)
	rows := rowsOf(t, f, data)
	cell := fmt.Sprint("E", rows["may_tinh"])
	folder := t.TempDir()
	for name, data := range map[string][]byte{
		"same": data,
		"typed": edited(t, data, func(x *excelize.File) error {
			return errors.Join(x.SetCellInt(answers, cell, 250), x.SetCellFormula(answers, fmt.Sprint("E", rows["cbccvc"]), "200+46"))
		}),
	} {
		if err := os.WriteFile(filepath.Join(folder, name+".xlsx"), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out := filepath.Join(folder, "out")
	command := exec.CommandContext(t.Context(), program, "-env:UserInstallation=file://"+filepath.Join(folder, "profile"), "--headless",
		"--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", out, filepath.Join(folder, "same.xlsx"), filepath.Join(folder, "typed.xlsx"))
	if said, err := command.CombinedOutput(); err != nil {
		t.Skipf("LibreOffice does not run here: %v %s", err, said)
	}
	for name, want := range map[string][2]string{
		"same":  {"", ""},
		"typed": {cell + " may_tinh: 245 → 250\n" + fmt.Sprintf("E%d cbccvc:  → 246", rows["cbccvc"]), fmt.Sprintf("%s!E%d (sheet.formula.cached)", answers, rows["cbccvc"])},
	} {
		saved, err := os.ReadFile(filepath.Join(out, name+".xlsx"))
		if err != nil {
			t.Fatal(err)
		}
		changes, notes, err := ReadForm("f.xlsx", saved, f, sheet.Options{})
		if got := listed(f, changes); got != want[0] || told(err, notes) != want[1] {
			t.Errorf("%s: %q, told %q", name, got, told(err, notes))
		}
	}
}

// FuzzReadForm puts any text into any cell: faults and changes, never a panic,
// and a change is one that the item takes.
func FuzzReadForm(f *testing.F) {
	form := small()
	data := workbook(f, form)
	book, err := sheet.ReadBytes("f.xlsx", data, sheet.Options{})
	if err != nil {
		f.Fatal(err)
	}
	for i, s := range nasty {
		f.Add(uint8(1), uint16(i), uint8(i), s, uint8(i))
		f.Add(uint8(2), uint16(i), uint8(i), s, uint8(0))
	}
	f.Fuzz(func(t *testing.T, tab uint8, row uint16, col uint8, s string, kind uint8) {
		at := book.Sheets[int(tab)%len(book.Sheets)]
		r := &at.Rows[int(row)%len(at.Rows)]
		c := r.Cell(int(col)%12 + 1)
		c.Value, c.Type, c.Marks = text.NFC(s), sheet.TextCell, sheet.Mark(kind)
		kept := *r
		r.Cells = nil
		placed := false
		for _, old := range kept.Cells {
			if old.Col >= c.Col && !placed {
				placed = true
				r.Cells = append(r.Cells, c)
			}
			if old.Col != c.Col {
				r.Cells = append(r.Cells, old)
			}
		}
		if !placed {
			r.Cells = append(r.Cells, c)
		}
		changes, _, err := readBook(book, form, text.AskDecimal)
		*r = kept
		if err != nil && len(changes) > 0 {
			t.Error("changes in spite of faults")
		}
		var list fault.List
		if err != nil && !errors.As(err, &list) {
			t.Errorf("no list of faults: %v", err)
		}
		items, _ := sheetItems(form.Framework, form.Lines, text.Vi)
		for _, c := range changes {
			it := items[c.Item]
			if it == nil || c.Cell.Cell() == "" {
				t.Fatalf("a change of nothing: %+v", c)
			}
			if _, err := it.ParseValue(it.FormatValue(c.After.Value)); err != nil {
				t.Errorf("%s does not take %+v", c.Item, c.After)
			}
		}
	})
}

// FuzzReadFormFile alters bytes of the file.
func FuzzReadFormFile(f *testing.F) {
	form := small()
	data := workbook(f, form)
	f.Add(uint32(0), []byte("PK"))
	f.Add(uint32(1000), []byte{0xff})
	f.Fuzz(func(t *testing.T, at uint32, bite []byte) {
		broken := bytes.Clone(data)
		copy(broken[int(at)%len(broken):], bite)
		if changes, _, err := ReadForm("f.xlsx", broken, form, sheet.Options{}); err != nil && len(changes) > 0 {
			t.Error("changes in spite of faults")
		}
	})
}
