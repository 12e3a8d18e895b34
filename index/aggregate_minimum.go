package index

import "math"

// lowestChild is the lowest of the present children: nothing makes up for it. The
// weights of children above 0 do not matter.
var lowestChild = aggregator{combine: combineMinimum}

func combineMinimum(s *aggregateScratch, dst []float64, cols [][]float64, _ []float64, r *nodeRule) {
	s.seen = sized(s.seen, len(dst))
	clear(s.seen)
	for i := range dst {
		dst[i] = math.Inf(1)
	}
	for _, col := range cols {
		for i, x := range col {
			if x == x {
				dst[i] = min(dst[i], x)
				s.seen[i]++
			}
		}
	}
	for i, seen := range s.seen {
		if seen == 0 || float64(seen)/float64(len(cols)) < r.present {
			dst[i] = math.NaN()
		}
	}
}
