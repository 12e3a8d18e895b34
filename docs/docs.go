package docs

import "embed"

// Guides holds every page of this folder, by its file name ("README.md").
//
//go:embed *.md
var Guides embed.FS
