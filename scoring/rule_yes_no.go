package scoring

// YesNoRule (R11): yes earns the maximum, no earns 0; or the other way round.
type YesNoRule struct {
	Item   string `yaml:"item"` // of type yesno
	Invert bool   `yaml:"invert,omitempty"`
}

// Kind is "yes_no".
func (*YesNoRule) Kind() string { return "yes_no" }
