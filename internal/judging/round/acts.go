package round

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Calendar is through which rounds are prepared and led from phase to phase.
type Calendar struct {
	log  *audit.Log
	gate *access.Gate
}

// NewCalendar makes one that asks the gate and writes to the log.
func NewCalendar(log *audit.Log, gate *access.Gate) *Calendar { return &Calendar{log, gate} }

// By is who acts and why.
type By struct {
	Actor  access.Actor
	Reason string
}

// newID names a row: 128 random bits.
func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

// open asks whether the person may manage the round and gives it as it is;
// another revision than the one that the person was shown is a conflict.
func (c *Calendar) open(tx *db.Tx, by By, id string, revision int64) (audit.Actor, *Round, error) {
	r, err := Get(tx, id)
	if err != nil && fault.KindOf(err) != fault.Missing {
		return audit.Actor{}, nil, err
	}
	phase := access.Phase("")
	if r != nil {
		phase = r.Phase
	}
	who, ask := c.gate.As(tx, by.Actor, access.RoundManage, access.Resource{Phase: phase})
	if ask != nil {
		return who, nil, ask
	}
	if err == nil && r.Revision != revision {
		err = fault.New(fault.Conflict, "round.row.changed", nil)
	}
	return who, r, err
}

// Prepare makes a round in its first phase, with its cohort as the registry has
// it on the round's day. ID, Phase, Created and Revision are given by the act.
func (c *Calendar) Prepare(tx *db.Tx, by By, r Round) (*Round, error) {
	who, err := c.gate.As(tx, by.Actor, access.RoundManage, access.Resource{Phase: Prepare})
	if err != nil {
		return nil, err
	}
	if r.Imported {
		return nil, fault.New(fault.Invalid, "round.row.imported", nil)
	}
	r.ID, r.Phase, r.Created = newID(), Prepare, tx.Now()
	if err := c.check(tx, &r); err != nil {
		return nil, err
	}
	if err := insert(tx, &r); err != nil {
		return nil, err
	}
	if err := c.freeze(tx, &r); err != nil {
		return nil, err
	}
	return &r, c.note(tx, who, by, "round.act.prepared", &r, "", append(settingsOf(&Round{}, &r), audit.Change{Field: "year", After: strconv.Itoa(r.Year)}))
}

// Change sets name, day, variants, calendar and the rest of a round in
// preparation, and takes the cohort anew; once agencies answer only name and
// calendar can change, and no end that has passed.
func (c *Calendar) Change(tx *db.Tx, by By, r Round) (*Round, error) {
	who, old, err := c.open(tx, by, r.ID, r.Revision)
	if err != nil {
		return nil, err
	}
	r.Phase, r.Imported, r.Created = old.Phase, old.Imported, old.Created
	if err := c.check(tx, &r); err != nil {
		return nil, err
	}
	if old.Phase != Prepare {
		if r.Year != old.Year || r.Training != old.Training || r.Set != old.Set || r.AsOf != old.AsOf || r.Previous != old.Previous || !slices.Equal(r.Variants, old.Variants) {
			return nil, fault.New(fault.Conflict, "round.row.frozen", nil)
		}
		for _, p := range Timed {
			if was := old.Due(p); !was.Equal(r.Due(p)) && !was.IsZero() && old.After(p) && old.Phase != p {
				return nil, fault.New(fault.Conflict, "round.plan.passed", fault.Args{"phase": p}).WithPlace(fault.Place{Field: "until_" + string(p)})
			}
		}
	}
	changes := settingsOf(old, &r)
	if err := update(tx, &r); err != nil {
		return nil, err
	}
	if r.Phase == Prepare {
		if err := c.freeze(tx, &r); err != nil {
			return nil, err
		}
	}
	return &r, c.note(tx, who, by, "round.act.changed", &r, "", changes)
}

// freeze takes the cohort from the registry. Exemptions stay: they name the
// agency.
func (c *Calendar) freeze(tx *db.Tx, r *Round) error {
	province, err := agency.Load(tx)
	if err != nil {
		return err
	}
	return replaceMembers(tx, r.ID, r.cohort(province))
}

// check tells everything that is wrong with what was typed.
func (c *Calendar) check(tx *db.Tx, r *Round) error {
	var list fault.List
	bad := func(field, key string, args fault.Args) {
		list.Add(fault.New(fault.Invalid, key, args).WithPlace(fault.Place{Field: field}))
	}
	if strings.TrimSpace(r.Name.Vi) == "" || len(r.Name.Vi) > 500 || len(r.Name.En) > 500 {
		bad("name", "round.row.name", nil)
	}
	if r.Year < 2000 || r.Year > 2100 {
		bad("year", "round.row.year", nil)
	}
	if d, err := agency.DayOf(string(r.AsOf)); err != nil || d == "" {
		bad("as_of", "round.row.day", nil)
	}
	sets, err := agency.Sets(tx)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(sets, func(s *agency.Set) bool { return s.Code == r.Set })
	if i < 0 {
		bad("set", "round.row.set", nil)
	}
	seen := map[string]bool{}
	for _, v := range r.Variants {
		if seen[v.Group] || v.Group != "" && i >= 0 && sets[i].Find(v.Group) == nil {
			bad("version_"+v.Group, "round.variant.group", fault.Args{"group": v.Group})
		}
		seen[v.Group] = true
		f, err := criteria.Get(tx, v.Version)
		switch {
		case err != nil && fault.KindOf(err) == fault.Missing || err == nil && r.Phase == Prepare && f.State != criteria.Issued && f.State != criteria.Draft:
			bad("version_"+v.Group, "round.variant.version", nil)
		case err != nil:
			return err
		}
	}
	if r.Previous != "" {
		if p, err := Get(tx, r.Previous); err != nil || p.ID == r.ID {
			bad("previous", "round.row.previous", nil)
		}
	}
	list = append(list, checkPlan(r.Plan)...)
	return list.Err()
}

// Step leads the round to another phase.
func (c *Calendar) Step(tx *db.Tx, by By, id string, revision int64, to access.Phase) (*Round, error) {
	r, err := Get(tx, id)
	if err != nil {
		return nil, err
	}
	w, wrong := r.way(to)
	ask := w.Ask
	if wrong != nil {
		ask = access.RoundManage
	}
	who, err := c.gate.As(tx, by.Actor, ask, access.Resource{Phase: r.Phase})
	switch {
	case err != nil:
		return nil, err
	case wrong != nil:
		return nil, wrong
	case r.Revision != revision:
		return nil, fault.New(fault.Conflict, "round.row.changed", nil)
	case w.Back && strings.TrimSpace(by.Reason) == "":
		return nil, fault.New(fault.Invalid, "round.step.reason", nil).WithPlace(fault.Place{Field: "reason"})
	case to == Open:
		if err := ready(tx, r); err != nil {
			return nil, err
		}
	}
	r.Phase = to
	if err := update(tx, r); err != nil {
		return nil, err
	}
	if err := insertStep(tx, r.ID, Step{From: w.From, To: to, Reason: by.Reason, Person: who.Person, At: tx.Now()}); err != nil {
		return nil, err
	}
	return r, c.note(tx, who, by, "round.act.stepped", r, "", []audit.Change{{Field: "phase", Before: string(w.From), After: string(to)}})
}

// ready tells everything for which the round cannot be opened yet.
func ready(tx *db.Tx, r *Round) error {
	var list fault.List
	if due := r.Due(Open); due.IsZero() {
		list.Add(fault.New(fault.Invalid, "round.ready.due", nil))
	} else if !due.After(tx.Now()) {
		list.Add(fault.New(fault.Invalid, "round.ready.past", nil))
	}
	list.Add(fits(tx, r))
	return list.Err()
}

// fits tells whether every member has an issued version that takes it.
func fits(tx *db.Tx, r *Round) error {
	var list fault.List
	members, err := Members(tx, r.ID)
	if err != nil {
		return err
	}
	if len(members) == 0 {
		list.Add(fault.New(fault.Invalid, "round.ready.empty", nil))
	}
	byVersion := map[string][]scoring.Agency{}
	for i := range members {
		m := &members[i]
		if _, out := m.Excused(); out {
			continue
		}
		if m.Version == "" {
			list.Add(fault.New(fault.Invalid, "round.ready.version", fault.Args{"agency": m.Name.Vi, "group": m.Group}))
			continue
		}
		byVersion[m.Version] = append(byVersion[m.Version], m.Scoring())
	}
	for id, agencies := range byVersion {
		v, err := criteria.Get(tx, id)
		if err != nil {
			return err
		}
		if v.State != criteria.Issued {
			list.Add(fault.New(fault.Invalid, "round.ready.unissued", fault.Args{"code": v.Framework.Code, "number": v.Framework.Version}))
			continue
		}
		if _, err := Compile(v, agencies); err != nil {
			list.Add(err)
		}
	}
	list.Sort()
	return list.Err()
}

// Compile makes a cohort of agencies for a framework version. The faults are
// those of the engine: groups that the framework does not know, exemptions that
// it does not allow.
func Compile(v *criteria.Version, agencies []scoring.Agency) (*scoring.Cohort, error) {
	program, err := scoring.Compile(v.Framework)
	if err != nil {
		return nil, criteria.Fault(err)
	}
	cohort, err := scoring.NewCohort(program, agencies)
	if err != nil {
		return nil, criteria.Fault(err)
	}
	return cohort, nil
}

func (c *Calendar) note(tx *db.Tx, who audit.Actor, by By, act string, r *Round, agency string, changes []audit.Change) error {
	changes = slices.DeleteFunc(changes, func(c audit.Change) bool { return c.Before == c.After })
	return c.log.Append(tx, &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: by.Reason, Act: act, Object: "round:" + r.ID, Agency: agency, Change: changes})
}

// settingsOf tells what differs between two rounds, for the log.
func settingsOf(a, b *Round) []audit.Change {
	all := []audit.Change{
		{Field: "name", Before: a.Name.Vi, After: b.Name.Vi},
		{Field: "set", Before: a.Set, After: b.Set}, {Field: "asOf", Before: string(a.AsOf), After: string(b.AsOf)},
		{Field: "previous", Before: a.Previous, After: b.Previous},
		{Field: "training", Before: fmt.Sprint(a.Training), After: fmt.Sprint(b.Training)}, {Field: "officer", Before: fmt.Sprint(a.Officer), After: fmt.Sprint(b.Officer)},
	}
	for _, p := range Timed {
		all = append(all, audit.Change{Field: "until " + string(p), Before: shown(a.Due(p)), After: shown(b.Due(p))})
	}
	for _, group := range groupsOf(a, b) {
		all = append(all, audit.Change{Field: "version " + group, Before: a.VersionOf(group), After: b.VersionOf(group)})
	}
	return all
}
