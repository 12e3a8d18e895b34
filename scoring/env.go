package scoring

// env is what a rule sees while it scores one agency. One worker owns it.
type env struct {
	cohort   *Cohort
	agency   int
	peers    [][]peerFacts // by slot of the cohort rule, then by group (or one)
	missing  Missing       // of the node being scored
	trace    *Trace        // nil: nobody wants the steps
	adjusted map[[2]int][]Adjustment
	adders   []*adder // free ones; a sum of sums takes one each
}

// outcome is what a rule or a node came to.
type outcome struct {
	points, max Num
	state       State
	reason      Reason
}

// counts tells whether the outcome's maximum counts.
func (o outcome) counts() bool { return o.state == StateScored || o.state == StateMissing }

// scorer is a rule made ready: items as indexes, maxima and defaults filled in.
type scorer interface {
	score(e *env) outcome
}

func (e *env) step(s TraceStep) { e.trace.Steps = append(e.trace.Steps, s) }

func (e *env) adder() *adder {
	if n := len(e.adders); n > 0 {
		a := e.adders[n-1]
		e.adders = e.adders[:n-1]
		a.reset()
		return a
	}
	return new(adder)
}

func (e *env) free(a *adder) { e.adders = append(e.adders, a) }

// group gives the number of the agency's group in the cohort.
func (e *env) group() int { return e.cohort.groupOf[e.agency] }

// absent is the outcome of a rule under a maximum whose item has no value.
func (e *env) absent(item int, max Num) outcome {
	if e.trace != nil {
		e.step(TraceStep{Op: OpMissing, Item: e.itemCode(item)})
	}
	switch e.missing {
	case MissingExclude:
		return outcome{state: StateExcluded, reason: ReasonMissing}
	case MissingBlock:
		return outcome{state: StateBlocked, reason: ReasonMissing}
	}
	return outcome{max: max, state: StateMissing, reason: ReasonMissing}
}

// inapplicable is the outcome of a rule whose item was accepted as not applicable.
func (e *env) inapplicable(item int) outcome {
	if e.trace != nil {
		e.step(TraceStep{Op: OpInapplicable, Item: e.itemCode(item)})
	}
	return outcome{state: StateNotApplicable, reason: ReasonItem}
}

// value gives the value of an item; when there is none, ok is false and out is
// what the rule comes to.
func (e *env) value(item int, max Num) (x Num, out outcome, ok bool) {
	v := e.cohort.Value(e.agency, item)
	switch v.State {
	case Given:
		return v.Num, outcome{}, true
	case Inapplicable:
		return Num{}, e.inapplicable(item), false
	}
	return Num{}, e.absent(item, max), false
}

func (e *env) itemCode(i int) string { return e.cohort.program.framework.Items[i].Code }

// share is the outcome share·max, with its step.
func (e *env) share(share, max Num) outcome {
	p := share.Mul(max)
	if e.trace != nil {
		e.step(TraceStep{Op: OpTimesMax, Args: []Num{share, max}, Result: p})
	}
	return outcome{points: p, max: max}
}

// within scores a part of a rule, as a child of the trace.
func (e *env) within(p *part) outcome {
	if e.trace == nil {
		return p.scorer.score(e)
	}
	outer := e.trace
	e.trace = &Trace{Name: p.name, Agency: outer.Agency, Rule: p.rule}
	o := p.scorer.score(e)
	e.trace.Score = Score{Points: o.points, Max: o.max, State: o.state, Reason: o.reason}
	outer.Parts = append(outer.Parts, e.trace)
	e.trace = outer
	return o
}

// part is a Part made ready.
type part struct {
	name   Text
	rule   Rule
	scorer scorer
	max    Num
	weight Num
}

// divide gives a/b with its step; b is not 0. Dividing by 1 is no step.
func (e *env) divide(a, b Num) Num {
	q, _ := a.Quo(b)
	if e.trace != nil && b != one {
		e.step(TraceStep{Op: OpDivide, Args: []Num{a, b}, Result: q})
	}
	return q
}

// invert gives 1 - share with its step.
func (e *env) invert(share Num) Num {
	r := one.Sub(share)
	if e.trace != nil {
		e.step(TraceStep{Op: OpInvert, Args: []Num{share}, Result: r})
	}
	return r
}

// hold keeps x within [lo, hi]; it is a step only when it changes something.
func (e *env) hold(x, lo, hi Num) Num {
	switch {
	case x.Less(lo):
		if e.trace != nil {
			e.step(TraceStep{Op: OpFloor, Args: []Num{x, lo}, Result: lo})
		}
		return lo
	case hi.Less(x):
		if e.trace != nil {
			e.step(TraceStep{Op: OpCap, Args: []Num{x, hi}, Result: hi})
		}
		return hi
	}
	return x
}
