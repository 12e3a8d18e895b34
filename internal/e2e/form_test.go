package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"
	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// typeInto types into the input of an item as a person does: what is there goes,
// and the page is told of every change.
func typeInto(item, value string) chromedp.Action[chromedp.Void] {
	return chromedp.Evaluate[chromedp.Void](`(() => {
  const one = document.querySelector('[data-item="` + item + `"] input[data-part=value]');
  one.focus(); one.value = "` + value + `";
  one.dispatchEvent(new Event("input", {bubbles: true})); one.dispatchEvent(new Event("change", {bubbles: true}));
})()`)
}

// until waits for a condition of the page.
func until(ctx context.Context, t *testing.T, condition string) {
	t.Helper()
	for end := time.Now().Add(60 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](condition))
		if err == nil && ok {
			return
		}
		if time.Now().After(end) {
			page, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`(document.querySelector("[data-kept]") || {}).textContent + " | " + location.href`))
			t.Fatalf("never: %s; the page says %q (%v)", condition, page, err)
		}
	}
}

// TestFormKeepsAnswers: answers are kept while they are typed, a lost race shows
// both values, a cut network and a session that is over lose nothing.
func TestFormKeepsAnswers(t *testing.T) {
	b := webtest.Open(t)
	s := newSite(t)
	at := s.found(t, "canbo.skhcn", "/forms", `href="(/forms/[0-9a-f]{32}/so-kh-cn)"`)
	roundID := strings.Split(at, "/")[2]
	value := func(item string) (a assessment.Answer) {
		t.Helper()
		if err := s.program.DB.Read(t.Context(), func(tx *db.Tx) error {
			all, err := assessment.Answers(tx, roundID, "so-kh-cn")
			a = all[item]
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return a
	}
	visit := webtest.Visit{Name: "form-typed", Address: s.address + at, Lang: "vi", Width: 1280, Cookies: map[string]string{"session": s.session(t, "canbo.skhcn")}}
	b.Do(t, visit, func(ctx context.Context) {
		do := func(a chromedp.Action[chromedp.Void]) {
			t.Helper()
			if err := chromedp.Do(ctx, a); err != nil {
				t.Fatal(err)
			}
		}
		do(typeInto("may_tinh", "245"))
		until(ctx, t, `/^Đã lưu \d\d:/.test(document.querySelector("[data-kept]").textContent)`)
		first := value("may_tinh")
		if first.Value != "245" {
			t.Fatalf("%+v", first)
		}
		until(ctx, t, `document.querySelector("#points-A1 .trace").textContent.includes("245")`)

		// What is no answer is told beside the input and stays there.
		do(typeInto("may_tinh", "hai trăm"))
		until(ctx, t, `!document.querySelector('[data-item=may_tinh] [data-fault]').hidden`)
		if now := value("may_tinh"); now.Value != "245" {
			t.Errorf("%+v", now)
		}

		// Somebody else saves meanwhile: both values stand there.
		s.save(t, roundID, assessment.Edit{Item: "may_tinh", Base: first.Version, Value: "300"})
		do(typeInto("may_tinh", "246"))
		until(ctx, t, `!document.querySelector('[data-item=may_tinh] [data-lost]').hidden`)
		until(ctx, t, `document.querySelector('[data-item=may_tinh] [data-theirs]').textContent.includes("300")`)
		if now := value("may_tinh"); now.Value != "300" {
			t.Errorf("written over: %+v", now)
		}
		do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-item=may_tinh] [data-keep-mine]').click()`))
		until(ctx, t, `/^Đã lưu \d\d:/.test(document.querySelector("[data-kept]").textContent)`)
		if now := value("may_tinh"); now.Value != "246" {
			t.Errorf("the choice was not kept: %+v", now)
		}

		// The network is cut, then the window closed: what was typed waits.
		do(chromedp.Evaluate[chromedp.Void](`window.fetch = () => Promise.reject(new TypeError("cut"))`))
		do(typeInto("cbccvc", "251"))
		until(ctx, t, `document.querySelector("[data-kept]").textContent.startsWith("Mất kết nối")`)
		if now := value("cbccvc"); now.Value == "251" {
			t.Error("saved without a network")
		}
		do(chromedp.Navigate(s.address + at))
		until(ctx, t, `/^Đã lưu \d\d:/.test((document.querySelector("[data-kept]") || {}).textContent)`)
		if now := value("cbccvc"); now.Value != "251" {
			t.Errorf("lost with the network: %+v", now)
		}

		// The session is over: what was typed waits until somebody signs in again.
		s.signOut(t, "canbo.skhcn")
		do(typeInto("cbccvc", "252"))
		until(ctx, t, `document.querySelector("[data-kept]").textContent.startsWith("Phiên làm việc")`)
		until(ctx, t, `JSON.parse(localStorage.getItem(Object.keys(localStorage).find((k) => k.startsWith("keep:")))).some((e) => e.value === "252")`)
		cookie := network.SetCookieParams{Name: "session", Value: s.session(t, "canbo.skhcn"), URL: s.address}
		if _, err := chromedp.Call(ctx, network.SetCookie, cookie); err != nil {
			t.Fatal(err)
		}
		do(chromedp.Evaluate[chromedp.Void](`dispatchEvent(new Event("focus"))`))
		until(ctx, t, `/^Đã lưu \d\d:/.test(document.querySelector("[data-kept]").textContent)`)
		if now := value("cbccvc"); now.Value != "252" {
			t.Errorf("lost with the session: %+v", now)
		}

		// As a spreadsheet: a block is pasted, one cell is on no list, one is no
		// number; taken back, all that was there before is there again.
		do(chromedp.Navigate(s.address + at + "/grid"))
		kept := `/^Đã lưu \d\d:/.test((document.querySelector("[data-kept]") || {}).textContent)`
		items := func(from string, n int) (codes []string) {
			got, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](fmt.Sprintf(`(() => { const all = [...document.querySelectorAll("[data-item]")].map((e) => e.dataset.item); const i = all.indexOf(%q); return all.slice(i, i + %d); })()`, from, n)))
			if err != nil || len(got) != n {
				t.Fatalf("%v %v", got, err)
			}
			return got
		}
		paste := func(item, text string) {
			do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(() => {
  const one = document.querySelector('[data-item=%s] [data-part=value]');
  one.focus();
  const data = new DataTransfer();
  data.setData("text/plain", %q);
  one.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
})()`, item, text)))
		}
		rows := items("may_tinh", 3)
		before := []string{value(rows[0]).Value, value(rows[1]).Value, value(rows[2]).Value}
		paste("may_tinh", "1.260\t\t\r\n1.300\t\t\r\nnhiều máy\t\t\r\n")
		until(ctx, t, `!document.querySelector('[data-item=`+rows[2]+`] [data-fault]').hidden`)
		for i, want := range []string{"1260", "1300", before[2]} {
			end := time.Now().Add(20 * time.Second)
			for value(rows[i]).Value != want && time.Now().Before(end) {
				time.Sleep(20 * time.Millisecond)
			}
			if now := value(rows[i]); now.Value != want {
				t.Errorf("pasted into %s: %+v, want %s", rows[i], now, want)
			}
		}
		do(chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "z", ctrlKey: true, bubbles: true, cancelable: true }))`))
		until(ctx, t, kept)
		for i := range rows {
			end := time.Now().Add(20 * time.Second)
			for value(rows[i]).Value != before[i] && time.Now().Before(end) {
				time.Sleep(20 * time.Millisecond)
			}
			if now := value(rows[i]); now.Value != before[i] {
				t.Errorf("taken back in %s: %+v, want %s", rows[i], now, before[i])
			}
		}
		do(chromedp.Evaluate[chromedp.Void](`document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }))`))
		until(ctx, t, `document.activeElement.closest("[data-item]").dataset.item === "`+rows[1]+`"`)
	})
}

// save saves an answer as the secretariat does for an agency.
func (s *site) save(t *testing.T, roundID string, e assessment.Edit) {
	t.Helper()
	visit, err := s.program.Gate.Enter(t.Context(), s.session(t, "thuongtruc"), audit.Origin{})
	if err == nil {
		desk := assessment.NewDesk(s.program.Log, s.program.Gate)
		err = s.program.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := desk.Save(tx, assessment.By{Actor: visit.Actor, Behalf: true}, roundID, "so-kh-cn", e)
			return err
		})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// signOut ends the session of somebody.
func (s *site) signOut(t *testing.T, login string) {
	t.Helper()
	if err := s.program.Gate.SignOut(t.Context(), s.session(t, login), audit.Origin{}); err != nil {
		t.Fatal(err)
	}
	s.sessions[login] = ""
}

// submitted submits a form as the secretariat does, withdraws it, so that it can
// be filled in again, and gives the path of the receipt.
func (s *site) submitted(t *testing.T, form string) string {
	t.Helper()
	c := s.client(t, "thuongtruc")
	hash := s.found(t, "thuongtruc", form+"/submit", `name="hash" value="([0-9a-f]{64})"`)
	r, err := c.PostForm(s.address+form+"/submit", url.Values{"way": {"behalf"}, "hash": {hash}, "revision": {"0"}, "number": {"12/SKHCN"}, "date": {"02/11/2026"}, "statement": {"yes"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	receipt := r.Request.URL.Path
	if !strings.Contains(receipt, "/receipts/") {
		t.Fatalf("submitting led to %s", receipt)
	}
	key, err := os.ReadFile(filepath.Join(s.dir, "keys", "audit-public.key"))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := assessment.VerifyReceipt([]byte(s.page(t, "canbo.skhcn", receipt+"/file")), strings.TrimSpace(string(key))); err != nil {
		t.Errorf("the receipt: %v", err)
	}
	printed := s.fetched(t, "canbo.skhcn", receipt+"/pdf")
	if !bytes.HasPrefix(printed, []byte("%PDF-")) {
		t.Error("the receipt cannot be printed")
	}
	if folder := os.Getenv("SANSANG_PICTURES"); folder != "" { // for who looks at pages
		if err := errors.Join(os.MkdirAll(folder, 0o755), os.WriteFile(filepath.Join(folder, "receipt.pdf"), printed, 0o644)); err != nil {
			t.Error(err)
		}
	}
	if r, err = c.PostForm(s.address+form+"/withdraw", url.Values{"revision": {"1"}, "reason": {"Bổ sung số liệu"}}); err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return receipt
}

// changed fills the workbook of a form, has somebody change one of its answers
// meanwhile, and gives the path to what the workbook would change.
func (s *site) changed(t *testing.T, form string, typed ...any) string {
	t.Helper()
	x, err := excelize.OpenReader(bytes.NewReader(s.fetched(t, "canbo.skhcn", form+"/workbook/file")))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	tab := x.GetSheetList()[1]
	rows, err := x.GetRows(tab)
	if err != nil {
		t.Fatal(err)
	}
	left := typed
	for i, row := range rows {
		if len(row) > 8 && row[2] != "" && !strings.HasPrefix(row[8], "§") && len(left) > 0 && i > 6 {
			if err := x.SetCellValue(tab, fmt.Sprint("E", i+1), left[0]); err != nil {
				t.Fatal(err)
			}
			if len(left) == len(typed) {
				s.answered(t, form, row[8])
			}
			left = left[1:]
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return s.upload(t, "canbo.skhcn", form+"/workbook", "file", b.Bytes())
}

// answered changes an answer that stands in a form.
func (s *site) answered(t *testing.T, form, item string) {
	t.Helper()
	base := s.found(t, "canbo.skhcn", form, `name="base.`+item+`" value="(\d+)"`)
	value := s.found(t, "canbo.skhcn", form, `name="value.`+item+`" value="(\d*)"`)
	r, err := s.client(t, "canbo.skhcn").PostForm(s.address+form+"/answers", url.Values{"op": {item + base}, "item": {item}, "base": {base}, "value": {value + "1"}})
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != 200 {
		t.Fatal(r.Status)
	}
}

// questioned asks two questions about a criterion, has one answered for all, and
// gives the path of its questions.
func (s *site) questioned(t *testing.T, form string) string {
	t.Helper()
	path := form + "/questions/A1"
	send := func(login, path string, v url.Values) {
		r, err := s.client(t, login).PostForm(s.address+path, v)
		if err != nil {
			t.Fatal(err)
		}
		r.Body.Close()
		if r.StatusCode != 200 {
			t.Fatalf("%s: %s", path, r.Status)
		}
	}
	send("canbo.skhcn", path, url.Values{"question": {"Máy tính đã thanh lý nhưng chưa xóa khỏi sổ tài sản có tính vào số máy không?"}})
	reply := s.found(t, "thuongtruc", "/rounds/"+strings.Split(form, "/")[2]+"/questions", `action="(/rounds/[0-9a-f]+/questions/so-kh-cn/[0-9a-f]+)"`)
	send("thuongtruc", reply, url.Values{"answer": {"Không tính. Chỉ tính máy đang sử dụng vào ngày chốt số liệu."}, "shared": {"yes"}})
	send("canbo.skhcn", path, url.Values{"question": {"Máy tính mượn của đơn vị khác thì tính cho đơn vị nào?"}})
	return path
}

// pastSent sends a past round of two agencies and gives the path to what it holds.
func (s *site) pastSent(t *testing.T) string {
	t.Helper()
	version := s.found(t, "thuongtruc", "/rounds/-/past", `option value="([0-9a-f]{32})"[^>]*>[^<]*2026`)
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for name, value := range map[string]string{"name": "Đánh giá năm 2024", "nameEn": "Assessment of 2024", "year": "2024", "asOf": "31/12/2025", "set": s.found(t, "thuongtruc", "/rounds/-/past", `name="set"[^>]*>\s*<option value="([^"]+)"`), "version": version} {
		if err := m.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	part, err := m.CreateFormFile("table", "2024.csv")
	if err == nil {
		_, err = io.WriteString(part, "agency;name;group;may_tinh;cbccvc;published points;published rank;published level\nso-kh-cn;;so-co-tthc;80;100;88,5;1;Tốt\nso-y-te;;so-co-tthc;50;90;61,25;2;Khá\n")
	}
	if err == nil {
		err = m.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := s.client(t, "thuongtruc").Post(s.address+"/rounds/-/past", m.FormDataContentType(), &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	return r.Request.URL.RequestURI()
}

// changedAll fills two cells of the workbook of all agencies and gives the path to
// what it would change.
func (s *site) changedAll(t *testing.T, at string) string {
	t.Helper()
	version := s.found(t, "thuongtruc", at, `href="(`+at+`/[0-9a-f]{32})"`)
	x, err := excelize.OpenReader(bytes.NewReader(s.fetched(t, "thuongtruc", version)))
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	var b bytes.Buffer
	for _, tab := range x.GetSheetList() {
		if strings.HasPrefix(tab, "_") || tab != "Trả lời" {
			continue
		}
		for cell, v := range map[string]int{"D9": 321, "E9": 322, "D10": 77} {
			err = errors.Join(err, x.SetCellValue(tab, cell, v))
		}
	}
	if err = errors.Join(err, x.Write(&b)); err != nil {
		t.Fatal(err)
	}
	return s.upload(t, "thuongtruc", version, "file", b.Bytes())
}
