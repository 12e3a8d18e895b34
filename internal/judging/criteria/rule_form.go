package criteria

import (
	"reflect"
	"strings"

	"github.com/sansang-project/sansang/scoring"
)

// ruleAsk is one question of the form of a rule. What kind of answer it takes is
// that of the field of the same name in scoring's rule; its label is the sentence
// criteria.ask.NAME, its help criteria.help.KIND-NAME or criteria.help.NAME.
type ruleAsk struct {
	name  string             // key in YAML, of the field and of the form
	types []scoring.ItemType // of an item
	words []string           // of a choice, in the order in which they are offered; the first is the default
	unit  string             // of a number: "points", "share", "deviation", "" for that of the quantity
	need  bool               // a number that has no default
}

var (
	anyNumber = []scoring.ItemType{scoring.Count, scoring.Number, scoring.Percent, scoring.YesNo, scoring.Level}
	withins   = []string{string(scoring.WithinGroup), string(scoring.WithinCohort)}
	betters   = []string{string(scoring.High), string(scoring.Low)}
	zeros     = []string{string(scoring.ZeroPoints), string(scoring.ZeroFull), string(scoring.ZeroNotApplicable)}
	equals    = []string{string(scoring.EqualZero), string(scoring.EqualHalf), string(scoring.EqualFull), string(scoring.EqualNotApplicable)}
)

// ruleAsks describes the form of every kind of rule; a test holds it to the
// fields of scoring's structs.
var ruleAsks = map[string][]ruleAsk{
	"ratio":         {{name: "of", types: anyNumber}, {name: "target"}, {name: "cap", unit: "share"}, {name: "invert"}},
	"steps":         {{name: "of", types: anyNumber}, {name: "steps"}},
	"choice":        {{name: "item", types: []scoring.ItemType{scoring.Choice}}, {name: "cases"}},
	"sum":           {{name: "parts"}},
	"relative":      {{name: "of", types: anyNumber}, {name: "better", words: betters}, {name: "to", words: []string{string(scoring.ToBest), string(scoring.ToWorst)}}, {name: "within", words: withins}},
	"count":         {{name: "of", types: anyNumber}, {name: "each", unit: "points", need: true}, {name: "cap", unit: "points"}},
	"best":          {{name: "cases"}},
	"base_best":     {{name: "base"}, {name: "cases"}},
	"leader":        {{name: "of", types: anyNumber}, {name: "target", need: true}, {name: "at_target", unit: "share"}, {name: "within", words: withins}},
	"bonus_penalty": {{name: "plus", types: anyNumber}, {name: "plus_each", unit: "points"}, {name: "minus", types: anyNumber}, {name: "minus_each", unit: "points"}, {name: "min", unit: "points"}, {name: "max", unit: "points"}},
	"level":         {{name: "item", types: []scoring.ItemType{scoring.Level}}, {name: "each", unit: "points"}, {name: "map"}},
	"yes_no":        {{name: "item", types: []scoring.ItemType{scoring.YesNo}}, {name: "invert"}},
	"standardise": {{name: "of", types: anyNumber}, {name: "method", words: []string{string(scoring.MinMax), string(scoring.ZScore)}}, {name: "within", words: withins}, {name: "better", words: betters},
		{name: "low"}, {name: "high"}, {name: "deviation", words: []string{string(scoring.Population), string(scoring.Sample)}}, {name: "equal", words: equals}},
	"mean":   {{name: "parts"}},
	"manual": {{name: "item", types: []scoring.ItemType{scoring.Number}}},
	"cap":    {{name: "points", unit: "points", need: true}, {name: "rule"}},
	"floor":  {{name: "points", unit: "points", need: true}, {name: "rule"}},
}

// mostDepth of rules inside rules is held by scoring; a form that goes deeper is
// none that this program has shown.
const mostRuleDepth = 10

// fieldOf gives the field of a rule by its key in YAML.
func fieldOf(r scoring.Rule, name string) reflect.Value {
	v := reflect.ValueOf(r).Elem()
	for i := range v.NumField() {
		if key, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("yaml"), ","); key == name {
			return v.Field(i)
		}
	}
	return reflect.Value{}
}

// fillRule fills a form with a rule, its fields named at.NAME.
func (s *sent) fillRule(at string, r scoring.Rule) {
	if r == nil {
		return
	}
	s.put(at+".kind", r.Kind())
	for _, ask := range ruleAsks[r.Kind()] {
		name, v := at+"."+ask.name, fieldOf(r, ask.name)
		switch v := v.Interface().(type) {
		case bool:
			s.putYes(name, v)
		case string:
			s.put(name, v)
		case scoring.Num:
			if ask.need || !v.IsZero() {
				s.putNum(name, &v)
			}
		case *scoring.Num:
			s.putNum(name, v)
		case scoring.Quantity:
			s.fillTerms(name+".sum", v.Sum)
			s.fillTerms(name+".per", v.Per)
			s.put(name+".zero", string(v.Zero))
		case []scoring.Step:
			for i, one := range v {
				s.putNum(lineOf(name, i, "from"), &one.From)
				s.putNum(lineOf(name, i, "to"), one.To)
				s.fillAward(name, i, one.Award)
			}
		case []scoring.Case:
			for i, one := range v {
				s.put(lineOf(name, i, "option"), one.Option)
				s.fillAward(name, i, one.Award)
			}
		case []scoring.LevelCase:
			for i, one := range v {
				level := scoring.Int(int64(one.Level))
				s.putNum(lineOf(name, i, "level"), &level)
				s.fillAward(name, i, one.Award)
			}
		case scoring.Part:
			s.fillPart(name, &v)
		case []scoring.Part:
			for i := range v {
				s.fillPart(strings.TrimSuffix(lineOf(name, i, ""), "."), &v[i])
			}
		case scoring.Rule:
			s.fillRule(name, v)
		case nil: // a rule that is not there
		default: // the words of scoring
			s.put(name, reflect.ValueOf(v).String())
		}
	}
}

func (s *sent) fillTerms(list string, all []scoring.Term) {
	for i, t := range all {
		s.put(lineOf(list, i, "item"), t.Item)
		s.putNum(lineOf(list, i, "factor"), t.Factor)
	}
}

func (s *sent) fillAward(list string, i int, a scoring.Award) {
	s.putNum(lineOf(list, i, "points"), a.Points)
	s.putNum(lineOf(list, i, "share"), a.Share)
}

func (s *sent) fillPart(at string, p *scoring.Part) {
	s.putWords(at+".name", p.Name)
	s.putNum(at+".max", &p.Max)
	s.putNum(at+".weight", p.Weight)
	s.fillRule(at+".rule", p.Rule)
}

// rule gives the rule that a form says; nil when no kind is chosen. What is
// missing or unreadable is noted at its field.
func (s *sent) rule(at string) scoring.Rule { return s.ruleAt(at, 0) }

func (s *sent) ruleAt(at string, depth int) scoring.Rule {
	r, ok := scoring.NewRule(s.get(at + ".kind"))
	if !ok || depth > mostRuleDepth {
		if depth > 0 {
			s.bad(at+".kind", "criteria.sent.kind")
		}
		return nil
	}
	for _, ask := range ruleAsks[r.Kind()] {
		name, v := at+"."+ask.name, fieldOf(r, ask.name)
		switch into := v.Addr().Interface().(type) {
		case *bool:
			*into = s.yes(name)
		case *scoring.Num:
			if ask.need {
				*into = s.must(name)
			} else if n := s.num(name); n != nil {
				*into = *n
			}
		case **scoring.Num:
			*into = s.num(name)
		case *scoring.Quantity:
			*into = scoring.Quantity{Sum: s.terms(name + ".sum"), Per: s.terms(name + ".per"), Zero: scoring.Zero(s.get(name + ".zero"))}
		case *[]scoring.Step:
			s.tooMany(name)
			for _, i := range s.lines(name) {
				*into = append(*into, scoring.Step{From: s.must(lineOf(name, i, "from")), To: s.num(lineOf(name, i, "to")), Award: s.award(name, i)})
			}
		case *[]scoring.Case:
			s.tooMany(name)
			for _, i := range s.lines(name, "option") {
				*into = append(*into, scoring.Case{Option: s.get(lineOf(name, i, "option")), Award: s.award(name, i)})
			}
		case *[]scoring.LevelCase:
			s.tooMany(name)
			for _, i := range s.lines(name, "level") {
				level, whole := s.must(lineOf(name, i, "level")).Int64()
				if !whole || level != int64(int(level)) {
					s.bad(lineOf(name, i, "level"), "criteria.sent.whole")
				}
				*into = append(*into, scoring.LevelCase{Level: int(level), Award: s.award(name, i)})
			}
		case *scoring.Part:
			*into = s.part(name, depth)
		case *[]scoring.Part:
			s.tooMany(name)
			for _, i := range s.lines(name) {
				if part := strings.TrimSuffix(lineOf(name, i, ""), "."); !s.yes(part + ".drop") {
					*into = append(*into, s.part(part, depth))
				}
			}
		case *scoring.Rule:
			*into = s.ruleAt(name, depth+1)
		default:
			v.SetString(s.get(name))
		}
	}
	return r
}

func (s *sent) terms(list string) (out []scoring.Term) {
	s.tooMany(list)
	for _, i := range s.lines(list) {
		t := scoring.Term{Item: s.get(lineOf(list, i, "item")), Factor: s.num(lineOf(list, i, "factor"))}
		if t.Item == "" {
			s.bad(lineOf(list, i, "item"), "criteria.sent.item")
			continue
		}
		out = append(out, t)
	}
	return out
}

func (s *sent) award(list string, i int) scoring.Award {
	return scoring.Award{Points: s.num(lineOf(list, i, "points")), Share: s.num(lineOf(list, i, "share"))}
}

func (s *sent) part(at string, depth int) scoring.Part {
	return scoring.Part{Name: s.words(at + ".name"), Max: s.must(at + ".max"), Weight: s.num(at + ".weight"), Rule: s.ruleAt(at+".rule", depth+1)}
}
