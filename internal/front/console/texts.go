package console

import "embed"

// Texts are the sentences of the command line.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS
