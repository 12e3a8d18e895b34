package scoring

// BonusPenalty (R9): points = clamp(Plus·PlusEach - Minus·MinusEach, Min, Max).
// Min may be negative. Either quantity may be empty.
type BonusPenalty struct {
	Plus      Quantity `yaml:"plus,omitempty"`
	PlusEach  Num      `yaml:"plus_each,omitempty"` // points for one, >= 0
	Minus     Quantity `yaml:"minus,omitempty"`
	MinusEach Num      `yaml:"minus_each,omitempty"` // points taken for one, >= 0
	Min       Num      `yaml:"min,omitempty"`
	Max       *Num     `yaml:"max,omitempty"` // nil = the maximum of the node
}

// Kind is "bonus_penalty".
func (*BonusPenalty) Kind() string { return "bonus_penalty" }

func (r *BonusPenalty) check(k *checker, path string, max Num) {
	if len(r.Plus.Sum) == 0 && len(r.Minus.Sum) == 0 {
		k.fault("rule.no_quantity", path)
	}
	for _, side := range []struct {
		name string
		q    *Quantity
		each Num
	}{{"plus", &r.Plus, r.PlusEach}, {"minus", &r.Minus, r.MinusEach}} {
		if len(side.q.Sum) > 0 || len(side.q.Per) > 0 {
			k.quantity(path+"."+side.name, side.q)
			k.positive(path+"."+side.name+"_each", &side.each)
		}
	}
	if hi := orNum(r.Max, max); !r.Min.Less(hi) {
		k.fault("bonus.range", path, r.Min, hi)
	}
}

func (r *BonusPenalty) span(k *reader, max Num) span {
	lo, hi := r.Min, orNum(r.Max, max)
	if len(r.Minus.Sum) == 0 {
		lo = lo.Max(Num{}.Min(hi))
	}
	if len(r.Plus.Sum) == 0 {
		hi = hi.Min(Num{}.Max(lo))
	}
	return span{lo, hi}
}

func (r *BonusPenalty) moves(k *reader, item string) Monotone {
	return k.flow(&r.Plus, item).and(k.flow(&r.Minus, item).turned(true))
}

func (r *BonusPenalty) items() []string { return append(r.Plus.items(), r.Minus.items()...) }
func (r *BonusPenalty) inner() []Rule   { return nil }

func (r *BonusPenalty) build(b *builder, max Num) scorer {
	return &bonusPenalty{b.quantity(&r.Plus), b.quantity(&r.Minus), r.PlusEach, r.MinusEach, r.Min, orNum(r.Max, max), max}
}

type bonusPenalty struct {
	plus, minus         quantity
	plusEach, minusEach Num
	lo, hi, max         Num
}

func (r *bonusPenalty) score(e *env) outcome {
	var x, y Num
	for _, side := range []struct {
		q *quantity
		x *Num
	}{{&r.plus, &x}, {&r.minus, &y}} {
		if side.q.empty() {
			continue
		}
		v, out, ok := side.q.in(e, r.max)
		if !ok {
			return out
		}
		*side.x = v
	}
	p := x.Mul(r.plusEach).Sub(y.Mul(r.minusEach))
	if e.trace != nil {
		e.step(TraceStep{Op: OpPlusMinus, Args: []Num{x, r.plusEach, y, r.minusEach}, Result: p})
	}
	return outcome{points: e.hold(p, r.lo, r.hi), max: r.max}
}
