package scoring

import "math/big"

// adder sums many fractions without a gcd for every term: equal denominators
// are added as whole numbers, small sums are folded while they fit an int64,
// and what is left goes through a product tree that is normalised once. One
// goroutine owns an adder; reset makes it ready for the next sum.
type adder struct {
	nums, dens []int64
	bigs       []*big.Rat
	work       []fraction // reused between sums
}

// fraction is n/d, not in lowest terms.
type fraction struct{ n, d, t big.Int }

func (s *adder) reset() {
	s.nums, s.dens, s.bigs = s.nums[:0], s.dens[:0], s.bigs[:0]
}

// add takes one more term.
func (s *adder) add(x Num) {
	if x.b != nil {
		s.bigs = append(s.bigs, x.b)
		return
	}
	if x.n == 0 {
		return
	}
	d := x.d + 1
	for i, e := range s.dens {
		if e == d {
			if n, ok := add64(s.nums[i], x.n); ok {
				s.nums[i] = n
				return
			}
		}
	}
	s.nums, s.dens = append(s.nums, x.n), append(s.dens, d)
}

// sum gives the exact total.
func (s *adder) sum() Num {
	if len(s.nums) == 0 && len(s.bigs) == 0 {
		return Num{}
	}
	used := 0
	if len(s.nums) > 0 {
		acc := reduce(s.nums[0], s.dens[0])
		for i := 1; i < len(s.nums); i++ {
			t := reduce(s.nums[i], s.dens[i])
			if z, ok := addSmall(acc.n, acc.d+1, t.n, t.d+1); ok {
				acc = z
				continue
			}
			s.push(&used, acc)
			acc = t
		}
		if used == 0 && len(s.bigs) == 0 {
			return acc
		}
		s.push(&used, acc)
	}
	for _, b := range s.bigs {
		f := s.slot(&used)
		f.n.Set(b.Num())
		f.d.Set(b.Denom())
	}
	for width := used; width > 1; {
		half := (width + 1) / 2
		for i := range width / 2 {
			a, b := &s.work[i], &s.work[half+i]
			a.t.Mul(&a.n, &b.d)
			a.n.Mul(&b.n, &a.d)
			a.n.Add(&a.n, &a.t)
			a.t.Mul(&a.d, &b.d)
			a.d, a.t = a.t, a.d
		}
		width = half
	}
	return fromRat(new(big.Rat).SetFrac(&s.work[0].n, &s.work[0].d))
}

func (s *adder) slot(used *int) *fraction {
	if *used == len(s.work) {
		s.work = append(s.work, fraction{})
	}
	*used++
	return &s.work[*used-1]
}

func (s *adder) push(used *int, x Num) {
	f := s.slot(used)
	f.n.SetInt64(x.n)
	f.d.SetInt64(x.d + 1)
}

// Total gives the exact sum of the numbers; for many fractions it is far
// cheaper than adding them one by one.
func Total(xs ...Num) Num {
	var s adder
	for _, x := range xs {
		s.add(x)
	}
	return s.sum()
}
