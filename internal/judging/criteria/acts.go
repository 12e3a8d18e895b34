package criteria

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Library is through which versions of frameworks are made, edited and issued.
type Library struct {
	log  *audit.Log
	gate *access.Gate
}

// NewLibrary makes a library that asks the gate and writes to the log.
func NewLibrary(log *audit.Log, gate *access.Gate) *Library { return &Library{log, gate} }

// By is who acts and why.
type By struct {
	Actor  access.Actor
	Reason string
}

func (l *Library) may(tx *db.Tx, by By) (audit.Actor, error) {
	return l.gate.As(tx, by.Actor, access.FrameworkManage, access.Resource{})
}

// newID names a version: 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// New begins a draft from a framework as it was read from a file, shipped, or
// made: NewFramework gives an empty one. It may be unsound.
func (l *Library) New(tx *db.Tx, by By, f *scoring.Framework, checks []Check) (*Version, error) {
	who, err := l.may(tx, by)
	if err != nil {
		return nil, err
	}
	return l.draft(tx, who, by, &Version{Framework: f, Checks: checks})
}

// Clone begins a draft from a version, under another number. amending says that
// the draft is to replace the version in open rounds, by an amending decision;
// only an issued version can be amended.
func (l *Library) Clone(tx *db.Tx, by By, id, number string, amending bool) (*Version, error) {
	who, err := l.may(tx, by)
	if err != nil {
		return nil, err
	}
	v, err := Get(tx, id)
	if err != nil {
		return nil, err
	}
	if amending && v.State != Issued {
		return nil, fault.New(fault.Conflict, "criteria.version.unissued", fault.Args{"state": v.State})
	}
	c := &Version{Framework: v.Framework, Checks: v.Checks, Source: v.ID}
	c.Framework.Version = number
	if amending {
		c.Amends = v.ID
	}
	return l.draft(tx, who, by, c)
}

func (l *Library) draft(tx *db.Tx, who audit.Actor, by By, v *Version) (*Version, error) {
	v.ID, v.State, v.Created = newID(), Draft, tx.Now()
	v.Framework.Status = scoring.StatusDraft
	if err := insert(tx, v); err != nil {
		return nil, err
	}
	return v, l.note(tx, who, by, "criteria.version.drafted", v, []audit.Change{
		{Field: "framework", After: v.Framework.Code + " " + v.Framework.Version}, {Field: "source", After: v.Source}, {Field: "amends", After: v.Amends}})
}

// Edit changes a draft: edit gets the version and changes its framework or
// checks with the functions of this package. revision is the one that the person
// was shown: somebody else's change in between is a conflict. What is unsound is
// saved all the same, and told by Findings.
func (l *Library) Edit(tx *db.Tx, by By, id string, revision int64, edit func(v *Version) error) (*Version, error) {
	who, v, err := l.open(tx, by, id, revision)
	if err != nil {
		return nil, err
	}
	if v.State != Draft {
		return nil, fault.New(fault.Conflict, "criteria.version.frozen", fault.Args{"state": v.State})
	}
	before, err := Get(tx, id) // rows hold text: what edit changes cannot reach it
	if err != nil {
		return nil, err
	}
	if err := edit(v); err != nil {
		return nil, err
	}
	v.Framework.Status = scoring.StatusDraft
	changes := changesOf(before, v)
	if len(changes) == 0 {
		if before.Framework.Equal(v.Framework) {
			return v, nil
		}
		changes = []audit.Change{{Field: "framework", After: "order"}}
	}
	if err := update(tx, v); err != nil {
		return nil, err
	}
	return v, l.note(tx, who, by, "criteria.version.edited", v, changes)
}

func (l *Library) open(tx *db.Tx, by By, id string, revision int64) (audit.Actor, *Version, error) {
	who, err := l.may(tx, by)
	if err != nil {
		return who, nil, err
	}
	v, err := Get(tx, id)
	if err != nil {
		return who, nil, err
	}
	if v.Revision != revision {
		return who, nil, fault.New(fault.Conflict, "criteria.version.changed", nil)
	}
	return who, v, nil
}

// Issue freezes a draft by a decision. It must be sound: all that stops is told
// in one pass.
func (l *Library) Issue(tx *db.Tx, by By, id string, revision int64, d Decision) (*Version, error) {
	who, v, err := l.open(tx, by, id, revision)
	if err != nil {
		return nil, err
	}
	var list fault.List
	list.Add(v.State.next(Issued))
	list.Add(d.check())
	list.Add(v.Findings().Err())
	taken, err := numberTaken(tx, v)
	if err != nil {
		return nil, err
	}
	if taken {
		list.Add(fault.New(fault.Conflict, "criteria.version.named", fault.Args{"code": v.Framework.Code, "number": v.Framework.Version}))
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	v.State, v.Decision, v.Issued, v.Framework.Status = Issued, d, tx.Now(), scoring.StatusIssued
	if err := update(tx, v); err != nil {
		return nil, err
	}
	return v, l.note(tx, who, by, "criteria.version.issued", v, []audit.Change{
		{Field: "state", Before: string(Draft), After: string(Issued)}, {Field: "decision", After: d.Number + " " + d.Date}})
}

// Withdraw ends an issued version by a decision: no new round takes it. Rounds
// that have it keep it.
func (l *Library) Withdraw(tx *db.Tx, by By, id string, revision int64) (*Version, error) {
	return l.end(tx, by, id, revision, Withdrawn, "criteria.version.withdrawn")
}

// Discard puts a draft away that came to nothing.
func (l *Library) Discard(tx *db.Tx, by By, id string, revision int64) (*Version, error) {
	return l.end(tx, by, id, revision, Discarded, "criteria.version.discarded")
}

func (l *Library) end(tx *db.Tx, by By, id string, revision int64, to State, act string) (*Version, error) {
	who, v, err := l.open(tx, by, id, revision)
	if err != nil {
		return nil, err
	}
	if err := v.State.next(to); err != nil {
		return nil, err
	}
	if by.Reason == "" {
		return nil, fault.New(fault.Invalid, "criteria.version.reason", nil).WithPlace(fault.Place{Field: "reason"})
	}
	before := v.State
	v.State = to
	if to == Withdrawn {
		v.Withdrawn, v.Framework.Status = tx.Now(), scoring.StatusWithdrawn
	}
	if err := update(tx, v); err != nil {
		return nil, err
	}
	return v, l.note(tx, who, by, act, v, []audit.Change{{Field: "state", Before: string(before), After: string(to)}})
}

func (l *Library) note(tx *db.Tx, who audit.Actor, by By, act string, v *Version, changes []audit.Change) error {
	changes = slices.DeleteFunc(changes, func(c audit.Change) bool { return c.Before == "" && c.After == "" })
	return l.log.Append(tx, &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: by.Reason, Act: act, Object: "framework:" + v.ID, Change: changes})
}

// mostChanges is how many changes one record names; a workbook that replaces a
// framework changes thousands, and both versions of it can be compared.
const mostChanges = 200

// changesOf tells what an edit has changed, for the log.
func changesOf(a, b *Version) []audit.Change {
	var all []audit.Change
	for _, c := range scoring.Diff(a.Framework, b.Framework) {
		all = append(all, audit.Change{Field: c.Path, Before: c.Before.Vi, After: c.After.Vi})
	}
	before, after := map[string]string{}, map[string]string{}
	var codes []string
	for _, set := range []struct {
		of   []Check
		into map[string]string
	}{{a.Checks, before}, {b.Checks, after}} {
		for i := range set.of {
			c := &set.of[i]
			if _, seen := before[c.Code]; !seen {
				codes = append(codes, c.Code)
			}
			set.into[c.Code] = fmt.Sprintf("%s: %s", c.Severity, c.Require)
			if set.into[c.Code] == before[c.Code] && !equalChecks(find(a.Checks, c.Code), c) {
				set.into[c.Code] += " *" // its words alone
			}
		}
	}
	slices.Sort(codes)
	for _, code := range slices.Compact(codes) {
		if before[code] != after[code] {
			all = append(all, audit.Change{Field: "check " + code, Before: before[code], After: after[code]})
		}
	}
	if more := len(all) - mostChanges; more > 0 {
		all = append(all[:mostChanges:mostChanges], audit.Change{Field: "further", After: fmt.Sprint(more)})
	}
	return all
}

func find(checks []Check, code string) *Check {
	for i := range checks {
		if checks[i].Code == code {
			return &checks[i]
		}
	}
	return nil
}

func equalChecks(a, b *Check) bool {
	return a != nil && a.Code == b.Code && a.Name == b.Name && a.Require == b.Require && a.Severity == b.Severity && a.Hint == b.Hint && slices.Equal(a.Groups, b.Groups)
}
