package console

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/front/console/report"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// ranked is a group of three fields (maxima 50, 30, 20): the totals are the
// official ones, which for d differ from the mean of its fields by a deduction,
// and e lacks a field.
func rankedGroup() *report.Report {
	nan := math.NaN()
	good, fair := report.Level{Word: "Tốt"}, report.Level{Word: "Khá", Place: 1}
	r := &report.Report{Fields: []report.Field{{Code: "A", Name: "Một"}, {Code: "B", Name: "Hai"}, {Code: "C", Name: "Ba"}},
		Levels: []report.LevelKey{{Level: good, From: 0.8}, {Level: fair}}, Groups: []report.Group{{Name: "g"}}}
	add := func(name, rank string, total float64, level report.Level, shares ...float64) {
		row := report.Row{Name: name, Rank: rank, Share: total, Level: level}
		for _, x := range shares {
			row.Fields = append(row.Fields, report.Cell{Share: x})
		}
		r.Groups[0].Rows = append(r.Groups[0].Rows, row)
	}
	add("a", "1", 0.95, good, 0.95, 0.95, 0.95)       // the same whatever the weights
	add("b", "2=", 0.80, good, 1, 0.6, 0.6)           // 50 + 18 + 12
	add("c", "2=", 0.80, fair, 0.6, 1, 1)             // 30 + 30 + 20; its level is capped
	add("d", "4", 0.65, fair, 0.7, 0.7, 0.7)          // a deduction of 17
	add("e", "5", 0.50, fair, 0.5, nan, 0.5)          // the same over what applies
	add("f", "–", nan, report.Level{}, nan, nan, nan) // not ranked
	return r
}

func testSession(t *testing.T) *session {
	t.Helper()
	texts, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	return &session{World: World{Err: new(strings.Builder), Out: new(strings.Builder)}, ctx: t.Context(), lang: text.Vi, texts: texts}
}

// TestRobustnessKeepsTheRanking: what no weight can move has an interval of one
// rank; what is equal under the official weights is a toss of a coin; a deduction
// and a field that does not apply stay as they are; the capped level has no
// chances.
func TestRobustnessKeepsTheRanking(t *testing.T) {
	r := rankedGroup()
	if err := testSession(t).robustness(r, []float64{50, 30, 20}); err != nil {
		t.Fatal(err)
	}
	rows := r.Groups[0].Rows
	for i, want := range []string{"1", "2–3", "2–3", "4", "5"} {
		if rows[i].Interval == nil || rows[i].Interval.Text != want {
			t.Errorf("%s: interval %+v, want %s", rows[i].Name, rows[i].Interval, want)
		}
	}
	if rows[5].Interval != nil || rows[2].Chances != nil || rows[5].Chances != nil {
		t.Error("what has no rank, or a level for another reason, was given a probability")
	}
	if c := rows[1].Chances; len(c) != 2 || math.Abs(c[0]-0.5) > 0.1 || math.Abs(c[0]+c[1]-1) > 1e-12 {
		t.Errorf("b stands on the limit of the levels, but has the chances %v", c)
	}
	if c := rows[3].Chances; len(c) != 2 || c[1] != 1 {
		t.Errorf("d: chances %v", c)
	}
	if p := r.Robustness.Close; len(p) != 1 || p[0].Better != "b" || p[0].Worse != "c" || math.Abs(p[0].Share-0.5) > 0.05 {
		t.Errorf("pairs %+v", p)
	}
	if len(r.Robustness.Reading) != 2 || !strings.Contains(r.Robustness.Reading[0], "5 trong 5") || !strings.Contains(r.Robustness.Reading[1], "3 trong 4") {
		t.Errorf("reading %q", r.Robustness.Reading)
	}
	if r.Correlation == nil || r.Correlation.Values[1][2] < 0.99 {
		t.Errorf("correlations %+v", r.Correlation)
	}
}

// TestRobustnessHasNothingToSay where there is one field, or two agencies.
func TestRobustnessHasNothingToSay(t *testing.T) {
	for i, r := range []*report.Report{rankedGroup(), rankedGroup(), {}} {
		weights := []float64{50, 30, 20}
		switch i {
		case 0:
			weights = []float64{50, 0, 0}
		case 1:
			r.Groups[0].Rows = r.Groups[0].Rows[:2]
		}
		s := testSession(t)
		s.addRobustness(r, weights)
		if r.Robustness != nil || fmt.Sprint(s.Err) != "" {
			t.Errorf("case %d: %+v, %v", i, r.Robustness, s.Err)
		}
	}
}
