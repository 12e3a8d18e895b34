package scoring

import "strings"

// step says one step of the arithmetic in words.
func (w *traceWords) step(s *TraceStep) string {
	a := make([]string, 4)
	for i := range min(len(s.Args), 4) {
		a[i] = w.operand(s.Args[i])
	}
	r := w.num(s.Result)
	points := r + w.say(" điểm", pointsWord(r))
	switch s.Op {
	case OpQuantity:
		return w.quantity(s)
	case OpZero:
		return w.say("Mẫu số bằng 0: ", "The denominator is 0: ") + w.zero(string(s.Zero))
	case OpEqual:
		return w.say("Các cơ quan không khác nhau: ", "The peers do not differ: ") + w.zero(string(s.Equal))
	case OpItem:
		return w.item(s.Item) + " = " + r
	case OpOption:
		return w.item(s.Item) + ": " + w.option(s.Item, s.Code) + " → " + points
	case OpStep:
		if len(s.Args) > 2 {
			return a[0] + w.say(" thuộc bậc từ ", " lies in the step from ") + a[1] + w.say(" đến dưới ", " to below ") + a[2] + " → " + points
		}
		return a[0] + w.say(" thuộc bậc từ ", " lies in the step from ") + a[1] + w.say(" trở lên", " upwards") + " → " + points
	case OpNoStep:
		return a[0] + w.say(" không thuộc bậc nào → 0 điểm", " lies in no step → 0 points")
	case OpLevel:
		return w.item(s.Item) + w.say(": mức ", ": level ") + a[0] + "; " + a[0] + " × " + a[1] + " = " + r
	case OpLevelMap:
		return w.item(s.Item) + w.say(": mức ", ": level ") + a[0] + " → " + points
	case OpYesNo:
		return w.item(s.Item) + ": " + w.yesNo(s.Args[0]) + " → " + points
	case OpManual:
		return w.say("Hội đồng chấm: ", "Scored by the Council: ") + points
	case OpDivide:
		return a[0] + " / " + a[1] + " = " + r
	case OpInvert:
		return "1 - " + a[0] + " = " + r
	case OpCap:
		return "min(" + a[0] + "; " + a[1] + ") = " + r
	case OpFloor:
		return "max(" + a[0] + "; " + a[1] + ") = " + r
	case OpTimesMax, OpTimesEach:
		return a[0] + " × " + a[1] + " = " + r
	case OpBestPeer:
		return w.peers(s, w.say("Giá trị tốt nhất", "Best value"))
	case OpWorstPeer:
		return w.peers(s, w.say("Giá trị kém nhất", "Worst value"))
	case OpLeader:
		return w.leader(s, a)
	case OpPlusMinus:
		return a[0] + " × " + a[1] + " - " + a[2] + " × " + a[3] + " = " + r
	case OpMinMax:
		return "(" + a[0] + " - " + a[1] + ") / (" + w.num(s.Args[2]) + " - " + a[1] + ") = " + r
	case OpZScore:
		return w.say("z = (giá trị - trung bình) / độ lệch chuẩn = (", "z = (value - mean) / deviation = (") + a[0] + " - " + a[1] + ") / " + a[2] + " = " + r
	case OpAdd:
		if len(s.Args) == 1 {
			return w.say("Tổng = ", "Sum = ") + r
		}
		return w.nums(s.Args, " + ") + " = " + r
	case OpBest:
		return "max(" + w.nums(s.Args, "; ") + ") = " + r
	case OpMin:
		return "min(" + w.nums(s.Args, "; ") + ") = " + r
	case OpMean:
		return w.mean(s) + " = " + r
	case OpFull:
		return a[0] + " / " + a[1] + " × " + a[2] + " = " + r
	case OpScore:
		return w.say("Tỷ lệ đạt: ", "Score: ") + a[0] + " / " + a[1] + " × " + a[2] + " = " + r
	}
	return w.decision(s, a, r)
}

// decision says the steps that are no arithmetic: rounding, adjustments, what
// does not apply, levels.
func (w *traceWords) decision(s *TraceStep, a []string, r string) string {
	why := s.Text
	if s.Code != "" {
		why += " [" + s.Code + "]"
	}
	found := ""
	if len(s.Args) > 0 {
		found = w.say("; giá trị là ", "; the value is ") + a[0]
	}
	switch s.Op {
	case OpRound:
		return w.say("Làm tròn ", "Rounding ") + a[0] + w.say(" đến ", " to ") + w.num(Int(int64(s.Places))) + w.say(" chữ số thập phân (", " decimals (") + w.mode(s.Mode) + "): " + r
	case OpAdjust:
		return w.say("Điều chỉnh ", "Adjustment ") + a[0] + " + " + a[1] + " → " + r + ": " + why
	case OpMissing:
		return w.say("Thiếu số liệu: ", "Missing: ") + w.item(s.Item)
	case OpInapplicable:
		return w.say("Số liệu được chấp nhận là không áp dụng: ", "Accepted as not applicable: ") + w.item(s.Item)
	case OpGroup:
		return w.say("Không áp dụng cho nhóm ", "Does not apply to the group ") + w.group(s.Code)
	case OpCondition:
		return w.say("Không áp dụng, vì không thỏa mãn: ", "Does not apply, since this does not hold: ") + w.condition(s.Cond) + found
	case OpExempt:
		return w.say("Được miễn: ", "Exempt: ") + why
	case OpBand:
		return w.inBand(s, a)
	case OpRequire:
		return w.say("Không xếp mức ", "Not the level ") + w.level(s.Code) + w.say(", vì không thỏa mãn: ", ", since this does not hold: ") + w.condition(s.Cond) + found
	case OpGate:
		return w.gate(s.Code) + w.say(": không quá mức ", ": at most the level ") + w.level(s.Text) + w.say(", vì không thỏa mãn: ", ", since this does not hold: ") + w.condition(s.Cond) + found
	}
	return string(s.Op) + " = " + r
}

// inBand says which half-open range holds the score; the highest has no end.
func (w *traceWords) inBand(s *TraceStep, a []string) string {
	top := true
	for i := range w.f.Bands {
		top = top && !s.Args[1].Less(w.f.Bands[i].From)
	}
	out := a[0] + w.say(": từ ", ": from ") + a[1]
	if top {
		out += w.say(" trở lên", " upwards")
	} else {
		out += w.say(" đến dưới ", " to below ") + a[2]
	}
	return out + w.say(" là mức ", " is the level ") + w.level(s.Code)
}

func (w *traceWords) peers(s *TraceStep, what string) string {
	whose := w.say(" của toàn bộ ", " of all ")
	if s.Code != "" {
		whose = w.say(" trong nhóm ", " of the group ") + w.group(s.Code) + w.say(", gồm ", ", ")
	}
	return what + whose + w.nums(s.Args, "") + w.say(" cơ quan có số liệu: ", " agencies with data: ") + w.num(s.Result)
}

func (w *traceWords) leader(s *TraceStep, a []string) string {
	x, target, high, at := s.Args[0], s.Args[1], s.Args[2], a[3]
	r := w.num(s.Result)
	rest := w.num(one.Sub(s.Args[3]))
	switch c := x.Cmp(target); {
	case c < 0:
		return w.say("Dưới mục tiêu ", "Below the target ") + a[1] + ": " + at + " × " + a[0] + " / " + a[1] + " = " + r
	case c == 0:
		return w.say("Bằng mục tiêu ", "At the target ") + a[1] + ": " + r
	case !x.Less(high):
		return w.say("Trên mục tiêu ", "Above the target ") + a[1] + w.say(" và dẫn đầu: ", " and leading: ") + r
	}
	return w.say("Trên mục tiêu ", "Above the target ") + a[1] + ": " + at + " + " + rest + " × (" + a[0] + " - " + a[1] + ") / (" + w.num(high) + " - " + a[1] + ") = " + r
}

// mean writes (share × weight + …) / (weights), without weights that are all 1.
func (w *traceWords) mean(s *TraceStep) string {
	var top, bottom []string
	plain := true
	for i := 0; i+1 < len(s.Args); i += 2 {
		plain = plain && s.Args[i+1] == one
	}
	for i := 0; i+1 < len(s.Args); i += 2 {
		if x := w.operand(s.Args[i]); plain {
			top = append(top, x)
		} else {
			top = append(top, x+" × "+w.num(s.Args[i+1]))
			bottom = append(bottom, w.num(s.Args[i+1]))
		}
	}
	if plain {
		return "(" + strings.Join(top, " + ") + ") / " + w.num(Int(int64(len(top))))
	}
	return "(" + strings.Join(top, " + ") + ") / (" + strings.Join(bottom, " + ") + ")"
}

// zero says a declared outcome.
func (w *traceWords) zero(outcome string) string {
	switch outcome {
	case string(ZeroFull):
		return w.say("đủ điểm", "full points")
	case string(EqualHalf):
		return w.say("một nửa số điểm", "half the points")
	case string(ZeroNotApplicable):
		return w.say("không áp dụng", "not applicable")
	}
	return w.say("0 điểm", "0 points")
}

func (w *traceWords) mode(m RoundMode) string {
	switch m {
	case HalfEven:
		return w.say("một nửa về số chẵn", "half to even")
	case Down:
		return w.say("bỏ phần lẻ", "down")
	case Up:
		return w.say("lên", "up")
	}
	return w.say("một nửa làm tròn lên", "half up")
}
