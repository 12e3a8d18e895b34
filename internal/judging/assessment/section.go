package assessment

import (
	"cmp"
	"slices"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Colleague is somebody of an agency who can answer for a field.
type Colleague struct{ ID, Name string }

// Colleagues gives the officers and heads of an agency, by name.
func (d *Desk) Colleagues(tx *db.Tx, agency string) (all []Colleague, err error) {
	grants, err := d.gate.GrantsOver(tx, access.Scope{Level: access.OverAgency, ID: agency})
	if err != nil {
		return nil, err
	}
	for i := range grants {
		g := &grants[i]
		if g.Role != access.Officer && g.Role != access.Head || !g.InForce(tx.Now()) || slices.ContainsFunc(all, func(c Colleague) bool { return c.ID == g.Person }) {
			continue
		}
		person, err := d.gate.Person(tx, g.Person)
		if err != nil {
			return nil, err
		}
		if person.Closed.IsZero() {
			all = append(all, Colleague{person.ID, person.Name})
		}
	}
	slices.SortFunc(all, func(a, b Colleague) int { return cmp.Compare(text.SortKey(a.Name), text.SortKey(b.Name)) })
	return all, nil
}

// Assign says who of the agency answers for each field, by its code; a field that
// is not named, or named with "", is anybody's. It tells people whose part is
// whose and keeps nobody from filling in the rest.
func (d *Desk) Assign(tx *db.Tx, by By, roundID, agency string, owners map[string]string) error {
	f, err := d.Open(tx, roundID, agency)
	if err != nil {
		return err
	}
	who, err := d.asks(tx, by, f.Round, f.Member)
	if err != nil {
		return err
	}
	colleagues, err := d.Colleagues(tx, agency)
	if err != nil {
		return err
	}
	before, err := sectionsOf(tx, roundID, agency)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, c := range colleagues {
		names[c.ID] = c.Name
	}
	var list fault.List
	var changes []audit.Change
	_, lines := f.asked()
	for _, field := range fieldsOf(lines) {
		node := codeOf(field[0])
		person := owners[node]
		if person != "" && names[person] == "" {
			list.Add(fault.New(fault.Invalid, "assessment.section.stranger", nil).WithPlace(fault.Place{Field: node}))
			continue
		}
		if before[node] == person {
			continue
		}
		if err := putSection(tx, roundID, agency, node, person); err != nil {
			return err
		}
		changes = append(changes, audit.Change{Field: node, Before: before[node], After: person})
	}
	if err := list.Err(); err != nil || len(changes) == 0 {
		return err
	}
	return d.note(tx, who, by, "assessment.section.assigned", objectOf(roundID), agency, changes)
}

// mine counts what is left in the fields that somebody answers for, and in how
// many fields; 0 fields when none is assigned to them.
func (f *Form) mine(sections map[string]string, person string) (left, fields int) {
	_, lines := f.asked()
	for _, field := range fieldsOf(lines) {
		if sections[codeOf(field[0])] != person || person == "" {
			continue
		}
		fields++
		for _, l := range field {
			for _, item := range l.Items {
				if a := f.Answers[item]; !a.Given() {
					left++
				}
			}
		}
	}
	return left, fields
}
