package report

import (
	"io/fs"
	"reflect"
	"regexp"
	"testing"
)

// TestEveryLanguageHasEveryWord: no word is empty, and none is unused.
func TestEveryLanguageHasEveryWord(t *testing.T) {
	var all []byte
	files, err := fs.Glob(pages, "page/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := pages.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b...)
	}
	used := map[string]bool{"SmallAlt": true} // in write.go
	for _, m := range regexp.MustCompile(`\.T\.([A-Za-z]+)`).FindAllSubmatch(all, -1) {
		used[string(m[1])] = true
	}
	for lang, speak := range languages {
		v := reflect.ValueOf(speak(Nouns{}, true))
		for i := range v.NumField() {
			name := v.Type().Field(i).Name
			if v.Field(i).String() == "" {
				t.Errorf("%s has no word for %s", lang, name)
			}
			if !used[name] {
				t.Errorf("no page says %s", name)
			}
		}
	}
}
