package console

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// indexFolder holds the example of the demo province.
func indexFolder(t *testing.T) string {
	t.Helper()
	files, err := demo.IndexFiles()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// sampleSpec is a small index with a bit of everything: a unit that screening
// leaves out, gaps, an outlier, an indicator of which less is better.
const sampleSpec = "testdata/index/spec.yaml"

func TestIndexTables(t *testing.T) {
	for _, command := range [][]string{{"run"}, {"uncertainty", "--draws", "512", "--seed", "7"}, {"sobol", "--n", "256", "--seed", "7", "--unit", "s2"}} {
		for _, lang := range []string{"vi", "en"} {
			out, errs, code := run(t, append([]string{"index", command[0], sampleSpec, "--lang", lang}, command[1:]...)...)
			if code != 0 {
				t.Fatal(code, errs)
			}
			golden(t, "index_"+command[0]+"."+lang+".txt", out+"\n— stderr —\n"+errs)
		}
		out, errs, code := run(t, append([]string{"index", command[0], sampleSpec, "--format", "csv"}, command[1:]...)...)
		if code != 0 {
			t.Fatal(code, errs)
		}
		golden(t, "index_"+command[0]+".csv", out)
	}
}

// TestIndexWorkers: neither the number of workers nor the language changes a
// figure of the analyses.
func TestIndexWorkers(t *testing.T) {
	for _, command := range [][]string{{"uncertainty", "--draws", "300"}, {"sobol", "--n", "64"}} {
		var first string
		for _, workers := range []string{"1", "2", "5"} {
			out, errs, code := run(t, append([]string{"index", command[0], sampleSpec, "--format", "json", "--workers", workers}, command[1:]...)...)
			if code != 0 {
				t.Fatal(code, errs)
			}
			if first == "" {
				first = out
			} else if out != first {
				t.Errorf("%s: other bytes with %s workers", command[0], workers)
			}
		}
	}
}

func TestIndexAnalysesWriteFiles(t *testing.T) {
	for _, name := range []string{"uncertainty", "sobol"} {
		dir := t.TempDir()
		page := filepath.Join(dir, "r.html")
		if _, errs, code := run(t, "index", name, sampleSpec, "--out", dir, "--report", page); code != 0 {
			t.Fatal(code, errs)
		}
		for _, kind := range []string{".xlsx", ".csv", ".json"} {
			if info, err := os.Stat(filepath.Join(dir, name+kind)); err != nil || info.Size() == 0 {
				t.Errorf("%s%s: %v", name, kind, err)
			}
		}
		html, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"uncertainty": `class="whiskers"`, "sobol": `class="choices"`}[name]
		if !strings.Contains(string(html), want) || !strings.Contains(string(html), `id="robustness"`) {
			t.Errorf("the report of %s lacks %s", name, want)
		}
	}
}

// TestIndexFlags: a number out of range is told at its flag.
func TestIndexFlags(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"uncertainty " + sampleSpec + " --draws 0", "--draws"},
		{"uncertainty " + sampleSpec + " --workers=-3", "--workers"},
		{"sobol " + sampleSpec + " --n 0", "--n"},
		{"sobol " + sampleSpec + " --n 99999999", "--n"},
		{"sobol " + sampleSpec + " --unit zz", "--unit"},
	} {
		out, errs, code := run(t, append([]string{"index"}, strings.Fields(c.args)...)...)
		if code != fault.Invalid.Exit() || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%s: code %d, %q, %q", c.args, code, out, errs)
		}
	}
}

// TestIndexStops: Ctrl-C ends the work, says so, and leaves no file.
func TestIndexStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	dir := filepath.Join(t.TempDir(), "out")
	for _, name := range []string{"uncertainty", "sobol"} {
		var out, errs bytes.Buffer
		code := Run(ctx, []string{"index", name, sampleSpec, "--out", dir}, World{Out: &out, Err: &errs, Build: build{"v0"}})
		if code != exitStopped || out.Len() > 0 || !strings.Contains(errs.String(), "Đã dừng theo yêu cầu") {
			t.Errorf("%s: code %d, out %q, err %q", name, code, out.String(), errs.String())
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%s left files", name)
		}
	}
}

func TestIndexRunWritesFiles(t *testing.T) {
	dir := indexFolder(t)
	into := filepath.Join(dir, "out")
	page := filepath.Join(dir, "report.html")
	_, errs, code := run(t, "index", "run", filepath.Join(dir, "spec.yaml"), "--out", into, "--report", page, "--format", "json")
	if code != 0 {
		t.Fatal(code, errs)
	}
	first := map[string]string{}
	for _, name := range []string{filepath.Join(into, "index.xlsx"), filepath.Join(into, "index.csv"), filepath.Join(into, "index.json"), page} {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		first[name] = string(data)
	}
	if _, _, code := run(t, "index", "run", filepath.Join(dir, "spec.yaml"), "--out", into, "--report", page); code != 0 {
		t.Fatal(code)
	}
	for name, was := range first {
		if now, _ := os.ReadFile(name); string(now) != was {
			t.Errorf("%s: other bytes the second time", name)
		}
	}
	book, err := sheet.ReadFile(filepath.Join(into, "index.xlsx"), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, s := range book.Sheets {
		names = append(names, s.Name)
	}
	if got := strings.Join(names, ", "); got != "Kết quả, Cấu trúc, Số liệu gốc, Sau sàng lọc, Sau chia mẫu số, Sau xử lý ngoại lai, Sau chuẩn hóa, Điểm chỉ số, Thứ hạng, Giá trị đã đổi, Thống kê" {
		t.Errorf("sheets %s", got)
	}
	var result builtJSON
	if err := json.Unmarshal([]byte(first[filepath.Join(into, "index.json")]), &result); err != nil {
		t.Fatal(err)
	}
	if len(result.Units) != 27 || result.Units[0].Rank != 1 || len(result.Inputs) != 3 {
		t.Errorf("%d units, the first of rank %v, %d inputs", len(result.Units), result.Units[0].Rank, len(result.Inputs))
	}
	for _, part := range []string{"<h2>", result.Units[0].Name, "Tương quan", "sha256:"} {
		if !strings.Contains(first[page], part) {
			t.Errorf("the report lacks %q", part)
		}
	}
}

// TestIndexFaultsTogether: what is wrong in all three files comes in one pass,
// each with its file and line.
func TestIndexFaultsTogether(t *testing.T) {
	dir := t.TempDir()
	write := func(name, s string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("spec.yaml", "title: x\ndata: d.csv\nmeta: m.csv\nnormalize: {}\n")
	write("m.csv", "iCode,Parent,Direction,Weight,Type\na,I,1,1,Indicator\nb,I,2,1,Indicator\nI,,1,1,Aggregate\n")
	write("d.csv", "uCode,a,b\nu1,1,x\n")
	_, errs, code := run(t, "index", "run", filepath.Join(dir, "spec.yaml"), "--lang", "en")
	if code != fault.Invalid.Exit() {
		t.Errorf("code %d", code)
	}
	for _, part := range []string{"spec.yaml", "normalize", "m.csv"} {
		if !strings.Contains(errs, part) {
			t.Errorf("nothing of %s in:\n%s", part, errs)
		}
	}
	write("spec.yaml", "title: x\n")
	if _, errs, code := run(t, "index", "run", filepath.Join(dir, "spec.yaml"), "--lang", "en"); code != fault.Missing.Exit() || !strings.Contains(errs, indexMetaFile) || !strings.Contains(errs, indexDataFile) {
		t.Errorf("code %d: %s", code, errs)
	}
}
