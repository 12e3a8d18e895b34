package scoring

// Quantity is a number made of items without a script:
//
//	Σ factor·item              when Per is empty
//	Σ factor·item / Σ factor·item   otherwise
//
// Any missing item makes the quantity missing, any not-applicable item makes it
// not applicable.
type Quantity struct {
	Sum []Term `yaml:"sum"`
	Per []Term `yaml:"per,omitempty"`
	// Zero is the outcome when Per comes to 0; "" = points_zero.
	Zero Zero `yaml:"zero,omitempty"`
}

// Term is one item times a constant.
type Term struct {
	Item   string `yaml:"item"`
	Factor *Num   `yaml:"factor,omitempty"` // nil = 1
}

// Zero names what a division by zero comes to.
type Zero string

// The outcomes of a division by zero.
const (
	ZeroPoints        Zero = "points_zero"
	ZeroFull          Zero = "points_full"
	ZeroNotApplicable Zero = "not_applicable"
)

// Of gives the quantity of one item, or of one item per another:
// Of("may_tinh", "cbccvc") is computers per staff.
func Of(item string, per ...string) Quantity {
	q := Quantity{Sum: []Term{{Item: item}}}
	for _, p := range per {
		q.Per = append(q.Per, Term{Item: p})
	}
	return q
}

// quantity is a Quantity made ready.
type quantity struct {
	sum, per []term
	zero     Zero
}

type term struct {
	item   int
	factor Num
}

// found is what evaluating a quantity came to.
type found uint8

const (
	foundValue found = iota
	foundAbsent
	foundInapplicable
	foundZero
)

func (q *quantity) empty() bool { return len(q.sum) == 0 }

// eval gives the value for one agency; the item that stands in the way when
// there is none.
func (q *quantity) eval(c *Cohort, agency int) (x Num, f found, item int) {
	top, f, item := total(q.sum, c, agency)
	if len(q.per) == 0 {
		return top, f, item
	}
	bottom, g, other := total(q.per, c, agency)
	if f != foundValue && (f == foundInapplicable || g != foundInapplicable) {
		return Num{}, f, item
	}
	if g != foundValue {
		return Num{}, g, other
	}
	x, ok := top.Quo(bottom)
	if !ok {
		return Num{}, foundZero, 0
	}
	return x, foundValue, 0
}

// total adds the terms. Not applicable goes before missing: what does not exist
// cannot be asked for.
func total(terms []term, c *Cohort, agency int) (x Num, f found, item int) {
	for i := range terms {
		t := &terms[i]
		v := c.Value(agency, t.item)
		switch v.State {
		case Inapplicable:
			return Num{}, foundInapplicable, t.item
		case Absent:
			if f == foundValue {
				f, item = foundAbsent, t.item
			}
			continue
		}
		y := v.Num
		if t.factor != one {
			y = y.Mul(t.factor)
		}
		if i == 0 {
			x = y
		} else {
			x = x.Add(y)
		}
	}
	return x, f, item
}

// one is 1; a small Num may be compared with == because it has one form.
var one = Int(1)

// in gives the value for the agency of the env. When there is none, ok is false
// and out is what the rule comes to under the maximum.
func (q *quantity) in(e *env, max Num) (x Num, out outcome, ok bool) {
	x, f, item := q.eval(e.cohort, e.agency)
	if e.trace != nil {
		q.explain(e, x, f)
	}
	switch f {
	case foundValue:
		return x, outcome{}, true
	case foundAbsent:
		return Num{}, e.absent(item, max), false
	case foundInapplicable:
		return Num{}, e.inapplicable(item), false
	}
	return Num{}, q.atZero(e, max), false
}

// atZero is the declared outcome of a division by zero.
func (q *quantity) atZero(e *env, max Num) outcome {
	if e.trace != nil {
		e.step(TraceStep{Op: OpZero, Zero: q.zero})
	}
	switch q.zero {
	case ZeroFull:
		return outcome{points: max, max: max, reason: ReasonZero}
	case ZeroNotApplicable:
		return outcome{state: StateNotApplicable, reason: ReasonZero}
	}
	return outcome{max: max, reason: ReasonZero}
}

func (q *quantity) explain(e *env, x Num, f found) {
	s := TraceStep{Op: OpQuantity, Terms: q.terms(e, q.sum), Per: q.terms(e, q.per), Result: x}
	for _, side := range [][]term{q.sum, q.per} {
		if t, f, _ := total(side, e.cohort, e.agency); f == foundValue && len(side) > 0 {
			s.Args = append(s.Args, t)
		}
	}
	if f == foundValue || f == foundZero {
		e.step(s)
	}
}

func (q *quantity) terms(e *env, side []term) []TraceTerm {
	var out []TraceTerm
	for _, t := range side {
		out = append(out, TraceTerm{Item: e.itemCode(t.item), Factor: t.factor, Value: e.cohort.Value(e.agency, t.item)})
	}
	return out
}
