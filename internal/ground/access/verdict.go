package access

import (
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Verdict says whether an act is allowed, by which policies, and why.
type Verdict struct {
	Allowed bool
	Action  Action
	By      []Finding // the policies that decided; empty when none permits
	Near    []Finding // when none permits: policies that would, and what they ask for
}

// Finding is one policy in a verdict.
type Finding struct {
	Policy string // its @id
	Says   Sentence
	Grants []Grant // of By, where it permits: those that brought a role over what was asked for
	SignIn bool    // of Near: a sign-in would be needed
	Roles  []Role  // of Near: one of these would be needed
	Phases []Phase // of Near: it holds in these only
}

// Line is one line of an explanation, for the catalogue.
type Line struct {
	Key  string
	Args fault.Args
}

// verdict decides and explains. grants are those in force over what was asked.
func (p *policy) verdict(f *facts, grants []Grant) (*Verdict, error) {
	allowed, by, err := p.decide(f)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "access.policy.broken", nil)
	}
	v := &Verdict{Allowed: allowed, Action: f.action}
	permitted := allowed
	for _, s := range p.statements {
		if slices.Contains(by, s.id) {
			found := Finding{Policy: s.id, Says: s.says}
			if s.permits {
				found.Grants = p.needed(s, f, grants)
			}
			v.By = append(v.By, found)
		}
		permitted = permitted || s.permits && p.matches(s, f)
	}
	if !permitted {
		v.Near = p.near(f)
	}
	return v, nil
}

// needed gives the grants without whose roles the statement would not permit,
// or, when any of several would do, those that would do alone.
func (p *policy) needed(s *statement, f *facts, grants []Grant) []Grant {
	var out []Grant
	for _, g := range grants {
		only := *f
		only.roles = []Role{g.Role}
		none := *f
		none.roles = nil
		if p.matches(s, &only) && !p.matches(s, &none) {
			out = append(out, g)
		}
	}
	return out
}

// near asks what if: another role, another phase, or both.
func (p *policy) near(f *facts) []Finding {
	var out []Finding
	for _, s := range p.statements {
		if !s.permits {
			continue
		}
		found := Finding{Policy: s.id, Says: s.says}
		try := func(role Role, phase Phase) bool {
			g := *f
			if role != "" {
				g.roles = append(slices.Clone(f.roles), role)
			}
			g.on.Phase = phase
			return p.matches(s, &g)
		}
		if f.person == "" {
			g := *f
			g.person = "somebody"
			found.SignIn = p.matches(s, &g)
		}
		for _, r := range Roles {
			if !found.SignIn && try(r, f.on.Phase) {
				found.Roles = append(found.Roles, r)
			}
		}
		if !found.SignIn && found.Roles == nil {
			for _, phase := range Phases {
				if try("", phase) {
					found.Phases = append(found.Phases, phase)
				}
			}
		}
		if !found.SignIn && found.Roles == nil && found.Phases == nil {
			for _, phase := range Phases {
				for _, r := range Roles {
					if try(r, phase) {
						found.Roles = append(found.Roles, r)
						found.Phases = append(found.Phases, phase)
					}
				}
			}
			slices.Sort(found.Roles)
			found.Roles = slices.Compact(found.Roles)
			found.Phases = slices.Compact(found.Phases)
		}
		if found.SignIn || found.Roles != nil || found.Phases != nil {
			out = append(out, found)
		}
	}
	return out
}

// Lines puts the verdict into lines for the catalogue, what decided first.
func (v *Verdict) Lines() []Line {
	head := "access.verdict.refused"
	if v.Allowed {
		head = "access.verdict.allowed"
	}
	out := []Line{{head, fault.Args{"action": v.Action}}}
	for _, f := range v.By {
		out = append(out, Line{"access.verdict.policy", fault.Args{"policy": f.Policy, "says": f.Says}})
		for _, g := range f.Grants {
			key := "access.verdict.grant"
			if g.Source != "" {
				key = "access.verdict.delegated"
			}
			out = append(out, Line{key, fault.Args{"role": g.Role, "scope": g.Scope, "from": day(g.From), "to": day(g.To)}})
		}
	}
	if !v.Allowed && len(v.By) == 0 && len(v.Near) == 0 {
		out = append(out, Line{"access.verdict.nobody", nil})
	}
	for _, f := range v.Near {
		out = append(out, Line{"access.verdict.near", fault.Args{"policy": f.Policy, "says": f.Says}})
		if f.SignIn {
			out = append(out, Line{"access.verdict.signin", nil})
		}
		if len(f.Roles) > 0 {
			out = append(out, Line{"access.verdict.role", fault.Args{"roles": listed[Role](f.Roles)}})
		}
		if len(f.Phases) > 0 {
			out = append(out, Line{"access.verdict.phase", fault.Args{"phases": listed[Phase](f.Phases)}})
		}
	}
	return out
}

// listed names several things one after another.
type listed[T interface{ In(string) string }] []T

// In gives the names in a language.
func (l listed[T]) In(lang string) string {
	s := ""
	for i, one := range l {
		if i > 0 {
			s += ", "
		}
		s += one.In(lang)
	}
	return s
}

// In names the scope in a language, an agency or group by its id.
func (s Scope) In(lang string) string {
	name := word("access.scope."+string(s.Level), lang)
	if s.ID != "" {
		name += " " + s.ID
	}
	return name
}

// day is a date as an office reads it, or that there is none.
type day time.Time

// In gives the day in Vietnam, dd/mm/yyyy in both languages.
func (d day) In(lang string) string {
	if time.Time(d).IsZero() {
		return word("access.date.none", lang)
	}
	return time.Time(d).In(text.Zone).Format("02/01/2006")
}
