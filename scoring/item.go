package scoring

// ItemType is what kind of value an item takes.
type ItemType string

// The types of items, and the Num that holds a value of each.
const (
	Count   ItemType = "count"   // a whole number >= 0
	Number  ItemType = "number"  // any number
	Percent ItemType = "percent" // the figure before the sign: 97.5 for 97.5 %; 0 to 100 unless Min, Max say otherwise
	YesNo   ItemType = "yesno"   // 1 yes, 0 no
	Choice  ItemType = "choice"  // place of the option in Options, from 1
	Level   ItemType = "level"   // a whole number, Min to Max (a maturity level)
	Words   ItemType = "text"    // words; never scored, only whether it is given
)

// Item is one data item: what an agency is asked. The dictionary entry (name,
// definition, unit, source, owner) is copied into the framework so that an
// issued version cannot change under it.
type Item struct {
	Code       string   `yaml:"code"` // "may_tinh"
	Name       Text     `yaml:"name"`
	Definition Text     `yaml:"definition,omitempty"`
	Unit       Text     `yaml:"unit,omitempty"` // "máy", "người"
	Type       ItemType `yaml:"type"`
	Min        *Num     `yaml:"min,omitempty"` // smallest value allowed; nil: by Type
	Max        *Num     `yaml:"max,omitempty"` // largest value allowed; nil: by Type
	Options    []Option `yaml:"options,omitempty"`
	Source     Text     `yaml:"source,omitempty"`  // where the figure comes from
	Owner      Text     `yaml:"owner,omitempty"`   // who answers for its definition
	Context    bool     `yaml:"context,omitempty"` // asked for, never scored
}

// Option is one answer of an item of type choice.
type Option struct {
	Code string `yaml:"code"`
	Name Text   `yaml:"name"`
}

// option gives the place of an option by its code, from 1; 0 when there is none.
func (it *Item) option(code string) int {
	for i := range it.Options {
		if it.Options[i].Code == code {
			return i + 1
		}
	}
	return 0
}

// bounds gives the smallest and largest value allowed, declared or by type; nil
// is an open end.
func (it *Item) bounds() (lo, hi *Num) {
	lo, hi = it.Min, it.Max
	low := func(n Num) {
		if lo == nil {
			lo = &n
		}
	}
	high := func(n Num) {
		if hi == nil {
			hi = &n
		}
	}
	switch it.Type {
	case Count:
		low(Int(0))
	case Percent:
		low(Int(0))
		high(Int(100))
	case YesNo:
		low(Int(0))
		high(Int(1))
	case Choice:
		low(Int(1))
		high(Int(int64(len(it.Options))))
	case Level:
		low(Int(1))
	}
	return lo, hi
}

// whole tells whether values of the item are whole numbers.
func (it *Item) whole() bool {
	switch it.Type {
	case Count, YesNo, Choice, Level:
		return true
	}
	return false
}

// allows tells whether a number is a possible value of the item.
func (it *Item) allows(x Num) bool {
	lo, hi := it.bounds()
	return (lo == nil || !x.Less(*lo)) && (hi == nil || !hi.Less(x)) && (!it.whole() || x.IsInt())
}
