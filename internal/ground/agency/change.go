package agency

import (
	"fmt"
	"math/big"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// What is the kind of a change.
type What string

// The kinds of a change. Closed is an agency that ends; other fields may change
// with it.
const (
	Added     What = "added"
	Changed   What = "changed"
	Closed    What = "closed"
	Unchanged What = "unchanged"
)

// Change is what becomes of one agency, succession or set.
type Change struct {
	What   What
	Noun   string // "agency", "succession", "set"
	Code   string
	Name   Name // the latest, of an agency or set
	Fields []Field
}

// Field is one field before and after; "" is not there.
type Field struct {
	On            Day    // since when, for a field of a version or a group
	Name          string // key of its heading: "name", "parent", "group" …
	Of            string // which, where there are several: set, link, contact
	Before, After string
	Personal      bool
}

// fact is one field of a thing as a value.
type fact struct {
	on       Day
	name, of string
	value    string
	personal bool
}

func (v *Version) facts() []fact {
	return []fact{
		{name: "name", value: v.Name.Vi}, {name: "nameEn", value: v.Name.En}, {name: "short", value: v.Name.Short},
		{name: "official", value: v.Official}, {name: "kind", value: string(v.Kind)}, {name: "parent", value: v.Parent},
		{name: "address", value: v.Address}, {name: "basisNumber", value: v.Basis.Number}, {name: "basisDate", value: string(v.Basis.Date)},
		{name: "until", value: string(v.To)},
	}
}

func (c *Contact) facts() []fact {
	return []fact{{name: "person", value: c.Name}, {name: "title", value: c.Title}, {name: "phone", value: c.Phone}, {name: "mail", value: c.Mail}}
}

func (a *Agency) facts() (out []fact) {
	for _, v := range a.Versions {
		for _, f := range v.facts() {
			f.on = v.From
			out = append(out, f)
		}
	}
	for _, m := range a.Members {
		out = append(out, fact{on: m.From, name: "group", of: m.Set, value: m.Group}, fact{on: m.From, name: "groupUntil", of: m.Set, value: string(m.To)})
	}
	for i, c := range a.Contacts {
		for _, f := range c.facts() {
			f.of, f.personal = fmt.Sprint(i+1), true
			out = append(out, f)
		}
	}
	return out
}

func (s *Succession) facts() []fact {
	out := []fact{
		{name: "how", value: string(s.How)}, {name: "on", value: string(s.On)}, {name: "number", value: s.Decision.Number},
		{name: "date", value: string(s.Decision.Date)}, {name: "note", value: s.Note},
	}
	for _, l := range s.Links {
		arrow := l.From + " → " + l.To
		out = append(out, fact{name: "link", of: arrow, value: arrow})
		if l.Share != nil {
			out = append(out, fact{name: "share", of: arrow, value: l.Share.RatString()})
		}
	}
	return out
}

func (s *Set) facts() []fact {
	out := []fact{{name: "name", value: s.Name.Vi}, {name: "nameEn", value: s.Name.En}}
	for i, g := range s.Groups {
		out = append(out, fact{name: "place", of: g.Code, value: fmt.Sprint(i + 1)}, fact{name: "groupName", of: g.Code, value: g.Name.Vi},
			fact{name: "groupEn", of: g.Code, value: g.Name.En}, fact{name: "parent", of: g.Code, value: g.Parent})
	}
	return out
}

// between gives the fields that differ, in the order of both lists: those that
// are after, then those that are no more.
func between(before, after []fact) (out []Field) {
	type key struct {
		on       Day
		name, of string
	}
	was := map[key]fact{}
	for _, f := range before {
		was[key{f.on, f.name, f.of}] = f
	}
	for _, f := range after {
		k := key{f.on, f.name, f.of}
		if old := was[k]; old.value != f.value {
			out = append(out, Field{f.on, f.name, f.of, old.value, f.value, f.personal})
		}
		delete(was, k)
	}
	for _, f := range before {
		if _, left := was[key{f.on, f.name, f.of}]; left && f.value != "" {
			out = append(out, Field{f.on, f.name, f.of, f.value, "", f.personal})
		}
	}
	return out
}

// Compare gives what becomes of everything in p when it becomes q: sets, then
// agencies, then successions, each by code. What is not in q stays as it is.
func (p *Province) Compare(q *Province) (out []Change) {
	for _, s := range sorted(q.Sets) {
		c := Change{What: Added, Noun: "set", Code: s.Code, Name: s.Name}
		var before []fact
		if old := p.Sets[s.Code]; old != nil {
			c.What, before = Changed, old.facts()
		}
		out = append(out, c.with(between(before, s.facts())))
	}
	for _, a := range sorted(q.Agencies) {
		c := Change{What: Added, Noun: "agency", Code: a.Code, Name: a.Last().Name}
		var before []fact
		if old := p.Agencies[a.Code]; old != nil {
			c.What, before = Changed, old.facts()
			if old.To() == "" && a.To() != "" {
				c.What = Closed
			}
		}
		out = append(out, c.with(between(before, a.facts())))
	}
	for _, s := range sorted(q.Successions) {
		c := Change{What: Added, Noun: "succession", Code: s.Code}
		var before []fact
		if old := p.Successions[s.Code]; old != nil {
			c.What, before = Changed, old.facts()
		}
		out = append(out, c.with(between(before, s.facts())))
	}
	return out
}

func (c Change) with(fields []Field) Change {
	c.Fields = fields
	if len(fields) == 0 && c.What == Changed {
		c.What = Unchanged
	}
	return c
}

// label names a field in the log: "2025-07-01 parent", "group province-2026".
func (f *Field) label() string {
	return strings.Join(slices.DeleteFunc([]string{string(f.On), f.Name, f.Of}, func(s string) bool { return s == "" }), " ")
}

// faultsOf gives the faults of an error, each by itself.
func faultsOf(err error) fault.List {
	var list fault.List
	list.Add(err)
	return list
}

// ratOf reads a share as facts have it.
func ratOf(s string) (*big.Rat, bool) { return new(big.Rat).SetString(s) }
