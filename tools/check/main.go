package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/tools/tree"
)

type options struct {
	list, race, larger, cross bool
	only                      []string
}

func main() {
	os.Exit(run(os.Args[1:], os.Stdout))
}

func run(args []string, out io.Writer) int {
	opt, err := parse(args, out)
	if err != nil {
		if err != flag.ErrHelp {
			fmt.Fprintln(out, err)
		}
		return 2
	}
	root, err := tree.Root(".")
	if err != nil {
		fmt.Fprintln(out, err)
		return 2
	}
	files, git, err := tree.List(root)
	if err != nil {
		fmt.Fprintln(out, err)
		return 1
	}
	c := &check{root: root, fsys: os.DirFS(root), files: files, opt: opt}

	if opt.list {
		list(c, out)
		return 0
	}
	for _, note := range c.prepareMachine(git) {
		fmt.Fprintln(out, "note: "+note)
	}
	return c.runAll(chosen(opt), out)
}

func parse(args []string, out io.Writer) (options, error) {
	var o options
	var only string
	f := flag.NewFlagSet("check", flag.ContinueOnError)
	f.SetOutput(out)
	f.BoolVar(&o.list, "list", false, "print the steps, the generators and what the machine has, and stop")
	f.StringVar(&only, "only", "", "run only these `steps`, separated by commas")
	f.BoolVar(&o.race, "race", false, "run the tests under the race detector, where a C compiler is")
	f.BoolVar(&o.larger, "larger", false, "run the tests with larger counts (SANSANG_LARGER=1)")
	f.BoolVar(&o.cross, "cross", false, "also compile for the other systems")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if f.NArg() > 0 {
		return o, fmt.Errorf("check takes no arguments, found %q; see --help", f.Args())
	}
	if only != "" {
		o.only = strings.Split(only, ",")
	}
	for _, name := range o.only {
		if !slices.ContainsFunc(steps, func(s step) bool { return s.name == name }) {
			return o, fmt.Errorf("no step is called %q; --list shows them", name)
		}
	}
	return o, nil
}

func chosen(o options) []step {
	var out []step
	for _, s := range steps {
		if len(o.only) == 0 && (!s.onDemand || o.cross) || slices.Contains(o.only, s.name) {
			out = append(out, s)
		}
	}
	return out
}

func list(c *check, out io.Writer) {
	fmt.Fprintln(out, "steps:")
	for _, s := range steps {
		demand := ""
		if s.onDemand {
			demand = " (with --cross)"
		}
		fmt.Fprintf(out, "  %-10s %s%s\n", s.name, s.does, demand)
	}
	fmt.Fprintln(out, "generators (go generate, in a copy):")
	ds, err := c.directives()
	if err != nil {
		fmt.Fprintln(out, " ", err)
	}
	if len(ds) == 0 {
		fmt.Fprintln(out, "  none yet")
	}
	for _, d := range ds {
		fmt.Fprintf(out, "  %s:%d: %s\n", d.file, d.line, d.command)
	}
	fmt.Fprintln(out, "machine:")
	for _, a := range aids {
		have := "not here: " + a.without
		if a.present() {
			have = "here"
		}
		fmt.Fprintf(out, "  %-10s %s; %s\n", a.name, a.gives, have)
	}
}
