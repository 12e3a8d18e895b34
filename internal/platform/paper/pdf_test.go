package paper_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/paper"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func sample(t *testing.T, rows int) []byte {
	t.Helper()
	p := paper.New(paper.Meta{Title: "Biên nhận", Lang: text.Vi, Made: time.Date(2026, 11, 25, 8, 0, 0, 0, time.UTC), Foot: "Sở Y tế"})
	p.Title("BIÊN NHẬN NỘP PHIẾU TỰ ĐÁNH GIÁ")
	p.Facts([][2]string{{"Đơn vị", "Ủy ban nhân dân xã Ẵm Ọc, ĐẶNG, ừ ữ ỡ ỹ\x00\x1b[31m"}, {"Trống", ""}, {"Mã băm", strings.Repeat("0123456789abcdef", 8)}})
	var body [][]string
	for i := range rows {
		body = append(body, []string{fmt.Sprintf("Lĩnh vực %d: hạ tầng kỹ thuật công nghệ thông tin và truyền thông", i+1), "12,5"})
	}
	p.Table([]paper.Column{{Title: "Lĩnh vực", Width: 3}, {Title: "Điểm", Width: 1, Right: true}}, body)
	if err := p.QR(strings.Repeat("sansang-receipt/1\n", 20), 50, "Mã để kiểm tra"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := p.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPDF: the words can be read back, long tables go on with their heading, and
// the same content gives the same bytes.
func TestPDF(t *testing.T) {
	data := sample(t, 90)
	if !bytes.Equal(data, sample(t, 90)) {
		t.Error("written again, other bytes")
	}
	if !bytes.HasPrefix(data, []byte("%PDF-")) || bytes.Contains(data, []byte("/JavaScript")) {
		t.Error("no PDF")
	}
	if len(data) > 300_000 {
		t.Errorf("%d bytes: the letters were not cut down to those that are used", len(data))
	}
	read, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Log("not tested: pdftotext is not on this machine, so the words were not read back")
		return
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(read, "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	said := string(out)
	for _, want := range []string{"BIÊN NHẬN NỘP PHIẾU TỰ ĐÁNH GIÁ", "xã Ẵm Ọc, ĐẶNG, ừ ữ ỡ ỹ", "Lĩnh vực 1:", "Lĩnh vực 90:", "Mã để kiểm tra"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q cannot be read in it", want)
		}
	}
	if pages := strings.Count(said, "\f"); pages < 3 || strings.Count(said, "Điểm") != pages {
		t.Errorf("%d headings on %d pages", strings.Count(said, "Điểm"), pages)
	}
	if strings.Contains(said, "Trống") {
		t.Error("a fact without a value is told")
	}
}

func TestCodeTooLong(t *testing.T) {
	p := paper.New(paper.Meta{})
	if err := p.QR(strings.Repeat("x", 5_000), 50, ""); fault.KindOf(err) != fault.Limit {
		t.Errorf("%v", err)
	}
}
