package layout

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

// tree is what the rules read: every file's bytes, every Go file parsed.
type tree struct {
	module string
	table  *Map
	files  []*file
	faults []Fault
}

type file struct {
	path, dir, name string
	data            []byte
	text            bool // no NUL byte in its beginning
	generated       bool
	testdata        bool // lies under a testdata folder
	fset            *token.FileSet
	ast             *ast.File // nil unless a Go file outside testdata that parses
}

func (f *file) isTest() bool { return strings.HasSuffix(f.name, "_test.go") }

func (f *file) line(p token.Pos) int { return f.fset.Position(p).Line }

func (t *tree) bad(r Rule, path string, line int, format string, args ...any) {
	t.faults = append(t.faults, Fault{r, path, line, fmt.Sprintf(format, args...)})
}

var (
	moduleLine = regexp.MustCompile(`(?m)^module\s+"?([^\s"]+)`)
	// The standard line of generated files (go help generate), in the comment
	// signs of any language.
	generatedLine = regexp.MustCompile(`(?m)^\W{0,6}\s*Code generated .* DO NOT EDIT\.\W{0,6}$`)
)

// Check holds the files, given by their slash-separated paths within fsys, to
// the ARCHITECTURE.md among them. It returns every fault, sorted by place; an
// error only when the tree cannot be read.
func Check(fsys fs.FS, files []string) ([]Fault, error) {
	t := &tree{}
	seen := map[string]*file{}
	for _, p := range files {
		data, err := fs.ReadFile(fsys, p)
		if err != nil {
			return nil, err
		}
		f := &file{path: p, dir: path.Dir(p), name: path.Base(p), data: data}
		f.text = !bytes.Contains(data[:min(len(data), 8000)], []byte{0})
		f.generated = f.text && generatedLine.Match(data[:min(len(data), 2000)])
		f.testdata = slices.Contains(strings.Split(f.dir, "/"), "testdata")
		if strings.HasSuffix(f.name, ".go") && !f.testdata {
			t.parse(f)
		}
		t.files = append(t.files, f)
		seen[p] = f
	}
	if mod := seen["go.mod"]; mod != nil {
		if m := moduleLine.FindSubmatch(mod.data); m != nil {
			t.module = string(m[1])
		}
	}
	if t.module == "" {
		t.bad(RuleTable, "go.mod", 0, "no module line found: the check runs at the module root")
	}
	var text string
	if m := seen[MapFile]; m != nil {
		text = string(m.data)
	}
	var faults []Fault
	t.table, faults = ParseMap(text)
	t.faults = append(t.faults, faults...)

	t.checkRows()
	t.checkImports()
	t.checkPure()
	t.checkDocs()
	t.checkNames()
	t.checkSlices()
	t.checkSQL()
	t.checkSizes()
	t.checkMarks()
	t.checkMessages()
	return sortFaults(t.faults), nil
}

func (t *tree) parse(f *file) {
	f.fset = token.NewFileSet()
	a, err := parser.ParseFile(f.fset, f.path, f.data, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.bad(RuleSyntax, f.path, 0, "%v", err)
		return
	}
	f.ast = a
}

// goFiles yields the parsed Go files.
func (t *tree) goFiles() []*file {
	var out []*file
	for _, f := range t.files {
		if f.ast != nil {
			out = append(out, f)
		}
	}
	return out
}

// checkRows asks a row for every folder with Go code, and for every folder at
// the top, save those whose name begins with a dot.
func (t *tree) checkRows() {
	done := map[string]bool{}
	for _, f := range t.files {
		if top, _, below := strings.Cut(f.path, "/"); below && !strings.HasPrefix(top, ".") && !done[top] {
			done[top] = true
			if !slices.ContainsFunc(t.table.Rows, func(r *Row) bool { return r.Folder == top || strings.HasPrefix(r.Folder, top+"/") }) {
				t.bad(RuleRow, top, 0, "no row of %s leads here: give the folder a row or put its files where they belong", MapFile)
				done[f.dir] = true
			}
		}
		if f.ast == nil || done[f.dir] {
			continue
		}
		done[f.dir] = true
		if t.table.Find(f.dir) == nil {
			t.bad(RuleRow, f.dir, 0, "the folder has Go code and no row in %s: add one in the same commit", MapFile)
		}
	}
}
