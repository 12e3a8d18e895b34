package calibration

import (
	"slices"

	"github.com/sansang-project/sansang/scoring"
)

// LevelCount is how many agencies reach a level under both versions.
type LevelCount struct {
	Code          string // of the band; "" for those without a level
	Name          scoring.Text
	Group         string // code of the group; "" for all agencies
	Before, After int
}

// Near is one agency close to an edge.
type Near struct {
	Code, Name string
	Score      scoring.Num
	// Off is how far the score lies from the edge: 0 or more when the edge is
	// reached, below 0 when it is not.
	Off scoring.Num
}

// Edge is the lower end of a band of the draft, with the agencies whose level
// would change if it were moved by one point (a hundredth of the scale).
type Edge struct {
	Code    string // of the band that begins there
	Name    scoring.Text
	From    scoring.Num
	Reached []Near // would fall below it if it were raised by a point
	Missed  []Near // would reach it if it were lowered by a point
}

// levels counts by level, the best first, for all agencies and for each group.
// Bands of the issued version that the draft does not have stand behind.
func levels(t *Table, groups []string, draft, issued *side) []LevelCount {
	var bands []scoring.Band
	for _, s := range []*side{draft, issued} {
		if s == nil {
			continue
		}
		for _, b := range falling(s.program.Framework().Bands) {
			if !slices.ContainsFunc(bands, func(x scoring.Band) bool { return x.Code == b.Code }) {
				bands = append(bands, b)
			}
		}
	}
	var out []LevelCount
	for i, g := range append([]string{""}, groups...) {
		if i > 0 && g == "" {
			continue // the framework ranks all together
		}
		for _, b := range append(slices.Clone(bands), scoring.Band{}) {
			n := LevelCount{Code: b.Code, Name: b.Name, Group: g}
			for a, agency := range t.Agencies {
				if g != "" && agency.Group != g {
					continue
				}
				if draft.standing(a).Level == b.Code {
					n.After++
				}
				if issued != nil && issued.standing(a).Level == b.Code {
					n.Before++
				}
			}
			if b.Code != "" || n.Before+n.After > 0 {
				out = append(out, n)
			}
		}
	}
	return out
}

// falling gives the bands from the best to the worst.
func falling(bands []scoring.Band) []scoring.Band {
	out := slices.Clone(bands)
	slices.SortStableFunc(out, func(a, b scoring.Band) int { return b.From.Cmp(a.From) })
	return out
}

// edges gives every edge between two bands of the draft, the highest first.
func edges(t *Table, draft *side) []Edge {
	point, _ := draft.program.Scale().Quo(scoring.Int(100))
	bands := falling(draft.program.Framework().Bands)
	var out []Edge
	for i, b := range bands {
		if i == len(bands)-1 && b.From.Sign() <= 0 {
			continue // nobody lies below it
		}
		e := Edge{Code: b.Code, Name: b.Name, From: b.From}
		for a, agency := range t.Agencies {
			score, ok := draft.score(a)
			if !ok {
				continue
			}
			off := score.Sub(b.From)
			near := Near{Code: agency.Code, Name: agency.Name, Score: score, Off: off}
			switch {
			case off.Sign() >= 0 && off.Less(point):
				e.Reached = append(e.Reached, near)
			case off.Sign() < 0 && !off.Less(point.Neg()):
				e.Missed = append(e.Missed, near)
			}
		}
		closest := func(x, y Near) int { return x.Off.Abs().Cmp(y.Off.Abs()) }
		slices.SortStableFunc(e.Reached, closest)
		slices.SortStableFunc(e.Missed, closest)
		out = append(out, e)
	}
	return out
}
