package index

import "math"

// panelLatest carries the latest earlier value forward, from at most back times of
// the data before (COINr's "latest"). Nothing comes from later.
func panelLatest(s *panelSeries, i int) (value, from float64) {
	k := s.before(i)
	if k < 0 || s.stamp[i]-s.stamp[k] > s.back {
		return math.NaN(), math.NaN()
	}
	return s.value[k], s.time[k]
}
