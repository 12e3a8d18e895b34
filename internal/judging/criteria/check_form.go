package criteria

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

var severities = []Severity{Blocks, Warns}

// SetCheck puts a check in the place of the one with a code; code "" adds it
// behind the others. Whether its expression can be read, Findings says.
func SetCheck(v *Version, code string, c Check) error {
	if c.Code != code && find(v.Checks, c.Code) != nil {
		return fault.New(fault.Conflict, "criteria.check.there", fault.Args{"check": c.Code})
	}
	if code == "" {
		v.Checks = append(v.Checks, c)
		return nil
	}
	old := find(v.Checks, code)
	if old == nil {
		return fault.New(fault.Missing, "criteria.check.missing", fault.Args{"check": code})
	}
	*old = c
	return nil
}

// RemoveCheck takes a check out.
func RemoveCheck(v *Version, code string) error {
	if find(v.Checks, code) == nil {
		return fault.New(fault.Missing, "criteria.check.missing", fault.Args{"check": code})
	}
	v.Checks = slices.DeleteFunc(v.Checks, func(c Check) bool { return c.Code == code })
	return nil
}

func (s *sent) fillCheck(c *Check) {
	s.put("code", c.Code)
	s.putWords("name", c.Name)
	s.put("require", c.Require)
	s.put("severity", string(c.Severity))
	s.putWords("hint", c.Hint)
	for _, g := range c.Groups {
		s.put("group."+g, "yes")
	}
}

// check gives what the form says; old is the check as it stands, if any.
func (s *sent) check(f *scoring.Framework, old *Check) Check {
	c := Check{Code: s.get("code"), Name: s.words("name"), Require: s.get("require"), Severity: Severity(s.get("severity")), Hint: s.words("hint")}
	if c.Code == "" {
		s.bad("code", "criteria.code.none")
	}
	if c.Require == "" {
		s.bad("require", "criteria.check.blank")
	}
	var before []string
	if old != nil {
		before = old.Groups
	}
	c.Groups = s.marked(f, "group", before)
	return c
}

// facts reads the values of a try-out: fields named try.TABLE.ITEM.
func (s *sent) facts(reads []read) *Facts {
	f := &Facts{Now: map[string]float64{}, Last: map[string]float64{}, Median: map[string]float64{}, First: map[string]float64{}, Third: map[string]float64{}, Group: s.get("try-group")}
	for _, r := range reads {
		name := r.field()
		if n := s.num(name); n != nil {
			f.table(r.table)[r.item] = n.Float64()
		}
	}
	return f
}

func (r read) field() string { return "try." + r.table + "." + r.item }

// usesGroup tells whether an expression asks for the group of the agency.
func usesGroup(expression string) bool {
	return slices.Contains(strings.FieldsFunc(expression, func(r rune) bool {
		return r != '_' && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}), wordGroup)
}
