package scoring

// builder turns a checked framework into a program.
type builder struct {
	*reader
	program *Program
	at      int // index of the node being built
}

func (b *builder) node(n *Node, parent, depth int, missing Missing) int {
	p := b.program
	i := len(p.nodes)
	p.nodes = append(p.nodes, NodeInfo{Node: n, Index: i, Parent: parent, Depth: depth})
	p.nodeIndex[n.Code] = i
	pl := plan{
		role:    orText(n.Role, Scored),
		missing: orText(n.Missing, missing),
		combine: orText(n.Combine, CombineSum),
		full:    n.Rescale == Full,
		weight:  orNum(n.Weight, one),
		applies: n.Applies,
	}
	if a := n.Applies; a != nil {
		pl.groups, pl.except, pl.exempt = set(a.Groups), set(a.Except), a.Exempt
		pl.when = b.conditions(a.When)
	}
	if !isNil(n.Rule) {
		b.at = i
		pl.scorer = n.Rule.build(b, n.Max)
		for _, code := range RuleItems(n.Rule) {
			pl.items = append(pl.items, b.index(code))
		}
	}
	p.plans = append(p.plans, pl)
	for _, c := range n.Children {
		j := b.node(c, i, depth+1, pl.missing)
		p.nodes[i].Children = append(p.nodes[i].Children, j)
		if r := p.plans[j].role; r == Bonus || r == Penalty {
			p.plans[i].extras = true
		}
	}
	p.plans[i].children = p.nodes[i].Children
	p.plans[i].end = len(p.nodes)
	return i
}

func (b *builder) index(item string) int { return b.program.itemIndex[item] }

func (b *builder) quantity(q *Quantity) quantity {
	return quantity{b.terms(q.Sum), b.terms(q.Per), orText(q.Zero, ZeroPoints)}
}

func (b *builder) terms(ts []Term) []term {
	var out []term
	for _, t := range ts {
		out = append(out, term{b.index(t.Item), orNum(t.Factor, one)})
	}
	return out
}

func (b *builder) parts(ps []Part) []part {
	out := make([]part, len(ps))
	for i := range ps {
		p := &ps[i]
		out[i] = part{p.Name, p.Rule, p.Rule.build(b, p.Max), p.Max, orNum(p.Weight, one)}
	}
	return out
}

// peers registers a cohort rule of the node being built.
func (b *builder) peers(q quantity, w Within, d Deviation) peerSlot {
	p := b.program
	p.peers = append(p.peers, peerRule{q, b.at, w == WithinCohort, d})
	return peerSlot{len(p.peers) - 1, w == WithinCohort}
}

func (b *builder) conditions(cs []Condition) []condition {
	var out []condition
	for i := range cs {
		c := &cs[i]
		r := condition{item: -1, node: -1, op: c.Op, value: c.Value, source: c}
		if c.Node != "" {
			r.node = b.program.nodeIndex[c.Node]
		} else {
			r.item = b.index(c.Item)
			if c.Option != "" {
				r.value = Int(int64(b.byCode[c.Item].option(c.Option)))
			}
		}
		out = append(out, r)
	}
	return out
}

// levels makes bands and gates ready; they may name any node.
func (b *builder) levels() {
	p, f := b.program, b.program.framework
	p.bandOrder = ascending(f.Bands)
	p.require = make([][]condition, len(f.Bands))
	places := map[string]int{}
	for at, i := range p.bandOrder {
		p.require[i] = b.conditions(f.Bands[i].Require)
		places[f.Bands[i].Code] = at
	}
	for i := range f.Gates {
		g := &f.Gates[i]
		p.gates = append(p.gates, gate{p.nodeIndex[g.Node], places[g.Cap], set(g.Groups), b.conditions(g.Require), g})
	}
}

// set gives nil for an empty list.
func set(codes []string) map[string]bool {
	if len(codes) == 0 {
		return nil
	}
	out := make(map[string]bool, len(codes))
	for _, c := range codes {
		out[c] = true
	}
	return out
}
