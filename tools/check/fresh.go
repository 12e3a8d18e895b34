package main

import (
	"bytes"
	"cmp"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
)

// directive is one generator: a //go:generate line. They stand beside what
// they make, and together they are the table of generators.
type directive struct {
	file    string
	line    int
	command string
}

var (
	directiveLine = regexp.MustCompile(`(?m)^//go:generate (.+)$`)
	generatedMark = regexp.MustCompile(`(?m)^\W{0,6}\s*Code generated .* DO NOT EDIT\.\W{0,6}$`)
)

func (c *check) directives() ([]directive, error) {
	var out []directive
	for _, p := range c.files {
		if !strings.HasSuffix(p, ".go") || inTestdata(p) {
			continue
		}
		data, err := fs.ReadFile(c.fsys, p)
		if err != nil {
			return nil, err
		}
		for _, m := range directiveLine.FindAllSubmatchIndex(data, -1) {
			out = append(out, directive{p, 1 + bytes.Count(data[:m[0]], []byte{'\n'}), strings.TrimSpace(string(data[m[2]:m[3]]))})
		}
	}
	return out, nil
}

// fresh copies the repository, runs every generator in the copy and compares.
// A file that differs, appears or disappears is stale; one that carries the
// generated line and that no generator wrote again has lost its maker.
func (c *check) fresh(r *report) {
	ds, err := c.directives()
	if err != nil {
		r.fault("%v", err)
		return
	}
	before, err := c.read()
	if err != nil {
		r.fault("%v", err)
		return
	}
	marked := map[string]bool{}
	for p, data := range before {
		if !inTestdata(p) && isText(data) && generatedMark.Match(data[:min(len(data), 2000)]) {
			marked[p] = true
		}
	}
	if len(ds) == 0 && len(marked) == 0 {
		return
	}
	if len(ds) == 0 {
		for _, p := range sorted(marked) {
			r.fault("%s: says it is generated, and no //go:generate line makes anything", p)
		}
		return
	}
	dir, err := os.MkdirTemp("", "fresh-")
	if err != nil {
		r.fault("%v", err)
		return
	}
	defer os.RemoveAll(dir)
	long := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // so that a file written again shows
	for p, data := range before {
		if err := write(filepath.Join(dir, filepath.FromSlash(p)), data, c.mode(p)); err != nil {
			r.fault("%v", err)
			return
		}
		if err := os.Chtimes(filepath.Join(dir, filepath.FromSlash(p)), long, long); err != nil {
			r.fault("%v", err)
			return
		}
	}
	there := &check{root: dir, fsys: os.DirFS(dir)}
	stdout, stderr, err := there.output(nil, "go", "generate", "./...")
	if err != nil {
		r.fault("go generate ./...: %v\n%s", err, tail(stdout+stderr, 50))
		return
	}
	after := map[string][]byte{}
	err = fs.WalkDir(there.fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		data, err := fs.ReadFile(there.fsys, p)
		after[p] = data
		if st, serr := d.Info(); serr == nil && marked[p] && st.ModTime().Equal(long) {
			r.fault("%s: says it is generated, and no //go:generate line writes it", p)
		}
		return err
	})
	if err != nil {
		r.fault("%v", err)
		return
	}
	for _, p := range sorted(before) {
		if now, ok := after[p]; !ok {
			r.fault("%s: go generate takes it away", p)
		} else if !bytes.Equal(now, before[p]) {
			r.fault("%s: not what its generator makes: run `go generate ./...`", p)
		}
	}
	for _, p := range sorted(after) {
		if _, ok := before[p]; !ok {
			r.fault("%s: go generate makes it, and it is not in the repository", p)
		}
	}
}

func (c *check) read() (map[string][]byte, error) {
	out := map[string][]byte{}
	for _, p := range c.files {
		data, err := fs.ReadFile(c.fsys, p)
		if err != nil {
			return nil, err
		}
		out[p] = data
	}
	return out, nil
}

func (c *check) mode(p string) fs.FileMode {
	st, err := fs.Stat(c.fsys, p)
	if err != nil {
		return 0o644
	}
	return st.Mode().Perm() | 0o200
}

func write(path string, data []byte, mode fs.FileMode) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, data, mode)
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
