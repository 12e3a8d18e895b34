package webtest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Walk goes through a page with the Tab key until it comes back to the top and
// reports what can be clicked but not reached, what shows no ring while the
// keyboard stands on it, and a place that lets nobody out. limit is how many
// steps a page may take.
func (b *Browser) Walk(t *testing.T, v Visit, limit int) {
	t.Helper()
	b.Do(t, v, func(ctx context.Context) {
		if err := chromedp.Do(ctx, chromedp.Evaluate[chromedp.Void](mark)); err != nil {
			t.Fatalf("%s: %v", v, err)
		}
		last, stuck := "", 0
		for range limit {
			if err := chromedp.Do(ctx, chromedp.KeyEvent(kb.Tab)); err != nil {
				t.Fatalf("%s: %v", v, err)
			}
			at, err := chromedp.Run(ctx, chromedp.Evaluate[string](step))
			if err != nil {
				t.Fatalf("%s: %v", v, err)
			}
			if at == "end" {
				break
			}
			if strings.HasPrefix(at, "no ring") {
				t.Errorf("%s: %s", v, at)
			}
			if stuck++; at != last {
				last, stuck = at, 0
			}
			if stuck > 2 {
				t.Fatalf("%s: the keyboard does not get out of %s", v, at)
			}
		}
		missed, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](rest))
		if err != nil {
			t.Fatalf("%s: %v", v, err)
		}
		if len(missed) > 0 {
			t.Errorf("%s: not reached within %s: %s", v, fmt.Sprint(limit, " steps"), strings.Join(missed, ", "))
		}
	})
}

const naming = `const nameOf = (e) => e.tagName.toLowerCase() + (e.id ? "#" + e.id : "") + " " + (e.getAttribute("aria-label") || e.textContent || e.name || "").trim().slice(0, 30);`

// mark finds what can be used and is seen; of a group of radio buttons the Tab
// key reaches one.
const mark = `(() => {
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")];
  window.toReach = new Set(all.filter((e) => e.checkVisibility({visibilityProperty: true}) && !e.disabled && e.tabIndex >= 0 &&
    !(e.type === "radio" && !e.checked && document.querySelector("input[name='" + e.name + "']:checked"))));
  window.visited = new Set();
})()`

const step = `(() => { ` + naming + `
  const e = document.activeElement;
  if (!e || e === document.body || (visited.has(e) && visited.size > 1 && e === [...visited][0])) return "end";
  visited.add(e); toReach.delete(e);
  const s = getComputedStyle(e);
  if (s.outlineStyle === "none" || parseFloat(s.outlineWidth) === 0) return "no ring on " + nameOf(e);
  return nameOf(e) + " " + visited.size;
})()`

const rest = `(() => { ` + naming + ` return [...toReach].map(nameOf); })()`
