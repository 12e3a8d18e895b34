package scoring

// Relative (R5): a quantity against the best, or worst, of its peers. Source:
// QĐ 62/QĐ-BTTTT 2017, annex 1B no. 3, "Tỷ lệ chuẩn hóa = x / giá trị lớn nhất".
//
//	better high, to best:  x / largest · maximum
//	better low,  to best:  smallest / x · maximum
//	better low,  to worst: (1 - x / largest) · maximum
//
// Shares are held within [0, 1]. When the reference is 0 the outcome is Of.Zero,
// except that with "low, to best" an agency at the smallest value 0 has 1.
type Relative struct {
	Of     Quantity `yaml:"of"`
	To     To       `yaml:"to,omitempty"`     // "" = best
	Better Better   `yaml:"better,omitempty"` // "" = high; worst wants low
	Within Within   `yaml:"within,omitempty"` // "" = group
}

// To says which peer is the reference.
type To string

// The references of Relative.
const (
	ToBest  To = "best"
	ToWorst To = "worst"
)

// Kind is "relative".
func (*Relative) Kind() string { return "relative" }
