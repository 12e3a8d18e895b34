package agency

import (
	"fmt"
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Order is what one decision brings on one day: agencies that open, and steps of
// succession, all at once.
type Order struct {
	On       Day
	Decision Decision
	// Found are the agencies that open. Blank first days are On, a blank basis is
	// the decision.
	Found []Agency
	Steps []Step
	// Seen are the revisions of the agencies that the steps name, as they were
	// when the order was written; of those in Found none is needed.
	Seen map[string]int64
}

// Step is one succession to be made.
type Step struct {
	How    How
	Links  []Link
	Name   Name   // the new names, for Rename
	Parent string // the new parent, for Reparent; "" is the top
	Note   string
}

// After gives the province after an order, to be shown or saved, and what should
// be looked at. The error is a fault.List: everything that is wrong; or, alone,
// which agencies have changed since they were seen, of kind conflict.
func (p *Province) After(o Order) (*Province, fault.List, error) {
	q, faults := o.apply(p)
	if err := faults.Err(); err != nil && fault.KindOf(err) == fault.Conflict {
		return nil, nil, err
	}
	q.clean()
	faults = append(faults, q.Check()...)
	if err := faults.Err(); err != nil {
		return nil, nil, err
	}
	return q, faults, nil
}

// apply gives the province after the order, not yet held against the rules.
func (o *Order) apply(p *Province) (*Province, fault.List) {
	var faults, moved fault.List
	q := p.clone()
	decision := Decision{oneLine(o.Decision.Number), o.Decision.Date}
	fresh := map[string]bool{}
	for i := range o.Found {
		a := o.Found[i]
		if q.Agencies[a.Code] != nil {
			faults.Add(fault.New(fault.Invalid, "agency.code.taken", fault.Args{"agency": q.called(a.Code)}))
			continue
		}
		fresh[a.Code] = true
		q.Agencies[a.Code] = o.opened(a)
	}
	for i := range o.Steps {
		s := &o.Steps[i]
		for _, code := range s.named() {
			if a := p.Agencies[code]; a != nil && !fresh[code] && a.Revision != o.Seen[code] {
				moved.Add(fault.New(fault.Conflict, "agency.agency.changed", fault.Args{"agency": p.called(code)}))
			}
		}
		code := o.code(q)
		q.Successions[code] = &Succession{Code: code, How: s.How, On: o.On, Decision: decision, Note: s.Note, Links: slices.Clone(s.Links)}
		for _, from := range q.Successions[code].Froms() {
			if a := q.Agencies[from]; a != nil {
				faults.Add(o.step(q, a, s))
			}
		}
	}
	if len(moved) > 0 {
		return q, moved
	}
	q.tidy()
	return q, faults
}

// named gives every agency of a step.
func (s *Step) named() []string {
	all := Succession{Links: s.Links}
	return slices.Compact(slices.Sorted(slices.Values(append(all.Froms(), all.Tos()...))))
}

// opened fills in what the order says about an agency that opens.
func (o *Order) opened(a Agency) *Agency {
	a.Revision = 0
	a.Versions, a.Members, a.Contacts = slices.Clone(a.Versions), slices.Clone(a.Members), slices.Clone(a.Contacts)
	for i := range a.Versions {
		v := &a.Versions[i]
		if v.From == "" {
			v.From = o.On
		}
		if v.Basis == (Decision{}) {
			v.Basis = o.Decision
		}
	}
	for i := range a.Members {
		if a.Members[i].From == "" {
			a.Members[i].From = o.On
		}
	}
	return &a
}

// code gives the next free code of a succession under the decision.
func (o *Order) code(p *Province) string {
	for n := 1; ; n++ {
		if code := fmt.Sprintf("%s#%d", oneLine(o.Decision.Number), n); p.Successions[code] == nil {
			return code
		}
	}
}

// step does to a predecessor what the step says.
func (o *Order) step(p *Province, a *Agency, s *Step) error {
	if s.How == Transfer || len(a.Versions) == 0 {
		return nil
	}
	last := &a.Versions[len(a.Versions)-1]
	if last.From > o.On || s.How.Ends() && last.From == o.On {
		return fault.New(fault.Invalid, "agency.history.later", fault.Args{"agency": p.called(a.Code), "day": o.On.Shown(), "later": last.From.Shown()})
	}
	if !Holds(last.From, last.To, o.On) {
		return nil // the rules say that it is no longer there
	}
	if s.How.Ends() {
		last.To = o.On
		for i := range a.Members {
			if m := &a.Members[i]; Holds(m.From, m.To, o.On) {
				m.To = o.On
			}
		}
		return nil
	}
	if last.From < o.On {
		next := *last
		next.From, next.Basis = o.On, o.Decision
		last.To = o.On
		a.Versions = append(a.Versions, next)
		last = &a.Versions[len(a.Versions)-1]
	}
	if s.How == Rename {
		last.Name = s.Name
	} else {
		last.Parent = s.Parent
	}
	return nil
}
