package agency

import (
	"slices"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Directory is through which agencies are changed.
type Directory struct {
	log  *audit.Log
	gate *access.Gate
}

// NewDirectory makes a directory whose acts ask the gate and are written to the
// log.
func NewDirectory(log *audit.Log, gate *access.Gate) *Directory { return &Directory{log, gate} }

// By is who acts and why.
type By struct {
	Actor  access.Actor
	Reason string
}

// may asks whether somebody may change agencies, first of all: who may not does
// not learn what else would be wrong.
func (d *Directory) may(tx *db.Tx, by By) (audit.Actor, error) {
	return d.gate.As(tx, by.Actor, access.AgencyManage, access.Resource{})
}

// Load gives the whole province.
func Load(tx *db.Tx) (*Province, error) {
	p := NewProvince()
	var err error
	if p.Agencies, err = readAgencies(tx, ""); err != nil {
		return nil, err
	}
	if p.Successions, err = readSuccessions(tx); err != nil {
		return nil, err
	}
	p.Sets, err = readSets(tx)
	return p, err
}

// Get gives one agency with its history; a fault of kind missing when there is
// none of that code.
func Get(tx *db.Tx, code string) (*Agency, error) {
	missing := fault.New(fault.Missing, "agency.agency.unknown", fault.Args{"code": code})
	if code == "" {
		return nil, missing
	}
	all, err := readAgencies(tx, code)
	if err != nil {
		return nil, err
	}
	if all[code] == nil {
		return nil, missing
	}
	return all[code], nil
}

// Sets gives the sets of groups by their codes.
func Sets(tx *db.Tx) ([]*Set, error) {
	all, err := readSets(tx)
	return sorted(all), err
}

// Reorganise carries out an order: all of it or, with every fault told, nothing.
// An agency that changed since it was seen is a fault of kind conflict.
func (d *Directory) Reorganise(tx *db.Tx, by By, o Order) error {
	who, err := d.may(tx, by)
	if err != nil {
		return err
	}
	p, err := Load(tx)
	if err != nil {
		return err
	}
	q, _, err := p.After(o)
	if err != nil {
		return err
	}
	return d.write(tx, who, by, p.Compare(q), q)
}

// Amend saves an agency as it is given, to correct what stands there or to note
// what needs no succession: address, contacts, groups, a version that was
// forgotten. Its Revision is the one that was seen, 0 for a new agency. It
// cannot end an agency.
func (d *Directory) Amend(tx *db.Tx, by By, a Agency) error {
	who, err := d.may(tx, by)
	if err != nil {
		return err
	}
	p, err := Load(tx)
	if err != nil {
		return err
	}
	seen := int64(0)
	if old := p.Agencies[a.Code]; old != nil {
		seen = old.Revision
	}
	if seen != a.Revision {
		return fault.New(fault.Conflict, "agency.agency.changed", fault.Args{"agency": p.called(a.Code)})
	}
	q := p.clone()
	a.Versions, a.Members, a.Contacts = slices.Clone(a.Versions), slices.Clone(a.Members), slices.Clone(a.Contacts)
	q.Agencies[a.Code] = &a
	return d.save(tx, who, by, p, q)
}

// SaveSet saves a set of groups as it is given. Its Revision is the one that was
// seen, 0 for a new set. A group in which an agency was cannot be left out.
func (d *Directory) SaveSet(tx *db.Tx, by By, s Set) error {
	who, err := d.may(tx, by)
	if err != nil {
		return err
	}
	p, err := Load(tx)
	if err != nil {
		return err
	}
	seen := int64(0)
	if old := p.Sets[s.Code]; old != nil {
		seen = old.Revision
	}
	if seen != s.Revision {
		return fault.New(fault.Conflict, "agency.set.changed", fault.Args{"set": s.Code})
	}
	q := p.clone()
	s.Groups = slices.Clone(s.Groups)
	q.Sets[s.Code] = &s
	return d.save(tx, who, by, p, q)
}

// save holds the new province against the rules and writes what differs, each
// thing with its record.
func (d *Directory) save(tx *db.Tx, who audit.Actor, by By, p, q *Province) error {
	q.clean()
	if err := q.Check().Err(); err != nil {
		return err
	}
	return d.write(tx, who, by, p.Compare(q), q)
}

// write saves changes to a province that was found sound.
func (d *Directory) write(tx *db.Tx, who audit.Actor, by By, changes []Change, q *Province) error {
	for i := range changes {
		c := &changes[i]
		if c.What == Unchanged {
			continue
		}
		if err := d.store(tx, c, q); err != nil {
			return err
		}
		r := &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: by.Reason, Act: "agency." + c.Noun + "." + string(c.What), Object: c.Noun + ":" + c.Code}
		if c.Noun == "agency" {
			r.Agency = c.Code
		}
		for _, f := range c.Fields {
			change := audit.Change{Field: f.label(), Before: f.Before, After: f.After}
			if f.Personal {
				change = d.log.Seal(f.label(), f.Before, f.After)
			}
			r.Change = append(r.Change, change)
		}
		if err := d.log.Append(tx, r); err != nil {
			return err
		}
	}
	return nil
}

func (d *Directory) store(tx *db.Tx, c *Change, q *Province) error {
	switch c.Noun {
	case "set":
		return writeSet(tx, q.Sets[c.Code])
	case "agency":
		return writeAgency(tx, q.Agencies[c.Code])
	}
	return writeSuccession(tx, q.Successions[c.Code])
}
