package scoring

// Program is a framework compiled once: codes resolved to indexes, rules to
// small machines. It never changes and may be shared by goroutines.
type Program struct {
	framework *Framework
	nodes     []NodeInfo
	plans     []plan
	nodeIndex map[string]int
	itemIndex map[string]int
	within    map[string][]string // group → itself and the groups it lies in
	peers     []peerRule
	ranked    []int
	bandOrder []int // indexes of bands, lowest first
	require   [][]condition
	gates     []gate
}

// NodeInfo is one node of a Program, in the order of the tree: parents before
// children.
type NodeInfo struct {
	*Node
	Index    int
	Parent   int   // -1 for the root
	Depth    int   // 0 for the root, 1 for fields
	Children []int // indexes
}

// plan is a node made ready.
type plan struct {
	scorer   scorer // of a leaf
	role     Role
	missing  Missing
	combine  Combine
	full     bool // Rescale is Full
	extras   bool // has bonus or penalty children
	weight   Num
	end      int // index after the last node of the subtree
	groups   map[string]bool
	except   map[string]bool
	when     []condition
	exempt   bool
	applies  *Applies
	items    []int // of a leaf: what its rule reads
	children []int
}

// condition is a Condition made ready; item or node is -1.
type condition struct {
	item, node int
	op         Operator
	value      Num
	source     *Condition
}

type gate struct {
	node   int
	cap    int // place in bandOrder
	groups map[string]bool
	when   []condition
	source *Gate
}

// Compile checks a framework and makes it computable. The error is Faults, all
// of those that stop. The framework must not be changed afterwards.
func Compile(f *Framework) (*Program, error) {
	if err := Check(f).Stop(); err != nil {
		return nil, err
	}
	p := &Program{framework: f, nodeIndex: map[string]int{}, itemIndex: map[string]int{}, within: map[string][]string{}}
	for i := range f.Items {
		p.itemIndex[f.Items[i].Code] = i
	}
	parents := map[string]string{}
	for _, g := range f.Groups {
		parents[g.Code] = g.Parent
	}
	for _, g := range f.Groups {
		for at := g.Code; at != ""; at = parents[at] {
			p.within[g.Code] = append(p.within[g.Code], at)
		}
	}
	b := &builder{reader: newReader(f), program: p}
	b.node(f.Root, -1, 0, orText(f.Missing, MissingZero))
	b.levels()
	p.rankedNodes()
	return p, nil
}

func (p *Program) rankedNodes() {
	seen := map[int]bool{}
	add := func(i int) {
		if !seen[i] && p.plans[i].role == Scored {
			seen[i] = true
			p.ranked = append(p.ranked, i)
		}
	}
	add(0)
	for _, c := range p.nodes[0].Children {
		add(c)
	}
	for _, code := range p.framework.Ranking.Nodes {
		add(p.nodeIndex[code])
	}
}

// Framework gives what was compiled.
func (p *Program) Framework() *Framework { return p.framework }

// Nodes gives all nodes in the order of the tree. Do not change it.
func (p *Program) Nodes() []NodeInfo { return p.nodes }

// Node gives the index of a node by its code.
func (p *Program) Node(code string) (int, bool) { i, ok := p.nodeIndex[code]; return i, ok }

// Item gives the index of an item by its code, in Framework().Items.
func (p *Program) Item(code string) (int, bool) { i, ok := p.itemIndex[code]; return i, ok }

// Ranked gives the indexes of the nodes that are ranked: the total, the fields,
// and those the framework names.
func (p *Program) Ranked() []int { return p.ranked }

// NodeItems gives the indexes of the items that the leaves at or under a node
// read, each once, in the order of the tree.
func (p *Program) NodeItems(node int) []int {
	var out []int
	seen := map[int]bool{}
	for n := node; n < p.plans[node].end; n++ {
		for _, i := range p.plans[n].items {
			if !seen[i] {
				seen[i] = true
				out = append(out, i)
			}
		}
	}
	return out
}

// Scale gives what a full score is shown as: 100 unless the framework says so.
func (p *Program) Scale() Num { return p.framework.scale() }
