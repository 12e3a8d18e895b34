package scoring

// Floor: the points of a rule, at least Points.
type Floor struct {
	Points Num  `yaml:"points"`
	Rule   Rule `yaml:"rule"`
}

// Kind is "floor".
func (*Floor) Kind() string { return "floor" }
