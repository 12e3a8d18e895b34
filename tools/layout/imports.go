package layout

import (
	"path"
	"strconv"
	"strings"
)

// checkImports holds every import of a package of this module, in test files
// too, to the row of the importing folder.
func (t *tree) checkImports() {
	for _, f := range t.goFiles() {
		r := t.table.Find(f.dir)
		for _, spec := range f.ast.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				continue
			}
			line := f.line(spec.Pos())
			if to == "C" {
				t.bad(RuleCgo, f.path, line, "cgo: the program is built without a C compiler")
			}
			target, ours := t.folderOf(to)
			if !ours || r == nil || target == f.dir {
				continue
			}
			switch {
			case allows(r.Imports, target):
			case f.isTest() && (allows(r.TestAlso, target) || strings.HasPrefix(target, f.dir+"/testdata/")):
			case f.isTest():
				t.bad(RuleImport, f.path, line, "a test of %s may not import %s: see its row in %s", f.dir, target, MapFile)
			default:
				t.bad(RuleImport, f.path, line, "%s may not import %s: see its row in %s", f.dir, target, MapFile)
			}
			if t.table.Find(target) == nil && !strings.Contains(target, "/testdata/") {
				t.bad(RuleRow, f.path, line, "imports %s, which has no row in %s", target, MapFile)
			}
		}
	}
}

// folderOf turns the path of an import into a folder of this module.
func (t *tree) folderOf(imported string) (string, bool) {
	if imported == t.module {
		return ".", true
	}
	rest, ours := strings.CutPrefix(imported, t.module+"/")
	return path.Clean(rest), ours && t.module != ""
}

// importsOf maps the local name of every import of a file to its path.
func importsOf(f *file) map[string]string {
	out := map[string]string{}
	for _, spec := range f.ast.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue
		}
		name := path.Base(p)
		if len(name) > 1 && name[0] == 'v' && strings.Trim(name[1:], "0123456789") == "" {
			name = path.Base(path.Dir(p)) // math/rand/v2 is called rand
		}
		if spec.Name != nil {
			name = spec.Name.Name
		}
		out[name] = p
	}
	return out
}
