package index

import (
	"math"
	"slices"
	"strings"
)

// NormaliseSpec says how indicators are brought to one scale. Its zero value is
// min-max to 0 … 100.
type NormaliseSpec struct {
	NormaliseRule `yaml:",inline"`
	// Indicators gives single indicators a rule of their own, which replaces the
	// general one whole, as in COINr.
	Indicators map[string]NormaliseRule `yaml:"indicators,omitempty"`
}

// NormaliseRule is a method with its parameters. A parameter that the method
// does not have is a fault; nil is the method's default.
type NormaliseRule struct {
	// Method: "minmax" (= ""), "zscore", "scaled", "dist2max", "dist2ref", "dist2targ",
	// "fracmax", "rank", "prank", "borda", "goalposts" or "none".
	Method string `yaml:"method,omitempty"`
	// Range [l, u] is the scale of the result, l < u. minmax, goalposts and scaled:
	// [0, 100].
	Range []float64 `yaml:"range,omitempty,flow"`
	// Posts [a, b] are the values that become l and u, a < b. goalposts: on the scale
	// of the indicator, required. scaled: after direction, default [0, 100].
	Posts []float64 `yaml:"posts,omitempty,flow"`
	// Mean and SD of the z-scores; 0 and 1.
	Mean *float64 `yaml:"mean,omitempty"`
	SD   *float64 `yaml:"sd,omitempty"`
	// Reference is the code of the unit to which dist2ref measures; required.
	Reference string `yaml:"reference,omitempty"`
	// Target, on the scale of the indicator, to which dist2targ measures; nil = the
	// Target of iMeta.
	Target *float64 `yaml:"target,omitempty"`
	// Cap ends the scale at its bounds. goalposts: true; dist2ref and dist2targ, which
	// have an upper bound only: false.
	Cap *bool `yaml:"cap,omitempty"`
	// Ties says which rank equal values get: "min" (the default), "average", "max" or
	// "dense". rank, prank, borda.
	Ties string `yaml:"ties,omitempty"`
	// Tolerance is the share of the indicator's range within which values tie, so that
	// 3.4 and 3.4000000000000004 do; nil = DefaultTolerance, 0 = equal values only
	// (COINr). rank, prank, borda.
	Tolerance *float64 `yaml:"tolerance,omitempty"`
	// Negated makes fracmax divide the negated values where less is better, as COINr
	// does, although the worse unit then scores higher.
	Negated bool `yaml:"negated,omitempty"`
	// Equal is the result for an indicator whose values are all equal; nil = missing:
	// it tells units not apart. minmax, zscore, dist2max, prank.
	Equal *float64 `yaml:"equal,omitempty"`
}

// normaliseMethods are the methods by name, each in a file of its own: the
// parameters that it reads and the map of a column that it prepares.
var normaliseMethods = map[string]normaliseMethod{
	"minmax":    {[]string{"range", "equal"}, prepareMinmax},
	"zscore":    {[]string{"mean", "sd", "equal"}, prepareZscore},
	"scaled":    {[]string{"range", "posts"}, prepareScaled},
	"dist2max":  {[]string{"equal"}, prepareDist2max},
	"dist2ref":  {[]string{"reference", "cap"}, prepareDist2ref},
	"dist2targ": {[]string{"target", "cap"}, prepareDist2targ},
	"fracmax":   {[]string{"negated"}, prepareFracmax},
	"rank":      {[]string{"ties", "tolerance"}, prepareRank},
	"prank":     {[]string{"ties", "tolerance", "equal"}, preparePrank},
	"borda":     {[]string{"ties", "tolerance"}, prepareBorda},
	"goalposts": {[]string{"range", "posts", "cap"}, prepareGoalposts},
	"none":      {nil, prepareNone},
}

type normaliseMethod struct {
	parameters []string
	prepare    func(r *NormaliseRule, in *normaliseInput) columnMap
}

// columnMap writes the normalised x, whose direction is already applied, into
// dst, which may be x. It gives the code of what makes that impossible, or "".
// Missing values stay missing.
type columnMap func(dst, x []float64, b *bench) Code

// normaliseInput is what a method may know when it is prepared.
type normaliseInput struct {
	node   *Node
	units  []string
	path   string
	faults *Faults
}

// normalisePlan is a checked spec: one prepared map an indicator.
type normalisePlan struct {
	sign []float64
	maps []columnMap
}

// Normalise brings the indicators to one scale on which more is better: columns
// of direction -1 are multiplied by -1, then each goes through its method
// (OECD/JRC 2008, step 5; COINr's Normalise). t holds the tree's indicators in the
// order of the tree.
//
// Missing values stay missing and count for nothing. An indicator whose values
// are all equal becomes missing unless Equal says otherwise. What a method cannot
// do with the values of an indicator is a fault that names it.
func Normalise(t *Table, tree *Tree, spec NormaliseSpec) (*Table, error) {
	if err := t.fitsTree("normalise", tree); err != nil {
		return nil, err
	}
	plan, err := prepareNormalise(t.Units, tree, spec)
	if err != nil {
		return nil, err
	}
	out := t.withoutColumns()
	codes := make([]Code, len(t.Cols))
	eachColumn(len(t.Cols), t.Rows(), func(j int, b *bench) {
		if codes[j] = plan.column(out.room(j), t.Cols[j], j, b); codes[j] == "" && hasInf(out.Cols[j]) {
			codes[j] = "normalise.overflow"
		}
	})
	var faults Faults
	for j, c := range codes {
		if c != "" {
			faults.add(c, Place{Source: "normalise", Node: t.Codes[j]})
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// prepareNormalise checks the spec against the tree and prepares every indicator.
func prepareNormalise(units []string, tree *Tree, spec NormaliseSpec) (*normalisePlan, error) {
	var faults Faults
	checkIndicators(spec.Indicators, "normalise", tree, &faults)
	n := tree.NumIndicators()
	plan := &normalisePlan{sign: make([]float64, n), maps: make([]columnMap, n)}
	for j := range n {
		in := normaliseInput{node: &tree.Nodes[j], units: units, path: "normalise", faults: &faults}
		rule, own := spec.Indicators[in.node.Code]
		if own {
			in.path += ".indicators." + in.node.Code
		} else {
			rule = spec.NormaliseRule
		}
		plan.sign[j] = in.node.Direction
		plan.maps[j] = rule.prepare(&in)
	}
	if err := faults.err(); err != nil {
		return nil, onceEach(faults)
	}
	return plan, nil
}

// prepare finds the method and refuses parameters that it does not have.
func (r *NormaliseRule) prepare(in *normaliseInput) columnMap {
	name := r.Method
	if name == "" {
		name = "minmax"
	}
	method, ok := normaliseMethods[name]
	if !ok {
		in.fault("step.method", "method", r.Method, sortedNames(normaliseMethods))
		return nil
	}
	for _, p := range []struct {
		key   string
		given bool
	}{
		{"range", r.Range != nil}, {"posts", r.Posts != nil}, {"mean", r.Mean != nil}, {"sd", r.SD != nil},
		{"reference", r.Reference != ""}, {"target", r.Target != nil}, {"cap", r.Cap != nil}, {"ties", r.Ties != ""},
		{"tolerance", r.Tolerance != nil}, {"negated", r.Negated}, {"equal", r.Equal != nil},
	} {
		if p.given && !slices.Contains(method.parameters, p.key) {
			in.fault("normalise.parameter", p.key, name, p.key, strings.Join(method.parameters, ", "))
		}
	}
	return method.prepare(r, in)
}

// column normalises indicator j of a table that fits the plan's tree.
func (p *normalisePlan) column(dst, x []float64, j int, b *bench) Code {
	if p.sign[j] == -1 {
		for i, v := range x {
			dst[i] = -v
		}
		x = dst
	}
	return p.maps[j](dst, x, b)
}

// fault records a fault of the spec at the key of this rule.
func (in *normaliseInput) fault(code Code, key string, args ...any) {
	in.faults.add(code, Place{Source: "normalise", Path: in.path + "." + key}, args...)
}

// interval checks two ascending finite numbers, or gives the default for nil.
func (in *normaliseInput) interval(pair []float64, key string, lo, hi float64) (float64, float64) {
	if pair == nil {
		return lo, hi
	}
	if len(pair) != 2 || !(pair[0] < pair[1]) || math.IsInf(pair[1]-pair[0], 0) {
		in.fault("normalise.interval", key, pair)
		return lo, hi
	}
	return pair[0], pair[1]
}

// number checks a finite number, or gives the default for nil.
func (in *normaliseInput) number(x *float64, key string, otherwise float64) float64 {
	if x == nil {
		return otherwise
	}
	if math.IsNaN(*x) || math.IsInf(*x, 0) {
		in.fault("normalise.number", key, *x)
	}
	return *x
}

// equal is the result for values that are all equal: missing by default.
func (in *normaliseInput) equal(r *NormaliseRule) float64 {
	return in.number(r.Equal, "equal", math.NaN())
}

// onceEach leaves out faults of the general rule that every indicator repeated.
func onceEach(faults Faults) Faults {
	seen := make(map[string]bool)
	return slices.DeleteFunc(faults, func(f *Fault) bool {
		text := f.Text("en")
		again := seen[text]
		seen[text] = true
		return again
	})
}

// fill writes y where x has a value and a missing value elsewhere.
func fill(dst, x []float64, y float64) {
	for i, v := range x {
		if v == v {
			v = y
		}
		dst[i] = v
	}
}

// stretch maps lo to l and hi to u, linearly; lo < hi. Halves keep a difference
// of two huge numbers finite.
func stretch(dst, x []float64, lo, hi, l, u float64) {
	width, span := hi-lo, u-l
	if math.IsInf(width, 0) {
		for i, v := range x {
			dst[i] = (v/2-lo/2)/(hi/2-lo/2)*span + l
		}
		return
	}
	for i, v := range x {
		dst[i] = (v-lo)/width*span + l
	}
}

func hasInf(x []float64) bool {
	for _, v := range x {
		if math.IsInf(v, 0) {
			return true
		}
	}
	return false
}

var _ = addTexts(map[Code]sentence{
	"normalise.parameter": {"the method %s has no parameter %s; it has: %s", "phương pháp %s không có tham số %s; các tham số của phương pháp: %s"},
	"normalise.interval":  {"%v; expected two finite numbers, the lower one first", "%v; cần hai số hữu hạn, số nhỏ đứng trước"},
	"normalise.number":    {"%v; expected a finite number", "%v; cần một số hữu hạn"},
	"normalise.overflow":  {"a result is too large to be represented; choose another method or bounds further apart", "kết quả vượt quá phạm vi biểu diễn; chọn phương pháp khác hoặc khoảng rộng hơn"},
})
