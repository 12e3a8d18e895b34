package layout

import (
	"go/ast"
	"slices"
	"strconv"
	"strings"
)

// impure lists packages of the standard library a pure package has no use
// for; a name ending in "/" covers all below it.
var impure = []string{
	"context", "crypto/rand", "database/", "expvar", "hash/maphash", "io/ioutil",
	"log", "log/", "net", "net/", "os", "os/", "path/filepath", "plugin",
	"runtime/debug", "runtime/pprof", "runtime/trace", "syscall", "testing",
}

// mayCall lists, for packages a pure package may import in part, the names it
// must not touch, or with only the names it may.
var (
	mustNotTouch = map[string][]string{
		"time": {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "LoadLocation", "Local"},
		"fmt":  {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	}
	// Everything else in these two draws from the global source.
	onlyTouch = map[string][]string{
		"math/rand":    {"New", "NewSource", "NewZipf", "Rand", "Source", "Source64", "Zipf"},
		"math/rand/v2": {"New", "NewPCG", "NewChaCha8", "NewZipf", "Rand", "Source", "PCG", "ChaCha8", "Zipf"},
	}
)

// checkPure holds the packages of kind "pure" to their promise. Test files are
// free: they read golden files and measure time.
func (t *tree) checkPure() {
	for _, f := range t.goFiles() {
		r := t.table.Find(f.dir)
		if r == nil || r.Kind != "pure" || f.isTest() {
			continue
		}
		for _, spec := range f.ast.Imports {
			p, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			line := f.line(spec.Pos())
			if p == "context" && r.Has("context") {
				continue
			}
			if slices.ContainsFunc(impure, func(w string) bool {
				return w == p || strings.HasSuffix(w, "/") && strings.HasPrefix(p, w)
			}) {
				t.bad(RulePure, f.path, line, "%s is pure and may not import %q", f.dir, p)
			}
			if _, partly := mustNotTouch[p]; (partly || onlyTouch[p] != nil) && spec.Name != nil && spec.Name.Name == "." {
				t.bad(RulePure, f.path, line, "%s is pure: a dot import of %q hides what it calls", f.dir, p)
			}
		}
		t.checkTouched(f)
	}
}

// checkTouched looks at every use of a name, called or handed on as a value.
func (t *tree) checkTouched(f *file) {
	imports := importsOf(f)
	ast.Inspect(f.ast, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SelectorExpr:
			id, ok := n.X.(*ast.Ident)
			if !ok {
				return true
			}
			p := imports[id.Name]
			only, partly := onlyTouch[p]
			if slices.Contains(mustNotTouch[p], n.Sel.Name) || partly && !slices.Contains(only, n.Sel.Name) {
				t.bad(RulePure, f.path, f.line(n.Pos()), "%s is pure and may not touch %s.%s: take the value from the caller", f.dir, id.Name, n.Sel.Name)
			}
		case *ast.CallExpr:
			if id, ok := n.Fun.(*ast.Ident); ok && (id.Name == "print" || id.Name == "println") {
				t.bad(RulePure, f.path, f.line(n.Pos()), "%s is pure and may not call %s", f.dir, id.Name)
			}
		}
		return true
	})
}
