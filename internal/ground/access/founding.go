package access

import (
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Founder tells who founded the installation while nobody has chosen a password
// yet: the founding was broken off, and Resume goes on with it. It is nil before
// Found and from the first password on; fresh tells the two apart.
func (g *Gate) Founder(tx *db.Tx) (founder *Person, fresh bool, err error) {
	first, err := g.Persons(tx, nil, 2)
	if err != nil || len(first) != 1 {
		return nil, len(first) == 0, err
	}
	invited, err := passwordless(tx)
	if err != nil || !invited[first[0].ID] {
		return nil, false, err
	}
	return &first[0], false, nil
}

// Resume issues the founder's link again; the one before is void. It is a
// conflict once somebody has a password. Like Found it asks nobody: whoever calls
// it has made sure that it is the operator.
func (g *Gate) Resume(tx *db.Tx, from audit.Origin) (*Person, *Issued, error) {
	founder, _, err := g.Founder(tx)
	if err != nil {
		return nil, nil, err
	}
	if founder == nil {
		return nil, nil, fault.New(fault.Conflict, "access.person.founded", nil)
	}
	link, err := g.issue(tx, audit.Actor{}, from, ofInvite, founder.ID, "")
	return founder, link, err
}

// Check gives everything that is wrong about a person as typed.
func (n NewPerson) Check() error {
	_, err := n.clean()
	return err
}
