package home

import (
	"context"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/text"
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

// TestInBrowser looks at every page of home.
func TestInBrowser(t *testing.T) {
	b := webtest.Open(t)
	h := settled(t, dbtest.SQLite(t, tables))
	empty := opened(t, dbtest.SQLite(t, tables))
	empty.SetupCode = "ABCDEFGHIJKLMNOP"
	empty.Sample = func(context.Context, access.Actor) error { return nil }
	empty.serve(t)
	cookies := map[string]string{"session": h.tokens[access.Admin]}
	for i, lang := range text.Langs {
		for _, at := range []string{"/", "/health", "/settings", "/guides/guide-officer", "/audit", "/search?q=ninh", "/search?q=zzz"} {
			name := "home-" + strings.ReplaceAll(strings.Trim(strings.NewReplacer("?", "-", "=", "-").Replace(at), "/"), "/", "-")
			b.Look(t, webtest.Visit{Name: name, Address: h.address + at, Lang: string(lang), Width: webtest.Widths[i], Cookies: cookies})
		}
		b.Look(t, webtest.Visit{Name: "home-setup", Address: empty.address + "/setup", Lang: string(lang), Width: webtest.Widths[i]})
	}
}
