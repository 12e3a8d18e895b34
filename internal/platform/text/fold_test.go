package text

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNamesThatAreTheSame(t *testing.T) {
	for _, same := range [][]string{
		{"Hòa Bình", "HOÀ BÌNH", "  hoà\u00a0 bình ", "ho\u0300a bi\u0300nh", "Hoa\u0300 Bình"},
		{"Thuỷ Nguyên", "Thủy nguyên", "THUỶ NGUYÊN"},
		{"Điểm tối đa", norm.NFD.String("điểm  TỐI đa"), "điểm\ntối\tđa"},
		{"Khoẻ", "khỏe"},
		{"Quyết định", norm.NFD.String("QUYẾT ĐỊNH"), norm.NFKD.String("quyết định")},
		{"", "  ", "\n"},
	} {
		for _, s := range same {
			if Fold(s) != Fold(same[0]) {
				t.Errorf("%q and %q: %q, %q", s, same[0], Fold(s), Fold(same[0]))
			}
		}
	}
	differ := []string{"Hòa Bình", "Hóa Bình", "Hoa Bình", "Hòa Bính", "Đa", "Da", "Tân Yên", "Tan Yên", "Tẩn Yên", "Từ Sơn", "Tư Sơn", "HòaBình", "a.b", "a b", "ab"}
	for i, a := range differ {
		for _, b := range differ[i+1:] {
			if Fold(a) == Fold(b) {
				t.Errorf("%q and %q are told the same", a, b)
			}
		}
	}
}

func TestFoldKeepsTheNamesOfTheProvinceApart(t *testing.T) {
	keys := map[string]string{}
	style := strings.NewReplacer("oà", "òa", "uỷ", "ủy") // the lists mix both ways
	for _, line := range corpus(t) {
		line = style.Replace(line)
		key := Fold(line)
		if other, twice := keys[key]; twice && other != line {
			t.Errorf("%q and %q have one key", line, other)
		}
		keys[key] = line
		if Fold(norm.NFD.String(strings.ToUpper(line))) != key || Fold(key) != key {
			t.Errorf("%q: another key in NFD capitals, or when folded twice", line)
		}
	}
}

func TestNFC(t *testing.T) {
	for s, want := range map[string]string{"Vie\u0323\u0302t": "Việt", "Vie\u0302\u0323t": "Việt", "a\xffb": "a\uFFFDb", "": ""} {
		if got := NFC(s); got != want {
			t.Errorf("%q: %q", s, got)
		}
	}
	for s, want := range map[string]bool{"Việt": true, "Vie\u0323\u0302t": false, "a\xff": false, "\uFFFD": false, "": true} {
		if IsNFC(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}

func TestColumnsOfATerminal(t *testing.T) {
	for s, want := range map[string]int{"": 0, "Việt Nam": 8, norm.NFD.String("Việt Nam"): 8, "数字": 4, "ABC": 3, "a\u0301": 1, "👍🏽": 2} {
		if got := Width(s); got != want {
			t.Errorf("%q: %d columns, want %d", s, got, want)
		}
	}
	for _, c := range []struct {
		got, want string
	}{
		{Truncate("Sở Giáo dục và Đào tạo", 10), "Sở Giáo d…"}, {Truncate("Sở Y tế", 7), "Sở Y tế"}, {Truncate("Sở Y tế", 1), "…"}, {Truncate("Sở", 0), ""},
		{Truncate("数字政府", 4), "数…"}, {PadRight("Sở", 4), "Sở  "}, {PadLeft("97,5", 6), "  97,5"}, {PadLeft("dài quá", 3), "dài quá"},
		{Clip("Việt Nam", 4), "Việt…"}, {Clip("Việt", 4), "Việt"}, {Clip("", 0), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	for _, line := range corpus(t) {
		for _, form := range []string{line, norm.NFD.String(line)} {
			for width := range 30 {
				cut := Truncate(form, width)
				if Width(cut) > width || !utf8.ValidString(cut) || Width(PadRight(cut, width)) != width || Width(PadLeft(cut, width)) != width {
					t.Fatalf("%q in %d: %q", form, width, cut)
				}
			}
		}
	}
}

func TestSignsThatNobodySees(t *testing.T) {
	for s, want := range map[string]struct {
		shown        string
		found, turns bool
	}{
		"Sở Y tế":              {"Sở Y tế", false, false},
		"Sở\u200b Y tế":        {"Sở[U+200B] Y tế", true, false},
		"\ufeffmã":             {"[U+FEFF]mã", true, false},
		"a\u202etxt.exe\u202c": {"a[U+202E]txt.exe[U+202C]", true, true},
		"\u2067x\u2069":        {"[U+2067]x[U+2069]", true, true},
		"👩\u200d💻":             {"👩\u200d💻", false, false},
	} {
		if shown, found, turns := Unseen(s); shown != want.shown || found != want.found || turns != want.turns {
			t.Errorf("%q: %q %v %v", s, shown, found, turns)
		}
	}
}

// A syllable is told from what bytes in a wrong encoding look like.
func TestSyllables(t *testing.T) {
	var words []string
	for _, line := range corpus(t) {
		words = append(words, strings.FieldsFunc(line, func(r rune) bool { return r == ' ' || r == ',' || r == '-' })...)
	}
	slices.Sort(words)
	words = slices.Compact(words)
	wrong := 0
	for _, w := range words {
		if !isSyllable(w) {
			wrong++
			t.Logf("%q is none", w)
		}
	}
	if len(words) < 250 || wrong > 0 {
		t.Errorf("%d of %d words of the corpus are no syllables", wrong, len(words))
	}
	for _, w := range []string{"Tû", "hµ", "éi", "bút́", "château", "größer", "nàng`", "ngk", "ắắ", "cắc̀", "đđ", "á̀"} {
		if isSyllable(w) {
			t.Errorf("%q is a syllable", w)
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Hoà Bình", "HÒA  BÌNH", "ắ", "\xff", "a\u0323\u0301"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := Fold(s)
		if Fold(key) != key {
			t.Errorf("%q: %q is folded again to %q", s, key, Fold(key))
		}
		if utf8.ValidString(s) && Fold(norm.NFD.String(s)) != key {
			t.Errorf("%q: another key in NFD", s)
		}
	})
}
