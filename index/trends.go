package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// TrendTables tell how units moved over a panel, one column an indicator.
type TrendTables struct {
	// Growth is the compound growth per unit of time from the first to the last
	// value: (last/first)^(1/time) - 1. NaN with fewer than two times, a first value
	// of 0, or values of different sign.
	Growth *Table
	// Change is the slope of the least-squares line over all values, per Period, in
	// percent of what the line says for the first time. NaN with fewer than two
	// times or a line that starts at 0.
	Change *Table
	Period float64
}

// Trends follows the named columns of a panel, unit by unit in the order in which
// they first appear; missing values are left out (COINr's CAGR and prc_change).
// Times are numbers (years, usually); period is in the same unit. A unit with
// several values at one time has no growth there when it begins or ends with them.
func Trends(d *Data, codes []string, period float64) (*TrendTables, error) {
	if d == nil || d.Values == nil {
		return nil, oneFault("data.none", Place{Source: "trends"})
	}
	var faults Faults
	faults.join(d.Values.check("trends"))
	sub, err := d.Values.Select(codes)
	faults.join(err)
	if d.Time == nil || len(d.Time) != d.Rows() {
		faults.add("look.time", Place{Source: "trends"})
	}
	for _, x := range d.Time {
		if math.IsInf(x, 0) {
			faults.add("look.number", Place{Source: "trends", Column: "Time"}, x)
		}
	}
	if math.IsNaN(period) || math.IsInf(period, 0) {
		faults.add("look.number", Place{Source: "trends"}, period)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	var units []string
	rows := make(map[string][]int)
	for i, u := range d.Values.Units {
		if rows[u] == nil {
			units = append(units, u)
		}
		rows[u] = append(rows[u], i)
	}
	out := &TrendTables{Growth: NewTable(units, codes), Change: NewTable(units, codes), Period: period}
	var pairs stat.Pairs
	var x, y []float64
	for j, col := range sub.Cols {
		for k, u := range units {
			x, y = x[:0], y[:0]
			first, last := -1, -1
			for _, i := range rows[u] {
				if v, t := col[i], d.Time[i]; v == v && t == t {
					x, y = append(x, t), append(y, v)
					if first < 0 || t < x[first] {
						first = len(x) - 1
					}
					if last < 0 || t > x[last] {
						last = len(x) - 1
					}
				}
			}
			if first < 0 {
				continue
			}
			out.Growth.Cols[j][k] = growth(x, y, first, last)
			slope, start := pairs.Line(x, y, x[first])
			if start != 0 {
				out.Change.Cols[j][k] = 100 * slope * period / start
			}
		}
	}
	return out, nil
}

// growth is the compound growth between two points that are the only ones of
// their times.
func growth(x, y []float64, first, last int) float64 {
	if x[first] == x[last] || y[first] == 0 || y[last]/y[first] < 0 {
		return math.NaN()
	}
	for i, t := range x {
		if i != first && t == x[first] || i != last && t == x[last] {
			return math.NaN()
		}
	}
	return math.Pow(y[last]/y[first], 1/(x[last]-x[first])) - 1
}
