package calibration_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/scoring"
)

func num(s string) scoring.Num { return scoring.MustNum(s) }

func same(s string) scoring.Text { return scoring.Text{Vi: s, En: s} }

// small is a framework of 20 points: field A of A1 (a ratio) and A2 (yes or no),
// field B of B1 (a point for each of b).
func small(version, a1, a2, b1 string) *scoring.Framework {
	leaf := func(code, max string, r scoring.Rule) *scoring.Node {
		return &scoring.Node{Code: code, Name: same("Tiêu chí " + code), Max: num(max), Rule: r}
	}
	a := &scoring.Node{Code: "A", Name: same("Lĩnh vực A"), Max: num(a1).Add(num(a2)), Children: []*scoring.Node{
		leaf("A1", a1, &scoring.Ratio{Of: scoring.Of("x", "n")}), leaf("A2", a2, &scoring.YesNoRule{Item: "y"})}}
	each, _ := num(b1).Quo(scoring.Int(10))
	b := &scoring.Node{Code: "B", Name: same("Lĩnh vực B"), Max: num(b1), Children: []*scoring.Node{
		leaf("B1", b1, &scoring.Counted{Of: scoring.Of("b"), Each: each})}}
	return &scoring.Framework{Code: "nho", Version: version, Name: same("Nhỏ"), Groups: []scoring.Group{{Code: "so", Name: same("Sở")}},
		Bands: []scoring.Band{{Code: "tot", Name: same("Tốt"), From: num("80"), To: num("100")}, {Code: "kha", Name: same("Khá"), From: num("50"), To: num("80")}, {Code: "tb", Name: same("Trung bình"), To: num("50")}},
		Items: []scoring.Item{{Code: "x", Type: scoring.Count}, {Code: "n", Type: scoring.Count}, {Code: "y", Type: scoring.YesNo}, {Code: "b", Type: scoring.Count}},
		Root:  &scoring.Node{Code: "T", Name: same("Tổng"), Max: a.Max.Add(b.Max), Children: []*scoring.Node{a, b}}}
}

// smallTable has four agencies with values for x, n, y, b.
func smallTable(rows ...[]string) *calibration.Table {
	t := &calibration.Table{Name: "thử", Items: []string{"x", "n", "y", "b"}, Cells: rows}
	for i := range rows {
		t.Agencies = append(t.Agencies, scoring.Agency{Code: fmt.Sprintf("s%d", i+1), Name: fmt.Sprintf("Sở %d", i+1), Group: "so"})
	}
	return t
}

func shipped(t testing.TB, name string) *scoring.Framework {
	t.Helper()
	f, err := criteria.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// drawn makes a table for a framework at random: some values missing, some not
// applicable.
func drawn(f *scoring.Framework, agencies int, seed uint64) *calibration.Table {
	dice := rand.New(rand.NewPCG(seed, 1))
	t := &calibration.Table{Name: "ngẫu nhiên"}
	for _, it := range f.Items {
		t.Items = append(t.Items, it.Code)
	}
	for i := range agencies {
		group := ""
		if len(f.Groups) > 0 {
			group = f.Groups[dice.IntN(len(f.Groups))].Code
		}
		t.Agencies = append(t.Agencies, scoring.Agency{Code: fmt.Sprintf("a%03d", i), Name: fmt.Sprintf("Cơ quan %d", i), Group: group})
		var row []string
		for _, it := range f.Items {
			row = append(row, draw(dice, &it))
		}
		t.Cells = append(t.Cells, row)
	}
	return t
}

func draw(dice *rand.Rand, it *scoring.Item) string {
	switch k := dice.IntN(40); {
	case k == 0:
		return ""
	case k == 1:
		return "n/a"
	}
	low, high := int64(0), int64(100)
	if it.Min != nil {
		low, _ = it.Min.Round(scoring.Up, 0).Int64()
	}
	if it.Max != nil {
		high, _ = it.Max.Round(scoring.Down, 0).Int64()
	}
	switch it.Type {
	case scoring.YesNo:
		return it.FormatValue(scoring.GiveBool(dice.IntN(2) == 0))
	case scoring.Choice:
		return it.Options[dice.IntN(len(it.Options))].Code
	case scoring.Words:
		return "x"
	}
	return fmt.Sprint(low + dice.Int64N(max(1, high-low+1)))
}

// wide is a framework of fields × per criteria, each a ratio of two items.
func wide(fields, per int) *scoring.Framework {
	f := &scoring.Framework{Code: "rong", Version: "1", Root: &scoring.Node{Code: "T"}}
	for i := range fields {
		field := &scoring.Node{Code: fmt.Sprintf("F%d", i)}
		for j := range per {
			item := fmt.Sprintf("i%d_%d", i, j)
			f.Items = append(f.Items, scoring.Item{Code: item, Type: scoring.Percent})
			hundred := num("100")
			field.Children = append(field.Children, &scoring.Node{Code: fmt.Sprintf("F%d.%d", i, j), Max: num("1"), Rule: &scoring.Ratio{Of: scoring.Of(item), Target: &hundred}})
		}
		field.Max = scoring.Int(int64(per))
		f.Root.Children = append(f.Root.Children, field)
		f.Root.Max = f.Root.Max.Add(field.Max)
	}
	return f
}
