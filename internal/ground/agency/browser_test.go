package agency

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// TestInBrowser looks at every page of a province with a history: on a desk in
// Vietnamese, on a telephone in English.
func TestInBrowser(t *testing.T) {
	b := webtest.Open(t)
	s := makeSurface(t, true)
	server := httptest.NewServer(s.handler)
	defer server.Close()
	merged := ""
	for _, e := range s.province(t).Successions {
		if e.How == Merge && len(e.Links) == 5 && (merged == "" || e.Links[0].To < merged) {
			merged = e.Links[0].To
		}
	}
	session := map[string]string{"session": s.session["secretariat"]}
	for _, lang := range text.Langs {
		for i, width := range webtest.Widths {
			if larger(0, 1) == 0 && lang != text.Langs[i] {
				continue
			}
			for _, page := range []struct{ name, at string }{
				{"list", "/agencies?on=2026-11-25"}, {"list-former", "/agencies?on=2025-06-30&q=dong+tien"}, {"list-none", "/agencies?q=khong+co"},
				{"tree", "/organisation"},
				{"department", "/agencies/so-noi-vu"}, {"commune", Path(merged)}, {"province", "/agencies/bac-ninh"}, {"district", "/agencies/huyen-yen-the"},
				{"events", "/reorganisations"}, {"event", "/reorganisations/event?" + url.Values{"code": {"12/NQ-HĐND#3"}}.Encode()},
			} {
				b.Look(t, webtest.Visit{Name: "agency-" + page.name, Address: server.URL + page.at, Lang: string(lang), Width: width, Cookies: session})
			}
		}
	}
	b.Walk(t, webtest.Visit{Name: "agency-department", Address: server.URL + "/agencies/so-noi-vu", Lang: "vi", Width: 1280, Cookies: session}, 80)
}
