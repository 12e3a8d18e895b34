package scoring

import "slices"

// allBands checks that the bands cover a range without gap or overlap.
func (k *checker) allBands() {
	for i := range k.f.Bands {
		b := &k.f.Bands[i]
		at := "band " + b.Code
		k.own(b, at)
		k.code(at, b.Code)
		if k.bands[b.Code] {
			k.fault("code.twice", at, b.Code)
		}
		k.bands[b.Code] = true
		if !b.From.Less(b.To) {
			k.fault("range.empty", at, b.From, b.To)
		}
		for j := range b.Require {
			k.condition(place(at+".require", j), &b.Require[j])
		}
	}
	order := ascending(k.f.Bands)
	for i := 1; i < len(order); i++ {
		lower, upper := &k.f.Bands[order[i-1]], &k.f.Bands[order[i]]
		k.own(upper, "band "+upper.Code)
		switch c := lower.To.Cmp(upper.From); {
		case c < 0:
			k.fault("band.gap", "band "+upper.Code, lower.To, upper.From, lower.Code)
		case c > 0:
			k.fault("band.overlap", "band "+upper.Code, upper.From, lower.To, lower.Code)
		}
	}
	if len(order) == 0 {
		return
	}
	if low := k.f.Bands[order[0]]; low.From.Sign() > 0 {
		k.warn("band.floor", "band "+low.Code, low.From)
	}
	if top := k.f.Bands[order[len(order)-1]]; top.To.Less(k.f.scale()) {
		k.warn("band.top", "band "+top.Code, top.To, k.f.scale())
	}
}

// ascending gives the indexes of the bands from the lowest to the highest.
func ascending(bands []Band) []int {
	order := make([]int, len(bands))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return bands[a].From.Cmp(bands[b].From) })
	return order
}

// scale gives what a full score is shown as.
func (f *Framework) scale() Num { return orNum(f.Scale, Int(100)) }

func (k *checker) allGates() {
	seen := map[string]bool{}
	for i := range k.f.Gates {
		g := &k.f.Gates[i]
		at := "gate " + g.Code
		k.own(g, at)
		k.code(at, g.Code)
		if seen[g.Code] {
			k.fault("code.twice", at, g.Code)
		}
		seen[g.Code] = true
		if g.Node != "" {
			k.scoredNode(at+".node", g.Node)
		}
		if !k.bands[g.Cap] {
			k.fault("band.unknown", at+".cap", g.Cap)
		}
		for j, c := range g.Groups {
			k.group(place(at+".groups", j), c)
		}
		if len(g.Require) == 0 {
			k.fault("gate.empty", at)
		}
		for j := range g.Require {
			k.condition(place(at+".require", j), &g.Require[j])
		}
	}
}

func (k *checker) scoredNode(path, code string) {
	if n := k.nodes[code]; n == nil {
		k.fault("node.unknown", path, code)
	} else if orText(n.Role, Scored) != Scored {
		k.fault("node.not_scored", path, code)
	}
}

func (k *checker) ranking() {
	for i, code := range k.f.Ranking.Nodes {
		k.scoredNode(place("framework.ranking.nodes", i), code)
	}
	if a := k.f.Adjustments; a != nil {
		for i, code := range a.Nodes {
			if k.nodes[code] == nil {
				k.fault("node.unknown", place("framework.adjustments.nodes", i), code)
			}
		}
	}
}
