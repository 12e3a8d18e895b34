package layout

import (
	"bytes"
	"go/ast"
	"go/token"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// MaxDoc is how many lines doc.go may have: what a folder owns fits a screen.
const MaxDoc = 60

var (
	fileName = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*\.go$`)
	// Names that say how something is built instead of what it is. The first
	// set is forbidden everywhere, the second for the files of a slice, where a
	// file is a noun of the committee.
	hollow = []string{"util", "utils", "common", "misc", "model", "models", "manager", "managers", "helper", "helpers", "service", "services"}
	layers = []string{"types", "type", "consts", "constants", "interfaces", "handler", "handlers", "controller", "controllers", "repository", "repo", "dto", "dao", "impl", "base"}
	// Statements as this repository writes them: all capitals or all small
	// letters. A sentence that begins with "Select" is English.
	statement = regexp.MustCompile(`^\s*(` +
		`(SELECT|select)\b[\s\S]*\b(FROM|from)\s` +
		`|(INSERT\s+INTO|insert\s+into|DELETE\s+FROM|delete\s+from)\s` +
		`|(UPDATE|update)\s+\S+\s+(SET|set)\s` +
		`|(CREATE|create)\s+(UNIQUE\s+|unique\s+)?(TABLE|table|INDEX|index|VIEW|view|TRIGGER|trigger)\s` +
		`|(ALTER|DROP|alter|drop)\s+(TABLE|table|INDEX|index|VIEW|view)\s` +
		`|WITH\s+(RECURSIVE\s+)?\w+\s+AS\s*\(|with\s+(recursive\s+)?\w+\s+as\s*\(` +
		`)`)
)

// checkDocs asks doc.go of every package, short and with the package comment.
func (t *tree) checkDocs() {
	docs := map[string]*file{}
	code := map[string]bool{}
	for _, f := range t.goFiles() {
		if f.name == "doc.go" {
			docs[f.dir] = f
		}
		if f.dir != "." {
			code[f.dir] = true
		}
	}
	for dir := range code {
		if docs[dir] == nil {
			t.bad(RuleDoc, dir, 0, "no doc.go: say there what the package owns and what always holds")
		}
	}
	for _, f := range docs {
		if n := lines(f.data); n >= MaxDoc {
			t.bad(RuleDoc, f.path, 0, "%d lines, must stay under %d: say less", n, MaxDoc)
		}
		if f.ast.Doc == nil || len(strings.TrimSpace(f.ast.Doc.Text())) == 0 {
			t.bad(RuleDoc, f.path, 1, "no package comment above the package clause")
		}
	}
}

// checkNames refuses names that hold everything and therefore nothing.
func (t *tree) checkNames() {
	done := map[string]bool{}
	for _, f := range t.files {
		if f.testdata {
			continue
		}
		for d := f.dir; d != "." && !done[d]; d = path.Dir(d) {
			done[d] = true
			if slices.Contains(hollow, strings.ToLower(path.Base(d))) {
				t.bad(RuleName, d, 0, "a folder is a noun of the committee, never %q", path.Base(d))
			}
		}
		if f.ast == nil {
			continue
		}
		if name := strings.TrimSuffix(f.ast.Name.Name, "_test"); slices.Contains(hollow, name) {
			t.bad(RuleName, f.path, f.line(f.ast.Name.Pos()), "a package is a noun, never %q", name)
		}
		for word := range strings.SplitSeq(strings.TrimSuffix(f.name, ".go"), "_") {
			if slices.Contains(hollow, word) {
				t.bad(RuleName, f.path, 0, "a file is named for its noun, never %q", word)
			}
		}
	}
}

// stem gives the noun and the role of a slice's Go file: evidence_store.go is
// the store of "evidence", store.go that of the slice.
func stem(name string) (noun, role string) {
	s := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(name, ".go"), "_test"), "_templ")
	for _, role := range []string{"store", "acts", "sheet", "pages", "api", "jobs"} {
		if s == role {
			return "", role
		}
		if n, ok := strings.CutSuffix(s, "_"+role); ok {
			return n, role
		}
	}
	return s, ""
}

// checkSlices holds the names of a slice's files, and keeps HTTP in pages and
// API, database/sql in the store.
func (t *tree) checkSlices() {
	for _, f := range t.files {
		r := t.table.Find(f.dir)
		if f.testdata || r == nil || r.Kind != "slice" {
			continue
		}
		switch {
		case strings.HasSuffix(f.name, ".go"):
			if !fileName.MatchString(f.name) {
				t.bad(RuleSlice, f.path, 0, "small letters and underscores only")
			}
			for word := range strings.SplitSeq(strings.TrimSuffix(f.name, ".go"), "_") {
				if slices.Contains(layers, word) && !f.isTest() {
					t.bad(RuleSlice, f.path, 0, "%q is a layer: a slice's file is a noun, or doc, acts, store, sheet, pages, api, jobs", word)
				}
			}
		case strings.HasSuffix(f.name, ".templ"), f.name == "text.vi.yaml", f.name == "text.en.yaml":
		default:
			t.bad(RuleSlice, f.path, 0, "a slice holds Go files, .templ files, text.vi.yaml and text.en.yaml; data goes into a folder below")
		}
		if f.ast == nil || f.isTest() {
			continue
		}
		_, role := stem(f.name)
		for _, spec := range f.ast.Imports {
			p, _ := strconv.Unquote(spec.Path.Value)
			switch {
			case (p == "net/http" || p == t.module+"/internal/platform/web") && role != "pages" && role != "api":
				t.bad(RuleSlice, f.path, f.line(spec.Pos()), "%q belongs to pages.go and api.go", p)
			case p == "database/sql" && role != "store":
				t.bad(RuleSlice, f.path, f.line(spec.Pos()), "%q belongs to store.go", p)
			}
		}
	}
}

// checkSQL finds statements in string literals outside a store, outside tests
// of a store, and outside the folders marked "sql".
func (t *tree) checkSQL() {
	for _, f := range t.goFiles() {
		r := t.table.Find(f.dir)
		if r != nil && r.Has("sql") {
			continue
		}
		if _, role := stem(f.name); role == "store" && r != nil && r.Kind == "slice" {
			continue
		}
		ast.Inspect(f.ast, func(n ast.Node) bool {
			lit, ok := n.(*ast.BasicLit)
			if !ok || lit.Kind != token.STRING {
				return true
			}
			if s, err := strconv.Unquote(lit.Value); err == nil && statement.MatchString(s) {
				t.bad(RuleSQL, f.path, f.line(lit.Pos()), "SQL outside a store: move the statement to store.go of the slice that owns the table")
			}
			return true
		})
	}
}

func lines(data []byte) int {
	n := bytes.Count(data, []byte{'\n'})
	if len(data) > 0 && data[len(data)-1] != '\n' {
		n++
	}
	return n
}
