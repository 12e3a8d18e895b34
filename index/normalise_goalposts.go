package index

// prepareGoalposts: (x-a)/(b-a)·(u-l) + l where more is better, (b-x)/(b-a)·(u-l) + l
// where less is, kept within [l,u] unless Cap is false (OECD/JRC 2008, step 5;
// UNDP's goalposts; COINr's n_goalposts). The posts a < b are on the scale of the
// indicator, whatever its direction.
func prepareGoalposts(r *NormaliseRule, in *normaliseInput) columnMap {
	l, u := in.interval(r.Range, "range", 0, 100)
	if r.Posts == nil {
		in.fault("normalise.posts", "posts")
	}
	a, b := in.interval(r.Posts, "posts", 0, 1)
	if in.node.Direction == -1 {
		a, b = -b, -a
	}
	ends := r.Cap == nil || *r.Cap
	return func(dst, x []float64, _ *bench) Code {
		stretch(dst, x, a, b, l, u)
		if ends {
			for i, v := range dst {
				if v < l {
					dst[i] = l
				} else if v > u {
					dst[i] = u
				}
			}
		}
		return ""
	}
}

var _ = addTexts(map[Code]sentence{
	"normalise.posts": {"goalposts need posts: [lower, upper], the values that score least and most", "phương pháp goalposts cần posts: [dưới, trên], là hai giá trị ứng với điểm thấp nhất và cao nhất"},
})
