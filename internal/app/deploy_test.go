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
	section := ""
	for line := range strings.Lines(string(data)) {
		bare, commented := strings.CutPrefix(line, "#")
		m := regexp.MustCompile(`^ *([a-z]+):`).FindStringSubmatch(bare)
		if !commented || m == nil {
			continue
		}
		if m[0][0] != ' ' {
			section = m[0]
		}
		if key := section + m[0]; !seen[key] {
			seen[key] = true // of two examples for one setting the first
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

// TestUnits: systemd takes the units, where it is on the machine; what they type
// is understood by the program everywhere.
func TestUnits(t *testing.T) {
	analyse, missing := exec.LookPath("systemd-analyze")
	dir := t.TempDir()
	var units []string
	for _, name := range []string{"sansang.service", "sansang-backup.service", "sansang-backup.timer"} {
		data, err := os.ReadFile(filepath.Join("..", "..", "deploy", name))
		if err != nil {
			t.Fatal(err)
		}
		m := regexp.MustCompile(`(?m)^ExecStart=\S+/sansang (.*)$`).FindStringSubmatch(string(data))
		if m == nil && strings.HasSuffix(name, ".service") {
			t.Fatalf("%s starts nothing", name)
		}
		if m != nil {
			command(t, append(strings.Fields(m[1]), "--help")...)
		}
		// The program is not installed where the units look for it.
		unit := filepath.Join(dir, name)
		if err := os.WriteFile(unit, []byte(strings.ReplaceAll(string(data), "/usr/local/bin/sansang", "/bin/true")), 0o600); err != nil {
			t.Fatal(err)
		}
		units = append(units, unit)
	}
	if missing != nil {
		t.Skip("not held against systemd: there is no systemd-analyze on this machine")
	}
	out, err := exec.Command(analyse, append([]string{"verify", "--man=no"}, units...)...).CombinedOutput()
	if err != nil || strings.Contains(string(out), "sansang") {
		t.Errorf("%v\n%s", err, out)
	}
}
