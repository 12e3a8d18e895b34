package scoring

import "strings"

// yesWords and noWords are what ParseValue reads for yes/no, in both languages.
var (
	yesWords = set([]string{"1", "yes", "true", "y", "có", "co", "x"})
	noWords  = set([]string{"0", "no", "false", "n", "không", "khong"})
	naWords  = set([]string{"n/a", "không áp dụng"})
)

// ParseValue reads a value of the item in the machine's form: a number as
// ParseNum reads it, "1"/"0"/"yes"/"no"/"có"/"không" for yes/no, the option's
// code for a choice, "" for missing and "n/a" for not applicable. Words of a
// text item are only noted as given. The error is a Fault.
func (it *Item) ParseValue(s string) (Value, error) {
	s = strings.TrimSpace(s)
	low := strings.ToLower(s)
	switch {
	case s == "":
		return Value{}, nil
	case naWords[low]:
		return NotApplicable(), nil
	}
	unreadable := &Fault{Code: "value.unreadable", Path: "item " + it.Code, Args: []any{s, it.Code, it.Type}}
	switch it.Type {
	case Words:
		return Give(Num{}), nil
	case YesNo:
		if yesWords[low] || noWords[low] {
			return GiveBool(yesWords[low]), nil
		}
		return Value{}, unreadable
	case Choice:
		if i := it.option(s); i > 0 {
			return GiveInt(int64(i)), nil
		}
		return Value{}, unreadable
	}
	x, err := ParseNum(s)
	if err != nil {
		return Value{}, unreadable
	}
	if f := it.refuses(x); f != nil {
		return Value{}, f
	}
	return Give(x), nil
}

// FormatValue writes what ParseValue reads; given words come out as "x".
func (it *Item) FormatValue(v Value) string {
	switch {
	case v.State == Absent:
		return ""
	case v.State == Inapplicable:
		return "n/a"
	case it.Type == Words:
		return "x"
	case it.Type == Choice:
		if i, ok := v.Num.Int64(); ok && i >= 1 && i <= int64(len(it.Options)) {
			return it.Options[i-1].Code
		}
	}
	return v.Num.String()
}
