package assessment

import (
	"cmp"
	"slices"

	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// Forebear is an agency that answered in the round before and has ended since, and
// whose work, or a part of it, an agency of this round took over.
type Forebear struct {
	Code    string
	Name    agency.Name // as it was called in the round before
	Parts   int         // among how many agencies it was divided; 1: all of it came here
	Answers map[string]Answer
}

// forebears reads what the predecessors of a form's agency answered last year, in the
// order of their codes. An agency that only gave a part away and goes on is none:
// its answers are its own. Nothing is added up: what a sum of two answers means is
// for whoever fills in the form to say.
func (f *Form) forebears(tx *db.Tx) ([]Forebear, error) {
	if f.Round.Previous == "" {
		return nil, nil
	}
	before, err := round.Get(tx, f.Round.Previous)
	if err != nil || before.AsOf >= f.Round.AsOf {
		return nil, err
	}
	province, err := agency.Load(tx)
	if err != nil {
		return nil, err
	}
	var all []Forebear
	for code, parts := range province.Carry(before.AsOf, f.Round.AsOf) {
		in := func(at string) bool {
			return slices.ContainsFunc(parts, func(p agency.Part) bool { return p.Agency == at })
		}
		if in(code) || !in(f.Member.Agency) {
			continue
		}
		b := Forebear{Code: code, Name: province.Agencies[code].On(before.AsOf).Name, Parts: len(parts)}
		if b.Answers, err = Answers(tx, before.ID, code); err != nil {
			return nil, err
		}
		if len(b.Answers) > 0 {
			all = append(all, b)
		}
	}
	slices.SortFunc(all, func(a, b Forebear) int { return cmp.Compare(a.Code, b.Code) })
	return all, nil
}
