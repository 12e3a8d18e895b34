package demo_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/scoring"
)

// The example is read, built and ranked from its files alone.
func TestIndexFilesBuild(t *testing.T) {
	files, err := demo.IndexFiles()
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string][]byte{}
	for _, f := range files {
		byName[f.Name] = f.Data
	}
	spec, err := index.ReadSpec(bytes.NewReader(byName["spec.yaml"]))
	if err != nil {
		t.Fatal(err)
	}
	meta, err := index.ReadMeta(bytes.NewReader(byName[spec.Meta]))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := index.NewTree(meta)
	if err != nil {
		t.Fatal(err)
	}
	data, err := index.ReadData(bytes.NewReader(byName[spec.Data]), meta)
	if err != nil {
		t.Fatal(err)
	}
	built, err := index.Build(data, tree, spec)
	if err != nil {
		t.Fatal(err)
	}
	scores := built.Scores.Col("INDEX")
	if len(scores) != 27 {
		t.Fatalf("%d agencies have a score, expected 27", len(scores))
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for i, x := range scores {
		if !(x > 0 && x < 100) {
			t.Errorf("%s has the index %v", built.Scores.Units[i], x)
		}
		lo, hi = min(lo, x), max(hi, x)
	}
	if hi-lo < 20 {
		t.Errorf("the index runs from %v to %v: it tells nobody apart", lo, hi)
	}
	for _, note := range built.Notes {
		t.Error(note)
	}
	for name, text := range byName {
		if name != spec.Data && !strings.Contains(strings.ToLower(string(text)), "số liệu giả định") {
			t.Errorf("%s does not say that the data are invented", name)
		}
	}
}

// What the example says could be otherwise moves ranks, but does not turn the
// ranking round.
func TestIndexUncertaintyIsAnInstructiveOne(t *testing.T) {
	files, err := demo.IndexFiles()
	if err != nil {
		t.Fatal(err)
	}
	spec, err := index.ReadSpec(bytes.NewReader(files[0].Data))
	if err != nil {
		t.Fatal(err)
	}
	meta, err := index.ReadMeta(bytes.NewReader(files[2].Data))
	if err != nil {
		t.Fatal(err)
	}
	tree, err := index.NewTree(meta)
	if err != nil {
		t.Fatal(err)
	}
	data, err := index.ReadData(bytes.NewReader(files[1].Data), meta)
	if err != nil {
		t.Fatal(err)
	}
	result, err := index.Uncertainty(t.Context(), data, tree, spec, index.UncertaintyOptions{Draws: 64, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	for _, u := range result.Units {
		if u.Q5 != u.Q95 {
			moved++
		}
		if math.Abs(u.Median-u.Rank) > 7 {
			t.Errorf("%s is at rank %v and at %v in the middle of the draws", u.Unit, u.Rank, u.Median)
		}
	}
	if len(result.Units) != 27 || moved < 14 || len(result.Levels) != 3 {
		t.Errorf("%d of %d agencies ever change their rank, over %d levels", moved, len(result.Units), len(result.Levels))
	}
}

// A cell of the example is the answer itself; what is not given is empty.
func TestIndexDataAreTheAnswers(t *testing.T) {
	files, err := demo.IndexFiles()
	if err != nil {
		t.Fatal(err)
	}
	r := demo.Round2017()
	meta, err := index.ReadMeta(bytes.NewReader(files[2].Data))
	if err != nil {
		t.Fatal(err)
	}
	data, err := index.ReadData(bytes.NewReader(files[1].Data), meta)
	if err != nil {
		t.Fatal(err)
	}
	empty := 0
	for i, code := range data.Values.Units {
		for j, item := range data.Values.Codes {
			a, ok := r.Answer(code, item)
			x := data.Values.Cols[j][i]
			switch given := ok && a.Value.State == scoring.Given; {
			case !given && !math.IsNaN(x), given && x != a.Value.Num.Float64():
				t.Errorf("%s of %s is %v, answered %+v", item, code, x, a)
			case !given:
				empty++
			}
		}
	}
	if empty == 0 {
		t.Error("nothing is empty, though some agencies handle no procedures")
	}
}
