package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
)

// tally counts tests, subtests, examples and seeds of fuzz tests alike. A
// package that fails without a failing test (it does not compile, or panics
// between tests) counts as one failure.
type tally struct {
	ran                     bool
	passed, failed, skipped int
}

func (t tally) String() string {
	return fmt.Sprintf("%d passed, %d failed, %d skipped", t.passed, t.failed, t.skipped)
}

// event is one line of `go test -json` (go doc test2json).
type event struct {
	Action, Package, Test, Output string
	ImportPath, FailedBuild       string
}

// verdicts is what a run of `go test -json` came to.
type verdicts struct {
	tally
	failures []string // one text a failing test, with its output
	skips    []string // package, test and reason
	packages []string // the closing lines of `go test`: "ok  	path	0.1s"
}

// readTests follows the events of `go test -json`.
func readTests(in io.Reader) (*verdicts, error) {
	v := &verdicts{tally: tally{ran: true}}
	type key struct{ pkg, test string }
	output := map[key]*strings.Builder{}
	builds := map[string]*strings.Builder{}
	failedIn := map[string]int{}
	write := func(k key, s string) {
		if output[k] == nil {
			output[k] = &strings.Builder{}
		}
		output[k].WriteString(s)
	}
	text := func(k key) string {
		defer delete(output, k)
		if output[k] == nil {
			return ""
		}
		return output[k].String()
	}
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil {
				v.failures = append(v.failures, strings.TrimSpace(line)) // the go command speaks plainly when it cannot start
				continue
			}
			k := key{e.Package, e.Test}
			switch {
			case e.Action == "build-output":
				if builds[e.ImportPath] == nil {
					builds[e.ImportPath] = &strings.Builder{}
				}
				builds[e.ImportPath].WriteString(e.Output)
			case e.Action == "output":
				write(k, e.Output)
				if e.Test == "" && closing(e.Output) {
					v.packages = append(v.packages, strings.TrimSpace(e.Output))
				}
			case e.Test != "" && e.Action == "pass":
				v.passed++
				text(k)
			case e.Test != "" && e.Action == "skip":
				v.skipped++
				v.skips = append(v.skips, fmt.Sprintf("skipped: %s %s: %s", e.Package, e.Test, reason(text(k))))
			case e.Test != "" && e.Action == "fail":
				v.failed++
				failedIn[e.Package]++
				v.failures = append(v.failures, fmt.Sprintf("%s %s\n%s", e.Package, e.Test, tail(text(k), 100)))
			case e.Action == "fail":
				if out := text(k); failedIn[e.Package] == 0 {
					v.failed++
					if b := builds[e.FailedBuild]; b != nil {
						out = b.String()
					}
					v.failures = append(v.failures, fmt.Sprintf("%s\n%s", e.Package, tail(out, 100)))
				}
			}
		}
		if errors.Is(err, io.EOF) {
			return v, nil
		}
		if err != nil {
			return v, err
		}
	}
}

// closing reports whether a line is one of those with which `go test` ends a
// package.
func closing(line string) bool {
	return strings.HasPrefix(line, "ok  \t") || strings.HasPrefix(line, "FAIL\t")
}

// reason is the sentence a test gave for skipping: its last line that is not
// the runner's.
func reason(output string) string {
	why := "no reason given"
	for l := range strings.SplitSeq(output, "\n") {
		l = strings.TrimSpace(l)
		if l != "" && !strings.HasPrefix(l, "===") && !strings.HasPrefix(l, "---") {
			why = l
		}
	}
	return why
}

// tests runs every test. With --larger, tests read SANSANG_LARGER=1 and take
// their larger counts.
func (c *check) tests(r *report) {
	// No expectation of speed: it ends a package that hangs, before whoever
	// waits for the whole run (15 minutes here, an hour in .ci/run) gives up.
	limit := "10m"
	var env, flags []string
	if c.opt.race && compilerC() {
		limit = "25m"
		flags = append(flags, "-race")
		env = append(env, "CGO_ENABLED=1")
	}
	if c.opt.larger {
		limit = "25m"
		env = append(env, "SANSANG_LARGER=1")
	}
	// Vet is a step of its own.
	args := append([]string{"test", "-json", "-vet=off", "-timeout=" + limit}, flags...)
	var v *verdicts
	stderr, err := c.stream(env, func(in io.Reader) (err error) {
		v, err = readTests(in)
		return err
	}, "go", append(args, "./...")...)
	if v == nil {
		r.fault("go test: %v\n%s", err, stderr)
		return
	}
	c.mu.Lock()
	c.count = v.tally
	c.mu.Unlock()
	for _, p := range v.packages {
		r.note("%s", p)
	}
	for _, s := range v.skips {
		r.note("%s", s)
	}
	for _, f := range v.failures {
		r.fault("%s", f)
	}
	if err != nil && len(v.failures) == 0 {
		r.fault("go test: %v\n%s", err, tail(stderr, 50))
	}
	if err == nil && v.passed == 0 {
		r.fault("no test ran")
	}
}
