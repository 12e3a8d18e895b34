package figure

import (
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Show writes a number of the item as people read it, with its unit, rounded to
// so many places: a ratio for as many as it is shown for, a share of yes as
// percent.
func (it *Item) Show(n Num, lang text.Lang, places int) string {
	unit := it.Unit.In(string(lang))
	switch it.Kind {
	case Percent:
		unit = "%"
	case YesNo:
		n, unit = n.Mul(Int(100)), "%"
	case Ratio:
		n = n.Mul(Int(it.per()))
	}
	shown := n.Show(lang, places)
	switch unit {
	case "":
		return shown
	case "%", "‰":
		return shown + unit
	}
	return shown + " " + unit
}

// Sentence says the aggregate with its definition, its denominator and its
// count; where there is no value, why.
func (a *Aggregate) Sentence(lang text.Lang, places int) string {
	args := map[string]any{
		"item": a.Item.Name.In(string(lang)), "mean": a.meanIn(lang), "way": catalogue.Text(lang, "figure.way."+string(a.Way), nil),
		"date": text.FormatDate(a.Date), "counted": a.Counted, "applicable": a.Applicable, "inapplicable": a.Asked - a.Applicable,
	}
	if !a.Known {
		args["why"] = catalogue.Text(lang, "figure.why."+string(a.Why), map[string]any{"least": text.FormatPercent(a.Least.Rat(), 0, lang)})
		return catalogue.Text(lang, "figure.aggregate.withheld", args)
	}
	args["value"] = a.Item.Show(a.Value, lang, places)
	return catalogue.Text(lang, "figure.aggregate.known", args)
}

// meanIn says the kind of mean and, where there is a value, what stands above and
// below the line.
func (a *Aggregate) meanIn(lang text.Lang) string {
	args := map[string]any{"numerator": a.Numerator.Rat(), "denominator": a.Denominator.Rat(), "counted": a.GroupsCounted, "groups": a.GroupsApplicable}
	if a.Mean != OfGroups && !a.Known {
		return catalogue.Text(lang, "figure.within."+string(a.Mean), nil)
	}
	if a.Mean == OfGroups {
		args["within"] = catalogue.Text(lang, "figure.within."+string(a.Within), nil)
	}
	return catalogue.Text(lang, "figure.mean."+string(a.Mean), args)
}

// Sentence says why an agency is left out; name is what the agency is called.
func (l LeftOut) Sentence(lang text.Lang, name string) string {
	sentence := catalogue.Text(lang, "figure.left."+string(l.Why), map[string]any{"agency": name})
	if l.Reason == "" {
		return sentence
	}
	return catalogue.Text(lang, "figure.left.because", map[string]any{"sentence": sentence, "reason": l.Reason})
}
