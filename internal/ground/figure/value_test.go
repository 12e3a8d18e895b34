package figure

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// tries is how often a property is tried.
func tries(few int) int {
	if os.Getenv("SANSANG_LARGER") == "1" {
		return 100 * few
	}
	return few
}

func num(t testing.TB, s string) Num {
	t.Helper()
	n, err := ParseNum(s)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func day(t testing.TB, s string) text.Date {
	t.Helper()
	d, err := readDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func anyNum(r *rand.Rand) Num {
	n, _ := Frac(r.Int64N(2001)-1000, 1+r.Int64N(50))
	if r.IntN(10) == 0 {
		n = n.Mul(Int(1 << 62)).Mul(Int(1 << 62))
	}
	return n
}

func anyWords(r *rand.Rand) string {
	pieces := []string{"đã", " ", "Sở Y tế", "\n", "|", ":", `"`, "\t", "0", "ratio 1 2", "1.234,5", "\u200b", "😀", "không\u0301"}
	s := ""
	for range 1 + r.IntN(5) {
		s += pieces[r.IntN(len(pieces))]
	}
	return s
}

func anyValue(r *rand.Rand) Value {
	switch r.IntN(8) {
	case 0:
		return Missing("")
	case 1:
		return Missing(anyWords(r))
	case 2:
		return NotApplicable(anyWords(r))
	case 3:
		return OfNumber(anyNum(r))
	case 4:
		return OfRatio(anyNum(r), anyNum(r))
	case 5:
		return OfYesNo(r.IntN(2) == 0)
	case 6:
		return OfChoice([]string{"a", "co_mot_phan"}[r.IntN(2)])
	}
	return OfWords(anyWords(r))
}

func TestNumbersAreExact(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "12": "12", "+7": "7", "007": "7", "97.5": "195/2", "-0.125": "-1/8", "245/250": "49/50",
		"1.5/0.5": "3", "0.1": "1/10", "123456789012345678901234567890.5": "246913578024691357802469135781/2",
	} {
		n, err := ParseNum(in)
		if err != nil || n.String() != want {
			t.Errorf("%s: %s %v, want %s", in, n, err, want)
		}
	}
	for _, in := range []string{"", " 1", "1 ", "1,5", "1e3", "1/0", "1/", "/2", "1/2/3", ".5", "5.", "--1", "NaN", "Inf", "0x10", "1_000", "½"} {
		if n, err := ParseNum(in); err == nil {
			t.Errorf("%q was read as %s", in, n)
		}
	}
	if got := num(t, "0.1").Add(num(t, "0.2")); !got.Equal(num(t, "0.3")) {
		t.Errorf("0.1 + 0.2 = %s", got)
	}
	if (Num{}).String() != "0" || !(Num{}).Equal(Int(0)) {
		t.Error("the zero value is not 0")
	}
	if got := num(t, "987/1000").Mul(Int(100)).Show(text.Vi, 2); got != "98,70" {
		t.Errorf("shown as %s", got)
	}
}

// TestValuesComeBack is the property of both forms: what is written is read
// again, and equal values have equal text.
func TestValuesComeBack(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 50))
	for range tries(2000) {
		v, w := anyValue(r), anyValue(r)
		read, err := ParseValue(v.String())
		if err != nil || !read.Equal(v) || read.String() != v.String() {
			t.Fatalf("%q came back as %q, %v", v, read, err)
		}
		data, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var again Value
		if err := json.Unmarshal(data, &again); err != nil || !again.Equal(v) {
			t.Fatalf("%s came back as %q, %v", data, again, err)
		}
		if v.Equal(w) != (v.String() == w.String()) {
			t.Fatalf("%q and %q", v, w)
		}
	}
}

func TestMissingIsNeverZero(t *testing.T) {
	var zero Value
	if zero.Known() || zero.Form() != IsMissing || zero.String() != "missing" {
		t.Errorf("the zero value is %q", zero)
	}
	it := &Item{Code: "a", Kind: Count}
	for _, v := range []Value{zero, Missing("chưa báo cáo"), NotApplicable("không có máy chủ"), OfWords("  ")} {
		if _, ok := it.Quantity(v); ok || v.Known() || v.Equal(OfNumber(Int(0))) {
			t.Errorf("%q counts as a number", v)
		}
	}
	if v := OfRatio(Int(1), Int(2)); v.Equal(OfRatio(Int(2), Int(4))) {
		t.Error("1 of 2 is 2 of 4")
	}
}

func TestFormsThatAreRefused(t *testing.T) {
	for _, s := range []string{"", "12", "number", "number ", "number x", "ratio 1", "ratio 1 2 3", "ratio 1/2", "yesno", "yesno maybe", "choice", "text", "text  ", "missing ", "other x", "Number 1", "text a\x00", "text k\u0301\u0302o\u0301\xff"} {
		if v, err := ParseValue(s); err == nil {
			t.Errorf("%q was read as %q", s, v)
		}
	}
	for _, s := range []string{`{}`, `null`, `1`, `{"number":"1","yesno":true}`, `{"numerator":"1"}`, `{"number":"1","denominator":"2"}`, `{"number":1e3}`, `{"number":"1","x":1}`, `{"text":""}`, `{"choice":""}`, `{"number":"1"} 2`} {
		var v Value
		if err := json.Unmarshal([]byte(s), &v); err == nil {
			t.Errorf("%s was read as %q", s, v)
		}
	}
}

func FuzzValue(f *testing.F) {
	for _, s := range []string{"missing", "number 39/40", "ratio 987 1000", "yesno no", "text Sở Y tế", "inapplicable không có", `{"number":"1/3"}`, `{"numerator":"1","denominator":"2"}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if v, err := ParseValue(s); err == nil {
			if again, err := ParseValue(v.String()); err != nil || !again.Equal(v) {
				t.Fatalf("%q, read from %q, came back as %q, %v", v, s, again, err)
			}
		}
		var v Value
		if json.Unmarshal([]byte(s), &v) == nil {
			data, _ := json.Marshal(v)
			var again Value
			if err := json.Unmarshal(data, &again); err != nil || !again.Equal(v) {
				t.Fatalf("%s, read from %s: %v", data, s, err)
			}
			if text, err := ParseValue(v.String()); err != nil || !text.Equal(v) {
				t.Fatalf("%q: %v", v, err)
			}
		}
		if n, err := ParseNum(s); err == nil {
			if again, err := ParseNum(n.String()); len(n.String()) <= maxNumText && (err != nil || !again.Equal(n)) {
				t.Fatalf("%s: %v", n, err)
			}
		}
	})
}
