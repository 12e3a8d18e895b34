package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// aid is a program the check can do without, at a price.
type aid struct {
	name    string
	gives   string // what it is for
	without string // what is then left out, or done instead
	debian  string // package that brings it
	module  string // Go program that it is, instead of a package
	needed  func(options) bool
	present func() bool
}

var aids = []aid{
	{
		name: "git", gives: "lists the files of the repository", without: "the folder is walked and .gitignore read instead",
		debian: "git", needed: always, present: onPath("git"),
	},
	{
		name: "cc", gives: "links the race detector", without: "--race runs the tests without it",
		debian: "gcc libc6-dev", needed: func(o options) bool { return o.race }, present: compilerC,
	},
	{
		name: "postgres", gives: "the second database that stores are tested on", without: "stores are tested on SQLite alone",
		debian: "postgresql", needed: always, present: postgres,
	},
	{
		name: "chromium", gives: "looks at the pages", without: "pages are not looked at in a browser",
		debian: "chromium", needed: always, present: chromium,
	},
	{
		name: "strace", gives: "shows that an acknowledgement follows the fsync", without: "that order is not watched",
		debian: "strace", needed: always, present: onPath("strace"),
	},
	{
		name: "versitygw", gives: "an S3 server for the tests of stored files", without: "files are tested in a folder alone",
		module: "github.com/versity/versitygw/cmd/versitygw@v1.8.0", needed: always, present: goProgram("versitygw"),
	},
}

func always(options) bool { return true }

func onPath(name string) func() bool {
	return func() bool { _, err := exec.LookPath(name); return err == nil }
}

// goProgram looks on the path and where go install puts programs.
func goProgram(name string) func() bool {
	return func() bool {
		if onPath(name)() {
			return true
		}
		out, err := exec.Command("go", "env", "GOBIN", "GOPATH").Output()
		bin, path, _ := strings.Cut(strings.TrimRight(string(out), "\r\n"), "\n")
		if bin = strings.TrimSpace(bin); bin == "" {
			bin = filepath.Join(strings.TrimSpace(path), "bin")
		}
		_, there := exec.LookPath(filepath.Join(bin, name))
		return err == nil && there == nil
	}
}

// chromium has several names.
func chromium() bool {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if onPath(name)() {
			return true
		}
	}
	return false
}

// postgres looks for the server's programs on the path and where Debian and its
// kin put them.
func postgres() bool {
	if onPath("initdb")() {
		return true
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	return len(found) > 0
}

// compilerC looks for the compiler that cgo would call.
func compilerC() bool {
	out, err := exec.Command("go", "env", "CC").Output()
	cc := strings.Fields(string(out))
	if err != nil || len(cc) == 0 {
		return false
	}
	_, err = exec.LookPath(cc[0])
	return err == nil
}

// installs reports whether the caller lets the check install what is missing.
func installs() bool { return os.Getenv("SANSANG_TEST_INSTALL") == "1" }

// prepareMachine gives one line for each aid that this run could use and does
// not have, after trying to install it where that is allowed.
func (c *check) prepareMachine(git bool) []string {
	var notes []string
	for _, a := range aids {
		if !a.needed(c.opt) || a.present() {
			continue
		}
		note := fmt.Sprintf("%s is not on this machine: %s", a.name, a.without)
		if installs() {
			if err := c.install(a); err == nil && a.present() {
				notes = append(notes, a.name+" was installed")
				continue
			} else if err != nil {
				note += fmt.Sprintf(" (could not be installed: %v)", err)
			}
		}
		notes = append(notes, note)
	}
	if !git && onPath("git")() {
		notes = append(notes, "this folder is not a git repository: it is walked and .gitignore read instead")
	}
	return notes
}

func (c *check) install(a aid) error {
	if a.module != "" {
		if _, stderr, err := c.output(nil, "go", "install", a.module); err != nil {
			return fmt.Errorf("go install: %v: %s", err, tail(stderr, 1))
		}
		return nil
	}
	if runtime.GOOS != "linux" || !onPath("apt-get")() {
		return fmt.Errorf("only known for Debian's packages: %s", a.debian)
	}
	// The lists of a fresh machine are empty; if they cannot be fetched, the
	// install says so.
	c.output(nil, "apt-get", "update", "-qq")
	args := append([]string{"install", "-y", "--no-install-recommends"}, strings.Fields(a.debian)...)
	_, stderr, err := c.output([]string{"DEBIAN_FRONTEND=noninteractive"}, "apt-get", args...)
	if err != nil {
		return fmt.Errorf("apt-get: %v: %s", err, tail(stderr, 1))
	}
	return nil
}
