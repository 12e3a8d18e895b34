package index

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// Correlation is a coefficient with its two-sided p-value and the number of units
// that have both values. R and P are NaN where they are not defined.
type Correlation = stat.Correlation

// correlators is the table of coefficients; "" is "pearson".
var correlators = map[string]func(*stat.Pairs, []float64, []float64) Correlation{
	"pearson":  (*stat.Pairs).Pearson,
	"spearman": (*stat.Pairs).Spearman,
	"kendall":  (*stat.Pairs).Kendall,
}

func correlator(method, source string) (func(*stat.Pairs, []float64, []float64) Correlation, error) {
	if method == "" {
		method = "pearson"
	}
	if f, ok := correlators[method]; ok {
		return f, nil
	}
	names := make([]string, 0, len(correlators))
	for name := range correlators {
		names = append(names, name)
	}
	slices.Sort(names)
	return nil, oneFault("look.method", Place{Source: source}, method, strings.Join(names, ", "))
}

// CorrelationMatrix holds At[a][b] for every column of one table with every
// column of another.
type CorrelationMatrix struct {
	Rows, Cols []string
	At         [][]Correlation
}

// Correlate correlates every column of a with every column of b, or with those
// of a itself when b is nil, on the units that have both values (OECD/JRC 2008,
// steps 4 and 9; COINr's get_corr and get_pvals). method is "pearson" (also
// ""), "spearman" or "kendall" (tau-b). A constant column correlates with nothing:
// NaN, also with itself.
func Correlate(a, b *Table, method string) (*CorrelationMatrix, error) {
	f, err := correlator(method, "correlation")
	var faults Faults
	faults.join(err)
	faults.join(a.check("correlation"))
	self := b == nil
	if self {
		b = a
	} else {
		faults.join(b.check("correlation"))
		if !slices.Equal(a.Units, b.Units) {
			faults.add("look.units_differ", Place{Source: "correlation"})
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	m := &CorrelationMatrix{Rows: a.Codes, Cols: b.Codes, At: make([][]Correlation, len(a.Codes))}
	for i := range m.At {
		m.At[i] = make([]Correlation, len(b.Codes))
	}
	left, right := a.Cols, b.Cols
	whole := func([]float64) bool { return false }
	if method == "spearman" { // a complete column is ranked once, not once a pair
		left, right = ranked(a), ranked(b)
		whole = complete
	}
	var pairs stat.Pairs
	for i := range left {
		wi := whole(a.Cols[i])
		for j := range right {
			switch {
			case self && j < i:
				m.At[i][j] = m.At[j][i]
			case wi && whole(b.Cols[j]):
				m.At[i][j] = pairs.Pearson(left[i], right[j])
			default:
				m.At[i][j] = f(&pairs, a.Cols[i], b.Cols[j])
			}
		}
	}
	return m, nil
}

func complete(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return v != v })
}

// ranked gives the ranks of every column, ties at their mean.
func ranked(t *Table) [][]float64 {
	out := make([][]float64, len(t.Cols))
	var s stat.Sorter
	for j, col := range t.Cols {
		out[j] = make([]float64, len(col))
		s.Rank(out[j], col, false, stat.TiesAverage, 0)
	}
	return out
}
