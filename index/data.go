package index

import (
	"cmp"
	"math"
	"slices"
)

// Data is what COINr calls iData: numeric columns (indicators and
// denominators), unit names, group columns and, for a panel, the time.
type Data struct {
	// Values holds the numeric columns. In a panel a unit's code stands once for
	// every time at which it was seen.
	Values *Table
	// Names are the units' names, parallel to Values.Units.
	Names []string
	// GroupCodes are the group columns in declared order.
	GroupCodes []string
	// Groups maps a group column to one label a unit; "" = in no group.
	Groups map[string][]string
	// Time is one number a row (a year, usually), nil when the data have none.
	Time []float64
}

// Rows is the number of rows: units, or unit-times in a panel.
func (d *Data) Rows() int { return d.Values.Rows() }

// Group is the label of every unit in the group column, or nil.
func (d *Data) Group(code string) []string { return d.Groups[code] }

// PickRows gives the data of the given rows in that order.
func (d *Data) PickRows(rows []int) *Data {
	n := d.Rows()
	rows = slices.DeleteFunc(slices.Clone(rows), func(i int) bool { return i < 0 || i >= n })
	out := &Data{Values: d.Values.PickRows(rows), GroupCodes: d.GroupCodes, Groups: make(map[string][]string, len(d.Groups))}
	pick := func(from []string) []string {
		to := make([]string, len(rows))
		for k, i := range rows {
			to[k] = from[i]
		}
		return to
	}
	if d.Names != nil {
		out.Names = pick(d.Names)
	}
	for code, labels := range d.Groups {
		out.Groups[code] = pick(labels)
	}
	if d.Time != nil {
		out.Time = make([]float64, len(rows))
		for k, i := range rows {
			out.Time[k] = d.Time[i]
		}
	}
	return out
}

// SortByUnit gives the data ordered by unit code (as COINr keeps them), rows of
// one unit by time.
func (d *Data) SortByUnit() *Data {
	rows := make([]int, d.Rows())
	for i := range rows {
		rows[i] = i
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		if c := cmp.Compare(d.Values.Units[a], d.Values.Units[b]); c != 0 || d.Time == nil {
			return c
		}
		return cmp.Compare(d.Time[a], d.Time[b])
	})
	return d.PickRows(rows)
}

// Times lists the distinct times in ascending order, missing ones left out.
func (d *Data) Times() []float64 {
	out := make([]float64, 0, len(d.Time))
	for _, t := range d.Time {
		if !math.IsNaN(t) {
			out = append(out, t)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// At gives the rows of one time: the cross-section of a panel.
func (d *Data) At(time float64) *Data {
	var rows []int
	for i, t := range d.Time {
		if t == time {
			rows = append(rows, i)
		}
	}
	return d.PickRows(rows)
}

// check finds whatever would make a step fail: ragged or infinite columns,
// doubled units, labels of the wrong number. A build takes one row a unit.
func (d *Data) check() error {
	if d == nil || d.Values == nil {
		return oneFault("data.none", Place{Source: "iData"})
	}
	var faults Faults
	faults.join(d.Values.check("iData"))
	n := len(d.Values.Units)
	if d.Names != nil && len(d.Names) != n {
		faults.add("table.ragged", Place{Source: "iData", Column: "uName"}, "uName", n, len(d.Names))
	}
	if d.Time != nil && len(d.Time) != n {
		faults.add("table.ragged", Place{Source: "iData", Column: "Time"}, "Time", n, len(d.Time))
	}
	for _, g := range d.GroupCodes {
		if len(d.Groups[g]) != n {
			faults.add("table.ragged", Place{Source: "iData", Column: g}, g, n, len(d.Groups[g]))
		}
	}
	for g, labels := range d.Groups {
		if !slices.Contains(d.GroupCodes, g) {
			faults.add("table.ragged", Place{Source: "iData", Column: g}, g, 0, len(labels))
		}
	}
	seen := make(map[string]int, n)
	for _, u := range d.Values.Units {
		if seen[u]++; seen[u] == 2 {
			faults.add("data.unit_double", Place{Source: "iData", Unit: u})
		}
	}
	return faults.err()
}

var _ = addTexts(map[Code]sentence{
	"data.none":        {"there are no data", "không có số liệu"},
	"data.unit_double": {"the unit stands in more than one row; a build takes one row a unit (choose one time of a panel)", "đơn vị xuất hiện ở nhiều dòng; mỗi lần tính chỉ nhận một dòng cho một đơn vị (với số liệu nhiều kỳ, hãy chọn một kỳ)"},
})
