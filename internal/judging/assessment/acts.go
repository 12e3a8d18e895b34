package assessment

import (
	"crypto/rand"
	"encoding/hex"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Desk is through which agencies fill in, submit and withdraw their forms.
type Desk struct {
	log      *audit.Log
	gate     *access.Gate
	programs programs
}

// NewDesk makes a desk that asks the gate and writes to the log.
func NewDesk(log *audit.Log, gate *access.Gate) *Desk { return &Desk{log: log, gate: gate} }

// By is who acts and why.
type By struct {
	Actor  access.Actor
	Reason string
	// Behalf says that the secretariat acts for the agency.
	Behalf bool
	// Decimal answers how numbers are read that people write in two ways.
	Decimal text.Decimal
}

// newID names a row: 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// Save keeps one answer. An edit whose name came before gives what became of it
// then. Who saw another version than the one that is there gets a fault of kind
// conflict, caused by a Lost with both values, unless both say the same. What
// comes after the end is kept as a draft that counts for nothing, and told by
// Saved.Late.
func (d *Desk) Save(tx *db.Tx, by By, roundID, agency string, e Edit) (*Saved, error) {
	r, err := round.Get(tx, roundID)
	if err != nil {
		return nil, err
	}
	m, err := round.MemberOf(tx, roundID, agency)
	if err != nil {
		return nil, err
	}
	late, action := "", access.AnswerEdit
	switch {
	case by.Behalf:
		action = access.FormBehalf
	case !r.Answering():
		late, action = LatePhase, access.AnswerDraft
	case !m.InTime(r, round.Open, tx.Now()):
		late, action = LateDue, access.AnswerDraft
	}
	who, err := d.gate.As(tx, by.Actor, action, m.Resource(r))
	if err != nil {
		return nil, err
	}
	if len(e.Op) > mostOp {
		return nil, fault.New(fault.Limit, "assessment.edit.op", nil)
	}
	if e.Op == "" {
		e.Op = newID()
	} else if s, err := editOf(tx, roundID, agency, e.Op); err != nil || s != nil {
		if s != nil {
			s.Again = true
		}
		return s, err
	}
	program, err := d.programs.of(tx, m.Version)
	if err != nil {
		return nil, err
	}
	it := program.items[e.Item]
	if it == nil {
		return nil, fault.New(fault.Missing, "assessment.edit.item", fault.Args{"item": e.Item})
	}
	if err := e.read(it, by.Decimal); err != nil {
		return nil, err
	}
	if late == "" {
		state, _, _, err := formOf(tx, roundID, agency)
		if err != nil {
			return nil, err
		}
		if state != Draft {
			late = LateSubmitted
		}
	}
	now, err := answerOf(tx, roundID, agency, e.Item)
	if err != nil {
		return nil, err
	}
	s := &Saved{Before: now, Late: late, Answer: Answer{Item: e.Item, Value: e.Value, Inapplicable: e.Inapplicable, Reason: e.Reason, Person: who.Person, At: tx.Now()}}
	switch {
	case late != "":
		// A draft has no place among the versions.
	case now.Same(&s.Answer):
		s.Answer = now // nothing to write: who saw an older one typed the same
		return s, nil
	case now.Version != e.Base:
		return nil, fault.Wrap(fault.Conflict, &Lost{e, now}, "assessment.answer.lost", nil).WithPlace(fault.Place{Field: e.Item})
	default:
		s.Version = now.Version
		if err := putAnswer(tx, roundID, agency, &s.Answer); err != nil {
			return nil, err
		}
	}
	if err := noteEdit(tx, roundID, agency, e.Op, s); err != nil {
		return nil, err
	}
	act := "assessment.answer.saved"
	if late != "" {
		act = "assessment.answer.drafted"
	}
	return s, d.note(tx, who, by, act, "answer:"+roundID+"/"+e.Item, agency, answerChanges(&now, &s.Answer))
}

// answerChanges tells what differs between two answers, for the log.
func answerChanges(a, b *Answer) []audit.Change {
	var all []audit.Change
	if a.Value != b.Value {
		all = append(all, audit.Change{Field: b.Item, Before: a.Value, After: b.Value})
	}
	if a.Inapplicable != b.Inapplicable {
		all = append(all, audit.Change{Field: "inapplicable", Before: yes(a.Inapplicable), After: yes(b.Inapplicable)})
	}
	if a.Reason != b.Reason {
		all = append(all, audit.Change{Field: "reason", Before: a.Reason, After: b.Reason})
	}
	return all
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func (d *Desk) note(tx *db.Tx, who audit.Actor, by By, act, object, agency string, changes []audit.Change) error {
	return d.log.Append(tx, &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: by.Reason, Act: act, Object: object, Agency: agency, Change: changes})
}
