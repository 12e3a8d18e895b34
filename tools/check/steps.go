package main

import (
	"fmt"
	"io"
	"io/fs"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/sansang-project/sansang/tools/layout"
)

// step is one thing the repository must hold to.
type step struct {
	name, does string
	onDemand   bool
	run        func(*check, *report)
}

// steps, in the order they start: the quick ones, which read files, before
// those that compile, the tests last.
var steps = []step{
	{"format", "Go files as gofmt writes them; text files with plain line ends", false, (*check).format},
	{"layout", "ARCHITECTURE.md: imports, names, sizes, purity, files of a slice", false, (*check).layout},
	{"documents", "links between documents lead somewhere; no addresses, no paths of one machine", false, (*check).documents},
	{"modules", "go.mod and go.sum name exactly what is used, unaltered", false, (*check).modules},
	{"fresh", "generated files are what their generators make", false, (*check).fresh},
	{"build", "everything compiles without cgo", false, (*check).build},
	{"vet", "go vet", false, (*check).vet},
	{"static", "staticcheck, at the version go.mod pins", false, (*check).staticcheck},
	{"cross", "the program compiles for Windows, macOS and 64-bit ARM", true, (*check).cross},
	{"tests", "every test", false, (*check).tests},
}

// check is what the steps share; they only read it.
type check struct {
	root  string
	fsys  fs.FS
	files []string // tracked or new, slash-separated, sorted
	opt   options

	mu    sync.Mutex
	count tally // of the step "tests"
}

// report gathers what one step has to say, so that steps running side by side
// do not mix their lines.
type report struct {
	faults []string
	notes  []string
}

func (r *report) fault(format string, args ...any) {
	r.faults = append(r.faults, fmt.Sprintf(format, args...))
}

func (r *report) note(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

// runAll runs the steps, at most two side by side: what compiles already uses
// every core, and what reads files fills its pauses. It returns the exit code.
func (c *check) runAll(todo []step, out io.Writer) int {
	start := time.Now()
	queue := make(chan step, len(todo))
	for _, s := range todo {
		queue <- s
	}
	close(queue)
	var (
		wait   sync.WaitGroup
		print  sync.Mutex
		failed []string
	)
	for range min(2, runtime.NumCPU()) {
		wait.Go(func() {
			for s := range queue {
				var r report
				begin := time.Now()
				s.run(c, &r)
				took := time.Since(begin)

				print.Lock()
				verdict := "ok"
				if len(r.faults) > 0 {
					verdict = "FAILED"
					failed = append(failed, s.name)
				}
				fmt.Fprintf(out, "%-10s %-6s %7.1fs\n", s.name, verdict, took.Seconds())
				for _, n := range r.notes {
					fmt.Fprintln(out, indent("  "+n))
				}
				for _, f := range r.faults {
					fmt.Fprintln(out, indent("  "+f))
				}
				print.Unlock()
			}
		})
	}
	wait.Wait()

	plural := "s"
	if len(todo) == 1 {
		plural = ""
	}
	fmt.Fprintf(out, "%d step%s in %.1fs", len(todo), plural, time.Since(start).Seconds())
	if len(failed) > 0 {
		fmt.Fprintf(out, ", %d failed: %s", len(failed), strings.Join(failed, ", "))
	}
	fmt.Fprintln(out)
	if c.count.ran {
		fmt.Fprintln(out, c.count)
	}
	if len(failed) > 0 {
		return 1
	}
	return 0
}

func indent(s string) string {
	return strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ")
}

func (c *check) layout(r *report) {
	faults, err := layout.Check(c.fsys, c.files)
	if err != nil {
		r.fault("%v", err)
	}
	for _, f := range faults {
		r.fault("%s", f)
	}
	size, err := layout.Measure(c.fsys, c.files)
	if err != nil {
		r.fault("%v", err)
		return
	}
	r.note("%d Go files in %d folders, median %d lines, longest %d (%s)", size.Files, size.Folders, size.Median, size.Longest, size.LongestAt)
}
