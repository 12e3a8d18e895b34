package criteria

import (
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// State is where a version stands in its life: draft → issued → withdrawn. A
// draft that came to nothing is discarded.
type State string

// The states.
const (
	Draft     State = "draft"
	Issued    State = "issued"
	Withdrawn State = "withdrawn"
	Discarded State = "discarded"
)

// Decision is the document by which a version is issued or withdrawn.
type Decision struct {
	Number string // "1187/QĐ-UBND"
	Date   string // ISO 8601
	Issuer string
}

// Version is one version of a framework. While it is a draft it may be unsound;
// once issued it never changes.
type Version struct {
	ID        string
	Framework *scoring.Framework
	Checks    []Check
	State     State
	Source    string // id of the version that it was cloned from; "" for none
	Amends    string // id of the issued version that it replaces in open rounds; "" for none
	Decision  Decision
	Created   time.Time
	Issued    time.Time // zero until then
	Withdrawn time.Time
	Revision  int64 // of the row, for compare-and-swap
}

// Head is what a list shows of a version, without its tree.
type Head struct {
	ID, Code, Number string // Number is the framework's version: "2026"
	Name             scoring.Text
	State            State
	Source, Amends   string
	Decision         Decision
	Created, Issued  time.Time
	Leaves           int // criteria with a rule
	Items            int
	Revision         int64
}

// Head gives the head of a version.
func (v *Version) Head() Head {
	h := Head{ID: v.ID, Code: v.Framework.Code, Number: v.Framework.Version, Name: v.Framework.Name, State: v.State,
		Source: v.Source, Amends: v.Amends, Decision: v.Decision, Created: v.Created, Issued: v.Issued,
		Items: len(v.Framework.Items), Revision: v.Revision}
	walk(v.Framework.Root, func(n *scoring.Node) {
		if n.Rule != nil {
			h.Leaves++
		}
	})
	return h
}

// Findings is all that is wrong or questionable about the version, as
// scoring.Lint and the checks tell; only what stops must be mended before the
// version can be issued.
func (v *Version) Findings() fault.List {
	var list fault.List
	for _, s := range scoring.Lint(v.Framework) {
		list.Add(fromScoring(s, fault.Place{Field: s.Path}))
	}
	if _, err := CompileChecks(v.Checks, v.Framework); err != nil {
		list.Add(err)
	}
	list.Sort()
	return list
}

// next tells whether a version may go from its state to another.
func (s State) next(to State) error {
	switch {
	case s == Draft && (to == Issued || to == Discarded), s == Issued && to == Withdrawn:
		return nil
	}
	return fault.New(fault.Conflict, "criteria.version.state", fault.Args{"state": s, "to": to})
}

// In names the state in a language.
func (s State) In(lang string) string {
	return catalogue.Text(text.Lang(lang), "criteria.state."+string(s), nil)
}

func (d *Decision) check() error {
	var list fault.List
	if d.Number == "" {
		list.Add(fault.New(fault.Invalid, "criteria.decision.number", nil).WithPlace(fault.Place{Field: "number"}))
	}
	if _, err := time.Parse(time.DateOnly, d.Date); err != nil {
		list.Add(fault.New(fault.Invalid, "criteria.decision.date", nil).WithPlace(fault.Place{Field: "date"}).WithFound(d.Date))
	}
	return list.Err()
}
