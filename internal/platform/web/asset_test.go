package web

import (
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestAssetsAreOfTheirSources holds the committed files to the manifest, and
// the manifest to the sources, so that a style changed without a run of
// tools/assets is found without npm.
func TestAssetsAreOfTheirSources(t *testing.T) {
	data, err := assetFiles.ReadFile("assets/manifest.json")
	if err != nil {
		t.Fatal(err)
	}
	var m struct {
		Files    []asset
		Sources  map[string]string
		Packages []struct{ Name, Version, Licence, Integrity string }
	}
	if err := json.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	hash := func(data []byte) string { sum := sha256.Sum256(data); return hex.EncodeToString(sum[:]) }
	known := map[string]bool{"manifest.json": true, "README.md": true, "licences.txt": true}
	total := 0
	for _, f := range m.Files {
		known[f.File] = true
		data, err := assetFiles.ReadFile("assets/" + f.File)
		if err != nil {
			t.Error(err)
			continue
		}
		if hash(data) != f.SHA256 || len(data) != f.Bytes {
			t.Errorf("%s is not what the manifest says: run `go run ./tools/assets`", f.File)
		}
		if !strings.HasPrefix(f.Name, "pdf") { // loaded by pages that show a PDF, and by no other
			total += len(data)
		}
	}
	if total > 3<<20 { // what a browser loads stays small; the budget of the issue
		t.Errorf("the files have %d bytes", total)
	}
	there, err := fs.ReadDir(assetFiles, "assets")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range there {
		if !known[f.Name()] {
			t.Errorf("%s is not in the manifest", f.Name())
		}
	}
	sources, err := os.ReadDir("look")
	if err != nil {
		t.Fatal(err)
	}
	if len(sources) != len(m.Sources) {
		t.Errorf("%d sources, the manifest knows %d: run `go run ./tools/assets`", len(sources), len(m.Sources))
	}
	for _, f := range sources {
		data, err := os.ReadFile("look/" + f.Name())
		if err != nil {
			t.Fatal(err)
		}
		if hash(data) != m.Sources[f.Name()] {
			t.Errorf("look/%s changed since the files were made: run `go run ./tools/assets`", f.Name())
		}
	}
	for _, p := range m.Packages {
		if p.Licence == "" || !strings.HasPrefix(p.Integrity, "sha512-") {
			t.Errorf("%s %s: licence %q, integrity %q", p.Name, p.Version, p.Licence, p.Integrity)
		}
	}
}

// TestAssetsNameNoOtherHost looks for addresses in what a browser loads;
// namespaces of SVG and the like are names and are not fetched.
func TestAssetsNameNoOtherHost(t *testing.T) {
	css := regexp.MustCompile(`url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)`)
	for name, a := range assetsByName() {
		data, err := assetFiles.ReadFile("assets/" + a.File)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(name, ".css") {
			continue
		}
		for _, m := range css.FindAllStringSubmatch(string(data), -1) {
			to := m[1] + m[2]
			if strings.HasPrefix(to, "data:") || strings.HasPrefix(to, "#") {
				continue
			}
			u, err := url.Parse(to)
			if err != nil || u.Host != "" || u.Scheme != "" {
				t.Errorf("%s loads %.80s", a.File, to)
			}
			if _, err := assetFiles.ReadFile("assets/" + strings.TrimPrefix(to, "./")); err != nil {
				t.Errorf("%s loads %.80s, which is not there", a.File, to)
			}
		}
	}
}

func TestAssetIsServed(t *testing.T) {
	_, h := testSite(t, io.Discard)
	want, err := assetFiles.ReadFile("assets/" + assetsByName()["site.css"].File)
	if err != nil {
		t.Fatal(err)
	}
	at := Asset("site.css")
	plain := ask(h, "GET", at, nil)
	if read(t, plain) != string(want) || plain.Header.Get("Content-Encoding") != "" {
		t.Error("the file does not come as it is")
	}
	small := ask(h, "GET", at, nil, "Accept-Encoding", "gzip")
	z, err := gzip.NewReader(small.Body)
	if err != nil {
		t.Fatal(err)
	}
	if data, err := io.ReadAll(z); err != nil || string(data) != string(want) {
		t.Errorf("the file does not come back from gzip: %v", err)
	}
	for _, res := range []interface{ Get(string) string }{plain.Header, small.Header} {
		if res.Get("Content-Type") != "text/css; charset=utf-8" || !strings.Contains(res.Get("Cache-Control"), "immutable") || res.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%q %q %q", res.Get("Content-Type"), res.Get("Cache-Control"), res.Get("Vary"))
		}
	}
	if plain.Header.Get("ETag") == small.Header.Get("ETag") {
		t.Error("two representations share a tag")
	}
	if res := ask(h, "GET", at, nil, "If-None-Match", plain.Header.Get("ETag")); res.StatusCode != 304 {
		t.Errorf("a file known to the browser: %d", res.StatusCode)
	}
	for _, bad := range []string{"/assets/", "/assets/manifest.json", "/assets/README.md", "/assets/..%2fdoc.go", "/assets/site.css"} {
		if res := ask(h, "GET", bad, nil); res.StatusCode != 404 {
			t.Errorf("%s: %d", bad, res.StatusCode)
		}
	}
}

// TestEverySentenceIsUsed finds keys that no file of the package names; keys
// put together from a kind count as named.
func TestEverySentenceIsUsed(t *testing.T) {
	var code strings.Builder
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		name := e.Name()
		if strings.HasSuffix(name, "_test.go") || strings.HasSuffix(name, "_templ.go") || !(strings.HasSuffix(name, ".go") || strings.HasSuffix(name, ".templ")) {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		code.Write(data)
	}
	s, _ := testSite(t, io.Discard)
	var named []string
	for _, m := range regexp.MustCompile(`"(web\.[a-zA-Z0-9]+\.[a-zA-Z0-9]+)"`).FindAllStringSubmatch(code.String(), -1) {
		named = append(named, m[1])
		if !s.Words.Has(m[1]) {
			t.Errorf("%s is named and has no sentence", m[1])
		}
	}
	kinds := []string{"internal", "invalid", "missing", "conflict", "denied", "limit", "unavailable"}
	for _, k := range kinds {
		named = append(named, "web.trouble."+k, "web.trouble."+k+"Hint")
	}
	for _, key := range s.Words.Keys() {
		if strings.HasPrefix(key, "web.") && !slices.Contains(named, key) {
			t.Errorf("%s is used by nothing", key)
		}
	}
}
