package scoring

import (
	"fmt"
	"strings"
)

// TraceLine is one line of a trace in words. Depth is how far it is indented: a
// node or part, its steps one deeper, its own parts likewise.
type TraceLine struct {
	Depth int
	Text  string
}

// Lines gives the trace as a person reads it, in "vi" or "en": inputs by name,
// each formula with the numbers put in, the result, the rounding. f is the
// framework of the result. Numbers are exact where they end within 6 decimals
// and cut with "…" where they do not; Vietnamese has a decimal comma.
func (t *Trace) Lines(f *Framework, lang string) []TraceLine {
	w := &traceWords{f: f, items: newReader(f).byCode, lang: lang}
	w.trace(t, 0)
	return w.lines
}

// Text gives the lines of the trace, indented by two blanks.
func (t *Trace) Text(f *Framework, lang string) string {
	var b strings.Builder
	for _, l := range t.Lines(f, lang) {
		b.WriteString(strings.Repeat("  ", l.Depth) + l.Text + "\n")
	}
	return b.String()
}

// traceWords puts a trace into words.
type traceWords struct {
	f     *Framework
	items map[string]*Item
	lang  string
	lines []TraceLine
}

// say picks the language.
func (w *traceWords) say(vi, en string) string { return Text{Vi: vi, En: en}.In(w.lang) }

func (w *traceWords) add(depth int, format string, args ...any) {
	w.lines = append(w.lines, TraceLine{depth, fmt.Sprintf(format, args...)})
}

func (w *traceWords) trace(t *Trace, depth int) {
	name := strings.TrimSpace(t.Code + " " + t.Name.In(w.lang))
	if name == "" {
		name = w.say("Phần", "Part")
	}
	w.add(depth, "%s: %s", name, w.score(t.Score))
	// What the parts came to is read before what is made of them.
	for _, p := range t.Parts {
		w.trace(p, depth+1)
	}
	for i := range t.Steps {
		w.add(depth+1, "%s", w.step(&t.Steps[i]))
	}
}

// score says points, maximum and state.
func (w *traceWords) score(s Score) string {
	switch s.State {
	case StateNotApplicable:
		return w.say("không áp dụng, không tính vào điểm tối đa", "not applicable, out of the maximum")
	case StateExcluded:
		return w.say("thiếu số liệu, không tính vào điểm tối đa", "missing, out of the maximum")
	case StateBlocked:
		return w.say("thiếu số liệu bắt buộc, chưa có điểm", "missing what is required, no score")
	case StateContext:
		return w.say("chỉ để tham khảo, không tính điểm", "for information only, not scored")
	}
	out := w.num(s.Points)
	if !s.Max.IsZero() {
		out += "/" + w.num(s.Max)
	}
	out += w.say(" điểm", pointsWord(out))
	if s.State == StateMissing {
		out += w.say(" (thiếu số liệu)", " (missing)")
	}
	return out
}

// pointsWord is the English word behind a count: 1 point, 0.5 points, 1/5 points.
func pointsWord(count string) string {
	if count == "1" {
		return " point"
	}
	return " points"
}

// tracePlaces is how many decimals a trace shows before it cuts with "…"; four
// are printed in official tables, two more let a reader follow the last.
const tracePlaces = 6

// num shows a number.
func (w *traceWords) num(n Num) string {
	s, places := n.String(), 0
	if p, ok := n.IsFinite(); !ok || p > tracePlaces {
		s, places = n.Decimal(tracePlaces, Down), 1
	}
	if w.lang == "vi" {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s + strings.Repeat("…", places)
}

// operand shows a number inside a formula.
func (w *traceWords) operand(n Num) string {
	if n.Sign() < 0 {
		return "(" + w.num(n) + ")"
	}
	return w.num(n)
}

func (w *traceWords) nums(ns []Num, sep string) string {
	out := make([]string, len(ns))
	for i, n := range ns {
		out[i] = w.operand(n)
	}
	return strings.Join(out, sep)
}

// item gives the name of an item.
func (w *traceWords) item(code string) string {
	if it := w.items[code]; it != nil && !it.Name.IsZero() {
		return it.Name.In(w.lang)
	}
	return code
}

// side writes one side of a quantity twice: with names and with numbers.
func (w *traceWords) side(ts []TraceTerm) (names, values string) {
	for i, t := range ts {
		factor := t.Factor
		if sign := " + "; i > 0 || factor.Sign() < 0 {
			if factor.Sign() < 0 {
				sign, factor = " - ", factor.Abs()
				if i == 0 {
					sign = "-"
				}
			}
			names, values = names+sign, values+sign
		}
		if factor != one {
			names, values = names+w.num(factor)+" × ", values+w.num(factor)+" × "
		}
		names += w.item(t.Item)
		values += w.operand(t.Value.Num)
	}
	return names, values
}

func (w *traceWords) quantity(s *TraceStep) string {
	names, values := w.side(s.Terms)
	if len(s.Per) == 0 {
		if values == w.num(s.Result) {
			return names + " = " + values
		}
		return names + " = " + values + " = " + w.num(s.Result)
	}
	perNames, perValues := w.side(s.Per)
	bracket := func(s string, n int) string {
		if n > 1 {
			return "(" + s + ")"
		}
		return s
	}
	out := bracket(names, len(s.Terms)) + " / " + bracket(perNames, len(s.Per)) + " = " +
		bracket(values, len(s.Terms)) + " / " + bracket(perValues, len(s.Per))
	if len(s.Args) == 2 && s.Args[1].IsZero() {
		return out
	}
	return out + " = " + w.num(s.Result)
}

// condition says what was asked.
func (w *traceWords) condition(c *Condition) string {
	if c == nil {
		return ""
	}
	subject := w.item(c.Item)
	if c.Node != "" {
		subject = c.Node
	}
	op := strings.NewReplacer("!=", "≠", "<=", "≤", ">=", "≥").Replace(string(c.Op))
	value := w.num(c.Value)
	it := w.items[c.Item]
	switch {
	case c.Option != "":
		value = w.option(c.Item, c.Option)
	case it != nil && it.Type == YesNo:
		value = w.yesNo(c.Value)
	}
	return subject + " " + op + " " + value
}

func (w *traceWords) option(item, code string) string {
	if it := w.items[item]; it != nil {
		if i := it.option(code); i > 0 && !it.Options[i-1].Name.IsZero() {
			return it.Options[i-1].Name.In(w.lang)
		}
	}
	return code
}

func (w *traceWords) yesNo(n Num) string {
	if n.IsZero() {
		return w.say("không", "no")
	}
	return w.say("có", "yes")
}

func (w *traceWords) group(code string) string {
	for i := range w.f.Groups {
		if g := &w.f.Groups[i]; g.Code == code && !g.Name.IsZero() {
			return g.Name.In(w.lang)
		}
	}
	return code
}

func (w *traceWords) level(code string) string {
	for i := range w.f.Bands {
		if b := &w.f.Bands[i]; b.Code == code && !b.Name.IsZero() {
			return b.Name.In(w.lang)
		}
	}
	return code
}

func (w *traceWords) gate(code string) string {
	for i := range w.f.Gates {
		if g := &w.f.Gates[i]; g.Code == code && !g.Name.IsZero() {
			return g.Name.In(w.lang)
		}
	}
	return code
}
