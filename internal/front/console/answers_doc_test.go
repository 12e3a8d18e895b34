package console

import (
	"os"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/scoring"
)

// TestTheGuideIsTrue: the two tables of docs/answers-format.md are read as they
// stand there, by the shipped framework whose items they name.
func TestTheGuideIsTrue(t *testing.T) {
	guide, err := os.ReadFile("../../../docs/answers-format.md")
	if err != nil {
		t.Fatal(err)
	}
	var tables []*sheet.Book
	for _, part := range strings.Split(string(guide), "```csv\n")[1:] {
		table, _, _ := strings.Cut(part, "```")
		book, err := sheet.ReadBytes("guide.csv", []byte(table), sheet.Options{})
		if err != nil {
			t.Fatal(err)
		}
		tables = append(tables, book)
	}
	if len(tables) != 2 {
		t.Fatalf("%d tables, want answers and agencies", len(tables))
	}
	f, err := criteria.Load("ict-readiness-2017")
	if err != nil {
		t.Fatal(err)
	}
	p, err := scoring.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	set, err := answers.Read(p, answers.Sources{Answers: tables[0], Agencies: tables[1]})
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Cohort.Agencies()) != 4 || len(set.Adjustments) != 1 {
		t.Errorf("%d agencies, %d adjustments", len(set.Cohort.Agencies()), len(set.Adjustments))
	}
}
