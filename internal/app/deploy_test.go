package app

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestShippedConfiguration: what is shipped as an example names every setting
// and is taken as it is, with its lines commented and without.
func TestShippedConfiguration(t *testing.T) {
	path := filepath.Join("..", "..", "deploy", configFile)
	if _, err := LoadConfig(Given{File: path}); err != nil {
		t.Error(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	var b strings.Builder
	for line := range strings.Lines(string(data)) {
		bare, commented := strings.CutPrefix(line, "#")
		if m := regexp.MustCompile(`^ *([a-z]+):`).FindStringSubmatch(bare); commented && m != nil && !seen[line[:len(m[0])+1]] {
			seen[line[:len(m[0])+1]] = true // of two examples for one setting the first
			b.WriteString(bare)
		}
	}
	whole := filepath.Join(t.TempDir(), configFile)
	if err := os.WriteFile(whole, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(Given{File: whole})
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	for _, s := range c.Settings() {
		if s.Source != FromFile {
			t.Errorf("%s is not in %s", s.Key, path)
		}
	}
}

// TestUnit: systemd takes the unit, where it is on the machine; what the unit
// types is understood by the program everywhere.
func TestUnit(t *testing.T) {
	path := filepath.Join("..", "..", "deploy", "sansang.service")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile(`(?m)^ExecStart=\S+/sansang (.*)$`).FindStringSubmatch(string(data))
	if m == nil {
		t.Fatal("no ExecStart")
	}
	command(t, append(strings.Fields(m[1]), "--help")...)
	analyse, err := exec.LookPath("systemd-analyze")
	if err != nil {
		t.Skip("not held against systemd: there is no systemd-analyze on this machine")
	}
	// The program is not installed where the unit looks for it.
	unit := filepath.Join(t.TempDir(), "sansang.service")
	if err := os.WriteFile(unit, regexp.MustCompile(`/usr/local/bin/sansang`).ReplaceAll(data, []byte("/bin/true")), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyse, "verify", "--man=no", unit).CombinedOutput()
	if err != nil || strings.Contains(string(out), "sansang.service:") {
		t.Errorf("%v\n%s", err, out)
	}
}
