package scoring

// Quantity is a number made of items without a script:
//
//	Σ factor·item              when Per is empty
//	Σ factor·item / Σ factor·item   otherwise
//
// Any missing item makes the quantity missing, any not-applicable item makes it
// not applicable.
type Quantity struct {
	Sum []Term `yaml:"sum"`
	Per []Term `yaml:"per,omitempty"`
	// Zero is the outcome when Per comes to 0; "" = points_zero.
	Zero Zero `yaml:"zero,omitempty"`
}

// Term is one item times a constant.
type Term struct {
	Item   string `yaml:"item"`
	Factor *Num   `yaml:"factor,omitempty"` // nil = 1
}

// Zero names what a division by zero comes to.
type Zero string

// The outcomes of a division by zero.
const (
	ZeroPoints        Zero = "points_zero"
	ZeroFull          Zero = "points_full"
	ZeroNotApplicable Zero = "not_applicable"
)

// Of gives the quantity of one item, or of one item per another:
// Of("may_tinh", "cbccvc") is computers per staff.
func Of(item string, per ...string) Quantity {
	q := Quantity{Sum: []Term{{Item: item}}}
	for _, p := range per {
		q.Per = append(q.Per, Term{Item: p})
	}
	return q
}
