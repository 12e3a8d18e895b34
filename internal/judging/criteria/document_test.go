package criteria

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// withChecks is the small framework with cross-checks of every kind.
func withChecks() *Document {
	return &Document{small(), []Check{
		{Code: "may", Name: scoring.Text{Vi: "Máy tính không quá ba lần số người", En: "Computers at most three a person"}, Require: "may_tinh <= cbccvc * 3", Severity: Blocks,
			Hint: scoring.Text{Vi: "Đếm lại\n---\nsố máy.", En: "Count again."}, Groups: []string{"so", "xa"}},
		{Code: "nhay", Require: "abs(may_tinh - last.may_tinh) <= 0.5 * last.may_tinh || group == \"xa\"", Severity: Warns},
		{Code: "dau", Name: scoring.Text{Vi: "=1+1: “<b>”"}, Require: "-may_tinh <= 0", Severity: Warns},
	}}
}

func yamlOf(t testing.TB, d *Document) string {
	t.Helper()
	var b bytes.Buffer
	if err := WriteYAML(&b, d); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestChecksGoAlong(t *testing.T) {
	for name, want := range map[string]*Document{"checks": withChecks(), "none": {small(), []Check{}}, "unsaid": {small(), nil}} {
		files := map[string][]byte{"f.yaml": []byte(yamlOf(t, want)), "comment.yaml": []byte("# ghi chú\n---\n" + yamlOf(t, want))}
		for _, lang := range text.Langs {
			files[string(lang)+".xlsx"] = bookOf(t, want, lang)
		}
		for file, data := range files {
			got, notes, err := Open(file, data, sheet.Options{})
			if err != nil || len(notes) > 0 {
				t.Errorf("%s in %s: %s", name, file, faults(err, notes))
				continue
			}
			if !reflect.DeepEqual(got.Checks, want.Checks) || asYAML(t, got.Framework) != asYAML(t, want.Framework) {
				t.Errorf("%s in %s: %#v", name, file, got.Checks)
			}
		}
	}
}

func TestFaultsOfChecksHaveTheirCell(t *testing.T) {
	const tab = "Kiểm tra chéo"
	for name, c := range map[string]struct {
		cell  string
		value any
		want  string
	}{
		"an item that is not there": {"C4", "khong_co > 1", tab + "!C4 criteria.check.item"},
		"no expression":             {"C5", "may_tinh <=", tab + "!C5 criteria.check.unreadable"},
		"a severity nobody knows":   {"D6", "nặng", tab + "!D6 criteria.word.unknown"},
		"no severity":               {"D6", "", tab + "!D6 criteria.check.severity"},
		"no code":                   {"A4", "", tab + "!A4 criteria.code.none"},
		"a code that stands twice":  {"A5", "may", tab + "!A5 criteria.code.twice"},
	} {
		t.Run(name, func(t *testing.T) {
			x, err := excelize.OpenReader(bytes.NewReader(bookOf(t, withChecks(), text.Vi)))
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			var b bytes.Buffer
			if err := errors.Join(x.SetCellValue(tab, c.cell, c.value), x.Write(&b)); err != nil {
				t.Fatal(err)
			}
			_, notes, err := Open("f.xlsx", b.Bytes(), sheet.Options{})
			if got := faults(err, notes); got != c.want {
				t.Errorf("told:\n%s\nwant\n%s", got, c.want)
			}
		})
	}
	for file, want := range map[string]string{
		"checks:\n- code: a\n  strange: 1\n":                                       "criteria.check.file",
		"checks:\n- {code: a, require: khong_co > 1, severity: warn}\n":            "criteria.check.item",
		"checks:\n- {code: a, require: may_tinh > 1, severity: warn}\n---\nx: 1\n": "criteria.check.third",
	} {
		_, notes, err := Open("f.yaml", []byte(asYAML(t, small())+checksHead+file), sheet.Options{})
		if got := faults(err, notes); !strings.Contains(got, want) {
			t.Errorf("%s\ntold: %s, want %s", file, got, want)
		}
	}
}
