package scoring

import (
	"errors"
	"slices"
	"testing"
)

// yes makes a leaf worth max for a yes.
func yes(code, item, max string) *Node { return leaf(code, max, &YesNoRule{Item: item}) }

func field(code, max string, children ...*Node) *Node {
	return &Node{Code: code, Max: MustNum(max), Children: children}
}

func TestNotApplicable(t *testing.T) {
	build := func(change func(f *Framework)) *Result {
		f := tree(typed(YesNo, "a", "b", "c"), field("F", "10", yes("A", "a", "4"), yes("B", "b", "6")), field("G", "5", yes("C", "c", "5")))
		f.Groups = []Group{{Code: "so"}, {Code: "xa", Parent: "huyen"}, {Code: "huyen"}}
		change(f)
		return ranked(t, cohortOf(t, compiled(t, f), answers{
			"s@so": {"a": "1", "b": "0", "c": "0"}, "x@xa": {"a": "1", "b": "0", "c": "1"},
		}), Options{})
	}
	f := func(f *Framework) *Node { return f.Root.Children[0] }
	// Domain 3.6: Σ points / Σ applicable maxima.
	r := build(func(fw *Framework) { f(fw).Children[1].Applies = &Applies{Groups: []string{"so"}} })
	wants(t, r, "s", "F", "4", "10", StateScored)
	wants(t, r, "x", "B", "0", "0", StateNotApplicable)
	wants(t, r, "x", "F", "4", "4", StateScored)
	wants(t, r, "x", "T", "9", "9", StateScored)
	r = build(func(fw *Framework) {
		f(fw).Children[1].Applies = &Applies{Except: []string{"huyen"}}
		f(fw).Rescale = Full
	})
	wants(t, r, "x", "F", "10", "10", StateScored)
	wants(t, r, "x", "T", "15", "15", StateScored)
	// A field that is wholly not applicable has no score and no rank.
	r = build(func(fw *Framework) {
		f(fw).Applies = &Applies{When: []Condition{{Item: "c", Op: Eq, Value: Num{}}}}
	})
	wants(t, r, "x", "F", "0", "0", StateNotApplicable)
	wants(t, r, "x", "A", "0", "0", StateNotApplicable)
	wants(t, r, "x", "T", "5", "5", StateScored)
	x, _ := r.Cohort().Agency("x")
	n, _ := r.Program().Node("F")
	if _, ok := r.Scaled(x, n); ok || r.PlaceInGroup(x, n).Rank != 0 {
		t.Errorf("a field that does not apply has a score or a rank")
	}
	if a, _ := r.Program().Node("A"); r.Cohort().Excluded(x, a) != ReasonCondition || r.Cohort().Excluded(mustAgency(t, r, "s"), a) != NoReason {
		t.Errorf("Excluded does not see the condition above")
	}
	tr, _ := r.Trace("x", "A")
	if len(tr.Steps) == 0 || tr.Steps[0].Op != OpCondition || tr.Score.Reason != ReasonCondition {
		t.Errorf("the trace does not say why: %+v", tr)
	}
	// So does a condition on what is itself not applicable.
	fw := tree(typed(YesNo, "a", "b"), yes("A", "a", "4"), yes("B", "b", "6"))
	fw.Root.Children[0].Applies = &Applies{When: []Condition{{Item: "b", Op: Eq, Value: one}}}
	na := ranked(t, cohortOf(t, compiled(t, fw), answers{"u@g": {"a": "1", "b": "n/a"}, "v@g": {"a": "1"}}), Options{})
	wants(t, na, "u", "A", "0", "0", StateNotApplicable)
	wants(t, na, "v", "A", "4", "4", StateScored)
	// Every criterion gone: no total either.
	r = build(func(fw *Framework) { fw.Root.Applies = &Applies{Groups: []string{"so"}} })
	wants(t, r, "x", "T", "0", "0", StateNotApplicable)
}

// Whom a criterion does not apply to is no peer, however good.
func TestPeersAreThoseItAppliesTo(t *testing.T) {
	f := tree(countItems("a", "b"), leaf("R", "6", &Relative{Of: Of("a"), Within: WithinCohort}), leaf("B", "4", &Counted{Of: Of("b"), Each: one}))
	f.Root.Children[0].Applies = &Applies{When: []Condition{{Item: "b", Op: Gt, Value: Num{}}}}
	r := ranked(t, cohortOf(t, compiled(t, f), answers{"u@g": {"a": "5", "b": "1"}, "v@h": {"a": "10", "b": "1"}, "w@g": {"a": "1000", "b": "0"}, "x@g": {"b": "2"}}), Options{})
	wants(t, r, "u", "R", "3", "6", StateScored)
	wants(t, r, "v", "R", "6", "6", StateScored)
	wants(t, r, "w", "R", "0", "0", StateNotApplicable)
	f.Root.Children[0].Rule = &Relative{Of: Of("a")}
	wants(t, ranked(t, cohortOf(t, compiled(t, f), answers{"u@g": {"a": "5", "b": "1"}, "v@h": {"a": "10", "b": "1"}}), Options{}), "u", "R", "6", "6", StateScored)
}

func TestMissing(t *testing.T) {
	build := func(whole, node Missing) *Result {
		f := tree(typed(YesNo, "a", "b", "c"), field("F", "10", yes("A", "a", "4"), yes("B", "b", "6")), field("G", "5", yes("C", "c", "5")))
		f.Missing = whole
		f.Root.Children[0].Missing = node
		return ranked(t, cohortOf(t, compiled(t, f), answers{"u@g": {"a": "1", "c": "1"}, "v@g": {"a": "1", "b": "0", "c": "0"}}), Options{})
	}
	for _, r := range []*Result{build("", ""), build(MissingBlock, MissingZero)} {
		wants(t, r, "u", "B", "0", "6", StateMissing)
		wants(t, r, "u", "F", "4", "10", StateScored)
		wants(t, r, "u", "T", "9", "15", StateScored)
	}
	r := build("", MissingExclude)
	wants(t, r, "u", "B", "0", "0", StateExcluded)
	wants(t, r, "u", "F", "4", "4", StateScored)
	r = build(MissingBlock, "")
	wants(t, r, "u", "B", "0", "0", StateBlocked)
	wants(t, r, "u", "T", "0", "0", StateBlocked)
	wants(t, r, "u", "G", "5", "5", StateScored)
	u, _ := r.Cohort().Agency("u")
	if p := r.PlaceInGroup(u, 0); p.Rank != 0 || p.Of != 1 {
		t.Errorf("a blocked agency is ranked: %+v", p)
	}
	b, _ := r.Program().Item("b")
	if got := r.Program().NodeItems(1); !slices.Equal(got, []int{0, 1}) {
		t.Errorf("items of F: %v", got)
	}
	if got := r.MissingItems(u, 0); !slices.Equal(got, []int{b}) {
		t.Errorf("missing items: %v", got)
	}
}

func TestBestOfMissingCases(t *testing.T) {
	for m, want := range map[Missing]Score{
		MissingZero:    {Points: Int(2), Max: Int(4)},
		MissingExclude: {Points: Int(2), Max: Int(4)},
		MissingBlock:   {State: StateBlocked},
	} {
		f := tree(typed(YesNo, "a", "b"), leaf("A", "4", &Best{Cases: []Part{{Max: Int(4), Rule: &YesNoRule{Item: "a"}}, {Max: Int(2), Rule: &YesNoRule{Item: "b"}}}}))
		f.Missing = m
		r := ranked(t, cohortOf(t, compiled(t, f), answers{"u@g": {"b": "1"}}), Options{})
		if s := scoreOf(t, r, "u", "A"); !s.Points.Equal(want.Points) || !s.Max.Equal(want.Max) || s.State != want.State {
			t.Errorf("%s: %+v", m, s)
		}
	}
}

func TestCombine(t *testing.T) {
	build := func(c Combine, s Rescale) *Result {
		f := tree(typed(YesNo, "a", "b"), field("F", "10", yes("A", "a", "4"), yes("B", "b", "1")))
		n := f.Root.Children[0]
		n.Combine, n.Rescale = c, s
		n.Children[0].Weight = num("3")
		if c == CombineMin {
			n.Children[0].Weight = nil
		}
		return ranked(t, cohortOf(t, compiled(t, f), answers{"u@g": {"a": "1", "b": "0"}, "v@g": {"a": "1", "b": "n/a"}}), Options{})
	}
	r := build(CombineMean, "")
	wants(t, r, "u", "F", "7.5", "10", StateScored)
	wants(t, r, "v", "F", "7.5", "7.5", StateScored)
	wants(t, build(CombineMean, Full), "v", "F", "10", "10", StateScored)
	r = build(CombineMin, "")
	wants(t, r, "u", "F", "0", "10", StateScored)
	wants(t, r, "v", "F", "10", "10", StateScored)
}

func TestBonusAndPenalty(t *testing.T) {
	build := func(overflow bool) *Result {
		f := tree(countItems("a", "b", "c"), leaf("A", "10", &Counted{Of: Of("a"), Each: one}),
			&Node{Code: "P", Role: Bonus, Max: Int(3), Rule: &Counted{Of: Of("b"), Each: one}},
			&Node{Code: "M", Role: Penalty, Max: Int(4), Rule: &Counted{Of: Of("c"), Each: Int(2)}},
			&Node{Code: "X", Role: Context})
		f.Root.Overflow = overflow
		return ranked(t, cohortOf(t, compiled(t, f), answers{
			"p@g": {"a": "9", "b": "3", "c": "0"}, "q@g": {"a": "5", "b": "0", "c": "1"}, "r@g": {"a": "1", "b": "1", "c": "9"}, "s@g": {"a": "5"},
		}), Options{})
	}
	r := build(false)
	wants(t, r, "p", "T", "10", "10", StateScored)
	wants(t, r, "p", "P", "3", "0", StateScored)
	wants(t, r, "q", "T", "3", "10", StateScored)
	wants(t, r, "q", "M", "-2", "0", StateScored)
	wants(t, r, "r", "T", "0", "10", StateScored)
	wants(t, r, "s", "T", "5", "10", StateScored)
	wants(t, r, "s", "X", "0", "0", StateContext)
	r = build(true)
	wants(t, r, "p", "T", "12", "10", StateScored)
	if x, _ := r.Scaled(mustAgency(t, r, "p"), 0); !x.Equal(Int(120)) {
		t.Errorf("with overflow the score is %v", x)
	}
}

func mustAgency(t *testing.T, r *Result, code string) int {
	t.Helper()
	a, ok := r.Cohort().Agency(code)
	if !ok {
		t.Fatal(code)
	}
	return a
}

func TestRounding(t *testing.T) {
	f := tree(countItems("a", "b"), leaf("A", "5", &Ratio{Of: Of("a", "b")}), leaf("B", "5", &Ratio{Of: Of("a", "b")}))
	f.Root.Children[0].Rounding = &Rounding{HalfUp, 2}
	f.Rounding = &Rounding{HalfEven, 1}
	f.Ranking.Overall = true
	r := ranked(t, cohortOf(t, compiled(t, f), answers{"u@g": {"a": "1", "b": "3"}, "v@g": {"a": "3334", "b": "10000"}}), Options{})
	wants(t, r, "u", "A", "1.67", "5", StateScored)
	wants(t, r, "u", "B", "5/3", "5", StateScored)
	// 33,36…7 and 33,37 are one score at one decimal, and so one rank.
	for _, u := range []string{"u", "v"} {
		if x, _ := r.Scaled(mustAgency(t, r, u), 0); x.String() != "33.4" && x.String() != "33.3" {
			t.Errorf("%s scores %v", u, x)
		}
	}
	if p := r.PlaceOverall(mustAgency(t, r, "v"), 0); p != (Place{1, 2, 2}) {
		t.Errorf("rounded scores do not tie: %+v", p)
	}
	f.Root.Children[0].Max, f.Root.Max = MustNum("5.125"), MustNum("10.125")
	if _, err := Compile(f); !errors.Is(err, &Fault{Code: "rounding.max"}) {
		t.Errorf("a maximum that rounding cannot show: %v", err)
	}
}

func TestBandsRequireGates(t *testing.T) {
	f := tree(typed(Percent, "a", "e"), leaf("A", "80", &Ratio{Of: Of("a"), Target: num("100")}), leaf("E", "20", &Ratio{Of: Of("e"), Target: num("100")}))
	f.Items = append(f.Items, Item{Code: "quy_che", Type: YesNo})
	f.Bands = []Band{
		{Code: "tb", From: Int(0), To: Int(65)},
		{Code: "tot", From: Int(80), To: Int(100), Require: []Condition{{Node: "E", Op: Ge, Value: Int(50)}}},
		{Code: "kha", From: Int(65), To: Int(80)},
	}
	f.Gates = []Gate{{Code: "g", Cap: "tb", Require: []Condition{{Item: "quy_che", Op: Eq, Value: one}}}}
	r := ranked(t, cohortOf(t, compiled(t, f), answers{
		"full@g": {"a": "100", "e": "100", "quy_che": "1"}, "edge@g": {"a": "80", "e": "80", "quy_che": "1"}, "below@g": {"a": "79.999", "e": "80", "quy_che": "1"},
		"weak@g": {"a": "100", "e": "49", "quy_che": "1"}, "gate@g": {"a": "100", "e": "100", "quy_che": "0"}, "silent@g": {"a": "100", "e": "100"}, "free@g": {"a": "100", "e": "100", "quy_che": "n/a"},
		"noE@g": {"a": "90", "e": "n/a", "quy_che": "1"}, "low@g": {"a": "64", "e": "64", "quy_che": "1"},
	}), Options{})
	for agency, want := range map[string]string{"full": "tot", "edge": "tot", "below": "kha", "weak": "kha", "gate": "tb", "silent": "tb", "free": "tot", "noE": "tot", "low": "tb"} {
		l, ok := r.Level(mustAgency(t, r, agency), 0)
		if !ok || f.Bands[l].Code != want {
			t.Errorf("%s: level %v, want %s", agency, f.Bands[l].Code, want)
		}
	}
	// A gate on the total leaves the level of a field alone.
	if l, ok := r.Level(mustAgency(t, r, "gate"), 1); !ok || f.Bands[l].Code != "tot" {
		t.Errorf("field level %v", l)
	}
	tr, _ := r.Trace("gate", "T")
	if last := tr.Steps[len(tr.Steps)-1]; last.Op != OpGate || last.Code != "g" || last.Text != "tb" {
		t.Errorf("the trace hides the gate: %+v", last)
	}
}

func TestScaleOfSPBE(t *testing.T) {
	f := tree([]Item{{Code: "a", Type: Level, Max: num("5")}, {Code: "b", Type: Level, Max: num("5")}},
		leaf("A", "250", &LevelRule{Item: "a", Each: num("50")}), leaf("B", "250", &LevelRule{Item: "b", Each: num("50")}))
	f.Scale = num("5")
	f.Bands = []Band{{Code: "Memuaskan", From: MustNum("4.2"), To: Int(5)}, {Code: "Kurang", From: Int(0), To: MustNum("4.2")}}
	r := ranked(t, cohortOf(t, compiled(t, f), answers{"u@g": {"a": "5", "b": "4"}, "v@g": {"a": "1", "b": "1"}}), Options{})
	if x, _ := r.Scaled(mustAgency(t, r, "u"), 0); x.String() != "4.5" {
		t.Errorf("index %v, want 4.5", x)
	}
	if x, _ := r.Scaled(mustAgency(t, r, "v"), 0); x.String() != "1" {
		t.Errorf("index %v, want 1", x)
	}
	if l, _ := r.Level(mustAgency(t, r, "u"), 0); f.Bands[l].Code != "Memuaskan" {
		t.Errorf("predicate %v", l)
	}
}

func TestAdjustments(t *testing.T) {
	f := tree(typed(YesNo, "a", "b"), yes("A", "a", "4"), yes("B", "b", "6"))
	f.Adjustments = &Adjustments{Min: Int(-2), Nodes: []string{"A", "T"}}
	as := answers{"u@g": {"a": "1", "b": "1"}, "v@g": {"a": "0", "b": "n/a"}}
	c := cohortOf(t, compiled(t, f), as)
	// Domain R16: two points off for a fault of the system, with its reason.
	r := ranked(t, c, Options{Adjustments: []Adjustment{{Agency: "u", Node: "A", Points: Int(-2), Reason: "lỗi hệ thống"}, {Agency: "v", Node: "A", Points: Int(-1), Reason: "x"}}})
	wants(t, r, "u", "A", "2", "4", StateScored)
	wants(t, r, "u", "T", "8", "10", StateScored)
	wants(t, r, "v", "A", "0", "4", StateScored)
	tr, _ := r.Trace("u", "A")
	found := false
	for _, s := range tr.Steps {
		found = found || s.Op == OpAdjust && s.Text == "lỗi hệ thống"
	}
	if !found {
		t.Errorf("the trace hides the adjustment: %+v", tr.Steps)
	}
	for code, a := range map[FaultCode]Adjustment{
		"adjustment.range":  {Agency: "u", Node: "A", Points: Int(-3), Reason: "x"},
		"adjustment.none":   {Agency: "u", Node: "B", Points: Int(-1), Reason: "x"},
		"adjustment.reason": {Agency: "u", Node: "A", Points: Int(-1)},
		"agency.unknown":    {Agency: "nobody", Node: "A", Points: Int(-1), Reason: "x"},
		"node.unknown":      {Agency: "u", Node: "Z", Points: Int(-1), Reason: "x"},
	} {
		if _, err := Rank(c, Options{Adjustments: []Adjustment{a}}); !errors.Is(err, &Fault{Code: code}) {
			t.Errorf("want %s, got %v", code, err)
		}
	}
	f.Adjustments.Nodes = nil
	// Taking a point off a penalty makes it one point harder; it is held at its maximum.
	f.Root.Children = append(f.Root.Children, &Node{Code: "M", Role: Penalty, Max: Int(2), Rule: &YesNoRule{Item: "b"}})
	f.Root.Children[2].Rule = &Cap{Points: one, Rule: f.Root.Children[2].Rule}
	again := cohortOf(t, compiled(t, f), as)
	wants(t, ranked(t, again, Options{Adjustments: []Adjustment{{Agency: "u", Node: "M", Points: Int(-1), Reason: "x"}}}), "u", "M", "-2", "0", StateScored)
	wants(t, ranked(t, again, Options{Adjustments: []Adjustment{{Agency: "u", Node: "M", Points: Int(-2), Reason: "x"}}}), "u", "T", "8", "10", StateScored)
	if _, err := Rank(c, Options{Adjustments: []Adjustment{{Agency: "v", Node: "B", Points: Int(-1), Reason: "x"}}}); !errors.Is(err, &Fault{Code: "adjustment.inapplicable"}) {
		t.Errorf("an adjustment of nothing passed: %v", err)
	}
}

func TestExemptionsAndCohortFaults(t *testing.T) {
	f := tree(typed(YesNo, "a", "b"), yes("A", "a", "4"), yes("B", "b", "6"))
	f.Groups = []Group{{Code: "so"}}
	f.Root.Children[0].Applies = &Applies{Exempt: true}
	p := compiled(t, f)
	c, err := NewCohort(p, []Agency{{Code: "u", Group: "so", Exemptions: []Exemption{{Node: "A", Reason: "không có máy chủ", Reference: "12/BB-HĐ"}}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Answer("u", "b", GiveBool(true)); err != nil {
		t.Fatal(err)
	}
	r := ranked(t, c, Options{})
	wants(t, r, "u", "T", "6", "6", StateScored)
	if tr, _ := r.Trace("u", "A"); tr.Score.Reason != ReasonExempt || tr.Steps[0].Text != "không có máy chủ" {
		t.Errorf("trace of an exemption: %+v", tr)
	}
	_, err = NewCohort(p, []Agency{{Code: "u", Group: "so"}, {Code: "u", Group: "xa"}, {Group: "so"}, {Code: "v", Group: "so", Exemptions: []Exemption{{Node: "B", Reason: "x"}, {Node: "A"}, {Node: "Z", Reason: "x"}}}})
	for _, code := range []FaultCode{"agency.twice", "group.unknown", "agency.no_code", "exemption.not_allowed", "exemption.reason", "node.unknown"} {
		if !errors.Is(err, &Fault{Code: code}) {
			t.Errorf("no %s in\n%v", code, err)
		}
	}
	for _, bad := range []struct {
		agency, item string
		v            Value
		code         FaultCode
	}{{"w", "a", GiveInt(1), "agency.unknown"}, {"u", "z", GiveInt(1), "item.unknown"}, {"u", "a", GiveInt(2), "value.range"}, {"u", "a", Give(half), "value.whole"}} {
		if err := c.Answer(bad.agency, bad.item, bad.v); !errors.Is(err, &Fault{Code: bad.code}) {
			t.Errorf("want %s, got %v", bad.code, err)
		}
	}
}
