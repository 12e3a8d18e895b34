package assessment

import (
	"sync"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// mostPrograms is how many versions are kept ready; a round has a few.
const mostPrograms = 64

// programs keeps issued versions ready: they never change, and to read one
// costs a thousand times what an answer does.
type programs struct {
	mu   sync.Mutex
	kept map[string]*Program
}

// of gives an issued version, read in the transaction when it is not kept.
func (p *programs) of(tx *db.Tx, id string) (*Program, error) {
	p.mu.Lock()
	one := p.kept[id]
	p.mu.Unlock()
	if one != nil {
		return one, nil
	}
	v, err := criteria.Get(tx, id)
	if err != nil {
		return nil, err
	}
	if v.State != criteria.Issued && v.State != criteria.Withdrawn {
		return nil, fault.New(fault.Conflict, "assessment.form.unissued", nil)
	}
	if one, err = newProgram(v); err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.kept) >= mostPrograms || p.kept == nil {
		p.kept = map[string]*Program{}
	}
	p.kept[id] = one
	return one, nil
}

func newProgram(v *criteria.Version) (*Program, error) {
	engine, err := scoring.Compile(v.Framework)
	if err != nil {
		return nil, criteria.Fault(err)
	}
	checks, err := criteria.CompileChecks(v.Checks, v.Framework)
	if err != nil {
		return nil, err
	}
	p := &Program{Version: v, Program: engine, Checks: checks, items: map[string]*scoring.Item{}, compares: map[string]bool{}}
	for i := range v.Framework.Items {
		it := &v.Framework.Items[i]
		p.items[it.Code] = it
	}
	var walk func(n *scoring.Node)
	walk = func(n *scoring.Node) {
		if n.Rule != nil && scoring.RuleCompares(n.Rule) {
			p.compares[n.Code] = true
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(v.Framework.Root)
	return p, nil
}
