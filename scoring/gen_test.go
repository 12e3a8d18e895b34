package scoring

import (
	"fmt"
	"math/rand/v2"
	"slices"
)

// gen invents frameworks of every kind of rule. For each leaf it knows, without
// asking the engine, an answer that earns the maximum and one that earns the
// least.
type gen struct {
	rng   *rand.Rand
	f     *Framework
	best  map[string]Num // answers by item
	worst map[string]Num
	depth int
}

// made is a rule with the least points it can give under its maximum.
type made struct {
	rule Rule
	low  Num
}

func newGen(seed uint64) *gen {
	g := &gen{rng: rand.New(rand.NewPCG(seed, 99)), best: map[string]Num{}, worst: map[string]Num{}}
	g.f = &Framework{Code: "gen", Groups: []Group{{Code: "so"}, {Code: "xa", Parent: "dia_phuong"}, {Code: "dia_phuong"}}}
	g.f.Ranking.Overall = true
	g.f.Bands = []Band{{Code: "tot", From: Int(80), To: Int(100)}, {Code: "kha", From: Int(65), To: Int(80)}, {Code: "tb", From: Int(0), To: Int(65)}}
	return g
}

// item adds an item with its best and worst answers.
func (g *gen) item(t ItemType, best, worst Num) string {
	it := Item{Code: fmt.Sprintf("i%d", len(g.f.Items)), Type: t}
	switch t {
	case Level:
		it.Max = num("5")
	case Number:
		it.Min, it.Max = num("0"), &best
		if best.Less(worst) {
			it.Max = &worst
		}
	case Choice:
		it.Options = []Option{{Code: "a"}, {Code: "b"}, {Code: "c"}}
	}
	g.f.Items = append(g.f.Items, it)
	g.best[it.Code], g.worst[it.Code] = best, worst
	return it.Code
}

// max draws a maximum that is not always round.
func (g *gen) max() Num { n, _ := Frac(1+g.rng.Int64N(400), 1+g.rng.Int64N(8)); return n }

// ratioItems makes a/b whose best is 1 and whose worst is 0.
func (g *gen) ratioItems(top int64) (a, b string) {
	n := Int(1 + g.rng.Int64N(300))
	return g.item(Count, n.Mul(Int(top)), Num{}), g.item(Count, n, n)
}

// makers by kind of rule. Each returns a rule that can reach max exactly.
func (g *gen) makers() map[string]func(max Num) made {
	return map[string]func(Num) made{
		"ratio": func(max Num) made {
			switch g.rng.IntN(3) {
			case 0:
				a, b := g.ratioItems(1)
				return made{rule: &Ratio{Of: Of(a, b)}}
			case 1:
				return made{rule: &Ratio{Of: Of(g.item(Percent, Int(100), Num{})), Target: num("100")}}
			}
			return made{rule: &Ratio{Of: Of(g.item(Count, Num{}, Int(70))), Target: num("60"), Invert: true}}
		},
		"steps": func(max Num) made {
			from := Int(1 + g.rng.Int64N(3))
			s := []Step{{From: from, Award: Award{Share: num("1/3")}}, {From: from.Add(Int(2)), Award: Award{Points: &max}}}
			return made{rule: &Steps{Of: Of(g.item(Count, Int(9), Num{})), Steps: s}}
		},
		"choice": func(max Num) made {
			return made{rule: &ChoiceRule{Item: g.item(Choice, Int(1), Int(3)), Cases: []Case{{"a", Award{Share: num("1")}}, {"b", Award{Share: num("1/2")}}}}}
		},
		"count": func(max Num) made {
			each, _ := max.Quo(Int(7))
			return made{rule: &Counted{Of: Of(g.item(Count, Int(11), Num{})), Each: each}}
		},
		"level": func(max Num) made {
			item := g.item(Level, Int(5), Int(1))
			if g.rng.IntN(2) == 0 {
				low, _ := max.Quo(Int(5))
				return made{&LevelRule{Item: item}, low}
			}
			return made{rule: &LevelRule{Item: item, Map: []LevelCase{{3, Award{Share: num("0.4")}}, {5, Award{Share: num("1")}}}}}
		},
		"yes_no": func(max Num) made {
			if g.rng.IntN(2) == 0 {
				return made{rule: &YesNoRule{Item: g.item(YesNo, Num{}, one), Invert: true}}
			}
			return made{rule: &YesNoRule{Item: g.item(YesNo, one, Num{})}}
		},
		"manual": func(max Num) made { return made{rule: &Manual{Item: g.item(Number, max, Num{})}} },
		"bonus_penalty": func(max Num) made {
			r := &BonusPenalty{Plus: Of(g.item(Count, Int(20), Num{})), PlusEach: max, Minus: Of(g.item(Count, Num{}, Int(9))), MinusEach: one}
			return made{rule: r}
		},
		"relative": func(max Num) made {
			within := []Within{"", WithinGroup, WithinCohort}[g.rng.IntN(3)]
			switch g.rng.IntN(3) {
			case 0:
				a, b := g.ratioItems(3)
				return made{rule: &Relative{Of: Of(a, b), Within: within}}
			case 1:
				return made{rule: &Relative{Of: Of(g.item(Count, Num{}, Int(8))), Better: Low, Within: within}}
			}
			return made{rule: &Relative{Of: Of(g.item(Count, Num{}, Int(8))), Better: Low, To: ToWorst, Within: within}}
		},
		"leader": func(max Num) made {
			return made{rule: &Leader{Of: Of(g.item(Count, Int(150), Num{})), Target: Int(100)}}
		},
		"standardise": func(max Num) made {
			r := &Standardise{Method: MinMax, Equal: EqualHalf}
			switch g.rng.IntN(4) {
			case 0:
				r.Low, r.High = num("10"), num("40")
			case 1: // two different values lie one population deviation from their mean
				r.Method, r.Low, r.High = ZScore, num("-1"), num("1")
			case 2: // and 1/√2 of a sample deviation
				r.Method, r.Deviation, r.Low, r.High = ZScore, Sample, num("-0.7"), num("0.7")
			}
			best, worst := Int(60), Int(5)
			if g.rng.IntN(2) == 0 {
				best, worst, r.Better = worst, best, Low
			}
			r.Of = Of(g.item(Count, best, worst))
			return made{rule: r}
		},
		"sum": func(max Num) made { return g.sum(max) },
		"mean": func(max Num) made {
			a, b := g.rule(Int(3)), g.rule(Int(4))
			x, _ := a.low.Quo(Int(3))
			y, _ := b.low.Quo(Int(4))
			low, _ := x.Add(y.Mul(Int(2))).Mul(max).Quo(Int(3))
			return made{&Mean{Parts: []Part{{Max: Int(3), Rule: a.rule}, {Max: Int(4), Weight: num("2"), Rule: b.rule}}}, low}
		},
		"best": func(max Num) made {
			a, b := g.rule(max), g.rule(max.Mul(half))
			return made{&Best{Cases: []Part{{Max: max, Rule: a.rule}, {Max: max.Mul(half), Rule: b.rule}}}, a.low.Max(b.low)}
		},
		"base_best": func(max Num) made {
			m := max.Mul(half)
			a, b := g.rule(m), g.rule(m)
			return made{&BaseBest{Base: Part{Max: m, Rule: a.rule}, Cases: []Part{{Max: m, Rule: b.rule}}}, a.low.Add(b.low)}
		},
		"cap": func(max Num) made {
			m := g.sum(max.Mul(Int(2)))
			return made{&Cap{Points: max, Rule: m.rule}, m.low.Min(max)}
		},
		"floor": func(max Num) made {
			m := g.rule(max)
			low, _ := max.Quo(Int(10))
			return made{&Floor{Points: low, Rule: m.rule}, m.low.Max(low)}
		},
	}
}

func (g *gen) sum(max Num) made {
	third, _ := max.Quo(Int(3))
	a, b := g.rule(third), g.rule(max.Sub(third))
	return made{&Sum{Parts: []Part{{Max: third, Rule: a.rule}, {Max: max.Sub(third), Rule: b.rule}}}, a.low.Add(b.low)}
}

// rule makes a rule of a kind drawn at random, nested at most twice.
func (g *gen) rule(max Num) made {
	all := g.makers()
	kinds := RuleKinds()
	if g.depth++; g.depth > 2 {
		kinds = slices.DeleteFunc(kinds, func(k string) bool {
			return slices.Contains([]string{"sum", "mean", "best", "base_best", "cap", "floor"}, k)
		})
	}
	m := all[kinds[g.rng.IntN(len(kinds))]](max)
	g.depth--
	return m
}

// tree fills the framework and gives the least points of the total.
func (g *gen) tree() Num {
	g.f.Root = &Node{Code: "T"}
	low := g.inner(g.f.Root, 0)
	if g.rng.IntN(2) == 0 {
		g.f.Root.Children = append(g.f.Root.Children,
			&Node{Code: "bonus", Role: Bonus, Max: Int(3), Rule: &Counted{Of: Of(g.item(Count, Int(9), Num{})), Each: one}},
			&Node{Code: "penalty", Role: Penalty, Max: Int(2), Rule: &Counted{Of: Of(g.item(Count, Num{}, Int(9))), Each: one}},
			&Node{Code: "context", Role: Context})
		low = low.Sub(Int(2)).Max(Num{})
	}
	return low
}

func (g *gen) inner(n *Node, depth int) (low Num) {
	n.Combine = []Combine{"", CombineSum, CombineSum, CombineMean, CombineMin}[g.rng.IntN(5)]
	n.Rescale = []Rescale{"", Full}[g.rng.IntN(2)]
	var shares, weights, least Num
	for i := range 1 + g.rng.IntN(4) {
		c := &Node{Code: fmt.Sprintf("%s.%d", n.Code, i)}
		var l Num
		if depth < 2 && g.rng.IntN(3) == 0 {
			l = g.inner(c, depth+1)
		} else {
			c.Max = g.max()
			m := g.rule(c.Max)
			c.Rule, l = m.rule, m.low
		}
		if n.Combine == CombineMean && g.rng.IntN(2) == 0 {
			c.Weight = num("3")
		}
		n.Children = append(n.Children, c)
		n.Max, low = n.Max.Add(c.Max), low.Add(l)
		share, _ := l.Quo(c.Max)
		w := orNum(c.Weight, one)
		shares, weights = shares.Add(share.Mul(w)), weights.Add(w)
		if i == 0 || share.Less(least) {
			least = share
		}
	}
	switch n.Combine {
	case CombineMean:
		n.Max = g.max()
		low, _ = shares.Mul(n.Max).Quo(weights)
	case CombineMin:
		n.Max = g.max()
		low = least.Mul(n.Max)
	}
	return low
}

// any draws a value that an item takes; now and then none.
func (g *gen) any(it *Item) Value {
	switch g.rng.IntN(12) {
	case 0:
		return Value{}
	case 1:
		return NotApplicable()
	}
	switch it.Type {
	case YesNo:
		return GiveInt(g.rng.Int64N(2))
	case Choice:
		return GiveInt(1 + g.rng.Int64N(3))
	case Level:
		return GiveInt(1 + g.rng.Int64N(5))
	case Percent:
		x, _ := Frac(g.rng.Int64N(1001), 10)
		return Give(x)
	case Number:
		x, _ := Frac(g.rng.Int64N(101), 100)
		return Give(it.Max.Mul(x))
	}
	if g.rng.IntN(6) == 0 {
		return GiveInt(0)
	}
	return GiveInt(g.rng.Int64N(160))
}

// roughen adds what real frameworks have: applicability, missing, rounding.
func (g *gen) roughen(n *Node) {
	switch g.rng.IntN(8) {
	case 0:
		n.Missing = MissingExclude
	case 1:
		n.Missing = MissingBlock
	case 2:
		n.Applies = &Applies{Groups: []string{"dia_phuong"}}
	case 3:
		i := g.f.Items[g.rng.IntN(len(g.f.Items))]
		if i.Type != Choice {
			n.Applies = &Applies{When: []Condition{{Item: i.Code, Op: Gt, Value: Num{}}}}
		}
	}
	for _, c := range n.Children {
		g.roughen(c)
	}
}
