package calibration

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Desk is through which studies are kept and minutes are taken. It asks for the
// right to manage frameworks.
type Desk struct {
	log     *audit.Log
	gate    *access.Gate
	library *criteria.Library
}

// NewDesk makes a desk that asks the gate, writes to the log, and changes drafts
// through the library.
func NewDesk(log *audit.Log, gate *access.Gate, library *criteria.Library) *Desk {
	return &Desk{log, gate, library}
}

func newID() string {
	var b [16]byte
	rand.Read(b[:]) // never fails (crypto/rand)
	return hex.EncodeToString(b[:])
}

func (d *Desk) may(tx *db.Tx, by criteria.By) (audit.Actor, error) {
	return d.gate.As(tx, by.Actor, access.FrameworkManage, access.Resource{})
}

// Keep keeps a table with a version; it is the one in force from now on. What was
// kept before stays in the store, for the minutes that name it.
func (d *Desk) Keep(tx *db.Tx, by criteria.By, framework string, from Source, t *Table, set Settings) (*Study, error) {
	who, err := d.may(tx, by)
	if err != nil {
		return nil, err
	}
	v, err := criteria.Get(tx, framework)
	if err != nil {
		return nil, err
	}
	var list fault.List
	list.Add(t.valid())
	list.Add(set.check())
	if err := list.Err(); err != nil {
		return nil, err
	}
	s := &Study{ID: newID(), Framework: v.ID, Source: from, Table: t, Settings: set, Author: who.Person, Created: tx.Now()}
	if err := insertStudy(tx, s); err != nil {
		return nil, err
	}
	agencies, items, values := t.Size()
	return s, d.note(tx, who, by, "calibration.study.kept", v.ID, []audit.Change{
		{Field: "table", After: t.Name}, {Field: "source", After: string(from)}, {Field: "size", After: fmt.Sprintf("%d × %d, %d", agencies, items, values)}})
}

// Tune changes how a study is tried. revision is the one that the person was
// shown.
func (d *Desk) Tune(tx *db.Tx, by criteria.By, framework string, revision int64, set Settings) (*Study, error) {
	who, err := d.may(tx, by)
	if err != nil {
		return nil, err
	}
	if err := set.check(); err != nil {
		return nil, err
	}
	s, err := d.study(tx, framework)
	if err != nil {
		return nil, err
	}
	if s.Revision != revision {
		return nil, fault.New(fault.Conflict, "calibration.study.changed", nil)
	}
	before := s.Settings
	if before == set {
		return s, nil
	}
	s.Settings = set
	if err := updateSettings(tx, s); err != nil {
		return nil, err
	}
	return s, d.note(tx, who, by, "calibration.study.tuned", framework, []audit.Change{{Field: "settings", Before: before.String(), After: set.String()}})
}

func (d *Desk) study(tx *db.Tx, framework string) (*Study, error) {
	s, err := Latest(tx, framework)
	if err == nil && s == nil {
		err = fault.New(fault.Missing, "calibration.study.none", nil)
	}
	return s, err
}

// String says the settings on one line.
func (s Settings) String() string {
	return fmt.Sprintf("%d draws, noise %g, seed %d", s.Draws, s.Noise, s.Seed)
}

// Outcome is what somebody saw of a trial and writes down.
type Outcome struct {
	Against       string // id of the issued version beside the draft; "" for none
	Changes       Changes
	Ranks, Levels int // as Report.Moved counts
}

// Record adds an entry to the minutes of a version: what was tried and, as
// by.Reason, what the Council thinks of it. Nothing else changes.
func (d *Desk) Record(tx *db.Tx, by criteria.By, framework string, o Outcome) (*Minute, error) {
	who, err := d.may(tx, by)
	if err != nil {
		return nil, err
	}
	return d.minute(tx, who, by, framework, o, false)
}

// Adopt changes a draft as was tried, and takes it into the minutes. revision is
// that of the draft that the person was shown.
func (d *Desk) Adopt(tx *db.Tx, by criteria.By, framework string, revision int64, o Outcome) (*criteria.Version, *Minute, error) {
	who, err := d.may(tx, by)
	if err != nil {
		return nil, nil, err
	}
	if o.Changes.IsZero() {
		return nil, nil, fault.New(fault.Invalid, "calibration.change.none", nil)
	}
	m, err := d.minute(tx, who, by, framework, o, true)
	if err != nil {
		return nil, nil, err
	}
	v, err := d.library.Edit(tx, by, framework, revision, func(v *criteria.Version) error {
		f, err := Apply(v.Framework, o.Changes)
		if err == nil {
			v.Framework = f
		}
		return err
	})
	return v, m, err
}

func (d *Desk) minute(tx *db.Tx, who audit.Actor, by criteria.By, framework string, o Outcome, adopted bool) (*Minute, error) {
	v, err := criteria.Get(tx, framework)
	if err != nil {
		return nil, err
	}
	s, err := d.study(tx, framework)
	if err != nil {
		return nil, err
	}
	m := &Minute{ID: newID(), Framework: v.ID, Study: s.ID, Against: o.Against, Changes: o.Changes, Reason: strings.TrimSpace(by.Reason), Adopted: adopted,
		Ranks: o.Ranks, Levels: o.Levels, Author: who.Person, Created: tx.Now()}
	if err := m.check(); err != nil {
		return nil, err
	}
	before := map[KnobKind]map[string]string{}
	for _, k := range Knobs(v.Framework) {
		if before[k.Kind] == nil {
			before[k.Kind] = map[string]string{}
		}
		before[k.Kind][k.Key] = k.Now.String()
	}
	var changes []audit.Change
	for _, set := range o.Changes.sets() {
		for _, key := range slices.Sorted(maps.Keys(set.of)) {
			changes = append(changes, audit.Change{Field: string(set.kind) + " " + key, Before: before[set.kind][key], After: set.of[key].String()})
		}
	}
	if err := insertMinute(tx, m); err != nil {
		return nil, err
	}
	act := "calibration.minute.recorded"
	if adopted {
		act = "calibration.minute.adopted"
	}
	return m, d.note(tx, who, by, act, framework, changes)
}

func (d *Desk) note(tx *db.Tx, who audit.Actor, by criteria.By, act, framework string, changes []audit.Change) error {
	return d.log.Append(tx, &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: by.Reason, Act: act, Object: "framework:" + framework, Change: changes})
}
