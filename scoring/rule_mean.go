package scoring

// Mean (R14): maximum · Σ weight·(points/maximum of the part) / Σ weight, over
// the parts that apply. Source: ICT Index = (HTKT + HTNL + ƯD)/3; DTI 2020 =
// 0.4·CQS + 0.3·KTS + 0.3·XHS.
type Mean struct {
	Parts []Part `yaml:"parts"`
}

// Kind is "mean".
func (*Mean) Kind() string { return "mean" }

func (r *Mean) check(k *checker, path string, _ Num) { k.parts(path+".parts", r.Parts, true) }

func (r *Mean) span(k *reader, max Num) span {
	var lo, hi, weights Num
	for i := range r.Parts {
		p := &r.Parts[i]
		s, w := k.partSpan(p), orNum(p.Weight, one)
		l, _ := s.lo.Quo(p.Max)
		h, _ := s.hi.Quo(p.Max)
		lo, hi, weights = lo.Add(l.Mul(w)), hi.Add(h.Mul(w)), weights.Add(w)
	}
	lo, _ = lo.Mul(max).Quo(weights)
	hi, _ = hi.Mul(max).Quo(weights)
	return span{lo, hi}
}

func (r *Mean) moves(k *reader, item string) Monotone { return k.partsMove(r.Parts, item) }
func (r *Mean) items() []string                       { return nil }
func (r *Mean) inner() []Rule                         { return rulesOf(r.Parts) }

func (r *Mean) build(b *builder, max Num) scorer { return &mean{b.parts(r.Parts), max} }

type mean struct {
	parts []part
	max   Num
}

func (r *mean) score(e *env) outcome {
	var all tally
	var m meaning
	for i := range r.parts {
		p := &r.parts[i]
		o := e.within(p)
		all.add(o)
		m.add(e, o, p.weight)
	}
	out := all.outcome()
	if !out.counts() {
		return out
	}
	share, part := m.share(e)
	out.max = r.max.Mul(part)
	out.points = e.share(share, out.max).points
	return out
}
