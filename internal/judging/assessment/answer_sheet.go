package assessment

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Bounds of what is written in words, in characters: an answer is a paragraph,
// a reason some sentences.
const (
	maxWords  = 10_000
	maxReason = 2_000
)

// judgeAnswer makes a change of a row whose answer is not as it was written.
func (r *formReading) judgeAnswer(row *sheet.Row, it *sheetItem, b buriedRow) {
	if b.same(row) {
		return
	}
	before := len(r.faults)
	answer, mark, reason := row.Cell(answerCol), row.Cell(inapplicableCol), row.Cell(reasonCol)
	after, err := it.read(answer, r.decimal)
	r.faults.Add(err)
	after.NotApplicable, err = readMark(mark)
	r.faults.Add(err)
	after.Reason, err = readWords(reason, maxReason)
	r.faults.Add(err)
	if len(r.faults) == before {
		r.judgeWhole(it, after, answer, mark, reason)
	}
	now := r.f.Values[it.Code]
	if len(r.faults) > before || after.same(now) {
		return
	}
	r.changes = append(r.changes, Change{
		Agency: r.f.Agency, Item: it.Code, Before: now, After: after, Cell: answer.Place(),
		Revision: b.revision, Moved: now.Version != b.revision,
	})
}

// judgeWhole tells what does not fit together in one answer.
func (r *formReading) judgeWhole(it *sheetItem, v SheetValue, answer, mark, reason sheet.Cell) {
	given := v.Value.State == scoring.Given
	switch {
	case v.NotApplicable && given:
		r.add(mark.Wrong("assessment.value.both", fault.Args{"answer": answer.Address.String()}).WithHint("assessment.value.bothHint"))
	case v.NotApplicable && v.Reason == "":
		r.add(reason.Wrong("assessment.value.reasonNone", nil).WithHint("assessment.take.reason"))
	case !v.NotApplicable && v.Reason != "":
		r.add(reason.Wrong("assessment.value.reasonAlone", nil).WithHint("assessment.take.inapplicable"))
	}
}

// readMark reads the column "not applicable".
func readMark(c sheet.Cell) (bool, error) {
	s, err := c.Text()
	if err != nil {
		return false, err
	}
	switch yes, ok := yesOrNo(s); {
	case s == "":
		return false, nil
	case ok:
		return yes, nil
	}
	return false, c.Wrong("assessment.value.mark", nil)
}

// yesOrNo reads the words, signs and truth values that people use for both.
func yesOrNo(s string) (yes, ok bool) {
	switch text.Fold(s) {
	case "x", "✓", text.Fold("có"), "yes", "y", "true", "1":
		return true, true
	case text.Fold("không"), "no", "n", "false", "0":
		return false, true
	}
	return false, false
}

// readWords reads a text of a bounded length.
func readWords(c sheet.Cell, limit int) (string, error) {
	s, err := c.Text()
	if err != nil {
		return "", err
	}
	s = plainText(s)
	if n := utf8.RuneCountInString(s); n > limit {
		return "", c.Wrong("assessment.value.long", fault.Args{"count": n, "limit": limit})
	}
	return s, nil
}

// read reads the answer of an item from its cell; blank is not answered.
func (it *sheetItem) read(c sheet.Cell, decimal text.Decimal) (SheetValue, error) {
	if c.Fault != nil {
		return SheetValue{}, c.Fault
	}
	if c.Blank() {
		return SheetValue{}, nil
	}
	if it.Type == scoring.Words {
		s, err := readWords(c, maxWords)
		return SheetValue{Words: s, Value: scoring.Give(scoring.Num{})}, err
	}
	if it.words != nil {
		return it.readChoice(c)
	}
	return it.readNumber(c, decimal)
}

// readChoice finds the option that a word stands for, in either language or by
// its code.
func (it *sheetItem) readChoice(c sheet.Cell) (SheetValue, error) {
	s, err := c.Text()
	if err != nil {
		return SheetValue{}, err
	}
	if yes, ok := yesOrNo(s); ok && it.Type == scoring.YesNo {
		return SheetValue{Value: scoring.GiveBool(yes)}, nil
	}
	for _, words := range [][]string{it.words, it.choices(text.Vi), it.choices(text.En), it.codes()} {
		i := slices.Index(words, s)
		if i < 0 {
			fold := func(w string) bool { return text.Fold(w) == text.Fold(s) }
			if i = slices.IndexFunc(words, fold); i < 0 || slices.ContainsFunc(words[i+1:], fold) {
				continue // none, or more than one
			}
		}
		if it.Type == scoring.YesNo {
			i = 1 - i // 1 yes, 0 no
		} else {
			i++
		}
		return SheetValue{Value: scoring.GiveInt(int64(i))}, nil
	}
	options := func(lang text.Lang) string { return strings.Join(it.choices(lang), "; ") }
	return SheetValue{}, c.Wrong("assessment.value.option", fault.Args{"options": scoring.Text{Vi: options(text.Vi), En: options(text.En)}}).
		WithHint("assessment.value.optionHint")
}

// codes are the codes of the options.
func (it *sheetItem) codes() (codes []string) {
	for _, o := range it.Options {
		codes = append(codes, o.Code)
	}
	return codes
}

// readNumber reads a number within the bounds of the item.
func (it *sheetItem) readNumber(c sheet.Cell, decimal text.Decimal) (SheetValue, error) {
	n := text.Number{Text: c.Value}
	if c.Type != sheet.NumberCell || c.Has(sheet.AsPercent) { // else it is canonical already
		var err error
		n, err = c.Number(decimal)
		if err != nil && decimal == text.AskDecimal && it.whole() {
			// Of things that are counted only one of the two readings is a value.
			if m, other := c.Number(text.CommaDecimal); other == nil {
				if x, wrong := scoring.ParseNum(m.Text); wrong == nil && x.IsInt() {
					n, err = m, nil
				}
			}
		}
		if err != nil {
			return SheetValue{}, err
		}
	}
	switch {
	case n.Unit == text.PerMille && it.Type == scoring.Percent:
		return SheetValue{}, c.Wrong("assessment.value.perMille", nil)
	case n.Unit != text.NoUnit && it.Type != scoring.Percent:
		return SheetValue{}, c.Wrong("assessment.value.percent", nil)
	}
	x, err := scoring.ParseNum(n.Text)
	if err != nil {
		return SheetValue{}, fault.Wrap(fault.Invalid, err, "text.number.invalid", nil).WithPlace(c.Place()).WithExpected("text.number.expected")
	}
	lo, hi := it.bounds()
	key := ""
	switch {
	case it.whole() && !x.IsInt():
		key = "assessment.value.whole"
	case lo != nil && x.Less(*lo) || hi != nil && hi.Less(x):
		key = "assessment.value.range"
	default:
		return SheetValue{Value: scoring.Give(x)}, nil
	}
	return SheetValue{}, c.Wrong(key, fault.Args{"takes": it.takesBoth()}).WithHint("assessment.value.rangeHint")
}
