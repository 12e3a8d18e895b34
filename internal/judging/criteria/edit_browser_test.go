package criteria

import (
	"context"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

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
	visit := func(at string) webtest.Visit {
		return webtest.Visit{Name: "live", Address: server.URL + at, Lang: "vi", Width: 1280, Cookies: map[string]string{"session": e.session["secretariat"]}}
	}
	comes := func(ctx context.Context, selector, words string) {
		t.Helper()
		there := `document.querySelector("` + selector + `")?.innerText.includes("` + words + `") ?? false`
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](there, chromedp.WithPollingTimeout(time.Minute))); err != nil {
			said, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("`+selector+`")?.innerText ?? ""`))
			t.Errorf("%q does not come; %s says %q: %v", words, selector, said, err)
		}
	}
	does := func(ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	// While somebody types, the try-out answers, another kind shows its fields, and
	// an expression is judged; nothing is saved.
	b.Do(t, visit(editPath(e.id, placeRule, "node", "A1")), func(ctx context.Context) {
		does(ctx, chromedp.SendKeys(`[name="try.may_tinh"]`, "245"), chromedp.SendKeys(`[name="try.cbccvc"]`, "250"))
		comes(ctx, "#tried", "7,35 trên 7,5 điểm")
		does(ctx, chromedp.SetValue(`[name="rule.kind"]`, "steps"),
			chromedp.Evaluate[chromedp.Void](`document.querySelector('[name="rule.kind"]').dispatchEvent(new Event("change", {bubbles: true}))`), chromedp.WaitVisible(`[name="rule.steps.0.from"]`))
	})
	b.Do(t, visit(editPath(e.id, placeCheck)), func(ctx context.Context) {
		does(ctx, chromedp.SendKeys(`[name="require"]`, "may_tinh <= 3 * cbccvc"), chromedp.WaitVisible(`[name="try.now.cbccvc"]`),
			chromedp.SendKeys(`[name="try.now.may_tinh"]`, "900"), chromedp.SendKeys(`[name="try.now.cbccvc"]`, "250"))
		comes(ctx, "#check-tried", "Không đúng")
	})
	if e.now(t).Revision != 2 {
		t.Error("a try-out was saved")
	}
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
