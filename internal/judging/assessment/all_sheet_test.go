package assessment

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// three are three agencies; the last is asked no level.
func three() SheetAll {
	f := small()
	return SheetAll{
		Round: f.Round, Version: f.Version, Title: "Số liệu năm 2026", Framework: f.Framework, Lines: f.Lines, Lang: text.Vi,
		Agencies: []SheetAgency{
			{Agency: "so-y-te", Name: "Sở Y tế", Group: "Sở, ban, ngành", Values: f.Values},
			{Agency: "so-xd", Name: "Sở Xây dựng", Group: "Sở, ban, ngành"},
			{Agency: "xa-1", Name: "Ủy ban nhân dân xã Một", Group: "Xã, phường",
				Asked:  SheetAsked(f.Framework, func(node string) bool { return node != "B3" }),
				Values: map[string]SheetValue{"may_tinh": {Value: scoring.GiveInt(12), Version: 1}}},
		},
	}
}

func allWorkbook(t testing.TB, a SheetAll) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteAll(&b, a); err != nil {
		t.Fatalf("write the workbook: %v", err)
	}
	return b.Bytes()
}

// listedAll are the changes with their agencies.
func listedAll(a SheetAll, changes []Change) string {
	var lines []string
	for _, c := range changes {
		lines = append(lines, c.Agency+" "+listed(SheetForm{Framework: a.Framework, Lines: a.Lines}, []Change{c}))
	}
	return strings.Join(lines, "\n")
}

func TestAllComesBackUnchanged(t *testing.T) {
	a := three()
	for _, lang := range text.Langs {
		a.Lang = lang
		data := allWorkbook(t, a)
		if !bytes.Equal(data, allWorkbook(t, a)) {
			t.Error("the same content gives other bytes")
		}
		a.Lang = text.Vi
		if changes, notes, err := ReadAll("f.xlsx", data, a, sheet.Options{}); err != nil || len(changes)+len(notes) > 0 {
			t.Errorf("%s: %s\n%s", lang, listedAll(a, changes), told(err, notes))
		}
		if _, notes, err := ReadForm("f.xlsx", data, small(), sheet.Options{}); told(err, notes) != "! assessment.sheet.other" {
			t.Errorf("as the form of one agency: %s", told(err, notes))
		}
	}
	if _, notes, err := ReadAll("f.xlsx", workbook(t, small()), a, sheet.Options{}); told(err, notes) != "! assessment.sheet.other" {
		t.Errorf("the form of one agency: %s", told(err, notes))
	}
}

// The rows 5 to 7 are the agencies; D to K the items in the order of the form.
func TestEditsOfAll(t *testing.T) {
	a := three()
	data := allWorkbook(t, a)
	const s = answers
	swap := func(x *excelize.File, cols ...string) error {
		for _, col := range cols {
			for _, row := range []int{5, 6} {
				v, err := x.GetCellValue(s, fmt.Sprint(col, row), excelize.Options{RawCellValue: true})
				if err != nil {
					return err
				}
				if err := x.SetCellStr(s, fmt.Sprint(col, 20+row), v); err != nil {
					return err
				}
			}
			for row, from := range map[int]int{5: 26, 6: 25} {
				v, err := x.GetCellValue(s, fmt.Sprint(col, from), excelize.Options{RawCellValue: true})
				if err != nil {
					return err
				}
				if err := errors.Join(x.SetCellValue(s, fmt.Sprint(col, row), v), x.SetCellValue(s, fmt.Sprint(col, from), nil)); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for name, c := range map[string]struct {
		edit          func(x *excelize.File) error
		want, changes string
	}{
		"answers": {func(x *excelize.File) error {
			return errors.Join(x.SetCellInt(s, "D5", 250), x.SetCellStr(s, "G6", "97,5"), x.SetCellStr(s, "H7", "có"), x.SetCellStr(s, "J6", "không áp dụng: Chưa có"))
		}, "", "so-y-te D5 may_tinh: 245 → 250\nso-xd G6 ty_le:  → 97.5\nso-xd J6 muc:  → [Chưa có]\nxa-1 H7 quy_che:  → Có"},
		"cleared": {func(x *excelize.File) error { return x.SetCellValue(s, "D5", nil) }, "", "so-y-te D5 may_tinh: 245 → "},
		"wrong": {func(x *excelize.File) error {
			return errors.Join(x.SetCellStr(s, "D5", "nhiều"), x.SetCellStr(s, "I6", "ai"), x.SetCellStr(s, "F7", "1.234"))
		}, s + "!D5 text.number.invalid\n" + s + "!I6 assessment.value.option\n" + s + "!F7 text.number.ambiguous?", ""},
		"no reason":           {func(x *excelize.File) error { return x.SetCellStr(s, "D6", "Không áp dụng") }, s + "!D6 assessment.value.reasonNone", ""},
		"what is not asked":   {func(x *excelize.File) error { return x.SetCellInt(s, "J7", 3) }, s + "!J7 assessment.cell.locked", ""},
		"a name":              {func(x *excelize.File) error { return x.SetCellStr(s, "B6", "Sở khác") }, s + "!B6 assessment.cell.locked", ""},
		"an item's heading":   {func(x *excelize.File) error { return x.SetCellStr(s, "D4", "Máy in") }, s + "!D4 assessment.column.gone", ""},
		"a field's heading":   {func(x *excelize.File) error { return x.SetCellStr(s, "D3", "Khác") }, s + "!D3 assessment.cell.locked", ""},
		"a column in front":   {func(x *excelize.File) error { return x.InsertCols(s, "A", 1) }, "+" + s + "!", ""},
		"a row below":         {func(x *excelize.File) error { return x.SetCellStr(s, "B9", "Sở nữa") }, s + "!B9 assessment.row.unknown", ""},
		"a row of a stranger": {func(x *excelize.File) error { return x.SetCellStr(s, "L6", "so-la") }, "+" + s + "!B6 assessment.row.agency", ""},
		"a row twice":         {func(x *excelize.File) error { return x.DuplicateRow(s, 5) }, s + "!B6 assessment.row.agencyTwice", ""},
		"a state":             {func(x *excelize.File) error { return x.SetCellStr(s, "M6", "1 2 3") }, s + "!M6 assessment.row.state", ""},
		"a row deleted":       {func(x *excelize.File) error { return x.RemoveRow(s, 6) }, "! (assessment.row.agenciesGone)", ""},
		"rows sorted":         {func(x *excelize.File) error { return swap(x, strings.Split("A B C D E F G H I J K L M", " ")...) }, "", ""},
		"names sorted alone":  {func(x *excelize.File) error { return swap(x, "B") }, s + "!B5 assessment.cell.locked\n" + s + "!B6 assessment.cell.locked", ""},
		"cells merged":        {func(x *excelize.File) error { return x.MergeCell(s, "E6", "F6") }, s + "!E6 assessment.cell.mergedAll", ""},
		"the buried sheet last": {func(x *excelize.File) error {
			return errors.Join(x.MoveSheet(answers, buriedSheet), x.SetCellInt(s, "D6", 9))
		}, "", "so-xd D6 may_tinh:  → 9"},
		"the buried sheet gone": {func(x *excelize.File) error { return x.DeleteSheet(buriedSheet) }, "! assessment.sheet.foreign", ""},
		"the answers gone":      {func(x *excelize.File) error { return x.DeleteSheet(answers) }, "! assessment.sheet.none", ""},
		"the guide gone":        {func(x *excelize.File) error { return x.DeleteSheet("Hướng dẫn") }, "", ""},
		"a computed value": {func(x *excelize.File) error {
			return errors.Join(x.SetCellDefault(s, "D6", "9"), x.SetCellFormula(s, "D6", "4+5"))
		}, s + "!D6 (sheet.formula.cached)", "so-xd D6 may_tinh:  → 9"},
		"a value never computed": {func(x *excelize.File) error { return x.SetCellFormula(s, "D6", "4+5") }, s + "!D6 sheet.formula.uncached", ""},
	} {
		t.Run(name, func(t *testing.T) {
			changes, notes, err := ReadAll("f.xlsx", edited(t, data, c.edit), a, sheet.Options{})
			got := told(err, notes)
			if want, begins := strings.CutPrefix(c.want, "+"); got != want && !(begins && strings.HasPrefix(got, want)) {
				t.Errorf("told\n%s\nwant\n%s", got, c.want)
			}
			if s := listedAll(a, changes); s != c.changes {
				t.Errorf("changes\n%s\nwant\n%s", s, c.changes)
			}
		})
	}
}

func TestAllOfOthers(t *testing.T) {
	data := allWorkbook(t, three())
	a := three()
	a.Round, a.Version = "r-2", "v-2"
	_, notes, err := ReadAll("f.xlsx", data, a, sheet.Options{})
	if want := answers + "!A1 assessment.sheet.round\n" + answers + "!A1 assessment.sheet.version"; told(err, notes) != want {
		t.Errorf("told %s", told(err, notes))
	}
	for want, data := range map[string][]byte{
		"! assessment.sheet.csv": []byte("a;b\n1,2;3\n"), "! sheet.file.unzipped": bomb(t), "! sheet.file.empty": nil,
	} {
		small := sheet.Options{Limits: sheet.Form}
		if _, notes, err := ReadAll("f.csv", data, three(), small); told(err, notes) != want {
			t.Errorf("told %s, want %s", told(err, notes), want)
		}
	}
}

// More faults than anybody reads are cut, not gathered without end.
func TestAllFaultsAreBounded(t *testing.T) {
	a := three()
	a.Agencies = nil
	for i := range 2*maxFaults + 10 {
		a.Agencies = append(a.Agencies, SheetAgency{Agency: fmt.Sprint("a", i), Name: fmt.Sprint("Xã ", i)})
	}
	data := edited(t, allWorkbook(t, a), func(x *excelize.File) error {
		for i := range a.Agencies {
			if err := x.SetCellStr(answers, fmt.Sprint("D", 5+i), "nhiều"); err != nil {
				return err
			}
		}
		return nil
	})
	_, _, err := ReadAll("f.xlsx", data, a, sheet.Options{})
	var list fault.List
	if !errors.As(err, &list) || len(list) < maxFaults || len(list) > maxFaults+10 {
		t.Errorf("%d faults", len(list))
	}
}

// Every set of typed values comes back as exactly those changes.
func TestAnyValuesOfAllComeBack(t *testing.T) {
	for seed := range uint64(rounds(4)) {
		r := rand.New(rand.NewPCG(seed, 2))
		a := three()
		_, order := sheetItems(a.Framework, a.Lines, text.Vi)
		for i := range a.Agencies {
			a.Agencies[i].Values = map[string]SheetValue{}
			for _, it := range order {
				if a.Agencies[i].asks(it.Code) && r.IntN(3) > 0 {
					v := anyValue(r, it)
					v.Version = r.Int64N(1000)
					a.Agencies[i].Values[it.Code] = v
				}
			}
		}
		a.Lang = text.Langs[r.IntN(2)]
		data := allWorkbook(t, a)
		if changes, notes, err := ReadAll("f.xlsx", data, a, sheet.Options{}); err != nil || len(changes)+len(notes) > 0 {
			t.Fatalf("seed %d: %s\n%s", seed, listedAll(a, changes), told(err, notes))
		}
		want := map[string]SheetValue{}
		data = edited(t, data, func(x *excelize.File) error {
			tab := say(a.Lang, "assessment.sheet.answers")
			for i := range a.Agencies {
				for j, it := range order {
					if r.IntN(2) == 0 || !a.Agencies[i].asks(it.Code) {
						continue
					}
					v := anyValue(r, it)
					if v.Words == "n/a" {
						continue // in one cell, that says "not applicable"
					}
					if !v.same(a.Agencies[i].Values[it.Code]) {
						want[a.Agencies[i].Agency+it.Code] = v
					}
					var typed any = nil
					if _, s := it.oneCell(v, a.Lang); s != "" {
						typed = asExcel(s)
					}
					if !v.NotApplicable && it.words == nil && it.Type != scoring.Words && v.Value.State == scoring.Given {
						typed = v.Value.Num.Float64()
					}
					if err := x.SetCellValue(tab, sheet.Address{Row: 5 + i, Col: allFirstItem + j}.String(), typed); err != nil {
						return err
					}
				}
			}
			return nil
		})
		changes, notes, err := ReadAll("f.xlsx", data, a, sheet.Options{})
		if err != nil || len(notes) > 0 {
			t.Fatalf("seed %d: %s", seed, told(err, notes))
		}
		for _, c := range changes {
			if v, ok := want[c.Agency+c.Item]; !ok || !v.same(c.After) || c.Moved {
				t.Errorf("seed %d: %s %s: %+v, want %+v", seed, c.Agency, c.Item, c, v)
			}
			delete(want, c.Agency+c.Item)
		}
		for cell, v := range want {
			t.Errorf("seed %d: %s: %+v is lost", seed, cell, v)
		}
	}
}

// FuzzParseState takes any text for the state of a row.
func FuzzParseState(f *testing.F) {
	s := rowState{lead: []uint64{1, 2, 3}, cells: []cellState{{revision: 7, mark: 9}, {unasked: true}}}
	f.Add("a", s.text("a"))
	f.Fuzz(func(t *testing.T, agency, text string) {
		var back rowState
		if parseState(agency, text, 2, &back) && back.text(agency) != text {
			t.Errorf("%q is taken for %+v", text, back)
		}
	})
}

// FuzzReadAll puts any text into any cell: faults and changes, never a panic,
// and a change is one that the item takes.
func FuzzReadAll(f *testing.F) {
	all := three()
	book, err := sheet.ReadBytes("f.xlsx", allWorkbook(f, all), sheet.Options{})
	if err != nil {
		f.Fatal(err)
	}
	for i, s := range nasty {
		for tab := range uint8(3) {
			f.Add(tab, uint16(i), uint8(i), s, uint8(i))
		}
		f.Add(uint8(1), uint16(4), uint8(2+i), s, uint8(0)) // answers of the first agency
		f.Add(uint8(2), uint16(4), uint8(2+i), s, uint8(0))
	}
	items, _ := sheetItems(all.Framework, all.Lines, text.Vi)
	f.Fuzz(func(t *testing.T, tab uint8, row uint16, col uint8, s string, kind uint8) {
		rd := &allReading{file: "f.xlsx", a: all}
		for i, one := range book.Sheets {
			for j := range one.Rows {
				r := one.Rows[j]
				if i == int(tab)%len(book.Sheets) && j == int(row)%len(one.Rows) {
					c := r.Cell(int(col)%14 + 1)
					c.Value, c.Type, c.Marks = text.NFC(s), sheet.TextCell, sheet.Mark(kind)
					r.Cells = slices.DeleteFunc(slices.Clone(r.Cells), func(old sheet.Cell) bool { return old.Col == c.Col })
					at, _ := slices.BinarySearchFunc(r.Cells, c.Col, func(old sheet.Cell, col int) int { return old.Col - col })
					r.Cells = slices.Insert(r.Cells, at, c)
				}
				if err := rd.visit(one, &r); err != nil && !errors.Is(err, errEnough) {
					rd.faults.Add(err)
				}
			}
		}
		rd.close()
		rd.notes(nil)
		for _, c := range rd.found() {
			it := items[c.Item]
			if it == nil || rd.by[c.Agency] == nil || c.Cell.Cell() == "" {
				t.Fatalf("a change of nothing: %+v", c)
			}
			if _, err := it.ParseValue(it.FormatValue(c.After.Value)); err != nil {
				t.Errorf("%s does not take %+v", c.Item, c.After)
			}
		}
	})
}

// FuzzReadAllFile alters bytes of the file.
func FuzzReadAllFile(f *testing.F) {
	all := three()
	data := allWorkbook(f, all)
	f.Add(uint32(0), []byte("PK"))
	f.Add(uint32(1000), []byte{0xff})
	f.Fuzz(func(t *testing.T, at uint32, bite []byte) {
		broken := bytes.Clone(data)
		copy(broken[int(at)%len(broken):], bite)
		if changes, _, err := ReadAll("f.xlsx", broken, all, sheet.Options{}); err != nil && len(changes) > 0 {
			t.Error("changes in spite of faults")
		}
	})
}

// TestManyChanges: more than one pile of changes comes back whole, in the order of
// the rows.
func TestManyChanges(t *testing.T) {
	const agencies, items = 300, 17
	a := wideAll(agencies, items)
	blank, data := filled(t, a)
	changes, notes, err := ReadAll("f.xlsx", data, blank, sheet.Options{})
	if err != nil || len(changes) != agencies*items || agencies*items <= pile {
		t.Fatalf("%d changes, %s", len(changes), told(err, notes))
	}
	for i, c := range changes {
		if want := a.Agencies[i/items]; c.Agency != want.Agency || c.Item != a.Framework.Items[i%items].Code || !c.After.Value.Num.Equal(scoring.Int(int64(i))) {
			t.Fatalf("change %d: %+v", i, c)
		}
	}
}
