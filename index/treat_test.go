package index

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"go.yaml.in/yaml/v3"
)

// momentsOf are skewness and kurtosis by their definitions, in plain sums.
func momentsOf(x []float64) (skew, kurt float64) {
	n, mean := 0.0, 0.0
	for _, v := range x {
		if v == v {
			n, mean = n+1, mean+v
		}
	}
	mean /= n
	var s2, s3, s4 float64
	for _, v := range x {
		if v == v {
			s2, s3, s4 = s2+math.Pow(v-mean, 2), s3+math.Pow(v-mean, 3), s4+math.Pow(v-mean, 4)
		}
	}
	r := n * s4 / (s2 * s2)
	return math.Sqrt(n) * s3 / math.Pow(s2, 1.5) * math.Sqrt(n*(n-1)) / (n - 2),
		((n+1)*(r-3) + 6) * (n - 1) / ((n - 2) * (n - 3))
}

// winsorisePlainly draws one value after the other and recomputes everything.
func winsorisePlainly(x []float64, most int, force bool, limitSkew, limitKurt float64) (high, low int) {
	for most < 0 || high+low < most {
		skew, kurt := momentsOf(x)
		if !force && (math.Abs(skew) < limitSkew || kurt < limitKurt) {
			return high, low
		}
		var different []float64
		for _, v := range x {
			if v == v && !slices.Contains(different, v) {
				different = append(different, v)
			}
		}
		slices.Sort(different)
		n := len(different)
		if n < 3 {
			return high, low
		}
		from, to := different[n-1], different[n-2]
		if skew < 0 {
			from, to = different[0], different[1]
		}
		drawn := 0
		for i, v := range x {
			if v == from {
				x[i] = to
				drawn++
			}
		}
		if skew < 0 {
			low = drawn
		} else {
			high = drawn
		}
	}
	return high, low
}

// heavy makes columns with outliers on either side, ties and gaps.
func heavy(rng *rand.Rand, n int) []float64 {
	x := make([]float64, n)
	power := 1 + 4*rng.Float64()
	for i := range x {
		v := rng.NormFloat64()
		switch rng.IntN(8) {
		case 0:
			x[i] = math.NaN()
		case 1:
			x[i] = math.Round(v)
		case 2:
			x[i] = 100 * v
		default:
			x[i] = math.Copysign(math.Pow(math.Abs(v), power), v)
		}
	}
	return x
}

func treatOne(x []float64, spec TreatSpec) ([]float64, *TreatDecision, *TreatReport, error) {
	tree, err := NewTree([]MetaRow{
		{Code: "x0", Parent: "all", Type: TypeIndicator, Direction: 1, Weight: 1, Target: math.NaN()},
		{Code: "all", Type: TypeAggregate, Direction: 1, Weight: 1, Target: math.NaN()},
	})
	if err != nil {
		return nil, nil, nil, err
	}
	table := rowsTable(tree, make([][]float64, len(x))...)
	table.Cols = [][]float64{x}
	got, report, err := Treat(table, tree, spec)
	if err != nil {
		return nil, nil, nil, err
	}
	return got.Cols[0], &report.Decisions[0], report, nil
}

// Winsorising by cumulated powers draws the same points as doing it one by one.
func TestWinsoriseAgainstThePlainWay(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 21))
	drawn := 0
	for range 400 {
		x := heavy(rng, 5+rng.IntN(60))
		most := []int{-1, 1, 2, 5, 12}[rng.IntN(5)]
		skew, kurt := 2*rng.Float64(), 3.5*rng.Float64()
		force := most > 0 && rng.IntN(3) == 0
		if rng.IntN(4) == 0 { // limits that nothing passes
			skew, kurt = 0, -100
		}
		spec := TreatSpec{TreatRule: TreatRule{Second: "none", WinMax: ptr(WinLimit(most)), Skew: &skew, Kurt: &kurt, Force: &force}}
		got, d, _, err := treatOne(x, spec)
		if err != nil {
			t.Fatal(err)
		}
		want, high, low := slices.Clone(x), 0, 0
		if d.Outcome != "untreatable" {
			high, low = winsorisePlainly(want, most, force, skew, kurt)
		}
		if !sameColumn(got, want) || d.High != high || d.Low != low {
			t.Fatalf("most %d, force %v: %v\nbecame %v (%d, %d)\nnot    %v (%d, %d)", most, force, x, got, d.High, d.Low, want, high, low)
		}
		drawn += high + low
	}
	if drawn < 500 {
		t.Errorf("%d points drawn: the columns test too little", drawn)
	}
}

// An outlier of any size leaves no trace in the shape of what it was drawn to.
func TestWinsoriseForgetsTheOutlier(t *testing.T) {
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 1e12}
	want := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10}
	c := clipped{v: x, hi: 9, scale: 1}
	c.cumulate(&bench{})
	skew, kurt := c.shape()
	s, k := momentsOf(want)
	if !alike(skew, s) || !alike(kurt, k) {
		t.Errorf("shape %v, %v; want %v, %v", skew, kurt, s, k)
	}
	got, d, report, err := treatOne(x, TreatSpec{})
	if err != nil || !slices.Equal(got, want) || d.Outcome != "treated" || d.Upper != 10 || !math.IsNaN(d.Lower) {
		t.Errorf("%v %+v %v", got, d, err)
	}
	if want := (TreatChange{Unit: "U10", Indicator: "x0", From: 1e12, To: 10, How: "winhi"}); len(report.Changes) != 1 || report.Changes[0] != want {
		t.Errorf("changes %+v, want %+v", report.Changes, want)
	}
}

// Each transformation by its formula, on -1, 0, nothing, 3, 9.
func TestTransformationsByHand(t *testing.T) {
	ln, nan := math.Log, math.NaN()
	x := []float64{-1, 0, nan, 3, 9}
	for _, c := range []struct {
		rule TreatRule
		x    []float64
		want []float64
	}{
		{TreatRule{First: "log_CT"}, x, []float64{ln(0.1), ln(1.1), nan, ln(4.1), ln(10.1)}},
		{TreatRule{First: "log_CT_orig"}, x, []float64{0, ln(2), nan, ln(5), ln(11)}},
		{TreatRule{First: "log_CT_plus"}, x, []float64{ln(0.1), ln(1.1), nan, ln(4.1), ln(10.1)}},
		{TreatRule{First: "log_CT_plus"}, []float64{1, 0, nan, -3, -9}, []float64{-ln(0.1), -ln(1.1), nan, -ln(4.1), -ln(10.1)}},
		{TreatRule{First: "log_GII"}, x, []float64{0, ln(8.0/10 + 1), nan, ln(8*4.0/10 + 1), ln(9)}},
		{TreatRule{First: "log"}, []float64{1, 2, nan, 5, 11}, []float64{0, ln(2), nan, ln(5), ln(11)}},
		{TreatRule{First: "boxcox", Lambda: ptr(0.0)}, x, []float64{0, ln(2), nan, ln(5), ln(11)}},
		{TreatRule{First: "boxcox", Lambda: ptr(0.5)}, x, []float64{0, 2 * (math.Sqrt2 - 1), nan, 2 * (math.Sqrt(5) - 1), 2 * (math.Sqrt(11) - 1)}},
		{TreatRule{First: "boxcox", Lambda: ptr(-1.0)}, x, []float64{0, 0.5, nan, 0.8, 10.0 / 11}},
		{TreatRule{First: "boxcox", Lambda: ptr(2.0), Shift: ptr(false)}, []float64{1, 2, nan, 3, 4}, []float64{0, 1.5, nan, 4, 7.5}},
		{TreatRule{First: "none"}, x, x},
	} {
		c.rule.Force, c.rule.Second = ptr(true), "none"
		got, d, _, err := treatOne(c.x, TreatSpec{TreatRule: c.rule})
		if err != nil || !sameColumn(got, c.want) {
			t.Errorf("%s of %v: %v %v, want %v", c.rule.First, c.x, got, err, c.want)
		} else if s, k := momentsOf(c.want); c.rule.First != "none" && (!alike(d.AfterFirst.Skew, s) || !alike(d.AfterFirst.Kurt, k)) {
			t.Errorf("%s: shape after %+v, want %v, %v", c.rule.First, d.AfterFirst, s, k)
		}
	}
	// λ near 0 is near the logarithm, to the last digits.
	got, _, _, err := treatOne(x, TreatSpec{TreatRule: TreatRule{First: "boxcox", Lambda: ptr(1e-13), Second: "none", Force: ptr(true)}})
	if err != nil || math.Abs(got[4]-ln(11)) > 1e-11 {
		t.Error(got, err)
	}
}

// The two treatments, one after the other or the second alone.
func TestTreatTwice(t *testing.T) {
	// Two outliers, of which one may be drawn in: 100 falls to 90, still an outlier.
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 90, 100}
	log := func(from []float64) []float64 {
		out := slices.Clone(from)
		transformLogCTOrig(out, nil, nil, nil)
		return out
	}
	drawn := slices.Clone(x)
	drawn[15] = 90
	for _, c := range []struct {
		combine bool
		second  string
		want    []float64
		hows    [2]string // of 90 and 100
	}{
		{false, "none", drawn, [2]string{"", "winhi"}},
		{false, "log_CT_orig", log(x), [2]string{"log_CT_orig", "log_CT_orig"}},
		{true, "log_CT_orig", log(drawn), [2]string{"log_CT_orig", "winhi+log_CT_orig"}},
	} {
		one := WinLimit(1)
		got, d, report, err := treatOne(x, TreatSpec{Combine: c.combine, TreatRule: TreatRule{WinMax: &one, Second: c.second}})
		if err != nil || !sameColumn(got, c.want) {
			t.Errorf("%+v: %v %v, want %v", c, got, err, c.want)
			continue
		}
		if d.High != 1 || d.Before.Pass || d.AfterFirst.Pass || (d.Second == "") != (c.second == "none") || d.Outcome == "passed" {
			t.Errorf("%+v: decision %+v", c, d)
		}
		how := map[float64]string{}
		for _, change := range report.Changes {
			how[change.From] = change.How
		}
		if how[90] != c.hows[0] || how[100] != c.hows[1] {
			t.Errorf("%+v: changes %v", c, how)
		}
	}
}

// What the check or the treatments have no meaning for is left alone, and said.
func TestTreatLeavesAlone(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		x       []float64
		outcome string
	}{
		"nothing":            {nil, "untreatable"},
		"all missing":        {[]float64{nan, nan, nan, nan, nan}, "untreatable"},
		"one unit":           {[]float64{3}, "untreatable"},
		"two values":         {[]float64{1, 1000, nan}, "untreatable"},
		"constant":           {[]float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, "untreatable"},
		"zeros":              {make([]float64, 9), "untreatable"},
		"one unlike nine":    {[]float64{0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, "untreatable"},
		"passes":             {[]float64{1, 2, 3, 4, 5, nan}, "passed"},
		"passes, huge":       {[]float64{1e307, 2e307, 3e307, 4e307}, "passed"},
		"passes, minute":     {[]float64{1e-320, 2e-320, 3e-320, 4e-320}, "passed"},
		"passes by kurtosis": {[]float64{1, 1, 1, 1, 1, 1, 9, 9}, "passed"},
	} {
		for _, force := range []bool{false, true} {
			if force && c.outcome == "passed" {
				continue
			}
			got, d, report, err := treatOne(c.x, TreatSpec{TreatRule: TreatRule{Force: &force}})
			if err != nil || !sameColumn(got, c.x) || d.Outcome != c.outcome || len(report.Changes) != 0 {
				t.Errorf("%s, force %v: %v %+v %v", name, force, got, d, err)
			}
		}
	}
	// Forced winsorising stops before two values would become one.
	got, d, _, err := treatOne([]float64{1, 2, 3, 4}, TreatSpec{TreatRule: TreatRule{Force: ptr(true), Second: "none", WinMax: ptr(WinLimit(100))}})
	if err != nil || d.High+d.Low != 2 || slices.Max(got) == slices.Min(got) {
		t.Errorf("%v %+v %v", got, d, err)
	}
	// Shapes do not depend on the scale, whatever it is.
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200}
	for _, scale := range []float64{1e-310, 1e-100, 1e100, 1e305} {
		large := make([]float64, len(x))
		for i, v := range x {
			large[i] = v * scale
		}
		_, want, _, _ := treatOne(x, TreatSpec{})
		if _, d, _, err := treatOne(large, TreatSpec{}); err != nil || math.Abs(d.Before.Skew-want.Before.Skew) > 1e-6 || d.High != want.High {
			t.Errorf("scale %v: %+v %v, want %+v", scale, d, err, want)
		}
	}
}

func TestTreatFaults(t *testing.T) {
	forced := func(r TreatRule) TreatSpec {
		r.Force, r.Second = ptr(true), "none"
		return TreatSpec{TreatRule: r}
	}
	for _, c := range []struct {
		want Code
		spec TreatSpec
		x    []float64
	}{
		{"step.method", TreatSpec{TreatRule: TreatRule{First: "sqrt"}}, nil},
		{"step.method", TreatSpec{TreatRule: TreatRule{Second: "winsorize"}}, nil},
		{"step.number", TreatSpec{TreatRule: TreatRule{Skew: ptr(-2.0), WinSkew: ptr(2.0)}}, nil},
		{"step.number", TreatSpec{TreatRule: TreatRule{WinMax: ptr(WinLimit(-2))}}, nil},
		{"treat.number", TreatSpec{TreatRule: TreatRule{Kurt: ptr(math.NaN()), WinKurt: ptr(3.0)}}, nil},
		{"treat.force_unlimited", forced(TreatRule{WinMax: ptr(Unlimited)}), nil},
		{"treat.lambda", TreatSpec{TreatRule: TreatRule{Second: "boxcox"}}, nil},
		{"step.indicator_unknown", TreatSpec{Indicators: map[string]TreatRule{"all": {}}}, nil},
		{"treat.not_positive", forced(TreatRule{First: "log"}), []float64{0, 1, 2, 3}},
		{"treat.not_positive", forced(TreatRule{First: "boxcox", Lambda: ptr(1.0), Shift: ptr(false)}), []float64{0, 1, 2, 3}},
		{"treat.max_one", forced(TreatRule{First: "log_GII"}), []float64{0, 0.1, 0.2, 1}},
		{"treat.overflow", forced(TreatRule{First: "boxcox", Lambda: ptr(9.0)}), []float64{0, 1, 2, 1e99}},
		{"treat.overflow", forced(TreatRule{First: "log_CT"}), []float64{-1.7e308, 1, 2, 1.7e308}},
	} {
		if c.x == nil {
			c.x = []float64{1, 2, 3, 4}
		}
		_, _, _, err := treatOne(c.x, c.spec)
		wantFault(t, err, c.want, c.spec, c.x)
	}
}

// A rule of one indicator changes what it names and nothing else.
func TestTreatRuleOfOneIndicator(t *testing.T) {
	tree := flat(t, 3)
	x := []float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200}
	table := rowsTable(tree, make([][]float64, len(x))...)
	for j := range table.Cols {
		table.Cols[j] = slices.Clone(x)
	}
	got, report, err := Treat(table, tree, TreatSpec{
		TreatRule:  TreatRule{Second: "none"},
		Indicators: map[string]TreatRule{"x1": {First: "log_CT"}, "x2": {WinMax: ptr(WinLimit(0))}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if d := report.Decisions[0]; d.First != "winsorise" || d.High != 1 || got.Cols[0][10] != 10 || d.Outcome != "treated" {
		t.Errorf("the general rule: %+v", d)
	}
	if d := report.Decisions[1]; d.First != "log_CT" || got.Cols[1][10] != math.Log(200-1+1.99) {
		t.Errorf("another treatment: %+v", d)
	}
	if d := report.Decisions[2]; d.High != 0 || d.Second != "" || got.Cols[2][10] != 200 || d.Outcome != "failed" {
		t.Errorf("no point allowed, no second treatment inherited: %+v", d)
	}
	if &got.Cols[2][0] != &table.Cols[2][0] || !slices.Equal(table.Cols[0], x) {
		t.Error("an untouched column is copied, or the input was written to")
	}
}

// Another order of the units gives the same values, to the last bit, and a
// treatment never turns two values round.
func TestTreatKeepsOrder(t *testing.T) {
	rng := rand.New(rand.NewPCG(17, 4))
	for _, name := range sortedKeys(treatments) {
		if name == "log" {
			continue // needs values above 0
		}
		for range 30 {
			x := heavy(rng, 4+rng.IntN(40))
			for i := range x {
				x[i] += 1000 // log_GII needs a maximum above 1
			}
			spec := TreatSpec{Combine: rng.IntN(2) == 0, TreatRule: TreatRule{First: name, Force: ptr(rng.IntN(2) == 0), Lambda: ptr(rng.NormFloat64() / 5)}}
			got, d, _, err := treatOne(x, spec)
			if err != nil {
				t.Fatal(name, err)
			}
			order := rng.Perm(len(x))
			mixed := make([]float64, len(x))
			for to, from := range order {
				mixed[to] = x[from]
			}
			again, e, _, err := treatOne(mixed, spec)
			if err != nil || d.Outcome != e.Outcome || d.High != e.High || d.Low != e.Low {
				t.Fatal(name, err, d, e)
			}
			for to, from := range order {
				if !identical(again[to], got[from]) {
					t.Fatalf("%s: %v, in another order %v", name, got[from], again[to])
				}
			}
			for i := range x {
				for k := range x {
					if (x[i] == x[i]) != (got[i] == got[i]) || x[i] > x[k] && got[i] < got[k] || x[i] == x[k] && got[i] != got[k] {
						t.Fatalf("%s: %v\nbecame %v", name, x, got)
					}
				}
			}
		}
	}
}

func TestWinLimitInYAML(t *testing.T) {
	spec := TreatSpec{TreatRule: TreatRule{WinMax: ptr(WinLimit(7))}, Indicators: map[string]TreatRule{"q01": {WinMax: ptr(Unlimited)}}}
	text, err := yaml.Marshal(spec)
	if want := "winmax: 7\nindicators:\n    q01:\n        winmax: unlimited\n"; err != nil || string(text) != want {
		t.Fatalf("%s %v", text, err)
	}
	var back TreatSpec
	if err := yaml.Unmarshal(text, &back); err != nil || *back.WinMax != 7 || *back.Indicators["q01"].WinMax != Unlimited {
		t.Error(back, err)
	}
	for _, bad := range []string{"winmax: -1", "winmax: all", "winmax: 1.5", "winmax: [1]"} {
		if err := yaml.Unmarshal([]byte(bad), &back); err == nil {
			t.Errorf("%q was read as %v", bad, *back.WinMax)
		}
	}
}
