package scoring

// Manual: the Council's points as they are, within [0, maximum], held against
// the node's Rubric. The item carries the points; its type is number.
type Manual struct {
	Item string `yaml:"item"`
}

// Kind is "manual".
func (*Manual) Kind() string { return "manual" }
