package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/docs"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// TestConfigSources: flag over environment over file over default, and each value
// knows where it came from.
func TestConfigSources(t *testing.T) {
	dir := t.TempDir()
	content := "# cấu hình\nlisten: 127.0.0.1:1\nlog:\n  level: warn\nproxies: [10.0.0.0/8, 192.0.2.1]\ndatabase: postgres://u:bimat@db/sansang\nlimits: {person: 3}\n"
	if err := os.WriteFile(filepath.Join(dir, configFile), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := LoadConfig(Given{Flags: map[string]string{"data": dir, "log.level": "error"},
		Environment: []string{"SANSANG_LISTEN=127.0.0.1:2", "SANSANG_LOG_LEVEL=debug", "SANSANG_LANG=en", "SANSANG_TEST_X=1", "HOME=/"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, s := range c.Settings() {
		got[s.Key] = fmt.Sprintf("%s|%s|%s", s.Value, s.Source, s.At)
		if strings.Contains(fmt.Sprint(s), "bimat") {
			t.Errorf("a secret is shown: %v", s)
		}
	}
	for key, want := range map[string]string{
		"data":          dir + "|flag|--data",
		"listen":        "127.0.0.1:2|environment|SANSANG_LISTEN",
		"log.level":     "error|flag|--log-level",
		"proxies":       "10.0.0.0/8, 192.0.2.1/32|file|sansang.yaml:5",
		"database":      "postgres://u:xxxxx@db/sansang|file|sansang.yaml:6",
		"limits.person": "3|file|sansang.yaml:7",
		"limits.total":  "2000|default|",
		"keys":          filepath.Join(dir, "keys") + "|default|",
	} {
		if got[key] != want {
			t.Errorf("%s: %q, want %q", key, got[key], want)
		}
	}
	if len(got) != len(settings) {
		t.Errorf("%d settings of %d", len(got), len(settings))
	}
	if c.Limits.Person != 3 || c.Limits.Total != 2000 || c.Database != "postgres://u:bimat@db/sansang" {
		t.Errorf("%+v", c)
	}
}

// TestConfigFaults: everything that is wrong is told at once, with its place.
func TestConfigFaults(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.yaml")
	if err := os.WriteFile(path, []byte("listen: nowhere\nlog: {form: text}\nlimits:\n  total: 0\nrules: [asvs, x]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := LoadConfig(Given{File: path, Flags: map[string]string{"address": "danhgia.vn", "database": "postgres://u:bimat@h/d", "tls.key": "k"},
		Environment: []string{"SANSANG_LISTN=x", "SANSANG_PROXIES=10.0.0.0/99", "SANSANG_FILES=s3://k:bimat@h/b"}})
	var list fault.List
	if !errors.As(err, &list) {
		t.Fatal(err)
	}
	for _, want := range []string{
		"x.yaml:1 (listen)", "x.yaml:2 (log.form)", "x.yaml:4 (limits.total)", "x.yaml:5 (rules)",
		"--address", "--database", "SANSANG_PROXIES", "app.config.variable", "app.config.pair",
	} {
		if !strings.Contains(err.Error(), want) && !anyFault(list, want) {
			t.Errorf("%q is not told in %v", want, list)
		}
	}
	if len(list) != 9 {
		t.Errorf("%d faults", len(list))
	}
	for _, f := range list {
		if strings.Contains(f.Error(), "bimat") {
			t.Errorf("a secret is told: %v", f)
		}
	}
	if _, err := LoadConfig(Given{File: path + "x"}); fault.KindOf(err) != fault.Missing {
		t.Errorf("a file that was named and is not there: %v", err)
	}
	if _, err := LoadConfig(Given{Flags: map[string]string{"data": t.TempDir()}}); err != nil {
		t.Error(err)
	}
}

func anyFault(list fault.List, want string) bool {
	for _, f := range list {
		if strings.Contains(f.Error(), want) {
			return true
		}
	}
	return false
}

// TestEverySettingHasAFlag: each flag is one of a setting, and the guide of the
// operator names them all.
func TestEverySettingHasAFlag(t *testing.T) {
	help := command(t, "serve", "--help")
	guide, err := docs.Guides.ReadFile("operate.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range settings {
		if !strings.Contains(string(guide), "`"+s.key+"`") {
			t.Errorf("%s is not in docs/operate.md", s.key)
		}
		if !strings.Contains(help, "--"+dashed(s.key)+" ") {
			t.Errorf("--%s is not in the help of serve", dashed(s.key))
		}
	}
	if n := strings.Count(help, "\n  --"); n != len(settings)+2 { // --config and --lang
		t.Errorf("%d flags for %d settings", n, len(settings))
	}
}

// TestPlainHTTP is served on the loopback alone.
func TestPlainHTTP(t *testing.T) {
	for address, want := range map[string]bool{"127.0.0.1:1": true, "[::1]:1": true, "localhost:1": true, ":1": false, "0.0.0.0:1": false, "192.0.2.7:1": false, "[::]:1": false} {
		c := &Config{Listen: address}
		if got := c.mayListen() == nil; got != want {
			t.Errorf("%s: %v", address, got)
		}
		c.Certificate = "x"
		if c.mayListen() != nil {
			t.Errorf("%s with a certificate is refused", address)
		}
	}
}
