package scoring

// Floor: the points of a rule, at least Points.
type Floor struct {
	Points Num  `yaml:"points"`
	Rule   Rule `yaml:"rule"`
}

// Kind is "floor".
func (*Floor) Kind() string { return "floor" }

func (r *Floor) check(k *checker, path string, max Num) { k.rule(path+".rule", r.Rule, max) }

func (r *Floor) span(k *reader, max Num) span {
	s := k.ruleSpan(r.Rule, max)
	return span{s.lo.Max(r.Points), s.hi.Max(r.Points)}
}

func (r *Floor) moves(k *reader, item string) Monotone { return k.ruleMoves(r.Rule, item) }
func (r *Floor) items() []string                       { return nil }
func (r *Floor) inner() []Rule                         { return []Rule{r.Rule} }

func (r *Floor) build(b *builder, max Num) scorer {
	return &floored{part{rule: r.Rule, scorer: r.Rule.build(b, max), max: max}, r.Points, max}
}

type floored struct {
	part        part
	points, max Num
}

func (r *floored) score(e *env) outcome {
	out := e.within(&r.part)
	out.max = out.max.Min(r.max)
	if out.state != StateScored {
		return out
	}
	limited := out.points.Max(r.points)
	if e.trace != nil {
		e.step(TraceStep{Op: OpFloor, Args: []Num{out.points, r.points}, Result: limited})
	}
	out.points = limited
	return out
}
