package text

import (
	"fmt"
	"strings"
)

// Unseen looks for signs that a reader of the screen cannot see and that make
// two texts look the same: zero-width ones, and those that turn the direction
// of writing round. shown is the text with each written out as [U+202E]; turns
// tells whether one of the latter is among them. The joiner U+200D, which
// emoji need, is left alone. Source: Unicode TR 36 §2.8 and TR 39 §4.
func Unseen(s string) (shown string, found, turns bool) {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069:
			found, turns = true, true
		case r == 0x00AD || r == 0x200B || r == 0x200C || r == 0x200E || r == 0x200F || r == 0x2060 || r == 0xFEFF:
			found = true
		default:
			b.WriteRune(r)
			continue
		}
		fmt.Fprintf(&b, "[U+%04X]", r)
	}
	return b.String(), found, turns
}
