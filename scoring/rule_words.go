package scoring

import "strings"

// RuleLines says a rule in sentences, in "vi" or "en", as somebody reads it who
// wants to know how points come about: items by name, maxima and targets with
// their numbers. max is the maximum under which it stands. A rule within another
// stands one deeper. It works on unsound rules, too: what is unknown keeps its
// code.
func RuleLines(f *Framework, r Rule, max Num, lang string) []TraceLine {
	w := &traceWords{f: f, items: newReader(f).byCode, lang: lang}
	if r != nil {
		w.rule(r, max, 0, "")
	}
	return w.lines
}

// Text says a condition in "vi" or "en": "Máy chủ > 0".
func (c *Condition) Text(f *Framework, lang string) string {
	w := &traceWords{f: f, items: newReader(f).byCode, lang: lang}
	if c.Node != "" {
		return w.say("điểm ", "score of ") + w.condition(c)
	}
	return w.condition(c)
}

func (w *traceWords) points(n Num) string {
	s := w.num(n)
	return s + w.say(" điểm", pointsWord(s))
}

// term gives an item or quantity by its names alone.
func (w *traceWords) terms(ts []Term) string {
	all := make([]TraceTerm, len(ts))
	for i, t := range ts {
		all[i] = TraceTerm{Item: t.Item, Factor: orNum(t.Factor, one)}
	}
	names, _ := w.side(all)
	return names
}

func (w *traceWords) amount(q *Quantity) string {
	bracket := func(ts []Term) string {
		if len(ts) > 1 {
			return "(" + w.terms(ts) + ")"
		}
		return w.terms(ts)
	}
	if len(q.Per) == 0 {
		return w.terms(q.Sum)
	}
	return bracket(q.Sum) + " / " + bracket(q.Per)
}

// whenZero tells what a division by zero comes to.
func (w *traceWords) whenZero(q *Quantity) string {
	if len(q.Per) == 0 {
		return ""
	}
	return w.say(" Mẫu số bằng 0: ", " A denominator of 0: ") + w.zero(string(q.Zero)) + "."
}

func (w *traceWords) among(in Within) string {
	if in == WithinCohort {
		return w.say("trong toàn bộ các cơ quan", "of all agencies")
	}
	return w.say("trong nhóm", "of the group")
}

// rule says one rule with those in it; name is that of the part, "" for none.
func (w *traceWords) rule(r Rule, max Num, depth int, name string) {
	if name != "" {
		name += ": "
	}
	w.add(depth, "%s%s", name, w.sentence(r, max))
	part := func(p *Part, before string) {
		if p.Rule == nil {
			return
		}
		title := p.Name.In(w.lang)
		if title == "" {
			title = w.say("Phần", "Part")
		}
		title = before + title + " (" + w.points(p.Max)
		if p.Weight != nil {
			title += w.say(", trọng số ", ", weight ") + w.num(*p.Weight)
		}
		w.rule(p.Rule, p.Max, depth+1, title+")")
	}
	switch r := r.(type) {
	case *Sum:
		for i := range r.Parts {
			part(&r.Parts[i], "")
		}
	case *Mean:
		for i := range r.Parts {
			part(&r.Parts[i], "")
		}
	case *Best:
		for i := range r.Cases {
			part(&r.Cases[i], "")
		}
	case *BaseBest:
		part(&r.Base, w.say("Điểm nền, ", "Base, "))
		for i := range r.Cases {
			part(&r.Cases[i], "")
		}
	case *Cap:
		if r.Rule != nil {
			w.rule(r.Rule, max, depth+1, "")
		}
	case *Floor:
		if r.Rule != nil {
			w.rule(r.Rule, max, depth+1, "")
		}
	case *Steps:
		for i := range r.Steps {
			w.add(depth+1, "%s", w.stepLine(r, i, max))
		}
	case *ChoiceRule:
		for _, c := range r.Cases {
			w.add(depth+1, "%s: %s", w.option(r.Item, c.Option), w.points(c.of(max)))
		}
	case *LevelRule:
		for _, c := range r.Map {
			w.add(depth+1, "%s %s: %s", w.say("Mức", "Level"), w.num(Int(int64(c.Level))), w.points(c.of(max)))
		}
	}
}

func (w *traceWords) stepLine(r *Steps, i int, max Num) string {
	line := w.say("Từ ", "From ") + w.num(r.Steps[i].From)
	if end := r.end(i); end != nil {
		line += w.say(" đến dưới ", " to below ") + w.num(*end)
	} else {
		line += w.say(" trở lên", " upwards")
	}
	return line + ": " + w.points(r.Steps[i].of(max))
}

// sentence says what one rule does itself.
func (w *traceWords) sentence(r Rule, max Num) string {
	full := w.points(max)
	switch r := r.(type) {
	case *Ratio:
		return w.ratio(r, max)
	case *Relative:
		return w.relative(r, full)
	case *Leader:
		at := w.num(r.at())
		return w.amount(&r.Of) + w.say(" so với mục tiêu ", " against the target ") + w.num(r.Target) + w.say(": dưới mục tiêu được ", ": below it ") +
			at + " × " + w.say("tỷ lệ đạt × ", "the share reached × ") + full + w.say("; trên mục tiêu tăng dần đến ", "; above it rising to ") + full +
			w.say(" cho cơ quan cao nhất ", " for the highest ") + w.among(r.Within) + "." + w.whenZero(&r.Of)
	case *Standardise:
		return w.standardise(r, full)
	case *Steps:
		return w.say("Theo bậc của ", "By steps of ") + w.amount(&r.Of) + w.say("; ngoài các bậc được 0 điểm:", "; outside of them 0 points:") + w.whenZero(&r.Of)
	case *ChoiceRule:
		return w.say("Theo phương án của ", "By the answer to ") + w.item(r.Item) + w.say("; phương án không nêu ở đây được 0 điểm:", "; an answer not named here earns 0 points:")
	case *Counted:
		out := w.amount(&r.Of) + " × " + w.points(r.Each)
		return out + w.say(", tối đa ", ", at most ") + w.points(orNum(r.Cap, max)) + "." + w.whenZero(&r.Of)
	case *BonusPenalty:
		return w.bonus(r, max)
	case *LevelRule:
		if len(r.Map) > 0 {
			return w.say("Theo mức của ", "By the level of ") + w.item(r.Item) + w.say("; mức không nêu ở đây được 0 điểm:", "; a level not named here earns 0 points:")
		}
		if it := w.items[r.Item]; it != nil {
			return w.item(r.Item) + w.say(": mỗi mức ", ": each level ") + w.points(r.each(it, max)) + w.say(", tối đa ", ", at most ") + full + "."
		}
		return w.item(r.Item) + w.say(": theo mức, tối đa ", ": by its level, at most ") + full + "."
	case *YesNoRule:
		yes, no := full, w.points(Num{})
		if r.Invert {
			yes, no = no, yes
		}
		return w.item(r.Item) + w.say(": có được ", ": yes earns ") + yes + w.say(", không được ", ", no earns ") + no + "."
	case *Manual:
		return w.say("Hội đồng chấm trực tiếp từ 0 đến ", "The Council gives 0 to ") + full + w.say(" theo hướng dẫn chấm.", ", by the rubric.")
	case *Sum:
		return w.say("Cộng điểm các phần:", "The parts added up:")
	case *Mean:
		return w.say("Bình quân theo trọng số của các phần, quy ra tối đa ", "The weighted mean of the parts, out of ") + full + ":"
	case *Best:
		return w.say("Lấy trường hợp được nhiều điểm nhất:", "The best of these cases:")
	case *BaseBest:
		return w.say("Điểm nền cộng trường hợp được nhiều điểm nhất:", "The base and the best of the cases:")
	case *Cap:
		return w.say("Không quá ", "At most ") + w.points(r.Points) + w.say(" của:", " of:")
	case *Floor:
		return w.say("Ít nhất ", "At least ") + w.points(r.Points) + w.say(" của:", " of:")
	}
	return r.Kind()
}

func (w *traceWords) ratio(r *Ratio, max Num) string {
	share := w.amount(&r.Of)
	if target := orNum(r.Target, one); target != one {
		if len(r.Of.Sum)+len(r.Of.Per) > 1 {
			share = "(" + share + ")"
		}
		share += " / " + w.num(target)
	}
	most := orNum(r.Cap, one)
	if r.Invert {
		return "(1 − " + share + ") × " + w.points(max) + w.say(", không dưới 0 điểm.", ", never below 0.") + w.whenZero(&r.Of)
	}
	return share + " × " + w.points(max) + w.say(", tối đa ", ", at most ") + w.points(most.Mul(max)) + "." + w.whenZero(&r.Of)
}

func (w *traceWords) relative(r *Relative, full string) string {
	x := w.amount(&r.Of)
	bare := x
	if len(r.Of.Per) > 0 || len(r.Of.Sum) > 1 {
		bare = "(" + x + ")"
	}
	var out string
	switch {
	case r.To == ToWorst:
		out = "(1 − " + bare + " / " + w.say("giá trị lớn nhất ", "the largest ") + w.among(r.Within) + ") × " + full
	case r.Better == Low:
		out = w.say("Giá trị nhỏ nhất ", "The smallest ") + w.among(r.Within) + " / " + bare + " × " + full
	default:
		out = bare + " / " + w.say("giá trị lớn nhất ", "the largest ") + w.among(r.Within) + " × " + full
	}
	return out + "." + w.whenZero(&r.Of)
}

func (w *traceWords) standardise(r *Standardise, full string) string {
	x := w.amount(&r.Of)
	if r.Method == ZScore {
		x = w.say("Điểm z của ", "The z-score of ") + x + " " + w.among(r.Within)
	}
	low, high := w.say("giá trị nhỏ nhất ", "the smallest ")+w.among(r.Within), w.say("giá trị lớn nhất ", "the largest ")+w.among(r.Within)
	if r.Low != nil {
		low = w.num(*r.Low)
	}
	if r.High != nil {
		high = w.num(*r.High)
	}
	zero, most := w.points(Num{}), full
	if r.Better == Low {
		zero, most = most, zero
	}
	out := x + w.say(": tại ", ": at ") + low + w.say(" được ", " ") + zero + w.say(", tại ", ", at ") + high + w.say(" được ", " ") + most + w.say(", giữa hai mốc theo tỷ lệ.", ", in between in proportion.")
	if r.Equal != "" {
		out += w.say(" Các cơ quan bằng nhau: ", " All alike: ") + w.zero(string(r.Equal)) + "."
	}
	return out + w.whenZero(&r.Of)
}

func (w *traceWords) bonus(r *BonusPenalty, max Num) string {
	var parts []string
	if len(r.Plus.Sum) > 0 {
		parts = append(parts, w.say("cộng ", "plus ")+w.amount(&r.Plus)+" × "+w.points(r.PlusEach))
	}
	if len(r.Minus.Sum) > 0 {
		parts = append(parts, w.say("trừ ", "minus ")+w.amount(&r.Minus)+" × "+w.points(r.MinusEach))
	}
	out := strings.Join(parts, "; ")
	return strings.ToUpper(out[:min(1, len(out))]) + out[min(1, len(out)):] + w.say("; trong khoảng từ ", "; between ") + w.num(r.Min) + w.say(" đến ", " and ") + w.points(orNum(r.Max, max)) + "."
}
