package assessment

import (
	"math"
	"slices"

	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/scoring"
)

// Peers are the quartiles of what the other agencies of a group have answered, by
// item; what too few have answered is not there.
type Peers struct{ First, Median, Third map[string]float64 }

// fewestPeers is how many others must have answered before anything is said of
// them: of fewer, a quartile would tell what one of them wrote.
const fewestPeers = 5

// peers gives the quartiles that the checks of a form ask for; none when they ask
// for none, so that most forms cost nothing here.
func (d *Desk) peers(tx *db.Tx, f *Form) (*Peers, error) {
	if len(f.Program.Checks.Peers()) == 0 {
		return &Peers{}, nil
	}
	members, err := round.Members(tx, f.Round.ID)
	if err != nil {
		return nil, err
	}
	answers, err := AllAnswers(tx, f.Round.ID)
	if err != nil {
		return nil, err
	}
	return peersOf(f, members, answers), nil
}

// peersOf is peers of a round that was read.
func peersOf(f *Form, members []round.Member, answers map[string]map[string]Answer) *Peers {
	p := &Peers{First: map[string]float64{}, Median: map[string]float64{}, Third: map[string]float64{}}
	for _, code := range f.Program.Checks.Peers() {
		it := f.Program.items[code]
		if it == nil || it.Type == scoring.Words {
			continue
		}
		var all []float64
		for i := range members {
			m := &members[i]
			if m.Agency == f.Member.Agency || m.Group != f.Member.Group {
				continue
			}
			a := answers[m.Agency][code]
			if v, err := a.Scoring(it); err == nil && a.Given() && v.State == scoring.Given {
				all = append(all, v.Num.Float64())
			}
		}
		if len(all) < fewestPeers {
			continue
		}
		slices.Sort(all)
		p.First[code], p.Median[code], p.Third[code] = quantile(all, 0.25), quantile(all, 0.5), quantile(all, 0.75)
	}
	return p
}

// quantile is that of sorted values by linear interpolation: definition 7 of
// Hyndman and Fan, Sample Quantiles in Statistical Packages (1996).
func quantile(sorted []float64, p float64) float64 {
	at := p * float64(len(sorted)-1)
	below := int(math.Floor(at))
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (at-float64(below))*(sorted[below+1]-sorted[below])
}
