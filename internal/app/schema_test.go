package app

import (
	"flag"
	"fmt"
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

var updateSchema = flag.Bool("update", false, "rewrite the golden files")

func TestMain(m *testing.M) { dbtest.Main(m) }

// TestSchema: the tables after all migrations of all slices, on both engines.
func TestSchema(t *testing.T) {
	dbtest.Each(t, Migrations, func(t *testing.T, d *db.DB) {
		golden := filepath.Join("testdata", "schema."+string(d.Engine())+".txt")
		got := dbtest.Schema(t, d)
		if *updateSchema {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if got != string(want) {
			t.Errorf("the schema is not that of %s; if it should be, run with -update and read the difference:\n%s", golden, got)
		}
	})
}

// statement is a constant that holds SQL.
type statement struct{ name, text string }

// storesOf gives the files that may hold SQL, by package.
func storesOf(t *testing.T) map[string][]string {
	t.Helper()
	files := map[string][]string{}
	err := filepath.WalkDir("..", func(path string, e fs.DirEntry, err error) error {
		if err == nil && e.IsDir() && (e.Name() == "testdata" || e.Name() == "dbtest") {
			return fs.SkipDir
		}
		name := filepath.Base(path)
		if err == nil && strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && (name == "store.go" || strings.HasSuffix(name, "_store.go")) {
			files[filepath.Dir(path)] = append(files[filepath.Dir(path)], path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// valueOf computes a constant made of strings; "" when it is none.
func valueOf(e ast.Expr, known map[string]string) string {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			return constant.StringVal(constant.MakeFromLiteral(e.Value, token.STRING, 0))
		}
	case *ast.Ident:
		return known[e.Name]
	case *ast.ParenExpr:
		return valueOf(e.X, known)
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return valueOf(e.X, known) + valueOf(e.Y, known)
		}
	}
	return ""
}

func isStatement(text string) bool {
	verb, _, _ := strings.Cut(strings.TrimSpace(text), " ")
	return slices.Contains([]string{"SELECT", "INSERT", "UPDATE", "DELETE", "WITH"}, verb)
}

// statements gives the SQL of one package. What is given to the door and is not
// a constant, or text put together on the way, is reported.
func statements(t *testing.T, paths []string) []statement {
	t.Helper()
	known := map[string]string{}
	set := token.NewFileSet()
	var parsed []*ast.File
	for _, path := range paths {
		f, err := parser.ParseFile(set, path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, f)
	}
	// Twice, since a constant may be made of one that stands further down.
	for range 2 {
		for _, f := range parsed {
			for _, decl := range f.Decls {
				g, ok := decl.(*ast.GenDecl)
				if !ok || g.Tok != token.CONST {
					continue
				}
				for _, spec := range g.Specs {
					v := spec.(*ast.ValueSpec)
					for i, name := range v.Names {
						if i < len(v.Values) {
							known[name.Name] = valueOf(v.Values[i], known)
						}
					}
				}
			}
		}
	}
	for _, f := range parsed {
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok || len(call.Args) == 0 {
				return true
			}
			door, ok := call.Fun.(*ast.SelectorExpr)
			if !ok || !slices.Contains([]string{"Exec", "Query", "Row", "Each"}, door.Sel.Name) {
				return true
			}
			if on, ok := door.X.(*ast.Ident); !ok || on.Name != "tx" {
				return true
			}
			if _, ok := call.Args[0].(*ast.Ident); !ok {
				t.Errorf("%s: SQL that is no named constant", set.Position(call.Pos()))
			}
			return true
		})
	}
	var all []statement
	for name, text := range known {
		if isStatement(text) {
			all = append(all, statement{fmt.Sprintf("%s.%s", filepath.Base(filepath.Dir(paths[0])), name), text})
		}
	}
	slices.SortFunc(all, func(a, b statement) int { return strings.Compare(a.name, b.name) })
	return all
}

// only gives the engine for which a statement alone is meant, as its name ends;
// "" for both. Such a pair is an exception, and counted.
func (s *statement) only() db.Engine {
	switch {
	case strings.HasSuffix(s.name, "SQLite"):
		return db.SQLite
	case strings.HasSuffix(s.name, "Postgres"):
		return db.PostgreSQL
	}
	return ""
}

// mostPaired is how many statements may be meant for one engine alone: those by
// which a backup asks each for its tables.
const mostPaired = 10

// TestEveryStatement: both engines take every constant of every store.
func TestEveryStatement(t *testing.T) {
	var all []statement
	for _, paths := range storesOf(t) {
		all = append(all, statements(t, paths)...)
	}
	if len(all) < 100 {
		t.Errorf("%d statements were found: the search misses most of them", len(all))
	}
	dbtest.Each(t, Migrations, func(t *testing.T, d *db.DB) {
		for _, s := range all {
			if e := s.only(); e != "" && e != d.Engine() {
				continue
			}
			if err := dbtest.Prepare(t, d, s.text); err != nil {
				t.Errorf("%s: %v\n%s", s.name, err, s.text)
			}
		}
		if err := dbtest.Prepare(t, d, all[0].text+" ("); err == nil {
			t.Error("what cannot be prepared was")
		}
	})
	paired := 0
	for _, s := range all {
		if s.only() != "" {
			paired++
		}
	}
	if paired > mostPaired {
		t.Errorf("%d statements are meant for one engine alone, at most %d may", paired, mostPaired)
	}
	t.Logf("%d statements, %d for one engine alone", len(all), paired)
}
