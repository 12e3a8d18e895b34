package scoring

// Ratio (R1): points = min(Cap, Of/Target) · maximum, never below 0.
// Source: annexes of QĐ 62/QĐ-BTTTT 2017, "Điểm = Tỷ lệ × điểm tối đa".
type Ratio struct {
	Of     Quantity `yaml:"of"`
	Target *Num     `yaml:"target,omitempty"` // what earns the full share; nil = 1; > 0
	Cap    *Num     `yaml:"cap,omitempty"`    // largest share; nil = 1; > 0
	Invert bool     `yaml:"invert,omitempty"` // 1 - share: for what should be small
}

// Kind is "ratio".
func (*Ratio) Kind() string { return "ratio" }
