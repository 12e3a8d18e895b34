package index

import (
	"math"
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// TreatSpec says how outliers are treated. Its zero value is COINr's: winsorise at
// most 5 points of an indicator with |skewness| >= 2 and kurtosis >= 3.5; where that
// does not suffice, take logarithms (log_CT) of the original instead.
type TreatSpec struct {
	TreatRule `yaml:",inline"`
	// Combine applies the second treatment to the result of the first, not to the
	// original values.
	Combine bool `yaml:"combine,omitempty"`
	// Indicators changes the rule for single indicators: what they leave out is as in
	// the general rule.
	Indicators map[string]TreatRule `yaml:"indicators,omitempty"`
}

// TreatRule is how one indicator is checked and treated.
type TreatRule struct {
	// First is tried when the check fails, Second when it still fails: names in the
	// table below; "" = "winsorise" and "log_CT". "none" skips.
	First  string `yaml:"first,omitempty"`
	Second string `yaml:"second,omitempty"`
	// Skew and Kurt are the limits of the check: a column passes when |skewness| < Skew
	// or kurtosis < Kurt; nil = 2 and 3.5.
	Skew *float64 `yaml:"skew,omitempty"`
	Kurt *float64 `yaml:"kurt,omitempty"`
	// WinMax is how many points may be winsorised, nil = 5. Values that tie are drawn
	// together, so the last step may go beyond it.
	WinMax *WinLimit `yaml:"winmax,omitempty"`
	// WinSkew and WinKurt are the limits at which winsorising stops; nil = Skew and
	// Kurt.
	WinSkew *float64 `yaml:"win_skew,omitempty"`
	WinKurt *float64 `yaml:"win_kurt,omitempty"`
	// Force applies the first treatment whatever the check says, and winsorises up to
	// WinMax, which must be a number then.
	Force *bool `yaml:"force,omitempty"`
	// Lambda of boxcox; required there.
	Lambda *float64 `yaml:"lambda,omitempty"`
	// Shift makes boxcox move the values so that the least is 1; nil = true. Without it
	// all values must be above 0.
	Shift *bool `yaml:"shift,omitempty"`
}

// Defaults of treatment, as COINr has them. The limits of skewness and kurtosis are
// those of OECD/JRC 2008, step 3, in the reading that the JRC's audits use.
const (
	defaultSkew   = 2.0
	defaultKurt   = 3.5
	defaultWinMax = 5
)

// WinLimit is a number of points, or Unlimited.
type WinLimit int

// Unlimited winsorises until the check passes or two values are left. In YAML it is
// the word "unlimited".
const Unlimited WinLimit = -1

// MarshalYAML writes a number or the word.
func (w WinLimit) MarshalYAML() (any, error) {
	if w == Unlimited {
		return "unlimited", nil
	}
	return int(w), nil
}

// UnmarshalYAML reads a number of at least 0 or the word.
func (w *WinLimit) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if err := unmarshal(&s); err != nil {
		return err
	}
	if s == "unlimited" {
		*w = Unlimited
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return &Fault{Code: "treat.winmax", Args: []any{s}}
	}
	*w = WinLimit(n)
	return nil
}

// treatments are the ways to treat a column by name, each in a file of its own.
var treatments = map[string]treatment{
	"winsorise":   winsorise,
	"log":         transformLog,
	"log_CT":      transformLogCT,
	"log_CT_orig": transformLogCTOrig,
	"log_CT_plus": transformLogCTPlus,
	"log_GII":     transformLogGII,
	"boxcox":      transformBoxcox,
	"none":        nil,
}

// treatment changes the column x in place, which has at least three different
// values. It gives the code of what makes that impossible, or "".
type treatment func(x []float64, r *treatRule, d *TreatDecision, b *bench) Code

// treatRule is a TreatRule in force: everything filled in.
type treatRule struct {
	first, second    string
	skew, kurt       float64
	winSkew, winKurt float64
	winMax           WinLimit
	force, shift     bool
	lambda           float64
	applyFirst       treatment
	applySecond      treatment
}

// Shape is the skewness and kurtosis of a column and whether they pass the check.
type Shape struct {
	Skew, Kurt float64 // G1 and G2; NaN where they are not defined
	Pass       bool    // |Skew| < limit or Kurt < limit
}

// TreatDecision is what was decided for one indicator and why.
type TreatDecision struct {
	Indicator string
	// Outcome: "passed" (nothing done), "treated" (passes now), "failed" (treated as
	// far as the rule goes, still fails), "untreatable" (fewer than four values or
	// fewer than three different ones, so that the check or the treatment has no
	// meaning; nothing done).
	Outcome string
	Before  Shape
	// First is the first treatment when it was applied, "" otherwise; AfterFirst the
	// shape that it gave.
	First      string
	AfterFirst Shape
	// Second is the second treatment when it was applied, to the original values
	// unless Combined; AfterSecond the shape that it gave.
	Second      string
	AfterSecond Shape
	Combined    bool
	// High and Low are how many points the first treatment drew down and up, to Upper
	// and Lower (NaN where none). They do not stand in the result when a second
	// treatment was applied to the original.
	High, Low    int
	Upper, Lower float64
}

// TreatChange is a value that treatment changed.
type TreatChange struct {
	Unit, Indicator string
	From, To        float64
	// How: "winhi" (drawn down), "winlo" (drawn up), the name of a transformation, or
	// both joined by "+".
	How string
}

// TreatReport is the decision about every indicator, in the order of the tree, and
// every changed value, by indicator and then by unit.
type TreatReport struct {
	Decisions []TreatDecision
	Changes   []TreatChange
}

// treatPlan is a checked spec: one rule an indicator.
type treatPlan struct {
	rules   []treatRule
	combine bool
}

// Treat pulls in outliers, indicator by indicator (OECD/JRC 2008, step 3; COINr's
// Treat): if the check of skewness and kurtosis fails, the first treatment; if it
// still fails, the second, which starts from the original values unless Combine. A
// result that fails even then is kept and reported. t holds the tree's indicators
// in the order of the tree; direction does not matter. Missing values stay missing.
// What a treatment cannot do with the values of an indicator is a fault.
//
// The order of units does not matter: winsorising sums in the order of values.
func Treat(t *Table, tree *Tree, spec TreatSpec) (*Table, *TreatReport, error) {
	if err := t.fitsTree("treat", tree); err != nil {
		return nil, nil, err
	}
	plan, err := prepareTreat(tree, spec)
	if err != nil {
		return nil, nil, err
	}
	out, n := t.shallow(), len(t.Cols)
	report := &TreatReport{Decisions: make([]TreatDecision, n)}
	codes, changed := make([]Code, n), make([]int, n)
	eachColumn(n, t.Rows(), func(j int, b *bench) {
		b.column = sized(b.column, t.Rows())
		codes[j] = plan.column(b.column, t.Cols[j], j, b, &report.Decisions[j])
		report.Decisions[j].Indicator = t.Codes[j]
		for i, x := range t.Cols[j] {
			if x == x && b.column[i] != x {
				changed[j]++
			}
		}
		if changed[j] > 0 {
			out.Cols[j] = slices.Clone(b.column)
		}
	})
	var faults Faults
	total := 0
	for j, c := range codes {
		total += changed[j]
		if c != "" {
			faults.add(c, Place{Source: "treat", Node: t.Codes[j]})
		}
	}
	if err := faults.err(); err != nil {
		return nil, nil, err
	}
	report.Changes = make([]TreatChange, 0, total)
	for j := range t.Cols {
		if changed[j] == 0 {
			continue
		}
		for i, x := range t.Cols[j] {
			if y := out.Cols[j][i]; x == x && y != x {
				report.Changes = append(report.Changes, TreatChange{Unit: t.Units[i], Indicator: t.Codes[j], From: x, To: y, How: report.Decisions[j].how(x)})
			}
		}
	}
	return out, report, nil
}

// how names what changed the value x.
func (d *TreatDecision) how(x float64) string {
	drawn := ""
	switch {
	case d.Second != "" && !d.Combined:
		return d.Second
	case d.First != "winsorise":
		drawn = d.First
	case x > d.Upper:
		drawn = "winhi"
	case x < d.Lower:
		drawn = "winlo"
	}
	switch {
	case d.Second == "":
		return drawn
	case drawn == "":
		return d.Second
	}
	return drawn + "+" + d.Second
}

// prepareTreat checks the spec and fills in the rule of every indicator.
func prepareTreat(tree *Tree, spec TreatSpec) (*treatPlan, error) {
	var faults Faults
	checkIndicators(spec.Indicators, "treat", tree, &faults)
	n := tree.NumIndicators()
	plan := &treatPlan{rules: make([]treatRule, n), combine: spec.Combine}
	for j := range n {
		rule, path := spec.TreatRule, "treat"
		if own, ok := spec.Indicators[tree.Nodes[j].Code]; ok {
			rule, path = rule.with(own), "treat.indicators."+tree.Nodes[j].Code
		}
		plan.rules[j] = rule.fillIn(path, &faults)
	}
	if len(faults) > 0 {
		return nil, onceEach(faults)
	}
	return plan, nil
}

// with gives the rule as changed by one for a single indicator.
func (r TreatRule) with(own TreatRule) TreatRule {
	if own.First != "" {
		r.First = own.First
	}
	if own.Second != "" {
		r.Second = own.Second
	}
	instead(&r.Skew, own.Skew)
	instead(&r.Kurt, own.Kurt)
	instead(&r.WinMax, own.WinMax)
	instead(&r.WinSkew, own.WinSkew)
	instead(&r.WinKurt, own.WinKurt)
	instead(&r.Force, own.Force)
	instead(&r.Lambda, own.Lambda)
	instead(&r.Shift, own.Shift)
	return r
}

func instead[T any](p **T, own *T) {
	if own != nil {
		*p = own
	}
}

// given is the value, or the default for nil.
func given[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// fillIn checks a rule and gives it with all defaults.
func (r TreatRule) fillIn(path string, faults *Faults) treatRule {
	fault := func(code Code, key string, args ...any) {
		faults.add(code, Place{Source: "treat", Path: path + "." + key}, args...)
	}
	out := treatRule{
		first: r.First, second: r.Second, skew: given(r.Skew, defaultSkew), kurt: given(r.Kurt, defaultKurt),
		winMax: given(r.WinMax, defaultWinMax), force: given(r.Force, false), shift: given(r.Shift, true), lambda: given(r.Lambda, 1),
	}
	out.winSkew, out.winKurt = given(r.WinSkew, out.skew), given(r.WinKurt, out.kurt)
	if out.first == "" {
		out.first = "winsorise"
	}
	if out.second == "" {
		out.second = "log_CT"
	}
	var ok bool
	if out.applyFirst, ok = treatments[out.first]; !ok {
		fault("step.method", "first", r.First, sortedNames(treatments))
	}
	if out.applySecond, ok = treatments[out.second]; !ok {
		fault("step.method", "second", r.Second, sortedNames(treatments))
	}
	for _, limit := range []struct {
		key string
		x   float64
	}{{"skew", out.skew}, {"kurt", out.kurt}, {"win_skew", out.winSkew}, {"win_kurt", out.winKurt}, {"lambda", out.lambda}} {
		if math.IsNaN(limit.x) || math.IsInf(limit.x, 0) {
			fault("treat.number", limit.key, limit.x)
		} else if limit.x < 0 && (limit.key == "skew" || limit.key == "win_skew") {
			fault("step.number", limit.key, limit.key, limit.x, ">= 0")
		}
	}
	if out.winMax < Unlimited {
		fault("step.number", "winmax", "winmax", int(out.winMax), ">= 0, \"unlimited\"")
	}
	if out.force && out.winMax == Unlimited && (out.first == "winsorise") {
		fault("treat.force_unlimited", "force")
	}
	if r.Lambda == nil && (out.first == "boxcox" || out.second == "boxcox") {
		fault("treat.lambda", "lambda")
	}
	return out
}

// column treats indicator j: it writes the treated x into dst, another slice of the
// same length, and the decision into d.
func (p *treatPlan) column(dst, x []float64, j int, b *bench, d *TreatDecision) Code {
	r := &p.rules[j]
	copy(dst, x)
	*d = TreatDecision{Upper: math.NaN(), Lower: math.NaN(), Before: r.shape(x, b)}
	switch {
	case d.Before.Pass && !r.force:
		d.Outcome = "passed"
		return ""
	case d.Before.Kurt != d.Before.Kurt || !threeDiffer(x):
		d.Outcome = "untreatable"
		return ""
	}
	passes := d.Before.Pass
	if r.applyFirst != nil {
		d.First = r.first
		if c := r.applyFirst(dst, r, d, b); c != "" {
			return c
		}
		d.AfterFirst = r.shape(dst, b)
		passes = d.AfterFirst.Pass
	}
	if !passes && r.applySecond != nil {
		if d.Combined = p.combine && d.First != ""; !d.Combined {
			copy(dst, x)
		}
		d.Second = r.second
		if c := r.applySecond(dst, r, d, b); c != "" {
			return c
		}
		d.AfterSecond = r.shape(dst, b)
		passes = d.AfterSecond.Pass
	}
	if d.Outcome = "treated"; !passes {
		d.Outcome = "failed"
	}
	return ""
}

// shape checks a column. Skewness and kurtosis do not depend on the scale, so
// values of extreme size are scaled.
func (r *treatRule) shape(x []float64, b *bench) Shape {
	b.first = stat.Compact(b.first, x)
	lo, hi, _ := spread(b.first)
	if scale := scaleFor(lo, hi); scale != 1 {
		for i := range b.first {
			b.first[i] *= scale
		}
	}
	m := stat.Dense(b.first)
	return Shape{Skew: m.Skew, Kurt: m.Kurt, Pass: math.Abs(m.Skew) < r.skew || m.Kurt < r.kurt}
}

// threeDiffer says whether there are three different values: with two, no
// treatment changes the shape.
func threeDiffer(x []float64) bool {
	a, b := math.NaN(), math.NaN()
	for _, v := range x {
		switch {
		case v != v || v == a || v == b:
		case a != a:
			a = v
		case b != b:
			b = v
		default:
			return true
		}
	}
	return false
}

var _ = addTexts(map[Code]sentence{
	"treat.winmax":          {"found %q; expected a whole number of at least 0, or \"unlimited\"", "thấy %q; cần một số nguyên không âm hoặc \"unlimited\""},
	"treat.number":          {"%v; expected a finite number", "%v; cần một số hữu hạn"},
	"treat.force_unlimited": {"forced winsorising needs a number of points in winmax", "muốn bắt buộc winsorise phải ghi số điểm trong winmax"},
	"treat.lambda":          {"boxcox needs its lambda", "boxcox cần tham số lambda"},
	"treat.not_positive":    {"the logarithm needs values above 0; choose log_CT, which shifts them", "lôgarit cần các giá trị lớn hơn 0; chọn log_CT để có dịch chuyển"},
	"treat.max_one":         {"log_GII needs a largest value above 1, otherwise it turns the order round; choose log_CT", "log_GII cần giá trị lớn nhất trên 1, nếu không thứ tự sẽ bị đảo; chọn log_CT"},
	"treat.overflow":        {"a treated value is too large or too small to be represented; choose another treatment", "giá trị sau xử lý vượt quá phạm vi biểu diễn; chọn cách xử lý khác"},
})
