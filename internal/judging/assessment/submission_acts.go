package assessment

import (
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Signature is what whoever submits adds to the form.
type Signature struct {
	Way       Way
	Statement string // the words that were agreed to, as they were shown; "" is refused
	Document  Document
	Revision  int64  // of the form's row, as it was shown
	Hash      string // of answers and evidence as they were shown; "" is not compared
}

// ask asks whether somebody may submit in a way, and gives the action.
func (d *Desk) ask(tx *db.Tx, by By, f *Form, way Way) (audit.Actor, error) {
	action, known := map[Way]access.Action{ByHead: access.FormSubmit, ByDocument: access.FormDeliver, OnBehalf: access.FormBehalf}[way]
	if !known {
		return audit.Actor{}, fault.New(fault.Invalid, "assessment.submit.way", nil)
	}
	who, err := d.gate.As(tx, by.Actor, action, f.Member.Resource(f.Round))
	if err == nil && way == ByDocument && !f.Round.Officer {
		err = fault.New(fault.Denied, "assessment.submit.document", nil)
	}
	return who, err
}

// Submit submits the form as it is. What stops it is told whole; the answers
// that are submitted are those that were shown, or the fault is a conflict.
func (d *Desk) Submit(tx *db.Tx, by By, roundID, agency string, s Signature) (*Submission, error) {
	f, err := d.OpenWhole(tx, roundID, agency)
	if err != nil {
		return nil, err
	}
	who, err := d.ask(tx, by, f, s.Way)
	if err != nil {
		return nil, err
	}
	data, hash, err := f.content()
	if err != nil {
		return nil, err
	}
	switch {
	case f.State != Draft:
		return nil, fault.New(fault.Conflict, "assessment.submit.state", nil)
	case f.Revision != s.Revision:
		return nil, fault.New(fault.Conflict, "assessment.form.changed", nil)
	case s.Hash != "" && s.Hash != hash:
		return nil, fault.New(fault.Conflict, "assessment.submit.moved", nil)
	case !f.Member.InTime(f.Round, round.Open, tx.Now()):
		return nil, fault.New(fault.Conflict, "assessment.submit.late", nil)
	}
	list := f.Review().Stops
	if strings.TrimSpace(s.Statement) == "" {
		list.Add(fault.New(fault.Invalid, "assessment.submit.statement", nil).WithPlace(fault.Place{Field: "statement"}))
	}
	if s.Way != ByHead {
		list.Add(s.Document.check())
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	person, err := d.gate.Person(tx, who.Person)
	if err != nil {
		return nil, err
	}
	out := &Submission{ID: newID(), Round: roundID, Agency: agency, Version: f.Member.Version, Way: s.Way, Content: data, Hash: hash,
		Statement: s.Statement, Document: s.Document, Person: who.Person, Name: person.Name, Role: who.Role, Behalf: who.Behalf, At: tx.Now()}
	record := &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: by.Reason, Act: "assessment.form.submitted", Object: objectOf(roundID), Agency: agency,
		Change: []audit.Change{{Field: "state", Before: string(f.State), After: string(Submitted)}, {Field: "submission", After: out.ID}, {Field: "hash", After: hash}, {Field: "way", After: string(s.Way)}, {Field: "statement", After: s.Statement}}}
	if s.Document.Number != "" {
		record.Change = append(record.Change, audit.Change{Field: "document", After: s.Document.String()})
	}
	if err := d.log.Append(tx, record); err != nil {
		return nil, err
	}
	out.Record = record.ID
	if err := insertSubmission(tx, out); err != nil {
		return nil, err
	}
	return out, putForm(tx, roundID, agency, Submitted, out.ID, f.Revision)
}

// objectOf is how the log names the forms of a round.
func objectOf(round string) string { return "form:" + round }

// Withdraw takes a submitted form back before its deadline, so that it can be
// changed; the submission stays on record.
func (d *Desk) Withdraw(tx *db.Tx, by By, roundID, agency string, revision int64) error {
	f, err := d.Open(tx, roundID, agency)
	if err != nil {
		return err
	}
	way := ByHead
	if by.Behalf {
		way = OnBehalf
	}
	who, err := d.ask(tx, by, f, way)
	switch {
	case err != nil:
		return err
	case f.State != Submitted || !f.Round.Answering():
		return fault.New(fault.Conflict, "assessment.withdraw.state", nil)
	case f.Revision != revision:
		return fault.New(fault.Conflict, "assessment.form.changed", nil)
	case !f.Member.InTime(f.Round, round.Open, tx.Now()):
		return fault.New(fault.Conflict, "assessment.withdraw.late", nil)
	case strings.TrimSpace(by.Reason) == "":
		return fault.New(fault.Invalid, "assessment.withdraw.reason", nil).WithPlace(fault.Place{Field: "reason"})
	}
	if err := withdrawSubmission(tx, roundID, agency, f.Submission, tx.Now()); err != nil {
		return err
	}
	if err := putForm(tx, roundID, agency, Draft, "", f.Revision); err != nil {
		return err
	}
	return d.note(tx, who, by, "assessment.form.withdrawn", objectOf(roundID), agency, []audit.Change{{Field: "state", Before: string(Submitted), After: string(Draft)}, {Field: "submission", Before: f.Submission}})
}
