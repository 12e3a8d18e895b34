package index

// panelConstant carries the latest earlier value forward and the first value back
// to the times before it (COINr's "constant").
func panelConstant(s *panelSeries, i int) (value, from float64) {
	k := s.before(i)
	if k < 0 {
		k = s.after(i)
	}
	return s.value[k], s.time[k]
}
