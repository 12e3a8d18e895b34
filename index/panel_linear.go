package index

import "math"

// panelLinear draws a line between the two nearest values in time; before the
// first and after the last value it takes the nearest one (COINr's "linear"). A
// series of one value has no line: its gaps stay (COINr stops).
func panelLinear(s *panelSeries, i int) (value, from float64) {
	if s.present < 2 {
		return math.NaN(), math.NaN()
	}
	return onLine(s, i)
}

// panelLinearConstant is panelLinear that takes a series of one value as constant
// (COINr's "linear-constant").
func panelLinearConstant(s *panelSeries, i int) (value, from float64) {
	return onLine(s, i)
}

func onLine(s *panelSeries, i int) (value, from float64) {
	a, b := s.before(i), s.after(i)
	switch {
	case a < 0:
		return s.value[b], s.time[b]
	case b < 0:
		return s.value[a], s.time[a]
	}
	// Halves keep a difference of two huge numbers finite.
	part := (s.time[i]/2 - s.time[a]/2) / (s.time[b]/2 - s.time[a]/2)
	if rise := s.value[b] - s.value[a]; !math.IsInf(rise, 0) {
		return s.value[a] + rise*part, math.NaN()
	}
	return s.value[a]*(1-part) + s.value[b]*part, math.NaN()
}
