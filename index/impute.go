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
	// Method is a name in the table below; "" = "mean". "none" leaves gaps.
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

// ImputedValue is a gap that was filled.
type ImputedValue struct {
	Unit, Indicator string
	Time            float64 // NaN unless the data are a panel
	Value           float64
	Method          string
	// Within is the label of the group or the code of the aggregate that the estimate
	// comes from; "" = the whole column or row.
	Within string
	// From is the time from which a panel method carried the value; NaN when there is
	// no single one.
	From float64
}

// MissingCell is a gap that could not be filled.
type MissingCell struct {
	Unit, Indicator string
	Time            float64 // NaN unless the data are a panel
}

// ImputeReport lists every gap, by column and then by row.
type ImputeReport struct {
	Filled []ImputedValue
	Left   []MissingCell
}

// imputePlan is a checked spec.
type imputePlan struct {
	columns []imputeColumn // by column: one an indicator
	pillars []imputePillar // by row
}

type imputeColumn struct {
	name   string
	method estimator
	groups *unitGroups // nil = all units
}

type imputePillar struct {
	name      string
	method    estimator
	code      string // the aggregate, "" = the whole row
	leaves    []int
	sign      []float64 // one a leaf
	normalise bool
}

// unitGroups are the rows of a table by label of a group column.
type unitGroups struct {
	labels []string
	rows   [][]int
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

// groupUnits sorts the rows of a table by their label in the group column.
func groupUnits(units []string, d *Data, group, path string, faults *Faults) *unitGroups {
	if d == nil || d.Group(group) == nil {
		faults.add("impute.group_unknown", Place{Source: "impute", Path: "impute." + path + "group"}, group)
		return nil
	}
	if err := d.check(); err != nil {
		faults.join(err)
		return nil
	}
	all := d.Group(group)
	g := &unitGroups{labels: make([]string, len(units))}
	at := make(map[string]int)
	for i, row := range d.rowsOf(units, "impute", faults) {
		label := all[row]
		if label == "" {
			continue
		}
		k, ok := at[label]
		if !ok {
			k = len(g.rows)
			at[label] = k
			g.rows = append(g.rows, nil)
		}
		g.labels[i] = label
		g.rows[k] = append(g.rows[k], i)
	}
	return g
}

// pillarsOf gathers the indicators below the same aggregate of a level.
func pillarsOf(tree *Tree, level int) []imputePillar {
	var out []imputePillar
	at := make(map[int]int)
	for j := range tree.NumIndicators() {
		node, code := -1, ""
		if level > 0 {
			for node = j; node >= 0 && tree.Nodes[node].Level < level; {
				node = tree.Nodes[node].Parent
			}
			if node >= 0 {
				code = tree.Nodes[node].Code
			}
		}
		k, ok := at[node]
		if !ok {
			k = len(out)
			at[node] = k
			out = append(out, imputePillar{code: code})
		}
		out[k].leaves = append(out[k].leaves, j)
		out[k].sign = append(out[k].sign, tree.Nodes[j].Direction)
	}
	return out
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

// fill estimates the gaps of one column.
func (c *imputeColumn) fill(dst, x []float64, b *bench) {
	keep(dst, x)
	if c.method == nil || !slices.ContainsFunc(x, math.IsNaN) {
		return
	}
	if c.groups == nil {
		b.first = b.first[:0]
		for _, v := range x {
			if v == v {
				b.first = append(b.first, v)
			}
		}
		if len(b.first) == 0 {
			return
		}
		estimate := c.method(b.first, b)
		for i, v := range x {
			if v != v {
				dst[i] = estimate
			}
		}
		return
	}
	for _, rows := range c.groups.rows {
		b.first = b.first[:0]
		for _, i := range rows {
			if v := x[i]; v == v {
				b.first = append(b.first, v)
			}
		}
		if len(b.first) == 0 || len(b.first) == len(rows) {
			continue
		}
		estimate := c.method(b.first, b)
		for _, i := range rows {
			if dst[i] != dst[i] {
				dst[i] = estimate
			}
		}
	}
}

// fill estimates the gaps of the rows of one pillar. An indicator whose values are
// all equal has no place in [0,1]: it counts for nothing in the average, and its
// gaps get the value that all have.
func (p *imputePillar) fill(dst, src [][]float64, b *bench) {
	rows, gaps := 0, false
	for _, j := range p.leaves {
		rows = len(src[j])
		gaps = gaps || slices.ContainsFunc(src[j], math.IsNaN)
		keep(dst[j], src[j])
	}
	if p.method == nil || !gaps {
		return
	}
	n := len(p.leaves)
	b.second = sized(b.second, 3*n)
	lows, highs, widths := b.second[:n], b.second[n:2*n], b.second[2*n:]
	for k, j := range p.leaves {
		lo, hi, _ := spread(src[j])
		if p.sign[k] == -1 {
			lo, hi = -hi, -lo
		}
		lows[k], highs[k], widths[k] = lo, hi, hi/2-lo/2 // halves: a width may be out of range
	}
	for i := range rows {
		b.first = b.first[:0]
		gap := false
		for k, j := range p.leaves {
			v := src[j][i]
			switch {
			case v != v:
				gap = true
			case !p.normalise:
				b.first = append(b.first, v)
			case widths[k] > 0:
				b.first = append(b.first, (p.sign[k]*v/2-lows[k]/2)/widths[k])
			}
		}
		if !gap || len(b.first) == 0 {
			continue
		}
		estimate := p.method(b.first, b)
		for k, j := range p.leaves {
			if v := src[j][i]; v == v {
				continue
			}
			if !p.normalise {
				dst[j][i] = estimate
				continue
			}
			back := estimate*widths[k] + lows[k] + estimate*widths[k]
			dst[j][i] = p.sign[k] * min(max(back, lows[k]), highs[k])
		}
	}
}

// report lists the gaps of the table before.
func (p *imputePlan) report(after, before *Table, tree *Tree) *ImputeReport {
	gaps := 0
	for _, col := range before.Cols {
		for _, x := range col {
			if x != x {
				gaps++
			}
		}
	}
	r := &ImputeReport{Filled: make([]ImputedValue, 0, gaps)}
	within := make([]*imputePillar, len(before.Cols))
	for k := range p.pillars {
		for _, j := range p.pillars[k].leaves {
			within[j] = &p.pillars[k]
		}
	}
	for j, col := range before.Cols {
		code := tree.Nodes[j].Code
		for i, x := range col {
			if x == x {
				continue
			}
			unit, value := before.Units[i], after.Cols[j][i]
			if value != value {
				r.Left = append(r.Left, MissingCell{Unit: unit, Indicator: code, Time: math.NaN()})
				continue
			}
			done := ImputedValue{Unit: unit, Indicator: code, Time: math.NaN(), Value: value, From: math.NaN()}
			if w := within[j]; w != nil {
				done.Method, done.Within = w.name, w.code
			} else {
				done.Method = p.columns[j].name
				if g := p.columns[j].groups; g != nil {
					done.Within = g.labels[i]
				}
			}
			r.Filled = append(r.Filled, done)
		}
	}
	return r
}

var _ = addTexts(map[Code]sentence{
	"impute.row_only":      {"%s has no meaning by row; take it out or impute by column", "%s không dùng được khi ước lượng theo dòng; bỏ đi hoặc ước lượng theo cột"},
	"impute.column_only":   {"%s has no meaning by column; take it out or set by: row", "%s không dùng được khi ước lượng theo cột; bỏ đi hoặc đặt by: row"},
	"impute.level":         {"the tree has no level %d to impute within; expected 2 to %d", "cây không có cấp %d để ước lượng trong đó; cần từ 2 đến %d"},
	"impute.group_unknown": {"the data have no group column %q", "số liệu không có cột nhóm %q"},
})
