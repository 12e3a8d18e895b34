package index

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// blocks gives the fenced blocks of a page in the language.
func blocks(page, language string) []string {
	var out []string
	for _, part := range strings.Split(page, "\n```"+language+"\n")[1:] {
		text, _, _ := strings.Cut(part, "\n```")
		out = append(out, text+"\n")
	}
	return out
}

func guide(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(filepath.Join("..", "docs", "index-spec.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// Every spec in the guide is read and built with the tables in it.
func TestGuideExamples(t *testing.T) {
	page := guide(t)
	tables, specs := blocks(page, "csv"), blocks(page, "yaml")
	if len(tables) != 2 || len(specs) < 3 {
		t.Fatalf("%d tables, %d specs", len(tables), len(specs))
	}
	meta, err := ReadMeta(strings.NewReader(tables[0]))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := NewTree(meta)
	if err != nil {
		t.Fatal(err)
	}
	d, err := ReadData(strings.NewReader(tables[1]), meta)
	if err != nil {
		t.Fatal(err)
	}
	for k, text := range specs {
		spec := readSpec(t, text)
		b, err := Build(d, tree, spec)
		if err == nil && spec.Uncertainty != nil {
			_, err = Uncertainty(t.Context(), d, tree, spec, UncertaintyOptions{Draws: 50, Seed: 1})
		}
		if err != nil {
			t.Errorf("example %d: %v", k+1, err)
			continue
		}
		if k > 0 {
			continue
		}
		if ranks := b.Ranks.Col("readiness"); !slices.Equal(ranks, []float64{1, 2, 3, 5, 4, 6}) {
			t.Errorf("the first example ranks %v", ranks)
		}
		if len(b.Steps()) != 7 || len(b.Notes) != 0 {
			t.Errorf("the first example takes %d steps, notes %v", len(b.Steps()), b.Notes)
		}
	}
}

// Every key that a spec can have stands in the guide, and every method.
func TestGuideIsComplete(t *testing.T) {
	page := guide(t)
	words := yamlKeys(reflect.TypeFor[Spec](), map[reflect.Type]bool{})
	for _, names := range []string{sortedNames(aggregators), sortedNames(weighMethods), sortedNames(normaliseMethods), sortedNames(treatments), sortedNames(imputeMethods), sortedNames(panelMethods), sortedNames(tiesByName), sortedNames(screenings), sortedNames(correlators)} {
		words = append(words, strings.Split(names, ", ")...)
	}
	if len(words) < 60 {
		t.Errorf("only %d words", len(words))
	}
	for _, word := range words {
		if !strings.Contains(page, "`"+word+"`") {
			t.Errorf("the guide does not explain `%s`", word)
		}
	}
}

func yamlKeys(of reflect.Type, seen map[reflect.Type]bool) []string {
	for of.Kind() == reflect.Pointer || of.Kind() == reflect.Slice || of.Kind() == reflect.Map {
		of = of.Elem()
	}
	if of.Kind() != reflect.Struct || seen[of] {
		return nil
	}
	seen[of] = true
	var keys []string
	for i := range of.NumField() {
		tag, tagged := of.Field(i).Tag.Lookup("yaml")
		if name, _, _ := strings.Cut(tag, ","); tagged {
			if name != "" {
				keys = append(keys, name)
			}
			keys = append(keys, yamlKeys(of.Field(i).Type, seen)...)
		}
	}
	return keys
}
