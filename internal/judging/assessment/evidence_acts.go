package assessment

import (
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
)

// giving is a form whose evidence is being changed.
type giving struct {
	who    audit.Actor
	round  *round.Round
	member *round.Member
	all    []Evidence
}

// give asks whether the actor may change the evidence of a form now: as its
// answers, while the form is a draft and not late.
func (d *Desk) give(tx *db.Tx, by By, roundID, agency string) (*giving, error) {
	r, err := round.Get(tx, roundID)
	if err != nil {
		return nil, err
	}
	m, err := round.MemberOf(tx, roundID, agency)
	if err != nil {
		return nil, err
	}
	action := access.AnswerEdit
	if by.Behalf {
		action = access.FormBehalf
	}
	g := &giving{round: r, member: m}
	if g.who, err = d.gate.As(tx, by.Actor, action, m.Resource(r)); err != nil {
		return nil, err
	}
	if !by.Behalf && !m.InTime(r, round.Open, tx.Now()) {
		return nil, fault.New(fault.Conflict, "assessment.evidence.late", nil)
	}
	if state, _, _, err := formOf(tx, roundID, agency); err != nil {
		return nil, err
	} else if state != Draft {
		return nil, fault.New(fault.Conflict, "assessment.evidence.submitted", nil).WithHint("assessment.evidence.submittedHint")
	}
	g.all, err = Evidences(tx, roundID, agency)
	return g, err
}

// speaks refuses a criterion that the agency's framework does not have.
func (d *Desk) speaks(tx *db.Tx, g *giving, node string) error {
	program, err := d.programs.of(tx, g.member.Version)
	if err != nil {
		return err
	}
	if program.criterion(node) == nil {
		return fault.New(fault.Missing, "assessment.evidence.criterion", fault.Args{"node": node})
	}
	return nil
}

// MayGive tells whether the actor could change the evidence of a form now: nil, or
// why not. Pages ask it before they take a file.
func (d *Desk) MayGive(tx *db.Tx, by By, roundID, agency string) error {
	_, err := d.give(tx, by, roundID, agency)
	return err
}

// AddEvidence names a file that is in the store as evidence for a criterion. The
// same bytes given before are not named twice: that row gets another link, and
// what is said of it stays.
func (d *Desk) AddEvidence(tx *db.Tx, by By, roundID, agency, node string, t upload.Taken, doc Details, pointer string) (*Evidence, error) {
	g, err := d.give(tx, by, roundID, agency)
	if err != nil {
		return nil, err
	}
	var list fault.List
	list.Add(d.speaks(tx, g, node))
	list.Add(doc.check())
	list.Add(checkPointer(&pointer))
	if err := list.Err(); err != nil {
		return nil, err
	}
	if have := sameBytes(g.all, t.Blob.Hash); have != nil {
		return have, d.link(tx, by, g, have, node, pointer)
	}
	if err := room(g.all, node, t.Blob.Size); err != nil {
		return nil, err
	}
	e := &Evidence{ID: newID(), Name: t.Name, Hash: t.Blob.Hash, Size: t.Blob.Size, Type: t.Kind.Type, Locked: t.Kind.Locked,
		Details: doc, Scan: t.Verdict.State, Person: g.who.Person, At: tx.Now()}
	return e, d.lay(tx, by, g, e, node, pointer, "assessment.evidence.added")
}

// lay writes a new row with its first link.
func (d *Desk) lay(tx *db.Tx, by By, g *giving, e *Evidence, node, pointer, act string) error {
	if err := insertEvidence(tx, g.round.ID, g.member.Agency, e); err != nil {
		return err
	}
	l := Link{Node: node, Pointer: pointer, Person: g.who.Person, At: tx.Now()}
	if err := insertLink(tx, g.round.ID, g.member.Agency, e.ID, l); err != nil {
		return err
	}
	e.Links = append(e.Links, l)
	changes := []audit.Change{{Field: "name", After: e.Name}, {Field: "hash", After: e.Hash}, {Field: "criterion", After: node}, {Field: "scan", After: string(e.Scan)}}
	if e.Source != "" {
		changes = append(changes, audit.Change{Field: "source", After: e.Source})
	}
	return d.noteEvidence(tx, by, g, act, e.ID, append(changes, documentChanges(Details{}, e.Details)...))
}

func (d *Desk) noteEvidence(tx *db.Tx, by By, g *giving, act, id string, changes []audit.Change) error {
	return d.note(tx, g.who, by, act, "evidence:"+g.round.ID+"/"+id, g.member.Agency, changes)
}

// documentChanges tells what differs, for the log.
func documentChanges(a, b Details) (all []audit.Change) {
	for _, f := range []struct{ name, before, after string }{
		{"number", a.Number, b.Number}, {"date", a.Date, b.Date}, {"issuer", a.Issuer, b.Issuer}, {"extract", a.Extract, b.Extract},
	} {
		if f.before != f.after {
			all = append(all, audit.Change{Field: f.name, Before: f.before, After: f.after})
		}
	}
	return all
}

// LinkEvidence says that a file that was given speaks for another criterion, too;
// where it does already, only the pointer changes.
func (d *Desk) LinkEvidence(tx *db.Tx, by By, roundID, agency, node, id, pointer string) (*Evidence, error) {
	g, e, err := d.given(tx, by, roundID, agency, id)
	if err != nil {
		return nil, err
	}
	var list fault.List
	list.Add(d.speaks(tx, g, node))
	list.Add(checkPointer(&pointer))
	if err := list.Err(); err != nil {
		return nil, err
	}
	return e, d.link(tx, by, g, e, node, pointer)
}

func (d *Desk) link(tx *db.Tx, by By, g *giving, e *Evidence, node, pointer string) error {
	l := Link{Node: node, Pointer: pointer, Person: g.who.Person, At: tx.Now()}
	have := e.Link(node)
	switch {
	case have == nil:
		if err := room(g.all, node, 0); err != nil {
			return err
		}
		if err := insertLink(tx, g.round.ID, g.member.Agency, e.ID, l); err != nil {
			return err
		}
		e.Links = append(e.Links, l)
		return d.noteEvidence(tx, by, g, "assessment.evidence.linked", e.ID, []audit.Change{{Field: "criterion", After: node}})
	case have.Pointer == pointer:
		return nil
	}
	if err := putLink(tx, g.round.ID, g.member.Agency, e.ID, l); err != nil {
		return err
	}
	before := have.Pointer
	*have = l
	return d.noteEvidence(tx, by, g, "assessment.evidence.described", e.ID, []audit.Change{{Field: "pointer " + node, Before: before, After: pointer}})
}

// given asks as give does, for one file that stands.
func (d *Desk) given(tx *db.Tx, by By, roundID, agency, id string) (*giving, *Evidence, error) {
	g, err := d.give(tx, by, roundID, agency)
	if err != nil {
		return nil, nil, err
	}
	for i := range g.all {
		if g.all[i].ID == id {
			return g, &g.all[i], nil
		}
	}
	return nil, nil, fault.New(fault.Missing, "assessment.evidence.none", nil)
}

// DescribeEvidence changes what is said of a file and where it speaks for a
// criterion. revision is the one that the person was shown.
func (d *Desk) DescribeEvidence(tx *db.Tx, by By, roundID, agency, node, id string, revision int64, doc Details, pointer string) (*Evidence, error) {
	g, e, err := d.given(tx, by, roundID, agency, id)
	if err != nil {
		return nil, err
	}
	var list fault.List
	list.Add(doc.check())
	list.Add(checkPointer(&pointer))
	if e.Link(node) == nil {
		list.Add(fault.New(fault.Missing, "assessment.evidence.none", nil))
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	if e.Revision != revision && e.Details != doc {
		return nil, fault.New(fault.Conflict, "assessment.evidence.changed", nil)
	}
	if changes := documentChanges(e.Details, doc); len(changes) > 0 {
		if err := putDocument(tx, roundID, agency, id, revision, doc); err != nil {
			return nil, err
		}
		e.Details, e.Revision = doc, revision+1
		if err := d.noteEvidence(tx, by, g, "assessment.evidence.described", id, changes); err != nil {
			return nil, err
		}
	}
	return e, d.link(tx, by, g, e, node, pointer)
}

// RemoveEvidence takes a file away from a criterion. From the last one it is
// removed: the row stays, marked so, and its bytes with it.
func (d *Desk) RemoveEvidence(tx *db.Tx, by By, roundID, agency, node, id string) error {
	g, e, err := d.given(tx, by, roundID, agency, id)
	if err != nil {
		return err
	}
	if e.Link(node) == nil {
		return fault.New(fault.Missing, "assessment.evidence.none", nil)
	}
	by.Reason = strings.TrimSpace(by.Reason)
	if len(e.Links) > 1 {
		if err := dropLink(tx, roundID, agency, id, node); err != nil {
			return err
		}
		return d.noteEvidence(tx, by, g, "assessment.evidence.unlinked", id, []audit.Change{{Field: "criterion", Before: node}})
	}
	if err := markRemoved(tx, roundID, agency, id); err != nil {
		return err
	}
	return d.noteEvidence(tx, by, g, "assessment.evidence.removed", id, []audit.Change{{Field: "name", Before: e.Name}, {Field: "hash", Before: e.Hash}, {Field: "criterion", Before: node}})
}

// ReuseEvidence takes a file over from last year's round, with what was said of
// it: a row of its own over the same bytes.
func (d *Desk) ReuseEvidence(tx *db.Tx, by By, roundID, agency, node, lastID string) (*Evidence, error) {
	g, err := d.give(tx, by, roundID, agency)
	if err != nil {
		return nil, err
	}
	if err := d.speaks(tx, g, node); err != nil {
		return nil, err
	}
	if g.round.Previous == "" {
		return nil, fault.New(fault.Conflict, "assessment.evidence.first", nil)
	}
	last, err := EvidenceOf(tx, g.round.Previous, agency, lastID)
	if err != nil {
		return nil, err
	}
	if !last.Removed.IsZero() || last.Scan == file.Infected {
		return nil, fault.New(fault.Missing, "assessment.evidence.none", nil)
	}
	pointer := ""
	if l := last.Link(node); l != nil {
		pointer = l.Pointer
	}
	if have := sameBytes(g.all, last.Hash); have != nil {
		return have, d.link(tx, by, g, have, node, pointer)
	}
	if err := room(g.all, node, last.Size); err != nil {
		return nil, err
	}
	e := *last
	e.ID, e.Source, e.Person, e.At, e.Links = newID(), g.round.Previous, g.who.Person, tx.Now(), nil
	return &e, d.lay(tx, by, g, &e, node, pointer, "assessment.evidence.reused")
}
