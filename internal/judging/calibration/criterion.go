package calibration

import (
	"math"
	"slices"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/scoring"
)

// Where a criterion stops to tell agencies apart, and where two are one. 95 in a
// hundred at the maximum leave one agency in twenty apart: the report of 2017 had
// 100 % of portals and 98 % of machines. 0.9 is COINr's default of flagged pairs
// (get_corr_flags), which the handbook of OECD/JRC 2008 calls redundancy.
const (
	MostAtBound = 0.95
	Redundant   = 0.9
)

// leastPairs is how many agencies a correlation needs before it is called a
// finding: two points always lie on a line.
const leastPairs = 3

// Flag is one thing that the Council should look at about a criterion.
type Flag string

// The flags.
const (
	AtMaximum   Flag = "maximum"    // nearly all have all points
	AtZero      Flag = "zero"       // nearly all have none
	Same        Flag = "same"       // all that are known have the same points
	Contradicts Flag = "contradict" // who is better here is worse in all else
	Unknown     Flag = "unknown"    // no value is known
)

// Criterion is how well one criterion of the draft tells agencies apart. Shares
// are from 0 to 1 of the agencies with a known value; figures that are not
// defined are NaN.
type Criterion struct {
	Code, Field              string
	Name                     scoring.Text
	Max                      scoring.Num
	Known, Missing, Excluded int // agencies: judged, not answered, not concerned
	Full, Zero, Distinct     int
	ShareFull, ShareZero     float64
	Mean, SD                 float64 // of points over maximum, 0 to 1
	// ItemTotal is the corrected item–total correlation: of points over maximum with
	// the score without this criterion.
	ItemTotal float64
	Flags     []Flag
}

func (c *columns) criteria() ([]Criterion, error) {
	shape, err := index.Statistics(c.ratio, index.DefaultStatLimits())
	if err != nil {
		return nil, err
	}
	nodes := c.side.program.Nodes()
	out := make([]Criterion, len(c.leaves))
	for j, l := range c.leaves {
		n := nodes[l.node]
		x := Criterion{Code: n.Code, Field: nodes[l.field].Code, Name: n.Name, Max: n.Max, Mean: shape[j].Mean, SD: shape[j].SD, ShareFull: math.NaN(), ShareZero: math.NaN()}
		seen := map[string]bool{}
		for a := range c.units {
			own := c.side.result.Score(a, l.node)
			switch ratio, ok := own.Ratio(); {
			case own.State == scoring.StateScored && ok:
				x.Known++
				seen[ratio.String()] = true
				if !own.Points.Less(own.Max) {
					x.Full++
				}
				if own.Points.Sign() <= 0 {
					x.Zero++
				}
			case own.Reason == scoring.ReasonMissing:
				x.Missing++
			default:
				x.Excluded++
			}
		}
		x.Distinct = len(seen)
		if x.Known > 0 {
			x.ShareFull, x.ShareZero = float64(x.Full)/float64(x.Known), float64(x.Zero)/float64(x.Known)
		}
		if x.ItemTotal, err = correlate(c.units, c.ratio.Cols[j], c.rest.Cols[j]); err != nil {
			return nil, err
		}
		x.Flags = x.flags()
		out[j] = x
	}
	return out, nil
}

func (x *Criterion) flags() []Flag {
	var all []Flag
	if x.Known == 0 {
		return []Flag{Unknown}
	}
	if x.ShareFull >= MostAtBound {
		all = append(all, AtMaximum)
	}
	if x.ShareZero >= MostAtBound {
		all = append(all, AtZero)
	}
	if x.Distinct == 1 && x.Known > 1 && len(all) == 0 {
		all = append(all, Same)
	}
	if x.ItemTotal < -index.DefaultTolerance && x.Known >= leastPairs {
		all = append(all, Contradicts)
	}
	return all
}

// correlate gives Pearson's coefficient of two columns.
func correlate(units []string, x, y []float64) (float64, error) {
	a, b := &index.Table{Units: units, Codes: []string{"x"}, Cols: [][]float64{x}}, &index.Table{Units: units, Codes: []string{"y"}, Cols: [][]float64{y}}
	m, err := index.Correlate(a, b, "pearson")
	if err != nil {
		return math.NaN(), err
	}
	return m.At[0][0].R, nil
}

// Correlations are Pearson's coefficients of all criteria with each other.
type Correlations struct {
	Codes []string
	Names []scoring.Text
	R     [][]float64 // NaN where it is not defined
}

// Pair is two criteria that rise and fall together, or against each other.
type Pair struct {
	A, B         string
	NameA, NameB scoring.Text
	R            float64
	N            int // agencies of which both are known
}

// correlations gives the matrix, and the pairs that say nearly the same.
func (c *columns) correlations() (*Correlations, []Pair, error) {
	m, err := index.Correlate(c.ratio, nil, "pearson")
	if err != nil {
		return nil, nil, err
	}
	nodes := c.side.program.Nodes()
	out := &Correlations{R: make([][]float64, len(c.leaves))}
	var pairs []Pair
	for i, l := range c.leaves {
		out.Codes, out.Names = append(out.Codes, nodes[l.node].Code), append(out.Names, nodes[l.node].Name)
		out.R[i] = make([]float64, len(c.leaves))
		for j := range c.leaves {
			r := m.At[i][j]
			out.R[i][j] = r.R
			if j > i && r.N >= leastPairs && math.Abs(r.R) >= Redundant-index.DefaultTolerance {
				o := nodes[c.leaves[j].node]
				pairs = append(pairs, Pair{A: nodes[l.node].Code, B: o.Code, NameA: nodes[l.node].Name, NameB: o.Name, R: r.R, N: r.N})
			}
		}
	}
	slices.SortStableFunc(pairs, func(x, y Pair) int {
		switch {
		case math.Abs(x.R) > math.Abs(y.R):
			return -1
		case math.Abs(x.R) < math.Abs(y.R):
			return 1
		}
		return 0
	})
	return out, pairs, nil
}
