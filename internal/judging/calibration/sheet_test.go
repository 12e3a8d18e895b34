package calibration_test

import (
	"bytes"
	"reflect"
	"slices"
	"testing"

	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

func read(t *testing.T, csv string, versions ...*scoring.Framework) (*calibration.Table, []string, error) {
	t.Helper()
	book, err := sheet.ReadBytes("bang.csv", []byte(csv), sheet.Options{Remark: calibration.Remark})
	if err != nil {
		t.Fatal(err)
	}
	table, notes, err := calibration.ReadTable(book, text.AskDecimal, versions...)
	return table, keysOf(notes), err
}

func TestReadTable(t *testing.T) {
	table, notes, err := read(t, "# Số liệu giả định\nMã cơ quan,tên,nhóm,X,n,y,b,ghi chú\n#,,,máy,người,,,\ns1,Sở 1,so,4,5,có,N/A: chưa có,tốt\ns2,,so,,5,0,1 250,\n", small("1", "5", "5", "10"))
	if err != nil {
		t.Fatal(err)
	}
	want := &calibration.Table{Name: "bang.csv", Notice: "Số liệu giả định", Items: []string{"x", "n", "y", "b"},
		Agencies: []scoring.Agency{{Code: "s1", Name: "Sở 1", Group: "so"}, {Code: "s2", Name: "s2", Group: "so"}},
		Cells:    [][]string{{"4", "5", "1", "n/a"}, {"", "5", "0", "1250"}}}
	if !reflect.DeepEqual(table, want) || len(notes) > 0 {
		t.Errorf("got %+v %v, want %+v", table, notes, want)
	}
	if a, i, v := table.Size(); a != 2 || i != 4 || v != 7 {
		t.Errorf("size %d %d %d", a, i, v)
	}
}

// Everything wrong is told in one pass, at its cell.
func TestReadTableFaults(t *testing.T) {
	_, _, err := read(t, "agency,group,x,x,zz,y,b\ns1,so,4,1,2,maybe,-\ns1,xa,1.5,,,,n/a\ns 2,so,12 %,,,,1.234\n", small("1", "5", "5", "10"))
	want := []string{"calibration.sheet.twice", "calibration.sheet.column", "calibration.value.refused", "calibration.value.dash", "calibration.agency.twice",
		"calibration.group.unknown", "calibration.value.refused", "calibration.agency.form", "calibration.value.percent", "text.number.ambiguous"}
	got := keysOf(err)
	if len(got) != len(want) {
		t.Fatalf("got %d faults: %v\n%v", len(got), got, err)
	}
	for i, k := range want[:9] {
		if got[i] != k {
			t.Errorf("fault %d is %s, want %s", i, got[i], k)
		}
	}
	for csv, key := range map[string]string{
		"x,y\n1,2\n":            "calibration.sheet.agency",
		"agency,x\ns1,1\n":      "calibration.sheet.group",
		"agency,group\ns1,so\n": "calibration.sheet.itemless",
		"agency,group,x\n":      "calibration.table.empty",
		"# nothing\n":           "calibration.sheet.headless",
	} {
		if _, _, err := read(t, csv, small("1", "5", "5", "10")); !slices.Contains(keysOf(err), key) {
			t.Errorf("%q: %v, want %s", csv, err, key)
		}
	}
}

func TestWrittenTableReadsBack(t *testing.T) {
	f := shipped(t, "ict-readiness-2026")
	table := drawn(f, 25, 4)
	table.Notice = "Số liệu giả định"
	var b bytes.Buffer
	if err := calibration.WriteTable(&b, table, f, text.Vi); err != nil {
		t.Fatal(err)
	}
	book, err := sheet.ReadBytes(table.Name, b.Bytes(), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	back, _, err := calibration.ReadTable(book, text.AskDecimal, f)
	if err != nil || !reflect.DeepEqual(back, table) {
		t.Errorf("%v\n%+v\n%+v", err, back, table)
	}
}
