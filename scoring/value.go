package scoring

// Value is the answer for one item: given, missing, or accepted as not
// applicable. The zero value is missing.
type Value struct {
	State ValueState
	Num   Num // of a given value; see ItemType for what it holds
}

// ValueState is whether there is a value.
type ValueState uint8

// The states of a value.
const (
	Absent       ValueState = iota // not answered; never a zero
	Given                          //
	Inapplicable                   // accepted as not applicable
)

// Give makes a given value.
func Give(n Num) Value { return Value{State: Given, Num: n} }

// GiveInt makes a given whole value.
func GiveInt(i int64) Value { return Give(Int(i)) }

// GiveBool makes the value of a yes/no item.
func GiveBool(yes bool) Value {
	if yes {
		return GiveInt(1)
	}
	return GiveInt(0)
}

// NotApplicable makes the value of an item accepted as not applicable.
func NotApplicable() Value { return Value{State: Inapplicable} }
