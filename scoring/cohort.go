package scoring

import "slices"

// Agency is one unit of a cohort as the round froze it.
type Agency struct {
	Code       string
	Name       string
	Group      string // ranking group
	Exemptions []Exemption
}

// Cohort is a closed set of agencies with their values for the items of one
// program. Fill it, then Rank it; from then on it must not change, since a Result
// reads it to explain.
type Cohort struct {
	program  *Program
	agencies []Agency
	index    map[string]int
	groups   []string // codes of the groups that occur, sorted
	groupOf  []int    // by agency
	values   column   // by agency, then item
	states   []ValueState
	exempt   map[[2]int]*Exemption // by agency and node
}

// NewCohort makes a cohort in which every value is missing. The error is
// Faults: two agencies with one code, unknown groups, exemptions of nodes that
// allow none or without a reason.
func NewCohort(p *Program, agencies []Agency) (*Cohort, error) {
	var fs Faults
	c := &Cohort{program: p, agencies: slices.Clone(agencies), index: make(map[string]int, len(agencies)), exempt: map[[2]int]*Exemption{}}
	for i := range c.agencies {
		a := &c.agencies[i]
		if a.Code == "" {
			fs.add("agency.no_code", "", i+1)
		} else if _, twice := c.index[a.Code]; twice {
			fs.add("agency.twice", "", a.Code)
		}
		c.index[a.Code] = i
		if _, known := p.within[a.Group]; !known && len(p.framework.Groups) > 0 {
			fs.add("group.unknown", "", a.Group).Agency = a.Code
		}
		c.groups = append(c.groups, a.Group)
		c.addExemptions(&fs, i)
	}
	if len(fs) > 0 {
		return nil, fs
	}
	slices.Sort(c.groups)
	c.groups = slices.Compact(c.groups)
	c.groupOf = make([]int, len(c.agencies))
	for i := range c.agencies {
		c.groupOf[i], _ = slices.BinarySearch(c.groups, c.agencies[i].Group)
	}
	size := len(c.agencies) * len(p.framework.Items)
	c.values, c.states = newColumn(size, 1), make([]ValueState, size)
	return c, nil
}

func (c *Cohort) addExemptions(fs *Faults, agency int) {
	a := &c.agencies[agency]
	for j := range a.Exemptions {
		e := &a.Exemptions[j]
		node, ok := c.program.nodeIndex[e.Node]
		switch {
		case !ok:
			fs.add("node.unknown", "", e.Node).Agency = a.Code
		case !c.program.plans[node].exempt:
			fs.add("exemption.not_allowed", "", e.Node).Agency = a.Code
		case e.Reason == "":
			fs.add("exemption.reason", "", e.Node).Agency = a.Code
		}
		c.exempt[[2]int{agency, node}] = e
	}
}

// Program gives the program of the cohort.
func (c *Cohort) Program() *Program { return c.program }

// Agencies gives the agencies. Do not change it.
func (c *Cohort) Agencies() []Agency { return c.agencies }

// Agency gives the index of an agency by its code.
func (c *Cohort) Agency(code string) (int, bool) { i, ok := c.index[code]; return i, ok }

// Answer sets one value by codes; the error is a Fault: unknown codes, a value
// that the item does not take.
func (c *Cohort) Answer(agency, item string, v Value) error {
	a, ok := c.index[agency]
	if !ok {
		return &Fault{Code: "agency.unknown", Args: []any{agency}}
	}
	i, ok := c.program.itemIndex[item]
	if !ok {
		return &Fault{Code: "item.unknown", Agency: agency, Args: []any{item}}
	}
	return c.Set(a, i, v)
}

// Set sets one value by indexes; the error is a Fault: a value that the item
// does not take.
func (c *Cohort) Set(agency, item int, v Value) error {
	it := &c.program.framework.Items[item]
	if v.State == Given && it.Type != Words {
		if f := it.refuses(v.Num); f != nil {
			f.Agency = c.agencies[agency].Code
			return f
		}
	}
	at := agency*len(c.program.framework.Items) + item
	c.states[at] = v.State
	if v.State == Given {
		c.values.set(0, at, v.Num)
	}
	return nil
}

// Value gives one value by indexes.
func (c *Cohort) Value(agency, item int) Value {
	at := agency*len(c.program.framework.Items) + item
	if s := c.states[at]; s != Given {
		return Value{State: s}
	}
	return Value{Given, c.values.get(at)}
}

// refuses gives the fault of a number that the item does not take.
func (it *Item) refuses(x Num) *Fault {
	lo, hi := it.bounds()
	if lo != nil && x.Less(*lo) || hi != nil && hi.Less(x) {
		bound := func(n *Num, none string) any {
			if n == nil {
				return none
			}
			return *n
		}
		return &Fault{Code: "value.range", Path: "item " + it.Code, Args: []any{x, it.Code, bound(lo, "-∞"), bound(hi, "∞")}}
	}
	if it.whole() && !x.IsInt() {
		return &Fault{Code: "value.whole", Path: "item " + it.Code, Args: []any{x, it.Code}}
	}
	return nil
}

// applies tells why a node by itself does not apply to an agency; NoReason when
// it does. What is above the node is not asked.
func (c *Cohort) applies(agency, node int) (reason Reason, failed *condition, exemption *Exemption) {
	p := &c.program.plans[node]
	if p.applies == nil {
		return NoReason, nil, nil
	}
	if g := c.agencies[agency].Group; p.groups != nil && !c.program.lies(g, p.groups) || p.except != nil && c.program.lies(g, p.except) {
		return ReasonGroup, nil, nil
	}
	if p.exempt {
		if e := c.exempt[[2]int{agency, node}]; e != nil {
			return ReasonExempt, nil, e
		}
	}
	for i := range p.when {
		w := &p.when[i]
		switch v := c.Value(agency, w.item); {
		case v.State == Inapplicable, v.State == Given && !w.op.holds(v.Num, w.value):
			return ReasonCondition, w, nil
		}
	}
	return NoReason, nil, nil
}

// Excluded tells why a node, or a node above it, does not apply to an agency;
// NoReason when it does. A form asks only for what applies.
func (c *Cohort) Excluded(agency, node int) Reason {
	r, _, _ := c.excluded(agency, node)
	return r
}

// excluded tells why a node, or a node above it, does not apply to an agency.
func (c *Cohort) excluded(agency, node int) (Reason, *condition, *Exemption) {
	for n := node; n >= 0; n = c.program.nodes[n].Parent {
		if r, w, e := c.applies(agency, n); r != NoReason {
			return r, w, e
		}
	}
	return NoReason, nil, nil
}

// lies tells whether a group is one of a set or lies within one of it.
func (p *Program) lies(group string, in map[string]bool) bool {
	if in[group] {
		return true
	}
	for _, g := range p.within[group] {
		if in[g] {
			return true
		}
	}
	return false
}
