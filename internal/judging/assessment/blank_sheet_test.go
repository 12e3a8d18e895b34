package assessment

import (
	"bytes"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// The form to print asks every item once, shows no answer, and has room to
// write, on paper of the right way round.
func TestBlankForm(t *testing.T) {
	for _, name := range append(criteria.Shipped(), "") {
		f := small()
		if name != "" {
			loaded, err := criteria.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			f.Framework, f.Lines = loaded, SheetLines(loaded, nil)
		}
		for _, f.Lang = range text.Langs {
			var b, again bytes.Buffer
			if err := WriteBlank(&b, f); err != nil {
				t.Fatal(err)
			}
			if err := WriteBlank(&again, f); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("%s: other bytes, %v", name, err)
			}
			book, err := sheet.ReadBytes("f.xlsx", b.Bytes(), sheet.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, items := sheetItems(f.Framework, f.Lines, f.Lang)
			numbers := 0
			for _, r := range book.Sheets[0].Rows {
				if n, err := r.Cell(1).Number(text.AskDecimal); err == nil && !n.Blank() {
					if it := items[numbers]; !strings.HasPrefix(r.Cell(2).Value, it.name(f.Lang)) || !strings.Contains(r.Cell(4).Value, "……") ||
						!strings.Contains(r.Cell(4).Value, box) {
						t.Errorf("%s: row %d: %v", name, r.Number, r.Cells)
					}
					numbers++
				}
				for _, c := range r.Cells {
					if name == "" && (strings.Contains(c.Value, "245") || strings.Contains(c.Value, "SUM")) {
						t.Errorf("an answer stands in %s", c.Place())
					}
				}
			}
			if numbers != len(items) {
				t.Errorf("%s: %d items of %d", name, numbers, len(items))
			}
			if _, _, err := ReadForm("f.xlsx", b.Bytes(), f, sheet.Options{}); told(err, nil) != "! assessment.sheet.foreign" {
				t.Errorf("read as a form: %v", err)
			}
		}
	}
}
