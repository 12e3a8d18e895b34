package answers

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

func leaf(code string, rule scoring.Rule) *scoring.Node {
	return &scoring.Node{Code: code, Name: scoring.Text{Vi: code}, Max: scoring.Int(10), Rule: rule, Applies: &scoring.Applies{Exempt: true}}
}

// program is a small framework with an item of every type.
func program(t testing.TB) *scoring.Program {
	t.Helper()
	high := scoring.Int(10)
	zero := scoring.Int(0)
	item := func(code string, typ scoring.ItemType) scoring.Item {
		return scoring.Item{Code: code, Name: scoring.Text{Vi: "Số " + code}, Unit: scoring.Text{Vi: "đơn vị"}, Type: typ}
	}
	level := item("cap_do", scoring.Level)
	level.Min, level.Max = &zero, &high
	choice := item("truong_ban", scoring.Choice)
	choice.Options = []scoring.Option{{Code: "truong-ban"}, {Code: "pho-ban"}}
	byHand := item("diem_hd", scoring.Number)
	byHand.Min, byHand.Max = &zero, &high
	p, err := scoring.Compile(&scoring.Framework{
		Code: "test", Version: "1", Status: scoring.StatusDraft, Name: scoring.Text{Vi: "Thử"},
		Groups:      []scoring.Group{{Code: "so"}, {Code: "huyen"}},
		Adjustments: &scoring.Adjustments{Min: scoring.Int(-2), Max: scoring.Int(1), Nodes: []string{"TONG"}},
		Items: []scoring.Item{
			item("may_tinh", scoring.Count), item("cbccvc", scoring.Count), item("bang_thong", scoring.Number),
			item("ty_le", scoring.Percent), item("ket_noi", scoring.YesNo), choice, level, item("mo_ta", scoring.Words), byHand,
		},
		Root: &scoring.Node{Code: "TONG", Name: scoring.Text{Vi: "Tổng"}, Max: scoring.Int(20), Children: []*scoring.Node{
			leaf("A", &scoring.Ratio{Of: scoring.Of("may_tinh", "cbccvc")}),
			{Code: "B", Name: scoring.Text{Vi: "B"}, Max: scoring.Int(10), Rule: &scoring.Manual{Item: "diem_hd"}},
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func book(t testing.TB, name, content string, o sheet.Options) *sheet.Book {
	t.Helper()
	b, err := sheet.ReadBytes(name, []byte(content), o)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return b
}

// readCSV reads a table of answers and, when it is not "", one of agencies.
func readCSV(t testing.TB, answers, agencies string, decimal text.Decimal) (*Set, fault.List) {
	t.Helper()
	from := Sources{Answers: book(t, "a.csv", answers, sheet.Options{}), Decimal: decimal}
	if agencies != "" {
		from.Agencies = book(t, "g.csv", agencies, sheet.Options{})
	}
	set, err := Read(program(t), from)
	var list fault.List
	if err != nil && !errors.As(err, &list) {
		t.Fatalf("%v is no list of faults", err)
	}
	return set, list
}

const agenciesTable = "code,name,group\ns1,Sở Một,so\ns2,Sở Hai,so\n"

// value reads one cell of one column, with a blank or a right one beside it.
func value(t *testing.T, item, cell string, decimal text.Decimal) (scoring.Value, string, *fault.Fault) {
	t.Helper()
	set, faults := readCSV(t, "agency,"+item+"\ns1,\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n", agenciesTable, decimal)
	if len(faults) > 0 {
		return scoring.Value{}, "", faults[0]
	}
	i, _ := set.Cohort.Program().Item(item)
	return set.Cohort.Value(0, i), set.Reasons[[2]int{0, i}], nil
}

// TestCells has a line for every row of "What a cell holds".
func TestCells(t *testing.T) {
	num := func(s string) scoring.Value { return scoring.Give(scoring.MustNum(s)) }
	for _, c := range []struct {
		item, cell string
		want       scoring.Value
	}{
		{"may_tinh", "250", num("250")},
		{"may_tinh", "1 250", num("1250")},
		{"may_tinh", "1.234.567", num("1234567")},
		{"may_tinh", "0", num("0")},
		{"may_tinh", "", scoring.Value{}},
		{"may_tinh", "   ", scoring.Value{}},
		{"cap_do", "3", num("3")},
		{"bang_thong", "62,5", num("62.5")},
		{"bang_thong", "62.5", num("62.5")},
		{"bang_thong", "1.234,5", num("1234.5")},
		{"bang_thong", "1,234.5", num("1234.5")},
		{"ty_le", "97,5", num("97.5")},
		{"ty_le", "97,5 %", num("97.5")},
		{"ty_le", "97.5%", num("97.5")},
		{"ket_noi", "1", num("1")},
		{"ket_noi", "có", num("1")},
		{"ket_noi", "CÓ", num("1")},
		{"ket_noi", norm.NFD.String("có"), num("1")},
		{"ket_noi", "x", num("1")},
		{"ket_noi", "yes", num("1")},
		{"ket_noi", "0", num("0")},
		{"ket_noi", "không", num("0")},
		{"ket_noi", "no", num("0")},
		{"truong_ban", "pho-ban", num("2")},
		{"mo_ta", "bất cứ điều gì", num("0")},
		{"diem_hd", "7,25", num("7.25")},
	} {
		got, reason, f := value(t, c.item, c.cell, text.AskDecimal)
		if f != nil || reason != "" || got.State != c.want.State || !got.Num.Equal(c.want.Num) {
			t.Errorf("%s %q: %+v, %v", c.item, c.cell, got, f)
		}
	}
}

func TestInapplicable(t *testing.T) {
	for _, cell := range []string{"N/A: chưa có", "n/a:chưa có", "KAD: chưa có", "kad : chưa có", "Không áp dụng: chưa có", norm.NFD.String("không áp dụng: chưa có")} {
		for _, item := range []string{"may_tinh", "ket_noi", "truong_ban", "mo_ta", "ty_le"} {
			got, reason, f := value(t, item, cell, text.AskDecimal)
			if f != nil || got.State != scoring.Inapplicable || reason != "chưa có" {
				t.Errorf("%s %q: %+v %q %v", item, cell, got, reason, f)
			}
		}
	}
}

func TestWrongCells(t *testing.T) {
	for _, c := range []struct {
		item, cell, key string
		decimal         text.Decimal
	}{
		{"may_tinh", "-", "answers.value.dash", 0},
		{"may_tinh", "–", "answers.value.dash", 0},
		{"mo_ta", "-", "answers.value.dash", 0},
		{"ket_noi", "—", "answers.value.dash", 0},
		{"may_tinh", "N/A", "answers.value.unreasoned", 0},
		{"may_tinh", "KAD:  ", "answers.value.unreasoned", 0},
		{"mo_ta", "không áp dụng", "answers.value.unreasoned", 0},
		{"bang_thong", "1.234", "text.number.ambiguous", 0},
		{"bang_thong", "1,234", "text.number.ambiguous", 0},
		{"may_tinh", "1.234", "text.number.ambiguous", 0},
		{"may_tinh", "1.234", "answers.value.whole", text.PointDecimal},
		{"may_tinh", "62,5", "answers.value.whole", 0},
		{"may_tinh", "-5", "answers.value.range", 0},
		{"may_tinh", "97%", "answers.value.percent", 0},
		{"bang_thong", "97,5 %", "answers.value.percent", 0},
		{"ty_le", "97 ‰", "answers.value.percent", 0},
		{"ty_le", "100,5", "answers.value.range", 0},
		{"cap_do", "11", "answers.value.range", 0},
		{"diem_hd", "10,5", "answers.value.range", 0},
		{"ket_noi", "2", "answers.value.yesno", 0},
		{"ket_noi", "chưa", "answers.value.yesno", 0},
		{"truong_ban", "Phó Ban", "answers.value.option", 0},
		{"truong_ban", "2", "answers.value.option", 0},
		{"may_tinh", "245/250", "text.number.invalid", 0},
		{"may_tinh", "khoảng 250", "text.number.invalid", 0},
	} {
		got, _, f := value(t, c.item, c.cell, c.decimal)
		if f == nil || f.Key != c.key || f.Warning {
			t.Errorf("%s %q: %+v, %v; want %s", c.item, c.cell, got, f, c.key)
			continue
		}
		if f.At.File != "a.csv" || f.At.Line != 2 || f.At.Col != 2 || f.At.Field != c.item || f.Found != strings.TrimSpace(c.cell) {
			t.Errorf("%s %q: at %v, found %q", c.item, c.cell, f.At, f.Found)
		}
	}
	// A range without an end is said without the sign for infinity.
	texts, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	for lang, want := range map[text.Lang]string{text.Vi: "Cần có: một số từ 0 trở lên.", text.En: "a number of 0 or more."} {
		if _, _, f := value(t, "may_tinh", "-5", 0); !strings.Contains(texts.Fault(lang, f), want) {
			t.Errorf("%s: %s", lang, texts.Fault(lang, f))
		}
	}
	// What is asked can be answered.
	got, _, f := value(t, "may_tinh", "1.234", text.CommaDecimal)
	if f != nil || !got.Num.Equal(scoring.Int(1234)) {
		t.Errorf("1.234 with a decimal comma: %+v %v", got, f)
	}
}

// TestTables has a line for every row of "Both tables" and of the columns.
func TestTables(t *testing.T) {
	for _, c := range []struct {
		name, answers, agencies string
		want                    []string // keys of the faults, in order
	}{
		{"as it should be", "agency,may_tinh\ns1,1\ns2,2\n", agenciesTable, nil},
		{"semicolons", "agency;bang_thong\ns1;62,5\ns2;1\n", "code;name;group\ns1;A;so\ns2;B;so\n", nil},
		{"tabs", "agency\tmay_tinh\ns1\t1\ns2\t2\n", agenciesTable, nil},
		{"heading in capitals, Vietnamese, NFD", norm.NFD.String("  MÃ CƠ QUAN ,MAY_TINH,Ghi Chú\ns1,1,?\ns2,1,?\n"), norm.NFD.String("MÃ,TÊN CƠ QUAN,NHÓM\ns1,A,so\ns2,B,so\n"), nil},
		{"remarks and blank rows", "# nháp,\n\nagency,may_tinh\n# Mã,Số máy (máy)\ns1,1\n,\ns2,2\n", agenciesTable, nil},
		{"columns and rows in any order", "agency,cbccvc,may_tinh\ns2,2,1\ns1,2,1\n", agenciesTable, nil},
		{"agency not first", "may_tinh,agency\n1,s1\n2,s2\n", agenciesTable, []string{"answers.heading.first"}},
		{"unknown column", "agency,may_tin\ns1,1\ns2,1\n", agenciesTable, []string{"answers.column.unknown"}},
		{"column twice", "agency,may_tinh,may_tinh\ns1,1,1\ns2,1,1\n", agenciesTable, []string{"answers.column.twice"}},
		{"column without heading", "agency,may_tinh,\ns1,1,7\ns2,1,\n", agenciesTable, []string{"answers.column.nameless"}},
		{"agency twice", "agency,may_tinh\ns1,1\ns1,2\ns2,1\n", agenciesTable, []string{"answers.agency.twice"}},
		{"values of an agency that is refused", "agency,may_tinh,cbccvc,ty_le\ns1,1,1,1\ns1,-1,1.5,101\ns9,1,-1,5\ns2,1,1,1\n", agenciesTable,
			[]string{"answers.agency.twice", "answers.value.range", "answers.value.whole", "answers.value.range", "answers.agency.unlisted", "answers.value.range"}},
		{"agency unlisted", "agency,may_tinh\ns1,1\ns9,2\ns2,1\n", agenciesTable, []string{"answers.agency.unlisted"}},
		{"no code", "agency,may_tinh\ns1,1\n,2\ns2,1\n", agenciesTable, []string{"answers.agency.none"}},
		{"code with blanks", "agency,may_tinh\ns 1,1\ns2,1\ns1,1\n", agenciesTable, []string{"answers.agency.form"}},
		{"no rows", "agency,may_tinh\n", agenciesTable, []string{"answers.rows.none"}},
		{"only remarks", "# agency,may_tinh\n", agenciesTable, []string{"answers.heading.none"}},
		{"groups in the answers", "agency,name,group,may_tinh\ns1,Sở Một,so,1\nh1,,huyen,2\n", "", nil},
		{"groups nowhere", "agency,may_tinh\ns1,1\n", "", []string{"answers.group.nowhere"}},
		{"unknown group", "agency,group,may_tinh\ns1,xa,1\n", "", []string{"answers.group.unknown"}},
		{"no group", "agency,group,may_tinh\ns1,,1\n", "", []string{"answers.group.unknown"}},
		{"agencies: group missing", "agency,may_tinh\ns1,1\n", "code,name\ns1,A\n", []string{"answers.column.missing"}},
		{"agencies: twice", "agency,may_tinh\ns1,1\n", "code,name,group\ns1,A,so\ns1,A,so\n", []string{"answers.agency.twice"}},
		{"agencies: no name", "agency,may_tinh\ns1,1\n", "code,name,group\ns1,,so\n", []string{"answers.name.none"}},
		{"agencies: unknown column", "agency,may_tinh\ns1,1\n", "code,name,group,may_tinh\ns1,A,so,1\n", []string{"answers.column.unknown"}},
		{"all in one pass", "agency,may_tin,ket_noi,cbccvc\ns1,1,chưa,-\ns3,1,1,2l\n", "code,name,group\ns1,A,xa\ns1,B,so\n",
			[]string{"answers.column.unknown", "answers.value.yesno", "answers.value.dash", "answers.agency.unlisted", "text.number.invalid", "answers.group.unknown", "answers.agency.twice"}},
	} {
		set, faults := readCSV(t, c.answers, c.agencies, text.AskDecimal)
		var keys []string
		for _, f := range faults {
			keys = append(keys, f.Key)
			if f.At.File == "" || f.At.Line == 0 && !strings.HasSuffix(f.Key, ".missing") && !strings.HasSuffix(f.Key, ".nowhere") && !strings.HasSuffix(f.Key, ".none") {
				t.Errorf("%s: %v does not say where", c.name, f)
			}
		}
		slices.Sort(keys)
		want := slices.Sorted(slices.Values(c.want))
		if !slices.Equal(keys, want) || (set == nil) != (len(want) > 0) {
			t.Errorf("%s: %v, want %v\n%v", c.name, keys, want, faults)
		}
	}
}

func TestNotes(t *testing.T) {
	set, faults := readCSV(t, "agency,may_tinh,ty_le\ns1,1,0.5\ns2,1,1\ns3,1,\"0,25\"\n", agenciesTable+"s3,C,so\ns4,D,huyen\n", text.AskDecimal)
	if faults != nil {
		t.Fatal(faults)
	}
	var keys []string
	for _, f := range set.Notes {
		keys = append(keys, f.Key)
	}
	if want := []string{"answers.items.absent", "answers.percent.small", "answers.agency.silent"}; !slices.Equal(keys, want) {
		t.Errorf("notes %v, want %v", keys, want)
	}
	if a := set.Cohort.Agencies(); len(a) != 4 || a[3].Name != "D" || a[3].Group != "huyen" {
		t.Errorf("agencies %+v", a)
	}
	if v := set.Cohort.Value(3, 0); v.State != scoring.Absent {
		t.Errorf("an agency without a row has %+v", v)
	}
}

func TestExemptionsAndAdjustments(t *testing.T) {
	agencies := "code,name,group,exempt,adjust,note\n" +
		"s1,A,so,\"A: không có [15/TB-HĐ]\",\"TONG -0,5: báo cáo chậm [22/BC; Tổ thẩm định] | TONG -1: nộp thiếu\",chú thích\n"
	set, faults := readCSV(t, "agency,may_tinh\ns1,1\n", agencies, text.AskDecimal)
	if faults != nil {
		t.Fatal(faults)
	}
	if got := set.Cohort.Agencies()[0].Exemptions; len(got) != 1 || got[0] != (scoring.Exemption{Node: "A", Reason: "không có", Reference: "15/TB-HĐ"}) {
		t.Errorf("%+v", got)
	}
	if len(set.Adjustments) != 2 {
		t.Fatalf("%+v", set.Adjustments)
	}
	if a := set.Adjustments[0]; a.Agency != "s1" || a.Node != "TONG" || a.Points.String() != "-0.5" || a.Reason != "báo cáo chậm" || a.Reference != "22/BC" || a.By != "Tổ thẩm định" {
		t.Errorf("%+v", a)
	}
	if a := set.Adjustments[1]; a.Points.String() != "-1" || a.Reason != "nộp thiếu" || a.Reference != "" {
		t.Errorf("%+v", a)
	}
	for _, c := range []struct{ exempt, adjust, key string }{
		{"Z: lý do", "", "answers.node.unknown"},
		{"B: lý do", "", "answers.exempt.forbidden"},
		{"A", "", "answers.reason.none"},
		{"A: [15/TB]", "", "answers.reason.none"},
		{"A thừa: lý do", "", "answers.exempt.form"},
		{"A: lý do | A: lý do", "", "answers.exempt.twice"},
		{"", "Z -1: lý do", "answers.node.unknown"},
		{"", "A -1: lý do", "answers.adjust.forbidden"},
		{"", "TONG 0,5: lý do", "answers.adjust.sign"},
		{"", "TONG: lý do", "answers.adjust.sign"},
		{"", "TONG -1%: lý do", "answers.adjust.sign"},
		{"", "TONG -x: lý do", "text.number.invalid"},
		{"", "TONG -1.234: lý do", "text.number.ambiguous"},
		{"", "TONG -1", "answers.reason.none"},
		{"", "TONG -1,5: một | TONG -1: hai", "answers.adjust.range"},
		{"", "TONG +2: nhiều", "answers.adjust.range"},
	} {
		_, faults := readCSV(t, "agency,may_tinh\ns1,1\n", "code,name,group,exempt,adjust\ns1,A,so,\""+c.exempt+"\",\""+c.adjust+"\"\n", text.AskDecimal)
		if len(faults) != 1 || faults[0].Key != c.key || faults[0].At.Line != 2 || faults[0].At.Field == "" {
			t.Errorf("%q %q: %v, want %s", c.exempt, c.adjust, faults, c.key)
		}
	}
}

func TestEncodings(t *testing.T) {
	table := "agency,name,group,ket_noi\ns1,Sở Nội vụ và Truyền thông tỉnh,so,không\ns2,Sở Kế hoạch và Đầu tư,so,có\n"
	decomposed := strings.NewReplacer("ở", "ơ\u0309", "ộ", "ô\u0323", "ề", "ê\u0300", "ỉ", "i\u0309", "ế", "ê\u0301", "ạ", "a\u0323", "ầ", "â\u0300", "ụ", "u\u0323").Replace(table)
	windows, err := charmap.Windows1258.NewEncoder().String(decomposed)
	if err != nil {
		t.Fatal(err)
	}
	for name, data := range map[string]string{"UTF-8": table, "BOM": "\uFEFF" + table, "NFD": norm.NFD.String(table), "Windows-1258": windows} {
		set, err := Read(program(t), Sources{Answers: book(t, "a.csv", data, sheet.Options{})})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := set.Cohort.Agencies()[0].Name; got != "Sở Nội vụ và Truyền thông tỉnh" {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// TestOldFonts: TCVN3, as files of before 2002 have it, is recognised or told.
func TestOldFonts(t *testing.T) {
	// "Sở Nội vụ tỉnh Bắc Ninh" in the bytes of TCVN 5712:1993.
	name := "S\xeb N\xe9i v\xf4 t\xd8nh B\xbec Ninh"
	table := "agency,name,group,ket_noi\ns1," + name + ",so,1\n"
	for _, o := range []sheet.Options{{}, {Encoding: text.TCVN3}} {
		set, err := Read(program(t), Sources{Answers: book(t, "a.csv", table, o)})
		if err != nil {
			t.Fatal(err)
		}
		if got := set.Cohort.Agencies()[0].Name; got != "Sở Nội vụ tỉnh Bắc Ninh" {
			t.Errorf("%v: %q", o.Encoding, got)
		}
	}
	// Too little to tell by: a question, nothing is stored wrong.
	_, err := sheet.ReadBytes("a.csv", []byte("agency,name\ns1,\xeb\xe9\n"), sheet.Options{})
	var f *fault.Fault
	if !errors.As(err, &f) || f.Ask == nil || f.Ask.Option != text.OptionEncoding {
		t.Errorf("%v", err)
	}
}

// TestFormulasAndHidden: a stored value counts with a warning, a formula without
// one is a fault, what is hidden is read with a warning.
func TestFormulasAndHidden(t *testing.T) {
	make := func(change func(f *excelize.File)) (*Set, error) {
		f := excelize.NewFile()
		for at, v := range map[string]any{"A1": "agency", "B1": "may_tinh", "C1": "group", "A2": "s1", "B2": 5, "C2": "so", "A3": "s2", "B3": 7, "C3": "so"} {
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				t.Fatal(err)
			}
		}
		change(f)
		data, err := f.WriteToBuffer()
		if err != nil {
			t.Fatal(err)
		}
		return Read(program(t), Sources{Answers: book(t, "a.xlsx", data.String(), sheet.Options{})})
	}
	keys := func(l fault.List) (keys []string) {
		for _, f := range l {
			keys = append(keys, f.Key+" "+f.At.Cell())
		}
		return keys
	}
	set, err := make(func(f *excelize.File) {
		if err := errors.Join(f.SetCellValue("Sheet1", "B2", nil), f.SetCellFormula("Sheet1", "B2", "2+3")); err != nil {
			t.Fatal(err)
		}
	})
	var list fault.List
	if set != nil || !errors.As(err, &list) || !slices.Equal(keys(list), []string{"sheet.formula.uncached B2"}) {
		t.Errorf("without a stored value: %v", err)
	}
	set, err = make(func(f *excelize.File) {
		if err := errors.Join(f.SetCellFormula("Sheet1", "B2", "2+3"), f.SetRowVisible("Sheet1", 3, false)); err != nil {
			t.Fatal(err)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if v := set.Cohort.Value(0, 0).Num.String() + set.Cohort.Value(1, 0).Num.String(); v != "57" {
		t.Errorf("values %s, want 5 and 7", v)
	}
	for _, want := range []string{"sheet.formula.cached B2", "sheet.row.hidden "} {
		if !slices.Contains(keys(set.Notes), want) {
			t.Errorf("%s is not among %v", want, keys(set.Notes))
		}
	}
}

// TestWorkbook: both sheets in one file, typed cells, a merged area, a sheet
// that nobody reads.
func TestWorkbook(t *testing.T) {
	make := func(change func(answers *sheet.Page, w *sheet.Workbook)) (*Set, fault.List) {
		w := sheet.New(sheet.Meta{})
		page := w.Page("answers", sheet.Layout{})
		page.Row(sheet.Head, sheet.Text("agency"), sheet.Text("may_tinh"), sheet.Text("ty_le"), sheet.Text("ket_noi"))
		page.Row(sheet.Body, sheet.Text("s1"), sheet.Int(1250), sheet.Share(scoring.MustNum("39/40").Rat(), 2), sheet.Bool(true))
		page.Row(sheet.Body, sheet.Text("s2"), sheet.Text("1 250"), sheet.Decimal("97.5", -1), sheet.Text("không"))
		other := w.Page("agencies", sheet.Layout{})
		other.Row(sheet.Head, sheet.Text("code"), sheet.Text("name"), sheet.Text("group"))
		other.Row(sheet.Body, sheet.Text("s1"), sheet.Text("A"), sheet.Text("so"))
		other.Row(sheet.Body, sheet.Text("s2"), sheet.Text("B"), sheet.Text("huyen"))
		change(page, w)
		var data bytes.Buffer
		if err := w.WriteXLSX(&data); err != nil {
			t.Fatal(err)
		}
		set, err := Read(program(t), Sources{Answers: book(t, "a.xlsx", data.String(), sheet.Options{})})
		var list fault.List
		errors.As(err, &list)
		return set, list
	}
	set, faults := make(func(*sheet.Page, *sheet.Workbook) {})
	if faults != nil {
		t.Fatal(faults)
	}
	for a := range 2 {
		for i, want := range []string{"1250", "", "", "97.5", []string{"1", "0"}[a]} {
			if v := set.Cohort.Value(a, i); want != "" && v.Num.String() != want {
				t.Errorf("agency %d item %d: %v, want %s", a, i, v.Num, want)
			}
		}
	}
	set, _ = make(func(_ *sheet.Page, w *sheet.Workbook) {
		w.Page("Nháp", sheet.Layout{}).Row(sheet.Body, sheet.Text("?"))
	})
	if !slices.ContainsFunc(set.Notes, func(f *fault.Fault) bool { return f.Key == "answers.sheet.unread" && f.At.Sheet == "Nháp" }) {
		t.Errorf("the sheet that is not read: %v", set.Notes)
	}
	r, _ := sheet.ParseRange("B2:B3")
	_, faults = make(func(p *sheet.Page, _ *sheet.Workbook) { p.Merge(r) })
	if len(faults) == 0 || faults[0].Key != "answers.cell.merged" || faults[0].At.Cell() != "B2" {
		t.Errorf("merged: %v", faults)
	}
	_, faults = make(func(p *sheet.Page, _ *sheet.Workbook) {
		d, _ := text.ParseDate("01/05/2026")
		p.Row(sheet.Body, sheet.Text("s2x"), sheet.Day(d))
	})
	if len(faults) != 2 || faults[1].Key != "answers.value.date" || faults[1].At.Cell() != "B4" || faults[1].Found != "01/05/2026" {
		t.Errorf("a date for a number: %v", faults)
	}
}

// TestLongLineHidesNothing: a line with too many cells, or with a stray
// quotation mark, is one fault; the faults of all other lines are told with it,
// and nothing is told that merely follows from it.
func TestLongLineHidesNothing(t *testing.T) {
	read := func(answers, agencies string) (faults []string) {
		var all fault.List
		from := Sources{}
		var err error
		from.Answers, err = sheet.ReadBytes("a.csv", []byte(answers), sheet.Options{Remark: Remark})
		all.Add(err)
		if agencies != "" {
			from.Agencies, err = sheet.ReadBytes("g.csv", []byte(agencies), sheet.Options{Remark: Remark})
			all.Add(err)
		}
		_, err = Read(program(t), from)
		all.Add(err)
		all.Sort()
		for _, f := range all {
			faults = append(faults, f.At.String()+" "+f.Key)
		}
		return faults
	}
	for _, c := range []struct {
		name, answers, agencies string
		want                    []string
	}{
		{"answers", "agency,group,may_tinh,bang_thong\ns1,so,1,97,5\ns2,so,x,1\ns3,so,4\"0,1\ns4,la,2,3\n", "",
			[]string{"a.csv:2:5 sheet.csv.ragged", "a.csv:3:3 (may_tinh) text.number.invalid", "a.csv:4:3 sheet.csv.quote", "a.csv:5:2 (group) answers.group.unknown"}},
		{"agencies", "agency,may_tinh\ns1,1\ns2,-\n", "code,name,group\ns1,Sở A,so,1\ns2,Sở B,so\n",
			[]string{"g.csv:2:4 sheet.csv.ragged", "a.csv:3:2 (may_tinh) answers.value.dash"}},
		{"one line alone", "agency,group,may_tinh\ns1,so,1,2\n", "", []string{"a.csv:2:4 sheet.csv.ragged"}},
		{"a comma in a remark is no column", "# giả định, minh họa\nagency,group,may_tinh\n# a, b, c, d\ns1,so,-\n", "",
			[]string{"a.csv:4:3 (may_tinh) answers.value.dash"}},
		{"nor a separator", "# giả định, minh họa\nagency;group;bang_thong\ns1;so;-\n", "",
			[]string{"a.csv:3:3 (bang_thong) answers.value.dash"}},
	} {
		if got := read(c.answers, c.agencies); !slices.Equal(got, c.want) {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, strings.Join(got, "\n"), strings.Join(c.want, "\n"))
		}
	}
}

// TestTitleAboveTheHeading: what cannot be told for want of a heading is not told.
func TestTitleAboveTheHeading(t *testing.T) {
	for _, c := range []struct{ name, answers, agencies string }{
		{"answers", "BẢNG SỐ LIỆU NĂM 2017\nagency,group,may_tinh\ns1,so,1\n", ""},
		{"agencies", "agency,may_tinh\ns1,1\n", "DANH SÁCH CƠ QUAN\ncode,name,group\ns1,Sở A,so\n"},
	} {
		_, faults := readCSV(t, c.answers, c.agencies, text.AskDecimal)
		if len(faults) != 1 || faults[0].Key != "answers.heading.first" {
			t.Errorf("%s: %v, want one fault, of the heading", c.name, faults)
		}
	}
}

// TestAgenciesThatLookAlike: two codes that a reader takes for one are ranked as
// two, with a warning.
func TestAgenciesThatLookAlike(t *testing.T) {
	for _, other := range []string{"SO-Á", "ѕо-á", "ｓｏ-á"} {
		set, faults := readCSV(t, "agency,group,may_tinh\nso-á,so,1\nso-b,so,1\n"+other+",so,2\n", "", text.AskDecimal)
		if len(faults) > 0 {
			t.Fatalf("%s: %v", other, faults)
		}
		alike := 0
		for _, n := range set.Notes {
			if n.Key == "answers.agency.alike" && n.At.Line == 4 && n.Args["other"] == "so-á" {
				alike++
			}
		}
		if alike != 1 || len(set.Cohort.Agencies()) != 3 {
			t.Errorf("%s: %d agencies, %v", other, len(set.Cohort.Agencies()), set.Notes)
		}
	}
}
