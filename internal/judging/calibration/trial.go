package calibration

import (
	"context"
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Report is what a trial of a draft shows, beside the issued version where there
// is one. It is a pure function of the frameworks, the table and the settings.
type Report struct {
	Draft, Issued string // code and version; Issued is "" without one
	Scale         scoring.Num
	Notice        string // of the table
	Agencies      int
	Groups        []Group
	Bands         []scoring.Band // of the draft, the best first

	Criteria      []Criterion // in the order of the tree
	Correlations  *Correlations
	Redundant     []Pair // the strongest first
	Reliabilities []Reliability
	Fields        []Weight
	Weights       []Weight // of the criteria
	Levels        []LevelCount
	Edges         []Edge
	ItemGaps      []ItemGap
	AgencyGaps    []AgencyGap
	// Intervals are there when draws were asked for, of groups of three or more.
	Intervals []Interval
	Settings  Settings
	// Notes are warnings: items of the table that a version does not have, and the
	// other way round.
	Notes fault.List
}

// Group is the agencies that are ranked among themselves.
type Group struct {
	Code   string
	Name   scoring.Text
	Movers []Mover // by their place under the draft
}

// Trial tries a draft on a table and shows it beside the issued version; issued
// may be nil. ctx ends the draws. The error is a fault.List: a version that does
// not compile, a value that it does not take, agencies in a group that it does
// not know.
func Trial(ctx context.Context, draft, issued *scoring.Framework, t *Table, set Settings) (*Report, error) {
	if err := set.check(); err != nil {
		return nil, err
	}
	if len(t.Agencies) == 0 {
		return nil, fault.New(fault.Invalid, "calibration.table.empty", nil)
	}
	d, err := try(draft, t)
	if err != nil {
		return nil, err
	}
	r := &Report{Draft: draft.Code + " " + draft.Version, Scale: d.program.Scale(), Notice: t.Notice, Agencies: len(t.Agencies), Bands: falling(draft.Bands), Settings: set}
	r.Notes = append(r.Notes, d.notes...)
	var i *side
	if issued != nil {
		if i, err = try(issued, t); err != nil {
			return nil, err
		}
		r.Issued = issued.Code + " " + issued.Version
		r.Notes = append(r.Notes, i.notes...)
	}
	c := newColumns(d, t.Agencies)
	if len(c.leaves) == 0 || draft.Root.Rule != nil {
		return nil, fault.New(fault.Invalid, "calibration.version.flat", nil)
	}
	groups := groupsOf(draft, t)
	r.group(groups, movers(t, d, i), draft)
	r.Levels, r.Edges = levels(t, groups, d, i), edges(t, d)
	r.ItemGaps, r.AgencyGaps = gaps(t, d)
	return r, r.look(ctx, c, t, groups)
}

// look adds the statistics of the draft.
func (r *Report) look(ctx context.Context, c *columns, t *Table, groups []string) (err error) {
	if r.Criteria, err = c.criteria(); err != nil {
		return err
	}
	if r.Correlations, r.Redundant, err = c.correlations(); err != nil {
		return err
	}
	if r.Reliabilities, err = c.reliabilities(); err != nil {
		return err
	}
	if r.Fields, r.Weights, err = c.weights(); err != nil {
		return err
	}
	if r.Settings.Draws > 0 {
		r.Intervals, err = c.intervals(ctx, t, groups, r.Settings)
	}
	return err
}

func (s Settings) check() error {
	var list fault.List
	if s.Draws < 0 || s.Draws > MostDraws {
		list.Add(fault.New(fault.Invalid, "calibration.setting.draws", fault.Args{"most": MostDraws}).WithPlace(fault.Place{Field: "draws"}))
	}
	if !(s.Noise >= 0 && s.Noise <= 1) {
		list.Add(fault.New(fault.Invalid, "calibration.setting.noise", nil).WithPlace(fault.Place{Field: "noise"}))
	}
	return list.Err()
}

// groupsOf gives the groups that have agencies: those of the draft in its order,
// then any others as they come.
func groupsOf(draft *scoring.Framework, t *Table) []string {
	var out []string
	has := func(code string) bool {
		return slices.ContainsFunc(t.Agencies, func(a scoring.Agency) bool { return a.Group == code })
	}
	for _, g := range draft.Groups {
		if has(g.Code) {
			out = append(out, g.Code)
		}
	}
	for _, a := range t.Agencies {
		if !slices.Contains(out, a.Group) {
			out = append(out, a.Group)
		}
	}
	return out
}

func (r *Report) group(groups []string, all []Mover, draft *scoring.Framework) {
	for _, code := range groups {
		g := Group{Code: code, Name: scoring.Text{Vi: code, En: code}}
		if i := slices.IndexFunc(draft.Groups, func(x scoring.Group) bool { return x.Code == code }); i >= 0 {
			g.Name = draft.Groups[i].Name
		}
		for _, m := range all {
			if m.Group == code {
				g.Movers = append(g.Movers, m)
			}
		}
		r.Groups = append(r.Groups, g)
	}
}

// Moved counts the agencies whose rank is another one under the draft, and those
// whose level is.
func (r *Report) Moved() (ranks, levels int) {
	for _, g := range r.Groups {
		for _, m := range g.Movers {
			if m.Climb != 0 {
				ranks++
			}
			if m.Before.Scored && m.After.Scored && m.Before.Level != m.After.Level {
				levels++
			}
		}
	}
	return ranks, levels
}
