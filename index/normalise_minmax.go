package index

// prepareMinmax: (x-min)/(max-min)·(u-l) + l (OECD/JRC 2008, step 5; COINr's
// n_minmax).
func prepareMinmax(r *NormaliseRule, in *normaliseInput) columnMap {
	l, u := in.interval(r.Range, "range", 0, 100)
	equal := in.equal(r)
	return func(dst, x []float64, _ *bench) Code {
		lo, hi, differ := spread(x)
		if !differ {
			fill(dst, x, equal)
			return ""
		}
		stretch(dst, x, lo, hi, l, u)
		return ""
	}
}
