package agency

import (
	"bytes"
	"errors"
	"fmt"
	"html"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// form gives the fields of the form of a page as a browser would send them.
func formOn(body string) url.Values {
	f := url.Values{}
	for _, m := range regexp.MustCompile(`<input[^>]*>`).FindAllString(body, -1) {
		name, value := attribute(m, "name"), attribute(m, "value")
		if name != "" && (attribute(m, "type") != "checkbox" && attribute(m, "type") != "radio" || strings.Contains(m, " checked")) {
			f.Set(name, value)
		}
	}
	for _, m := range regexp.MustCompile(`(?s)<textarea([^>]*)>(.*?)</textarea>`).FindAllStringSubmatch(body, -1) {
		f.Set(attribute(m[1], "name"), html.UnescapeString(m[2]))
	}
	for _, m := range regexp.MustCompile(`(?s)<select([^>]*)>(.*?)</select>`).FindAllStringSubmatch(body, -1) {
		options := regexp.MustCompile(`<option[^>]*>`).FindAllString(m[2], -1)
		f.Set(attribute(m[1], "name"), attribute(options[0], "value"))
		for _, o := range options {
			if strings.Contains(o, " selected") {
				f.Set(attribute(m[1], "name"), attribute(o, "value"))
			}
		}
	}
	return f
}

func attribute(tag, name string) string {
	m := regexp.MustCompile(` ` + name + `="([^"]*)"`).FindStringSubmatch(tag)
	if m == nil {
		return ""
	}
	return html.UnescapeString(m[1])
}

// send sends a form of the secretariat and asks for a status.
func (s *surface) send(t *testing.T, at string, f url.Values, status int, want ...string) *httptest.ResponseRecorder {
	t.Helper()
	w := s.ask("secretariat", http.MethodPost, at, f)
	body := html.UnescapeString(w.Body.String())
	if w.Code != status {
		main := body[max(strings.Index(body, "<main"), 0):]
		t.Fatalf("%s: %d, want %d\n%s", at, w.Code, status, main[:min(len(main), 2500)])
	}
	for _, one := range want {
		if !strings.Contains(body, one) {
			t.Errorf("%s: %q is not there", at, one)
		}
	}
	return w
}

func (s *surface) agency(t *testing.T, code string) *Agency { return s.province(t).Agencies[code] }

func (s *surface) records(t *testing.T, act string) (n int) {
	t.Helper()
	read(t, s.db, func(tx *db.Tx) error {
		found, err := s.log.Find(tx, audit.Search{Act: act, Limit: 1000})
		n = len(found)
		return err
	})
	return n
}

// An agency is added and changed by its form; what is wrong comes back at its
// field with everything typed, a lost race with both sides.
func TestAgencyForm(t *testing.T) {
	s := makeSurface(t, true)
	f := formOn(s.page(t, "secretariat", "/agencies/-/new"))
	f.Set("code", "so xay dung")
	f.Set("name", "Sở Xây dựng")
	f.Set("kind", "department")
	f.Set("parent", "tinh bac ninh")
	f.Set("from", "31/02/2026")
	f.Set("basisNumber", "5/NQ-HĐND")
	f.Set("person1", "Phạm Văn Dũng")
	f.Set("mail2", "ai-do@example.vn")
	s.send(t, "/agencies/-/new", f, http.StatusUnprocessableEntity, `value="Sở Xây dựng"`, "Mã “so xay dung” không đúng dạng", "“31/02/2026” không phải là ngày",
		"Chưa ghi lý do", "Chưa ghi ngày ban hành", "Đầu mối liên hệ chưa có họ và tên", `value="Phạm Văn Dũng"`)
	f.Set("code", "so-xay-dung")
	f.Set("from", "01/08/2026")
	f.Set("basisDate", "20/7/2026")
	f.Set("person2", "Đỗ Thị Hòa")
	f.Set("group.xep-hang", "so-lon")
	f.Set("reason", "thành lập theo nghị quyết")
	s.send(t, "/agencies/-/new", f, http.StatusSeeOther)
	a := s.agency(t, "so-xay-dung")
	if a == nil || a.From() != "2026-08-01" || a.Last().Parent != "bac-ninh" || a.Group("xep-hang", "2026-08-01") != "so-lon" || len(a.Contacts) != 2 || a.Last().Basis != (Decision{"5/NQ-HĐND", "2026-07-20"}) {
		t.Fatalf("%+v", a)
	}
	s.send(t, "/agencies/-/new", f, http.StatusUnprocessableEntity, "Mã này đã thuộc về Sở Xây dựng")

	edit := formOn(s.page(t, "secretariat", "/agencies/so-xay-dung/edit", `value="Tỉnh Bắc Ninh (bac-ninh)"`))
	if edit.Get("group.xep-hang") != "so-lon" || edit.Get("person2") != "Đỗ Thị Hòa" {
		t.Errorf("the form does not say what stands there: %v", edit)
	}
	edit.Set("address", "Số 1 đường Lý Thái Tổ")
	edit.Set("since", "01/10/2026")
	edit.Set("group.xep-hang", "so")
	edit.Set("groupFrom", "01/09/2026")
	edit.Set("person1", "")
	edit.Set("reason", "chuyển trụ sở")
	lost := url.Values{}
	for name, values := range edit {
		lost[name] = slices.Clone(values)
	}
	s.send(t, "/agencies/so-xay-dung", edit, http.StatusSeeOther)
	a = s.agency(t, "so-xay-dung")
	if len(a.Versions) != 2 || a.Versions[0].Address != "" || a.Last().From != "2026-10-01" || a.Group("xep-hang", "2026-08-31") != "so-lon" || a.Group("xep-hang", "2026-09-01") != "so" || len(a.Contacts) != 1 {
		t.Fatalf("%+v", a)
	}
	lost.Set("since", "")
	lost.Set("groupFrom", "")
	lost.Set("address", "Số 2 đường khác")
	w := s.send(t, "/agencies/so-xay-dung", lost, http.StatusConflict, "Số 1 đường Lý Thái Tổ", "Số 2 đường khác", "vừa được người khác thay đổi")
	if s.agency(t, "so-xay-dung").Last().Address != "Số 1 đường Lý Thái Tổ" {
		t.Error("a lost race was saved")
	}
	s.send(t, "/agencies/so-xay-dung", formOn(w.Body.String()), http.StatusSeeOther)
	if a = s.agency(t, "so-xay-dung"); a.Last().Address != "Số 2 đường khác" || len(a.Versions) != 2 {
		t.Errorf("%+v", a)
	}
	f.Set("code", "khac")
	if w := s.ask("officer", http.MethodPost, "/agencies/-/new", f); w.Code != http.StatusForbidden || s.agency(t, "khac") != nil {
		t.Errorf("an officer: %d", w.Code)
	}
	s.page(t, "officer", "/agencies", "!/agencies/-/new")
}

// A reorganisation is written as a form, looked at, and done as it was shown.
func TestOrderForm(t *testing.T) {
	s := makeSurface(t, true)
	for _, h := range Hows {
		s.page(t, "secretariat", "/reorganisations/new", "how="+string(h))
	}
	f := formOn(s.page(t, "secretariat", "/reorganisations/new?how=merge&from=so-khcn", `value="Sở Khoa học và Công nghệ (so-khcn)"`))
	f.Set("from2", "so y te")
	f.Set("from3", "Xã không có")
	f.Set("number", "9/NQ-HĐND")
	f.Set("on", "1/9/2026")
	s.send(t, "/reorganisations/new", f, http.StatusUnprocessableEntity, "Không tìm thấy đơn vị “Xã không có”", "Chưa ghi ngày ban hành", "Chưa chọn đơn vị sau", `value="so y te"`)
	f.Set("from3", "")
	f.Set("date", "15/08/2026")
	f.Set("code1", "so-moi")
	f.Set("name1", "Sở Khoa học và Y tế")
	f.Set("group1.xep-hang", "so")
	more := s.send(t, "/reorganisations/new", with(f, "act", "more"), http.StatusOK, `name="from7"`, `value="Sở Khoa học và Y tế"`)
	if strings.Contains(more.Body.String(), `name="to2"`) {
		t.Error("a merger has one successor")
	}
	shown := s.send(t, "/reorganisations/new", f, http.StatusOK, "Sở Khoa học và Y tế", "Kết thúc", "Thêm mới")
	if s.agency(t, "so-moi") != nil {
		t.Fatal("a preview wrote something")
	}
	confirm := formOn(shown.Body.String())
	confirm.Set("act", "confirm")
	s.send(t, "/reorganisations/new", confirm, http.StatusUnprocessableEntity, "Chưa ghi lý do", "Ghi việc sắp xếp này")
	s.send(t, "/reorganisations/new", with(confirm, "act", "edit"), http.StatusOK, `value="9/NQ-HĐND"`, `value="so y te"`)
	confirm.Set("reason", "theo nghị quyết")
	// Somebody changes one of the two meanwhile.
	write(t, s.db, func(tx *db.Tx) error {
		a, err := Get(tx, "so-y-te")
		if err != nil {
			return err
		}
		a.Versions[len(a.Versions)-1].Address = "Nơi khác"
		return s.dir.Amend(tx, by, *a)
	})
	moved := s.send(t, "/reorganisations/new", confirm, http.StatusConflict, "vừa được người khác thay đổi", "theo nghị quyết")
	if s.agency(t, "so-moi") != nil {
		t.Fatal("what nobody saw was done")
	}
	again := formOn(moved.Body.String())
	again.Set("act", "confirm")
	s.send(t, "/reorganisations/new", again, http.StatusSeeOther)
	a := s.agency(t, "so-moi")
	if a == nil || a.From() != "2026-09-01" || a.Last().Kind != "department" || a.Last().Parent != "bac-ninh" || a.Group("xep-hang", "2026-09-01") != "so" || s.agency(t, "so-y-te").To() != "2026-09-01" {
		t.Fatalf("%+v", a)
	}
	for _, c := range []struct {
		how    string
		fields map[string]string
		check  func(p *Province) bool
	}{
		{"transfer", map[string]string{"from1": "so-moi", "to1": "so-noi-vu", "share1": "25%"}, func(p *Province) bool { return p.Agencies["so-moi"].To() == "" }},
		{"rename", map[string]string{"from1": "so-moi", "name": "Sở Đổi mới"}, func(p *Province) bool { return p.Agencies["so-moi"].Last().Name.Vi == "Sở Đổi mới" }},
		{"reparent", map[string]string{"from1": "so-moi", "parent": "so-noi-vu"}, func(p *Province) bool { return p.Agencies["so-moi"].Last().Parent == "so-noi-vu" }},
		{"split", map[string]string{"from1": "so-moi", "code1": "m1", "name1": "Sở Một", "share1": "1/3", "code2": "m2", "name2": "Sở Hai", "share2": "2/3"}, func(p *Province) bool { return p.Agencies["m2"].Last().Parent == "so-noi-vu" }},
		{"abolish", map[string]string{"from1": "m1"}, func(p *Province) bool { return p.Agencies["m1"].To() != "" }},
		{"merge", map[string]string{"from1": "m2", "from2": "so-noi-vu", "to1": "so-noi-vu"}, func(p *Province) bool { return p.Agencies["m2"].To() != "" && p.Agencies["so-noi-vu"].To() == "" }},
	} {
		s.month++
		f := formOn(s.page(t, "secretariat", "/reorganisations/new?how="+c.how))
		for name, value := range c.fields {
			f.Set(name, value)
		}
		f.Set("on", fmt.Sprintf("01/%02d/2027", s.month))
		f.Set("number", "7/QĐ-UBND")
		f.Set("date", "01/12/2026")
		shown := s.send(t, "/reorganisations/new", f, http.StatusOK)
		confirm := formOn(shown.Body.String())
		confirm.Set("act", "confirm")
		confirm.Set("reason", "thử")
		s.send(t, "/reorganisations/new", confirm, http.StatusSeeOther)
		if !c.check(s.province(t)) {
			t.Errorf("%s did something else", c.how)
		}
	}
	bad := formOn(s.page(t, "secretariat", "/reorganisations/new?how=split"))
	for name, value := range map[string]string{"from1": "so-noi-vu", "to1": "ban-dan-toc", "share1": "0,25", "to2": "so-tai-chinh", "share2": "x", "on": "01/10/2027", "number": "1", "date": "01/01/2027"} {
		bad.Set(name, value)
	}
	s.send(t, "/reorganisations/new", bad, http.StatusUnprocessableEntity, "Không đọc được tỷ lệ")
}

func with(f url.Values, name, value string) url.Values {
	out := url.Values{}
	for n, values := range f {
		out[n] = slices.Clone(values)
	}
	out.Set(name, value)
	return out
}

func TestSetForm(t *testing.T) {
	s := makeSurface(t, true)
	s.page(t, "officer", "/agency-groups", "Nhóm xếp hạng", "— Sở nhiều thủ tục", "/agencies?group=so&amp;set=xep-hang", "!/agency-groups/xep-hang")
	f := formOn(s.page(t, "secretariat", "/agency-groups/xep-hang"))
	before := with(f, "reason", "thử")
	f.Set("group4", "dac-khu")
	f.Set("groupName4", "Đặc khu")
	f.Set("parent4", "xa")
	f.Set("place4", "1")
	f.Set("group1", "")
	f.Set("groupName1", "")
	f.Set("groupEn1", "")
	s.send(t, "/agency-groups/xep-hang", f, http.StatusUnprocessableEntity, "Chưa ghi lý do", "Nhóm đã từng có thành viên thì phải giữ lại", `value="Đặc khu"`)
	f = with(before, "group4", "dac-khu")
	f.Set("groupName4", "Đặc khu")
	f.Set("parent4", "xa")
	f.Set("place4", "0")
	s.send(t, "/agency-groups/xep-hang", f, http.StatusSeeOther)
	set := s.province(t).Sets["xep-hang"]
	if len(set.Groups) != 4 || set.Groups[0].Code != "dac-khu" || set.Groups[0].Parent != "xa" {
		t.Fatalf("%+v", set)
	}
	before.Set("name", "Nhóm khác")
	w := s.send(t, "/agency-groups/xep-hang", before, http.StatusConflict, "Đặc khu", "Nhóm khác")
	s.send(t, "/agency-groups/xep-hang", formOn(w.Body.String()), http.StatusSeeOther)
	if set = s.province(t).Sets["xep-hang"]; set.Name.Vi != "Nhóm khác" {
		t.Errorf("%+v", set)
	}
	s.send(t, "/agency-groups/-/new", url.Values{"code": {"xep-hang"}, "name": {"x"}, "reason": {"x"}}, http.StatusUnprocessableEntity, "Mã này đã có")
	s.send(t, "/agency-groups/-/new", url.Values{"code": {"khac"}, "name": {"Bộ khác"}, "reason": {"x"}, "group1": {"a"}, "groupName1": {"A"}}, http.StatusSeeOther)
	if s.province(t).Sets["khac"].Find("a") == nil {
		t.Error("the new set is not there")
	}
}

// upload sends a workbook as a browser does and gives where it leads.
func (s *surface) upload(t *testing.T, data []byte) *httptest.ResponseRecorder {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	part, err := m.CreateFormFile("workbook", `D:\Tài liệu\đơn vị.xlsx`)
	if err == nil {
		_, err = part.Write(data)
	}
	if err = errors.Join(err, m.Close()); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodPost, "/agencies/-/import", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	r.Header.Set("Accept-Language", "vi")
	r.AddCookie(&http.Cookie{Name: "session", Value: s.session["secretariat"]})
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

func (p *Province) bytes(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteSheet(&b, text.Vi, true); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A workbook is downloaded, changed, looked at and imported as it was shown.
func TestWorkbookPages(t *testing.T) {
	s := makeSurface(t, true)
	got := s.ask("secretariat", http.MethodGet, "/agencies/-/workbook", nil)
	if !bytes.Equal(got.Body.Bytes(), s.province(t).bytes(t)) || !strings.Contains(got.Header().Get("Content-Disposition"), `filename="don-vi-`) {
		t.Errorf("the workbook is another one: %v", got.Header())
	}
	if w := s.ask("officer", http.MethodGet, "/agencies/-/workbook", nil); w.Code != http.StatusOK || bytes.Equal(w.Body.Bytes(), got.Body.Bytes()) {
		t.Errorf("contacts are given to everybody (%d)", w.Code)
	}
	at := s.upload(t, got.Body.Bytes()).Header().Get("Location")
	s.page(t, "secretariat", at, "Tệp này không làm thay đổi gì", "!name=\"digest\"", "đơn vị.xlsx")

	p := s.province(t)
	a := p.Agencies["so-noi-vu"]
	a.Versions[0].Address = "Trụ sở mới"
	p.Agencies["so-moi"] = &Agency{Code: "so-moi", Versions: []Version{{From: "2026-10-01", Name: Name{Vi: "Sở Mới"}, Kind: "department", Parent: "bac-ninh"}}}
	at = s.upload(t, p.bytes(t)).Header().Get("Location")
	f := formOn(s.page(t, "secretariat", at, "Trụ sở mới", "<del>", "Sở Mới", "Thêm mới"))
	if s.agency(t, "so-moi") != nil {
		t.Fatal("a preview wrote something")
	}
	s.send(t, at, f, http.StatusUnprocessableEntity, "Chưa ghi lý do")
	f.Set("reason", "cập nhật")
	// Somebody changes the same field meanwhile: what would be written is another
	// change than the one shown.
	write(t, s.db, func(tx *db.Tx) error {
		a, err := Get(tx, "so-noi-vu")
		if err != nil {
			return err
		}
		a.Versions[0].Address = "Trụ sở khác"
		return s.dir.Amend(tx, by, *a)
	})
	records := s.records(t, "agency.agency.changed")
	w := s.send(t, at, f, http.StatusConflict, "đã thay đổi sau khi xem trước", "Trụ sở khác", "cập nhật")
	if s.agency(t, "so-moi") != nil || s.records(t, "agency.agency.changed") != records {
		t.Fatal("what nobody saw was imported")
	}
	s.send(t, at, formOn(w.Body.String()), http.StatusSeeOther)
	if s.agency(t, "so-moi") == nil || s.agency(t, "so-noi-vu").Versions[0].Address != "Trụ sở mới" {
		t.Error("what was shown was not imported")
	}

	p.Agencies["so-moi"].Versions[0].Kind = "lạ"
	p.Agencies["so-tai-chinh"].Versions[0].Parent = "khong-co"
	at = s.upload(t, p.bytes(t)).Header().Get("Location")
	if w := s.ask("secretariat", http.MethodGet, at, nil); w.Code != http.StatusUnprocessableEntity || strings.Count(w.Body.String(), "trang tính Cơ quan, đơn vị, ô ") < 2 ||
		!strings.Contains(w.Body.String(), "khong-co") || strings.Contains(w.Body.String(), `name="digest"`) {
		t.Errorf("%d", w.Code)
	}
	for _, data := range [][]byte{nil, []byte("không phải tệp Excel"), []byte("a,b\n1,2\n")} {
		at := s.upload(t, data).Header().Get("Location")
		if w := s.ask("secretariat", http.MethodGet, at, nil); w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%q: %d", data, w.Code)
		}
	}
	if w := s.ask("secretariat", http.MethodGet, "/agencies/-/import/"+strings.Repeat("0", 64), nil); w.Code != http.StatusNotFound {
		t.Errorf("a file that is not there: %d", w.Code)
	}
	if w := s.ask("officer", http.MethodGet, at, nil); w.Code != http.StatusForbidden {
		t.Errorf("an officer: %d", w.Code)
	}
	s.send(t, "/agencies/-/import", url.Values{}, http.StatusUnprocessableEntity, "Chưa chọn tệp")
}
