package figure

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func workbook(t *testing.T, items []Item, lang text.Lang) *sheet.Book {
	t.Helper()
	var b bytes.Buffer
	if err := WriteXLSX(&b, items, lang); err != nil {
		t.Fatal(err)
	}
	book, err := sheet.ReadBytes("tu-dien.xlsx", b.Bytes(), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// province is a dictionary with a history: one item revised, one ended, one
// corrected from its first day.
func province(t *testing.T) *Dictionary {
	third, hundred := num(t, "1/3"), num(t, "97.5")
	hours := computers()
	hours.Code, hours.Name, hours.Kind, hours.Unit, hours.Min, hours.Max = "gio", Text{"Số giờ tập huấn", ""}, Number, Text{"giờ", "hours"}, &third, &hundred
	d := dictionary(t, computers(), staff(), computersEach(), network(), quality(), hours)
	changed := staff()
	changed.From, changed.Definition.Vi = day(t, "2026-01-01"), "=Không tính hợp đồng"
	corrected := quality()
	corrected.Options[2].Name.En = "Full"
	for _, step := range []func() (*Dictionary, error){
		func() (*Dictionary, error) { return d.Revise(changed) },
		func() (*Dictionary, error) { return d.End("tslcd", day(t, "2025-07-01")) },
		func() (*Dictionary, error) { return d.Revise(corrected) },
	} {
		next, err := step()
		if err != nil {
			t.Fatal(err)
		}
		d = next
	}
	return d
}

func TestWorkbooksComeBack(t *testing.T) {
	d := province(t)
	for _, lang := range text.Langs {
		book := workbook(t, d.All(), lang)
		same, err := d.ReadWorkbook(book, text.AskDecimal)
		if err != nil || len(same.Changes) != 0 {
			t.Fatalf("%s: the own workbook changes %v, %v", lang, same, err)
		}
		fresh, err := dictionary(t).ReadWorkbook(book, text.AskDecimal)
		if err != nil {
			t.Fatal(err)
		}
		if len(fresh.Items) != 7 || len(fresh.Changes) != 7 {
			t.Errorf("%d versions, %d changes", len(fresh.Items), len(fresh.Changes))
		}
		next, _, err := dictionary(t).Import(fresh.Items)
		if err != nil {
			t.Fatal(err)
		}
		for year := 2016; year < 2028; year++ {
			on := text.Date{Year: year, Month: 3, Day: 1}
			got, want := next.Valid(on), d.Valid(on)
			if !slices.EqualFunc(got, want, func(a, b Item) bool { return len(Differences(&a, &b)) == 0 }) {
				t.Errorf("%s, %d: %v, want %v", lang, year, got, want)
			}
		}
	}
}

func TestWorkbookTellsItsChanges(t *testing.T) {
	d := province(t)
	items := slices.DeleteFunc(d.All(), func(it Item) bool { return it.Withdrawn() })
	for i := range items {
		switch {
		case items[i].Code == "gio":
			items[i].To = day(t, "2027-01-01")
		case items[i].Code == "may_tinh":
			items[i].From, items[i].Unit.En = day(t, "2026-06-01"), "machines"
		}
	}
	mails := computers()
	mails.Code, mails.Name = "hop_thu", Text{"Hộp thư công vụ", ""}
	out, err := d.ReadWorkbook(workbook(t, append(items, mails), text.En), text.AskDecimal)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range out.Changes {
		line := string(c.Act) + " " + c.After.Code
		if c.Before != nil {
			for _, d := range c.Differences() {
				line += " " + d.Column
			}
		}
		got = append(got, line)
	}
	if want := []string{"figure.item.ended gio to", "figure.item.defined hop_thu", "figure.item.revised may_tinh from unitEn"}; !reflect.DeepEqual(got, want) {
		t.Errorf("changes %q, want %q", got, want)
	}
}

// wantAt is wantFaults with the cells in place of fields.
func wantAt(t *testing.T, err error, want ...string) {
	t.Helper()
	var list fault.List
	list.Add(err)
	var got []string
	for _, f := range list {
		at := f.At.Cell()
		if f.At.Line > 0 && f.At.Col > 0 {
			at = fmt.Sprintf("%d:%s", f.At.Line, fault.ColumnName(f.At.Col))
		}
		got = append(got, at+" "+f.Key)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("faults\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

// TestWorkbookFaultsByCell: row 3 has the headings, the columns are those of
// columns: A code, B from, C to, D name, J kind, K least, M options.
func TestWorkbookFaultsByCell(t *testing.T) {
	d := province(t)
	a, b, c := computers(), staff(), computersEach()
	a.Code, a.Name.Vi, a.Kind = "Máy", "", "máy"
	b.To = day(t, "2017-01-01")
	c.Kind, c.Numerator, c.Denominator, c.Per = Choice, "", "", 0
	c.Options = []Option{{"a", Text{"A", ""}}, {"a", Text{"B", ""}}}
	_, err := d.ReadWorkbook(workbook(t, []Item{a, c}, text.Vi), text.AskDecimal)
	wantAt(t, err, "A4 figure.item.code", "D4 figure.item.blank", "J4 figure.item.kind", "M5 figure.option.twice")

	// Faults between versions.
	past, twin := staff(), computers()
	past.Unit.En, past.To = "persons", day(t, "2026-01-01")
	twin.Code = "so_may"
	_, err = d.ReadWorkbook(workbook(t, []Item{computers(), past, network(), twin, twin}, text.Vi), text.AskDecimal)
	wantAt(t, err, "B8 figure.import.twice", "I5 figure.import.past", "C6 figure.import.past")
	_, err = d.ReadWorkbook(workbook(t, []Item{computers(), twin}, text.Vi), text.AskDecimal)
	wantAt(t, err, "D5 figure.item.sameName")

	csv := func(lines ...string) error {
		book, err := sheet.ReadBytes("tu-dien.csv", []byte(strings.Join(lines, "\n")+"\n"), sheet.Options{Separator: ';'})
		if err != nil {
			t.Fatal(err)
		}
		_, err = d.ReadWorkbook(book, text.AskDecimal)
		return err
	}
	head := strings.Join(ItemColumns(), ";")
	row := "gio;2026-13-01;;Giờ;;Giờ học;;giờ;;number;1.234;20%;;;;;Sở;;Sổ;;"
	wantAt(t, csv(head, row), "2:B text.date.invalid", "2:K text.number.ambiguous", "2:L figure.sheet.unit")
	wantAt(t, csv("mã;TÊN"), slices.Repeat([]string{" figure.sheet.columnless"}, len(columns)-2)...)
	wantAt(t, csv("a;b"), " figure.sheet.none")
	if err := csv(head, "gio;01/01/2026;;Giờ;;Giờ học;;giờ;;number;0,5;;;;;;Sở;;Sổ;;"); err != nil {
		t.Errorf("a row of CSV: %v", err)
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, log *audit.Log, b *Book) {
		want := province(t)
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			changes, err := b.Import(tx, by, slices.DeleteFunc(want.All(), func(it Item) bool { return it.Withdrawn() }))
			if err == nil && len(changes) != 7 {
				t.Errorf("%d changes", len(changes))
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := stored(t, d, b); len(got.All()) != 7 || len(records(t, d, log)) != 7 {
			t.Errorf("%d versions, %d records", len(got.All()), len(records(t, d, log)))
		}
		changed := computers()
		changed.From, changed.Unit.En = day(t, "2026-06-01"), "machines"
		bad := staff()
		bad.Kind = "other"
		err = d.Write(t.Context(), func(tx *db.Tx) error { _, err := b.Import(tx, by, []Item{changed, bad}); return err })
		wantFaults(t, err, "cbccvc.to figure.import.past")
		silent := by
		silent.Reason = ""
		err = d.Write(t.Context(), func(tx *db.Tx) error { _, err := b.Import(tx, silent, []Item{changed}); return err })
		wantFaults(t, err, "reason figure.item.reason")
		if n := len(stored(t, d, b).All()); n != 7 {
			t.Errorf("%d versions", n)
		}
		err = d.Write(t.Context(), func(tx *db.Tx) error { _, err := b.Import(tx, by, []Item{changed}); return err })
		if err != nil {
			t.Fatal(err)
		}
		if all := records(t, d, log); len(stored(t, d, b).All()) != 8 || len(all) != 8 || all[0].Act != string(Revised) {
			t.Errorf("%d records", len(all))
		}
	})
}

// TestImportTwiceChangesNothing is a property: what was imported is there.
func TestImportTwiceChangesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 50))
	done := 0
	for range tries(200) {
		d := dictionary(t)
		for range 3 {
			var items []Item
			for range 1 + r.IntN(3) {
				it := computers()
				it.From, it.Definition.Vi = text.Date{Year: 2017 + r.IntN(6), Month: 1, Day: 1}, []string{"a", "b"}[r.IntN(2)]
				if r.IntN(2) == 0 {
					it.To = text.Date{Year: it.From.Year + 1 + r.IntN(3), Month: 1, Day: 1}
				}
				items = append(items, it)
			}
			next, changes, err := d.Import(items)
			if err != nil {
				var f *fault.Fault
				if !errors.As(err, &f) || f.Kind == fault.Internal {
					t.Fatal(err)
				}
				continue
			}
			done += len(changes)
			if _, again, err := next.Import(slices.DeleteFunc(next.All(), func(it Item) bool { return it.Withdrawn() })); err != nil || len(again) != 0 {
				t.Fatalf("again %v, %v", again, err)
			}
			d = next
		}
	}
	if done < 50 {
		t.Errorf("only %d changes were made: the property says nothing", done)
	}
}
