package home

import (
	"context"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// running tells what an installation with something of everything would.
func running() Running {
	return Running{
		Health: func(_ context.Context, lang text.Lang) []Finding {
			return []Finding{
				{"Cơ sở dữ liệu", "fine", "/var/lib/sansang/sansang.db trả lời, phiên bản 3.54.1.", ""},
				{"Mốc đã ký của nhật ký", "warning", "Chưa có mốc nào trong /var/lib/sansang/checkpoints.", "Hãy kiểm tra thư mục ghi được, và chép các mốc ra ngoài máy này."},
				{"Kho tệp", "fault", "Kho tệp s3://khoa:xxxxx@s3.tinh.gov.vn/sansang/bang-chung không trả lời.", "Hãy kiểm tra máy chủ S3, tên thùng chứa và khóa truy cập."},
			}
		},
		Settings: func(text.Lang) []Setting {
			return []Setting{
				{"data", "Thư mục dữ liệu", "/var/lib/sansang", "Dòng lệnh, --data"},
				{"database", "Cơ sở dữ liệu", "postgres://sansang:xxxxx@db.tinh.gov.vn:5432/sansang?sslmode=verify-full", "Tệp sansang.yaml:4"},
				{"metrics.listen", "Địa chỉ lấy số đo Prometheus", "", "Giá trị mặc định"},
			}
		},
	}
}

const password = "bảy con sếu bay qua cầu 2026"

// makeSite serves the pages of home with an admin signed in, whose session it
// gives.
func makeSite(t *testing.T) (address, session string) {
	t.Helper()
	ctx := t.Context()
	d := dbtest.SQLite(t, []db.Migrations{audit.Migrations, access.Migrations})
	keys, err := audit.NewKeys("sansang/test")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(d, keys)
	if err != nil {
		t.Fatal(err)
	}
	rules := access.ASVS()
	rules.Second = nil
	gate, err := access.Open(d, log, access.Keys{access.NewKey()}, rules)
	if err != nil {
		t.Fatal(err)
	}
	var link *access.Issued
	err = d.Write(ctx, func(tx *db.Tx) (err error) {
		_, link, err = gate.Found(tx, access.NewPerson{Login: "quantri", Name: "Trần Quản Trị"}, audit.Origin{})
		return err
	})
	if err == nil {
		_, err = gate.UseLink(ctx, link.Secret, password, audit.Origin{})
	}
	if err != nil {
		t.Fatal(err)
	}
	in, err := gate.SignIn(ctx, access.Attempt{Login: "quantri", Password: password})
	if err != nil {
		t.Fatal(err)
	}
	words, err := text.NewCatalogue(db.Texts, web.Texts, access.Texts, audit.Texts, Texts)
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	p := &Pages{DB: d, Gate: gate, Log: log, Site: site, Version: "v0", Running: running(),
		Guides: fstest.MapFS{"guide-officer.md": {Data: []byte("# Hướng dẫn cho cán bộ đầu mối\n\nViệc đầu tiên là **đăng nhập**.\n")}}}
	site.Chrome = p.Frame
	people := &access.Pages{Gate: gate, DB: d, Site: site, Frame: p.Bare}
	mux := web.NewMux(site, people.Guard)
	people.Mount(mux)
	p.Mount(mux)
	server := httptest.NewServer(site.Wrap(mux))
	t.Cleanup(server.Close)
	return server.URL, in.Token
}

// TestInBrowser looks at every page of home.
func TestInBrowser(t *testing.T) {
	b := webtest.Open(t)
	address, session := makeSite(t)
	cookies := map[string]string{"session": session}
	for i, lang := range text.Langs {
		for _, at := range []string{"/", "/health", "/settings", "/guides/guide-officer"} {
			name := "home-" + strings.ReplaceAll(strings.Trim(at, "/"), "/", "-")
			b.Look(t, webtest.Visit{Name: name, Address: address + at, Lang: string(lang), Width: webtest.Widths[i], Cookies: cookies})
		}
	}
}
