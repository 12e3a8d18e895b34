package scoring

// tally counts the states of children or parts and says what their whole is.
type tally struct {
	scored, missing, excluded, out int
	blocked                        bool
}

func (t *tally) add(o outcome) {
	switch o.state {
	case StateScored:
		t.scored++
	case StateMissing:
		t.missing++
	case StateExcluded:
		t.excluded++
	case StateBlocked:
		t.blocked = true
	case StateNotApplicable:
		t.out++
	}
}

// outcome gives the state of the whole: blocked by one blocked part; scored as
// soon as one part is; missing when all that counts is; otherwise out of the
// maximum.
func (t *tally) outcome() outcome {
	switch {
	case t.blocked:
		return outcome{state: StateBlocked, reason: ReasonChildren}
	case t.scored > 0:
		return outcome{}
	case t.missing > 0:
		return outcome{state: StateMissing, reason: ReasonMissing}
	case t.excluded > 0 && t.out == 0:
		return outcome{state: StateExcluded, reason: ReasonMissing}
	}
	return outcome{state: StateNotApplicable, reason: ReasonChildren}
}

// meaning is the weighted mean of shares over what applies.
type meaning struct {
	top, applicable, all Num
	args                 []Num
}

func (m *meaning) add(e *env, o outcome, weight Num) {
	m.all = m.all.Add(weight)
	if !o.counts() {
		return
	}
	share, ok := o.points.Quo(o.max)
	if !ok {
		return
	}
	m.top = m.top.Add(share.Mul(weight))
	m.applicable = m.applicable.Add(weight)
	if e.trace != nil {
		m.args = append(m.args, share, weight)
	}
}

// share gives the mean, and which part of all weights it rests on.
func (m *meaning) share(e *env) (share, part Num) {
	share, _ = m.top.Quo(m.applicable)
	part, _ = m.applicable.Quo(m.all)
	if e.trace != nil {
		e.step(TraceStep{Op: OpMean, Args: m.args, Result: share})
	}
	return share, part
}
