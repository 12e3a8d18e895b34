package scoring

import "testing"

// one rule under a maximum, asked with values of its items for one or more
// agencies of one group. The expected points are worked out by hand.
type ruleCase struct {
	name   string
	items  []Item
	max    string
	rule   Rule
	values []map[string]string // by agency u0, u1 …
	want   []string            // points, or points/max, or a state
}

func typed(t ItemType, codes ...string) []Item {
	items := countItems(codes...)
	for i := range items {
		items[i].Type = t
	}
	return items
}

type vals = map[string]string

func TestRules(t *testing.T) {
	zero := func(z Zero) Quantity { q := Of("a", "b"); q.Zero = z; return q }
	best := func(cases ...Part) *Best { return &Best{Cases: cases} }
	for _, c := range []ruleCase{
		{"ratio", countItems("a", "b"), "5", &Ratio{Of: Of("a", "b")},
			[]vals{{"a": "245", "b": "250"}, {"a": "300", "b": "250"}, {"a": "1", "b": "3"}, {"a": "0", "b": "3"}},
			[]string{"4.9", "5", "5/3", "0"}},
		{"ratio over zero", countItems("a", "b"), "5", &Ratio{Of: zero("")}, []vals{{"a": "3", "b": "0"}}, []string{"0"}},
		{"ratio over zero, full", countItems("a", "b"), "5", &Ratio{Of: zero(ZeroFull)}, []vals{{"a": "0", "b": "0"}}, []string{"5"}},
		{"ratio over zero, not applicable", countItems("a", "b"), "5", &Ratio{Of: zero(ZeroNotApplicable)}, []vals{{"a": "0", "b": "0"}}, []string{"not_applicable"}},
		{"ratio of a percent", typed(Percent, "a"), "4", &Ratio{Of: Of("a"), Target: num("95")}, []vals{{"a": "97.5"}, {"a": "47.5"}}, []string{"4", "2"}},
		{"ratio inverted", typed(Percent, "a"), "4", &Ratio{Of: Of("a"), Target: num("100"), Invert: true}, []vals{{"a": "25"}}, []string{"3"}},
		{"ratio of weighted sums", countItems("a", "b", "c"), "10",
			&Ratio{Of: Quantity{Sum: []Term{{Item: "a", Factor: num("0.4")}, {Item: "b", Factor: num("0.6")}}, Per: []Term{{Item: "c"}}}},
			[]vals{{"a": "5", "b": "5", "c": "10"}}, []string{"5"}},
		// Domain 3.2, 1.1: meetings of the committee 4 → 20, 3 → 15, 2 → 10, 1 → 5.
		{"steps", countItems("a"), "20", &Steps{Of: Of("a"), Steps: []Step{
			{From: Int(1), Award: Award{Points: num("5")}}, {From: Int(2), Award: Award{Points: num("10")}},
			{From: Int(3), Award: Award{Points: num("15")}}, {From: Int(4), Award: Award{Points: num("20")}}}},
			[]vals{{"a": "0"}, {"a": "1"}, {"a": "3"}, {"a": "4"}, {"a": "9"}}, []string{"0", "5", "15", "20", "20"}},
		{"steps are half-open", typed(Percent, "a"), "10", &Steps{Of: Of("a"), Steps: []Step{
			{From: Int(50), To: num("80"), Award: Award{Share: num("1/2")}}, {From: Int(80), Award: Award{Share: num("1")}}}},
			[]vals{{"a": "49.999"}, {"a": "50"}, {"a": "79.999"}, {"a": "80"}}, []string{"0", "5", "5", "10"}},
		{"steps with an end and a gap", countItems("a"), "10", &Steps{Of: Of("a"), Steps: []Step{
			{From: Int(1), To: num("3"), Award: Award{Share: num("1/2")}}, {From: Int(5), To: num("8"), Award: Award{Share: num("1")}}}},
			[]vals{{"a": "2"}, {"a": "3"}, {"a": "7"}, {"a": "8"}}, []string{"5", "0", "10", "0"}},
		{"choice", []Item{{Code: "a", Type: Choice, Options: []Option{{Code: "truong"}, {Code: "pho"}, {Code: "khac"}}}}, "10",
			&ChoiceRule{Item: "a", Cases: []Case{{"truong", Award{Share: num("1")}}, {"pho", Award{Share: num("1/2")}}}},
			[]vals{{"a": "truong"}, {"a": "pho"}, {"a": "khac"}}, []string{"10", "5", "0"}},
		// QĐ 62/QĐ-BTTTT 2017, annex 1B no. 4, scaled to 5 points (sample A4).
		{"sum", append(typed(YesNo, "a"), countItems("b")...), "5", &Sum{Parts: []Part{
			{Max: MustNum("4.5"), Rule: &YesNoRule{Item: "a"}}, {Max: MustNum("0.5"), Rule: &Counted{Of: Of("b"), Each: MustNum("0.1")}}}},
			[]vals{{"a": "1", "b": "3"}, {"a": "0", "b": "9"}, {"a": "1"}, {"a": "n/a", "b": "1"}}, []string{"4.8", "0.5", "4.5", "0.1 of 0.5"}},
		// QĐ 62/QĐ-BTTTT 2017, annex 1B no. 3.
		{"relative", countItems("a", "b"), "2", &Relative{Of: Of("a", "b")},
			[]vals{{"a": "100", "b": "50"}, {"a": "30", "b": "30"}, {"a": "9", "b": "0"}}, []string{"2", "1", "0"}},
		{"relative, low", countItems("a"), "2", &Relative{Of: Of("a"), Better: Low},
			[]vals{{"a": "3"}, {"a": "12"}}, []string{"2", "0.5"}},
		{"relative, low, from zero", countItems("a"), "2", &Relative{Of: Of("a"), Better: Low},
			[]vals{{"a": "0"}, {"a": "12"}}, []string{"2", "0"}},
		{"relative to the worst", countItems("a"), "2", &Relative{Of: Of("a"), Better: Low, To: ToWorst},
			[]vals{{"a": "3"}, {"a": "12"}, {"a": "0"}}, []string{"1.5", "0", "2"}},
		{"relative, all zero", countItems("a"), "2", &Relative{Of: Of("a")}, []vals{{"a": "0"}, {"a": "0"}}, []string{"0", "0"}},
		{"count", countItems("a"), "3", &Counted{Of: Of("a"), Each: one}, []vals{{"a": "2"}, {"a": "7"}}, []string{"2", "3"}},
		// Sample B1: 4 if so_chuyen_trach >= 1; else 2 if so_phu_trach >= 1.
		{"best", countItems("a", "b"), "4", best(
			Part{Max: Int(4), Rule: &Steps{Of: Of("a"), Steps: []Step{{From: one, Award: Award{Share: num("1")}}}}},
			Part{Max: Int(2), Rule: &Steps{Of: Of("b"), Steps: []Step{{From: one, Award: Award{Share: num("1")}}}}}),
			[]vals{{"a": "1", "b": "1"}, {"a": "0", "b": "3"}, {"a": "0", "b": "0"}, {"b": "1"}, {}}, []string{"4", "2", "0", "2", "missing"}},
		{"base and best", append(typed(YesNo, "a", "b"), countItems("c")...), "60", &BaseBest{
			Base:  Part{Max: Int(35), Rule: &YesNoRule{Item: "a"}},
			Cases: []Part{{Max: Int(25), Rule: &YesNoRule{Item: "b"}}, {Max: Int(10), Rule: &Counted{Of: Of("c"), Each: Int(5)}}}},
			[]vals{{"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "0", "c": "1"}, {"a": "0", "b": "0", "c": "9"}}, []string{"60", "40", "10"}},
		{"leader", countItems("a"), "10", &Leader{Of: Of("a"), Target: Int(80)},
			[]vals{{"a": "40"}, {"a": "80"}, {"a": "90"}, {"a": "120"}}, []string{"2.5", "5", "6.25", "10"}},
		{"leader at the target only", countItems("a"), "10", &Leader{Of: Of("a"), Target: Int(80)}, []vals{{"a": "80"}, {"a": "8"}}, []string{"5", "0.5"}},
		{"bonus and penalty", countItems("a", "b"), "3", &BonusPenalty{Plus: Of("a"), PlusEach: one, Minus: Of("b"), MinusEach: Int(2)},
			[]vals{{"a": "2", "b": "0"}, {"a": "9", "b": "1"}, {"a": "1", "b": "4"}}, []string{"2", "3", "0"}},
		// SPBE: level 1 to 5 times a weight of 1.30.
		{"level", []Item{{Code: "a", Type: Level, Max: num("5")}}, "6.5", &LevelRule{Item: "a", Each: num("1.3")},
			[]vals{{"a": "1"}, {"a": "4"}, {"a": "5"}}, []string{"1.3", "5.2", "6.5"}},
		{"level by table", []Item{{Code: "a", Type: Level, Min: num("0"), Max: num("3")}}, "8", &LevelRule{Item: "a", Map: []LevelCase{{1, Award{Share: num("1/4")}}, {3, Award{Share: num("1")}}}},
			[]vals{{"a": "0"}, {"a": "1"}, {"a": "2"}, {"a": "3"}}, []string{"0", "2", "0", "8"}},
		{"yes or no", typed(YesNo, "a"), "2", &YesNoRule{Item: "a"}, []vals{{"a": "có"}, {"a": "không"}, {}, {"a": "n/a"}}, []string{"2", "0", "missing", "not_applicable"}},
		{"min-max of the peers", countItems("a"), "10", &Standardise{Of: Of("a"), Method: MinMax, Equal: EqualHalf},
			[]vals{{"a": "20"}, {"a": "30"}, {"a": "60"}}, []string{"0", "2.5", "10"}},
		{"min-max between anchors", countItems("a"), "10", &Standardise{Of: Of("a"), Method: MinMax, Low: num("0"), High: num("40")},
			[]vals{{"a": "20"}, {"a": "30"}, {"a": "60"}}, []string{"5", "7.5", "10"}},
		{"min-max, low is better", countItems("a"), "10", &Standardise{Of: Of("a"), Method: MinMax, Better: Low, Equal: EqualZero},
			[]vals{{"a": "20"}, {"a": "30"}, {"a": "60"}}, []string{"10", "7.5", "0"}},
		{"min-max of equals", countItems("a"), "10", &Standardise{Of: Of("a"), Method: MinMax, Equal: EqualHalf}, []vals{{"a": "7"}, {"a": "7"}}, []string{"5", "5"}},
		{"min-max of equals, out", countItems("a"), "10", &Standardise{Of: Of("a"), Method: MinMax, Equal: EqualNotApplicable}, []vals{{"a": "7"}}, []string{"not_applicable"}},
		// 2, 4, 4, 4, 5, 5, 7, 9 have mean 5 and population deviation 2.
		{"z, population", countItems("a"), "8", &Standardise{Of: Of("a"), Method: ZScore, Low: num("-2"), High: num("2"), Equal: EqualZero},
			[]vals{{"a": "2"}, {"a": "4"}, {"a": "4"}, {"a": "4"}, {"a": "5"}, {"a": "5"}, {"a": "7"}, {"a": "9"}},
			[]string{"1", "3", "3", "3", "4", "4", "6", "8"}},
		// 1, 3, 5 have mean 3 and sample deviation 2.
		{"z, sample", countItems("a"), "8", &Standardise{Of: Of("a"), Method: ZScore, Deviation: Sample, Low: num("-2"), High: num("2"), Equal: EqualZero},
			[]vals{{"a": "1"}, {"a": "3"}, {"a": "5"}}, []string{"2", "4", "6"}},
		// 0, 1: deviation √(1/2) to 20 decimals is 0.70710678118654752440.
		{"z, a root", countItems("a"), "1", &Standardise{Of: Of("a"), Method: ZScore, Deviation: Sample, Low: num("0"), High: num("1"), Equal: EqualZero},
			[]vals{{"a": "0"}, {"a": "1"}}, []string{"0", "0.5/0.70710678118654752440"}},
		{"z of equals", countItems("a"), "8", &Standardise{Of: Of("a"), Method: ZScore, Low: num("-2"), High: num("2"), Equal: EqualFull}, []vals{{"a": "3"}, {"a": "3"}}, []string{"8", "8"}},
		// DTI 2020 = 0.4·CQS + 0.3·KTS + 0.3·XHS, Bắc Ninh: 0.40956, published as 0.4096.
		{"mean", []Item{{Code: "cqs", Type: Number, Min: num("0"), Max: num("1")}, {Code: "kts", Type: Number, Min: num("0"), Max: num("1")}, {Code: "xhs", Type: Number, Min: num("0"), Max: num("1")}}, "1",
			&Mean{Parts: []Part{{Max: one, Weight: num("0.4"), Rule: &Ratio{Of: Of("cqs")}}, {Max: one, Weight: num("0.3"), Rule: &Ratio{Of: Of("kts")}}, {Max: one, Weight: num("0.3"), Rule: &Ratio{Of: Of("xhs")}}}},
			[]vals{{"cqs": "0.4449", "kts": "0.3668", "xhs": "0.4052"}}, []string{"0.40956"}},
		{"manual", []Item{{Code: "a", Type: Number, Min: num("0"), Max: num("6")}}, "6", &Manual{Item: "a"}, []vals{{"a": "4.25"}, {}}, []string{"4.25", "missing"}},
		{"cap", countItems("a"), "3", &Cap{Points: Int(2), Rule: &Counted{Of: Of("a"), Each: one}}, []vals{{"a": "1"}, {"a": "7"}}, []string{"1", "2"}},
		{"floor", countItems("a"), "3", &Floor{Points: one, Rule: &Counted{Of: Of("a"), Each: one}}, []vals{{"a": "0"}, {"a": "2"}, {}}, []string{"1", "2", "missing"}},
	} {
		t.Run(c.name, func(t *testing.T) { c.check(t) })
	}
}

func (c *ruleCase) check(t *testing.T) {
	f := tree(c.items, leaf("L", c.max, c.rule))
	as := answers{}
	for i, v := range c.values {
		as[agencyName(i)+"@g"] = v
	}
	r := ranked(t, cohortOf(t, compiled(t, f), as), Options{})
	for i, want := range c.want {
		points, max, state := want, c.max, StateScored
		switch want {
		case "missing":
			points, state = "0", StateMissing
		case "not_applicable":
			points, max, state = "0", "0", StateNotApplicable
		case "0.1 of 0.5":
			points, max = "0.1", "0.5"
		}
		wants(t, r, agencyName(i), "L", points, max, state)
	}
}

func agencyName(i int) string { return string(rune('p' + i)) }
