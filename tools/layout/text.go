package layout

import (
	"bytes"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// MaxLines is the length no written file passes; the median is far below.
const MaxLines = 800

// written lists the endings of files people write by hand and read on a
// screen: Go, templates, scripts, styles.
var written = []string{".go", ".templ", ".tmpl", ".gohtml", ".html", ".js", ".ts", ".css", ".sh", ".sql"}

func (t *tree) checkSizes() {
	for _, f := range t.files {
		if f.testdata || f.generated || !f.text || !slices.Contains(written, path.Ext(f.name)) {
			continue
		}
		if n := lines(f.data); n > MaxLines {
			t.bad(RuleSize, f.path, 0, "%d lines, more than %d: split it by noun", n, MaxLines)
		}
	}
}

// The words are put together here so that this file does not find itself.
var later = regexp.MustCompile(`\b(TO` + `DO|FIX` + `ME)\b`)

// bundled is where tools/assets puts the work of others, made small: what its
// authors left to do is theirs.
const bundled = "internal/platform/web/assets/"

func (t *tree) checkMarks() {
	for _, f := range t.files {
		if !f.text || f.generated || strings.HasPrefix(f.path, bundled) {
			continue
		}
		for _, at := range later.FindAllIndex(f.data, -1) {
			line := 1 + bytes.Count(f.data[:at[0]], []byte{'\n'})
			t.bad(RuleMark, f.path, line, "%q: do it now or write down the decision not to", f.data[at[0]:at[1]])
		}
	}
}

// checkMessages asks that text.vi.yaml and text.en.yaml of a folder stand
// together and have the same keys; in a slice the first word of a key is the
// slice.
func (t *tree) checkMessages() {
	byDir := map[string]map[string]*file{}
	for _, f := range t.files {
		if !f.testdata && (f.name == "text.vi.yaml" || f.name == "text.en.yaml") {
			if byDir[f.dir] == nil {
				byDir[f.dir] = map[string]*file{}
			}
			byDir[f.dir][f.name] = f
		}
	}
	for dir, pair := range byDir {
		keys := map[string]map[string]bool{}
		for name, f := range pair {
			var doc any
			if err := yaml.Unmarshal(f.data, &doc); err != nil {
				t.bad(RuleMessage, f.path, 0, "not readable as YAML: %v", err)
				continue
			}
			keys[name] = map[string]bool{}
			flatten("", doc, keys[name])
		}
		for _, two := range [][2]string{{"text.vi.yaml", "text.en.yaml"}, {"text.en.yaml", "text.vi.yaml"}} {
			have, twin := keys[two[0]], keys[two[1]]
			if pair[two[1]] == nil {
				t.bad(RuleMessage, dir+"/"+two[0], 0, "its twin %s is missing", two[1])
				continue
			}
			if have == nil || twin == nil {
				continue
			}
			for _, k := range slices.Sorted(maps.Keys(have)) {
				if !twin[k] {
					t.bad(RuleMessage, dir+"/"+two[1], 0, "key %s is only in %s", k, two[0])
				}
				r := t.table.Find(dir)
				if r != nil && r.Kind == "slice" && !strings.HasPrefix(k, path.Base(dir)+".") {
					t.bad(RuleMessage, dir+"/"+two[0], 0, "key %s must begin with %s.", k, path.Base(dir))
				}
			}
		}
	}
}

// flatten writes the dotted keys of a YAML document; a key that is dotted
// already counts as written.
func flatten(prefix string, v any, out map[string]bool) {
	m, ok := v.(map[string]any)
	if !ok {
		if prefix != "" {
			out[prefix] = true
		}
		return
	}
	for k, v := range m {
		if prefix != "" {
			k = prefix + "." + k
		}
		flatten(k, v, out)
	}
}
