package scoring

// BaseBest (R7): base + the largest of several cases. Source: QĐ 62/QĐ-BTTTT
// 2017, annex 1B no. 5 (data centre 35 + the best of cases a, b …).
type BaseBest struct {
	Base  Part   `yaml:"base"`
	Cases []Part `yaml:"cases"`
}

// Kind is "base_best".
func (*BaseBest) Kind() string { return "base_best" }

func (r *BaseBest) check(k *checker, path string, _ Num) {
	k.part(path+".base", &r.Base, false)
	k.parts(path+".cases", r.Cases, false)
}

func (r *BaseBest) span(k *reader, _ Num) span {
	b, c := k.partSpan(&r.Base), k.bestSpan(r.Cases)
	return span{b.lo.Add(c.lo), b.hi.Add(c.hi)}
}

func (r *BaseBest) moves(k *reader, item string) Monotone {
	return k.partsMove(r.all(), item)
}

func (r *BaseBest) all() []Part {
	return append([]Part{r.Base}, r.Cases...)
}

func (r *BaseBest) items() []string { return nil }
func (r *BaseBest) inner() []Rule   { return rulesOf(r.all()) }

func (r *BaseBest) build(b *builder, max Num) scorer {
	s := &baseBest{base: b.parts([]Part{r.Base})[0], cases: b.parts(r.Cases)}
	for _, c := range s.cases {
		s.most = s.most.Max(c.max)
	}
	return s
}

type baseBest struct {
	base  part
	cases []part
	most  Num // largest maximum of a case
}

func (r *baseBest) score(e *env) outcome {
	var all tally
	b := e.within(&r.base)
	all.add(b)
	c := bestOf(e, r.cases)
	if c.counts() {
		c.max = r.most
	}
	all.add(c)
	out := all.outcome()
	if !out.counts() {
		return out
	}
	if b.counts() {
		out.points, out.max = out.points.Add(b.points), out.max.Add(b.max)
	}
	if c.counts() {
		out.points, out.max = out.points.Add(c.points), out.max.Add(c.max)
	}
	if e.trace != nil {
		e.step(TraceStep{Op: OpAdd, Args: []Num{b.points, c.points}, Result: out.points})
	}
	return out
}
