package scoring

// Program is a framework compiled once: codes resolved to indexes, rules to
// small machines. It never changes and may be shared by goroutines.
type Program struct {
	framework *Framework
	nodes     []NodeInfo
	nodeIndex map[string]int
	itemIndex map[string]int
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

// Compile checks a framework and makes it computable. The error is Faults, all
// of them. The framework must not be changed afterwards.
func Compile(f *Framework) (*Program, error) { return compile(f) }

// Framework gives what was compiled.
func (p *Program) Framework() *Framework { return p.framework }

// Nodes gives all nodes in the order of the tree. Do not change it.
func (p *Program) Nodes() []NodeInfo { return p.nodes }

// Node gives the index of a node by its code.
func (p *Program) Node(code string) (int, bool) { i, ok := p.nodeIndex[code]; return i, ok }

// Item gives the index of an item by its code, in Framework().Items.
func (p *Program) Item(code string) (int, bool) { i, ok := p.itemIndex[code]; return i, ok }
