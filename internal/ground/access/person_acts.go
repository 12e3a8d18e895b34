package access

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// account is what an act on somebody's account concerns: the owner, and the
// roles that the owner holds or will hold.
func (g *Gate) account(tx *db.Tx, person string) (Resource, error) {
	on := Resource{Owner: person}
	all, err := eachGrant(tx, listGrants, person)
	for _, one := range all {
		over := !one.Revoked.IsZero() || !one.To.IsZero() && !tx.Now().Before(one.To)
		if !over && !slices.Contains(on.Roles, one.Role) {
			on.Roles = append(on.Roles, one.Role)
		}
	}
	return on, err
}

// reasoned are the acts that take something away and therefore say why.
var reasoned = []Action{AccountClose, AccountReset, SecondReset, RoleRevoke}

func askReason(action Action, reason string) error {
	if slices.Contains(reasoned, action) && strings.TrimSpace(reason) == "" {
		return fault.New(fault.Invalid, "access.act.reason", nil).WithPlace(fault.Place{Field: "reason"})
	}
	return nil
}

// askAccount asks for an act on somebody's open account.
func (g *Gate) askAccount(tx *db.Tx, actor Actor, action Action, person, reason string) (audit.Actor, error) {
	on, err := g.account(tx, person)
	if err != nil {
		return audit.Actor{}, err
	}
	who, err := g.As(tx, actor, action, on)
	if err != nil {
		return who, err
	}
	p, err := g.Person(tx, person)
	if err != nil {
		return who, err
	}
	if !p.Closed.IsZero() {
		return who, fault.New(fault.Conflict, "access.person.shut", nil)
	}
	return who, askReason(action, reason)
}

// Person gives one; missing when there is none. Who may read it is the caller's
// question (AccountRead).
func (g *Gate) Person(tx *db.Tx, id string) (*Person, error) {
	found, err := eachPerson(tx, g.vault, getPerson, id)
	if err != nil {
		return nil, err
	}
	if len(found) == 0 {
		return nil, fault.New(fault.Missing, "access.person.missing", nil)
	}
	return &found[0], nil
}

// Persons lists people in the order of Vietnamese names, at most limit after the
// given one; nil for the first.
func (g *Gate) Persons(tx *db.Tx, after *Person, limit int) ([]Person, error) {
	key, id := "", ""
	if after != nil {
		key, id = sortKey(after.Name), after.ID
	}
	return eachPerson(tx, g.vault, listPersons, key, id, max(1, min(limit, 1000)))
}

// PersonsAt lists who holds a role over an agency now, in the order of names.
func (g *Gate) PersonsAt(tx *db.Tx, agency string) ([]Person, error) {
	return eachPerson(tx, g.vault, listAtAgency, agency, db.Micros(tx.Now()))
}

// Found makes the first account of an installation, an admin's, and the link
// with which its person chooses a password. It works once, in an empty database;
// later it is a conflict.
func (g *Gate) Found(tx *db.Tx, n NewPerson, from audit.Origin) (*Person, *Issued, error) {
	clean, err := n.clean()
	if err != nil {
		return nil, nil, err
	}
	count, err := countPersons(tx)
	if err != nil {
		return nil, nil, err
	}
	if count > 0 {
		return nil, nil, fault.New(fault.Conflict, "access.person.founded", nil)
	}
	p, err := g.addPerson(tx, audit.Actor{}, from, clean, "")
	if err != nil {
		return nil, nil, err
	}
	if err := found(tx, p.ID); err != nil {
		return nil, nil, err
	}
	if _, err := g.addGrant(tx, audit.Actor{}, from, p.ID, NewGrant{Role: Admin, Scope: Province}, ""); err != nil {
		return nil, nil, err
	}
	link, err := g.issue(tx, audit.Actor{}, from, ofInvite, p.ID, "")
	return p, link, err
}

func (g *Gate) addPerson(tx *db.Tx, who audit.Actor, from audit.Origin, clean NewPerson, reason string) (*Person, error) {
	p := &Person{ID: newID(), Login: clean.Login, Name: clean.Name, Mail: clean.Mail, Phone: clean.Phone, Created: tx.Now(), Version: 1}
	if err := freeLogin(tx, g.vault, p.Login, p.ID); err != nil {
		return nil, err
	}
	if err := addPerson(tx, g.vault, p); err != nil {
		return nil, err
	}
	return p, g.note(tx, who, from, "access.person.created", "person:"+p.ID, "", reason, g.changes(&Person{}, p)...)
}

// freeLogin refuses a login that somebody else has.
func freeLogin(tx *db.Tx, v *vault, login, but string) error {
	found, err := eachPerson(tx, v, loginPerson, login)
	if err != nil {
		return err
	}
	if len(found) > 0 && found[0].ID != but {
		return fault.New(fault.Conflict, "access.person.taken", fault.Args{"login": login}).WithPlace(fault.Place{Field: "login"})
	}
	return nil
}

// changes seals what is personal: the log tells that it changed, not what it was.
func (g *Gate) changes(before, after *Person) (out []audit.Change) {
	for _, f := range []struct{ field, before, after string }{
		{"login", before.Login, after.Login}, {"name", before.Name, after.Name},
		{"mail", before.Mail, after.Mail}, {"phone", before.Phone, after.Phone},
	} {
		if f.before != f.after {
			out = append(out, g.log.Seal(f.field, f.before, f.after))
		}
	}
	return out
}

// CreatePerson makes an account with its first roles. It has no password until
// its invitation was used.
func (g *Gate) CreatePerson(tx *db.Tx, actor Actor, n NewPerson, grants []NewGrant, reason string) (*Person, error) {
	s, err := g.stand(tx, actor)
	if err != nil {
		return nil, err
	}
	return g.create(tx, s, actor.Origin, n, grants, reason)
}

// create is CreatePerson for a standing that was read once for many.
func (g *Gate) create(tx *db.Tx, s *standing, from audit.Origin, n NewPerson, grants []NewGrant, reason string) (*Person, error) {
	var who audit.Actor
	var err error
	on := Resource{}
	for _, one := range grants {
		on.Roles = append(on.Roles, one.Role)
	}
	if len(grants) > 0 {
		first := grants[0].resource("")
		on.Agency, on.Groups = first.Agency, first.Groups
	}
	if who, err = g.as(s, AccountCreate, on, tx.Now()); err != nil {
		return nil, err
	}
	var faults fault.List
	clean, err := n.clean()
	faults.Add(err)
	for i := range grants {
		if _, err := g.as(s, RoleGrant, grants[i].resource(""), tx.Now()); err != nil {
			return nil, err
		}
		faults.Add(grants[i].check(tx.Now()))
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	p, err := g.addPerson(tx, who, from, clean, reason)
	if err != nil {
		return nil, err
	}
	for _, one := range grants {
		if _, err := g.addGrant(tx, who, from, p.ID, one, reason); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// ChangePerson changes login, name and contacts as a whole. Of the own account
// only contacts change without the policy's yes. version is that of the person
// who was shown; somebody else's change in between is a conflict.
func (g *Gate) ChangePerson(tx *db.Tx, actor Actor, id string, version int64, n NewPerson, reason string) (*Person, error) {
	before, err := g.Person(tx, id)
	if err != nil {
		return nil, err
	}
	who := audit.Actor{Person: actor.Person}
	if actor.Person == id && actor.Session != "" && foldLogin(n.Login) == before.Login && n.Name == before.Name {
		s, err := g.stand(tx, actor)
		if err != nil {
			return nil, err
		}
		if g.need(s, tx.Now()) != NeedNothing {
			return nil, fault.New(fault.Denied, "access.act.second", nil)
		}
	} else if who, err = g.askAccount(tx, actor, AccountChange, id, reason); err != nil {
		return nil, err
	}
	clean, err := n.clean()
	if err != nil {
		return nil, err
	}
	after := *before
	after.Login, after.Name, after.Mail, after.Phone, after.Version = clean.Login, clean.Name, clean.Mail, clean.Phone, version
	if err := freeLogin(tx, g.vault, after.Login, id); err != nil {
		return nil, err
	}
	if err := setPerson(tx, g.vault, &after); err != nil {
		return nil, err
	}
	after.Version++
	return &after, g.note(tx, who, actor.Origin, "access.person.changed", "person:"+id, "", reason, g.changes(before, &after)...)
}

// ClosePerson closes an account: sessions, links, devices and API tokens end.
// What the person did stays. Grants stay, too, and count for "own agency".
func (g *Gate) ClosePerson(tx *db.Tx, actor Actor, id, reason string) error {
	who, err := g.askAccount(tx, actor, AccountClose, id, reason)
	if err != nil {
		return err
	}
	if err := setClosed(tx, id, true); err != nil {
		return err
	}
	if _, err := revokeLinks(tx, id); err != nil {
		return err
	}
	if err := forgetDevices(tx, id); err != nil {
		return err
	}
	if err := endTokens(tx, id); err != nil {
		return err
	}
	if err := g.stopAll(tx, who, actor.Origin, id, "", reason); err != nil {
		return err
	}
	return g.note(tx, who, actor.Origin, "access.person.closed", "person:"+id, "", reason)
}

// ReopenPerson opens a closed account again, with the password it had.
func (g *Gate) ReopenPerson(tx *db.Tx, actor Actor, id, reason string) error {
	on, err := g.account(tx, id)
	if err != nil {
		return err
	}
	who, err := g.As(tx, actor, AccountClose, on)
	if err != nil {
		return err
	}
	if err := askReason(AccountClose, reason); err != nil {
		return err
	}
	if _, err := g.Person(tx, id); err != nil {
		return err
	}
	if err := setClosed(tx, id, false); err != nil {
		return err
	}
	return g.note(tx, who, actor.Origin, "access.person.reopened", "person:"+id, "", reason)
}

// Invitee is one row of many accounts to be made at once.
type Invitee struct {
	Row int // of the workbook, for faults
	NewPerson
	Grants []NewGrant
}

// Invited is the account of one row, with its link.
type Invited struct {
	Row    int
	Person Person
	Link   Issued
}

// mostInvitees is how many accounts one act makes: four for each of 115 agencies,
// in one transaction that others wait for (BenchmarkAsk/invite: 0.4 ms each).
const mostInvitees = 500

// InviteAll makes accounts with roles and invitations, all or none. Every fault
// of every row is told at once, with its row.
func (g *Gate) InviteAll(tx *db.Tx, actor Actor, rows []Invitee, reason string) ([]Invited, error) {
	if len(rows) > mostInvitees {
		return nil, fault.New(fault.Limit, "access.person.many", fault.Args{"most": mostInvitees})
	}
	s, err := g.stand(tx, actor)
	if err != nil {
		return nil, err
	}
	var out []Invited
	var faults fault.List
	first := map[string]int{}
	for _, r := range rows {
		at := fault.Place{Row: r.Row}
		login := foldLogin(r.Login)
		if row, twice := first[login]; twice {
			faults.Add(fault.New(fault.Invalid, "access.person.twice", fault.Args{"login": login, "row": row}).WithPlace(fault.Place{Row: r.Row, Field: "login"}))
			continue
		}
		first[login] = r.Row
		p, err := g.create(tx, s, actor.Origin, r.NewPerson, r.Grants, reason)
		if err != nil {
			if kind := fault.KindOf(err); kind == fault.Internal || kind == fault.Unavailable {
				return nil, err
			}
			faults.Add(fault.At(err, at))
			continue
		}
		on := Resource{Owner: p.ID}
		for _, one := range r.Grants {
			on.Roles = append(on.Roles, one.Role)
			more := one.resource(p.ID)
			on.Agency, on.Groups = more.Agency, more.Groups
		}
		who, err := g.as(s, AccountInvite, on, tx.Now())
		if err != nil {
			faults.Add(fault.At(err, at))
			continue
		}
		link, err := g.issue(tx, who, actor.Origin, ofInvite, p.ID, reason)
		if err != nil {
			return nil, err
		}
		out = append(out, Invited{r.Row, *p, *link})
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	return out, nil
}
