package calibration

import (
	"cmp"
	"math"
	"slices"

	"github.com/sansang-project/sansang/scoring"
)

// Standing is where one agency stands under one version.
type Standing struct {
	Scored bool
	Score  scoring.Num // of the total, on the framework's scale
	Rank   int         // in the group, from 1; 0 = not ranked
	Of     int
	Tied   int
	Level  string // code of the band; "" for none
}

// Mover is one agency under both versions.
type Mover struct {
	Code, Name, Group string
	Before, After     Standing // under the issued version and under the draft
	// Change is After.Score - Before.Score, when both are scored.
	Change scoring.Num
	Climb  int // places gained; negative when lost; 0 when either side has no rank
	// Why names every criterion that brings more or less than before, the largest
	// effect first. The effects add up to Change exactly.
	Why []Cause
}

// CauseKind says what kind of thing changed a score.
type CauseKind string

// The kinds of causes.
const (
	CauseCriterion CauseKind = "criterion" // it stands in both versions
	CauseAdded     CauseKind = "added"     // it stands in the draft only
	CauseRemoved   CauseKind = "removed"   // it stands in the issued version only
	CauseRest      CauseKind = "rest"      // rounding, and points held within a maximum, of a node with children
)

// Cause is one part of a change.
type Cause struct {
	Kind          CauseKind
	Node          string
	Name          scoring.Text
	Before, After scoring.Score // points and applicable maximum under each version
	Effect        scoring.Num   // on the score, on the draft's scale
}

func (s *side) standing(a int) Standing {
	score, ok := s.score(a)
	if !ok {
		return Standing{}
	}
	place := s.result.PlaceInGroup(a, 0)
	out := Standing{Scored: true, Score: score, Rank: place.Rank, Of: place.Of, Tied: place.Tied}
	if b, ok := s.result.Level(a, 0); ok {
		out.Level = s.program.Framework().Bands[b].Code
	}
	return out
}

// movers gives every agency by its place under the draft.
func movers(t *Table, draft, issued *side) []Mover {
	out := make([]Mover, len(t.Agencies))
	for a, agency := range t.Agencies {
		m := Mover{Code: agency.Code, Name: agency.Name, Group: agency.Group, After: draft.standing(a)}
		if issued != nil {
			m.Before = issued.standing(a)
		}
		if m.Before.Scored && m.After.Scored {
			m.Change = m.After.Score.Sub(m.Before.Score)
			m.Why = causes(draft, issued, a)
		}
		if m.Before.Rank > 0 && m.After.Rank > 0 {
			m.Climb = m.Before.Rank - m.After.Rank
		}
		out[a] = m
	}
	slices.SortStableFunc(out, func(x, y Mover) int {
		return cmp.Or(cmp.Compare(last(x.After.Rank), last(y.After.Rank)), cmp.Compare(last(x.Before.Rank), last(y.Before.Rank)))
	})
	return out
}

// last puts who has no rank behind all who have one.
func last(rank int) int {
	if rank == 0 {
		return math.MaxInt
	}
	return rank
}

func causes(draft, issued *side, a int) []Cause {
	var all []Cause
	nodes := draft.program.Nodes()
	for i := range nodes {
		n := nodes[i].Node
		c := Cause{Kind: CauseCriterion, Node: n.Code, Name: n.Name, After: draft.result.Score(a, i), Effect: draft.shares[a][i]}
		j, both := issued.program.Node(n.Code)
		if both {
			c.Before = issued.result.Score(a, j)
			c.Effect = c.Effect.Sub(issued.shares[a][j])
		} else {
			c.Kind = CauseAdded
		}
		if len(n.Children) > 0 && (!both || len(issued.program.Nodes()[j].Children) > 0) {
			c.Kind = CauseRest
		}
		if !c.Effect.IsZero() {
			all = append(all, c)
		}
	}
	for j, n := range issued.program.Nodes() {
		if _, both := draft.program.Node(n.Code); both || issued.shares[a][j].IsZero() {
			continue
		}
		c := Cause{Kind: CauseRemoved, Node: n.Code, Name: n.Name, Before: issued.result.Score(a, j), Effect: issued.shares[a][j].Neg()}
		if len(n.Children) > 0 {
			c.Kind = CauseRest
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(x, y Cause) int { return y.Effect.Abs().Cmp(x.Effect.Abs()) })
	return all
}
