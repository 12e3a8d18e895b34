package report

import (
	"bytes"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var (
	update   = flag.Bool("update", false, "rewrite the golden files")
	lookInto = flag.String("look", "", "write every report of the tests into this folder, for eyes")
)

// sample has what a real report has: two groups, a tie, a field that does not
// apply, an agency without a total, text that must be escaped.
func sample(lang string) *Report {
	good, fair, none := Level{"Tốt", 0}, Level{"Khá", 1}, Level{}
	na := Cell{Text: "KAD", Share: math.NaN()}
	cell := func(s string, v float64, l Level, rank string) Cell {
		return Cell{Text: s, Share: v, Level: l, Rank: rank}
	}
	return &Report{
		Lang: lang, Title: "Kết quả <thử> & kiểm tra", Subtitle: "Khung mẫu", Notice: `Số liệu </style><script>"minh họa" \`,
		Facts:    []Fact{{"Máy tính/CBCCVC", "98,14%", "trung bình của hai nhóm"}},
		Findings: []string{"Sở A dẫn đầu <script>alert(1)</script>."},
		Levels:   []LevelKey{{good, "từ 80%", 0.8}, {fair, "dưới 80%", 0}},
		Fields:   []Field{{"A", "Hạ tầng", "25"}, {"B", "Nhân lực", "15"}},
		Groups: []Group{{
			Name: "Sở, ban, ngành", Median: []float64{0.95, math.NaN()},
			Levels: []LevelCount{{good, 1}, {fair, 2}},
			Rows: []Row{
				{Code: "a", Name: `Sở A <script>alert("1")</script>`, Rank: "1", Points: "82,00", Of: "100", Percent: "82,00", Share: 0.82, Level: good,
					Fields: []Cell{cell("90,0", 0.9, good, "2"), na}, Interval: &Interval{1, 1, 2, 1, "1–2"}, Chances: []float64{0.9, 0.1}},
				{Code: "b", Name: "Sở B", Rank: "2", Points: "70,00", Of: "85", Percent: "70,00", Share: 0.7, Level: fair,
					Fields: []Cell{cell("100,0", 1, good, "1"), cell("0,0", 0, fair, "1")}, Interval: &Interval{1, 2, 2, 2, "1–2"}, Chances: []float64{0, 1}},
				{Code: "d", Name: "Sở D", Rank: "2", Points: "70,00", Of: "85", Percent: "70,00", Share: 0.7, Level: fair, Fields: []Cell{na, na}},
			},
		}, {
			Name: "Huyện", Median: []float64{math.NaN(), math.NaN()},
			Rows: []Row{{Code: "c", Name: "Huyện C", Rank: "–", Share: math.NaN(), Level: none, Fields: []Cell{na, na}, Notes: []string{"chưa đủ số liệu", "được miễn"}}},
		}},
		Robustness: &Robustness{
			Reading: []string{"Kết quả vững."}, Varied: []Pair{{"Trọng số", "±25%"}},
			Close:   []ClosePair{{"Sở, ban, ngành", "Sở A", "Sở B", 0.6, "60"}},
			Choices: []Choice{{"Trọng số", Estimate{0.5, 0.4, 0.6, "0,50", "0,40–0,60"}, Estimate{math.NaN(), math.NaN(), math.NaN(), "–", ""}}},
		},
		Correlation: &Matrix{Names: []string{"A", "B"}, Values: [][]float64{{1, math.NaN()}, {-0.5, 1}}, Text: [][]string{{"1,00", "–"}, {"−0,50", "1,00"}}},
		Method:      []Pair{{"Phiên bản", "1"}},
	}
}

// every is each report that the tests know, by a name for messages.
func every() map[string]*Report {
	out := map[string]*Report{}
	for _, lang := range []string{"vi", "en"} {
		out["sample."+lang] = sample(lang)
		out["province."+lang] = province(lang)
		out["country."+lang] = country(lang)
		out["composite."+lang] = composite(lang)
		out["empty."+lang] = &Report{Lang: lang, Title: "–"}
		out["blank."+lang] = &Report{Lang: lang, Title: "–", Groups: []Group{{Name: "–"}}}
	}
	return out
}

func written(t *testing.T, r *Report) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestGolden(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		got := written(t, sample(lang))
		file := filepath.Join("testdata", "sample."+lang+".html")
		if *update {
			if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(want) != got {
			t.Errorf("%s differs from what Write gives now; look at the change, then run with -update", file)
		}
	}
}

func TestUnknownLanguageIsRefused(t *testing.T) {
	if err := Write(io.Discard, &Report{Lang: "fr"}); err == nil {
		t.Fatal("a language without words was accepted")
	}
}

// TestSameBytes also holds Write to changing nothing of what it was given.
func TestSameBytes(t *testing.T) {
	for name, r := range every() {
		first := written(t, r)
		if second := written(t, r); second != first {
			t.Errorf("%s: the second file differs from the first", name)
		}
	}
}

// TestRaggedReport: numbers and cells that do not fit each other are left out;
// Write neither fails nor panics.
func TestRaggedReport(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, lang := range []string{"vi", "en"} {
		r := &Report{Lang: lang, Fields: make([]Field, 3), Levels: []LevelKey{{Level: Level{Word: "x", Place: -1}}, {Level: Level{Word: "y", Place: 99}, From: nan}},
			Groups: []Group{{Median: []float64{inf}, MedianText: []string{"a", "b", "c", "d"}, Levels: []LevelCount{{Level{"z", 7}, -3}},
				Rows: []Row{{}, {Rank: "1", Share: inf, Fields: []Cell{{Share: -inf, Rank: "x"}}, Interval: &Interval{nan, nan, nan, nan, ""}, Chances: []float64{nan, 2}},
					{Rank: "1", Share: -inf, Interval: &Interval{-5, 3, inf, inf, "?"}, Chances: []float64{1}}, {Fields: make([]Cell, 9), Notes: []string{"", ""}}}}, {}},
			Robustness: &Robustness{Choices: []Choice{{}}, Close: []ClosePair{{Share: nan}}}}
		for range 2 {
			s := written(t, r)
			for _, bad := range []string{"NaN", "Inf", "%!"} {
				if strings.Contains(s, bad) {
					t.Errorf("%s: the file contains %q", lang, bad)
				}
			}
			r.Fields = make([]Field, 12)
		}
	}
}

func TestTicks(t *testing.T) {
	for n := 1.0; n < 4000; n++ {
		got := ticks(n)
		if len(got) > 7 || got[0] != 1 || got[len(got)-1] != n {
			t.Fatalf("ticks(%v) = %v", n, got)
		}
		for i := 1; i < len(got); i++ {
			if got[i] <= got[i-1] {
				t.Fatalf("ticks(%v) = %v do not rise", n, got)
			}
		}
	}
}
