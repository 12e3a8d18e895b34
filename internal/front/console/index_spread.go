package console

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/front/console/report"
)

// separable is the share of draws that must agree before one unit is said to
// stand before another: the complement of the two-sided 5 % of the intervals.
const separable = 0.95

// maxPairs bounds the pairs that are listed; the count tells how many there are.
const maxPairs = 20

// pairReach bounds how many places apart the two units of a pair are looked at
// in a cohort beyond pairUnits: a pair costs as much as the draws are many, and
// units far apart are separable.
const (
	pairUnits = 300
	pairReach = 30
)

// closePair is two units, by row, whose order the draws do not settle. share is
// that of the draws in which the better one is before the other, ties counted
// half.
type closePair struct {
	better, worse int
	share         float64
}

// closePairs lists the pairs nearest to a toss of a coin, and counts all that
// are not separable.
func (u *drawn) closePairs() ([]closePair, int) {
	pairs := pairsNotSeparable(u.result, u.order)
	return pairs[:min(len(pairs), maxPairs)], len(pairs)
}

// pairsNotSeparable looks at the units in the order of their ranks.
func pairsNotSeparable(r *index.UncertaintyResult, order []int) []closePair {
	reach := len(order)
	if reach > pairUnits {
		reach = pairReach
	}
	var out []closePair
	for i, a := range order {
		for _, b := range order[i+1 : min(len(order), i+1+reach)] {
			x, y := r.Units[a], r.Units[b]
			if x.Worst < y.Best || y.Worst < x.Best {
				continue // never in each other's way
			}
			ab, ba := r.Before(a, b), r.Before(b, a)
			share := ab + (1-ab-ba)/2
			if share < separable && share > 1-separable {
				out = append(out, closePair{a, b, share})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b closePair) int {
		return cmp.Compare(math.Abs(a.share-0.5), math.Abs(b.share-0.5))
	})
	return out
}

// interval is the spread of a unit's rank for the report; official is the rank
// that stands in the table.
func (s *session) interval(u index.UnitUncertainty, official float64) *report.Interval {
	if u.Ranked == 0 || math.IsNaN(u.Median) {
		return nil
	}
	return &report.Interval{Low: u.Q5, Median: u.Median, High: u.Q95, Official: official, Text: s.rankRange(u.Q5, u.Q95)}
}

// rankRange writes an interval of ranks, one rank where both ends are the same.
func (s *session) rankRange(low, high float64) string {
	if math.IsNaN(low) {
		return "–"
	}
	places := 0
	if low != math.Trunc(low) || high != math.Trunc(high) {
		places = 1
	}
	from, to := s.float(low, places), s.float(high, places)
	if from == to {
		return from
	}
	return from + "–" + to
}

// chances are the probabilities of the levels and, last, of none of them; nil
// without levels.
func (u *drawn) chances(unit index.UnitUncertainty) []float64 {
	if len(u.result.Levels) == 0 || unit.Ranked == 0 {
		return nil
	}
	rest := 1.0
	for _, p := range unit.Levels {
		rest -= p
	}
	if rest < 0.5/float64(unit.Ranked) {
		rest = 0 // less than half a draw: what adding up left over
	}
	return append(slices.Clone(unit.Levels), rest)
}

// reading says in words what the draws mean.
func (u *drawn) reading() []string {
	steady, ranked, widest, settled := 0, 0, -1, 0.0
	for i, x := range u.result.Units {
		if x.Ranked == 0 {
			continue
		}
		ranked++
		if x.Rank-x.Q5 <= 1 && x.Q95-x.Rank <= 1 {
			steady++
		}
		if widest < 0 || x.Q95-x.Q5 > u.result.Units[widest].Q95-u.result.Units[widest].Q5 {
			widest = i
		}
		settled = math.Max(settled, x.StandardError)
	}
	if widest < 0 {
		return []string{u.say("console.indexUncertainty.noRanks", "draws", u.result.Draws)}
	}
	w := u.result.Units[widest]
	text := u.say("console.indexUncertainty.reading", "draws", u.result.Draws, "units", ranked, "steady", steady,
		"widest", u.unit(widest), "range", u.rankRange(w.Q5, w.Q95), "pairs", u.closeCount)
	if c := u.result.Convergence; len(c) > 1 && c[len(c)-2].MaxShift > settledShift {
		return []string{text, u.say("console.indexUncertainty.unsettled", "half", c[len(c)-2].Draws, "shift", u.float(c[len(c)-2].MaxShift, 2))}
	}
	return []string{text, u.say("console.indexUncertainty.settled", "error", u.float(settled, 2))}
}

// settledShift is how far a mean rank may still move in the last doubling of the
// draws: less than half a rank changes no whole rank.
const settledShift = 0.5

// closeNote says how many pairs are not listed.
func (u *drawn) closeNote() string {
	if u.closeCount <= len(u.close) {
		return ""
	}
	return u.say("console.indexUncertainty.morePairs", "listed", len(u.close), "all", u.closeCount)
}

// varied says what varied, how often and from which seed.
func (u *drawn) varied() []report.Pair {
	var out []report.Pair
	for _, f := range u.result.Factors {
		out = append(out, report.Pair{Name: u.factorName(f), Value: u.factorRange(f)})
	}
	return append(out,
		report.Pair{Name: u.say("console.indexUncertainty.drawsName"), Value: u.say("console.indexUncertainty.drawsValue", "draws", u.result.Draws, "sampler", u.result.Sampler, "seed", fmt.Sprint(u.result.Seed))})
}

// factorName names a factor for a reader.
func (c *composite) factorName(f index.Factor) string {
	if level, ok := strings.CutPrefix(f.Name, "weights "); ok {
		return c.say("console.index.factor.weights", "level", level)
	}
	key := map[string]string{
		"impute": "console.index.factor.impute", "treat": "console.index.factor.treat", "normalise": "console.index.factor.normalise",
		"aggregate": "console.index.factor.aggregate", "leave_out": "console.index.factor.leaveOut", "errors": "console.index.factor.errors",
	}[f.Name]
	if key == "" {
		return f.Name
	}
	return c.say(key)
}

// factorRange says how far a factor varies.
func (c *composite) factorRange(f index.Factor) string {
	if f.Choices > 0 {
		return c.say("console.index.factor.choices", "choices", f.Choices)
	}
	for _, w := range c.spec.Uncertainty.Weights {
		if f.Name != fmt.Sprintf("weights %d", w.Level) {
			continue
		}
		if w.Noise != nil {
			return c.say("console.index.factor.noise", "share", c.float(100**w.Noise, 0))
		}
		return c.say("console.index.factor.dirichlet", "number", c.float(*w.Dirichlet, 0))
	}
	return c.say("console.index.factor.continuous")
}
