package web

import (
	"bytes"
	"compress/gzip"
	"embed"
	"encoding/json"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
)

//go:embed assets
var assetFiles embed.FS

// assetPath is where the files stand; a name in it never changes its content.
const assetPath = "/assets/"

type asset struct {
	Name   string `json:"name"`
	File   string `json:"file"`
	SHA256 string `json:"sha256"`
	Bytes  int    `json:"bytes"`
}

// assetsByName reads the manifest once.
var assetsByName = sync.OnceValue(func() map[string]asset {
	out := map[string]asset{}
	data, _ := assetFiles.ReadFile("assets/manifest.json")
	var m struct{ Files []asset }
	if json.Unmarshal(data, &m) == nil {
		for _, a := range m.Files {
			out[a.Name] = a
		}
	}
	return out
})

// Asset returns the address of a bundled file by its plain name ("site.css").
// A name that is not there gives an address that is not found.
func Asset(name string) string {
	if a, ok := assetsByName()[name]; ok {
		return assetPath + a.File
	}
	return assetPath + name
}

// served is one file as it goes out; small is nil where gzip saves nothing.
type served struct {
	kind, tag   string
	full, small []byte
}

// servedFiles holds a reader a file: each is shrunk when it is first asked for,
// so that the first page does not wait for the others.
var servedFiles = sync.OnceValue(func() map[string]func() served {
	out := map[string]func() served{}
	for _, a := range assetsByName() {
		out[a.File] = sync.OnceValue(func() served {
			data, _ := assetFiles.ReadFile("assets/" + a.File) // embedded; its test reads it
			s := served{kind: kindOf(a.File), full: data, tag: `"` + a.SHA256[:min(24, len(a.SHA256))] + `"`}
			if small := shrink(data, gzip.BestCompression); len(small) < len(data)*9/10 {
				s.small = small
			}
			return s
		})
	}
	return out
})

// Assets serves the bundled files, to be kept for a year and never asked for
// again: another content has another name.
func Assets() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		find, ok := servedFiles()[strings.TrimPrefix(r.URL.Path, assetPath)]
		if !ok || (r.Method != http.MethodGet && r.Method != http.MethodHead) {
			http.NotFound(w, r)
			return
		}
		s, h := find(), w.Header()
		h.Set("Content-Type", s.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		data := s.full
		tag := s.tag
		if s.small != nil {
			h.Add("Vary", "Accept-Encoding")
			if takesGzip(r) {
				h.Set("Content-Encoding", "gzip")
				data, tag = s.small, strings.TrimSuffix(s.tag, `"`)+`-gz"`
			}
		}
		h.Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		writeAll(w, r, http.StatusOK, data)
	})
}

func kindOf(file string) string {
	switch ext := path.Ext(file); ext {
	case ".woff2": // not in every system's table
		return "font/woff2"
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	default:
		return mime.TypeByExtension(ext)
	}
}

func shrink(data []byte, level int) []byte {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, level)
	if err != nil {
		return data
	}
	if _, err := z.Write(data); err != nil {
		return data
	}
	if err := z.Close(); err != nil {
		return data
	}
	return b.Bytes()
}

// takesGzip reads Accept-Encoding as far as browsers use it: a quality of zero
// refuses.
func takesGzip(r *http.Request) bool {
	for part := range strings.SplitSeq(r.Header.Get("Accept-Encoding"), ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			q = strings.ReplaceAll(q, " ", "")
			return !strings.HasPrefix(q, "q=0") || strings.Trim(strings.TrimPrefix(q, "q=0"), ".0") != ""
		}
	}
	return false
}
