package calendar

import "embed"

// Texts are the sentences of this slice, for text.NewCatalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS
