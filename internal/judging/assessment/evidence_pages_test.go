package assessment

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/png"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// shown is the pages of evidence, served.
type shown struct {
	*counter
	server  *httptest.Server
	intake  *upload.Intake
	office  *mail.Office
	sent    *post
	session map[string]string
	path    string // of the evidence of a criterion of so-a
}

func newShown(t *testing.T) *shown {
	t.Helper()
	c := newCounter(t, dbtest.SQLite(t, allTables))
	s := &shown{counter: c, session: map[string]string{
		"officer": c.Token(c.officer.Actor), "foreign": c.Token(c.At(access.Officer, "xa-c")), "auditor": c.Token(c.Actor(access.Auditor)), "secretariat": c.Token(c.Actor(access.Secretariat))}}
	words, err := text.NewCatalogue(db.Texts, file.Texts, kind.Texts, upload.Texts, web.Texts, audit.Texts, access.Texts, criteria.Texts, round.Texts, mail.Texts, sheet.Texts, Texts)
	if err != nil {
		t.Fatal(err)
	}
	s.office, s.sent = office(t, c.DB, words)
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	site.Chrome = func(*http.Request) (web.Chrome, error) { return web.Chrome{Product: "Sansang", Version: "0"}, nil }
	people := &access.Pages{Gate: c.Gate, DB: c.DB, Site: site, Frame: func(*http.Request) web.Chrome { return web.Chrome{Product: "Sansang"} }}
	mux := web.NewMux(site, people.Guard)
	files, err := file.Open(t.Context(), file.Config{URL: filepath.Join(t.TempDir(), "files")})
	if err != nil {
		t.Fatal(err)
	}
	shelf, err := upload.OpenShelf(filepath.Join(t.TempDir(), "parts"), upload.Bounds{})
	if err != nil {
		t.Fatal(err)
	}
	s.intake = &upload.Intake{Files: files, Shelf: shelf}
	(&upload.Door{Shelf: shelf, Owner: func(ctx context.Context) string { return access.ActorOf(ctx).Person }}).Mount(mux)
	(&Pages{DB: c.DB, Gate: c.Gate, Site: site, Desk: c.desk, Files: files, Mail: s.office}).Mount(mux)
	(&EvidencePages{DB: c.DB, Gate: c.Gate, Site: site, Desk: c.desk, Intake: s.intake}).Mount(mux)
	s.server = httptest.NewServer(site.Wrap(mux))
	t.Cleanup(s.server.Close)
	s.path = EvidencePath(c.round.ID, "so-a", leaves(c.form("so-a").Program.Version.Framework)[0])
	return s
}

// send posts a form as a browser without JavaScript does.
func (s *shown) send(who, path, name string, data []byte, fields ...string) *http.Response {
	s.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for i := 0; i < len(fields); i += 2 {
		form.WriteField(fields[i], fields[i+1])
	}
	if name != "" {
		w, _ := form.CreateFormFile("file", name)
		w.Write(data)
	}
	form.Close()
	return s.ask(who, http.MethodPost, path, &b, form.FormDataContentType())
}

func (s *shown) ask(who, method, path string, body *bytes.Buffer, contentType string) *http.Response {
	s.t.Helper()
	if body == nil {
		body = &bytes.Buffer{}
	}
	r, err := http.NewRequest(method, s.server.URL+path, body)
	if err != nil {
		s.t.Fatal(err)
	}
	r.Header.Set("Content-Type", contentType)
	r.AddCookie(&http.Cookie{Name: "session", Value: s.session[who]})
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	got, err := client.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { got.Body.Close() })
	return got
}

// livelyPDF is one page with a black square and a program that would run when it
// is opened.
func livelyPDF() []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n")
	content := "0 0 0 rg 20 20 160 160 re f"
	var at []int
	for i, body := range []string{
		"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(window.__xss=1;app.alert\\(1\\))>>>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>",
		"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/AA<</O<</S/JavaScript/JS(window.__xss=2)>>>>>>",
		fmt.Sprintf("<</Length %d>>stream\n%s\nendstream", len(content), content),
	} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	xref := b.Len()
	b.WriteString("xref\n0 5\n0000000000 65535 f \n")
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", xref)
	return []byte(b.String())
}

func TestEvidencePages(t *testing.T) {
	s := newShown(t)
	svg := []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="window.__xss=3"/>`)
	for _, c := range []struct {
		what, who, name string
		data            []byte
		status          int
	}{
		{"another agency's officer", "foreign", "a.pdf", livelyPDF(), 403},
		{"an auditor", "auditor", "a.pdf", livelyPDF(), 403},
		{"nothing", "officer", "", nil, 422},
		{"a page that runs", "officer", "a.svg", svg, 422},
		{"a page under the name of a picture", "officer", "a.png", svg, 422},
		{"a PDF", "officer", "Quyết định 62.pdf", livelyPDF(), 303},
	} {
		if got := s.send(c.who, s.path, c.name, c.data, "number", "62/QĐ-BTTTT", "date", "09/01/2026", "pointer", "trang 1"); got.StatusCode != c.status {
			t.Errorf("%s: %s", c.what, got.Status)
		}
	}
	all := s.evidence(s.round.ID, "so-a")
	if len(all) != 1 || all[0].Number != "62/QĐ-BTTTT" || all[0].Type != kind.PDF {
		t.Fatalf("%+v", all)
	}
	at := s.path + "/" + all[0].ID
	for who, status := range map[string]int{"officer": 200, "auditor": 200, "secretariat": 200, "foreign": 403} {
		for _, path := range []string{s.path, at, at + "/file"} {
			if got := s.ask(who, http.MethodGet, path, nil, ""); got.StatusCode != status {
				t.Errorf("%s, %s: %s", who, path, got.Status)
			}
		}
	}
	h := s.ask("officer", http.MethodGet, at+"/file", nil, "").Header
	if !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Content-Security-Policy") != web.PolicySandbox || h.Get("Content-Type") != "application/pdf" {
		t.Errorf("%v", h)
	}
	s.intake.Scanner, _ = file.NewScanner("unix:/nobody")
	if got := s.ask("secretariat", http.MethodGet, at+"/file", nil, ""); got.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("it waits for the scanner: %s", got.Status)
	}
	if got := s.ask("officer", http.MethodGet, at+"/file", nil, ""); got.StatusCode != http.StatusOK {
		t.Errorf("its own people: %s", got.Status)
	}
	if err := s.desk.Rescan(t.Context(), s.DB, func(context.Context, string) (file.Verdict, error) {
		return file.Verdict{State: file.Infected, Name: "X.Test"}, nil
	}); err != nil {
		t.Error(err)
	}
	if got := s.ask("officer", http.MethodGet, at+"/file", nil, ""); got.StatusCode != http.StatusConflict {
		t.Errorf("infected: %s", got.Status)
	}
	if got := s.send("officer", at+"/remove", "", nil); got.StatusCode != http.StatusSeeOther || len(s.evidence(s.round.ID, "so-a")) != 0 {
		t.Errorf("removed: %s", got.Status)
	}
}

// TestEvidenceInBrowser uploads through the script, in parts, draws the PDF, and
// sees that nothing in it runs.
func TestEvidenceInBrowser(t *testing.T) {
	b := webtest.Open(t)
	s := newShown(t)
	dir := t.TempDir()
	pdf := filepath.Join(dir, "Quyết định 62.pdf")
	if err := os.WriteFile(pdf, livelyPDF(), 0o600); err != nil {
		t.Fatal(err)
	}
	var picture bytes.Buffer
	png.Encode(&picture, image.NewGray(image.Rect(0, 0, 300, 200)))
	if got := s.send("officer", s.path, "Ảnh chụp.png", picture.Bytes()); got.StatusCode != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	cookies := map[string]string{"session": s.session["officer"]}
	begun := ""
	b.Do(t, webtest.Visit{Name: "evidence-upload", Address: s.server.URL + s.path, Lang: "vi", Width: 1280, Cookies: cookies}, func(ctx context.Context) {
		if err := chromedp.Do(ctx,
			chromedp.SetUploadFiles(`form[data-upload] input[name=file]`, []string{pdf}),
			chromedp.SendKeys(`form[data-upload] input[name=pointer]`, "trang 1"),
			// The session is over in the middle: the page says to choose the file again,
			// and pressing again goes on with the same upload.
			chromedp.Evaluate[chromedp.Void](`(() => {
  const real = window.fetch;
  let over = true;
  window.fetch = (to, how = {}) => {
    if (how.method === "POST") sessionStorage.setItem("begun", Number(sessionStorage.getItem("begun")) + 1);
    if (how.method !== "PATCH" || !over) return real(to, how);
    over = false;
    return Promise.resolve(new Response('{"detail": "Phiên làm việc đã hết."}', { status: 401, headers: { "Content-Type": "application/problem+json" } }));
  };
})()`),
			chromedp.Click(`form[data-upload] button[type=submit]`),
			chromedp.Evaluate[chromedp.Void](`(async () => {
  const note = document.querySelector("[data-upload-note]");
  for (let i = 0; i < 400 && !/Phiên làm việc đã hết.*chọn lại đúng tệp/.test(note.textContent); i++) await new Promise((r) => setTimeout(r, 50));
  if (!/chọn lại đúng tệp/.test(note.textContent)) throw new Error("the page says: " + note.textContent);
})()`, chromedp.EvalAwaitPromise),
			chromedp.Click(`form[data-upload] button[type=submit]`),
			chromedp.WaitVisible(`#evidence .evidence-item:nth-of-type(2)`),
		); err != nil {
			t.Fatal(err)
		}
		var err error
		if begun, err = chromedp.Run(ctx, chromedp.Evaluate[string](`sessionStorage.getItem("begun")`)); err != nil {
			t.Fatal(err)
		}
	})
	if begun != "1" {
		t.Errorf("%s uploads were begun for one file", begun)
	}
	all := s.evidence(s.round.ID, "so-a")
	if len(all) != 2 || all[1].Name != "Quyết định 62.pdf" || all[1].Links[0].Pointer != "trang 1" {
		t.Fatalf("%+v", all)
	}
	// The look waits for the first page; what is drawn in its middle is black.
	drawn := chromedp.Evaluate[chromedp.Void](`(async () => {
		for (let i = 0; i < 200 && !document.querySelector(".pdf-page[data-drawn='2'] canvas"); i++) await new Promise((r) => setTimeout(r, 50));
		const c = document.querySelector(".pdf-page canvas");
		if (!c) return console.error("nothing is drawn: " + document.querySelector("[data-pdf-status]").textContent);
		const p = c.getContext("2d").getImageData(c.width / 2, c.height / 2, 1, 1).data;
		if (p[0] + p[1] + p[2] !== 0) console.error("the page is not what it is: " + p);
		if (window.__xss) console.error("a program of the file ran: " + window.__xss);
	})()`, chromedp.EvalAwaitPromise)
	for i, v := range []webtest.Visit{
		{Name: "evidence", Address: s.path, Lang: "vi", Width: 1280},
		{Name: "evidence", Address: s.path, Lang: "en", Width: 390},
		{Name: "evidence-pdf", Address: s.path + "/" + all[1].ID, Lang: "vi", Width: 1280, Before: drawn},
		{Name: "evidence-pdf", Address: s.path + "/" + all[1].ID, Lang: "en", Width: 390, Before: drawn},
		{Name: "evidence-picture", Address: s.path + "/" + all[0].ID, Lang: "vi", Width: 390},
	} {
		v.Address, v.Cookies = s.server.URL+v.Address, cookies
		t.Log(i, v.Name)
		b.Look(t, v)
	}
}
