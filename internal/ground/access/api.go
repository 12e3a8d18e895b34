package access

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Offer adds what programs may read of people. What changes accounts is grave and
// out of reach of every token, so that no operation does it.
func Offer(a *api.API, gate *Gate) {
	o := &offered{gate}
	api.Read(a, api.Operation{ID: "getMe", Path: "/me", Tag: "people", Summary: "Who is asking, with which roles"}, o.me)
	api.Read(a, api.Operation{ID: "listPeople", Path: "/people", Tag: "people", Summary: "People whose accounts the caller may read, in the order of names"}, o.list)
	api.Read(a, api.Operation{ID: "getPerson", Path: "/people/{id}", Tag: "people", Summary: "One person with contacts and roles"}, o.one)
}

type offered struct{ gate *Gate }

// PersonEntry is a person in the offered interface, without contacts; public because
// huma passes over what is not.
type PersonEntry struct {
	ID     string     `json:"id"`
	Login  string     `json:"login"`
	Name   string     `json:"name"`
	Closed *time.Time `json:"closed,omitempty"`
}

type personGrant struct {
	ID     string     `json:"id"`
	Role   Role       `json:"role"`
	Level  Level      `json:"level" enum:"agency,group,province"`
	Over   string     `json:"over,omitempty" doc:"Agency or group; not there for the province"`
	From   time.Time  `json:"from"`
	To     *time.Time `json:"to,omitempty"`
	Behalf string     `json:"behalf,omitempty" doc:"Person who delegated it"`
}

type personBody struct {
	PersonEntry
	Mail   string        `json:"mail,omitempty"`
	Phone  string        `json:"phone,omitempty"`
	Grants []personGrant `json:"grants" nullable:"false" doc:"Roles in force now"`
}

type personAnswer struct {
	ETag string `header:"ETag"`
	Body personBody
}

func entryOf(p *Person) PersonEntry {
	return PersonEntry{p.ID, p.Login, p.Name, timeOf(p.Closed)}
}

func timeOf(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func grantsOf(grants []Grant, now time.Time) []personGrant {
	out := []personGrant{}
	for _, g := range grants {
		if g.InForce(now) {
			out = append(out, personGrant{g.ID, g.Role, g.Scope.Level, g.Scope.ID, g.From, timeOf(g.To), g.Behalf})
		}
	}
	return out
}

type meAnswer struct {
	Body struct {
		PersonEntry
		Grants []personGrant `json:"grants" nullable:"false"`
	}
}

func (o *offered) me(ctx context.Context, tx *db.Tx, _ *struct{}) (*meAnswer, error) {
	actor := ActorOf(ctx)
	person, err := o.gate.Person(tx, actor.Person)
	if err != nil {
		return nil, err
	}
	grants, err := o.gate.Grants(tx, actor.Person)
	out := &meAnswer{}
	out.Body.PersonEntry, out.Body.Grants = entryOf(person), grantsOf(grants, tx.Now())
	return out, err
}

type personPlace struct{ Key, ID string }

func placeOf(p *PersonEntry) any { return personPlace{text.SortKey(p.Name), p.ID} }

func (o *offered) list(ctx context.Context, tx *db.Tx, in *api.Paged) (*api.Page[PersonEntry], error) {
	people, err := o.visible(ctx, tx)
	if err != nil {
		return nil, err
	}
	var last personPlace
	begun, err := in.After(&last)
	if err != nil {
		return nil, err
	}
	entries := make([]PersonEntry, len(people))
	for i := range people {
		entries[i] = entryOf(&people[i])
	}
	order := func(a, b personPlace) int { return strings.Compare(a.Key+"\x00"+a.ID, b.Key+"\x00"+b.ID) }
	at := func(p PersonEntry) personPlace { return personPlace{text.SortKey(p.Name), p.ID} }
	slices.SortFunc(entries, func(a, b PersonEntry) int { return order(at(a), at(b)) })
	if begun {
		entries = slices.DeleteFunc(entries, func(p PersonEntry) bool { return order(at(p), last) <= 0 })
	}
	return api.PageOf(ctx, *in, entries, placeOf)
}

// visible gives whom the actor may read: all, or the people of the agencies whose
// head the actor is.
func (o *offered) visible(ctx context.Context, tx *db.Tx) ([]Person, error) {
	actor := ActorOf(ctx)
	refusal := o.gate.Ask(tx, actor, AccountRead, Resource{})
	if refusal == nil {
		return o.gate.Persons(tx, nil, mostPeople)
	}
	grants, err := o.gate.Grants(tx, actor.Person)
	if err != nil {
		return nil, err
	}
	var all []Person
	for _, g := range grants {
		if g.Scope.Level != OverAgency || !g.InForce(tx.Now()) || o.gate.Ask(tx, actor, AccountRead, Resource{Agency: g.Scope.ID}) != nil {
			continue
		}
		refusal = nil
		at, err := o.gate.PersonsAt(tx, g.Scope.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, at...)
	}
	slices.SortFunc(all, func(a, b Person) int { return strings.Compare(a.ID, b.ID) })
	return slices.CompactFunc(all, func(a, b Person) bool { return a.ID == b.ID }), refusal
}

type personInput struct {
	ID string `path:"id" maxLength:"100"`
}

func (o *offered) one(ctx context.Context, tx *db.Tx, in *personInput) (*personAnswer, error) {
	grants, err := o.gate.Grants(tx, in.ID)
	if err != nil {
		return nil, err
	}
	actor := ActorOf(ctx)
	refusal := o.gate.Ask(tx, actor, AccountRead, Resource{Owner: in.ID})
	for _, g := range grants {
		if refusal != nil && g.Scope.Level == OverAgency && g.InForce(tx.Now()) && o.gate.Ask(tx, actor, AccountRead, Resource{Agency: g.Scope.ID, Owner: in.ID}) == nil {
			refusal = nil
		}
	}
	if refusal != nil {
		return nil, refusal
	}
	person, err := o.gate.Person(tx, in.ID)
	if err != nil {
		return nil, err
	}
	out := &personAnswer{Body: personBody{entryOf(person), person.Mail, person.Phone, grantsOf(grants, tx.Now())}}
	// Roles begin and end by the clock, so the version of the account says too little.
	out.ETag, err = api.TagOf(out.Body)
	return out, err
}
