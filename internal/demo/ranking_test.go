package demo_test

import (
	"bytes"
	"slices"
	"testing"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/scoring"
)

// rank scores a round by its framework.
func rank(t *testing.T, r *demo.Round) *scoring.Result {
	t.Helper()
	framework, err := criteria.Load(r.Framework)
	if err != nil {
		t.Fatal(err)
	}
	program, err := scoring.Compile(framework)
	if err != nil {
		t.Fatal(err)
	}
	cohort, err := r.Cohort(program)
	if err != nil {
		t.Fatal(err)
	}
	result, err := scoring.Rank(cohort, scoring.Options{Adjustments: r.Adjustments})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestItemsAreThoseOfTheFramework(t *testing.T) {
	for _, r := range rounds() {
		framework, err := criteria.Load(r.Framework)
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, item := range framework.Items {
			codes = append(codes, item.Code)
		}
		if !slices.Equal(codes, r.Items) {
			t.Errorf("%s answers\n%v\nand %s asks\n%v", r.Code, r.Items, r.Framework, codes)
		}
	}
}

// The levels good, fair and average all occur in every group that is large
// enough to show them, and every field tells agencies apart.
func TestLevelsAllOccur(t *testing.T) {
	for _, c := range []struct {
		round  *demo.Round
		groups []string
	}{
		{demo.Round2017(), []string{"so", "huyen"}},
		{demo.Cohort2026(), []string{"so-co-tthc", "xa"}},
	} {
		result := rank(t, c.round)
		bands := result.Program().Framework().Bands
		for _, group := range c.groups {
			levels := map[string]int{}
			for i, a := range c.round.Agencies {
				if a.Group != group {
					continue
				}
				if level, ok := result.Level(i, 0); ok {
					levels[bands[level].Code]++
				}
			}
			if levels["tot"] == 0 || levels["kha"] == 0 || levels["trung-binh"] == 0 {
				t.Errorf("%s, %s: levels %v", c.round.Code, group, levels)
			}
			if levels["kha"] < levels["tot"] {
				t.Errorf("%s, %s: more good than fair, which nobody believes: %v", c.round.Code, group, levels)
			}
		}
		for _, node := range result.Ranked() {
			levels := map[int]bool{}
			for i := range c.round.Agencies {
				if level, ok := result.Level(i, node); ok {
					levels[level] = true
				}
			}
			if len(levels) != 3 {
				t.Errorf("%s: field %s has %d of 3 levels", c.round.Code, result.Program().Nodes()[node].Code, len(levels))
			}
		}
	}
}

// The round of 2017 shows every feature at least once.
func TestRound2017ShowsEveryFeature(t *testing.T) {
	r := demo.Round2017()
	result := rank(t, r)
	program := result.Program()
	seen := map[scoring.Reason]int{}
	missing := map[string]bool{}
	for i, a := range r.Agencies {
		if s := result.Score(i, 0); s.State != scoring.StateScored || s.Max.Cmp(scoring.Int(80)) < 0 {
			t.Errorf("%s is in state %s with a maximum of %s", a.Name, s.State, s.Max)
		}
		for _, n := range program.Nodes() {
			if len(n.Children) == 0 {
				seen[result.Score(i, n.Index).Reason]++
			}
		}
		for _, item := range result.MissingItems(i, 0) {
			missing[a.Code+" "+r.Items[item]] = true
		}
	}
	for _, reason := range []scoring.Reason{scoring.ReasonMissing, scoring.ReasonExempt, scoring.ReasonItem, scoring.ReasonCondition} {
		if seen[reason] == 0 {
			t.Errorf("no criterion is %q for any agency", reason)
		}
	}
	if len(missing) != 4 || !missing["so-ld-tb-xh cb_dat"] {
		t.Errorf("not answered: %v, expected 4", missing)
	}
	if len(r.Adjustments) != 1 {
		t.Fatalf("%d adjustments, expected 1", len(r.Adjustments))
	}
	// The deduction takes exactly what it says, and the tie is one of exact numbers.
	plain, err := scoring.Rank(result.Cohort(), scoring.Options{})
	if err != nil {
		t.Fatal(err)
	}
	adjusted, _ := result.Cohort().Agency(r.Adjustments[0].Agency)
	if d := result.Score(adjusted, 0).Points.Sub(plain.Score(adjusted, 0).Points); !d.Equal(r.Adjustments[0].Points) {
		t.Errorf("the adjustment moved the points by %s, expected %s", d, r.Adjustments[0].Points)
	}
	one, _ := result.Cohort().Agency("so-tu-phap")
	two, _ := result.Cohort().Agency("so-kh-cn")
	if a, b := result.Score(one, 0).Points, result.Score(two, 0).Points; !a.Equal(b) || !a.Equal(scoring.MustNum("749509/9600")) {
		t.Errorf("Tư pháp has %s points and Khoa học %s, expected a tie at 749509/9600", a, b)
	}
	place := result.PlaceInGroup(one, 0)
	if place.Tied != 2 || place != result.PlaceInGroup(two, 0) || place.Of != 19 {
		t.Errorf("the tie is shown as %+v and %+v", place, result.PlaceInGroup(two, 0))
	}
}

// Every ratio of the example of an index is a ratio of the framework.
func TestIndexDividesAsTheFramework(t *testing.T) {
	framework, err := criteria.Load(demo.Round2017().Framework)
	if err != nil {
		t.Fatal(err)
	}
	program, err := scoring.Compile(framework)
	if err != nil {
		t.Fatal(err)
	}
	var ratios [][]string
	var collect func(r scoring.Rule)
	collect = func(r scoring.Rule) {
		for _, part := range scoring.RuleParts(r) {
			collect(part)
		}
		if len(scoring.RuleParts(r)) == 0 {
			ratios = append(ratios, scoring.RuleItems(r))
		}
	}
	for _, n := range program.Nodes() {
		if n.Rule != nil {
			collect(n.Rule)
		}
	}
	files, err := demo.IndexFiles()
	if err != nil {
		t.Fatal(err)
	}
	meta, err := index.ReadMeta(bytes.NewReader(files[2].Data))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range meta {
		if m.Type != index.TypeIndicator {
			continue
		}
		pair := []string{m.Code}
		if m.Denominator != "" {
			pair = append(pair, m.Denominator)
		}
		if !slices.ContainsFunc(ratios, func(r []string) bool { return slices.Equal(r, pair) }) {
			t.Errorf("the framework has no rule over %v", pair)
		}
	}
}
