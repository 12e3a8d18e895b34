package scoring

// Standardise (R13): a quantity placed between two anchors, within [0, 1].
//
//	minmax: (x - low)/(high - low); low and high are the anchors, or, where an
//	        anchor is not declared, the smallest and largest of the peers (DESI)
//	z:      z = (x - mean)/deviation of the peers, then (z - low)/(high - low);
//	        both anchors are declared, in deviations, such as -3 and 3 (EGDI)
//
// With better low the share is turned round: 1 - share.
//
// The mean and the variance are exact; the deviation, a square root, is taken to
// 20 decimals, half-even; from there all is exact. (A mean whose denominator
// passes 4096 bits, which only peers by the thousand with unrelated
// denominators reach, is also taken to 20 decimals, half-even, so that memory
// stays bounded.)
type Standardise struct {
	Of        Quantity  `yaml:"of"`
	Method    Method    `yaml:"method"`
	Within    Within    `yaml:"within,omitempty"`    // "" = group
	Better    Better    `yaml:"better,omitempty"`    // "" = high
	Low       *Num      `yaml:"low,omitempty"`       // anchor worth 0
	High      *Num      `yaml:"high,omitempty"`      // anchor worth the maximum; > Low
	Deviation Deviation `yaml:"deviation,omitempty"` // of z; "" = population
	Equal     Equal     `yaml:"equal"`               // when all peers are equal; must be declared unless both minmax anchors are
}

// Method is how Standardise places a quantity.
type Method string

// The methods of Standardise.
const (
	MinMax Method = "minmax"
	ZScore Method = "z"
)

// Deviation is which standard deviation z divides by.
type Deviation string

// The deviations: divided by n, or by n - 1.
const (
	Population Deviation = "population"
	Sample     Deviation = "sample"
)

// Equal is the outcome when the peers do not differ.
type Equal string

// The outcomes for equal peers.
const (
	EqualZero          Equal = "points_zero"
	EqualHalf          Equal = "points_half"
	EqualFull          Equal = "points_full"
	EqualNotApplicable Equal = "not_applicable"
)

// Kind is "standardise".
func (*Standardise) Kind() string { return "standardise" }
