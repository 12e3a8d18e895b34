package scoring

import "reflect"

// tree checks the nodes from the top down.
func (k *checker) tree() {
	root := k.f.Root
	if root == nil {
		k.fault("tree.none", "tree")
		return
	}
	if orText(root.Role, Scored) != Scored {
		k.fault("tree.root_role", "node "+root.Code, root.Role)
	}
	k.node(root, nil, 0)
}

func (k *checker) node(n, parent *Node, depth int) {
	at := "node " + n.Code
	k.own(n, at)
	if depth > maxDepth || len(k.nodes) >= maxNodes {
		if depth == maxDepth+1 || len(k.nodes) == maxNodes {
			k.fault("tree.too_large", at, maxDepth, maxNodes)
		}
		return
	}
	k.code(at, n.Code)
	if k.nodes[n.Code] != nil {
		k.fault("code.twice", at, n.Code)
	}
	k.nodes[n.Code] = n
	k.word(at+".role", string(orText(n.Role, Scored)), string(Scored), string(Bonus), string(Penalty), string(Context))
	k.word(at+".combine", string(orText(n.Combine, CombineSum)), string(CombineSum), string(CombineMean), string(CombineMin))
	k.word(at+".rescale", string(orText(n.Rescale, Shrink)), string(Shrink), string(Full))
	k.rounding(at+".rounding", n.Rounding)
	if r := n.Rounding; r != nil && r.Places >= 0 && !n.Max.Round(Down, r.Places).Equal(n.Max) {
		k.fault("rounding.max", at+".rounding", r.Places, n.Max)
	}
	k.missing(at+".missing", n.Missing)
	k.applies(at+".applies", n.Applies)
	k.weight(at, n, parent)
	k.rubric(at, n)
	if n.Role == Context {
		k.context(at, n)
	} else {
		k.positive(at+".max", &n.Max)
		k.body(at, n)
	}
	for _, c := range n.Children {
		if c == nil {
			k.fault("node.empty", at+".children")
			continue
		}
		k.node(c, n, depth+1)
	}
}

func (k *checker) weight(at string, n, parent *Node) {
	if n.Weight == nil {
		return
	}
	k.positive(at+".weight", n.Weight)
	if parent == nil || parent.Combine != CombineMean || orText(n.Role, Scored) != Scored {
		k.fault("weight.unused", at+".weight")
	}
}

// context checks that what is shown only is worth nothing.
func (k *checker) context(at string, n *Node) {
	if !isNil(n.Rule) || !n.Max.IsZero() {
		k.fault("node.context", at)
	}
	for _, c := range n.Children {
		if c != nil && c.Role != Context {
			k.fault("node.in_context", "node "+c.Code, n.Code)
		}
	}
}

func (k *checker) body(at string, n *Node) {
	switch leaf, inner := !isNil(n.Rule), len(n.Children) > 0; {
	case leaf && inner:
		k.fault("node.both", at)
	case !leaf && !inner:
		k.fault("node.empty", at)
	case leaf:
		k.leaf(at, n)
	default:
		k.inner(at, n)
	}
}

func (k *checker) leaf(at string, n *Node) {
	if n.Combine != "" {
		k.fault("node.leaf_combine", at+".combine")
	}
	before := k.found
	k.rule(at+".rule", n.Rule, n.Max)
	if !k.pointsStand(before) {
		return
	}
	s := k.ruleSpan(n.Rule, n.Max)
	if n.Max.Less(s.hi) {
		k.fault("rule.over_max", at, s.hi, n.Max)
	} else if s.hi.Less(n.Max) && k.found == before {
		k.warn("rule.under_max", at, s.hi, n.Max)
	}
	if s.lo.Sign() < 0 && n.Role != Bonus {
		k.fault("rule.below_zero", at, s.lo)
	}
}

func (k *checker) inner(at string, n *Node) {
	total, scored := Num{}, 0
	for _, c := range n.Children {
		if c == nil {
			continue
		}
		switch role := orText(c.Role, Scored); {
		case role == Scored:
			scored++
			total = total.Add(c.Max)
		case role != Context && (n.Role == Bonus || n.Role == Penalty):
			k.fault("node.nested_role", "node "+c.Code, role, n.Role)
		}
	}
	if scored == 0 {
		k.fault("node.no_scored", at)
		return
	}
	if orText(n.Combine, CombineSum) == CombineSum && !total.Equal(n.Max) {
		k.fault("node.max_sum", at+".max", n.Max, total)
	}
	if n.Overflow && n.Role == Penalty {
		k.fault("node.overflow", at+".overflow")
	}
}

func (k *checker) rubric(at string, n *Node) {
	for i, l := range n.Rubric {
		if l.To.Less(l.From) || l.From.Sign() < 0 || n.Max.Less(l.To) {
			k.fault("rubric.range", place(at+".rubric", i), l.From, l.To, n.Max)
		}
	}
}

func (k *checker) applies(path string, a *Applies) {
	if a == nil {
		return
	}
	for i, g := range a.Groups {
		k.group(place(path+".groups", i), g)
	}
	for i, g := range a.Except {
		k.group(place(path+".except", i), g)
	}
	for i := range a.When {
		at := place(path+".when", i)
		if a.When[i].Node != "" {
			k.fault("condition.node_here", at)
			continue
		}
		k.condition(at, &a.When[i])
	}
}

// condition checks a comparison; nodes must be known already.
func (k *checker) condition(path string, c *Condition) {
	k.word(path+".op", string(c.Op), string(Eq), string(Ne), string(Lt), string(Le), string(Gt), string(Ge))
	switch {
	case (c.Item == "") == (c.Node == ""):
		k.fault("condition.one", path)
	case c.Node != "":
		if n := k.nodes[c.Node]; n == nil {
			k.fault("node.unknown", path+".node", c.Node)
		} else if orText(n.Role, Scored) != Scored {
			k.fault("node.not_scored", path+".node", c.Node)
		}
	default:
		it := k.byCode[c.Item]
		if it == nil {
			k.fault("item.unknown", path+".item", c.Item)
		} else if it.Type == Words {
			k.fault("item.type", path+".item", c.Item, it.Type, "count, number, percent, yesno, choice, level")
		} else if (it.Type == Choice) != (c.Option != "") {
			k.fault("condition.option", path, c.Item)
		} else if c.Option != "" && it.option(c.Option) == 0 {
			k.fault("choice.unknown_option", path+".option", c.Option, c.Item)
		} else if c.Option != "" && c.Op != Eq && c.Op != Ne {
			k.word(path+".op", string(c.Op), string(Eq), string(Ne))
		}
	}
}

// isNil tells whether a rule is missing, also as a nil pointer in the interface.
func isNil(r Rule) bool { return r == nil || reflect.ValueOf(r).IsNil() }
