package sheet

import (
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Address is a cell within a sheet; row and column count from 1.
type Address struct {
	Row, Col int
}

// Bounds of any worksheet (ECMA-376: 2^20 rows, 2^14 columns).
const (
	maxRow = 1 << 20
	maxCol = 1 << 14
)

// ParseAddress reads "B7" or "$B$7", in capitals as files have it.
func ParseAddress(s string) (Address, bool) {
	s = strings.ReplaceAll(s, "$", "")
	i, col := 0, 0
	for ; i < len(s) && s[i] >= 'A' && s[i] <= 'Z'; i++ {
		if col = col*26 + int(s[i]-'A'+1); col > maxCol {
			return Address{}, false
		}
	}
	if i == 0 || i == len(s) || len(s)-i > 7 || s[i] < '1' || s[i] > '9' {
		return Address{}, false
	}
	row, err := strconv.Atoi(s[i:])
	if err != nil || row > maxRow {
		return Address{}, false
	}
	return Address{Row: row, Col: col}, true
}

// String returns "B7".
func (a Address) String() string { return fault.ColumnName(a.Col) + strconv.Itoa(a.Row) }

// Range is a rectangle of cells, both corners included.
type Range struct {
	From, To Address
}

// ParseRange reads "B2:D7" or a single address.
func ParseRange(s string) (Range, bool) {
	first, second, two := strings.Cut(s, ":")
	from, ok := ParseAddress(first)
	if !ok {
		return Range{}, false
	}
	to := from
	if two {
		if to, ok = ParseAddress(second); !ok {
			return Range{}, false
		}
	}
	if to.Row < from.Row || to.Col < from.Col {
		return Range{}, false
	}
	return Range{from, to}, true
}

// String returns "B2:D7".
func (r Range) String() string { return r.From.String() + ":" + r.To.String() }

// Contains reports whether a lies within.
func (r Range) Contains(a Address) bool {
	return a.Row >= r.From.Row && a.Row <= r.To.Row && a.Col >= r.From.Col && a.Col <= r.To.Col
}

func (r Range) overlaps(o Range) bool {
	return r.From.Row <= o.To.Row && o.From.Row <= r.To.Row && r.From.Col <= o.To.Col && o.From.Col <= r.To.Col
}
