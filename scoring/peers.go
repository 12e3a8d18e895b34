package scoring

// peerFacts is what a cohort rule needs to know about its peers.
type peerFacts struct {
	n               int
	low, high       Num
	mean, deviation Num // of z only
}

// peerRule is one cohort rule of a program.
type peerRule struct {
	of        quantity
	node      int
	cohort    bool // all groups together
	deviation Deviation
}

// peerSlot is where a cohort rule finds its facts.
type peerSlot struct {
	slot   int
	cohort bool
}

func (s peerSlot) facts(e *env) *peerFacts {
	if s.cohort {
		return &e.peers[s.slot][0]
	}
	return &e.peers[s.slot][e.group()]
}

// group gives the code of the group compared with; "" for the cohort.
func (s peerSlot) group(e *env) string {
	if s.cohort {
		return ""
	}
	return e.cohort.agencies[e.agency].Group
}

// survey computes the facts of one cohort rule over a closed cohort. Peers are
// the agencies to which the criterion applies and whose quantity has a value.
func (r *peerRule) survey(c *Cohort) []peerFacts {
	groups := len(c.groups)
	if r.cohort {
		groups = 1
	}
	facts := make([]peerFacts, groups)
	values := make([][]Num, groups)
	for a := range c.agencies {
		if reason, _, _ := c.excluded(a, r.node); reason != NoReason {
			continue
		}
		x, f, _ := r.of.eval(c, a)
		if f != foundValue {
			continue
		}
		g := c.groupOf[a]
		if r.cohort {
			g = 0
		}
		p := &facts[g]
		if p.n == 0 {
			p.low, p.high = x, x
		}
		p.low, p.high = p.low.Min(x), p.high.Max(x)
		p.n++
		if r.deviation != "" {
			values[g] = append(values[g], x)
		}
	}
	for g := range facts {
		if r.deviation != "" && facts[g].n > 0 {
			facts[g].spread(values[g], r.deviation)
		}
	}
	return facts
}

// maxMeanBits is where the denominator of a mean stops being kept exactly; see
// Standardise. A province's 120 agencies with six-digit staff stay below it.
const maxMeanBits = 4096

// spread sets mean and deviation: d² = (Σx² - 2·m·Σx + n·m²) / n, or n - 1.
func (p *peerFacts) spread(xs []Num, d Deviation) {
	if p.low.Equal(p.high) {
		p.mean = p.low
		return
	}
	var sum, squares adder
	for _, x := range xs {
		sum.add(x)
		squares.add(x.Mul(x))
	}
	n := Int(int64(p.n))
	total := sum.sum()
	p.mean, _ = total.Quo(n)
	if p.mean.b != nil && p.mean.b.Denom().BitLen() > maxMeanBits {
		p.mean = p.mean.Round(HalfEven, maxPlaces)
	}
	v := squares.sum().Sub(Int(2).Mul(p.mean).Mul(total)).Add(n.Mul(p.mean).Mul(p.mean))
	if d == Sample {
		n = n.Sub(one)
	}
	v, _ = v.Quo(n)
	p.deviation = sqrt20(v)
}
