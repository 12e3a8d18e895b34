package scoring

// Counted (R6): points = min(maximum, Each · Of), never below 0. Source: QĐ
// 62/QĐ-BTTTT 2017, annex 1B no. 4, "min(5, 1 điểm × số ứng dụng)".
type Counted struct {
	Of   Quantity `yaml:"of"`
	Each Num      `yaml:"each"`          // points per unit, > 0
	Cap  *Num     `yaml:"cap,omitempty"` // most points; nil = the maximum
}

// Kind is "count".
func (*Counted) Kind() string { return "count" }

func (r *Counted) check(k *checker, path string, max Num) {
	k.quantity(path+".of", &r.Of)
	k.positive(path+".each", &r.Each)
	k.positive(path+".cap", r.Cap)
}

func (r *Counted) span(k *reader, max Num) span {
	lo, hi := Num{}, orNum(r.Cap, max)
	reach := k.reach(&r.Of)
	if reach.lo != nil {
		lo = reach.lo.Mul(r.Each).Clamp(Num{}, hi)
	}
	if reach.hi != nil {
		hi = reach.hi.Mul(r.Each).Clamp(Num{}, hi)
	}
	out := span{lo, hi}
	if len(r.Of.Per) > 0 {
		out = out.with(zeroAward(&r.Of, max))
	}
	return out
}

func (r *Counted) moves(k *reader, item string) Monotone { return k.flow(&r.Of, item) }
func (r *Counted) items() []string                       { return r.Of.items() }
func (r *Counted) inner() []Rule                         { return nil }

func (r *Counted) build(b *builder, max Num) scorer {
	return &counted{b.quantity(&r.Of), r.Each, orNum(r.Cap, max), max}
}

type counted struct {
	of             quantity
	each, cap, max Num
}

func (r *counted) score(e *env) outcome {
	x, out, ok := r.of.in(e, r.max)
	if !ok {
		return out
	}
	p := x.Mul(r.each)
	if e.trace != nil {
		e.step(TraceStep{Op: OpTimesEach, Args: []Num{x, r.each}, Result: p})
	}
	return outcome{points: e.hold(p, Num{}, r.cap), max: r.max}
}
