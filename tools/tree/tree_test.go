package tree

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
)

var files = map[string]string{
	"go.mod":           "module example",
	".gitignore":       "# made by runs\n/out/\n/prog\n*.prof\n",
	"a.go":             "package a",
	"prog":             "binary",
	"sub/prog":         "kept: the pattern is anchored",
	"sub/b.go":         "package b",
	"sub/cpu.prof":     "x",
	"out/result.csv":   "x",
	"sub/out/kept.csv": "x",
	".ci/run":          "x",
}

func plant(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

var want = []string{".ci/run", ".gitignore", "a.go", "go.mod", "sub/b.go", "sub/out/kept.csv", "sub/prog"}

func TestListWithoutGit(t *testing.T) {
	got, git, err := List(plant(t))
	if err != nil || git {
		t.Fatalf("git %v, err %v", git, err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// With git the answer is the same, and a file deleted but still tracked is out.
func TestListWithGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("git is not on this machine")
	}
	dir := plant(t)
	run := func(args ...string) {
		if out, err := exec.Command("git", append([]string{"-C", dir}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	run("init", "-q")
	gone := filepath.Join(dir, "gone.go")
	if err := os.WriteFile(gone, []byte("package a"), 0o644); err != nil {
		t.Fatal(err)
	}
	run("add", "gone.go", "a.go")
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	got, git, err := List(dir)
	if err != nil || !git {
		t.Fatalf("git %v, err %v", git, err)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestRootIsFoundFromBelowAndMissedOutside(t *testing.T) {
	dir := plant(t)
	got, err := Root(filepath.Join(dir, "sub", "out"))
	if err != nil {
		t.Fatal(err)
	}
	a, _ := filepath.EvalSymlinks(got)
	b, _ := filepath.EvalSymlinks(dir)
	if a != b {
		t.Errorf("got %s, want %s", a, b)
	}
}
