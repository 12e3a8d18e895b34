package calibration

import (
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// side is one version tried on a table.
type side struct {
	program *scoring.Program
	result  *scoring.Result
	notes   fault.List
	// shares has a row an agency and a column a node: what the node brings into
	// the score of the total, on the framework's scale. Of a node with children it
	// is what is left when theirs are taken off: rounding, and points held within
	// a maximum. A row adds up to the score exactly; nil for who has none.
	shares [][]scoring.Num
}

func try(f *scoring.Framework, t *Table) (*side, error) {
	version := f.Code + " " + f.Version
	p, err := scoring.Compile(f)
	if err != nil {
		return nil, ofScoring(err, version)
	}
	c, notes, err := t.cohort(p, version)
	if err != nil {
		return nil, err
	}
	r, err := scoring.Rank(c, scoring.Options{})
	if err != nil {
		return nil, ofScoring(err, version)
	}
	s := &side{program: p, result: r, notes: notes, shares: make([][]scoring.Num, len(t.Agencies))}
	for a := range t.Agencies {
		s.shares[a] = s.divide(a)
	}
	return s, nil
}

// score gives the score of an agency's total on the scale; false for none.
func (s *side) score(a int) (scoring.Num, bool) { return s.result.Scaled(a, 0) }

func counts(s scoring.Score) bool {
	return s.State == scoring.StateScored || s.State == scoring.StateMissing
}

// divide takes a score apart into what each node brings.
func (s *side) divide(a int) []scoring.Num {
	total, ok := s.score(a)
	if !ok {
		return nil
	}
	out := make([]scoring.Num, len(s.program.Nodes()))
	root := s.result.Score(a, 0)
	worth, _ := s.program.Scale().Quo(root.Max)
	s.part(a, 0, worth, out)
	// The score itself may be rounded.
	out[0] = out[0].Add(total.Sub(root.Points.Mul(worth)))
	return out
}

// part fills in a node and all below it; one point of the node is worth that much
// of the score.
func (s *side) part(a, i int, worth scoring.Num, out []scoring.Num) {
	n := &s.program.Nodes()[i]
	own := s.result.Score(a, i)
	if !counts(own) {
		return
	}
	rest := own.Points.Mul(worth)
	if isScored(n.Node) {
		for _, c := range n.Children {
			child := s.result.Score(a, c)
			if !counts(child) {
				continue
			}
			each := worth
			if isScored(s.program.Nodes()[c].Node) {
				each = worth.Mul(s.factor(a, n, c, own))
			}
			rest = rest.Sub(child.Points.Mul(each))
			s.part(a, c, each, out)
		}
	}
	out[i] = rest
}

// factor is how many points of a node one point of its scored child makes.
func (s *side) factor(a int, n *scoring.NodeInfo, child int, own scoring.Score) scoring.Num {
	switch n.Combine {
	case scoring.CombineMean:
		weights := scoring.Num{}
		for _, c := range n.Children {
			x := s.result.Score(a, c)
			if isScored(s.program.Nodes()[c].Node) && counts(x) && x.Max.Sign() > 0 {
				weights = weights.Add(weightOf(s.program.Nodes()[c].Node))
			}
		}
		each, _ := own.Max.Mul(weightOf(s.program.Nodes()[child].Node)).Quo(s.result.Score(a, child).Max.Mul(weights))
		return each
	case scoring.CombineMin:
		if s.least(a, n) != child {
			return scoring.Num{}
		}
		each, _ := own.Max.Quo(s.result.Score(a, child).Max)
		return each
	}
	if n.Rescale != scoring.Full {
		return scoring.Int(1)
	}
	applicable := scoring.Num{}
	for _, c := range n.Children {
		if x := s.result.Score(a, c); isScored(s.program.Nodes()[c].Node) && counts(x) {
			applicable = applicable.Add(x.Max)
		}
	}
	each, ok := own.Max.Quo(applicable)
	if !ok {
		return scoring.Int(1)
	}
	return each
}

// least is the child whose share decides a node that combines by its minimum; of
// several the first.
func (s *side) least(a int, n *scoring.NodeInfo) int {
	found, low := -1, scoring.Num{}
	for _, c := range n.Children {
		if !isScored(s.program.Nodes()[c].Node) {
			continue
		}
		if share, ok := s.result.Score(a, c).Ratio(); ok && counts(s.result.Score(a, c)) && (found < 0 || share.Less(low)) {
			found, low = c, share
		}
	}
	return found
}
