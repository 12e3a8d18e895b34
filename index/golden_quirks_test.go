package index

import (
	"math"
	"strconv"
)

func init() { goldenOps["quirks"] = goldenQuirks }

// goldenQuirks asserts for every defect that the case lists what this engine does
// instead, and that the list has no defect that nobody answers for.
func goldenQuirks(c *goldenCase) {
	var want struct {
		Log struct {
			Input, Intended glist[gnum]
		} `json:"log_GII_is_a_no_op"`
		Power struct {
			Input    glist[gnum]
			P        float64 `json:"p"`
			Intended gnum
		} `json:"genmean_with_na"`
		Gap struct {
			Input  gmatrix
			Scores glist[gnum] `json:"coinr_scores"`
		} `json:"copeland_with_na"`
		Tie struct {
			Input    gmatrix
			W        glist[gnum]
			Intended glist[gnum]
		} `json:"copeland_exact_tie"`
		Constant struct {
			Input glist[gnum]
		} `json:"minmax_constant"`
	}
	c.expected(&want)
	var listed map[string]any
	c.expected(&listed)
	same(c, len(listed), 7, "defects listed")

	// log_GII does nothing in COINr; here it is the logarithm
	inputs, intended := floats(want.Log.Input), floats(want.Log.Intended)
	tree := flat(c.t, 1)
	rows := make([][]float64, len(inputs))
	for i, x := range inputs {
		rows[i] = []float64{x}
	}
	treated, report, err := Treat(rowsTable(tree, rows...), tree, TreatSpec{TreatRule: TreatRule{First: "log_GII", Force: ptr(true)}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.nearAll(treated.Cols[0], intended, "log_GII")
	same(c, report.Decisions[0].First, "log_GII", "first treatment")

	// a missing child is left out of a generalised mean
	child := floats(want.Power.Input)
	tree = flat(c.t, len(child))
	scores, err := Aggregate(rowsTable(tree, child), tree, tree.Weights(), AggregateSpec{AggregateRule: AggregateRule{Method: "generalised", Power: &want.Power.P}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.near(scores.Col("all")[0], float64(want.Power.Intended), "generalised mean with a gap")

	// a missing comparison wins for nobody: the units are level where they share
	// values, in either order of the rows
	copeland := func(m gmatrix, w []float64, turned bool) []float64 {
		tree := flat(c.t, len(m.Colnames))
		rows := make([][]float64, len(m.Data))
		for i, row := range m.Data {
			rows[i] = floats(row)
		}
		if turned {
			rows[0], rows[1] = rows[1], rows[0]
		}
		scores, err := Aggregate(rowsTable(tree, rows...), tree, append(w, 1), AggregateSpec{AggregateRule: AggregateRule{Method: "copeland"}})
		if err != nil {
			c.t.Fatal(err)
		}
		return scores.Col("all")
	}
	c.nearAll(copeland(want.Gap.Input, []float64{1, 1}, false), []float64{0, 0}, "Copeland with a gap")
	c.nearAll(copeland(want.Gap.Input, []float64{1, 1}, true), []float64{0, 0}, "Copeland with a gap, turned")
	same(c, floats(want.Gap.Scores)[1], 1.0, "COINr lets the later row win")

	// two equal units have equal scores
	c.nearAll(copeland(want.Tie.Input, floats(want.Tie.W), false), floats(want.Tie.Intended), "Copeland of equal units")

	// a constant column is missing, and says so; or what the spec declares
	tree = flat(c.t, 2)
	rows = make([][]float64, len(want.Constant.Input))
	for i, x := range floats(want.Constant.Input) {
		rows[i] = []float64{x, float64(i)}
	}
	table := rowsTable(tree, rows...)
	names := make([]string, len(rows))
	for i := range names {
		names[i] = "name " + strconv.Itoa(i)
	}
	built, err := Build(&Data{Values: table, Names: names}, tree, &Spec{Treat: &TreatSpec{TreatRule: TreatRule{Force: ptr(true), WinMax: ptr(WinLimit(1))}}})
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, len(built.Notes) == 1 && built.Notes[0].Code == "build.no_say", true, "a constant column is noted")
	for i := range rows {
		same(c, math.IsNaN(built.Normalised.Cols[0][i]), true, "min-max of a constant column")
		same(c, built.Scores.Col("all")[i], built.Normalised.Cols[1][i], "the other child counts in full")
		// a constant column goes through treatment untouched, and the report says why
		same(c, built.Treated.Cols[0][i], rows[i][0], "treated constant")
	}
	same(c, built.Treatment.Decisions[0].Outcome, "untreatable", "treatment of a constant column")
	half, err := Normalise(table, tree, NormaliseSpec{NormaliseRule: NormaliseRule{Equal: ptr(50.0)}})
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, half.Cols[0][0], 50.0, "min-max of a constant column, declared")
	// the seventh, cut_sampling, is about samples: the cases of uncertainty answer it
}
