package scoring

// Relative (R5): a quantity against the best, or worst, of its peers. Source:
// QĐ 62/QĐ-BTTTT 2017, annex 1B no. 3, "Tỷ lệ chuẩn hóa = x / giá trị lớn nhất".
//
//	better high, to best:  x / largest · maximum
//	better low,  to best:  smallest / x · maximum
//	better low,  to worst: (1 - x / largest) · maximum
//
// Shares are held within [0, 1]. When the reference is 0 the outcome is Of.Zero,
// except that with "low, to best" an agency at the smallest value 0 has 1.
type Relative struct {
	Of     Quantity `yaml:"of"`
	To     To       `yaml:"to,omitempty"`     // "" = best
	Better Better   `yaml:"better,omitempty"` // "" = high; worst wants low
	Within Within   `yaml:"within,omitempty"` // "" = group
}

// To says which peer is the reference.
type To string

// The references of Relative.
const (
	ToBest  To = "best"
	ToWorst To = "worst"
)

// Kind is "relative".
func (*Relative) Kind() string { return "relative" }

func (r *Relative) to() To         { return orText(r.To, ToBest) }
func (r *Relative) better() Better { return orText(r.Better, High) }

func (r *Relative) check(k *checker, path string, _ Num) {
	k.quantity(path+".of", &r.Of)
	k.word(path+".to", string(r.to()), string(ToBest), string(ToWorst))
	k.word(path+".better", string(r.better()), string(High), string(Low))
	k.within(path+".within", r.Within)
	if r.to() == ToWorst && r.better() == High {
		k.fault("relative.worst_high", path+".to")
	}
	if reach := k.reach(&r.Of); reach.lo == nil || reach.lo.Sign() < 0 {
		k.fault("relative.negative", path+".of")
	}
}

func (r *Relative) span(_ *reader, max Num) span { return span{Num{}, max} }

func (r *Relative) moves(k *reader, item string) Monotone {
	return k.flow(&r.Of, item).turned(r.better() == Low)
}

func (r *Relative) items() []string { return r.Of.items() }
func (r *Relative) inner() []Rule   { return nil }

func (r *Relative) build(b *builder, max Num) scorer {
	q := b.quantity(&r.Of)
	return &relative{q, b.peers(q, r.Within, ""), r.to(), r.better(), max}
}

type relative struct {
	of     quantity
	peers  peerSlot
	to     To
	better Better
	max    Num
}

func (r *relative) score(e *env) outcome {
	x, out, ok := r.of.in(e, r.max)
	if !ok {
		return out
	}
	facts := r.peers.facts(e)
	reference := facts.high
	if r.to == ToBest && r.better == Low {
		reference = facts.low
	}
	if e.trace != nil {
		op := OpBestPeer
		if r.to == ToWorst {
			op = OpWorstPeer
		}
		e.step(TraceStep{Op: op, Code: r.peers.group(e), Args: []Num{Int(int64(facts.n))}, Result: reference})
	}
	if reference.IsZero() {
		if r.better == Low && x.IsZero() {
			return e.share(one, r.max)
		}
		if r.better == High || r.to == ToWorst {
			return r.of.atZero(e, r.max)
		}
	}
	var share Num
	switch {
	case r.to == ToWorst:
		share = e.invert(e.divide(x, reference))
	case r.better == Low:
		share = e.divide(reference, x)
	default:
		share = e.divide(x, reference)
	}
	return e.share(share, r.max)
}
