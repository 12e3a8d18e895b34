package scoring

// Best: the largest points of several cases. Cases that are missing or not
// applicable are passed over; when all are, so is the rule. Each case has its
// own maximum.
type Best struct {
	Cases []Part `yaml:"cases"`
}

// Kind is "best".
func (*Best) Kind() string { return "best" }
