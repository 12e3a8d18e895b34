package scoring

import (
	"bytes"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

func written(t testing.TB, f *Framework) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteYAML(&b, f); err != nil {
		t.Fatalf("write: %v", err)
	}
	return b.Bytes()
}

func readBack(t testing.TB, b []byte) *Framework {
	t.Helper()
	f, err := ReadYAML("f.yaml", bytes.NewReader(b))
	if err != nil {
		t.Fatalf("read: %v\n%s", err, b)
	}
	return f
}

// same asks for the same data; where it was read from plays no part.
func same(a, b *Framework) bool {
	x, y := *a, *b
	x.places, y.places = nil, nil
	return reflect.DeepEqual(&x, &y)
}

func checkRoundTrip(t testing.TB, f *Framework) {
	t.Helper()
	b := written(t, f)
	g := readBack(t, b)
	if !same(f, g) || !f.Equal(g) {
		t.Fatalf("read back differs:\n%s\nwritten again:\n%s", b, written(t, g))
	}
	if again := written(t, g); !bytes.Equal(b, again) {
		t.Fatalf("other bytes:\n%s\n%s", b, again)
	}
}

// full is sane() with every key of the format in use.
func full() *Framework {
	f := sane()
	strange := Text{Vi: "Điểm: \"a\" #1, 'b'\n - dòng hai", En: " padded\t\x07\u2028 "}
	f.Version, f.Status, f.Name, f.Note = "2026", StatusSample, Text{Vi: "Khung mẫu", En: "Sample"}, Text{En: "null"}
	f.Basis = []Reference{{Number: "62/QĐ-BTTTT", Date: "2017-01-19", Issuer: "Bộ", Article: "1.10", Text: strange, From: "2017-01-19", To: "2020-01-01"}}
	f.Scale, f.Missing, f.Rounding = num("100"), MissingExclude, &Rounding{HalfEven, 2}
	f.Bands[0].Require = []Condition{{Node: "F", Op: Ge, Value: half}, {Item: "c", Op: Ne, Option: "z"}, {Item: "c", Op: Eq, Option: "1"}}
	f.Items[6].Options = append(f.Items[6].Options, Option{Code: "1", Name: Text{Vi: "một\nhai"}})
	f.Gates[0].Node, f.Gates[0].Groups, f.Gates[0].Name = "F", []string{"so"}, Text{Vi: "~"}
	f.Ranking = Ranking{Overall: true, Nodes: []string{"A"}}
	f.Adjustments.Max, f.Bands[0].Name = half, Text{Vi: "Tốt", En: "Good"}
	f.Adjustments.Nodes = []string{"T"}
	it := &f.Items[0]
	it.Name, it.Definition, it.Unit, it.Source, it.Owner, it.Min, it.Max = strange, strange, Text{Vi: "máy"}, strange, strange, num("0"), num("1000/3")
	f.Groups[1].Parent, f.Groups[1].Name = "so", Text{Vi: "xã"}
	n := f.Root.Children[1]
	n.Name, n.Method, n.Evidence, n.Source, n.Verifier, n.Guidance, n.References = strange, strange, strange, strange, strange, Text{Vi: "dòng một\ndòng hai"}, f.Basis
	n.Rounding, n.Missing, n.Rescale = &Rounding{Down, 0}, MissingBlock, Full
	n.Applies = &Applies{Groups: []string{"so", "xa"}, Except: []string{"xa"}, When: []Condition{{Item: "a", Op: Gt, Value: MustNum("-1/3")}}, Exempt: true}
	n.Rubric = []RubricLine{{Num{}, Int(2), Text{Vi: "Đạt: một phần"}}, {Int(2), Int(5), Text{}}}
	f.Root.Children[0].Applies, f.Root.Overflow = &Applies{}, true
	f.Items = append(f.Items, Item{Code: "1", Type: Count}, Item{Code: "-x", Type: Count})
	odd := Quantity{Sum: []Term{{Item: "a", Factor: num("-1")}, {Item: "b", Factor: num("-1/3")}, {Item: "a", Factor: num("1")}}, Per: []Term{{Item: "b", Factor: num("0.5")}, {Item: "a"}}}
	f.Root.Children[0].Children[1].Rule = &Sum{Parts: []Part{
		{Name: strange, Max: Int(3), Rule: &Ratio{Of: odd, Target: num("2"), Cap: num("0.5"), Invert: true}},
		{Max: Int(3), Rule: &Ratio{Of: Quantity{Sum: []Term{{Item: "1"}, {Item: "-x", Factor: num("2")}}, Per: []Term{{Item: "b"}}, Zero: ZeroNotApplicable}}},
		{Max: Int(3), Rule: &Mean{Parts: []Part{{Max: one, Weight: num("2"), Rule: &Standardise{Of: Of("a"), Method: ZScore, Deviation: Sample, Low: num("-3"), High: num("3"), Equal: EqualHalf, Better: Low, Within: WithinCohort}}}}},
	}}
	return f
}

func TestYAMLRoundTrip(t *testing.T) {
	checkRoundTrip(t, sane())
	checkRoundTrip(t, full())
	for seed := range uint64(rounds(100)) {
		g, _, _ := rough(t, seed)
		checkRoundTrip(t, g.f)
	}
}

// Every key of every type stands in full() or in an invented framework, so that
// a new field without a form in the file is noticed.
func TestYAMLKnowsEveryField(t *testing.T) {
	used := map[string]bool{}
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					name := v.Type().Name() + "." + v.Type().Field(i).Name
					used[name] = used[name] || !v.Field(i).IsZero()
					if v.Type() != reflect.TypeFor[Num]() {
						walk(v.Field(i))
					}
				}
			}
		}
	}
	walk(reflect.ValueOf(full()))
	for seed := range uint64(40) {
		g, _, _ := rough(t, seed)
		walk(reflect.ValueOf(g.f))
	}
	var never []string
	for name, ok := range used {
		if !ok {
			never = append(never, name)
		}
	}
	slices.Sort(never)
	want := []string{"BonusPenalty.Max", "BonusPenalty.Min", "Counted.Cap", "Leader.AtTarget", "Leader.Within", "LevelRule.Each", "Step.To"}
	for _, name := range never {
		if !slices.Contains(want, name) {
			t.Errorf("the tests never write %s", name)
		}
	}
}

const smallYAML = `code: nho
version: 2026
items:
  - {code: a, type: count}
  - {code: b, type: count}
  - {code: c, type: choice, options: [{code: x}, {code: z}]}
  - {code: p, type: percent}
  - {code: l, type: level, min: 1, max: 6, context: true}
groups:
  - code: so
bands:
  - {code: tot, from: 80, to: 100}
  - {code: kha, from: 65, to: 80}
  - {code: tb, from: 0, to: 65}
tree:
  code: T
  max: 10
  children:
    - code: A
      max: 4
      rule: {ratio: {of: a / b}}
    - code: B
      max: 3
      rule:
        steps:
          of: p
          steps:
            - {from: 50, share: 1/2}
            - {from: 90, share: 1}
    - code: C
      max: 3
      rule:
        choice:
          item: c
          cases:
            - {option: x, points: 3}
            - {option: z, points: 0}
`

func TestYAMLFaultsHaveLines(t *testing.T) {
	if fs := Check(readBack(t, []byte(smallYAML))); len(fs) > 0 {
		t.Fatalf("the file is not sound: %v", fs)
	}
	for _, c := range []struct {
		code     FaultCode
		old, new string // the fault stands in the line of new, or of the mark behind "@"
	}{
		// What the linter must list.
		{"node.max_sum", "max: 10", "max: 11"},
		{"band.gap", "to: 100}\n  - {code: kha, from: 65, to: 80", "to: 100}\n  - {code: kha, from: 65, to: 79@code: tot"},
		{"band.overlap", "{code: kha, from: 65", "{code: kha, from: 64"},
		{"item.unknown", "of: a / b", "of: a / q"},
		{"code.twice", "code: B", "code: A # again"},
		{"code.twice", "{code: b, type", "{code: a, name: hai, type"},
		{"code.two_meanings", "{code: p, type: percent}", "{code: p, type: percent}\n  - {code: A, type: count}@code: A,"},
		{"choice.unknown_option", "{option: x, points: 3}", "{option: y, points: 3}"},
		{"choice.no_case", "            - {option: z, points: 0}\n", "@- {option: x, points: 3}"},
		{"steps.unreachable", "{from: 90, share: 1}", "{from: 90, share: 1}\n            - {from: 101, share: 1}@from: 101"},
		{"rule.over_max", "{from: 90, share: 1}", "{from: 90, share: 1.5}@code: B"},
		{"rule.under_max", "{from: 90, share: 1}", "{from: 90, share: 0.9}@code: B"},
		{"item.unused", "{code: b, type: count}", "{code: b, type: count}\n  - {code: q, type: count}@code: q"},
		{"name.missing", "code: so", "code: so"},
		{"level.unreachable", "{ratio: {of: a / b}}", "\n        level:\n          item: l\n          map:\n            - {level: 1, points: 4}\n            - {level: 7, points: 4}@level: 7"},
		{"date.form", "version: 2026\n", "version: 2026\nbasis:\n  - number: 1\n    date: 19/01/2017\n@date:"},
		{"date.order", "max: 4\n", "max: 4\n      references: [{number: 1, from: 2017-01-02, to: 2017-01-02}]\n@references"},
		{"manual.no_rubric", "{ratio: {of: a / b}}", "{manual: {item: b}}@code: A"},
		// The form.
		{"yaml.key_unknown", "max: 4", "maximum: 4"},
		{"yaml.key_unknown", "{ratio: {of: a / b}}", "{ratio: {on: a / b, of: a}}"},
		{"yaml.key_twice", "max: 4", "max: 4\n      max: 5@max: 5"},
		{"yaml.key_missing", "from: 80, ", "@code: tot"},
		{"yaml.key_missing", "version: 2026\n", "@code: nho"},
		{"yaml.number", "max: 4", "max: 4,5"},
		{"yaml.number", "max: 4", "max: 1e1"},
		{"yaml.number", "max: 4", "max: [4]"},
		{"yaml.empty", "max: 4", "max: ~"},
		{"yaml.rule_unknown", "{ratio: {of: a / b}}", "{script: {of: a / b}}"},
		{"yaml.want_rule", "{ratio: {of: a / b}}", "ratio"},
		{"yaml.want_rule", "{ratio: {of: a / b}}", "{ratio: {of: a}, cap: {points: 1}}"},
		{"yaml.quantity", "of: a / b", "of: a + b / a"},
		{"yaml.quantity", "of: a / b", "of: a * b"},
		{"yaml.quantity", "of: a / b", "of: 2 a"},
		{"yaml.quantity", "of: a / b", "of: (a / b"},
		{"yaml.quantity", "of: a / b", "of: a / b / a"},
		{"yaml.quantity", "of: a / b", "of: a /"},
		{"yaml.condition", "max: 4\n", "max: 4\n      applies: {when: [a more 3]}\n@a more"},
		{"yaml.bool", "{code: p, type: percent}", "{code: p, type: percent, context: maybe}"},
		{"yaml.int", "max: 4\n", "max: 4\n      rounding: {mode: down, places: 1.5}\n@1.5"},
		{"yaml.want_list", "groups:\n  - code: so", "groups: so"},
		{"yaml.want_mapping", "  - code: so", "  - so"},
		{"yaml.want_text", "code: nho", "code: [nho]"},
		{"yaml.alias", "code: nho", "code: &x nho"},
		{"yaml.alias", "version: 2026", "version: &v 2026\nname: *v@name:"},
		{"yaml.tag", "version: 2026", "version: !!str 2026"},
		{"yaml.key_form", "version: 2026", "version: 2026\n? [a]\n: 1@? [a]"},
		{"yaml.syntax", "version: 2026", "version: 2026: 7"},
		{"yaml.documents", "tree:", "---\ntree:@---"},
	} {
		with, mark, marked := strings.Cut(c.new, "@")
		if !marked {
			mark = with
		}
		text := strings.Replace(smallYAML, c.old, with, 1)
		if !strings.Contains(smallYAML, c.old) || !strings.Contains(text, mark) {
			t.Fatalf("%s: the file holds no %q or %q", c.code, c.old, mark)
		}
		line := 1 + strings.Count(text[:strings.Index(text, mark)], "\n")
		_, fs := LintYAML("f.yaml", strings.NewReader(text))
		found := false
		for _, f := range fs {
			found = found || f.Code == c.code && f.Line == line && f.Source == "f.yaml"
			for _, lang := range []string{"vi", "en"} {
				if s := f.Text(lang); strings.Contains(s, "%!") {
					t.Errorf("%s: %s", f.Code, s)
				}
			}
		}
		if !found {
			t.Errorf("want %s in line %d, got\n%v\n%s", c.code, line, fs, text)
		}
	}
}

// One pass gives the faults of form and of meaning, and nothing that merely
// follows from a fault of form.
func TestLintYAMLInOnePass(t *testing.T) {
	text := strings.NewReplacer("max: 4\n", "max: 4,0\n", "of: p\n", "of: p p\n", "{code: tb, from: 0, to: 65", "{code: tb, from: 0, to: 60").Replace(smallYAML)
	f, fs := LintYAML("f.yaml", strings.NewReader(text))
	var got []string
	for _, f := range fs {
		if f.Severity == Stops {
			got = append(got, string(f.Code)+" "+f.Path)
		}
	}
	want := []string{"band.gap band kha", "yaml.number node A.max", "yaml.quantity node B.rule.of"}
	if f != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestYAMLColumns(t *testing.T) {
	_, err := Compile(readBack(t, []byte(strings.Replace(smallYAML, "of: a / b", "of: (a + 2*b) / (a + q)", 1))))
	fs, _ := err.(Faults)
	if len(fs) != 1 || fs[0].Line != 21 || fs[0].Column != 1+strings.Index("      rule: {ratio: {of: (a + 2*b) / (a + q)}}", "q)") {
		t.Errorf("%v", err)
	}
	if s := fs[0].Text("vi"); s != `f.yaml, dòng 21:43, node A.rule.of.per[2]: không có chỉ tiêu số liệu “q”` {
		t.Errorf("%s", s)
	}
}

// Two criteria of one code: each fault is said with the line of its own.
func TestYAMLLinesOfDoubles(t *testing.T) {
	text := strings.Replace(strings.Replace(smallYAML, "code: B", "code: A", 1), "{from: 90, share: 1}", "{from: 90, share: 2}", 1)
	for _, f := range Check(readBack(t, []byte(text))) {
		if f.Line != 22 {
			t.Errorf("line %d: %v", f.Line, f)
		}
	}
}

func TestYAMLShortForms(t *testing.T) {
	text := strings.NewReplacer("{of: a / b}", "{of: {sum: [{item: a}], per: b}}", "version: 2026", "version: '2026'\nname: Nhỏ").Replace(smallYAML)
	text = strings.Replace(text, "{option: z, points: 0}", "{option: z, points: +0.0}", 1)
	want := readBack(t, []byte(smallYAML))
	want.Name.Vi = "Nhỏ"
	if got := readBack(t, []byte("\ufeff"+text)); !same(got, want) {
		t.Errorf("%s", written(t, got))
	}
}

func TestYAMLBounds(t *testing.T) {
	for _, c := range []struct {
		code FaultCode
		text string
	}{
		{"yaml.size", strings.Repeat("# a long remark\n", maxYAML/16+1)},
		{"yaml.depth", "code: x\nversion: x\ntree: " + strings.Repeat("{children: [", 60) + strings.Repeat("]}", 60)},
		{"yaml.list", "code: x\nversion: x\nbasis: [" + strings.Repeat("{number: a},", maxYAMLList+1) + "]"},
		{"faults.more", strings.Repeat("a: b\n", maxFaults+2)},
		{"yaml.syntax", strings.Repeat("[", 20000)},
		{"yaml.nothing", ""},
		{"yaml.nothing", "# only a remark\n"},
		{"yaml.utf8", "code: B\xe9 c\n"},
		{"yaml.want_mapping", "just words"},
		{"yaml.alias", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n"},
	} {
		if f, err := ReadYAML("f.yaml", strings.NewReader(c.text)); f != nil || !(errors.Is(err, &Fault{Code: c.code}) || c.code == "yaml.alias") {
			t.Errorf("want %s, got %v", c.code, err)
		}
	}
	if _, err := ReadYAML("f.yaml", iotest.ErrReader(errors.New("gone"))); !errors.Is(err, &Fault{Code: "yaml.read"}) {
		t.Errorf("%v", err)
	}
}

func TestWriteYAMLRefusesHoles(t *testing.T) {
	f := sane()
	f.Root.Children[0] = nil
	f.Root.Children[1].Rule = &Cap{Points: one}
	f.Root.Children[2].Name.Vi = "\xff"
	err := WriteYAML(&bytes.Buffer{}, f)
	if !errors.Is(err, &Fault{Code: "yaml.hole"}) || !errors.Is(err, &Fault{Code: "yaml.utf8"}) || f.Equal(f) {
		t.Errorf("%v", err)
	}
}

// What reads, writes; and reads back equal.
func FuzzReadYAML(f *testing.F) {
	f.Add([]byte(smallYAML))
	f.Add(written(f, full()))
	for seed := range uint64(3) {
		f.Add(written(f, invented(seed)))
	}
	f.Add([]byte("code: \"\\x07\"\nversion: |+\n  a\n\n\ntree: {code: -, children: [{code: 1.0}]}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		LintYAML("f.yaml", bytes.NewReader(b))
		if g, err := ReadYAML("f.yaml", bytes.NewReader(b)); err == nil {
			checkRoundTrip(t, g)
		}
	})
}

func invented(seed uint64) *Framework {
	g := newGen(seed)
	g.tree()
	return g.f
}

// TestSyntaxInWords: a Vietnamese sentence does not end in the English of the
// parser, and the common mistakes are told apart.
func TestSyntaxInWords(t *testing.T) {
	for text, want := range map[string]string{
		"code: a: b\n":         "dấu hai chấm",
		"code: x\n\tname: y\n": "dấu tab",
		"tree: [a, b\n":        "“]”",
		"tree: {a: 1\n":        "“}”",
		"code: \"x\n":          "ngoặc kép",
		"code: @x\n":           "ngoặc kép",
		"code: x\nname\n":      "dấu hai chấm",
		"code: \"\\z\"\n":      "ký tự không dùng được",
		"a: 1\n b: 2\n":        "",
	} {
		_, err := ReadYAML("f.yaml", strings.NewReader(text))
		var fs Faults
		if !errors.As(err, &fs) || fs[0].Code != "yaml.syntax" {
			t.Errorf("%q: %v", text, err)
			continue
		}
		vi := fs[0].Text("vi")
		for _, w := range []string{"expected", "found", "allowed", "not "} {
			if strings.Contains(vi, w) {
				t.Errorf("%q: %s", text, vi)
			}
		}
		if !strings.Contains(vi, want) {
			t.Errorf("%q: %s, want %s", text, vi, want)
		}
	}
}
