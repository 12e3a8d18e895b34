package main

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func over(files map[string]string) *check {
	fsys := fstest.MapFS{}
	for p, text := range files {
		fsys[p] = &fstest.MapFile{Data: []byte(text)}
	}
	return &check{root: "/somewhere/checked-out", fsys: fsys, files: slices.Sorted(maps.Keys(files))}
}

// want checks that the faults are one for each of the given pieces, in order.
func want(t *testing.T, r *report, pieces ...string) {
	t.Helper()
	for i, f := range r.faults {
		if i >= len(pieces) || !strings.Contains(f, pieces[i]) {
			t.Errorf("unexpected fault %q", f)
		}
	}
	if len(r.faults) < len(pieces) {
		t.Errorf("found %d faults %q, want %q", len(r.faults), r.faults, pieces)
	}
}

func TestDocumentsPassGoodLinks(t *testing.T) {
	var r report
	over(map[string]string{
		"README.md":   "# Sẵn sàng\n[a](docs/a.md) [b](docs/a.md#cách-tính-điểm) [c](#sẵn-sàng) ![p](docs/p.svg \"x\") [folder](docs)\n`[code](nowhere.md)`\n```\n[fenced](nowhere.md)\nhttp://localhost:8080/work\n```\n",
		"docs/a.md":   "## Cách tính điểm\n## Cách tính điểm\n[up](../README.md) [twice](#cách-tính-điểm-1) [mail](mailto:a@b)\n[ref]\n\n[ref]: p.svg\n",
		"docs/p.svg":  "<svg xmlns=\"http" + "://www.w3.org/2000/svg\"/>",
		"page.go":     "package x\n\nconst route = \"/wor" + "k/today\"\n",
		"bin":         "\x00/home/" + "me/x",
		"ci":          "$HOME/work/x ./work/x a/work/x",
		"testdata/.x": "",
	}).documents(&r)
	want(t, &r)
}

func TestDocumentsFindBadLinks(t *testing.T) {
	var r report
	over(map[string]string{
		"README.md": strings.Join([]string{
			"# A",
			"[gone](docs/gone.md)",
			"[outside](../other/x.md)",
			"[rooted](/README.md)",
			"[part](#b)",
			"![picture](p.png) <img src=\"q.png\">",
			"[ref]: gone.md",
			"see https" + "://example.org/page.",
		}, "\n"),
	}).documents(&r)
	want(t, &r, "README.md:2: docs/gone.md", "README.md:3: ", "README.md:4: /README.md", "README.md:5: README.md has no heading for #b",
		"README.md:6: p.png", "README.md:6: q.png", "README.md:7: gone.md", "README.md:8: the address https")
}

func TestDocumentsFindMachinePaths(t *testing.T) {
	var r report
	over(map[string]string{
		"a.go":   "package a\n\n// see /home/" + "someone/notes\n",
		"b.sh":   "cd /work" + "/main\n",
		"c.yaml": "dir: C:\\Users\\" + "me\n",
		"d.txt":  "built in /somewhere/checked-" + "out/x",
	}).documents(&r)
	want(t, &r, "a.go:3", "b.sh:1", "c.yaml:1", "d.txt:1: a path of this machine")
}

func TestFormatFindsWhatGofmtWouldChange(t *testing.T) {
	var r report
	over(map[string]string{
		"a.go":          "package a\nfunc  f(){}\n",
		"b.go":          "package b\n\nfunc f() {}\n",
		"c.md":          "x\r\n",
		"d.go":          "package {\n",
		"testdata/e.go": "package  e\r\n",
	}).format(&r)
	want(t, &r, "a.go: not formatted", "c.md: line ends", "d.go:")
}
