package calibration

import (
	"slices"

	"github.com/sansang-project/sansang/scoring"
)

// scaled gives a copy of a rule in which every number of points is multiplied;
// shares, targets and quantities stay.
func scaled(r scoring.Rule, by scoring.Num) scoring.Rule {
	switch r := r.(type) {
	case *scoring.Steps:
		c := *r
		c.Steps = slices.Clone(r.Steps)
		for i := range c.Steps {
			c.Steps[i].Award = scaledAward(c.Steps[i].Award, by)
		}
		return &c
	case *scoring.ChoiceRule:
		c := *r
		c.Cases = slices.Clone(r.Cases)
		for i := range c.Cases {
			c.Cases[i].Award = scaledAward(c.Cases[i].Award, by)
		}
		return &c
	case *scoring.LevelRule:
		c := *r
		c.Each = scaledNum(r.Each, by)
		c.Map = slices.Clone(r.Map)
		for i := range c.Map {
			c.Map[i].Award = scaledAward(c.Map[i].Award, by)
		}
		return &c
	case *scoring.Counted:
		c := *r
		c.Each, c.Cap = r.Each.Mul(by), scaledNum(r.Cap, by)
		return &c
	case *scoring.BonusPenalty:
		c := *r
		c.PlusEach, c.MinusEach, c.Min, c.Max = r.PlusEach.Mul(by), r.MinusEach.Mul(by), r.Min.Mul(by), scaledNum(r.Max, by)
		return &c
	case *scoring.Sum:
		return &scoring.Sum{Parts: scaledParts(r.Parts, by)}
	case *scoring.Mean:
		return &scoring.Mean{Parts: scaledParts(r.Parts, by)}
	case *scoring.Best:
		return &scoring.Best{Cases: scaledParts(r.Cases, by)}
	case *scoring.BaseBest:
		return &scoring.BaseBest{Base: scaledParts([]scoring.Part{r.Base}, by)[0], Cases: scaledParts(r.Cases, by)}
	case *scoring.Cap:
		return &scoring.Cap{Points: r.Points.Mul(by), Rule: scaled(r.Rule, by)}
	case *scoring.Floor:
		return &scoring.Floor{Points: r.Points.Mul(by), Rule: scaled(r.Rule, by)}
	case *scoring.Ratio:
		c := *r
		return &c
	case *scoring.Leader:
		c := *r
		return &c
	}
	return r // the others hold no points and are never written to
}

func scaledNum(x *scoring.Num, by scoring.Num) *scoring.Num {
	if x == nil {
		return nil
	}
	y := x.Mul(by)
	return &y
}

func scaledAward(a scoring.Award, by scoring.Num) scoring.Award {
	return scoring.Award{Points: scaledNum(a.Points, by), Share: a.Share}
}

func scaledParts(parts []scoring.Part, by scoring.Num) []scoring.Part {
	out := slices.Clone(parts)
	for i := range out {
		out[i].Max = out[i].Max.Mul(by)
		if out[i].Rule != nil {
			out[i].Rule = scaled(out[i].Rule, by)
		}
	}
	return out
}

// ruleTarget is the target of one rule, to be read and set.
type ruleTarget struct {
	ratio  *scoring.Ratio
	leader *scoring.Leader
}

func (t ruleTarget) now() scoring.Num {
	switch {
	case t.leader != nil:
		return t.leader.Target
	case t.ratio.Target != nil:
		return *t.ratio.Target
	}
	return scoring.Int(1)
}

func (t ruleTarget) set(x scoring.Num) {
	if t.leader != nil {
		t.leader.Target = x
		return
	}
	t.ratio.Target = &x
}

// targetsIn finds the targets of a rule and of those inside it, in order.
func targetsIn(r scoring.Rule) []ruleTarget {
	var all []ruleTarget
	switch r := r.(type) {
	case nil:
		return nil
	case *scoring.Ratio:
		all = append(all, ruleTarget{ratio: r})
	case *scoring.Leader:
		all = append(all, ruleTarget{leader: r})
	}
	for _, part := range scoring.RuleParts(r) {
		all = append(all, targetsIn(part)...)
	}
	return all
}
