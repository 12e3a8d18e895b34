package calibration_test

import (
	"context"
	"math"
	"slices"
	"testing"

	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/scoring"
)

func trial(t testing.TB, draft, issued *scoring.Framework, table *calibration.Table, set calibration.Settings) *calibration.Report {
	t.Helper()
	r, err := calibration.Trial(context.Background(), draft, issued, table, set)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func close(a, b float64) bool {
	return math.Abs(a-b) < 1e-12 || math.IsNaN(a) && math.IsNaN(b)
}

// Four agencies, issued A1 5 + A2 5 + B1 10, draft A1 2 + A2 8 + B1 10:
//
//	        x/n    y   b    issued            draft
//	s1      1      no  10   5+0+10 = 75 %     2+0+10 = 60 %
//	s2      1/2    yes 8    2.5+5+8 = 77.5 %  1+8+8 = 85 %
//	s3      0      yes 4    0+5+4 = 45 %      0+8+4 = 60 %
//	s4      (n 4)  yes –    5+5+– = 50 %      2+8+– = 50 %
func TestTrialByHand(t *testing.T) {
	table := smallTable([]string{"4", "4", "0", "10"}, []string{"2", "4", "1", "8"}, []string{"0", "4", "1", "4"}, []string{"4", "4", "1", ""})
	r := trial(t, small("2", "2", "8", "10"), small("1", "5", "5", "10"), table, calibration.Settings{})
	want := []struct {
		code                 string
		before, after        string
		rankBefore, rankNow  int
		levelBefore, levelUp string
		why                  []string
	}{
		{"s2", "77.5", "85", 1, 1, "kha", "tot", []string{"A2 criterion 15", "A1 criterion -7.5"}},
		{"s1", "75", "60", 2, 2, "kha", "kha", []string{"A1 criterion -15"}},
		{"s3", "45", "60", 4, 2, "tb", "kha", []string{"A2 criterion 15"}},
		{"s4", "50", "50", 3, 4, "kha", "kha", []string{"A1 criterion -15", "A2 criterion 15"}},
	}
	if len(r.Groups) != 1 || r.Groups[0].Code != "so" || r.Groups[0].Name.Vi != "Sở" || len(r.Groups[0].Movers) != 4 {
		t.Fatalf("groups: %+v", r.Groups)
	}
	for i, w := range want {
		m := r.Groups[0].Movers[i]
		var why []string
		for _, c := range m.Why {
			why = append(why, c.Node+" "+string(c.Kind)+" "+c.Effect.String())
		}
		if m.Code != w.code || m.Before.Score.String() != w.before || m.After.Score.String() != w.after || m.Before.Rank != w.rankBefore || m.After.Rank != w.rankNow ||
			m.Before.Level != w.levelBefore || m.After.Level != w.levelUp || m.Climb != w.rankBefore-w.rankNow || !slices.Equal(why, w.why) {
			t.Errorf("%d: got %s %s→%s rank %d→%d %s→%s climb %d, %q; want %+v", i, m.Code, m.Before.Score, m.After.Score, m.Before.Rank, m.After.Rank, m.Before.Level, m.After.Level, m.Climb, why, w)
		}
	}
	if ranks, levels := r.Moved(); ranks != 2 || levels != 2 {
		t.Errorf("moved %d ranks, %d levels", ranks, levels)
	}
	// b is missing for s4 and for nobody else.
	if g := r.ItemGaps; len(g) != 1 || g[0].Code != "b" || g[0].Missing != 1 || g[0].Of != 4 {
		t.Errorf("item gaps %+v", g)
	}
	if g := r.AgencyGaps; len(g) != 1 || g[0].Code != "s4" || g[0].Missing != 1 || g[0].Of != 4 || !slices.Equal(g[0].Items, []string{"b"}) {
		t.Errorf("agency gaps %+v", g)
	}
	// Levels of all: issued 0 good, 3 fair (s1 s2 s4), 1 average; draft 1, 3, 0.
	for i, w := range []calibration.LevelCount{{Code: "tot", Before: 0, After: 1}, {Code: "kha", Before: 3, After: 3}, {Code: "tb", Before: 1, After: 0}} {
		if got := r.Levels[i]; got.Code != w.Code || got.Group != "" || got.Before != w.Before || got.After != w.After {
			t.Errorf("level %d: %+v, want %+v", i, got, w)
		}
	}
	// Nobody is near 80; s4 lies on 50.
	if e := r.Edges; len(e) != 2 || e[0].Code != "tot" || len(e[0].Reached)+len(e[0].Missed) != 0 || len(e[1].Reached) != 1 || e[1].Reached[0].Code != "s4" || !e[1].Reached[0].Off.IsZero() {
		t.Errorf("edges %+v", r.Edges)
	}
}

// A1 = 1, 1/2, 0, 1; A2 = 0, 1, 1, 1; B1 = 1, 0.8, 0.4, missing.
func TestStatisticsByHand(t *testing.T) {
	table := smallTable([]string{"4", "4", "0", "10"}, []string{"2", "4", "1", "8"}, []string{"0", "4", "1", "4"}, []string{"4", "4", "1", ""})
	r := trial(t, small("2", "2", "8", "10"), nil, table, calibration.Settings{})
	a1, a2, b1 := r.Criteria[0], r.Criteria[1], r.Criteria[2]
	if a1.Code != "A1" || a1.Field != "A" || a1.Known != 4 || a1.Full != 2 || a1.Zero != 1 || a1.Distinct != 3 || !close(a1.ShareFull, 0.5) || !close(a1.Mean, 0.625) {
		t.Errorf("A1 %+v", a1)
	}
	if b1.Known != 3 || b1.Missing != 1 || b1.Full != 1 || !close(b1.Mean, 2.2/3) || len(b1.Flags) != 1 || b1.Flags[0] != calibration.Contradicts {
		t.Errorf("B1 %+v", b1)
	}
	// A2 with the rest of the score: (0, 60), (1, 45), (1, 20), (1, 10). Deviations
	// -3/4, 1/4, 1/4, 1/4 and 26.25, 11.25, -13.75, -23.75: their products sum to
	// -26.25, their squares to 3/4 and 1568.75.
	if w := -26.25 / math.Sqrt(0.75*1568.75); !close(a2.ItemTotal, w) || !slices.Contains(a2.Flags, calibration.Contradicts) {
		t.Errorf("A2 item-total %v, want %v; %v", a2.ItemTotal, w, a2.Flags)
	}
	// A1 and B1 over s1, s2, s3: (1, 1), (1/2, 0.8), (0, 0.4): deviations 0.5, 0,
	// -0.5 and 4/15, 1/15, -5/15: 0.3 over √(0.5 · 42/225).
	w := 0.3 / math.Sqrt(0.5*42/225)
	if got := r.Correlations.R[0][2]; !close(got, w) {
		t.Errorf("A1 with B1 %v, want %v", got, w)
	}
	if len(r.Redundant) != 1 || r.Redundant[0].A != "A1" || r.Redundant[0].B != "B1" || r.Redundant[0].N != 3 {
		t.Errorf("redundant %+v", r.Redundant)
	}
	// Alpha of A by the variances of A1 and A2 and of their sum: 11/48, 1/4, and of
	// 1, 1.5, 1, 2: 11/48.
	for _, x := range r.Reliabilities {
		if x.Field == "A" && (x.Items != 2 || !close(x.Alpha, 2*(1-(11.0/48+0.25)/(11.0/48)))) {
			t.Errorf("alpha of A %+v", x)
		}
		if x.Field == "B" && !math.IsNaN(x.Alpha) {
			t.Errorf("alpha of B %+v", x)
		}
	}
	// Scores 60, 85, 60, 50; A2 brings 0, 40, 40, 40 of them: covariance over
	// variance = 3·(…): deviations of the score -3.75, 21.25, -3.75, -13.75, of A2
	// -30, 10, 10, 10: 150/668.75.
	if got := r.Weights[1]; got.Code != "A2" || !close(got.Intended, 0.4) || !close(got.Effective, 150/668.75) {
		t.Errorf("weight of A2 %+v, want %v", got, 150/668.75)
	}
	sum, meant, squares := 0.0, 0.0, 0.0
	for _, x := range r.Weights {
		sum, meant, squares = sum+x.Effective, meant+x.Intended, squares+x.Ratio
	}
	if !close(sum, 1) || !close(meant, 1) || !close(squares, 1) {
		t.Errorf("weights sum to %v effective, %v intended, %v by squares", sum, meant, squares)
	}
	if f := r.Fields; len(f) != 2 || f[0].Code != "A" || !close(f[0].Intended, 0.5) || !close(f[0].Effective+f[1].Effective, 1) {
		t.Errorf("fields %+v", f)
	}
}

// What cannot tell agencies apart is flagged, and only that.
func TestFlags(t *testing.T) {
	var rows [][]string
	for i := range 20 {
		y := "1"
		if i == 0 {
			y = "0"
		}
		rows = append(rows, []string{"3", "3", y, []string{"1", "2", "5"}[i%3]})
	}
	r := trial(t, small("2", "2", "8", "10"), nil, smallTable(rows...), calibration.Settings{})
	if f := r.Criteria[0].Flags; !slices.Equal(f, []calibration.Flag{calibration.AtMaximum}) {
		t.Errorf("all at the maximum: %v", f)
	}
	if c := r.Criteria[1]; c.Full != 19 || !slices.Contains(c.Flags, calibration.AtMaximum) {
		t.Errorf("19 of 20 at the maximum: %+v", c)
	}
	if f := r.Criteria[2].Flags; slices.Contains(f, calibration.AtMaximum) || slices.Contains(f, calibration.AtZero) {
		t.Errorf("spread criterion: %v", f)
	}
	rows[1][2] = "0"
	r = trial(t, small("2", "2", "8", "10"), nil, smallTable(rows...), calibration.Settings{})
	if c := r.Criteria[1]; c.Full != 18 || slices.Contains(c.Flags, calibration.AtMaximum) {
		t.Errorf("18 of 20 are not 95 in a hundred: %+v", c)
	}
}

// The causes add up to the change exactly, under every way to combine.
func TestCausesAddUp(t *testing.T) {
	issued := shipped(t, "ict-readiness-2026")
	for seed := range uint64(3) {
		table := drawn(issued, 40, seed)
		draft := twisted(t, shipped(t, "ict-readiness-2026"))
		r := trial(t, draft, issued, table, calibration.Settings{})
		changed := 0
		for _, g := range r.Groups {
			for _, m := range g.Movers {
				var all []scoring.Num
				for _, c := range m.Why {
					all = append(all, c.Effect)
				}
				if got := scoring.Total(all...); !got.Equal(m.Change) || !m.Change.Equal(m.After.Score.Sub(m.Before.Score)) {
					t.Errorf("%s: causes come to %s, the change is %s", m.Code, got, m.Change)
				}
				if !m.Change.IsZero() {
					changed++
				}
			}
		}
		if changed < 30 {
			t.Errorf("only %d agencies changed", changed)
		}
	}
}

// Nothing is left over where nothing is rounded or held within a maximum: every
// point is traced to its criterion, through shares, least shares and rescaling.
func TestNothingIsLeftOver(t *testing.T) {
	issued := shipped(t, "ict-readiness-2026")
	draft := twisted(t, shipped(t, "ict-readiness-2026"))
	draft.Rounding, draft.Root.Children[1].Rounding = nil, nil
	draft.Root.Children = draft.Root.Children[:len(draft.Root.Children)-1] // a bonus may pass the maximum
	r := trial(t, draft, issued, drawn(issued, 60, 9), calibration.Settings{})
	for _, g := range r.Groups {
		for _, m := range g.Movers {
			for _, c := range m.Why {
				if c.Kind == calibration.CauseRest {
					t.Errorf("%s: %s is left over at %s", m.Code, c.Effect, c.Node)
				}
			}
		}
	}
}

// 7/12 of 20 points are 2.9166…: the score is rounded as declared, and what the
// rounding gives is a cause of its own.
func TestRoundingIsACause(t *testing.T) {
	draft := small("2", "5", "5", "10")
	draft.Rounding = &scoring.Rounding{Mode: scoring.HalfUp, Places: 0}
	r := trial(t, draft, small("1", "5", "5", "10"), smallTable([]string{"7", "12", "0", "0"}), calibration.Settings{})
	m := r.Groups[0].Movers[0]
	if m.After.Score.String() != "15" || m.Before.Score.String() != "175/12" || len(m.Why) != 1 || m.Why[0].Kind != calibration.CauseRest || m.Why[0].Node != "T" || m.Why[0].Effect.String() != "5/12" {
		t.Errorf("%s → %s because of %+v", m.Before.Score, m.After.Score, m.Why)
	}
}

// twisted is a framework whose fields combine in every way, with rounding.
func twisted(t *testing.T, f *scoring.Framework) *scoring.Framework {
	f.Version = "thu"
	ways := []scoring.Combine{scoring.CombineMean, scoring.CombineMin, scoring.CombineSum}
	for i, field := range f.Root.Children {
		field.Combine = ways[i%3]
		if i%2 == 0 {
			field.Rescale = scoring.Full
		}
		if i == 1 {
			field.Rounding = &scoring.Rounding{Mode: scoring.HalfUp, Places: 0}
		}
	}
	f.Rounding = &scoring.Rounding{Mode: scoring.HalfUp, Places: 1}
	bonus := &scoring.Node{Code: "THUONG", Name: same("Thưởng"), Role: scoring.Bonus, Max: num("2"), Rule: &scoring.YesNoRule{Item: yesNo(t, f)}}
	f.Root.Children = append(f.Root.Children, bonus)
	return f
}

func yesNo(t *testing.T, f *scoring.Framework) string {
	for _, it := range f.Items {
		if it.Type == scoring.YesNo {
			return it.Code
		}
	}
	t.Fatal("no item of yes and no")
	return ""
}

// A draft that equals the issued version moves nobody and gives no cause.
func TestSameVersionMovesNobody(t *testing.T) {
	for _, name := range []string{"ict-readiness-2026", "spbe"} {
		f := shipped(t, name)
		r := trial(t, f, shipped(t, name), drawn(f, 30, 7), calibration.Settings{})
		if ranks, levels := r.Moved(); ranks != 0 || levels != 0 {
			t.Errorf("%s: %d ranks and %d levels moved", name, ranks, levels)
		}
		for _, g := range r.Groups {
			for _, m := range g.Movers {
				if len(m.Why) != 0 || !m.Change.IsZero() {
					t.Errorf("%s: %s changed by %s because of %v", name, m.Code, m.Change, m.Why)
				}
			}
		}
	}
}

// Without noise the drawn ranks are the engine's, and with it they lie around them.
func TestIntervals(t *testing.T) {
	f := shipped(t, "ict-readiness-2026")
	table := drawn(f, 60, 3)
	set := calibration.Settings{Draws: 64, Seed: 5}
	still := trial(t, f, nil, table, calibration.Settings{Draws: 4, Noise: 1e-12, Seed: 5})
	for _, x := range still.Intervals {
		if int(x.Best) != x.Rank || int(x.Worst) != x.Rank {
			t.Errorf("%s: rank %d, drawn %v to %v without noise", x.Code, x.Rank, x.Best, x.Worst)
		}
	}
	r := trial(t, f, nil, table, set)
	moved := 0
	for _, x := range r.Intervals {
		if x.Best > x.Low || x.Low > x.High || x.High > x.Worst {
			t.Errorf("%s: %+v", x.Code, x)
		}
		if x.Worst > x.Best {
			moved++
		}
		sum := 0.0
		for _, p := range x.Levels {
			sum += p
		}
		if x.Levels != nil && (len(x.Levels) != len(r.Bands) || sum > 1+1e-12) {
			t.Errorf("%s: levels %v", x.Code, x.Levels)
		}
	}
	if moved == 0 || len(r.Intervals) < 50 {
		t.Errorf("%d of %d ranks move", moved, len(r.Intervals))
	}
	again := trial(t, f, nil, table, set)
	for i, x := range again.Intervals {
		if y := r.Intervals[i]; x.Low != y.Low || x.High != y.High || x.Best != y.Best || x.Worst != y.Worst {
			t.Errorf("the same seed gives %+v and %+v", x, y)
		}
	}
}

// A version that cannot be scored and a value that it does not take are told with
// the version.
func TestTrialRefuses(t *testing.T) {
	table := smallTable([]string{"4", "4", "0", "10"})
	broken := small("2", "2", "8", "10")
	broken.Root.Max = num("21")
	wrongValue := smallTable([]string{"4", "4", "0", "4.5"})
	other := smallTable([]string{"4", "4", "0", "10"})
	other.Agencies[0].Group = "xa"
	for name, c := range map[string]struct {
		draft *scoring.Framework
		table *calibration.Table
		set   calibration.Settings
		key   string
	}{
		"maxima do not add up": {broken, table, calibration.Settings{}, "calibration.version.unsound"},
		"half a thing":         {small("2", "2", "8", "10"), wrongValue, calibration.Settings{}, "calibration.table.refused"},
		"unknown group":        {small("2", "2", "8", "10"), other, calibration.Settings{}, "calibration.version.unsound"},
		"no agencies":          {small("2", "2", "8", "10"), smallTable(), calibration.Settings{}, "calibration.table.empty"},
		"noise":                {small("2", "2", "8", "10"), table, calibration.Settings{Noise: math.NaN()}, "calibration.setting.noise"},
		"draws":                {small("2", "2", "8", "10"), table, calibration.Settings{Draws: 1 << 20}, "calibration.setting.draws"},
	} {
		_, err := calibration.Trial(context.Background(), c.draft, nil, c.table, c.set)
		if got := keysOf(err); !slices.Contains(got, c.key) {
			t.Errorf("%s: %v (%v), want %s", name, got, err, c.key)
		}
	}
}

// BenchmarkTrial is what a slider waits for: 100 agencies × 100 criteria.
func BenchmarkTrial(b *testing.B) {
	f := wide(10, 10)
	table := drawn(f, 100, 1)
	for b.Loop() {
		draft, err := calibration.Apply(f, calibration.Changes{Maxima: map[string]scoring.Num{"F3.3": num("2")}})
		if err != nil {
			b.Fatal(err)
		}
		trial(b, draft, f, table, calibration.Settings{})
	}
}
