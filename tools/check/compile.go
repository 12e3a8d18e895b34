package main

import (
	"io/fs"
	"strings"
)

// program is what is shipped; the cross step compiles it for each of targets.
const program = "cmd/sansang"

// targets are the systems of the people who asked for a program to download:
// office PCs, developers' Macs, small servers.
var targets = [][2]string{{"windows", "amd64"}, {"darwin", "arm64"}, {"linux", "arm64"}}

func (c *check) build(r *report) {
	c.must(r, []string{"CGO_ENABLED=0"}, "go", "build", "./...")
}

func (c *check) vet(r *report) {
	c.must(r, nil, "go", "vet", "./...")
}

func (c *check) staticcheck(r *report) {
	c.must(r, nil, "go", "tool", "staticcheck", "./...")
}

// cross vets for each target, which compiles and type-checks without linking.
func (c *check) cross(r *report) {
	if _, err := fs.Stat(c.fsys, program); err != nil {
		r.note("%s is not there yet", program)
		return
	}
	for _, t := range targets {
		c.must(r, []string{"CGO_ENABLED=0", "GOOS=" + t[0], "GOARCH=" + t[1]}, "go", "vet", "./"+program)
	}
}

// modules compares go.mod with what is imported and the downloaded modules
// with go.sum. Without a network the comparison may need a module nobody
// downloaded; that is a note, not a fault.
func (c *check) modules(r *report) {
	c.must(r, nil, "go", "mod", "verify")
	stdout, stderr, err := c.output(nil, "go", "mod", "tidy", "-diff")
	switch {
	case err == nil:
	case strings.TrimSpace(stdout) != "":
		r.fault("go.mod or go.sum is not tidy: run `go mod tidy`\n%s", head(stdout, 40))
	case offline(stderr):
		r.note("go.mod was not compared with the imports: a module is not on this machine and cannot be fetched")
	default:
		r.fault("go mod tidy -diff: %v\n%s", err, tail(stderr, 20))
	}
}

func offline(stderr string) bool {
	for _, s := range []string{"dial tcp", "no such host", "module lookup disabled", "connection refused", "network is unreachable", "i/o timeout", "TLS handshake timeout"} {
		if strings.Contains(stderr, s) {
			return true
		}
	}
	return false
}
