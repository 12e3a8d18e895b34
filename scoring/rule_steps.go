package scoring

// Steps (R2): a table of half-open steps [From, To) over a quantity. Below the
// first step, or between two, 0 points. Source: district DTI annexes, "4
// lần/năm 20; 3 → 15; 2 → 10; 1 → 5; else 0".
type Steps struct {
	Of    Quantity `yaml:"of"`
	Steps []Step   `yaml:"steps"` // From rising
}

// Step is one line: from From up to but without To (nil = up to the next step,
// and for the last one without end).
type Step struct {
	From  Num  `yaml:"from"`
	To    *Num `yaml:"to,omitempty"`
	Award `yaml:",inline"`
}

// Kind is "steps".
func (*Steps) Kind() string { return "steps" }

func (r *Steps) check(k *checker, path string, _ Num) {
	k.quantity(path+".of", &r.Of)
	if len(r.Steps) == 0 {
		k.fault("rule.no_steps", path+".steps")
	}
	for i, s := range r.Steps {
		at := place(path+".steps", i)
		k.award(at, s.Award)
		if s.To != nil && !s.From.Less(*s.To) {
			k.fault("steps.empty", at, s.From, *s.To)
		}
		if i == 0 {
			continue
		}
		before := r.Steps[i-1]
		if !before.From.Less(s.From) {
			k.fault("steps.order", at, s.From, before.From)
		} else if before.To != nil && s.From.Less(*before.To) {
			k.fault("steps.overlap", at, s.From, *before.To)
		}
	}
}

func (r *Steps) span(k *reader, max Num) span {
	out := span{}
	reach := k.reach(&r.Of)
	first := true
	for i, s := range r.Steps {
		if !reach.meets(&s.From, r.end(i)) {
			continue
		}
		p := s.of(max)
		if first {
			out, first = span{p, p}, false
		}
		out = out.with(p)
	}
	if first || len(r.Steps) > 0 && r.gap(reach) {
		out = out.with(Num{})
	}
	if len(r.Of.Per) > 0 {
		out = out.with(zeroAward(&r.Of, max))
	}
	return out
}

// end is where a step ends; nil = never.
func (r *Steps) end(i int) *Num {
	if r.Steps[i].To != nil {
		return r.Steps[i].To
	}
	if i+1 < len(r.Steps) {
		return &r.Steps[i+1].From
	}
	return nil
}

// gap tells whether a value in reach may meet no step.
func (r *Steps) gap(reach interval) bool {
	if reach.lo == nil || reach.lo.Less(r.Steps[0].From) {
		return true
	}
	for i, s := range r.Steps {
		last := i == len(r.Steps)-1
		if s.To == nil {
			continue
		}
		if last && (reach.hi == nil || !reach.hi.Less(*s.To)) {
			return true
		}
		if !last && s.To.Less(r.Steps[i+1].From) && reach.meets(s.To, &r.Steps[i+1].From) {
			return true
		}
	}
	return false
}

func (r *Steps) moves(k *reader, item string) Monotone {
	m := k.flow(&r.Of, item)
	if m == Constant {
		return m
	}
	up, down := true, true
	var prev Num
	points := 0
	for i, st := range r.Steps {
		if st.Points != nil {
			points++
		}
		p := st.of(one)
		up = up && !p.Less(prev)
		if i > 0 {
			down = down && !prev.Less(p)
		}
		prev = p
		if end := r.end(i); end != nil && (i == len(r.Steps)-1 || end.Less(r.Steps[i+1].From)) {
			up, down = up && p.Sign() <= 0, down && p.Sign() >= 0
			prev = Num{}
		}
	}
	// Points and shares mixed cannot be compared without the maximum.
	switch mixed := points > 0 && points < len(r.Steps); {
	case mixed:
		return Neither
	case up:
		return m
	case down && !r.gapBelow(k):
		return m.turned(true)
	}
	return Neither
}

// gapBelow tells whether a value may lie under the first step.
func (r *Steps) gapBelow(k *reader) bool {
	reach := k.reach(&r.Of)
	return reach.lo == nil || reach.lo.Less(r.Steps[0].From)
}

func (r *Steps) items() []string { return r.Of.items() }
func (r *Steps) inner() []Rule   { return nil }

func (r *Steps) build(b *builder, max Num) scorer {
	s := &steps{of: b.quantity(&r.Of), max: max}
	for i, st := range r.Steps {
		s.steps = append(s.steps, step{st.From, r.end(i), st.of(max)})
	}
	return s
}

type steps struct {
	of    quantity
	steps []step
	max   Num
}

type step struct {
	from   Num
	to     *Num
	points Num
}

func (r *steps) score(e *env) outcome {
	x, out, ok := r.of.in(e, r.max)
	if !ok {
		return out
	}
	for i := len(r.steps) - 1; i >= 0; i-- {
		s := &r.steps[i]
		if x.Less(s.from) {
			continue
		}
		if s.to != nil && !x.Less(*s.to) {
			break
		}
		if e.trace != nil {
			args := []Num{x, s.from}
			if s.to != nil {
				args = append(args, *s.to)
			}
			e.step(TraceStep{Op: OpStep, Args: args, Result: s.points})
		}
		return outcome{points: s.points, max: r.max}
	}
	if e.trace != nil {
		e.step(TraceStep{Op: OpNoStep, Args: []Num{x}})
	}
	return outcome{max: r.max}
}
