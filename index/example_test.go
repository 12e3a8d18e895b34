package index_test

import (
	"fmt"
	"strings"

	"github.com/sansang-project/sansang/index"
)

const exampleMeta = `iCode,Parent,Direction,Weight,Type,Denominator
machines,base,1,2,Indicator,staff
incidents,base,-1,1,Indicator,
online,use,1,1,Indicator,
trained,use,1,1,Indicator,
base,readiness,1,2,Aggregate,
use,readiness,1,3,Aggregate,
readiness,,1,1,Aggregate,
staff,,,,Denominator,
kind,,,,Group,
`

const exampleData = `uCode,uName,kind,staff,machines,incidents,online,trained
FIN,Finance,department,80,80,0,95,60
HEA,Health,department,120,96,3,80,75
CUL,Culture,department,40,40,1,60,
D01,Commune 1,commune,20,15,1,50,38
D02,Commune 2,commune,25,18,8,66,46
D03,Commune 3,commune,18,9,1,30,20
`

const exampleSpec = `
screen: {min_available: 0.7}
denominate:
normalise: {range: [1, 100]}
aggregate:
  method: geometric
  levels:
    2: {method: arithmetic}
rank: {groups: [kind]}
`

// A whole build: two tables and a spec become scores and ranks, and the result is
// asked how it came about and how firm it is.
func Example() {
	meta, err := index.ReadMeta(strings.NewReader(exampleMeta))
	if err != nil {
		fmt.Println(err)
		return
	}
	tree, err := index.NewTree(meta)
	if err != nil {
		fmt.Println(err)
		return
	}
	data, err := index.ReadData(strings.NewReader(exampleData), meta)
	if err != nil {
		fmt.Println(err)
		return
	}
	spec, err := index.ReadSpec(strings.NewReader(exampleSpec))
	if err != nil {
		fmt.Println(err)
		return
	}
	built, err := index.Build(data, tree, spec)
	if err != nil {
		fmt.Println(err)
		return
	}

	results, err := built.Results(index.ResultSpec{}, "kind")
	if err != nil {
		fmt.Println(err)
		return
	}
	inGroup := built.GroupRanks["kind"].Col("readiness")
	for i, unit := range results.Values.Units {
		at := indexOf(built.Scores.Units, unit)
		fmt.Printf("%.0f. %s %.1f, %.0f among the %ss\n", results.Rank[i], unit, results.Values.Cols[0][i], inGroup[at], results.Labels[i])
	}

	shares, err := index.EffectiveWeights(tree, built.Weights.Values)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("machines weigh %.3f of the whole\n", shares[tree.Index("machines")])

	// what if nothing made up for a weakness?
	other := *spec
	other.Aggregate = index.AggregateSpec{AggregateRule: index.AggregateRule{Method: "minimum"}}
	lowest, err := index.Build(data, tree, &other)
	if err != nil {
		fmt.Println(err)
		return
	}
	compared, err := index.Compare(built.Scores, lowest.Scores, "readiness", index.DefaultTolerance)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("by the minimum: ranks move by %.0f at most\n", compared.MaxDistance)

	// what if one indicator were left out?
	without, err := index.LeaveOneOut(tree, built.Weights.Values, []string{"incidents"}, index.DefaultTolerance, built.Combine)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("without incidents: ranks move by %.2f on average\n", without.MeanChange[0])

	strong, weak, err := index.Strengths(built.Denominated, tree, "HEA", index.StrengthSpec{Top: 1, Bottom: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("Health: best in %s, worst in %s\n", strong[0].Code, weak[0].Code)
	// Output:
	// 1. FIN 91.7, 1 among the departments
	// 2. HEA 76.4, 2 among the departments
	// 3. CUL 62.3, 3 among the departments
	// 4. D01 42.3, 1 among the communes
	// 5. D02 41.7, 2 among the communes
	// 6. D03 3.9, 3 among the communes
	// machines weigh 0.267 of the whole
	// by the minimum: ranks move by 1 at most
	// without incidents: ranks move by 0.33 on average
	// Health: best in trained, worst in incidents
}

func indexOf(units []string, unit string) int {
	for i, u := range units {
		if u == unit {
			return i
		}
	}
	return -1
}
