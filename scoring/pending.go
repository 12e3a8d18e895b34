package scoring

import "io"

type rule interface{ sealed() }

func (*Ratio) sealed()        {}
func (*Steps) sealed()        {}
func (*ChoiceRule) sealed()   {}
func (*Sum) sealed()          {}
func (*Relative) sealed()     {}
func (*Counted) sealed()      {}
func (*Best) sealed()         {}
func (*BaseBest) sealed()     {}
func (*Leader) sealed()       {}
func (*BonusPenalty) sealed() {}
func (*LevelRule) sealed()    {}
func (*YesNoRule) sealed()    {}
func (*Standardise) sealed()  {}
func (*Mean) sealed()         {}
func (*Manual) sealed()       {}
func (*Cap) sealed()          {}
func (*Floor) sealed()        {}

func compile(f *Framework) (*Program, error) { return &Program{framework: f}, nil }

// NewCohort makes a cohort without values. The error is Faults: two agencies
// with one code, unknown groups, exemptions of nodes that allow none.
func NewCohort(p *Program, agencies []Agency) (*Cohort, error) { return nil, nil }

// Answer sets one value by codes; its faults: unknown codes, values out of range.
func (c *Cohort) Answer(agency, item string, v Value) error { return nil }

// Set sets one value by indexes; the fault is a value out of range.
func (c *Cohort) Set(agency, item int, v Value) error { return nil }

// Value gives one value by indexes.
func (c *Cohort) Value(agency, item int) Value { return Value{} }

// Agencies gives the agencies. Do not change it.
func (c *Cohort) Agencies() []Agency { return c.agencies }

// Agency gives the index of an agency by its code.
func (c *Cohort) Agency(code string) (int, bool) { i, ok := c.index[code]; return i, ok }

// Program gives the program of the cohort.
func (c *Cohort) Program() *Program { return c.program }

// ParseValue reads a value of the item in the machine's form: numbers as
// ParseNum, "1"/"0"/"yes"/"no"/"có"/"không" for yes/no, the option's code for a
// choice, "" for missing, "n/a" for not applicable.
func (it *Item) ParseValue(s string) (Value, error) { return Value{}, nil }

// FormatValue writes what ParseValue reads.
func (it *Item) FormatValue(v Value) string { return "" }

// Rank computes points, levels and ranks of the cohort. The error is Faults:
// adjustments that the framework does not allow.
func Rank(c *Cohort, o Options) (*Result, error) { return nil, nil }

// Program, Cohort give what was ranked.
func (r *Result) Program() *Program { return r.program }
func (r *Result) Cohort() *Cohort   { return r.cohort }

// Score gives one node of one agency, by indexes.
func (r *Result) Score(agency, node int) Score { return Score{} }

// Scaled gives the score on the framework's Scale (percent unless declared),
// rounded only if the framework says so; false when there is none.
func (r *Result) Scaled(agency, node int) (Num, bool) { return Num{}, false }

// Level gives the index of the band in Framework().Bands; false when there is none.
func (r *Result) Level(agency, node int) (int, bool) { return 0, false }

// PlaceInGroup gives the place in the agency's group; ranked nodes only.
func (r *Result) PlaceInGroup(agency, node int) Place { return Place{} }

// PlaceOverall gives the place in the whole cohort, if the framework allows it.
func (r *Result) PlaceOverall(agency, node int) Place { return Place{} }

// Ranked gives the indexes of the nodes that are ranked: the total, the fields,
// and those the framework names.
func (r *Result) Ranked() []int { return nil }

// MissingItems gives the indexes of items that the node needed and did not get.
func (r *Result) MissingItems(agency, node int) []int { return nil }

// WriteJSON writes the whole result, agencies by code, in one fixed form.
func (r *Result) WriteJSON(w io.Writer) error { return nil }

// Trace explains one score by codes; false when a code is unknown.
func (r *Result) Trace(agency, node string) (*Trace, bool) { return nil, false }

// Bounds gives the least and most points a rule can give under a maximum, for
// any values its items allow; false for an end without bound.
func Bounds(f *Framework, r Rule, max Num) (lo, hi Num, loOK, hiOK bool) { return }

// MonotoneIn tells how the points of a rule move with one item.
func MonotoneIn(f *Framework, r Rule, item string) Monotone { return Neither }

// RuleItems gives the codes of the items that a rule reads, each once, in order.
func RuleItems(r Rule) []string { return nil }

// RuleParts gives the rules inside a rule: parts, cases, the capped rule.
func RuleParts(r Rule) []Rule { return nil }

// UsesCohort tells whether the rule, or one inside it, compares with peers.
func UsesCohort(r Rule) bool { return false }
