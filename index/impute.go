package index

import (
	"math"
	"slices"
)

// ImputeSpec says how missing values are estimated from the other values of the
// same time. Its zero value takes the mean of the indicator.
type ImputeSpec struct {
	ImputeRule `yaml:",inline"`
	// By is where an estimate comes from: "column" (the default), the other units; or
	// "row", the other indicators of the unit.
	By string `yaml:"by,omitempty"`
	// Level (with By "row") takes only the indicators below the same aggregate of this
	// level, 2 … the level of the index; 0 = all indicators. An indicator whose branch
	// has no node there goes with those of its lowest aggregate above.
	Level int `yaml:"level,omitempty"`
	// NormaliseFirst (with By "row") brings every indicator to [0,1] in its direction,
	// averages there and maps back; nil = true. Without it values in different units
	// are averaged.
	NormaliseFirst *bool `yaml:"normalise_first,omitempty"`
	// Indicators (with By "column") replaces the rule for single indicators.
	Indicators map[string]ImputeRule `yaml:"indicators,omitempty"`
}

// ImputeRule is a method and the units that it looks at.
type ImputeRule struct {
	// Method: "mean" (= ""), "median" or "none", which leaves gaps.
	Method string `yaml:"method,omitempty"`
	// Group is a group column of the data: only units with the same label count. A
	// unit without a label keeps its gaps. "" = all units.
	Group string `yaml:"group,omitempty"`
}

// imputeMethods are the estimates by name, each in a file of its own: from the
// values that are there, at least one. nil = leave gaps.
var imputeMethods = map[string]estimator{
	"mean":   imputeMean,
	"median": imputeMedian,
	"none":   nil,
}

type estimator func(values []float64, b *bench) float64

// imputePlan is a checked spec.
type imputePlan struct {
	columns []imputeColumn // by column: one an indicator
	pillars []imputePillar // by row
}

// Impute fills gaps of the table from its other values (OECD/JRC 2008, step 3;
// COINr's Impute). t holds the tree's indicators in the order of the tree. d gives
// the groups and may be nil when no rule names one; the units of t are found in it
// by code.
//
// A gap stays, and is reported, where there is no value to estimate from: a group
// or a row without any, an indicator without any. Values that are there never
// change.
func Impute(t *Table, d *Data, tree *Tree, spec ImputeSpec) (*Table, *ImputeReport, error) {
	if err := t.fitsTree("impute", tree); err != nil {
		return nil, nil, err
	}
	plan, err := prepareImpute(t.Units, d, tree, spec)
	if err != nil {
		return nil, nil, err
	}
	out := t.shallow()
	for j, col := range t.Cols {
		if slices.ContainsFunc(col, math.IsNaN) {
			out.Cols[j] = make([]float64, len(col))
		}
	}
	if plan.pillars != nil {
		plan.run(out.Cols, t.Cols, &bench{})
	} else {
		eachColumn(len(t.Cols), t.Rows(), func(j int, b *bench) { plan.columns[j].fill(out.Cols[j], t.Cols[j], b) })
	}
	return out, plan.report(out, t, tree), nil
}

// prepareImpute checks the spec.
func prepareImpute(units []string, d *Data, tree *Tree, spec ImputeSpec) (*imputePlan, error) {
	var faults Faults
	fault := func(code Code, key string, args ...any) {
		faults.add(code, Place{Source: "impute", Path: "impute." + key}, args...)
	}
	method := func(r *ImputeRule, path string) (string, estimator) {
		name := r.Method
		if name == "" {
			name = "mean"
		}
		f, ok := imputeMethods[name]
		if !ok {
			fault("step.method", path+"method", r.Method, sortedNames(imputeMethods))
		}
		return name, f
	}
	plan := &imputePlan{}
	byRow := spec.By == "row"
	switch {
	case spec.By != "" && spec.By != "column" && !byRow:
		fault("step.method", "by", spec.By, "column, row")
	case byRow && spec.Group != "":
		fault("impute.row_only", "group", "group")
	case byRow && len(spec.Indicators) > 0:
		fault("impute.row_only", "indicators", "indicators")
	case !byRow && spec.Level != 0:
		fault("impute.column_only", "level", "level")
	case !byRow && spec.NormaliseFirst != nil:
		fault("impute.column_only", "normalise_first", "normalise_first")
	}
	if byRow {
		if spec.Level != 0 && (spec.Level < 2 || spec.Level > tree.MaxLevel()) {
			fault("impute.level", "level", spec.Level, tree.MaxLevel())
		}
		name, f := method(&spec.ImputeRule, "")
		plan.pillars = pillarsOf(tree, spec.Level)
		for k := range plan.pillars {
			p := &plan.pillars[k]
			p.name, p.method, p.normalise = name, f, spec.NormaliseFirst == nil || *spec.NormaliseFirst
		}
	} else {
		checkIndicators(spec.Indicators, "impute", tree, &faults)
		known := make(map[string]*unitGroups)
		for j := range tree.NumIndicators() {
			rule, path := spec.ImputeRule, ""
			if own, ok := spec.Indicators[tree.Nodes[j].Code]; ok {
				rule, path = own, "indicators."+tree.Nodes[j].Code+"."
			}
			c := imputeColumn{}
			c.name, c.method = method(&rule, path)
			if rule.Group != "" {
				g, ok := known[rule.Group]
				if !ok {
					g = groupUnits(units, d, rule.Group, path, &faults)
					known[rule.Group] = g
				}
				c.groups = g
			}
			plan.columns = append(plan.columns, c)
		}
	}
	if len(faults) > 0 {
		return nil, onceEach(faults)
	}
	return plan, nil
}

// run fills the gaps of src into dst, column by column; dst[j] may be src[j].
func (p *imputePlan) run(dst, src [][]float64, b *bench) {
	for j := range p.columns {
		p.columns[j].fill(dst[j], src[j], b)
	}
	for k := range p.pillars {
		p.pillars[k].fill(dst, src, b)
	}
}

var _ = addTexts(map[Code]sentence{
	"impute.row_only":      {"%s has no meaning by row; take it out or impute by column", "%s không dùng được khi ước lượng theo dòng; bỏ đi hoặc ước lượng theo cột"},
	"impute.column_only":   {"%s has no meaning by column; take it out or set by: row", "%s không dùng được khi ước lượng theo cột; bỏ đi hoặc đặt by: row"},
	"impute.level":         {"the tree has no level %d to impute within; expected 2 to %d", "cây không có cấp %d để ước lượng trong đó; cần từ 2 đến %d"},
	"impute.group_unknown": {"the data have no group column %q", "số liệu không có cột nhóm %q"},
})
