package calibration

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Published is what a table says was published of the agency of a row.
type Published struct {
	Points *scoring.Num `json:",omitempty"` // nil is not told
	Rank   int          `json:",omitempty"` // 0 is not told
	Level  string       `json:",omitempty"`
}

// Past is a past round as a table has it: who took part, what they answered, what
// was published, and what the answers come to today.
type Past struct {
	Members []round.Member
	Answers map[string][]assessment.Answer
	Results []round.Result
	Rows    []PastRow
	Notes   fault.List
}

// PastRow is one agency of it.
type PastRow struct {
	Written    string // as the table names it
	Agency     string // code in the registry
	Name       string
	ByName     bool // found by its name, not by its code
	Gone       bool // no longer there today
	Values     int
	Published  Published
	Recomputed scoring.Num
}

// Differs tells whether the published points are others than the answers come to,
// at the places to which they were published.
func (r *PastRow) Differs() bool {
	if r.Published.Points == nil {
		return false
	}
	places, finite := r.Published.Points.IsFinite()
	if !finite {
		return !r.Recomputed.Equal(*r.Published.Points)
	}
	return !r.Recomputed.Round(scoring.HalfUp, places).Equal(*r.Published.Points)
}

// MatchPast finds the agencies of a table in the registry, by code and else by the
// name of any time, and computes what their answers come to under a framework.
// The error is a fault.List of everything that is wrong.
func MatchPast(t *Table, f *scoring.Framework, p *agency.Province, day, today agency.Day) (*Past, error) {
	program, err := scoring.Compile(f)
	if err != nil {
		return nil, ofScoring(err, f.Version)
	}
	c, notes, err := t.cohort(program, f.Version)
	if err != nil {
		return nil, err
	}
	result, err := scoring.Rank(c, scoring.Options{})
	if err != nil {
		return nil, ofScoring(err, f.Version)
	}
	past := &Past{Answers: map[string][]assessment.Answer{}, Notes: notes}
	names := namesOf(p)
	items := map[string]*scoring.Item{}
	for i := range f.Items {
		items[f.Items[i].Code] = &f.Items[i]
	}
	var list fault.List
	taken := map[string]string{}
	words := false
	for i, row := range t.Agencies {
		code, byName := row.Code, false
		if p.Agencies[code] == nil {
			found := names[text.Fold(row.Name)]
			if len(found) == 0 {
				found = names[text.Fold(row.Code)]
			}
			byName = true
			switch len(found) {
			case 0:
				list.Add(fault.New(fault.Invalid, "calibration.past.unknown", fault.Args{"agency": text.Clip(row.Code+" "+row.Name, 120)}).WithHint("calibration.past.unknownHint"))
				continue
			case 1:
				code = found[0]
			default:
				list.Add(fault.New(fault.Invalid, "calibration.past.several", fault.Args{"agency": text.Clip(row.Name, 120), "codes": strings.Join(found, ", ")}))
				continue
			}
		}
		if first := taken[code]; first != "" {
			list.Add(fault.New(fault.Invalid, "calibration.past.twice", fault.Args{"agency": text.Clip(row.Name, 120), "first": first}))
			continue
		}
		taken[code] = row.Name
		a := p.Agencies[code]
		v := a.On(day)
		if v == nil {
			last := a.Last()
			v = &last
		}
		out := PastRow{Written: row.Code, Agency: code, Name: v.Name.Vi, ByName: byName, Gone: a.On(today) == nil, Recomputed: result.Score(i, 0).Points}
		if i < len(t.Published) {
			out.Published = t.Published[i]
		}
		for j, cell := range t.Cells[i] {
			it := items[t.Items[j]]
			switch {
			case cell == "" || it == nil:
				continue
			case it.Type == scoring.Words:
				words = true
				continue
			case cell == "n/a":
				past.Answers[code] = append(past.Answers[code], assessment.Answer{Item: it.Code, Inapplicable: true})
			default:
				past.Answers[code] = append(past.Answers[code], assessment.Answer{Item: it.Code, Value: cell})
			}
			out.Values++
		}
		past.Members = append(past.Members, round.Member{Agency: code, Name: scoring.Text{Vi: v.Name.Vi, En: v.Name.En}, Group: row.Group, Groups: p.GroupIDs(code, day), Revision: 1})
		if out.Published != (Published{}) {
			past.Results = append(past.Results, round.Result{Agency: code, Points: out.Published.Points, Rank: out.Published.Rank, Level: out.Published.Level})
		}
		past.Rows = append(past.Rows, out)
	}
	if words {
		past.Notes.Add(fault.Warn("calibration.past.words", nil))
	}
	return past, list.Err()
}

// namesOf gives the codes of the agencies that ever had a name, by the folded
// name.
func namesOf(p *agency.Province) map[string][]string {
	all := map[string][]string{}
	for code, a := range p.Agencies {
		for _, v := range a.Versions {
			for _, name := range []string{v.Name.Vi, v.Name.En, v.Name.Short} {
				if key := text.Fold(name); key != "" && !slices.Contains(all[key], code) {
					all[key] = append(all[key], code)
				}
			}
		}
	}
	for _, codes := range all {
		slices.Sort(codes)
	}
	return all
}

// TableOf gives the answers of a round as a table, for a draft to be tried on; a
// criterion of which an agency is exempted stays so.
func TableOf(tx *db.Tx, r *round.Round) (*Table, error) {
	members, err := round.Members(tx, r.ID)
	if err != nil {
		return nil, err
	}
	answers, err := assessment.AllAnswers(tx, r.ID)
	if err != nil {
		return nil, err
	}
	t := &Table{Name: r.Name.Vi}
	var seen []string
	for _, of := range answers {
		for item := range of {
			seen = append(seen, item)
		}
	}
	slices.Sort(seen)
	t.Items = slices.Compact(seen)
	for i := range members {
		m := &members[i]
		if _, out := m.Excused(); out || len(answers[m.Agency]) == 0 {
			continue
		}
		row := make([]string, len(t.Items))
		for j, item := range t.Items {
			a := answers[m.Agency][item]
			if row[j] = a.Value; a.Inapplicable {
				row[j] = "n/a"
			}
		}
		t.Agencies, t.Cells = append(t.Agencies, m.Scoring()), append(t.Cells, row)
	}
	if len(t.Agencies) == 0 {
		return nil, fault.New(fault.Conflict, "calibration.past.empty", nil)
	}
	return t, t.valid()
}
