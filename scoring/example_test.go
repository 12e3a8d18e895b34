package scoring_test

import (
	"fmt"

	"github.com/sansang-project/sansang/scoring"
)

// Two departments, one criterion: computers per staff, 5 points.
func Example() {
	framework := &scoring.Framework{
		Code:  "vi-du",
		Items: []scoring.Item{{Code: "may_tinh", Type: scoring.Count}, {Code: "cbccvc", Type: scoring.Count}},
		Root: &scoring.Node{Code: "A1", Max: scoring.Int(5),
			Rule: &scoring.Ratio{Of: scoring.Of("may_tinh", "cbccvc")}},
	}
	program, err := scoring.Compile(framework)
	if err != nil {
		fmt.Println(err)
		return
	}
	cohort, err := scoring.NewCohort(program, []scoring.Agency{{Code: "so-noi-vu", Group: "so"}, {Code: "so-y-te", Group: "so"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, answer := range []struct {
		agency, item string
		value        int64
	}{{"so-noi-vu", "may_tinh", 245}, {"so-noi-vu", "cbccvc", 250}, {"so-y-te", "may_tinh", 100}, {"so-y-te", "cbccvc", 100}} {
		if err := cohort.Answer(answer.agency, answer.item, scoring.GiveInt(answer.value)); err != nil {
			fmt.Println(err)
		}
	}
	result, err := scoring.Rank(cohort, scoring.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for i, agency := range cohort.Agencies() {
		score, place := result.Score(i, 0), result.PlaceInGroup(i, 0)
		fmt.Println(agency.Code, score.Points, "of", score.Max, "place", place.Rank)
	}
	// Output:
	// so-noi-vu 4.9 of 5 place 2
	// so-y-te 5 of 5 place 1
}
