package access

import (
	"embed"
	"sync"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Texts are the sentences of this slice, for text.NewCatalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS

// words holds the names of roles, actions and phases, which stand as arguments
// in sentences. The files are embedded and held together by the layout test.
var words = sync.OnceValue(func() *text.Catalogue {
	c, err := text.NewCatalogue(Texts)
	if err != nil {
		panic(err)
	}
	return c
})

func word(key, lang string) string { return words().Text(text.Lang(lang), key, nil) }
