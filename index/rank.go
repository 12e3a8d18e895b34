package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// DefaultTolerance is the difference, relative to max(1,|score|), up to which two
// scores tie. Its source is ARCHITECTURE.md: an index agrees between builds of the
// engine and kinds of processors to 1e-9, so a smaller difference is rounding and
// must not put one agency before another.
const DefaultTolerance = 1e-9

// RankSpec says how scores become ranks.
type RankSpec struct {
	// Tolerance: scores tie when they differ from the best score of their tie by at
	// most this, relative to max(1,|score|). Default DefaultTolerance; 0 splits all
	// but equal numbers, as COINr does.
	Tolerance *float64 `yaml:"tolerance,omitempty"`
	// Groups are group columns of the data within which Build ranks, beside the
	// ranks over all.
	Groups []string `yaml:"groups,omitempty"`
	// Lower are columns of which the lowest value is the best. Build adds the
	// aggregates of direction -1, whose scores say how much there is of something bad.
	Lower []string `yaml:"lower,omitempty"`
}

// Rank gives the rank of every unit in every column: 1 is the best, which is the
// highest score (or the lowest, in the columns of Lower). Ties share the best rank
// and the ranks behind them are left out: 1, 2, 2, 4. A missing score has no rank.
func Rank(t *Table, spec RankSpec) (*Table, error) {
	return RankWithin(t, nil, spec)
}

// RankWithin ranks every unit among those of the same label. labels are one a
// row, "" for a unit in no group, which has no rank; nil ranks all together.
func RankWithin(t *Table, labels []string, spec RankSpec) (*Table, error) {
	var faults Faults
	faults.join(t.check("rank"))
	tolerance := spec.check(&faults)
	if labels != nil && len(labels) != t.Rows() {
		faults.add("table.ragged", Place{Source: "rank"}, "labels", t.Rows(), len(labels))
	}
	lower := make(map[string]bool, len(spec.Lower))
	for _, code := range spec.Lower {
		lower[code] = true
		if t.Index(code) < 0 {
			faults.add("table.column_unknown", Place{Source: "rank", Path: "rank.lower", Node: code})
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	out := t.withoutColumns()
	if labels == nil {
		eachColumn(len(t.Cols), t.Rows(), func(j int, b *bench) {
			b.order().Rank(out.room(j), t.Cols[j], !lower[t.Codes[j]], stat.TiesMin, tolerance)
		})
		return out, nil
	}
	members := make(map[string][]int)
	for i, label := range labels {
		if label != "" {
			members[label] = append(members[label], i)
		}
	}
	eachColumn(len(t.Cols), t.Rows(), func(j int, b *bench) {
		ranks := out.room(j)
		for i := range ranks {
			ranks[i] = math.NaN()
		}
		for _, rows := range members { // each writes its own rows: the order does not matter
			b.first, b.second = sized(b.first, len(rows)), sized(b.second, len(rows))
			for k, i := range rows {
				b.first[k] = t.Cols[j][i]
			}
			b.order().Rank(b.second, b.first, !lower[t.Codes[j]], stat.TiesMin, tolerance)
			for k, i := range rows {
				out.Cols[j][i] = b.second[k]
			}
		}
	})
	return out, nil
}

// check gives the tolerance and finds what is wrong with it.
func (spec *RankSpec) check(faults *Faults) float64 {
	if spec.Tolerance == nil {
		return DefaultTolerance
	}
	if t := *spec.Tolerance; !(t >= 0) || math.IsInf(t, 0) {
		faults.add("rank.tolerance", Place{Source: "rank", Path: "rank.tolerance"}, t)
	}
	return *spec.Tolerance
}

var _ = addTexts(map[Code]sentence{
	"rank.tolerance": {"the tolerance is %v; expected a finite number of at least 0", "dung sai là %v; cần một số hữu hạn không âm"},
})
