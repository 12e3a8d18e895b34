package scoring

// Best: the largest points of several cases. Cases that are missing or not
// applicable are passed over; when all are, so is the rule. Under missing:
// block a missing case blocks, since it might have been the best. Each case has
// its own maximum.
type Best struct {
	Cases []Part `yaml:"cases"`
}

// Kind is "best".
func (*Best) Kind() string { return "best" }

func (r *Best) check(k *checker, path string, _ Num) { k.parts(path+".cases", r.Cases, false) }

func (r *Best) span(k *reader, _ Num) span { return k.bestSpan(r.Cases) }

func (r *Best) moves(k *reader, item string) Monotone { return k.partsMove(r.Cases, item) }
func (r *Best) items() []string                       { return nil }
func (r *Best) inner() []Rule                         { return rulesOf(r.Cases) }

func (r *Best) build(b *builder, max Num) scorer { return &best{b.parts(r.Cases), max} }

type best struct {
	cases []part
	max   Num
}

func (r *best) score(e *env) outcome {
	out := bestOf(e, r.cases)
	if out.counts() {
		out.max = r.max
	}
	return out
}

// bestOf scores all cases and keeps the largest points among those that have a
// score; a missing case is worth nothing as long as another one is known.
func bestOf(e *env, cases []part) outcome {
	var all tally
	var args []Num
	var top Num
	any := false
	for i := range cases {
		o := e.within(&cases[i])
		if all.add(o); o.state != StateScored {
			continue
		}
		if !any || top.Less(o.points) {
			top, any = o.points, true
		}
		if e.trace != nil {
			args = append(args, o.points)
		}
	}
	if any && e.missing == MissingBlock && all.blocked {
		any = false
	}
	if !any {
		return all.outcome()
	}
	if e.trace != nil {
		e.step(TraceStep{Op: OpBest, Args: args, Result: top})
	}
	return outcome{points: top}
}
