package scoring

// Cap: the points of a rule, at most Points.
type Cap struct {
	Points Num  `yaml:"points"`
	Rule   Rule `yaml:"rule"`
}

// Kind is "cap".
func (*Cap) Kind() string { return "cap" }

func (r *Cap) check(k *checker, path string, max Num) { k.rule(path+".rule", r.Rule, max) }

func (r *Cap) span(k *reader, max Num) span {
	s := k.ruleSpan(r.Rule, max)
	return span{s.lo.Min(r.Points), s.hi.Min(r.Points)}
}

func (r *Cap) moves(k *reader, item string) Monotone { return k.ruleMoves(r.Rule, item) }
func (r *Cap) items() []string                       { return nil }
func (r *Cap) inner() []Rule                         { return []Rule{r.Rule} }

func (r *Cap) build(b *builder, max Num) scorer {
	return &capped{part{rule: r.Rule, scorer: r.Rule.build(b, max), max: max}, r.Points, max}
}

type capped struct {
	part        part
	points, max Num
}

func (r *capped) score(e *env) outcome {
	out := e.within(&r.part)
	out.max = out.max.Min(r.max)
	if out.state != StateScored {
		return out
	}
	limited := out.points.Min(r.points)
	if e.trace != nil {
		e.step(TraceStep{Op: OpCap, Args: []Num{out.points, r.points}, Result: limited})
	}
	out.points = limited
	return out
}
