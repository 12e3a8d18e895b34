package scoring_test

import (
	"fmt"
	"os"
	"strings"

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

// A framework as a file: read, checked with its lines, compared, explained.
func ExampleReadYAML() {
	const file = `
code: vi-du
version: 2026
items:
  - {code: may_tinh, name: {vi: Số máy tính, en: Computers}, type: count}
  - {code: cbccvc, name: {vi: Số CBCCVC, en: Staff}, type: count}
tree:
  code: A1
  name: {vi: Máy tính trên CBCCVC, en: Computers per staff}
  max: 5
  rule: {ratio: {of: may_tinh / cbccvc}}
`
	f, err := scoring.ReadYAML("vi-du.yaml", strings.NewReader(file))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, faults := scoring.LintYAML("vi-du.yaml", strings.NewReader(strings.Replace(file, "/ cbccvc", "/ bien_che", 1)))
	for _, fault := range faults {
		fmt.Println(fault.Text("vi"))
	}
	newer, err := scoring.ReadYAML("vi-du.yaml", strings.NewReader(strings.Replace(file, "max: 5", "max: 6", 1)))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, change := range scoring.Diff(f, newer) {
		fmt.Println(change.Text("vi"))
	}
	program, err := scoring.Compile(f)
	if err != nil {
		fmt.Println(err)
		return
	}
	cohort, err := scoring.NewCohort(program, []scoring.Agency{{Code: "so-noi-vu"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(cohort.Answer("so-noi-vu", "may_tinh", scoring.GiveInt(245)), cohort.Answer("so-noi-vu", "cbccvc", scoring.GiveInt(250)))
	result, err := scoring.Rank(cohort, scoring.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	trace, _ := result.Trace("so-noi-vu", "A1")
	fmt.Fprint(os.Stdout, trace.Text(f, "vi"))
	// Output:
	// vi-du.yaml, dòng 6:5, item cbccvc: không có quy tắc hay điều kiện nào dùng chỉ tiêu số liệu “cbccvc”; hãy dùng hoặc ghi context: true
	// vi-du.yaml, dòng 11:33, node A1.rule.of.per[1]: không có chỉ tiêu số liệu “bien_che”
	// Sửa tiêu chí A1 (Máy tính trên CBCCVC): điểm tối đa từ 5 thành 6
	// <nil> <nil>
	// A1 Máy tính trên CBCCVC: 4,9/5 điểm
	//   Số máy tính / Số CBCCVC = 245 / 250 = 0,98
	//   0,98 × 5 = 4,9
	//   Tỷ lệ đạt: 4,9 / 5 × 100 = 98
}
