package webtest

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser is one Chromium, shared by the pages of a test; looks and their
// windows come one after the other.
type Browser struct {
	t        *testing.T
	ctx      context.Context
	tabs     map[string]*tab
	pictures string
}

// names of the program: Debian's first, then what others call it.
var names = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// patience is how long a look at one page may take; a browser that hangs must
// not hang the suite.
const patience = 2 * time.Minute

// Open starts Chromium until the test ends.
func Open(t *testing.T) *Browser {
	t.Helper()
	program := find()
	if program == "" {
		const reason = "Chromium is not on this machine (Debian's package chromium): pages are not looked at in a browser"
		if os.Getenv("SANSANG_TEST_INSTALL") == "1" {
			t.Fatal(reason)
		}
		t.Skip(reason)
	}
	options := []chromedp.ExecAllocatorOption{
		chromedp.ExecPath(program), chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("force-color-profile", "srgb"), chromedp.UserDataDir(t.TempDir()),
	}
	ctx, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, shut := chromedp.NewContext(ctx)
	t.Cleanup(shut)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("starting %s: %v", program, err)
	}
	pictures := os.Getenv("SANSANG_PICTURES")
	if pictures == "" {
		pictures = filepath.Join(os.TempDir(), "sansang-pictures")
	}
	if err := os.MkdirAll(pictures, 0o755); err != nil {
		t.Fatal(err)
	}
	t.Logf("pictures are in %s", pictures)
	return &Browser{t, ctx, map[string]*tab{}, pictures}
}

func find() string {
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}
