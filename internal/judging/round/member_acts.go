package round

import (
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// shown gives a time as the log keeps it, "" for none.
func shown(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// groupsOf gives the groups of the variants of rounds, each once, sorted.
func groupsOf(rounds ...*Round) []string {
	var all []string
	for _, r := range rounds {
		for _, v := range r.Variants {
			all = append(all, v.Group)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// member asks and gives the round with one of its agencies.
func (c *Calendar) member(tx *db.Tx, by By, id, agency string) (audit.Actor, *Round, *Member, error) {
	r, err := Get(tx, id)
	if err != nil && fault.KindOf(err) != fault.Missing {
		return audit.Actor{}, nil, nil, err
	}
	on := access.Resource{Agency: agency}
	if r != nil {
		on.Phase = r.Phase
	}
	who, ask := c.gate.As(tx, by.Actor, access.RoundManage, on)
	if ask != nil {
		return who, nil, nil, ask
	}
	if err != nil {
		return who, nil, nil, err
	}
	m, err := MemberOf(tx, id, agency)
	return who, r, m, err
}

func reasoned(by By, approver string) error {
	var list fault.List
	if strings.TrimSpace(by.Reason) == "" {
		list.Add(fault.New(fault.Invalid, "round.member.reason", nil).WithPlace(fault.Place{Field: "reason"}))
	}
	if strings.TrimSpace(approver) == "" {
		list.Add(fault.New(fault.Invalid, "round.member.approver", nil).WithPlace(fault.Place{Field: "approver"}))
	}
	return list.Err()
}

// Exempt takes a criterion, or with node "" the agency, out of the assessment.
// It ends with the decision: from approved on nothing can be exempted.
func (c *Calendar) Exempt(tx *db.Tx, by By, id, agency, node, approver string) (*Exemption, error) {
	who, r, m, err := c.member(tx, by, id, agency)
	if err != nil {
		return nil, err
	}
	if err := reasoned(by, approver); err != nil {
		return nil, err
	}
	if r.After(Approved) {
		return nil, fault.New(fault.Conflict, "round.member.over", nil)
	}
	for _, e := range m.Exemptions {
		if e.Node == node {
			return nil, fault.New(fault.Conflict, "round.exemption.there", fault.Args{"node": node})
		}
	}
	e := Exemption{ID: newID(), Node: node, Reason: by.Reason, Approver: approver, Person: who.Person, At: tx.Now()}
	if node != "" {
		if m.Version == "" {
			return nil, fault.New(fault.Conflict, "round.exemption.version", nil)
		}
		v, err := criteria.Get(tx, m.Version)
		if err != nil {
			return nil, err
		}
		m.Exemptions = append(m.Exemptions, e)
		if _, err := Compile(v, []scoring.Agency{m.Scoring()}); err != nil {
			return nil, err
		}
	}
	if err := insertExemption(tx, id, agency, e); err != nil {
		return nil, err
	}
	return &e, c.note(tx, who, by, "round.act.exempted", r, agency, []audit.Change{{Field: "exempt", After: nodeWord(node)}, {Field: "approver", After: approver}})
}

func nodeWord(node string) string {
	if node == "" {
		return "*"
	}
	return node
}

// Include ends an exemption.
func (c *Calendar) Include(tx *db.Tx, by By, id, agency, exemption string) error {
	who, r, m, err := c.member(tx, by, id, agency)
	if err != nil {
		return err
	}
	if strings.TrimSpace(by.Reason) == "" {
		return fault.New(fault.Invalid, "round.member.reason", nil).WithPlace(fault.Place{Field: "reason"})
	}
	if r.After(Approved) {
		return fault.New(fault.Conflict, "round.member.over", nil)
	}
	i := slices.IndexFunc(m.Exemptions, func(e Exemption) bool { return e.ID == exemption })
	if i < 0 {
		return fault.New(fault.Missing, "round.exemption.none", nil)
	}
	if err := closeExemption(tx, id, agency, exemption); err != nil {
		return err
	}
	return c.note(tx, who, by, "round.act.included", r, agency, []audit.Change{{Field: "exempt", Before: nodeWord(m.Exemptions[i].Node)}})
}

// Extend gives an agency until a later moment for a phase.
func (c *Calendar) Extend(tx *db.Tx, by By, id, agency string, phase access.Phase, until time.Time, approver string) (*Extension, error) {
	who, r, m, err := c.member(tx, by, id, agency)
	if err != nil {
		return nil, err
	}
	var list fault.List
	list.Add(reasoned(by, approver))
	due := m.Due(r, phase)
	switch {
	case due.IsZero():
		list.Add(fault.New(fault.Conflict, "round.extension.none", fault.Args{"phase": phase}).WithPlace(fault.Place{Field: "phase"}))
	case !until.After(due) || !until.After(tx.Now()):
		list.Add(fault.New(fault.Invalid, "round.extension.earlier", nil).WithPlace(fault.Place{Field: "until"}))
	}
	if r.After(phase) && r.Phase != phase {
		list.Add(fault.New(fault.Conflict, "round.extension.passed", fault.Args{"phase": phase}))
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	e := Extension{ID: newID(), Phase: phase, Until: until, Reason: by.Reason, Approver: approver, Person: who.Person, At: tx.Now()}
	if err := insertExtension(tx, id, agency, e); err != nil {
		return nil, err
	}
	return &e, c.note(tx, who, by, "round.act.extended", r, agency, []audit.Change{{Field: "until " + string(phase), Before: shown(due), After: shown(until)}, {Field: "approver", After: approver}})
}

// Amend puts an issued version that amends another in its place, for every
// agency that answers that one.
func (c *Calendar) Amend(tx *db.Tx, by By, id string, revision int64, to string) (*Round, error) {
	who, r, err := c.open(tx, by, id, revision)
	if err != nil {
		return nil, err
	}
	v, err := criteria.Get(tx, to)
	if err != nil {
		return nil, err
	}
	if !r.Answering() {
		return nil, fault.New(fault.Conflict, "round.amend.phase", nil)
	}
	if v.State != criteria.Issued || v.Amends == "" {
		return nil, fault.New(fault.Conflict, "round.amend.version", nil)
	}
	from := v.Amends
	n, err := moveVersion(tx, id, from, to)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return nil, fault.New(fault.Conflict, "round.amend.none", nil)
	}
	for i := range r.Variants {
		if r.Variants[i].Version == from {
			r.Variants[i].Version = to
		}
	}
	if err := fits(tx, r); err != nil {
		return nil, err
	}
	if err := update(tx, r); err != nil {
		return nil, err
	}
	if err := insertAmendment(tx, id, Amendment{From: from, To: to, Reason: by.Reason, Person: who.Person, At: tx.Now()}); err != nil {
		return nil, err
	}
	return r, c.note(tx, who, by, "round.act.amended", r, "", []audit.Change{{Field: "version", Before: from, After: to}})
}
