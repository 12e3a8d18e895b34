package console

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

var update = flag.Bool("update", false, "write the golden files again")

// build stands for the program of a test.
type build struct {
	Version string `json:"version"`
}

func (b build) String() string { return "sansang " + b.Version + "\n" }

// run runs the command line as a script does: no terminal.
func run(t *testing.T, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	code = Run(context.Background(), args, World{Out: &o, Err: &e, Build: build{"v0"}})
	return o.String(), e.String(), code
}

// golden holds a text against the file of that name in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and read the difference\n%s", name, got)
	}
}

func TestUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{}, "No command was given"},
		{[]string{"foo"}, "“foo” is not understood"},
		{[]string{"version", "--bar"}, "no flag --bar"},
		{[]string{"framework", "lint"}, "Arguments that must be given: FRAMEWORK."},
		{[]string{"framework", "convert"}, "Arguments that must be given: FROM TO."},
		{[]string{"framework"}, "one of these is needed: lint"},
		{[]string{"version", "--format", "xml"}, "--format does not take “xml”; it takes: text,json"},
		{[]string{"version", "--format"}, "--format has no value"},
		{[]string{"index", "uncertainty", "x.yaml", "--seed", "-5"}, "--seed needs a number; “-5”"},
	} {
		out, errs, code := run(t, append(c.args, "--lang=en")...)
		if len(c.args) > 0 && c.args[len(c.args)-1] == "--format" {
			out, errs, code = run(t, append([]string{"--lang=en"}, c.args...)...)
		}
		if code != fault.ExitUsage || out != "" || !strings.Contains(errs, c.want) || !strings.Contains(errs, "--help") {
			t.Errorf("%q: code %d, out %q, err %q; want %q", c.args, code, out, errs, c.want)
		}
	}
	if _, errs, code := run(t, "--lang", "fr", "version"); code != fault.ExitUsage || !strings.Contains(errs, "Tùy chọn --lang không nhận giá trị “fr”") {
		t.Errorf("code %d, %q", code, errs)
	}
}

// TestWarningsAreNoFaults: what comes with the faults of a file and does not
// stop is marked as such and not counted among them.
func TestWarningsAreNoFaults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f.yaml")
	spoilt := `
code: x
version: "1"
items:
  - {code: a, type: count}
  - {code: b, type: count}
  - {code: b, type: count}
tree:
  code: T
  max: 10
  children:
    - {code: A, max: 4, rule: {count: {of: a, each: 1}}}
    - {code: B, max: 4, rule: {count: {of: q, each: 1}}}
    - {code: C, max: 4, rule: {count: {of: r, each: 1}}}
`
	if err := os.WriteFile(path, []byte(spoilt), 0o644); err != nil {
		t.Fatal(err)
	}
	_, errs, code := run(t, "framework", "convert", path, path+".xlsx", "--lang", "en")
	if code != fault.Invalid.Exit() || strings.Contains(errs, "✗ f.yaml, line 6 (item b): Note") {
		t.Errorf("code %d\n%s", code, errs)
	}
	marks := strings.Count(errs, "✗ ")
	// One of many kinds is not lost among the many of one kind.
	if !strings.Contains(errs, "more notes of this kind") || !strings.Contains(errs, "no rule and no condition reads the item") {
		t.Error(errs)
	}
	if marks < 4 || !strings.Contains(errs, fmt.Sprintf("\n%d faults;", marks)) || !strings.Contains(errs, "! f.yaml") {
		t.Errorf("%d marks\n%s", marks, errs)
	}
}

func TestVersion(t *testing.T) {
	out, errs, code := run(t, "version")
	if code != 0 || errs != "" || out != "sansang v0\n" {
		t.Errorf("code %d, %q, %q", code, out, errs)
	}
	out, _, _ = run(t, "version", "--format", "json")
	var b build
	if err := json.Unmarshal([]byte(out), &b); err != nil || b.Version != "v0" {
		t.Errorf("%q: %v", out, err)
	}
}

// TestHelp goes through every command in both languages: what it is for, every
// flag in words, and an example that begins with the command itself.
func TestHelp(t *testing.T) {
	parser, err := kong.New(&commands{}, kong.Name("sansang"))
	if err != nil {
		t.Fatal(err)
	}
	leaves := parser.Model.Leaves(false)
	for _, group := range parser.Model.Children {
		if len(group.Children) > 0 { // its help has an example of a command of it
			leaves = append(leaves, group)
		}
	}
	if len(leaves) == 0 {
		t.Fatal("no commands")
	}
	for _, lang := range []string{"vi", "en"} {
		for _, leaf := range leaves {
			args := append(strings.Fields(pathOf(leaf)), "--help", "--lang", lang)
			out, errs, code := run(t, args...)
			if code != 0 || errs != "" {
				t.Errorf("%q: code %d, %s", args, code, errs)
			}
			if strings.Count(out, "  sansang "+pathOf(leaf)) == 0 {
				t.Errorf("%q: no example of the command in\n%s", args, out)
			}
			if strings.Contains(out, "console.") {
				t.Errorf("%q: a key without a sentence in\n%s", args, out)
			}
			for _, f := range flagsOf(leaf) {
				if f.Name != "help" && (f.Help == "" || !strings.Contains(out, "--"+f.Name)) {
					t.Errorf("%q: --%s is not explained", args, f.Name)
				}
			}
		}
		golden(t, "help."+lang+".txt", first(run(t, "--help", "--lang", lang)))
	}
	// Every exit code of package fault is explained.
	out := first(run(t, "--help"))
	for _, kind := range fault.Kinds() {
		if !strings.Contains(out, "\n  "+string(rune('0'+kind.Exit()))+"  ") {
			t.Errorf("exit code %d (%v) is not in the help", kind.Exit(), kind)
		}
	}
}

func first(s, _ string, _ int) string { return s }

// TestEveryCommandHasHelp: the tags are there, so that TestHelp has something to read.
func TestEveryCommandHasHelp(t *testing.T) {
	var walk func(reflect.Type, string)
	walk = func(typ reflect.Type, path string) {
		for i := range typ.NumField() {
			f := typ.Field(i)
			if _, ok := f.Tag.Lookup("cmd"); !ok {
				continue
			}
			for _, tag := range []string{"help", "about"} {
				if f.Tag.Get(tag) == "" {
					t.Errorf("%s.%s has no %s", path, f.Name, tag)
				}
			}
			walk(f.Type, path+"."+f.Name)
		}
	}
	walk(reflect.TypeOf(commands{}), "commands")
}

// TestUnscored: an agency that is blocked or excluded has no points, rather than
// 0 of 0, and what is missing is not called inapplicable.
func TestUnscored(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for missing, want := range map[string]string{"block": "chưa đủ số liệu", "exclude": "thiếu số liệu"} {
		f := file("f.yaml", "code: x\nversion: \"1\"\nmissing: "+missing+`
items: [{code: a, type: count, max: 4}]
bands: [{code: b, name: {vi: Đạt, en: Pass}, from: 0, to: 100}]
tree: {code: T, max: 4, children: [{code: A, max: 4, rule: {count: {of: a, each: 1}}}]}
`)
		html := filepath.Join(dir, "r.html")
		out, errs, code := run(t, "score", "--framework", f, "--answers", file("a.csv", "agency,a\nfull,4\nempty,\n"), "--report", html)
		page, err := os.ReadFile(html)
		if code != 0 || err != nil {
			t.Fatalf("%s: code %d, %v\n%s", missing, code, err, errs)
		}
		if strings.Contains(out, " 0,00 ") || strings.Contains(out, "KAD ") || !strings.Contains(out, want) {
			t.Errorf("%s:\n%s", missing, out)
		}
		if bytes.Contains(page, []byte("0,00/0,00")) || !bytes.Contains(page, []byte(want)) {
			t.Errorf("%s: the report says 0 of 0", missing)
		}
	}
}

// TestNamelessFramework: a framework without a name is called by its code.
func TestNamelessFramework(t *testing.T) {
	dir := t.TempDir()
	f, a := filepath.Join(dir, "f.yaml"), filepath.Join(dir, "a.csv")
	for path, content := range map[string]string{f: "code: khong-ten\nversion: \"1\"\nitems: [{code: a, type: count, max: 4}]\ntree: {code: T, max: 4, children: [{code: A, max: 4, rule: {count: {of: a, each: 1}}}]}\n", a: "agency,a\ns1,4\n"} {
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out, errs, code := run(t, "score", "--framework", f, "--answers", a)
	if code != 0 || !strings.HasPrefix(out, "KHONG-TEN\n") {
		t.Errorf("code %d %s\n%s", code, errs, out)
	}
}
