package webtest

import (
	"context"
	_ "embed"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

//go:embed testdata/axe.min.js
var axe string

// Widths are those every page is looked at: a desk and a telephone, in CSS
// pixels.
var Widths = []int64{1280, 390}

// Visit is one look at one page.
type Visit struct {
	Name    string // of the picture, without width and language
	Address string
	Lang    string // "vi" or "en", asked for in the header
	Width   int64
	Cookies map[string]string // of the page's host
	// Before runs when the page stands, before anything is checked.
	Before chromedp.Action[chromedp.Void]
	// NoScripts visits as a browser without JavaScript does; nothing that axe
	// or the width need can run then, so it is for Do alone.
	NoScripts bool
	// Faulty tells that the page answers with an error on purpose.
	Faulty bool
}

// Look visits a page, takes its picture and reports what must not be.
func (b *Browser) Look(t *testing.T, v Visit) {
	t.Helper()
	t.Helper()
	tab := b.tab(t, v)
	ctx, stop := context.WithTimeout(tab.ctx, patience)
	defer stop()
	seen := tab.begin(v)
	if err := v.open(ctx); err != nil {
		t.Fatalf("%s: %v", v, err)
	}
	if v.Before != nil {
		if err := chromedp.Do(ctx, v.Before); err != nil {
			t.Fatalf("%s: %v", v, err)
		}
	}
	if wide, err := chromedp.Run(ctx, chromedp.Evaluate[string](overflow)); err != nil || wide != "" {
		t.Errorf("%s: wider than its window: %s %v", v, wide, err)
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[chromedp.Void](axe+";undefined")); err != nil {
		t.Fatalf("%s: axe: %v", v, err)
	}
	found, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](runAxe, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatalf("%s: axe: %v", v, err)
	}
	for _, f := range found {
		t.Errorf("%s: %s", v, f)
	}
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		t.Fatalf("%s: picture: %v", v, err)
	}
	if err := os.WriteFile(filepath.Join(b.pictures, v.file()), picture, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, line := range seen.lines() {
		t.Errorf("%s: %s", v, line)
	}
}

// Do opens a page as Look does and hands its context to f, for tests that type
// and click.
func (b *Browser) Do(t *testing.T, v Visit, f func(ctx context.Context)) {
	t.Helper()
	ctx, done := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext()) // nobody else's cookies
	defer done()
	if err := v.open(ctx); err != nil {
		t.Fatalf("%s: %v", v, err)
	}
	f(ctx)
}

func (v Visit) String() string {
	return fmt.Sprintf("%s in %s at %d", v.Name, v.Lang, v.Width)
}

func (v Visit) file() string { return fmt.Sprintf("%s.%s.%d.png", v.Name, v.Lang, v.Width) }

func (v Visit) open(ctx context.Context) error {
	_, err := chromedp.Call(ctx, network.Enable, network.EnableParams{})
	if err != nil {
		return err
	}
	headers := network.SetExtraHTTPHeadersParams{Headers: network.Headers{"Accept-Language": v.Lang}}
	if _, err := chromedp.Call(ctx, network.SetExtraHTTPHeaders, headers); err != nil {
		return err
	}
	for name, value := range v.Cookies {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: name, Value: value, URL: v.Address}); err != nil {
			return err
		}
	}
	if v.NoScripts {
		off := emulation.SetScriptExecutionDisabledParams{Value: true}
		if _, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, off); err != nil {
			return err
		}
		return chromedp.Do(ctx, chromedp.EmulateViewport(v.Width, 900), chromedp.Navigate(v.Address))
	}
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(v.Width, 900), chromedp.Navigate(v.Address)); err != nil {
		return err
	}
	_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](`document.fonts.ready.then(() => true)`, chromedp.EvalAwaitPromise))
	return err
}

// overflow names what reaches beyond the window where the page scrolls
// sideways.
const overflow = `(() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return "";
  const scrolls = (e) => { for (let p = e.parentElement; p; p = p.parentElement) if (/(auto|scroll|hidden)/.test(getComputedStyle(p).overflowX)) return true; return false; };
  const out = [...document.body.querySelectorAll("*")].filter((e) => e.getBoundingClientRect().right > room + 1 && !scrolls(e));
  return document.documentElement.scrollWidth + " > " + room + ": " + out.slice(0, 5).map((e) => e.tagName + "." + e.className).join(", ");
})()`

// runAxe asks for the rules of WCAG 2.2 AA and good practice and keeps what is
// serious or critical.
const runAxe = `axe.run(document, {resultTypes: ["violations"], preload: false}).then((r) => r.violations
  .filter((v) => v.impact === "serious" || v.impact === "critical")
  .map((v) => "axe: " + v.impact + ": " + v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " (" + (n.any[0] || n.all[0] || n.none[0] || {}).message + ")").join("; ")))`

// tab is a window of one person in one language: what the browser has fetched
// for one page it need not fetch for the next.
type tab struct {
	ctx context.Context

	mu   sync.Mutex
	seen *notes
}

// tab finds the window for a visit, or opens it until the test of the browser
// ends.
func (b *Browser) tab(t *testing.T, v Visit) *tab {
	t.Helper()
	key := fmt.Sprint(hostOf(v.Address), v.Lang, v.Cookies)
	if b.tabs[key] == nil {
		ctx, done := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext()) // nobody else's cookies
		b.t.Cleanup(done)
		one := &tab{ctx: ctx}
		if err := chromedp.Listen(ctx, func(event any) {
			one.mu.Lock()
			defer one.mu.Unlock()
			one.seen.take(event)
		}); err != nil {
			t.Fatal(err)
		}
		b.tabs[key] = one
	}
	return b.tabs[key]
}

func (t *tab) begin(v Visit) *notes {
	n := &notes{host: hostOf(v.Address), faulty: v.Faulty}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.seen = n
	return n
}

// notes gathers what the page wrote to the console and asked for.
type notes struct {
	mu     sync.Mutex
	host   string
	faulty bool
	out    []string
}

func (n *notes) take(event any) {
	line := ""
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		line = "a script failed: " + e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			line += " " + e.ExceptionDetails.Exception.Description
		}
	case *runtime.EventConsoleAPICalled:
		if e.Type == "error" || e.Type == "assert" {
			line = fmt.Sprintf("console.%s", e.Type)
			for _, a := range e.Args {
				line += " " + a.Description + string(a.Value)
			}
		}
	case *log.EventEntryAdded:
		// What is only reported is looked at until the libraries pass.
		if e.Entry.Level == "error" && !strings.Contains(e.Entry.Text, "report-only") && !strings.Contains(e.Entry.Text, "Report Only") &&
			!(n.faulty && e.Entry.Source == "network") {
			line = "the browser says: " + e.Entry.Text + " " + e.Entry.URL
		}
	case *network.EventRequestWillBeSent:
		if h := hostOf(e.Request.URL); h != "" && h != n.host {
			line = "asks another host: " + e.Request.URL
		}
	}
	if line != "" {
		n.mu.Lock()
		n.out = append(n.out, line)
		n.mu.Unlock()
	}
}

func (n *notes) lines() []string {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.out
}

func hostOf(address string) string {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") {
		return ""
	}
	return u.Host
}
