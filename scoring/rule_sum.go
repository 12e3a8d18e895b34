package scoring

// Sum (R4): the points of the parts added up, each part by its own rule. A part
// that is not applicable leaves the maximum; a missing part is treated as the
// node says, alone.
type Sum struct {
	Parts []Part `yaml:"parts"`
}

// Kind is "sum".
func (*Sum) Kind() string { return "sum" }
