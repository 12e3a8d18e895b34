package criteria

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// small is a framework with one of everything, whose cells are easy to name.
func small() *scoring.Framework {
	vi := func(s string) scoring.Text { return scoring.Text{Vi: s, En: "en " + s} }
	return &scoring.Framework{
		Code: "mau", Version: "1", Name: vi("Bộ tiêu chí mẫu"),
		Groups: []scoring.Group{{Code: "so", Name: vi("Sở")}, {Code: "xa", Name: vi("Xã")}},
		Bands: []scoring.Band{
			{Code: "tot", Name: vi("Tốt"), From: *num("80"), To: *num("100"), Require: []scoring.Condition{{Node: "A", Op: scoring.Ge, Value: *num("50")}}},
			{Code: "kha", Name: vi("Khá"), From: scoring.Num{}, To: *num("80")},
		},
		Gates: []scoring.Gate{{Code: "quy_che", Name: vi("Có quy chế"), Cap: "kha", Require: []scoring.Condition{{Item: "lan", Op: scoring.Eq, Value: *num("1")}}}},
		Items: []scoring.Item{
			{Code: "may_tinh", Name: vi("Số máy tính"), Type: scoring.Count}, {Code: "cbccvc", Name: vi("Số người"), Type: scoring.Count},
			{Code: "lan", Name: vi("Có mạng LAN"), Type: scoring.YesNo},
			{Code: "chuc_vu", Name: vi("Chức vụ"), Type: scoring.Choice, Options: []scoring.Option{{Code: "truong", Name: vi("Trưởng")}, {Code: "pho", Name: vi("Phó")}}},
			{Code: "diem", Name: vi("Điểm Hội đồng"), Type: scoring.Number, Min: num("0"), Max: num("2")},
		},
		Root: &scoring.Node{Code: "T", Name: vi("Tổng điểm"), Max: *num("10"), Children: []*scoring.Node{
			{Code: "A", Name: vi("Hạ tầng"), Max: *num("5"), Children: []*scoring.Node{
				{Code: "A1", Name: vi("Máy tính"), Max: *num("3.5"), Rule: &scoring.Ratio{Of: scoring.Of("may_tinh", "cbccvc")}, Method: vi("a/b × điểm tối đa")},
				{Code: "A2", Name: vi("Mạng LAN"), Max: *num("1.5"), Rule: &scoring.YesNoRule{Item: "lan"}, Applies: &scoring.Applies{Groups: []string{"so"}}},
			}},
			{Code: "B", Name: vi("Chỉ đạo"), Max: *num("5"), Children: []*scoring.Node{
				{Code: "B1", Name: vi("Trưởng ban"), Max: *num("3"), Rule: &scoring.ChoiceRule{Item: "chuc_vu", Cases: []scoring.Case{{Option: "truong", Award: scoring.Award{Share: num("1")}}, {Option: "pho", Award: scoring.Award{Share: num("1/2")}}}}},
				{Code: "B2", Name: vi("Hội đồng chấm"), Max: *num("2"), Rule: &scoring.Manual{Item: "diem"}, Rubric: []scoring.RubricLine{{From: *num("1"), To: *num("2"), Text: vi("tốt")}}},
			}},
		}},
	}
}

// smallBook is written once; every edit begins from it.
var smallBook = sync.OnceValues(func() ([]byte, error) {
	var b bytes.Buffer
	err := WriteSheet(&b, &Document{Framework: small()}, text.Vi)
	return b.Bytes(), err
})

// edited is the workbook of small() after an edit in Excel.
func edited(t testing.TB, edit func(*excelize.File) error) []byte {
	t.Helper()
	base, err := smallBook()
	if err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(bytes.NewReader(base))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := edit(x); err != nil {
		t.Fatal(err)
	}
	b, err := x.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// faults lists what is told of an edited workbook, one a line: place, key or code.
func faults(err error, warnings fault.List) string {
	var all fault.List
	all.Add(err)
	all = append(all, warnings...)
	var lines []string
	for _, f := range all {
		key := f.Key
		var s *scoring.Fault
		if errors.As(f.Cause, &s) {
			key = string(s.Code)
		}
		if f.Warning {
			key = "(" + key + ")"
		}
		lines = append(lines, f.At.Sheet+"!"+f.At.Cell()+" "+key)
	}
	return strings.Join(lines, "\n")
}

func TestSmallIsSound(t *testing.T) {
	holdFaces(t, small())
	if f, notes, err := Open("f.xlsx", workbook(t, small(), text.Vi), sheet.Options{}); err != nil || len(notes) > 0 {
		t.Errorf("%v %v %v", f, faults(nil, notes), err)
	}
}

func TestEveryFaultHasItsCell(t *testing.T) {
	const a, b = "Bộ tiêu chí", "Chỉ tiêu dữ liệu"
	for name, c := range map[string]struct {
		set  map[string]any // "sheet!cell" → value
		want string
	}{
		"a maximum that does not add up":      {map[string]any{a + "!C7": 4}, a + "!C6 node.max_sum"},
		"a maximum that is no number":         {map[string]any{a + "!C7": "năm"}, a + "!C7 text.number.invalid"},
		"a maximum with two readings":         {map[string]any{a + "!C7": "1.234"}, a + "!C7 text.number.ambiguous"},
		"a maximum elsewhere hides no sum":    {map[string]any{a + "!C7": 4, a + "!C10": "tám"}, a + "!C6 node.max_sum\n" + a + "!C10 text.number.invalid"},
		"a maximum elsewhere hides no rule":   {map[string]any{a + "!J8": "count: {of: may_tinh, each: 1, cap: 9}", a + "!C10": "tám"}, a + "!C8 rule.over_max\n" + a + "!C10 text.number.invalid"},
		"a maximum that nobody reads":         {map[string]any{a + "!C11": "hai"}, a + "!C11 text.number.invalid"},
		"a decimal comma is fine":             {map[string]any{a + "!C7": "3,5", a + "!C8": "1,5"}, ""},
		"fractions are fine":                  {map[string]any{a + "!C7": "7/2"}, ""},
		"a percentage":                        {map[string]any{a + "!C7": "35%"}, a + "!C7 criteria.number.percent"},
		"a denominator of zero":               {map[string]any{a + "!C7": "7/0"}, a + "!C7 criteria.number.zero"},
		"one code twice":                      {map[string]any{a + "!H8": "A1"}, a + "!H8 criteria.code.twice" + "\nBản tiếng Anh!A6 criteria.node.unknown"},
		"no code":                             {map[string]any{a + "!H8": ""}, a + "!H8 criteria.code.none"},
		"an unknown parent":                   {map[string]any{a + "!I8": "Z"}, a + "!I8 criteria.parent.unknown"},
		"a loop":                              {map[string]any{a + "!I6": "A1"}, a + "!I6 criteria.parent.loop"},
		"two totals":                          {map[string]any{a + "!I6": ""}, a + "!I12 criteria.parent.none"},
		"an unknown rule":                     {map[string]any{a + "!J7": "tỷ lệ"}, a + "!J7 yaml.rule_unknown"},
		"a rule that is not closed":           {map[string]any{a + "!J7": "ratio: {of: a"}, a + "!J7 yaml.syntax"},
		"an unknown item":                     {map[string]any{a + "!J7": "ratio: {of: may_tinh / nguoi}"}, a + "!J7 item.unknown\n" + b + "!A5 (item.unused)"},
		"an unknown group":                    {map[string]any{a + "!R8": "so, huyen"}, a + "!R8 group.unknown"},
		"a word that is not offered":          {map[string]any{a + "!K7": "phụ"}, a + "!K7 criteria.word.unknown"},
		"words in any case and language":      {map[string]any{a + "!K7": "TÍNH  ĐIỂM", a + "!K8": "scored"}, ""},
		"an item of no type":                  {map[string]any{b + "!E4": "đếm"}, b + "!E4 criteria.word.unknown"},
		"an option of no item":                {map[string]any{"Phương án trả lời!A4": "chuc"}, "Phương án trả lời!A4 criteria.item.unknown"},
		"bands with a gap":                    {map[string]any{"Mức xếp loại!D5": 70}, "Mức xếp loại!C4 band.gap"},
		"a band without a number":             {map[string]any{"Mức xếp loại!D5": ""}, "Mức xếp loại!D5 criteria.number.none"},
		"a condition nobody reads":            {map[string]any{"Mức xếp loại!E4": "A tốt"}, "Mức xếp loại!E4 criteria.condition.form"},
		"a condition on an unknown node":      {map[string]any{"Mức xếp loại!E4": "điểm Z >= 50"}, "Mức xếp loại!E4 node.unknown"},
		"a gate with an unknown level":        {map[string]any{"Điều kiện bắt buộc!D4": "kém"}, "Điều kiện bắt buộc!D4 band.unknown"},
		"a group in itself":                   {map[string]any{"Nhóm cơ quan!C4": "so"}, "Nhóm cơ quan!A4 group.loop"},
		"a rubric above the maximum":          {map[string]any{"Hướng dẫn chấm điểm!C4": 9}, "Hướng dẫn chấm điểm!C4 rubric.range"},
		"a rubric of no criterion":            {map[string]any{"Hướng dẫn chấm điểm!A4": "Z"}, "Hướng dẫn chấm điểm!A4 criteria.node.unknown"},
		"a translation of no criterion":       {map[string]any{"Bản tiếng Anh!A4": "Z"}, "Bản tiếng Anh!A4 criteria.node.unknown"},
		"a setting nobody knows":              {map[string]any{"Thiết lập chung!A5": "Phien ban"}, "Thiết lập chung!A5 criteria.setting.unknown"},
		"a code of the framework":             {map[string]any{"Thiết lập chung!B4": "bộ mẫu"}, "Thiết lập chung!B4 code.form"},
		"a scale of zero":                     {map[string]any{"Thiết lập chung!B11": 0}, "Thiết lập chung!B11 number.positive"},
		"a rounding in other words":           {map[string]any{"Thiết lập chung!B13": "hai số"}, "Thiết lập chung!B13 criteria.rounding.form"},
		"a heading that is not there":         {map[string]any{a + "!H5": "Ký hiệu"}, a + "! criteria.column.none\n" + a + "!H5 (criteria.column.unknown)"},
		"several, in one pass":                {map[string]any{a + "!C7": "x", a + "!K8": "y", b + "!E4": "z"}, a + "!C7 text.number.invalid\n" + a + "!K8 criteria.word.unknown\n" + b + "!E4 criteria.word.unknown"},
		"a fault in a row that hangs nowhere": {map[string]any{a + "!I8": "Z", a + "!J8": "yes_no: {item: mang}"}, a + "!I8 criteria.parent.unknown\n" + a + "!J8 item.unknown"},
		"a remark under the table":            {map[string]any{a + "!B14": "Ghi chú: …"}, a + "! (criteria.row.ignored)"},
		"a further column":                    {map[string]any{a + "!W5": "Ý kiến", a + "!W7": "được"}, a + "!W5 (criteria.column.unknown)"},
	} {
		data := edited(t, func(x *excelize.File) error {
			for at, v := range c.set {
				s, cell, _ := strings.Cut(at, "!")
				if err := x.SetCellValue(s, cell, v); err != nil {
					return err
				}
			}
			return nil
		})
		_, notes, err := Open("f.xlsx", data, sheet.Options{})
		if got := faults(err, notes); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, c.want)
		}
	}
}
