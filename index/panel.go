package index

import (
	"cmp"
	"math"
	"slices"
)

// PanelSpec says how gaps of a panel are filled from other times of the same unit.
// Its zero value carries the latest value forward.
type PanelSpec struct {
	// Method: "latest" (= ""), "constant", "linear" or "linear-constant".
	Method string `yaml:"method,omitempty"`
	// MaxTime (with "latest") is how many times of the data, not of the calendar, the
	// search goes back; 0 = all.
	MaxTime int `yaml:"max_time,omitempty"`
	// Columns are the numeric columns to fill; empty = all, denominators included.
	Columns []string `yaml:"columns,omitempty,flow"`
}

// panelMethods are the methods by name, each in a file of its own.
var panelMethods = map[string]panelMethod{
	"latest":          panelLatest,
	"constant":        panelConstant,
	"linear":          panelLinear,
	"linear-constant": panelLinearConstant,
}

// panelMethod estimates the value of a gap at position i of a series; it is not
// called without any value in the series. from is the time it is carried from, NaN
// when there is no single one. NaN leaves the gap.
type panelMethod func(s *panelSeries, i int) (value, from float64)

// panelSeries is one column of one unit in ascending order of time.
type panelSeries struct {
	time, value []float64
	stamp       []int // position of each time among all times of the data
	back        int   // how many stamps "latest" goes back
	present     int   // number of values
}

// before and after are the positions of the nearest values of a gap, or -1.
func (s *panelSeries) before(i int) int {
	for i--; i >= 0 && s.value[i] != s.value[i]; {
		i--
	}
	return i
}

func (s *panelSeries) after(i int) int {
	for i++; i < len(s.value) && s.value[i] != s.value[i]; {
		i++
	}
	if i == len(s.value) {
		return -1
	}
	return i
}

// ImputePanel fills gaps of a panel from other times of the same unit (OECD/JRC
// 2008, step 3; COINr's impute_panel). Rows keep their order; groups and names are
// carried along. A unit may miss times; each of its times stands in one row.
// Estimates rest on values that were there, never on other estimates.
//
// A gap stays, and is reported, where the method finds nothing to take. A row
// without a time is a fault, as are fewer than two times in all.
func ImputePanel(d *Data, spec PanelSpec) (*Data, *ImputeReport, error) {
	if d == nil || d.Values == nil {
		return nil, nil, oneFault("data.none", Place{Source: "panel"})
	}
	var faults Faults
	faults.join(d.Values.check("panel"))
	if spec.Method == "" {
		spec.Method = "latest"
	}
	method := panelMethods[spec.Method]
	if method == nil {
		faults.add("step.method", Place{Source: "panel", Path: "panel.method"}, spec.Method, sortedNames(panelMethods))
	}
	if spec.MaxTime < 0 || spec.MaxTime > 0 && spec.Method != "latest" {
		faults.add("panel.max_time", Place{Source: "panel", Path: "panel.max_time"}, spec.MaxTime)
	}
	if len(spec.Columns) == 0 {
		spec.Columns = d.Values.Codes
	}
	if _, err := d.Values.Select(spec.Columns); err != nil {
		faults.join(err)
	}
	rows := d.rowsByTime(&faults)
	times := d.Times()
	if len(faults) == 0 && len(times) < 2 {
		faults.add("panel.times", Place{Source: "panel", Column: "Time"}, len(times))
	}
	if err := faults.err(); err != nil {
		return nil, nil, err
	}
	out := *d
	out.Values = d.Values.shallow()
	report := &ImputeReport{}
	s := panelSeries{back: len(times)}
	if spec.MaxTime > 0 {
		s.back = spec.MaxTime
	}
	for j, code := range d.Values.Codes {
		if !slices.Contains(spec.Columns, code) || !slices.ContainsFunc(d.Values.Cols[j], math.IsNaN) {
			continue
		}
		filled := slices.Clone(d.Values.Cols[j])
		out.Values.Cols[j] = filled
		for from := 0; from < len(rows); {
			to := from + 1
			for to < len(rows) && d.Values.Units[rows[to]] == d.Values.Units[rows[from]] {
				to++
			}
			s.take(d, j, rows[from:to], times)
			for k, i := range rows[from:to] {
				if s.value[k] == s.value[k] {
					continue
				}
				value, carried := math.NaN(), math.NaN()
				if s.present > 0 {
					value, carried = method(&s, k)
				}
				if value != value {
					report.Left = append(report.Left, MissingCell{Unit: d.Values.Units[i], Indicator: code, Time: d.Time[i]})
					continue
				}
				filled[i] = value
				report.Filled = append(report.Filled, ImputedValue{Unit: d.Values.Units[i], Indicator: code, Time: d.Time[i], Value: value, Method: spec.Method, From: carried})
			}
			from = to
		}
	}
	return &out, report, nil
}

// take reads the series of one unit.
func (s *panelSeries) take(d *Data, j int, rows []int, times []float64) {
	s.time, s.value, s.stamp, s.present = s.time[:0], s.value[:0], s.stamp[:0], 0
	for _, i := range rows {
		at, _ := slices.BinarySearch(times, d.Time[i])
		x := d.Values.Cols[j][i]
		s.time, s.value, s.stamp = append(s.time, d.Time[i]), append(s.value, x), append(s.stamp, at)
		if x == x {
			s.present++
		}
	}
}

// rowsByTime orders the rows by unit, in order of first appearance, and by time.
func (d *Data) rowsByTime(faults *Faults) []int {
	n := d.Rows()
	if len(d.Time) != n {
		faults.add("look.time", Place{Source: "panel"})
		return nil
	}
	first := make(map[string]int, n)
	rows := make([]int, n)
	for i, u := range d.Values.Units {
		rows[i] = i
		if _, ok := first[u]; !ok {
			first[u] = i
		}
		if t := d.Time[i]; math.IsNaN(t) || math.IsInf(t, 0) {
			faults.add("panel.time", Place{Source: "panel", Column: "Time", Unit: u}, t)
		}
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		if c := cmp.Compare(first[d.Values.Units[a]], first[d.Values.Units[b]]); c != 0 {
			return c
		}
		return cmp.Compare(d.Time[a], d.Time[b])
	})
	for k := 1; k < n; k++ {
		a, b := rows[k-1], rows[k]
		if d.Values.Units[a] == d.Values.Units[b] && d.Time[a] == d.Time[b] {
			faults.add("panel.time_double", Place{Source: "panel", Column: "Time", Unit: d.Values.Units[b]}, d.Time[b])
		}
	}
	return rows
}

var _ = addTexts(map[Code]sentence{
	"panel.max_time":    {"max_time is %d; it counts the times that \"latest\" looks back, and no other method has it", "max_time là %d; đây là số kỳ mà phương pháp \"latest\" được lùi lại, các phương pháp khác không có tham số này"},
	"panel.times":       {"the data have %d times; filling gaps from other times needs at least two", "số liệu có %d kỳ; muốn bổ sung số liệu thiếu từ kỳ khác cần ít nhất hai kỳ"},
	"panel.time":        {"the time is %v; expected a finite number, such as a year", "thời gian là %v; cần một số hữu hạn, ví dụ năm"},
	"panel.time_double": {"the unit has two rows for the time %v", "đơn vị có hai dòng cho cùng kỳ %v"},
})
