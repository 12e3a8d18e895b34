package index

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// ResultSpec says which results are listed and in what order.
type ResultSpec struct {
	// Nodes are the columns: "aggregates" (default), the index first and the pillars
	// last; "summary", the index only; "full", the aggregates and then the indicators.
	Nodes string
	// Use is what stands in them: "scores" (default), "ranks" over all units, or
	// "group_ranks" within the groups.
	Use string
	// Labels are one a unit, "" = in no group: the groups of "group_ranks", which are
	// listed one after the other in the order of their labels, units without a group
	// last.
	Labels []string
	// OrderBy is the node by which units are ranked and listed, the best first;
	// default the index.
	OrderBy string
	// Rank says how ties and directions are dealt with.
	Rank RankSpec
}

// ResultTable lists units with what they reached (COINr's get_results).
type ResultTable struct {
	Labels []string  // of the groups, parallel to Values.Units; nil without groups
	Rank   []float64 // over all units, by the node ordered by
	Values *Table    // rows in the order listed
}

// resultNodes are the listings and the lowest level that they show; 0 = the index
// only.
var resultNodes = map[string]int{"summary": 0, "aggregates": 2, "full": 1}

// Results lists scores (a column for every node) or their ranks. Units of equal
// rank stay in the order of the table; those without a rank come last. Nothing is
// rounded: that is for whoever shows it.
func Results(scores *Table, tree *Tree, spec ResultSpec) (*ResultTable, error) {
	var faults Faults
	nodes, use := orDefault(spec.Nodes, "aggregates"), orDefault(spec.Use, "scores")
	lowest, ok := resultNodes[nodes]
	if !ok {
		faults.add("look.method", Place{Source: "results"}, spec.Nodes, sortedNames(resultNodes))
	}
	if use != "scores" && use != "ranks" && use != "group_ranks" {
		faults.add("look.method", Place{Source: "results"}, spec.Use, "scores, ranks, group_ranks")
	}
	if use == "group_ranks" && spec.Labels == nil {
		faults.add("results.labels", Place{Source: "results"})
	}
	by := orDefault(spec.OrderBy, tree.Nodes[tree.Root()].Code)
	if scores.Index(by) < 0 {
		faults.add("table.column_unknown", Place{Source: "results", Node: by})
	}
	var codes []string
	for level := tree.MaxLevel(); level >= max(lowest, 1); level-- {
		for _, k := range tree.AtLevel(level) {
			codes = append(codes, tree.Nodes[k].Code)
		}
		if lowest == 0 {
			break
		}
	}
	t, err := scores.Select(codes)
	faults.join(err)
	ordered := &Table{Units: scores.Units, Codes: []string{by}, Cols: [][]float64{scores.Col(by)}}
	if err := faults.err(); err != nil {
		return nil, err
	}
	rank := spec.Rank
	rank.Lower = slices.DeleteFunc(slices.Clone(rank.Lower), func(c string) bool { return t.Index(c) < 0 })
	switch use {
	case "ranks":
		t, err = Rank(t, rank)
	case "group_ranks":
		t, err = RankWithin(t, spec.Labels, rank)
	}
	faults.join(err)
	if spec.Labels != nil && len(spec.Labels) != scores.Rows() {
		faults.add("table.ragged", Place{Source: "results"}, "labels", scores.Rows(), len(spec.Labels))
	}
	rank.Lower = slices.DeleteFunc(slices.Clone(spec.Rank.Lower), func(c string) bool { return c != by })
	places, err := Rank(ordered, rank)
	faults.join(err)
	if err := faults.err(); err != nil {
		return nil, err
	}
	rows := make([]int, t.Rows())
	for i := range rows {
		rows[i] = i
	}
	label := func(i int) string {
		if use != "group_ranks" {
			return ""
		}
		return spec.Labels[i]
	}
	slices.SortStableFunc(rows, func(a, b int) int {
		if la, lb := label(a), label(b); la != lb {
			if la == "" || lb == "" {
				return cmp.Compare(len(lb), len(la)) // none goes last
			}
			return strings.Compare(la, lb)
		}
		ra, rb := places.Cols[0][a], places.Cols[0][b]
		if math.IsNaN(ra) || math.IsNaN(rb) {
			return cmp.Compare(truth(math.IsNaN(ra)), truth(math.IsNaN(rb)))
		}
		return cmp.Compare(ra, rb)
	})
	out := &ResultTable{Values: t.PickRows(rows), Rank: places.PickRows(rows).Cols[0]}
	if spec.Labels != nil {
		for _, i := range rows {
			out.Labels = append(out.Labels, spec.Labels[i])
		}
	}
	return out, nil
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Results lists the results of the build. group is the group column of
// "group_ranks", "" for none; the ranks are those of the spec.
func (b *Built) Results(spec ResultSpec, group string) (*ResultTable, error) {
	if group != "" {
		if spec.Labels = b.Data.Group(group); spec.Labels == nil {
			return nil, oneFault("build.group", Place{Source: "results"}, group, listSome(b.Data.GroupCodes))
		}
	}
	spec.Rank = b.rankSpec()
	return Results(b.Scores, b.Tree, spec)
}

var _ = addTexts(map[Code]sentence{
	"results.labels": {"ranks within groups need a group column", "xếp hạng trong nhóm cần một cột nhóm"},
})
