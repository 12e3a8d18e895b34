package agency

import (
	"fmt"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Found says whose installation this is and makes its first account, an admin's,
// with the link by which that person chooses a password: all in one. It works
// once; nobody is signed in then, so whoever calls it has made sure that it is
// the operator (see the first-run wizard).
func (d *Directory) Found(tx *db.Tx, i Installation, admin access.NewPerson, from audit.Origin) (*access.Person, *access.Issued, error) {
	if err := i.Check(); err != nil {
		return nil, nil, err
	}
	switch _, err := LoadInstallation(tx); {
	case err == nil:
		return nil, nil, fault.New(fault.Conflict, "agency.installation.there", nil)
	case fault.KindOf(err) != fault.Missing:
		return nil, nil, err
	}
	person, link, err := d.gate.Found(tx, admin, from)
	if err != nil {
		return nil, nil, err
	}
	if err := insertInstallation(tx, &i); err != nil {
		return nil, nil, err
	}
	return person, link, d.log.Append(tx, &audit.Record{Origin: from, Act: "agency.installation.founded", Object: "installation", Change: []audit.Change{
		{Field: "code", After: i.Code}, {Field: "name", After: i.Name.Vi}, {Field: "sample", After: fmt.Sprint(i.Sample)},
	}})
}

// Rename changes how the province is called and in which language pages open.
// Its Revision is the one that was seen.
func (d *Directory) Rename(tx *db.Tx, by By, i Installation) error {
	who, err := d.gate.As(tx, by.Actor, access.SettingsChange, access.Resource{})
	if err != nil {
		return err
	}
	old, err := LoadInstallation(tx)
	if err != nil {
		return err
	}
	i.Code = old.Code
	if err := i.Check(); err != nil {
		return err
	}
	if err := updateInstallation(tx, &i); err != nil {
		return err
	}
	var changes []audit.Change
	for _, c := range []audit.Change{
		{Field: "name", Before: old.Name.Vi, After: i.Name.Vi}, {Field: "nameEn", Before: old.Name.En, After: i.Name.En},
		{Field: "language", Before: string(old.Language), After: string(i.Language)},
	} {
		if c.Before != c.After {
			changes = append(changes, c)
		}
	}
	return d.log.Append(tx, &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: by.Reason, Act: "agency.installation.renamed", Object: "installation", Change: changes})
}
