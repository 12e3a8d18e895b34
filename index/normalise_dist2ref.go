package index

import "slices"

// prepareDist2ref: 1 - (x_ref-x)/(x_ref-min), x_ref the value of the reference
// unit, at most 1 when Cap (OECD/JRC 2008, step 5; COINr's n_dist2ref). A reference
// without a value is a fault. Where it has the worst one no distance is measured:
// all score 1 when Cap, otherwise it is a fault (COINr divides by 0).
func prepareDist2ref(r *NormaliseRule, in *normaliseInput) columnMap {
	at := slices.Index(in.units, r.Reference)
	if at < 0 {
		in.fault("normalise.reference", "reference", r.Reference)
	}
	ends := r.Cap != nil && *r.Cap
	return func(dst, x []float64, _ *bench) Code {
		lo, _, _ := spread(x)
		goal := x[at]
		switch {
		case lo != lo: // no value at all
			copy(dst, x)
			return ""
		case goal != goal:
			return "normalise.reference_missing"
		case goal <= lo && ends:
			fill(dst, x, 1)
			return ""
		case goal <= lo:
			return "normalise.reference_worst"
		}
		nearness(dst, x, lo, goal)
		if ends {
			capAbove(dst)
		}
		return ""
	}
}

var _ = addTexts(map[Code]sentence{
	"normalise.reference":         {"%q is not a unit of the table; name the unit to measure against", "%q không phải đơn vị trong bảng; ghi mã đơn vị làm mốc so sánh"},
	"normalise.reference_missing": {"the reference unit has no value here; choose another unit or method", "đơn vị làm mốc không có số liệu ở chỉ tiêu này; chọn đơn vị hoặc phương pháp khác"},
	"normalise.reference_worst":   {"the reference unit has the worst value here, so no distance can be measured; choose another unit or method", "đơn vị làm mốc có giá trị kém nhất ở chỉ tiêu này nên không đo được khoảng cách; chọn đơn vị hoặc phương pháp khác"},
})
