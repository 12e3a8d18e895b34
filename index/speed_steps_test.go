package index

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// speedTable is a table with some gaps and a share of columns with heavy tails.
func speedTable(b *testing.B, units, indicators int) (*Table, *Tree) {
	b.Helper()
	rng := rand.New(rand.NewPCG(4, 2))
	rows := []MetaRow{{Code: "all", Type: TypeAggregate, Direction: 1, Weight: 1}}
	codes, names := make([]string, indicators), make([]string, units)
	for j := range codes {
		codes[j] = "x" + strconv.Itoa(j)
		pillar := "p" + strconv.Itoa(j/10)
		if j%10 == 0 {
			rows = append(rows, MetaRow{Code: pillar, Parent: "all", Type: TypeAggregate, Direction: 1, Weight: 1})
		}
		rows = append(rows, MetaRow{Code: codes[j], Parent: pillar, Type: TypeIndicator, Direction: float64(1 - 2*(j%4/3)), Weight: 1, Target: math.NaN()})
	}
	for i := range names {
		names[i] = "u" + strconv.Itoa(i)
	}
	tree, err := NewTree(rows)
	if err != nil {
		b.Fatal(err)
	}
	t := NewTable(names, codes)
	for j, col := range t.Cols {
		for i := range col {
			switch x := rng.NormFloat64(); {
			case rng.IntN(20) == 0: // a gap
			case j%3 == 0:
				col[i] = math.Exp(1.2 * x)
			default:
				col[i] = 50 + 10*x
			}
		}
	}
	return t, tree
}

// Every step alone, at the sizes of the speed targets.
func BenchmarkSteps(b *testing.B) {
	for _, size := range []struct {
		name              string
		units, indicators int
	}{{"51x49", 51, 49}, {"10000x100", 10_000, 100}} {
		t, tree := speedTable(b, size.units, size.indicators)
		run := func(name string, step func() error) {
			b.Run(size.name+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if err := step(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		run("screen", func() error { _, _, err := Screen(t, tree, ScreenSpec{}); return err })
		for _, method := range []string{"mean", "median"} {
			run("impute_"+method, func() error {
				_, _, err := Impute(t, nil, tree, ImputeSpec{ImputeRule: ImputeRule{Method: method}})
				return err
			})
		}
		run("impute_row", func() error { _, _, err := Impute(t, nil, tree, ImputeSpec{By: "row", Level: 2}); return err })
		run("treat", func() error { _, _, err := Treat(t, tree, TreatSpec{}); return err })
		for _, w := range []WinLimit{100, Unlimited} {
			run("treat_"+strconv.Itoa(int(w)), func() error {
				_, _, err := Treat(t, tree, TreatSpec{TreatRule: TreatRule{WinMax: &w}})
				return err
			})
		}
		for _, method := range []string{"minmax", "zscore", "prank"} {
			run("normalise_"+method, func() error {
				_, err := Normalise(t, tree, NormaliseSpec{NormaliseRule: NormaliseRule{Method: method}})
				return err
			})
		}
	}
}
