package scoring

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// maxNumText bounds what ParseNum reads; an official figure has no thousand digits.
const maxNumText = 1000

// ErrNum says that a text is no number in the form that ParseNum reads.
var ErrNum = errors.New("not a number: expected a whole number, a decimal with a dot such as 97.5, or a fraction such as 245/250")

// ParseNum reads a whole number ("12"), a decimal with a dot ("-0.125") or a
// fraction ("245/250", each side a whole number or decimal). No exponent, no
// spaces, no thousands marks, no comma: this is the machine's form; what people
// write is read by who knows their language. The error is ErrNum.
func ParseNum(s string) (Num, error) {
	if len(s) == 0 || len(s) > maxNumText {
		return Num{}, ErrNum
	}
	if top, bottom, found := strings.Cut(s, "/"); found {
		n, ok := parseDecimal(top)
		d, ok2 := parseDecimal(bottom)
		if !ok || !ok2 {
			return Num{}, ErrNum
		}
		if q, ok := n.Quo(d); ok {
			return q, nil
		}
		return Num{}, ErrNum
	}
	if n, ok := parseDecimal(s); ok {
		return n, nil
	}
	return Num{}, ErrNum
}

// MustNum is ParseNum for constants in code and tests; it panics on a fault.
func MustNum(s string) Num {
	n, err := ParseNum(s)
	if err != nil {
		panic("scoring.MustNum(" + strconv.Quote(s) + "): " + err.Error())
	}
	return n
}

func parseDecimal(s string) (Num, bool) {
	body := s
	neg := false
	if body != "" && (body[0] == '-' || body[0] == '+') {
		neg = body[0] == '-'
		body = body[1:]
	}
	whole, part, dot := strings.Cut(body, ".")
	if whole == "" || dot && part == "" || !digits(whole) || !digits(part) {
		return Num{}, false
	}
	if len(whole)+len(part) <= 18 {
		var n int64
		for _, c := range []byte(whole) {
			n = n*10 + int64(c-'0')
		}
		d := int64(1)
		for _, c := range []byte(part) {
			n = n*10 + int64(c-'0')
			d *= 10
		}
		if neg {
			n = -n
		}
		return reduce(n, d), true
	}
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		return Num{}, false
	}
	return fromRat(r), true
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// String gives the shortest exact text: a decimal with a dot when the number
// has a finite one, a fraction "n/d" otherwise. ParseNum reads it back.
func (x Num) String() string {
	if x.b == nil && x.d == 0 {
		return strconv.FormatInt(x.n, 10)
	}
	r := x.rat()
	if places, ok := finitePlaces(r.Denom()); ok {
		return r.FloatString(places)
	}
	return r.Num().String() + "/" + r.Denom().String()
}

// finitePlaces gives how many decimals a fraction in lowest terms with this
// denominator has; false when it never ends.
func finitePlaces(d *big.Int) (int, bool) {
	twos := int(d.TrailingZeroBits())
	rest := new(big.Int).Rsh(d, uint(twos))
	fives := 0
	five, m := big.NewInt(5), new(big.Int)
	for rest.BitLen() > 1 {
		q, _ := new(big.Int).QuoRem(rest, five, m)
		if m.Sign() != 0 {
			return 0, false
		}
		rest = q
		fives++
	}
	return max(twos, fives), true
}

// Decimal gives x as a decimal with a dot and exactly that many places, rounded
// in the mode. For showing; the number itself stays exact.
func (x Num) Decimal(places int, mode RoundMode) string {
	return x.Round(mode, places).rat().FloatString(max(places, 0))
}

// IsFinite tells whether x has a decimal that ends, and with how many places.
func (x Num) IsFinite() (places int, ok bool) {
	if x.b == nil && x.d == 0 {
		return 0, true
	}
	return finitePlaces(x.rat().Denom())
}

// MarshalText gives String. With it JSON writes a number as an exact string.
func (x Num) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText reads what ParseNum reads.
func (x *Num) UnmarshalText(b []byte) error {
	n, err := ParseNum(string(b))
	if err != nil {
		return err
	}
	*x = n
	return nil
}

// UnmarshalJSON reads a string as ParseNum does, and a bare JSON number without
// exponent, so that hand-written JSON works too.
func (x *Num) UnmarshalJSON(b []byte) error {
	s := string(b)
	if len(s) >= 2 && s[0] == '"' {
		u, err := strconv.Unquote(s)
		if err != nil {
			return ErrNum
		}
		s = u
	}
	return x.UnmarshalText([]byte(s))
}
