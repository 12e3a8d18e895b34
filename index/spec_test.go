package index

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
)

// wholeSpec uses every section.
const wholeSpec = `
title: Readiness
data: units.csv
meta: tree.csv
time: 2020
panel: {method: linear, columns: [x1]}
screen: {by: either, min_available: 0.5, force: {U3: true}}
denominate:
  indicators:
    x1: {by: staff, scale: 1000}
impute: {method: median, group: zone}
treat:
  winmax: unlimited
  indicators:
    x2: {first: log, force: true}
normalise:
  method: minmax
  range: [1, 100]
  indicators:
    x3: {method: goalposts, posts: [0, 1e2], cap: false}
weights:
  use: council
  sets:
    council:
      nodes: {a: 2, b: 1.5}
      levels: {1: [1, 2, 3, 4, 5]}
    even: {method: balance, level: 2, targets: {a: 2}}
aggregate:
  method: geometric
  present: 0.6
  levels:
    3: {method: generalised, power: -1}
  nodes:
    a: {method: copeland, tolerance: 0}
rank:
  tolerance: 0
  groups: [zone]
`

func readSpec(t *testing.T, text string) *Spec {
	t.Helper()
	spec, err := ReadSpec(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return spec
}

func TestSpecRoundTrip(t *testing.T) {
	for _, text := range []string{wholeSpec, "", "{}", "# nothing\n", "screen:\nimpute:\n", "treat: {}\nrank: {tolerance: 1e-06}\ntitle: 'no'\n"} {
		spec := readSpec(t, text)
		var first, second bytes.Buffer
		if err := WriteSpec(&first, spec); err != nil {
			t.Fatal(err)
		}
		again := readSpec(t, first.String())
		spec.lines, again.lines = nil, nil
		if !reflect.DeepEqual(spec, again) {
			t.Errorf("reading what was written gives another spec:\n%s", first.String())
		}
		if err := WriteSpec(&second, again); err != nil || first.String() != second.String() {
			t.Errorf("written twice:\n%s\n%s", first.String(), second.String())
		}
	}
	spec := readSpec(t, "screen:\nimpute:\n")
	if spec.Screen == nil || spec.Impute == nil || spec.Treat != nil {
		t.Error("an empty section is not a section left out")
	}
	spec = readSpec(t, wholeSpec)
	if *spec.Time != 2020 || *spec.Aggregate.Nodes["a"].Tolerance != 0 || spec.Normalise.Indicators["x3"].Posts[1] != 100 || spec.Weights.Sets["council"].Levels[1][4] != 5 || *spec.Treat.WinMax != Unlimited || *spec.Treat.Indicators["x2"].Force != true {
		t.Errorf("read wrongly: %+v", spec)
	}
}

// Codes that YAML could take for something else stay what was written.
func TestSpecTextsNeedNoQuotes(t *testing.T) {
	spec := readSpec(t, "rank: {groups: [no, 2017, 1e5, 0x1f, 'null', ~x]}\nweights: {use: yes}\n")
	if got := fmt.Sprintf("%q", append(spec.Rank.Groups, spec.Weights.Use)); got != `["no" "2017" "1e5" "0x1f" "null" "~x" "yes"]` {
		t.Error(got)
	}
}

// Every fault in one pass, each with its line and path, in both languages.
func TestSpecFaults(t *testing.T) {
	text := `title: [a]
screen:
  min_available: half
  minimum: 3
  min_available: 0.5
impute: median
treat:
  winmax: -3
  force: yes
  skew: .inf
normalise:
  range: 100
  indicators:
    x1: {posts: [0, b]}
weights:
  sets:
    a: {levels: {one: [1]}}
    b: &anchor {level: 1.5}
    c: *anchor
aggregate:
  methods: geometric
  power: ~
  ? [x]
  : y
time: 2020-01-01
`
	want := `spec, line 1, title: found "[…]"; expected a single text
spec, line 3, screen.min_available: found "half"; expected a finite number
spec, line 4, screen.minimum: the key "minimum" is not known here; expected one of: by, force, min_available, min_nonzero
spec, line 5, screen.min_available: the key "min_available" stands here twice; first in line 3
spec, line 6, impute: found "median"; expected keys with values below this one
spec, line 8, treat.winmax: found "-3"; expected a whole number of at least 0, or "unlimited"
spec, line 9, treat.force: found "yes"; expected true or false
spec, line 10, treat.skew: found ".inf"; expected a finite number
spec, line 12, normalise.range: found "100"; expected a list, such as [1, 2]
spec, line 14, normalise.indicators.x1.posts.2: found "b"; expected a finite number
spec, line 17, weights.sets.a.levels.one: found "one"; expected a whole number
spec, line 18, weights.sets.b: anchors and aliases are not used here; write the value out
spec, line 19, weights.sets.c: anchors and aliases are not used here; write the value out
spec, line 21, aggregate.methods: the key "methods" is not known here; expected one of: levels, method, middle, nodes, on_zero, power, present, tolerance, value_tolerance
spec, line 22, aggregate.power: found "~"; expected a finite number
spec, line 23, aggregate: a key must be a single word or number
spec, line 25, time: found "2020-01-01"; expected a finite number`
	_, err := ReadSpec(strings.NewReader(text))
	if err == nil || err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
	for _, f := range err.(Faults) {
		if vi := f.Text("vi"); vi == f.Text("en") || !strings.Contains(vi, "dòng") {
			t.Errorf("in Vietnamese: %s", vi)
		}
	}
	for text, want := range map[string]string{
		"a: [":                     "spec, line 1: this is not valid YAML: did not find expected node content",
		"title: a\n---\ntitle: b":  "spec, line 2: a second document begins here; a spec is one document",
		"title: a\n--- [":          "spec, line 2: this is not valid YAML: did not find expected node content",
		"- screen":                 `spec, line 1: found "[…]"; expected keys with values below this one`,
		strings.Repeat("#", 5<<20): "spec: the file is larger than 4 MiB",
		"\x00":                     "spec: this is not valid YAML: control characters are not allowed",
	} {
		if _, err := ReadSpec(strings.NewReader(text)); err == nil || err.Error() != want {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

// FuzzReadSpec: any bytes give a spec or faults; a spec can be written and read
// again, and building with it never panics.
func FuzzReadSpec(f *testing.F) {
	f.Add(wholeSpec)
	f.Add("screen: {}\ntreat:\n  winmax: unlimited\n  indicators: {x1: {first: boxcox, lambda: 0}}\nnormalise: {method: rank, ties: dense}\naggregate: {method: copeland}")
	f.Add("time: 2020\nweights: {use: p, sets: {p: {method: pca}, q: {from: p, method: information}}}\naggregate: {method: harmonic, on_zero: zero, middle: 3}")
	f.Add("a: &a [*a]\n<<: *a\n? {}\n: []\n")
	f.Add("treat: {lambda: 1e308}\nnormalise: {range: [-1e308, 1e308], equal: 0}\naggregate: {method: generalised, power: 1e300}")
	tree, table := twoPillars(f)
	table.Cols[2][3] = 1e300
	labels := make([]string, table.Rows())
	for i := range labels {
		labels[i] = string("NS"[i%2])
	}
	d := &Data{Values: table, GroupCodes: []string{"zone"}, Groups: map[string][]string{"zone": labels}}
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(text, "balance") || strings.Contains(text, "information") {
			return // minutes, not a fault
		}
		spec, err := ReadSpec(strings.NewReader(text))
		if err != nil {
			if len(err.(Faults)) == 0 || err.(Faults).Text("vi") == "" {
				t.Fatal("faults without a text")
			}
			return
		}
		var out bytes.Buffer
		if err := WriteSpec(&out, spec); err != nil {
			t.Fatal(err)
		}
		again, err := ReadSpec(bytes.NewReader(out.Bytes()))
		if err != nil {
			t.Fatalf("%v\nin\n%s", err, out.String())
		}
		Build(d, tree, spec)
		spec.lines, again.lines = nil, nil
		if !reflect.DeepEqual(spec, again) {
			t.Fatalf("%+v\n%+v", spec, again)
		}
	})
}
