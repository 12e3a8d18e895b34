package criteria

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// TestEditorInBrowser looks at the editor of a draft with findings: on a desk in
// Vietnamese, on a telephone in English, and for who looks at pictures in all
// four ways.
func TestEditorInBrowser(t *testing.T) {
	b := webtest.Open(t)
	e := newEditor(t)
	e.spoil(t)
	server := httptest.NewServer(e.handler)
	defer server.Close()
	for _, page := range e.looks() {
		for i, lang := range text.Langs {
			for j, width := range webtest.Widths {
				if os.Getenv("SANSANG_PICTURES") != "" || i == j {
					b.Look(t, webtest.Visit{Name: "framework-" + page.name, Address: server.URL + page.at, Lang: string(lang), Width: width,
						Cookies: map[string]string{"session": e.session["secretariat"]}})
				}
			}
		}
	}
}
