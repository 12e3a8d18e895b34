package calendar

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func readBook(t *testing.T, name string, data []byte) *sheet.Book {
	t.Helper()
	book, err := sheet.ReadBytes(name, data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

func TestSheet(t *testing.T) {
	for _, want := range ShippedTables() {
		for _, lang := range text.Langs {
			var b bytes.Buffer
			if err := WriteSheet(&b, want, lang); err != nil {
				t.Fatal(err)
			}
			got, notes, err := ReadSheet(readBook(t, "lịch.xlsx", b.Bytes()), want.Year, want.Basis)
			if err != nil || len(notes) != 0 {
				t.Fatalf("%d %s: %v %v", want.Year, lang, err, notes)
			}
			if !slices.Equal(got.Days, want.Days) {
				t.Errorf("%d %s: %+v", want.Year, lang, got.Days)
			}
		}
	}
}

// TestSheetOfOthers reads a list as an office writes it: columns in another
// order, without English names, a title above.
func TestSheetOfOthers(t *testing.T) {
	data := "Lịch nghỉ;;\nLOẠI NGÀY;Tên;Ngày\nNghỉ lễ;Tết Dương lịch;01/01/2027\nnghỉ chơi;x;02/01/2027\nlàm bù;x;9/1/27\n"
	_, _, err := ReadSheet(readBook(t, "lịch.csv", []byte(data)), 2027, "")
	var got []string
	for _, f := range faults(err) {
		got = append(got, f.At.String()+" "+f.Key)
	}
	want := []string{"lịch.csv:4:1 calendar.kind.unknown", "lịch.csv:5:3 text.date.invalid"}
	if !slices.Equal(got, want) {
		t.Errorf("found %q", got)
	}
	good := strings.Split(data, "nghỉ chơi")[0]
	table, notes, err := ReadSheet(readBook(t, "lịch.csv", []byte(good)), 2027, "Thông báo 1")
	if err != nil || len(table.Days) != 1 || len(notes) == 0 || table.Days[0].Day != day(t, "2027-01-01") {
		t.Error(table, notes, err)
	}
	_, _, err = ReadSheet(readBook(t, "khác.csv", []byte("a;b\nNgày;c\n")), 2027, "")
	if f := faults(err); len(f) != 1 || f[0].Key != "calendar.sheet.headings" || f[0].Kind != fault.Invalid || f[0].At.File != "khác.csv" {
		t.Error(err)
	}
}
