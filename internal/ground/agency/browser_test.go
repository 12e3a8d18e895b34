package agency

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// TestInBrowser looks at pages of a province with a history.
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
	p := s.province(t)
	p.Agencies["so-noi-vu"].Versions[0].Address = "Số 1 đường Lý Thái Tổ, phường Kinh Bắc"
	p.Agencies["so-moi"] = &Agency{Code: "so-moi", Versions: []Version{{From: "2026-10-01", Name: Name{Vi: "Sở Mới"}, Kind: "department", Parent: "bac-ninh"}}}
	preview := s.upload(t, p.bytes(t)).Header().Get("Location")
	p.Agencies["so-moi"].Versions[0].Kind = "lạ"
	p.Agencies["so-tai-chinh"].Versions[0].Parent = "khong-co"
	faulty := s.upload(t, p.bytes(t)).Header().Get("Location")
	session := map[string]string{"session": s.session["secretariat"]}
	transfer := chromedp.Steps(chromedp.SendKeys("#f-on", "01/12/2026"), chromedp.SendKeys("#f-number", "21/QĐ-UBND"), chromedp.SendKeys("#f-date", "20/11/2026"),
		chromedp.SendKeys("#f-to1", "so-y-te"), chromedp.SendKeys("#f-share1", "10%"), chromedp.Click("main .acts .btn-primary"), chromedp.WaitVisible("button[value=confirm]"))
	// What e2e does not see: drawings of a history that is known here, faults, and
	// what a form shows before it is done; on a desk in Vietnamese, on a telephone
	// in English, and in the larger run in all four ways.
	for _, page := range []struct {
		name, at string
		before   chromedp.Action[chromedp.Void]
	}{
		{"department", "/agencies/so-noi-vu", nil}, {"commune", Path(merged), nil}, {"preview", preview, nil}, {"preview-faults", faulty, nil},
		{"order-preview", "/reorganisations/new?how=transfer&from=so-noi-vu", transfer},
	} {
		for i, lang := range text.Langs {
			for j, width := range webtest.Widths {
				if larger(0, 1) == 1 || i == j {
					b.Look(t, webtest.Visit{Name: "agency-" + page.name, Address: server.URL + page.at, Lang: string(lang), Width: width, Cookies: session,
						Faulty: page.at == faulty, Before: page.before})
				}
			}
		}
	}
	b.Walk(t, webtest.Visit{Name: "agency-department", Address: server.URL + "/agencies/so-noi-vu", Lang: "vi", Width: 1280, Cookies: session}, 80)
}
