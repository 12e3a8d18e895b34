package figure

import (
	"encoding/json"
	"math/big"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// maxNumText bounds what ParseNum reads; an official figure has no thousand digits.
const maxNumText = 1000

// Num is an exact number, in lowest terms. The zero value is 0. It is a value:
// copy it freely. Compare with Cmp or Equal, not with ==.
type Num struct {
	r *big.Rat // nobody writes to it; nil is 0
}

var zeroRat = new(big.Rat)

func (x Num) rat() *big.Rat {
	if x.r == nil {
		return zeroRat
	}
	return x.r
}

// Int gives i as a Num.
func Int(i int64) Num { return Num{new(big.Rat).SetInt64(i)} }

// Frac gives n/d. It is false when d is 0.
func Frac(n, d int64) (Num, bool) { return Int(n).Quo(Int(d)) }

// FromRat gives r as a Num; r may be changed afterwards. nil gives 0.
func FromRat(r *big.Rat) Num {
	if r == nil {
		return Num{}
	}
	return Num{new(big.Rat).Set(r)}
}

// Rat gives a fresh big.Rat of the same value.
func (x Num) Rat() *big.Rat { return new(big.Rat).Set(x.rat()) }

// Sign gives -1, 0 or +1.
func (x Num) Sign() int { return x.rat().Sign() }

// IsInt tells whether x is a whole number.
func (x Num) IsInt() bool { return x.rat().IsInt() }

// Cmp gives -1, 0 or +1 as x is less than, equal to or greater than y.
func (x Num) Cmp(y Num) int { return x.rat().Cmp(y.rat()) }

// Equal tells whether x = y.
func (x Num) Equal(y Num) bool { return x.Cmp(y) == 0 }

// Add gives x + y.
func (x Num) Add(y Num) Num { return Num{new(big.Rat).Add(x.rat(), y.rat())} }

// Mul gives x · y.
func (x Num) Mul(y Num) Num { return Num{new(big.Rat).Mul(x.rat(), y.rat())} }

// Quo gives x / y. It is false, with 0, when y is 0.
func (x Num) Quo(y Num) (Num, bool) {
	if y.Sign() == 0 {
		return Num{}, false
	}
	return Num{new(big.Rat).Quo(x.rat(), y.rat())}, true
}

// sum adds in halves, so that the denominators of many quotients grow in few
// long sums and not in every one. The sum is exact, so the order is no matter.
func sum(all []Num) Num {
	switch len(all) {
	case 0:
		return Num{}
	case 1:
		return all[0]
	}
	return sum(all[:len(all)/2]).Add(sum(all[len(all)/2:]))
}

// ParseNum reads a whole number ("12"), a decimal with a dot ("-0.125") or a
// fraction ("245/250", each side a whole number or decimal). No exponent, no
// spaces, no thousands marks, no comma: this is the machine's form; what people
// write is read by text.ParseNumber. The error is a fault of kind invalid.
func ParseNum(s string) (Num, error) {
	wrong := fault.New(fault.Invalid, "figure.number.form", nil).WithFound(text.Clip(s, 80))
	if len(s) > maxNumText {
		return Num{}, wrong
	}
	top, bottom, cut := strings.Cut(s, "/")
	n, ok := parseDecimal(top)
	if !ok {
		return Num{}, wrong
	}
	if !cut {
		return n, nil
	}
	d, ok := parseDecimal(bottom)
	if !ok {
		return Num{}, wrong
	}
	q, ok := n.Quo(d)
	if !ok {
		return Num{}, wrong
	}
	return q, nil
}

func parseDecimal(s string) (Num, bool) {
	body := s
	if body != "" && (body[0] == '-' || body[0] == '+') {
		body = body[1:]
	}
	whole, part, dot := strings.Cut(body, ".")
	if whole == "" || dot && part == "" || !digits(whole) || !digits(part) {
		return Num{}, false
	}
	r, ok := new(big.Rat).SetString(s)
	return Num{r}, ok
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// String gives the exact text in which numbers are stored: a whole number, or
// numerator/denominator in lowest terms. ParseNum reads it back, and equal
// numbers have the same text.
func (x Num) String() string { return x.rat().RatString() }

// MarshalText gives String. With it JSON writes a number as an exact string.
func (x Num) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText reads what ParseNum reads.
func (x *Num) UnmarshalText(b []byte) error {
	n, err := ParseNum(string(b))
	if err == nil {
		*x = n
	}
	return err
}

// UnmarshalJSON reads a string as ParseNum does, and a bare JSON number without
// exponent, so that hand-written JSON works too.
func (x *Num) UnmarshalJSON(b []byte) error {
	s := string(b)
	if strings.HasPrefix(s, `"`) {
		if err := json.Unmarshal(b, &s); err != nil {
			return err
		}
	}
	return x.UnmarshalText([]byte(s))
}

// Show writes x rounded half away from zero to that many places, in the
// language. It is for reading only.
func (x Num) Show(lang text.Lang, places int) string {
	return text.FormatRat(x.rat(), places, lang)
}
