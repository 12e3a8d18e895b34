package calendar

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
