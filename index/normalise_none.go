package index

// prepareNone keeps the values after direction (COINr's "none").
func prepareNone(_ *NormaliseRule, _ *normaliseInput) columnMap {
	return func(dst, x []float64, _ *bench) Code {
		copy(dst, x)
		return ""
	}
}
