package criteria

import (
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Position is a place in the tree: under Parent, behind After; After "" is the
// first place. The edits below change a framework in place and leave it as it
// was when they return a fault; whether the outcome is sound, Findings says.
type Position struct{ Parent, After string }

// walk visits a node and all below it, parents first.
func walk(n *scoring.Node, visit func(*scoring.Node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, c := range n.Children {
		walk(c, visit)
	}
}

// Find gives the node of a code and the one that it is a part of; nil for none.
func Find(f *scoring.Framework, code string) (node, parent *scoring.Node) {
	if f.Root != nil && f.Root.Code == code {
		return f.Root, nil
	}
	walk(f.Root, func(n *scoring.Node) {
		for _, c := range n.Children {
			if c.Code == code && node == nil {
				node, parent = c, n
			}
		}
	})
	return node, parent
}

func nodeOf(f *scoring.Framework, code string) (node, parent *scoring.Node, err error) {
	if node, parent = Find(f, code); node == nil {
		err = fault.New(fault.Missing, "criteria.node.none", fault.Args{"node": code})
	}
	return node, parent, err
}

// put places a node; the position must not lie in the node itself.
func put(f *scoring.Framework, n *scoring.Node, at Position) error {
	parent, _, err := nodeOf(f, at.Parent)
	if err != nil {
		return err
	}
	if parent.Rule != nil {
		return fault.New(fault.Conflict, "criteria.node.ruled", fault.Args{"node": parent.Code})
	}
	i := 0
	if at.After != "" {
		i = slices.IndexFunc(parent.Children, func(c *scoring.Node) bool { return c.Code == at.After }) + 1
		if i == 0 {
			return fault.New(fault.Missing, "criteria.node.none", fault.Args{"node": at.After})
		}
	}
	parent.Children = slices.Insert(parent.Children, i, n)
	return nil
}

// AddNode puts a new node into the tree.
func AddNode(f *scoring.Framework, n *scoring.Node, at Position) error {
	var err error
	walk(n, func(one *scoring.Node) {
		if there, _ := Find(f, one.Code); there != nil && err == nil {
			err = fault.New(fault.Conflict, "criteria.node.there", fault.Args{"node": one.Code})
		}
	})
	if err != nil {
		return err
	}
	return put(f, n, at)
}

// MoveNode takes a node with all below it to another place.
func MoveNode(f *scoring.Framework, code string, at Position) error {
	n, parent, err := nodeOf(f, code)
	if err != nil {
		return err
	}
	if parent == nil {
		return fault.New(fault.Conflict, "criteria.node.root", fault.Args{"node": code})
	}
	inside := false
	walk(n, func(one *scoring.Node) { inside = inside || one.Code == at.Parent })
	if inside {
		return fault.New(fault.Conflict, "criteria.node.inside", fault.Args{"node": code, "parent": at.Parent})
	}
	if at.After == code {
		return nil // behind itself: it stays
	}
	i := slices.Index(parent.Children, n)
	before := slices.Clone(parent.Children)
	parent.Children = slices.Delete(parent.Children, i, i+1)
	if err := put(f, n, at); err != nil {
		parent.Children = before
		return err
	}
	return nil
}

// CopyNode puts a copy of a node with all below it at a place. Codes of the
// copies get the next number that is free: A1 → A1_2.
func CopyNode(f *scoring.Framework, code string, at Position) (*scoring.Node, error) {
	n, _, err := nodeOf(f, code)
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	walk(f.Root, func(one *scoring.Node) { taken[one.Code] = true })
	c := cloneNode(n)
	walk(c, func(one *scoring.Node) {
		for i := 2; ; i++ {
			if code := one.Code + "_" + strconv.Itoa(i); !taken[code] {
				taken[code], one.Code = true, code
				return
			}
		}
	})
	return c, put(f, c, at)
}

// RemoveNode takes a node out with all below it. Bands, gates, adjustments and
// rankings that speak of it are named in the fault: they must be changed first.
func RemoveNode(f *scoring.Framework, code string) error {
	n, parent, err := nodeOf(f, code)
	if err != nil {
		return err
	}
	if parent == nil {
		return fault.New(fault.Conflict, "criteria.node.root", fault.Args{"node": code})
	}
	var list fault.List
	walk(n, func(one *scoring.Node) {
		for _, where := range speakers(f, one.Code) {
			list.Add(fault.New(fault.Conflict, "criteria.node.spoken", fault.Args{"node": one.Code, "where": where}))
		}
	})
	if err := list.Err(); err != nil {
		return err
	}
	parent.Children = slices.DeleteFunc(parent.Children, func(c *scoring.Node) bool { return c == n })
	return nil
}

// SetNode replaces what a node says; its children stay. Another code in n
// renames it, in bands, gates, adjustments and rankings, too.
func SetNode(f *scoring.Framework, code string, n *scoring.Node) error {
	old, _, err := nodeOf(f, code)
	if err != nil {
		return err
	}
	if n.Rule != nil && len(old.Children) > 0 {
		return fault.New(fault.Conflict, "criteria.node.children", fault.Args{"node": code})
	}
	if n.Code != code {
		if there, _ := Find(f, n.Code); there != nil {
			return fault.New(fault.Conflict, "criteria.node.there", fault.Args{"node": n.Code})
		}
		eachMention(f, func(_ string, node *string) {
			if *node == code {
				*node = n.Code
			}
		})
	}
	children := old.Children
	*old = *cloneNode(n)
	old.Children = children
	return nil
}

// eachMention visits every place outside of the tree that names a node.
func eachMention(f *scoring.Framework, visit func(where string, node *string)) {
	for i := range f.Bands {
		for j := range f.Bands[i].Require {
			visit("band "+f.Bands[i].Code, &f.Bands[i].Require[j].Node)
		}
	}
	for i := range f.Gates {
		visit("gate "+f.Gates[i].Code, &f.Gates[i].Node)
		for j := range f.Gates[i].Require {
			visit("gate "+f.Gates[i].Code, &f.Gates[i].Require[j].Node)
		}
	}
	for i := range f.Ranking.Nodes {
		visit("ranking", &f.Ranking.Nodes[i])
	}
	if f.Adjustments != nil {
		for i := range f.Adjustments.Nodes {
			visit("adjustments", &f.Adjustments.Nodes[i])
		}
	}
}

func speakers(f *scoring.Framework, code string) []string {
	var all []string
	eachMention(f, func(where string, node *string) {
		if *node == code && !slices.Contains(all, where) {
			all = append(all, where)
		}
	})
	return all
}

// cloneNode copies a node with all below it. Rules are shared: nobody changes
// one in place.
func cloneNode(n *scoring.Node) *scoring.Node {
	c := *n
	c.Rubric, c.References = slices.Clone(n.Rubric), slices.Clone(n.References)
	c.Children = nil
	for _, child := range n.Children {
		c.Children = append(c.Children, cloneNode(child))
	}
	return &c
}

// Sum is how the maxima under a node add up.
type Sum struct {
	Node     string
	Max      scoring.Num // as the node says
	Children scoring.Num // of what is scored directly under it
}

// Sums tells for every node that adds its children up, in the order of the
// tree, what its maximum is and what they come to.
func Sums(f *scoring.Framework) []Sum {
	var all []Sum
	walk(f.Root, func(n *scoring.Node) {
		if len(n.Children) == 0 || n.Combine != "" && n.Combine != scoring.CombineSum {
			return
		}
		s := Sum{Node: n.Code, Max: n.Max}
		for _, c := range n.Children {
			if c.Role == "" || c.Role == scoring.Scored {
				s.Children = s.Children.Add(c.Max)
			}
		}
		all = append(all, s)
	})
	return all
}
