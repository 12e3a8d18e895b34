package scoring

// BonusPenalty (R9): points = clamp(Plus·PlusEach - Minus·MinusEach, Min, Max).
// Min may be negative. Either quantity may be empty.
type BonusPenalty struct {
	Plus      Quantity `yaml:"plus,omitempty"`
	PlusEach  Num      `yaml:"plus_each,omitempty"` // points for one, >= 0
	Minus     Quantity `yaml:"minus,omitempty"`
	MinusEach Num      `yaml:"minus_each,omitempty"` // points taken for one, >= 0
	Min       Num      `yaml:"min,omitempty"`
	Max       *Num     `yaml:"max,omitempty"` // nil = the maximum of the node
}

// Kind is "bonus_penalty".
func (*BonusPenalty) Kind() string { return "bonus_penalty" }
