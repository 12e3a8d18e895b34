package calendar

import (
	"bytes"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// surface is the pages of a calendar; somebody of several roles is signed in.
type surface struct {
	t       *testing.T
	db      *db.DB
	book    *Book
	handler http.Handler
	session map[access.Role]string
}

func makeSurface(t *testing.T) *surface {
	t.Helper()
	d := dbtest.SQLite(t, []db.Migrations{audit.Migrations, access.Migrations, Migrations})
	people := accesstest.New(t, d)
	secretary = By{Actor: people.Actor(access.Secretariat), Reason: "Thông báo mới"}
	s := &surface{t: t, db: d, book: NewBook(people.Log, people.Gate), session: map[access.Role]string{access.Secretariat: people.Token(secretary.Actor)}}
	for _, role := range []access.Role{access.Admin, access.Leader} {
		s.session[role] = people.Token(people.Actor(role))
	}
	words, err := text.NewCatalogue(db.Texts, sheet.Texts, web.Texts, audit.Texts, access.Texts, Texts)
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	guard := &access.Pages{Gate: people.Gate, DB: d, Site: site, Frame: func(*http.Request) web.Chrome { return web.Chrome{Product: "Sansang"} }}
	mux := web.NewMux(site, guard.Guard)
	guard.Mount(mux)
	(&Pages{DB: d, Gate: people.Gate, Site: site, Book: s.book}).Mount(mux)
	s.handler = site.Wrap(mux)
	return s
}

func (s *surface) send(who access.Role, method, at, kind string, body io.Reader) (int, string) {
	s.t.Helper()
	r := httptest.NewRequest(method, at, body)
	r.Header.Set("Accept-Language", "vi")
	r.Header.Set("Content-Type", kind)
	r.AddCookie(&http.Cookie{Name: "session", Value: s.session[who]})
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w.Code, html.UnescapeString(w.Body.String())
}

func (s *surface) get(who access.Role, at string) (int, string) {
	return s.send(who, http.MethodGet, at, "", nil)
}

func (s *surface) post(who access.Role, at string, pairs ...string) (int, string) {
	f := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	return s.send(who, http.MethodPost, at, "application/x-www-form-urlencoded", strings.NewReader(f.Encode()))
}

// upload sends a workbook for a year; "" sends none.
func (s *surface) upload(who access.Role, at, version, csv string) (int, string) {
	s.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	m.WriteField("version", version)
	m.WriteField("basis", "Thông báo số 9")
	if csv != "" {
		w, err := m.CreateFormFile("workbook", "lich.csv")
		if err != nil {
			s.t.Fatal(err)
		}
		io.WriteString(w, csv)
	}
	m.Close()
	return s.send(who, http.MethodPost, at, m.FormDataContentType(), &b)
}

// table is the table of a year as it is stored.
func (s *surface) table(year int) (t *Table) {
	s.t.Helper()
	if err := s.db.Read(s.t.Context(), func(tx *db.Tx) error {
		c, err := Load(tx)
		if err == nil {
			t = c.Table(year)
		}
		return err
	}); err != nil {
		s.t.Fatal(err)
	}
	return t
}

func (s *surface) holds(page string, all ...string) {
	s.t.Helper()
	for _, one := range all {
		no := strings.TrimPrefix(one, "!")
		if strings.Contains(page, no) == (no != one) {
			s.t.Errorf("the page: %s", one)
		}
	}
}

const (
	goodDays = "Ngày;Loại ngày;Tên\n01/01/2027;nghỉ lễ;Tết Dương lịch\n04/01/2027;nghỉ lễ;Ngày mới\n"
	badDays  = "Ngày;Loại ngày;Tên\n01/01/2027;nghỉ chơi;x\n32/01/2027;nghỉ lễ;y\n03/01/2026;nghỉ lễ;z\n"
)

var hiddenDays = regexp.MustCompile(`name="days" value="([^>]*)"\s*/?>`)

// TestImportOfAYear: a workbook is shown before it is saved, with every fault at
// its cell; what was shown is saved whole, or not at all when somebody else was
// quicker.
func TestImportOfAYear(t *testing.T) {
	s := makeSurface(t)
	const at = "/calendar/2027/import"
	code, page := s.upload(access.Secretariat, at, "0", badDays)
	if code != http.StatusUnprocessableEntity {
		t.Errorf("a bad workbook: %d", code)
	}
	s.holds(page, "Những chỗ cần sửa", "dòng 2, cột 2", "dòng 3, cột 1", "dòng 4, cột 1", "Không có loại ngày này")
	if code, page = s.upload(access.Secretariat, at, "0", ""); code != http.StatusUnprocessableEntity || !strings.Contains(page, "Hãy chọn tệp bảng tính") {
		t.Errorf("no workbook: %d", code)
	}
	if code, _ = s.upload(access.Secretariat, at, "0", "\x00\x01"); code != http.StatusUnprocessableEntity {
		t.Errorf("no table at all: %d", code)
	}
	code, page = s.upload(access.Secretariat, at, "0", goodDays)
	if code != http.StatusOK {
		t.Fatalf("a good workbook: %d", code)
	}
	s.holds(page, "Kiểm tra trước khi ghi", "04/01/2027", "ngày thường", "nghỉ lễ: Ngày mới", `value="Thông báo số 9"`, "30/04/2027", "!01/05/2025")
	if got := s.table(2027); got.Version != 0 {
		t.Fatal("a preview was saved")
	}
	found := hiddenDays.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("nothing to accept:\n%s", page)
	}
	accept := func(version, days string) (int, string) {
		return s.post(access.Secretariat, at+"/accept", "version", version, "days", days, "basis", "Thông báo số 9", "reason", "theo thông báo")
	}
	if code, _ = accept("3", found[1]); code != http.StatusConflict || s.table(2027).Version != 0 {
		t.Errorf("a version that is not there: %d", code)
	}
	if code, _ = accept("0", "[{}]"); code != http.StatusUnprocessableEntity || s.table(2027).Version != 0 {
		t.Errorf("days that are none: %d", code)
	}
	if code, _ = accept("0", "no"); code != http.StatusUnprocessableEntity {
		t.Errorf("what is no list: %d", code)
	}
	if code, _ = accept("0", found[1]); code != http.StatusSeeOther {
		t.Fatalf("accepted: %d", code)
	}
	got := s.table(2027)
	if got.Version != 1 || got.Confirmed || got.Basis != "Thông báo số 9" || len(got.Days) != 2 || got.Days[1].Name.Vi != "Ngày mới" {
		t.Errorf("saved as %+v", got)
	}
	if code, _ = accept("0", found[1]); code != http.StatusConflict {
		t.Errorf("accepted twice: %d", code)
	}
	code, _ = s.upload(access.Secretariat, at, "0", goodDays)
	if code != http.StatusConflict {
		t.Errorf("a preview of what somebody else has changed: %d", code)
	}
	code, page = s.upload(access.Secretariat, at, "1", goodDays)
	s.holds(page, "Bảng tính không thay đổi ngày nào", "!/import/accept")
	if code != http.StatusOK {
		t.Errorf("what changes nothing: %d", code)
	}
}

// TestCalendarRefusals: nobody but who keeps the calendar is offered the forms, and
// each address refuses by itself, before it says anything of what was sent.
func TestCalendarRefusals(t *testing.T) {
	s := makeSurface(t)
	for _, role := range []access.Role{access.Admin, access.Leader} {
		code, page := s.get(role, "/calendar?year=2027")
		if code != http.StatusOK {
			t.Errorf("%s reads: %d", role, code)
		}
		s.holds(page, "!<form method=\"post\" action=\"/calendar", "Tết Dương lịch")
		for _, at := range []string{"days", "confirm", "import/accept"} {
			if code, _ := s.post(role, "/calendar/2027/"+at, "version", "0"); code != http.StatusForbidden {
				t.Errorf("%s, %s: %d", role, at, code)
			}
		}
		if code, _ := s.upload(role, "/calendar/2027/import", "0", goodDays); code != http.StatusForbidden {
			t.Errorf("%s imports: %d", role, code)
		}
	}
	_, page := s.get(access.Secretariat, "/calendar?year=2027")
	s.holds(page, `action="/calendar/2027/days"`, `action="/calendar/2027/import"`, `name="version" value="0"`)
	for _, at := range []string{"/calendar?year=1800", "/calendar?year=x", "/calendar/99/workbook"} {
		if code, _ := s.get(access.Secretariat, at); code != http.StatusNotFound {
			t.Errorf("%s: %d", at, code)
		}
	}
}

// TestDayOfACalendar: what is wrong stands at its field and everything typed comes
// back; of two people who saw the same version one is told of the other.
func TestDayOfACalendar(t *testing.T) {
	s := makeSurface(t)
	const at = "/calendar/2027/days"
	code, page := s.post(access.Secretariat, at, "version", "0", "day", "05/05/2026", "kind", "holiday", "name", "Nghỉ thử")
	if code != http.StatusUnprocessableEntity {
		t.Errorf("a day of another year: %d", code)
	}
	s.holds(page, "f-day-fault", "không thuộc năm 2027", `value="Nghỉ thử"`, `value="05/05/2026"`)
	code, page = s.post(access.Secretariat, at, "version", "0", "day", "31/02/2027", "kind", "holiday", "name", "Nghỉ thử")
	if code != http.StatusUnprocessableEntity || !strings.Contains(page, "f-day-fault") {
		t.Errorf("no day: %d", code)
	}
	if code, _ = s.post(access.Secretariat, at, "version", "0", "day", "05/05/2027", "kind", "holiday", "name", "Nghỉ thử", "reason", "thử"); code != http.StatusSeeOther {
		t.Fatalf("a day: %d", code)
	}
	code, page = s.post(access.Secretariat, at, "version", "0", "day", "06/05/2027", "kind", "holiday", "name", "Của người sau")
	if code != http.StatusConflict || s.table(2027).find(day(t, "2027-05-06")) != nil {
		t.Errorf("a conflict: %d", code)
	}
	s.holds(page, "Nghỉ thử", `value="Của người sau"`, `name="version" value="1"`)
	if code, _ = s.post(access.Secretariat, "/calendar/2027/confirm", "version", "1", "basis", " "); code != http.StatusUnprocessableEntity {
		t.Errorf("confirmed without a basis: %d", code)
	}
	if code, _ = s.post(access.Secretariat, "/calendar/2027/confirm", "version", "1", "basis", "Thông báo số 9"); code != http.StatusSeeOther || !s.table(2027).Confirmed {
		t.Errorf("confirmed: %d", code)
	}
	if code, _ = s.post(access.Secretariat, at, "version", "2", "day", "05/05/2027", "kind", "ordinary"); code != http.StatusSeeOther || s.table(2027).find(day(t, "2027-05-05")) != nil {
		t.Errorf("an ordinary day again: %d", code)
	}
}
