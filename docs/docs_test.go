package docs

import (
	"io/fs"
	"strings"
	"testing"
)

// A page shows its first line as its title, and README.md is the way in: a
// guide it does not name is never found.
func TestGuidesHaveTitlesAndAreListed(t *testing.T) {
	index, err := fs.ReadFile(Guides, "README.md")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := fs.Glob(Guides, "*.md")
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, p := range pages {
		text, err := fs.ReadFile(Guides, p)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(text), "# ") {
			t.Errorf("%s does not begin with a title (# …)", p)
		}
		if p != "README.md" && !strings.Contains(string(index), "]("+p+")") {
			t.Errorf("%s is not listed in README.md", p)
		}
	}
}
