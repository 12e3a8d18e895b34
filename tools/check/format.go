package main

import (
	"bytes"
	"go/format"
	"io/fs"
	"slices"
	"strings"
)

// format compares every Go file with what go/format makes of it, which is
// what gofmt prints, and looks for line ends that are not plain.
func (c *check) format(r *report) {
	for _, p := range c.files {
		data, err := fs.ReadFile(c.fsys, p)
		if err != nil {
			r.fault("%v", err)
			continue
		}
		if inTestdata(p) || !isText(data) {
			continue
		}
		if bytes.Contains(data, []byte("\r\n")) {
			r.fault("%s: line ends of Windows: save it with plain ones", p)
		}
		if !strings.HasSuffix(p, ".go") {
			continue
		}
		want, err := format.Source(data)
		switch {
		case err != nil:
			r.fault("%s: %v", p, err)
		case !bytes.Equal(data, want):
			r.fault("%s: not formatted: run `gofmt -w %s`", p, p)
		}
	}
}

func inTestdata(p string) bool { return slices.Contains(strings.Split(p, "/"), "testdata") }

func isText(data []byte) bool { return !bytes.Contains(data[:min(len(data), 8000)], []byte{0}) }
