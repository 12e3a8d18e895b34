package assessment

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

func TestSentences(t *testing.T) {
	if catalogueError != nil {
		t.Fatal(catalogueError)
	}
}

// rounds is a count that SANSANG_LARGER=1 makes larger.
func rounds(n int) int {
	if os.Getenv("SANSANG_LARGER") == "1" {
		return 20 * n
	}
	return n
}

func num(s string) *scoring.Num { n := scoring.MustNum(s); return &n }

// everyType is a framework with an item of each type; two criteria want the
// first, one is scored by hand, and one item is asked for context.
func everyType() *scoring.Framework {
	both := func(vi, en string) scoring.Text { return scoring.Text{Vi: vi, En: en} }
	yes := func(code string) scoring.Rule { return &scoring.YesNoRule{Item: code} }
	leaf := func(code, name string, r scoring.Rule) *scoring.Node {
		return &scoring.Node{Code: code, Name: both(name, name), Max: scoring.Int(10), Rule: r}
	}
	return &scoring.Framework{
		Code: "f", Version: "2026", Name: both("Bộ tiêu chí thử", "Trial framework"),
		Items: []scoring.Item{
			{Code: "may_tinh", Name: both("Số máy tính", "Computers"), Type: scoring.Count, Unit: both("máy", "computers"), Max: num("100000"),
				Definition: both("Máy tính còn dùng được, kể cả máy xách tay.", "Computers in working order.")},
			{Code: "cbccvc", Name: both("Số cán bộ, công chức", "Staff"), Type: scoring.Count, Unit: both("người", "persons")},
			{Code: "bang_thong", Name: both("Băng thông", "Bandwidth"), Type: scoring.Number, Unit: both("Mbit/s", "Mbit/s")},
			{Code: "ty_le", Name: both("Tỷ lệ hồ sơ trực tuyến", "Online share"), Type: scoring.Percent},
			{Code: "quy_che", Name: both("Đã ban hành quy chế", "Rules issued"), Type: scoring.YesNo},
			{Code: "truong_ban", Name: both("Trưởng ban chỉ đạo", "Head of the committee"), Type: scoring.Choice, Options: []scoring.Option{
				{Code: "gd", Name: both("Giám đốc, thủ trưởng", "Director")}, {Code: "pgd", Name: both("Phó giám đốc", "Deputy")}, {Code: "khac", Name: both("=khác", "Other")},
			}},
			{Code: "muc", Name: both("Mức trưởng thành", "Maturity"), Type: scoring.Level, Max: num("5")},
			{Code: "diem_hd", Name: both("Điểm Hội đồng", "Points of the Council"), Type: scoring.Number},
			{Code: "ghi_chu", Name: both("Ghi chú", "Remarks"), Type: scoring.Words, Context: true},
		},
		Root: &scoring.Node{Code: "T", Max: scoring.Int(80), Children: []*scoring.Node{
			{Code: "A", Name: both("Hạ tầng", "Infrastructure"), Max: scoring.Int(40), Children: []*scoring.Node{
				leaf("A1", "Máy tính trên cán bộ", &scoring.Ratio{Of: scoring.Of("may_tinh", "cbccvc")}),
				leaf("A2", "Băng thông trên máy", &scoring.Ratio{Of: scoring.Of("bang_thong", "may_tinh")}),
				leaf("A3", "Hồ sơ trực tuyến", &scoring.Ratio{Of: scoring.Of("ty_le"), Target: num("100")}),
				leaf("A4", "Chỉ dùng số đã hỏi", &scoring.Counted{Of: scoring.Of("may_tinh"), Each: scoring.Int(1)}),
			}},
			{Code: "B", Name: both("Cơ chế, chính sách", "Policy"), Max: scoring.Int(40), Children: []*scoring.Node{
				leaf("B1", "Quy chế", yes("quy_che")),
				leaf("B2", "Trưởng ban", &scoring.ChoiceRule{Item: "truong_ban", Cases: []scoring.Case{{Option: "gd", Award: scoring.Award{Share: num("1")}}}}),
				leaf("B3", "Mức", &scoring.LevelRule{Item: "muc"}),
				leaf("B4", "Hội đồng chấm", &scoring.Manual{Item: "diem_hd"}),
			}},
		}},
	}
}

// small is a form with some answers.
func small() SheetForm {
	f := everyType()
	return SheetForm{
		Round: "r-2026", Agency: "so-y-te", Version: "v-1", AgencyName: "Sở Y tế", Title: "Phiếu tự đánh giá năm 2026", Framework: f,
		Lines: SheetLines(f, nil), Lang: text.Vi,
		Values: map[string]SheetValue{
			"may_tinh":   {Value: scoring.GiveInt(245), Version: 3},
			"bang_thong": {Value: scoring.Give(scoring.MustNum("1234.5")), Version: 1},
			"quy_che":    {Value: scoring.GiveBool(false), Version: 2},
			"truong_ban": {Value: scoring.GiveInt(3), Version: 7},
			"muc":        {NotApplicable: true, Reason: "Đơn vị không có\nhệ thống này", Version: 4},
			"ghi_chu":    {Words: "=SUM(A1:A9)", Version: 1},
		},
		Last: map[string]SheetValue{"may_tinh": {Value: scoring.GiveInt(230)}, "quy_che": {Value: scoring.GiveBool(true)}, "muc": {NotApplicable: true}},
	}
}

func workbook(t testing.TB, f SheetForm) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteForm(&b, f); err != nil {
		t.Fatalf("write the form: %v", err)
	}
	return b.Bytes()
}

// told are the keys of faults and warnings (in brackets) with their cells.
func told(err error, notes fault.List) string {
	var list fault.List
	var one *fault.Fault
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = fault.List{one}
	case err != nil:
		return "no fault: " + err.Error()
	}
	var lines []string
	for _, f := range append(list, notes...) {
		key := f.Key
		if f.Warning {
			key = "(" + key + ")"
		} else if f.Ask != nil {
			key += "?"
		}
		lines = append(lines, f.At.Sheet+"!"+f.At.Cell()+" "+key)
		if catalogue.Fault(text.Vi, f) == "" || strings.Contains(catalogue.Fault(text.Vi, f), "{") {
			lines = append(lines, "not put into words: "+catalogue.Fault(text.Vi, f))
		}
	}
	return strings.Join(lines, "\n")
}

// listed are the changes in short.
func listed(f SheetForm, changes []Change) string {
	items, _ := sheetItems(f.Framework, f.Lines, text.Vi)
	show := func(item string, v SheetValue) string {
		_, s := items[item].cell(v, text.Vi)
		if v.NotApplicable {
			s += "[" + v.Reason + "]"
		}
		return s
	}
	var lines []string
	for _, c := range changes {
		s := fmt.Sprintf("%s %s: %s → %s", c.Cell.Cell(), c.Item, show(c.Item, c.Before), show(c.Item, c.After))
		if c.Moved {
			s += " moved"
		}
		lines = append(lines, s)
	}
	return strings.Join(lines, "\n")
}

const answers = "Trả lời"

// edited opens the workbook as a person's program does, edits and saves it.
func edited(t testing.TB, data []byte, edit func(x *excelize.File) error) []byte {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := edit(x); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLinesAskOnce(t *testing.T) {
	var got []string
	for _, l := range SheetLines(everyType(), func(node string) bool { return node != "B3" }) {
		got = append(got, fmt.Sprintf("%s%d%v%v", l.Code, l.Depth, l.Items, l.Above))
	}
	want := "A1[][] A12[may_tinh cbccvc][] A22[bang_thong][may_tinh] A32[ty_le][] A42[][may_tinh] B1[][] B12[quy_che][] B22[truong_ban][] 1[ghi_chu][]"
	if strings.Join(got, " ") != want {
		t.Errorf("lines\n%s\nwant\n%s", strings.Join(got, " "), want)
	}
}

func TestFormComesBackUnchanged(t *testing.T) {
	f := small()
	for _, lang := range text.Langs {
		for _, read := range text.Langs {
			f.Lang = lang
			data := workbook(t, f)
			if !bytes.Equal(data, workbook(t, f)) {
				t.Error("the same form gives other bytes")
			}
			f.Lang = read
			changes, notes, err := ReadForm("f.xlsx", data, f, sheet.Options{})
			if err != nil || len(changes) > 0 || len(notes) > 0 {
				t.Errorf("%s read as %s: %s\n%s", lang, read, listed(f, changes), told(err, notes))
			}
		}
	}
}

// What people type, and what becomes of it.
func TestEntries(t *testing.T) {
	f := small()
	data := workbook(t, f)
	rows := rowsOf(t, f, data)
	for name, c := range map[string]struct {
		item, col string
		value     any
		changes   string // after the cell and item
		faults    string
	}{
		"a number":                  {"may_tinh", "E", 250, "245 → 250", ""},
		"the same number as text":   {"may_tinh", "E", "245", "", ""},
		"the same with decimals":    {"may_tinh", "E", "245,0", "", ""},
		"cleared":                   {"may_tinh", "E", nil, "245 → ", ""},
		"a nought is no blank":      {"cbccvc", "E", 0, " → 0", ""},
		"decimal comma":             {"bang_thong", "E", "97,5", "1234.5 → 97.5", ""},
		"decimal point":             {"bang_thong", "E", "97.5", "1234.5 → 97.5", ""},
		"both signs":                {"bang_thong", "E", "1.234,75", "1234.5 → 1234.75", ""},
		"ambiguous":                 {"bang_thong", "E", "1.234", "", "text.number.ambiguous?"},
		"a word behind":             {"may_tinh", "E", "250 máy", "", "text.number.invalid"},
		"a word before":             {"may_tinh", "E", "khoảng 250", "", "text.number.invalid"},
		"half a computer":           {"may_tinh", "E", 2.5, "", "assessment.value.whole"},
		"below":                     {"may_tinh", "E", -1, "", "assessment.value.range"},
		"above":                     {"may_tinh", "E", 100001, "", "assessment.value.range"},
		"over a hundred percent":    {"ty_le", "E", "100,5", "", "assessment.value.range"},
		"percent with its sign":     {"ty_le", "E", "97,5 %", " → 97.5", ""},
		"per mille":                 {"ty_le", "E", "97 ‰", "", "assessment.value.perMille"},
		"percent of computers":      {"may_tinh", "E", "97 %", "", "assessment.value.percent"},
		"yes":                       {"quy_che", "E", "Có", "Không → Có", ""},
		"yes, otherwise":            {"quy_che", "E", "x", "Không → Có", ""},
		"yes in English":            {"quy_che", "E", "YES", "Không → Có", ""},
		"yes as truth":              {"quy_che", "E", true, "Không → Có", ""},
		"no again":                  {"quy_che", "E", "không", "", ""},
		"perhaps":                   {"quy_che", "E", "đang soạn", "", "assessment.value.option"},
		"an option":                 {"truong_ban", "E", "phó giám  đốc", "=khác → Phó giám đốc", ""},
		"an option with a comma":    {"truong_ban", "E", "Giám đốc, thủ trưởng", "=khác → Giám đốc, thủ trưởng", ""},
		"an option in English":      {"truong_ban", "E", "Deputy", "=khác → Phó giám đốc", ""},
		"an option by its code":     {"truong_ban", "E", "pgd", "=khác → Phó giám đốc", ""},
		"no option":                 {"truong_ban", "E", "Chánh văn phòng", "", "assessment.value.option"},
		"a level":                   {"muc", "E", 3, "", "F assessment.value.both"},
		"words":                     {"ghi_chu", "E", "Không có gì thêm", "=SUM(A1:A9) → Không có gì thêm", ""},
		"too many words":            {"ghi_chu", "E", strings.Repeat("ô", maxWords+1), "", "assessment.value.long"},
		"words turned round":        {"ghi_chu", "E", "abc\u202edef", "", "sheet.cell.turned"},
		"a date":                    {"may_tinh", "E", text.Date{Year: 2026, Month: 4, Day: 3}, "", "text.number.invalid"},
		"not applicable alone":      {"cbccvc", "F", "x", "", "G assessment.value.reasonNone"},
		"not applicable, by a word": {"muc", "F", "không", "", "G assessment.value.reasonAlone"},
		"not applicable, unread":    {"cbccvc", "F", "có lẽ", "", "F assessment.value.mark"},
		"a reason alone":            {"cbccvc", "G", "không rõ", "", "G assessment.value.reasonAlone"},
		"another reason":            {"muc", "G", "Không quản lý", "[Đơn vị không có\nhệ thống này] → [Không quản lý]", ""},
		"not applicable, answered":  {"may_tinh", "F", "x", "", "F assessment.value.both"},
	} {
		t.Run(name, func(t *testing.T) {
			cell := fmt.Sprint(c.col, rows[c.item])
			got := edited(t, data, func(x *excelize.File) error {
				if d, ok := c.value.(text.Date); ok {
					style, err := x.NewStyle(&excelize.Style{NumFmt: 14})
					return errors.Join(err, x.SetCellValue(answers, cell, d.Serial()), x.SetCellStyle(answers, cell, cell, style))
				}
				return x.SetCellValue(answers, cell, c.value)
			})
			changes, notes, err := ReadForm("f.xlsx", got, f, sheet.Options{})
			want := ""
			if c.changes != "" {
				want = fmt.Sprintf("E%d %s: %s", rows[c.item], c.item, c.changes)
			}
			if s := listed(f, changes); s != want {
				t.Errorf("changes %q, want %q", s, want)
			}
			want = ""
			if c.faults != "" {
				col, key, ok := strings.Cut(c.faults, " ")
				if !ok {
					col, key = c.col, c.faults
				}
				want = fmt.Sprintf("%s!%s%d %s", answers, col, rows[c.item], key)
			}
			if s := told(err, notes); s != want {
				t.Errorf("told %q, want %q", s, want)
			}
		})
	}
}

// rowsOf finds the rows of the items as the workbook itself has them.
func rowsOf(t testing.TB, f SheetForm, data []byte) map[string]int {
	t.Helper()
	book, err := sheet.ReadBytes("f.xlsx", data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	rows := map[string]int{}
	for _, r := range book.Sheets[1].Rows {
		if s, _ := r.Cell(keyCol).Text(); s != "" {
			rows[s] = r.Number
		}
	}
	return rows
}

// The decimal option answers the question, and nothing else.
func TestDecimalAnswers(t *testing.T) {
	f := small()
	data := workbook(t, f)
	row := rowsOf(t, f, data)["bang_thong"]
	data = edited(t, data, func(x *excelize.File) error { return x.SetCellStr(answers, fmt.Sprint("E", row), "1.234") })
	for decimal, want := range map[text.Decimal]string{text.CommaDecimal: "1234", text.PointDecimal: "1.234"} {
		changes, _, err := ReadForm("f.xlsx", data, f, sheet.Options{Decimal: decimal})
		if err != nil || len(changes) != 1 || changes[0].After.Value.Num.String() != want {
			t.Errorf("%s: %v, %v", decimal, changes, err)
		}
	}
}

// An answer that somebody changed in the meantime is told as moved; one that
// the workbook left alone is no change, and neither is one that says the same.
func TestAnswersThatMoved(t *testing.T) {
	f := small()
	data := workbook(t, f)
	rows := rowsOf(t, f, data)
	data = edited(t, data, func(x *excelize.File) error {
		return errors.Join(x.SetCellValue(answers, fmt.Sprint("E", rows["may_tinh"]), 260), x.SetCellValue(answers, fmt.Sprint("E", rows["muc"]), 2),
			x.SetCellValue(answers, fmt.Sprint("F", rows["muc"]), nil), x.SetCellValue(answers, fmt.Sprint("G", rows["muc"]), nil),
			x.SetCellValue(answers, fmt.Sprint("E", rows["cbccvc"]), 300))
	})
	f.Values["may_tinh"] = SheetValue{Value: scoring.GiveInt(255), Version: 4}
	f.Values["bang_thong"] = SheetValue{Value: scoring.GiveInt(99), Version: 2}
	f.Values["cbccvc"] = SheetValue{Value: scoring.GiveInt(300), Version: 1}
	changes, notes, err := ReadForm("f.xlsx", data, f, sheet.Options{})
	want := fmt.Sprintf("E%d may_tinh: 255 → 260 moved\nE%d muc: [Đơn vị không có\nhệ thống này] → 2", rows["may_tinh"], rows["muc"])
	if listed(f, changes) != want || err != nil || len(notes) > 0 {
		t.Errorf("%s\n%s", listed(f, changes), told(err, notes))
	}
	if len(changes) == 2 && (changes[0].Revision != 3 || changes[0].Agency != "so-y-te") {
		t.Errorf("%+v", changes[0])
	}
}

// Every set of typed values comes back as exactly those changes.
func TestAnyValuesComeBack(t *testing.T) {
	names := append(criteria.Shipped(), "")
	for seed := range uint64(rounds(5)) {
		r := rand.New(rand.NewPCG(seed, 1))
		f := small()
		if name := names[r.IntN(len(names))]; name != "" {
			loaded, err := criteria.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			f.Framework = loaded
			f.Lines = SheetLines(loaded, nil)
		}
		f.Values = map[string]SheetValue{}
		_, order := sheetItems(f.Framework, f.Lines, f.Lang)
		for _, it := range order {
			if v := anyValue(r, it); r.IntN(3) > 0 {
				v.Version = r.Int64N(1000)
				f.Values[it.Code] = v
			}
		}
		f.Lang = text.Langs[r.IntN(2)]
		data := workbook(t, f)
		if changes, notes, err := ReadForm("f.xlsx", data, f, sheet.Options{}); err != nil || len(changes)+len(notes) > 0 {
			t.Fatalf("seed %d: %s\n%s", seed, listed(f, changes), told(err, notes))
		}
		rows := rowsOf(t, f, data)
		want := map[string]SheetValue{}
		data = edited(t, data, func(x *excelize.File) error {
			tab := x.GetSheetList()[1]
			for _, it := range order {
				if r.IntN(2) == 0 {
					continue
				}
				v := anyValue(r, it)
				if !v.same(f.Values[it.Code]) {
					want[it.Code] = v
				}
				if err := typed(r, x, tab, rows[it.Code], it, v, f.Lang); err != nil {
					return err
				}
			}
			return nil
		})
		changes, notes, err := ReadForm("f.xlsx", data, f, sheet.Options{Decimal: f.Lang.Decimal()})
		if err != nil || len(notes) > 0 {
			t.Fatalf("seed %d: %s", seed, told(err, notes))
		}
		for _, c := range changes {
			if v, ok := want[c.Item]; !ok || !v.same(c.After) || c.Revision != f.Values[c.Item].Version || c.Moved {
				t.Errorf("seed %d: %s: %+v, want %+v", seed, c.Item, c, v)
			}
			delete(want, c.Item)
		}
		for item, v := range want {
			t.Errorf("seed %d: %s: %+v is lost", seed, item, v)
		}
	}
}

// anyValue draws an answer that the item takes.
func anyValue(r *rand.Rand, it *sheetItem) SheetValue {
	switch r.IntN(8) {
	case 0:
		return SheetValue{}
	case 1:
		return SheetValue{NotApplicable: true, Reason: nasty[r.IntN(len(nasty))]}
	}
	switch it.Type {
	case scoring.Words:
		return SheetValue{Words: nasty[r.IntN(len(nasty))], Value: scoring.GiveInt(0)}
	case scoring.YesNo:
		return SheetValue{Value: scoring.GiveBool(r.IntN(2) == 0)}
	case scoring.Choice:
		return SheetValue{Value: scoring.GiveInt(1 + r.Int64N(int64(len(it.Options))))}
	}
	lo, hi := it.bounds()
	low, high := scoring.Int(-1_000_000), scoring.Int(1_000_000)
	if lo != nil {
		low = *lo
	}
	if hi != nil {
		high = *hi
	}
	n := scoring.Int(r.Int64N(2_000_000)).Sub(scoring.Int(1_000_000))
	if !it.whole() {
		n = n.Mul(scoring.MustNum([]string{"0.001", "0.1", "1", "0.000001"}[r.IntN(4)]))
	}
	n = n.Clamp(low, high)
	if it.whole() && !n.IsInt() {
		n = n.Round(scoring.Down, 0)
	}
	return SheetValue{Value: scoring.Give(n)}
}

// escaped are the marks by which workbooks hold characters.
var escaped = regexp.MustCompile(`_(x[0-9A-Fa-f]{4}_)`)

// asExcel is s as Excel keeps it: what only looks like such a mark is guarded.
// The library that types here writes shared strings as they come.
func asExcel(s string) string { return escaped.ReplaceAllString(s, "_x005F_$1") }

// nasty are words that files tend to lose or to run.
var nasty = []string{
	"Đã làm", "=1+1", "+84 900", "-", "@SUM(A1)", "1.234", "0012", "03/04/2026", "a\nb", `"quoted"`, "<b>&amp;</b>", "_x0041_", "TRUE",
	"＝1", "hoà bình", "'đầu", "x", "n/a", "1E5", "🙂 \u200d", "http://a.vn",
}

// typed puts an answer into its cells as a person would.
func typed(r *rand.Rand, x *excelize.File, tab string, row int, it *sheetItem, v SheetValue, lang text.Lang) error {
	_, s := it.cell(v, lang)
	var answer any = s
	switch {
	case v.Value.State != scoring.Given:
		answer = nil
	case it.words == nil && it.Type != scoring.Words && r.IntN(2) == 0:
		answer = text.FormatDecimal(s, lang)
	case it.words == nil && it.Type != scoring.Words:
		answer = v.Value.Num.Float64()
	case it.Type == scoring.Words:
		answer = asExcel(s)
	}
	var sign, reason any
	if v.NotApplicable {
		sign, reason = "x", asExcel(v.Reason)
	}
	return errors.Join(x.SetCellValue(tab, fmt.Sprint("E", row), answer), x.SetCellValue(tab, fmt.Sprint("F", row), sign), x.SetCellValue(tab, fmt.Sprint("G", row), reason))
}
