package index

// prepareFracmax: x/max where more is better, min/x where less is (OECD/JRC 2008,
// step 5, distance to the best). The best value must be above 0, and all values
// where less is better; otherwise the fraction would turn the order round, which
// is a fault. COINr's n_fracmax divides the negated values where less is better,
// x/min, so that the worse unit scores higher: Negated replays that.
func prepareFracmax(r *NormaliseRule, in *normaliseInput) columnMap {
	less, negated := in.node.Direction == -1, r.Negated
	return func(dst, x []float64, _ *bench) Code {
		lo, hi, _ := spread(x)
		switch {
		case lo != lo: // no value at all
			copy(dst, x)
		case negated && hi == 0:
			return "normalise.fraction"
		case negated || !less && hi > 0:
			for i, v := range x {
				dst[i] = v / hi
			}
		case less && hi < 0: // all values above 0 before direction
			for i, v := range x {
				dst[i] = hi / v
			}
		default:
			return "normalise.fraction"
		}
		return ""
	}
}

var _ = addTexts(map[Code]sentence{
	"normalise.fraction": {"a fraction of the best value needs a best value above 0 (where less is better: all values above 0); choose another method", "tỷ lệ so với giá trị tốt nhất cần giá trị tốt nhất lớn hơn 0 (với chỉ tiêu càng thấp càng tốt: mọi giá trị lớn hơn 0); chọn phương pháp khác"},
})
