package index

import (
	"github.com/sansang-project/sansang/index/internal/draw"
)

// perturbation makes the weights of a draw and what they come to at the
// indicators.
type perturbation struct {
	tree  *Tree
	given []float64 // one a node
	moves []weightMove
	nodes [][]int // of each move, in the order of its coordinates
	// without are, for each node that may be left out, the nodes whose weight is 0
	// then: itself and the aggregates that it leaves empty.
	without     [][]int
	probability float64 // that one is left out

	active []int // indicators that have a say in the node looked at, ascending
	below  []int // aggregates from the node downwards
	whole  bool  // no node of a weight is without children of a weight
}

// weightMove is one entry of UncertaintySpec.Weights.
type weightMove struct {
	noise, dirichlet float64
	families         [][2]int // runs of nodes of one parent (Dirichlet)
}

// newPerturbation prepares what a checked spec asks of the weights. The node looked
// at is set by look.
func newPerturbation(tree *Tree, given []float64, u *UncertaintySpec) *perturbation {
	p := &perturbation{tree: tree, given: given}
	for _, w := range u.Weights {
		var m weightMove
		level := tree.AtLevel(w.Level)
		if w.Noise != nil {
			m.noise = *w.Noise
			p.nodes = append(p.nodes, level)
			p.moves = append(p.moves, m)
			continue
		}
		m.dirichlet = *w.Dirichlet
		var nodes []int
		done := make(map[int]bool)
		for _, k := range level { // the children of one parent need not lie side by side
			parent := tree.Nodes[k].Parent
			if done[parent] {
				continue
			}
			done[parent] = true
			from := len(nodes)
			for _, c := range tree.Nodes[parent].Children {
				if tree.Nodes[c].Level == w.Level {
					nodes = append(nodes, c)
				}
			}
			m.families = append(m.families, [2]int{from, len(nodes)})
		}
		p.nodes = append(p.nodes, nodes)
		p.moves = append(p.moves, m)
	}
	return p
}

// look finds what has a say in the node, and what may be left out of it; leaving
// out the last of its indicators is a fault.
func (p *perturbation) look(node int, l *LeaveOutSpec, faults *Faults) {
	tree := p.tree
	p.below, p.active = nil, nil
	shares := make([]float64, len(tree.Nodes))
	shares[node] = 1
	p.whole = true
	for k := node; k >= 0; k-- {
		if shares[k] == 0 {
			continue
		}
		if k < tree.NumIndicators() {
			p.active = append(p.active, k)
			continue
		}
		p.below = append(p.below, k)
		any := false
		for _, c := range tree.Nodes[k].Children {
			if p.given[c] > 0 {
				shares[c] = 1
				any = true
			}
		}
		p.whole = p.whole && any
	}
	for i, j := 0, len(p.active)-1; i < j; i, j = i+1, j-1 {
		p.active[i], p.active[j] = p.active[j], p.active[i]
	}
	if l == nil {
		return
	}
	for _, k := range l.nodes(tree) {
		w, left := without(tree, p.given, k)
		for _, c := range tree.Nodes[node].Children {
			left = left && w[node] == p.given[node] || w[c] > 0
		}
		if !left {
			faults.add("uncertainty.empties", Place{Source: "spec", Path: "uncertainty.leave_out"}, tree.Nodes[k].Code, tree.Nodes[node].Code)
		}
		var zero []int
		for c := range w {
			if w[c] == 0 && p.given[c] > 0 {
				zero = append(zero, c)
			}
		}
		p.without = append(p.without, zero)
	}
	n := float64(len(p.without))
	p.probability = given(l.Probability, n/(n+1))
}

// leaveOut reads a coordinate: which node is left out, -1 = none.
func (p *perturbation) leaveOut(u float64) int32 {
	if !(u < p.probability) {
		return -1
	}
	n := len(p.without)
	return int32(min(int(u/p.probability*float64(n)), n-1))
}

// weights writes the weights of a draw into dst, one a node; coords are the
// coordinates of all moves in order, room is scratch as long as the largest level.
func (p *perturbation) weights(dst, coords, room []float64, out int32) {
	copy(dst, p.given)
	for m, move := range p.moves {
		nodes := p.nodes[m]
		u := coords[:len(nodes)]
		coords = coords[len(nodes):]
		if move.dirichlet == 0 {
			for i, k := range nodes {
				dst[k] = draw.Noise(dst[k], move.noise, u[i])
			}
			continue
		}
		for i, k := range nodes {
			room[i] = dst[k]
		}
		for _, f := range move.families {
			draw.Dirichlet(room[f[0]:f[1]], room[f[0]:f[1]], u[f[0]:f[1]], move.dirichlet)
		}
		for i, k := range nodes {
			dst[k] = room[i]
		}
	}
	if out >= 0 {
		for _, k := range p.without[out] {
			dst[k] = 0
		}
	}
}

// effective writes the shares of the nodes in the node looked at, times sign, when
// every mean on the way is arithmetic: weights one a node, as is dst, of which only
// the node and what is below it is written.
func (p *perturbation) effective(dst, weights []float64, sign float64) {
	dst[p.below[0]] = sign
	for _, k := range p.below {
		children := p.tree.Nodes[k].Children
		sum := 0.0
		for _, c := range children {
			sum += weights[c]
		}
		if sum == 0 {
			sum = 1 // left out with all its children, so its own share is 0
		}
		share := dst[k] / sum
		for _, c := range children {
			dst[c] = share * weights[c]
		}
	}
}

// linear says whether the plan makes the node looked at a weighted sum of the
// indicators with a say, whose values are all there.
func (p *perturbation) linear(plan *aggregatePlan) bool {
	if !p.whole {
		return false
	}
	for i, k := range p.below {
		r := &plan.rules[k]
		if r.name != "arithmetic" || i > 0 && r.turn == r.turn {
			return false
		}
	}
	return true
}

var _ = addTexts(map[Code]sentence{
	"uncertainty.empties": {"without %s nothing with a weight is left below %s", "bỏ %s thì %s không còn mục nào có trọng số"},
})
