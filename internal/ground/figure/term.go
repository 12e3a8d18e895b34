package figure

import (
	"embed"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Texts are the sentences, headings and words of this slice, for the catalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS

// catalogue holds the words that stand within sentences and the headings of the
// workbook. A test keeps it free of error.
var catalogue, catalogueError = text.NewCatalogue(Texts)

// term is a word of ours within a sentence; the catalogue asks it for the
// language.
type term struct{ kind, word string }

// In gives the term in a language.
func (t term) In(lang string) string { return catalogue.Text(text.Lang(lang), t.kind+t.word, nil) }

// period is a validity within a sentence.
type period struct{ from, to text.Date }

// In gives the period in a language.
func (p period) In(lang string) string {
	args := map[string]any{"from": text.FormatDate(p.from), "to": text.FormatDate(p.to)}
	if p.to.Blank() {
		return catalogue.Text(text.Lang(lang), "figure.period.open", args)
	}
	return catalogue.Text(text.Lang(lang), "figure.period.closed", args)
}
