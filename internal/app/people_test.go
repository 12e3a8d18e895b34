package app

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/pquerna/otp/totp"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// lines is a log that is read while it is written.
type lines struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (l *lines) Write(data []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept.Write(data)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.kept.String()
}

// peopled is the invented province, served, with the log of its requests.
type peopled struct {
	address string
	log     *lines
	known   map[string]demo.Account
	session map[string]string
	gate    *access.Gate
}

func newPeopled(t *testing.T) *peopled {
	t.Helper()
	ctx := t.Context()
	dir := t.TempDir()
	rules := access.ASVS()
	rules.Second = nil
	rules.Hash.Memory, rules.Hash.Iterations = 8, 1 // what is looked at is not the hash
	s := &peopled{log: &lines{}, known: map[string]demo.Account{}, session: map[string]string{}}
	p, err := Open(ctx, Options{Database: "sqlite:" + filepath.Join(dir, "sansang.db"), Files: file.Config{URL: filepath.Join(dir, "files")},
		Keys: filepath.Join(dir, "keys"), Origin: "sansang/test", Rules: rules, Log: slog.New(slog.NewJSONHandler(s.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close() })
	accounts, err := demo.Settle(ctx, demo.House{DB: p.DB, Log: p.Log, Gate: p.Gate})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		s.known[a.Login] = a
	}
	s.gate = p.Gate
	server := httptest.NewServer(p.Surface(true, true).Handler)
	t.Cleanup(server.Close)
	s.address = server.URL
	return s
}

// as gives the cookies of somebody who has just signed in.
func (s *peopled) as(t *testing.T, login string) map[string]string {
	t.Helper()
	if s.session[login] == "" {
		in, err := s.gate.SignIn(t.Context(), access.Attempt{Login: login, Password: s.known[login].Password})
		if err != nil {
			t.Fatal(err)
		}
		s.session[login] = in.Token
	}
	return map[string]string{"session": s.session[login]}
}

// reset issues a link for a new password and gives its secret.
func (s *peopled) reset(t *testing.T, person string) string {
	t.Helper()
	r, _ := http.NewRequest(http.MethodPost, s.address+"/people/"+person+"/reset", strings.NewReader("reason=thử"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(&http.Cookie{Name: "session", Value: s.as(t, "quantri")["session"]})
	answer, err := http.DefaultClient.Do(r)
	_, page := fetched(t, answer, err)
	m := regexp.MustCompile(`/link/([A-Za-z0-9_-]{20,})`).FindStringSubmatch(page)
	if m == nil {
		t.Fatal("no link was issued")
	}
	return m[1]
}

// found gives the group of a pattern in a page as somebody sees it.
func (s *peopled) found(t *testing.T, login, path, pattern string) string {
	t.Helper()
	r, _ := http.NewRequest(http.MethodGet, s.address+path, nil)
	r.AddCookie(&http.Cookie{Name: "session", Value: s.as(t, login)["session"]})
	answer, err := http.DefaultClient.Do(r)
	_, page := fetched(t, answer, err)
	m := regexp.MustCompile(pattern).FindStringSubmatch(page)
	if m == nil {
		t.Fatalf("%s has no %s", path, pattern)
	}
	return m[1]
}

// filled types into fields, sends the form of the first, and waits for the page
// that answers.
func filled(values ...string) chromedp.Action[chromedp.Void] {
	script := ""
	for i := 0; i+1 < len(values); i += 2 {
		script += fmt.Sprintf("document.querySelector(%q).value = %q;", values[i], values[i+1])
	}
	return sent(script + fmt.Sprintf("document.querySelector(%q).form.submit()", values[0]))
}

// sent runs a script that leaves the page, and waits for the next one.
func sent(script string) chromedp.Action[chromedp.Void] {
	return func(ctx context.Context, _ *chromedp.Target) (none chromedp.Void, err error) {
		if _, err = chromedp.RunResponse(ctx, chromedp.Evaluate[chromedp.Void](script+";undefined")); err != nil {
			return none, err
		}
		_, err = chromedp.Run(ctx, chromedp.Evaluate[bool](`document.fonts.ready.then(() => true)`, chromedp.EvalAwaitPromise))
		return none, err
	}
}

func ticked(box string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](fmt.Sprintf("document.querySelector(%q).checked = true;undefined", box))
}

// enrolled sets the second factor up, from the page that begins it.
func enrolled(ctx context.Context, _ *chromedp.Target) (none chromedp.Void, err error) {
	if err = chromedp.Do(ctx, sent(`document.querySelector("main form").submit()`)); err != nil {
		return none, err
	}
	secret, err := chromedp.Run(ctx, chromedp.Evaluate[string](`document.querySelector(".secret code").textContent`))
	if err != nil {
		return none, err
	}
	code, err := totp.GenerateCode(strings.ReplaceAll(secret, " ", ""), time.Now())
	if err != nil {
		return none, err
	}
	return none, chromedp.Do(ctx, filled("[name=secret_code]", code))
}

// workbook writes one of accounts: every row is name, login, role, agency.
func workbook(t *testing.T, rows ...[]string) string {
	t.Helper()
	b := sheet.New(sheet.Meta{Title: "Tài khoản", Lang: text.Vi})
	page := b.Page("Tài khoản", sheet.Layout{})
	for i, row := range append([][]string{{"Họ và tên", "Tên đăng nhập", "Vai trò", "Mã đơn vị"}}, rows...) {
		style := sheet.Body
		if i == 0 {
			style = sheet.Head
		}
		var cells []sheet.Out
		for _, one := range row {
			cells = append(cells, sheet.Text(one))
		}
		page.Row(style, cells...)
	}
	var out bytes.Buffer
	if err := b.WriteXLSX(&out); err != nil {
		t.Fatal(err)
	}
	at := filepath.Join(t.TempDir(), "tai-khoan.xlsx")
	if err := os.WriteFile(at, out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return at
}

// TestPeopleInBrowser looks at what people come to by acting: one-time links,
// enrolment, forms with faults, workbooks, verdicts.
func TestPeopleInBrowser(t *testing.T) {
	b := webtest.Open(t)
	s := newPeopled(t)
	unfold := chromedp.Evaluate[chromedp.Void](`document.querySelectorAll("main details").forEach((d) => { d.open = true });undefined`)
	upload := func(file string) chromedp.Action[chromedp.Void] {
		return chromedp.Steps(chromedp.SetUploadFiles("[name=workbook]", []string{file}), sent(`document.querySelector("[name=workbook]").form.submit()`))
	}
	for i, lang := range text.Langs {
		width := webtest.Widths[i]
		officer := []string{"canbo.syt", "canbo.skhcn"}[i]
		person := s.found(t, "quantri", "/people?q="+officer, `href="(/people/[0-9a-f-]{16,})"`)
		link := func(login string) string {
			at := s.found(t, "quantri", "/people?q="+login, `href="/people/([0-9a-f-]{16,})"`)
			return "/link/" + s.reset(t, at)
		}
		turn := 0
		look := func(name, login, path string, faulty bool, before ...chromedp.Action[chromedp.Void]) {
			t.Helper()
			if turn++; turn%2 != i && os.Getenv("SANSANG_LARGER") == "" {
				return // each page in one language and width is enough for every day
			}
			v := webtest.Visit{Name: "people-" + name, Address: s.address + path, Lang: string(lang), Width: width, Faulty: faulty}
			if login != "" {
				v.Cookies = s.as(t, login)
			}
			if len(before) > 0 {
				v.Before = chromedp.Steps(before...)
			}
			b.Look(t, v)
		}
		fresh := fmt.Sprintf("moi.%d", i)
		row := func(n int) []string {
			return []string{"Nguyễn Thị Mới", fmt.Sprintf("%s.%d", fresh, n), "Cán bộ đầu mối đơn vị", "so-y-te"}
		}

		look("signin-wrong", "", "/sign-in", true, filled("[name=_login]", "quantri", "[name=_password]", "sai"))
		look("link", "", link("canbo.kinhbac"), false)
		look("link-weak", "", link("canbo.kinhbac"), true, filled("[name=secret_new]", "123", "[name=secret_repeat]", "1234"))
		look("second-begun", officer, "/account/second", false, sent(`document.querySelector("main form").submit()`))
		look("recovery", officer, "/account/second", false, enrolled)
		look("token", "giamdoc.skhcn", "/account", false, ticked("#f-token-scope_read"), filled("#f-token-name", "Kết nối kho dữ liệu", "#f-token-expires", time.Now().AddDate(0, 1, 0).Format("02/01/2006")))
		look("signin-second", "", "/sign-in?to=/account", false, filled("[name=_login]", officer, "[name=_password]", s.known[officer].Password))
		look("token-wrong", "giamdoc.skhcn", "/account", true, filled("#f-token-name", "", "#f-token-expires", "32/13/2026"))
		look("new-wrong", "quantri", "/people/new", true, filled("[name=login]", "Có dấu", "[name=mail]", "không phải thư", "[name=to]", "01/01/2020"))
		look("slip", "quantri", "/people/new", false, filled("[name=name]", "Nguyễn Thị Mới", "[name=login]", fresh, "[name=role]", "officer", "[name=over]", "agency:so-y-te"))
		look("person", "quantri", person, false, unfold)
		look("person-moved", "quantri", person, true, filled("#f-person-phone", "0912 345 678", "[name=version]", "-1"))
		look("close-wrong", "quantri", person, true, sent(`document.querySelector("form[action$='/close']").submit()`))
		look("import-wrong", "quantri", "/people/import", true, upload(workbook(t, row(1), []string{"", "Sai Tên", "Vai trò lạ", "so-khong-co"}, row(1))))
		look("import-check", "quantri", "/people/import", false, upload(workbook(t, row(2), row(3))))
		look("import-done", "quantri", "/people/import", false, upload(workbook(t, row(4), row(5))), sent(`document.querySelector("main form").submit()`))
		look("why-not", "quantri", "/people/why?action=score.appraise&over=agency:so-y-te&phase=appraising&person="+strings.TrimPrefix(person, "/people/"), false)
		look("rules", "quantri", "/people/rules", false, unfold)
		look("again", "quantri", "/people/new", true,
			func(ctx context.Context, _ *chromedp.Target) (none chromedp.Void, err error) {
				_, err = chromedp.Call(ctx, network.ClearBrowserCookies, cdp.Empty{})
				return none, err
			}, filled("[name=name]", "Trần Văn Dở Dang", "[name=login]", "dodang"))
	}
	if strings.Contains(s.log.String(), "/link/sansang_") {
		t.Error("the log holds secrets of one-time links")
	}
}
