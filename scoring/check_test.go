package scoring

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// sane is a framework without a fault, with something of everything.
func sane() *Framework {
	f := tree(countItems("a", "b"),
		field("F", "10", yes("A", "y", "4"), leaf("B", "6", &Ratio{Of: Of("a", "b")})),
		leaf("L", "5", &LevelRule{Item: "l"}),
		leaf("C", "5", &ChoiceRule{Item: "c", Cases: []Case{{"x", Award{Share: num("1")}}}}),
		&Node{Code: "P", Role: Bonus, Max: Int(2), Rule: &Counted{Of: Of("a"), Each: one}},
		&Node{Code: "X", Role: Context, Children: []*Node{{Code: "X1", Role: Context}}},
	)
	f.Items = append(f.Items, Item{Code: "y", Type: YesNo}, Item{Code: "l", Type: Level, Max: num("5")},
		Item{Code: "c", Type: Choice, Options: []Option{{Code: "x"}, {Code: "z"}}}, Item{Code: "w", Type: Words}, Item{Code: "n", Type: Number}, Item{Code: "ctx", Type: Count, Context: true})
	f.Groups = []Group{{Code: "so"}, {Code: "xa"}}
	f.Bands = []Band{{Code: "tot", From: Int(80), To: Int(100)}, {Code: "tb", From: Int(0), To: Int(80)}}
	f.Gates = []Gate{{Code: "g", Cap: "tb", Require: []Condition{{Item: "y", Op: Eq, Value: one}}}}
	f.Adjustments = &Adjustments{Min: Int(-1)}
	return f
}

func TestSaneIsSane(t *testing.T) {
	if fs := Check(sane()); len(fs) > 0 {
		t.Fatalf("%v", fs)
	}
}

func TestEveryFaultIsFound(t *testing.T) {
	rule := func(r Rule) func(*Framework) {
		return func(f *Framework) { f.Root.Children[1].Rule = r }
	}
	a := Of("a")
	share := Award{Share: num("1")}
	part := func(max string, r Rule) Part { return Part{Max: MustNum(max), Rule: r} }
	for _, c := range []struct {
		code  FaultCode
		path  string
		spoil func(*Framework)
	}{
		{"code.form", "framework.code", func(f *Framework) { f.Code = "Bộ tiêu chí" }},
		{"code.form", "item ", func(f *Framework) { f.Items[0].Code = "" }},
		{"word.unknown", "framework.status", func(f *Framework) { f.Status = "final" }},
		{"number.positive", "framework.scale", func(f *Framework) { f.Scale = num("-1") }},
		{"rounding.places", "framework.rounding.places", func(f *Framework) { f.Rounding = &Rounding{HalfUp, 21} }},
		{"word.unknown", "framework.rounding.mode", func(f *Framework) { f.Rounding = &Rounding{"up_half", 2} }},
		{"word.unknown", "framework.missing", func(f *Framework) { f.Missing = "ignore" }},
		{"range.empty", "framework.adjustments", func(f *Framework) { f.Adjustments.Max = Int(-2) }},
		{"node.unknown", "framework.adjustments.nodes[1]", func(f *Framework) { f.Adjustments.Nodes = []string{"Q"} }},
		{"node.unknown", "framework.ranking.nodes[1]", func(f *Framework) { f.Ranking.Nodes = []string{"Q"} }},
		{"node.not_scored", "framework.ranking.nodes[1]", func(f *Framework) { f.Ranking.Nodes = []string{"P"} }},
		{"code.twice", "group so", func(f *Framework) { f.Groups[1].Code = "so" }},
		{"group.unknown", "group so.parent", func(f *Framework) { f.Groups[0].Parent = "tinh" }},
		{"group.loop", "group so", func(f *Framework) { f.Groups[0].Parent, f.Groups[1].Parent = "xa", "so" }},
		{"code.twice", "item a", func(f *Framework) { f.Items[1].Code = "a" }},
		{"word.unknown", "item a.type", func(f *Framework) { f.Items[0].Type = "tick" }},
		{"range.empty", "item a", func(f *Framework) { f.Items[0].Max = num("-1") }},
		{"item.no_options", "item c", func(f *Framework) { f.Items[4].Options = nil }},
		{"code.twice", "item c.options[2]", func(f *Framework) { f.Items[4].Options[1].Code = "x" }},
		{"item.options", "item a", func(f *Framework) { f.Items[0].Options = []Option{{Code: "x"}} }},
		{"item.no_range", "item y", func(f *Framework) { f.Items[2].Max = num("1") }},
		{"item.no_range", "item c", func(f *Framework) { f.Items[4].Max = num("1") }},
		{"item.levels", "item l", func(f *Framework) { f.Items[3].Max = nil }},
		{"item.levels", "item l", func(f *Framework) { f.Items[3].Max = num("1000000000000") }},
		{"tree.none", "tree", func(f *Framework) { f.Root = nil }},
		{"tree.root_role", "node T", func(f *Framework) { f.Root.Role = Bonus }},
		{"tree.too_large", "node D", func(f *Framework) {
			at := f.Root.Children[1]
			at.Rule = nil
			for range 20 {
				n := field("D", "5")
				at.Children, at = []*Node{n}, n
			}
		}},
		{"code.twice", "node A", func(f *Framework) { f.Root.Children[1].Code = "A" }},
		{"word.unknown", "node L.role", func(f *Framework) { f.Root.Children[1].Role = "extra" }},
		{"word.unknown", "node T.combine", func(f *Framework) { f.Root.Combine = "product" }},
		{"word.unknown", "node T.rescale", func(f *Framework) { f.Root.Rescale = "some" }},
		{"node.max_sum", "node F.max", func(f *Framework) { f.Root.Children[0].Max = Int(11) }},
		{"number.positive", "node L.max", func(f *Framework) { f.Root.Children[1].Max = Num{} }},
		{"node.both", "node F", func(f *Framework) { f.Root.Children[0].Rule = &YesNoRule{Item: "y"} }},
		{"node.empty", "node L", rule(nil)},
		{"node.empty", "node L", rule((*Ratio)(nil))},
		{"node.empty", "node F.children", func(f *Framework) { f.Root.Children[0].Children[0] = nil }},
		{"node.leaf_combine", "node L.combine", func(f *Framework) { f.Root.Children[1].Combine = CombineMin }},
		{"node.context", "node X", func(f *Framework) { f.Root.Children[4].Max = one }},
		{"node.in_context", "node X1", func(f *Framework) {
			f.Root.Children[4].Children[0] = yes("X1", "y", "1")
		}},
		{"node.no_scored", "node T", func(f *Framework) { f.Root.Children = f.Root.Children[3:] }},
		{"node.nested_role", "node P1", func(f *Framework) {
			f.Root.Children[3] = &Node{Code: "P", Role: Bonus, Max: one, Children: []*Node{yes("P0", "y", "1"), {Code: "P1", Role: Bonus, Max: one, Rule: &YesNoRule{Item: "y"}}}}
		}},
		{"node.overflow", "node P.overflow", func(f *Framework) {
			f.Root.Children[3] = &Node{Code: "P", Role: Penalty, Overflow: true, Max: one, Children: []*Node{yes("P0", "y", "1")}}
		}},
		{"weight.unused", "node L.weight", func(f *Framework) { f.Root.Children[1].Weight = num("2") }},
		{"rubric.range", "node L.rubric[1]", func(f *Framework) { f.Root.Children[1].Rubric = []RubricLine{{To: Int(6)}} }},
		{"group.unknown", "node L.applies.groups[1]", func(f *Framework) { f.Root.Children[1].Applies = &Applies{Groups: []string{"tinh"}} }},
		{"condition.node_here", "node L.applies.when[1]", func(f *Framework) {
			f.Root.Children[1].Applies = &Applies{When: []Condition{{Node: "A", Op: Eq}}}
		}},
		{"item.type", "node L.applies.when[1].item", func(f *Framework) {
			f.Root.Children[1].Applies = &Applies{When: []Condition{{Item: "w", Op: Eq}}}
		}},
		{"condition.option", "node L.applies.when[1]", func(f *Framework) {
			f.Root.Children[1].Applies = &Applies{When: []Condition{{Item: "c", Op: Eq}}}
		}},
		{"choice.unknown_option", "node L.applies.when[1].option", func(f *Framework) {
			f.Root.Children[1].Applies = &Applies{When: []Condition{{Item: "c", Op: Eq, Option: "q"}}}
		}},
		{"condition.one", "gate g.require[1]", func(f *Framework) { f.Gates[0].Require[0].Node = "A" }},
		{"word.unknown", "gate g.require[1].op", func(f *Framework) { f.Gates[0].Require[0].Op = "=~" }},
		{"item.unknown", "gate g.require[1].item", func(f *Framework) { f.Gates[0].Require[0].Item = "q" }},
		{"node.unknown", "gate g.node", func(f *Framework) { f.Gates[0].Node = "Q" }},
		{"band.unknown", "gate g.cap", func(f *Framework) { f.Gates[0].Cap = "kem" }},
		{"gate.empty", "gate g", func(f *Framework) { f.Gates[0].Require = nil }},
		{"code.twice", "gate g", func(f *Framework) { f.Gates = append(f.Gates, f.Gates[0]) }},
		{"code.twice", "band tb", func(f *Framework) { f.Bands[0].Code = "tb" }},
		{"range.empty", "band tb", func(f *Framework) { f.Bands[1].To = Num{} }},
		{"band.gap", "band tot", func(f *Framework) { f.Bands[0].From = Int(81) }},
		{"band.overlap", "band tot", func(f *Framework) { f.Bands[0].From = Int(79) }},
		{"band.floor", "band tb", func(f *Framework) { f.Bands[1].From = Int(1) }},
		{"band.top", "band tot", func(f *Framework) { f.Bands[0].To = Int(99) }},
		{"node.unknown", "band tot.require[1].node", func(f *Framework) { f.Bands[0].Require = []Condition{{Node: "Q", Op: Ge}} }},
		{"item.unknown", "node L.rule.item", rule(&LevelRule{Item: "q"})},
		{"item.type", "node L.rule.item", rule(&LevelRule{Item: "y"})},
		{"item.context", "node L.rule.of.sum[1]", rule(&Ratio{Of: Of("ctx")})},
		{"quantity.empty", "node L.rule.of", rule(&Ratio{})},
		{"quantity.factor", "node L.rule.of.sum[1]", rule(&Ratio{Of: Quantity{Sum: []Term{{Item: "a", Factor: num("0")}}}})},
		{"word.unknown", "node L.rule.of.zero", rule(&Ratio{Of: Quantity{Sum: a.Sum, Per: a.Sum, Zero: "skip"}})},
		{"rule.over_max", "node L", rule(&Ratio{Of: a, Cap: num("1.2")})},
		{"rule.over_max", "node L.rule.parts[1]", rule(&Sum{Parts: []Part{part("2", &Ratio{Of: a, Cap: num("2")}), part("1", &YesNoRule{Item: "y"})}})},
		{"rule.under_max", "node L", rule(&Ratio{Of: a, Cap: num("0.9")})},
		{"rule.below_zero", "node L", rule(&BonusPenalty{Plus: a, PlusEach: one, Minus: a, MinusEach: one, Min: Int(-1)})},
		{"rule.no_steps", "node L.rule.steps", rule(&Steps{Of: a})},
		{"steps.order", "node L.rule.steps[2]", rule(&Steps{Of: a, Steps: []Step{{From: one, Award: share}, {From: one, Award: share}}})},
		{"steps.overlap", "node L.rule.steps[2]", rule(&Steps{Of: a, Steps: []Step{{From: one, To: num("3"), Award: share}, {From: Int(2), Award: share}}})},
		{"steps.empty", "node L.rule.steps[1]", rule(&Steps{Of: a, Steps: []Step{{From: one, To: num("1"), Award: share}}})},
		{"award.one", "node L.rule.steps[1]", rule(&Steps{Of: a, Steps: []Step{{From: one}}})},
		{"award.one", "node L.rule.steps[1]", rule(&Steps{Of: a, Steps: []Step{{From: one, Award: Award{num("1"), num("1")}}}})},
		{"rule.no_cases", "node L.rule.cases", rule(&ChoiceRule{Item: "c"})},
		{"choice.twice", "node L.rule.cases[2]", rule(&ChoiceRule{Item: "c", Cases: []Case{{"x", share}, {"x", share}}})},
		{"choice.unknown_option", "node L.rule.cases[1]", rule(&ChoiceRule{Item: "c", Cases: []Case{{"q", share}}})},
		{"rule.no_parts", "node L.rule.parts", rule(&Sum{})},
		{"rule.none", "node L.rule.parts[1].rule", rule(&Sum{Parts: []Part{{Max: one}}})},
		{"rule.none", "node L.rule.rule", rule(&Cap{Points: one})},
		{"number.positive", "node L.rule.cases[1].max", rule(&Best{Cases: []Part{part("0", &YesNoRule{Item: "y"})}})},
		{"weight.unused", "node L.rule.parts[1].weight", rule(&Sum{Parts: []Part{{Max: Int(5), Weight: num("1"), Rule: &YesNoRule{Item: "y"}}}})},
		{"rule.too_deep", "node L.rule" + strings.Repeat(".rule", 8), rule(deep(9))},
		{"relative.worst_high", "node L.rule.to", rule(&Relative{Of: a, To: ToWorst})},
		{"relative.negative", "node L.rule.of", rule(&Relative{Of: Of("n")})},
		{"word.unknown", "node L.rule.within", rule(&Relative{Of: a, Within: "province"})},
		{"leader.at_target", "node L.rule.at_target", rule(&Leader{Of: a, Target: one, AtTarget: num("2")})},
		{"number.positive", "node L.rule.target", rule(&Leader{Of: a})},
		{"bonus.range", "node L.rule", rule(&BonusPenalty{Plus: a, PlusEach: one, Min: Int(5)})},
		{"rule.no_quantity", "node L.rule", rule(&BonusPenalty{})},
		{"level.both", "node L.rule", rule(&LevelRule{Item: "l", Each: num("1"), Map: []LevelCase{{5, share}}})},
		{"level.twice", "node L.rule.map[2]", rule(&LevelRule{Item: "l", Map: []LevelCase{{5, share}, {5, share}}})},
		{"level.unreachable", "node L.rule.map[1]", rule(&LevelRule{Item: "l", Map: []LevelCase{{6, share}}})},
		{"standardise.anchors", "node L.rule", rule(&Standardise{Of: a, Method: MinMax, Low: num("2"), High: num("1")})},
		{"standardise.z_anchors", "node L.rule", rule(&Standardise{Of: a, Method: ZScore, Equal: EqualZero})},
		{"standardise.deviation", "node L.rule.deviation", rule(&Standardise{Of: a, Method: MinMax, Equal: EqualZero, Deviation: Sample})},
		{"word.unknown", "node L.rule.equal", rule(&Standardise{Of: a, Method: MinMax})},
		{"word.unknown", "node L.rule.method", rule(&Standardise{Of: a, Equal: EqualZero})},
		{"manual.range", "item n.max", rule(&Manual{Item: "n"})},
	} {
		f := sane()
		c.spoil(f)
		var got []string
		found := false
		for _, fault := range Check(f) {
			got = append(got, string(fault.Code)+" at "+fault.Path)
			found = found || fault.Code == c.code && fault.Path == c.path
			for _, lang := range []string{"vi", "en"} {
				if s := fault.Text(lang); strings.Contains(s, "%!") || strings.Contains(s, "%!(") || !strings.Contains(s, " ") {
					t.Errorf("%s in %s: %q", fault.Code, lang, s)
				}
			}
		}
		if !found {
			t.Errorf("want %s at %q, got %v", c.code, c.path, got)
		}
	}
}

// However many faults there are, the list stays short and still stops.
// TestNumbersInWords: in a Vietnamese sentence 127.234 would be read as 127 234.
func TestNumbersInWords(t *testing.T) {
	f := sane()
	f.Root.Max = MustNum("127.234")
	fs := Check(f)
	if !strings.Contains(fs.Text("vi"), "điểm tối đa là 127,234 nhưng") || !strings.Contains(fs.Text("en"), "the maximum is 127.234 but") {
		t.Errorf("%s\n%s", fs.Text("vi"), fs.Text("en"))
	}
	low := &Item{Code: "a", Type: Number, Min: num("0.125")}
	if f := low.refuses(MustNum("0.1")); f.Text("vi") != `item a: giá trị 0,1 của “a” nằm ngoài khoảng 0,125 đến ∞` {
		t.Error(f.Text("vi"))
	}
}

func TestManyFaults(t *testing.T) {
	f := sane()
	for i := range 3 * maxFaults {
		f.Items = append(f.Items, Item{Code: "ctx", Type: Choice, Options: []Option{{Code: "x"}}, Min: num(Int(int64(i)).String())})
	}
	if fs := Check(f); len(fs) != maxFaults+1 || fs.Stop() == nil {
		t.Errorf("%d faults", len(fs))
	}
	k := &checker{}
	for range 2 * maxFaults {
		k.warn("band.floor", "", 1)
	}
	k.fault("tree.none", "tree")
	k.fault("tree.none", "tree")
	if len(k.fs) != maxFaults+2 || k.fs.Stop() == nil {
		t.Errorf("%d faults, a fault behind many warnings is lost", len(k.fs))
	}
}

// deep wraps a rule n times.
func deep(n int) Rule {
	var r Rule = &YesNoRule{Item: "y"}
	for range n {
		r = &Cap{Points: Int(5), Rule: r}
	}
	return r
}

func TestWarningsDoNotStop(t *testing.T) {
	f := sane()
	f.Bands[0].To = Int(99)
	if _, err := Compile(f); err != nil {
		t.Errorf("a warning stops: %v", err)
	}
	f.Bands[0].Code = "tb"
	_, err := Compile(f)
	if !errors.Is(err, &Fault{Code: "code.twice"}) || errors.Is(err, &Fault{Code: "band.top"}) {
		t.Errorf("want the fault without the warning, got %v", err)
	}
}

func TestValueText(t *testing.T) {
	f := sane()
	for _, c := range []struct{ item, in, out string }{
		{"a", "12", "12"}, {"a", "", ""}, {"a", "n/a", "n/a"}, {"a", "Không áp dụng", "n/a"}, {"y", "Có", "1"}, {"y", "không", "0"}, {"y", "true", "1"},
		{"c", "z", "z"}, {"l", "3", "3"}, {"n", "1/3", "1/3"}, {"w", "đã ban hành", "x"},
	} {
		it := newReader(f).byCode[c.item]
		v, err := it.ParseValue(c.in)
		if err != nil || it.FormatValue(v) != c.out {
			t.Errorf("%s %q: %v %v, want %q", c.item, c.in, it.FormatValue(v), err, c.out)
		}
	}
	for _, c := range []struct {
		item, in string
		code     FaultCode
	}{{"a", "1,5", "value.unreadable"}, {"a", "-1", "value.range"}, {"a", "1.5", "value.whole"}, {"y", "maybe", "value.unreadable"}, {"c", "q", "value.unreadable"}, {"l", "6", "value.range"}} {
		_, err := newReader(f).byCode[c.item].ParseValue(c.in)
		if !errors.Is(err, &Fault{Code: c.code}) {
			t.Errorf("%s %q: %v, want %s", c.item, c.in, err, c.code)
		}
	}
}

func TestRuleQuestions(t *testing.T) {
	f := sane()
	r := &Sum{Parts: []Part{{Max: Int(2), Rule: &Relative{Of: Of("a", "b")}}, {Max: Int(3), Rule: &Cap{Points: Int(1), Rule: &Counted{Of: Of("a"), Each: one}}}}}
	if got := strings.Join(RuleItems(r), " "); got != "a b" {
		t.Errorf("items: %s", got)
	}
	if !UsesCohort(r) || UsesCohort(r.Parts[1].Rule) {
		t.Errorf("UsesCohort is wrong")
	}
	if len(RuleParts(r)) != 2 || len(RuleParts(nil)) != 0 {
		t.Errorf("parts: %v", RuleParts(r))
	}
	if lo, hi := Bounds(f, r, Int(5)); !lo.IsZero() || !hi.Equal(Int(3)) {
		t.Errorf("bounds: %v to %v", lo, hi)
	}
	if MonotoneIn(f, r, "a") != Rising || MonotoneIn(f, r, "b") != Neither || MonotoneIn(f, r, "y") != Constant {
		t.Errorf("monotone: %v %v", MonotoneIn(f, r, "a"), MonotoneIn(f, r, "b"))
	}
}

// TestOverMaxIsToldBesideOtherFaults: that a rule passes its maximum is told in
// the same pass as what is wrong with it otherwise, unless it may follow from that.
func TestOverMaxIsToldBesideOtherFaults(t *testing.T) {
	step := func(from, to, points string) Step {
		return Step{From: MustNum(from), To: num(to), Award: Award{Points: num(points)}}
	}
	overlapping := &Steps{Of: Of("a"), Steps: []Step{step("0", "5", "1"), step("3", "9", "25")}}
	for _, c := range []struct {
		name string
		rule Rule
		want []FaultCode
	}{
		{"steps that overlap", overlapping, []FaultCode{"steps.overlap", "rule.over_max"}},
		{"an option twice", &ChoiceRule{Item: "c", Cases: []Case{{"x", Award{Share: num("1")}}, {"x", Award{Points: num("25")}}}}, []FaultCode{"choice.twice", "rule.over_max"}},
		{"within a part", &Sum{Parts: []Part{{Max: Int(5), Rule: overlapping}}}, []FaultCode{"steps.overlap", "rule.over_max"}},
		{"an unknown item alone", &Counted{Of: Of("q"), Each: one}, []FaultCode{"item.unknown"}},
	} {
		f := sane()
		f.Root.Children[1].Rule = c.rule
		var got []FaultCode
		for _, fault := range Check(f) {
			if fault.Severity == Stops {
				got = append(got, fault.Code)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

// An option that stands twice is a fault; that it has no case is said once.
func TestOptionTwiceWarnsOnce(t *testing.T) {
	f := sane()
	f.Items[4].Options = append(f.Items[4].Options, Option{Code: "z"})
	warned := 0
	for _, fault := range Lint(f) {
		if fault.Code == "choice.no_case" {
			warned++
		}
	}
	if warned != 1 {
		t.Errorf("%d warnings of one option", warned)
	}
}

func TestOnePointIsNoPoints(t *testing.T) {
	for _, c := range []struct {
		score Score
		want  string
	}{
		{Score{Points: one}, "1 point"}, {Score{Points: one, Max: Int(5)}, "1/5 points"}, {Score{Points: MustNum("0.5")}, "0.5 points"},
	} {
		if got := (&traceWords{lang: "en"}).score(c.score); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}
