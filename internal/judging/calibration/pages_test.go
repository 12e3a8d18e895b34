package calibration_test

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// house is the pages of this slice with an issued version and a draft of it.
type house struct {
	t       *testing.T
	d       *db.DB
	handler http.Handler
	session map[string]string
	issued  string
	draft   string
}

func newHouse(t *testing.T) *house {
	t.Helper()
	d := dbtest.SQLite(t, allTables)
	folk := accesstest.New(t, d)
	secretariat := folk.Actor(access.Secretariat)
	h := &house{t: t, d: d, session: map[string]string{"secretariat": folk.Token(secretariat), "chair": folk.Token(folk.Actor(access.Chair)),
		"officer": folk.Token(folk.Over(access.Officer, access.Scope{Level: access.OverAgency, ID: "so-noi-vu"}))}}
	words, err := text.NewCatalogue(db.Texts, file.Texts, sheet.Texts, web.Texts, audit.Texts, access.Texts, criteria.Texts, calibration.Texts)
	if err != nil {
		t.Fatal(err)
	}
	files, err := file.Open(context.Background(), file.Config{URL: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	people := &access.Pages{Gate: folk.Gate, DB: d, Site: site, Frame: func(*http.Request) web.Chrome { return web.Chrome{Product: "Sansang"} }}
	mux := web.NewMux(site, people.Guard)
	library := criteria.NewLibrary(folk.Log, folk.Gate)
	(&calibration.Pages{DB: d, Gate: folk.Gate, Site: site, Files: files, Desk: calibration.NewDesk(folk.Log, folk.Gate, library)}).Mount(mux)
	h.handler = site.Wrap(mux)
	by := criteria.By{Actor: secretariat, Reason: "thử"}
	err = d.Write(context.Background(), func(tx *db.Tx) error {
		v, err := library.New(tx, by, small("1", "5", "5", "10"), nil)
		if err != nil {
			return err
		}
		if v, err = library.Issue(tx, by, v.ID, v.Revision, criteria.Decision{Number: "1/QĐ-UBND", Date: "2026-01-05", Issuer: "UBND tỉnh"}); err != nil {
			return err
		}
		h.issued = v.ID
		v, err = library.Clone(tx, by, v.ID, "2", false)
		h.draft = v.ID
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *house) send(who string, r *http.Request) *httptest.ResponseRecorder {
	r.Header.Set("Accept-Language", "vi")
	r.AddCookie(&http.Cookie{Name: "session", Value: h.session[who]})
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	return w
}

// see asks for a page and wants words on it, and others not.
func (h *house) see(who, at string, status int, words ...string) string {
	h.t.Helper()
	w := h.send(who, httptest.NewRequest(http.MethodGet, at, nil))
	h.want(w, status, words...)
	return w.Body.String()
}

func (h *house) want(w *httptest.ResponseRecorder, status int, words ...string) {
	h.t.Helper()
	if w.Code != status {
		h.t.Fatalf("got %d, want %d: %.2000s", w.Code, status, w.Body)
	}
	for _, one := range words {
		no := strings.HasPrefix(one, "!")
		if strings.Contains(w.Body.String(), strings.TrimPrefix(one, "!")) == no {
			h.t.Errorf("the page and %q: %.6000s", one, w.Body)
		}
	}
}

func (h *house) post(who, at string, form url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodPost, at, strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return h.send(who, r)
}

// upload sends a table and gives the address of what it holds.
func (h *house) upload(at, name, data string) string {
	h.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	part, err := form.CreateFormFile("table", name)
	if err != nil {
		h.t.Fatal(err)
	}
	_, _ = part.Write([]byte(data)) // into memory
	form.Close()
	r := httptest.NewRequest(http.MethodPost, at, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	w := h.send("secretariat", r)
	h.want(w, http.StatusSeeOther)
	return w.Header().Get("Location")
}

const fourAgencies = "agency,name,group,x,n,y,b\ns1,Sở Một,so,4,4,0,10\ns2,Sở Hai,so,2,4,1,8\ns3,Sở Ba,so,0,4,1,4\ns4,Sở Bốn,so,4,4,1,\n"

// TestPages: a table is looked at and kept, a draft tried with typed numbers and
// by a slider, minutes are taken and the draft is changed.
func TestPages(t *testing.T) {
	h := newHouse(t)
	at := calibration.Path(h.draft)
	h.see("officer", at, http.StatusForbidden)
	h.see("officer", calibration.Path(h.issued), http.StatusForbidden)
	h.see("chair", at, http.StatusOK, "chưa có bảng số liệu", `!type="file"`)
	h.see("secretariat", at, http.StatusOK, `type="file"`)
	h.see("chair", at+"/import", http.StatusForbidden)

	bad := h.upload(at+"/import", "bang.csv", strings.Replace(fourAgencies, "s2,", "s1,", 1))
	h.see("secretariat", bad, http.StatusUnprocessableEntity, "hai lần", "!Lưu bảng số liệu")
	good := h.upload(at+"/import", "bang.csv", fourAgencies)
	h.see("secretariat", good, http.StatusOK, "Sở Một", "Lưu bảng số liệu")
	h.want(h.post("secretariat", good, url.Values{}), http.StatusUnprocessableEntity, "phải nêu lý do")
	h.want(h.post("secretariat", good, url.Values{"reason": {"số liệu 2025"}}), http.StatusSeeOther)

	// The draft equals the issued version: nobody moves.
	h.see("chair", at, http.StatusOK, "0 cơ quan đổi hạng", "0 cơ quan đổi mức", "Trái với phần còn lại", "!Ghi biên bản và đưa")
	// A1 2, A2 8: two ranks and two levels, as in TestTrialByHand.
	tried := at + "?m.A1=2&m.A2=8"
	h.see("secretariat", tried, http.StatusOK, "2 cơ quan đổi hạng", "2 cơ quan đổi mức", "77,5 → 85", "A2: +15; A1: −7,5", "Ghi biên bản và đưa")
	h.see("secretariat", tried+"&against=-", http.StatusOK, "chưa có bản nào đặt cạnh")
	h.see("chair", at+"/agencies/s2?m.A1=2&m.A2=8", http.StatusOK, "+15", "−7,5", "+7,5", "85 điểm, hạng 1 trên 4")
	h.see("chair", at+"/agencies/khong-co", http.StatusNotFound)
	h.see("secretariat", at+"?m.A1=0", http.StatusUnprocessableEntity, "Cần một số lớn hơn 0")
	h.see("secretariat", at+"?m.A=4&m.A1=6", http.StatusUnprocessableEntity, "các mục con đã chiếm 6")

	// What a slider says counts in its own request only.
	slid := httptest.NewRequest(http.MethodGet, at+"?m.A1=5&r.m.A1=2.5&r.m.A2=9", nil)
	slid.Header.Set("HX-Request", "true")
	slid.Header.Set("HX-Trigger-Name", "r.m.A1")
	h.want(h.send("secretariat", slid), http.StatusOK, "A1 Tiêu chí A1: điểm tối đa 2,5", "!A2 Tiêu chí A2: điểm tối đa", `name="m.A1" value="2,5"`)

	change := url.Values{"m.A1": {"2"}, "m.A2": {"8"}, "reason": {"A1 không còn phân hóa"}, "revision": {"1"}}
	h.want(h.post("chair", at+"/minutes", change), http.StatusForbidden)
	h.want(h.post("secretariat", at+"/minutes", change), http.StatusSeeOther)
	h.see("chair", at, http.StatusOK, "A1 không còn phân hóa", "2 cơ quan đổi hạng, 2 cơ quan đổi mức", "0 cơ quan đổi hạng trong nhóm")
	change.Set("act", "adopt")
	h.want(h.post("secretariat", at+"/minutes", change), http.StatusSeeOther)
	h.see("chair", at, http.StatusOK, "đưa thay đổi vào dự thảo", "2 cơ quan đổi hạng trong nhóm")
	change.Set("m.A1", "3")
	h.want(h.post("secretariat", at+"/minutes", change), http.StatusConflict) // the draft is another by now

	h.see("chair", at+"/robustness", http.StatusOK, "±25%", "1.024 lần", "Sở Một", "!Lưu cách thử")
	settings := url.Values{"draws": {"64"}, "noise": {"12,5"}, "seed": {"9"}, "reason": {"thử"}, "revision": {"1"}}
	h.want(h.post("secretariat", at+"/robustness", settings), http.StatusSeeOther)
	h.see("secretariat", at+"/robustness", http.StatusOK, "64 lần", `value="9"`)
	settings.Set("draws", "1000000")
	h.want(h.post("secretariat", at+"/robustness", settings), http.StatusUnprocessableEntity, "từ 0 đến")
	settings.Set("draws", "64")
	h.want(h.post("secretariat", at+"/robustness", settings), http.StatusConflict)

	w := h.send("chair", httptest.NewRequest(http.MethodGet, at+"/workbook", nil))
	book, err := sheet.ReadBytes("a.xlsx", w.Body.Bytes(), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if back, _, err := calibration.ReadTable(book, text.AskDecimal, small("1", "5", "5", "10")); err != nil || len(back.Agencies) != 4 {
		t.Errorf("the workbook reads back as %+v, %v", back, err)
	}
}
