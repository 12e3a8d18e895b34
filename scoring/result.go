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
)

// Score is one node of one agency.
type Score struct {
	Points Num // 0 unless State is StateScored; not above 0 for a penalty
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
	Tied int // how many share the rank, this one included
}

// Result holds the scores, levels and ranks of a cohort. It never changes.
// Agencies and nodes are named by their indexes in the Cohort and the Program.
type Result struct {
	program  *Program
	cohort   *Cohort
	points   column // by agency, then node
	maxima   column
	states   []State
	reasons  []Reason
	peers    [][]peerFacts
	adjusted map[[2]int][]Adjustment
	places   []places // by ranked node
}

// Program gives what was ranked by.
func (r *Result) Program() *Program { return r.program }

// Cohort gives what was ranked.
func (r *Result) Cohort() *Cohort { return r.cohort }

// Ranked gives the indexes of the nodes that are ranked: the total, the fields,
// and those the framework names.
func (r *Result) Ranked() []int { return r.program.ranked }

// Score gives one node of one agency.
func (r *Result) Score(agency, node int) Score {
	at := agency*len(r.program.nodes) + node
	return Score{r.points.get(at), r.maxima.get(at), r.states[at], r.reasons[at]}
}

// Scaled gives the score on the framework's Scale (percent unless declared),
// rounded only if the framework says so; false when there is none.
func (r *Result) Scaled(agency, node int) (Num, bool) {
	x, ok := r.Score(agency, node).Ratio()
	if !ok {
		return Num{}, false
	}
	return r.program.framework.Rounding.Apply(x.Mul(r.program.framework.scale())), true
}

// PlaceInGroup gives the place in the agency's group; zero for a node that is
// not ranked and for an agency without a score there.
func (r *Result) PlaceInGroup(agency, node int) Place {
	for i, n := range r.program.ranked {
		if n == node {
			p := &r.places[i]
			return Place{int(p.group[agency]), int(p.groupOf[r.cohort.groupOf[agency]]), int(p.groupTied[agency])}
		}
	}
	return Place{}
}

// PlaceOverall gives the place in the whole cohort; zero also when the
// framework does not allow ranking over all groups.
func (r *Result) PlaceOverall(agency, node int) Place {
	for i, n := range r.program.ranked {
		if n == node && r.places[i].overall != nil {
			p := &r.places[i]
			return Place{int(p.overall[agency]), int(p.of), int(p.overallTied[agency])}
		}
	}
	return Place{}
}

// MissingItems gives the indexes of items that the leaves under a node needed
// for this agency and did not get, each once, in the order of the tree.
func (r *Result) MissingItems(agency, node int) []int {
	var out []int
	seen := map[int]bool{}
	for n := node; n < r.program.plans[node].end; n++ {
		if s := r.Score(agency, n).State; s == StateNotApplicable || s == StateContext {
			continue
		}
		for _, i := range r.program.plans[n].items {
			if !seen[i] && r.cohort.Value(agency, i).State == Absent {
				seen[i] = true
				out = append(out, i)
			}
		}
	}
	return out
}

// Trace explains one score by codes; false when a code is unknown. It computes
// the score once more with the steps recorded, by the very code that ranked.
func (r *Result) Trace(agency, node string) (*Trace, bool) {
	a, ok := r.cohort.index[agency]
	n, found := r.program.nodeIndex[node]
	if !ok || !found {
		return nil, false
	}
	w := &worker{env: env{cohort: r.cohort, peers: r.peers, adjusted: r.adjusted, agency: a}, program: r.program}
	w.trace = &Trace{Agency: agency}
	if above := r.program.nodes[n].Parent; above >= 0 {
		if reason, failed, exemption := r.cohort.excluded(a, above); reason != NoReason && r.program.plans[n].role != Context {
			info := r.program.nodes[n]
			t := &Trace{Code: info.Code, Name: info.Name, Agency: agency, Rule: info.Rule, Score: r.Score(a, n)}
			w.trace = t
			w.explainExcluded(reason, failed, exemption)
			return t, true
		}
	}
	w.node(n)
	t := w.trace.Parts[0]
	if x, ok := r.Scaled(a, n); ok {
		t.Steps = append(t.Steps, TraceStep{Op: OpScore, Args: []Num{t.Score.Points, t.Score.Max, r.program.Scale()}, Result: x})
		r.level(a, n, func(s TraceStep) { t.Steps = append(t.Steps, s) })
	}
	return t, true
}
