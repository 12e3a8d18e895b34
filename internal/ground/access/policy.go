package access

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/cedar-policy/cedar-go"
)

//go:embed policy/policy.cedar
var policyText []byte

// PolicyText is the policy as an auditor reads it.
func PolicyText() string { return string(policyText) }

// Sentence is what a policy says, in both languages.
type Sentence struct{ Vi, En string }

// In gives the sentence in a language.
func (s Sentence) In(lang string) string {
	if lang == "en" {
		return s.En
	}
	return s.Vi
}

// statement is one policy of the file.
type statement struct {
	id      string
	permits bool
	says    Sentence
	roles   []Role           // that it speaks of
	alone   *cedar.PolicySet // the statement by itself
}

type policy struct {
	all        *cedar.PolicySet
	statements []*statement // in the order of the file
	actions    cedar.EntityMap
}

// readPolicy parses the file; every statement bears @id, @vi and @en.
func readPolicy(data []byte) (*policy, error) {
	list, err := cedar.NewPolicyListFromBytes("policy.cedar", data)
	if err != nil {
		return nil, err
	}
	p := &policy{all: cedar.NewPolicySet(), actions: cedar.EntityMap{}}
	for _, one := range list {
		a := one.Annotations()
		s := &statement{id: string(a["id"]), permits: one.Effect() == cedar.Permit, says: Sentence{string(a["vi"]), string(a["en"])}, alone: cedar.NewPolicySet()}
		for _, r := range Roles {
			if strings.Contains(string(one.MarshalCedar()), `Role::"`+string(r)+`"`) {
				s.roles = append(s.roles, r)
			}
		}
		if s.id == "" || s.says.Vi == "" || s.says.En == "" {
			return nil, fmt.Errorf("policy.cedar:%d: @id, @vi or @en is missing", one.Position().Line)
		}
		if !p.all.Add(cedar.PolicyID(s.id), one) {
			return nil, fmt.Errorf("policy.cedar:%d: @id %q stands twice", one.Position().Line, s.id)
		}
		s.alone.Add(cedar.PolicyID(s.id), one)
		p.statements = append(p.statements, s)
	}
	for a, in := range groups {
		var parents []cedar.EntityUID
		for _, g := range in {
			parents = append(parents, actionID(g))
		}
		id := actionID(string(a))
		p.actions[id] = cedar.Entity{UID: id, Parents: cedar.NewEntityUIDSet(parents...)}
	}
	return p, nil
}

func actionID(name string) cedar.EntityUID { return cedar.NewEntityUID("Action", cedar.String(name)) }

// facts are what one question is decided by.
type facts struct {
	person       string // "" for somebody not signed in
	roles        []Role // in force over what is asked for
	holds        []Role // in force anywhere
	own          []string
	secondWanted bool
	second       bool
	fresh        bool
	expired      bool // the password
	scoped       bool
	action       Action
	on           Resource
}

// entities answers Cedar's questions: the actions are the same for all, person
// and thing are of this question.
type entities struct {
	actions       cedar.EntityMap
	person, thing cedar.Entity
}

func (e *entities) Get(uid cedar.EntityUID) (cedar.Entity, bool) {
	switch uid {
	case e.person.UID:
		return e.person, true
	case e.thing.UID:
		return e.thing, true
	}
	found, ok := e.actions[uid]
	return found, ok
}

func texts[T ~string](all []T) cedar.Set {
	values := make([]cedar.Value, len(all))
	for i, s := range all {
		values[i] = cedar.String(s)
	}
	return cedar.NewSet(values...)
}

func (p *policy) request(f *facts) (*entities, cedar.Request) {
	person := cedar.NewEntityUID("Person", cedar.String(f.person))
	thing := cedar.NewEntityUID("Thing", "asked")
	var roles []cedar.EntityUID
	for _, r := range f.roles {
		roles = append(roles, cedar.NewEntityUID("Role", cedar.String(r)))
	}
	e := &entities{p.actions,
		cedar.Entity{UID: person, Parents: cedar.NewEntityUIDSet(roles...), Attributes: cedar.NewRecord(cedar.RecordMap{
			"id":           cedar.String(f.person),
			"signedIn":     cedar.Boolean(f.person != ""),
			"holds":        texts(f.holds),
			"own":          texts(f.own),
			"secondWanted": cedar.Boolean(f.secondWanted),
		})},
		cedar.Entity{UID: thing, Attributes: cedar.NewRecord(cedar.RecordMap{
			"agency": cedar.String(f.on.Agency),
			"phase":  cedar.String(f.on.Phase),
			"owner":  cedar.String(f.on.Owner),
			"roles":  texts(f.on.Roles),
		})},
	}
	return e, cedar.Request{Principal: person, Action: actionID(string(f.action)), Resource: thing, Context: cedar.NewRecord(cedar.RecordMap{
		"second":          cedar.Boolean(f.second),
		"fresh":           cedar.Boolean(f.fresh),
		"passwordExpired": cedar.Boolean(f.expired),
		"scoped":          cedar.Boolean(f.scoped),
	})}
}

// decide gives the ids of the statements that decided. An error while a
// statement is evaluated refuses: a forbid that fails must not let through.
func (p *policy) decide(f *facts) (allowed bool, by []string, err error) {
	e, r := p.request(f)
	decision, why := cedar.Authorize(p.all, e, r)
	if len(why.Errors) > 0 {
		return false, nil, fmt.Errorf("policy %s: %s", why.Errors[0].PolicyID, why.Errors[0].Message)
	}
	for _, reason := range why.Reasons {
		by = append(by, string(reason.PolicyID))
	}
	slices.Sort(by)
	return decision == cedar.Allow, by, nil
}

// matches tells whether one statement by itself speaks about these facts.
func (p *policy) matches(s *statement, f *facts) bool {
	e, r := p.request(f)
	_, why := cedar.Authorize(s.alone, e, r)
	return len(why.Reasons) > 0
}
