package text

import (
	"encoding/hex"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// Plain is the key under which a name is found by whoever types without marks:
// small letters, no marks, đ as d, everything but letters and digits one blank.
// Plain("Sở Y tế – Bắc Ninh") = "so y te bac ninh".
func Plain(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range norm.NFKD.String(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case unicode.Is(unicode.Mn, r):
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteByte(' ')
			gap = false
		}
		if r = unicode.ToLower(r); r == 'đ' {
			r = 'd'
		}
		b.WriteRune(r)
	}
	return b.String()
}

// collators are kept because making one costs more than a key, and because one
// is not for several goroutines.
var collators = sync.Pool{New: func() any { return collate.New(language.Vietnamese) }}

// SortKey is what a column holds to be sorted as Vietnamese dictionaries do (a ă
// â b c d đ e ê …, a tone after the letters): keys compare byte by byte as the
// texts do. It is hexadecimal, so that every database orders it alike whatever
// its locale. Source: CLDR's collation for vi, by golang.org/x/text/collate.
func SortKey(s string) string {
	c := collators.Get().(*collate.Collator)
	defer collators.Put(c)
	var b collate.Buffer
	return hex.EncodeToString(c.KeyFromString(&b, NFC(s)))
}
