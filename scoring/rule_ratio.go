package scoring

// Ratio (R1): points = min(Cap, Of/Target) · maximum, never below 0.
// Source: annexes of QĐ 62/QĐ-BTTTT 2017, "Điểm = Tỷ lệ × điểm tối đa".
type Ratio struct {
	Of     Quantity `yaml:"of"`
	Target *Num     `yaml:"target,omitempty"` // what earns the full share; nil = 1; > 0
	Cap    *Num     `yaml:"cap,omitempty"`    // largest share; nil = 1; > 0
	Invert bool     `yaml:"invert,omitempty"` // 1 - share: for what should be small
}

// Kind is "ratio".
func (*Ratio) Kind() string { return "ratio" }

func (r *Ratio) target() Num { return orNum(r.Target, one) }
func (r *Ratio) cap() Num    { return orNum(r.Cap, one) }

func (r *Ratio) check(k *checker, path string, _ Num) {
	k.quantity(path+".of", &r.Of)
	k.positive(path+".target", r.Target)
	k.positive(path+".cap", r.Cap)
}

func (r *Ratio) span(k *reader, max Num) span {
	lo, hi := Num{}, r.cap()
	reach := k.reach(&r.Of)
	if reach.lo != nil {
		t, _ := reach.lo.Quo(r.target())
		lo = t.Clamp(Num{}, hi)
	}
	if reach.hi != nil {
		t, _ := reach.hi.Quo(r.target())
		hi = t.Clamp(Num{}, hi)
	}
	if r.Invert {
		lo, hi = one.Sub(hi).Max(Num{}), one.Sub(lo).Max(Num{})
	}
	out := span{lo.Mul(max), hi.Mul(max)}
	if len(r.Of.Per) > 0 {
		out = out.with(zeroAward(&r.Of, max))
	}
	return out
}

func (r *Ratio) moves(k *reader, item string) Monotone {
	return k.flow(&r.Of, item).turned(r.Invert)
}

func (r *Ratio) items() []string { return r.Of.items() }
func (r *Ratio) inner() []Rule   { return nil }

func (r *Ratio) build(b *builder, max Num) scorer {
	return &ratio{b.quantity(&r.Of), r.target(), r.cap(), r.Invert, max}
}

type ratio struct {
	of          quantity
	target, cap Num
	invert      bool
	max         Num
}

func (r *ratio) score(e *env) outcome {
	x, out, ok := r.of.in(e, r.max)
	if !ok {
		return out
	}
	share := e.divide(x, r.target)
	share = e.hold(share, Num{}, r.cap)
	if r.invert {
		share = e.invert(share)
		share = e.hold(share, Num{}, one)
	}
	return e.share(share, r.max)
}
