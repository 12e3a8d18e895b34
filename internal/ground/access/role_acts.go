package access

import (
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Grants lists all of a person, in force or not, by their beginning.
func (g *Gate) Grants(tx *db.Tx, person string) ([]Grant, error) {
	return eachGrant(tx, listGrants, person)
}

// GrantsOver lists all over one scope, in force or not, by their beginning.
func (g *Gate) GrantsOver(tx *db.Tx, over Scope) ([]Grant, error) {
	return eachGrant(tx, listGrantsOver, string(over.Level), over.ID)
}

// grantsInForce gives the grants of everybody that hold now, by person.
func (g *Gate) grantsInForce(tx *db.Tx) (map[string][]Grant, error) {
	found, err := eachGrant(tx, allGrants)
	all := map[string][]Grant{}
	for i := range found {
		if found[i].InForce(tx.Now()) {
			all[found[i].Person] = append(all[found[i].Person], found[i])
		}
	}
	return all, err
}

// Grant gives a person a role.
func (g *Gate) Grant(tx *db.Tx, actor Actor, person string, n NewGrant, reason string) (*Grant, error) {
	who, err := g.As(tx, actor, RoleGrant, n.resource(person))
	if err != nil {
		return nil, err
	}
	if err := n.check(tx.Now()); err != nil {
		return nil, err
	}
	p, err := g.Person(tx, person)
	if err != nil {
		return nil, err
	}
	if !p.Closed.IsZero() {
		return nil, fault.New(fault.Conflict, "access.person.shut", nil)
	}
	return g.addGrant(tx, who, actor.Origin, person, n, reason)
}

func (g *Gate) addGrant(tx *db.Tx, who audit.Actor, from audit.Origin, person string, n NewGrant, reason string) (*Grant, error) {
	one := &Grant{ID: newID(), Person: person, Role: n.Role, Scope: n.Scope, From: n.From, To: n.To, Issuer: who.Person, Created: tx.Now()}
	if one.From.IsZero() {
		one.From = tx.Now()
	}
	if err := addGrant(tx, one); err != nil {
		return nil, err
	}
	return one, g.noteGrant(tx, who, from, "access.role.granted", one, reason)
}

func (g *Gate) noteGrant(tx *db.Tx, who audit.Actor, from audit.Origin, act string, one *Grant, reason string) error {
	agency := ""
	if one.Scope.Level == OverAgency {
		agency = one.Scope.ID
	}
	all := []audit.Change{
		{Field: "role", After: string(one.Role)},
		{Field: "scope", After: strings.TrimSuffix(string(one.Scope.Level)+":"+one.Scope.ID, ":")},
		{Field: "from", After: stamp(one.From)},
		{Field: "to", After: stamp(one.To)},
		{Field: "grant", After: one.ID},
		{Field: "source", After: one.Source},
	}
	if act == "access.role.revoked" {
		for i := range all {
			all[i].Before, all[i].After = all[i].After, ""
		}
	}
	all = slices.DeleteFunc(all, func(c audit.Change) bool { return c.Before == c.After })
	return g.note(tx, who, from, act, "person:"+one.Person, agency, reason, all...)
}

// Revoke ends a grant at once; what was delegated from it ends with it. groups
// are those of the agency, for the policy. Who delegated may take that back.
func (g *Gate) Revoke(tx *db.Tx, actor Actor, id string, groups []string, reason string) error {
	found, err := eachGrant(tx, getGrant, id)
	if err != nil {
		return err
	}
	n, owner := NewGrant{Groups: groups}, ""
	action := RoleRevoke
	if len(found) == 1 {
		n.Role, n.Scope, owner = found[0].Role, found[0].Scope, found[0].Person
		if found[0].Source != "" && found[0].Behalf == actor.Person {
			action = RoleDelegate
		}
	}
	who, err := g.As(tx, actor, action, n.resource(owner))
	if err != nil {
		return err
	}
	if len(found) == 0 {
		return fault.New(fault.Missing, "access.grant.missing", nil)
	}
	if err := askReason(RoleRevoke, reason); err != nil {
		return err
	}
	if err := endGrant(tx, id); err != nil {
		return err
	}
	return g.noteGrant(tx, who, actor.Origin, "access.role.revoked", &found[0], reason)
}

// Delegate lends the actor's own role of head to a deputy, from a day until
// another, never beyond what the actor holds. What is lent cannot be lent on.
func (g *Gate) Delegate(tx *db.Tx, actor Actor, source, deputy string, from, to time.Time, groups []string, reason string) (*Grant, error) {
	found, err := eachGrant(tx, getGrant, source)
	if err != nil {
		return nil, err
	}
	n := NewGrant{Role: Head, From: from, To: to, Groups: groups}
	own := len(found) == 1 && found[0].Person == actor.Person
	if own {
		n.Scope = found[0].Scope
	}
	who, err := g.As(tx, actor, RoleDelegate, n.resource(deputy))
	if err != nil {
		return nil, err
	}
	if !own || found[0].Role != Head || found[0].Source != "" || !found[0].InForce(tx.Now()) || deputy == actor.Person {
		return nil, fault.New(fault.Denied, "access.grant.lent", nil)
	}
	if n.From.IsZero() {
		n.From = tx.Now()
	}
	var faults fault.List
	if n.To.IsZero() || !found[0].To.IsZero() && n.To.After(found[0].To) {
		faults.Add(fault.New(fault.Invalid, "access.grant.beyond", fault.Args{"until": day(found[0].To)}))
	}
	faults.Add(n.check(tx.Now()))
	if err := faults.Err(); err != nil {
		return nil, err
	}
	p, err := g.Person(tx, deputy)
	if err != nil {
		return nil, err
	}
	if !p.Closed.IsZero() {
		return nil, fault.New(fault.Conflict, "access.person.shut", nil)
	}
	one := &Grant{ID: newID(), Person: deputy, Role: Head, Scope: n.Scope, From: n.From, To: n.To, Source: source,
		Behalf: actor.Person, Issuer: actor.Person, Created: tx.Now()}
	if err := addGrant(tx, one); err != nil {
		return nil, err
	}
	return one, g.noteGrant(tx, who, actor.Origin, "access.role.delegated", one, reason)
}
