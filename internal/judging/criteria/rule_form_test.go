package criteria

import (
	"math/rand/v2"
	"net/url"
	"reflect"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// TestRuleAsks holds the description of the forms to the structs of scoring: every
// kind, every field, and the right sort of answer for each.
func TestRuleAsks(t *testing.T) {
	if len(ruleAsks) != len(scoring.RuleKinds()) {
		t.Errorf("%d kinds are described, scoring has %d", len(ruleAsks), len(scoring.RuleKinds()))
	}
	for _, kind := range scoring.RuleKinds() {
		r, _ := scoring.NewRule(kind)
		v := reflect.TypeOf(r).Elem()
		named := map[string]bool{}
		for _, ask := range ruleAsks[kind] {
			if named[ask.name] = true; !fieldOf(r, ask.name).IsValid() {
				t.Errorf("%s has no %s", kind, ask.name)
			}
			for _, lang := range text.Langs {
				if catalogue.Text(lang, "criteria.ask."+ask.name, nil) == "criteria.ask."+ask.name {
					t.Errorf("%s.%s has no label", kind, ask.name)
				}
				for _, word := range ask.words {
					if !catalogue.Has("criteria.outcome."+word) && !catalogue.Has("criteria.word."+word) {
						t.Errorf("%s.%s: %s has no word", kind, ask.name, word)
					}
				}
			}
		}
		for i := range v.NumField() {
			if key, _, _ := strings.Cut(v.Field(i).Tag.Get("yaml"), ","); !named[key] {
				t.Errorf("the form of %s does not ask for %s", kind, key)
			}
		}
	}
}

// TestRuleForm: every kind of rule comes back from its form as it went in, in
// both languages, and nothing in it is said to be wrong.
func TestRuleForm(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(rounds(40)) {
		f := invent(seed)
		tidy(f)
		walk(f.Root, func(n *scoring.Node) {
			if n.Rule == nil {
				return
			}
			eachRule(n.Rule, func(r scoring.Rule) { seen[r.Kind()]++ })
			for _, lang := range text.Langs {
				s := newSent(url.Values{}, lang)
				s.fillRule("rule", n.Rule)
				again := s.rule("rule")
				if s.wrong() {
					t.Fatalf("seed %d: %s: %v", seed, n.Code, s.faults)
				}
				want, _ := scoring.FormatRule(n.Rule)
				got, _ := scoring.FormatRule(again)
				if got != want {
					t.Fatalf("seed %d:\n%s\nwas\n%s", seed, got, want)
				}
			}
		})
	}
	for _, kind := range scoring.RuleKinds() {
		if seen[kind] == 0 {
			t.Errorf("no rule of kind %s was tried", kind)
		}
	}
}

func eachRule(r scoring.Rule, visit func(scoring.Rule)) {
	visit(r)
	for _, in := range scoring.RuleParts(r) {
		eachRule(in, visit)
	}
}

// TestBlankRules: a form of every kind with nothing filled in is refused or gives
// a draft that can be kept and read again.
func TestBlankRules(t *testing.T) {
	for _, kind := range scoring.RuleKinds() {
		s := newSent(url.Values{"rule.kind": {kind}}, text.Vi)
		r := s.rule("rule")
		if s.wrong() {
			continue
		}
		one, err := scoring.FormatRule(r)
		if err != nil {
			t.Errorf("%s cannot be written: %v", kind, err)
			continue
		}
		if _, err := scoring.ParseRule(one); err != nil {
			t.Errorf("%s is written as %q, which cannot be read: %v", kind, one, err)
		}
	}
}

// TestTry: a try-out gives the points that scoring gives in the whole framework,
// for every kind of rule, among peers and alone.
func TestTry(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(rounds(30)) {
		f := invent(seed)
		f.Groups, f.Gates = nil, nil
		walk(f.Root, func(n *scoring.Node) { n.Applies = nil })
		p, err := scoring.Compile(f)
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		rng := rand.New(rand.NewPCG(seed, 11))
		agencies := []scoring.Agency{{Code: "a"}, {Code: "b"}, {Code: "c"}, {Code: "d"}}
		c, err := scoring.NewCohort(p, agencies)
		if err != nil {
			t.Fatal(err)
		}
		values := make([]map[string]scoring.Value, len(agencies))
		for i := range agencies {
			values[i] = map[string]scoring.Value{}
			for _, it := range f.Items {
				v := answer(rng, &it)
				if err := c.Answer(agencies[i].Code, it.Code, v); err != nil {
					t.Fatal(err)
				}
				values[i][it.Code] = v
			}
		}
		result, err := scoring.Rank(c, scoring.Options{})
		if err != nil {
			t.Fatal(err)
		}
		walk(f.Root, func(n *scoring.Node) {
			if n.Rule == nil {
				return
			}
			read := func(all map[string]scoring.Value) map[string]scoring.Value {
				own := map[string]scoring.Value{}
				for _, code := range scoring.RuleItems(n.Rule) {
					own[code] = all[code]
				}
				return own
			}
			trial := &Trial{Node: n, Own: read(values[0])}
			for _, one := range values[1:] {
				trial.Others = append(trial.Others, read(one))
			}
			tried, err := Try(f, trial)
			if err != nil {
				t.Fatalf("seed %d: %s: %v", seed, n.Code, err)
			}
			trace, _ := result.Trace("a", n.Code)
			if w := trace.Score; !tried.Score.Points.Equal(w.Points) || !tried.Score.Max.Equal(w.Max) || tried.Score.State != w.State {
				t.Errorf("seed %d: %s: tried %v, ranked %v", seed, n.Code, tried.Score, trace.Score)
			}
			for _, lang := range text.Langs {
				if len(tried.Lines(lang)) == 0 {
					t.Errorf("seed %d: %s says nothing", seed, n.Code)
				}
			}
			eachRule(n.Rule, func(r scoring.Rule) { seen[r.Kind()]++ })
		})
	}
	for _, kind := range scoring.RuleKinds() {
		if seen[kind] == 0 {
			t.Errorf("no rule of kind %s was tried", kind)
		}
	}
}

// answer invents a possible answer, now and then none.
func answer(rng *rand.Rand, it *scoring.Item) scoring.Value {
	switch rng.IntN(8) {
	case 0:
		return scoring.Value{}
	case 1:
		return scoring.NotApplicable()
	}
	switch it.Type {
	case scoring.YesNo:
		return scoring.GiveBool(rng.IntN(2) == 0)
	case scoring.Choice:
		return scoring.GiveInt(1 + rng.Int64N(int64(len(it.Options))))
	case scoring.Level:
		return scoring.GiveInt(1 + rng.Int64N(5))
	case scoring.Number:
		if most := it.Max; most != nil {
			share, _ := scoring.Frac(rng.Int64N(5), 4)
			return scoring.Give(most.Mul(share))
		}
	}
	return scoring.GiveInt(rng.Int64N(4))
}
