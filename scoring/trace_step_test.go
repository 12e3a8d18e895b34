package scoring

import "testing"

// What a step says, by hand.
func TestTraceSteps(t *testing.T) {
	f := sane()
	f.Bands[0].Name, f.Bands[1].Name = Text{Vi: "Tốt"}, Text{Vi: "Trung bình"}
	ns := func(texts ...string) (out []Num) {
		for _, s := range texts {
			out = append(out, MustNum(s))
		}
		return out
	}
	yes := &Condition{Item: "y", Op: Eq, Value: one}
	w := &traceWords{f: f, items: newReader(f).byCode, lang: "vi"}
	for _, c := range []struct {
		step TraceStep
		want string
	}{
		{TraceStep{Op: OpMean, Args: ns("0.5", "2", "1", "1"), Result: MustNum("2/3")}, "(0,5 × 2 + 1 × 1) / (2 + 1) = 0,666666…"},
		{TraceStep{Op: OpMean, Args: ns("0.5", "1", "1", "1"), Result: MustNum("0.75")}, "(0,5 + 1) / 2 = 0,75"},
		{TraceStep{Op: OpLeader, Args: ns("6", "12", "20", "1/2"), Result: MustNum("0.25")}, "Dưới mục tiêu 12: 0,5 × 6 / 12 = 0,25"},
		{TraceStep{Op: OpLeader, Args: ns("12", "12", "20", "1/2"), Result: half}, "Bằng mục tiêu 12: 0,5"},
		{TraceStep{Op: OpLeader, Args: ns("14", "12", "20", "1/2"), Result: MustNum("0.625")}, "Trên mục tiêu 12: 0,5 + 0,5 × (14 - 12) / (20 - 12) = 0,625"},
		{TraceStep{Op: OpLeader, Args: ns("20", "12", "20", "1/2"), Result: one}, "Trên mục tiêu 12 và dẫn đầu: 1"},
		{TraceStep{Op: OpMinMax, Args: ns("5", "-1", "9"), Result: MustNum("0.6")}, "(5 - (-1)) / (9 - (-1)) = 0,6"},
		{TraceStep{Op: OpPlusMinus, Args: ns("3", "0.5", "1", "1"), Result: half}, "3 × 0,5 - 1 × 1 = 0,5"},
		{TraceStep{Op: OpFull, Args: ns("6", "8", "10"), Result: MustNum("7.5")}, "6 / 8 × 10 = 7,5"},
		{TraceStep{Op: OpStep, Args: ns("2.5", "2", "3"), Result: Int(10)}, "2,5 thuộc bậc từ 2 đến dưới 3 → 10 điểm"},
		{TraceStep{Op: OpGate, Code: "g", Text: "tb", Cond: yes, Args: ns("0")}, "g: không quá mức Trung bình, vì không thỏa mãn: y = có; giá trị là 0"},
		{TraceStep{Op: OpRequire, Code: "tot", Cond: &Condition{Node: "F", Op: Ge, Value: Int(50)}, Args: ns("40")}, "Không xếp mức Tốt, vì không thỏa mãn: F ≥ 50; giá trị là 40"},
		{TraceStep{Op: OpZero, Zero: ZeroNotApplicable}, "Mẫu số bằng 0: không áp dụng"},
		{TraceStep{Op: OpEqual, Equal: EqualHalf}, "Các cơ quan không khác nhau: một nửa số điểm"},
		{TraceStep{Op: OpBestPeer, Args: ns("27"), Result: Int(3)}, "Giá trị tốt nhất của toàn bộ 27 cơ quan có số liệu: 3"},
		{TraceStep{Op: OpQuantity, Result: half, Args: ns("2", "4"),
			Terms: []TraceTerm{{"a", MustNum("0.5"), GiveInt(6)}, {"b", MustNum("-1"), GiveInt(1)}}, Per: []TraceTerm{{"a", one, GiveInt(4)}}}, "(0,5 × a - b) / a = (0,5 × 6 - 1) / 4 = 0,5"},
	} {
		if got := w.step(&c.step); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

// An item for information only is not called unused.
func TestLintOfContextItems(t *testing.T) {
	for _, x := range Lint(sane()) {
		if x.Code == "item.unused" && x.Path == "item ctx" {
			t.Errorf("%v", x)
		}
	}
}
