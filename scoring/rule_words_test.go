package scoring

import (
	"strings"
	"testing"
)

// TestRuleInWords: what an official reads of a rule, in both languages.
func TestRuleInWords(t *testing.T) {
	f := &Framework{Items: []Item{
		{Code: "may", Type: Count, Name: Text{Vi: "Số máy tính", En: "Computers"}}, {Code: "nguoi", Type: Count, Name: Text{Vi: "Số CBCCVC", En: "Staff"}},
		{Code: "co", Type: YesNo, Name: Text{Vi: "Đã có quy chế", En: "Rules are there"}}, {Code: "muc", Type: Level, Min: num("0"), Max: num("5"), Name: Text{Vi: "Mức độ", En: "Level"}},
		{Code: "ai", Type: Choice, Name: Text{Vi: "Trưởng ban", En: "Chair"}, Options: []Option{{Code: "truong", Name: Text{Vi: "Chủ tịch", En: "Chairman"}}}},
	}}
	of := Of("may", "nguoi")
	for _, c := range []struct {
		rule   Rule
		max    string
		vi, en string
	}{
		{&Ratio{Of: of, Target: num("0.98")}, "5", "(Số máy tính / Số CBCCVC) / 0,98 × 5 điểm, tối đa 5 điểm. Mẫu số bằng 0: 0 điểm.", "(Computers / Staff) / 0.98 × 5 points, at most 5 points. A denominator of 0: 0 points."},
		{&Ratio{Of: Of("may"), Invert: true}, "1", "(1 − Số máy tính) × 1 điểm, không dưới 0 điểm.", "(1 − Computers) × 1 point, never below 0."},
		{&Relative{Of: of, Better: Low, Within: WithinCohort}, "4", "Giá trị nhỏ nhất trong toàn bộ các cơ quan / (Số máy tính / Số CBCCVC) × 4 điểm. Mẫu số bằng 0: 0 điểm.", "The smallest of all agencies / (Computers / Staff) × 4 points."},
		{&Relative{Of: Of("may"), To: ToWorst, Better: Low}, "4", "(1 − Số máy tính / giá trị lớn nhất trong nhóm) × 4 điểm.", "(1 − Computers / the largest of the group) × 4 points."},
		{&Leader{Of: Of("may"), Target: Int(100)}, "6", "Số máy tính so với mục tiêu 100: dưới mục tiêu được 0,5 × tỷ lệ đạt × 6 điểm; trên mục tiêu tăng dần đến 6 điểm cho cơ quan cao nhất trong nhóm.", "Computers against the target 100: below it 0.5 × the share reached × 6 points; above it rising to 6 points for the highest of the group."},
		{&Standardise{Of: Of("may"), Method: MinMax, Low: num("0"), Equal: EqualHalf}, "2", "Số máy tính: tại 0 được 0 điểm, tại giá trị lớn nhất trong nhóm được 2 điểm, giữa hai mốc theo tỷ lệ. Các cơ quan bằng nhau: một nửa số điểm.", "Computers: at 0 0 points, at the largest of the group 2 points"},
		{&Steps{Of: Of("may"), Steps: []Step{{From: Int(1), Award: Award{Points: num("1")}}, {From: Int(4), Award: Award{Share: num("1")}}}}, "2",
			"Theo bậc của Số máy tính; ngoài các bậc được 0 điểm:\n  Từ 1 đến dưới 4: 1 điểm\n  Từ 4 trở lên: 2 điểm", "By steps of Computers; outside of them 0 points:\n  From 1 to below 4: 1 point\n  From 4 upwards: 2 points"},
		{&ChoiceRule{Item: "ai", Cases: []Case{{"truong", Award{Share: num("1/2")}}}}, "3", "Theo phương án của Trưởng ban; phương án không nêu ở đây được 0 điểm:\n  Chủ tịch: 1,5 điểm", "By the answer to Chair; an answer not named here earns 0 points:\n  Chairman: 1.5 points"},
		{&Counted{Of: Of("may"), Each: Int(1)}, "5", "Số máy tính × 1 điểm, tối đa 5 điểm.", "Computers × 1 point, at most 5 points."},
		{&BonusPenalty{Minus: Of("may"), MinusEach: MustNum("0.5"), Min: Int(-2), Max: num("0")}, "0", "Trừ Số máy tính × 0,5 điểm; trong khoảng từ -2 đến 0 điểm.", "Minus Computers × 0.5 points; between -2 and 0 points."},
		{&LevelRule{Item: "muc"}, "5", "Mức độ: mỗi mức 1 điểm, tối đa 5 điểm.", "Level: each level 1 point, at most 5 points."},
		{&LevelRule{Item: "muc", Map: []LevelCase{{3, Award{Points: num("2")}}}}, "5", "Theo mức của Mức độ; mức không nêu ở đây được 0 điểm:\n  Mức 3: 2 điểm", "Level 3: 2 points"},
		{&YesNoRule{Item: "co"}, "2", "Đã có quy chế: có được 2 điểm, không được 0 điểm.", "Rules are there: yes earns 2 points, no earns 0 points."},
		{&Manual{Item: "may"}, "2", "Hội đồng chấm trực tiếp từ 0 đến 2 điểm theo hướng dẫn chấm.", "The Council gives 0 to 2 points, by the rubric."},
		{&Sum{Parts: []Part{{Name: Text{Vi: "Máy"}, Max: Int(1), Rule: &YesNoRule{Item: "co"}}}}, "1", "Cộng điểm các phần:\n  Máy (1 điểm): Đã có quy chế: có được 1 điểm", "The parts added up:\n  Máy (1 point)"},
		{&Mean{Parts: []Part{{Weight: num("2"), Max: Int(1), Rule: &YesNoRule{Item: "co"}}}}, "1", "Bình quân theo trọng số của các phần, quy ra tối đa 1 điểm:\n  Phần (1 điểm, trọng số 2): ", "(1 point, weight 2)"},
		{&Best{Cases: []Part{{Max: Int(1), Rule: &YesNoRule{Item: "co"}}}}, "1", "Lấy trường hợp được nhiều điểm nhất:\n  Phần (1 điểm): ", "The best of these cases:"},
		{&BaseBest{Base: Part{Max: Int(1), Rule: &YesNoRule{Item: "co"}}, Cases: []Part{{Max: Int(2), Rule: &YesNoRule{Item: "co"}}}}, "3", "Điểm nền cộng trường hợp được nhiều điểm nhất:\n  Điểm nền, Phần (1 điểm): ", "Base, Part (1 point): "},
		{&Cap{Points: Int(1), Rule: &YesNoRule{Item: "co"}}, "2", "Không quá 1 điểm của:\n  Đã có quy chế", "At most 1 point of:"},
		{&Floor{Points: Int(1), Rule: &YesNoRule{Item: "co"}}, "2", "Ít nhất 1 điểm của:\n  Đã có quy chế", "At least 1 point of:"},
	} {
		for lang, want := range map[string]string{"vi": c.vi, "en": c.en} {
			var b strings.Builder
			for _, l := range RuleLines(f, c.rule, MustNum(c.max), lang) {
				b.WriteString(strings.Repeat("  ", l.Depth) + l.Text + "\n")
			}
			if !strings.Contains(b.String(), want) {
				t.Errorf("%s: got %q, want %q", c.rule.Kind(), b.String(), want)
			}
		}
	}
	if got := (&Condition{Node: "E", Op: Ge, Value: Int(50)}).Text(f, "vi"); got != "điểm E ≥ 50" {
		t.Error(got)
	}
}

// TestEveryRuleHasWords: an empty rule of every kind is said, too, since a draft
// may hold it.
func TestEveryRuleHasWords(t *testing.T) {
	for _, kind := range RuleKinds() {
		r, _ := NewRule(kind)
		for _, lang := range []string{"vi", "en"} {
			lines := RuleLines(&Framework{}, r, Int(1), lang)
			if len(lines) == 0 || lines[0].Text == kind {
				t.Errorf("%s has no words in %s", kind, lang)
			}
		}
	}
}
