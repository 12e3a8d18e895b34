package scoring

// Rule turns values of items into points of a leaf. The rules are the structs
// in rule_*.go; there is no other way to score. Codes R1 to R17 name the kinds
// of rule that provinces and ministries were found to use.
type Rule interface {
	// Kind is the name of the rule in a file, such as "ratio".
	Kind() string
	rule
}

// rule is what every kind of rule does, beside being data.
type rule interface {
	// check reports what is wrong with the rule under a maximum.
	check(k *checker, path string, max Num)
	// span gives the least and most points the rule can give.
	span(k *reader, max Num) span
	// moves tells how the points move with one item.
	moves(k *reader, item string) Monotone
	// items names the items the rule reads itself, and inner the rules in it.
	items() []string
	inner() []Rule
	// build makes a checked rule ready to score.
	build(b *builder, max Num) scorer
}

// kinds is the one table of rules: name → an empty rule to fill. A new rule is
// a struct in a file of its own and a line here.
var kinds = []struct {
	Name string
	New  func() Rule
}{
	{"ratio", func() Rule { return new(Ratio) }},
	{"steps", func() Rule { return new(Steps) }},
	{"choice", func() Rule { return new(ChoiceRule) }},
	{"sum", func() Rule { return new(Sum) }},
	{"relative", func() Rule { return new(Relative) }},
	{"count", func() Rule { return new(Counted) }},
	{"best", func() Rule { return new(Best) }},
	{"base_best", func() Rule { return new(BaseBest) }},
	{"leader", func() Rule { return new(Leader) }},
	{"bonus_penalty", func() Rule { return new(BonusPenalty) }},
	{"level", func() Rule { return new(LevelRule) }},
	{"yes_no", func() Rule { return new(YesNoRule) }},
	{"standardise", func() Rule { return new(Standardise) }},
	{"mean", func() Rule { return new(Mean) }},
	{"manual", func() Rule { return new(Manual) }},
	{"cap", func() Rule { return new(Cap) }},
	{"floor", func() Rule { return new(Floor) }},
}

// NewRule gives an empty rule of a kind; false when there is no such kind.
func NewRule(kind string) (Rule, bool) {
	for _, k := range kinds {
		if k.Name == kind {
			return k.New(), true
		}
	}
	return nil, false
}

// RuleKinds gives the names of all kinds of rule, in the order of the table.
func RuleKinds() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return names
}

// Award is what a step, an option or a level earns: points, or a share of the
// maximum such as 1/2. Exactly one is set.
type Award struct {
	Points *Num `yaml:"points,omitempty"`
	Share  *Num `yaml:"share,omitempty"`
}

// of gives the points of the award under a maximum.
func (a Award) of(max Num) Num {
	switch {
	case a.Points != nil:
		return *a.Points
	case a.Share != nil:
		return a.Share.Mul(max)
	}
	return Num{}
}

// Part is one rule inside another, with its own maximum.
type Part struct {
	Name   Text `yaml:"name,omitempty"`
	Max    Num  `yaml:"max"`
	Weight *Num `yaml:"weight,omitempty"` // in Mean only; nil = 1
	Rule   Rule `yaml:"rule"`
}

// Within says which peers a rule compares with.
type Within string

// The peers of a cohort rule: agencies to which the criterion applies and whose
// quantity is known.
const (
	WithinGroup  Within = "group"  // of the same ranking group; the default
	WithinCohort Within = "cohort" // of the whole cohort
)

// Better says which direction is good.
type Better string

// The directions.
const (
	High Better = "high" // the default
	Low  Better = "low"
)

// Monotone says how points move when an item's value grows and all else,
// including the peers, stays.
type Monotone int8

// The kinds of monotony. Neither promises nothing.
const (
	Constant Monotone = iota // the item plays no part
	Rising                   // never fewer points
	Falling                  // never more points
	Neither
)

// turned gives the direction with the sense of good reversed.
func (m Monotone) turned(turn bool) Monotone {
	switch {
	case turn && m == Rising:
		return Falling
	case turn && m == Falling:
		return Rising
	}
	return m
}

// and gives the direction of two things added, or of the larger of the two.
func (m Monotone) and(o Monotone) Monotone {
	switch {
	case m == o || o == Constant:
		return m
	case m == Constant:
		return o
	}
	return Neither
}

// RuleItems gives the codes of the items that a rule reads, with those of the
// rules inside it, each once, in order.
func RuleItems(r Rule) []string {
	var out []string
	seen := map[string]bool{}
	walkRules(r, func(r Rule) {
		for _, code := range r.items() {
			if !seen[code] {
				seen[code] = true
				out = append(out, code)
			}
		}
	})
	return out
}

// RuleCompares tells whether a rule, or one inside it, reads the answers of
// other agencies (R5, R8, R13): its points are known when the cohort is closed.
func RuleCompares(r Rule) bool {
	compares := false
	walkRules(r, func(r Rule) {
		switch r.(type) {
		case *Relative, *Leader, *Standardise:
			compares = true
		}
	})
	return compares
}

// RuleParts gives the rules directly inside a rule: parts, cases, the capped rule.
func RuleParts(r Rule) []Rule {
	if isNil(r) {
		return nil
	}
	return r.inner()
}

// UsesCohort tells whether the rule, or one inside it, compares with peers.
func UsesCohort(r Rule) bool {
	found := false
	walkRules(r, func(r Rule) {
		switch r.(type) {
		case *Relative, *Leader, *Standardise:
			found = true
		}
	})
	return found
}

// walkRules visits a rule and the rules inside it.
func walkRules(r Rule, visit func(Rule)) {
	if isNil(r) {
		return
	}
	visit(r)
	for _, in := range r.inner() {
		walkRules(in, visit)
	}
}

func rulesOf(parts []Part) []Rule {
	out := make([]Rule, len(parts))
	for i := range parts {
		out[i] = parts[i].Rule
	}
	return out
}
