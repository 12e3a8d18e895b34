package index

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Every sentence stands in both languages and takes the same arguments in both.
func TestSentencesInBothLanguages(t *testing.T) {
	verb := regexp.MustCompile(`%[+#]?[a-z]`)
	for code, s := range texts {
		en, vi := verb.FindAllString(s.en, -1), verb.FindAllString(s.vi, -1)
		if s.en == "" || s.vi == "" || s.en == s.vi && code != "input.other" || !slices.Equal(en, vi) {
			t.Errorf("%s: %q, %q", code, s.en, s.vi)
		}
	}
}

// wantFault holds err to one fault of the code, with a sentence in each language
// that uses up its arguments and no more.
func wantFault(t *testing.T, err error, want Code, of ...any) {
	t.Helper()
	faults, ok := err.(Faults)
	if !ok || len(faults) != 1 || faults[0].Code != want {
		t.Errorf("%+v: %v, want %s alone", of, err, want)
		return
	}
	if en, vi := faults.Text("en"), faults.Text("vi"); en == vi || strings.Contains(en+vi, "%!") {
		t.Errorf("%s: %q, %q", want, en, vi)
	}
}
