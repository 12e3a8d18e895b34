package criteria

import "github.com/sansang-project/sansang/scoring"

// NewFramework gives the outline of a framework from which people go on: one
// field with one criterion, one data item and the levels that the framework of
// 2017 had. It is sound, so that what is missing later is what somebody did.
func NewFramework(code, number string, name scoring.Text) *scoring.Framework {
	hundred := scoring.Int(100)
	text := func(vi, en string) scoring.Text { return scoring.Text{Vi: vi, En: en} }
	return &scoring.Framework{
		Code: code, Version: number, Name: name, Status: scoring.StatusDraft,
		Bands: []scoring.Band{
			{Code: "tot", Name: text("Tốt", "Good"), From: scoring.Int(80), To: hundred},
			{Code: "kha", Name: text("Khá", "Fair"), From: scoring.Int(65), To: scoring.Int(80)},
			{Code: "trung-binh", Name: text("Trung bình", "Average"), From: scoring.Int(0), To: scoring.Int(65)},
		},
		Items: []scoring.Item{{Code: "co_quy_che", Name: text("Đã ban hành quy chế", "Rules have been issued"), Type: scoring.YesNo}},
		Root: &scoring.Node{Code: "TONG", Name: text("Tổng điểm", "Total"), Max: hundred, Children: []*scoring.Node{
			{Code: "A", Name: text("Lĩnh vực thứ nhất", "First field"), Max: hundred, Children: []*scoring.Node{
				{Code: "A1", Name: text("Tiêu chí thứ nhất", "First criterion"), Max: hundred, Rule: &scoring.YesNoRule{Item: "co_quy_che"}},
			}},
		}},
	}
}
