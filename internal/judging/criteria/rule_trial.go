package criteria

import (
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// trialPeers is how many other agencies a try-out compares with where the rule
// does.
const trialPeers = 3

// Codes of a try-out, in which nothing else stands than the criterion and what
// must be beside it.
const (
	trialLeaf   = "x"
	trialRoot   = "total"
	trialOther  = "other"
	trialAgency = "own"
)

// Trial is one try-out of the rule of a criterion: answers of one agency, and of
// its peers where the rule compares.
type Trial struct {
	Node   *scoring.Node // with the rule to be tried
	Own    map[string]scoring.Value
	Others []map[string]scoring.Value
}

// Tried is what a try-out came to, computed by scoring.
type Tried struct {
	Score scoring.Score
	Trace *scoring.Trace
	of    *scoring.Framework
}

// Lines gives the way to the points in words.
func (t *Tried) Lines(lang text.Lang) []scoring.TraceLine { return t.Trace.Lines(t.of, string(lang)) }

// Try computes the points of a criterion of f for given answers, without what
// stands around it: neither conditions nor groups play a part, missing values
// count as the framework says. The error tells all that is wrong with the rule.
func Try(f *scoring.Framework, t *Trial) (*Tried, error) {
	leaf := *t.Node
	leaf.Children, leaf.Applies, leaf.Combine, leaf.Rescale, leaf.Weight = nil, nil, "", "", nil
	leaf.Missing = missingAt(f, t.Node.Code)
	leaf.Code = trialLeaf
	alone := &scoring.Framework{Code: "try", Missing: f.Missing, Root: &scoring.Node{Code: trialRoot, Max: leaf.Max, Children: []*scoring.Node{&leaf}}}
	for _, code := range scoring.RuleItems(leaf.Rule) {
		if it := FindItem(f, code); it != nil {
			alone.Items = append(alone.Items, *it)
		}
	}
	if leaf.Role != "" && leaf.Role != scoring.Scored {
		item := trialOther
		for FindItem(alone, item) != nil {
			item += "_"
		}
		alone.Items = append(alone.Items, scoring.Item{Code: item, Type: scoring.YesNo})
		alone.Root.Max = scoring.Int(1)
		alone.Root.Children = append(alone.Root.Children, &scoring.Node{Code: trialOther, Max: scoring.Int(1), Rule: &scoring.YesNoRule{Item: item}})
	}
	p, err := scoring.Compile(alone)
	if err != nil {
		return nil, unsound(err)
	}
	agencies := []scoring.Agency{{Code: trialAgency}}
	for i := range t.Others {
		agencies = append(agencies, scoring.Agency{Code: trialAgency + "-" + string(rune('a'+i))})
	}
	c, err := scoring.NewCohort(p, agencies)
	if err != nil {
		return nil, unsound(err)
	}
	for i, values := range slices.Concat([]map[string]scoring.Value{t.Own}, t.Others) {
		for code, v := range values {
			if err := c.Answer(agencies[i].Code, code, v); err != nil {
				return nil, unsound(err)
			}
		}
	}
	r, err := scoring.Rank(c, scoring.Options{})
	if err != nil {
		return nil, unsound(err)
	}
	trace, ok := r.Trace(trialAgency, trialLeaf)
	if !ok {
		return nil, fault.New(fault.Missing, "criteria.node.none", fault.Args{"node": leaf.Code})
	}
	return &Tried{Score: trace.Score, Trace: trace, of: alone}, nil
}

// missingAt gives what a missing value is worth at a node: as it says itself,
// else the nearest node above it that says so.
func missingAt(f *scoring.Framework, code string) scoring.Missing {
	for {
		n, parent := Find(f, code)
		switch {
		case n == nil:
			return ""
		case n.Missing != "" || parent == nil:
			return n.Missing
		}
		code = parent.Code
	}
}

// unsound tells what scoring refuses in its words; what only warns is left out.
func unsound(err error) error {
	var list fault.List
	for _, f := range scoringFaults(err) {
		if f.Severity == scoring.Stops {
			list.Add(fromScoring(f, fault.Place{Field: f.Path}))
		}
	}
	if len(list) == 0 {
		return err
	}
	return list
}
