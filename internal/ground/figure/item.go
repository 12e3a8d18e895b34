package figure

import (
	"regexp"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Kind is what kind of value an item takes. The words are those of the types of
// items in a framework, and ratio.
type Kind string

const (
	Count   Kind = "count"   // a whole number >= 0
	Number  Kind = "number"  // any number
	Percent Kind = "percent" // the figure before the sign: 97.5 for 97.5 %, or numerator and denominator; 0 to 100 unless Min, Max say otherwise
	YesNo   Kind = "yesno"
	Choice  Kind = "choice" // the code of one of Options
	Level   Kind = "level"  // a whole number from Min, 1 unless declared, to Max
	Words   Kind = "text"
	Ratio   Kind = "ratio" // Numerator over Denominator, two items of kind count or number
)

// Kinds are all kinds, in the order in which they are offered.
var Kinds = []Kind{Count, Number, Percent, Ratio, YesNo, Choice, Level, Words}

// Text is a text in both languages. English may be missing.
type Text struct {
	Vi string `json:"vi"`
	En string `json:"en,omitempty"`
}

// In gives the text in a language, the Vietnamese one when it is not there.
func (t Text) In(lang string) string {
	if lang == string(text.En) && t.En != "" {
		return t.En
	}
	return t.Vi
}

// Option is one answer of an item of kind choice.
type Option struct {
	Code string `json:"code"`
	Name Text   `json:"name"`
}

// Item is one version of a data item: what a code means from a day until
// another. What a code means is never changed, only followed by a new version.
type Item struct {
	Code        string // "may_tinh"
	Version     int    // from 1, given by the dictionary
	From, To    text.Date
	Name        Text
	Definition  Text
	Unit        Text // "máy", "người"
	Kind        Kind
	Min, Max    *Num // smallest and largest value allowed; nil: by Kind
	Options     []Option
	Numerator   string // of a ratio: the code of the item above the line
	Denominator string // and of the one below
	Per         int64  // of a ratio: shown for so many, 100 is percent; 0 is 1
	Owner       Text   // who answers for the definition
	Source      Text   // where the figure comes from
	Basis       string // the legal act that introduced it, with number and date
}

// ValidOn tells whether the version holds on a day: [From, To), To blank is open.
func (it *Item) ValidOn(day text.Date) bool {
	return it.From.ISO() <= day.ISO() && (it.To.Blank() || day.ISO() < it.To.ISO())
}

// Withdrawn tells that the version was replaced from its first day, so that it
// never held; it stays in the history.
func (it *Item) Withdrawn() bool { return !it.To.Blank() && it.To.ISO() <= it.From.ISO() }

// per is how many a ratio is shown for.
func (it *Item) per() int64 { return max(it.Per, 1) }

// bounds gives the smallest and largest value allowed, declared or by kind; nil
// is an open end.
func (it *Item) bounds() (lo, hi *Num) {
	lo, hi = it.Min, it.Max
	zero, one, hundred := Int(0), Int(1), Int(100)
	if lo == nil {
		switch it.Kind {
		case Count, Percent:
			lo = &zero
		case Level:
			lo = &one
		}
	}
	if hi == nil && it.Kind == Percent {
		hi = &hundred
	}
	return lo, hi
}

// Quantity gives the number that a value of the item counts as in a mean: a
// ratio as quotient, a percent as the figure before the sign, yes as 1, no as 0.
// It is false when there is none.
func (it *Item) Quantity(v Value) (Num, bool) {
	switch v.form {
	case IsNumber:
		return v.top, true
	case IsYesNo:
		return v.top, true
	case IsRatio:
		q, ok := v.top.Quo(v.bottom)
		if it.Kind == Percent {
			q = q.Mul(Int(100))
		}
		return q, ok
	}
	return Num{}, false
}

// forms are the forms that a value of each kind may have, beside missing and not
// applicable.
var forms = map[Kind][]Form{
	Count: {IsNumber}, Number: {IsNumber}, Level: {IsNumber}, Percent: {IsNumber, IsRatio},
	Ratio: {IsRatio}, YesNo: {IsYesNo}, Choice: {IsChoice}, Words: {IsWords},
}

// CheckValue holds a value against the item; all faults are told.
func (it *Item) CheckValue(v Value) error {
	bad := func(key string, args fault.Args) error {
		return fault.New(fault.Invalid, key, args).WithFound(text.Clip(v.String(), 80))
	}
	if strings.ContainsFunc(v.words, forbidden) || len(v.words) > maxWords {
		return bad("figure.text.signs", nil)
	}
	switch {
	case v.form == IsMissing:
		return nil
	case v.form == IsNotApplicable && strings.TrimSpace(v.words) == "":
		return bad("figure.value.reason", fault.Args{"item": it.Code})
	case v.form == IsNotApplicable:
		return nil
	case !slices.Contains(forms[it.Kind], v.form):
		return bad("figure.value.kind", fault.Args{"item": it.Code, "kind": term{"figure.kind.", string(it.Kind)}})
	case v.form == IsRatio && v.bottom.Sign() <= 0:
		return bad("figure.value.denominator", fault.Args{"item": it.Code})
	case it.Kind == Choice && !slices.ContainsFunc(it.Options, func(o Option) bool { return o.Code == v.words }):
		var codes []string
		for _, o := range it.Options {
			codes = append(codes, o.Code)
		}
		return bad("figure.value.option", fault.Args{"item": it.Code, "options": strings.Join(codes, ", ")})
	}
	var faults fault.List
	if q, ok := it.Quantity(v); ok {
		lo, hi := it.bounds()
		if (it.Kind == Count || it.Kind == Level) && !q.IsInt() {
			faults.Add(bad("figure.value.whole", fault.Args{"item": it.Code}))
		}
		if lo != nil && q.Cmp(*lo) < 0 {
			faults.Add(bad("figure.value.low", fault.Args{"item": it.Code, "least": lo.Rat()}))
		}
		if hi != nil && q.Cmp(*hi) > 0 {
			faults.Add(bad("figure.value.high", fault.Args{"item": it.Code, "most": hi.Rat()}))
		}
	}
	return faults.Err()
}

// codeForm is the form of codes of items and options: they become headings of
// tables and names in files.
var codeForm = regexp.MustCompile(`^[a-z][a-z0-9_]{0,63}$`)

// maxText bounds names and definitions, in runes.
const maxText = 4000

// Check tells all that is wrong with one version by itself; faults name their
// field as the columns of a plain row do.
func (it *Item) Check() error {
	var faults fault.List
	bad := func(field, key string, args fault.Args) {
		faults.Add(fault.New(fault.Invalid, key, args).WithPlace(fault.Place{Field: field}))
	}
	if !codeForm.MatchString(it.Code) {
		bad("code", "figure.item.code", nil)
	}
	for _, c := range columns {
		s := c.get(it)
		var back Item // what a workbook would give back
		err := c.set(&back, s)
		lossy := err == nil && c.get(&back) != s || c.key == "options" && !slices.Equal(back.Options, it.Options)
		if lossy || strings.ContainsFunc(s, forbidden) || !text.IsNFC(s) || len([]rune(s)) > maxText && c.key != "options" {
			bad(c.key, "figure.text.signs", nil)
		}
		if c.needed && strings.TrimSpace(s) == "" {
			bad(c.key, "figure.item.blank", fault.Args{"column": term{"figure.column.", c.key}})
		}
	}
	if it.Kind != "" && !slices.Contains(Kinds, it.Kind) {
		bad("kind", "figure.item.kind", nil)
	}
	switch {
	case !realDay(it.From):
		bad("from", "figure.item.day", nil)
	case !it.To.Blank() && (!realDay(it.To) || it.To.ISO() < it.From.ISO()):
		bad("to", "figure.item.until", nil)
	}
	if (it.Kind == Count || it.Kind == Number) && strings.TrimSpace(it.Unit.Vi) == "" {
		bad("unitVi", "figure.item.unit", nil)
	}
	it.checkRange(bad)
	it.checkOptions(bad)
	if it.Kind == Ratio {
		if !codeForm.MatchString(it.Numerator) || it.Numerator == it.Code {
			bad("numerator", "figure.item.part", nil)
		}
		if !codeForm.MatchString(it.Denominator) || it.Denominator == it.Code || it.Denominator == it.Numerator {
			bad("denominator", "figure.item.part", nil)
		}
	} else if it.Numerator != "" || it.Denominator != "" || it.Per != 0 {
		bad("numerator", "figure.item.parts", nil)
	}
	if it.Per < 0 {
		bad("per", "figure.item.per", nil)
	}
	return faults.Err()
}

func (it *Item) checkRange(bad func(field, key string, args fault.Args)) {
	numeric := slices.Contains([]Kind{Count, Number, Percent, Ratio, Level}, it.Kind)
	if !numeric && (it.Min != nil || it.Max != nil) {
		bad("min", "figure.item.range", nil)
		return
	}
	if it.Kind == Level && it.Max == nil {
		bad("max", "figure.item.levels", nil)
	}
	if it.Kind == Count || it.Kind == Level {
		for field, n := range map[string]*Num{"min": it.Min, "max": it.Max} {
			if n != nil && (!n.IsInt() || n.Sign() < 0) {
				bad(field, "figure.item.whole", nil)
			}
		}
	}
	if lo, hi := it.bounds(); lo != nil && hi != nil && lo.Cmp(*hi) > 0 {
		bad("max", "figure.item.order", fault.Args{"least": lo.Rat(), "most": hi.Rat()})
	}
}

func (it *Item) checkOptions(bad func(field, key string, args fault.Args)) {
	if it.Kind != Choice {
		if len(it.Options) > 0 {
			bad("options", "figure.item.optionless", nil)
		}
		return
	}
	if len(it.Options) < 2 {
		bad("options", "figure.item.options", nil)
	}
	seen := map[string]bool{}
	for _, o := range it.Options {
		switch {
		case !codeForm.MatchString(o.Code) || strings.TrimSpace(o.Name.Vi) == "":
			bad("options", "figure.option.form", fault.Args{"option": text.Clip(o.Code, 40)})
		case seen[o.Code]:
			bad("options", "figure.option.twice", fault.Args{"option": o.Code})
		}
		seen[o.Code] = true
	}
}

// readDay reads yyyy-mm-dd; blank is no day.
func readDay(s string) (text.Date, error) {
	if s == "" {
		return text.Date{}, nil
	}
	return text.ParseISODate(s)
}

// realDay tells whether a date is a day that exists.
func realDay(d text.Date) bool {
	read, err := text.ParseISODate(d.ISO())
	return err == nil && read == d
}
