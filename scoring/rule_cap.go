package scoring

// Cap: the points of a rule, at most Points.
type Cap struct {
	Points Num  `yaml:"points"`
	Rule   Rule `yaml:"rule"`
}

// Kind is "cap".
func (*Cap) Kind() string { return "cap" }
