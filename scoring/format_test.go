package scoring

import (
	"os"
	"reflect"
	"strings"
	"testing"
)

// formatPage gives the page of the format and its blocks of YAML.
func formatPage(t *testing.T) (page string, blocks []string) {
	t.Helper()
	b, err := os.ReadFile("../docs/framework-format.md")
	if err != nil {
		t.Fatal(err)
	}
	page = string(b)
	for _, part := range strings.Split(page, "```yaml\n")[1:] {
		block, _, _ := strings.Cut(part, "```")
		blocks = append(blocks, block)
	}
	return page, blocks
}

// The examples of the page are sound frameworks; every rule has one.
func TestFormatPageExamples(t *testing.T) {
	_, blocks := formatPage(t)
	if _, fs := LintYAML("example", strings.NewReader(blocks[0])); len(fs) > 0 {
		t.Errorf("the whole framework: %v", fs)
	}
	items := blocks[1]
	used := map[string]bool{}
	for _, b := range blocks[2:] {
		indented := "      " + strings.ReplaceAll(strings.TrimSpace(b), "\n", "\n      ")
		text := "code: x\nversion: x\n" + items + "tree:\n  code: T\n  max: 1\n  children:\n    - code: N\n" + indented + "\n    - {code: Y, max: 1, rule: {yes_no: {item: co_ket_noi}}}\n"
		if !strings.Contains(b, "role: bonus") {
			text = strings.Replace(text, "  max: 1\n  children:", "  combine: min\n  max: 1\n  children:", 1)
		}
		f, fs := LintYAML("example", strings.NewReader(text))
		for _, x := range fs {
			if x.Code != "name.missing" && x.Code != "item.unused" {
				t.Errorf("%v\n%s", x, b)
			}
		}
		if f != nil {
			walkRules(f.Root.Children[0].Rule, func(r Rule) { used[r.Kind()] = true })
		}
	}
	for _, kind := range RuleKinds() {
		if !used[kind] {
			t.Errorf("the page has no example of %s", kind)
		}
	}
}

// Every key and every word of the format stands on the page.
func TestFormatPageIsComplete(t *testing.T) {
	page, _ := formatPage(t)
	types := []reflect.Type{reflect.TypeFor[Framework](), reflect.TypeFor[Node](), reflect.TypeFor[Item](), reflect.TypeFor[Option](), reflect.TypeFor[Group](), reflect.TypeFor[Band](), reflect.TypeFor[Gate](), reflect.TypeFor[Reference](),
		reflect.TypeFor[Ranking](), reflect.TypeFor[Adjustments](), reflect.TypeFor[Rounding](), reflect.TypeFor[Applies](), reflect.TypeFor[Condition](), reflect.TypeFor[Quantity](), reflect.TypeFor[Term](), reflect.TypeFor[RubricLine](), reflect.TypeFor[Part]()}
	for _, k := range kinds {
		types = append(types, reflect.TypeOf(k.New()).Elem())
	}
	for _, typ := range types {
		for _, f := range fieldsOf(typ) {
			if !strings.Contains(page, "`"+f.name+"`") && !strings.Contains(page, "`"+f.name+":") {
				t.Errorf("the page does not name the key %s of %s", f.name, typ.Name())
			}
		}
	}
	for _, word := range []string{"sample", "draft", "issued", "withdrawn", "zero", "exclude", "block", "half_up", "half_even", "down", "up", "scored", "bonus", "penalty", "context", "sum", "mean", "min", "shrink", "full",
		"count", "number", "percent", "yesno", "choice", "level", "text", "points_zero", "points_full", "points_half", "not_applicable", "high", "low", "best", "worst", "population", "sample", "group", "cohort"} {
		if !strings.Contains(page, word) {
			t.Errorf("the page does not name the word %s", word)
		}
	}
}
