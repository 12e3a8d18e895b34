package scoring

// reader knows the items of a framework: what is needed to ask a rule for its
// range and its direction.
type reader struct {
	byCode map[string]*Item
}

func newReader(f *Framework) *reader {
	k := &reader{make(map[string]*Item, len(f.Items))}
	for i := range f.Items {
		if _, twice := k.byCode[f.Items[i].Code]; !twice {
			k.byCode[f.Items[i].Code] = &f.Items[i]
		}
	}
	return k
}

// span is the least and the most points something can give.
type span struct{ lo, hi Num }

// with widens the span to a number.
func (s span) with(p Num) span { return span{s.lo.Min(p), s.hi.Max(p)} }

// interval is a range of values; a nil end is open.
type interval struct{ lo, hi *Num }

// meets tells whether the interval shares a value with [from, to); a nil to has
// no end.
func (v interval) meets(from, to *Num) bool {
	return (v.hi == nil || !v.hi.Less(*from)) && (v.lo == nil || to == nil || v.lo.Less(*to))
}

// Bounds gives the least and most points a rule can give under a maximum, for
// any values that its items allow. The rule must have passed Compile.
func Bounds(f *Framework, r Rule, max Num) (lo, hi Num) {
	s := newReader(f).ruleSpan(r, max)
	return s.lo, s.hi
}

// MonotoneIn tells how the points of a rule move with one item while the state
// stays scored and all other answers stay.
func MonotoneIn(f *Framework, r Rule, item string) Monotone { return newReader(f).ruleMoves(r, item) }

func (k *reader) ruleSpan(r Rule, max Num) span {
	if isNil(r) {
		return span{}
	}
	return r.span(k, max)
}

func (k *reader) ruleMoves(r Rule, item string) Monotone {
	if isNil(r) {
		return Constant
	}
	return r.moves(k, item)
}

func (k *reader) partSpan(p *Part) span { return k.ruleSpan(p.Rule, p.Max) }

// bestSpan is the span of the best of cases: at least the best of the worst.
// A case that is passed over because it is not applicable may leave any other.
func (k *reader) bestSpan(cases []Part) span {
	var out span
	for i := range cases {
		s := k.partSpan(&cases[i])
		if i == 0 {
			out = s
		}
		out.lo, out.hi = out.lo.Max(s.lo), out.hi.Max(s.hi)
	}
	return out
}

func (k *reader) partsMove(parts []Part, item string) Monotone {
	m := Constant
	for i := range parts {
		m = m.and(k.ruleMoves(parts[i].Rule, item))
	}
	return m
}

// flow tells how a quantity moves with one item. Below the line it promises
// only when the denominator cannot be 0, since the outcome of a division by
// zero may lie anywhere.
func (k *reader) flow(q *Quantity, item string) Monotone {
	above := k.sumFlow(q.Sum, item)
	below := k.sumFlow(q.Per, item)
	if len(q.Per) == 0 || above == Constant && below == Constant {
		return above
	}
	top, bottom := k.sumReach(q.Sum), k.sumReach(q.Per)
	positive := bottom.lo != nil && bottom.lo.Sign() >= 0
	switch {
	case below == Constant && positive:
		return above
	case above == Constant && positive && bottom.lo.Sign() > 0 && top.lo != nil && top.lo.Sign() >= 0:
		return below.turned(true)
	}
	return Neither
}

func (k *reader) sumFlow(terms []Term, item string) Monotone {
	m := Constant
	for _, t := range terms {
		if t.Item != item {
			continue
		}
		if orNum(t.Factor, one).Sign() < 0 {
			m = m.and(Falling)
		} else {
			m = m.and(Rising)
		}
	}
	return m
}

// reach gives the range of values a quantity can take. With a denominator it
// may be wider than the truth, never narrower.
func (k *reader) reach(q *Quantity) interval {
	top := k.sumReach(q.Sum)
	if len(q.Per) == 0 {
		return top
	}
	bottom := k.sumReach(q.Per)
	var out interval
	if bottom.lo == nil || bottom.lo.Sign() < 0 || top.lo == nil || top.lo.Sign() < 0 {
		return out
	}
	out.lo = new(Num)
	if bottom.hi != nil {
		*out.lo, _ = top.lo.Quo(*bottom.hi)
	}
	if top.hi != nil && bottom.lo.Sign() > 0 {
		hi, _ := top.hi.Quo(*bottom.lo)
		out.hi = &hi
	}
	return out
}

func (k *reader) sumReach(terms []Term) interval {
	var lo, hi Num
	out := interval{&lo, &hi}
	for _, t := range terms {
		it := k.byCode[t.Item]
		if it == nil {
			return interval{}
		}
		a, b := it.bounds()
		f := orNum(t.Factor, one)
		if f.Sign() < 0 {
			a, b = b, a
		}
		if out.lo != nil && a != nil {
			lo = lo.Add(a.Mul(f))
		} else {
			out.lo = nil
		}
		if out.hi != nil && b != nil {
			hi = hi.Add(b.Mul(f))
		} else {
			out.hi = nil
		}
	}
	return out
}

// zeroAward is what a rule over the quantity gives when its denominator is 0.
func zeroAward(q *Quantity, max Num) Num {
	if len(q.Per) > 0 && q.Zero == ZeroFull {
		return max
	}
	return Num{}
}

func (q *Quantity) items() []string {
	var out []string
	for _, side := range [][]Term{q.Sum, q.Per} {
		for _, t := range side {
			out = append(out, t.Item)
		}
	}
	return out
}

func orNum(n *Num, other Num) Num {
	if n == nil {
		return other
	}
	return *n
}

func orText[T ~string](t, other T) T {
	if t == "" {
		return other
	}
	return t
}
