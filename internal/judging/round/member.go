package round

import (
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/scoring"
)

// Member is an agency in the cohort of a round, as it was on the round's day.
type Member struct {
	Round    string
	Agency   string // code
	Name     scoring.Text
	Group    string   // of the round's set: where it is ranked
	Groups   []string // ids for access: nested groups with all above, of all sets
	Version  string   // id of the framework version it answers
	Revision int64

	Exemptions []Exemption // in force
	Extensions []Extension // in force: the latest of each phase
}

// Exemption takes a criterion, or with Node "" the whole agency, out of the
// assessment.
type Exemption struct {
	ID       string
	Node     string
	Reason   string
	Approver string // who decided it, and by which document
	Person   string // who entered it
	At       time.Time
}

// Extension gives an agency more time for a phase.
type Extension struct {
	ID       string
	Phase    access.Phase
	Until    time.Time
	Reason   string
	Approver string
	Person   string
	At       time.Time
}

// Excused tells whether the agency takes no part, and why.
func (m *Member) Excused() (*Exemption, bool) {
	for i := range m.Exemptions {
		if m.Exemptions[i].Node == "" {
			return &m.Exemptions[i], true
		}
	}
	return nil, false
}

// Due gives the first moment that is too late for the agency in a phase: the
// round's, or later by an extension; zero when there is no end.
func (m *Member) Due(r *Round, p access.Phase) time.Time {
	due := r.Due(p)
	for _, e := range m.Extensions {
		if e.Phase == p && !due.IsZero() && e.Until.After(due) {
			due = e.Until
		}
	}
	return due
}

// InTime tells whether what the server received at a moment is in time.
func (m *Member) InTime(r *Round, p access.Phase, received time.Time) bool {
	due := m.Due(r, p)
	return due.IsZero() || received.Before(due)
}

// Resource is what an act on this agency in this round concerns.
func (m *Member) Resource(r *Round) access.Resource {
	return access.Resource{Agency: m.Agency, Groups: m.Groups, Phase: r.Phase}
}

// Scoring gives the agency as the engine takes it.
func (m *Member) Scoring() scoring.Agency {
	a := scoring.Agency{Code: m.Agency, Name: m.Name.Vi, Group: m.Group}
	for _, e := range m.Exemptions {
		if e.Node != "" {
			a.Exemptions = append(a.Exemptions, scoring.Exemption{Node: e.Node, Reason: e.Reason, Reference: e.Approver})
		}
	}
	return a
}

// cohort takes the members from the registry: every agency that has a group in
// the round's set on its day, in Vietnamese order of the names.
func (r *Round) cohort(p *agency.Province) []Member {
	var all []Member
	for code, a := range p.Agencies {
		v, group := a.On(r.AsOf), a.Group(r.Set, r.AsOf)
		if v == nil || group == "" {
			continue
		}
		all = append(all, Member{Round: r.ID, Agency: code, Name: scoring.Text{Vi: v.Name.Vi, En: v.Name.En}, Group: group,
			Groups: p.GroupIDs(code, r.AsOf), Version: r.VersionOf(group), Revision: 1})
	}
	slices.SortFunc(all, byName)
	return all
}
