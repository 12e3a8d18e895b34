package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// manifest is what package web reads to find a file by its plain name, and what
// its test holds files and sources to.
type manifest struct {
	Files    []file            `json:"files"`
	Sources  map[string]string `json:"sources"` // name in look → SHA-256
	Packages []part            `json:"packages"`
}

type file struct {
	Name   string `json:"name"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

func newManifest(look string, bundled []made, parts []part) (*manifest, error) {
	m := &manifest{Sources: map[string]string{}, Packages: parts}
	for _, b := range bundled {
		m.Files = append(m.Files, file{b.name, b.file, hash(b.data), len(b.data)})
	}
	all := os.DirFS(look)
	err := fs.WalkDir(all, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(all, p)
		m.Sources[p] = hash(data)
		return err
	})
	return m, err
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// replace empties the folder of assets and writes the new ones.
func replace(dir string, bundled []made, m *manifest) error {
	if err := os.RemoveAll(dir); err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, b := range bundled {
		if err := os.WriteFile(filepath.Join(dir, b.file), b.data, 0o644); err != nil {
			return err
		}
	}
	data, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "README.md"), list(m), 0o644)
}

// list is README.md: what is here, from where, under which licence.
func list(m *manifest) []byte {
	var b bytes.Buffer
	b.WriteString(`# What the browser gets

Made by ` + "`go run ./tools/assets`" + ` from the sources in [../look](../look/site.css) and the packages below, and embedded in the program: a page asks no other host for anything. Nothing here is edited by hand; the test of package web holds each file to ` + "`manifest.json`" + `. The hash in a name is that of the content, so that browsers keep a file for good.

| file | loaded by | bytes |
|---|---|--:|
`)
	for _, f := range m.Files {
		fmt.Fprintf(&b, "| `%s` | %s | %d |\n", f.File, loadedBy[f.Name], f.Bytes)
	}
	b.WriteString("\nPackages of the npm registry, each pinned to one content by the sha512 in `look/package-lock.json`. The texts of the licences of what is part of the program stand in `licences.txt`.\n\n| package | version | licence | part of the program |\n|---|---|---|---|\n")
	for _, p := range m.Packages {
		shipped := "yes"
		if !p.Shipped {
			shipped = "no: " + whyNot[p.Name]
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", p.Name, p.Version, p.Licence, shipped)
	}
	return b.Bytes()
}

var loadedBy = map[string]string{
	"site.css": "every page: Tabler and the look on top of it",
	"page.js":  "every page: htmx and a few keys",
	"chart.js": "pages with a chart drawn in the browser: ECharts, SVG only",
	"grid.js":  "pages with a grid: Tabulator",
	"grid.css": "pages with a grid",
	"keep.js":  "forms that keep their answers one by one",

	"upload.js":     "pages that send files in parts",
	"pdf.js":        "pages that show a PDF: pdf.js",
	"pdf-worker.js": "`pdf.js`",

	"be-vietnam-pro-latin-400-normal.woff2":      "`site.css`",
	"be-vietnam-pro-latin-500-normal.woff2":      "`site.css`",
	"be-vietnam-pro-latin-600-normal.woff2":      "`site.css`",
	"be-vietnam-pro-vietnamese-400-normal.woff2": "`site.css`",
	"be-vietnam-pro-vietnamese-500-normal.woff2": "`site.css`",
	"be-vietnam-pro-vietnamese-600-normal.woff2": "`site.css`",
}

var whyNot = map[string]string{
	"axe-core":       "looks for barriers in tests (`../webtest/testdata`)",
	"@popperjs/core": "named by Tabler's scripts, which are not used",
}

// writeLicences joins the licences of what is part of the program, as each of
// them asks.
func writeLicences(work, to string, parts []part) error {
	var b bytes.Buffer
	for _, p := range parts {
		if !p.Shipped {
			continue
		}
		var texts []string
		for _, pattern := range []string{"LICENSE*", "NOTICE*", "CopyrightNotice*"} {
			found, err := filepath.Glob(filepath.Join(work, "node_modules", filepath.FromSlash(p.Name), pattern))
			if err != nil {
				return err
			}
			texts = append(texts, found...)
		}
		if p.Name == "@tabler/core" && len(texts) == 0 { // its package holds no text
			texts = []string{filepath.Join(work, "tabler-licence.txt")}
		}
		if len(texts) == 0 {
			return fmt.Errorf("%s has no text of its licence", p.Name)
		}
		fmt.Fprintf(&b, "%s %s (%s)\n\n", p.Name, p.Version, p.Licence)
		for _, t := range texts {
			data, err := os.ReadFile(t)
			if err != nil {
				return err
			}
			b.Write(bytes.TrimSpace(bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))))
			b.WriteString("\n\n")
		}
	}
	return os.WriteFile(to, b.Bytes(), 0o644)
}
