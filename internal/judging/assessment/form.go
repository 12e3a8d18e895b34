package assessment

import (
	"time"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// State is where a form stands (design §3.12).
type State string

// The states of a form. The last three belong to the Council's side.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Returned  State = "returned"
	Appraised State = "appraised"
	Explained State = "explained"
	Decided   State = "decided"
)

// Form is the form of one agency in one round, with what stands around it.
type Form struct {
	Round   *round.Round
	Member  *round.Member
	Program *Program
	State   State
	// Submission is the id of what was submitted and stands; "" for none.
	Submission string
	Revision   int64 // of the form's row; 0: it has none
	Answers    map[string]Answer
	Last       map[string]Answer // last year's, by item; of the round before
	Before     []Forebear        // of forms that are shown: last year's of its predecessors
	Evidence   []Evidence        // of forms that OpenWhole read
	evidenced  bool
	questions  []Question
	sections   map[string]string // of forms that are shown: person by field
	peers      *Peers            // of forms that OpenWhole read
}

// OpenWhole is Open with the evidence and with what checks ask of the group.
func (d *Desk) OpenWhole(tx *db.Tx, roundID, agency string) (*Form, error) {
	f, err := d.Open(tx, roundID, agency)
	if err != nil {
		return nil, err
	}
	return f, d.fill(tx, f)
}

// fill reads what is looked at before a form is submitted: its evidence, and what
// its checks ask of the group.
func (d *Desk) fill(tx *db.Tx, f *Form) (err error) {
	f.evidenced = true
	if f.Evidence, err = Evidences(tx, f.Round.ID, f.Member.Agency); err != nil {
		return err
	}
	f.peers, err = d.peers(tx, f)
	return err
}

// Item gives a data item of the framework; nil for none.
func (f *Form) Item(code string) *scoring.Item { return f.Program.items[code] }

// Due is the first moment at which an answer is too late.
func (f *Form) Due() time.Time { return f.Member.Due(f.Round, round.Open) }

// asked are the items of a form in its order, each once: those of criteria that
// apply to the agency, then those that no criterion reads.
func (f *Form) asked() (items []string, lines []SheetLine) {
	lines = SheetLines(f.Program.Version.Framework, f.applies())
	for _, l := range lines {
		items = append(items, l.Items...)
	}
	return items, lines
}

// applies tells which nodes apply to the agency by its group and its exemptions.
// What applies by an answer stays in the form: the answer may change.
func (f *Form) applies() func(node string) bool {
	exempt := map[string]bool{}
	for _, e := range f.Member.Exemptions {
		exempt[e.Node] = true
	}
	cohort, err := scoring.NewCohort(f.Program.Program, []scoring.Agency{{Code: f.Member.Agency, Group: f.Member.Group}})
	if err != nil {
		return nil
	}
	return func(node string) bool {
		i, ok := f.Program.Program.Node(node)
		return ok && !exempt[node] && cohort.Excluded(0, i) != scoring.ReasonGroup
	}
}

// Progress is how far a form is.
type Progress struct{ Given, Asked int }

// Percent is Given of Asked, 100 when nothing is asked.
func (p Progress) Percent() int {
	if p.Asked == 0 {
		return 100
	}
	return p.Given * 100 / p.Asked
}

// Progress tells how far the form is, and which items are not answered.
func (f *Form) Progress() (p Progress, missing []string) {
	items, _ := f.asked()
	for _, code := range items {
		p.Asked++
		if a := f.Answers[code]; a.Given() {
			p.Given++
		} else {
			missing = append(missing, code)
		}
	}
	return p, missing
}

// Open gives a form; a fault of kind missing when the agency has no part in the
// round, or nothing to answer.
func (d *Desk) Open(tx *db.Tx, roundID, agency string) (*Form, error) {
	r, err := round.Get(tx, roundID)
	if err != nil {
		return nil, err
	}
	m, err := round.MemberOf(tx, roundID, agency)
	if err != nil {
		return nil, err
	}
	f := &Form{Round: r, Member: m}
	if m.Version == "" {
		return nil, fault.New(fault.Missing, "assessment.form.version", nil)
	}
	if f.Program, err = d.programs.of(tx, m.Version); err != nil {
		return nil, err
	}
	if f.State, f.Submission, f.Revision, err = formOf(tx, roundID, agency); err != nil {
		return nil, err
	}
	if f.Answers, err = Answers(tx, roundID, agency); err != nil {
		return nil, err
	}
	if r.Previous != "" {
		f.Last, err = Answers(tx, r.Previous, agency)
	}
	return f, err
}

// Program is a framework version made ready: its engine and its checks.
type Program struct {
	Version *criteria.Version
	Program *scoring.Program
	Checks  *criteria.Checks
	items   map[string]*scoring.Item
	// compares are the nodes whose rule reads the answers of other agencies.
	compares map[string]bool
}

// Points computes the agency's points from its answers alone. Criteria that
// compare agencies are known when the round has closed: see Pending.
func (f *Form) Points() (*scoring.Result, error) {
	c, err := scoring.NewCohort(f.Program.Program, []scoring.Agency{f.Member.Scoring()})
	if err != nil {
		return nil, criteria.Fault(err)
	}
	for code, a := range f.Answers {
		it := f.Program.items[code]
		if it == nil || !a.Given() {
			continue // of an item that an amended framework does not have
		}
		v, err := a.Scoring(it)
		if err != nil {
			continue // the amended framework has other bounds: it counts as missing until it is confirmed
		}
		if err := c.Answer(f.Member.Agency, code, v); err != nil {
			return nil, criteria.Fault(err)
		}
	}
	result, err := scoring.Rank(c, scoring.Options{})
	return result, criteria.Fault(err)
}

// Unfit are the items whose answer is not one any more under the framework that
// the form has now, by an amendment: they are to be answered anew.
func (f *Form) Unfit() (items []string) {
	asked, _ := f.asked()
	for _, code := range asked {
		a := f.Answers[code]
		if _, err := a.Scoring(f.Program.items[code]); err != nil {
			items = append(items, code)
		}
	}
	return items
}

// Pending tells whether a criterion compares agencies, so that its points are
// known only when the round has closed.
func (f *Form) Pending(node string) bool { return f.Program.compares[node] }
