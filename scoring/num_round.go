package scoring

import (
	"math/big"
)

// RoundMode says what rounding does with what is cut off.
type RoundMode string

// The rounding modes. Half-up rounds halves away from zero, as Vietnamese
// offices and QĐ annexes do ("làm tròn"); half-even is IEEE 754's and statistics'.
const (
	HalfUp   RoundMode = "half_up"   // nearest; a half goes away from zero
	HalfEven RoundMode = "half_even" // nearest; a half goes to the even neighbour
	Down     RoundMode = "down"      // towards zero
	Up       RoundMode = "up"        // away from zero
)

// Rounding is a declared rounding: how, and to how many decimal places (0 to 20).
type Rounding struct {
	Mode   RoundMode `yaml:"mode"`
	Places int       `yaml:"places"`
}

// maxPlaces bounds declared rounding; standardisation uses all of them.
const maxPlaces = 20

// Round gives x rounded to the number of decimal places. Negative places round
// to tens, hundreds and so on. An unknown mode counts as HalfUp.
func (x Num) Round(mode RoundMode, places int) Num {
	if x.IsInt() && places >= 0 {
		return x
	}
	r := x.rat()
	n, d := new(big.Int).Set(r.Num()), new(big.Int).Set(r.Denom())
	p := pow10(places)
	if places >= 0 {
		n.Mul(n, p)
	} else {
		d.Mul(d, p)
	}
	neg := n.Sign() < 0
	n.Abs(n)
	q, rest := n.QuoRem(n, d, new(big.Int))
	if rest.Sign() != 0 && roundsAway(mode, rest, d, q) {
		q.Add(q, big.NewInt(1))
	}
	if neg {
		q.Neg(q)
	}
	if places >= 0 {
		return fromRat(new(big.Rat).SetFrac(q, p))
	}
	return fromRat(new(big.Rat).SetInt(q.Mul(q, p)))
}

// roundsAway tells whether the magnitude q + rest/d goes up to q+1.
func roundsAway(mode RoundMode, rest, d, q *big.Int) bool {
	switch mode {
	case Down:
		return false
	case Up:
		return true
	}
	c := new(big.Int).Lsh(rest, 1).Cmp(d)
	return c > 0 || c == 0 && (mode != HalfEven || q.Bit(0) == 1)
}

// Apply gives x rounded as declared; a nil Rounding leaves x as it is.
func (r *Rounding) Apply(x Num) Num {
	if r == nil {
		return x
	}
	return x.Round(r.Mode, r.Places)
}

// pow10 gives 10^|n|.
func pow10(n int) *big.Int {
	if n < 0 {
		n = -n
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}

// sqrt20 gives the square root of x >= 0 to 20 decimal places, half-even: the
// root is bracketed by whole numbers of 10^-20, and the middle of the bracket
// is compared exactly by its square.
func sqrt20(x Num) Num {
	r := x.rat()
	scale := pow10(2 * maxPlaces)
	// floor(sqrt(n/d)·10^20) = floor(sqrt(floor(n·10^40/d)))
	q := new(big.Int).Mul(r.Num(), scale)
	q.Quo(q, r.Denom())
	q.Sqrt(q)
	// Compare x·10^40 with (q + 1/2)^2, both multiplied by 4·d.
	left := new(big.Int).Mul(r.Num(), scale)
	left.Lsh(left, 2)
	mid := new(big.Int).Lsh(q, 1)
	mid.Add(mid, big.NewInt(1))
	right := mid.Mul(mid, mid)
	right.Mul(right, r.Denom())
	if c := left.Cmp(right); c > 0 || c == 0 && q.Bit(0) == 1 {
		q.Add(q, big.NewInt(1))
	}
	return fromRat(new(big.Rat).SetFrac(q, pow10(maxPlaces)))
}
