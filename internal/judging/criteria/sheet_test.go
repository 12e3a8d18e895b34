package criteria

import (
	"bytes"
	"os"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// rounds is a count that SANSANG_LARGER=1 makes larger.
func rounds(n int) int {
	if os.Getenv("SANSANG_LARGER") == "1" {
		return 20 * n
	}
	return n
}

func workbook(t testing.TB, f *scoring.Framework, lang text.Lang) []byte {
	t.Helper()
	return bookOf(t, &Document{Framework: f}, lang)
}

func bookOf(t testing.TB, d *Document, lang text.Lang) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := WriteSheet(&b, d, lang); err != nil {
		t.Fatalf("write the workbook: %v", err)
	}
	return b.Bytes()
}

func asYAML(t testing.TB, f *scoring.Framework) string {
	t.Helper()
	var b bytes.Buffer
	if err := scoring.WriteYAML(&b, f); err != nil {
		t.Fatalf("write the YAML: %v", err)
	}
	return b.String()
}

func opened(t testing.TB, name string, data []byte) *scoring.Framework {
	t.Helper()
	d, _, err := Open(name, data, sheet.Options{})
	if err != nil {
		t.Fatalf("open %s: %v", name, err)
	}
	return d.Framework
}

// holdFaces writes a framework in every order of faces and asks for the same.
func holdFaces(t testing.TB, f *scoring.Framework) {
	t.Helper()
	want := asYAML(t, f)
	for _, lang := range text.Langs {
		book := workbook(t, f, lang)
		back := opened(t, "f.xlsx", book)
		if got := asYAML(t, back); got != want {
			t.Fatalf("%s: read back differs at %s", lang, firstDifference(want, got))
		}
		if !bytes.Equal(workbook(t, back, lang), book) {
			t.Fatalf("%s: written again, other bytes", lang)
		}
	}
	if got := asYAML(t, opened(t, "f.yaml", []byte(want))); got != want {
		t.Fatalf("YAML: read back differs at %s", firstDifference(want, got))
	}
}

func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	from := max(0, i-200)
	return a[from:min(len(a), i+100)] + "\n---- got\n" + b[from:min(len(b), i+100)]
}

func TestBothFacesSayTheSame(t *testing.T) {
	for seed := range uint64(rounds(6)) {
		f := invent(seed)
		if err := scoring.Check(f).Stop(); err != nil {
			t.Fatalf("seed %d: the invented framework is not sound: %v", seed, err)
		}
		holdFaces(t, f)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

func TestCatalogueHasAllInBothLanguages(t *testing.T) {
	if catalogueError != nil {
		t.Fatal(catalogueError)
	}
}
