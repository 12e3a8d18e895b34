package index

import (
	"math"
	"slices"
)

type imputeColumn struct {
	name   string
	method estimator
	groups *unitGroups // nil = all units
}

// unitGroups are the rows of a table by label of a group column.
type unitGroups struct {
	labels []string
	rows   [][]int
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
