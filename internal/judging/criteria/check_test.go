package criteria

import (
	"errors"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

func asked(t *testing.T, require string, f Facts) Finding {
	t.Helper()
	p, err := CompileChecks([]Check{{Code: "c", Require: require, Severity: Warns}}, checked())
	if err != nil {
		t.Fatalf("%s: %v", require, err)
	}
	all := p.Ask(&f)
	if len(all) != 1 {
		t.Fatalf("%d findings", len(all))
	}
	return all[0]
}

func checked() *scoring.Framework {
	return &scoring.Framework{Items: []scoring.Item{{Code: "tram"}, {Code: "tram_bao_ve"}, {Code: "ty-le"}, {Code: "now"}}}
}

func TestChecks(t *testing.T) {
	now := map[string]float64{"tram": 10, "tram_bao_ve": 12, "ty-le": 98, "now": 3}
	last := map[string]float64{"tram": 4}
	for _, c := range []struct {
		require       string
		judged, holds bool
	}{
		{"tram_bao_ve <= tram", true, false},
		{"tram_bao_ve <= tram + 2", true, true},
		{"abs(tram - last.tram) <= 0.5 * last.tram", true, false},
		{"tram_bao_ve <= last.tram_bao_ve", false, false}, // last year is missing: not judged
		{`now["ty-le"] <= 100`, true, true},
		{`now.now == 3`, true, true}, // an item that has the name of a table
		{"tram > q3.tram ? false : true", false, false},
		{`group == "xa" || tram > 5`, true, true},
		{"not (tram == 10)", true, false},
		{"max(tram, tram_bao_ve) == 12 && min(1, 2) == 1 && round(2.6) == 3", true, true},
	} {
		got := asked(t, c.require, Facts{Now: now, Last: last, Group: "so"})
		if got.Judged != c.judged || got.Holds != c.holds {
			t.Errorf("%s: judged %v, holds %v", c.require, got.Judged, got.Holds)
		}
	}
	if got := asked(t, "tram > q3.tram ? false : true", Facts{Now: now, Third: map[string]float64{"tram": 9}}); !got.Judged || got.Holds || len(got.Reads) != 1 || got.Reads[0] != "tram" {
		t.Errorf("%+v", got)
	}
}

func TestChecksOfOtherGroups(t *testing.T) {
	p, err := CompileChecks([]Check{{Code: "c", Require: "tram > 0", Severity: Blocks, Groups: []string{"xa"}}}, checked())
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Ask(&Facts{Group: "so"}); len(got) != 0 {
		t.Errorf("a check of communes was asked of a department: %+v", got)
	}
}

// TestWrongChecks: what an expression may not contain is refused before it is
// kept, every wrong check in one pass.
func TestWrongChecks(t *testing.T) {
	for require, key := range map[string]string{
		"tram <=": "criteria.check.unreadable", "tram": "criteria.check.unreadable", `"a" < tram`: "criteria.check.unreadable",
		"khong_co > 1": "criteria.check.item", "last.khong_co > 1": "criteria.check.item",
		"len([1,2]) > 1": "criteria.check.part", "all(1..9, # > 0)": "criteria.check.part", "let x = 1; x == 1": "criteria.check.part",
		`group matches "a*"`: "criteria.check.part", "now() > 1": "criteria.check.part", "last > 1": "criteria.check.item", "tram ** 2 > 1": "criteria.check.part",
		"tram?.x > 1": "criteria.check.part", "env.tram > 1": "criteria.check.part", "tram in [1]": "criteria.check.part", "tram | abs() > 1": "",
		strings.Repeat("(", 40) + "tram > 1" + strings.Repeat(")", 40): "",
		strings.Repeat("!", 40) + "(tram > 1)":                         "criteria.check.depth",
		"tram > " + strings.Repeat("1 + ", 20) + "1":                   "",
		"tram > 1 " + strings.Repeat("|| tram > 1 ", 300):              "criteria.check.",
		"tram > " + strings.Repeat("1", 5000):                          "criteria.check.long",
	} {
		_, err := CompileChecks([]Check{{Code: "a", Require: require, Severity: Warns}, {Code: "a", Require: "tram > 0", Severity: "x"}}, checked())
		var list fault.List
		if !errors.As(err, &list) {
			t.Fatalf("%.40s: %v", require, err)
		}
		keys := ""
		for _, f := range list {
			keys += f.Key + " "
		}
		if !strings.Contains(keys, key) || !strings.Contains(keys, "criteria.check.code") || !strings.Contains(keys, "criteria.check.severity") {
			t.Errorf("%.40s: %s, want %s", require, keys, key)
		}
		if key == "" && len(list) != 2 {
			t.Errorf("%.40s was refused: %v", require, list)
		}
	}
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"tram_bao_ve <= tram", `now["ty-le"] / tram > q3.tram`, "group == \"xa\" ? tram > 1 : !(tram < 2)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, require string) {
		p, err := CompileChecks([]Check{{Code: "c", Require: require, Severity: Warns}}, checked())
		if err != nil {
			if fault.KindOf(err) == fault.Internal {
				t.Fatal(err)
			}
			return
		}
		v := map[string]float64{"tram": 0, "tram_bao_ve": 1, "ty-le": -1, "now": 0}
		a, b := p.Ask(&Facts{Now: v, Last: v, Median: v, First: v, Third: v}), p.Ask(&Facts{Now: v, Last: v, Median: v, First: v, Third: v})
		if a[0].Judged != b[0].Judged || a[0].Holds != b[0].Holds {
			t.Error("two answers to one question")
		}
	})
}
