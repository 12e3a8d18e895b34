package scoring

// BaseBest (R7): base + the largest of several cases. Source: QĐ 62/QĐ-BTTTT
// 2017, annex 1B no. 5 (data centre 35 + the best of cases a, b …).
type BaseBest struct {
	Base  Part   `yaml:"base"`
	Cases []Part `yaml:"cases"`
}

// Kind is "base_best".
func (*BaseBest) Kind() string { return "base_best" }
