package round

import (
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// The phases of a round, in order.
const (
	Prepare     access.Phase = "prepare"
	Open        access.Phase = "open"
	Closed      access.Phase = "closed"
	Appraising  access.Phase = "appraising"
	Provisional access.Phase = "provisional"
	Explaining  access.Phase = "explaining"
	Council     access.Phase = "council"
	Approved    access.Phase = "approved"
	Published   access.Phase = "published"
)

// Round is one assessment of a cohort.
type Round struct {
	ID       string
	Name     scoring.Text
	Year     int // that is assessed
	Phase    access.Phase
	Training bool // chạy thử: counts for nothing
	Imported bool // a past round that was loaded from workbooks
	Set      string
	AsOf     agency.Day // of the registry, for the cohort
	Variants []Variant
	Plan     []Span
	Officer  bool   // officers may submit with the signed document
	Previous string // id of the round that gives last year's answers; "" for none
	Created  time.Time
	Revision int64
}

// Variant says which framework version a group answers. Group "" is every group
// that no other variant names.
type Variant struct {
	Group   string `json:"group"`
	Version string `json:"version"` // id of the framework version
}

// Span is when a phase ends: the first moment that is too late.
type Span struct {
	Phase access.Phase `json:"phase"`
	Until time.Time    `json:"until"`
}

// Timed are the phases that have an end in the calendar.
var Timed = []access.Phase{Open, Appraising, Explaining, Council}

// Way is one step that a round may take.
type Way struct {
	From, To access.Phase
	Back     bool // needs a reason
	Ask      access.Action
}

// ways are all steps. Explanations may be left out, and what was closed,
// provisional or heard may be taken up again until the leader has approved.
var ways = []Way{
	{Prepare, Open, false, access.RoundManage},
	{Open, Closed, false, access.RoundManage},
	{Closed, Appraising, false, access.RoundManage}, {Closed, Open, true, access.RoundManage},
	{Appraising, Provisional, false, access.RoundManage}, {Appraising, Closed, true, access.RoundManage},
	{Provisional, Explaining, false, access.RoundManage}, {Provisional, Council, false, access.RoundManage}, {Provisional, Appraising, true, access.RoundManage},
	{Explaining, Council, false, access.RoundManage}, {Explaining, Provisional, true, access.RoundManage},
	{Council, Approved, false, access.RankingApprove}, {Council, Explaining, true, access.RoundManage}, {Council, Appraising, true, access.RoundManage},
	{Approved, Published, false, access.RankingPublish},
}

// Next gives the steps that the round may take from where it is.
func (r *Round) Next() []Way {
	var all []Way
	for _, w := range ways {
		if w.From == r.Phase && !(w.To == Published && r.Training) {
			all = append(all, w)
		}
	}
	return all
}

// way finds the step to a phase, or says why there is none.
func (r *Round) way(to access.Phase) (Way, error) {
	if r.Training && to == Published {
		return Way{}, fault.New(fault.Conflict, "round.step.training", nil)
	}
	for _, w := range r.Next() {
		if w.To == to {
			return w, nil
		}
	}
	return Way{}, fault.New(fault.Conflict, "round.step.none", fault.Args{"from": r.Phase, "to": to})
}

// Due gives the end of a phase; zero when the calendar has none.
func (r *Round) Due(p access.Phase) time.Time {
	for _, s := range r.Plan {
		if s.Phase == p {
			return s.Until
		}
	}
	return time.Time{}
}

// VersionOf gives the framework version that a group answers; "" for none.
func (r *Round) VersionOf(group string) string {
	general := ""
	for _, v := range r.Variants {
		switch v.Group {
		case group:
			return v.Version
		case "":
			general = v.Version
		}
	}
	return general
}

// Answering tells whether agencies fill in their forms now.
func (r *Round) Answering() bool { return r.Phase == Open }

// After tells whether the round has come to a phase or is beyond it.
func (r *Round) After(p access.Phase) bool {
	return slices.Index(access.Phases, r.Phase) >= slices.Index(access.Phases, p)
}

// checkPlan holds the ends of the phases to their order.
func checkPlan(plan []Span) fault.List {
	var list fault.List
	var before Span
	for _, p := range Timed {
		i := slices.IndexFunc(plan, func(s Span) bool { return s.Phase == p })
		if i < 0 {
			continue
		}
		if s := plan[i]; !before.Until.IsZero() && !s.Until.After(before.Until) {
			list.Add(fault.New(fault.Invalid, "round.plan.order", fault.Args{"phase": s.Phase, "before": before.Phase}).WithPlace(fault.Place{Field: "until_" + string(p)}))
		}
		before = plan[i]
	}
	for _, s := range plan {
		if !slices.Contains(Timed, s.Phase) {
			list.Add(fault.New(fault.Invalid, "round.plan.phase", fault.Args{"phase": s.Phase}))
		}
	}
	return list
}
