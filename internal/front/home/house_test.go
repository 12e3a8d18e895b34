package home

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// house is a site over the invented province.
type house struct {
	*Pages
	address string
	tokens  map[access.Role]string // of sessions
}

// words are the sentences of what the pages of home speak of.
func words(t *testing.T) *text.Catalogue {
	t.Helper()
	c, err := text.NewCatalogue(db.Texts, web.Texts, sheet.Texts, audit.Texts, access.Texts, calendar.Texts, agency.Texts, figure.Texts, criteria.Texts, round.Texts, assessment.Texts, calibration.Texts, Texts)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var tables = []db.Migrations{audit.Migrations, access.Migrations, calendar.Migrations, agency.Migrations, figure.Migrations, criteria.Migrations, round.Migrations, assessment.Migrations, calibration.Migrations}

// opened gives the pages of an installation that nobody has founded.
func opened(t *testing.T, d *db.DB) *house {
	t.Helper()
	keys, err := audit.NewKeys("sansang/test")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(d, keys)
	if err != nil {
		t.Fatal(err)
	}
	gate, err := access.Open(d, log, access.Keys{access.NewKey()}, accesstest.Rules())
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{Words: words(t), Plain: true, Log: slog.New(slog.DiscardHandler)}
	p := &Pages{DB: d, Gate: gate, Log: log, Site: site, Version: "v0", Running: running(),
		Guides: fstest.MapFS{"guide-officer.md": {Data: []byte("# Hướng dẫn cho cán bộ đầu mối\n\nViệc đầu tiên là **đăng nhập**.\n")}}}
	site.Chrome, site.Main = p.Frame, p.Language
	return &house{Pages: p, tokens: map[access.Role]string{}}
}

// serve serves the pages.
func (h *house) serve(t *testing.T) {
	t.Helper()
	people := &access.Pages{Gate: h.Gate, DB: h.DB, Site: h.Site, Frame: h.Bare}
	mux := web.NewMux(h.Site, people.Guard)
	people.Mount(mux)
	h.Mount(mux)
	h.Due = []func(*db.Tx, *access.Visit) ([]access.Task, error){h.Gate.Due}
	server := httptest.NewServer(h.Site.Wrap(h.First(mux)))
	t.Cleanup(server.Close)
	h.address = server.URL
}

// settled serves the invented province; somebody of every role is signed in.
func settled(t *testing.T, d *db.DB) *house {
	t.Helper()
	h := opened(t, d)
	accounts, err := demo.Settle(t.Context(), demo.House{DB: d, Log: h.Log, Gate: h.Gate})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		if h.tokens[a.Role] != "" || a.Deputy {
			continue
		}
		in, err := h.Gate.SignIn(t.Context(), access.Attempt{Login: a.Login, Password: a.Password, Origin: audit.Origin{Via: "web", Address: "127.0.0.1"}})
		if err != nil {
			t.Fatal(err)
		}
		h.tokens[a.Role] = in.Token
	}
	h.serve(t)
	return h
}

// browser is a client with cookies that follows redirects.
func (h *house) browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func (h *house) send(t *testing.T, c *http.Client, path string, form url.Values) (at, page string) {
	t.Helper()
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	r, err := http.NewRequest(method, h.address+path, body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Accept-Language", "vi")
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	w, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Body.Close()
	data, err := io.ReadAll(w.Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Request.URL.Path, string(data)
}

// TestFirstRun: every page leads to the wizard; only the code opens it; what broke
// off before the password goes on; afterwards the wizard is gone.
func TestFirstRun(t *testing.T) {
	h := opened(t, dbtest.SQLite(t, tables))
	h.SetupCode = "ABCDEFGHIJKLMNOP"
	h.serve(t)
	c := h.browser(t)
	for _, path := range []string{"/", "/sign-in", "/agencies/x"} {
		if at, _ := h.send(t, c, path, nil); at != pathSetup {
			t.Errorf("%s leads to %s", path, at)
		}
	}
	form := url.Values{"secret_code": {"abcdefghijklmnoq"}, "language": {"en"}, "name": {"Tỉnh Bắc Ninh"}, "code": {"bac-ninh"}, "person": {"Trần Quản Trị"}, "login": {"quantri"}}
	at, page := h.send(t, c, pathSetup, form)
	if at != pathSetup || !strings.Contains(page, "Mã thiết lập không đúng") || !strings.Contains(page, `value="Tỉnh Bắc Ninh"`) || strings.Contains(page, "abcdefghijklmnoq") && strings.Contains(page, "ABCDEFGHIJKLMNOP") {
		t.Errorf("a wrong code, at %s", at)
	}
	form.Set("secret_code", " abcdefghijklmnop ")
	form.Set("code", "Bắc Ninh")
	form.Set("person", "")
	form.Set("login", "Quản trị")
	_, page = h.send(t, c, pathSetup, form)
	for _, sentence := range []string{"Mã tỉnh gồm", "f-person-fault", "f-login-fault"} {
		if !strings.Contains(page, sentence) {
			t.Errorf("wrong data: the page lacks %q", sentence)
		}
	}
	form.Set("code", "bac-ninh")
	form.Set("person", "Trần Quản Trị")
	form.Set("login", "quantri")
	if at, _ = h.send(t, c, pathSetup, form); !strings.HasPrefix(at, "/link/") {
		t.Fatalf("founded, at %s", at)
	}
	lost := at
	// The browser is closed here: another goes on with the code alone.
	c = h.browser(t)
	if at, page = h.send(t, c, "/", nil); at != pathSetup || !strings.Contains(page, "quantri") || strings.Contains(page, `name="login"`) {
		t.Fatalf("broken off, at %s", at)
	}
	if at, _ = h.send(t, c, pathSetup, url.Values{"secret_code": {"ABCDEFGHIJKLMNOP"}}); !strings.HasPrefix(at, "/link/") || at == lost {
		t.Fatalf("resumed, at %s", at)
	}
	password := "bảy con sếu bay qua cầu 2026"
	if at, page = h.send(t, c, at, url.Values{"secret_new": {password}, "secret_repeat": {password}}); at != "/sign-in" {
		t.Fatalf("after the password at %s:\n%s", at, page)
	}
	if at, _ = h.send(t, c, pathSetup, nil); at != "/sign-in" {
		t.Errorf("the wizard is still there, at %s", at)
	}
	if at, page = h.send(t, c, "/sign-in?to=%2F", url.Values{"_login": {"quantri"}, "_password": {password}}); at != "/" || !strings.Contains(page, "Tỉnh Bắc Ninh") {
		t.Errorf("signed in at %s", at)
	}
	// The wizard was told English: that is what speaks to whoever asks for nothing
	// that there is, and to nobody else.
	for asked, want := range map[string]string{"": "en", "fr-FR,fr;q=0.9": "en", "*": "en", "vi,en;q=0.5": "vi", "en-US": "en"} {
		r, err := http.NewRequest(http.MethodGet, h.address+"/sign-in", nil)
		if err != nil {
			t.Fatal(err)
		}
		if asked != "" {
			r.Header.Set("Accept-Language", asked)
		}
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(w.Body)
		w.Body.Close()
		if err != nil || !strings.Contains(string(data), `<html lang="`+want+`"`) {
			t.Errorf("who asks for %q is not spoken to in %s: %v", asked, want, err)
		}
	}
	form.Set("login", "ke.la")
	if at, _ = h.send(t, c, pathSetup, form); at != "/" {
		t.Errorf("founded twice, at %s", at)
	}
}

// TestSampleData: who chose sample data finds them waiting, fills them in once, and
// the account that wrote them is closed.
func TestSampleData(t *testing.T) {
	h := opened(t, dbtest.SQLite(t, tables))
	h.SetupCode = "ABCDEFGHIJKLMNOP"
	h.Sample = func(ctx context.Context, admin access.Actor) error {
		return demo.Fill(ctx, demo.House{DB: h.DB, Log: h.Log, Gate: h.Gate}, admin)
	}
	h.serve(t)
	c := h.browser(t)
	at, _ := h.send(t, c, pathSetup, url.Values{"secret_code": {h.SetupCode}, "language": {"vi"}, "name": {"Tỉnh Thử"}, "code": {"thu"}, "person": {"Trần Quản Trị"}, "login": {"quantri"}, "data": {"sample"}})
	password := "bảy con sếu bay qua cầu 2026"
	h.send(t, c, at, url.Values{"secret_new": {password}, "secret_repeat": {password}})
	if at, page := h.send(t, c, "/sign-in?to=%2F", url.Values{"_login": {"quantri"}, "_password": {password}}); at != "/" || !strings.Contains(page, pathSample) {
		t.Fatalf("sample data do not wait, at %s", at)
	}
	h.send(t, c, pathSample, url.Values{"go": {"yes"}})
	err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		there, err := agency.List(tx, agency.Filter{Limit: 1000})
		if len(there) < 100 {
			t.Errorf("%d agencies", len(there))
		}
		if err != nil {
			return err
		}
		people, err := h.Gate.Persons(tx, nil, 10)
		open := 0
		for _, one := range people {
			if one.Closed.IsZero() {
				open++
			}
		}
		if len(people) != 2 || open != 1 {
			t.Errorf("%d people, %d of them open", len(people), open)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, page := h.send(t, c, "/", nil); strings.Contains(page, pathSample) {
		t.Error("sample data still wait")
	}
}

// TestSearchAndWork: a search finds with and without marks what the person may
// see; my work holds what waits for that person.
func TestSearchAndWork(t *testing.T) {
	h := settled(t, dbtest.SQLite(t, tables))
	get := func(role access.Role, path string) string {
		r, err := http.NewRequest(http.MethodGet, h.address+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", "vi")
		r.AddCookie(&http.Cookie{Name: "session", Value: h.tokens[role]})
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Body.Close()
		data, err := io.ReadAll(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	for _, words := range []string{"sở y tế", "so y te"} {
		page := get(access.Officer, "/search?q="+url.QueryEscape(words))
		if !strings.Contains(page, ">Sở Y tế</a>") {
			t.Errorf("%q finds no department", words)
		}
	}
	if page := get(access.Officer, "/search?q=x%C3%A3"); !strings.Contains(page, "<h2>Đơn vị: 20 đầu tiên trong ") || !strings.Contains(page, ">Tìm</button>") {
		t.Error("a search does not say how much it has found")
	}
	if page := get(access.Auditor, "/audit?act=agency.set.added"); strings.Count(page, `href="/audit/`) > 10 || strings.Count(page, "Lập bộ nhóm đơn vị") < 2 {
		t.Error("the log is not narrowed down to one act")
	}
	if page := get(access.Auditor, "/audit?act=access.role.granted"); !strings.Contains(page, ">Lọc</button>") || !strings.Contains(page, `<option value="access.role.granted" selected>Giao vai trò</option>`) ||
		!strings.Contains(page, "Thủ trưởng đơn vị") {
		t.Error("acts and roles are not said in words")
	}
	var admin string
	err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		all, err := h.Gate.Persons(tx, nil, 1)
		if err == nil {
			admin = all[0].Name
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	at := "/search?q=" + url.QueryEscape(text.Plain(admin))
	if !strings.Contains(get(access.Admin, at), admin+"</a>") {
		t.Errorf("an admin does not find %s", admin)
	}
	if strings.Contains(get(access.Officer, at), admin+"</a>") {
		t.Errorf("an officer finds %s", admin)
	}
	if !strings.Contains(get(access.Officer, "/search?q=zzz"), "Không tìm thấy") {
		t.Error("nothing found is not said")
	}
	if page := get(access.Officer, "/"); !strings.Contains(page, `href="/account/second"`) || strings.Contains(page, `href="/people/`) {
		t.Errorf("an officer's work:\n%s", page)
	}
}

// TestSpans: a week ends with its Sunday; what is over waits today.
func TestSpans(t *testing.T) {
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, text.Zone) // a Wednesday
	for day, want := range map[int]span{20: today, 25: today, 26: thisWeek, 29: thisWeek, 30: later} {
		if got := spanOf(time.Date(2026, 11, day, 17, 0, 0, 0, text.Zone), now); got != want {
			t.Errorf("%d November: %d, want %d", day, got, want)
		}
	}
	if spanOf(time.Time{}, now) != undated {
		t.Error("what has no date has one")
	}
	// The end of a day is the first moment of the next.
	if got := spanOf(time.Date(2026, 11, 26, 0, 0, 0, 0, text.Zone), now); got != today {
		t.Errorf("the end of today: %d", got)
	}
	if got := spanOf(time.Date(2026, 11, 30, 17, 0, 0, 0, text.Zone), time.Date(2026, 11, 30, 9, 0, 0, 0, text.Zone)); got != today {
		t.Errorf("on a Monday: %d", got)
	}
}
