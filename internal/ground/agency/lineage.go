package agency

import (
	"cmp"
	"math/big"
	"slices"
)

// Graph is the history of an agency, to be drawn.
type Graph struct {
	Nodes []Node // by depth, then by code
	Edges []Edge // by day, then by succession and ends
}

// Node is an agency in a graph.
type Node struct {
	Code     string
	Name     Name // the latest
	From, To Day
	Depth    int // 0 is the agency itself, -1 its predecessors, +1 its successors …
}

// Edge is an arrow between two nodes; rename and reparent point to themselves,
// To is "" when nobody took over.
type Edge struct {
	Succession string
	How        How
	On         Day
	Decision   Decision
	From, To   string
	Share      *big.Rat
}

// Lineage gives an agency with what it came from and what became of it, up to so
// many steps either way; 0 is all. A predecessor's predecessor counts when it
// came before: what an agency took over later did not reach its earlier
// successors.
func (p *Province) Lineage(code string, depth int) Graph {
	var g Graph
	if p.Agencies[code] == nil {
		return g
	}
	var arrows []Edge
	for _, s := range sorted(p.Successions) {
		for _, l := range s.Links {
			arrows = append(arrows, Edge{s.Code, s.How, s.On, s.Decision, l.From, l.To, l.Share})
		}
	}
	out, in := map[string][]int{}, map[string][]int{}
	for i, e := range arrows {
		if e.From != e.To {
			out[e.From] = append(out[e.From], i)
			in[e.To] = append(in[e.To], i)
		}
	}
	used := map[int]bool{}
	at := map[string]int{code: 0}
	walk(code, depth, -1, at, used, func(node string, since Day) (far []hop) {
		for _, i := range in[node] {
			if e := arrows[i]; since == "" || e.On < since {
				far = append(far, hop{i, e.From, e.On})
			}
		}
		return far
	}, func(day, known Day) bool { return day > known })
	walk(code, depth, +1, at, used, func(node string, since Day) (far []hop) {
		for _, i := range out[node] {
			if e := arrows[i]; since == "" || e.On > since {
				far = append(far, hop{i, e.To, e.On})
			}
		}
		return far
	}, func(day, known Day) bool { return day < known })
	for i, e := range arrows {
		_, there := at[e.From]
		if used[i] || there && e.From == e.To {
			g.Edges = append(g.Edges, e)
		}
	}
	for node, depth := range at {
		if a := p.Agencies[node]; a != nil {
			g.Nodes = append(g.Nodes, Node{node, a.Last().Name, a.From(), a.To(), depth})
		}
	}
	slices.SortFunc(g.Nodes, func(a, b Node) int { return cmp.Or(cmp.Compare(a.Depth, b.Depth), cmp.Compare(a.Code, b.Code)) })
	slices.SortStableFunc(g.Edges, func(a, b Edge) int {
		return cmp.Or(cmp.Compare(a.On, b.On), cmp.Compare(a.Succession, b.Succession), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
	})
	return g
}

// hop is an arrow as walked.
type hop struct {
	arrow int
	node  string
	on    Day
}

// walk goes level by level in one direction and notes depths and arrows. A node
// is walked from again when it is reached at a day that leaves more behind it.
func walk(start string, depth, step int, at map[string]int, used map[int]bool, arrows func(string, Day) []hop, wider func(day, known Day) bool) {
	type front struct {
		node  string
		since Day
	}
	best := map[string]Day{start: ""}
	level := []front{{start, ""}}
	for n := 1; len(level) > 0 && (depth == 0 || n <= depth); n++ {
		var next []front
		for _, f := range level {
			for _, h := range arrows(f.node, f.since) {
				used[h.arrow] = true
				if h.node == "" {
					continue
				}
				if _, known := at[h.node]; !known {
					at[h.node] = n * step
				}
				if since, seen := best[h.node]; !seen || since != "" && wider(h.on, since) {
					best[h.node] = h.on
					next = append(next, front{h.node, h.on})
				}
			}
		}
		level = next
	}
}
