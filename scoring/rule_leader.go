package scoring

// Leader (R8): emulation against a target, with the full maximum for the leader
// only. With s = AtTarget (1/2 unless declared), T the target, L the largest x
// of the peers:
//
//	x < T:           s · x/T · maximum
//	x = T:           s · maximum
//	x > T, x = L:    maximum
//	x > T, x < L:    (s + (1-s) · (x-T)/(L-T)) · maximum
type Leader struct {
	Of       Quantity `yaml:"of"`
	Target   Num      `yaml:"target"`              // > 0
	AtTarget *Num     `yaml:"at_target,omitempty"` // share at the target, in [0, 1]; nil = 1/2
	Within   Within   `yaml:"within,omitempty"`    // "" = group
}

// Kind is "leader".
func (*Leader) Kind() string { return "leader" }

func (r *Leader) at() Num { return orNum(r.AtTarget, half) }

var half, _ = Frac(1, 2)

func (r *Leader) check(k *checker, path string, _ Num) {
	k.quantity(path+".of", &r.Of)
	k.positive(path+".target", &r.Target)
	k.within(path+".within", r.Within)
	if s := r.at(); s.Sign() < 0 || one.Less(s) {
		k.fault("leader.at_target", path+".at_target", s)
	}
}

func (r *Leader) span(_ *reader, max Num) span { return span{Num{}, max} }

func (r *Leader) moves(k *reader, item string) Monotone { return k.flow(&r.Of, item) }
func (r *Leader) items() []string                       { return r.Of.items() }
func (r *Leader) inner() []Rule                         { return nil }

func (r *Leader) build(b *builder, max Num) scorer {
	q := b.quantity(&r.Of)
	return &leader{q, b.peers(q, r.Within, ""), r.Target, r.at(), max}
}

type leader struct {
	of              quantity
	peers           peerSlot
	target, at, max Num
}

func (r *leader) score(e *env) outcome {
	x, out, ok := r.of.in(e, r.max)
	if !ok {
		return out
	}
	facts := r.peers.facts(e)
	if e.trace != nil {
		e.step(TraceStep{Op: OpBestPeer, Code: r.peers.group(e), Args: []Num{Int(int64(facts.n))}, Result: facts.high})
	}
	var share Num
	switch c := x.Cmp(r.target); {
	case c < 0:
		t, _ := x.Quo(r.target)
		share = r.at.Mul(t).Max(Num{})
	case c == 0:
		share = r.at
	case !x.Less(facts.high):
		share = one
	default:
		t, _ := x.Sub(r.target).Quo(facts.high.Sub(r.target))
		share = r.at.Add(one.Sub(r.at).Mul(t))
	}
	if e.trace != nil {
		e.step(TraceStep{Op: OpLeader, Args: []Num{x, r.target, facts.high, r.at}, Result: share})
	}
	return e.share(share, r.max)
}
