package console

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// small are the arguments that score the small example.
func small(more ...string) []string {
	return append([]string{"score", "--framework", "testdata/framework.yaml", "--answers", "testdata/answers.csv", "--agencies", "testdata/agencies.csv"}, more...)
}

// both joins what a person sees on both streams, the errors first.
func both(t *testing.T, want int, args ...string) string {
	t.Helper()
	out, errs, code := run(t, args...)
	if code != want {
		t.Errorf("%q: exit code %d, want %d\n%s", args, code, want, errs)
	}
	return errs + out
}

// TestGoldenScore: what a person, and a program, gets of one small round.
func TestGoldenScore(t *testing.T) {
	for _, lang := range []string{"vi", "en"} {
		golden(t, "score."+lang+".txt", both(t, 0, small("--lang", lang)...))
		golden(t, "explain."+lang+".txt", both(t, 0, small("--lang", lang, "--explain", "so-noi-vu/A1", "--explain", "so-y-te/TONG", "--explain", "so-van-hoa/TONG", "--explain", "xa-kinh-bac/A3")...))
		golden(t, "faults."+lang+".txt", both(t, fault.Invalid.Exit(), "score", "--framework", "testdata/framework.yaml", "--answers", "testdata/wrong.csv", "--agencies", "testdata/agencies.csv", "--lang", lang))
		golden(t, "lint."+lang+".txt", both(t, fault.Invalid.Exit(), "framework", "lint", "testdata/wrong.yaml", "testdata/framework.yaml", "--lang", lang))
		golden(t, "diff."+lang+".txt", both(t, 0, "framework", "diff", "testdata/framework.yaml", "testdata/newer.yaml", "--lang", lang))
	}
	golden(t, "score.csv", first(run(t, small("--format", "csv")...)))
	golden(t, "score.json", first(run(t, small("--format", "json")...)))
	golden(t, "explain.json", first(run(t, small("--format", "json", "--explain", "so-noi-vu/A1")...)))
}

// TestNarrowTerminal: nothing is wider than the terminal, nothing is lost.
func TestNarrowTerminal(t *testing.T) {
	for _, columns := range []int{30, 60, 80, 120} {
		var out, errs bytes.Buffer
		if code := Run(context.Background(), small(), World{Out: &out, Err: &errs, OutColumns: columns, ErrColumns: columns}); code != 0 {
			t.Fatalf("exit code %d\n%s", code, errs.String())
		}
		for line := range strings.Lines(out.String() + errs.String()) {
			if n := len([]rune(strings.TrimRight(line, "\n"))); n > columns {
				t.Errorf("%d columns: a line of %d: %s", columns, n, line)
			}
		}
		if columns == 60 {
			golden(t, "narrow.txt", out.String())
		}
	}
}

// TestExitCodes has a line for every code that this command line gives today.
func TestExitCodes(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	asks := write("asks.csv", "agency,group,bang_thong,may_tinh,cbccvc,may_chu,may_chu_bv,co_quy_che,truong_ban\ns1,so,1.234,1,1,1,1,1,pho\n")
	both := write("both.csv", "agency,group,bang_thong,may_tinh\ns1,so,1.234,x\n")
	large := filepath.Join(dir, "large.csv")
	if f, err := os.Create(large); err != nil || f.Truncate(300<<20) != nil || f.Close() != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		args []string
		want int
	}{
		{"success", small(), 0},
		{"an adjustment that the framework forbids is told with its cell", []string{"score", "--framework", "testdata/framework.yaml", "--answers", "testdata/answers.csv", "--agencies", write("g.csv", "code,name,group,adjust\nso-noi-vu,A,so,A -1: x\n")}, fault.Invalid.Exit()},
		{"wrong usage", []string{"score", "--framework", "x"}, fault.ExitUsage},
		{"wrong input", []string{"score", "--framework", "testdata/wrong.yaml", "--answers", "testdata/answers.csv"}, fault.Invalid.Exit()},
		{"no such file", []string{"score", "--framework", "testdata/framework.yaml", "--answers", "testdata/none.csv"}, fault.Missing.Exit()},
		{"no such agency", small("--explain", "so-la/A1"), fault.Missing.Exit()},
		{"no such criterion", small("--explain", "so-noi-vu/Z"), fault.Missing.Exit()},
		{"malformed", small("--explain", "so-noi-vu"), fault.ExitUsage},
		{"malformed, before any file is read", []string{"score", "--framework", "none.yaml", "--answers", "none.csv", "--explain", "so-noi-vu"}, fault.ExitUsage},
		{"a target that is there", []string{"framework", "convert", "testdata/framework.yaml", write("there.yaml", "mine\n")}, fault.Conflict.Exit()},
		{"a target that may be replaced", []string{"framework", "convert", "testdata/framework.yaml", write("other.yaml", "mine\n"), "--force"}, 0},
		{"too large", []string{"score", "--framework", "testdata/framework.yaml", "--answers", large}, fault.Limit.Exit()},
		{"not writable", small("--out", "testdata/framework.yaml/x"), fault.Unavailable.Exit()},
		{"a question", []string{"score", "--framework", "testdata/framework.yaml", "--answers", asks}, fault.ExitQuestion},
		{"a question and a fault", []string{"score", "--framework", "testdata/framework.yaml", "--answers", both}, fault.Invalid.Exit()},
		{"a question that is answered", []string{"score", "--framework", "testdata/framework.yaml", "--answers", asks, "--decimal", "comma"}, 0},
		{"lint", []string{"framework", "lint", "testdata/wrong.yaml"}, fault.Invalid.Exit()},
		{"convert to another form", []string{"framework", "convert", "testdata/framework.yaml", filepath.Join(dir, "f.pdf")}, fault.Invalid.Exit()},
	} {
		if _, errs, code := run(t, c.args...); code != c.want {
			t.Errorf("%s: exit code %d, want %d\n%s", c.name, code, c.want, errs)
		}
	}
}

// TestWrittenFiles: a folder and a report; the same run gives the same bytes.
func TestWrittenFiles(t *testing.T) {
	read := func(dir string) map[string]string {
		out, errs, code := run(t, small("--out", filepath.Join(dir, "out"), "--report", filepath.Join(dir, "r", "report.html"))...)
		if code != 0 {
			t.Fatal(errs)
		}
		files := map[string]string{}
		for _, name := range []string{"out/ranking.xlsx", "out/ranking.csv", "out/result.json", "r/report.html"} {
			path := filepath.Join(dir, filepath.FromSlash(name))
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files[name] = string(data)
			if !strings.Contains(out, path) {
				t.Errorf("%s is not named in\n%s", path, out)
			}
		}
		return files
	}
	a, b := read(t.TempDir()), read(t.TempDir())
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s: two runs give different bytes", name)
		}
	}
	book, err := sheet.ReadBytes("ranking.xlsx", []byte(a["out/ranking.xlsx"]), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var pages []string
	for _, s := range book.Sheets {
		pages = append(pages, s.Name)
	}
	if got, want := strings.Join(pages, "|"), "Sở, ban, ngành|Xã, phường|Theo lĩnh vực|Điểm A|Điểm B|Diễn giải|Số liệu|Phương pháp"; got != want {
		t.Errorf("pages %s, want %s", got, want)
	}
	golden(t, "workbook.txt", textOf(book))
	if !strings.HasPrefix(a["out/ranking.csv"], "\uFEFFgroup,agency") {
		t.Errorf("ranking.csv begins %q", a["out/ranking.csv"][:20])
	}
	var result struct{ Inputs []input }
	if err := json.Unmarshal([]byte(a["out/result.json"]), &result); err != nil || len(result.Inputs) != 3 || len(result.Inputs[1].SHA256) != 64 {
		t.Errorf("inputs %+v, %v", result.Inputs, err)
	}
	if report := a["r/report.html"]; !strings.Contains(report, "Sở Văn hóa, Thể thao và Du lịch") || strings.Contains(report, "http://") || strings.Contains(report, "https://") {
		t.Error("the report lacks an agency or loads from elsewhere")
	}
}

// textOf is the content of a workbook, a line a row.
func textOf(book *sheet.Book) string {
	var b strings.Builder
	for _, s := range book.Sheets {
		b.WriteString("== " + s.Name + "\n")
		for i := range s.Rows {
			var cells []string
			for _, c := range s.Rows[i].Cells {
				cells = append(cells, strings.ReplaceAll(c.Value, "\n", " ⏎ "))
			}
			b.WriteString(strings.Join(cells, " | ") + "\n")
		}
	}
	return b.String()
}

// TestConvert: both faces of a framework, there and back without a difference.
func TestConvert(t *testing.T) {
	dir := t.TempDir()
	book, back := filepath.Join(dir, "f.xlsx"), filepath.Join(dir, "f.yaml")
	for _, args := range [][]string{
		{"framework", "convert", "testdata/framework.yaml", book},
		{"framework", "convert", book, back},
		{"framework", "lint", book, back},
	} {
		if out, errs, code := run(t, args...); code != 0 {
			t.Fatalf("%q: %d\n%s%s", args, code, out, errs)
		}
	}
	out, _, _ := run(t, "framework", "diff", "testdata/framework.yaml", back, "--lang", "en")
	if out != "The two frameworks are the same.\n" {
		t.Error(out)
	}
	if out, _, code := run(t, "framework", "diff", "testdata/framework.yaml", book, "--format", "json"); code != 0 || out != "[]\n" {
		t.Errorf("%d %s", code, out)
	}
}

// TestFormatsOfLintAndDiff: what programs read.
func TestFormatsOfLintAndDiff(t *testing.T) {
	var findings []finding
	out, errs, code := run(t, "framework", "lint", "testdata/wrong.yaml", "--format", "json")
	if err := json.Unmarshal([]byte(out), &findings); err != nil || code != fault.Invalid.Exit() || errs != "" {
		t.Fatalf("%v, %d, %s", err, code, errs)
	}
	for _, f := range findings {
		if f.File != "wrong.yaml" || f.Line == 0 || f.Sentence == "" {
			t.Errorf("%+v", f)
		}
	}
	out, _, _ = run(t, "framework", "lint", "testdata/wrong.yaml", "--format", "csv")
	if lines := strings.Count(out, "\r\n"); lines != len(findings)+1 || len(findings) < 3 {
		t.Errorf("%d lines of CSV, %d findings\n%s", lines, len(findings), out)
	}
	var changes []change
	out, _, _ = run(t, "framework", "diff", "testdata/framework.yaml", "testdata/newer.yaml", "--format", "json", "--lang", "en")
	if err := json.Unmarshal([]byte(out), &changes); err != nil || len(changes) < 4 || changes[0].Path == "" || changes[0].Sentence == "" {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestShippedFrameworkByName: a shipped framework needs no file.
func TestShippedFrameworkByName(t *testing.T) {
	out, errs, code := run(t, "framework", "lint", "ict-readiness-2026", "ict-readiness-2017", "spbe", "--lang", "en")
	if code != 0 || errs != "" || !strings.HasPrefix(out, "3 files checked: 0 faults") {
		t.Errorf("%d %s %s", code, out, errs)
	}
}

// TestNoticeIsShownEverywhere: a remark above the heading is about the whole
// table, so no result is shown without it.
func TestNoticeIsShownEverywhere(t *testing.T) {
	const notice = "Số liệu giả định, chỉ để minh họa"
	dir := t.TempDir()
	for _, name := range []string{"answers.csv", "agencies.csv"} {
		table, err := os.ReadFile("testdata/" + name)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), append([]byte("# "+notice+".\n"), table...), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	args := func(more ...string) []string {
		return append([]string{"score", "--framework", "testdata/framework.yaml", "--answers", filepath.Join(dir, "answers.csv"), "--agencies", filepath.Join(dir, "agencies.csv")}, more...)
	}
	page := filepath.Join(dir, "report.html")
	for _, more := range [][]string{{"--out", dir, "--report", page}, {"--format", "csv"}, {"--format", "json"}, {"--explain", "so-noi-vu/A1"}, {"--explain", "so-noi-vu/A1", "--format", "json"}} {
		out, errs, code := run(t, args(more...)...)
		if code != 0 || !strings.Contains(out, notice) || strings.Contains(out, notice+". "+notice) {
			t.Errorf("%q: code %d, no notice, or twice, in\n%s%s", more, code, errs, out)
		}
	}
	html, err := os.ReadFile(page)
	if err != nil || !bytes.Contains(html, []byte(notice)) {
		t.Errorf("the report has no notice: %v", err)
	}
	book, err := sheet.ReadFile(filepath.Join(dir, "ranking.xlsx"), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range book.Sheets {
		found := false
		for _, row := range s.Rows {
			for _, c := range row.Cells {
				found = found || strings.Contains(c.Value, notice)
			}
		}
		if !found {
			t.Errorf("the sheet %s has no notice", s.Name)
		}
	}
}

// TestOnePassOverALongLine: a line with too many cells does not hide what is
// wrong in other lines and other files.
func TestOnePassOverALongLine(t *testing.T) {
	dir := t.TempDir()
	table, agencies := filepath.Join(dir, "a.csv"), filepath.Join(dir, "g.csv")
	if err := os.WriteFile(table, []byte("agency,may_tinh,cbccvc,bang_thong\nso-noi-vu,245,250,62,5\nso-y-te,x,250,12\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(agencies, []byte("code,name,group\nso-noi-vu,Sở Nội vụ,so\nso-y-te,Sở Y tế,la\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, errs, code := run(t, "score", "--framework", "testdata/framework.yaml", "--answers", table, "--agencies", agencies, "--lang", "en")
	for _, want := range []string{"a.csv, line 2, column 5", "a.csv, line 3, column 2", "g.csv, line 3, column 3"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q is not told in\n%s", want, errs)
		}
	}
	if code != fault.Invalid.Exit() || strings.Count(errs, "✗ ") != 3 {
		t.Errorf("code %d\n%s", code, errs)
	}
}
