package scoring

// ChoiceRule (R3): each option of an item of type choice earns its award. An
// option without a case earns 0. Source: Cao Lãnh, "Trưởng ban … = max; Phó =
// ½ max; else 0".
type ChoiceRule struct {
	Item  string `yaml:"item"`
	Cases []Case `yaml:"cases"`
}

// Case is what one option earns.
type Case struct {
	Option string `yaml:"option"`
	Award  `yaml:",inline"`
}

// Kind is "choice".
func (*ChoiceRule) Kind() string { return "choice" }
