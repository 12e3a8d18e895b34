package index

import "math"

// OutrankingMatrix compares the units two by two.
type OutrankingMatrix struct {
	Units []string
	// Share[i][j] is the weight of the columns in which i is higher than j, plus
	// half of that in which they are equal; Share[i][j] + Share[j][i] = 1. The
	// diagonal is 0, as COINr writes it. NaN where either unit has no value at all;
	// one half where they share no column.
	Share [][]float64
	// Dominant counts the pairs in which one unit is higher in every column with a
	// weight; DominantShare is of all pairs, NaN with fewer than two units.
	Dominant      int
	DominantShare float64
}

// Outranking compares every two units over the columns of t, higher being better,
// with one weight a column (OECD/JRC 2008, step 6; COINr's outrankMatrix). A pair
// is compared on the columns that both have. All weights are finite and at least
// 0, and their sum is not 0.
func Outranking(t *Table, weights []float64) (*OutrankingMatrix, error) {
	var faults Faults
	faults.join(t.check("outranking"))
	if len(weights) != len(t.Codes) {
		faults.add("table.ragged", Place{Source: "outranking"}, "weights", len(t.Codes), len(weights))
	}
	sum := 0.0
	for _, w := range weights {
		if !(w >= 0) || math.IsInf(w, 0) {
			faults.add("outranking.weight", Place{Source: "outranking"}, w)
		}
		sum += w
	}
	if len(faults) == 0 && !(sum > 0) {
		faults.add("outranking.weight", Place{Source: "outranking"}, sum)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	n := t.Rows()
	m := &OutrankingMatrix{Units: t.Units, Share: make([][]float64, n)}
	for i := range m.Share {
		m.Share[i] = make([]float64, n)
	}
	has := func(i int) bool {
		for j, col := range t.Cols {
			if weights[j] > 0 && col[i] == col[i] {
				return true
			}
		}
		return false
	}
	for i := range n {
		for k := range i {
			var above, equal, below float64
			for j, col := range t.Cols {
				switch a, b := col[i], col[k]; {
				case a > b:
					above += weights[j]
				case a < b:
					below += weights[j]
				case a == b:
					equal += weights[j]
				}
			}
			total := above + equal + below
			switch {
			case !has(i) || !has(k):
				m.Share[i][k], m.Share[k][i] = math.NaN(), math.NaN()
				continue
			case total == 0:
				m.Share[i][k], m.Share[k][i] = 0.5, 0.5
				continue
			}
			m.Share[i][k], m.Share[k][i] = (above+equal/2)/total, (below+equal/2)/total
			if equal == 0 && (above == 0 || below == 0) {
				m.Dominant++
			}
		}
	}
	m.DominantShare = float64(m.Dominant) / (float64(n) * float64(n-1) / 2)
	return m, nil
}

// Copeland is the score of every unit: how many it outranks less how many outrank
// it. A share within tolerance of one half is a tie, so that rounding decides
// nothing (COINr: none). A unit without any value has no score (NaN) and is no
// opponent.
func (m *OutrankingMatrix) Copeland(tolerance float64) []float64 {
	out := make([]float64, len(m.Units))
	for i := range out {
		compared := 0
		for k, s := range m.Share[i] {
			if k == i || s != s {
				continue
			}
			compared++
			if s > 0.5+tolerance {
				out[i]++
			} else if s < 0.5-tolerance {
				out[i]--
			}
		}
		if compared == 0 && len(out) > 1 {
			out[i] = math.NaN()
		}
	}
	return out
}

var _ = addTexts(map[Code]sentence{
	"outranking.weight": {"the weight is %v; expected finite numbers of at least 0, not all 0", "trọng số là %v; cần các số hữu hạn không âm, không đồng thời bằng 0"},
})
