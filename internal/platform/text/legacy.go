package text

import (
	"strings"
	"unicode/utf8"
)

// cp1258 is Windows-1258: Windows-1252 with the letters of Vietnamese and five
// combining tones, which NFC joins with the letter before them.
// Source: Microsoft code page 1258 as registered with IANA.
var cp1258 = func() byteTable {
	t := cp1252
	for c, r := range map[byte]rune{
		0x8A: utf8.RuneError, 0x8E: utf8.RuneError, 0x9A: utf8.RuneError, 0x9E: utf8.RuneError,
		0xC3: 'Ă', 0xE3: 'ă', 0xD0: 'Đ', 0xF0: 'đ', 0xD5: 'Ơ', 0xF5: 'ơ', 0xDD: 'Ư', 0xFD: 'ư', 0xFE: '₫',
		0xCC: '\u0300', 0xD2: '\u0309', 0xDE: '\u0303', 0xEC: '\u0301', 0xF2: '\u0323',
	} {
		t[c-0x80] = r
	}
	return t
}()

// tcvn3 is TCVN 5712:1993 as the fonts .VnTime use it (VN3, called ABC), with
// the capitals of VN2 where VN3 leaves the code open. From 0x80 to 0x9F these
// fonts keep the punctuation of Windows, and not the capitals of VN1.
var tcvn3 = func() byteTable {
	t := cp1252
	const high = "\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ" + // A0
		"\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ" + // B0
		"ẮẦẨẪẤỀặầẩẫấậèỂẻẽ" + // C0
		"éẹềểễếệìỉỄẾỒĩíịò" + // D0
		"Ổỏõóọồổỗốộờởỡớợù" + // E0
		"ỖủũúụừửữứựỳỷỹýỵỐ" // F0
	i := 0x20
	for _, r := range high {
		t[i] = r
		i++
	}
	return t
}()

// vniMarks are the signs that VNI writes behind a letter, in lower case; the
// capital of each lies 0x20 below. The first column goes with any vowel.
var vniMarks = map[byte]string{
	0xF9: "\u0301", 0xF8: "\u0300", 0xFB: "\u0309", 0xF5: "\u0303", 0xEF: "\u0323",
	// circumflex, alone and with a tone (a, e, o)
	0xE2: "\u0302", 0xE1: "\u0302\u0301", 0xE0: "\u0302\u0300", 0xE5: "\u0302\u0309", 0xE3: "\u0302\u0303", 0xE4: "\u0323\u0302",
	// breve, alone and with a tone (a)
	0xEA: "\u0306", 0xE9: "\u0306\u0301", 0xE8: "\u0306\u0300", 0xFA: "\u0306\u0309", 0xFC: "\u0306\u0303", 0xEB: "\u0323\u0306",
}

// vniLetters are the codes that stand alone.
var vniLetters = map[byte]rune{
	0xF1: 'đ', 0xD1: 'Đ', 0xF4: 'ơ', 0xD4: 'Ơ', 0xF6: 'ư', 0xD6: 'Ư',
	0xED: 'í', 0xEC: 'ì', 0xE6: 'ỉ', 0xF3: 'ĩ', 0xF2: 'ị', 0xEE: 'ỵ',
	0xCD: 'Í', 0xCC: 'Ì', 0xC6: 'Ỉ', 0xD3: 'Ĩ', 0xD2: 'Ị', 0xCE: 'Ỵ',
}

// vni decodes the Windows form of VNI, a letter and a sign behind it. bad is the
// index of the first byte without meaning.
func vni(data []byte) (s string, bad int) {
	var b strings.Builder
	b.Grow(len(data) * 3 / 2)
	last := rune(0)
	for i, c := range data {
		if c < 0x80 {
			last = rune(c)
			b.WriteByte(c)
			continue
		}
		lower := c
		if c >= 0xC0 && c <= 0xDF {
			lower = c + 0x20
		}
		if mark, ok := vniMarks[lower]; ok && takes(last, mark) {
			b.WriteString(mark)
			last = 0
			continue
		}
		r, ok := vniLetters[c]
		if !ok && c < 0xC0 {
			r = cp1252.rune(c)
			ok = r != utf8.RuneError
		}
		if !ok {
			return "", i
		}
		b.WriteRune(r)
		last = r
	}
	return NFC(b.String()), -1
}

// takes reports whether a letter bears a mark: tones go on every vowel, the
// circumflex on a, e and o, the breve on a.
func takes(letter rune, mark string) bool {
	vowels := "aeiouyơưAEIOUYƠƯ"
	switch {
	case strings.Contains(mark, "\u0302"):
		vowels = "aeoAEO"
	case strings.Contains(mark, "\u0306"):
		vowels = "aA"
	}
	return letter != 0 && strings.ContainsRune(vowels, letter)
}

// viqr decodes RFC 1456: modifiers behind the vowel, a( a^ o+ dd, then one of
// the tones ' ` ? ~ . ; a backslash keeps the next sign as it is.
func viqr(s string) string {
	shapes := map[byte]struct{ letters, mark string }{
		'(': {"aA", "\u0306"}, '^': {"aeoAEO", "\u0302"}, '+': {"ouOU", "\u031b"}, '*': {"ouOU", "\u031b"},
	}
	tones := map[byte]string{'\'': "\u0301", '`': "\u0300", '?': "\u0309", '~': "\u0303", '.': "\u0323"}
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '\\' && i+1 < len(s):
			i++
			b.WriteByte(s[i])
		case (c == 'd' || c == 'D') && i+1 < len(s) && s[i+1]|0x20 == 'd':
			i++
			b.WriteString(map[byte]string{'d': "đ", 'D': "Đ"}[c])
		case strings.IndexByte("aeiouyAEIOUY", c) >= 0:
			b.WriteByte(c)
			if i+1 < len(s) {
				if shape, ok := shapes[s[i+1]]; ok && strings.IndexByte(shape.letters, c) >= 0 {
					b.WriteString(shape.mark)
					i++
				}
			}
			if i+1 < len(s) {
				if tone, ok := tones[s[i+1]]; ok {
					b.WriteString(tone)
					i++
				}
			}
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
