package access

import (
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Task is something that waits for a person. Each slice offers them by its Due;
// home joins them into "my work". It stands here, at the foot of the ground, so
// that every slice can return it.
type Task struct {
	Key  string // of the sentence that says what is to be done
	Args fault.Args
	Path string    // of the page on which it is done
	By   time.Time // until when; zero where there is no date
}

// When something begins to wait for somebody.
const (
	linkNotice  = 3 * 24 * time.Hour  // before an invitation expires: time to hand it over again
	grantNotice = 14 * 24 * time.Hour // before a delegation ends
	fewRecovery = 3                   // recovery codes: one lost telephone takes several tries
	mostTasks   = 50                  // of one kind; the rest shows when these are done
)

// Due gives what waits for somebody who is there: about the own account, and for
// who keeps accounts, about those of others.
func (g *Gate) Due(tx *db.Tx, v *Visit) ([]Task, error) {
	all, err := g.dueOwn(tx, v)
	if err != nil {
		return nil, err
	}
	keeps, err := g.would(tx, v.Person.ID, AccountInvite, Resource{Roles: []Role{Officer}})
	if err != nil || !keeps {
		return all, err
	}
	others, err := g.dueOthers(tx)
	return append(all, others...), err
}

// would tells whether somebody may do something once all is shown that is asked
// for, such as who is there.
func (g *Gate) would(tx *db.Tx, person string, action Action, on Resource) (bool, error) {
	verdict, err := g.Explain(tx, person, action, on)
	return err == nil && verdict.Allowed, err
}

func (g *Gate) dueOwn(tx *db.Tx, v *Visit) (all []Task, err error) {
	if !v.Second {
		all = append(all, Task{Key: "access.due.second", Path: pathSecond})
	} else {
		left, err := g.RecoveryLeft(tx, v.Person.ID)
		if err != nil {
			return nil, err
		}
		if left <= fewRecovery {
			all = append(all, Task{Key: "access.due.recovery", Args: fault.Args{"count": left}, Path: pathSecond})
		}
	}
	soon := tx.Now().Add(grantNotice)
	for _, one := range v.Grants {
		if one.Source != "" && !one.To.IsZero() && one.To.Before(soon) {
			all = append(all, Task{Key: "access.due.lent", Args: fault.Args{"role": one.Role}, Path: pathAccount, By: one.To})
		}
	}
	inForce, err := g.grantsInForce(tx)
	if err != nil {
		return nil, err
	}
	for deputy, grants := range inForce {
		for _, one := range grants {
			if one.Behalf != v.Person.ID || one.To.IsZero() || one.To.After(soon) {
				continue
			}
			person, err := g.Person(tx, deputy)
			if err != nil {
				return nil, err
			}
			all = append(all, Task{Key: "access.due.delegation", Args: fault.Args{"name": person.Name, "role": one.Role}, Path: pathPeople + "/" + deputy, By: one.To})
		}
	}
	return all, nil
}

// dueOthers are accounts whose people cannot get in, or can do nothing there.
func (g *Gate) dueOthers(tx *db.Tx) (all []Task, err error) {
	people, err := g.Persons(tx, nil, mostPeople)
	if err != nil {
		return nil, err
	}
	invited, err := passwordless(tx)
	if err != nil {
		return nil, err
	}
	inForce, err := g.grantsInForce(tx)
	if err != nil {
		return nil, err
	}
	var links, roleless int
	for _, one := range people {
		if !one.Closed.IsZero() {
			continue
		}
		path := pathPeople + "/" + one.ID
		if len(inForce[one.ID]) == 0 && roleless < mostTasks {
			roleless++
			all = append(all, Task{Key: "access.due.roleless", Args: fault.Args{"name": one.Name, "login": one.Login}, Path: path})
		}
		if !invited[one.ID] || links >= mostTasks {
			continue
		}
		issued, err := eachLink(tx, listLinks, one.ID)
		if err != nil {
			return nil, err
		}
		switch {
		case len(issued) == 0 || !issued[0].InForce(tx.Now()):
			links++
			all = append(all, Task{Key: "access.due.uninvited", Args: fault.Args{"name": one.Name, "login": one.Login}, Path: path})
		case issued[0].Expires.Sub(tx.Now()) < linkNotice:
			links++
			all = append(all, Task{Key: "access.due.link", Args: fault.Args{"name": one.Name, "login": one.Login}, Path: path, By: issued[0].Expires})
		}
	}
	return all, nil
}

// Seek finds people of whom somebody may read, by words of name or login, with
// or without marks, in the order of names.
func (g *Gate) Seek(tx *db.Tx, v *Visit, words string, limit int) ([]Person, error) {
	var all []Person
	var err error
	if g.Ask(tx, v.Actor, AccountRead, Resource{}) == nil {
		all, err = g.Persons(tx, nil, mostPeople)
	} else {
		for _, one := range v.Grants {
			if one.Scope.Level != OverAgency || g.Ask(tx, v.Actor, AccountRead, Resource{Agency: one.Scope.ID}) != nil {
				continue
			}
			at, err := g.PersonsAt(tx, one.Scope.ID)
			if err != nil {
				return nil, err
			}
			all = append(all, at...)
		}
	}
	if err != nil {
		return nil, err
	}
	var found []Person
	seen := map[string]bool{}
	for i := range all {
		if len(found) < limit && !seen[all[i].ID] && wanted(words, &all[i]) {
			seen[all[i].ID] = true
			found = append(found, all[i])
		}
	}
	return found, nil
}
