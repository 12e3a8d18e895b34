package scoring

import (
	"math"
	"math/big"
	"math/bits"
)

// Num is an exact rational number, in lowest terms. The zero value is 0. It is
// a value: copy it freely. Numbers whose numerator and denominator fit an int64
// take no allocation; larger ones live in a big.Rat that nobody writes to.
// Compare with Cmp or Equal, not with ==.
type Num struct {
	n int64    // numerator, never math.MinInt64; 0 when b is set
	d int64    // denominator minus one, so that the zero value is 0/1
	b *big.Rat // set when n or d does not fit
}

// Int gives i as a Num.
func Int(i int64) Num {
	if i == math.MinInt64 {
		return fromRat(new(big.Rat).SetInt64(i))
	}
	return Num{n: i}
}

// Frac gives n/d. It is false when d is 0.
func Frac(n, d int64) (Num, bool) { return Int(n).Quo(Int(d)) }

// FromRat gives r as a Num; r may be changed afterwards.
func FromRat(r *big.Rat) Num { return fromRat(new(big.Rat).Set(r)) }

// fromRat takes ownership of r.
func fromRat(r *big.Rat) Num {
	if r.Num().IsInt64() && r.Denom().IsInt64() && r.Num().Int64() != math.MinInt64 {
		return Num{n: r.Num().Int64(), d: r.Denom().Int64() - 1}
	}
	return Num{b: r}
}

// Rat gives a fresh big.Rat of the same value.
func (x Num) Rat() *big.Rat {
	if x.b != nil {
		return new(big.Rat).Set(x.b)
	}
	return big.NewRat(x.n, x.d+1)
}

// rat gives a big.Rat that must not be written to.
func (x Num) rat() *big.Rat {
	if x.b != nil {
		return x.b
	}
	return big.NewRat(x.n, x.d+1)
}

// small makes a Num of n/d in lowest terms, d > 0, n not math.MinInt64.
func small(n, d int64) Num { return Num{n: n, d: d - 1} }

// Sign gives -1, 0 or +1.
func (x Num) Sign() int {
	switch {
	case x.b != nil:
		return x.b.Sign()
	case x.n < 0:
		return -1
	case x.n > 0:
		return 1
	}
	return 0
}

// IsZero tells whether x is 0.
func (x Num) IsZero() bool { return x.b == nil && x.n == 0 }

// IsInt tells whether x is a whole number.
func (x Num) IsInt() bool {
	if x.b != nil {
		return x.b.IsInt()
	}
	return x.d == 0
}

// Int64 gives x as an int64; false when it is not whole or does not fit.
func (x Num) Int64() (int64, bool) {
	if x.b != nil || x.d != 0 {
		return 0, false
	}
	return x.n, true
}

// Float64 gives the nearest float64, for drawing and for statistics only.
func (x Num) Float64() float64 {
	if x.b == nil {
		if x.n > -1<<53 && x.n < 1<<53 && x.d < 1<<53 {
			return float64(x.n) / float64(x.d+1)
		}
	}
	f, _ := x.rat().Float64()
	return f
}

// Neg gives -x.
func (x Num) Neg() Num {
	if x.b != nil {
		return fromRat(new(big.Rat).Neg(x.b))
	}
	return Num{n: -x.n, d: x.d}
}

// Abs gives |x|.
func (x Num) Abs() Num {
	if x.Sign() < 0 {
		return x.Neg()
	}
	return x
}

// Add gives x + y.
func (x Num) Add(y Num) Num {
	if x.b == nil && y.b == nil {
		if z, ok := addSmall(x.n, x.d+1, y.n, y.d+1); ok {
			return z
		}
	}
	return fromRat(new(big.Rat).Add(x.rat(), y.rat()))
}

// Sub gives x - y.
func (x Num) Sub(y Num) Num {
	if x.b == nil && y.b == nil {
		if z, ok := addSmall(x.n, x.d+1, -y.n, y.d+1); ok {
			return z
		}
	}
	return fromRat(new(big.Rat).Sub(x.rat(), y.rat()))
}

// Mul gives x · y.
func (x Num) Mul(y Num) Num {
	if x.b == nil && y.b == nil {
		if z, ok := mulSmall(x.n, x.d+1, y.n, y.d+1); ok {
			return z
		}
	}
	return fromRat(new(big.Rat).Mul(x.rat(), y.rat()))
}

// Quo gives x / y. It is false, with 0, when y is 0.
func (x Num) Quo(y Num) (Num, bool) {
	if y.IsZero() {
		return Num{}, false
	}
	if x.b == nil && y.b == nil {
		yn, yd := y.n, y.d+1
		if yn < 0 {
			yn, yd = -yn, -yd
		}
		if z, ok := mulSmall(x.n, x.d+1, yd, yn); ok {
			return z, true
		}
	}
	return fromRat(new(big.Rat).Quo(x.rat(), y.rat())), true
}

// Cmp gives -1, 0 or +1 as x is less than, equal to or greater than y.
func (x Num) Cmp(y Num) int {
	if x.b != nil || y.b != nil {
		return x.rat().Cmp(y.rat())
	}
	if x.d == y.d {
		switch {
		case x.n < y.n:
			return -1
		case x.n > y.n:
			return 1
		}
		return 0
	}
	if s, t := x.Sign(), y.Sign(); s != t {
		if s < t {
			return -1
		}
		return 1
	}
	// Same sign, both not zero (a zero has d = 0, and so would be equal above
	// or differ in sign): compare |x.n|·y.d with |y.n|·x.d in 128 bits.
	ah, al := bits.Mul64(magnitude(x.n), uint64(y.d)+1)
	bh, bl := bits.Mul64(magnitude(y.n), uint64(x.d)+1)
	c := 0
	switch {
	case ah < bh || ah == bh && al < bl:
		c = -1
	case ah > bh || al > bl:
		c = 1
	}
	if x.n < 0 {
		c = -c
	}
	return c
}

// Equal tells whether x and y are the same number.
func (x Num) Equal(y Num) bool {
	if x.b == nil && y.b == nil {
		return x.n == y.n && x.d == y.d
	}
	return x.b != nil && y.b != nil && x.b.Cmp(y.b) == 0
}

// Less tells whether x < y.
func (x Num) Less(y Num) bool { return x.Cmp(y) < 0 }

// Min gives the smaller of x and y.
func (x Num) Min(y Num) Num {
	if y.Less(x) {
		return y
	}
	return x
}

// Max gives the larger of x and y.
func (x Num) Max(y Num) Num {
	if x.Less(y) {
		return y
	}
	return x
}

// Clamp gives x held within [lo, hi].
func (x Num) Clamp(lo, hi Num) Num { return x.Max(lo).Min(hi) }

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

func gcd(a, b uint64) uint64 {
	if a == 0 {
		return b
	}
	if b == 0 {
		return a
	}
	shift := bits.TrailingZeros64(a | b)
	a >>= bits.TrailingZeros64(a)
	for b != 0 {
		b >>= bits.TrailingZeros64(b)
		if a > b {
			a, b = b, a
		}
		b -= a
	}
	return a << shift
}

// mul64 gives a·b; false when it does not fit or is math.MinInt64.
func mul64(a, b int64) (int64, bool) {
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	if hi != 0 || lo > math.MaxInt64 {
		return 0, false
	}
	if (a < 0) != (b < 0) {
		return -int64(lo), true
	}
	return int64(lo), true
}

// add64 gives a+b; false when it does not fit or is math.MinInt64.
func add64(a, b int64) (int64, bool) {
	c := a + b
	if (c > a) != (b > 0) && b != 0 || c == math.MinInt64 {
		return 0, false
	}
	return c, true
}

// addSmall gives an/ad + bn/bd, both in lowest terms with positive
// denominators (Knuth, TAOCP 2, 4.5.1: one gcd of the denominators, one of what
// is left); false when a step does not fit.
func addSmall(an, ad, bn, bd int64) (Num, bool) {
	if ad == bd {
		n, ok := add64(an, bn)
		if !ok {
			return Num{}, false
		}
		if ad == 1 {
			return small(n, 1), true
		}
		return reduce(n, ad), true
	}
	g := int64(gcd(uint64(ad), uint64(bd)))
	l, ok1 := mul64(an, bd/g)
	r, ok2 := mul64(bn, ad/g)
	n, ok3 := add64(l, r)
	if !ok1 || !ok2 || !ok3 {
		return Num{}, false
	}
	if n == 0 {
		return Num{}, true
	}
	h := int64(gcd(magnitude(n), uint64(g)))
	d, ok := mul64(ad/g, bd/h)
	if !ok {
		return Num{}, false
	}
	return small(n/h, d), true
}

// mulSmall gives an/ad · bn/bd, each fraction in lowest terms with a positive
// denominator except that bn/bd may stand for a reciprocal with the sign in bn.
func mulSmall(an, ad, bn, bd int64) (Num, bool) {
	if an == 0 || bn == 0 {
		return Num{}, true
	}
	g := int64(gcd(magnitude(an), uint64(bd)))
	h := int64(gcd(magnitude(bn), uint64(ad)))
	n, ok1 := mul64(an/g, bn/h)
	d, ok2 := mul64(ad/h, bd/g)
	if !ok1 || !ok2 {
		return Num{}, false
	}
	return small(n, d), true
}

// reduce gives n/d in lowest terms, d > 0.
func reduce(n, d int64) Num {
	if n == 0 {
		return Num{}
	}
	g := int64(gcd(magnitude(n), uint64(d)))
	return small(n/g, d/g)
}
