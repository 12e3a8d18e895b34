package text

import (
	"strings"

	"github.com/rivo/uniseg"
)

// Width returns the number of terminal columns that s takes: a letter with all
// its marks counts one, in NFC or NFD alike, a wide East Asian one two, control
// characters none.
func Width(s string) int { return uniseg.StringWidth(s) }

// Truncate cuts s to at most width columns at a boundary between letters; what
// was cut is shown by an ellipsis, which counts one column.
func Truncate(s string, width int) string {
	if width <= 0 {
		return ""
	}
	if Width(s) <= width {
		return s
	}
	var b strings.Builder
	used, state := 0, -1
	for rest := s; rest != ""; {
		var letter string
		var w int
		letter, rest, w, state = uniseg.FirstGraphemeClusterInString(rest, state)
		if used+w > width-1 {
			break
		}
		b.WriteString(letter)
		used += w
	}
	return b.String() + "…"
}

// PadRight fills s with spaces to width columns.
func PadRight(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-Width(s)))
}

// PadLeft fills s with spaces in front to width columns.
func PadLeft(s string, width int) string {
	return strings.Repeat(" ", max(0, width-Width(s))) + s
}

// Clip cuts s to at most limit runes for a message, marking the cut.
func Clip(s string, limit int) string {
	count := 0
	for i := range s {
		if count == limit {
			return s[:i] + "…"
		}
		count++
	}
	return s
}
