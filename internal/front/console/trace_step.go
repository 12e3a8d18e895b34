package console

import (
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/scoring"
)

// step is one step of a trace in words, with its numbers put in.
func (st *standing) step(s *scoring.TraceStep) string {
	arg := func(i int) scoring.Num {
		if i < len(s.Args) {
			return s.Args[i]
		}
		return scoring.Num{}
	}
	switch s.Op {
	case scoring.OpQuantity:
		return st.quantityStep(s)
	case scoring.OpZero:
		return st.say("console.trace.zero") + ": " + st.outcomeOf(string(s.Zero))
	case scoring.OpEqual:
		return st.say("console.trace.equal") + ": " + st.outcomeOf(string(s.Equal))
	case scoring.OpItem:
		return st.itemName(s.Item) + " = " + st.fine(s.Result)
	case scoring.OpOption:
		return st.say("console.trace.option", "item", st.itemName(s.Item), "option", st.optionName(s.Item, s.Code), "points", st.points(s.Result))
	case scoring.OpStep:
		if len(s.Args) > 2 {
			return st.say("console.trace.step", "value", st.fine(arg(0)), "from", st.fine(arg(1)), "to", st.fine(arg(2)), "points", st.points(s.Result))
		}
		return st.say("console.trace.stepOpen", "value", st.fine(arg(0)), "from", st.fine(arg(1)), "points", st.points(s.Result))
	case scoring.OpNoStep:
		return st.say("console.trace.noStep", "value", st.fine(arg(0)))
	case scoring.OpLevel:
		return st.say("console.trace.level", "level", st.fine(arg(0))) + ": " + st.product(arg(0), arg(1), s.Result)
	case scoring.OpLevelMap:
		return st.say("console.trace.levelMap", "level", st.fine(arg(0)), "points", st.points(s.Result))
	case scoring.OpYesNo:
		answer := st.say("console.trace.yes")
		if arg(0).IsZero() {
			answer = st.say("console.trace.no")
		}
		return st.say("console.trace.yesNo", "item", st.itemName(s.Item), "answer", answer, "points", st.points(s.Result))
	case scoring.OpManual:
		return st.say("console.trace.manual", "points", st.points(s.Result))
	case scoring.OpDivide:
		return st.say("console.trace.target") + " = " + st.fine(arg(0)) + "/" + st.fine(arg(1)) + " " + st.equals(s.Result, false)
	case scoring.OpInvert:
		return "1 − " + st.fine(arg(0)) + " " + st.equals(s.Result, false)
	case scoring.OpCap:
		return st.say("console.trace.cap", "value", st.fine(arg(0)), "limit", st.fine(arg(1)))
	case scoring.OpFloor:
		return st.say("console.trace.floor", "value", st.fine(arg(0)), "limit", st.fine(arg(1)))
	case scoring.OpTimesMax, scoring.OpTimesEach:
		return st.product(arg(0), arg(1), s.Result)
	case scoring.OpBestPeer:
		return st.say("console.trace.best", "of", st.group(s.Code), "count", countOf(arg(0)), "value", st.fine(s.Result))
	case scoring.OpWorstPeer:
		return st.say("console.trace.worst", "of", st.group(s.Code), "count", countOf(arg(0)), "value", st.fine(s.Result))
	case scoring.OpLeader:
		return st.say("console.trace.leader", "value", st.fine(arg(0)), "target", st.fine(arg(1)), "largest", st.fine(arg(2)), "at", st.fine(arg(3))) + " " + st.equals(s.Result, false)
	case scoring.OpPlusMinus:
		return st.product2(arg(0), arg(1)) + " − " + st.product2(arg(2), arg(3)) + " " + st.equals(s.Result, true)
	case scoring.OpMinMax:
		return st.say("console.trace.minmax", "of", st.group(s.Code)) + ": (" + st.fine(arg(0)) + " − " + st.bracketed(arg(1)) + ")/(" + st.fine(arg(2)) + " − " + st.bracketed(arg(1)) + ") " + st.equals(s.Result, false)
	case scoring.OpZScore:
		return st.say("console.trace.z", "of", st.group(s.Code)) + ": (" + st.fine(arg(0)) + " − " + st.bracketed(arg(1)) + ")/" + st.fine(arg(2)) + " " + st.equals(s.Result, false)
	case scoring.OpAdd:
		return st.say("console.trace.add") + " = " + st.list(s.Args, " + ") + " " + st.equals(s.Result, true)
	case scoring.OpBest:
		return st.say("console.trace.bestCase", "cases", st.list(s.Args, "; "), "points", st.points(s.Result))
	case scoring.OpMean:
		return st.meanStep(s)
	case scoring.OpMin:
		return st.say("console.trace.min", "shares", st.list(s.Args, "; "), "value", st.fine(s.Result))
	case scoring.OpFull:
		return st.say("console.trace.full") + ": " + st.fine(arg(0)) + "/" + st.fine(arg(1)) + " × " + st.fine(arg(2)) + " " + st.equals(s.Result, true)
	case scoring.OpRound:
		return st.say("console.trace.round", "value", st.fine(arg(0)), "places", s.Places, "mode", st.mode(s.Mode), "result", st.text(s.Result))
	}
	return st.judgement(s)
}

// judgement is a step that is no arithmetic of a rule: what applies, what the
// Council decided, what level follows.
func (st *standing) judgement(s *scoring.TraceStep) string {
	arg := func(i int) scoring.Num {
		if i < len(s.Args) {
			return s.Args[i]
		}
		return scoring.Num{}
	}
	switch s.Op {
	case scoring.OpAdjust:
		sign := " + "
		if arg(1).Sign() < 0 {
			sign = " − "
		}
		return st.say("console.trace.adjust", "reason", s.Text+reference(s.Code)) + ": " + st.points(arg(0)) + sign + st.points(arg(1).Abs()) + " " + st.equals(s.Result, true)
	case scoring.OpMissing:
		return st.say("console.trace.missing", "item", st.itemName(s.Item))
	case scoring.OpInapplicable:
		return st.say("console.trace.itemInapplicable", "item", st.itemName(s.Item))
	case scoring.OpGroup:
		return st.say("console.trace.notForGroup", "of", st.group(s.Code))
	case scoring.OpCondition:
		return st.say("console.trace.notApplicable", "condition", st.condition(s))
	case scoring.OpExempt:
		return st.say("console.trace.exempt", "reason", s.Text+reference(s.Code))
	case scoring.OpScore:
		return st.say("console.trace.score") + " = " + st.points(arg(0)) + "/" + st.fine(arg(1)) + " × " + st.fine(arg(2)) + " " + st.equals(s.Result, true)
	case scoring.OpBand:
		return st.bandStep(s)
	case scoring.OpRequire:
		return st.say("console.trace.require", "level", st.bandName(s.Code), "condition", st.condition(s))
	case scoring.OpGate:
		return st.say("console.trace.gate", "gate", st.gateName(s.Code), "level", st.bandName(s.Text), "condition", st.condition(s))
	}
	return string(s.Op)
}

func (st *standing) bandStep(s *scoring.TraceStep) string {
	for i, b := range st.framework.Bands {
		if b.Code == s.Code {
			return st.say("console.trace.band", "level", st.bandName(s.Code), "range", st.bandRange(i))
		}
	}
	return st.bandName(s.Code)
}

// quantityStep is "Tỷ lệ = 245/250 = 0,98".
func (st *standing) quantityStep(s *scoring.TraceStep) string {
	if len(s.Per) == 0 {
		sum := st.terms(s.Terms, false)
		out := st.say("console.trace.value") + " = " + sum
		if strings.ContainsAny(sum, "+×") {
			out += " " + st.equals(s.Result, false)
		}
		return out
	}
	out := st.say("console.trace.share") + " = " + st.terms(s.Terms, true) + "/" + st.terms(s.Per, true)
	if len(s.Args) == 2 && s.Args[1].IsZero() {
		return out
	}
	return out + " " + st.equals(s.Result, false)
}

// meanStep is the mean of shares with their weights.
func (st *standing) meanStep(s *scoring.TraceStep) string {
	var above, below []string
	for i := 0; i+1 < len(s.Args); i += 2 {
		above = append(above, st.product2(s.Args[i], s.Args[i+1]))
		below = append(below, st.fine(s.Args[i+1]))
	}
	return st.say("console.trace.mean") + " = (" + strings.Join(above, " + ") + ")/(" + strings.Join(below, " + ") + ") " + st.equals(s.Result, false)
}

// product is "0,98 × 5 = 4,90".
func (st *standing) product(a, b, result scoring.Num) string {
	return st.product2(a, b) + " " + st.equals(result, true)
}

func (st *standing) product2(a, b scoring.Num) string {
	return st.fine(a) + " × " + st.bracketed(b)
}

func (st *standing) bracketed(x scoring.Num) string {
	if x.Sign() < 0 {
		return "(" + st.fine(x) + ")"
	}
	return st.fine(x)
}

// outcomeOf is a declared outcome in words.
func (st *standing) outcomeOf(outcome string) string {
	switch outcome {
	case "points_full":
		return st.say("console.trace.fullPoints")
	case "points_half":
		return st.say("console.trace.halfPoints")
	case "not_applicable":
		return st.say("console.trace.leaves")
	}
	return st.say("console.trace.noPoints")
}

func (st *standing) mode(m scoring.RoundMode) string {
	switch m {
	case scoring.HalfEven:
		return st.say("console.trace.halfEven")
	case scoring.Down:
		return st.say("console.trace.down")
	case scoring.Up:
		return st.say("console.trace.up")
	}
	return st.say("console.trace.halfUp")
}

func (st *standing) optionName(item, option string) string {
	if i, ok := st.result.Program().Item(item); ok {
		for n, o := range st.framework.Items[i].Options {
			if o.Code == option {
				return st.given(&st.framework.Items[i], scoring.Int(int64(n+1)))
			}
		}
	}
	return option
}

func countOf(x scoring.Num) string {
	n, _ := x.Int64()
	return strconv.FormatInt(n, 10)
}
