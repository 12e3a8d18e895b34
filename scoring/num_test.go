package scoring

import (
	"encoding/json"
	"math"
	"math/big"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// rounds is how often a property is tried; SANSANG_ROUNDS multiplies it.
func rounds(n int) int {
	if m, err := strconv.Atoi(os.Getenv("SANSANG_ROUNDS")); err == nil && m > 0 {
		return n * m
	}
	return n
}

// anyInt draws whole numbers near every edge: small, near powers of two, and
// near the ends of int64.
func anyInt(rng *rand.Rand) int64 {
	switch rng.IntN(6) {
	case 0:
		return rng.Int64N(11) - 5
	case 1:
		return math.MaxInt64 - rng.Int64N(4)
	case 2:
		return math.MinInt64 + rng.Int64N(4)
	case 3:
		return (int64(1) << rng.IntN(63)) + rng.Int64N(3) - 1
	case 4:
		return rng.Int64N(1000000) - 500000
	}
	return int64(rng.Uint64())
}

func anyNum(rng *rand.Rand) Num {
	d := anyInt(rng)
	if d == 0 {
		d = 1
	}
	return fromRat(new(big.Rat).SetFrac(big.NewInt(anyInt(rng)), big.NewInt(d)))
}

// sound checks that a Num is in its one form and equals the reference.
func sound(t *testing.T, what string, x Num, want *big.Rat) {
	t.Helper()
	if x.Rat().Cmp(want) != 0 {
		t.Fatalf("%s = %v, want %v", what, x, want)
	}
	fits := want.Num().IsInt64() && want.Denom().IsInt64() && want.Num().Int64() != math.MinInt64
	if fits != (x.b == nil) {
		t.Fatalf("%s = %v: small form %v, want %v", what, x, x.b == nil, fits)
	}
	if x.b == nil && (x.n != want.Num().Int64() || x.d+1 != want.Denom().Int64()) {
		t.Fatalf("%s = %d/%d, not in lowest terms of %v", what, x.n, x.d+1, want)
	}
}

func TestNumAgainstBigRat(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range rounds(100_000) {
		checkPair(t, anyNum(rng), anyNum(rng))
	}
}

func checkPair(t *testing.T, x, y Num) {
	t.Helper()
	a, b := x.Rat(), y.Rat()
	sound(t, "x", x, a)
	sound(t, "x+y", x.Add(y), new(big.Rat).Add(a, b))
	sound(t, "x-y", x.Sub(y), new(big.Rat).Sub(a, b))
	sound(t, "x·y", x.Mul(y), new(big.Rat).Mul(a, b))
	sound(t, "-x", x.Neg(), new(big.Rat).Neg(a))
	sound(t, "|x|", x.Abs(), new(big.Rat).Abs(a))
	if q, ok := x.Quo(y); ok {
		sound(t, "x/y", q, new(big.Rat).Quo(a, b))
	} else if b.Sign() != 0 {
		t.Fatalf("%v/%v refused", x, y)
	}
	if x.Cmp(y) != a.Cmp(b) || x.Equal(y) != (a.Cmp(b) == 0) || x.Sign() != a.Sign() || x.Less(y) != (a.Cmp(b) < 0) {
		t.Fatalf("comparing %v with %v", x, y)
	}
	if f, _ := a.Float64(); x.Float64() != f {
		t.Fatalf("%v as float64: %v, want %v", x, x.Float64(), f)
	}
}

func FuzzNum(f *testing.F) {
	f.Add(int64(1), int64(3), int64(-2), int64(7))
	f.Add(int64(math.MinInt64), int64(-1), int64(math.MaxInt64), int64(math.MaxInt64-1))
	f.Fuzz(func(t *testing.T, an, ad, bn, bd int64) {
		if ad == 0 || bd == 0 {
			return
		}
		x, ok := Frac(an, ad)
		y, ok2 := Frac(bn, bd)
		if !ok || !ok2 {
			t.Fatal("refused")
		}
		sound(t, "x", x, big.NewRat(1, 1).SetFrac(big.NewInt(an), big.NewInt(ad)))
		checkPair(t, x, y)
	})
}

func TestTotalAgainstBigRat(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	var s adder
	for range rounds(2000) {
		s.reset()
		want := new(big.Rat)
		for range rng.IntN(60) {
			x := anyNum(rng)
			if rng.IntN(2) == 0 {
				x, _ = Frac(rng.Int64N(2001)-1000, 1+rng.Int64N(50))
			}
			s.add(x)
			want.Add(want, x.Rat())
		}
		sound(t, "sum", s.sum(), want)
		sound(t, "sum again", s.sum(), want)
	}
}

// roundSlowly rounds by the definition of each mode, on the line of multiples
// of the unit: the neighbours below and above and the distances to them.
func roundSlowly(x *big.Rat, mode RoundMode, places int) *big.Rat {
	unit := new(big.Rat).SetFrac(big.NewInt(1), pow10(places))
	if places < 0 {
		unit.Inv(unit)
	}
	q := new(big.Rat).Quo(x, unit)
	floor := new(big.Int).Div(q.Num(), q.Denom()) // Euclidean: floor, since Denom > 0
	below := new(big.Rat).SetInt(floor)
	if below.Cmp(q) == 0 {
		return new(big.Rat).Set(x)
	}
	above := new(big.Rat).Add(below, big.NewRat(1, 1))
	toZero, away := below, above
	if q.Sign() < 0 {
		toZero, away = above, below
	}
	pick := away
	switch c := new(big.Rat).Sub(q, below).Cmp(big.NewRat(1, 2)); {
	case mode == Down:
		pick = toZero
	case mode == Up:
	case c < 0:
		pick = below
	case c > 0:
		pick = above
	case mode == HalfEven && floor.Bit(0) == 0:
		pick = below
	case mode == HalfEven:
		pick = above
	}
	return new(big.Rat).Mul(pick, unit)
}

func TestRoundByDefinition(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	for range rounds(20_000) {
		x := anyNum(rng)
		if rng.IntN(2) == 0 { // halves, where the modes part
			x, _ = Frac(rng.Int64N(4001)-2000, 2000)
		}
		places := rng.IntN(8) - 2
		for _, m := range []RoundMode{HalfUp, HalfEven, Down, Up} {
			sound(t, x.String()+" rounded "+string(m), x.Round(m, places), roundSlowly(x.Rat(), m, places))
		}
	}
}

func TestDecimal(t *testing.T) {
	for _, c := range []struct {
		x    string
		at   int
		mode RoundMode
		want string
	}{
		{"4.9", 2, HalfUp, "4.90"}, {"1/3", 4, HalfUp, "0.3333"}, {"-1/3", 0, Up, "-1"},
		{"0.125", 2, HalfUp, "0.13"}, {"0.125", 2, HalfEven, "0.12"}, {"-0.125", 2, HalfUp, "-0.13"},
		{"-0.001", 2, Down, "0.00"}, {"12345", -2, HalfUp, "12300"}, {"0.9814", 2, HalfUp, "0.98"},
	} {
		if got := MustNum(c.x).Decimal(c.at, c.mode); got != c.want {
			t.Errorf("%s to %d places, %s: %s, want %s", c.x, c.at, c.mode, got, c.want)
		}
	}
}

func TestParseNum(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "-0": "0", "007": "7", "97.50": "97.5", "245/250": "0.98", "1/3": "1/3", "-2/4": "-0.5", "2/-4": "-0.5",
		"0.5/0.2": "2.5", "+3": "3", "123456789012345678901234567890.5": "123456789012345678901234567890.5",
		"-9223372036854775808": "-9223372036854775808",
	} {
		n, err := ParseNum(in)
		if err != nil || n.String() != want {
			t.Errorf("%q: %v %v, want %s", in, n, err, want)
		}
	}
	for _, in := range []string{"", "-", ".", "1.", ".5", "1/0", "1//2", "1/2/3", "1e5", "0x10", "1_000", " 1", "1,5", "NaN", "Inf", "١", "1 000", "--1", string(make([]byte, 2000))} {
		if n, err := ParseNum(in); err == nil {
			t.Errorf("%q read as %v", in, n)
		}
	}
}

func FuzzParseNum(f *testing.F) {
	for _, s := range []string{"1.5", "1/3", "-0.000", "9999999999999999999.9", "1/0"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		x, err := ParseNum(s)
		if err != nil {
			return
		}
		y, err := ParseNum(x.String())
		if err != nil || !x.Equal(y) || x.String() != y.String() {
			t.Fatalf("%q -> %v -> %v (%v)", s, x, y, err)
		}
	})
}

func TestNumJSON(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 12))
	for range rounds(2000) {
		x := anyNum(rng)
		b, err := json.Marshal(x)
		if err != nil {
			t.Fatal(err)
		}
		var y Num
		if err := json.Unmarshal(b, &y); err != nil || !x.Equal(y) {
			t.Fatalf("%v -> %s -> %v (%v)", x, b, y, err)
		}
	}
	var y Num
	if err := json.Unmarshal([]byte("4.90"), &y); err != nil || y.String() != "4.9" {
		t.Fatalf("bare number: %v %v", y, err)
	}
}

// The root to 20 places is right when its square's neighbours enclose x: with
// u half a unit of the last place, (r-u)² <= x <= (r+u)².
func TestSqrt20(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 14))
	u := fromRat(new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), pow10(20))))
	for range rounds(2000) {
		x := anyNum(rng).Abs()
		r := sqrt20(x)
		if places, ok := r.IsFinite(); !ok || places > 20 {
			t.Fatalf("sqrt(%v) = %v has %d places", x, r, places)
		}
		lo, hi := r.Sub(u).Max(Num{}), r.Add(u)
		if x.Less(lo.Mul(lo)) || hi.Mul(hi).Less(x) {
			t.Fatalf("sqrt(%v) = %v", x, r)
		}
	}
	if got := sqrt20(Int(2)).String(); got != "1.4142135623730950488" { // …0488016887: the 20th place is 0
		t.Errorf("sqrt 2 = %s", got)
	}
	if got := sqrt20(MustNum("2.25")).String(); got != "1.5" {
		t.Errorf("sqrt 2.25 = %s", got)
	}
}
