package app

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/front/console"
)

// command runs the command line of this build, without a terminal.
func command(t *testing.T, args ...string) string {
	t.Helper()
	var out, errs bytes.Buffer
	code := console.Run(context.Background(), args, console.World{Out: &out, Err: &errs, Build: Version(), Demo: demonstration})
	if code != 0 {
		t.Fatalf("%q: exit code %d\n%s", args, code, errs.String())
	}
	return out.String()
}

// files reads all files below a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestDemo: the ranking of the 27 agencies by field and by group with the
// figures under it, marked as invented wherever it is shown.
func TestDemo(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sansang-demo")
	out := command(t, "demo", "--print", "--out", dir)
	for _, want := range []string{
		"98,70%", "97,58%", "98,14%", "98,08%", "97,00%", "100,00%", "giả định",
		"XẾP HẠNG CHUNG – Sở, ban, ngành", "XẾP HẠNG THEO LĨNH VỰC – Huyện, thị xã, thành phố",
		"● Tốt", "▲ Khá", "■ Trung bình", "Sở Thông tin và Truyền thông", "Huyện Gia Bình",
		filepath.Join(dir, "ranking.xlsx"), filepath.Join(dir, "report.html"),
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
	written := files(t, dir)
	for name, content := range written {
		if strings.HasPrefix(name, "framework") || strings.HasSuffix(name, ".xlsx") {
			continue // a real framework; the workbook is read by the test below
		}
		if !strings.Contains(content, "giả định") && !strings.HasPrefix(name, "index/") {
			t.Errorf("%s does not say that the data are invented", name)
		}
	}
	again := filepath.Join(t.TempDir(), "again")
	command(t, "demo", "--print", "--out", again)
	if !reflect.DeepEqual(written, files(t, again)) {
		t.Error("two runs wrote different bytes")
	}
	english := command(t, "demo", "--print", "--lang", "en", "--out", again)
	for _, want := range []string{"98.70%", "Invented data", "● Good", "RANKING BY FIELD"} {
		if !strings.Contains(english, want) {
			t.Errorf("%q is not in\n%s", want, english)
		}
	}
}

// TestDemoCanBeScored: the files that the demo writes are scored to the very
// result that it printed; of the larger round only where larger counts are asked
// for.
func TestDemoCanBeScored(t *testing.T) {
	rounds := []string{"2017"}
	if os.Getenv("SANSANG_LARGER") == "1" {
		rounds = append(rounds, "2026")
	}
	for _, round := range rounds {
		dir := t.TempDir()
		type result struct {
			Inputs   any
			Notice   string
			Agencies []struct {
				Code string
				Rest any `json:"nodes"`
			}
		}
		var demo, scored result
		read := func(out string, to *result) {
			if err := json.Unmarshal([]byte(out), to); err != nil {
				t.Fatal(err)
			}
		}
		read(command(t, "demo", "--print", "--round", round, "--out", dir, "--format", "json"), &demo)
		read(command(t, "score", "--framework", filepath.Join(dir, "framework.yaml"), "--answers", filepath.Join(dir, "answers.csv"),
			"--agencies", filepath.Join(dir, "agencies.csv"), "--format", "json"), &scored)
		if demo.Notice == "" {
			t.Errorf("round %s: the result of the demo has no notice", round)
		}
		if len(demo.Agencies) < 27 || !reflect.DeepEqual(demo, scored) {
			t.Errorf("round %s: %d agencies; scoring the files gives another result", round, len(demo.Agencies))
		}
	}
}
