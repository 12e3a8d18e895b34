package fault

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

func TestTableIsComplete(t *testing.T) {
	exits, statuses, names := map[int]Kind{}, map[int]Kind{}, map[string]Kind{}
	for _, k := range Kinds() {
		if k.Status() < 400 || k.Status() > 599 {
			t.Errorf("%v: status %d is no error", k, k.Status())
		}
		if k.Exit() < 1 || k.Exit() > 125 || k.Exit() == ExitUsage || k.Exit() == ExitQuestion {
			t.Errorf("%v: exit code %d is taken or means something to a shell", k, k.Exit())
		}
		if other, taken := exits[k.Exit()]; taken {
			t.Errorf("%v and %v share an exit code", k, other)
		}
		if other, taken := statuses[k.Status()]; taken {
			t.Errorf("%v and %v share a status", k, other)
		}
		if other, taken := names[k.String()]; taken {
			t.Errorf("%v and %v share a name", k, other)
		}
		exits[k.Exit()], statuses[k.Status()], names[k.String()] = k, k, k
	}
	if len(Kinds()) != 7 {
		t.Errorf("%d kinds, want 7", len(Kinds()))
	}
	if Kind(200).Status() != 500 || Kind(200).Exit() != 1 {
		t.Error("a kind out of the table must count as internal")
	}
}

func TestExitAndStatus(t *testing.T) {
	question := Question("text.number.ambiguous", Args{"value": "1.234"}, "decimal",
		Choice{Value: "comma"}, Choice{Value: "dot"})
	invalid := New(Invalid, "a.b.c", nil)
	warning := Warn("w.w.w", nil)
	for _, c := range []struct {
		name   string
		err    error
		status int
		exit   int
	}{
		{"nil", nil, 200, 0},
		{"foreign", io.ErrUnexpectedEOF, 500, 1},
		{"fault", New(Denied, "a.b.c", nil), 403, 6},
		{"wrapped", fmt.Errorf("outer: %w", New(Missing, "a.b.c", nil)), 404, 4},
		{"question", question, 422, ExitQuestion},
		{"all questions", List{question, question}, 422, ExitQuestion},
		{"question and fault", List{question, invalid}, 422, 3},
		{"warning first", List{warning, New(Limit, "a.b.c", nil)}, 413, 7},
		{"joined", errors.Join(io.EOF, New(Conflict, "a.b.c", nil)), 409, 5},
	} {
		if got := Status(c.err); got != c.status {
			t.Errorf("%s: status %d, want %d", c.name, got, c.status)
		}
		if got := Exit(c.err); got != c.exit {
			t.Errorf("%s: exit %d, want %d", c.name, got, c.exit)
		}
	}
}

func TestErrorsLookThrough(t *testing.T) {
	deep := Wrap(Unavailable, io.ErrClosedPipe, "db.door.shut", nil)
	err := fmt.Errorf("saving: %w", List{Warn("w.w.w", nil), deep})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Error("errors.Is does not reach the cause inside a list")
	}
	var list List
	if !errors.As(err, &list) || len(list) != 2 {
		t.Error("errors.As does not find the list")
	}
	var f *Fault
	if !errors.As(err, &f) || f.Key != "w.w.w" {
		t.Error("errors.As does not find the first fault")
	}
}

func TestErrIsNilWithoutStops(t *testing.T) {
	var l List
	if l.Err() != nil {
		t.Error("an empty list is an error")
	}
	l.Add(nil)
	l.Add(Warn("w.w.w", nil))
	if l.Err() != nil {
		t.Error("a warning is an error")
	}
	l.Add(io.EOF)
	if l.Err() == nil || KindOf(l.Err()) != Internal {
		t.Error("a foreign error must stop and be internal")
	}
	if len(l.Warnings()) != 1 || len(l.Questions()) != 0 {
		t.Error("warnings or questions miscounted")
	}
}

func TestSortIsByPlaceWhateverTheOrder(t *testing.T) {
	want := List{
		{At: Place{File: "b.xlsx", Sheet: "Z", Row: 2, Col: 2}},
		{At: Place{File: "b.xlsx", Sheet: "Z", Row: 2, Col: 27}},
		{At: Place{File: "b.xlsx", Sheet: "Z", Row: 10, Col: 1}},
		{At: Place{File: "b.xlsx", Sheet: "A", Row: 1, Col: 1}},
		{At: Place{File: "a.csv", Line: 3, Col: 1}},
		{At: Place{File: "a.csv", Line: 12, Col: 1, Field: "x"}},
		{At: Place{File: "a.csv", Line: 12, Col: 1, Field: "y"}},
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		got := append(List{}, want...)
		for _, sheet := range []List{got[:3], got[4:]} { // within a sheet any order may come
			rng.Shuffle(len(sheet), func(i, j int) { sheet[i], sheet[j] = sheet[j], sheet[i] })
		}
		got.Sort()
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("position %d: %v, want %v", i, got[i].At, want[i].At)
			}
		}
	}
}

func TestPlaceString(t *testing.T) {
	for want, p := range map[string]Place{
		"":                           {},
		"điểm.xlsx Bảng 1!B7 (Điểm)": {File: "điểm.xlsx", Sheet: "Bảng 1", Row: 7, Col: 2, Field: "Điểm"},
		"điểm.csv:12:3 (Điểm)":       {File: "điểm.csv", Line: 12, Col: 3, Field: "Điểm"},
		"f.yaml:4 (a.b)":             {File: "f.yaml", Line: 4, Field: "a.b"},
		"f.xlsx Bảng 1":              {File: "f.xlsx", Sheet: "Bảng 1"},
		"f.xlsx Bảng 1!5":            {File: "f.xlsx", Sheet: "Bảng 1", Row: 5},
		"(x)":                        {Field: "x"},
	} {
		if got := p.String(); got != want {
			t.Errorf("%#v: %q, want %q", p, got, want)
		}
	}
}

func TestColumnName(t *testing.T) {
	for col, want := range map[int]string{-1: "", 0: "", 1: "A", 26: "Z", 27: "AA", 52: "AZ", 53: "BA", 702: "ZZ", 703: "AAA", 16384: "XFD"} {
		if got := ColumnName(col); got != want {
			t.Errorf("%d: %q, want %q", col, got, want)
		}
	}
}

func TestAtFillsOnlyWhatIsOpen(t *testing.T) {
	outer := Place{File: "f.xlsx", Sheet: "S", Row: 9, Col: 9, Field: "Điểm"}
	got := At(New(Invalid, "a.b.c", nil).WithPlace(Place{Row: 2, Col: 3}), outer)
	var f *Fault
	if !errors.As(got, &f) || f.At != (Place{File: "f.xlsx", Sheet: "S", Row: 2, Col: 3, Field: "Điểm"}) {
		t.Errorf("got %v", got)
	}
	if At(nil, outer) != nil {
		t.Error("nil must stay nil")
	}
	list, ok := At(List{New(Invalid, "a.b.c", nil), Warn("w.w.w", nil)}, outer).(List)
	if !ok || len(list) != 2 || list[1].At.File != "f.xlsx" {
		t.Errorf("list: %v", list)
	}
	if KindOf(At(io.EOF, outer)) != Internal {
		t.Error("a foreign error must become internal")
	}
}

func TestErrorIsTerseAndStable(t *testing.T) {
	f := New(Invalid, "a.b.c", Args{"z": 1, "a": "x"}).WithFound("1.234").
		WithPlace(Place{File: "f.csv", Line: 2}).WithExpected("e.e.e").WithHint("h.h.h")
	const want = `f.csv:2: invalid a.b.c a=x z=1 found="1.234"`
	for range 50 {
		if got := f.Error(); got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	}
	var many List
	for range 25 {
		many.Add(f)
	}
	if got := many.Error(); strings.Count(got, "\n") != shown || !strings.Contains(got, "15 more") {
		t.Errorf("long list: %q", got)
	}
}
