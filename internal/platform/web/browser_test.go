package web

import (
	"context"
	"io"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/a-h/templ"
	"github.com/chromedp/chromedp"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// TestInBrowser looks at every part, in both languages and widths, with nothing
// between the test and what a person gets.
func TestInBrowser(t *testing.T) {
	b := webtest.Open(t)
	_, h := testSite(t, io.Discard)
	server := httptest.NewServer(h)
	defer server.Close()
	at := server.URL + galleryPath
	for _, lang := range text.Langs {
		for _, width := range webtest.Widths {
			b.Look(t, webtest.Visit{Name: "components", Address: at, Lang: string(lang), Width: width})
		}
		b.Look(t, webtest.Visit{Name: "fault", Address: server.URL + "/fault/conflict", Lang: string(lang), Width: 390, Faulty: true})
	}
	burger := webtest.Visit{Name: "menu", Address: server.URL + "/fault/missing", Lang: "vi", Width: 390, Faulty: true}
	burger.Before = chromedp.Click(".burger summary", chromedp.NodeVisible)
	b.Look(t, burger)
	b.Look(t, webtest.Visit{Name: "bare", Address: server.URL + "/bare", Lang: "vi", Width: 1280})
	b.Walk(t, webtest.Visit{Name: "components", Address: at, Lang: "vi", Width: 1280}, 150)

	b.Do(t, webtest.Visit{Name: "keys", Address: at, Lang: "vi", Width: 1280}, func(ctx context.Context) {
		typed, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.activeElement.tagName`))
		if err != nil || typed != "BODY" {
			t.Fatalf("%q %v", typed, err)
		}
		if err := chromedp.Do(ctx, chromedp.KeyEvent("/"), chromedp.KeyEvent("a")); err != nil {
			t.Fatal(err)
		}
		// The tool types the letter of a key even where the page has stopped it.
		if got, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector("[data-search]").value`)); err != nil || !strings.HasSuffix(got, "a") {
			t.Errorf("/ leads elsewhere: the search holds %q, %v", got, err)
		}
		drawn, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`!!document.querySelector("[data-chart] svg path") && !!document.querySelector(".tabulator-row a")`))
		if err != nil || !drawn {
			t.Errorf("chart and grid are not drawn: %v", err)
		}
		if font, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.fonts.check("15px 'Be Vietnam Pro'", "Sẵn sàng") && [...document.fonts].some((f) => f.status === "loaded")`)); err != nil || !font {
			t.Errorf("the letters are not ours: %v", err)
		}
	})
}

// TestWithoutScripts reads a page, changes the language and sends a form in a
// browser that runs none.
func TestWithoutScripts(t *testing.T) {
	b := webtest.Open(t)
	_, h := testSite(t, io.Discard)
	server := httptest.NewServer(h)
	defer server.Close()
	b.Do(t, webtest.Visit{Name: "plain", Address: server.URL + "/bare", Lang: "vi", Width: 390, NoScripts: true}, func(ctx context.Context) {
		err := chromedp.Do(ctx, chromedp.Click(".tongue button"), chromedp.WaitReady("html[lang=en]"),
			chromedp.SendKeys("#f-a", "Ánh"), chromedp.SendKeys("#f-password", "x"),
			chromedp.Click("main button[type=submit]"), chromedp.WaitNotPresent("main"))
		if err != nil {
			t.Fatal(err)
		}
		if got, err := chromedp.Run(ctx, chromedp.Text("body")); err != nil || !strings.Contains(got, "Ánh") {
			t.Errorf("the form brought %q, %v", got, err)
		}
	})
	b.Do(t, webtest.Visit{Name: "plain", Address: server.URL + galleryPath, Lang: "vi", Width: 1280, NoScripts: true}, func(ctx context.Context) {
		body, err := chromedp.Run(ctx, chromedp.Text("main"))
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"Chi cục Kiểm lâm", "1.234", "88,9"} {
			if !strings.Contains(body, want) {
				t.Errorf("%s is not seen", want)
			}
		}
	})
}

// TestHostileText puts what must never run or break out into parts.
func TestHostileText(t *testing.T) {
	s, _ := testSite(t, io.Discard)
	ctx := WithVoice(context.Background(), s.Words, text.Vi)
	for _, bad := range []string{`"><img src=x onerror=alert(1)><script>alert(1)</script>`, "javascript:alert(1)", "'><svg/onload=alert(1)>", "data:text/html,<script>alert(1)</script>"} {
		for name, part := range hostileParts(bad) {
			var b strings.Builder
			if err := part.Render(ctx, &b); err != nil {
				t.Errorf("%s: %v", name, err)
			}
			for _, trace := range []string{"<img", "<svg/", "<script>alert", "alert(1)</script>", `href="javascript:`, `action="javascript:`, `href="data:text`, `action="data:text`} {
				if strings.Contains(b.String(), trace) {
					t.Errorf("%s lets %s through", name, trace)
				}
			}
		}
	}
}

func hostileParts(bad string) map[string]templ.Component {
	return map[string]templ.Component{
		"mark": Mark{Good, bad}, "message": Message{Title: bad, Text: bad, Link: &Link{bad, bad, false, ""}},
		"table":   Table{Caption: bad, Columns: []Column{{Title: bad, Unit: bad, Sort: bad}}, Rows: []Row{{Cells: []Cell{{Text: bad, Href: bad, Note: bad, Value: bad}}}}},
		"empty":   Table{Empty: Empty{Title: bad, Text: bad}},
		"form":    Form{Action: bad, Submit: bad, Faults: []string{bad}, Fields: []Field{{Name: bad, Label: bad, Hint: bad, Fault: bad, Value: bad, Ghost: bad, Unit: bad}, {Kind: Lines, Name: "b", Value: bad}, {Kind: Choice, Name: "c", Options: []Option{{bad, bad}}}}},
		"confirm": Confirm{Summary: bad, Explain: bad, Action: bad, Submit: bad, Reason: bad, Fault: bad},
		"offers":  Suggestions{ID: bad, Options: []Option{{bad, bad}}},
		"bars":    Bars{Title: bad, Unit: bad, Rows: []Bar{{Label: bad, Text: bad, Value: 1, Href: bad}}},
		"chart":   Chart{Title: bad, Option: map[string]string{"name": bad + "</script>"}, Twin: Table{Caption: bad}},
		"time":    Timeline{{When: bad, ISO: bad, Title: bad, Text: bad, Href: bad}},
		"facts":   Facts{{Name: bad, Text: bad, Href: bad}}, "trouble": Trouble{Title: bad, Where: bad, Now: bad, Faults: []TroubleFault{{bad, bad, bad, bad, bad}}},
		"address": Button{Text: bad, Href: bad}, "filter": Filter{Action: bad, Clear: bad, Active: []Link{{Text: bad, Href: bad}}}, "frame": shell(Chrome{Product: bad, Home: bad, Search: bad, Owner: bad, Guide: &Link{Text: bad, Href: bad}, Person: &Person{Name: bad, Links: []Link{{Text: bad, Href: bad}}, SignOut: bad}, Wings: []Wing{{Name: bad, Links: []Link{{Text: bad, Href: bad, Count: bad}}}}}, Page{Title: bad, Crumbs: []Link{{Text: bad, Href: bad}}}, Mark{}),
	}
}
