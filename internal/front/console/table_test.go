package console

import (
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
)

func sampleTable() *table {
	t := &table{columns: []column{{head: "Hạng", right: true}, {head: "Cơ quan, đơn vị", least: 10}, {head: "Điểm", right: true}}}
	t.row("1", "Sở Thông tin và Truyền thông", "97,50")
	t.row("10", "So\u031b\u0309 Y te\u0302\u0301", "8,25") // NFD: marks take no column
	return t
}

func TestTable(t *testing.T) {
	want := `Hạng  Cơ quan, đơn vị                Điểm
────  ────────────────────────────  ─────
   1  Sở Thông tin và Truyền thông  97,50
  10  Sở Y tế                        8,25
`
	if got := text.NFC(sampleTable().text(0)); got != want {
		t.Errorf("got\n%s", got)
	}
}

func TestNarrowTable(t *testing.T) {
	for columns := 24; columns < 44; columns++ {
		out := text.NFC(sampleTable().text(columns))
		for line := range strings.Lines(out) {
			if w := text.Width(strings.TrimRight(line, "\n")); w > columns {
				t.Errorf("%d columns: a line of %d\n%s", columns, w, out)
			}
		}
		for _, word := range []string{"Truyền", "thông", "97,50", "Sở Y tế"} {
			if !strings.Contains(out, word) {
				t.Errorf("%d columns: %q is lost\n%s", columns, word, out)
			}
		}
	}
	if out := sampleTable().text(20); strings.Contains(out, "─") || !strings.Contains(out, "Hạng             1\n") {
		t.Errorf("too narrow for a table, so lists:\n%s", out)
	}
}

func TestWrapWords(t *testing.T) {
	for _, c := range []struct {
		in    string
		width int
		want  []string
	}{
		{"một hai ba", 7, []string{"một hai", "ba"}},
		{"nghiêng", 3, []string{"ngh", "iên", "g"}},
		{"", 5, []string{""}},
		{"  lùi vào", 6, []string{"  lùi", "vào"}},
	} {
		if got := wrapWords(c.in, c.width); strings.Join(got, "|") != strings.Join(c.want, "|") {
			t.Errorf("%q at %d: %q, want %q", c.in, c.width, got, c.want)
		}
	}
}
