package agency

import (
	"context"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// settle makes a province with a history: the communes of 2025, departments that
// were merged, renamed and took parts of each other, groups and contacts.
func settle(t testing.TB, d *db.DB, dir *Directory) {
	t.Helper()
	do := func(fn func(tx *db.Tx) error) {
		if err := d.Write(context.Background(), fn); err != nil {
			t.Fatal(err)
		}
	}
	do(func(tx *db.Tx) error {
		return dir.SaveSet(tx, by, Set{Code: "xep-hang", Name: Name{Vi: "Nhóm xếp hạng", En: "Ranking groups"}, Groups: []Group{
			{Code: "so", Name: Name{Vi: "Sở, ban, ngành", En: "Departments"}}, {Code: "so-lon", Name: Name{Vi: "Sở nhiều thủ tục", En: "Departments with many procedures"}, Parent: "so"},
			{Code: "xa", Name: Name{Vi: "Xã, phường", En: "Communes and wards"}},
		}})
	})
	before, change := reorganisation(t)
	for i := range change.Found {
		if a := &change.Found[i]; a.Versions[0].Kind != "province" {
			a.Members = []Member{{Set: "xep-hang", Group: "xa", From: change.On}}
		}
	}
	for code, name := range map[string]string{"so-noi-vu": "Sở Nội vụ", "so-ldtbxh": "Sở Lao động – Thương binh và Xã hội", "so-tttt": "Sở Thông tin và Truyền thông",
		"so-khcn": "Sở Khoa học và Công nghệ", "so-y-te": "Sở Y tế", "so-khdt": "Sở Kế hoạch và Đầu tư", "so-tai-chinh": "Sở Tài chính", "ban-dan-toc": "Ban Dân tộc"} {
		a := founded(code, name, "department", "bac-ninh")
		a.Versions[0].Address = "Số 10 đường Phù Đổng Thiên Vương, phường Kinh Bắc"
		a.Members = []Member{{Set: "xep-hang", Group: "so", From: change.On}}
		a.Contacts = []Contact{{Name: "Nguyễn Thị Minh Anh", Title: "Phó Chánh Văn phòng", Phone: "0222 3822 456", Mail: "anhntm@" + code + ".example"}}
		change.Found = append(change.Found, a)
	}
	seen := func(p *Province) map[string]int64 { return p.seen() }
	for _, o := range []Order{before, change,
		{On: "2026-03-01", Decision: Decision{"12/NQ-HĐND", "2026-02-20"}, Steps: []Step{
			{How: Merge, Links: []Link{link("so-tttt", "so-khcn")}}, {How: Merge, Links: []Link{link("so-khdt", "so-tai-chinh")}},
			{How: Abolish, Links: []Link{{"so-ldtbxh", "so-noi-vu", big.NewRat(3, 4)}, {"so-ldtbxh", "so-y-te", big.NewRat(1, 4)}}},
		}},
		{On: "2026-07-01", Decision: Decision{"88/QĐ-UBND", "2026-06-15"}, Steps: []Step{
			{How: Rename, Links: []Link{link("ban-dan-toc", "ban-dan-toc")}, Name: Name{Vi: "Sở Dân tộc và Tôn giáo"}},
			{How: Transfer, Links: []Link{{"so-noi-vu", "ban-dan-toc", big.NewRat(1, 5)}}},
		}},
	} {
		do(func(tx *db.Tx) error {
			p, err := Load(tx)
			if err != nil {
				return err
			}
			if o.On != before.On {
				o.Seen = seen(p)
			}
			return dir.Reorganise(tx, by, o)
		})
	}
}

// surface is the pages of a province, with somebody of the secretariat signed
// in, and an officer of one department.
type surface struct {
	db      *db.DB
	dir     *Directory
	log     *audit.Log
	handler http.Handler
	session map[string]string
	month   int // of the last reorganisation of a test
}

func makeSurface(t testing.TB, settled bool) *surface {
	t.Helper()
	d := dbtest.SQLite(t, tables)
	dir, folk := peopled(t, d)
	s := &surface{db: d, dir: dir, log: folk.Log, session: map[string]string{
		"secretariat": folk.Token(by.Actor),
		"officer":     folk.Token(folk.Over(access.Officer, access.Scope{Level: access.OverAgency, ID: "so-noi-vu"})),
	}}
	words, err := text.NewCatalogue(db.Texts, file.Texts, sheet.Texts, web.Texts, audit.Texts, access.Texts, Texts)
	if err != nil {
		t.Fatal(err)
	}
	if settled {
		settle(t, d, s.dir)
	}
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	frame := func(*http.Request) web.Chrome { return web.Chrome{Product: "Sansang", Version: "thử"} }
	site.Chrome = func(r *http.Request) (web.Chrome, error) {
		c := frame(r)
		c.Wings = []web.Wing{{Name: "Đơn vị", Links: []web.Link{{Text: "Danh mục", Href: pathList, Current: true}}}}
		c.Person = &web.Person{Name: "Lê Thị Thư Ký", SignOut: "/sign-out"}
		return c, nil
	}
	people := &access.Pages{Gate: folk.Gate, DB: d, Site: site, Frame: frame}
	mux := web.NewMux(site, people.Guard)
	people.Mount(mux)
	files, err := file.Open(t.Context(), file.Config{URL: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	(&Pages{DB: d, Gate: folk.Gate, Site: site, Files: files, Directory: dir}).Mount(mux)
	s.handler = site.Wrap(mux)
	return s
}

// ask asks for a page as somebody, "" for nobody.
func (s *surface) ask(who, method, at string, f url.Values) *httptest.ResponseRecorder {
	var body io.Reader
	if method == http.MethodPost {
		body = strings.NewReader(f.Encode())
	}
	r := httptest.NewRequest(method, at, body)
	r.Header.Set("Accept-Language", "vi")
	if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if who != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: s.session[who]})
	}
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, r)
	return w
}

// page asks for a page that is there, with what must and what must not stand on it.
func (s *surface) page(t *testing.T, who, at string, want ...string) string {
	t.Helper()
	w := s.ask(who, http.MethodGet, at, nil)
	body := w.Body.String()
	if w.Code != http.StatusOK {
		t.Fatalf("%s: %d\n%s", at, w.Code, body)
	}
	for _, s := range want {
		no := strings.TrimPrefix(s, "!")
		if strings.Contains(body, no) == (no != s) {
			t.Errorf("%s: %s", at, s)
		}
	}
	return body
}

// What the pages say about a province with a history.
func TestPages(t *testing.T) {
	s := makeSurface(t, true)
	s.page(t, "officer", "/agencies?on=2026-11-25", "105 cơ quan, đơn vị", "Phường 33", "Xã 66", "Sở, ban, ngành 5", "Tỉnh 1")
	s.page(t, "officer", "/agencies?on=30/06/2025", "333 cơ quan, đơn vị", "Cấp huyện 18", "page=2")
	s.page(t, "officer", "/agencies?on=30/06/2025&q=dong+tien", "3 cơ quan", "Xã Đồng Tiến", "Huyện Yên Thế", "/agencies/huyen-yen-the?on=2025-06-30")
	s.page(t, "officer", "/agencies?on=31/02/2025", "không phải là ngày", "105 cơ quan")
	s.page(t, "officer", "/agencies?group=so&set=xep-hang", "5 cơ quan", "Sở Y tế", "!Xã Tuấn Đạo")
	s.page(t, "officer", "/agencies?state=ended&q=so", "Sở Lao động – Thương binh và Xã hội", "28/02/2026")
	s.page(t, "officer", "/agencies?q=khongco", "Không có cơ quan, đơn vị nào phù hợp")
	s.page(t, "officer", "/agencies?page=99", "101–105")
	s.page(t, "officer", "/organisation", "Tỉnh Bắc Ninh", "104 đơn vị trực thuộc", "Sở Y tế")
	s.page(t, "officer", "/organisation?on=30/06/2025", "Tỉnh Bắc Giang", "Huyện Yên Thế", "/agencies/huyen-yen-the?on=2025-06-30")
	s.page(t, "officer", "/agencies/so-noi-vu", "Tiếp nhận từ đơn vị giải thể: Sở Lao động – Thương binh và Xã hội (75%)", "12/NQ-HĐND ngày 20/02/2026",
		"Chuyển một phần cho: Sở Dân tộc và Tôn giáo (20%)", "<svg", "giải thể 75%", "0222 3822 456")
	s.page(t, "officer", "/agencies/so-y-te", "!0222 3822 456", "!Đầu mối liên hệ")
	s.page(t, "secretariat", "/agencies/so-y-te", "0222 3822 456")
	s.page(t, "officer", "/agencies/so-tttt", "đã kết thúc hoạt động, hết ngày 28/02/2026. Kế thừa: Sở Khoa học và Công nghệ", "Mở trang của Sở Khoa học và Công nghệ")
	s.page(t, "officer", "/agencies/ban-dan-toc", "Đổi tên từ “Ban Dân tộc” thành “Sở Dân tộc và Tôn giáo”", "88/QĐ-UBND")
	s.page(t, "officer", "/agencies/ban-dan-toc?on=2026-01-01", "<h1>Ban Dân tộc</h1>", "tính đến ngày 01/01/2026")
	s.page(t, "officer", "/reorganisations", "88/QĐ-UBND ngày 15/06/2026")
	s.page(t, "officer", "/reorganisations?how=abolish&q=lao+dong", "12/NQ-HĐND", "!88/QĐ-UBND")
	s.page(t, "officer", "/reorganisations/event?code=12%2FNQ-H%C4%90ND%233", "Giải thể, có hiệu lực ngày 01/03/2026", "75%", "Sở Y tế")
	for _, at := range []string{"/agencies/khong-co", "/reorganisations/event?code=khong-co"} {
		if w := s.ask("officer", http.MethodGet, at, nil); w.Code != http.StatusNotFound {
			t.Errorf("%s: %d", at, w.Code)
		}
	}
	if w := s.ask("", http.MethodGet, "/agencies", nil); w.Code != http.StatusSeeOther {
		t.Errorf("nobody: %d", w.Code)
	}
}

func (s *surface) province(t *testing.T) (p *Province) {
	t.Helper()
	read(t, s.db, func(tx *db.Tx) (err error) { p, err = Load(tx); return err })
	return p
}
