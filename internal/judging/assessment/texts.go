package assessment

import (
	"embed"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Texts are the sentences, headings and words of this slice, for the catalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS

// catalogue holds the headings and words of the workbooks, which are both
// written and recognised. A test keeps it free of error.
var catalogue, catalogueError = text.NewCatalogue(Texts)

// say gives a heading or word in a language.
func say(lang text.Lang, key string) string { return catalogue.Text(lang, key, nil) }

// plainText is a text as a cell keeps it: NFC, lines ended by "\n", nothing that
// nobody sees, no blanks around.
func plainText(s string) string {
	if isPlain(s) {
		return s // most cells
	}
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", " ").Replace(text.NFC(s))
	s = strings.Map(func(r rune) rune {
		if r != '\n' && unicode.IsControl(r) || r == 0xFFFE || r == 0xFFFF {
			return -1 // XML has no place for them
		}
		return r
	}, s)
	if shown, found, _ := text.Unseen(s); found {
		s = shown
	}
	return strings.TrimSpace(s)
}

// isPlain tells text that is plain already: printed ASCII without blanks around.
func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' {
			return false
		}
	}
	return s == "" || s[0] != ' ' && s[len(s)-1] != ' '
}
