package text

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// internalFolder is where every package with sentences lies.
const internalFolder = "../.."

// TestEverySentence holds the sentences of all packages under internal against
// each other and against the code: both languages, the same placeholders, every
// key that the code names, and none that it does not.
func TestEverySentence(t *testing.T) {
	var files []fs.FS
	used := map[string]string{} // key, or its beginning when it is put together → file
	err := filepath.WalkDir(internalFolder, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.Name() == "text.vi.yaml":
			if dir := filepath.Dir(path); dir != filepath.Join(internalFolder, "platform/text") {
				files = append(files, os.DirFS(dir))
			}
		case strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go"):
			return literals(path, used)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	c, err := NewCatalogue(files...)
	if err != nil {
		t.Errorf("%v", err)
	}
	owners := map[string]bool{}
	for _, key := range c.Keys() {
		owner, _, _ := strings.Cut(key, ".")
		owners[owner] = true
		named := used[key] != ""
		for beginning := range used {
			named = named || strings.HasSuffix(beginning, ".") && strings.HasPrefix(key, beginning)
		}
		if !named {
			t.Errorf("%s: no code names it", key)
		}
	}
	for key, file := range used {
		owner, _, _ := strings.Cut(key, ".")
		has := c.Has(key) || strings.HasSuffix(key, ".") && slices.ContainsFunc(c.Keys(), func(k string) bool { return strings.HasPrefix(k, key) })
		if owners[owner] && !has {
			t.Errorf("%s: %s has no sentence", file, key)
		}
	}
	if len(used) < 50 {
		t.Errorf("only %d keys were found in the code: the search is broken", len(used))
	}
}

// keyForm is noun.noun.what, or its beginning with a full stop at the end.
var keyForm = regexp.MustCompile(`^[a-z]+(\.[a-zA-Z][a-zA-Z0-9]*){2,}$|^[a-z]+(\.[a-zA-Z]+)+\.$|^fault\.unknown$`)

// tagValue is what stands in the tag of a field, such as help:"noun.noun.what".
var tagValue = regexp.MustCompile(`[a-z]+:"([^"]*)"`)

// literals collects the string literals of a Go file that look like keys.
func literals(path string, used map[string]string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil {
			return true
		}
		words := []string{s}
		for _, m := range tagValue.FindAllStringSubmatch(s, -1) {
			words = append(words, m[1])
		}
		for _, word := range words {
			if keyForm.MatchString(word) && !strings.HasSuffix(word, ".yaml") {
				used[word] = filepath.Base(path)
			}
		}
		return true
	})
	return nil
}

func TestCatalogueFaults(t *testing.T) {
	_, err := NewCatalogue(fstest.MapFS{
		"text.vi.yaml": {Data: []byte("a.b.one: Có {n} ô\na.b.two: Hai\na.b.three: Ba\nfault.unknown: khác\n")},
		"text.en.yaml": {Data: []byte("a.b.one: '{count} cells'\na.b.two: ' '\na.b.four: Four\n")},
	})
	for _, want := range []string{"a.b.one: placeholders [n] in vi, [count] in en", "a.b.two is blank", "en: a.b.three is not there", "vi: a.b.four is not there", "vi: fault.unknown stands twice"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q in\n%v", want, err)
		}
	}
	if _, err := NewCatalogue(fstest.MapFS{"text.vi.yaml": {Data: []byte("a.b.c: x\n")}}); err == nil {
		t.Error("a package without English must be told")
	}
}

func TestSentences(t *testing.T) {
	c, err := NewCatalogue(fstest.MapFS{
		"text.vi.yaml": {Data: []byte("a.b.c: '{i} ô, {r}, {s}, {n:plain}'\n")},
		"text.en.yaml": {Data: []byte("a.b.c: '{i} cells, {r}, {s}, {n:plain}'\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	args := map[string]any{"i": 20000, "r": big.NewRat(39, 40), "s": "1.5", "n": "-1234.5%"}
	for lang, want := range map[Lang]string{Vi: "20.000 ô, 0,975, 1.5, -1234,5%", En: "20,000 cells, 0.975, 1.5, -1234.5%", "fr": "20.000 ô, 0,975, 1.5, -1234,5%"} {
		if got := c.Text(lang, "a.b.c", args); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	if got := c.Text(Vi, "a.b.c", nil); got != "{i} ô, {r}, {s}, {n:plain}" {
		t.Errorf("without arguments: %q", got)
	}
	if got := c.Text(Vi, "no.such.key", nil); got != "no.such.key" {
		t.Errorf("unknown key: %q", got)
	}
}

func TestTellFault(t *testing.T) {
	c, err := NewCatalogue()
	if err != nil {
		t.Fatal(err)
	}
	_, ask := ParseNumber("1.234", AskDecimal)
	_, wrong := ParseNumber("2l5", AskDecimal)
	var list fault.List
	list.Add(fault.At(ask, fault.Place{File: "a.xlsx", Sheet: "Bảng 1", Row: 7, Col: 2, Field: "Điểm"}))
	list.Add(fault.At(wrong, fault.Place{File: "a.csv", Line: 3, Col: 4}))
	list.Add(fault.Warn("text.date.absent", nil))
	list.Add(os.ErrClosed)
	for lang, want := range map[Lang][]string{
		Vi: {
			"a.xlsx, trang tính Bảng 1, ô B7 (Điểm): Số “1.234” có hai cách đọc; phần mềm không tự chọn. Tìm thấy: “1.234”. Cho biết dấu thập phân của cả tệp bằng một trong các lựa chọn sau, hoặc sửa số đó trong tệp.\n    --decimal comma: dấu phẩy là dấu thập phân, đọc là 1234\n    --decimal point: dấu chấm là dấu thập phân, đọc là 1,234",
			"a.csv, dòng 3, cột 4: Nội dung không phải là một số. Tìm thấy: “2l5”. Cần có: một số, ví dụ 1.234,5 hoặc 97,5%. Chỉ ghi chữ số, dấu phân cách và dấu %; đơn vị tính đã ghi ở tiêu đề cột.",
			"Lưu ý: Ngày này không có trong lịch.",
			"Phần mềm gặp lỗi ngoài dự kiến; đây là lỗi của phần mềm, không phải của tệp dữ liệu. Đề nghị báo cho người phụ trách kỹ thuật.",
		},
		En: {
			"a.xlsx, sheet Bảng 1, cell B7 (Điểm): The number “1.234” has two readings; none is chosen for you. Found: “1.234”. Say which decimal sign the whole file uses with one of the options below, or correct the number in the file.\n    --decimal comma: the comma is the decimal sign, read as 1234\n    --decimal point: the point is the decimal sign, read as 1.234",
			"a.csv, line 3, column 4: This is not a number. Found: “2l5”. Expected: a number, such as 1,234.5 or 97.5%. Write digits, separators and the sign % only; the unit stands in the heading of the column.",
			"Note: The calendar has no such day.",
			"The program met an error of its own; this is a defect of the program and not of the file. Please tell the person in charge of it.",
		},
	} {
		got := c.List(lang, list)
		for i := range want {
			if i >= len(got) || got[i] != want[i] {
				t.Errorf("%s %d:\n%q\nwant\n%q", lang, i, got, want[i])
			}
		}
	}
	if c.List(Vi, nil) != nil {
		t.Error("nil has nothing to say")
	}
}

// words has its own sentence in each language.
type words struct{ vi, en string }

func (w words) In(lang string) string {
	if lang == "vi" {
		return w.vi
	}
	return w.en
}

func TestAnArgumentBringsItsOwnWords(t *testing.T) {
	file := fstest.MapFS{"text.vi.yaml": {Data: []byte("a.b.c: \"Lỗi: {what}\"")}, "text.en.yaml": {Data: []byte("a.b.c: \"Fault: {what}\"")}}
	c, err := NewCatalogue(file)
	if err != nil {
		t.Fatal(err)
	}
	args := map[string]any{"what": words{"thiếu mã", "no code"}}
	if vi, en := c.Text(Vi, "a.b.c", args), c.Text(En, "a.b.c", args); vi != "Lỗi: thiếu mã" || en != "Fault: no code" {
		t.Errorf("%q, %q", vi, en)
	}
}
