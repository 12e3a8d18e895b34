package answers

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// inapplicable are the words for "not applicable", folded; the first is what is
// written.
var inapplicable = []string{"n/a", "kad", "không áp dụng"}

var inapplicableFolded = func() map[string]bool {
	folded := map[string]bool{}
	for _, word := range inapplicable {
		folded[text.Fold(word)] = true
	}
	return folded
}()

// readValue reads one cell as the item has it. The reason is that of what is
// not applicable. The error is a fault without a heading.
func readValue(item *scoring.Item, c sheet.Cell, decimal text.Decimal) (v scoring.Value, reason string, err error) {
	if c.Fault != nil {
		return v, "", c.Fault
	}
	if c.Blank() {
		return v, "", nil
	}
	words, err := c.Text()
	if err != nil {
		return v, "", err
	}
	if strings.Trim(words, "-–—−‒―") == "" {
		return v, "", c.Wrong("answers.value.dash", nil).WithHint("answers.value.dashHint")
	}
	before, after, colon := strings.Cut(strings.Replace(words, "：", ":", 1), ":")
	if inapplicableFolded[text.Fold(strings.TrimSpace(before))] {
		if reason = strings.TrimSpace(after); !colon || reason == "" {
			return v, "", c.Wrong("answers.value.unreasoned", nil).WithExpected("answers.value.reasonExpected")
		}
		return scoring.NotApplicable(), reason, nil
	}
	switch item.Type {
	case scoring.Words:
		return scoring.Give(scoring.Num{}), "", nil
	case scoring.YesNo:
		v, err = item.ParseValue(text.NFC(words))
		if err != nil {
			return scoring.Value{}, "", c.Wrong("answers.value.yesno", nil).WithExpected("answers.value.yesnoExpected")
		}
		return v, "", nil
	case scoring.Choice:
		v, err = item.ParseValue(words)
		if err != nil {
			return scoring.Value{}, "", c.Wrong("answers.value.option", fault.Args{"options": optionsOf(item)}).WithExpected("answers.value.optionExpected")
		}
		return v, "", nil
	}
	return readNumber(item, c, decimal)
}

func optionsOf(item *scoring.Item) string {
	var codes []string
	for _, o := range item.Options {
		codes = append(codes, o.Code)
	}
	return strings.Join(codes, ", ")
}

// readNumber reads the cell of an item that takes a number.
func readNumber(item *scoring.Item, c sheet.Cell, decimal text.Decimal) (v scoring.Value, reason string, err error) {
	if c.Type == sheet.DateCell {
		return v, "", c.Wrong("answers.value.date", nil).WithHint("answers.value.dateHint")
	}
	n, err := c.Number(decimal)
	if err != nil {
		return v, "", err
	}
	switch {
	case n.Unit == text.PerMille, n.Unit == text.Percent && item.Type != scoring.Percent:
		return v, "", c.Wrong("answers.value.percent", fault.Args{"item": item.Code}).WithHint("answers.value.percentHint")
	}
	return scoring.Give(scoring.FromRat(n.Rat)), "", nil
}

// refusal turns what the engine says about a value into a fault of the cell.
func refusal(err error, c sheet.Cell) error {
	f, ok := err.(*scoring.Fault)
	switch {
	case !ok:
		return err
	case f.Code == "value.whole":
		return c.Wrong("answers.value.whole", nil).WithExpected("answers.value.wholeExpected")
	case f.Code == "value.range" && len(f.Args) == 4:
		expected := "answers.value.rangeExpected"
		if _, bound := f.Args[2].(scoring.Num); !bound {
			expected = "answers.value.mostExpected"
		} else if _, bound := f.Args[3].(scoring.Num); !bound {
			expected = "answers.value.leastExpected"
		}
		return c.Wrong("answers.value.range", fault.Args{"low": f.Args[2], "high": f.Args[3]}).WithExpected(expected)
	}
	return fault.Wrap(fault.Invalid, err, "answers.value.refused", nil).WithPlace(c.Place())
}

// smallPercents watches a column of percentages: when none is above 1, shares
// were probably written where percentages are meant.
type smallPercents struct {
	item           *scoring.Item
	small, nonzero int
	large          bool
}

func (s *smallPercents) see(v scoring.Value) {
	if v.State != scoring.Given {
		return
	}
	switch one := scoring.Int(1); {
	case one.Less(v.Num):
		s.large = true
	case !v.Num.IsZero():
		s.nonzero++
		fallthrough
	default:
		s.small++
	}
}

// enough is how many values make a column suspicious rather than a coincidence.
const enough = 3

func (s *smallPercents) all() bool {
	return s.item.Type == scoring.Percent && !s.large && s.small >= enough && s.nonzero > 0
}
