package kind

import (
	"bytes"
	"errors"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// isWide tells of a text that begins with the mark of UTF-16 (Unicode 16 §23.8).
func isWide(b []byte) bool {
	return len(b) >= 2 && (b[0] == 0xff && b[1] == 0xfe || b[0] == 0xfe && b[1] == 0xff)
}

// printable tells whether bytes hold no control characters but those of lines.
// Bytes above 127 are left to whoever reads the text: Vietnam has half a dozen
// 8-bit codings.
func printable(b []byte) bool {
	for _, c := range b {
		if c < 0x20 && c != '\t' && c != '\r' && c != '\n' && c != '\f' || c == 0x7f {
			return false
		}
	}
	return true
}

// plain checks a text or a table of commas to its end.
func (f *source) plain(t Type) error {
	head, err := f.bytes(0, 2)
	if err != nil {
		return err
	}
	wide := isWide(head)
	if wide && f.size%2 != 0 {
		return broken(t, errors.New("half a character"))
	}
	big := wide && head[0] == 0xfe
	for at := int64(0); at < f.size; at += blockBytes {
		b, err := f.bytes(at, blockBytes)
		if err != nil {
			return err
		}
		if wide {
			b = narrow(b, big)
		}
		if !printable(b) {
			return fault.New(fault.Invalid, "kind.text.control", nil).WithHint("kind.text.controlHint")
		}
		if bytes.Contains(bytes.ToLower(b), []byte("<script")) {
			return hides(t, "html")
		}
	}
	zip, err := f.endsAsZip()
	if err == nil && zip {
		return hides(t, "zip")
	}
	return err
}

// narrow gives the characters of UTF-16 below 128 and a stand-in for the others.
func narrow(b []byte, big bool) []byte {
	out := make([]byte, 0, len(b)/2)
	for i := 0; i+1 < len(b); i += 2 {
		low, high := b[i], b[i+1]
		if big {
			low, high = high, low
		}
		if high != 0 {
			low = 0x80
		}
		out = append(out, low)
	}
	return out
}
