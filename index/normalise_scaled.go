package index

// prepareScaled: (x-a)/(b-a)·(u-l) + l with fixed a and b, without bounds (COINr's
// n_scaled). It works on the values after direction, so that where less is better
// a and b are usually negative; goalposts are given on the scale of the indicator.
func prepareScaled(r *NormaliseRule, in *normaliseInput) columnMap {
	l, u := in.interval(r.Range, "range", 0, 100)
	a, b := in.interval(r.Posts, "posts", 0, 100)
	return func(dst, x []float64, _ *bench) Code {
		stretch(dst, x, a, b, l, u)
		return ""
	}
}
