package criteria

import (
	"embed"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Texts are the sentences, headings and words of this slice, for the catalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS

// catalogue holds the headings and words of the workbook, which are both
// written and recognised. A test keeps it free of error.
var catalogue, catalogueError = text.NewCatalogue(Texts)

// say gives a heading or word in a language.
func say(lang text.Lang, key string) string { return catalogue.Text(lang, key, nil) }

// wordsOf gives the words that stand for the values of one kind, in a language.
func wordsOf[W ~string](lang text.Lang, kind string, values []W) []string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = say(lang, kind+string(v))
	}
	return words
}

// wordFor finds the value that a word stands for, in either language or as the
// value itself.
func wordFor[W ~string](kind, word string, values []W) (W, bool) {
	want := text.Fold(word)
	for _, v := range values {
		if text.Fold(string(v)) == want {
			return v, true
		}
		for _, lang := range text.Langs {
			if text.Fold(say(lang, kind+string(v))) == want {
				return v, true
			}
		}
	}
	return "", false
}
