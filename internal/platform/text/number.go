package text

import (
	"math/big"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Decimal says which sign stands before the fraction. It decides only what has
// two readings: `97.5` is read as 97.5 under every style, `1.234` is not.
type Decimal uint8

const (
	// AskDecimal is the zero value: a number with two readings is a question.
	AskDecimal Decimal = iota
	// CommaDecimal is the Vietnamese way: 1.234,5.
	CommaDecimal
	// PointDecimal is the English way: 1,234.5.
	PointDecimal
)

// OptionDecimal is the option that answers the question about an ambiguous
// number; its values are "comma" and "point".
const OptionDecimal = "decimal"

// ParseDecimal reads the value of OptionDecimal; "" and "ask" give AskDecimal.
func ParseDecimal(value string) (Decimal, error) {
	switch value {
	case "", "ask":
		return AskDecimal, nil
	case "comma":
		return CommaDecimal, nil
	case "point":
		return PointDecimal, nil
	}
	return AskDecimal, fault.New(fault.Invalid, "text.decimal.unknown", nil).WithFound(value)
}

// String returns the option's value: "ask", "comma" or "point".
func (d Decimal) String() string {
	switch d {
	case CommaDecimal:
		return "comma"
	case PointDecimal:
		return "point"
	}
	return "ask"
}

// Unit is a sign written behind a number.
type Unit uint8

const (
	NoUnit Unit = iota
	Percent
	PerMille
)

// Number is a number as somebody wrote it, exactly.
type Number struct {
	// Rat is the number before its unit sign, so 97,5 % has Rat = 195/2. It is
	// nil when the text was blank: a blank is not zero.
	Rat *big.Rat
	// Text is the same number in canonical form: an optional '-', digits
	// without leading zeros, and, if it is no integer, '.' and digits without
	// trailing zeros. "" when blank; zero is "0" whatever its sign.
	Text string
	// Unit is the sign that was seen.
	Unit Unit
	// Seen is the style that the text shows by itself, AskDecimal when it
	// would be the same in both styles or was decided by the caller.
	Seen Decimal
}

// Blank reports whether nothing was written.
func (n Number) Blank() bool { return n.Rat == nil }

// Value returns the number with its unit applied (97,5 % = 39/40), nil when
// blank.
func (n Number) Value() *big.Rat {
	if n.Rat == nil {
		return nil
	}
	switch n.Unit {
	case Percent:
		return new(big.Rat).Mul(n.Rat, big.NewRat(1, 100))
	case PerMille:
		return new(big.Rat).Mul(n.Rat, big.NewRat(1, 1000))
	}
	return new(big.Rat).Set(n.Rat)
}

// NumberOf makes a Number of a canonical decimal (as in Number.Text) that stands
// for value itself; with a unit it is shown in that unit, so that 0.975 with
// Percent becomes 97.5 %. Text that is not canonical gives a blank Number.
func NumberOf(value string, unit Unit) Number {
	body, negative := strings.CutPrefix(value, "-")
	whole, part, hasPart := strings.Cut(body, ".")
	if !allDigits(whole) || hasPart && !allDigits(part) {
		return Number{}
	}
	shift := map[Unit]int{Percent: 2, PerMille: 3}[unit]
	n := Number{Text: canonical(negative, whole, part, shift), Unit: unit}
	n.Rat, _ = new(big.Rat).SetString(n.Text)
	return n
}

// Limits of a written number. Nobody writes longer ones, and a number such as
// 1E999999999 must not cost memory; 308 is the range of a spreadsheet's cell.
const (
	maxNumberRunes = 100
	maxExponent    = 308
)

// ParseNumber reads a number as people write it: 97,5 97.5 1.234,5 1,234.5
// 1 234,5 97,5 % +5 −5 1E2, in ASCII or full-width signs, with blanks around.
// Blank text gives a blank Number. It refuses everything else (superscripts,
// NaN, fractions, words behind) with a fault, and asks where a single
// separator stands before exactly three digits and style does not decide.
func ParseNumber(s string, style Decimal) (Number, error) {
	original := s
	s = strings.TrimFunc(s, unicode.IsSpace)
	if s == "" {
		return Number{}, nil
	}
	wrong := func() (Number, error) {
		return Number{}, fault.New(fault.Invalid, "text.number.invalid", nil).
			WithFound(Clip(original, maxNumberRunes)).WithExpected("text.number.expected").WithHint("text.number.hint")
	}
	if len([]rune(s)) > maxNumberRunes {
		return wrong()
	}
	s = strings.Map(narrowSign, s)

	var n Number
	if rest, ok := strings.CutSuffix(s, "%"); ok {
		n.Unit, s = Percent, strings.TrimRight(rest, " ")
	} else if rest, ok := strings.CutSuffix(s, "‰"); ok {
		n.Unit, s = PerMille, strings.TrimRight(rest, " ")
	}
	negative := false
	if s != "" && (s[0] == '-' || s[0] == '+') {
		negative, s = s[0] == '-', s[1:]
	}
	mantissa, exponent, scientific, ok := cutExponent(s)
	if !ok {
		return wrong()
	}
	groups, seps, ok := splitGroups(mantissa)
	if !ok {
		return wrong()
	}

	thousands := !scientific && allThousands(groups, seps)
	fraction := len(seps) == 0 || lastIsFraction(groups, seps, scientific)
	switch {
	case thousands && fraction && len(seps) > 0:
		if style == AskDecimal {
			return Number{}, askDecimal(original, groups, n.Unit, negative)
		}
		thousands = (seps[0] == ',') == (style == PointDecimal)
		fraction = !thousands
	case thousands && len(seps) > 1 || fraction && len(seps) > 0:
		n.Seen = styleOf(seps, thousands)
	case !thousands && !fraction:
		return wrong()
	}

	whole, part := strings.Join(groups, ""), ""
	if fraction && len(seps) > 0 {
		last := len(groups) - 1
		whole, part = strings.Join(groups[:last], ""), groups[last]
	}
	n.Text = canonical(negative, whole, part, exponent)
	n.Rat, _ = new(big.Rat).SetString(n.Text)
	return n, nil
}

// narrowSign maps the full-width forms that Vietnamese and East Asian keyboards
// produce, and the true minus sign, to ASCII; any space inside becomes ' '.
func narrowSign(r rune) rune {
	switch {
	case r >= '０' && r <= '９':
		return r - '０' + '0'
	case r == '，':
		return ','
	case r == '．':
		return '.'
	case r == '％' || r == '﹪':
		return '%'
	case r == '＋':
		return '+'
	case r == '－' || r == '−' || r == '﹣':
		return '-'
	case r == 'Ｅ' || r == 'ｅ' || r == 'e':
		return 'E'
	case r == '\u00a0' || r == '\u2007' || r == '\u2009' || r == '\u202f':
		return ' '
	}
	return r
}

// cutExponent splits "1.5E+2"; ok is false when what follows E is no exponent
// or one out of range.
func cutExponent(s string) (mantissa string, exponent int, scientific, ok bool) {
	mantissa, tail, scientific := strings.Cut(s, "E")
	if !scientific {
		return s, 0, false, true
	}
	sign := 1
	if tail != "" && (tail[0] == '-' || tail[0] == '+') {
		if tail[0] == '-' {
			sign = -1
		}
		tail = tail[1:]
	}
	if tail == "" || len(tail) > 4 {
		return "", 0, true, false
	}
	for _, c := range tail {
		if c < '0' || c > '9' {
			return "", 0, true, false
		}
		exponent = exponent*10 + int(c-'0')
	}
	return mantissa, sign * exponent, true, exponent <= maxExponent
}

// splitGroups cuts "1.234,5" into its digit groups and the separators between
// them. Only the first group may be empty, before a single separator (",5").
func splitGroups(s string) (groups []string, seps []byte, ok bool) {
	start := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
		case c == '.' || c == ',' || c == ' ':
			groups, seps = append(groups, s[start:i]), append(seps, c)
			start = i + 1
		default:
			return nil, nil, false
		}
	}
	groups = append(groups, s[start:])
	for i, g := range groups {
		if g == "" && (i > 0 || len(seps) != 1 || seps[0] == ' ') {
			return nil, nil, false
		}
	}
	return groups, seps, true
}

// regular reports whether groups are thousands groups: one to three digits
// without a leading zero, then threes.
func regular(groups []string) bool {
	if len(groups[0]) < 1 || len(groups[0]) > 3 || groups[0][0] == '0' {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

func same(seps []byte) bool {
	for _, c := range seps {
		if c != seps[0] {
			return false
		}
	}
	return true
}

func allThousands(groups []string, seps []byte) bool {
	return len(seps) == 0 || same(seps) && regular(groups)
}

func lastIsFraction(groups []string, seps []byte, scientific bool) bool {
	last := len(seps) - 1
	switch {
	case seps[last] == ' ':
		return false
	case last == 0:
		return true
	case scientific:
		return false
	}
	return same(seps[:last]) && seps[0] != seps[last] && regular(groups[:last+1])
}

// styleOf tells the style that an unambiguous number shows.
func styleOf(seps []byte, thousands bool) Decimal {
	last := seps[len(seps)-1]
	if last == ' ' {
		return AskDecimal
	}
	if (last == ',') != thousands {
		return CommaDecimal
	}
	return PointDecimal
}

// canonical shifts the point by exponent and strips what carries no value.
func canonical(negative bool, whole, part string, exponent int) string {
	for ; exponent > 0; exponent-- {
		if part == "" {
			whole += "0"
			continue
		}
		whole, part = whole+part[:1], part[1:]
	}
	for ; exponent < 0; exponent++ {
		if whole == "" {
			part = "0" + part
			continue
		}
		whole, part = whole[:len(whole)-1], whole[len(whole)-1:]+part
	}
	whole, part = strings.TrimLeft(whole, "0"), strings.TrimRight(part, "0")
	if whole == "" {
		whole = "0"
	}
	if part != "" {
		whole += "." + part
	}
	if negative && whole != "0" {
		whole = "-" + whole
	}
	return whole
}

// askDecimal is the question about a number with two readings. Both readings
// are shown in full, the Vietnamese one of a comma first.
func askDecimal(original string, groups []string, unit Unit, negative bool) error {
	sign := map[Unit]string{Percent: "%", PerMille: "‰"}[unit]
	large := canonical(negative, groups[0]+groups[1], "", 0) + sign
	small := canonical(negative, groups[0], groups[1], 0) + sign
	comma, point := large, small
	if strings.ContainsAny(original, ",，") {
		comma, point = small, large
	}
	trimmed := strings.TrimFunc(original, unicode.IsSpace)
	return fault.Question("text.number.ambiguous", fault.Args{"value": trimmed}, OptionDecimal,
		fault.Choice{Value: "comma", Key: "text.number.asComma", Args: fault.Args{"value": comma}},
		fault.Choice{Value: "point", Key: "text.number.asPoint", Args: fault.Args{"value": point}},
	).WithFound(trimmed).WithHint("text.number.decimalHint")
}
