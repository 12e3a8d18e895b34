package calibration_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// TestSliderInBrowser: a slider that is moved answers at once, with its number,
// the agencies that move and the charts drawn anew; a number that is typed moves
// the slider.
func TestSliderInBrowser(t *testing.T) {
	b := webtest.Open(t)
	h := newHouse(t)
	at := calibration.Path(h.draft)
	h.want(h.post("secretariat", h.upload(at+"/import", "bang.csv", fourAgencies), url.Values{"reason": {"số liệu 2025"}}), http.StatusSeeOther)
	server := httptest.NewServer(h.handler)
	defer server.Close()
	visit := webtest.Visit{Name: "calibration", Address: server.URL + at, Lang: "vi", Width: 1280, Cookies: map[string]string{"session": h.session["secretariat"]}}
	b.Do(t, visit, func(ctx context.Context) {
		holds := func(what string) {
			t.Helper()
			if _, err := chromedp.Run(ctx, chromedp.Poll[bool](what, chromedp.WithPollingTimeout(time.Minute))); err != nil {
				said, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("#trial").innerText`))
				t.Fatalf("%s never holds: %v; the page says %s", what, err, said)
			}
		}
		move := func(name, value, event string) {
			t.Helper()
			script := `(() => { const e = document.getElementsByName("` + name + `")[0]; e.value = "` + value + `"; e.dispatchEvent(new Event("` + event + `", {bubbles: true})) })()`
			if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](script)); err != nil {
				t.Fatal(err)
			}
		}
		said := func(words string) string {
			return `document.querySelector("#trial").innerText.includes("` + words + `")`
		}
		holds(`document.querySelectorAll("#trial [data-chart] svg path").length > 0`)
		holds(said("0 cơ quan đổi hạng"))
		move("r.m.A1", "2", "input")
		holds(said("A1 Tiêu chí A1: điểm tối đa 2"))
		holds(`document.getElementsByName("m.A1")[0].value === "2"`)
		move("m.A2", "8", "change")
		holds(said("2 cơ quan đổi hạng"))
		holds(`document.getElementsByName("r.m.A2")[0].value === "8"`)
		holds(`[...document.querySelectorAll("#trial [data-chart]")].every((c) => c.querySelector("svg path"))`)
	})
}
