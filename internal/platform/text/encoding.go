package text

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Encoding is how bytes stand for letters. The zero value means: find out.
type Encoding string

const (
	DetectEncoding Encoding = ""
	UTF8           Encoding = "utf-8"
	UTF16LE        Encoding = "utf-16le"
	UTF16BE        Encoding = "utf-16be"
	CP1258         Encoding = "windows-1258"
	TCVN3          Encoding = "tcvn3" // ABC, fonts named .VnTime
	VNI            Encoding = "vni"   // fonts named VNI-Times
	VIQR           Encoding = "viqr"  // ASCII: Vie^.t Nam
)

// Encodings are all that can be read.
var Encodings = []Encoding{UTF8, UTF16LE, UTF16BE, CP1258, TCVN3, VNI, VIQR}

// OptionEncoding is the option that answers the question about an encoding; its
// values are the names above.
const OptionEncoding = "encoding"

// ParseEncoding reads the value of OptionEncoding, with the names that people
// use; "" gives DetectEncoding.
func ParseEncoding(value string) (Encoding, error) {
	switch strings.ToLower(strings.TrimSpace(value)) {
	case "", "auto":
		return DetectEncoding, nil
	case "utf-8", "utf8", "unicode":
		return UTF8, nil
	case "utf-16le", "utf-16", "utf16":
		return UTF16LE, nil
	case "utf-16be":
		return UTF16BE, nil
	case "windows-1258", "cp1258", "1258":
		return CP1258, nil
	case "tcvn3", "abc", "vntime":
		return TCVN3, nil
	case "vni":
		return VNI, nil
	case "viqr":
		return VIQR, nil
	}
	return DetectEncoding, fault.New(fault.Invalid, "text.encoding.unknown", nil).WithFound(Clip(value, 40))
}

// Decode turns bytes of a known encoding into NFC text without byte order mark.
// TCVN3, VNI and Windows-1258 are also recognised when a program has wrapped
// their bytes in UTF-8, one letter of Windows-1252 for each. Bytes that the
// encoding does not have are a fault with their line.
func Decode(data []byte, e Encoding) (string, error) {
	if mark := markOf(data); mark != DetectEncoding {
		if mark != e && (e == UTF8 || e == UTF16LE || e == UTF16BE) {
			return "", fault.New(fault.Invalid, "text.encoding.mark", fault.Args{"mark": string(mark), "encoding": string(e)})
		}
		data = data[markLen(mark):]
	}
	switch e {
	case UTF8:
		if !utf8.Valid(data) {
			return "", badBytes(data, firstInvalid(data), e)
		}
		return NFC(string(data)), nil
	case UTF16LE, UTF16BE:
		return decodeUTF16(data, e)
	case CP1258, TCVN3, VNI:
		if raw, ok := unwrap(data); ok {
			data = raw
		}
		s, bad := decodeBytes(data, e)
		if bad >= 0 {
			return "", badBytes(data, bad, e)
		}
		return s, nil
	case VIQR:
		if i := bytes.IndexFunc(data, func(r rune) bool { return r > 0x7f }); i >= 0 {
			return "", badBytes(data, i, e)
		}
		return NFC(viqr(string(data))), nil
	}
	return "", fault.New(fault.Invalid, "text.encoding.unknown", nil).WithFound(Clip(string(e), 40))
}

// decodeBytes decodes a family of one byte a sign; bad is the index of the
// first byte without meaning, -1 when all have one.
func decodeBytes(data []byte, e Encoding) (s string, bad int) {
	if e == VNI {
		return vni(data)
	}
	table := &cp1258
	if e == TCVN3 {
		table = &tcvn3
	}
	var b strings.Builder
	b.Grow(len(data) * 3 / 2)
	for i, c := range data {
		r := table.rune(c)
		if r == utf8.RuneError {
			return "", i
		}
		b.WriteRune(r)
	}
	return NFC(b.String()), -1
}

func badBytes(data []byte, at int, e Encoding) error {
	line := 1 + bytes.Count(data[:at], []byte("\n"))
	return fault.New(fault.Invalid, "text.encoding.bytes", fault.Args{"encoding": string(e)}).
		WithPlace(fault.Place{Line: line}).WithHint("text.encoding.hint")
}

func firstInvalid(data []byte) int {
	for i := 0; i < len(data); {
		r, n := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return len(data)
}

// markOf recognises a byte order mark.
func markOf(data []byte) Encoding {
	switch {
	case bytes.HasPrefix(data, []byte("\xEF\xBB\xBF")):
		return UTF8
	case bytes.HasPrefix(data, []byte("\xFF\xFE")):
		return UTF16LE
	case bytes.HasPrefix(data, []byte("\xFE\xFF")):
		return UTF16BE
	}
	return DetectEncoding
}

func markLen(e Encoding) int {
	if e == UTF8 {
		return 3
	}
	return 2
}

func decodeUTF16(data []byte, e Encoding) (string, error) {
	var order binary.ByteOrder = binary.LittleEndian
	if e == UTF16BE {
		order = binary.BigEndian
	}
	units := make([]uint16, len(data)/2)
	for i := range units {
		units[i] = order.Uint16(data[2*i:])
	}
	s := string(utf16.Decode(units))
	if len(data)%2 != 0 || strings.ContainsRune(s, utf8.RuneError) {
		line := 1 + strings.Count(s[:max(strings.IndexRune(s, utf8.RuneError), 0)], "\n")
		return "", fault.New(fault.Invalid, "text.encoding.bytes", fault.Args{"encoding": string(e)}).
			WithPlace(fault.Place{Line: line}).WithHint("text.encoding.hint")
	}
	return NFC(s), nil
}

// byteTable maps the bytes from 0x80 on; RuneError marks those without meaning.
type byteTable [128]rune

func (t *byteTable) rune(c byte) rune {
	if c < 0x80 {
		return rune(c)
	}
	return t[c-0x80]
}

// cp1252 is Windows-1252, the base of the tables of Windows.
var cp1252 = func() (t byteTable) {
	const high = "€\uFFFD‚ƒ„…†‡ˆ‰Š‹Œ\uFFFDŽ\uFFFD\uFFFD‘’“”•–—˜™š›œ\uFFFDžŸ"
	i := 0
	for _, r := range high {
		t[i] = r
		i++
	}
	for ; i < 128; i++ {
		t[i] = rune(0x80 + i)
	}
	return t
}()

// unwrap undoes the wrapping of legacy bytes in UTF-8: every letter must be one
// of Windows-1252 (the five codes it leaves open stand for themselves), and at
// least one must not be ASCII.
func unwrap(data []byte) ([]byte, bool) {
	if !utf8.Valid(data) {
		return nil, false
	}
	raw, wrapped := make([]byte, 0, len(data)), false
	for _, r := range string(data) {
		switch {
		case r < 0x80:
			raw = append(raw, byte(r))
			continue
		case r <= 0xFF:
			raw = append(raw, byte(r))
		default:
			c, ok := reverse1252[r]
			if !ok {
				return nil, false
			}
			raw = append(raw, c)
		}
		wrapped = true
	}
	return raw, wrapped
}

var reverse1252 = func() map[rune]byte {
	m := map[rune]byte{}
	for i, r := range cp1252 {
		if r != utf8.RuneError {
			m[r] = byte(0x80 + i)
		}
	}
	return m
}()
