package index

import (
	"math"
	"slices"

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
