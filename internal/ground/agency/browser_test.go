package agency

import (
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"

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
	// Each page is looked at on a desk in Vietnamese or on a telephone in English;
	// what may look different on both, and in the larger run all, in all four ways.
	const desk, telephone, both, later = 1, 2, 3, 0
	for _, page := range []struct {
		name, at string
		when     int
	}{
		{"list", "/agencies?on=2026-11-25", both}, {"list-former", "/agencies?on=2025-06-30&q=dong+tien", later}, {"list-none", "/agencies?q=khong+co", later},
		{"tree", "/organisation", desk}, {"department", "/agencies/so-noi-vu", both}, {"commune", Path(merged), telephone}, {"province", "/agencies/bac-ninh", later},
		{"district", "/agencies/huyen-yen-the", later}, {"groups", "/agency-groups", telephone}, {"groups-edit", "/agency-groups/xep-hang", desk},
		{"new", "/agencies/-/new", later}, {"edit", "/agencies/so-noi-vu/edit", telephone}, {"import", "/agencies/-/import", desk}, {"preview", preview, telephone},
		{"preview-faults", faulty, desk}, {"order", "/reorganisations/new", telephone}, {"order-merge", "/reorganisations/new?how=merge&from=so-khcn", later},
		{"order-split", "/reorganisations/new?how=split", telephone}, {"order-preview", "/reorganisations/new?how=transfer&from=so-noi-vu", desk},
		{"events", "/reorganisations", desk}, {"event", "/reorganisations/event?" + url.Values{"code": {"12/NQ-HĐND#3"}}.Encode(), later},
	} {
		for _, lang := range text.Langs {
			for i, width := range webtest.Widths {
				if larger(0, 1) == 0 && (lang != text.Langs[i] || page.when&(1<<i) == 0) {
					continue
				}
				v := webtest.Visit{Name: "agency-" + page.name, Address: server.URL + page.at, Lang: string(lang), Width: width, Cookies: session, Faulty: page.name == "preview-faults"}
				if page.name == "order-preview" {
					v.Before = transfer
				}
				b.Look(t, v)
			}
		}
	}
	b.Walk(t, webtest.Visit{Name: "agency-department", Address: server.URL + "/agencies/so-noi-vu", Lang: "vi", Width: 1280, Cookies: session}, 80)
}
