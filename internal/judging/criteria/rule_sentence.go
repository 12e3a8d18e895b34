package criteria

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// SayRule says a rule as people read it: its first line is a sentence, those
// under it are the steps, options or parts, one deeper each. max is the maximum
// under which the rule stands.
func SayRule(f *scoring.Framework, r scoring.Rule, max scoring.Num, lang text.Lang) []scoring.TraceLine {
	w := &ruleWords{f: f, lang: lang}
	w.rule(r, max, 0)
	return w.lines
}

type ruleWords struct {
	f     *scoring.Framework
	lang  text.Lang
	lines []scoring.TraceLine
}

// say adds a line.
func (w *ruleWords) say(depth int, key string, pairs ...any) {
	w.lines = append(w.lines, scoring.TraceLine{Depth: depth, Text: w.word(key, pairs...)})
}

func (w *ruleWords) word(key string, pairs ...any) string {
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v := pairs[i+1]
		switch n := v.(type) {
		case scoring.Num:
			v = shown(n, w.lang)
		case *scoring.Num:
			v = shown(*n, w.lang)
		}
		args[pairs[i].(string)] = v
	}
	return catalogue.Text(w.lang, key, args)
}

func (w *ruleWords) item(code string) string {
	if it := FindItem(w.f, code); it != nil && !it.Name.IsZero() {
		return "“" + it.Name.In(string(w.lang)) + "”"
	}
	if code == "" {
		return "…"
	}
	return code
}

// quantity writes a quantity: “máy tính” ÷ “cán bộ”.
func (w *ruleWords) quantity(q *scoring.Quantity) string {
	top := w.side(q.Sum, len(q.Per) > 0)
	if len(q.Per) == 0 {
		return top
	}
	return top + " ÷ " + w.side(q.Per, true)
}

func (w *ruleWords) side(terms []scoring.Term, brackets bool) string {
	if len(terms) == 0 {
		return "…"
	}
	var b strings.Builder
	for i, t := range terms {
		factor := scoring.Int(1)
		if t.Factor != nil {
			factor = *t.Factor
		}
		switch {
		case factor.Sign() < 0 && i == 0:
			b.WriteString("−")
		case factor.Sign() < 0:
			b.WriteString(" − ")
		case i > 0:
			b.WriteString(" + ")
		}
		if factor = factor.Abs(); !factor.Equal(scoring.Int(1)) {
			b.WriteString(shown(factor, w.lang) + " × ")
		}
		b.WriteString(w.item(t.Item))
	}
	if brackets && len(terms) > 1 {
		return "(" + b.String() + ")"
	}
	return b.String()
}

// zero says what a division by zero comes to.
func (w *ruleWords) zero(q *scoring.Quantity, depth int) {
	if len(q.Per) > 0 {
		zero := q.Zero
		if zero == "" {
			zero = scoring.ZeroPoints
		}
		w.say(depth, "criteria.says.zero", "of", w.side(q.Per, false), "outcome", w.word("criteria.outcome."+string(zero)))
	}
}

func (w *ruleWords) peers(within scoring.Within) string {
	if within == "" {
		within = scoring.WithinGroup
	}
	return w.word("criteria.within." + string(within))
}

func award(a scoring.Award, max scoring.Num) scoring.Num {
	switch {
	case a.Points != nil:
		return *a.Points
	case a.Share != nil:
		return a.Share.Mul(max)
	}
	return scoring.Num{}
}

func or(n *scoring.Num, other scoring.Num) scoring.Num {
	if n != nil {
		return *n
	}
	return other
}

func (w *ruleWords) rule(r scoring.Rule, max scoring.Num, depth int) {
	one := scoring.Int(1)
	switch r := r.(type) {
	case *scoring.Ratio:
		of := w.quantity(&r.Of)
		if target := or(r.Target, one); !target.Equal(one) {
			of = w.bracket(of, &r.Of) + " ÷ " + shown(target, w.lang)
		}
		if r.Invert {
			w.say(depth, "criteria.says.ratioInvert", "of", of, "max", max)
		} else {
			w.say(depth, "criteria.says.ratio", "of", of, "max", max, "most", or(r.Cap, one).Mul(max))
		}
		w.zero(&r.Of, depth+1)
	case *scoring.Steps:
		w.say(depth, "criteria.says.steps", "of", w.quantity(&r.Of))
		for i, s := range r.Steps {
			to := s.To
			if to == nil && i+1 < len(r.Steps) {
				to = &r.Steps[i+1].From
			}
			if to == nil {
				w.say(depth+1, "criteria.says.stepLast", "from", s.From, "points", award(s.Award, max))
			} else {
				w.say(depth+1, "criteria.says.step", "from", s.From, "to", to, "points", award(s.Award, max))
			}
		}
		w.say(depth+1, "criteria.says.stepNone")
		w.zero(&r.Of, depth+1)
	case *scoring.ChoiceRule:
		w.say(depth, "criteria.says.choice", "item", w.item(r.Item))
		for _, c := range r.Cases {
			w.say(depth+1, "criteria.says.case", "case", w.option(r.Item, c.Option), "points", award(c.Award, max))
		}
		w.say(depth+1, "criteria.says.caseNone")
	case *scoring.Sum:
		w.say(depth, "criteria.says.sum", "count", len(r.Parts))
		w.parts(r.Parts, depth+1, false)
	case *scoring.Relative:
		key := "criteria.says.relativeHigh"
		switch {
		case r.To == scoring.ToWorst:
			key = "criteria.says.relativeWorst"
		case r.Better == scoring.Low:
			key = "criteria.says.relativeLow"
		}
		w.say(depth, key, "of", w.quantity(&r.Of), "max", max, "within", w.peers(r.Within))
		w.zero(&r.Of, depth+1)
	case *scoring.Counted:
		w.say(depth, "criteria.says.count", "of", w.quantity(&r.Of), "each", r.Each, "most", or(r.Cap, max))
		w.zero(&r.Of, depth+1)
	case *scoring.Best:
		w.say(depth, "criteria.says.best")
		w.parts(r.Cases, depth+1, false)
	case *scoring.BaseBest:
		w.say(depth, "criteria.says.baseBest")
		w.parts([]scoring.Part{r.Base}, depth+1, false)
		w.say(depth+1, "criteria.says.best")
		w.parts(r.Cases, depth+2, false)
	case *scoring.Leader:
		half, _ := scoring.Frac(1, 2)
		w.say(depth, "criteria.says.leader", "of", w.quantity(&r.Of), "target", r.Target, "at", or(r.AtTarget, half).Mul(max), "max", max, "within", w.peers(r.Within))
		w.zero(&r.Of, depth+1)
	case *scoring.BonusPenalty:
		w.say(depth, "criteria.says.bonus", "least", r.Min, "most", or(r.Max, max))
		if len(r.Plus.Sum) > 0 {
			w.say(depth+1, "criteria.says.plus", "of", w.quantity(&r.Plus), "each", r.PlusEach)
		}
		if len(r.Minus.Sum) > 0 {
			w.say(depth+1, "criteria.says.minus", "of", w.quantity(&r.Minus), "each", r.MinusEach)
		}
	case *scoring.LevelRule:
		w.level(r, max, depth)
	case *scoring.YesNoRule:
		key := "criteria.says.yes"
		if r.Invert {
			key = "criteria.says.no"
		}
		w.say(depth, key, "item", w.item(r.Item), "max", max)
	case *scoring.Standardise:
		w.standardise(r, max, depth)
	case *scoring.Mean:
		w.say(depth, "criteria.says.mean", "max", max)
		w.parts(r.Parts, depth+1, true)
	case *scoring.Manual:
		w.say(depth, "criteria.says.manual", "item", w.item(r.Item), "max", max)
	case *scoring.Cap:
		w.say(depth, "criteria.says.cap", "points", r.Points)
		w.rule(r.Rule, max, depth+1)
	case *scoring.Floor:
		w.say(depth, "criteria.says.floor", "points", r.Points)
		w.rule(r.Rule, max, depth+1)
	}
}

// bracket sets a quantity in brackets where it has a sign of its own.
func (w *ruleWords) bracket(of string, q *scoring.Quantity) string {
	if len(q.Per) > 0 || len(q.Sum) > 1 {
		return "(" + of + ")"
	}
	return of
}

func (w *ruleWords) option(item, code string) string {
	if it := FindItem(w.f, item); it != nil {
		for _, o := range it.Options {
			if o.Code == code && !o.Name.IsZero() {
				return o.Name.In(string(w.lang))
			}
		}
	}
	return code
}

func (w *ruleWords) parts(parts []scoring.Part, depth int, weights bool) {
	for i, p := range parts {
		name := p.Name.In(string(w.lang))
		if name == "" {
			name = w.word("criteria.says.partUnnamed", "number", i+1)
		}
		if weights {
			w.say(depth, "criteria.says.partWeight", "name", name, "max", p.Max, "weight", or(p.Weight, scoring.Int(1)))
		} else {
			w.say(depth, "criteria.says.part", "name", name, "max", p.Max)
		}
		w.rule(p.Rule, p.Max, depth+1)
	}
}

func (w *ruleWords) level(r *scoring.LevelRule, max scoring.Num, depth int) {
	each := scoring.Num{}
	if it := FindItem(w.f, r.Item); it != nil && it.Max != nil {
		each, _ = max.Quo(*it.Max)
	}
	if len(r.Map) == 0 {
		w.say(depth, "criteria.says.level", "item", w.item(r.Item), "each", or(r.Each, each))
		return
	}
	w.say(depth, "criteria.says.levels", "item", w.item(r.Item))
	for _, c := range r.Map {
		w.say(depth+1, "criteria.says.case", "case", w.word("criteria.says.levelOne", "level", c.Level), "points", award(c.Award, max))
	}
	w.say(depth+1, "criteria.says.caseNone")
}

func (w *ruleWords) standardise(r *scoring.Standardise, max scoring.Num, depth int) {
	end := func(n *scoring.Num, key string) string {
		switch {
		case n == nil:
			return w.word(key, "within", w.peers(r.Within))
		case r.Method == scoring.ZScore:
			return w.word("criteria.says.deviations", "n", n)
		}
		return shown(*n, w.lang)
	}
	low, high := end(r.Low, "criteria.says.smallest"), end(r.High, "criteria.says.largest")
	if r.Better == scoring.Low {
		low, high = high, low
	}
	key := "criteria.says.minmax"
	if r.Method == scoring.ZScore {
		key = "criteria.says.z"
	}
	w.say(depth, key, "of", w.quantity(&r.Of), "none", low, "full", high, "max", max, "within", w.peers(r.Within))
	if r.Equal != "" {
		w.say(depth+1, "criteria.says.equal", "outcome", w.word("criteria.outcome."+string(r.Equal)))
	}
	w.zero(&r.Of, depth+1)
}
