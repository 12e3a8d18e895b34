package text

import (
	"encoding/binary"
	"encoding/csv"
	"os"
	"strings"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/unicode/norm"
)

// corpus is the names of the 99 communes of 2025 and of the 313 units merged
// into them, each with its district and province as lists have them.
func corpus(t testing.TB) (lines []string) {
	t.Helper()
	file, err := os.Open("testdata/communes_2025.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	names := 0
	for _, r := range records[1:] {
		for _, name := range append([]string{r[1]}, strings.Split(r[5], "; ")...) {
			names++
			lines = append(lines, strings.TrimSpace(name)+", "+r[3]+", tỉnh "+r[4])
		}
	}
	if names != 99+313 {
		t.Fatalf("%d names, want 99 + 313", names)
	}
	return lines
}

// The tables below are written out letter by letter from the code charts of
// TCVN 5712:1993 (VN3) and of VNI for Windows, apart from those of the package,
// so that an error there shows.
var tcvn3Small = map[rune]byte{
	'à': 0xB5, 'ả': 0xB6, 'ã': 0xB7, 'á': 0xB8, 'ạ': 0xB9, 'ă': 0xA8, 'ằ': 0xBB, 'ẳ': 0xBC, 'ẵ': 0xBD, 'ắ': 0xBE, 'ặ': 0xC6,
	'â': 0xA9, 'ầ': 0xC7, 'ẩ': 0xC8, 'ẫ': 0xC9, 'ấ': 0xCA, 'ậ': 0xCB, 'è': 0xCC, 'ẻ': 0xCE, 'ẽ': 0xCF, 'é': 0xD0, 'ẹ': 0xD1,
	'ê': 0xAA, 'ề': 0xD2, 'ể': 0xD3, 'ễ': 0xD4, 'ế': 0xD5, 'ệ': 0xD6, 'ì': 0xD7, 'ỉ': 0xD8, 'ĩ': 0xDC, 'í': 0xDD, 'ị': 0xDE,
	'ò': 0xDF, 'ỏ': 0xE1, 'õ': 0xE2, 'ó': 0xE3, 'ọ': 0xE4, 'ô': 0xAB, 'ồ': 0xE5, 'ổ': 0xE6, 'ỗ': 0xE7, 'ố': 0xE8, 'ộ': 0xE9,
	'ơ': 0xAC, 'ờ': 0xEA, 'ở': 0xEB, 'ỡ': 0xEC, 'ớ': 0xED, 'ợ': 0xEE, 'ù': 0xEF, 'ủ': 0xF1, 'ũ': 0xF2, 'ú': 0xF3, 'ụ': 0xF4,
	'ư': 0xAD, 'ừ': 0xF5, 'ử': 0xF6, 'ữ': 0xF7, 'ứ': 0xF8, 'ự': 0xF9, 'ỳ': 0xFA, 'ỷ': 0xFB, 'ỹ': 0xFC, 'ý': 0xFD, 'ỵ': 0xFE, 'đ': 0xAE,
	'Ă': 0xA1, 'Â': 0xA2, 'Ê': 0xA3, 'Ô': 0xA4, 'Ơ': 0xA5, 'Ư': 0xA6, 'Đ': 0xA7,
}

// toTCVN3 encodes; a capital with a tone has no code of its own in the fonts of
// that time, which print the small letter: false for such a text.
func toTCVN3(s string) ([]byte, bool) {
	var out []byte
	for _, r := range s {
		c, ok := tcvn3Small[r]
		if r < 0x80 {
			c, ok = byte(r), true
		}
		if !ok {
			return nil, false
		}
		out = append(out, c)
	}
	return out, true
}

// parts takes a letter apart: base, shape (circumflex, breve, horn) and tone.
func parts(r rune) (base, shape, tone rune) {
	for i, m := range norm.NFD.String(string(r)) {
		switch {
		case i == 0:
			base = m
		case isTone(m):
			tone = m
		default:
			shape = m
		}
	}
	return base, shape, tone
}

func toCP1258(s string) ([]byte, bool) {
	letters := map[rune]byte{'Ă': 0xC3, 'ă': 0xE3, 'Â': 0xC2, 'â': 0xE2, 'Đ': 0xD0, 'đ': 0xF0, 'Ê': 0xCA, 'ê': 0xEA, 'Ô': 0xD4, 'ô': 0xF4, 'Ơ': 0xD5, 'ơ': 0xF5, 'Ư': 0xDD, 'ư': 0xFD}
	tones := map[rune]byte{0x300: 0xCC, 0x309: 0xD2, 0x303: 0xDE, 0x301: 0xEC, 0x323: 0xF2}
	var out []byte
	for _, r := range s {
		base, shape, tone := parts(r)
		if shape != 0 {
			base = []rune(norm.NFC.String(string([]rune{base, shape})))[0]
		}
		c, ok := letters[base]
		if base < 0x80 {
			c, ok = byte(base), true
		}
		if !ok {
			return nil, false
		}
		if out = append(out, c); tone != 0 {
			out = append(out, tones[tone])
		}
	}
	return out, true
}

func toVNI(s string) ([]byte, bool) {
	alone := map[rune]byte{'đ': 0xF1, 'Đ': 0xD1, 'í': 0xED, 'ì': 0xEC, 'ỉ': 0xE6, 'ĩ': 0xF3, 'ị': 0xF2, 'ỵ': 0xEE, 'Í': 0xCD, 'Ì': 0xCC, 'Ỉ': 0xC6, 'Ĩ': 0xD3, 'Ị': 0xD2, 'Ỵ': 0xCE}
	marks := map[[2]rune]byte{
		{0, 0x301}: 0xF9, {0, 0x300}: 0xF8, {0, 0x309}: 0xFB, {0, 0x303}: 0xF5, {0, 0x323}: 0xEF,
		{0x302, 0}: 0xE2, {0x302, 0x301}: 0xE1, {0x302, 0x300}: 0xE0, {0x302, 0x309}: 0xE5, {0x302, 0x303}: 0xE3, {0x302, 0x323}: 0xE4,
		{0x306, 0}: 0xEA, {0x306, 0x301}: 0xE9, {0x306, 0x300}: 0xE8, {0x306, 0x309}: 0xFA, {0x306, 0x303}: 0xFC, {0x306, 0x323}: 0xEB,
	}
	horned := map[rune]byte{'o': 0xF4, 'u': 0xF6, 'O': 0xD4, 'U': 0xD6}
	var out []byte
	for _, r := range s {
		base, shape, tone := parts(r)
		c, single := alone[r]
		switch {
		case single:
			out = append(out, c)
			continue
		case shape == 0x31B: // the horn
			out, shape = append(out, horned[base]), 0
		case base < 0x80:
			out = append(out, byte(base))
		default:
			return nil, false
		}
		if shape == 0 && tone == 0 {
			continue
		}
		mark := marks[[2]rune{shape, tone}]
		if base >= 'A' && base <= 'Z' {
			mark -= 0x20
		}
		out = append(out, mark)
	}
	return out, true
}

func toVIQR(s string) ([]byte, bool) {
	signs := map[rune]string{0x302: "^", 0x306: "(", 0x31B: "+", 0x301: "'", 0x300: "`", 0x309: "?", 0x303: "~", 0x323: "."}
	var b strings.Builder
	for _, r := range s {
		switch base, shape, tone := parts(r); {
		case r == 'đ':
			b.WriteString("dd")
		case r == 'Đ':
			b.WriteString("DD")
		case base >= 0x80:
			return nil, false
		default:
			b.WriteRune(base)
			b.WriteString(signs[shape] + signs[tone])
		}
	}
	return []byte(b.String()), true
}

func toUTF16(order binary.AppendByteOrder) func(string) ([]byte, bool) {
	return func(s string) ([]byte, bool) {
		var out []byte
		for _, u := range utf16.Encode([]rune(s)) {
			out = order.AppendUint16(out, u)
		}
		return out, true
	}
}

// encoders are all the ways in which the corpus may arrive.
var encoders = map[Encoding]func(string) ([]byte, bool){
	TCVN3: toTCVN3, CP1258: toCP1258, VNI: toVNI, VIQR: toVIQR,
	UTF16LE: toUTF16(binary.LittleEndian), UTF16BE: toUTF16(binary.BigEndian),
	UTF8: func(s string) ([]byte, bool) { return []byte(norm.NFD.String(s)), true },
}
