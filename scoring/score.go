package scoring

// worker scores agencies one after the other. It writes into the result's
// columns; a worker without a result (for a trace) only gives the outcome.
type worker struct {
	env
	program *Program
	result  *Result
	number  int // whose heap of the columns it writes
}

// node scores one node of the env's agency with all below it.
func (w *worker) node(i int) outcome {
	outer := w.trace
	if outer != nil {
		n := w.program.nodes[i].Node
		w.trace = &Trace{Code: n.Code, Name: n.Name, Agency: outer.Agency, Rule: n.Rule}
	}
	out := w.judge(i)
	w.keep(i, out)
	if outer != nil {
		w.trace.Score = out.score()
		outer.Parts = append(outer.Parts, w.trace)
		w.trace = outer
	}
	return out
}

func (w *worker) judge(i int) outcome {
	p := &w.program.plans[i]
	if p.role == Context {
		return w.aside(i, outcome{state: StateContext})
	}
	if reason, failed, exemption := w.cohort.applies(w.agency, i); reason != NoReason {
		if w.trace != nil {
			w.explainExcluded(reason, failed, exemption)
		}
		return w.aside(i, outcome{state: StateNotApplicable, reason: reason})
	}
	w.missing = p.missing
	max := w.program.nodes[i].Max
	var out outcome
	if p.scorer != nil {
		out = p.scorer.score(&w.env)
	} else {
		out = w.combine(i, p)
	}
	if p.full && out.counts() && out.max.Sign() > 0 && out.max != max {
		q, _ := out.points.Mul(max).Quo(out.max)
		if w.trace != nil {
			w.step(TraceStep{Op: OpFull, Args: []Num{out.points, out.max, max}, Result: q})
		}
		out.points, out.max = q, max
	}
	if p.extras {
		w.extras(p, &out)
	}
	return w.finish(i, p, out)
}

// aside gives a node that is not scored, and marks all below it alike.
func (w *worker) aside(i int, out outcome) outcome {
	if w.result != nil {
		for j := i + 1; j < w.program.plans[i].end; j++ {
			below := out
			if w.program.plans[j].role == Context {
				below = outcome{state: StateContext}
			}
			w.keep(j, below)
		}
	}
	return out
}

// combine makes a node of its scored children; bonus and penalty come later.
func (w *worker) combine(i int, p *plan) outcome {
	var all tally
	var m meaning
	var least Num
	var args []Num
	points, maxima := w.adder(), w.adder()
	for _, c := range p.children {
		child := &w.program.plans[c]
		if child.role == Bonus || child.role == Penalty {
			continue
		}
		o := w.node(c)
		all.add(o)
		if p.combine == CombineMean && child.role == Scored {
			m.add(&w.env, o, child.weight)
		}
		if !o.counts() {
			continue
		}
		points.add(o.points)
		maxima.add(o.max)
		if p.combine == CombineMin {
			if share, ok := o.points.Quo(o.max); ok {
				if len(args) == 0 || share.Less(least) {
					least = share
				}
				args = append(args, share)
			}
		} else if w.trace != nil {
			args = append(args, o.points)
		}
	}
	out := all.outcome()
	if out.counts() {
		max := w.program.nodes[i].Max
		switch p.combine {
		case CombineMean:
			share, part := m.share(&w.env)
			out.max = max.Mul(part)
			out.points = w.share(share, out.max).points
		case CombineMin:
			if w.trace != nil {
				w.step(TraceStep{Op: OpMin, Args: args, Result: least})
			}
			out.max = max
			out.points = w.share(least, max).points
		default:
			out.points, out.max = points.sum(), maxima.sum()
			if w.trace != nil {
				w.step(TraceStep{Op: OpAdd, Args: args, Result: out.points})
			}
		}
	}
	w.free(points)
	w.free(maxima)
	return out
}

// extras adds bonus and penalty children to what the scored ones came to.
func (w *worker) extras(p *plan, out *outcome) {
	args := []Num{out.points}
	given := false
	for _, c := range p.children {
		if r := w.program.plans[c].role; r != Bonus && r != Penalty {
			continue
		}
		switch o := w.node(c); o.state {
		case StateBlocked:
			*out = outcome{state: StateBlocked, reason: ReasonChildren}
		case StateScored:
			given = true
			args = append(args, o.points)
		}
	}
	if !given || !out.counts() {
		return
	}
	out.points, out.state, out.reason = Total(args...), StateScored, NoReason
	if w.trace != nil {
		w.step(TraceStep{Op: OpAdd, Args: args, Result: out.points})
	}
}

// finish adjusts, holds within the maximum and rounds, as declared, and turns
// the points of a penalty round.
func (w *worker) finish(i int, p *plan, out outcome) outcome {
	if !out.counts() {
		return out
	}
	lo, hi := Num{}, out.max
	adjustments := w.adjustments(i)
	for _, a := range adjustments {
		before := out.points
		if p.role == Penalty {
			out.points = out.points.Sub(a.Points)
		} else {
			out.points = out.points.Add(a.Points)
		}
		out.state, out.reason = StateScored, NoReason
		if w.trace != nil {
			w.step(TraceStep{Op: OpAdjust, Args: []Num{before, a.Points}, Text: a.Reason, Code: a.Reference, Result: out.points})
		}
	}
	overflow := w.program.nodes[i].Overflow && p.role != Penalty
	if p.extras || len(adjustments) > 0 {
		if overflow {
			hi = hi.Max(out.points)
		}
		if p.role == Bonus && p.scorer != nil {
			lo = lo.Min(out.points)
		}
		out.points = w.hold(out.points, lo, hi)
	}
	if r := w.program.nodes[i].Rounding; r != nil {
		x := r.Apply(out.points)
		if !overflow {
			x = x.Min(out.max)
		}
		if w.trace != nil {
			w.step(TraceStep{Op: OpRound, Args: []Num{out.points}, Mode: r.Mode, Places: r.Places, Result: x})
		}
		out.points = x
	}
	switch p.role {
	case Penalty:
		out.points, out.max = out.points.Neg(), Num{}
	case Bonus:
		out.max = Num{}
	}
	return out
}

func (w *worker) adjustments(node int) []Adjustment {
	if len(w.adjusted) == 0 {
		return nil
	}
	return w.adjusted[[2]int{w.agency, node}]
}

// keep writes an outcome into the result.
func (w *worker) keep(i int, out outcome) {
	if w.result == nil {
		return
	}
	at := w.agency*len(w.program.nodes) + i
	w.result.points.set(w.number, at, out.points)
	w.result.maxima.set(w.number, at, out.max)
	w.result.states[at], w.result.reasons[at] = out.state, out.reason
}

func (w *worker) explainExcluded(r Reason, failed *condition, e *Exemption) {
	switch r {
	case ReasonGroup:
		w.step(TraceStep{Op: OpGroup, Code: w.cohort.agencies[w.agency].Group})
	case ReasonExempt:
		w.step(TraceStep{Op: OpExempt, Text: e.Reason, Code: e.Reference})
	case ReasonCondition:
		s := TraceStep{Op: OpCondition, Item: failed.source.Item, Cond: failed.source}
		if v := w.cohort.Value(w.agency, failed.item); v.State == Given {
			s.Args = []Num{v.Num}
		}
		w.step(s)
	}
}

func (o outcome) score() Score {
	return Score{Points: o.points, Max: o.max, State: o.state, Reason: o.reason}
}
