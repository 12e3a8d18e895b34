package scoring

// Steps (R2): a table of half-open steps [From, To) over a quantity. Below the
// first step, or between two, 0 points. Source: district DTI annexes, "4
// lần/năm 20; 3 → 15; 2 → 10; 1 → 5; else 0".
type Steps struct {
	Of    Quantity `yaml:"of"`
	Steps []Step   `yaml:"steps"` // From rising
}

// Step is one line: from From up to but without To (nil = up to the next step,
// and for the last one without end).
type Step struct {
	From  Num  `yaml:"from"`
	To    *Num `yaml:"to,omitempty"`
	Award `yaml:",inline"`
}

// Kind is "steps".
func (*Steps) Kind() string { return "steps" }
