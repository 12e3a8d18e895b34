package sansang_test

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/tools/layout"
)

// planted is one fault: a file put into the clean tree, and where the fault
// must be reported.
type planted struct {
	name string
	rule layout.Rule
	file string // written, or taken away when text is empty
	text string
	at   string // where the fault is reported; file when empty
}

// importing is a Go file that only imports.
func importing(pkg string, paths ...string) string {
	s := "package " + pkg + "\n\n"
	for _, p := range paths {
		s += fmt.Sprintf("import _ %q\n", strings.Replace(p, "~", "example.org/m", 1))
	}
	return s
}

// rewritten is the clean tree's ARCHITECTURE.md with one piece swapped.
func rewritten(from, to string) string {
	text := clean()[layout.MapFile]
	if !strings.Contains(text, from) {
		panic("the clean table does not hold " + from)
	}
	return strings.Replace(text, from, to, 1)
}

func withRow(folder, kind, may string) string {
	const before = "| `internal/later`"
	return rewritten(before, fmt.Sprintf("| `%s` | %s | planted | %s | – |\n%s", folder, kind, may, before))
}

func plantedFaults() []planted {
	const (
		criteria = "internal/judging/criteria/"
		round    = "internal/judging/round/"
		mark     = "TO" + "DO"
	)
	calling := func(pkg, imported, use string) string {
		return fmt.Sprintf("package %s\n\nimport %s\n\nvar _ = %s\n", pkg, imported, use)
	}
	faults := []planted{
		{"no table", layout.RuleTable, layout.MapFile, "# House\n", ""},
		{"unknown name in the table", layout.RuleTable, layout.MapFile, withRow("internal/x", "front", "`nowhere`"), ""},
		{"unknown kind", layout.RuleTable, layout.MapFile, withRow("internal/x", "shed", "–"), ""},
		{"unknown mark of a kind", layout.RuleTable, layout.MapFile, withRow("internal/x", "front, free", "–"), ""},
		{"two rows", layout.RuleTable, layout.MapFile, withRow("scoring", "pure", "–"), ""},
		{"a row short of a cell", layout.RuleTable, layout.MapFile, rewritten("| `scoring` | pure | points | – | – |", "| `scoring` | pure | points | – |"), ""},
		{"a wing given another", layout.RuleTable, layout.MapFile, withRow("internal/steering/plan", "slice", "`internal/judging/round`"), ""},
		{"the ground given a wing", layout.RuleTable, layout.MapFile, withRow("internal/ground/x", "slice", "`round`"), ""},
		{"the platform given the ground", layout.RuleTable, layout.MapFile, withRow("internal/platform/x", "platform", "`agency`"), ""},
		{"a public package given the platform", layout.RuleTable, layout.MapFile, withRow("bundle", "pure", "`text`"), ""},
		{"a circle of permissions", layout.RuleTable, layout.MapFile, rewritten("| `internal/judging/criteria` | slice | frameworks | ", "| `internal/judging/criteria` | slice | frameworks | `round` "), ""},
		{"a word that explains itself", layout.RuleTable, layout.MapFile, rewritten("| `ground` | `internal/ground/…` |", "| `ground` | `ground` |"), ""},
		{"no module", layout.RuleTable, "go.mod", "go 1.26\n", ""},

		{"a folder without a row", layout.RuleRow, "internal/shed/doc.go", importing("shed"), "internal/shed"},
		{"a folder at the top without a row", layout.RuleRow, "pictures/a.svg", "<svg/>", "pictures"},

		{"a wing importing another", layout.RuleImport, criteria + "a.go", importing("criteria", "~/internal/facts/register"), ""},
		{"a test importing another wing", layout.RuleImport, criteria + "a_test.go", importing("criteria_test", "~/internal/facts/register"), ""},
		{"a test importing what its row does not declare", layout.RuleImport, criteria + "a_test.go", importing("criteria_test", "~/internal/demo"), ""},
		{"code importing what only its tests may", layout.RuleImport, round + "a.go", importing("round", "~/internal/demo"), ""},
		{"a slice looking upward", layout.RuleImport, criteria + "a.go", importing("criteria", "~/internal/judging/round"), ""},
		{"the ground importing a wing", layout.RuleImport, "internal/ground/agency/a.go", importing("agency", "~/internal/judging/round"), ""},
		{"the platform importing the domain", layout.RuleImport, "internal/platform/text/a.go", importing("text", "~/internal/ground/agency"), ""},
		{"a public package importing the inside", layout.RuleImport, "scoring/a.go", importing("scoring", "~/internal/platform/text"), ""},
		{"another's inner package", layout.RuleImport, "scoring/a.go", importing("scoring", "~/index/internal/stat"), ""},
		{"the program importing a tool", layout.RuleImport, "internal/app/a.go", importing("app", "~/tools/layout"), ""},
		{"anyone importing the root", layout.RuleImport, "internal/app/a.go", importing("app", "~"), ""},
		{"an import behind a build tag", layout.RuleImport, criteria + "a.go", "//go:build never\n\n" + importing("criteria", "~/internal/facts/register"), ""},

		{"Go that does not parse", layout.RuleSyntax, criteria + "a.go", "package criteria\n\nfunc {\n", ""},
		{"cgo", layout.RuleCgo, criteria + "a.go", importing("criteria", "C"), ""},

		{"doc.go missing", layout.RuleDoc, "scoring/doc.go", "", "scoring"},
		{"doc.go too long", layout.RuleDoc, "scoring/doc.go", strings.Repeat("// Long.\n", layout.MaxDoc) + "package scoring\n", ""},
		{"doc.go without words", layout.RuleDoc, "scoring/doc.go", "package scoring\n", ""},

		{"a package that hides", layout.RuleName, "tools/layout/a.go", "package utils\n", ""},
		{"a file that hides", layout.RuleName, "scoring/rank_helper.go", "package scoring\n", ""},

		{"a layer as a file", layout.RuleSlice, criteria + "types.go", "package criteria\n", ""},
		{"a layer in a noun's file", layout.RuleSlice, criteria + "band_handlers.go", "package criteria\n", ""},
		{"a capital in a file's name", layout.RuleSlice, criteria + "Band.go", "package criteria\n", ""},
		{"loose data in a slice", layout.RuleSlice, criteria + "sample.csv", "a,b\n", ""},
		{"HTTP outside pages", layout.RuleSlice, criteria + "band.go", importing("criteria", "net/http"), ""},
		{"pages' parts outside pages", layout.RuleSlice, criteria + "band.go", importing("criteria", "~/internal/platform/web"), ""},
		{"the database outside a store", layout.RuleSlice, criteria + "acts.go", importing("criteria", "database/sql"), ""},

		{"801 lines of Go", layout.RuleSize, "scoring/long.go", "package scoring\n" + strings.Repeat("// x\n", layout.MaxLines), ""},
		{"801 lines of a test", layout.RuleSize, "scoring/long_test.go", "package scoring\n" + strings.Repeat("// x\n", layout.MaxLines), ""},
		{"801 lines of a template", layout.RuleSize, round + "long.templ", strings.Repeat("<br>\n", layout.MaxLines+1), ""},
		{"a note for later in Go", layout.RuleMark, "scoring/a.go", "package scoring\n\n// " + mark + ": think\n", ""},
		{"a note for later in a document", layout.RuleMark, "docs.md", "FIX" + "ME\n", ""},

		{"a catalogue alone", layout.RuleMessage, criteria + "text.vi.yaml", "criteria.a.b: x\n", ""},
		{"a key in one language", layout.RuleMessage, round + "text.en.yaml", "round.phase.open: x\nround.phase.shut: y\n", round + "text.vi.yaml"},
		{"a key of another slice", layout.RuleMessage, round + "text.vi.yaml", "phase.open: mở\nround.phase.open: mở\n", ""},
		{"a catalogue that is no YAML", layout.RuleMessage, round + "text.vi.yaml", "a: [\n", ""},
	}
	for _, name := range []string{"util", "common", "models", "manager", "helpers", "service"} {
		faults = append(faults, planted{"a folder named " + name, layout.RuleName, "tools/" + name + "/a.txt", "x", "tools/" + name})
	}
	for _, sql := range []string{
		"SELECT a FROM b WHERE c", "\n\tselect a from b ", "INSERT INTO a VALUES (1)", "UPDATE a SET b = 1",
		"DELETE FROM a WHERE b", "CREATE UNIQUE INDEX a ON b (c)", "ALTER TABLE a ADD b", "DROP TABLE a", "WITH a AS (SELECT 1)",
	} {
		text := fmt.Sprintf("package criteria\n\nconst q = %q\n", sql)
		faults = append(faults,
			planted{"acts with " + sql, layout.RuleSQL, criteria + "acts.go", text, ""},
			planted{"a test with " + sql, layout.RuleSQL, criteria + "acts_test.go", text, ""})
	}
	faults = append(faults,
		planted{"SQL in front", layout.RuleSQL, "internal/app/store.go", "package app\n\nconst q = `SELECT a FROM b`\n", ""},
		planted{"a context in scoring", layout.RulePure, "scoring/a.go", importing("scoring", "context"), ""},
		planted{"a dot import of time", layout.RulePure, "scoring/a.go", "package scoring\n\nimport . \"time\"\n\nvar _ = Second\n", ""},
		planted{"println in scoring", layout.RulePure, "scoring/a.go", "package scoring\n\nfunc f() { println(1) }\n", ""})
	for _, p := range []string{"os", "os/exec", "net", "net/http", "log", "log/slog", "path/filepath", "crypto/rand", "hash/maphash", "database/sql"} {
		faults = append(faults,
			planted{p + " in scoring", layout.RulePure, "scoring/a.go", importing("scoring", p), ""},
			planted{p + " under index", layout.RulePure, "index/internal/stat/a.go", importing("stat", p), ""})
	}
	for _, c := range [][2]string{
		{`"time"`, "time.Now()"}, {`"time"`, "time.Now"}, {`"time"`, "time.Since"}, {`clock "time"`, "clock.Now()"}, {`"time"`, "time.Local"},
		{`"math/rand"`, "rand.Int()"}, {`"math/rand/v2"`, "rand.IntN(3)"}, {`dice "math/rand/v2"`, "dice.Shuffle"},
		{`"fmt"`, "fmt.Println"},
	} {
		faults = append(faults, planted{c[1] + " from " + c[0], layout.RulePure, "index/a.go", calling("index", c[0], c[1]), ""})
	}
	return faults
}

// TestLayoutCatchesPlantedFaults plants one fault at a time in the clean tree
// and wants it found by its rule, at its place.
func TestLayoutCatchesPlantedFaults(t *testing.T) {
	caught := map[layout.Rule]bool{}
	for _, p := range plantedFaults() {
		t.Run(strings.ReplaceAll(p.name, "/", "·"), func(t *testing.T) {
			files := clean()
			if p.text == "" {
				delete(files, p.file)
			} else {
				files[p.file] = p.text
			}
			at := p.at
			if at == "" {
				at = p.file
			}
			faults := find(t, files)
			if !slices.ContainsFunc(faults, func(f layout.Fault) bool { return f.Rule == p.rule && f.Path == at }) {
				t.Errorf("not found by rule %q at %s; found: %v", p.rule, at, faults)
			}
			caught[p.rule] = true
			if p.rule == layout.RuleTable {
				return // a broken table rightly upsets what reads it
			}
			for _, f := range faults {
				if f.Rule != p.rule && path.Dir(f.Path) != path.Dir(p.file) {
					t.Errorf("one fault planted, found elsewhere too: %s", f)
				}
			}
		})
	}
	for _, r := range layout.Rules {
		if !caught[r] {
			t.Errorf("no fault of rule %q is planted", r)
		}
	}
}
