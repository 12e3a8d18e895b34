package scoring

// LevelRule (R10): a maturity level earns level · Each, or what the table says.
// Source: SPBE, PermenPANRB 59/2020: index = Σ level·weight.
type LevelRule struct {
	Item string      `yaml:"item"`           // of type level
	Each *Num        `yaml:"each,omitempty"` // points for one level; nil = maximum / highest level
	Map  []LevelCase `yaml:"map,omitempty"`  // instead of Each; a level without a line earns 0
}

// LevelCase is what one level earns.
type LevelCase struct {
	Level int `yaml:"level"`
	Award `yaml:",inline"`
}

// Kind is "level".
func (*LevelRule) Kind() string { return "level" }
