package agency

import "math/big"

// How is the kind of a succession.
type How string

// The kinds. The first three end their predecessors.
const (
	Merge    How = "merge"    // n become one: a new one (hợp nhất) or one that goes on (sáp nhập)
	Split    How = "split"    // one is divided among several
	Abolish  How = "abolish"  // one ends; others may take over its tasks
	Transfer How = "transfer" // one goes on and gives parts away (tách, điều chỉnh)
	Rename   How = "rename"   // one goes on under another name
	Reparent How = "reparent" // one goes on under another parent
)

// Hows are all kinds in the order in which people are offered them.
var Hows = []How{Merge, Split, Abolish, Transfer, Rename, Reparent}

// Ends tells whether the predecessors end.
func (h How) Ends() bool { return h == Merge || h == Split || h == Abolish }

// stays tells whether predecessor and successor are the same agency.
func (h How) stays() bool { return h == Rename || h == Reparent }

// Succession is one n→m step of history.
type Succession struct {
	Code     string // stands once
	Revision int64
	How      How
	On       Day // the first day of the new state
	Decision Decision
	Note     string
	Links    []Link
}

// Link is one arrow of a succession.
type Link struct {
	From string // predecessor
	To   string // successor; the same one for rename and reparent; "" when nobody takes over
	// Share is the part of From that goes to To, in (0, 1]; nil when nobody said.
	Share *big.Rat
}

// Froms gives the predecessors, each once, in their order.
func (s *Succession) Froms() []string { return once(s.Links, func(l Link) string { return l.From }) }

// Tos gives the successors, each once, in their order; none for "".
func (s *Succession) Tos() []string { return once(s.Links, func(l Link) string { return l.To }) }

func once(links []Link, end func(Link) string) (out []string) {
	seen := map[string]bool{"": true}
	for _, l := range links {
		if code := end(l); !seen[code] {
			seen[code] = true
			out = append(out, code)
		}
	}
	return out
}
