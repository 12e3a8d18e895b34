package index

import (
	"math"
	"slices"
)

// ScreenSpec says which units have too little data to be ranked. Its zero value
// screens by missing values with the default limits.
type ScreenSpec struct {
	// By is what a unit is judged by: "missing" (the default), "zeros", or "either"
	// (COINr: byNA, byzeros, byNAandzeros).
	By string `yaml:"by,omitempty"`
	// MinAvailable is the least share of indicators that a unit must have, in [0,1];
	// nil = 2/3.
	MinAvailable *float64 `yaml:"min_available,omitempty"`
	// MinNonZero is the least share of values other than 0 among those that the unit
	// has, in [0,1]; nil = 0.05.
	MinNonZero *float64 `yaml:"min_nonzero,omitempty"`
	// Force keeps (true) or removes (false) single units whatever they have.
	Force map[string]bool `yaml:"force,omitempty"`
}

// Defaults of screening, as COINr has them.
const (
	defaultMinAvailable = 2.0 / 3
	defaultMinNonZero   = 0.05
)

// ScreenedUnit is what screening found of one unit and decided.
type ScreenedUnit struct {
	UnitGaps
	LowAvailable bool // Available < MinAvailable
	LowNonZero   bool // NonZero < MinNonZero; false for a unit without any value
	Forced       bool // the spec decided, not the data
	Included     bool
}

// ScreenReport is the decision about every unit, in the order of the table.
type ScreenReport struct{ Units []ScreenedUnit }

// Removed lists the codes of the units that were left out.
func (r *ScreenReport) Removed() []string {
	var out []string
	for i := range r.Units {
		if !r.Units[i].Included {
			out = append(out, r.Units[i].Unit)
		}
	}
	return out
}

// screenings are the ways to judge a unit.
var screenings = map[string]func(u *ScreenedUnit) (low bool){
	"missing": func(u *ScreenedUnit) bool { return u.LowAvailable },
	"zeros":   func(u *ScreenedUnit) bool { return u.LowNonZero },
	"either":  func(u *ScreenedUnit) bool { return u.LowAvailable || u.LowNonZero },
}

// Screen leaves out the units with too many missing values or zeros (COINr's
// Screen). t holds the tree's indicators in the order of the tree. A unit without
// any value has no share of zeros and is left out by "missing" and "either" only,
// unless MinAvailable is 0. That no unit is left is a fault.
func Screen(t *Table, tree *Tree, spec ScreenSpec) (*Table, *ScreenReport, error) {
	if err := t.fitsTree("screen", tree); err != nil {
		return nil, nil, err
	}
	var faults Faults
	if spec.By == "" {
		spec.By = "missing"
	}
	low := screenings[spec.By]
	if low == nil {
		faults.add("step.method", Place{Source: "screen", Path: "screen.by"}, spec.By, sortedNames(screenings))
	}
	minAvailable := share(spec.MinAvailable, defaultMinAvailable, "screen", "min_available", &faults)
	minNonZero := share(spec.MinNonZero, defaultMinNonZero, "screen", "min_nonzero", &faults)
	for _, u := range sortedKeys(spec.Force) {
		if !slices.Contains(t.Units, u) {
			faults.add("screen.unit_unknown", Place{Source: "screen", Path: "screen.force." + u}, u)
		}
	}
	if err := faults.err(); err != nil {
		return nil, nil, err
	}
	gaps := countGaps(t)
	report := &ScreenReport{Units: make([]ScreenedUnit, len(gaps))}
	kept := make([]int, 0, len(gaps))
	for i := range gaps {
		u := &report.Units[i]
		u.UnitGaps = gaps[i]
		u.LowAvailable = u.Available < minAvailable
		u.LowNonZero = u.NonZero < minNonZero
		if u.Included, u.Forced = spec.Force[u.Unit]; !u.Forced {
			u.Included = !low(u)
		}
		if u.Included {
			kept = append(kept, i)
		}
	}
	switch {
	case len(kept) == len(gaps):
		return t, report, nil
	case len(kept) == 0:
		return nil, nil, oneFault("screen.none_left", Place{Source: "screen"}, len(gaps))
	}
	return t.PickRows(kept), report, nil
}

// share checks a share of a spec and gives its default for nil.
func share(x *float64, otherwise float64, step, key string, faults *Faults) float64 {
	if x == nil {
		return otherwise
	}
	if !(*x >= 0 && *x <= 1) || math.IsNaN(*x) {
		faults.add("step.share", Place{Source: step, Path: step + "." + key}, *x)
	}
	return *x
}

var _ = addTexts(map[Code]sentence{
	"screen.unit_unknown": {"%q is not a unit of the table; correct the code or take it out", "%q không phải đơn vị trong bảng; sửa lại mã hoặc bỏ đi"},
	"screen.none_left":    {"none of the %d units has enough data; lower the limits or complete the data", "không đơn vị nào trong %d đơn vị có đủ số liệu; hạ ngưỡng hoặc bổ sung số liệu"},
	"step.share":          {"%v is not a share; expected a number from 0 to 1", "%v không phải là tỷ lệ; cần một số từ 0 đến 1"},
})
