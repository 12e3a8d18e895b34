package text

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestPlain(t *testing.T) {
	for s, want := range map[string]string{
		"Sở Y tế – Bắc Ninh": "so y te bac ninh", "ĐỒNG  tiến": "dong tien", "": "", " - ": "",
		norm.NFD.String("Phường Đáp Cầu"): "phuong dap cau", "NQ 1658/NQ-UBTVQH15": "nq 1658 nq ubtvqh15", "ｆｕｌｌ　Ａ": "full a",
	} {
		if got := Plain(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// Letters in the order of the Vietnamese alphabet, then tones in that
// of CLDR: none, grave, hook, tilde, acute, dot.
func TestSortKey(t *testing.T) {
	want := []string{"", "An", "Ăn", "Ân", "Bắc", "Cầu", "Da", "Dũng", "Đa", "Đáp Cầu", "Em", "Êm", "ma", "mà", "mả", "mã", "má", "mạ", "Ninh",
		"Oanh", "Ông", "Ơn", "Sơn", "Tư", "Từ Sơn", "Ươm", "Vũ", "Yên Dũng", "Yên Thế"}
	for _, form := range []func(string) string{NFC, norm.NFD.String} {
		got := slices.Clone(want)
		slices.Reverse(got)
		slices.SortStableFunc(got, func(a, b string) int { return strings.Compare(SortKey(form(a)), SortKey(form(b))) })
		if !slices.Equal(got, want) {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func FuzzPlain(f *testing.F) {
	f.Add("Đồng Tiến")
	f.Add("İ\u0301 ﬃ")
	f.Fuzz(func(t *testing.T, s string) {
		p := Plain(s)
		if again := Plain(p); again != p {
			t.Errorf("%q: %q, then %q", s, p, again)
		}
		if strings.ContainsFunc(p, func(r rune) bool { return unicode.Is(unicode.Mn, r) || r == 'đ' }) || strings.TrimSpace(p) != p {
			t.Errorf("%q: %q", s, p)
		}
		if SortKey(s) != SortKey(norm.NFD.String(NFC(s))) {
			t.Errorf("%q sorts by its form", s)
		}
	})
}
