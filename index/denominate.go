package index

import "math"

// DenominateSpec says what indicators are divided by. Its zero value takes the
// denominators of iMeta.
type DenominateSpec struct {
	// Indicators replaces the denominator of iMeta for single indicators.
	Indicators map[string]DenominateRule `yaml:"indicators,omitempty"`
	// Zero is what a denominator of 0 does: "fault" (the default) or "missing", which
	// leaves the quotient missing.
	Zero string `yaml:"zero,omitempty"`
}

// DenominateRule is the denominator of one indicator.
type DenominateRule struct {
	// By is the code of a numeric column of the data; "none" divides by nothing, ""
	// keeps the denominator of iMeta.
	By string `yaml:"by,omitempty"`
	// Scale multiplies the quotient: 1000 gives "per thousand"; nil = 1, more than 0.
	Scale *float64 `yaml:"scale,omitempty"`
}

// DenominatedIndicator is what was divided by what.
type DenominatedIndicator struct {
	Indicator, By string
	Scale         float64
	// Lost are the units whose value became missing, since the denominator is missing
	// or (where the spec allows it) 0.
	Lost []string
}

// DenominateReport lists the indicators that were divided, in the order of the tree.
type DenominateReport struct{ Indicators []DenominatedIndicator }

// Denominate divides indicators by a measure of size: x / (denominator / scale)
// (OECD/JRC 2008, step 5, on scale effects; COINr's Denominate). t holds the
// tree's indicators in the order of the tree; its units are found in d by code.
// A missing denominator makes the value missing; a negative one is a fault, since
// it would turn the order round.
func Denominate(t *Table, d *Data, tree *Tree, spec DenominateSpec) (*Table, *DenominateReport, error) {
	if err := t.fitsTree("denominate", tree); err != nil {
		return nil, nil, err
	}
	if err := d.check(); err != nil {
		return nil, nil, err
	}
	var faults Faults
	checkIndicators(spec.Indicators, "denominate", tree, &faults)
	if spec.Zero != "" && spec.Zero != "fault" && spec.Zero != "missing" {
		faults.add("step.method", Place{Source: "denominate", Path: "denominate.zero"}, spec.Zero, "fault, missing")
	}
	rows := d.rowsOf(t.Units, "denominate", &faults)
	out, report := t.shallow(), &DenominateReport{}
	for j := range t.Cols {
		node := &tree.Nodes[j]
		rule, own := spec.Indicators[node.Code]
		by, scale, path := node.Denominator, 1.0, ""
		if own {
			path = "denominate.indicators." + node.Code
			if rule.By != "" {
				by = rule.By
			}
			if rule.Scale != nil {
				scale = *rule.Scale
			}
			if !(scale > 0) || math.IsInf(scale, 0) {
				faults.add("step.number", Place{Source: "denominate", Path: path + ".scale"}, "scale", scale, "> 0")
				continue
			}
		}
		if by == "" || by == "none" {
			if rule.Scale != nil {
				faults.add("denominate.scale_alone", Place{Source: "denominate", Path: path + ".scale"})
			}
			continue
		}
		size := d.Values.Col(by)
		if size == nil {
			faults.add("denominate.column_unknown", Place{Source: "denominate", Path: path, Node: node.Code}, by)
			continue
		}
		if len(rows) != len(t.Units) {
			continue // the units are the fault
		}
		done := DenominatedIndicator{Indicator: node.Code, By: by, Scale: scale}
		out.Cols[j] = make([]float64, len(t.Units))
		for i, x := range t.Cols[j] {
			s := size[rows[i]]
			place := Place{Source: "denominate", Node: node.Code, Unit: t.Units[i]}
			y := x / (s / scale)
			switch {
			case s < 0:
				faults.add("denominate.negative", place, by, s)
			case x == x && s == 0 && spec.Zero != "missing":
				faults.add("denominate.zero", place, by)
			case s == 0:
				y = math.NaN()
			case math.IsInf(y, 0):
				faults.add("denominate.overflow", place, x, s)
			}
			if x == x && y != y {
				done.Lost = append(done.Lost, t.Units[i])
			}
			out.Cols[j][i] = y
		}
		report.Indicators = append(report.Indicators, done)
	}
	if err := faults.err(); err != nil {
		return nil, nil, err
	}
	return out, report, nil
}

// rowsOf finds the rows of units in the data; every one that is not there is a
// fault.
func (d *Data) rowsOf(units []string, step string, faults *Faults) []int {
	rows := make([]int, 0, len(units))
	var at map[string]int // built only when the orders differ
	for i, u := range units {
		if i < len(d.Values.Units) && d.Values.Units[i] == u {
			rows = append(rows, i)
			continue
		}
		if at == nil {
			at = make(map[string]int, len(d.Values.Units))
			for k, unit := range d.Values.Units {
				at[unit] = k
			}
		}
		k, ok := at[u]
		if !ok {
			faults.add("step.unit_unknown", Place{Source: step, Unit: u})
			continue
		}
		rows = append(rows, k)
	}
	return rows
}

var _ = addTexts(map[Code]sentence{
	"step.unit_unknown":         {"the unit of the table is not in the data", "đơn vị trong bảng không có trong số liệu"},
	"denominate.column_unknown": {"the data have no numeric column %q to divide by", "số liệu không có cột số %q để làm mẫu số"},
	"denominate.scale_alone":    {"a scale without a denominator does nothing; name the denominator or take the scale out", "có hệ số nhưng không có mẫu số; ghi mẫu số hoặc bỏ hệ số"},
	"denominate.zero":           {"the denominator %q is 0; correct it, leave it empty, or set denominate.zero to \"missing\"", "mẫu số %q bằng 0; sửa lại, để trống, hoặc đặt denominate.zero là \"missing\""},
	"denominate.negative":       {"the denominator %q is %v; a measure of size is not negative", "mẫu số %q là %v; số đo quy mô không được âm"},
	"denominate.overflow":       {"%v divided by %v is too large to be represented", "%v chia cho %v vượt quá phạm vi biểu diễn"},
})
