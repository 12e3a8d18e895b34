package scoring

// Level gives the index of an agency's band at a node, in Framework().Bands;
// false when there is none: no score, or a score below the lowest band.
func (r *Result) Level(agency, node int) (int, bool) {
	at := r.level(agency, node, nil)
	if at < 0 {
		return 0, false
	}
	return r.program.bandOrder[at], true
}

// level gives the place in bandOrder, -1 for none. explain, if any, gets the steps.
func (r *Result) level(agency, node int, explain func(TraceStep)) int {
	p := r.program
	x, ok := r.Scaled(agency, node)
	if !ok || len(p.bandOrder) == 0 {
		return -1
	}
	bands := p.framework.Bands
	at := len(p.bandOrder) - 1
	for at >= 0 && x.Less(bands[p.bandOrder[at]].From) {
		at--
	}
	if at < 0 {
		return -1
	}
	if explain != nil {
		b := &bands[p.bandOrder[at]]
		explain(TraceStep{Op: OpBand, Code: b.Code, Args: []Num{x, b.From, b.To}})
	}
	if node == 0 {
		for at >= 0 && !r.all(agency, p.require[p.bandOrder[at]], OpRequire, bands[p.bandOrder[at]].Code, "", explain) {
			at--
		}
	}
	for i := range p.gates {
		g := &p.gates[i]
		if g.node != node || at <= g.cap || g.groups != nil && !p.lies(r.cohort.agencies[agency].Group, g.groups) {
			continue
		}
		if !r.all(agency, g.when, OpGate, g.source.Code, g.source.Cap, explain) {
			at = g.cap
		}
	}
	return at
}

// all tells whether all conditions hold; the first that fails is explained.
func (r *Result) all(agency int, cs []condition, op Op, code, text string, explain func(TraceStep)) bool {
	for i := range cs {
		c := &cs[i]
		x, state := r.measure(agency, c)
		if state == Inapplicable || state == Given && c.op.holds(x, c.value) {
			continue
		}
		if explain != nil {
			s := TraceStep{Op: op, Code: code, Text: text, Item: c.source.Item, Cond: c.source}
			if state == Given {
				s.Args = []Num{x}
			}
			explain(s)
		}
		return false
	}
	return true
}

// measure gives what a condition compares: an item's value or a node's score.
func (r *Result) measure(agency int, c *condition) (Num, ValueState) {
	if c.item >= 0 {
		v := r.cohort.Value(agency, c.item)
		return v.Num, v.State
	}
	switch r.Score(agency, c.node).State {
	case StateNotApplicable, StateExcluded:
		return Num{}, Inapplicable
	}
	if x, ok := r.Scaled(agency, c.node); ok {
		return x, Given
	}
	return Num{}, Absent
}
