package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// NFC composes s: one code point a letter, the form in which everything is
// stored. Invalid UTF-8 becomes U+FFFD.
func NFC(s string) string {
	return norm.NFC.String(strings.ToValidUTF8(s, "\uFFFD"))
}

// IsNFC reports whether s is valid UTF-8 in composed form.
func IsNFC(s string) bool {
	return utf8.ValidString(s) && !strings.Contains(s, "\uFFFD") && norm.NFC.IsNormalString(s)
}

// Fold is the key under which names are the same to a reader who ignores
// letter case, normal form, runs of space and the style of placing tones
// (hoà = hòa), but not the tone itself. It compares headings and names:
// Fold("  Hoà  Bình ") = Fold("HÒA BÌNH"), and differs from Fold("Hóa Bình").
func Fold(s string) string {
	var b strings.Builder
	var tone rune
	flush := func() {
		if tone != 0 {
			b.WriteRune(tone)
			tone = 0
		}
	}
	space := false
	for _, r := range norm.NFD.String(strings.ToValidUTF8(s, "\uFFFD")) {
		switch {
		case unicode.IsSpace(r):
			flush()
			space = b.Len() > 0
			continue
		case isTone(r):
			tone = r
			continue
		case !unicode.IsLetter(r) && !unicode.Is(unicode.Mn, r):
			flush()
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(unicode.ToLower(r))
	}
	flush()
	return b.String()
}

// isTone reports whether r is one of the five combining tone marks: grave,
// acute, tilde, hook above, dot below. A Vietnamese syllable bears at most one,
// so that it may be moved to the syllable's end without loss.
func isTone(r rune) bool {
	switch r {
	case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
		return true
	}
	return false
}
