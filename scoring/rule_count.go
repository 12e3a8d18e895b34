package scoring

// Counted (R6): points = min(maximum, Each · Of), never below 0. Source: QĐ
// 62/QĐ-BTTTT 2017, annex 1B no. 4, "min(5, 1 điểm × số ứng dụng)".
type Counted struct {
	Of   Quantity `yaml:"of"`
	Each Num      `yaml:"each"`          // points per unit, > 0
	Cap  *Num     `yaml:"cap,omitempty"` // most points; nil = the maximum
}

// Kind is "count".
func (*Counted) Kind() string { return "count" }
