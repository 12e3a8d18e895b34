package calibration

import (
	"slices"

	"github.com/sansang-project/sansang/scoring"
)

// ItemGap is how often an item of the draft that makes points was not answered.
type ItemGap struct {
	Code     string
	Name     scoring.Text
	Missing  int // agencies of whom it was asked and who have no value
	Excluded int // agencies for which it was accepted as not applicable
	Of       int // all agencies
}

// AgencyGap is what one agency did not answer.
type AgencyGap struct {
	Code, Name string
	Missing    int      // items that were asked for and are missing
	Of         int      // items that make points
	Items      []string // codes of those that are missing
}

// gaps gives the items and the agencies that have any, the largest first.
func gaps(t *Table, s *side) (items []ItemGap, agencies []AgencyGap) {
	asked := s.program.NodeItems(0)
	byItem := map[int]*ItemGap{}
	for _, k := range asked {
		it := &s.program.Framework().Items[k]
		byItem[k] = &ItemGap{Code: it.Code, Name: it.Name, Of: len(t.Agencies)}
	}
	for a, agency := range t.Agencies {
		missing := s.result.MissingItems(a, 0)
		g := AgencyGap{Code: agency.Code, Name: agency.Name, Missing: len(missing), Of: len(asked)}
		for _, k := range missing {
			byItem[k].Missing++
			g.Items = append(g.Items, s.program.Framework().Items[k].Code)
		}
		for _, k := range asked {
			if s.result.Cohort().Value(a, k).State == scoring.Inapplicable {
				byItem[k].Excluded++
			}
		}
		if g.Missing > 0 {
			agencies = append(agencies, g)
		}
	}
	for _, k := range asked {
		if g := byItem[k]; g.Missing+g.Excluded > 0 {
			items = append(items, *g)
		}
	}
	slices.SortStableFunc(items, func(x, y ItemGap) int { return y.Missing - x.Missing })
	slices.SortStableFunc(agencies, func(x, y AgencyGap) int { return y.Missing - x.Missing })
	return items, agencies
}
