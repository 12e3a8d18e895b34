package scoring

// Standardise (R13): a quantity placed between two anchors, within [0, 1].
//
//	minmax: (x - low)/(high - low); low and high are the anchors, or, where an
//	        anchor is not declared, the smallest and largest of the peers (DESI)
//	z:      z = (x - mean)/deviation of the peers, then (z - low)/(high - low);
//	        both anchors are declared, in deviations, such as -3 and 3 (EGDI)
//
// With better low the share is turned round: 1 - share.
//
// The mean and the variance are exact; the deviation, a square root, is taken to
// 20 decimals, half-even; from there all is exact. (A mean whose denominator
// passes 4096 bits, which only peers by the thousand with unrelated
// denominators reach, is also taken to 20 decimals, half-even, so that memory
// stays bounded.)
type Standardise struct {
	Of        Quantity  `yaml:"of"`
	Method    Method    `yaml:"method"`
	Within    Within    `yaml:"within,omitempty"`    // "" = group
	Better    Better    `yaml:"better,omitempty"`    // "" = high
	Low       *Num      `yaml:"low,omitempty"`       // anchor worth 0
	High      *Num      `yaml:"high,omitempty"`      // anchor worth the maximum; > Low
	Deviation Deviation `yaml:"deviation,omitempty"` // of z; "" = population
	Equal     Equal     `yaml:"equal,omitempty"`     // when all peers are equal; must be declared unless both minmax anchors are
}

// Method is how Standardise places a quantity.
type Method string

// The methods of Standardise.
const (
	MinMax Method = "minmax"
	ZScore Method = "z"
)

// Deviation is which standard deviation z divides by.
type Deviation string

// The deviations: divided by n, or by n - 1.
const (
	Population Deviation = "population"
	Sample     Deviation = "sample"
)

// Equal is the outcome when the peers do not differ.
type Equal string

// The outcomes for equal peers.
const (
	EqualZero          Equal = "points_zero"
	EqualHalf          Equal = "points_half"
	EqualFull          Equal = "points_full"
	EqualNotApplicable Equal = "not_applicable"
)

// Kind is "standardise".
func (*Standardise) Kind() string { return "standardise" }

func (r *Standardise) better() Better { return orText(r.Better, High) }

func (r *Standardise) check(k *checker, path string, _ Num) {
	k.quantity(path+".of", &r.Of)
	k.word(path+".method", string(r.Method), string(MinMax), string(ZScore))
	k.word(path+".better", string(r.better()), string(High), string(Low))
	k.word(path+".deviation", string(orText(r.Deviation, Population)), string(Population), string(Sample))
	k.within(path+".within", r.Within)
	anchored := r.Low != nil && r.High != nil
	if anchored && !r.Low.Less(*r.High) {
		k.fault("standardise.anchors", path, *r.Low, *r.High)
	}
	if r.Method == ZScore && !anchored {
		k.fault("standardise.z_anchors", path)
	}
	if r.Equal != "" || r.Method == ZScore || !anchored {
		k.word(path+".equal", string(r.Equal), string(EqualZero), string(EqualHalf), string(EqualFull), string(EqualNotApplicable))
	}
	if r.Method == MinMax && r.Deviation != "" {
		k.fault("standardise.deviation", path+".deviation")
	}
}

func (r *Standardise) span(_ *reader, max Num) span { return span{Num{}, max} }

// moves promises nothing for z: near its limit z rises by less than the 20th
// decimal of the deviation.
func (r *Standardise) moves(k *reader, item string) Monotone {
	m := k.flow(&r.Of, item)
	if m == Constant {
		return m
	}
	fixed := r.Low != nil && r.High != nil
	if r.Method == ZScore || !fixed && r.Equal == EqualNotApplicable {
		return Neither
	}
	return m.turned(r.better() == Low)
}

func (r *Standardise) items() []string { return r.Of.items() }
func (r *Standardise) inner() []Rule   { return nil }

func (r *Standardise) build(b *builder, max Num) scorer {
	q := b.quantity(&r.Of)
	var d Deviation
	if r.Method == ZScore {
		d = orText(r.Deviation, Population)
	}
	return &standardise{q, b.peers(q, r.Within, d), r, max}
}

type standardise struct {
	of    quantity
	peers peerSlot
	rule  *Standardise
	max   Num
}

func (r *standardise) score(e *env) outcome {
	x, out, ok := r.of.in(e, r.max)
	if !ok {
		return out
	}
	facts := r.peers.facts(e)
	var low, high Num
	if r.rule.Method == ZScore {
		if facts.deviation.IsZero() {
			return r.equal(e)
		}
		z, _ := x.Sub(facts.mean).Quo(facts.deviation)
		if e.trace != nil {
			e.step(TraceStep{Op: OpZScore, Code: r.peers.group(e), Args: []Num{x, facts.mean, facts.deviation}, Result: z})
		}
		x, low, high = z, *r.rule.Low, *r.rule.High
	} else {
		low, high = orNum(r.rule.Low, facts.low), orNum(r.rule.High, facts.high)
		if !low.Less(high) {
			return r.equal(e)
		}
	}
	share, _ := x.Sub(low).Quo(high.Sub(low))
	if e.trace != nil {
		e.step(TraceStep{Op: OpMinMax, Code: r.peers.group(e), Args: []Num{x, low, high}, Result: share})
	}
	share = e.hold(share, Num{}, one)
	if r.rule.better() == Low {
		share = e.invert(share)
	}
	return e.share(share, r.max)
}

// equal is the declared outcome for peers that do not differ.
func (r *standardise) equal(e *env) outcome {
	if e.trace != nil {
		e.step(TraceStep{Op: OpEqual, Equal: r.rule.Equal})
	}
	out := outcome{max: r.max, reason: ReasonEqual}
	switch r.rule.Equal {
	case EqualNotApplicable:
		return outcome{state: StateNotApplicable, reason: ReasonEqual}
	case EqualHalf:
		out.points = r.max.Mul(half)
	case EqualFull:
		out.points = r.max
	}
	return out
}
