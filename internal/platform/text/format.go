package text

import (
	"fmt"
	"math/big"
	"strings"
)

// Lang is a language of the interface.
type Lang string

const (
	Vi Lang = "vi"
	En Lang = "en"
)

// Langs are all languages, the default first.
var Langs = []Lang{Vi, En}

// Decimal returns the style in which the language writes numbers.
func (l Lang) Decimal() Decimal {
	if l == En {
		return PointDecimal
	}
	return CommaDecimal
}

// FormatDecimal writes a canonical decimal text ("-1234.5", as in Number.Text)
// the way the language does: "-1.234,5" in Vietnamese, "-1,234.5" in English.
// No digit is lost or added. Text that is not canonical comes back unchanged.
func FormatDecimal(decimal string, lang Lang) string {
	body, negative := strings.CutPrefix(decimal, "-")
	whole, part, hasPart := strings.Cut(body, ".")
	if !allDigits(whole) || hasPart && !allDigits(part) {
		return decimal
	}
	group, point := byte('.'), byte(',')
	if lang.Decimal() == PointDecimal {
		group, point = ',', '.'
	}
	out := make([]byte, 0, len(decimal)*4/3+2)
	if negative {
		out = append(out, '-')
	}
	for i := 0; i < len(whole); i++ {
		if i > 0 && (len(whole)-i)%3 == 0 {
			out = append(out, group)
		}
		out = append(out, whole[i])
	}
	if hasPart {
		out = append(append(out, point), part...)
	}
	return string(out)
}

func allDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// FormatRat writes r with exactly places digits behind the sign, rounded half
// away from zero as people round by hand. It is for showing only: nothing is
// computed from what it returns. A nil r gives "".
func FormatRat(r *big.Rat, places int, lang Lang) string {
	if r == nil {
		return ""
	}
	s := r.FloatString(max(places, 0))
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-")
	}
	return FormatDecimal(s, lang)
}

// FormatPercent writes the share r as percent: 39/40 gives "97,50%" in
// Vietnamese and "97.50%" in English with two places.
func FormatPercent(share *big.Rat, places int, lang Lang) string {
	if share == nil {
		return ""
	}
	return FormatRat(new(big.Rat).Mul(share, big.NewRat(100, 1)), places, lang) + "%"
}

// FormatDate writes dd/mm/yyyy in both languages: a Vietnamese office that
// switches to English must not read another day.
func FormatDate(d Date) string {
	if d.Blank() {
		return ""
	}
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, d.Month, d.Year)
}
