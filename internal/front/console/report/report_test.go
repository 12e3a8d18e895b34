package report

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// sample has what a real report has: two groups, a tie, a field that does not
// apply, an agency without a total, text that must be escaped.
func sample(lang string) *Report {
	good, fair, none := Level{"Tốt", 0}, Level{"Khá", 1}, Level{}
	na := Cell{Text: "KAD", Share: math.NaN()}
	cell := func(s string, v float64, l Level) Cell { return Cell{Text: s, Share: v, Level: l} }
	return &Report{
		Lang: lang, Title: "Kết quả <thử> & kiểm tra", Subtitle: "Khung mẫu", Notice: "Số liệu minh họa",
		Facts:    []Fact{{"Máy tính/CBCCVC", "98,14%", "trung bình của hai nhóm"}},
		Findings: []string{"Sở A dẫn đầu."},
		Fields:   []Field{{"A", "Hạ tầng", "25"}, {"B", "Nhân lực", "15"}},
		Groups: []Group{{
			Name: "Sở, ban, ngành", Median: []float64{0.7, math.NaN()},
			Levels: []LevelCount{{good, 1}, {fair, 1}},
			Rows: []Row{
				{Code: "a", Name: "Sở A <b>", Rank: "1", Points: "82,00", Of: "100", Percent: "82,00", Share: 0.82, Level: good,
					Fields: []Cell{cell("90,0", 0.9, good), na}, Interval: &Interval{1, 1, 2, 1, "1–2"}},
				{Code: "b", Name: "Sở B", Rank: "2", Points: "70,00", Of: "85", Percent: "70,00", Share: 0.7, Level: fair,
					Fields: []Cell{cell("100,0", 1, good), cell("0,0", 0, fair)}, Interval: &Interval{1, 2, 2, 2, "1–2"}},
			},
		}, {
			Name: "Huyện", Median: []float64{math.NaN(), math.NaN()},
			Rows: []Row{{Code: "c", Name: "Huyện C", Rank: "–", Share: math.NaN(), Level: none, Fields: []Cell{na, na}, Notes: []string{"chưa đủ số liệu"}}},
		}},
		Correlation: &Matrix{Names: []string{"A", "B"}, Values: [][]float64{{1, math.NaN()}, {-0.5, 1}}, Text: [][]string{{"1,00", "–"}, {"−0,50", "1,00"}}},
		Method:      []Pair{{"Phiên bản", "1"}},
	}
}

func TestGolden(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		var b bytes.Buffer
		if err := Write(&b, sample(lang)); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join("testdata", "sample."+lang+".html")
		if *update {
			if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(want, b.Bytes()) {
			t.Errorf("%s differs from what Write gives now; look at the change, then run with -update", file)
		}
	}
}

func TestUnknownLanguageIsRefused(t *testing.T) {
	if err := Write(io.Discard, &Report{Lang: "fr"}); err == nil {
		t.Fatal("a language without words was accepted")
	}
}

// TestStandsAlone holds the file to what it promises: no address, no script,
// text escaped, drawings well formed and each one with an alternative.
func TestStandsAlone(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, sample("vi")); err != nil {
		t.Fatal(err)
	}
	s := strings.ReplaceAll(b.String(), `xmlns="http://www.w3.org/2000/svg"`, "")
	for _, bad := range []string{"http:", "https:", "<script", "url(", "@import", "Sở A <b>", "NaN", "ZgotmplZ", "#ZgotmplZ"} {
		if strings.Contains(s, bad) {
			t.Errorf("the file contains %q", bad)
		}
	}
	drawings := regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(s, -1)
	if len(drawings) != 3+1+3 { // a bar an agency, one chart of intervals, a profile an agency
		t.Errorf("%d drawings, want 7", len(drawings))
	}
	for _, d := range drawings {
		if !strings.Contains(d, "aria-label=") && !strings.Contains(d, `aria-hidden="true"`) {
			t.Errorf("a drawing without a text alternative: %.80s", d)
		}
		if err := xml.Unmarshal([]byte(d), new(struct{ XMLName xml.Name })); err != nil {
			t.Errorf("not well formed: %v: %.120s", err, d)
		}
	}
}

func TestEveryLanguageHasEveryWord(t *testing.T) {
	re := regexp.MustCompile(`\.T\.([A-Za-z]+)`)
	for _, m := range re.FindAllStringSubmatch(page, -1) {
		for lang, w := range languages {
			if f := reflect.ValueOf(w).FieldByName(m[1]); !f.IsValid() || f.String() == "" {
				t.Errorf("%s has no word for %s", lang, m[1])
			}
		}
	}
}

func TestTicks(t *testing.T) {
	for _, n := range []float64{1, 2, 8, 19, 27, 113, 3800} {
		got := ticks(n)
		if len(got) > 13 || got[0] != 1 {
			t.Errorf("ticks(%v) = %v", n, got)
		}
		for _, v := range got {
			if v > n {
				t.Errorf("ticks(%v) goes to %v", n, v)
			}
		}
	}
}
