package home

import (
	"bytes"
	"testing"
)

// TestGuideMarkdown: links lead within the site, tables can be scrolled by the
// keyboard, HTML is not passed on.
func TestGuideMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := markdown.Convert([]byte("[a](method.md#x) <script>1</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"), &b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`href="/guides/method#x"`, `<table tabindex="0">`} {
		if !bytes.Contains(b.Bytes(), []byte(want)) {
			t.Errorf("%s is not in %s", want, b.String())
		}
	}
	if bytes.Contains(b.Bytes(), []byte("<script")) {
		t.Errorf("HTML passed on: %s", b.String())
	}
}
