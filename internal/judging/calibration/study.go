package calibration

import (
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Source is where the table of a study comes from.
type Source string

// The sources.
const (
	FromWorkbook Source = "workbook" // a file that somebody sent
	FromRound    Source = "round"    // the final answers of a past round
	FromSample   Source = "sample"   // invented data of the demonstration
)

// Study is a table that is kept with a version, and how it is tried.
type Study struct {
	ID        string
	Framework string // id of the version
	Source    Source
	Table     *Table
	Settings  Settings
	Author    string // id of the person
	Created   time.Time
	Revision  int64 // of the settings, for compare-and-swap
}

// Minute is an entry of the minutes: what was tried, what it came to, and why it
// was taken up or not. It never changes.
type Minute struct {
	ID        string
	Framework string // id of the version
	Study     string // id of the study that it was tried on
	Against   string // id of the issued version beside it; "" for none
	Changes   Changes
	Reason    string
	Adopted   bool // the draft was changed accordingly
	// Ranks and Levels are how many agencies then have another rank, and another
	// level, than under the version beside it.
	Ranks, Levels int
	Author        string // id of the person
	Created       time.Time
}

// MostReason is how many characters a reason may have.
const MostReason = 2000

func (m *Minute) check() error {
	var list fault.List
	if m.Reason == "" {
		list.Add(fault.New(fault.Invalid, "calibration.minute.reasonless", nil).WithPlace(fault.Place{Field: "reason"}))
	}
	if len([]rune(m.Reason)) > MostReason {
		list.Add(fault.New(fault.Limit, "calibration.minute.long", fault.Args{"most": MostReason}).WithPlace(fault.Place{Field: "reason"}))
	}
	return list.Err()
}

// valid tells whether a table may be kept: its rows are as long as its heading,
// and its agencies are told apart.
func (t *Table) valid() error {
	seen := map[string]bool{}
	for _, a := range t.Agencies {
		if a.Code == "" || seen[a.Code] {
			return fault.New(fault.Invalid, "calibration.agency.twice", nil).WithFound(a.Code)
		}
		seen[a.Code] = true
	}
	switch {
	case len(t.Agencies) == 0:
		return fault.New(fault.Invalid, "calibration.table.empty", nil)
	case len(t.Agencies) > mostAgencies:
		return fault.New(fault.Limit, "calibration.table.agencies", fault.Args{"most": mostAgencies})
	case len(t.Items) > mostItems:
		return fault.New(fault.Limit, "calibration.table.items", fault.Args{"most": mostItems})
	case len(t.Cells) != len(t.Agencies):
		return fault.New(fault.Invalid, "calibration.table.ragged", nil)
	}
	for _, row := range t.Cells {
		if len(row) != len(t.Items) {
			return fault.New(fault.Invalid, "calibration.table.ragged", nil)
		}
	}
	return nil
}

// FormOf is an empty table for a version: every item that makes points, no agency.
func FormOf(f *scoring.Framework) *Table {
	t := &Table{Name: f.Code + " " + f.Version}
	for i := range f.Items {
		if it := &f.Items[i]; !it.Context {
			t.Items = append(t.Items, it.Code)
		}
	}
	return t
}
