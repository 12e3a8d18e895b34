package criteria

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// to gives where an answer leads.
func (e *editor) to(t *testing.T, w *httptest.ResponseRecorder) string {
	t.Helper()
	e.holds(t, w, http.StatusSeeOther)
	return w.Header().Get("Location")
}

func (e *editor) version(t *testing.T, at string) (v *Version) {
	t.Helper()
	id := strings.TrimPrefix(at, pathList+"/")
	if err := e.d.Read(t.Context(), func(tx *db.Tx) (err error) { v, err = Get(tx, id); return err }); err != nil {
		t.Fatal(err)
	}
	return v
}

// upload sends a file as a browser does and gives the address of its preview.
func (e *editor) upload(t *testing.T, name, into string, data []byte) string {
	t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	_ = form.WriteField("into", into)
	part, err := form.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = part.Write(data)
	form.Close()
	r := httptest.NewRequest(http.MethodPost, pathImport, &b)
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Accept-Language", "vi")
	r.AddCookie(&http.Cookie{Name: "session", Value: e.session["secretariat"]})
	w := httptest.NewRecorder()
	e.handler.ServeHTTP(w, r)
	return e.to(t, w)
}

// TestVersionPages: a framework is begun, seen, issued, amended, compared and
// withdrawn through the pages; what is not allowed is said at its place.
func TestVersionPages(t *testing.T) {
	e := newEditor(t)
	at := Path(e.id)
	e.page(t, at, "A. ", "Số máy tính", "× 5 điểm, tối đa 5 điểm", "Bỏ dự thảo", "Ban hành", "Cách xếp loại")
	e.page(t, pathList, "Dự thảo", "Lập bộ tiêu chí")
	e.page(t, pathList+"?state=issued", "Không có phiên bản nào ở trạng thái này")
	e.holds(t, e.ask("officer", http.MethodGet, pathList, nil), http.StatusOK, "Chưa có bộ tiêu chí nào", "!"+at)
	e.holds(t, e.ask("officer", http.MethodGet, at, nil), http.StatusForbidden)
	e.holds(t, e.ask("officer", http.MethodGet, Path("khong-co"), nil), http.StatusForbidden)
	e.holds(t, e.ask("secretariat", http.MethodGet, Path("khong-co"), nil), http.StatusNotFound)

	// Issue: every fault at its field, then frozen, with the number of the decision.
	revision := e.version(t, at).revision()
	e.holds(t, e.ask("secretariat", http.MethodPost, at+placeIssue, url.Values{"revision": {revision}, "date": {"31/02/2026"}}), http.StatusUnprocessableEntity,
		"Hãy ghi số, ký hiệu quyết định", "Ngày quyết định không đúng", "Hãy ghi cơ quan ban hành", `value="31/02/2026"`)
	decision := url.Values{"revision": {"99"}, "number": {"1187/QĐ-UBND"}, "date": {"5/9/2026"}, "issuer": {"UBND tỉnh"}}
	e.holds(t, e.ask("secretariat", http.MethodPost, at+placeIssue, decision), http.StatusConflict, "Người khác vừa sửa", `value="1187/QĐ-UBND"`)
	decision.Set("revision", revision)
	e.holds(t, e.ask("officer", http.MethodPost, at+placeIssue, decision), http.StatusForbidden)
	e.to(t, e.ask("secretariat", http.MethodPost, at+placeIssue, decision))
	v := e.version(t, at)
	if v.State != Issued || v.Decision != (Decision{"1187/QĐ-UBND", "2026-09-05", "UBND tỉnh"}) {
		t.Errorf("%s %+v", v.State, v.Decision)
	}
	e.holds(t, e.ask("officer", http.MethodGet, at, nil), http.StatusOK, "1187/QĐ-UBND ngày 05/09/2026", "!Bỏ dự thảo", "!Cho hết hiệu lực")
	e.holds(t, e.ask("officer", http.MethodGet, at+placeAnnex, nil), http.StatusOK, "STT", "(Kèm theo Quyết định số 1187/QĐ-UBND ngày 05/09/2026 của UBND tỉnh)")

	// An amending version with another maximum and a check, against its source.
	e.page(t, at+placeClone+"?how=amend", `value="2026.1"`)
	amending := e.to(t, e.ask("secretariat", http.MethodPost, at+placeClone, url.Values{"number": {"2026.1"}, "how": {"amend"}}))
	e.write(t, func(tx *db.Tx) error {
		_, err := e.library.Edit(tx, e.secretariat, strings.TrimPrefix(amending, pathList+"/"), 1, func(v *Version) error {
			n, _ := Find(v.Framework, "A1")
			n.Max, n.Rule = scoring.Int(4), &scoring.Counted{Of: scoring.Of("may_tinh"), Each: scoring.Int(1)}
			v.Checks = []Check{{Code: "may", Require: "may_tinh <= cbccvc * 3", Severity: Warns}}
			return nil
		})
		return err
	})
	e.page(t, amending+placeCompare, "Từ 2026 · ict-readiness · Đã ban hành", "điểm tối đa", "kiểm tra chéo may", "-1", "× 1 điểm, tối đa 4 điểm.", "Thêm")
	e.page(t, amending, "Sửa đổi phiên bản", "khác điểm tối đa")
	// It does not add up, so it cannot be issued: the page says why and has no form.
	e.page(t, amending+placeIssue, "Chưa ban hành được", "Phải sửa", "/edit?node=A\"", "!Ngày ký")

	// What ends a version wants a reason.
	e.holds(t, e.ask("secretariat", http.MethodPost, amending+placeDiscard, url.Values{"revision": {"2"}}), http.StatusUnprocessableEntity, "Hãy ghi lý do")
	e.holds(t, e.ask("secretariat", http.MethodPost, amending+placeDiscard, url.Values{"revision": {"1"}, "reason": {"nhầm"}}), http.StatusConflict, "nhầm", "Người khác vừa sửa")
	if got := e.to(t, e.ask("secretariat", http.MethodPost, amending+placeDiscard, url.Values{"revision": {"2"}, "reason": {"nhầm"}})); got != pathList {
		t.Error(got)
	}
	e.to(t, e.ask("secretariat", http.MethodPost, at+placeWithdraw, url.Values{"revision": {v.revision()}, "reason": {"thay thế"}}))
	e.page(t, at, "Hết hiệu lực", "!Sửa đổi…")
}

func (v *Version) revision() string { return revisionField(v).Value }

// TestBegin: from what is shipped and from the outline, which is sound.
func TestBegin(t *testing.T) {
	e := newEditor(t)
	e.page(t, pathNew, "spbe", "Từ bộ khung trống")
	made := e.version(t, e.to(t, e.ask("secretariat", http.MethodPost, pathNew, url.Values{"how": {"shipped"}, "shipped": {"ict-readiness-2017"}, "number": {"2018"}})))
	if made.State != Draft || made.Framework.Version != "2018" || len(made.Framework.Items) != 55 {
		t.Errorf("%s %d", made.Framework.Version, len(made.Framework.Items))
	}
	e.holds(t, e.ask("secretariat", http.MethodPost, pathNew, url.Values{"how": {"empty"}, "code": {"có dấu"}, "name": {"Bộ mới"}}), http.StatusUnprocessableEntity, "Hãy điền ô này", "Chữ cái không dấu", `value="Bộ mới"`)
	made = e.version(t, e.to(t, e.ask("secretariat", http.MethodPost, pathNew, url.Values{"how": {"empty"}, "code": {"moi"}, "number": {"2027"}, "name": {"Bộ mới"}})))
	if err := made.Findings().Err(); err != nil || made.Framework.Name.Vi != "Bộ mới" {
		t.Errorf("the outline: %v", err)
	}
	e.holds(t, e.ask("officer", http.MethodPost, pathNew, url.Values{"how": {"empty"}}), http.StatusForbidden)
}

// TestImportPages: a workbook becomes a draft, or changes one, whole or not at
// all; its faults are told by cell.
func TestImportPages(t *testing.T) {
	e := newEditor(t)
	f, err := Load("ict-readiness-2026")
	if err != nil {
		t.Fatal(err)
	}
	book := func() []byte {
		var b bytes.Buffer
		if err := WriteSheet(&b, &Document{Framework: f}, text.Vi); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	exported := e.ask("secretariat", http.MethodGet, Path(e.id)+placeWorkbook, nil)
	if got := exported.Body.Bytes(); !bytes.HasPrefix(got, []byte("PK")) || !strings.Contains(exported.Header().Get("Content-Disposition"), "ict-readiness-2026.xlsx") {
		t.Errorf("the workbook: %q %v", got[:min(20, len(got))], exported.Header())
	}
	e.page(t, e.upload(t, "moi.xlsx", e.id, exported.Body.Bytes()), "giống hệt dự thảo", "!Đồng ý và ghi")

	n, _ := Find(f, "A1")
	n.Name.Vi = "Máy tính cho cán bộ"
	preview := e.upload(t, `C:\tệp\moi.xlsx`, e.id, book())
	e.page(t, preview, "moi.xlsx", "1 thay đổi", "Máy tính cho cán bộ")
	e.holds(t, e.ask("secretariat", http.MethodPost, preview, url.Values{"revision": {"7"}}), http.StatusConflict, "Người khác vừa sửa")
	e.to(t, e.ask("secretariat", http.MethodPost, preview, url.Values{"revision": {"1"}}))
	if got, _ := Find(e.now(t).Framework, "A1"); got.Name.Vi != "Máy tính cho cán bộ" {
		t.Error(got.Name.Vi)
	}
	plain := e.ask("secretariat", http.MethodGet, Path(e.id)+placeYAML, nil).Body.Bytes()
	preview = e.upload(t, "moi.yaml", "", plain)
	e.page(t, preview, "một dự thảo mới được lập", "Điểm tối đa theo lĩnh vực")
	made := e.version(t, e.to(t, e.ask("secretariat", http.MethodPost, preview, url.Values{"revision": {"0"}})))
	if made.ID == e.id || !made.Framework.Equal(e.now(t).Framework) {
		t.Error("the copy differs")
	}

	spoilt := bytes.ReplaceAll(plain, []byte("may_tinh / cbccvc"), []byte("may_la / cbccvc"))
	preview = e.upload(t, "sai.yaml", "", spoilt)
	e.holds(t, e.ask("secretariat", http.MethodGet, preview, nil), http.StatusUnprocessableEntity, "lỗi nên chưa nạp được", "may_la", "sai.yaml")
	e.holds(t, e.ask("secretariat", http.MethodPost, preview, url.Values{"revision": {"0"}}), http.StatusUnprocessableEntity)
	e.holds(t, e.ask("officer", http.MethodGet, preview, nil), http.StatusForbidden)
}
