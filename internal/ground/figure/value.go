package figure

import (
	"encoding/json"
	"errors"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Form is what a value is made of. The zero value is missing, which is never 0.
type Form uint8

const (
	IsMissing       Form = iota // nothing is known; perhaps why
	IsNotApplicable             // the question does not arise, with the reason
	IsNumber                    // one exact number
	IsRatio                     // numerator and denominator, kept as they are
	IsYesNo
	IsChoice // the code of an option
	IsWords
)

// formNames begin the text form and are the fields of the JSON form. They are
// stored and never change.
var formNames = [...]string{"missing", "inapplicable", "number", "ratio", "yesno", "choice", "text"}

// maxWords bounds words and reasons, in bytes: a cell of a workbook has at most
// 32,767 characters.
const maxWords = 1 << 17

// Value is what is known of one item of one agency. The zero value is missing
// without a reason. Values are immutable; compare them with Equal.
type Value struct {
	form        Form
	top, bottom Num
	words       string
}

// Missing says that nothing is known; reason may be "".
func Missing(reason string) Value { return Value{words: text.NFC(reason)} }

// NotApplicable says that the question does not arise for the agency. It needs a
// reason, which Item.Check asks for.
func NotApplicable(reason string) Value {
	return Value{form: IsNotApplicable, words: text.NFC(reason)}
}

// OfNumber is a count, number, level or percent (the figure before the sign).
func OfNumber(n Num) Value { return Value{form: IsNumber, top: n} }

// OfRatio is top of bottom: 987 computers for 1000 people. It is not reduced.
func OfRatio(top, bottom Num) Value { return Value{form: IsRatio, top: top, bottom: bottom} }

// OfYesNo is an answer to a question of yes or no.
func OfYesNo(yes bool) Value {
	v := Value{form: IsYesNo}
	if yes {
		v.top = Int(1)
	}
	return v
}

// OfChoice is an option by its code.
func OfChoice(code string) Value { return Value{form: IsChoice, words: text.NFC(code)} }

// OfWords is free text; blank text is missing.
func OfWords(s string) Value {
	if strings.TrimSpace(s) == "" {
		return Value{}
	}
	return Value{form: IsWords, words: text.NFC(s)}
}

// Form tells what the value is made of.
func (v Value) Form() Form { return v.form }

// Known tells whether there is an answer: neither missing nor not applicable.
func (v Value) Known() bool { return v.form > IsNotApplicable }

// Reason is why the value is missing or not applicable, "" when it is known.
func (v Value) Reason() string {
	if v.Known() {
		return ""
	}
	return v.words
}

// Number gives the number of a value that is one.
func (v Value) Number() (Num, bool) { return v.top, v.form == IsNumber }

// Ratio gives numerator and denominator of a value that has them.
func (v Value) Ratio() (top, bottom Num, ok bool) { return v.top, v.bottom, v.form == IsRatio }

// YesNo gives the answer of a value of that form.
func (v Value) YesNo() (yes, ok bool) { return v.top.Sign() > 0, v.form == IsYesNo }

// Words gives the option's code or the text of a value that has one.
func (v Value) Words() (string, bool) { return v.words, v.form == IsChoice || v.form == IsWords }

// Equal tells whether two values say the same: 1 of 2 is not 2 of 4.
func (v Value) Equal(w Value) bool {
	return v.form == w.form && v.words == w.words && v.top.Equal(w.top) && v.bottom.Equal(w.bottom)
}

// String gives the text form, in which values are stored: the name of the form
// and, behind a blank, what it holds.
//
//	number 39/40 · ratio 987 1000 · yesno yes · choice CODE · text WORDS · missing · missing REASON · inapplicable REASON
//
// ParseValue reads it back, and equal values have the same text.
func (v Value) String() string {
	name := formNames[v.form]
	switch v.form {
	case IsNumber:
		return name + " " + v.top.String()
	case IsRatio:
		return name + " " + v.top.String() + " " + v.bottom.String()
	case IsYesNo:
		if v.top.Sign() > 0 {
			return name + " yes"
		}
		return name + " no"
	}
	if v.words == "" {
		return name
	}
	return name + " " + v.words
}

// ParseValue reads the text form. The error is a fault of kind invalid.
func ParseValue(s string) (Value, error) {
	wrong := fault.New(fault.Invalid, "figure.value.form", nil).WithFound(text.Clip(s, 80))
	name, rest, cut := strings.Cut(s, " ")
	if len(s) > maxWords || !text.IsNFC(s) || strings.ContainsFunc(s, forbidden) || cut && rest == "" {
		return Value{}, wrong
	}
	switch name {
	case "missing":
		return Missing(rest), nil
	case "inapplicable":
		return NotApplicable(rest), nil
	case "number":
		n, err := ParseNum(rest)
		return OfNumber(n), err
	case "ratio":
		top, bottom, _ := strings.Cut(rest, " ")
		n, err := ParseNum(top)
		d, err2 := ParseNum(bottom)
		if err := errors.Join(err, err2); err != nil {
			return Value{}, wrong
		}
		return OfRatio(n, d), nil
	case "yesno":
		if rest == "yes" || rest == "no" {
			return OfYesNo(rest == "yes"), nil
		}
	case "choice":
		if rest != "" {
			return OfChoice(rest), nil
		}
	case "text":
		if strings.TrimSpace(rest) != "" {
			return OfWords(rest), nil
		}
	}
	return Value{}, wrong
}

// forbidden are signs that no column and no cell may hold.
func forbidden(r rune) bool {
	return unicode.IsControl(r) && r != '\n' && r != '\t' || r == unicode.ReplacementChar
}

// MarshalText gives String.
func (v Value) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads what ParseValue reads.
func (v *Value) UnmarshalText(b []byte) error {
	w, err := ParseValue(string(b))
	if err == nil {
		*v = w
	}
	return err
}

// valueJSON is the JSON form: exactly one of its parts, numerator and
// denominator together.
type valueJSON struct {
	Missing      *string `json:"missing,omitempty"`
	Inapplicable *string `json:"inapplicable,omitempty"`
	Number       *Num    `json:"number,omitempty"`
	Numerator    *Num    `json:"numerator,omitempty"`
	Denominator  *Num    `json:"denominator,omitempty"`
	YesNo        *bool   `json:"yesno,omitempty"`
	Choice       *string `json:"choice,omitempty"`
	Text         *string `json:"text,omitempty"`
}

// MarshalJSON writes an object with one field, such as {"number":"39/40"}, or
// with two, {"numerator":"987","denominator":"1000"}. Numbers are exact strings.
func (v Value) MarshalJSON() ([]byte, error) {
	var j valueJSON
	switch v.form {
	case IsMissing:
		j.Missing = &v.words
	case IsNotApplicable:
		j.Inapplicable = &v.words
	case IsNumber:
		j.Number = &v.top
	case IsRatio:
		j.Numerator, j.Denominator = &v.top, &v.bottom
	case IsYesNo:
		yes := v.top.Sign() > 0
		j.YesNo = &yes
	case IsChoice:
		j.Choice = &v.words
	case IsWords:
		j.Text = &v.words
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes and nothing else.
func (v *Value) UnmarshalJSON(b []byte) error {
	var j valueJSON
	if err := readStrictly(b, &j); err != nil {
		return err
	}
	wrong := fault.New(fault.Invalid, "figure.value.form", nil).WithFound(text.Clip(string(b), 80))
	var all []Value
	for _, part := range []struct {
		words *string
		make  func(string) Value
	}{{j.Missing, Missing}, {j.Inapplicable, NotApplicable}, {j.Choice, OfChoice}, {j.Text, OfWords}} {
		if part.words == nil {
			continue
		}
		w := part.make(*part.words)
		if w.form > IsNotApplicable && w.words == "" || w.form == IsMissing && j.Missing == nil ||
			len(w.words) > maxWords || strings.ContainsFunc(w.words, forbidden) {
			return wrong
		}
		all = append(all, w)
	}
	if j.Number != nil {
		all = append(all, OfNumber(*j.Number))
	}
	if j.Numerator != nil && j.Denominator != nil {
		all = append(all, OfRatio(*j.Numerator, *j.Denominator))
	}
	if j.YesNo != nil {
		all = append(all, OfYesNo(*j.YesNo))
	}
	if len(all) != 1 || (j.Numerator == nil) != (j.Denominator == nil) {
		return wrong
	}
	*v = all[0]
	return nil
}
