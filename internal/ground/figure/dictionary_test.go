package figure

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func computers() Item {
	return Item{
		Code: "may_tinh", From: text.Date{Year: 2017, Month: 1, Day: 1}, Kind: Count,
		Name: Text{"Số máy tính trang bị cho cán bộ", "Computers given to staff"}, Definition: Text{"Máy để bàn và xách tay còn dùng được", ""},
		Unit: Text{"máy", "computers"}, Owner: Text{"Sở Thông tin và Truyền thông", ""}, Source: Text{"Danh mục thiết bị", "Inventory"},
		Basis: "Quyết định số 01/QĐ-UBND ngày 05/01/2017",
	}
}

func staff() Item {
	it := computers()
	it.Code, it.Name, it.Definition, it.Unit = "cbccvc", Text{"Số cán bộ, công chức, viên chức", "Staff"}, Text{"Có mặt tại ngày chốt", ""}, Text{"người", "people"}
	return it
}

func computersEach() Item {
	it := computers()
	it.Code, it.Name, it.Kind = "may_tinh_cbccvc", Text{"Tỷ lệ máy tính trên cán bộ", "Computers per staff member"}, Ratio
	it.Unit, it.Numerator, it.Denominator, it.Per = Text{"%", "%"}, "may_tinh", "cbccvc", 100
	return it
}

func network() Item {
	it := computers()
	it.Code, it.Name, it.Kind, it.Unit = "tslcd", Text{"Kết nối mạng truyền số liệu chuyên dùng", "On the dedicated network"}, YesNo, Text{}
	return it
}

func quality() Item {
	it := network()
	it.Code, it.Name, it.Kind = "lan", Text{"Mạng nội bộ", "Local network"}, Choice
	it.Options = []Option{{"khong", Text{"Không có", "None"}}, {"mot_phan", Text{"Một phần", "In part"}}, {"du", Text{"Đầy đủ", ""}}}
	return it
}

func dictionary(t testing.TB, items ...Item) *Dictionary {
	t.Helper()
	d, err := NewDictionary(items)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// keys tells the faults of an error as "field key", in the order of reading.
func keys(err error) (all []string) {
	var list fault.List
	list.Add(err)
	for _, f := range list {
		all = append(all, f.At.Field+" "+f.Key)
	}
	return all
}

func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	got := keys(err)
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("faults\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func TestSentences(t *testing.T) {
	if catalogueError != nil {
		t.Fatal(catalogueError)
	}
	for _, k := range Kinds {
		if !catalogue.Has("figure.kind." + string(k)) {
			t.Errorf("no word for %s", k)
		}
	}
	for _, c := range columns {
		if !catalogue.Has("figure.column." + c.key) {
			t.Errorf("no heading for %s", c.key)
		}
	}
	var list fault.List
	list.Add(func() error {
		_, err := dictionary(t, computers()).Define(computers())
		return err
	}())
	if got := catalogue.Fault(text.Vi, list[0]); !strings.Contains(got, "phiên bản 1, từ ngày 01/01/2017") {
		t.Error(got)
	}
}

func TestItemTellsAllThatIsWrong(t *testing.T) {
	for _, it := range []Item{computers(), staff(), computersEach(), network(), quality()} {
		if err := it.Check(); err != nil {
			t.Errorf("%s: %v", it.Code, err)
		}
	}
	two, half, three := Int(2), num(t, "1/2"), Int(3)
	bad := computers()
	bad.Code, bad.Name, bad.Unit, bad.From, bad.Min, bad.Max, bad.Numerator = "Máy", Text{"", "x"}, Text{}, text.Date{Year: 2026, Month: 2, Day: 30}, &three, &half, "a"
	bad.Options, bad.Definition.Vi, bad.Basis = []Option{{"a", Text{"A", ""}}}, "a\x00", "e\u0301"
	wantFaults(t, bad.Check(), "code figure.item.code", "nameVi figure.item.blank", "unitVi figure.item.unit", "from figure.item.day", "max figure.item.whole",
		"max figure.item.order", "numerator figure.item.parts", "options figure.item.optionless", "definitionVi figure.text.signs", "basis figure.text.signs")
	choice := quality()
	choice.Options = []Option{{"a", Text{"A", ""}}, {"a", Text{"B", ""}}, {"B", Text{}}}
	choice.Min = &two
	wantFaults(t, choice.Check(), "options figure.option.twice", "options figure.option.form", "min figure.item.range")
	choice = quality()
	choice.Owner.Vi += " "
	choice.Options[0].Name.Vi = "Có | không"
	wantFaults(t, choice.Check(), "ownerVi figure.text.signs", "options figure.text.signs")
	choice.Options[0].Name.Vi = "Có\nkhông"
	wantFaults(t, choice.Check(), "ownerVi figure.text.signs", "options figure.text.signs")
	level := network()
	level.Kind = Level
	wantFaults(t, level.Check(), "max figure.item.levels")
	ratio := computersEach()
	ratio.Denominator, ratio.Per = "may_tinh", -1
	wantFaults(t, ratio.Check(), "denominator figure.item.part", "per figure.item.per")
	ended := computers()
	ended.To, ended.Kind = text.Date{Year: 2016, Month: 1, Day: 1}, "other"
	wantFaults(t, ended.Check(), "to figure.item.until", "kind figure.item.kind")
}

func TestValuesAreHeldAgainstTheItem(t *testing.T) {
	percent, level, ten := network(), network(), Int(10)
	percent.Kind = Percent
	five := Int(5)
	level.Kind, level.Max = Level, &five
	capped := computers()
	capped.Max = &ten
	c, each, yes, choice := computers(), computersEach(), network(), quality()
	for _, one := range []struct {
		item  *Item
		value Value
		want  []string
	}{
		{&c, OfNumber(Int(0)), nil},
		{&c, Missing(""), nil},
		{&c, NotApplicable("cơ quan mới thành lập"), nil},
		{&c, NotApplicable(" "), []string{" figure.value.reason"}},
		{&c, OfNumber(Int(-1)), []string{" figure.value.low"}},
		{&c, OfNumber(num(t, "-1/2")), []string{" figure.value.whole", " figure.value.low"}},
		{&c, OfRatio(Int(1), Int(2)), []string{" figure.value.kind"}},
		{&c, OfWords("mười"), []string{" figure.value.kind"}},
		{&capped, OfNumber(Int(11)), []string{" figure.value.high"}},
		{&percent, OfNumber(num(t, "97.5")), nil},
		{&percent, OfNumber(num(t, "100.01")), []string{" figure.value.high"}},
		{&percent, OfRatio(Int(245), Int(250)), nil},
		{&percent, OfRatio(Int(251), Int(250)), []string{" figure.value.high"}},
		{&level, OfNumber(Int(0)), []string{" figure.value.low"}},
		{&level, OfNumber(Int(5)), nil},
		{&each, OfRatio(Int(987), Int(1000)), nil},
		{&each, OfRatio(Int(0), Int(0)), []string{" figure.value.denominator"}},
		{&each, OfNumber(num(t, "0.987")), []string{" figure.value.kind"}},
		{&yes, OfYesNo(false), nil},
		{&yes, OfNumber(Int(1)), []string{" figure.value.kind"}},
		{&choice, OfChoice("du"), nil},
		{&choice, OfChoice("khac"), []string{" figure.value.option"}},
	} {
		t.Run(one.item.Code+" "+one.value.String(), func(t *testing.T) { wantFaults(t, one.item.CheckValue(one.value), one.want...) })
	}
}

func TestFiguresAreHeldAgainstTheDictionary(t *testing.T) {
	d := dictionary(t, computers(), staff(), computersEach())
	f := Figure{Agency: "so-y-te", Item: "may_tinh_cbccvc", Date: day(t, "2026-10-01"), Value: OfRatio(Int(45), Int(50)), Way: Declared, Source: "Báo cáo số 12/BC-SYT"}
	wantFaults(t, d.Check(f))
	g := f
	g.Item = "khac"
	wantFaults(t, d.Check(g), "item figure.figure.unknown")
	g = f
	g.Date = day(t, "2016-12-31")
	wantFaults(t, d.Check(g), "item figure.figure.unknown")
	g = f
	g.Value = OfRatio(num(t, "1/2"), Int(-3))
	wantFaults(t, d.Check(g), "value figure.value.denominator", "value figure.value.whole", "value figure.value.low")
	g = Figure{Item: "may_tinh_cbccvc", Date: f.Date, Value: f.Value, Coverage: Coverage{3, 2}}
	wantFaults(t, d.Check(g), "agency figure.figure.agency", "way figure.figure.way", "source figure.figure.source", "coverage figure.coverage.range")
	g = f
	g.Way = Measured
	wantFaults(t, d.Check(g), "coverage figure.coverage.none")
	g.Coverage = Coverage{0, 20}
	wantFaults(t, d.Check(g), "coverage figure.coverage.unseen")
	g.Value = Missing("máy chủ không trả lời")
	wantFaults(t, d.Check(g))
	g.Coverage, g.Value = Coverage{18, 20}, f.Value
	wantFaults(t, d.Check(g))
}

func anyFigure(r *rand.Rand) Figure {
	f := Figure{Agency: text.NFC(anyWords(r)), Item: "may_tinh", Date: text.Date{Year: 2026, Month: 1 + r.IntN(12), Day: 1 + r.IntN(28)}, Value: anyValue(r), Way: Declared, Source: text.NFC(anyWords(r))}
	if r.IntN(2) == 0 {
		f.Way, f.Coverage = Measured, Coverage{r.Int64N(10), 10}
	}
	return f
}

func TestFiguresComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 50))
	for range tries(500) {
		f := anyFigure(r)
		if g, err := ReadRow(f.Row()); err != nil || !g.Equal(f) {
			t.Fatalf("%q came back as %q, %v", f.Row(), g.Row(), err)
		}
		data, err := json.Marshal(f)
		if err != nil {
			t.Fatal(err)
		}
		var g Figure
		if err := json.Unmarshal(data, &g); err != nil || !g.Equal(f) {
			t.Fatalf("%s came back as %q, %v", data, g.Row(), err)
		}
	}
	_, err := ReadRow([]string{"a", "b", "01/10/2026", "12", "guessed", "", "1"})
	wantFaults(t, err, "date text.date.invalid", "value figure.value.form", "way figure.figure.way", "coverage figure.coverage.form")
	var f Figure
	if err := json.Unmarshal([]byte(`{"agency":"a","item":"b","date":"2026-10-01","value":{"number":"1"},"way":"declared","points":3}`), &f); err == nil {
		t.Error("a field that nobody knows was read")
	}
	_, err = ReadRow([]string{"a"})
	wantFaults(t, err, " figure.row.columns")
}

func TestOneCodeOneMeaning(t *testing.T) {
	d := dictionary(t, computers())
	_, err := d.Define(computers())
	wantFaults(t, err, "may_tinh.from figure.item.overlap")
	changed := computers()
	changed.Definition.Vi, changed.From = "Không tính máy hỏng", day(t, "2026-01-01")
	_, err = d.Define(changed)
	wantFaults(t, err, "may_tinh.from figure.item.overlap")
	revised, err := d.Revise(changed)
	if err != nil {
		t.Fatal(err)
	}
	for on, want := range map[string]int{"2016-12-31": 0, "2017-01-01": 1, "2025-12-31": 1, "2026-01-01": 2, "2100-01-01": 2} {
		got := 0
		if it, ok := revised.On("may_tinh", day(t, on)); ok {
			got = it.Version
		}
		if got != want {
			t.Errorf("on %s version %d, want %d", on, got, want)
		}
	}
	if h := revised.History("may_tinh"); len(h) != 2 || h[0].Definition != computers().Definition || h[0].To != changed.From {
		t.Errorf("history %v", h)
	}
	if it, _ := d.On("may_tinh", day(t, "2026-01-01")); !it.To.Blank() {
		t.Error("the old dictionary was changed")
	}
	number := changed
	number.Kind, number.From = Number, day(t, "2027-01-01")
	_, err = revised.Revise(number)
	wantFaults(t, err, "may_tinh.kind figure.item.kindChanged")
	early := changed
	early.From = day(t, "2016-01-01")
	_, err = revised.Revise(early)
	wantFaults(t, err, "from figure.item.early")
	twin := computers()
	twin.Code, twin.Name.Vi = "so_may", "số máy tính  trang bị cho CÁN BỘ"
	_, err = d.Define(twin)
	wantFaults(t, err, "so_may.nameVi figure.item.sameName")
	_, err = d.End("khac", changed.From)
	wantFaults(t, err, " figure.item.missing")
	ended, err := d.End("may_tinh", day(t, "2020-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = ended.End("may_tinh", day(t, "2021-01-01"))
	wantFaults(t, err, " figure.item.over")
	if _, err = ended.Define(changed); err != nil {
		t.Errorf("a code cannot be taken up again: %v", err)
	}
}

// TestCorrectionFromTheFirstDay withdraws a version that never held, even one of
// the wrong kind.
func TestCorrectionFromTheFirstDay(t *testing.T) {
	wrong := computers()
	wrong.Kind = Number
	d, err := dictionary(t, wrong).Revise(computers())
	if err != nil {
		t.Fatal(err)
	}
	it, ok := d.On("may_tinh", computers().From)
	if h := d.History("may_tinh"); !ok || it.Version != 2 || it.Kind != Count || len(h) != 2 || !h[0].Withdrawn() {
		t.Errorf("%v", h)
	}
}

func TestPartsOfARatio(t *testing.T) {
	_, err := NewDictionary([]Item{computers(), computersEach()})
	wantFaults(t, err, "may_tinh_cbccvc.denominator figure.item.partless")
	d := dictionary(t, computers(), staff(), computersEach())
	_, err = d.End("cbccvc", day(t, "2026-01-01"))
	wantFaults(t, err, "may_tinh_cbccvc.denominator figure.item.partless")
	changed := staff()
	changed.From, changed.Definition.Vi = day(t, "2026-01-01"), "Không tính hợp đồng"
	if _, err = d.Revise(changed); err != nil {
		t.Errorf("two versions together are there all the time: %v", err)
	}
	part, other, ratio := computers(), staff(), computersEach()
	part.To, other.To, ratio.To = day(t, "2020-01-01"), day(t, "2020-01-01"), day(t, "2020-01-01")
	if _, err = NewDictionary([]Item{part, other, ratio}); err != nil {
		t.Errorf("all three end on one day: %v", err)
	}
	ratio.To = day(t, "2020-01-02")
	_, err = NewDictionary([]Item{part, other, ratio})
	wantFaults(t, err, "may_tinh_cbccvc.denominator figure.item.partless", "may_tinh_cbccvc.numerator figure.item.partless")
	yes := staff()
	yes.Kind = YesNo
	_, err = NewDictionary([]Item{computers(), yes, computersEach()})
	wantFaults(t, err, "may_tinh_cbccvc.denominator figure.item.partless")
}

func TestSearch(t *testing.T) {
	d := dictionary(t, computers(), staff(), computersEach(), network(), quality())
	on := day(t, "2026-01-01")
	for query, want := range map[string]string{
		"may tinh": "may_tinh may_tinh_cbccvc", "MÁY TÍNH": "may_tinh may_tinh_cbccvc", "so lieu dung": "tslcd", "tinh may": "may_tinh may_tinh_cbccvc",
		"cong chuc": "cbccvc", "dedicated": "tslcd", "tslcd": "tslcd", "danh muc thiet bi": "cbccvc lan may_tinh may_tinh_cbccvc tslcd",
		"may de ban": "lan may_tinh may_tinh_cbccvc tslcd", "can bo": "cbccvc may_tinh may_tinh_cbccvc", "xyz": "",
	} {
		var got []string
		for _, it := range d.Search(query, on) {
			got = append(got, it.Code)
		}
		if s := strings.Join(got, " "); s != want {
			t.Errorf("%q finds %q, want %q", query, s, want)
		}
	}
	if n := len(d.Search("", day(t, "2016-01-01"))); n != 0 {
		t.Errorf("%d items before the first day", n)
	}
}

func TestRowsComeBack(t *testing.T) {
	half := num(t, "1/3")
	third := computers()
	third.Code, third.Name.Vi, third.Kind, third.Min = "gio", "Giờ", Number, &half
	third.To = day(t, "2020-01-01")
	for _, it := range []Item{computers(), staff(), computersEach(), network(), quality(), third} {
		got, err := ReadItemRow(it.Row())
		if err != nil || len(Differences(&it, &got)) != 0 || got.Check() != nil {
			t.Errorf("%q came back as %q, %v", it.Row(), got.Row(), err)
		}
	}
	row := third.Row()
	row[1], row[10], row[12], row[15] = "01/01/2020", "a", "no colon", "0"
	_, err := ReadItemRow(row)
	wantFaults(t, err, "from text.date.invalid", "min figure.number.form", "options figure.option.form", "per figure.item.per")
	if _, err := ReadItemRow(row[1:]); err == nil {
		t.Error("a row too short was read")
	}
}

// TestWithdrawnDoesNotHideWhatIsOpen withdraws a version on its first day and
// then declares one that begins before it.
func TestWithdrawnDoesNotHideWhatIsOpen(t *testing.T) {
	later := computers()
	later.From = day(t, "2026-01-01")
	d, err := NewDictionary(nil)
	if err != nil {
		t.Fatal(err)
	}
	if d, err = d.Define(later); err != nil {
		t.Fatal(err)
	}
	if d, err = d.End(later.Code, later.From); err != nil {
		t.Fatal(err)
	}
	sooner := computers()
	sooner.From, sooner.Definition.Vi = day(t, "2020-01-01"), "Định nghĩa khác"
	if d, err = d.Define(sooner); err != nil {
		t.Fatal(err)
	}
	if d, err = d.End(sooner.Code, day(t, "2030-01-01")); err != nil {
		t.Fatalf("what is open cannot be ended: %v", err)
	}
	if _, there := d.On(sooner.Code, day(t, "2027-01-01")); !there {
		t.Error("it did not hold until its end")
	}
}

// TestAnyHistoryIsInOrder revises, ends and takes up again at random; whatever
// was accepted has no day with two meanings and keeps every version as it was.
func TestAnyHistoryIsInOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 50))
	for range tries(30) {
		d := dictionary(t)
		for range 12 {
			it := computers()
			it.From, it.Definition.Vi = text.Date{Year: 2017 + r.IntN(10), Month: 1, Day: 1}, "Định nghĩa "+text.NFC(strings.TrimSpace(anyWords(r)))
			if r.IntN(3) == 0 {
				it.To = text.Date{Year: it.From.Year + r.IntN(3), Month: 1, Day: 1}
			}
			var next *Dictionary
			var err error
			switch r.IntN(3) {
			case 0:
				next, err = d.Define(it)
			case 1:
				next, err = d.Revise(it)
			case 2:
				next, err = d.End(it.Code, it.From)
			}
			if err != nil {
				var f *fault.Fault
				if !errors.As(err, &f) || f.Kind == fault.Internal {
					t.Fatal(err)
				}
				continue
			}
			for i, old := range d.items {
				old.To = next.items[i].To
				if len(Differences(&old, &next.items[i])) > 0 || !d.items[i].To.Blank() && d.items[i].To != next.items[i].To {
					t.Fatalf("version %d was overwritten", i+1)
				}
			}
			d = next
		}
		// What is open can be ended, whatever was added before it.
		for _, it := range d.items {
			if _, err := d.End(it.Code, text.Date{Year: 2050, Month: 1, Day: 1}); it.To.Blank() && err != nil {
				t.Fatal(err)
			}
		}
		for year := 2016; year < 2030; year++ {
			n := 0
			for _, it := range d.items {
				if it.ValidOn(text.Date{Year: year, Month: 6, Day: 1}) {
					n++
				}
			}
			if n > 1 {
				t.Fatalf("%d meanings in %d", n, year)
			}
		}
	}
}

// FuzzRow holds both kinds of plain rows: what is read is written again as it
// is read.
func FuzzRow(f *testing.F) {
	c, q := computers(), quality()
	for _, row := range [][]string{c.Row(), q.Row(), figureOf("a", computers(), OfNumber(Int(1))).Row()} {
		f.Add(strings.Join(row, "\x1f"))
	}
	f.Fuzz(func(t *testing.T, s string) {
		row := strings.Split(s, "\x1f")
		if g, err := ReadRow(row); err == nil {
			if again, err := ReadRow(g.Row()); err != nil || !again.Equal(g) {
				t.Fatalf("%q came back as %q, %v", g.Row(), again.Row(), err)
			}
		}
		it, err := ReadItemRow(row)
		if err != nil || it.Check() != nil {
			return
		}
		if again, err := ReadItemRow(it.Row()); err != nil || len(Differences(&it, &again)) != 0 {
			t.Fatalf("%q came back as %q, %v", it.Row(), again.Row(), err)
		}
	})
}
