package main

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// command prepares a program run at the module root. The toolchain is the one
// that is here. Standard input is empty, so nothing can wait for an answer.
func (c *check) command(env []string, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = c.root
	cmd.Env = append(append(os.Environ(), "GOTOOLCHAIN=local", "GOWORK=off"), env...)
	cmd.WaitDelay = 10 * time.Second
	return cmd
}

// output runs a program and gives what it wrote, both streams apart. The
// error is nil only when it ended well.
func (c *check) output(env []string, name string, args ...string) (stdout, stderr string, err error) {
	cmd := c.command(env, name, args...)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err = cmd.Run()
	return o.String(), e.String(), err
}

// must runs a program and reports all it wrote as one fault when it fails.
func (c *check) must(r *report, env []string, name string, args ...string) {
	stdout, stderr, err := c.output(env, name, args...)
	if err != nil {
		r.fault("%s %s: %v\n%s", name, strings.Join(args, " "), err, tail(stdout+stderr, 200))
	}
}

// tail keeps the last n lines, where the reason stands.
func tail(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	if len(lines) > n {
		lines = append([]string{"…"}, lines[len(lines)-n:]...)
	}
	return strings.Join(lines, "\n")
}

// head keeps the first n lines.
func head(s string, n int) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	if len(lines) > n {
		lines = append(lines[:n], "…")
	}
	return strings.Join(lines, "\n")
}

// stream runs a program and hands its standard output to read while it runs.
func (c *check) stream(env []string, read func(io.Reader) error, name string, args ...string) (stderr string, err error) {
	cmd := c.command(env, name, args...)
	var e bytes.Buffer
	cmd.Stderr = &e
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := cmd.Start(); err != nil {
		return "", err
	}
	readErr := read(pipe)
	err = cmd.Wait() // before it ends, the buffer still belongs to the child's copier
	return e.String(), errors.Join(err, readErr)
}
