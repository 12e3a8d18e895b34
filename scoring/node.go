package scoring

// Node is one place of the tree: the total, a field, a criterion or a part of
// one. Depth may differ from branch to branch. A node has children or a rule,
// never both; a context node may have neither.
type Node struct {
	Code   string `yaml:"code"`
	Name   Text   `yaml:"name"`
	Role   Role   `yaml:"role,omitempty"`   // "" = scored
	Max    Num    `yaml:"max,omitempty"`    // most points, > 0 for what is scored; for a penalty the most it takes away
	Weight *Num   `yaml:"weight,omitempty"` // under a parent that combines by mean; nil = 1

	Combine Combine `yaml:"combine,omitempty"` // how children make this node; "" = sum
	Rescale Rescale `yaml:"rescale,omitempty"` // what not applicable does to this node; "" = shrink
	// Overflow lets bonus points lift this node above its maximum. Without it
	// points are held within [0, applicable maximum].
	Overflow bool      `yaml:"overflow,omitempty"`
	Rounding *Rounding `yaml:"rounding,omitempty"` // rounds the points of this node; nil = exact
	Missing  Missing   `yaml:"missing,omitempty"`  // "" = as the parent, at the top as the framework
	Applies  *Applies  `yaml:"applies,omitempty"`  // nil = to all

	Rule Rule `yaml:"rule,omitempty"` // of a leaf

	// The columns of the annex of a decision.
	Method     Text         `yaml:"method,omitempty"`   // cách xác định và tính điểm
	Evidence   Text         `yaml:"evidence,omitempty"` // tài liệu kiểm chứng
	Source     Text         `yaml:"source,omitempty"`   // nguồn dữ liệu
	Verifier   Text         `yaml:"verifier,omitempty"` // đơn vị phối hợp xác minh
	Guidance   Text         `yaml:"guidance,omitempty"`
	Rubric     []RubricLine `yaml:"rubric,omitempty"` // of a criterion scored by hand
	References []Reference  `yaml:"references,omitempty"`

	Children []*Node `yaml:"children,omitempty"`
}

// Role says what the points of a node do to its parent.
type Role string

// The roles of a node.
const (
	Scored  Role = "scored"  // points and maximum count
	Bonus   Role = "bonus"   // points are added, the maximum is not
	Penalty Role = "penalty" // points are taken away, the maximum is not counted
	Context Role = "context" // shown, worth nothing (QĐ 922/QĐ-BTTTT 2022, main index 6)
)

// Combine says how the children of a node make its points.
type Combine string

// The ways to combine. Bonus and penalty children are added afterwards.
const (
	CombineSum  Combine = "sum"  // Σ points, of Σ applicable maxima
	CombineMean Combine = "mean" // Max · Σ weight·(points/maximum) / Σ weight, over applicable children
	CombineMin  Combine = "min"  // Max · the smallest points/maximum of the applicable children
)

// Rescale says how a node whose children are partly not applicable is counted.
type Rescale string

// The ways to rescale.
const (
	// Shrink: what is not applicable leaves the maximum, and so the node weighs
	// less in its parent: score = Σ points / Σ applicable maxima.
	Shrink Rescale = "shrink"
	// Full: the node keeps its declared maximum:
	// points = Σ points / Σ applicable maxima · Max.
	Full Rescale = "full"
)

// RubricLine is one line of the rubric against which a criterion is scored by
// hand: what deserves From to To points.
type RubricLine struct {
	From Num  `yaml:"from"`
	To   Num  `yaml:"to"`
	Text Text `yaml:"text"`
}
