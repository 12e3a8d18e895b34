package index

import "math"

// prepareDist2targ: 1 - (target-x)/(target-min), at most 1 when Cap (OECD/JRC
// 2008, step 5; COINr's n_dist2targ). The target is on the scale of the indicator,
// whatever its direction. Where every unit has reached it there is no distance
// left: all score 1 when Cap, otherwise it is a fault (COINr turns the order
// round).
func prepareDist2targ(r *NormaliseRule, in *normaliseInput) columnMap {
	goal := in.number(r.Target, "target", in.node.Target)
	if math.IsNaN(goal) && r.Target == nil {
		in.faults.add("normalise.target", Place{Source: "normalise", Path: in.path + ".target", Node: in.node.Code})
	}
	goal *= in.node.Direction
	ends := r.Cap != nil && *r.Cap
	return func(dst, x []float64, _ *bench) Code {
		lo, _, _ := spread(x)
		switch {
		case lo != lo: // no value at all
			copy(dst, x)
			return ""
		case goal <= lo && ends:
			fill(dst, x, 1)
			return ""
		case goal <= lo:
			return "normalise.target_met"
		}
		nearness(dst, x, lo, goal)
		if ends {
			capAbove(dst)
		}
		return ""
	}
}

var _ = addTexts(map[Code]sentence{
	"normalise.target":     {"there is no target, neither here nor in iMeta", "chưa có mục tiêu, cả ở đây lẫn trong iMeta"},
	"normalise.target_met": {"every unit has reached the target, so no distance can be measured; set a further target or cap: true", "mọi đơn vị đều đã đạt mục tiêu nên không đo được khoảng cách; đặt mục tiêu cao hơn hoặc cap: true"},
})
