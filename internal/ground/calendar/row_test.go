package calendar

import (
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// rowsOf writes a table as rows, the reverse of ReadTable.
func rowsOf(t *Table, lang text.Lang) []Row {
	var rows []Row
	for i, s := range t.Days {
		rows = append(rows, Row{
			At:  fault.Place{Sheet: "2026", Row: i + 2},
			Day: dayText(s.Day), Kind: s.Kind.In(string(lang)), NameVi: s.Name.Vi, NameEn: s.Name.En, Basis: s.Basis,
		})
	}
	return rows
}

func TestReadTable(t *testing.T) {
	for _, want := range ShippedTables() {
		for _, lang := range text.Langs {
			rows := rowsOf(want, lang)
			slices.Reverse(rows)
			rows = append(rows, Row{At: fault.Place{Row: 99}, Day: "  "})
			got, notes, err := ReadTable(want.Year, want.Basis, rows)
			if err != nil || len(notes) != 0 {
				t.Fatalf("%d %s: %v %v", want.Year, lang, err, notes)
			}
			if got.Confirmed || got.Origin != Stored || got.Basis != want.Basis || !slices.Equal(got.Days, want.Days) {
				t.Errorf("%d %s: read %+v", want.Year, lang, got)
			}
		}
	}
}

// TestReadTableFaults has one row of every kind of fault; all are told in one
// pass, each at its row.
func TestReadTableFaults(t *testing.T) {
	rows := []Row{
		{Day: "01/01/2026", Kind: "nghỉ lễ", NameVi: "Tết Dương lịch"},
		{Day: "1.1.2026", Kind: "nghỉ lễ", NameVi: "x"},
		{Day: "", Kind: "nghỉ lễ", NameVi: "x"},
		{Day: "02/01/2026", Kind: "nghỉ chơi", NameVi: "x"},
		{Day: "2026-01-01", Kind: "holiday", NameVi: "x"},
		{Day: "03/01/2025", Kind: "holiday", NameVi: "x"},
		{Day: "04/01/2026", Kind: "HOLIDAY", NameVi: " "},
		{Day: "10/01/2026", Kind: "nghỉ hoán đổi", NameVi: "x"},
		{Day: "11/01/2026", Kind: "Nghi bù", NameVi: "x"},
		{Day: "12/01/2026", Kind: "làm bù", NameVi: "x"},
		{Day: "13/01/2026", Kind: "ordinary", NameVi: "x"},
		{Day: "14/01/2026", Kind: "open", NameVi: strings.Repeat("x", 501)},
		{Day: "17/01/2026", Kind: "in_lieu", NameVi: "x"},
	}
	want := []string{
		"3 text.date.invalid", "4 calendar.day.missing", "5 calendar.kind.unknown", "6 calendar.day.twice", "7 calendar.day.year",
		"8 calendar.day.nameless", "9 calendar.day.weekend", "10 calendar.kind.unknown", "11 calendar.day.weekday",
		"12 calendar.kind.unknown", "13 calendar.day.long", "14 calendar.day.weekend",
	}
	for i := range rows {
		rows[i].At = fault.Place{Row: i + 2}
	}
	_, _, err := ReadTable(2026, "", rows)
	var got []string
	for _, f := range faults(err) {
		got = append(got, yearText(f.At.Row)+" "+f.Key)
	}
	if !slices.Equal(got, want) {
		t.Errorf("found\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if _, _, err := ReadTable(2026, "", make([]Row, 367)); fault.KindOf(err) != fault.Limit {
		t.Error("367 rows", err)
	}
	if _, _, err := ReadTable(1899, "", nil); fault.KindOf(err) != fault.Invalid {
		t.Error("1899", err)
	}
}

// TestReadTableWarnings has what is unusual and may yet be right.
func TestReadTableWarnings(t *testing.T) {
	shipped := New(ShippedTables()...).Table(2026)
	rows := rowsOf(shipped, text.Vi)
	rows = slices.DeleteFunc(rows, func(r Row) bool { return r.Day == "30/04/2026" || r.Day == "22/08/2026" || r.Day == "01/09/2026" })
	_, notes, err := ReadTable(2026, "", rows)
	var keys []string
	for _, f := range notes {
		keys = append(keys, f.Key)
	}
	// 01/9 is the Prime Minister's to choose, so that nobody can miss it.
	if err != nil || strings.Join(keys, " ") != "calendar.table.uneven calendar.table.lacks" {
		t.Error(keys, err)
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add(2026, "01/01/2026", "nghỉ lễ", "Tết", "Tết", "x", "2026-01-01", "open")
	f.Add(-1, "", "", "", "\xff", "é", "29/02/2024", "làm bù")
	f.Fuzz(func(t *testing.T, year int, day1, kind1, vi, en, basis, day2, kind2 string) {
		rows := []Row{
			{At: fault.Place{Row: 2}, Day: day1, Kind: kind1, NameVi: vi, NameEn: en, Basis: basis},
			{At: fault.Place{Row: 3}, Day: day2, Kind: kind2, NameVi: vi, NameEn: en, Basis: basis},
		}
		got, notes, err := ReadTable(year, basis, rows)
		if (got == nil) == (err == nil) || notes.Stops() {
			t.Fatal(got, notes, err)
		}
		if got == nil {
			return
		}
		if found := got.Check(); found.Stops() {
			t.Fatal(found)
		}
		again, _, err := ReadTable(year, got.Basis, rowsOf(got, text.En))
		if err != nil || !slices.Equal(again.Days, got.Days) || again.Basis != got.Basis {
			t.Fatalf("%+v comes back as %+v (%v)", got, again, err)
		}
	})
}

// TestTexts holds the sentences to the keys that the package uses.
func TestTexts(t *testing.T) {
	if catalogueError != nil {
		t.Fatal(catalogueError)
	}
	used := usedKeys(t)
	for _, key := range catalogue.Keys() {
		if strings.HasPrefix(key, "calendar.") && !used[key] {
			t.Errorf("%s is not used", key)
		}
	}
	for key := range used {
		if !catalogue.Has(key) {
			t.Errorf("%s has no sentence", key)
		}
	}
	due, err := New(ShippedTables()...).Due(day(t, "2026-11-20"), 40, WorkingDays)
	if err != nil {
		t.Fatal(err)
	}
	said := strings.Join(append(catalogue.List(text.Vi, due.Warnings), catalogue.List(text.En, due.Warnings)...), "\n")
	for _, part := range []string{"Ngày 23/11/2026", "Năm 2027", "23/11/2026 is", "The year 2027", "A swap before"} {
		if !strings.Contains(said, part) {
			t.Errorf("%q is not in\n%s", part, said)
		}
	}
}
