package criteria

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

func loaded(t testing.TB, name string) (*scoring.Framework, *scoring.Program) {
	t.Helper()
	f, err := Load(name)
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	return f, p
}

func leaves(f *scoring.Framework) (out []*scoring.Node) {
	each(f.Root, func(n *scoring.Node) {
		if n.Rule != nil {
			out = append(out, n)
		}
	})
	return out
}

func TestShippedFrameworksAreSoundInBothFaces(t *testing.T) {
	if want := []string{"ict-readiness-2017", "ict-readiness-2026", "spbe"}; !slices.Equal(Shipped(), want) {
		t.Errorf("shipped: %v, want %v", Shipped(), want)
	}
	for _, name := range Shipped() {
		f, p := loaded(t, name)
		for _, found := range scoring.Lint(f) {
			t.Errorf("%s: %v", name, found)
		}
		holdFaces(t, f)
		total := scoring.Num{}
		for _, n := range leaves(f) {
			total = total.Add(n.Max)
		}
		if !total.Equal(scoring.Int(100)) || !f.Root.Max.Equal(total) {
			t.Errorf("%s: the maxima come to %v, the total is %v", name, total, f.Root.Max)
		}
		if len(p.Nodes()) == 0 || f.Root.Name.Vi == "" || f.Root.Name.En == "" {
			t.Errorf("%s: the total has no name in both languages", name)
		}
	}
	if _, err := Load("không-có"); fault.KindOf(err) != fault.Missing {
		t.Errorf("an unknown framework: %v", err)
	}
	if _, err := Load("../text.vi"); fault.KindOf(err) != fault.Missing {
		t.Errorf("a path out of the folder: %v", err)
	}
}

// The sums are those of the sample: A 25 + B 15 + C 25 + D 20 + E 10 + F 5 = 100,
// 30 criteria.
func TestTheSampleHasItsFields(t *testing.T) {
	for _, name := range []string{"ict-readiness-2017", "ict-readiness-2026"} {
		f, _ := loaded(t, name)
		var got []string
		for _, n := range f.Root.Children {
			got = append(got, n.Code+" "+n.Max.String())
		}
		if want := "A 25,B 15,C 25,D 20,E 10,F 5"; strings.Join(got, ",") != want {
			t.Errorf("%s: fields %v, want %s", name, got, want)
		}
		if n := len(leaves(f)); n != 30 {
			t.Errorf("%s: %d criteria", name, n)
		}
		if f.Status != scoring.StatusSample || !strings.Contains(f.Note.Vi, "chờ Hội đồng hiệu chỉnh") {
			t.Errorf("%s: not marked as a sample: %s, %q", name, f.Status, f.Note.Vi)
		}
	}
}

// The round of 2017 cannot rest on later law.
func TestTheVariantOf2017KnowsNoLaterLaw(t *testing.T) {
	f, _ := loaded(t, "ict-readiness-2017")
	later := regexp.MustCompile(`\b20(1[89]|[2-9]\d)\b`)
	for _, r := range referenceRows(f) {
		if later.MatchString(r.Number + " " + r.Date + " " + r.From) {
			t.Errorf("%s: %s of %s", r.node, r.Number, r.Date)
		}
	}
}

// answersAt sets every item of an agency: what stands below a line, which rules
// and conditions need above 0, to 10, and all else to x of its range.
func answersAt(t *testing.T, c *scoring.Cohort, agency string, f *scoring.Framework, best bool) {
	t.Helper()
	below := map[string]bool{}
	var look func(r scoring.Rule)
	look = func(r scoring.Rule) {
		var per []scoring.Term
		switch r := r.(type) {
		case *scoring.Ratio:
			per = r.Of.Per
		case *scoring.Relative:
			per = r.Of.Per
		}
		for _, term := range per {
			below[term.Item] = true
		}
		for _, in := range scoring.RuleParts(r) {
			look(in)
		}
	}
	for _, n := range leaves(f) {
		look(n.Rule)
	}
	for i := range f.Items {
		it := &f.Items[i]
		v := int64(0)
		switch {
		case below[it.Code]:
			v = 10
		case it.Type == scoring.YesNo && best:
			v = 1
		case it.Type == scoring.Level:
			v = 1
			if best {
				v = 5
			}
		case best:
			v = 10
		}
		if err := c.Answer(agency, it.Code, scoring.GiveInt(v)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestAllBestAndAllWorst(t *testing.T) {
	for name, want := range map[string][2]string{"ict-readiness-2017": {"100", "0"}, "ict-readiness-2026": {"100", "0"}, "spbe": {"5", "1"}} {
		f, p := loaded(t, name)
		group := ""
		for _, g := range f.Groups { // one to which all criteria apply
			if g.Code == "so-co-tthc" || group == "" {
				group = g.Code
			}
		}
		c, err := scoring.NewCohort(p, []scoring.Agency{{Code: "hay", Group: group}, {Code: "kem", Group: group}})
		if err != nil {
			t.Fatal(err)
		}
		answersAt(t, c, "hay", f, true)
		answersAt(t, c, "kem", f, false)
		r, err := scoring.Rank(c, scoring.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 2 {
			x, ok := r.Scaled(i, 0)
			if !ok || x.String() != want[i] || !r.Score(i, 0).Max.Equal(scoring.Int(100)) {
				t.Errorf("%s, agency %d: %v %v of %v, want %s", name, i, x, ok, r.Score(i, 0).Max, want[i])
			}
		}
	}
}

// Index = Σ(level × weight)/100 and predicates from 4.2, 3.5, 2.6, 1.8
// (PermenPANRB 59/2020).
func TestSPBEIsItsFormula(t *testing.T) {
	f, p := loaded(t, "spbe")
	if n := len(leaves(f)); n != 47 || len(f.Items) != 47 {
		t.Fatalf("%d indicators over %d items", n, len(f.Items))
	}
	weights := map[string]scoring.Num{}
	for _, n := range leaves(f) {
		weights[scoring.RuleItems(n.Rule)[0]] = n.Max
	}
	c, err := scoring.NewCohort(p, []scoring.Agency{{Code: "a"}})
	if err != nil {
		t.Fatal(err)
	}
	rng := rand.New(rand.NewPCG(59, 2020))
	for range 300 {
		base, index := rng.Int64N(5), scoring.Num{}
		for item, w := range weights {
			level := min(5, 1+base+rng.Int64N(2))
			if err := c.Answer("a", item, scoring.GiveInt(level)); err != nil {
				t.Fatal(err)
			}
			index = index.Add(w.Mul(scoring.Int(level)))
		}
		index, _ = index.Quo(scoring.Int(100))
		r, err := scoring.Rank(c, scoring.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if x, _ := r.Scaled(0, 0); !x.Equal(index) {
			t.Fatalf("index %v, want %v", x, index)
		}
		want := "kurang"
		for _, b := range []struct{ from, code string }{{"1.8", "cukup"}, {"2.6", "baik"}, {"3.5", "sangat-baik"}, {"4.2", "memuaskan"}} {
			if !index.Less(scoring.MustNum(b.from)) {
				want = b.code
			}
		}
		if at, ok := r.Level(0, 0); !ok || f.Bands[at].Code != want {
			t.Fatalf("index %v: level %v, want %s", index, f.Bands[at].Code, want)
		}
	}
}

func TestOpenTellsTheFaceByContent(t *testing.T) {
	f := small()
	yaml := asYAML(t, f)
	wide := []byte{0xFF, 0xFE}
	for _, u := range utf16.Encode([]rune(yaml)) {
		wide = append(wide, byte(u), byte(u>>8))
	}
	for name, data := range map[string][]byte{
		"a.yaml": []byte(yaml), "b.txt": append([]byte("\xEF\xBB\xBF"), yaml...), "c.yml": wide,
		"d.xlsx": workbook(t, f, text.Vi), "e": workbook(t, f, text.En),
		"f.yaml": []byte(strings.ReplaceAll(yaml, "Hạ tầng", "Ha\u0323 tâ\u0300ng")),
	} {
		if got := asYAML(t, opened(t, name, data)); got != yaml {
			t.Errorf("%s differs at %s", name, firstDifference(yaml, got))
		}
	}
}

func TestOpenRefusesWhatIsNoFramework(t *testing.T) {
	book := sheet.New(sheet.Meta{})
	book.Page("Sheet1", sheet.Layout{}).Row(sheet.Body, sheet.Text("xin chào"))
	var other bytes.Buffer
	if err := book.WriteXLSX(&other); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		want string
	}{
		"a.xlsx": {other.Bytes(), "criteria.sheet.none"},
		"a.csv":  {[]byte("a;b\n1;2\n"), "criteria.file.csv"},
		"b.xlsx": {[]byte("code: x"), "sheet.file.broken"},
		"c.pdf":  {[]byte("%PDF-1.7"), "sheet.file.document"},
		"d.yaml": {nil, "criteria.framework.fault"},
		"e.yaml": {[]byte("a: [1"), "criteria.framework.fault"},
		"f.yaml": {[]byte("code: x\nname: \xc6\xd1"), "text.encoding.unsure"},
	} {
		f, _, err := Open(name, c.data, sheet.Options{})
		var first *fault.Fault
		if f != nil || !errors.As(err, &first) || first.Key != c.want || first.At.File != name {
			t.Errorf("%s: %v, want %s", name, err, c.want)
		}
	}
}

func TestFaultsOfYAMLHaveLinesAndWordsInBothLanguages(t *testing.T) {
	c, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	yaml := strings.Replace(asYAML(t, small()), "max: 3.5", "max: 4", 1)
	_, _, err = Open("f.yaml", []byte(yaml), sheet.Options{})
	line := 1 + strings.Count(yaml[:strings.Index(yaml, "max: 5")], "\n")
	var f *fault.Fault
	if !errors.As(err, &f) || f.At.Line != line || f.At.File != "f.yaml" {
		t.Fatalf("%v, want line %d", err, line)
	}
	vi, en := c.Fault(text.Vi, f), c.Fault(text.En, f)
	if !strings.Contains(vi, "điểm tối đa") || !strings.Contains(en, "maxim") || strings.Contains(vi, "{") {
		t.Errorf("%s\n%s", vi, en)
	}
}
