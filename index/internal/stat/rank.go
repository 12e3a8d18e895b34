package stat

import "math"

// Ties says which rank equal values get.
type Ties uint8

// The treatments of ties: the lowest of the ranks they span ("1224", standard
// competition ranking), their mean, the highest, or consecutive ranks without
// gaps ("1223").
const (
	TiesMin Ties = iota
	TiesAverage
	TiesMax
	TiesDense
)

// Rank writes the rank of every x into dst (as long as x): 1 is the smallest, or
// the largest when descending. Missing values stay missing and do not count.
//
// Values tie when they differ from the first value of their tie by at most
// tol*max(1,|value|); 0 splits all but equal values. Ties grow from the best
// rank on, so a chain of near values cannot tie its two ends.
func (s *Sorter) Rank(dst, x []float64, descending bool, ties Ties, tol float64) {
	order := s.Ascending(x)
	if descending {
		for i, j := 0, len(order)-1; i < j; i, j = i+1, j-1 {
			order[i], order[j] = order[j], order[i]
		}
	}
	for i := range dst {
		dst[i] = math.NaN()
	}
	dense := 0
	for from := 0; from < len(order); {
		first := x[order[from]]
		limit := tol * math.Max(1, math.Abs(first))
		to := from + 1
		for to < len(order) && (x[order[to]] == first || math.Abs(x[order[to]]-first) <= limit) {
			to++
		}
		dense++
		rank := float64(from + 1)
		switch ties {
		case TiesAverage:
			rank = float64(from+1+to) / 2
		case TiesMax:
			rank = float64(to)
		case TiesDense:
			rank = float64(dense)
		}
		for _, i := range order[from:to] {
			dst[i] = rank
		}
		from = to
	}
}
