package scoring

// State is what became of a node for an agency.
type State uint8

// The states of a node.
const (
	StateScored        State = iota
	StateMissing             // 0 points because nothing was answered (missing: zero)
	StateNotApplicable       // out of the maximum
	StateExcluded            // out of the maximum because nothing was answered (missing: exclude)
	StateBlocked             // no score because something was not answered (missing: block)
	StateContext             // never scored
)

// Reason is why a node is in its state.
type Reason uint8

// The reasons.
const (
	NoReason        Reason = iota
	ReasonMissing          // an item was not answered
	ReasonGroup            // the node does not apply to the agency's group
	ReasonCondition        // a condition of Applies does not hold
	ReasonExempt           // exempted by the round
	ReasonItem             // an item was accepted as not applicable
	ReasonZero             // a denominator is 0 and the rule says what that means
	ReasonEqual            // the peers do not differ and the rule says what that means
	ReasonChildren         // all, or a blocked one, of its children or parts
	ReasonNoPeers          // no peer to compare with
)

// Score is one node of one agency.
type Score struct {
	Points Num // 0 unless State is StateScored; negative for a penalty
	Max    Num // applicable maximum; 0 for bonus, penalty and context
	State  State
	Reason Reason
}

// Ratio gives points/maximum exactly; false when there is no applicable maximum
// or the node is blocked.
func (s Score) Ratio() (Num, bool) {
	if s.State == StateBlocked {
		return Num{}, false
	}
	return s.Points.Quo(s.Max)
}

// Place is a rank among peers by standard competition ranking: 1, 2, 2, 4.
type Place struct {
	Rank int // from 1; 0 = not ranked
	Of   int // how many are ranked
	Tied int // how many share the place, this one included
}

// Adjustment is a manual deduction or addition with its reason (R16).
type Adjustment struct {
	Agency    string
	Node      string
	Points    Num
	Reason    string
	By        string
	Reference string
}

// Options of Rank. The zero value is fine.
type Options struct {
	Workers     int // goroutines; 0 = 1. The result is the same for any number
	Adjustments []Adjustment
}

// Result holds the scores, levels and ranks of a cohort. It never changes.
type Result struct {
	program *Program
	cohort  *Cohort
}
