package paper

import "embed"

// Texts are the sentences of this package, for text.NewCatalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS
