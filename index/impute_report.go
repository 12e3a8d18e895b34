package index

import (
	"math"
)

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
