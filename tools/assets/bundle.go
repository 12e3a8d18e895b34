package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// made is one bundled file.
type made struct {
	name string // by which the pages ask for it: "site.css"
	file string // as it is stored: "site-4ZK3Q7TX.css"
	data []byte
}

// entries are what pages can load; each is bundled by itself.
var entries = []string{"site.css", "page.js", "chart.js", "grid.js", "grid.css", "keep.js", "pdf.js", "pdf-worker.js", "upload.js"}

// bundle makes the files of the entries and the fonts that they name.
func bundle(dir string) ([]made, error) {
	var in []string
	for _, e := range entries {
		in = append(in, "./"+e)
	}
	result := api.Build(api.BuildOptions{
		AbsWorkingDir: dir,
		EntryPoints:   in,
		Outdir:        filepath.Join(dir, "out"),
		EntryNames:    "[name]-[hash]",
		AssetNames:    "[name]-[hash]",
		Bundle:        true,
		Format:        api.FormatIIFE,
		// Browsers of five years ago: offices replace machines slowly.
		Target:            api.ES2020,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone, // licences stand in README.md
		Loader:            map[string]api.Loader{".woff2": api.LoaderFile},
		LogLevel:          api.LogLevelWarning,
	})
	if len(result.Errors) > 0 {
		return nil, fmt.Errorf("%d faults while bundling", len(result.Errors))
	}
	var out []made
	for _, f := range result.OutputFiles {
		file := filepath.Base(f.Path)
		stem, ext := strings.TrimSuffix(file, filepath.Ext(file)), filepath.Ext(file)
		dash := strings.LastIndexByte(stem, '-')
		if dash < 0 {
			return nil, fmt.Errorf("%s has no hash in its name", file)
		}
		out = append(out, made{stem[:dash] + ext, file, f.Contents})
	}
	slices.SortFunc(out, func(a, b made) int { return strings.Compare(a.file, b.file) })
	return out, nil
}
