package console

import (
	"bytes"
	"context"
	"reflect"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// in runs the command line in a world that lends more than files.
func in(t *testing.T, w World, args ...string) (out, errs string, code int) {
	t.Helper()
	var o, e bytes.Buffer
	w.Out, w.Err, w.Build = &o, &e, build{"v0"}
	code = Run(context.Background(), args, w)
	return o.String(), e.String(), code
}

// TestServe: what is typed reaches the program under the keys of the
// configuration, what is not typed does not; the code to set up is told once.
func TestServe(t *testing.T) {
	var got Configuration
	code := "ABC123"
	w := World{Serve: func(_ context.Context, c Configuration, ready func(string, string)) error {
		got = c
		ready("https://danhgia.vn", code)
		return nil
	}}
	out, errs, exit := in(t, w, "serve", "--config", "x.yaml", "--tls-certificate", "c.pem", "--tls-key", "k.pem", "--listen", ":443", "--limits-total", "9")
	want := Configuration{File: "x.yaml", Flags: map[string]string{"tls.certificate": "c.pem", "tls.key": "k.pem", "listen": ":443", "limits.total": "9"}}
	if exit != 0 || errs != "" || !reflect.DeepEqual(got, want) {
		t.Errorf("%d %s %+v", exit, errs, got)
	}
	if !strings.Contains(out, "https://danhgia.vn/setup") || !strings.Contains(out, "ABC123") {
		t.Error(out)
	}
	code = ""
	if out, _, _ = in(t, w, "serve"); strings.Contains(out, "/setup") || !strings.Contains(out, "https://danhgia.vn") || len(got.Flags) > 0 {
		t.Error(out, got)
	}
}

// TestDemoServes: the address and who can sign in, in the language that was
// asked for; a port that was not the wanted one is told; flags of the other way
// of running are refused, since they would do nothing.
func TestDemoServes(t *testing.T) {
	var got DemonstrationSite
	w := World{Demonstrate: func(_ context.Context, s DemonstrationSite, ready func(string, []DemonstrationAccount)) error {
		got = s
		ready("http://localhost:8081", []DemonstrationAccount{
			{Login: "quantri", Name: "Ngô Đức Thành", Role: "Quản trị hệ thống", Password: "gavu-luli-lavi-7522"},
			{Login: "phogiamdoc", Name: "Đỗ Thị Lan Anh", Role: "Thủ trưởng đơn vị", Agency: "Sở Khoa học và Công nghệ", Password: "guno-dubi-kige-2375", Deputy: true},
		})
		return nil
	}}
	out, errs, exit := in(t, w, "demo")
	if exit != 0 || errs != "" || !got.Next || got.Listen != "localhost:8080" || got.Lang != text.Vi {
		t.Errorf("%d %s %+v", exit, errs, got)
	}
	for _, want := range []string{"Cổng 8080 đang được", "http://localhost:8081", "gavu-luli-lavi-7522", "Thủ trưởng đơn vị (được ủy quyền)", "Sở Khoa học và Công nghệ", "sansang-demo"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	out, _, _ = in(t, w, "demo", "--listen", "localhost:8081", "--dir", "d", "--lang", "en")
	if got.Next || got.Dir != "d" || got.Lang != text.En || strings.Contains(out, "8080") || !strings.Contains(out, "(delegated)") {
		t.Errorf("%+v\n%s", got, out)
	}
	for _, args := range [][]string{{"--out", "x"}, {"--format", "json"}, {"--round", "2026"}, {"--print", "--listen", "localhost:1"}, {"--print", "--dir", "d"}} {
		out, errs, exit := in(t, w, append([]string{"demo"}, args...)...)
		if exit != fault.ExitUsage || out != "" || !strings.Contains(errs, "--print") {
			t.Errorf("%v: %d %s", args, exit, errs)
		}
	}
}

// TestDoctor: one fault is enough for an exit code, warnings are not.
func TestDoctor(t *testing.T) {
	all := []Finding{{"disk", "Dung lượng đĩa", "fine", "còn trống 9 MiB.", ""}, {"backup", "Sao lưu", "warning", "Chưa có.", "Hãy đặt lịch."}}
	w := World{Doctor: func(context.Context, Configuration, text.Lang) ([]Finding, error) { return all, nil }}
	out, errs, exit := in(t, w, "doctor", "--data", "d")
	if exit != 0 || errs != "" || out != "✓ Dung lượng đĩa: còn trống 9 MiB.\n! Sao lưu: Chưa có.\n  → Hãy đặt lịch.\n\nHệ thống sẵn sàng.\n" {
		t.Errorf("%d %s\n%s", exit, errs, out)
	}
	all = append(all, Finding{"files", "Kho tệp", "fault", "Không trả lời.", "Hãy kiểm tra."})
	out, errs, exit = in(t, w, "doctor")
	if exit != fault.Unavailable.Exit() || errs != "" || !strings.Contains(out, "✗ Kho tệp: Không trả lời.") || !strings.Contains(out, "cần xử lý") {
		t.Errorf("%d %s\n%s", exit, errs, out)
	}
	w.Doctor = func(context.Context, Configuration, text.Lang) ([]Finding, error) {
		return nil, fault.New(fault.Invalid, "console.usage.value", fault.Args{"flag": "listen"})
	}
	if _, errs, exit = in(t, w, "doctor"); exit != fault.Invalid.Exit() || errs == "" {
		t.Errorf("%d %s", exit, errs)
	}
}
