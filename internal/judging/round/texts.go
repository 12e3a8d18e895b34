package round

import "embed"

// Texts are the sentences of this slice, for the catalogue.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS
