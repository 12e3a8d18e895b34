package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// TestListIsOfManifest holds README.md beside the bundled files to their
// manifest, and the manifest to the lock file, without npm.
func TestListIsOfManifest(t *testing.T) {
	root := filepath.Join("..", "..", filepath.FromSlash(home))
	data, err := os.ReadFile(filepath.Join(root, "assets", "manifest.json"))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(filepath.Join(root, "assets", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if string(said) != string(list(&m)) {
		t.Error("assets/README.md is not of the manifest: run `go run ./tools/assets`")
	}
	for _, f := range m.Files {
		if loadedBy[f.Name] == "" {
			t.Errorf("nothing says who loads %s", f.Name)
		}
	}
	parts, err := readParts(filepath.Join(root, "look"))
	if err != nil {
		t.Fatal(err)
	}
	if len(parts) != len(m.Packages) {
		t.Fatalf("%d packages in the lock file, %d in the manifest", len(parts), len(m.Packages))
	}
	for i, p := range parts {
		if p != m.Packages[i] {
			t.Errorf("%v in the lock file, %v in the manifest", p, m.Packages[i])
		}
		if !p.Shipped && whyNot[p.Name] == "" {
			t.Errorf("nothing says why %s is not part of the program", p.Name)
		}
	}
}
