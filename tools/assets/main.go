package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

const home = "internal/platform/web"

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "assets:", err)
		os.Exit(1)
	}
}

func run() error {
	look, out := filepath.Join(home, "look"), filepath.Join(home, "assets")
	if _, err := os.Stat(filepath.Join(look, "package-lock.json")); err != nil {
		return fmt.Errorf("run it at the top of the repository: %w", err)
	}
	work, err := os.MkdirTemp("", "assets-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	// The sources are copied beside node_modules so that nothing of npm ever
	// stands in the repository.
	if err := os.CopyFS(work, os.DirFS(look)); err != nil {
		return err
	}
	if err := fetch(work); err != nil {
		return err
	}
	made, err := bundle(work)
	if err != nil {
		return err
	}
	parts, err := readParts(work)
	if err != nil {
		return err
	}
	m, err := newManifest(look, made, parts)
	if err != nil {
		return err
	}
	if err := replace(out, made, m); err != nil {
		return err
	}
	if err := writeLicences(work, filepath.Join(out, "licences.txt"), parts); err != nil {
		return err
	}
	axe, err := os.ReadFile(filepath.Join(work, "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return err
	}
	test := filepath.Join(home, "webtest", "testdata")
	if err := os.MkdirAll(test, 0o755); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(test, "axe.min.js"), axe, 0o644); err != nil {
		return err
	}
	total := 0
	for _, f := range m.Files {
		fmt.Printf("%9d  %s\n", f.Bytes, f.File)
		total += f.Bytes
	}
	fmt.Printf("%9d  bytes in %d files\n", total, len(m.Files))
	return nil
}

// fetch puts exactly what the lock file says into node_modules of dir: npm
// compares each package with its hash, and no script of a package runs.
func fetch(dir string) error {
	npm := exec.Command("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
	npm.Dir, npm.Stdout, npm.Stderr = dir, os.Stderr, os.Stderr
	if err := npm.Run(); err != nil {
		return fmt.Errorf("npm ci: %w", err)
	}
	return nil
}

// part is one package with what a reader of licences wants to know.
type part struct {
	Name      string `json:"name"`
	Version   string `json:"version"`
	Licence   string `json:"licence"`
	Integrity string `json:"integrity"`
	Shipped   bool   `json:"shipped"` // false: for tests only, or not bundled
}

// notBundled are packages that npm brings because another names them and that
// no source here imports: Tabler's scripts are not used.
var notBundled = []string{"@popperjs/core"}

func readParts(dir string) ([]part, error) {
	data, err := os.ReadFile(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		return nil, err
	}
	var lock struct {
		Packages map[string]struct {
			Version, License, Integrity string
			Dev                         bool
		}
	}
	if err := json.Unmarshal(data, &lock); err != nil {
		return nil, fmt.Errorf("package-lock.json: %w", err)
	}
	var out []part
	for at, p := range lock.Packages {
		name := strings.TrimPrefix(at, "node_modules/")
		if name == "" {
			continue
		}
		out = append(out, part{name, p.Version, p.License, p.Integrity, !p.Dev && !slices.Contains(notBundled, name)})
	}
	slices.SortFunc(out, func(a, b part) int { return strings.Compare(a.Name, b.Name) })
	return out, nil
}
